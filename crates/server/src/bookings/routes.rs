//! Booking over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use onething_api::bookings::{
    BookableServices, BookingCommandRequest, BookingDesk, BookingList, BookingQuery,
    BookingStepRequest, BookingView, CalendarQuery, CallNext, CalledNext, DeskBooking,
    DeskBookingQuery, NewBooking, SlotDays, SlotQuery,
};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::city::Role;

use super::{desk, ics, service, store, view};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Query, client_id};
use crate::guard::Guard;
use crate::page;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::{Citizen, Staff};

/// Who receives people.
const DESK: Guard = Guard::Staff(&[Role::Clerk]);
/// Bookings of a page, where nobody says how many.
const ROWS: u32 = 20;
const CALENDAR: &str = "text/calendar; charset=utf-8";

/// Routes of booking.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, paths::BOOKABLE, Guard::Public, bookable, "What can be booked.")
            .gives::<BookableServices>(200),
        Route::new(
            Method::GET,
            paths::SLOTS,
            Guard::Public,
            slots,
            "Days that may be booked, and the slots of one.",
        )
        .asks::<SlotQuery>()
        .gives::<SlotDays>(200),
        Route::new(
            Method::GET,
            paths::BOOKINGS,
            Guard::Citizen,
            mine,
            "My bookings, latest first.",
        )
        .asks::<BookingQuery>()
        .gives::<BookingList>(200),
        Route::new(
            Method::POST,
            paths::BOOKINGS,
            Guard::Citizen,
            book,
            "Book a slot; sent twice with the same id, it is booked once.",
        )
        .takes::<NewBooking>()
        .gives::<BookingView>(201),
        Route::new(Method::GET, paths::BOOKING, Guard::Citizen, one, "A booking of mine.")
            .gives::<BookingView>(200),
        Route::new(
            Method::POST,
            paths::BOOKING_COMMANDS,
            Guard::Citizen,
            command,
            "Change or cancel a booking of mine.",
        )
        .takes::<BookingCommandRequest>()
        .gives::<BookingView>(200),
        Route::new(
            Method::GET,
            paths::CALENDAR_FILE,
            Guard::Public,
            calendar,
            "A booking as a calendar file, for whoever has the link.",
        )
        .asks::<CalendarQuery>()
        .gives_bytes(200, "text/calendar"),
        Route::new(
            Method::GET,
            paths::WORK_BOOKINGS,
            DESK,
            desk_list,
            "The bookings of a day at a place.",
        )
        .asks::<DeskBookingQuery>()
        .gives::<BookingDesk>(200),
        Route::new(
            Method::POST,
            paths::WORK_BOOKING_STEPS,
            DESK,
            step,
            "Check somebody in, call, finish, or note that nobody came.",
        )
        .takes::<BookingStepRequest>()
        .gives::<DeskBooking>(200),
        Route::new(Method::POST, paths::WORK_CALLS, DESK, call, "Call whoever is next at a place.")
            .takes::<CallNext>()
            .gives::<CalledNext>(200),
    ]
}

async fn bookable(State(app): State<App>) -> Answer<BookableServices> {
    Answer(view::services(&app.shelf.catalogue()))
}

async fn slots(State(app): State<App>, Query(query): Query<SlotQuery>) -> Result<Answer<SlotDays>> {
    let mut tx = app.db.read().await?;
    Ok(Answer(view::slot_days(&app, &mut tx, &query).await?))
}

async fn mine(
    State(app): State<App>,
    citizen: Citizen,
    Query(query): Query<BookingQuery>,
) -> Result<Answer<BookingList>> {
    let limit = page::limit(query.limit, ROWS)?;
    let (before, id) = page::begin::<(DateTime<Utc>, String)>(query.cursor.as_deref())?
        .unwrap_or_else(page::newest);
    let mut tx = app.db.read().await?;
    let mut rows = store::of_person(&mut tx, &citizen.id, (before, &id), limit + 1).await?;
    let next = page::cut(&mut rows, limit, |row| (row.starts_at, row.id.clone()))?;
    let mut bookings = Vec::with_capacity(rows.len());
    for row in &rows {
        bookings.push(view::own(&app, &mut tx, row).await?);
    }
    let blocked_until = service::blocked_until(&app, &mut tx, &citizen.id).await?;
    Ok(Answer(BookingList { bookings, blocked_until, next }))
}

