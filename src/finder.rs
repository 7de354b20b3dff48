//! The search box of the home page and of the list: suggestions while one types, then the list.

use leptos::prelude::*;
use onething_api::guides::{Suggestion, Suggestions};

use crate::{
    api,
    i18n::t,
    links, parts,
    platform::history,
    router::Query,
    ui::{Combobox, icon},
};

/// What the box knows: the last answer, and whether another is on its way.
#[derive(Clone, Copy)]
struct Asking {
    answer: RwSignal<Suggestions>,
    busy: StoredValue<bool>,
    /// What has been typed since the last question went out.
    newest: StoredValue<Option<String>>,
}

impl Asking {
    /// Asks as fast as answers come: while one is under way, only the newest text waits for it.
    fn ask(self, typed: String) {
        if self.busy.get_value() {
            self.newest.set_value(Some(typed));
        } else if typed.trim().is_empty() {
            self.answer.set(Suggestions::default());
        } else {
            self.busy.set_value(true);
            leptos::task::spawn_local(async move {
                let answer = api::guides::suggestions(typed.trim()).await;
                self.busy.set_value(false);
                match self.newest.try_update_value(Option::take).flatten() {
                    Some(newer) => self.ask(newer),
                    // Without a network there is nothing to suggest; the list will say so.
                    None => self.answer.set(answer.unwrap_or_default()),
                }
            });
        }
    }
}

/// The box, with what the address looks for and the query that a search keeps.
pub fn finder(asked: Memo<String>, kept: impl Fn() -> Query + Send + Sync + 'static) -> AnyView {
    let value = history::typed(asked);
    let asking = Asking {
        answer: RwSignal::new(Suggestions::default()),
        busy: StoredValue::new(false),
        newest: StoredValue::new(None),
    };
    let answer = asking.answer;
    let nth = move |place: usize| answer.with_untracked(|answer| answer.found.get(place).cloned());
    view! {
        <div class="search">
            <Combobox
                label=t("search.label")
                value=value
                count=Signal::derive(move || answer.with(|answer| answer.found.len()))
                draw=Callback::new(move |place| nth(place).map_or_else(|| ().into_any(), |found| suggestion(&found)))
                on_type=Callback::new(move |typed| asking.ask(typed))
                on_pick=Callback::new(move |place| {
                    if let Some(found) = nth(place) {
                        history::go(&links::guide(&found.thing));
                    }
                })
                on_submit=Callback::new(move |()| {
                    history::go(&kept().with("q", value.get_untracked().trim()).on("/guides"));
                })
                action="/guides"
            />
        </div>
    }
    .into_any()
}

fn suggestion(found: &Suggestion) -> AnyView {
    let name = if found.item { "document" } else { "case" };
    let via = found.via.as_ref().map(|via| view! { <small>{parts::marked(via)}</small> });
    view! {
        {icon(name)}
        <span class="option-words"><span>{parts::marked(&found.title)}</span>{via}</span>
    }
    .into_any()
}
