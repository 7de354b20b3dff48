//! Parts of a page that change.

use leptos::prelude::*;

/// A part that is drawn anew whenever a signal that `draw` reads changes.
///
/// A bare closure in a view does the same, but the machinery of effects is then compiled for each
/// closure again; here it is compiled once. That is worth a kilobyte of the first load per place.
pub fn live(draw: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    boxed(Box::new(draw))
}

fn boxed(draw: Box<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    (move || draw()).into_any()
}
