//! Mounts the pages that go on with what was filed.

fn main() {
    onething_portal::app::run_amend();
}
