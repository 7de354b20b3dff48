//! What the linter found, beside the form: what is wrong, what to do, and the way there.

use leptos::prelude::*;
use onething_domain::lint::Finding;

use super::{
    address,
    check::{self, Checked, Found},
    pen::Pen,
};
use crate::{
    i18n::{pick, t, tr},
    ui::{icon, live},
};

/// The panel. `go` leads to a part of the form.
pub fn panel(pen: Pen, checked: RwSignal<Checked>, go: Callback<&'static str>) -> AnyView {
    let own = Memo::new(move |_| checked.with(|checked| checked.own.clone()));
    let others = Memo::new(move |_| checked.with(|checked| checked.others.clone()));
    let count = Memo::new(move |_| own.with(Vec::len) + others.with(Vec::len));
    let summary = move || {
        match count.get() {
        0 => view! { <p class="panel-good">{icon("check")}<span>{t("staff.lint.none")}</span></p> }.into_any(),
        n => view! { <p class="panel-bad">{icon("warn")}<span>{tr("staff.lint.some", &[("n", &n.to_string())])}</span></p> }
            .into_any(),
    }
    };
    let list = move || {
        let rows: Vec<AnyView> = own.get().into_iter().map(|found| row(pen, found, go)).collect();
        view! { <ul class="panel-list">{rows}</ul> }.into_any()
    };
    let rest = move || {
        let others = others.get();
        if others.is_empty() {
            return ().into_any();
        }
        let rows: Vec<AnyView> = others.iter().map(|finding| other(pen, finding)).collect();
        view! {
            <h3 class="panel-title">{t("staff.lint.others")}</h3>
            <ul class="panel-list">{rows}</ul>
        }
        .into_any()
    };
    view! {
        <aside class="panel" aria-label=t("staff.lint.title")>
            <h2 class="panel-title">{t("staff.lint.title")}</h2>
            <div role="status">{live(summary)}</div>
            {live(list)}
            {live(rest)}
        </aside>
    }
    .into_any()
}

/// A finding of this document; its place is a link that moves the focus.
fn row(pen: Pen, found: Found, go: Callback<&'static str>) -> AnyView {
    let Found { finding, control, focus, section } = found;
    let place =
        super::read::way(pen, &control).unwrap_or_else(|| t(&format!("staff.part.{section}")));
    let href = format!("#{}", super::pen::id_of(&control));
    let jump = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        go.run(section);
        pen.focus(&focus);
    };
    view! {
        <li class="panel-row">
            <a href=href rel="external" on:click=jump>{place}</a>
            <p>{check::said(&finding)}</p>
            <p class="panel-remedy">{check::remedy(&finding)}</p>
        </li>
    }
    .into_any()
}

/// A finding of a document that this one joins.
fn other(pen: Pen, finding: &Finding) -> AnyView {
    let (folder, id) = finding.place.split_once('/').unwrap_or_default();
    let title = pen.around.with_untracked(|around| {
        let known = if folder == "items" { &around.city.items } else { &around.city.things };
        known.iter().find(|known| known.id == id).map(|known| pick(&known.name))
    });
    let href = address::at_place(folder, id, &check::mended_at(finding));
    view! {
        <li class="panel-row">
            <a href=href>{title.unwrap_or_else(|| id.to_owned())}</a>
            <p>{check::said(finding)}</p>
            <p class="panel-remedy">{check::remedy(finding)}</p>
        </li>
    }
    .into_any()
}
