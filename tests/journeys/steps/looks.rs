//! Pages in the three looks: axe finds no barrier, the console is silent, nothing sticks out to the side (X2).

use journeys::Browser;
use serde_json::json;

/// Theme and look.
pub const LOOKS: [(&str, &str); 3] =
    [("light", "standard"), ("dark", "standard"), ("light", "care")];

/// Chooses a look as a visitor does who has chosen it earlier.
fn choose(page: &Browser, (theme, look): (&str, &str)) {
    let choose =
        "localStorage.setItem('theme', arguments[0]); localStorage.setItem('look', arguments[1])";
    page.run(choose, &[json!(theme), json!(look)]);
}

/// Opens a page in a look and waits until it is whole.
pub fn look_at(page: &Browser, path: &str, (theme, look): (&str, &str)) {
    page.open(path);
    page.until("the page to be whole", || {
        (page.run("return !!document.querySelector('.skeleton')", &[]) == json!(false))
            .then_some(())
    });
    let name = path.trim_matches('/').replace(['/', '?', '='], "-");
    let name = if name.is_empty() { "home" } else { &name };
    page.seen(&format!("{name}-{theme}-{look}"));
    let sticks_out = page.run("return document.documentElement.scrollWidth - innerWidth", &[]);
    assert!(sticks_out.as_i64() <= Some(0), "{path} {theme} {look}: {sticks_out} px to the side");
}

/// Looks at every page in each look, and leaves the first one chosen.
pub fn walk(page: &Browser, paths: &[&str]) {
    for look in LOOKS {
        choose(page, look);
        paths.iter().for_each(|path| look_at(page, path, look));
    }
    choose(page, LOOKS[0]);
}
