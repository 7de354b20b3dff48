//! Figures as anyone may see them: hidden where they are of few people, read once a minute whoever asks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};
use onething_api::departments::DepartmentRating;
use onething_api::figures::FigureRow;
use onething_domain::figure::{Column, Measure, Share, Shown, month, open, withhold};
use onething_domain::text::Text;

use super::store::{self, Place};
use crate::app::App;
use crate::city::catalogue::Catalogue;
use crate::error::Result;

/// Months that are shown.
const MONTHS: u32 = 24;
/// Seconds for which what was read is told again.
const KEPT: i64 = 60;

/// The measures that things add up to the city's.
const CASES: [Measure; 7] = [
    Measure::Filed,
    Measure::Online,
    Measure::Accepted,
    Measure::Finished,
    Measure::OnTime,
    Measure::Rated,
    Measure::Satisfied,
];
/// Those that departments add up to the city's: a case has services of several.
const RATINGS: [Measure; 2] = [Measure::Rated, Measure::Satisfied];

/// A month as anyone may see it.
#[derive(Clone, Debug, Default)]
pub struct OpenMonth {
    /// The month.
    pub month: String,
    /// The city.
    pub city: FigureRow,
    /// By department, in the city's order.
    pub departments: Vec<FigureRow>,
    /// By thing, by title.
    pub things: Vec<FigureRow>,
}

/// All months that may be shown, newest first.
pub type Opened = Arc<Vec<OpenMonth>>;

/// What was read last, and when.
#[derive(Default)]
pub struct Cache(Mutex<Option<(DateTime<Utc>, Opened)>>);

impl Cache {
    fn get(&self, now: DateTime<Utc>) -> Option<Opened> {
        let kept = self.0.lock().ok()?;
        let (at, opened) = kept.as_ref()?;
        (now - *at < TimeDelta::seconds(KEPT)).then(|| opened.clone())
    }

    fn put(&self, now: DateTime<Utc>, opened: &Opened) {
        if let Ok(mut kept) = self.0.lock() {
            *kept = Some((now, opened.clone()));
        }
    }
}

/// The newest month that may be shown: the one before today's, or today's where the city shows it.
pub fn newest(today: NaiveDate, running: bool) -> String {
    let day = if running { today } else { today.with_day(1).unwrap_or(today) - Months::new(1) };
    month(day)
}

/// All months that may be shown, newest first.
///
/// # Errors
/// The database's.
pub async fn all(app: &App) -> Result<Opened> {
    let now = app.clock.now();
    if let Some(opened) = app.figures.get(now) {
        return Ok(opened);
    }
    let catalogue = app.shelf.catalogue();
    let pledges = catalogue.pledges();
    let today = catalogue.calendar()?.day(now);
    let mut tx = app.db.read().await?;
    let newest = newest(today, pledges.running_month);
    let months = store::months(&mut tx, &newest, i64::from(MONTHS)).await?;
    let from = months.last().cloned().unwrap_or_default();
    let things = by_month(store::things(&mut tx, &from).await?);
    let departments = by_month(store::departments(&mut tx, &from).await?);
    let shares = by_month(store::shares(&mut tx, &from).await?);
    let least = i64::from(pledges.least);
    let opened = months.into_iter().map(|month| {
        let counts = Counts {
            things: of(&things, &month),
            departments: of(&departments, &month),
            shares: of(&shares, &month),
        };
        open_month(&catalogue, month, &counts, least)
    });
    let opened: Opened = Arc::new(opened.collect());
    app.figures.put(now, &opened);
    Ok(opened)
}

/// How a department's services were rated, in the newest month in which enough people did.
///
/// # Errors
/// The database's.
pub async fn of_department(app: &App, id: &str) -> Result<Option<DepartmentRating>> {
    let months = all(app).await?;
    let rating = |opened: &OpenMonth| {
        let row = opened.departments.iter().find(|row| row.id == id)?;
        Some(DepartmentRating { month: opened.month.clone(), stars: row.stars?, rated: row.rated? })
    };
    Ok(months.iter().find_map(rating))
}

fn by_month(places: Vec<Place>) -> BTreeMap<String, Vec<Place>> {
    let mut months: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for place in places {
        months.entry(place.month.clone()).or_default().push(place);
    }
    months
}

