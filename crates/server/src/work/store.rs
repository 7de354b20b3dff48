//! Queues in the database. Each page is a walk along one index: what a desk holds in one order (docs/performance.md).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use onething_api::work::{COUNTED, QueueHolder, QueueQuery, QueueSort};
use onething_domain::city::Role;
use sqlx::FromRow;

use super::ask::{Ask, Value, cases};
use crate::app::App;
use crate::cases::project;
use crate::db::Tx;
use crate::error::Result;
use crate::names::name;
use crate::one;
use crate::session::Staff;

/// What a row of any desk shows of its case.
pub(super) const CASE: &str = "c.number, c.seq, c.title, c.status, c.applicant, c.company, c.filed_at, c.received_at, c.clerk, \
    c.marks, c.due AS case_due, c.ready_at, c.ready_by, c.light";

/// In whose hands a record's work is.
const HOLDER: &str = "CASE WHEN a.item = '' THEN c.clerk ELSE t.assignee END";

/// A case in a queue, with the task that the row is about on the desk of tasks.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Case number.
    pub number: String,
    /// Sequence number of the last event.
    pub seq: i64,
    /// Title of the thing, as JSON.
    pub title: String,
    /// Where the case stands.
    pub status: String,
    /// Id of the person who filed it.
    pub applicant: String,
    /// Code of the company; empty for oneself.
    pub company: String,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// When it reached the intake.
    pub received_at: Option<DateTime<Utc>>,
    /// Id of the clerk who has it.
    pub clerk: Option<String>,
    /// Marks, one bit each.
    pub marks: i64,
    /// Last day of what of it is due first.
    pub case_due: String,
    /// Since when results lie ready to be handed over; none where there are none.
    pub ready_at: Option<DateTime<Utc>>,
    /// How they are handed over; empty where there are none.
    pub ready_by: String,
    /// Its light; empty where none burns.
    pub light: String,
    /// Id of the item; empty in lists of cases.
    pub item: String,
    /// Last day of the task's promise; empty in lists of cases.
    pub due: String,
    /// Id of the member of staff who has the task.
    pub assignee: Option<String>,
    /// The task, without what people wrote, as JSON; empty in lists of cases.
    pub state: String,
    /// Id of the record, on the desk of those to be explained.
    #[sqlx(default)]
    pub record: String,
    /// Which limit it says has passed.
    #[sqlx(default)]
    pub missed: String,
    /// When it was written.
    #[sqlx(default)]
    pub recorded_at: Option<DateTime<Utc>>,
}

/// For whom of a department tasks are listed.
#[derive(Clone, Debug)]
pub struct Bench {
    department: String,
    reviews: bool,
    confirms: bool,
}

impl Bench {
    /// The bench of a reviewer or chief representative of a department.
    pub fn of(staff: &Staff) -> Self {
        Self {
            department: staff.department.clone().unwrap_or_default(),
            reviews: staff.has(Role::Reviewer),
            confirms: staff.has(Role::Chief),
        }
    }

    /// For whom a task has to wait to lie here. Said in words, so that the index over what waits serves.
    fn waits(&self) -> &'static str {
        match (self.reviews, self.confirms) {
            (true, true) => "AND t.waits IS NOT NULL",
            (true, false) => "AND t.waits = 'review'",
            _ => "AND t.waits = 'confirm'",
        }
    }
}

/// Whose cases a member of staff sees in the list of everything.
#[derive(Clone, Debug)]
pub struct Sight {
    /// All of them; else those of the department.
    pub everything: bool,
    department: String,
}

impl Sight {
    /// The sight of a member of staff, as [`crate::cases::access::may_see`] has it.
    pub fn of(staff: &Staff) -> Self {
        Self {
            everything: staff.has(Role::Clerk) || staff.has(Role::Supervisor),
            department: staff.department.clone().unwrap_or_default(),
        }
    }
}

/// Where a page begins: behind this key, number and item.
pub type Begin = (Value, String, String);

