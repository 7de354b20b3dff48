//! Who showed a licence when, and whether somebody asked about it: for its holder.

use leptos::prelude::*;
use onething_api::licences::{LicenceDetail, ShowingEntry};

use crate::{
    api,
    i18n::{moment, t, tr},
    load::{Reading, reading, shown},
    ui::{Card, LoadMore, live, say},
};

/// The showings of a licence.
#[derive(Clone, Copy)]
pub struct Log {
    read: Reading<LicenceDetail>,
}

impl Log {
    /// The showings of the licence of this id.
    pub fn new(id: String) -> Self {
        let read = reading(move || {
            let id = id.clone();
            async move { api::licences::one(&id, "").await }
        });
        Self { read }
    }

    /// Reads it again: something was shown.
    pub fn again(self) {
        self.read.refetch();
    }

    /// The list.
    pub fn card(self) -> AnyView {
        view! {
            <Card title=t("show.log")>
                <p class="small soft">{t("show.log.help")}</p>
                {shown(self.read, list)}
            </Card>
        }
        .into_any()
    }
}

fn list(detail: LicenceDetail) -> AnyView {
    if detail.showings.is_empty() {
        return view! { <p class="soft">{t("show.log.none")}</p> }.into_any();
    }
    let id = StoredValue::new(detail.licence.id);
    let (rows, next) = (RwSignal::new(detail.showings), RwSignal::new(detail.next));
    let busy = RwSignal::new(false);
    let more = Callback::new(move |()| {
        let Some(cursor) = next.get_untracked() else { return };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match api::licences::one(&id.get_value(), &cursor).await {
                Ok(page) => {
                    rows.update(|rows| rows.extend(page.showings));
                    next.set(page.next);
                }
                Err(error) => say(error.message()),
            }
            busy.set(false);
        });
    });
    let lines = move || rows.with(|rows| rows.iter().map(line).collect_view().into_any());
    let has_more = Signal::derive(move || next.with(Option::is_some));
    view! {
        <ul class="rows">{live(lines)}</ul>
        <LoadMore more=has_more busy=busy on_more=more />
    }
    .into_any()
}

fn line(one: &ShowingEntry) -> AnyView {
    let checked = match one.checked_at {
        Some(at) => {
            let count = one.checks.to_string();
            tr("show.log.checked", &[("n", &count), ("when", &moment(at))])
        }
        None => t("show.log.unchecked"),
    };
    view! {
        <li class="row-item">
            <p>{moment(one.at)}" · "{one.by.clone()}</p>
            <p class="small soft">{checked}</p>
        </li>
    }
    .into_any()
}
