//! The two front ends of onething.