/// What is asked of a desk.
pub struct Wanted<'a> {
    /// Who asks.
    pub staff: &'a Staff,
    /// With these filters.
    pub query: &'a QueueQuery,
    /// Case number, read; empty for any.
    pub number: &'a str,
    /// In this order.
    pub sort: QueueSort,
    /// Behind this row.
    pub begin: Option<Begin>,
    /// Hours by which the city's clock is ahead of UTC.
    pub zone_hours: i32,
    /// So many rows.
    pub limit: i64,
}

/// The table that a desk walks along.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Along {
    Cases,
    Tasks,
    Leads,
    Records,
}

impl Along {
    /// The table whose own columns filter and order.
    fn table(self) -> &'static str {
        match self {
            Self::Cases | Self::Records => "c",
            Self::Tasks | Self::Leads => "t",
        }
    }

    /// The column that says where the case stands.
    fn status(self) -> &'static str {
        match self {
            Self::Cases | Self::Records => "c.status",
            Self::Tasks | Self::Leads => "t.case_status",
        }
    }
}

impl Wanted<'_> {
    /// Cases with results that are to be handed over.
    pub fn ready(&self) -> Ask {
        let mut ask = Ask::new(&cases());
        ask.say("WHERE c.ready_at IS NOT NULL");
        self.filter(&mut ask, Along::Cases);
        self.page(&mut ask, &["c.ready_at", "c.number"]);
        ask
    }

    /// Cases that wait for the intake.
    pub fn intake(&self) -> Ask {
        let mut ask = Ask::new(&cases());
        ask.say("WHERE c.status = 'received'");
        self.filter(&mut ask, Along::Cases);
        let key = match self.sort {
            QueueSort::Urgent => "c.due",
            _ => "c.received_at",
        };
        self.page(&mut ask, &[key, "c.number"]);
        ask
    }

    /// Tasks that wait on a bench.
    pub fn tasks(&self, bench: &Bench) -> Ask {
        let mut ask = Ask::new(&format!(
            "SELECT {CASE}, t.item, t.due, t.assignee, t.state FROM task AS t
             JOIN case_summary AS c ON c.number = t.number"
        ));
        ask.add("WHERE t.department = ?", [bench.department.as_str()]);
        ask.say(bench.waits());
        self.filter(&mut ask, Along::Tasks);
        let key = match self.sort {
            QueueSort::Urgent => "t.due",
            _ => "t.filed_at",
        };
        self.page(&mut ask, &[key, "t.number", "t.item"]);
        ask
    }

    /// Everything in sight, or what a department works on.
    pub fn everything(&self, sight: &Sight) -> Ask {
        let department = match (&self.query.department, sight.everything) {
            (Some(asked), true) => Some(asked.as_str()),
            (None, true) => None,
            (_, false) => Some(sight.department.as_str()),
        };
        let (mut ask, along) = match department {
            None => (Ask::new(&format!("{} WHERE c.number <> ''", cases())), Along::Cases),
            Some(department) => {
                let mut ask = Ask::new(&format!(
                    "SELECT {CASE}, '' AS item, '' AS due, CAST(NULL AS TEXT) AS assignee, '' AS state FROM task AS t
                     JOIN case_summary AS c ON c.number = t.number WHERE t.lead"
                ));
                ask.add("AND t.department = ?", [department]);
                (ask, Along::Leads)
            }
        };
        self.filter(&mut ask, along);
        let table = along.table();
        let key = match self.sort {
            QueueSort::Urgent => {
                ask.say("AND c.due <> '9999-12-31'"); // what has a clock that runs
                "c.due".to_owned()
            }
            _ => format!("{table}.filed_at"),
        };
        let number = format!("{table}.number");
        let keys = [along.status(), &key, &number];
        self.page(&mut ask, if self.by_status() { &keys } else { &keys[1..] });
        ask
    }

    /// Whether cases are listed in the order of their status first, since just one is asked for. Of some days, they are
    /// found by these.
    fn by_status(&self) -> bool {
        let always = self.query.from.is_none() && self.query.until.is_none();
        self.query.status.is_some() && self.sort != QueueSort::Urgent && always
    }

    /// The conditions that the address names.
    pub(super) fn filter(&self, ask: &mut Ask, along: Along) {
        let (query, table) = (self.query, along.table());
        let mut with = |text: &str, value: Option<Value>| {
            if let Some(value) = value {
                ask.add(&format!("AND {}", text.replace('%', table)), [value]);
            }
        };
        with("%.number = ?", Some(self.number).filter(|n| !n.is_empty()).map(Into::into));
        with(
            "c.applicant IN (SELECT person FROM person_search_hit WHERE search = ?)",
            query.search.clone().map(Into::into),
        );
        let (column, status) = (along.status(), query.status.map(|s| name(&s).into()));
        if self.by_status() {
            // As a span of one status: what is merely equal is no part of the order, and PostgreSQL would walk along an
            // index without it, past everything that has not ended.
            with(&format!("{column} >= ?"), status.clone());
            with(&format!("{column} <= ?"), status);
        } else {
            with(&format!("{column} = ?"), status);
        }
        with("t.status = ?", query.task_status.map(|status| name(&status).into()));
        with("%.thing = ?", query.thing.clone().map(Into::into));
        with("%.filed_at >= ?", query.from.map(|day| self.begins(day).into()));
        let after = query.until.and_then(|day| day.succ_opt());
        with("%.filed_at < ?", after.map(|day| self.begins(day).into()));
        let bit = query.mark.map(|mark| project::bit(mark).into());
        with("%.marks <> 0 AND (%.marks & ?) <> 0", bit);
        let light = if along == Along::Tasks { "t.light = ?" } else { "c.light = ?" };
        with(light, query.light.map(|light| name(&light).into()));
        self.holder(ask, along);
    }

    /// In whose hands it is.
    fn holder(&self, ask: &mut Ask, along: Along) {
        let me = self.staff.id.as_str();
        let mut held_by = |id: &str| match along {
            Along::Tasks => ask.add("AND t.assignee = ?", [id]),
            Along::Records => ask.add(&format!("AND {HOLDER} = ?"), [id]),
            Along::Cases if self.staff.has(Role::Clerk) => {
                ask.add("AND c.clerk = ?", [id]);
            }
            _ => ask.add("AND c.number IN (SELECT number FROM task WHERE assignee = ?)", [id]),
        };
        if let Some(colleague) = &self.query.colleague {
            held_by(colleague);
        }
        match self.query.holder {
            Some(QueueHolder::Mine) => held_by(me),
            Some(QueueHolder::Nobody) if along == Along::Tasks => ask.say("AND t.assignee IS NULL"),
            Some(QueueHolder::Nobody) if along == Along::Records => {
                ask.say(&format!("AND {HOLDER} IS NULL"));
            }
            Some(QueueHolder::Nobody) => ask.say("AND c.clerk IS NULL"),
            Some(QueueHolder::Owned) => ask.add("AND c.owner = ?", [me]),
            None => {}
        }
    }

    /// The moment at which a day of the city begins.
    fn begins(&self, day: NaiveDate) -> DateTime<Utc> {
        day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(i64::from(self.zone_hours))
    }

    /// Behind where the page begins, in order, so many. Compared as a row, which both databases look up in the index.
    pub(super) fn page(&self, ask: &mut Ask, keys: &[&str]) {
        let (behind, way) = match self.sort {
            QueueSort::Newest => ("<", " DESC"),
            _ => (">", ""),
        };
        if let Some((key, number, item)) = &self.begin {
            let mut values = vec![key.clone(), number.as_str().into(), item.as_str().into()];
            if self.by_status() {
                values.splice(0..0, self.query.status.map(|status| Value::from(name(&status))));
            }
            values.truncate(keys.len());
            let places = vec!["?"; keys.len()].join(", ");
            ask.add(&format!("AND ({}) {behind} ({places})", keys.join(", ")), values);
        }
        let order: Vec<String> = keys.iter().map(|key| format!("{key}{way}")).collect();
        // The number stands in the text: not knowing it, PostgreSQL would plan every page anew.
        ask.say(&format!("ORDER BY {} LIMIT {}", order.join(", "), self.limit));
    }
}

