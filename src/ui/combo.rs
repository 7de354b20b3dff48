//! A field that chooses one of very many: typing narrows the list (ARIA combobox with a listbox).

use leptos::{html, prelude::*};

use super::{Opt, field::Caption};
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
    let combo = Combo {
        typed: RwSignal::new(None),
        open: RwSignal::new(false),
        active: RwSignal::new(0),
        options,
        value,
        on_pick,
        may_be_empty: caption.optional,
        input: NodeRef::new(),
    };
    let (id, list_id) = (caption.id.clone(), format!("{}-list", caption.id));
    let active_id = {
        let list_id = list_id.clone();
        Signal::derive(move || {
            combo.open.get().then(|| format!("{list_id}-{}", combo.active.get()))
        })
    };
    let expanded = Signal::derive(move || if combo.open.get() { "true" } else { "false" });
    let shown = Signal::derive(move || combo.typed.get().unwrap_or_else(|| combo.chosen()));
    let list = {
        let (list_id, label) = (list_id.clone(), caption.label.clone());
        super::live_if(move || combo.open.get().then(|| combo.list(&list_id, &label)))
    };
    let control = view! {
        <div class="combo">
            <input
                class="input combo-input"
                id=id
                type="text"
                role="combobox"
                autocomplete="off"
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-controls=list_id
                aria-expanded=expanded
                aria-activedescendant=active_id
                aria-describedby=caption.described_by()
                aria-invalid=caption.invalid()
                placeholder=t("combo.hint")
                prop:value=shown
                node_ref=combo.input
                on:input=move |event| combo.search(event_target_value(&event))
                on:click=move |_| combo.unfold()
                on:keydown=move |event| combo.key(&event)
                on:blur=move |_| combo.leave()
            />
            {list}
        </div>
    };
    caption.around(control.into_any())
}

#[derive(Clone, Copy)]
struct Combo {
    /// What was typed since the last choice; none while the choice is shown.
    typed: RwSignal<Option<String>>,
    open: RwSignal<bool>,
    active: RwSignal<usize>,
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

    fn list(self, list_id: &str, label: &str) -> AnyView {
        let found = self.found();
        if found.is_empty() {
            return view! { <p class="combo-list combo-none" role="status">{t("combo.none")}</p> }
                .into_any();
        }
        let rows: Vec<AnyView> = found
            .into_iter()
            .enumerate()
            .map(|(index, option)| self.row(format!("{list_id}-{index}"), index, option))
            .collect();
        view! {
            <ul class="combo-list" role="listbox" id=list_id.to_owned() aria-label=label.to_owned()>
                {rows}
            </ul>
        }
        .into_any()
    }

    fn row(self, id: String, index: usize, option: Opt) -> AnyView {
        let Opt { value, label, hint } = option;
        let is_active = Signal::derive(move || self.active.get() == index);
        let selected = Signal::derive(move || if is_active.get() { "true" } else { "false" });
        let pick = move |_| self.pick(&value);
        view! {
            <li
                class="combo-option"
                class:combo-active=is_active
                id=id
                role="option"
                aria-selected=selected
                on:mousedown=|event| event.prevent_default()
                on:click=pick
            >
                <span>{label}</span>
                {(!hint.is_empty()).then(|| view! { <span class="combo-hint">{hint}</span> })}
            </li>
        }
        .into_any()
    }

    fn unfold(self) {
        if !self.open.get_untracked() {
            self.active.set(0);
            self.open.set(true);
            if let Some(input) = self.input.get_untracked() {
                input.select();
            }
        }
    }

    fn search(self, words: String) {
        self.typed.set(Some(words));
        self.active.set(0);
        self.open.set(true);
    }

    fn pick(self, value: &str) {
        self.close();
        self.on_pick.run(value.to_owned());
    }

    fn close(self) {
        self.open.set(false);
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
        let is_open = self.open.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if !is_open => self.unfold(),
            "ArrowDown" => self.step(1),
            "ArrowUp" if is_open => self.step(-1),
            "Enter" if is_open => {
                let found = untrack(|| self.found());
                if let Some(option) = found.get(self.active.get_untracked()) {
                    self.pick(&option.value);
                }
            }
            "Escape" if is_open => {
                // Only the list closes, not a dialog around it.
                event.stop_propagation();
                self.close();
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn step(self, by: isize) {
        let count = untrack(|| self.found()).len().max(1);
        self.active.update(|active| *active = active.saturating_add_signed(by).min(count - 1));
        let (input, active) = (self.input.get_untracked(), self.active.get_untracked());
        if let Some(input) = input {
            crate::platform::page::show(&format!("{}-list-{active}", input.id()));
        }
    }
}
