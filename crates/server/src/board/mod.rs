//! The supervisors' board (E3): counted by the database over what projections keep, never by walking events.

mod store;

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use chrono::TimeDelta;
use onething_api::paths;
use onething_api::supervision::{
    Board, BoardQuery, BoardRow, Focus, FocusList, FocusQuery, FocusRow, LateStep, Lights, NO_ID,
    StepRow,
};
use onething_domain::city::Role;
use onething_domain::text::Text;

use crate::app::App;
use crate::city::catalogue::Catalogue;
use crate::error::Result;
use crate::extract::Query;
use crate::guard::Guard;
use crate::page;
use crate::router::Route;
use store::{Found, Wanted};

/// Days for which returns are counted.
const DAYS: u32 = 30;
/// What stands for "not as long as its clock stands still" among last days.
const NEVER: &str = "9999-12-31";

/// Routes of the board.
pub fn routes() -> Vec<Route> {
    let supervisors = Guard::Staff(&[Role::Supervisor]);
    vec![
        Route::new(
            Method::GET,
            paths::BOARD,
            supervisors,
            board,
            "Lights, returns, accountability, bad ratings and complaints, by department and step.",
        )
        .asks::<BoardQuery>()
        .gives::<Board>(200),
        Route::new(
            Method::GET,
            paths::BOARD_CASES,
            supervisors,
            cases,
            "The cases behind a number of the board.",
        )
        .asks::<FocusQuery>()
        .gives::<FocusList>(200),
    ]
}

fn add(lights: &mut Lights, light: &str, count: i64) {
    match light {
        "green" => lights.green += count,
        "yellow" => lights.yellow += count,
        "red" => lights.red += count,
        _ => lights.paused += count,
    }
}

async fn board(State(app): State<App>, Query(query): Query<BoardQuery>) -> Result<Json<Board>> {
    let thing = query.thing.unwrap_or_default();
    let catalogue = app.shelf.catalogue();
    let now = app.clock.now();
    let today = catalogue.calendar()?.day(now).to_string();
    let since = now - TimeDelta::days(i64::from(DAYS));
    let mut tx = app.db.read().await?;
    let mut rows: BTreeMap<String, BoardRow> = BTreeMap::new();
    let mut steps: BTreeMap<String, Lights> = BTreeMap::new();
    // The intake belongs to no department: its row has no id.
    for (light, count) in store::intake(&mut tx, &thing).await? {
        add(&mut rows.entry(String::new()).or_default().lights, &light, count);
        add(steps.entry("intake".to_owned()).or_default(), &light, count);
    }
    for (department, step, light, count) in store::lights(&mut tx, &thing).await? {
        add(&mut rows.entry(department).or_default().lights, &light, count);
        add(steps.entry(step).or_default(), &light, count);
    }
    let mut late: BTreeMap<String, i64> = BTreeMap::new();
    for (department, step, count) in store::accountable(&mut tx, &thing).await? {
        rows.entry(department).or_default().accountable += count;
        *late.entry(step).or_default() += count;
    }
    for (department, count) in store::returns(&mut tx, &thing, since).await? {
        rows.entry(department).or_default().returns = count;
    }
    for (department, count, late) in store::rectifications(&mut tx, &thing, &today).await? {
        let row = rows.entry(department).or_default();
        (row.rectifications, row.rectifications_late) = (count, late);
    }
    // People's complaints name no thing by which they could be counted.
    if thing.is_empty() {
        for (department, complaints, late) in store::tickets(&mut tx, &today).await? {
            let row = rows.entry(department).or_default();
            (row.complaints, row.tickets_late) = (complaints, late);
        }
    }
    let mut late_steps: Vec<LateStep> =
        late.into_iter().map(|(step, accountable)| LateStep { step, accountable }).collect();
    late_steps.sort_by_key(|row| -row.accountable);
    Ok(Json(Board { late_steps, ..whole(&catalogue, rows, steps) }))
}