/// How many cases wait for the intake, counted up to [`COUNTED`].
///
/// # Errors
/// The database's.
pub async fn count_intake(tx: &mut Tx) -> Result<i64> {
    count(tx, Ask::new("SELECT 1 AS found FROM case_summary WHERE status = 'received'")).await
}

/// How many cases have results that are to be handed over.
///
/// # Errors
/// The database's.
pub async fn count_ready(tx: &mut Tx) -> Result<i64> {
    count(tx, Ask::new("SELECT 1 AS found FROM case_summary WHERE ready_at IS NOT NULL")).await
}

/// How many tasks wait on a bench.
///
/// # Errors
/// The database's.
pub async fn count_tasks(tx: &mut Tx, bench: &Bench) -> Result<i64> {
    let mut ask = Ask::new("SELECT 1 AS found FROM task AS t");
    ask.add("WHERE t.department = ?", [bench.department.as_str()]);
    ask.say(bench.waits());
    count(tx, ask).await
}

/// How many cases in sight have not ended.
///
/// # Errors
/// The database's.
pub async fn count_everything(tx: &mut Tx, sight: &Sight) -> Result<i64> {
    if sight.everything {
        let open = "SELECT 1 AS found FROM case_summary WHERE status IN ('unpaid', 'received', 'correcting', 'accepted')";
        return count(tx, Ask::new(open)).await;
    }
    let mut ask = Ask::new("SELECT 1 AS found FROM task AS t WHERE t.lead");
    ask.add("AND t.department = ? AND t.case_status = 'accepted'", [sight.department.as_str()]);
    count(tx, ask).await
}

