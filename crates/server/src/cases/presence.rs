//! Which staff have a case open, so that two at one case see each other (C10). Each node keeps a row with a lease for
//! whoever is connected to it; a node that dies leaves rows that run out.

use chrono::TimeDelta;

use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec};

/// Seconds for which a row counts.
const LEASE: i64 = 30;

/// Somebody who has a case open, for as long as this lives.
pub struct Stay {
    app: App,
    number: String,
    staff: String,
}

/// A member of staff opens a case: colleagues on this node are told at once, those on others within a second.
///
/// # Errors
/// The database's.
pub async fn come(app: &App, number: &str, staff: &str) -> Result<Stay> {
    app.live.come(number, staff);
    let stay = Stay { app: app.clone(), number: number.to_owned(), staff: staff.to_owned() };
    let mut tx = app.db.write().await?;
    put(app, &mut tx, number, staff).await?;
    tx.commit().await?;
    tell(app, number).await?;
    Ok(stay)
}

impl Drop for Stay {
    fn drop(&mut self) {
        if !self.app.live.go(&self.number, &self.staff) {
            return; // still open in another window
        }
        let (app, number) = (self.app.clone(), self.number.clone());
        let staff = self.staff.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            // What fails here runs out with its lease.
            runtime.spawn(async move { leave(&app, &number, &staff).await.ok() });
        }
    }
}

async fn leave(app: &App, number: &str, staff: &str) -> Result<()> {
    let mut tx = app.db.write().await?;
    exec!(
        &mut tx,
        "DELETE FROM presence WHERE number = $1 AND staff = $2 AND node = $3",
        number,
        staff,
        &app.node
    )?;
    tx.commit().await?;
    tell(app, number).await
}

async fn put(app: &App, tx: &mut Tx, number: &str, staff: &str) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO presence (number, staff, node, until) VALUES ($1, $2, $3, $4)
         ON CONFLICT (number, staff, node) DO UPDATE SET until = excluded.until",
        number,
        staff,
        &app.node,
        app.clock.now() + TimeDelta::seconds(LEASE)
    )?;
    Ok(())
}

/// Who has a case open on any node, in order.
///
/// # Errors
/// The database's.
pub async fn present(app: &App, tx: &mut Tx, number: &str) -> Result<Vec<String>> {
    let rows = all!(
        tx,
        (String,),
        "SELECT DISTINCT staff FROM presence WHERE number = $1 AND until > $2 ORDER BY staff",
        number,
        app.clock.now()
    )?;
    Ok(rows.into_iter().map(|(staff,)| staff).collect())
}

async fn tell(app: &App, number: &str) -> Result<()> {
    let mut tx = app.db.read().await?;
    let present = present(app, &mut tx, number).await?;
    app.live.tell_present(number, present);
    Ok(())
}

/// Renews the leases of whoever is connected to this node, and forgets those that have run out.
///
/// # Errors
/// The database's.
pub async fn renew(app: &App) -> Result<()> {
    let here = app.live.here();
    if here.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    for (number, staff) in here {
        put(app, &mut tx, &number, &staff).await?;
    }
    exec!(&mut tx, "DELETE FROM presence WHERE until <= $1", app.clock.now())?;
    tx.commit().await?;
    Ok(())
}
