//! Choosing a colleague to whom work is given.

use leptos::prelude::*;
use onething_api::work::ColleagueRow;

use super::counted;
use crate::{
    api,
    i18n::{t, tr},
    load::reading,
    ui::{Caption, Opt, SelectField},
};

/// A list of colleagues with what they have in hand: of a department, or of the asker's own desk where it is empty.
pub fn field(
    id: &'static str,
    department: &str,
    to: RwSignal<String>,
    error: Signal<Option<String>>,
) -> AnyView {
    named(id, t("staff.ask.to"), department, to, error)
}

/// The same under another label.
pub fn named(
    id: &'static str,
    label: String,
    department: &str,
    to: RwSignal<String>,
    error: Signal<Option<String>>,
) -> AnyView {
    let department = department.to_owned();
    let known = reading(move || {
        let department = department.clone();
        async move { api::work::colleagues(&department).await }
    });
    let options = Signal::derive(move || {
        let found = known.get().and_then(Result::ok).unwrap_or_default();
        let option = |row: ColleagueRow| {
            let name = ("name", row.colleague.name.as_str());
            let label = tr("staff.colleague", &[name, ("n", &counted(row.open))]);
            Opt::new(row.colleague.id, label)
        };
        found.colleagues.into_iter().map(option).collect::<Vec<_>>()
    });
    let caption = Caption::new(id, label).error(error);
    view! { <SelectField caption=caption options=options value=to on_pick=Callback::new(move |id| to.set(id)) /> }
        .into_any()
}
