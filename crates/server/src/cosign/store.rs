//! Invitations in the database; what people wrote is sealed.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::cosign::CosignState;
use onething_domain::cosign::DAYS;
use onething_domain::submission::Digests;
use sqlx::FromRow;

use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec, one};

/// An invitation.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Id of the draft.
    pub draft: String,
    /// Id of the applicant.
    pub owner: String,
    /// Id of the guide's cosigner.
    pub cosigner: String,
    token: Vec<u8>,
    state: String,
    /// Id of the person who opened it; empty before.
    pub person: String,
    /// Id of the signature; empty before.
    pub signature: String,
    sm3: String,
    sha256: String,
    reason: Option<Vec<u8>>,
    /// When it runs out.
    pub expires_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// Number of the case that the draft became; empty before.
    pub number: String,
}

impl Row {
    /// Where it stands at a moment.
    pub fn state(&self, now: DateTime<Utc>) -> CosignState {
        match &*self.state {
            "signed" => CosignState::Signed,
            "declined" => CosignState::Declined,
            "filed" => CosignState::Filed,
            _ if self.expires_at <= now => CosignState::Expired,
            "void" => CosignState::Void,
            _ => CosignState::Open,
        }
    }

    /// What was signed.
    pub fn digests(&self) -> Digests {
        Digests { sm3: self.sm3.clone(), sha256: self.sha256.clone() }
    }

    /// The token in its link.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn token(&self, app: &App) -> Result<String> {
        Ok(app.keys.open_text(&place(&self.id, "token"), &self.token)?)
    }

    /// Why it was declined.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn reason(&self, app: &App) -> Result<Option<String>> {
        let open = |sealed| app.keys.open_text(&place(&self.id, "reason"), sealed);
        Ok(self.reason.as_deref().map(open).transpose()?)
    }
}

fn place(id: &str, what: &str) -> String {
    format!("invitation/{id}/{what}")
}

fn hash(app: &App, token: &str) -> String {
    app.keys.hash("invitation", token)
}

/// Invites a cosigner of a draft in the place of whoever was invited before.
///
/// # Errors
/// The database's.
pub async fn invite(
    app: &App,
    tx: &mut Tx,
    (draft, owner, cosigner): (&str, &str, &str),
    token: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    withdraw(tx, draft, cosigner, now).await?;
    let id = app.clock.id();
    exec!(
        tx,
        "INSERT INTO invitation (id, draft, owner, cosigner, token_hash, token, state, person, signature, sm3, sha256, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'open', '', '', '', '', $7)",
        &id,
        draft,
        owner,
        cosigner,
        hash(app, token),
        app.keys.seal(&place(&id, "token"), token.as_bytes()),
        until(now)
    )?;
    Ok(())
}

/// Sends whoever signed a case, and has to sign it again, a new link in the place of the one before.
///
/// # Errors
/// The database's.
pub async fn invite_again(
    app: &App,
    tx: &mut Tx,
    row: &Row,
    token: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    remember(tx, &row.draft, &row.cosigner, now).await?;
    let id = row.id.as_str();
    exec!(
        tx,
        "UPDATE invitation SET token_hash = $2, token = $3, state = 'void', reason = NULL, answered_at = NULL, expires_at = $4
         WHERE id = $1",
        id,
        hash(app, token),
        app.keys.seal(&place(id, "token"), token.as_bytes()),
        until(now)
    )?;
    Ok(())
}

/// Remembers the link that an invitation has, for whoever follows it once it no longer holds.
async fn remember(tx: &mut Tx, draft: &str, cosigner: &str, now: DateTime<Utc>) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO replaced_invitation (token_hash, draft, owner, person, replaced_at)
         SELECT token_hash, draft, owner, person, $3 FROM invitation WHERE draft = $1 AND cosigner = $2",
        draft,
        cosigner,
        now
    )?;
    Ok(())
}

/// When an invitation of this moment runs out.
pub fn until(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::days(DAYS)
}

/// Takes an invitation back; false where there is none. Whoever follows its link is told so.
///
/// # Errors
/// The database's.
pub async fn withdraw(
    tx: &mut Tx,
    draft: &str,
    cosigner: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    remember(tx, draft, cosigner, now).await?;
    let gone =
        exec!(tx, "DELETE FROM invitation WHERE draft = $1 AND cosigner = $2", draft, cosigner)?;
    Ok(gone == 1)
}

/// The invitations of a draft.
///
/// # Errors
/// The database's.
pub async fn of_draft(tx: &mut Tx, draft: &str) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT id, draft, owner, cosigner, token, state, person, signature, sm3, sha256, reason, expires_at, answered_at, number
         FROM invitation WHERE draft = $1 ORDER BY cosigner",
        draft
    )?)
}

/// The invitations that a person has opened.
///
/// # Errors
/// The database's.
pub async fn of_person(tx: &mut Tx, person: &str) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT id, draft, owner, cosigner, token, state, person, signature, sm3, sha256, reason, expires_at, answered_at, number
         FROM invitation WHERE person = $1 ORDER BY id",
        person
    )?)
}

