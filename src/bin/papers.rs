//! Mounts the pages of what a person holds.

fn main() {
    onething_portal::app::run_papers();
}
