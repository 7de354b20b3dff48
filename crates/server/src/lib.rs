//! The REST service of onething.
