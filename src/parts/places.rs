//! Where to go and whom to ask.

use leptos::prelude::*;
use onething_domain::{
    city::{PlaceKind, Window},
    geo::{Position, metres, walk_minutes},
    guide::{Guide, Node},
    opening::{CityTime, DAY, Doors, clock, doors},
    text::Text,
};

use crate::{
    i18n::{pick, t, tr},
    router::encode,
    ui::{Details, Facts, Tag, Tone, icon, live, live_if},
};

/// What is known at the place where somebody reads: the city's time, their position if they gave it, and the
/// city's map. All of it comes after the page.
#[derive(Clone, Copy)]
pub struct Nearby {
    /// The city's time.
    pub time: Signal<Option<CityTime>>,
    /// Where the visitor is.
    pub position: Signal<Option<Position>>,
    /// Address of the map that shows the way.
    pub route: Signal<String>,
}

impl Default for Nearby {
    fn default() -> Self {
        Self {
            time: Signal::stored(None),
            position: Signal::stored(None),
            route: Signal::stored(String::new()),
        }
    }
}

/// The windows that serve what applies, with hours; the nearest first where the position is known.
pub fn windows(guide: &Guide, nodes: &[&Node], nearby: Nearby) -> AnyView {
    let windows: Vec<Window> = guide
        .windows
        .iter()
        .filter(|window| nodes.iter().any(|node| node.item.windows.contains(&window.id)))
        .cloned()
        .collect();
    live(move || {
        let mut windows: Vec<&Window> = windows.iter().collect();
        if let Some(here) = nearby.position.get() {
            windows.sort_by_key(|window| metres(here, at(window)));
        }
        let places: Vec<AnyView> =
            windows.into_iter().map(|window| place(window, nearby, ().into_any())).collect();
        view! { <ul class="places">{places}</ul> }.into_any()
    })
}

fn at(window: &Window) -> Position {
    Position { latitude: window.latitude, longitude: window.longitude }
}

/// How far a place is from the visitor, in metres; none where nobody knows.
pub fn far(window: &Window, nearby: Nearby) -> Option<u32> {
    nearby.position.get().map(|here| metres(here, at(window)))
}

/// One place: where it is, when it is open, how to get there. `more` stands below.
pub fn place(window: &Window, nearby: Nearby, more: AnyView) -> AnyView {
    let kind = match window.kind {
        PlaceKind::Window => ().into_any(),
        PlaceKind::Community => view! { <Tag label=t("place.community") /> }.into_any(),
        PlaceKind::Machine => view! { <Tag label=t("place.machine") /> }.into_any(),
    };
    let rows = vec![
        (t("place.address"), address(window, nearby)),
        (t("place.hours"), pick(&window.hours).into_any()),
        (t("place.phone"), telephone(&window.phone)),
    ];
    view! {
        <li class="place">
            <h3>{pick(&window.name)}</h3>
            <div class="tags">{kind}{state(window, nearby)}{distance(window, nearby)}</div>
            <Facts rows=rows />
            {more}
        </li>
    }
    .into_any()
}

/// The address and the way there. Paper cannot be tapped.
fn address(window: &Window, nearby: Nearby) -> AnyView {
    let label = tr("place.route_to", &[("name", &pick(&window.name))]);
    let text = pick(&window.address);
    let window = window.clone();
    let href = Signal::derive(move || nearby.route.with(|route| way(route, &window)));
    view! {
        {text}" "
        <a class="place-way no-print" href=href rel="external noopener" aria-label=label>
            {icon("place")}{t("place.route")}
        </a>
    }
    .into_any()
}

/// The address of a map that shows the way: the city's, which is a page of the web and nothing that runs, or
/// whatever map the device has (RFC 5870).
fn way(route: &str, window: &Window) -> String {
    let (latitude, longitude) = (degrees(window.latitude), degrees(window.longitude));
    if !route.starts_with("https://") {
        return format!("geo:{latitude},{longitude}");
    }
    route
        .replace("{latitude}", &latitude)
        .replace("{longitude}", &longitude)
        .replace("{name}", &encode(&pick(&window.name)))
}