/// The draft that an invitation is about, by its token.
///
/// # Errors
/// The database's.
pub async fn draft_of(app: &App, tx: &mut Tx, token: &str) -> Result<Option<String>> {
    let found = one!(
        tx,
        (String,),
        "SELECT draft FROM invitation WHERE token_hash = $1",
        hash(app, token)
    )?;
    Ok(found.map(|(draft,)| draft))
}

/// Since when a token no longer holds, for whoever may know: who had opened it, whoever has it where nobody had, and the
/// applicant.
///
/// # Errors
/// The database's.
pub async fn replaced(
    app: &App,
    tx: &mut Tx,
    token: &str,
    person: &str,
) -> Result<Option<DateTime<Utc>>> {
    let found = one!(
        tx,
        (DateTime<Utc>,),
        "SELECT replaced_at FROM replaced_invitation
         WHERE token_hash = $1 AND (person = '' OR person = $2 OR owner = $2)",
        hash(app, token),
        person
    )?;
    Ok(found.map(|(at,)| at))
}

/// The invitation of a token, for whoever opened it first.
///
/// # Errors
/// The database's.
pub async fn open(app: &App, tx: &mut Tx, token: &str, person: &str) -> Result<Option<Row>> {
    let token = hash(app, token);
    exec!(
        &mut *tx,
        "UPDATE invitation SET person = $2 WHERE token_hash = $1 AND person = '' AND owner <> $2",
        &token,
        person
    )?;
    Ok(one!(
        tx,
        Row,
        "SELECT id, draft, owner, cosigner, token, state, person, signature, sm3, sha256, reason, expires_at, answered_at, number
         FROM invitation WHERE token_hash = $1 AND (person = $2 OR owner = $2)",
        &token,
        person
    )?)
}

/// Notes a signature.
///
/// # Errors
/// The database's.
pub async fn sign(
    tx: &mut Tx,
    id: &str,
    signature: &str,
    digests: &Digests,
    now: DateTime<Utc>,
) -> Result<()> {
    exec!(
        tx,
        "UPDATE invitation SET state = 'signed', signature = $2, sm3 = $3, sha256 = $4, answered_at = $5 WHERE id = $1",
        id,
        signature,
        &digests.sm3,
        &digests.sha256,
        now
    )?;
    Ok(())
}

/// Notes that it was declined.
///
/// # Errors
/// The database's.
pub async fn decline(
    app: &App,
    tx: &mut Tx,
    id: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    exec!(
        tx,
        "UPDATE invitation SET state = 'declined', reason = $2, answered_at = $3 WHERE id = $1",
        id,
        app.keys.seal(&place(id, "reason"), reason.as_bytes()),
        now
    )?;
    Ok(())
}

/// A signature no longer holds; there is new time to sign again.
///
/// # Errors
/// The database's.
pub async fn void(tx: &mut Tx, id: &str, expires_at: DateTime<Utc>) -> Result<()> {
    exec!(
        tx,
        "UPDATE invitation SET state = 'void', expires_at = $2 WHERE id = $1",
        id,
        expires_at
    )?;
    Ok(())
}

/// The draft became a case: its signed invitations have done their work.
///
/// # Errors
/// The database's.
pub async fn filed(tx: &mut Tx, draft: &str, number: &str) -> Result<()> {
    exec!(
        tx,
        "UPDATE invitation SET state = 'filed', number = $2 WHERE draft = $1 AND state = 'signed'",
        draft,
        number
    )?;
    Ok(())
}

/// What was corrected is signed.
///
/// # Errors
/// The database's.
pub async fn signed_again(tx: &mut Tx, id: &str) -> Result<()> {
    exec!(tx, "UPDATE invitation SET state = 'filed' WHERE id = $1", id)?;
    Ok(())
}

/// The invitations of a case.
///
/// # Errors
/// The database's.
pub async fn of_case(tx: &mut Tx, number: &str) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT id, draft, owner, cosigner, token, state, person, signature, sm3, sha256, reason, expires_at, answered_at, number
         FROM invitation WHERE number = $1 ORDER BY cosigner",
        number
    )?)
}

/// Forgets the invitations of a draft that was thrown away.
///
/// # Errors
/// The database's.
pub async fn forget(tx: &mut Tx, draft: &str) -> Result<()> {
    exec!(&mut *tx, "DELETE FROM replaced_invitation WHERE draft = $1", draft)?;
    exec!(tx, "DELETE FROM invitation WHERE draft = $1", draft)?;
    Ok(())
}

/// Forgets invitations that ran out before a moment; not those that were signed in time, as long as there is the draft
/// that they hold for, nor those of a case that may still be corrected.
///
/// # Errors
/// The database's.
pub async fn sweep(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    exec!(&mut *tx, "DELETE FROM replaced_invitation WHERE replaced_at < $1", before)?;
    exec!(
        tx,
        "DELETE FROM invitation WHERE expires_at < $1
         AND (state <> 'signed' OR NOT EXISTS (SELECT 1 FROM draft WHERE draft.id = invitation.draft))
         AND NOT EXISTS (SELECT 1 FROM case_summary WHERE case_summary.number = invitation.number
                         AND case_summary.status IN ('unpaid', 'received', 'correcting'))",
        before
    )?;
    Ok(())
}
