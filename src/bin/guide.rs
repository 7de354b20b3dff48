//! Mounts the pages of a guide.

fn main() {
    onething_portal::app::run_guide();
}
