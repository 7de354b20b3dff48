//! Mounts the workbench.

fn main() {}
