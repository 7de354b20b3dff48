//! Mounts the pages of what becomes of an application.

fn main() {
    onething_portal::app::run_follow();
}
