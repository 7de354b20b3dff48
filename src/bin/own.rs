//! Mounts the pages of a person's own business.

fn main() {
    onething_portal::app::run_own();
}
