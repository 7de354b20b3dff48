//! Notices and policy readings: the list, and one being written (G10).

mod desk;
mod fields;
mod publish;
mod things;

use leptos::prelude::*;
use onething_api::notices::{NewNotice, NoticeRow, NoticeRows, NoticeState, NoticeWork};
use onething_domain::{
    city::Role,
    notice::{Notice, NoticeKind},
    text::Text,
};

use crate::{
    api,
    i18n::{moment, pick, t},
    load::{in_words, reading, shown},
    platform::{history, id},
    router::{Params, encode},
    session::Session,
    ui::{Button, Empty, Kind, LinkButton, Page, Table, Tag, Tone, say},
    words::code,
};

/// The address of a notice in the workbench.
fn address(id: &str) -> String {
    format!("/staff/notices/{}", encode(id))
}

/// All notices, last changed first; the page of the list stands in the address.
pub fn list(_: Params) -> AnyView {
    let cursor = history::query("cursor");
    let rows = reading(move || {
        let cursor = cursor.get().unwrap_or_default();
        async move { api::desk::notices(&cursor).await }
    });
    view! { <Page title=t("staff.notices.title") wide=true>{shown(rows, table)}</Page> }.into_any()
}

fn table(list: NoticeRows) -> AnyView {
    let writes = Session::get().person().is_some_and(|person| person.roles.contains(&Role::Editor));
    let begin = writes.then(|| {
        // Whoever writes for one department need not choose it; others choose it in the fields.
        let [own] = list.departments.as_slice() else { return new_button(String::new()) };
        new_button(own.id.clone())
    });
    if list.rows.is_empty() {
        return view! { <div class="actions">{begin}</div><Empty title=t("staff.notices.empty") /> }
            .into_any();
    }
    let heads = ["title", "kind", "department", "state", "changed"];
    let heads = heads.into_iter().map(|name| t(&format!("staff.notices.column.{name}"))).collect();
    let rows = list.rows.iter().map(row).collect();
    let older = list.next.map(|cursor| {
        let href = format!("/staff/notices?cursor={}", encode(&cursor));
        view! { <LinkButton href=href label=t("notices.older") kind=Kind::Secondary /> }
    });
    view! {
        <div class="actions">{begin}</div>
        <div class="card"><Table caption=t("staff.notices.title") heads=heads rows=rows /></div>
        <div class="actions">{older}</div>
    }
    .into_any()
}

fn row(notice: &NoticeRow) -> Vec<AnyView> {
    let title = match pick(&notice.title) {
        title if title.trim().is_empty() => t("staff.notice.untitled"),
        title => title,
    };
    let changed = notice
        .changed
        .then(|| view! { " "<Tag label=t("staff.notices.changed") tone=Tone::Warn /> });
    vec![
        view! { <a href=address(&notice.id)>{title}</a> }.into_any(),
        t(&format!("notice.kind.{}", code(&notice.kind))).into_any(),
        pick(&notice.department).into_any(),
        view! { {state_tag(notice.state)}{changed} }.into_any(),
        view! { <span class="number">{moment(notice.changed_at)}</span> }.into_any(),
    ]
}

fn state_tag(state: NoticeState) -> AnyView {
    let tone = match state {
        NoticeState::Draft => Tone::Warn,
        NoticeState::Scheduled => Tone::Info,
        NoticeState::Published => Tone::Good,
        NoticeState::Withdrawn => Tone::Plain,
    };
    view! { <Tag label=t(&format!("staff.notices.state.{}", code(&state))) tone=tone /> }.into_any()
}

/// Begins an empty one and opens it.
fn new_button(department: String) -> AnyView {
    let busy = RwSignal::new(false);
    // One for each time that the list is shown, so that a second tap begins nothing more.
    let id = StoredValue::new(id::fresh());
    let begin = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let notice = Notice {
            kind: NoticeKind::Notice,
            department: department.clone(),
            title: Text::default(),
            summary: Text::default(),
            things: Vec::new(),
            body: Text::default(),
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match api::desk::begin(&NewNotice { id: id.get_value(), notice }).await {
                Ok(work) => history::go(&address(&work.id)),
                Err(error) => say(in_words(&error).0),
            }
            busy.try_set(false);
        });
    });
    view! { <Button label=t("staff.notices.new") busy=busy on_press=begin /> }.into_any()
}

/// One notice: fields, live preview, publication, history.
pub fn page(params: Params) -> AnyView {
    let id = params.get("id");
    let work = reading(move || {
        let id = id.clone();
        async move {
            let departments = api::desk::notices("").await?.departments;
            Ok((api::desk::notice(&id).await?, departments))
        }
    });
    let latest = RwSignal::new(None::<NoticeWork>);
    let title = Signal::derive(move || match (latest.get(), work.get()) {
        (Some(work), _) | (None, Some(Ok((work, _)))) => named(&work),
        _ => t("staff.notices.title"),
    });
    let up = (String::from("/staff/notices"), t("staff.nav.notices"));
    view! {
        <Page title=title wide=true up=up>
            {shown(work, move |(work, departments)| desk::desk(work, departments, latest))}
        </Page>
    }
    .into_any()
}

fn named(work: &NoticeWork) -> String {
    match pick(&work.notice.title) {
        title if title.trim().is_empty() => t("staff.notice.untitled"),
        title => title,
    }
}
