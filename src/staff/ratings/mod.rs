//! Bad ratings that are to be put right, and how departments are rated (E1). Shelf, department and page stand in the
//! address.

mod one;

pub use one::page;

use leptos::prelude::*;
use onething_api::ratings::{DepartmentStars, RectificationRow, Rectifications};
use onething_domain::rating::RectificationState;

use crate::{
    api,
    i18n::{date, moment, pick, t, tr},
    load::{reading, shown},
    platform::history,
    router::{Params, Query, encode},
    ui::{Card, Empty, Kind, LinkButton, Page, TabLink, Table, Tabs, Tag, Tone},
    words::code,
};

const HERE: &str = "/staff/ratings";

/// The address of a bad rating.
fn address(id: &str) -> String {
    format!("{HERE}/{}", encode(id))
}

fn query() -> Query {
    history::here().with(|place| place.query.clone())
}

fn asked(key: &str) -> String {
    query().get(key).unwrap_or_default().to_owned()
}

/// The list.
pub fn list(_: Params) -> AnyView {
    let place = Memo::new(move |_| ["shelf", "department", "cursor"].map(asked));
    let rows = reading(move || {
        let [shelf, department, cursor] = place.get();
        async move { api::rectifications::list(&shelf, &department, &cursor).await }
    });
    view! { <Page title=t("staff.ratings.title") wide=true>{shown(rows, full)}</Page> }.into_any()
}

fn full(list: Rectifications) -> AnyView {
    let shelf = asked("shelf");
    let tab = |value: &str, count| TabLink {
        href: query().with("cursor", "").with("shelf", value).on(HERE),
        label: t(&format!(
            "staff.ratings.shelf.{}",
            if value.is_empty() { "waiting" } else { value }
        )),
        count,
        current: shelf == value,
    };
    let tabs = vec![tab("", Some(list.waiting)), tab("late", Some(list.late)), tab("closed", None)];
    let department = asked("department");
    let chosen = list.ranking.iter().find(|known| known.id == department);
    let all = chosen.map(|known| {
        let label = tr("staff.ratings.only", &[("department", &pick(&known.name))]);
        let href = query().with("cursor", "").with("department", "").on(HERE);
        view! { <p>{label}" "<a href=href>{t("staff.ratings.all_departments")}</a></p> }
    });
    let rows = match list.rows.is_empty() {
        true => view! { <Empty title=t("staff.ratings.empty") /> }.into_any(),
        false => table(&list.rows),
    };
    let older = list.next.as_ref().map(|cursor| {
        let href = query().with("cursor", cursor).on(HERE);
        view! { <LinkButton href=href label=t("notices.older") kind=Kind::Secondary /> }
    });
    view! {
        <div class="stack">
            <Tabs label=t("staff.ratings.shelf") tabs=tabs />
            {all}
            {rows}
            <div class="actions">{older}</div>
            {ranking(&list.ranking)}
        </div>
    }
    .into_any()
}

fn table(rows: &[RectificationRow]) -> AnyView {
    let heads = ["number", "name", "department", "level", "at", "state", "due"];
    let heads = heads.map(|name| t(&format!("staff.ratings.column.{name}")));
    let rows = rows.iter().map(row).collect();
    view! { <div class="card"><Table caption=t("staff.ratings.title") heads=Vec::from(heads) rows=rows /></div> }
        .into_any()
}

fn row(row: &RectificationRow) -> Vec<AnyView> {
    let late = row.late.then(|| view! { " "<Tag label=t("staff.ratings.late") tone=Tone::Bad /> });
    vec![
        view! { <a class="number" href=address(&row.id)>{row.number.clone()}</a> }.into_any(),
        pick(&row.name).into_any(),
        pick(&row.department).into_any(),
        t(&format!("rate.level.{}", row.level)).into_any(),
        view! { <span class="number">{moment(row.at)}</span> }.into_any(),
        state_tag(row.state),
        view! { <span class="number">{date(row.due)}</span>{late} }.into_any(),
    ]
}

fn state_tag(state: RectificationState) -> AnyView {
    let tone = match state {
        RectificationState::Open => Tone::Warn,
        RectificationState::Called => Tone::Info,
        RectificationState::Closed => Tone::Good,
        RectificationState::None => Tone::Plain,
    };
    view! { <Tag label=t(&format!("staff.ratings.state.{}", code(&state))) tone=tone /> }.into_any()
}

/// Departments by their stars. Those who see all may narrow the list to one.
fn ranking(ranking: &[DepartmentStars]) -> Option<AnyView> {
    if ranking.is_empty() {
        return None;
    }
    let heads = ["rank", "column.department", "average", "count", "bad"];
    let heads = heads.map(|name| t(&format!("staff.ratings.{name}")));
    let many = ranking.len() > 1;
    let row = |(at, of): (usize, &DepartmentStars)| {
        let name = pick(&of.name);
        let name = match many {
            true => {
                let href = query().with("cursor", "").with("department", &of.id).on(HERE);
                view! { <a href=href>{name}</a> }.into_any()
            }
            false => name.into_any(),
        };
        let stars = format!("{}.{:02}", of.stars / 100, of.stars % 100);
        vec![
            (at + 1).to_string().into_any(),
            name,
            tr("staff.ratings.stars", &[("stars", &stars)]).into_any(),
            of.count.to_string().into_any(),
            of.bad.to_string().into_any(),
        ]
    };
    let rows = ranking.iter().enumerate().map(row).collect();
    let view = view! {
        <Card title=t("staff.ratings.ranking")>
            <Table caption=t("staff.ratings.ranking") heads=Vec::from(heads) rows=rows />
        </Card>
    };
    Some(view.into_any())
}