/// Millionths of a degree as degrees: 30512300 is "30.512300".
fn degrees(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let size = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}

/// Whether it is open, once the city's time is known.
fn state(window: &Window, nearby: Nearby) -> AnyView {
    let opening = window.opening.clone();
    live_if(move || {
        let (label, tone) = nearby.time.with(|time| words(doors(&opening, time.as_ref()?)?))?;
        Some(view! { <Tag label=label tone=tone /> }.into_any())
    })
}

fn words(doors: Doors) -> Option<(String, Tone)> {
    Some(match doors {
        Doors::Always => (t("place.always"), Tone::Good),
        Doors::Open { until: DAY } => (t("place.open"), Tone::Good),
        Doors::Open { until } => (tr("place.until", &[("time", &clock(until))]), Tone::Good),
        Doors::Closed { days, weekday, from } => {
            let time = clock(from);
            let text = match days {
                0 => tr("place.opens_today", &[("time", &time)]),
                1 => tr("place.opens_tomorrow", &[("time", &time)]),
                2..=6 => {
                    let day = t(&format!("weekday.{weekday}"));
                    tr("place.opens_on", &[("day", &day), ("time", &time)])
                }
                days => tr("place.opens_in", &[("days", &days.to_string()), ("time", &time)]),
            };
            (text, Tone::Plain)
        }
    })
}

/// How far it is on foot, once the visitor has told where they are.
fn distance(window: &Window, nearby: Nearby) -> AnyView {
    let window = window.clone();
    live_if(move || {
        let metres = far(&window, nearby)?;
        let minutes = walk_minutes(metres);
        let tone = if minutes <= 15 { Tone::Info } else { Tone::Plain };
        let label = match minutes {
            0..=60 => {
                let (minutes, metres) =
                    (minutes.to_string(), (metres.div_ceil(10) * 10).to_string());
                tr("place.walk", &[("minutes", &minutes), ("metres", &metres)])
            }
            _ => tr("place.far", &[("km", &format!("{}.{}", metres / 1000, metres % 1000 / 100))]),
        };
        Some(view! { <Tag label=label tone=tone /> }.into_any())
    })
}

/// A number to tap.
pub fn telephone(number: &str) -> AnyView {
    let href = format!("tel:{number}");
    view! { <a class="number" href=href>{number.to_owned()}</a> }.into_any()
}

/// Questions that people ask.
pub fn faq(guide: &Guide) -> AnyView {
    let items: Vec<AnyView> = guide
        .faq
        .iter()
        .map(|faq| {
            let answer = pick(&faq.answer);
            view! { <Details summary=pick(&faq.question)><p>{answer}</p></Details> }.into_any()
        })
        .collect();
    view! { <div class="folds">{items}</div> }.into_any()
}

/// Where to ask and where to complain, department by department, each text once.
pub fn contacts(guide: &Guide, nodes: &[&Node]) -> AnyView {
    let items: Vec<AnyView> = guide
        .departments
        .iter()
        .filter(|department| nodes.iter().any(|node| node.item.department == department.id))
        .map(|department| {
            let own = || nodes.iter().filter(|node| node.item.department == department.id);
            let rows = vec![
                (t("contact.phone"), telephone(&department.phone)),
                (t("contact.consult"), once(own().map(|node| &node.item.consult))),
                (t("contact.complain"), once(own().map(|node| &node.item.complain))),
            ];
            view! { <li class="place"><h3>{pick(&department.name)}</h3><Facts rows=rows /></li> }
                .into_any()
        })
        .collect();
    view! { <ul class="places">{items}</ul> }.into_any()
}

fn once<'a>(texts: impl Iterator<Item = &'a Text>) -> AnyView {
    let mut seen: Vec<String> = Vec::new();
    for text in texts.map(pick) {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen.into_iter().map(|text| view! { <p>{text}</p> }.into_any()).collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use super::degrees;

    #[test]
    fn positions_are_written_in_degrees() {
        assert_eq!(degrees(30_512_300), "30.512300");
        assert_eq!(degrees(-500_001), "-0.500001");
    }
}