/// How much open work is in the hands of a member of staff: tasks of a department, or the intake's share of cases.
///
/// # Errors
/// The database's.
pub async fn count_held(tx: &mut Tx, staff: &str, tasks: bool) -> Result<i64> {
    let mut ask = Ask::default();
    if tasks {
        ask.add(
            "SELECT 1 AS found FROM task AS t WHERE t.assignee = ? AND t.waits IS NOT NULL",
            [staff],
        );
    } else {
        ask.add(
            "SELECT 1 AS found FROM case_summary WHERE clerk = ? AND status = 'received'",
            [staff],
        );
    }
    count(tx, ask).await
}

/// The names of people, by id.
///
/// # Errors
/// The database's.
pub async fn names(
    app: &App,
    tx: &mut Tx,
    ids: impl Iterator<Item = &str>,
) -> Result<BTreeMap<String, String>> {
    let mut ids: Vec<&str> = ids.collect::<BTreeSet<_>>().into_iter().collect();
    let Some(last) = ids.last().copied() else { return Ok(BTreeMap::new()) };
    // A few lengths only, so that few statements are prepared.
    ids.resize(ids.len().next_power_of_two(), last);
    let places = vec!["?"; ids.len()].join(", ");
    let mut ask = Ask::new("SELECT id, name, demo FROM person");
    ask.add(&format!("WHERE id IN ({places})"), ids);
    let rows: Vec<(String, String, bool)> = ask.rows(tx).await?;
    // People of the demo are nobody outside of it.
    let known = rows.into_iter().filter(|(.., demo)| app.settings.demo || !demo);
    Ok(known.map(|(id, name, _)| (id, name)).collect())
}

/// How many rows are found, counted up to [`COUNTED`].
pub(super) async fn count(tx: &mut Tx, mut ask: Ask) -> Result<i64> {
    ask.say(&format!("LIMIT {}", COUNTED + 1));
    let found: Vec<(i64,)> = ask.counted().rows(tx).await?;
    Ok(found.first().map_or(0, |(count,)| *count))
}

/// Whether a search for people was made by this member of staff after a moment.
///
/// # Errors
/// The database's.
pub async fn is_search_of(
    tx: &mut Tx,
    id: &str,
    staff: &str,
    after: DateTime<Utc>,
) -> Result<bool> {
    let row = one!(
        tx,
        (String,),
        "SELECT id FROM person_search WHERE id = $1 AND staff = $2 AND at > $3",
        id,
        staff,
        after
    )?;
    Ok(row.is_some())
}

#[cfg(test)]
mod tests;
