//! What the answers so far mean: not eligible and why, or how much there is to do.

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::guides::GuideView;
use onething_domain::{
    answers::Situation,
    fee,
    guide::{Guide, Node},
    narrow::{FellAway, Narrowed, fell_away, outlook},
    thing::{Question, Stop},
};

use super::situation::{open, to_query};
use crate::{
    i18n::{days, money, pick, t, tr},
    links, parts,
    ui::{Card, Facts, LinkButton, Notice, Tone, live},
};

/// Drawn anew with every answer. What it comes to is said in a line that stays, so that screen readers hear
/// it change.
pub fn outcome(view: Arc<GuideView>, given: Memo<Situation>) -> AnyView {
    let of = view.clone();
    let line = Signal::derive(move || given.with(|given| status(&of.guide, given)));
    let draw = move || {
        let guide = &view.guide;
        given.with(|given| {
            let narrowed = outlook(guide, given);
            match narrowed.stops.is_empty() {
                true => going_on(guide, given, &narrowed),
                false => stopped(guide, given, &narrowed.stops),
            }
        })
    };
    view! { <div class="stack"><p class="check-sum" role="status">{line}</p>{live(draw)}</div> }
        .into_any()
}

/// What the answers come to, and how much they took away.
fn status(guide: &Guide, given: &Situation) -> String {
    let narrowed = outlook(guide, given);
    if !narrowed.stops.is_empty() {
        return t("check.stopped");
    }
    let sentence = sentence(&narrowed, open(guide, given));
    let gone = fell_away(guide, given);
    match (gone.nodes.len(), gone.materials.len()) {
        (0, 0) => sentence,
        (items, materials) => {
            let counts = [("items", items.to_string()), ("materials", materials.to_string())];
            let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
            format!("{sentence}{}", tr("check.gone", &counts))
        }
    }
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
fn stopped(guide: &Guide, given: &Situation, stops: &[&Stop]) -> AnyView {
    stops
        .iter()
        .map(|stop| {
            // The other thing takes over the answers to questions that it asks as well.
            let fits = match stop.thing.is_empty() {
                true => {
                    let near = links::event(&guide.event);
                    view! { <p><a href=near>{t("check.near_things")}</a></p> }.into_any()
                }
                false => {
                    let other = links::check(&stop.thing, &to_query(guide, given));
                    view! { <LinkButton href=other label=t("check.other_thing") /> }.into_any()
                }
            };
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
    let gone = fell_away(guide, given);
    let nodes: Vec<&Node> = gone.nodes.iter().map(|gone| gone.what).collect();
    let flow = parts::flow(guide, &narrowed.nodes, &nodes);
    view! {
        <div class="card">
            <Facts rows=facts(guide, given, narrowed, &gone) />
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

fn facts(
    guide: &Guide,
    given: &Situation,
    narrowed: &Narrowed,
    gone: &FellAway,
) -> Vec<(String, AnyView)> {
    let named = |node: &Node| {
        let who = guide.department(&node.item.department).map(|d| pick(&d.short));
        format!("{} · {}", pick(&node.item.name), who.unwrap_or_default())
    };
    let items = narrowed.nodes.iter().map(|node| named(node));
    let no_items =
        gone.nodes.iter().map(|gone| (named(gone.what), why(&gone.why, given))).collect();
    let materials = narrowed.materials.iter().map(|material| pick(&material.name));
    let no_materials =
        gone.materials.iter().map(|gone| (pick(&gone.what.name), why(&gone.why, given))).collect();
    let no_fees =
        gone.fees.iter().map(|gone| (pick(&gone.what.name), why(&gone.why, given))).collect();
    let fields = tr("check.fields", &[("n", &narrowed.fields.len().to_string())]);
    let cost = view! { {cost(narrowed)}{lines(std::iter::empty(), no_fees)} }.into_any();
    vec![
        (t("guide.items"), lines(items, no_items)),
        (t("guide.materials"), lines(materials, no_materials)),
        (t("guide.fees"), cost),
        (t("guide.days"), days(narrowed.figures.days.after).into_any()),
        (t("figure.fields"), fields.into_any()),
    ]
}

/// The answers that did it, in words.
fn why(questions: &[&Question], given: &Situation) -> String {
    let answers = questions.iter().filter_map(|question| {
        let value = given.get(&question.id)?;
        let option = question.options.iter().find(|option| option.value == *value)?;
        let (ask, answer) = (pick(&question.ask), pick(&option.label));
        Some(tr("check.because", &[("question", &ask), ("answer", &answer)]))
    });
    answers.collect::<Vec<_>>().join(&t("mark.and"))
}

/// What there is, and struck what fell away with the reason: nothing vanishes unseen.
fn lines(texts: impl Iterator<Item = String>, gone: Vec<(String, String)>) -> AnyView {
    let mut lines: Vec<AnyView> = texts.map(|text| view! { <li>{text}</li> }.into_any()).collect();
    lines.extend(gone.into_iter().map(|(text, why)| {
        view! {
            <li class="gone">
                <s>{text}</s><span class="sr-only">{t("flow.gone")}</span>
                <span class="gone-why">{why}</span>
            </li>
        }
        .into_any()
    }));
    match lines.is_empty() {
        true => ().into_any(),
        false => view! { <ul class="bullets">{lines}</ul> }.into_any(),
    }
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
    view! { <p>{t("check.fees_later")}</p>{lines(names, Vec::new())} }.into_any()
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
