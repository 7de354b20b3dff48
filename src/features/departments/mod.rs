//! Department shops (部门店铺, G5): who they are, what they do, where people go.

use leptos::prelude::*;
use onething_api::departments::{
    DepartmentItem, DepartmentList, DepartmentRating, DepartmentSummary, DepartmentView, GuideName,
};
use onething_domain::item::Kind as HandlingKind;

use crate::{
    api,
    i18n::{days, pick, t, tr},
    links,
    load::{reading, shown},
    nearby::Nearby,
    parts,
    router::Params,
    ui::{Card, Empty, Facts, Page, Tag, icon, live_if},
};

/// All departments that take part in something.
pub fn page(_: Params) -> AnyView {
    let all = reading(api::departments::list);
    view! {
        <Page title=t("departments.title") lead=t("departments.lead") wide=true>
            {shown(all, list)}
        </Page>
    }
    .into_any()
}

fn list(list: DepartmentList) -> AnyView {
    if list.departments.is_empty() {
        return view! { <Empty title=t("departments.none") text=t("departments.none.help") /> }
            .into_any();
    }
    let rows: Vec<AnyView> = list.departments.iter().map(row).collect();
    view! { <ul class="results shops">{rows}</ul> }.into_any()
}

fn row(department: &DepartmentSummary) -> AnyView {
    let note = tr(
        "departments.count",
        &[("items", &department.items.to_string()), ("guides", &department.guides.to_string())],
    );
    view! {
        <li class="card result">
            <h2><a href=links::department(&department.id)><span>{pick(&department.name)}</span>{icon("next")}</a></h2>
            <p class="soft">{note}</p>
        </li>
    }
    .into_any()
}

/// One department.
pub fn shop(params: Params) -> AnyView {
    let nearby = Nearby::new();
    let id = params.get("department");
    let asked = id.clone();
    let department = reading(move || {
        let id = asked.clone();
        async move { api::departments::department(&id).await }
    });
    let newest = reading(move || {
        let id = id.clone();
        async move { api::notices::list("", &id, "").await }
    });
    // What cannot be read is left out: the shop is there without it.
    let notices = move || {
        let list = newest.get()?.ok().filter(|list| !list.notices.is_empty())?;
        let notices = parts::notices(&list.notices);
        Some(view! { <Card title=t("home.notices")>{notices}</Card> }.into_any())
    };
    let title = Signal::derive(move || match department.get() {
        Some(Ok(view)) => pick(&view.department.name),
        _ => t("departments.title"),
    });
    view! {
        <Page title=title wide=true up=("/departments".to_owned(), t("departments.title"))>
            {shown(department, move |view| full(&view, nearby.parts))}
            {live_if(notices)}
        </Page>
    }
    .into_any()
}

fn full(view: &DepartmentView, nearby: parts::Nearby) -> AnyView {
    let department = &view.department;
    let all = links::of_department(&department.id);
    let items: Vec<AnyView> = view.items.iter().map(item).collect();
    let windows = view.windows.iter().map(|window| parts::place(window, nearby, ().into_any()));
    let windows: Vec<AnyView> = windows.collect();
    let mut contact = vec![(t("contact.phone"), parts::telephone(&department.phone))];
    contact.extend(view.rating.as_ref().map(rating));
    let none = |key| view! { <p class="soft">{t(key)}</p> }.into_any();
    let hot = match view.hot.is_empty() {
        true => none("departments.hot.none"),
        false => parts::hot(&view.hot),
    };
    let windows = match windows.is_empty() {
        true => none("departments.windows.none"),
        false => view! { <ul class="places">{windows}</ul> }.into_any(),
    };
    let count = tr("departments.items", &[("n", &view.items.len().to_string())]);
    view! {
        <div class="stack shop">
            <Card><Facts rows=contact /></Card>
            <Card title=t("departments.hot")>
                {hot}
                <p class="shop-all"><a href=all>{t("departments.all_guides")}</a></p>
            </Card>
            <Card title=count>
                <ul class="shop-items">{items}</ul>
            </Card>
            <Card title=t("departments.windows")>{windows}</Card>
        </div>
    }
    .into_any()
}

/// How people rated it, with the way to all open figures.
fn rating(rating: &DepartmentRating) -> (String, AnyView) {
    let stars = format!("{}.{}", rating.stars / 100, rating.stars / 10 % 10);
    let words = tr(
        "departments.rating.of",
        &[("stars", &stars), ("n", &rating.rated.to_string()), ("month", &rating.month)],
    );
    (t("departments.rating"), view! { <a href="/figures">{words}</a> }.into_any())
}

fn item(item: &DepartmentItem) -> AnyView {
    let time = match item.kind {
        HandlingKind::Immediate => t("departments.at_once"),
        _ => days(item.promised_days),
    };
    let guides: Vec<AnyView> = item.guides.iter().map(guide).collect();
    view! {
        <li>
            <p class="shop-item">{pick(&item.name)}" "<Tag label=time /></p>
            <p class="soft">{t("departments.in")}" "{guides}</p>
        </li>
    }
    .into_any()
}

fn guide(guide: &GuideName) -> AnyView {
    view! { <a class="shop-guide" href=links::guide(&guide.thing)>{pick(&guide.title)}</a> }
        .into_any()
}
