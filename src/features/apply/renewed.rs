//! The guide has changed while somebody was filling it in: everything is kept, and what changed is told (A6).

use leptos::prelude::*;
use onething_domain::renewal::{Renewed, renewed};

use super::step::STEPS;
use super::work::Work;
use crate::{
    api,
    i18n::{days, money, pick, t, tr},
    links,
    load::{reading, shown},
    platform::history,
    ui::{Button, Notice, Tone, live_if},
    words::code,
};

/// What changed, and the way on; nothing while the guide is the one on the screen.
pub fn notice(work: Work) -> AnyView {
    let view = move || {
        work.renewed.get().then(|| {
            let on = Callback::new(move |()| history::leave(&links::draft(&work.id(), STEPS[0])));
            view! {
                <Notice tone=Tone::Warn title=t("error.guide_changed")>
                    {untrack(|| changes(work))}
                    <div class="actions"><Button label=t("apply.renew") on_press=on /></div>
                </Notice>
            }
            .into_any()
        })
    };
    live_if(view)
}

fn changes(work: Work) -> AnyView {
    let thing = work.head().thing.clone();
    let read = reading(move || {
        let thing = thing.clone();
        async move { api::guides::guide(&thing).await }
    });
    let list = move |now: onething_api::guides::GuideView| {
        let (situation, answers) = (work.form.situation.get_untracked(), work.form.answers());
        let changes = renewed(&work.form.guide(), &now.guide, &situation, &answers);
        if changes.is_empty() {
            return view! { <p>{t("renewed.none")}</p> }.into_any();
        }
        let lines: Vec<AnyView> =
            changes.iter().map(|change| view! { <li>{words(change)}</li> }.into_any()).collect();
        view! { <p>{t("renewed.what")}</p><ul class="bullets">{lines}</ul> }.into_any()
    };
    shown(read, list)
}

/// A change as a sentence.
fn words(change: &Renewed) -> String {
    match change {
        Renewed::Part(part, turn, name) => {
            let part = t(&format!("renewed.part.{}", code(part)));
            tr(&format!("renewed.turn.{}", code(turn)), &[("part", &part), ("name", &pick(name))])
        }
        Renewed::Total(was, is) => {
            tr("renewed.total", &[("was", &money(*was)), ("is", &money(*is))])
        }
        Renewed::Days(was, is) => tr("renewed.days", &[("was", &days(*was)), ("is", &days(*is))]),
    }
}
