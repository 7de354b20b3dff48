//! The one door for commands: people's through HTTP, the system's from jobs and cashier.

use onething_api::cases::CommandRequest;
use onething_api::problem::Code;
use onething_domain::canonical;
use onething_domain::case::{self, Actor, CaseStatus, Command, CommandKind, Facts, Refusal};
use onething_domain::submission::{Evidence, Submission};

use super::file::{check_regions, edition};
use super::store::{self, Loaded};
use super::{access, notices, view};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::client_id;
use crate::registries::{self, Looked};
use crate::reply::{self, Begun};
use crate::session::{Identity, store as people};
use crate::{cosign, signatures, uploads};

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
    // Before the transaction, for registries take their time.
    let looked = registries::for_command(app, Some(identity), number, &request.command).await?;
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
    match &request.command {
        Command::Correct { .. } => {
            check_correction(app, &mut tx, identity, &loaded, &request.command).await?;
        }
        Command::SupplyMaterial { material, evidence } => {
            check_supply(app, &mut tx, identity, &loaded, material, evidence).await?;
        }
        _ => {}
    }
    let actor = access::actor(identity);
    let signer = access::signer(identity);
    let before = loaded.case.submission.clone();
    run_knowing(app, &mut tx, &mut loaded, (&actor, &signer), &request.command, &looked).await?;
    check_places(app, before.as_ref(), &request.command).await?;
    if let Command::Correct { .. } = request.command {
        cosign::corrected(app, &mut tx, &loaded).await?;
    }
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
    run_knowing(app, tx, loaded, (actor, signer), command, &Looked::default()).await
}

/// The same with what was found out for rules that decide without a person.
///
/// # Errors
/// Refused, or the database's.
pub async fn run_knowing(
    app: &App,
    tx: &mut Tx,
    loaded: &mut Loaded,
    (actor, signer): (&Actor, &str),
    command: &Command,
    looked: &Looked,
) -> Result<()> {
    let events = match decide(app, tx, loaded, actor, command, looked).await? {
        Ok(events) => events,
        Err(refusal) => return Err(refused(app, loaded, refusal).await?),
    };
    let before = loaded.case.seq;
    store::append(app, tx, loaded, signer, app.clock.now(), events).await?;
    looked.log(app, tx, &loaded.number).await?;
    notices::tell(app, tx, loaded, before).await
}

/// A refusal as an answer, which names the field, material or item that it is about as people know it.
async fn refused(app: &App, loaded: &Loaded, refusal: Refusal) -> Result<Error> {
    let path = refusal.path().unwrap_or_default();
    let (Some(submission), Some((kind, id))) = (&loaded.case.submission, path.split_once('.'))
    else {
        return Ok(refusal.into());
    };
    let edition = edition(app, &submission.thing, submission.version).await?;
    let id = id.split('.').next().unwrap_or_default(); // of a group, the group
    let subject = match kind {
        "answers" => edition.guide.field(id).map(|field| field.label.clone()),
        "evidence" => edition.guide.material(id).map(|material| material.name.clone()),
        _ => None,
    };
    Ok(Error::from(refusal).about(subject))
}

/// Accepts and decides a case that has just reached the intake, where rules decide all of it (C5). Where they do not, it
/// stays there for a person, and what was asked is written down all the same.
///
/// # Errors
/// The database's.
pub async fn decide_instantly(
    app: &App,
    tx: &mut Tx,
    loaded: &mut Loaded,
    looked: &Looked,
) -> Result<()> {
    if looked.found.values.is_empty() || loaded.case.status != CaseStatus::Received {
        return looked.log(app, tx, &loaded.number).await;
    }
    let accept = Command::AcceptInstantly {};
    match decide(app, tx, loaded, &Actor::System, &accept, looked).await? {
        Ok(events) => {
            let before = loaded.case.seq;
            store::append(app, tx, loaded, "system", app.clock.now(), events).await?;
            looked.log(app, tx, &loaded.number).await?;
            notices::tell(app, tx, loaded, before).await
        }
        Err(Refusal::NotInstant) => looked.log(app, tx, &loaded.number).await,
        Err(refusal) => Err(refusal.into()),
    }
}

async fn decide(
    app: &App,
    tx: &mut Tx,
    loaded: &Loaded,
    actor: &Actor,
    command: &Command,
    looked: &Looked,
) -> Result<std::result::Result<Vec<case::Event>, Refusal>> {
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
        found: &looked.found,
    };
    Ok(case::decide(&loaded.case, command, &facts))
}

/// What is handed in later is the applicant's own, as with a filing, and kept from now on.
async fn check_supply(
    app: &App,
    tx: &mut Tx,
    identity: &Identity,
    loaded: &Loaded,
    material: &str,
    evidence: &Evidence,
) -> Result<()> {
    let allowed = case::allowed(&loaded.case, &access::actor(identity));
    let may = allowed.iter().any(|action| action.command == CommandKind::SupplyMaterial);
    let Some(before) = loaded.case.submission.as_ref().filter(|_| may) else {
        return Ok(()); // the rules refuse it with the right reason
    };
    let mut after = before.clone();
    after.evidence.insert(material.to_owned(), evidence.clone());
    uploads::check_evidence(app, tx, identity.id(), &after, Some(before)).await
}

/// Places that a command says anew are said down to the smallest that the city knows.
async fn check_places(app: &App, before: Option<&Submission>, command: &Command) -> Result<()> {
    let Some(before) = before else { return Ok(()) };
    let after = match command {
        Command::Correct { submission, .. } => submission.as_ref().clone(),
        Command::ChangeDelivery { delivery } => {
            Submission { delivery: delivery.clone(), ..before.clone() }
        }
        _ => return Ok(()),
    };
    let edition = edition(app, &before.thing, before.version).await?;
    check_regions(app, &edition.guide, Some(before), &after)
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
    let before = loaded.case.submission.as_ref();
    if loaded.case.paper.is_some() && signature.is_empty() {
        return uploads::check_evidence(app, tx, identity.id(), submission, before).await;
    }
    let signed = signatures::unused(tx, identity.id(), signature, "command.signature").await?;
    if signed.digests() != canonical::digests(submission) {
        return Err(Error::field(
            Code::DigestMismatch,
            "command.signature",
            "binds to something else",
        ));
    }
    uploads::check_evidence(app, tx, identity.id(), submission, before).await
}
