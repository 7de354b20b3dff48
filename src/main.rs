//! Mounts the citizens' page.

fn main() {
    onething_portal::app::run();
}
