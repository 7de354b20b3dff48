//! What happens by itself: acceptance by silence, limits that pass, lights that turn, refunds, publications at their
//! time, clearing up, and a look each second whether content or watched cases have changed on another node.
//!
//! Each piece of work is a row that is taken with a lease, so that any number of nodes may run; a node that
//! dies leaves a lease that runs out. Doing it twice does no harm: the rules refuse what is done.

use std::time::Duration;

use chrono::TimeDelta;
use onething_domain::case::{self, Actor, Command};
use sqlx::AssertSqlSafe;

use crate::app::App;
use crate::cases::{commands, presence, project, store};
use crate::db::{Tx, skip_locked};
use crate::error::{Error, Result};
use crate::{
    all, authoring, bookings, cosign, drafts, exec, licences, outbox, payments, ratings,
    registries, session, signatures, tickets, uploads,
};

/// Seconds for which a node holds a piece of work.
const LEASE: i64 = 60;
/// Pieces of work that a node takes at once.
const AT_ONCE: i64 = 20;
/// Loads of work that a node takes one after another before it looks at other things.
const ROUNDS: usize = 50;
/// Days for which it is known how many codes a number has asked for, from the last of them.
const CODE_DAYS: i64 = 1;
/// Days for which answers to clients' ids are kept.
const REPLY_DAYS: i64 = 30;
/// Seconds between two rounds of clearing up.
const CLEARING: u64 = 600;
/// Seconds between two times at which leases of who is present are renewed; well below a lease.
const RENEWING: u64 = 8;

/// Runs until the process stops.
pub async fn run(app: App) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    let mut round: u64 = 0;
    while !app.is_stopping() {
        tick.tick().await;
        let clearing = round.is_multiple_of(CLEARING);
        let renewing = round.is_multiple_of(RENEWING);
        for (what, done) in [
            ("look for new content", app.refresh().await),
            ("end visits at windows", session::end_idle_visits(&app).await),
            ("tell watchers", tell_watchers(&app).await),
            ("renew who is present", if renewing { presence::renew(&app).await } else { Ok(()) }),
            ("do what is due", do_all_due(&app).await),
            ("remind of bookings", bookings::do_due(&app).await.map(|_| ())),
            ("tell of late ratings", ratings::escalate_due(&app).await.map(|_| ())),
            ("look after tickets", tickets::do_due(&app).await.map(|_| ())),
            ("publish what is due", authoring::publish_due(&app).await.map(|_| ())),
            ("clear up", if clearing { clear(&app).await } else { Ok(()) }),
        ] {
            if let Err(error) = done {
                tracing::warn!(?error, what, "a job failed; it will be tried again");
            }
        }
        if clearing {
            // A walk through the whole store takes its time, and nothing waits for it.
            let app = app.clone();
            tokio::spawn(async move {
                if let Err(error) = uploads::sweep_lost(&app).await {
                    tracing::warn!(
                        ?error,
                        "looking for lost uploads failed; it is done again tomorrow"
                    );
                }
            });
        }
        round += 1;
    }
}

/// Tells watchers of cases that moved, and of staff who came or went, on another node.
///
/// # Errors
/// The database's.
pub async fn tell_watchers(app: &App) -> Result<()> {
    let watched = app.live.watched();
    if watched.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.read().await?;
    for number in watched {
        if let Some(summary) = store::summary(&mut tx, &number).await? {
            let moved = onething_api::cases::Moved { seq: summary.seq, status: summary.status()? };
            app.live.tell(&number, moved);
        }
        let present = presence::present(app, &mut tx, &number).await?;
        app.live.tell_present(&number, present);
    }
    Ok(())
}

/// Does what is due, as long as there is a full load of it: a new year's calendar moves every open case at once.
async fn do_all_due(app: &App) -> Result<()> {
    for _ in 0..ROUNDS {
        if do_due(app).await? < usize::try_from(AT_ONCE).unwrap_or(0) || app.is_stopping() {
            break;
        }
    }
    Ok(())
}

