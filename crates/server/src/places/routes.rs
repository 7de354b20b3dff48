//! Places, the city's clock, sample pictures and QR codes over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use onething_api::paths;
use onething_api::places::{Place, PlaceList, PlaceQuery, PlaceService};
use onething_api::problem::Code;
use onething_domain::city::Window;
use onething_domain::opening::CityTime;

use super::pictures;
use crate::app::App;
use crate::city::catalogue::Catalogue;
use crate::error::{Error, Result};
use crate::extract::Query;
use crate::guard::Guard;
use crate::page;
use crate::router::Route;

/// Longest search in characters.
const LONGEST: usize = 100;
/// Services that are named of each place.
const NAMED: usize = 12;
/// Places of a page, where nobody says how many.
const ROWS: u32 = 20;

/// Routes of places.
pub fn routes() -> Vec<Route> {
    let svg = pictures::MEDIA;
    vec![
        Route::new(
            Method::GET,
            paths::PLACES,
            Guard::Public,
            list,
            "Windows, community stations and self-service machines, with what can be done there.",
        )
        .asks::<PlaceQuery>()
        .gives::<PlaceList>(200),
        Route::new(
            Method::GET,
            paths::CLOCK,
            Guard::Public,
            clock,
            "The city's time and its next working days, for opening hours.",
        )
        .gives::<CityTime>(200),
        Route::new(
            Method::GET,
            paths::SAMPLE,
            Guard::Public,
            pictures::sample,
            "A sample picture of a material of a published guide.",
        )
        .header("if-none-match", false)
        .gives_bytes(200, svg)
        .gives_nothing(304),
        Route::new(
            Method::GET,
            paths::QR,
            Guard::Public,
            pictures::qr,
            "An address of this portal as a QR code.",
        )
        .asks::<pictures::QrQuery>()
        .header("if-none-match", false)
        .gives_bytes(200, svg)
        .gives_nothing(304),
    ]
}

async fn clock(State(app): State<App>) -> Result<Json<CityTime>> {
    let catalogue = app.shelf.catalogue();
    Ok(Json(CityTime::at(catalogue.calendar()?, app.clock.now())))
}

/// What a query asks for, with its words in lower case.
struct Wanted<'a> {
    query: &'a PlaceQuery,
    words: Vec<String>,
    /// Places that serve the thing that is asked for.
    of_thing: Option<Vec<&'a str>>,
}

async fn list(State(app): State<App>, Query(query): Query<PlaceQuery>) -> Result<Json<PlaceList>> {
    let catalogue = app.shelf.catalogue();
    let limit = page::limit(query.limit, ROWS)?;
    let after: Option<String> = page::begin(query.cursor.as_deref())?;
    let wanted = Wanted::read(&query, &catalogue)?;
    let start = match &after {
        None => 0,
        // A place that went away between two pages leaves nothing to go on from.
        Some(id) => catalogue
            .windows
            .iter()
            .position(|window| window.id == *id)
            .map_or(catalogue.windows.len(), |at| at + 1),
    };
    let mut places: Vec<Place> = catalogue
        .windows
        .iter()
        .skip(start)
        .filter_map(|window| wanted.place(window, services(&catalogue, window)))
        .take(usize::try_from(limit + 1).unwrap_or(usize::MAX))
        .collect();
    let next = page::cut(&mut places, limit, |place| place.place.id.clone())?;
    Ok(Json(PlaceList { places, next }))
}

fn services<'a>(catalogue: &'a Catalogue, window: &Window) -> &'a [PlaceService] {
    catalogue.place_services.get(&window.id).map_or(&[], Vec::as_slice)
}

impl<'a> Wanted<'a> {
    fn read(query: &'a PlaceQuery, catalogue: &'a Catalogue) -> Result<Self> {
        let typed = query.q.as_deref().unwrap_or_default();
        if typed.chars().count() > LONGEST {
            let most = format!("at most {LONGEST} characters");
            return Err(Error::field(Code::BadParameter, "q", most));
        }
        let of_thing = query.thing.as_ref().map(|thing| {
            let windows = catalogue.published(thing).map(|edition| &edition.guide.windows);
            windows.into_iter().flatten().map(|window| &*window.id).collect::<Vec<&str>>()
        });
        Ok(Self {
            words: typed.to_lowercase().split_whitespace().map(str::to_owned).collect(),
            of_thing,
            query,
        })
    }

    /// The place, where it is one of those.
    fn place(&self, window: &Window, services: &[PlaceService]) -> Option<Place> {
        let query = self.query;
        let here = query.district.as_ref().is_none_or(|district| *district == window.region)
            && query.kind.is_none_or(|kind| kind == window.kind)
            && self.of_thing.as_ref().is_none_or(|of| of.contains(&&*window.id))
            && query.item.as_ref().is_none_or(|item| services.iter().any(|s| s.item == *item));
        if !here {
            return None;
        }
        let about = [&window.name, &window.address].map(lower).join("\n");
        let named = |text: &str, word: &String| text.contains(word.as_str());
        let serves =
            |word: &String| services.iter().any(|service| named(&lower(&service.name), word));
        if !self.words.iter().all(|word| named(&about, word) || serves(word)) {
            return None;
        }
        let meant = |service: &&PlaceService| {
            let name = lower(&service.name);
            query.item.as_ref() == Some(&service.item)
                || query.thing.as_ref() == Some(&service.thing)
                || self.words.iter().any(|word| named(&name, word))
        };
        let (first, rest): (Vec<&PlaceService>, Vec<&PlaceService>) =
            services.iter().partition(meant);
        Some(Place {
            place: window.clone(),
            services: first.into_iter().chain(rest).take(NAMED).cloned().collect(),
            count: u32::try_from(services.len()).unwrap_or(u32::MAX),
        })
    }
}

fn lower(text: &onething_domain::text::Text) -> String {
    format!("{}\n{}", text.zh, text.en).to_lowercase()
}
