//! Mounts the workbench.

fn main() {
    onething_portal::staff::run();
}
