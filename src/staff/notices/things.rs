//! Choosing the guides that a notice touches: found by words, so that it works with thousands of them.

use leptos::prelude::*;
use onething_api::guides::GuideSummary;

use super::desk::Desk;
use crate::{
    api,
    i18n::{pick, t, tr},
    load::in_words,
    router::Query,
    ui::{Button, Caption, Keyboard, Kind, TextField, live, say},
};

/// Most guides that are offered at once.
const OFFERED: &str = "6";

/// The chosen ones with a way to take each out, and a field to find more.
pub fn things(desk: Desk) -> AnyView {
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<GuideSummary>::new());
    let round = StoredValue::new(0_u32);
    let look = Callback::new(move |text: String| {
        typed.set(text.clone());
        round.update_value(|round| *round += 1);
        let mine = round.get_value();
        if text.trim().is_empty() {
            return found.set(Vec::new());
        }
        leptos::task::spawn_local(async move {
            let wanted = Query::default().with("q", text.trim()).with("limit", OFFERED);
            let answer = api::guides::list(&wanted).await;
            if round.try_get_value() == Some(mine) {
                match answer {
                    Ok(list) => found.set(list.guides),
                    Err(error) => say(in_words(&error).0),
                }
            }
        });
    });
    let add = Callback::new(move |thing: String| {
        desk.change(|text| {
            if !text.things.contains(&thing) {
                text.things.push(thing);
            }
        });
        typed.set(String::new());
        found.set(Vec::new());
    });
    view! {
        <fieldset class="field">
            <legend class="field-label">{t("staff.notice.things")}</legend>
            <p class="field-help">{t("staff.notice.things.help")}</p>
            {live(move || chosen(desk))}
            <TextField
                caption=Caption::new("notice-things", t("staff.notice.things.find"))
                value=typed
                on_input=look
                keyboard=Keyboard::Search
            />
            {live(move || offered(&found.get(), add))}
        </fieldset>
    }
    .into_any()
}

fn chosen(desk: Desk) -> AnyView {
    let names = desk
        .preview
        .with(|preview| Some(preview.as_ref()?.as_ref().ok()?.things.clone()))
        .unwrap_or_default();
    let lines: Vec<AnyView> = desk
        .text
        .with(|text| text.things.clone())
        .into_iter()
        .map(|id| {
            let known = names.iter().find(|known| known.id == id);
            let title = known.map_or_else(|| id.clone(), |known| pick(&known.name));
            let remove = Callback::new(move |()| desk.change(|text| text.things.retain(|thing| *thing != id)));
            let describe = tr("staff.notice.things.remove", &[("title", &title)]);
            view! {
                <li><Button label=title kind=Kind::Quiet icon="close" describe=describe on_press=remove /></li>
            }
            .into_any()
        })
        .collect();
    if lines.is_empty() {
        return ().into_any();
    }
    view! { <ul class="chips">{lines}</ul> }.into_any()
}

fn offered(found: &[GuideSummary], add: Callback<String>) -> AnyView {
    if found.is_empty() {
        return ().into_any();
    }
    let lines: Vec<AnyView> = found
        .iter()
        .map(|guide| {
            let thing = guide.thing.clone();
            let label = tr("staff.notice.things.add", &[("title", &pick(&guide.title))]);
            let press = Callback::new(move |()| add.run(thing.clone()));
            view! { <li><Button label=label kind=Kind::Secondary on_press=press /></li> }.into_any()
        })
        .collect();
    view! { <ul class="desk-offers">{lines}</ul> }.into_any()
}
