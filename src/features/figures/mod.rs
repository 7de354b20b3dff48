//! Open figures (E4): what the city did in a month, by department and thing. The month stands in the address.

mod chart;

use leptos::prelude::*;
use onething_api::figures::{FigureRow, Figures};

use crate::{
    api, head,
    i18n::{pick, t, tr},
    load::{reading, shown},
    platform::history,
    router::{Params, Query},
    ui::{self, Card, Empty, Page, Table},
};
use chart::Bar;

/// Where the table for spreadsheets is.
const CSV: &str = onething_api::paths::FIGURES_CSV;

/// The page.
pub fn page(_: Params) -> AnyView {
    let month = history::query("month");
    let figures = reading(move || {
        let month = month.get().unwrap_or_default();
        async move { api::figures::of(&month).await }
    });
    view! {
        <Page title=t("figures.open.title") lead=t("figures.open.lead") wide=true>{shown(figures, full)}</Page>
    }
    .into_any()
}

fn full(figures: Figures) -> AnyView {
    head::describe(t("figures.open.lead"));
    if figures.months.is_empty() {
        return view! { <Empty title=t("figures.open.empty") text=t("figures.open.empty.help") /> }
            .into_any();
    }
    let running =
        figures.running.then(|| view! { <p class="small soft">{t("figures.open.running")}</p> });
    let hidden = tr("figures.open.hidden", &[("least", &figures.least.to_string())]);
    view! {
        <div class="stack">
            {months(&figures)}
            <Card title=month_name(&figures.month)>{running}{numbers(&figures.city)}</Card>
            <Card title=t("figures.open.series")>{charts(&figures.series)}{series(&figures.series)}</Card>
            {places("departments", &figures.departments)}
            {places("things", &figures.things)}
            <p class="small soft">{hidden}</p>
            <p><a href=CSV rel="external" download="figures.csv">{t("figures.open.csv")}</a></p>
        </div>
    }
    .into_any()
}

/// The months to choose from, each a link.
fn months(figures: &Figures) -> AnyView {
    let chips = figures.months.iter().map(|month| {
        let href = Query::default().with("month", month).on("/figures");
        ui::chip(href, *month == figures.month, month_name(month))
    });
    let chips: Vec<AnyView> = chips.collect();
    view! { <ul class="chips" aria-label=t("figures.open.months")>{chips}</ul> }.into_any()
}

/// `2026-03` as people say it.
fn month_name(month: &str) -> String {
    let (year, number) = month.split_once('-').unwrap_or((month, ""));
    tr("figures.month", &[("y", year), ("m", number.trim_start_matches('0'))])
}

/// A count; a mark where it is hidden.
fn count(value: Option<i64>) -> String {
    value.map_or_else(|| t("figures.hidden"), |value| value.to_string())
}

/// A part of a whole in percent, with one digit; none where either is hidden or nothing is there.
fn percent(part: Option<i64>, whole: Option<i64>) -> Option<i64> {
    match (part, whole) {
        (Some(part), Some(whole)) if whole > 0 => Some((part * 1000 + whole / 2) / whole),
        _ => None,
    }
}

fn percent_words(part: Option<i64>, whole: Option<i64>) -> String {
    match percent(part, whole) {
        Some(share) => format!("{}.{}%", share / 10, share % 10),
        None if whole == Some(0) => t("figures.none"),
        None => t("figures.hidden"),
    }
}

fn stars(value: Option<i64>, rated: Option<i64>) -> String {
    match value {
        Some(stars) => format!("{}.{:02}", stars / 100, stars % 100),
        None if rated == Some(0) => t("figures.none"),
        None => t("figures.hidden"),
    }
}

/// The city's figures, large.
fn numbers(city: &FigureRow) -> AnyView {
    let one = |key: &str, value: String| {
        view! { <div class="open-number"><dt>{t(key)}</dt><dd>{value}</dd></div> }.into_any()
    };
    let all = [
        one("figures.accepted", count(city.accepted)),
        one("figures.finished", count(city.finished)),
        one("figures.on_time", percent_words(city.on_time, city.finished)),
        one("figures.satisfied", percent_words(city.satisfied, city.rated)),
        one("figures.stars", stars(city.stars, city.rated)),
        one("figures.online", percent_words(city.online, city.filed)),
        one("figures.days_saved", count(city.days_saved)),
    ];
    view! { <dl class="open-numbers">{Vec::from(all)}</dl> }.into_any()
}

/// Two charts: how much, and how much of it in time.
fn charts(series: &[FigureRow]) -> AnyView {
    let bar = |row: &FigureRow, value: Option<i64>, words: String, above: String| Bar {
        above,
        name: month_name(&row.id),
        short: tr(
            "figures.month.short",
            &[("m", row.id[row.id.len().saturating_sub(2)..].trim_start_matches('0'))],
        ),
        value,
        words,
    };
    let finished: Vec<Bar> = series
        .iter()
        .map(|row| bar(row, row.finished, count(row.finished), count(row.finished)))
        .collect();
    let on_time: Vec<Bar> = series
        .iter()
        .map(|row| {
            let (share, words) =
                (percent(row.on_time, row.finished), percent_words(row.on_time, row.finished));
            let above = share.map_or(words.clone(), |share| format!("{}%", (share + 5) / 10));
            bar(row, share, words, above)
        })
        .collect();
    view! {
        <div class="charts">
            {chart::bars(t("figures.finished"), &finished, None)}
            {chart::bars(t("figures.on_time"), &on_time, Some(1000))}
        </div>
    }
    .into_any()
}

/// What tables of figures show of a place, behind its name.
const COLUMNS: [&str; 6] = ["accepted", "finished", "on_time", "satisfied", "stars", "days_saved"];

fn cells(row: &FigureRow) -> Vec<AnyView> {
    [
        count(row.accepted),
        count(row.finished),
        percent_words(row.on_time, row.finished),
        percent_words(row.satisfied, row.rated),
        stars(row.stars, row.rated),
        count(row.days_saved),
    ]
    .into_iter()
    .map(|text| view! { <span class="number">{text}</span> }.into_any())
    .collect()
}

fn heads(first: &str) -> Vec<String> {
    let rest = COLUMNS.iter().map(|name| t(&format!("figures.{name}")));
    std::iter::once(t(&format!("figures.open.{first}"))).chain(rest).collect()
}

/// The charts' numbers as a table, with the rest.
fn series(series: &[FigureRow]) -> AnyView {
    let rows = series.iter().rev().map(|row| {
        let name = month_name(&row.id).into_any();
        std::iter::once(name).chain(cells(row)).collect()
    });
    view! { <Table caption=t("figures.open.series") heads=heads("month") rows=rows.collect() /> }
        .into_any()
}

fn places(what: &str, rows: &[FigureRow]) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let title = t(&format!("figures.open.{what}"));
    let rows = rows.iter().map(|row| {
        let name = pick(&row.name).into_any();
        std::iter::once(name).chain(cells(row)).collect()
    });
    let (rows, heads) = (rows.collect(), heads(what));
    let view = view! {
        <Card title=title.clone()><Table caption=title heads=heads rows=rows /></Card>
    };
    Some(view.into_any())
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn shares_are_rounded_and_never_of_nothing() {
        assert_eq!(percent(Some(2), Some(3)), Some(667));
        assert_eq!(percent(Some(3), Some(3)), Some(1000));
        assert_eq!(percent(Some(0), Some(0)), None);
        assert_eq!(percent(None, Some(3)), None);
    }
}
