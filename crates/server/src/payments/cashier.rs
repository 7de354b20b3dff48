//! The sandbox cashier: answers payments when told to, and pays refunds, each once.

use onething_api::payments::{Payment, PaymentStatus};
use onething_api::problem::Code;
use onething_domain::case::{Actor, Command};

use super::store;
use crate::app::App;
use crate::cases::{access, commands, store as cases};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::exec;
use crate::registries::{self, Looked};
use crate::session::{Citizen, Identity};

/// The cashier's answer to a payment. Told twice, it counts once; told otherwise, it is refused.
///
/// # Errors
/// Not the reader's payment, or decided otherwise.
pub async fn answer(app: &App, citizen: &Citizen, id: &str, succeed: bool) -> Result<Payment> {
    let gone = || Error::new(Code::NotFound);
    let looked = look(app, citizen, id, succeed).await?;
    let mut tx = app.db.write().await?;
    let payment = store::get(&mut tx, id).await?.ok_or_else(gone)?;
    access::find(&mut tx, &Identity::Citizen(citizen.clone()), &payment.number).await?;
    cases::hold(&mut tx, &payment.number).await?;
    let status = if succeed { PaymentStatus::Succeeded } else { PaymentStatus::Failed };
    if !store::decide(&mut tx, id, status).await? {
        let payment = store::get(&mut tx, id).await?.ok_or_else(gone)?;
        let same = payment.status == status;
        return if same { Ok(payment) } else { Err(Error::new(Code::PaymentDecided)) };
    }
    let mut loaded = cases::load(app, &mut tx, &payment.number).await?;
    if succeed {
        let command = Command::RecordPayment { payment: id.to_owned(), cents: payment.cents };
        commands::run(app, &mut tx, &mut loaded, &Actor::System, "system", &command).await?;
        commands::decide_instantly(app, &mut tx, &mut loaded, &looked).await?;
    }
    tx.commit().await?;
    app.live.tell(&payment.number, loaded.moved());
    Ok(Payment { status, ..payment })
}

/// What rules may want to know of a case that is about to be paid.
async fn look(app: &App, citizen: &Citizen, id: &str, succeed: bool) -> Result<Looked> {
    let mut tx = app.db.read().await?;
    let payment = store::get(&mut tx, id).await?.filter(|_| succeed);
    let Some(payment) = payment else { return Ok(Looked::default()) };
    access::find(&mut tx, &Identity::Citizen(citizen.clone()), &payment.number).await?;
    drop(tx);
    registries::for_payment(app, &payment.number).await
}

/// Pays a refund; the same id again is paid no second time.
///
/// # Errors
/// The database's.
pub async fn refund(app: &App, tx: &mut Tx, id: &str, payment: &str, cents: i64) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO cashier_refund (id, payment, cents, paid_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
        id,
        payment,
        cents,
        app.clock.now()
    )?;
    Ok(())
}
