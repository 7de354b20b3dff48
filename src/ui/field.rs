//! Text-like fields: label above, help below it, the control, the error at the field.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::shown::Shown;
use crate::{i18n::t, platform::IN_BROWSER};

/// The words around a control, the same for every kind of field.
#[derive(Clone)]
pub struct Caption {
    /// The control's id; errors in a summary link to it.
    pub id: String,
    /// The label above the control.
    pub label: String,
    /// A sentence below the label.
    pub help: String,
    /// Where a prefilled value comes from; empty for none.
    pub source: String,
    /// What stands behind the control, as 平方米.
    pub unit: String,
    /// Whether it may stay empty.
    pub optional: bool,
    /// What is wrong with the answer, if anything.
    pub error: Signal<Option<String>>,
}

impl Caption {
    /// A caption with an id and a label; the rest can be set by the methods below.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            help: String::new(),
            source: String::new(),
            unit: String::new(),
            optional: false,
            error: Signal::from(None::<String>),
        }
    }

    /// With a sentence of help.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }

    /// With the place that a prefilled value comes from.
    pub fn source(self, source: impl Into<String>) -> Self {
        Self { source: source.into(), ..self }
    }

    /// With a unit behind the control.
    pub fn unit(self, unit: impl Into<String>) -> Self {
        Self { unit: unit.into(), ..self }
    }

    /// May stay empty.
    pub fn optional(self, optional: bool) -> Self {
        Self { optional, ..self }
    }

    /// With what is wrong, as it changes.
    pub fn error(self, error: impl Into<Signal<Option<String>>>) -> Self {
        Self { error: error.into(), ..self }
    }

    /// The ids of what describes the control, for `aria-describedby`.
    pub(super) fn described_by(&self) -> Signal<Option<String>> {
        let help = (!self.help.is_empty() || !self.source.is_empty()).then(|| help_id(&self.id));
        let wrong = error_id(&self.id);
        let error = self.error;
        Signal::derive(move || match (&help, error.with(Option::is_some)) {
            (Some(help), true) => Some(format!("{help} {wrong}")),
            (Some(help), false) => Some(help.clone()),
            (None, true) => Some(wrong.clone()),
            (None, false) => None,
        })
    }

    /// Whether something is wrong, for the field's class.
    pub(super) fn is_wrong(&self) -> Signal<bool> {
        let error = self.error;
        Signal::derive(move || error.with(Option::is_some))
    }

    /// For `aria-invalid`.
    pub(super) fn invalid(&self) -> Signal<Option<&'static str>> {
        let error = self.error;
        Signal::derive(move || error.with(Option::is_some).then_some("true"))
    }

    /// The label's words, with a mark when the answer may be left out.
    pub(super) fn label_words(&self) -> AnyView {
        let label = self.label.clone();
        let optional = self
            .optional
            .then(|| view! { <span class="field-optional">{t("field.optional")}</span> });
        view! { <span>{label}</span>{optional} }.into_any()
    }

    /// Help and source, below the label.
    pub(super) fn help_lines(&self) -> AnyView {
        let (help, source) = (self.help.clone(), self.source.clone());
        if help.is_empty() && source.is_empty() {
            return ().into_any();
        }
        view! {
            <div class="field-help" id=help_id(&self.id)>
                {(!help.is_empty()).then(|| view! { <p>{help}</p> })}
                {(!source.is_empty()).then(|| view! { <p class="field-source">{source}</p> })}
            </div>
        }
        .into_any()
    }

    /// What is wrong, at the field.
    pub(super) fn error_line(&self) -> AnyView {
        let (id, error) = (error_id(&self.id), self.error);
        let line = move || {
            let words = error.get()?;
            Some(view! {
                <p class="field-error" id=id.clone()>{super::icon("warn")}<span>{words}</span></p>
            }
            .into_any())
        };
        super::live_if(line)
    }

    /// Label, help, error and control in their order.
    pub(super) fn around(self, control: AnyView) -> AnyView {
        let (id, unit, wrong) = (self.id.clone(), self.unit.clone(), self.is_wrong());
        view! {
            <div class="field" class:field-wrong=wrong>
                <label class="field-label" for=id>{self.label_words()}</label>
                {self.help_lines()}
                {self.error_line()}
                <div class="field-control">
                    {control}
                    {(!unit.is_empty()).then(|| view! { <span class="field-unit" aria-hidden="true">{unit}</span> })}
                </div>
            </div>
        }
        .into_any()
    }
}

/// The id of a field's help.
pub fn help_id(id: &str) -> String {
    format!("{id}-help")
}

/// The id of a field's error.
pub fn error_id(id: &str) -> String {
    format!("{id}-error")
}

/// Which keyboard a phone shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keyboard {
    /// Letters.
    #[default]
    Text,
    /// Digits only.
    Digits,
    /// Digits and a point.
    Decimal,
    /// A telephone's keys.
    Phone,
    /// A search key instead of return.
    Search,
}

impl Keyboard {
    fn mode(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Digits => "numeric",
            Self::Decimal => "decimal",
            Self::Phone => "tel",
            Self::Search => "search",
        }
    }
}