/// The board with the city's sums, the intake before departments in the city's order.
fn whole(
    catalogue: &Catalogue,
    rows: BTreeMap<String, BoardRow>,
    steps: BTreeMap<String, Lights>,
) -> Board {
    let mut city = BoardRow::default();
    let mut departments = Vec::with_capacity(rows.len());
    for (id, row) in rows {
        sum(&mut city, &row);
        let name = catalogue.department_name(&id);
        let id = if id.is_empty() { NO_ID.to_owned() } else { id };
        departments.push(BoardRow { name, id, ..row });
    }
    let place = |id: &str| catalogue.department_order.iter().position(|known| known == id);
    departments.sort_by_key(|row| (row.id != NO_ID, place(&row.id).unwrap_or(usize::MAX)));
    let mut steps: Vec<StepRow> =
        steps.into_iter().map(|(step, lights)| StepRow { step, lights }).collect();
    steps.sort_by_key(|row| row.step != "intake");
    Board { city, departments, steps, late_steps: Vec::new(), days: DAYS }
}

fn sum(city: &mut BoardRow, row: &BoardRow) {
    let Lights { green, yellow, red, paused } = row.lights;
    for (light, count) in [("green", green), ("yellow", yellow), ("red", red), ("", paused)] {
        add(&mut city.lights, light, count);
    }
    city.accountable += row.accountable;
    city.returns += row.returns;
    city.rectifications += row.rectifications;
    city.rectifications_late += row.rectifications_late;
    city.complaints += row.complaints;
    city.tickets_late += row.tickets_late;
}

async fn cases(State(app): State<App>, Query(query): Query<FocusQuery>) -> Result<Json<FocusList>> {
    let limit = page::limit(query.limit, 50)?;
    let wanted = Wanted {
        department: query.department.unwrap_or_default(),
        step: query.step.unwrap_or_default(),
        thing: query.thing.unwrap_or_default(),
        limit: limit + 1,
    };
    let cursor = query.cursor.as_deref();
    let focus = query.focus.unwrap_or_default();
    let now = app.clock.now();
    let mut tx = app.db.read().await?;
    let (rows, next) = match focus {
        Focus::Accountable | Focus::Returned => {
            let (at, number) = page::begin(cursor)?.unwrap_or_else(page::newest);
            let mut rows = match focus {
                Focus::Accountable => store::past_limits(&mut tx, &wanted, (at, &number)).await?,
                _ => {
                    let since = now - TimeDelta::days(i64::from(DAYS));
                    store::returned(&mut tx, &wanted, since, (at, &number)).await?
                }
            };
            let next = page::cut(&mut rows, limit, |row| (row.at, row.key.clone()))?;
            (rows, next)
        }
        focus => {
            let begin: (String, String) = page::begin(cursor)?.unwrap_or_default();
            let lights = match focus {
                Focus::Red => ["red"; 3],
                Focus::Yellow => ["yellow"; 3],
                Focus::Green => ["green"; 3],
                _ => ["paused", "pause_over", "waiting"],
            };
            let mut rows = store::clocks(&mut tx, &wanted, lights, &begin).await?;
            let next = page::cut(&mut rows, limit, |row| (row.due.clone(), row.key.clone()))?;
            (rows, next)
        }
    };
    let catalogue = app.shelf.catalogue();
    let mut list = FocusList { rows: Vec::with_capacity(rows.len()), next };
    for row in rows {
        list.rows.push(shown(&app, &catalogue, row).await?);
    }
    Ok(Json(list))
}

async fn shown(app: &App, catalogue: &Catalogue, row: Found) -> Result<FocusRow> {
    let version = u32::try_from(row.version).unwrap_or(0);
    let edition = app.shelf.edition(app, &row.thing, version).await?;
    let node = edition.as_ref().and_then(|edition| edition.guide.node(&row.item));
    Ok(FocusRow {
        title: serde_json::from_str(&row.title)?,
        name: node.map(|node| node.item.name.clone()).unwrap_or_else(Text::default),
        department: catalogue.department_name(&row.department),
        due: Some(row.due.as_str()).filter(|due| *due != NEVER).and_then(|due| due.parse().ok()),
        at: (row.at.timestamp() != 0).then_some(row.at),
        number: row.number,
        item: row.item,
        step: row.step,
    })
}
