//! The check by lot of what a rule decided (C5): what was found, and the question whether one would have decided alike.

use leptos::prelude::*;
use onething_api::cases::TaskView;

use crate::{
    i18n::{moment, t, tr},
    ui::{Caption, Notice, Opt, SelectField, Tone},
};

/// The name of the answer among what is typed.
pub const VERDICT: &str = "verdict";
/// They would have decided alike.
pub const AGREES: &str = "agrees";
const DIFFERS: &str = "differs";

/// The question.
pub fn field(id: String, value: RwSignal<String>, error: Signal<Option<String>>) -> AnyView {
    let options = [AGREES, DIFFERS].map(|word| Opt::new(word, t(&format!("staff.sample.{word}"))));
    let options = options.to_vec();
    let caption = Caption::new(id, t("staff.ask.verdict")).error(error);
    view! {
        <SelectField
            caption=caption
            options=Signal::derive(move || options.clone())
            value=value
            on_pick=Callback::new(move |word| value.set(word))
        />
    }
    .into_any()
}

/// Where the check of a task stands.
pub fn note(task: &TaskView) -> Option<AnyView> {
    let sample = task.sample.as_ref()?;
    let Some(check) = &sample.check else {
        return Some(view! { <p class="task-note small">{t("staff.sample.open")}</p> }.into_any());
    };
    let (tone, key) = match check.agrees {
        true => (Tone::Good, "staff.sample.agreed"),
        false => (Tone::Bad, "staff.sample.disagreed"),
    };
    let title = tr(key, &[("when", &moment(check.at))]);
    let note = (!check.note.is_empty()).then(|| view! { <p>{check.note.clone()}</p> });
    Some(view! { <Notice tone=tone title=title>{note}</Notice> }.into_any())
}
