//! Tickets in the database: their records in the journal, and the tables by which they are found.

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::ticket::{self, FaqState, Ticket, TicketEvent};
use sqlx::FromRow;

use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::journal::{self, Record};
use crate::names::name;
use crate::{all, exec, one};

/// A ticket with its records.
pub struct Loaded {
    /// Its number.
    pub number: String,
    /// What its records add up to.
    pub ticket: Ticket,
    /// Its records.
    pub records: Vec<Record<TicketEvent>>,
}

impl Loaded {
    /// A ticket that is about to be filed.
    pub fn new(number: String) -> Self {
        Self { number, ticket: Ticket::default(), records: Vec::new() }
    }
}

/// A row of the table.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Its number.
    pub number: String,
    /// Which kind.
    pub kind: String,
    /// Where it stands.
    pub status: String,
    /// How it came.
    pub channel: String,
    /// Id of the department that is at work on it.
    pub department: String,
    title: Vec<u8>,
    /// When it came.
    pub asked_at: DateTime<Utc>,
    /// The last day.
    pub due: String,
}

impl Row {
    /// What it is about.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn title(&self, app: &App) -> Result<String> {
        Ok(app.keys.open_text(&place(&self.number), &self.title)?)
    }
}

/// The place at which a title is sealed.
fn place(number: &str) -> String {
    format!("ticket/{number}/title")
}

fn subject(number: &str) -> String {
    format!("ticket/{number}")
}

/// How many were asked on a day.
///
/// # Errors
/// The database's.
pub async fn count_of_day(tx: &mut Tx, day: NaiveDate) -> Result<i64> {
    let row = one!(tx, (i64,), "SELECT COUNT(*) FROM ticket WHERE day = $1", day.to_string())?;
    Ok(row.map_or(0, |(count,)| count))
}

/// A ticket by its number.
///
/// # Errors
/// The database's.
pub async fn load(app: &App, tx: &mut Tx, number: &str) -> Result<Option<Loaded>> {
    let records = journal::of::<TicketEvent>(app, tx, &subject(number)).await?;
    if records.is_empty() {
        return Ok(None);
    }
    let mut ticket = Ticket::default();
    for record in &records {
        ticket.apply(&record.event, record.at);
    }
    Ok(Some(Loaded { number: number.to_owned(), ticket, records }))
}

/// Writes an event down and changes the tables; the caller holds the journal.
///
/// # Errors
/// The database's.
pub async fn append(
    app: &App,
    tx: &mut Tx,
    loaded: &mut Loaded,
    actor: &str,
    event: TicketEvent,
) -> Result<()> {
    let at = app.clock.now();
    journal::append(app, tx, &subject(&loaded.number), actor, at, &event).await?;
    loaded.ticket.apply(&event, at);
    loaded.records.push(Record { at, actor: actor.to_owned(), event });
    project(app, tx, loaded).await
}

async fn project(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let (number, ticket) = (&loaded.number, &loaded.ticket);
    let at = ticket.at.ok_or_else(|| Error::Broken("a ticket that nobody asked".to_owned()))?;
    let day = app.shelf.catalogue().calendar()?.day(at);
    let text = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    exec!(
        &mut *tx,
        "INSERT INTO ticket (number, day, kind, status, person, channel, owner, department, taken_by, title, asked_at,
         due, until, escalated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (number) DO UPDATE SET status = excluded.status, owner = excluded.owner,
         department = excluded.department, taken_by = excluded.taken_by, due = excluded.due, until = excluded.until,
         escalated = excluded.escalated, leased_until = NULL",
        number,
        day.to_string(),
        name(&ticket.kind()),
        name(&ticket.status),
        &ticket.person,
        name(&ticket.channel),
        ticket.owner.as_ref().map(|owner| owner.staff.as_str()).unwrap_or_default(),
        &ticket.department,
        &ticket.taken_by,
        app.keys.seal(&place(number), ticket.asked.title.as_bytes()),
        at,
        text(ticket.due),
        text(ticket.until),
        ticket.escalated_at.is_some()
    )?;
    let Some(faq) = &ticket.faq else {
        exec!(&mut *tx, "DELETE FROM faq WHERE ticket = $1", number)?;
        return Ok(());
    };
    exec!(
        tx,
        "INSERT INTO faq (ticket, state, thing, department, question, answer, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (ticket) DO UPDATE SET state = excluded.state, department = excluded.department,
         question = excluded.question, answer = excluded.answer, at = excluded.at",
        number,
        name(&faq.state),
        &ticket.asked.thing,
        &ticket.department,
        serde_json::to_string(&faq.question)?,
        serde_json::to_string(&faq.answer)?,
        faq.at
    )?;
    Ok(())
}

