//! Mounts the workbench of those who write guides and notices.

fn main() {
    onething_portal::staff::run_editor();
}
