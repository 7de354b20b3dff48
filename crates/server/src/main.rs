//! The REST service of onething.

fn main() {}