/// Does what is due; gives how much was taken.
///
/// # Errors
/// The database's, of the last piece that could not be done; the others are done.
pub async fn do_due(app: &App) -> Result<usize> {
    let due = take(app).await?;
    if due.iter().any(|(.., kind)| kind == project::CLOCK) {
        app.refresh().await?; // the calendar that made it due may be newer than the one in memory
    }
    let mut failed = None;
    for (id, number, kind) in &due {
        match do_one(app, id, number, kind).await {
            // Refused by the rules: a person was quicker, or the day is not over; the projection knows.
            Ok(()) | Err(Error::Refused(_)) => {}
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(due.len()), Err)
}

async fn take(app: &App) -> Result<Vec<(String, String, String)>> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let sql = format!(
        "UPDATE deadline SET leased_until = $1 WHERE id IN (
           SELECT id FROM deadline WHERE due_at <= $2 AND (leased_until IS NULL OR leased_until < $2)
           ORDER BY due_at LIMIT $3{}) RETURNING id, number, kind",
        skip_locked(&tx)
    );
    let until = now + TimeDelta::seconds(LEASE);
    let rows =
        all!(&mut tx, (String, String, String), AssertSqlSafe(sql.as_str()), until, now, AT_ONCE)?;
    tx.commit().await?;
    Ok(rows)
}

async fn do_one(app: &App, id: &str, number: &str, kind: &str) -> Result<()> {
    let looked = match kind {
        "accept" => registries::for_command(app, None, number, &Command::Accept {}).await?,
        _ => registries::Looked::default(),
    };
    let mut tx = app.db.write().await?;
    store::hold(&mut tx, number).await?;
    let mut loaded = store::load(app, &mut tx, number).await?;
    if kind == project::CLOCK {
        return look_at_clock(app, tx, loaded).await;
    }
    let material = || {
        let material = project::due_material(id, number, kind);
        material.map(str::to_owned).ok_or_else(|| Error::Broken(format!("deadline {id}")))
    };
    let command = if kind == "remind" {
        Command::RemindMaterial { material: material()? }
    } else if kind == "lapse" {
        Command::LapseMaterial { material: material()? }
    } else if kind == "pay" {
        Command::RemindPayment {}
    } else if kind == "refund" {
        let bill = &loaded.case.bill;
        let owed = bill.refunds.iter().find(|refund| refund.id == id && !refund.paid);
        let (Some(owed), Some(payment)) = (owed, &bill.payment) else {
            return Ok(());
        };
        payments::refund(app, &mut tx, id, payment, owed.cents).await?;
        Command::RecordRefund { refund: id.to_owned() }
    } else {
        Command::Accept {}
    };
    let system = (&Actor::System, "system");
    commands::run_knowing(app, &mut tx, &mut loaded, system, &command, &looked).await?;
    tx.commit().await?;
    app.live.tell(number, loaded.moved());
    Ok(())
}

/// Records what has passed, and lets the lights of a case be what they are today. Twice does no harm.
async fn look_at_clock(app: &App, mut tx: Tx, mut loaded: store::Loaded) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let today = calendar.day(app.clock.now());
    if case::watches(&loaded.case, calendar).iter().all(|watch| watch.over > today) {
        project::project(app, &mut tx, &loaded).await?;
        return Ok(tx.commit().await?);
    }
    let record = Command::RecordOverdue {};
    commands::run(app, &mut tx, &mut loaded, &Actor::System, "system", &record).await?;
    tx.commit().await?;
    app.live.tell(&loaded.number, loaded.moved());
    Ok(())
}

/// Deletes what has had its time, and counts anew what is applied for most.
///
/// # Errors
/// The database's or the store's.
pub async fn clear(app: &App) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    session::sweep(&mut tx, now).await?;
    exec!(&mut tx, "DELETE FROM login_code WHERE sent_at <= $1", now - TimeDelta::days(CODE_DAYS))?;
    exec!(&mut tx, "DELETE FROM reply WHERE at < $1", now - TimeDelta::days(REPLY_DAYS))?;
    drafts::store::sweep(app, &mut tx).await?;
    cosign::sweep(app, &mut tx).await?;
    signatures::sweep(app, &mut tx).await?;
    licences::sweep(app, &mut tx).await?;
    outbox::sweep(app, &mut tx).await?;
    bookings::sweep(app, &mut tx).await?;
    tx.commit().await?;
    app.shelf.count(app).await?;
    uploads::sweep(app).await
}
