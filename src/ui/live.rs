//! Parts of a page that change.

use leptos::prelude::*;

/// A part that is drawn anew whenever a signal that `draw` reads changes.
///
/// A bare closure in a view does the same, but the machinery of effects is then compiled for each
/// closure again; here it is compiled once. That is worth a kilobyte of the first load per place.
/// Attributes that change do the same by `Signal::derive`.
pub fn live(draw: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    boxed(Box::new(draw))
}

/// A part that is there only at times.
pub fn live_if(draw: impl Fn() -> Option<AnyView> + Send + Sync + 'static) -> AnyView {
    live(move || draw().unwrap_or_else(|| ().into_any()))
}

fn boxed(draw: Box<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    (move || draw()).into_any()
}
