//! A search box that suggests while one types: the combobox of ARIA 1.2 with a list box below it.

use leptos::{ev, prelude::*};

use super::{Button, live_if};
use crate::i18n::{t, tr};

/// A search box in a form that also works without a program: it then asks `action` for `?q=`.
#[component]
pub fn Combobox(
    /// What is looked for, in words.
    label: String,
    /// What it shows.
    value: RwSignal<String>,
    /// How many suggestions there are.
    #[prop(into)]
    count: Signal<usize>,
    /// Draws a suggestion.
    draw: Callback<usize, AnyView>,
    /// Told what was typed, but not while a word is being composed.
    on_type: Callback<String>,
    /// Told which suggestion was taken.
    on_pick: Callback<usize>,
    /// Told when what was typed is to be looked for.
    on_submit: Callback<()>,
    /// Where the form leads without a program.
    action: &'static str,
) -> AnyView {
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let composing = StoredValue::new(false);
    let shown = Signal::derive(move || open.get() && count.get() > 0);
    let close = move || {
        open.set(false);
        active.set(None);
    };
    let typed = move |text: String| {
        value.set(text.clone());
        active.set(None);
        if !composing.get_value() {
            open.set(true);
            on_type.run(text);
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        match active.get_untracked().filter(|_| shown.get_untracked()) {
            Some(place) => on_pick.run(place),
            None => on_submit.run(()),
        }
        close();
    };
    let key = move |event: ev::KeyboardEvent| {
        if composing.get_value() {
            return; // the keys belong to the list of the input method
        }
        let count = count.get_untracked();
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => count, // of count + 1 places, one of them the box itself
            "Escape" => {
                if shown.get_untracked() {
                    event.prevent_default();
                    close();
                }
                return;
            }
            _ => return,
        };
        if count > 0 {
            event.prevent_default();
            open.set(true);
            active.update(|active| {
                let place = active.map_or(0, |place| place + 1);
                *active = ((place + step) % (count + 1)).checked_sub(1);
            });
        }
    };
    let option = move |place: usize| {
        let chosen = Signal::derive(move || (active.get() == Some(place)).to_string());
        view! {
            <li
                class="option"
                id=option_id(place)
                role="option"
                aria-selected=chosen
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| {
                    on_pick.run(place);
                    close();
                }
            >
                {draw.run(place)}
            </li>
        }
        .into_any()
    };
    let list = move || {
        shown.get().then(|| {
            let options: Vec<AnyView> = (0..count.get()).map(option).collect();
            view! { <ul class="options" id=LIST role="listbox" aria-label=t("search.suggestions")>{options}</ul> }
                .into_any()
        })
    };
    let told = Signal::derive(move || match (open.get(), count.get()) {
        (true, count) if count > 0 => tr("search.suggested", &[("n", &count.to_string())]),
        _ => String::new(),
    });
    view! {
        <form class="form" action=action method="get" role="search" on:submit=submit>
            <div class="field">
                <label class="field-label" for="search">{label}</label>
                <div class="combobox">
                    <input
                        class="input"
                        id="search"
                        name="q"
                        type="text"
                        inputmode="search"
                        enterkeyhint="search"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        maxlength="100"
                        role="combobox"
                        aria-autocomplete="list"
                        aria-expanded=Signal::derive(move || shown.get().to_string())
                        aria-controls=LIST
                        aria-activedescendant=Signal::derive(move || active.get().map(option_id))
                        prop:value=value
                        value=value.get_untracked()
                        on:input=move |event| typed(event_target_value(&event))
                        on:compositionstart=move |_| composing.set_value(true)
                        on:compositionend=move |event| {
                            composing.set_value(false);
                            typed(event_target_value(&event));
                        }
                        on:keydown=key
                        on:blur=move |_| close()
                    />
                    {live_if(list)}
                </div>
            </div>
            <Button label=t("search.go") icon="search" submit=true />
            <span class="sr-only" role="status">{told}</span>
        </form>
    }
    .into_any()
}

const LIST: &str = "search-options";

fn option_id(place: usize) -> String {
    format!("search-option-{place}")
}
