//! What the answers so far mean: not eligible and why, or how much there is to do.

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::guides::GuideView;
use onething_domain::{
    answers::Situation,
    fee,
    guide::Guide,
    narrow::{Narrowed, outlook},
    thing::Stop,
};

use super::situation::{open, to_query};
use crate::{
    i18n::{days, money, pick, t, tr},
    links, parts,
    ui::{Card, Facts, LinkButton, Notice, Tone, live},
};

/// Drawn anew with every answer.
pub fn outcome(view: Arc<GuideView>, given: Memo<Situation>) -> AnyView {
    let draw = move || {
        let guide = &view.guide;
        given.with(|given| {
            let narrowed = outlook(guide, given);
            match narrowed.stops.is_empty() {
                true => going_on(guide, given, &narrowed),
                false => stopped(&narrowed.stops),
            }
        })
    };
    view! { <div class="stack">{live(draw)}</div> }.into_any()
}

/// The same in a line, always in sight where the screen has no room beside the questions. Screen
/// readers hear the outcome itself.
pub fn bar(view: Arc<GuideView>, given: Memo<Situation>) -> AnyView {
    let line = Signal::derive(move || {
        given.with(|given| {
            let narrowed = outlook(&view.guide, given);
            match narrowed.stops.is_empty() {
                true => sentence(&narrowed, open(&view.guide, given)),
                false => t("check.stopped"),
            }
        })
    });
    view! {
        <div class="check-bar">
            <span aria-hidden="true">{line}</span>
            <a href="#outcome">{t("check.see")}</a>
        </div>
    }
    .into_any()
}

/// It cannot be had here: why, what else to do, and the thing that fits.
fn stopped(stops: &[&Stop]) -> AnyView {
    stops
        .iter()
        .map(|stop| {
            let fits = (!stop.thing.is_empty()).then(|| {
                view! { <LinkButton href=links::guide(&stop.thing) label=t("check.other_thing") /> }
            });
            let (reason, instead) = (pick(&stop.reason), pick(&stop.instead));
            view! {
                <Notice tone=Tone::Bad title=t("check.stopped")>
                    <p>{reason}</p>
                    <p class="check-instead">{instead}</p>
                    {fits}
                </Notice>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

fn going_on(guide: &Guide, given: &Situation, narrowed: &Narrowed) -> AnyView {
    let left = open(guide, given);
    let flow = parts::flow(&narrowed.nodes, &guide.departments);
    view! {
        <div class="card">
            <p class="check-sum" role="status">{sentence(narrowed, left)}</p>
            <Facts rows=facts(guide, narrowed) />
            {next(guide, given, left)}
        </div>
        <Card title=t("guide.flow")>{flow}</Card>
    }
    .into_any()
}

fn sentence(narrowed: &Narrowed, left: usize) -> String {
    let sum = tr(
        "check.sum",
        &[
            ("items", &narrowed.nodes.len().to_string()),
            ("materials", &narrowed.materials.len().to_string()),
            ("days", &days(narrowed.figures.days.after)),
        ],
    );
    match left {
        0 => sum,
        left => format!("{sum}{}", tr("check.left", &[("n", &left.to_string())])),
    }
}

fn facts(guide: &Guide, narrowed: &Narrowed) -> Vec<(String, AnyView)> {
    let items = narrowed.nodes.iter().map(|node| {
        let who = guide.department(&node.item.department).map(|d| pick(&d.short));
        format!("{} · {}", pick(&node.item.name), who.unwrap_or_default())
    });
    let materials = narrowed.materials.iter().map(|material| pick(&material.name));
    let fields = tr("check.fields", &[("n", &narrowed.fields.len().to_string())]);
    vec![
        (t("guide.items"), lines(items)),
        (t("guide.materials"), lines(materials)),
        (t("guide.fees"), cost(narrowed)),
        (t("guide.days"), days(narrowed.figures.days.after).into_any()),
        (t("figure.fields"), fields.into_any()),
    ]
}

fn lines(texts: impl Iterator<Item = String>) -> AnyView {
    let lines: Vec<AnyView> = texts.map(|text| view! { <li>{text}</li> }.into_any()).collect();
    view! { <ul class="bullets">{lines}</ul> }.into_any()
}

/// The sum when all of it is known by now; otherwise what it will be computed from.
fn cost(narrowed: &Narrowed) -> AnyView {
    if narrowed.fees.is_empty() {
        return t("fees.none").into_any();
    }
    if narrowed.bill.len() == narrowed.fees.len() {
        return money(fee::total(&narrowed.bill)).into_any();
    }
    let names = narrowed.fees.iter().map(|fee| pick(&fee.name));
    view! { <p>{t("check.fees_later")}</p>{lines(names)} }.into_any()
}

fn next(guide: &Guide, given: &Situation, left: usize) -> AnyView {
    if left > 0 {
        return ().into_any();
    }
    let apply = links::apply(&guide.thing, &to_query(guide, given));
    view! {
        <div class="actions">
            <LinkButton href=apply label=t("check.start") />
        </div>
    }
    .into_any()
}
