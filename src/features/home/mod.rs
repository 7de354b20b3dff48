//! The first page.

use leptos::prelude::*;

use crate::{i18n::t, router::Params, ui::Page};

/// Life events, search, and the ways to one's own cases.
pub fn page(_: Params) -> AnyView {
    view! { <Page title=t("home.title") wide=true lead=t("home.lead")>{()}</Page> }.into_any()
}