/// What was counted in a month.
fn of<'a>(places: &'a BTreeMap<String, Vec<Place>>, month: &str) -> &'a [Place] {
    places.get(month).map(Vec::as_slice).unwrap_or_default()
}

/// Everything that was counted in a month.
struct Counts<'a> {
    things: &'a [Place],
    departments: &'a [Place],
    /// What departments did for each thing.
    shares: &'a [Place],
}

impl Counts<'_> {
    /// Takes out of what is shown of departments what would tell what is hidden of things.
    fn withhold(&self, things: &[Shown], departments: &mut [Shown], least: i64) {
        let tables = self.things.iter().zip(things);
        let tables: BTreeMap<&str, (&Column, &Shown)> =
            tables.map(|(place, shown)| (place.id.as_str(), (&place.column, shown))).collect();
        for (department, shown) in self.departments.iter().zip(departments) {
            let own = self.shares.iter().filter(|share| share.id == department.id);
            let own = own.map(|share| Share {
                own: &share.column,
                thing: tables.get(share.of_thing.as_str()).copied(),
            });
            withhold(shown, &own.collect::<Vec<_>>(), least);
        }
    }
}

fn open_month(catalogue: &Catalogue, month: String, counts: &Counts<'_>, least: i64) -> OpenMonth {
    let (things, departments) = (counts.things, counts.departments);
    let columns = |places: &[Place]| -> Vec<Column> {
        places.iter().map(|place| place.column.clone()).collect()
    };
    let (of_things, of_departments) = (columns(things), columns(departments));
    let mut total = Column::new();
    for (measure, value) in of_things.iter().flatten() {
        *total.entry(*measure).or_default() += value;
    }
    // The total is in both tables: what either of them must hide of it is hidden.
    let (by_thing, things_shown) = open(&total, &of_things, &CASES, least);
    let (by_department, mut departments_shown) = open(&total, &of_departments, &RATINGS, least);
    counts.withhold(&things_shown, &mut departments_shown, least);
    let shared = |(measure, _): &(&Measure, &i64)| by_department.contains_key(measure);
    let city: Shown =
        by_thing.iter().filter(shared).map(|(measure, value)| (*measure, *value)).collect();
    let title = |id: &str| match catalogue.published(id) {
        Some(edition) => edition.guide.title.clone(),
        None => Text::zh(id),
    };
    let mut things: Vec<FigureRow> = things
        .iter()
        .zip(&things_shown)
        .map(|(place, shown)| row(&place.id, title(&place.id), shown))
        .collect();
    things.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    let order = |id: &str| catalogue.department_order.iter().position(|known| known == id);
    let mut departments: Vec<FigureRow> = departments
        .iter()
        .zip(&departments_shown)
        .map(|(place, shown)| row(&place.id, catalogue.department_name(&place.id), shown))
        .collect();
    departments.sort_by_key(|row| (order(&row.id).unwrap_or(usize::MAX), row.id.clone()));
    for row in &mut departments {
        (row.filed, row.online) = (None, None);
    }
    OpenMonth { city: row("", Text::default(), &city), month, departments, things }
}

fn row(id: &str, name: Text, shown: &Shown) -> FigureRow {
    let of = |measure| shown.get(&measure).copied();
    let stars = match (of(Measure::Rated), of(Measure::Levels)) {
        (Some(rated), Some(levels)) if rated > 0 => Some(600 - (levels * 100 + rated / 2) / rated),
        _ => None,
    };
    FigureRow {
        id: id.to_owned(),
        name,
        filed: of(Measure::Filed),
        online: of(Measure::Online),
        accepted: of(Measure::Accepted),
        finished: of(Measure::Finished),
        on_time: of(Measure::OnTime),
        days_saved: of(Measure::DaysSaved),
        rated: of(Measure::Rated),
        satisfied: of(Measure::Satisfied),
        stars,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_that_is_not_over_is_shown_only_where_the_city_wants_it() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(newest(day("2026-03-31"), false), "2026-02");
        assert_eq!(newest(day("2026-01-01"), false), "2025-12");
        assert_eq!(newest(day("2026-03-31"), true), "2026-03");
    }
}
