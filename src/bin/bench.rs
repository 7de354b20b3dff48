//! The form that other engines are measured by; built by `cargo xtask bench` alone, never served. In a browser it mounts
//! the page; elsewhere it writes the page that a service would have rendered, from the guide on its input.

#[cfg(target_arch = "wasm32")]
fn main() {
    onething_portal::features::apply::bench();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::io::Result<()> {
    let guide = std::io::read_to_string(std::io::stdin())?;
    let page = onething_portal::render::form(&guide);
    print!("{}", page.ok_or_else(|| std::io::Error::other("the input is no guide"))?);
    Ok(())
}
