//! The clerk's checklist (C1): each material is looked at and found in order or wanting. What is wanting stands ticked
//! in the request for corrections; before acceptance the page says what was not looked at. Kept on this device until
//! the submission changes, so that a reload loses nothing.

use std::collections::BTreeMap;

use leptos::prelude::*;
use onething_domain::case::CommandKind;
use onething_domain::item::Material;

use super::open::Open;
use crate::{
    i18n::{pick, t, tr},
    json,
    platform::storage,
    ui::{Button, Details, Kind, Notice, Tone},
};

/// What was found, by id of the material: `true` for in order.
pub type Verdicts = BTreeMap<String, bool>;

/// The key under which this device keeps what was found about a submission.
fn key(open: Open) -> String {
    let name = open.view.with_untracked(|view| format!("{}.{}", view.number, view.digests.sm3));
    storage::own(&format!("checked.{name}"))
}

/// What was found before about the submission as it is now.
pub fn before(open: Open) -> Verdicts {
    storage::read(&key(open)).and_then(|text| json::read(&text)).unwrap_or_default()
}

fn find(open: Open, material: &str, in_order: bool) {
    open.verdicts.update(|all| {
        let same = all.get(material) == Some(&in_order);
        if same {
            all.remove(material); // pressed again: taken back
        } else {
            all.insert(material.to_owned(), in_order);
        }
    });
    let text = open.verdicts.with_untracked(serde_json::to_string);
    if let Ok(text) = text {
        storage::write(&key(open), &text);
    }
}

/// Whether the reader is the intake, who checks.
fn is_intake(open: Open) -> Memo<bool> {
    Memo::new(move |_| {
        open.view.with(|view| {
            view.allowed.iter().any(|action| action.command == CommandKind::RequestCorrections)
        })
    })
}

/// What to look at in a material, and what was found.
pub fn row(open: Open, material: &Material) -> AnyView {
    let intake = is_intake(open);
    let material = StoredValue::new(material.clone());
    let view = move || intake.get().then(|| material.with_value(|material| ask(open, material)));
    view! { {view} }.into_any()
}

fn ask(open: Open, material: &Material) -> AnyView {
    let mistakes: Vec<AnyView> =
        material.mistakes.iter().map(|one| view! { <li>{pick(one)}</li> }.into_any()).collect();
    let points = view! {
        <p class="small">{pick(&material.sample)}</p>
        <ul class="bullets small">{mistakes}</ul>
    }
    .into_any();
    let name = pick(&material.name);
    let button = |in_order: bool, key: &str| {
        let id = material.id.clone();
        let own = material.id.clone();
        let pressed =
            Signal::derive(move || open.verdicts.with(|all| all.get(&own) == Some(&in_order)));
        let press = Callback::new(move |()| find(open, &id, in_order));
        let label = t(key);
        let describe = [label.clone(), t("mark.colon"), name.clone()].concat();
        view! { <Button label=label kind=Kind::Secondary pressed=pressed describe=describe on_press=press /> }
            .into_any()
    };
    view! {
        <div class="checked" role="group" aria-label=name.clone()>
            {button(true, "staff.check.good")}
            {button(false, "staff.check.wanting")}
        </div>
        <Details summary=t("staff.check.points")>{points}</Details>
    }
    .into_any()
}

/// How many materials have been looked at.
pub fn progress(open: Open) -> AnyView {
    let intake = is_intake(open);
    let line = move || {
        let all = open.view.with(|view| view.submission.evidence.len());
        (intake.get() && all > 0).then(|| {
            let done = open.verdicts.with(BTreeMap::len).min(all).to_string();
            let text = tr("staff.check.progress", &[("done", &done), ("all", &all.to_string())]);
            view! { <p class="soft small" role="status">{text}</p> }.into_any()
        })
    };
    view! { {line} }.into_any()
}

/// What speaks against accepting now.
pub fn doubts(open: Open) -> AnyView {
    let (all, wanting, done) = (
        open.view.with_untracked(|view| view.submission.evidence.len()),
        open.verdicts.with_untracked(|all| all.values().filter(|good| !**good).count()),
        open.verdicts.with_untracked(BTreeMap::len),
    );
    let left = all.saturating_sub(done);
    let line = |key: &str, n: usize| tr(key, &[("n", &n.to_string())]);
    let said = match (wanting, left) {
        (0, 0) => return ().into_any(),
        (0, left) => line("staff.check.left", left),
        (wanting, _) => line("staff.check.wanting.left", wanting),
    };
    view! { <Notice tone=Tone::Warn title=said /> }.into_any()
}