/// A value for the markup that a server writes; in a browser the property says it.
pub(super) fn written(value: Signal<String>) -> Option<String> {
    (!IN_BROWSER).then(|| value.get_untracked())
}

/// A field of one line.
#[component]
pub fn TextField(
    /// The words around it.
    caption: Caption,
    /// What it shows.
    #[prop(into)]
    value: Signal<String>,
    /// Told on every key.
    on_input: Callback<String>,
    /// Told when the visitor leaves the field: the moment to say what is wrong.
    #[prop(optional)]
    on_leave: Option<Callback<()>>,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    keyboard: Keyboard,
    /// What the browser may fill in (HTML `autocomplete`), as `one-time-code`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Longest input in UTF-16 units; the rules are checked elsewhere, this only stops runaways.
    #[prop(default = 200)]
    max_length: u32,
    /// How wide it looks, in characters of its usual answer; 0 for the whole width.
    #[prop(optional)]
    width: u8,
    /// The shape that what is typed takes, as a number in groups; taken only while the cursor is at the end.
    #[prop(optional)]
    shape: Option<Callback<String, String>>,
) -> AnyView {
    let class = match width {
        0 => "input",
        1..=6 => "input input-short",
        _ => "input input-medium",
    };
    let control = view! {
        <input
            class=class
            id=caption.id.clone()
            name=caption.id.clone()
            type="text"
            value=written(value)
            inputmode=keyboard.mode()
            autocomplete=autocomplete
            maxlength=max_length
            aria-describedby=caption.described_by()
            aria-invalid=caption.invalid()
            prop:value=Shown(value)
            on:input=move |event| {
                let typed = event_target_value(&event);
                on_input.run(match shape {
                    Some(shape) if is_at_end(&event) => shape.run(typed),
                    _ => typed,
                });
            }
            on:blur=move |event| {
                // What fills in or empties a field need not say so before it is left.
                let shown = event_target_value(&event);
                if shown != value.get_untracked() {
                    on_input.run(shown);
                }
                if let Some(on_leave) = on_leave {
                    on_leave.run(());
                }
            }
        />
    };
    caption.around(control.into_any())
}

/// Whether the cursor stands behind what was typed, and no input method is still composing it.
fn is_at_end(event: &web_sys::Event) -> bool {
    let composing =
        event.dyn_ref::<web_sys::InputEvent>().is_some_and(|event| event.is_composing());
    let input =
        event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let at_end = |input: web_sys::HtmlInputElement| {
        let end = input.selection_start().ok().flatten();
        end == u32::try_from(input.value().encode_utf16().count()).ok()
    };
    !composing && input.is_some_and(at_end)
}

/// A field of several lines.
#[component]
pub fn AreaField(
    /// The words around it.
    caption: Caption,
    /// What it shows.
    #[prop(into)]
    value: Signal<String>,
    /// Told on every key.
    on_input: Callback<String>,
    /// Told when the visitor leaves the field.
    #[prop(optional)]
    on_leave: Option<Callback<()>>,
    /// Lines that are visible.
    #[prop(default = 4)]
    rows: u32,
) -> AnyView {
    let control = view! {
        <textarea
            class="input input-area"
            id=caption.id.clone()
            name=caption.id.clone()
            rows=rows
            aria-describedby=caption.described_by()
            aria-invalid=caption.invalid()
            prop:value=Shown(value)
            on:input=move |event| on_input.run(event_target_value(&event))
            on:blur=move |_| {
                if let Some(on_leave) = on_leave {
                    on_leave.run(());
                }
            }
        >{written(value)}</textarea>
    };
    caption.around(control.into_any())
}

/// A day, `YYYY-MM-DD`, by the device's own picker.
#[component]
pub fn DateField(
    /// The words around it.
    caption: Caption,
    /// What it shows.
    #[prop(into)]
    value: Signal<String>,
    /// Told on every change.
    on_input: Callback<String>,
    /// Told when the visitor leaves the field.
    #[prop(optional)]
    on_leave: Option<Callback<()>>,
    /// The last day that can be picked, `YYYY-MM-DD`.
    #[prop(optional, into)]
    max: Option<String>,
) -> AnyView {
    let control = view! {
        <input
            class="input input-medium"
            id=caption.id.clone()
            name=caption.id.clone()
            type="date"
            value=written(value)
            max=max
            aria-describedby=caption.described_by()
            aria-invalid=caption.invalid()
            prop:value=Shown(value)
            on:input=move |event| on_input.run(event_target_value(&event))
            on:blur=move |_| {
                if let Some(on_leave) = on_leave {
                    on_leave.run(());
                }
            }
        />
    };
    caption.around(control.into_any())
}

/// A form: Enter and the submit button both tell `on_submit`; the browser's own bubbles stay away.
#[component]
pub fn Form(
    /// Told when the visitor sends it.
    on_submit: Callback<()>,
    /// Where the browser itself sends the fields, by their names, as long as no program is there.
    #[prop(optional)]
    action: Option<&'static str>,
    /// Fields and the button.
    children: Children,
) -> AnyView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
    };
    view! { <form class="form" action=action novalidate=true on:submit=submit>{children()}</form> }
        .into_any()
}
