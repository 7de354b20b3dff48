//! Inviting to sign by a link that the applicant passes on, and anew where one has run out or was lost (A5).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use onething_api::cosign::{CosignState, CosignerList};
use onething_api::drafts::Draft;
use onething_api::problem::Code;
use onething_domain::message::MessageKind;
use onething_domain::text::Text;

use super::service::{self, needed, over, page};
use super::store;
use crate::app::App;
use crate::cases::file::edition;
use crate::cases::store::Loaded;
use crate::crypto;
use crate::db::Tx;
use crate::drafts;
use crate::error::{Error, Result};
use crate::outbox::{self, Message};
use crate::session::Citizen;

fn token() -> String {
    URL_SAFE_NO_PAD.encode(crypto::random::<24>())
}

fn nobody() -> Error {
    Error::field(Code::NotFound, "cosigner", "nobody of this id has to sign")
}

/// A signature is there, and is not thrown away by an invitation.
fn has_signed() -> Error {
    over("cosigner", "they have signed")
}

/// Invites a cosigner of a draft, in the place of whoever was invited before.
///
/// # Errors
/// Nobody of this id signs, or they have signed; too many links within an hour.
pub async fn to_draft(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    draft: &Draft,
    cosigner: &str,
) -> Result<()> {
    if !needed(app, draft).await?.iter().any(|one| one.id == cosigner) {
        return Err(nobody());
    }
    let now = app.clock.now();
    drafts::store::hold(tx, &draft.id).await?;
    let rows = store::of_draft(tx, &draft.id).await?;
    let before = rows.iter().find(|row| row.cosigner == cosigner);
    if before.is_some_and(|row| !row.state(now).gives_way()) {
        return Err(has_signed());
    }
    app.limits.invite.take(&citizen.id, now)?;
    store::invite(app, tx, (&draft.id, &citizen.id, cosigner), &token(), now).await
}

/// Who signed a case beside the applicant, and where those stand who have to sign it again.
///
/// # Errors
/// The database's.
pub async fn of_case(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<CosignerList> {
    let mut list = CosignerList::default();
    let Some(submission) = &loaded.case.submission else { return Ok(list) };
    let edition = edition(app, &submission.thing, submission.version).await?;
    let rows = store::of_case(tx, &loaded.number).await?;
    for signed in &loaded.case.cosignatures {
        let named = edition.guide.cosigners.iter().find(|one| one.id == signed.cosigner);
        let Some(named) = named.cloned() else { continue };
        let row = rows.iter().find(|row| row.cosigner == signed.cosigner);
        let mut view = service::view(app, tx, named, row).await?;
        if !loaded.case.waits_for_cosigner(&signed.cosigner) {
            (view.state, view.link) = (CosignState::Filed, None);
        }
        list.cosigners.push(view);
    }
    Ok(list)
}

/// Sends a new link to a cosigner whose signature a correction has made void: to the person who signed, for a case knows
/// whose signature it waits for. They are told, unless they have declined.
///
/// # Errors
/// Nobody of this id signed, or nothing is waited for; too many links within an hour.
pub async fn to_case(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    loaded: &Loaded,
    cosigner: &str,
) -> Result<()> {
    let rows = store::of_case(tx, &loaded.number).await?;
    let row = rows.iter().find(|row| row.cosigner == cosigner);
    let row = row.ok_or_else(nobody)?;
    if !loaded.case.waits_for_cosigner(cosigner) {
        return Err(has_signed());
    }
    let now = app.clock.now();
    app.limits.invite.take(&citizen.id, now)?;
    let token = token();
    store::invite_again(app, tx, row, &token, now).await?;
    if row.state(now).may_be_reminded() {
        let with = vec![("thing", loaded.case.title.clone()), ("name", Text::zh(&citizen.name))];
        let message = Message {
            kind: MessageKind::CosignAgain,
            key: format!("cosign/{}", app.clock.id()),
            about: page(&token),
            with,
        };
        outbox::tell(app, tx, &row.person, message).await?;
    }
    Ok(())
}
