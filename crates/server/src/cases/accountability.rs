//! Limits that have passed, as lists read them (问责, C4): one row for each event, made from the events alone.

use onething_domain::case::{LimitKind, OverdueState};

use super::store::Loaded;
use crate::db::Tx;
use crate::error::Result;
use crate::exec;
use crate::names::name;

/// Writes the records of a case.
///
/// # Errors
/// The database's.
pub async fn project(tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    for past in &loaded.case.overdue {
        let task = past.item.as_deref().and_then(|item| loaded.case.task(item));
        // Which step it was: the intake, a step of deciding, or none where the whole task was late.
        let step = match (past.limit, past.step) {
            (LimitKind::Intake, _) => "intake".to_owned(),
            (_, Some(step)) => name(&step),
            (_, None) => String::new(),
        };
        exec!(
            &mut *tx,
            "INSERT INTO accountability (id, number, item, department, step, kind, due, recorded_at, state, settled_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, settled_at = excluded.settled_at",
            format!("{}/{}", loaded.number, past.seq),
            &loaded.number,
            past.item.as_deref().unwrap_or_default(),
            task.map_or("", |task| task.department.as_str()),
            step,
            past.limit.name(),
            past.due.to_string(),
            past.at,
            OverdueState::name(past.state()),
            past.settled_at
        )?;
    }
    Ok(())
}
