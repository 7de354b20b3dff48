//! The one door for commands: people's through HTTP, the system's from jobs and cashier.

use onething_api::cases::CommandRequest;
use onething_api::problem::Code;
use onething_domain::canonical;
use onething_domain::case::{self, Actor, Command, Facts};

use super::file::edition;
use super::store::{self, Loaded};
use super::{access, notices, view};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::client_id;
use crate::reply::{self, Begun};
use crate::session::{Identity, store as people};
use crate::{signatures, uploads};

/// Does a person's command; sent twice with the same id, it is done once.
///
/// # Errors
/// Stale, refused, or not theirs; nothing has changed then.
pub async fn command(
    app: &App,
    identity: &Identity,
    number: &str,
    request: &CommandRequest,
) -> Result<Loaded> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    access::find(&mut tx, identity, number).await?;
    let asked = (number, request);
    if let Begun::Before(seq) =
        reply::begin(app, &mut tx, identity.id(), &request.id, &asked).await?
    {
        let seq =
            seq.parse().map_err(|_| Error::Broken("an answer that is no number".to_owned()))?;
        return Ok(store::load(app, &mut tx, number).await?.up_to(seq));
    }
    store::hold(&mut tx, number).await?;
    let mut loaded = store::load(app, &mut tx, number).await?;
    if loaded.case.seq != request.expected_seq {
        let current = view::view(app, &mut tx, identity, &loaded).await?;
        return Err(Error::stale(Code::StaleCase, &current));
    }
    if let Command::Correct { .. } = request.command {
        check_correction(app, &mut tx, identity, &loaded, &request.command).await?;
    }
    let actor = access::actor(identity);
    run(app, &mut tx, &mut loaded, &actor, &access::signer(identity), &request.command).await?;
    reply::end(&mut tx, identity.id(), &request.id, &loaded.case.seq.to_string()).await?;
    tx.commit().await?;
    app.live.tell(number, loaded.moved());
    Ok(loaded)
}

/// Decides a command on a case that is held, and appends what follows; the caller commits and tells.
///
/// # Errors
/// Refused, or the database's.
pub async fn run(
    app: &App,
    tx: &mut Tx,
    loaded: &mut Loaded,
    actor: &Actor,
    signer: &str,
    command: &Command,
) -> Result<()> {
    let submission = loaded.case.submission.as_ref();
    let (thing, version) = submission
        .map(|submission| (submission.thing.clone(), submission.version))
        .ok_or_else(|| Error::new(Code::NotFound))?;
    let edition = edition(app, &thing, version).await?;
    let colleague = match command.colleague() {
        Some(id) => people::staff_actor(app, tx, id).await?,
        None => None,
    };
    let catalogue = app.shelf.catalogue();
    let facts = Facts {
        now: app.clock.now(),
        actor,
        calendar: catalogue.calendar()?,
        guide: &edition.guide,
        version,
        number: &loaded.number,
        colleague: colleague.as_ref(),
    };
    let events = case::decide(&loaded.case, command, &facts)?;
    let before = loaded.case.seq;
    store::append(app, tx, loaded, signer, facts.now, events).await?;
    notices::tell(app, tx, loaded, before).await
}

/// A correction's signature binds to what it carries, and its files are the signer's own. Whether it may be
/// given at all is asked first, so that nobody learns of signatures through it.
async fn check_correction(
    app: &App,
    tx: &mut Tx,
    identity: &Identity,
    loaded: &Loaded,
    command: &Command,
) -> Result<()> {
    let Command::Correct { submission, signature } = command else {
        return Ok(());
    };
    let allowed = case::allowed(&loaded.case, &access::actor(identity));
    if !allowed.iter().any(|action| action.command == command.kind()) {
        return Ok(()); // the rules refuse it with the right reason
    }
    let signed = signatures::store::get(tx, signature).await?;
    let signed = signed.filter(|signed| signed.owner == identity.id()).ok_or_else(|| {
        Error::field(Code::BadSignature, "command.signature", "no such signature")
    })?;
    if signed.digests() != canonical::digests(submission) {
        return Err(Error::field(
            Code::DigestMismatch,
            "command.signature",
            "binds to something else",
        ));
    }
    uploads::check_evidence(app, tx, identity.id(), submission, loaded.case.submission.as_ref())
        .await
}
