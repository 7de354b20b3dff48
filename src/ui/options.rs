//! Fields that choose: one of several, several of several, yes or no.

use leptos::{html, prelude::*};

use super::field::Caption;
use crate::{i18n::t, platform::IN_BROWSER};

/// One of the options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opt {
    /// What is stored.
    pub value: String,
    /// What people read.
    pub label: String,
    /// A sentence below the label; empty for none.
    pub hint: String,
}

impl Opt {
    /// An option without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }
}

/// A group of controls under one legend.
fn group(caption: &Caption, choices: Vec<AnyView>) -> AnyView {
    let wrong = caption.is_wrong();
    view! {
        <fieldset
            class="field"
            class:field-wrong=wrong
            aria-describedby=caption.described_by()
        >
            <legend class="field-label">{caption.label_words()}</legend>
            {caption.help_lines()}
            {caption.error_line()}
            <div class="choices">{choices}</div>
        </fieldset>
    }
    .into_any()
}

/// Whether it is ticked, for the markup that a server writes; in a browser the property says it.
fn ticked(checked: Signal<bool>) -> bool {
    !IN_BROWSER && checked.get_untracked()
}

/// One tick or dot with its words. The first of a group carries the field's id, so that links
/// from an error summary reach it.
fn choice(
    kind: &'static str,
    id: String,
    name: String,
    option: Opt,
    checked: Signal<bool>,
    pick: Callback<bool>,
) -> AnyView {
    let Opt { value, label, hint } = option;
    view! {
        <label class="choice" for=id.clone()>
            <input
                class="choice-mark"
                type=kind
                id=id.clone()
                name=name
                value=value
                checked=ticked(checked)
                prop:checked=checked
                on:change=move |event| pick.run(event_target_checked(&event))
            />
            <span class="choice-words">
                <span>{label}</span>
                {(!hint.is_empty()).then(|| view! { <span class="choice-hint">{hint}</span> })}
            </span>
        </label>
    }
    .into_any()
}

fn choice_id(field: &str, index: usize) -> String {
    if index == 0 { field.to_owned() } else { format!("{field}-{index}") }
}

/// One of several, all visible. For up to about seven options.
#[component]
pub fn RadioField(
    /// The words around it.
    caption: Caption,
    /// The options, in order.
    options: Vec<Opt>,
    /// The value of the chosen one.
    #[prop(into)]
    value: Signal<String>,
    /// Told the value that was chosen.
    on_pick: Callback<String>,
) -> AnyView {
    let mut choices = Vec::with_capacity(options.len());
    for (index, option) in options.into_iter().enumerate() {
        let own = option.value.clone();
        let told = option.value.clone();
        let checked = Signal::derive(move || value.with(|value| *value == own));
        let pick = Callback::new(move |_| on_pick.run(told.clone()));
        choices.push(choice(
            "radio",
            choice_id(&caption.id, index),
            caption.id.clone(),
            option,
            checked,
            pick,
        ));
    }
    group(&caption, choices)
}

/// Several of several.
#[component]
pub fn CheckField(
    /// The words around it.
    caption: Caption,
    /// The options, in order.
    options: Vec<Opt>,
    /// The values of the chosen ones.
    #[prop(into)]
    values: Signal<Vec<String>>,
    /// Told all chosen values, in the order of the options.
    on_pick: Callback<Vec<String>>,
) -> AnyView {
    let order: Vec<String> = options.iter().map(|option| option.value.clone()).collect();
    let mut choices = Vec::with_capacity(options.len());
    for (index, option) in options.into_iter().enumerate() {
        let (own, told, order) = (option.value.clone(), option.value.clone(), order.clone());
        let checked = Signal::derive(move || values.with(|values| values.contains(&own)));
        let pick = Callback::new(move |on: bool| {
            let chosen = values.get_untracked();
            let kept = order
                .iter()
                .filter(|value| if **value == told { on } else { chosen.contains(value) });
            on_pick.run(kept.cloned().collect());
        });
        choices.push(choice(
            "checkbox",
            choice_id(&caption.id, index),
            caption.id.clone(),
            option,
            checked,
            pick,
        ));
    }
    group(&caption, choices)
}

/// A single tick: yes or no, or agreement to a text.
#[component]
pub fn FlagField(
    /// The words around it; the label stands beside the tick.
    caption: Caption,
    /// Whether it is ticked.
    #[prop(into)]
    value: Signal<bool>,
    /// Told when it changes.
    on_pick: Callback<bool>,
) -> AnyView {
    let (wrong, id) = (caption.is_wrong(), caption.id.clone());
    view! {
        <div class="field" class:field-wrong=wrong>
            {caption.error_line()}
            <label class="choice" for=id.clone()>
                <input
                    class="choice-mark"
                    type="checkbox"
                    id=id.clone()
                    name=id.clone()
                    aria-describedby=caption.described_by()
                    aria-invalid=caption.invalid()
                    checked=ticked(value)
                    prop:checked=value
                    on:change=move |event| on_pick.run(event_target_checked(&event))
                />
                <span class="choice-words">{caption.label_words()}</span>
            </label>
            {caption.help_lines()}
        </div>
    }
    .into_any()
}

/// One of many, in the device's own list.
#[component]
pub fn SelectField(
    /// The words around it.
    caption: Caption,
    /// The options, in order.
    #[prop(into)]
    options: Signal<Vec<Opt>>,
    /// The value of the chosen one; empty for none.
    #[prop(into)]
    value: Signal<String>,
    /// Told the value that was chosen; empty when the choice was taken back.
    on_pick: Callback<String>,
) -> AnyView {
    let (wrong, id) = (caption.is_wrong(), caption.id.clone());
    let list = NodeRef::<html::Select>::new();
    // All at once and as markup: a list of many options drawn one by one is what a phone feels of a form.
    let items = Signal::derive(move || {
        let chosen = untrack(|| value.get());
        options.with(|options| as_markup(options, &chosen))
    });
    Effect::new(move |_| {
        options.track();
        if let Some(list) = list.get() {
            list.set_value(&value.get());
        }
    });
    view! {
        <div class="field" class:field-wrong=wrong>
            <label class="field-label" for=id.clone()>{caption.label_words()}</label>
            {caption.help_lines()}
            {caption.error_line()}
            <select
                class="input input-select"
                id=id.clone()
                name=id.clone()
                aria-describedby=caption.described_by()
                aria-invalid=caption.invalid()
                node_ref=list
                on:change=move |event| on_pick.run(event_target_value(&event))
                inner_html=items
            ></select>
        </div>
    }
    .into_any()
}

/// The options of a list, the empty one first.
fn as_markup(options: &[Opt], chosen: &str) -> String {
    let mut markup = format!("<option value=\"\">{}</option>", escaped(&t("field.choose")));
    for Opt { value, label, .. } in options {
        markup.push_str("<option value=\"");
        markup.push_str(&escaped(value));
        markup.push_str(if value == chosen { "\" selected>" } else { "\">" });
        markup.push_str(&escaped(label));
        markup.push_str("</option>");
    }
    markup
}

/// A text that stays a text in markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_option_breaks_out_of_its_list() {
        let options = [Opt::new("\"><b>", "a & b </option>")];
        let markup = as_markup(&options, "");
        assert_eq!(markup.matches("<option").count(), 2, "{markup}");
        assert!(
            markup.ends_with("<option value=\"&quot;>&lt;b>\">a &amp; b &lt;/option></option>")
        );
        assert!(as_markup(&options, "\"><b>").contains("&quot;>&lt;b>\" selected>"));
    }
}
