//! A field that chooses one of very many: typing narrows the list (ARIA combobox with a listbox).

use leptos::{html, prelude::*};

use super::{
    Opt,
    field::{Caption, written},
    listbox::ListBox,
    shown::Shown,
};
use crate::i18n::t;

/// How many options are shown at once; typing finds the others.
const SHOWN: usize = 50;

/// One of many, found by typing part of its name.
#[component]
pub fn ComboField(
    /// The words around it.
    caption: Caption,
    /// The options, in order.
    #[prop(into)]
    options: Signal<Vec<Opt>>,
    /// The value of the chosen one; empty for none.
    #[prop(into)]
    value: Signal<String>,
    /// Told the value that was chosen; empty when the words were taken out.
    on_pick: Callback<String>,
) -> AnyView {
    let list = ListBox::new(format!("{}-list", caption.id));
    let combo = Combo {
        typed: RwSignal::new(None),
        list,
        options,
        value,
        on_pick,
        may_be_empty: caption.optional,
        input: NodeRef::new(),
    };
    let (id, label) = (caption.id.clone(), caption.label.clone());
    let expanded = Signal::derive(move || list.open.get().to_string());
    let shown = Signal::derive(move || combo.typed.get().unwrap_or_else(|| combo.chosen()));
    let options = super::live_if(move || list.open.get().then(|| combo.list(&label)));
    let control = view! {
        <div class="combobox combo">
            <input
                class="input"
                id=id
                type="text"
                role="combobox"
                autocomplete="off"
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-controls=list.id()
                aria-expanded=expanded
                aria-activedescendant=list.active_id()
                aria-describedby=caption.described_by()
                aria-invalid=caption.invalid()
                placeholder=t("combo.hint")
                value=written(shown)
                prop:value=Shown(shown)
                node_ref=combo.input
                on:input=move |event| combo.search(event_target_value(&event))
                on:click=move |_| combo.unfold()
                on:keydown=move |event| combo.key(&event)
                on:blur=move |_| combo.leave()
            />
            {options}
        </div>
    };
    caption.around(control.into_any())
}

#[derive(Clone, Copy)]
struct Combo {
    /// What was typed since the last choice; none while the choice is shown.
    typed: RwSignal<Option<String>>,
    list: ListBox,
    options: Signal<Vec<Opt>>,
    value: Signal<String>,
    on_pick: Callback<String>,
    may_be_empty: bool,
    input: NodeRef<html::Input>,
}

impl Combo {
    /// The words of the chosen option; its value where no option has it.
    fn chosen(self) -> String {
        let value = self.value.get();
        let label = self.options.with(|options| {
            options.iter().find(|option| option.value == value).map(|option| option.label.clone())
        });
        label.unwrap_or(value)
    }

    /// The options that what was typed leaves over.
    fn found(self) -> Vec<Opt> {
        let words = self.typed.get().unwrap_or_default().trim().to_lowercase();
        let matches = |option: &&Opt| {
            [&option.label, &option.hint, &option.value]
                .iter()
                .any(|text| text.to_lowercase().contains(&words))
        };
        self.options.with(|options| options.iter().filter(matches).take(SHOWN).cloned().collect())
    }

    fn list(self, label: &str) -> AnyView {
        let found = self.found();
        if found.is_empty() {
            return view! { <p class="options combo-none" role="status">{t("combo.none")}</p> }
                .into_any();
        }
        let pick = Callback::new(move |place| self.pick_nth(place));
        let options = found.into_iter().enumerate().map(|(place, option)| {
            let Opt { label, hint, .. } = option;
            let hint = (!hint.is_empty()).then(|| view! { <small>{hint}</small> });
            let words = view! { <span class="option-words"><span>{label}</span>{hint}</span> };
            self.list.option(place, words.into_any(), pick)
        });
        self.list.draw(label.to_owned(), options.collect())
    }

    fn unfold(self) {
        if !self.list.open.get_untracked() {
            self.list.open.set(true);
            self.list.active.set(Some(0));
            if let Some(input) = self.input.get_untracked() {
                input.select();
            }
        }
    }

    fn search(self, words: String) {
        self.typed.set(Some(words));
        self.list.open.set(true);
        self.list.active.set(Some(0));
    }

    fn pick_nth(self, place: usize) {
        let found = untrack(|| self.found());
        if let Some(option) = found.get(place) {
            self.pick(&option.value);
        }
    }

    fn pick(self, value: &str) {
        self.close();
        self.on_pick.run(value.to_owned());
    }

    fn close(self) {
        self.list.close();
        self.typed.set(None);
    }

    /// Leaving without a choice brings the old one back; taking the words out takes the choice out.
    fn leave(self) {
        // A field that is taken away loses the focus after it is gone.
        let Some(emptied) = self.typed.try_with_untracked(|typed| typed.as_deref() == Some(""))
        else {
            return;
        };
        self.close();
        if emptied && self.may_be_empty {
            self.on_pick.run(String::new());
        }
    }

    fn key(self, event: &web_sys::KeyboardEvent) {
        if event.is_composing() || event.key_code() == 229 {
            return; // an input method has the keys
        }
        let (key, is_open) = (event.key(), self.list.open.get_untracked());
        match key.as_str() {
            "ArrowDown" if !is_open => self.unfold(),
            "Enter" if is_open => {
                if let Some(place) = self.list.active.get_untracked() {
                    self.pick_nth(place);
                }
            }
            "Escape" if is_open => {
                // Only the list closes, not a dialog around it.
                event.stop_propagation();
                self.close();
            }
            key if is_open && self.list.step(key, untrack(|| self.found()).len()) => {
                if let Some(place) = self.list.active.get_untracked() {
                    crate::platform::page::show(&self.list.option_id(place));
                }
            }
            _ => return,
        }
        event.prevent_default();
    }
}
