//! The rules of onething.
