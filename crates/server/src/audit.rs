//! The audit log: every case's chain of events checked, and the projections made anew from it (X6).

use onething_domain::canonical;
use onething_domain::case::{self, Case};

use crate::app::App;
use crate::authoring;
use crate::cases::project;
use crate::cases::store::{self, Loaded};
use crate::db::{self, Tx};
use crate::error::Result;
use crate::{all, exec, figures, journal, notices, ratings, tickets};

/// What a check has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Cases checked.
    pub cases: usize,
    /// Events checked.
    pub events: usize,
    /// Acts on the catalogue checked.
    pub acts: usize,
    /// Records of ratings and tickets checked.
    pub said: usize,
    /// What does not hold together, by case number or day.
    pub faults: Vec<(String, String)>,
    /// SHA-256 over the last hashes of all cases and notices in the order of their numbers, of the
    /// catalogue, and of the journal: noted down elsewhere, it
    /// shows later whether anything up to now was changed.
    pub seal: String,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        for (place, fault) in &self.faults {
            writeln!(f, "{place}: {fault}")?;
        }
        write!(
            f,
            "{} cases, {} events, {} acts on the catalogue, {} records of ratings and tickets, {} faults\nseal {}",
            self.cases,
            self.events,
            self.acts,
            self.said,
            self.faults.len(),
            self.seal
        )
    }
}

/// Checks every chain, that its head is the one that the summary knows, and that no case of a day is missing.
///
/// # Errors
/// The database's.
pub async fn verify(app: &App) -> Result<Report> {
    let mut tx = app.db.read().await?;
    let mut report = Report::default();
    let mut heads = String::new();
    for number in numbers(&mut tx).await? {
        report.cases += 1;
        match check(app, &mut tx, &number).await {
            Ok(loaded) => {
                report.events += loaded.records.len();
                heads.push_str(&format!("{number} {}\n", loaded.head()));
            }
            Err(fault) => report.faults.push((number, fault)),
        }
    }
    count_days(app, &mut tx, &mut report).await?;
    let (notices, faults) = notices::log::verify(&mut tx).await?;
    report.faults.extend(faults);
    for (id, head) in notices {
        heads.push_str(&format!("notice {id} {head}\n"));
    }
    let (acts, broken, head) = authoring::verify(&mut tx).await?;
    report.acts = acts;
    if let Some(seq) = broken {
        report.faults.push(("catalogue".to_owned(), format!("the chain breaks at act {seq}")));
    }
    heads.push_str(&format!("catalogue {head}\n"));
    let (said, broken, head) = journal::verify(app, &mut tx).await?;
    report.said = said;
    if let Some(seq) = broken {
        report.faults.push(("journal".to_owned(), format!("it breaks at record {seq}")));
    }
    heads.push_str(&format!("journal {head}\n"));
    report.seal = canonical::sha256(heads.as_bytes());
    Ok(report)
}

async fn numbers(tx: &mut Tx) -> Result<Vec<String>> {
    let rows = all!(
        tx,
        (String,),
        "SELECT number FROM case_event UNION SELECT number FROM case_summary ORDER BY number"
    )?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

async fn check(app: &App, tx: &mut Tx, number: &str) -> std::result::Result<Loaded, String> {
    let records = store::records(app, tx, number).await;
    let records = records.map_err(|error| format!("an event was changed or moved: {error:?}"))?;
    case::verify(&records).map_err(|seq| format!("the chain breaks at event {seq}"))?;
    let loaded = Loaded { number: number.to_owned(), case: case::fold(&records), records };
    let summary = store::summary(tx, number).await.map_err(|error| format!("{error:?}"))?;
    match summary {
        None => Err("it is missing from the lists; run onething rebuild".to_owned()),
        Some(summary) if summary.head != loaded.head() => {
            Err(format!("its events end at {}, the lists know {}", loaded.case.seq, summary.seq))
        }
        Some(_) => Ok(loaded),
    }
}

/// Every filing takes a serial in its own transaction: as many cases as serials, or one was removed.
async fn count_days(app: &App, tx: &mut Tx, report: &mut Report) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    let Ok(calendar) = catalogue.calendar() else {
        return Ok(()); // nothing was ever imported
    };
    let filed = all!(
        &mut *tx,
        (chrono::DateTime<chrono::Utc>,),
        "SELECT at FROM case_event WHERE seq = 1"
    )?;
    for (day, serials) in
        all!(&mut *tx, (String, i64), "SELECT day, filed FROM case_serial ORDER BY day")?
    {
        let found = filed.iter().filter(|(at,)| calendar.day(*at).to_string() == day).count();
        if i64::try_from(found).unwrap_or(i64::MAX) != serials {
            report.faults.push((day, format!("{serials} cases were filed, {found} are there")));
        }
    }
    Ok(())
}

/// What filings and commands write to first, in this order.
const WRITTEN_FIRST: &str = "case_serial, case_summary";

/// Makes all projections anew from the events; gives the number of cases. Others wait with what they write: a case that was
/// filed in between would be deleted from the lists and not come back.
///
/// # Errors
/// The database's; nothing has changed then.
pub async fn rebuild(app: &App) -> Result<usize> {
    let mut tx = app.db.write().await?;
    db::hold_tables(&mut tx, WRITTEN_FIRST).await?;
    let numbers =
        all!(&mut tx, (String,), "SELECT number FROM case_event WHERE seq = 1 ORDER BY number")?;
    for table in [
        "DELETE FROM case_summary",
        "DELETE FROM task",
        "DELETE FROM case_file",
        "DELETE FROM deadline",
        "DELETE FROM public_result",
        "DELETE FROM accountability",
        "DELETE FROM item_return",
        "DELETE FROM case_sample",
    ] {
        exec!(&mut tx, table)?;
    }
    // After the deadlines and before the figures, as an import and whoever rates come by them: nobody waits in a circle.
    journal::hold(&mut tx).await?;
    figures::clear(&mut tx).await?;
    for (number,) in &numbers {
        let loaded = store::load(app, &mut tx, number).await?;
        figures::count_case(app, &mut tx, &Case::default(), &loaded).await?;
        project::project(app, &mut tx, &loaded).await?;
    }
    ratings::rebuild(app, &mut tx).await?;
    tickets::rebuild(app, &mut tx).await?;
    tx.commit().await?;
    Ok(numbers.len())
}