/// Writes down what a changed calendar does to the days of tickets that are not over; the caller holds the journal.
///
/// # Errors
/// The database's.
pub async fn move_days(app: &App, tx: &mut Tx, before: &Calendar, now: &Calendar) -> Result<()> {
    let open = all!(
        &mut *tx,
        (String,),
        "SELECT number FROM ticket WHERE status <> 'closed' ORDER BY number"
    )?;
    for (number,) in open {
        let Some(mut loaded) = load(app, tx, &number).await? else { continue };
        if let Some(event) = ticket::moved(&loaded.ticket, before, now) {
            append(app, tx, &mut loaded, "", event).await?;
        }
    }
    Ok(())
}

/// Makes the tables anew from the journal.
///
/// # Errors
/// The database's.
pub async fn rebuild(app: &App, tx: &mut Tx) -> Result<()> {
    exec!(&mut *tx, "DELETE FROM ticket")?;
    exec!(&mut *tx, "DELETE FROM faq")?;
    for subject in journal::subjects(tx, "ticket/").await? {
        let number = subject.trim_start_matches("ticket/");
        if let Some(loaded) = load(app, tx, number).await? {
            project(app, tx, &loaded).await?;
        }
    }
    Ok(())
}

/// A person's, last asked first, behind a time and number.
///
/// # Errors
/// The database's.
pub async fn of_person(
    tx: &mut Tx,
    person: &str,
    (at, number): (DateTime<Utc>, String),
    limit: i64,
) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT number, kind, status, channel, department, title, asked_at, due FROM ticket
         WHERE person = $1 AND (asked_at < $2 OR (asked_at = $2 AND number < $3))
         ORDER BY asked_at DESC, number DESC LIMIT $4",
        person,
        at,
        &number,
        limit
    )?)
}

/// Which of them staff look at.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// At a department; empty for all.
    pub department: String,
    /// Owned or taken by somebody; empty for all.
    pub staff: String,
    /// Of a kind; empty for all.
    pub kind: String,
    /// `waiting`, `answered`, `closed` or `proposed`.
    pub shelf: &'static str,
    /// Only those whose last day is before this one; empty for all.
    pub late_on: String,
    /// Which reports are among them.
    pub reports: Reports,
}

/// Which reports somebody reads (see `ticket::may_see`).
#[derive(Clone, Debug, Default)]
pub struct Reports {
    /// Wherever they are.
    pub all: bool,
    /// At these departments; empty for none.
    pub at: [String; 2],
    /// Owned by this clerk; empty for nobody.
    pub of: String,
}

/// Those of a shelf, most urgent first, behind a last day and number.
///
/// # Errors
/// The database's.
pub async fn shelf(
    tx: &mut Tx,
    filter: &Filter,
    (due, number): (String, String),
    limit: i64,
) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT number, kind, status, channel, department, title, asked_at, due FROM ticket
         WHERE ($1 = '' OR department = $1) AND ($2 = '' OR owner = $2 OR taken_by = $2) AND ($3 = '' OR kind = $3)
         AND (($4 = 'waiting' AND status IN ('open', 'taken')) OR status = $4
              OR ($4 = 'proposed' AND number IN (SELECT ticket FROM faq WHERE state = 'proposed')))
         AND ($5 = '' OR due < $5) AND (due > $6 OR (due = $6 AND number > $7))
         AND (kind <> 'report' OR $9 OR (department <> '' AND department IN ($10, $11)) OR (owner <> '' AND owner = $12))
         ORDER BY due, number LIMIT $8",
        &filter.department,
        &filter.staff,
        &filter.kind,
        filter.shelf,
        &filter.late_on,
        &due,
        &number,
        limit,
        filter.reports.all,
        &filter.reports.at[0],
        &filter.reports.at[1],
        &filter.reports.of
    )?)
}

/// A published answer.
#[derive(Clone, Debug, FromRow)]
pub struct FaqRow {
    /// Number of its ticket.
    pub ticket: String,
    /// Id of the thing; empty for none.
    pub thing: String,
    /// Id of the department.
    pub department: String,
    /// The question, as JSON.
    pub question: String,
    /// The answer, as JSON.
    pub answer: String,
    /// When it was published.
    pub at: DateTime<Utc>,
}

/// Published answers, last published first, behind a time and number.
///
/// # Errors
/// The database's.
pub async fn published(
    tx: &mut Tx,
    thing: &str,
    department: &str,
    (at, number): (DateTime<Utc>, String),
    limit: i64,
) -> Result<Vec<FaqRow>> {
    Ok(all!(
        tx,
        FaqRow,
        "SELECT ticket, thing, department, question, answer, at FROM faq
         WHERE state = $1 AND ($2 = '' OR thing = $2) AND ($3 = '' OR department = $3)
         AND (at < $4 OR (at = $4 AND ticket < $5)) ORDER BY at DESC, ticket DESC LIMIT $6",
        name(&FaqState::Published),
        thing,
        department,
        at,
        &number,
        limit
    )?)
}
