//! Licences in the database, with numbers and names sealed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::licence::{Holder, Licence, Revocation};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{all, exec, insert, one};

/// What of a licence is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    number: String,
    holder: String,
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    name: String,
    holder: String,
    company: bool,
    sealed: Vec<u8>,
    issuer: String,
    issued_on: String,
    valid_until: String,
    revoked_at: Option<DateTime<Utc>>,
    revoked_reason: String,
}

fn place(id: &str) -> String {
    format!("licence/{id}")
}

fn number_hash(app: &App, number: &str) -> String {
    app.keys.hash("licence", number)
}

impl Row {
    fn licence(self, app: &App) -> Result<Licence> {
        let sealed: Sealed =
            serde_json::from_slice(&app.keys.open(&place(&self.id), &self.sealed)?)?;
        let name = sealed.holder;
        Ok(Licence {
            kind: self.kind,
            name: serde_json::from_str(&self.name)?,
            number: sealed.number,
            holder: match self.company {
                true => Holder::Company { code: self.holder, name },
                false => Holder::Person { id: self.holder, name },
            },
            issuer: self.issuer,
            issued_on: day(&self.issued_on)?,
            valid_until: match self.valid_until.as_str() {
                "" => None,
                text => Some(day(text)?),
            },
            revoked: self
                .revoked_at
                .map(|at| Revocation { at, reason: self.revoked_reason.clone() }),
            id: self.id,
        })
    }
}

fn day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| Error::Broken("a licence's day that is none".to_owned()))
}

/// A licence as it is stored.
struct Kept<'a> {
    id: String,
    origin: &'a str,
    licence: &'a Licence,
    name: String,
    sealed: Vec<u8>,
    number_hash: String,
}

impl<'a> Kept<'a> {
    fn new(app: &App, id: String, origin: &'a str, licence: &'a Licence) -> Result<Self> {
        let sealed =
            Sealed { number: licence.number.clone(), holder: licence.holder.name().to_owned() };
        Ok(Self {
            name: serde_json::to_string(&licence.name)?,
            sealed: app.keys.seal(&place(&id), &serde_json::to_vec(&sealed)?),
            number_hash: number_hash(app, &licence.number),
            id,
            origin,
            licence,
        })
    }

    /// Code or id of who holds it, and whether that is a company.
    fn holder(&self) -> (&str, bool) {
        match &self.licence.holder {
            Holder::Person { id, .. } => (id, false),
            Holder::Company { code, .. } => (code, true),
        }
    }
}

async fn keep(tx: &mut Tx, rows: Vec<Kept<'_>>, on: &'static str) -> Result<()> {
    insert!(
        tx,
        "INSERT INTO licence (id, origin, kind, name, holder, company, sealed, number_hash, issuer, issued_on,
         valid_until, revoked_at, revoked_by, revoked_reason) ",
        on,
        rows,
        |row| &row.id,
        row.origin,
        &row.licence.kind,
        &row.name,
        row.holder().0,
        row.holder().1,
        &row.sealed,
        &row.number_hash,
        &row.licence.issuer,
        row.licence.issued_on.to_string(),
        row.licence.valid_until.map(|day| day.to_string()).unwrap_or_default(),
        row.licence.revoked.as_ref().map(|revoked| revoked.at),
        if row.licence.revoked.is_some() { "import" } else { "" },
        row.licence.revoked.as_ref().map_or("", |revoked| revoked.reason.as_str())
    )?;
    Ok(())
}

/// Puts a licence under its origin. What was issued before under the same origin becomes what it is now and keeps
/// its id; one that was taken back stays so. Gives the id.
///
/// # Errors
/// The database's.
pub async fn put(app: &App, tx: &mut Tx, origin: &str, licence: &Licence) -> Result<String> {
    let known = one!(&mut *tx, (String,), "SELECT id FROM licence WHERE origin = $1", origin)?;
    let id = known.map_or_else(|| app.clock.id(), |(id,)| id);
    let on = " ON CONFLICT (origin) DO UPDATE SET name = excluded.name, sealed = excluded.sealed,
         issuer = excluded.issuer, issued_on = excluded.issued_on, valid_until = excluded.valid_until";
    keep(tx, vec![Kept::new(app, id.clone(), origin, licence)?], on).await?;
    Ok(id)
}

/// Issues licences, each under its origin. A number is given once: what stands there by now, revoked perhaps, is not
/// issued anew.
///
/// # Errors
/// The database's.
pub async fn issue(app: &App, tx: &mut Tx, issued: &[(String, Licence)]) -> Result<()> {
    let rows =
        issued.iter().map(|(origin, licence)| Kept::new(app, app.clock.id(), origin, licence));
    keep(tx, rows.collect::<Result<_>>()?, " ON CONFLICT (origin) DO NOTHING").await
}

/// A licence by id.
///
/// # Errors
/// The database's.
pub async fn get(app: &App, tx: &mut Tx, id: &str) -> Result<Option<Licence>> {
    let row = one!(
        tx,
        Row,
        "SELECT id, kind, name, holder, company, sealed, issuer, issued_on, valid_until, revoked_at, revoked_reason
         FROM licence WHERE id = $1",
        id
    )?;
    row.map(|row| row.licence(app)).transpose()
}

/// The licences of a person or company.
///
/// # Errors
/// The database's.
pub async fn held(app: &App, tx: &mut Tx, holder: &str, company: bool) -> Result<Vec<Licence>> {
    let rows = all!(
        tx,
        Row,
        "SELECT id, kind, name, holder, company, sealed, issuer, issued_on, valid_until, revoked_at, revoked_reason
         FROM licence WHERE holder = $1 AND company = $2 ORDER BY issued_on DESC, id DESC",
        holder,
        company
    )?;
    rows.into_iter().map(|row| row.licence(app)).collect()
}

/// When licences that a case has come to were taken back, by item; without those that were not.
///
/// # Errors
/// The database's.
pub async fn revoked(tx: &mut Tx, case: &str) -> Result<BTreeMap<String, DateTime<Utc>>> {
    let rows = all!(
        tx,
        (String, DateTime<Utc>),
        "SELECT task.item, licence.revoked_at FROM task
         JOIN licence ON licence.origin = 'case/' || task.number || '/' || task.item
         WHERE task.number = $1 AND licence.revoked_at IS NOT NULL",
        case
    )?;
    Ok(rows.into_iter().collect())
}

/// All licences of a kind and number that a department has issued.
///
/// # Errors
/// The database's.
pub async fn of_number(
    app: &App,
    tx: &mut Tx,
    issuer: &str,
    kind: &str,
    number: &str,
) -> Result<Vec<Licence>> {
    let rows = all!(
        tx,
        Row,
        "SELECT id, kind, name, holder, company, sealed, issuer, issued_on, valid_until, revoked_at, revoked_reason
         FROM licence WHERE kind = $1 AND number_hash = $2 AND issuer = $3 ORDER BY id",
        kind,
        number_hash(app, number),
        issuer
    )?;
    rows.into_iter().map(|row| row.licence(app)).collect()
}

/// Takes a licence back; what was taken back before keeps its first reason.
///
/// # Errors
/// The database's.
pub async fn revoke(tx: &mut Tx, id: &str, by: &str, revoked: &Revocation) -> Result<bool> {
    let done = exec!(
        tx,
        "UPDATE licence SET revoked_at = $2, revoked_by = $3, revoked_reason = $4
         WHERE id = $1 AND revoked_at IS NULL",
        id,
        revoked.at,
        by,
        &revoked.reason
    )?;
    Ok(done == 1)
}
