//! Mounts the form that other engines are measured by; built by `cargo xtask bench` alone, never served.

fn main() {
    onething_portal::features::apply::bench();
}
