//! Mounts the pages of what is asked beside an application.

fn main() {
    onething_portal::app::run_services();
}
