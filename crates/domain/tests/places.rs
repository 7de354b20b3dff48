//! Places: hours, distances, and the words for companies and people.

mod support;

use onething_domain::answers::Situation;
use onething_domain::city::{City, Opening};
use onething_domain::geo::{Position, metres, walk_minutes};
use onething_domain::lint::FindingCode;
use onething_domain::merge::merge;
use onething_domain::narrow::{fell_away, outlook};
use onething_domain::opening::{CityTime, Doors, doors};
use onething_domain::places;
use onething_domain::thing::ApplicantKind;
use onething_domain::wording::{AS, worded};
use support::Content;

fn city() -> City {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/demo-city/city.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The city's time at a moment of Shanghai.
fn at(content: &Content, moment: &str) -> CityTime {
    let moment = format!("{moment}:00+08:00").parse::<chrono::DateTime<chrono::FixedOffset>>();
    CityTime::at(&content.calendar, moment.unwrap().into())
}

fn state(content: &Content, window: &str, moment: &str) -> Option<Doors> {
    let window = content.windows.iter().find(|known| known.id == window).unwrap();
    doors(&window.opening, &at(content, moment))
}

#[test]
fn a_window_keeps_the_citys_calendar() {
    let content = Content::load();
    let opens = |days, weekday, from| Some(Doors::Closed { days, weekday, from });
    let center = |moment| state(&content, "center", moment);
    assert_eq!(center("2026-03-02T09:00"), Some(Doors::Open { until: 12 * 60 }), "to the minute");
    assert_eq!(center("2026-03-02T12:00"), opens(0, 1, 13 * 60), "the noon break");
    assert_eq!(center("2026-03-02T17:00"), opens(1, 2, 9 * 60), "after hours");
    assert_eq!(center("2026-03-06T20:00"), opens(3, 1, 9 * 60), "over the week-end");
    assert_eq!(
        center("2026-02-14T10:00"),
        Some(Doors::Open { until: 12 * 60 }),
        "a make-up Saturday"
    );
    assert_eq!(center("2026-02-15T10:00"), opens(9, 2, 9 * 60), "the Spring Festival");
    assert_eq!(
        state(&content, "library", "2026-02-17T10:00"),
        Some(Doors::Open { until: 20 * 60 + 30 })
    );
    assert_eq!(state(&content, "machine-station", "2026-02-17T03:00"), Some(Doors::Always));
    assert_eq!(doors(&[], &at(&content, "2026-03-02T09:00")), None, "nobody knows");
}

#[test]
fn it_is_never_said_to_open_in_the_past() {
    let content = Content::load();
    for window in &content.windows {
        for minute in (0..24 * 60).step_by(7) {
            let now = CityTime { minute, ..at(&content, "2026-09-30T00:00") };
            match doors(&window.opening, &now) {
                Some(Doors::Open { until }) => assert!(until > minute, "{} {minute}", window.id),
                Some(Doors::Closed { days: 0, from, .. }) => {
                    assert!(from > minute, "{}", window.id)
                }
                Some(Doors::Closed { .. } | Doors::Always) => {}
                None => panic!("{} has no hours", window.id),
            }
        }
    }
}

#[test]
fn distances_are_those_of_the_earth() {
    let place = |latitude, longitude| Position { latitude, longitude };
    // Great circles by the haversine formula over a radius of 6,371 km.
    for (a, b, expected) in [
        (place(30_512_300, 104_233_100), place(30_508_900, 104_201_500), 3_051),
        (place(30_512_300, 104_233_100), place(30_402_600, 104_310_400), 14_272),
        (place(45_000_000, 126_000_000), place(45_100_000, 126_100_000), 13_614),
    ] {
        let found = metres(a, b);
        assert!(found.abs_diff(expected) * 200 <= expected, "{found} is not {expected} m");
    }
    assert_eq!(metres(place(30_000_000, 104_000_000), place(30_000_000, 104_000_000)), 0);
    assert_eq!((walk_minutes(0), walk_minutes(1_000)), (1, 15));
}

#[test]
fn bad_places_are_refused_with_place_and_remedy() {
    let content = Content::load();
    assert_eq!(places::check(&content.windows, &city()), []);
    let mut windows = content.windows.clone();
    let first = windows[0].clone();
    (windows[0].latitude, windows[1].longitude) = (windows[1].longitude, windows[0].latitude);
    windows[2].region = "999999".to_owned();
    windows[3].opening.push(Opening { days: vec![8], from: "9:00".into(), until: "08:00".into() });
    windows.push(first);
    let keys: Vec<String> =
        places::check(&windows, &city()).into_iter().map(|finding| finding.path).collect();
    for key in
        ["center.latitude", "property.latitude", "west.region", "hightech.opening", "center.id"]
    {
        assert!(keys.contains(&format!("window.{key}")), "{key} in {keys:?}");
    }
}

#[test]
fn companies_read_their_own_words_and_need_their_own_papers() {
    let content = Content::load();
    let guide = content.guide("new-car");
    assert_eq!(guide.applicant, ApplicantKind::Both);
    assert!(worded(&guide, ApplicantKind::Citizen).is_none(), "people read what everybody reads");
    let company = worded(&guide, ApplicantKind::Company).unwrap();
    assert_ne!(company.title, guide.title);
    assert_ne!(company.material("vehicle-invoice"), guide.material("vehicle-invoice"));
    let needs = |kind: &str, material: &str| {
        let situation = Situation::from([(AS.to_owned(), kind.to_owned())]);
        outlook(&guide, &situation).materials.iter().any(|other| other.id == material)
    };
    assert!(needs("citizen", "applicant-id-card") && !needs("citizen", "business-licence"));
    assert!(needs("company", "business-licence") && !needs("company", "applicant-id-card"));
}

#[test]
fn a_thing_for_both_asks_for_whom() {
    let content = Content::load();
    let complaints = |change: fn(&mut onething_domain::thing::Thing)| {
        let mut thing = content.thing("new-car").clone();
        change(&mut thing);
        let findings = merge(&thing, &content.catalogue()).unwrap_err();
        findings.into_iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    let unasked = complaints(|thing| thing.questions.retain(|question| question.id != AS));
    assert!(unasked.contains(&FindingCode::ForWhomNotAsked), "{unasked:?}");
    let alone = complaints(|thing| thing.applicant = ApplicantKind::Citizen);
    for code in [FindingCode::ForWhomAsked, FindingCode::WordsForNobody] {
        assert!(alone.contains(&code), "{alone:?}");
    }
    let strange = complaints(|thing| {
        let words = thing.company.as_mut().unwrap();
        words.fields.insert("no_such".into(), words.title.clone());
    });
    assert_eq!(strange, [FindingCode::WordsForNothing]);
}

#[test]
fn what_falls_away_says_by_which_answer() {
    let content = Content::load();
    let guide = content.guide("newborn");
    let answer = |pairs: &[(&str, &str)]| -> Situation {
        pairs.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect()
    };
    assert!(
        fell_away(&guide, &Situation::new()).nodes.is_empty(),
        "nothing before the first answer"
    );
    let situation = answer(&[("lives_here", "no"), ("mother_insured", "none")]);
    let gone = fell_away(&guide, &situation);
    let by: Vec<(&str, Vec<&str>)> = gone
        .nodes
        .iter()
        .map(|gone| (&*gone.what.item.id, gone.why.iter().map(|why| &*why.id).collect()))
        .collect();
    assert!(by.contains(&("parenting-service", vec!["lives_here"])), "{by:?}");
    assert!(by.contains(&("maternity-benefit", vec!["mother_insured"])), "{by:?}");
    for gone in &gone.materials {
        assert!(!gone.why.is_empty(), "{} fell away for no reason", gone.what.id);
    }
    let left = outlook(&guide, &situation).nodes.len();
    assert_eq!(left + gone.nodes.len(), guide.nodes.len());
}

#[test]
fn a_map_that_is_no_page_of_the_web_is_found() {
    let found = |route: &str| {
        let findings = places::check(&[], &City { route: route.to_owned(), ..city() });
        findings.into_iter().map(|of| (of.place, of.path, of.code)).collect::<Vec<_>>()
    };
    let wrong = ("city".to_owned(), "route".to_owned(), FindingCode::BadAddress);
    for route in ["javascript:alert(1)//{name}", "http://map/{name}", " https://map", "//map"] {
        assert_eq!(found(route), std::slice::from_ref(&wrong), "{route}");
    }
    assert!(found("").is_empty() && found("https://map/{latitude}").is_empty());
}
