//! A search box that suggests while one types.

use leptos::{ev, prelude::*};

use super::{Button, listbox::ListBox, live_if, shown::Shown};
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
    let list = ListBox::new("search-options".to_owned());
    let composing = StoredValue::new(false);
    let shown = Signal::derive(move || list.open.get() && count.get() > 0);
    let typed = move |text: String| {
        value.set(text.clone());
        list.active.set(None);
        if !composing.get_value() {
            list.open.set(true);
            on_type.run(text);
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        match list.active.get_untracked().filter(|_| shown.get_untracked()) {
            Some(place) => on_pick.run(place),
            None => on_submit.run(()),
        }
        list.close();
    };
    let key = move |event: ev::KeyboardEvent| {
        if composing.get_value() {
            return; // the keys belong to the list of the input method
        }
        let (key, count) = (event.key(), count.get_untracked());
        let taken = match key.as_str() {
            "Escape" if shown.get_untracked() => {
                list.close();
                true
            }
            key => count > 0 && list.step(key, count),
        };
        if taken {
            event.prevent_default();
        }
    };
    let pick = Callback::new(move |place| {
        on_pick.run(place);
        list.close();
    });
    let options = move || {
        shown.get().then(|| {
            let option = |place| list.option(place, draw.run(place), pick);
            list.draw(t("search.suggestions"), (0..count.get()).map(option).collect())
        })
    };
    let told = Signal::derive(move || match (list.open.get(), count.get()) {
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
                        aria-controls=list.id()
                        aria-activedescendant=list.active_id()
                        prop:value=Shown(value.into())
                        value=value.get_untracked()
                        on:input=move |event| typed(event_target_value(&event))
                        on:compositionstart=move |_| composing.set_value(true)
                        on:compositionend=move |event| {
                            composing.set_value(false);
                            typed(event_target_value(&event));
                        }
                        on:keydown=key
                        on:blur=move |_| list.close()
                    />
                    {live_if(options)}
                </div>
            </div>
            <Button label=t("search.go") icon="search" submit=true />
            <span class="sr-only" role="status">{told}</span>
        </form>
    }
    .into_any()
}
