//! Cases in the database: the events, and the summary that says where they stand.

use chrono::{DateTime, Utc};
use onething_api::cases::Moved;
use onething_domain::case::{self, Case, CaseStatus, Event, GENESIS, Record};
use onething_domain::text::Text;
use sqlx::FromRow;

use super::project;
use crate::app::App;
use crate::db::{Tx, is_unique};
use crate::error::{Error, Result};
use crate::{all, exec, figures, insert, one};

/// A case with its whole history.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Case number.
    pub number: String,
    /// Its records.
    pub records: Vec<Record>,
    /// What they add up to.
    pub case: Case,
}

impl Loaded {
    /// A case that is about to be filed.
    pub fn new(number: String) -> Self {
        Self { number, records: Vec::new(), case: Case::default() }
    }

    /// Adds the next record.
    pub fn push(&mut self, record: Record) {
        case::apply(&mut self.case, &record.event, record.at);
        self.records.push(record);
    }

    /// The hash of the last record.
    pub fn head(&self) -> &str {
        self.records.last().map_or(GENESIS, |record| &record.hash)
    }

    /// The case as it was after an earlier event.
    pub fn up_to(mut self, seq: i64) -> Self {
        self.records.retain(|record| record.seq <= seq);
        self.case = case::fold(&self.records);
        self
    }

    /// When it was filed.
    pub fn filed_at(&self) -> DateTime<Utc> {
        self.records.first().map_or(DateTime::UNIX_EPOCH, |record| record.at)
    }

    /// What its watchers are told.
    pub fn moved(&self) -> Moved {
        Moved { seq: self.case.seq, status: self.case.status }
    }
}

/// A row of the summary.
#[derive(Clone, Debug, FromRow)]
pub struct Summary {
    /// Case number.
    pub number: String,
    /// Sequence number of the last event.
    pub seq: i64,
    /// Hash of the last event.
    pub head: String,
    /// Id of the thing.
    pub thing: String,
    /// Version of its guide.
    pub version: i64,
    title: String,
    status: String,
    /// Id of the person who filed it.
    pub applicant: String,
    /// Code of the company; empty for oneself.
    pub company: String,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// When it reached the intake.
    pub received_at: Option<DateTime<Utc>>,
    /// Whether it has been accepted.
    pub accepted: bool,
    /// Tasks that have ended.
    pub done: i64,
    /// Tasks in all.
    pub tasks: i64,
    /// What has to be paid, while unpaid.
    pub owed_cents: i64,
}

impl Summary {
    /// Title of the thing.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn title(&self) -> Result<Text> {
        Ok(serde_json::from_str(&self.title)?)
    }

    /// Where it stands.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn status(&self) -> Result<CaseStatus> {
        crate::names::value(&self.status)
    }
}

#[derive(FromRow)]
struct EventRow {
    seq: i64,
    at: DateTime<Utc>,
    actor: String,
    payload: Vec<u8>,
    before_hash: String,
    hash: String,
}

/// The place at which an event is sealed.
pub fn place(number: &str, seq: i64) -> String {
    format!("case/{number}/{seq}")
}

/// The row of a case in the summary.
///
/// # Errors
/// The database's.
pub async fn summary(tx: &mut Tx, number: &str) -> Result<Option<Summary>> {
    Ok(one!(
        tx,
        Summary,
        "SELECT number, seq, head, thing, version, title, status, applicant, company, filed_at, received_at, accepted, done, tasks, owed_cents FROM case_summary WHERE number = $1",
        number
    )?)
}

/// Holds a case until the end of the transaction, so that commands on it queue up.
///
/// # Errors
/// The database's.
pub async fn hold(tx: &mut Tx, number: &str) -> Result<()> {
    exec!(tx, "UPDATE case_summary SET seq = seq WHERE number = $1", number)?;
    Ok(())
}

/// The records of a case, in order.
///
/// # Errors
/// The database's, or where an event does not open.
pub async fn records(app: &App, tx: &mut Tx, number: &str) -> Result<Vec<Record>> {
    let rows = all!(
        tx,
        EventRow,
        "SELECT seq, at, actor, payload, before_hash, hash FROM case_event WHERE number = $1 ORDER BY seq",
        number
    )?;
    rows.into_iter()
        .map(|row| {
            let plain = app.keys.open(&place(number, row.seq), &row.payload)?;
            Ok(Record {
                case: number.to_owned(),
                seq: row.seq,
                at: row.at,
                actor: row.actor,
                event: serde_json::from_slice(&plain)?,
                before: row.before_hash,
                hash: row.hash,
            })
        })
        .collect()
}

/// A case with its history.
///
/// # Errors
/// As [`records`]; not found where there is none.
pub async fn load(app: &App, tx: &mut Tx, number: &str) -> Result<Loaded> {
    let records = records(app, tx, number).await?;
    if records.is_empty() {
        return Err(Error::new(onething_api::problem::Code::NotFound));
    }
    Ok(Loaded { number: number.to_owned(), case: case::fold(&records), records })
}

/// Appends events to a case and changes its projections; all in the caller's transaction.
///
/// # Errors
/// Unavailable where another node has just appended; the database's.
pub async fn append(
    app: &App,
    tx: &mut Tx,
    loaded: &mut Loaded,
    actor: &str,
    at: DateTime<Utc>,
    events: Vec<Event>,
) -> Result<()> {
    let before = loaded.case.clone();
    insert(app, tx, loaded, actor, at, events).await?;
    figures::count_case(app, tx, &before, loaded).await?;
    project::project(app, tx, loaded).await
}

/// Appends events without their projections: for whoever makes these afterwards, once for many events.
///
/// # Errors
/// As [`append`].
pub async fn insert(
    app: &App,
    tx: &mut Tx,
    loaded: &mut Loaded,
    actor: &str,
    at: DateTime<Utc>,
    events: Vec<Event>,
) -> Result<()> {
    let sealed = case::seal(&loaded.number, loaded.case.seq, loaded.head(), at, actor, events);
    keep(app, tx, &sealed).await?;
    for record in sealed {
        loaded.push(record);
    }
    Ok(())
}

/// Stores records that follow what is there.
///
/// # Errors
/// As [`append`].
pub async fn keep(app: &App, tx: &mut Tx, records: &[Record]) -> Result<()> {
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let plain = serde_json::to_vec(&record.event)?;
        rows.push((record, app.keys.seal(&place(&record.case, record.seq), &plain)));
    }
    let done = insert!(
        tx,
        "INSERT INTO case_event (number, seq, at, actor, payload, before_hash, hash) ",
        "",
        rows,
        |row| &row.0.case,
        row.0.seq,
        row.0.at,
        &row.0.actor,
        &row.1,
        &row.0.before,
        &row.0.hash
    );
    match done {
        Err(error) if is_unique(&error) => {
            Err(Error::new(onething_api::problem::Code::Unavailable))
        }
        done => Ok(done.map(|_| ())?),
    }
}
