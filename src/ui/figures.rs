//! Figures that went down: before → after.

use leptos::prelude::*;

use crate::i18n::{t, tr};

/// One figure, as it was and as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What is counted.
    pub name: String,
    /// Without the portal.
    pub before: u32,
    /// With it.
    pub after: u32,
    /// What they are counted in, as 个工作日.
    pub unit: String,
}

/// Figures side by side. Screen readers hear a sentence instead of an arrow.
#[component]
pub fn Figures(
    /// The figures, in order.
    figures: Vec<Figure>,
) -> AnyView {
    let items: Vec<AnyView> = figures.into_iter().map(item).collect();
    view! { <dl class="figures" aria-label=t("figures.title")>{items}</dl> }.into_any()
}

fn item(figure: Figure) -> AnyView {
    let Figure { name, before, after, unit } = figure;
    let (b, a) = (before.to_string(), after.to_string());
    let sentence = tr("figures.sentence", &[("before", &b), ("after", &a), ("unit", &unit)]);
    view! {
        <div class="figure">
            <dt>{name}</dt>
            <dd>
                <span class="sr-only">{sentence}</span>
                <span aria-hidden="true">
                    <span class="figure-before">{before}</span>
                    {super::icon("arrow")}
                    <strong class="figure-after">{after}</strong>
                    <span class="figure-unit">{unit}</span>
                </span>
            </dd>
        </div>
    }
    .into_any()
}