async fn shown(app: &App, tx: &mut Tx, citizen: &Citizen, id: &str) -> Result<BookingView> {
    let row = service::own(tx, citizen, id).await?;
    view::own(app, tx, &row).await
}

async fn one(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
) -> Result<Answer<BookingView>> {
    let mut tx = app.db.read().await?;
    Ok(Answer(shown(&app, &mut tx, &citizen, &id).await?))
}

async fn book(
    State(app): State<App>,
    citizen: Citizen,
    Json(request): Json<NewBooking>,
) -> Result<(StatusCode, Answer<BookingView>)> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    let id = match reply::begin(&app, &mut tx, &citizen.id, &request.id, &request).await? {
        Begun::Before(id) => id,
        Begun::Now => {
            let id = service::book(&app, &mut tx, &citizen, &request).await?;
            reply::end(&mut tx, &citizen.id, &request.id, &id).await?;
            id
        }
    };
    let view = shown(&app, &mut tx, &citizen, &id).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Answer(view)))
}

async fn command(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
    Json(request): Json<BookingCommandRequest>,
) -> Result<Answer<BookingView>> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    service::own(&mut tx, &citizen, &id).await?;
    let begun = reply::begin(&app, &mut tx, &citizen.id, &request.id, &(&id, &request)).await?;
    if let Begun::Now = begun {
        service::command(&app, &mut tx, &citizen, &id, &request.command).await?;
        reply::end(&mut tx, &citizen.id, &request.id, "").await?;
    }
    let view = shown(&app, &mut tx, &citizen, &id).await?;
    tx.commit().await?;
    Ok(Answer(view))
}

async fn calendar(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(query): Query<CalendarQuery>,
) -> Result<impl IntoResponse> {
    let language = query.lang.as_deref().unwrap_or("zh");
    if !matches!(language, "zh" | "en") {
        return Err(Error::field(Code::BadParameter, "lang", "zh or en"));
    }
    let mut tx = app.db.read().await?;
    let file = ics::file(&app, &mut tx, &token, language).await?;
    let headers = [
        (header::CONTENT_TYPE, CALENDAR),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"booking.ics\""),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, file))
}

async fn desk_list(
    State(app): State<App>,
    Query(query): Query<DeskBookingQuery>,
) -> Result<Answer<BookingDesk>> {
    let mut tx = app.db.read().await?;
    Ok(Answer(desk::list(&app, &mut tx, &query).await?))
}

async fn step(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    Json(request): Json<BookingStepRequest>,
) -> Result<Answer<DeskBooking>> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    let begun = reply::begin(&app, &mut tx, &staff.id, &request.id, &(&id, &request)).await?;
    if let Begun::Now = begun {
        desk::step(&app, &mut tx, &id, &request).await?;
        reply::end(&mut tx, &staff.id, &request.id, "").await?;
    }
    let view = desk_view(&app, &mut tx, &id).await?;
    tx.commit().await?;
    Ok(Answer(view))
}

async fn desk_view(app: &App, tx: &mut Tx, id: &str) -> Result<DeskBooking> {
    let row = store::get(tx, id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    desk::view(app, tx, &row).await
}

async fn call(
    State(app): State<App>,
    staff: Staff,
    Json(request): Json<CallNext>,
) -> Result<Answer<CalledNext>> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    let called = match reply::begin(&app, &mut tx, &staff.id, &request.id, &request).await? {
        Begun::Before(id) => Some(id).filter(|id| !id.is_empty()),
        Begun::Now => {
            let called = desk::call_next(&app, &mut tx, &request).await?;
            let answer = called.as_deref().unwrap_or_default();
            reply::end(&mut tx, &staff.id, &request.id, answer).await?;
            called
        }
    };
    let booking = match called {
        Some(id) => Some(desk_view(&app, &mut tx, &id).await?),
        None => None,
    };
    tx.commit().await?;
    Ok(Answer(CalledNext { booking }))
}
