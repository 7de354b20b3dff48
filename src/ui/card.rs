//! Blocks of a page: cards, notices, tags, facts and things that fold.

use leptos::prelude::*;

/// What a notice or a tag is about; shown by colour, icon and words together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neutral.
    #[default]
    Plain,
    /// Good to know.
    Info,
    /// It worked, it is done, it is in time.
    Good,
    /// Look here before you go on.
    Warn,
    /// It went wrong, it is late.
    Bad,
}

impl Tone {
    /// The word that its classes end with.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Info => "info",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Plain | Self::Info => "info",
            Self::Good => "check",
            Self::Warn | Self::Bad => "warn",
        }
    }
}

/// A section of a page in a white box, with its heading.
#[component]
pub fn Card(
    /// The heading; none for a box inside a section.
    #[prop(optional, into)]
    title: Option<String>,
    /// Where a link inside the page leads.
    #[prop(optional, into)]
    id: Option<String>,
    /// What it holds.
    children: Children,
) -> AnyView {
    view! {
        <section class="card" id=id>
            {title.map(|title| view! { <h2 class="card-title">{title}</h2> })}
            {children()}
        </section>
    }
    .into_any()
}

/// Something the visitor should notice. Errors and warnings are announced when they appear.
#[component]
pub fn Notice(
    /// What it is about.
    #[prop(optional)]
    tone: Tone,
    /// In a few words.
    #[prop(into)]
    title: Signal<String>,
    /// More about it.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let role = match tone {
        Tone::Bad | Tone::Warn => "alert",
        _ => "status",
    };
    view! {
        <div class=format!("notice notice-{}", tone.word()) role=role>
            {super::icon(tone.icon())}
            <div class="notice-body">
                <p class="notice-title">{title}</p>
                {children.map(|children| children())}
            </div>
        </div>
    }
    .into_any()
}

/// A word or two about the state of something.
#[component]
pub fn Tag(
    /// The words.
    #[prop(into)]
    label: String,
    /// What it is about.
    #[prop(optional)]
    tone: Tone,
) -> AnyView {
    view! { <span class=format!("tag tag-{}", tone.word())>{label}</span> }.into_any()
}

/// A list of names and values.
#[component]
pub fn Facts(
    /// Each name with its value.
    rows: Vec<(String, AnyView)>,
) -> AnyView {
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|(name, value)| {
            view! { <div class="fact"><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
        })
        .collect();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}

/// A heading that opens and closes what belongs to it.
#[component]
pub fn Details(
    /// What stands there when it is closed.
    #[prop(into)]
    summary: String,
    /// Whether it is open at first.
    #[prop(optional)]
    open: bool,
    /// What it holds.
    children: Children,
) -> AnyView {
    view! {
        <details class="details" open=open>
            <summary>{summary}</summary>
            <div class="details-body">{children()}</div>
        </details>
    }
    .into_any()
}
