//! Buttons, and links that look like them.

use leptos::prelude::*;

/// How much a button stands out. A page has one primary button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The next step.
    #[default]
    Primary,
    /// Another way on.
    Secondary,
    /// Something that cannot be undone.
    Danger,
    /// A small act beside a text.
    Quiet,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Secondary => "btn btn-secondary",
            Self::Danger => "btn btn-danger",
            Self::Quiet => "btn btn-quiet",
        }
    }
}

/// A button. While `busy` it keeps the focus, says so to screen readers and ignores presses, so
/// that a double tap does a thing once.
#[component]
pub fn Button(
    /// What it does, in words.
    #[prop(into)]
    label: Signal<String>,
    /// Called on a press; not needed for a submit button, whose form is told.
    #[prop(optional)]
    on_press: Option<Callback<()>>,
    /// How much it stands out.
    #[prop(optional)]
    kind: Kind,
    /// Whether its work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it submits the form around it.
    #[prop(optional)]
    submit: bool,
    /// Name of an icon before the label.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// Whether it is the pressed one of a pair of states, for buttons that switch something.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// What it does in full, where the label alone would be doubtful ("Remove" of what?).
    #[prop(optional, into)]
    describe: Option<String>,
    /// The id under which the focus finds it.
    #[prop(optional, into)]
    id: Option<String>,
) -> AnyView {
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    let while_busy = Signal::derive(move || busy.get().then_some("true"));
    let is_pressed =
        Signal::derive(move || pressed.map(|pressed| if pressed.get() { "true" } else { "false" }));
    view! {
        <button
            id=id
            type=if submit { "submit" } else { "button" }
            class=kind.class()
            class:is-busy=busy
            aria-disabled=while_busy
            aria-busy=while_busy
            aria-pressed=is_pressed
            aria-label=describe
            on:click=press
        >
            {icon.map(super::icon)}
            <span>{label}</span>
        </button>
    }
    .into_any()
}

/// A link that looks like a button, for going somewhere.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// What is there.
    #[prop(into)]
    label: Signal<String>,
    /// How much it stands out.
    #[prop(optional)]
    kind: Kind,
    /// Name of an icon before the label.
    #[prop(optional)]
    icon: Option<&'static str>,
) -> AnyView {
    view! {
        <a class=kind.class() href=href>
            {icon.map(super::icon)}
            <span>{label}</span>
        </a>
    }
    .into_any()
}
