//! Filing: a draft becomes a case, in one transaction (A6).

use std::sync::Arc;

use onething_api::cases::FileCase;
use onething_api::drafts::Draft;
use onething_api::problem::Code;
use onething_domain::canonical;
use onething_domain::case::{self, Actor, Facts, NewCase, Party, Refusal};
use onething_domain::draft::submission;
use onething_domain::guide::Guide;
use onething_domain::identifier;
use onething_domain::instant::Found;
use onething_domain::submission::Submission;
use onething_domain::validate::validate_regions;

use super::store::{self, Loaded};
use super::{access, commands, notices};
use crate::app::App;
use crate::city::catalogue::Edition;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::client_id;
use crate::registries::{self, Looked};
use crate::reply::{self, Begun};
use crate::session::{Citizen, Identity};
use crate::{cosign, drafts, one, signatures, uploads};

/// The submission that a draft stands for: what was shown, signed and will be filed.
///
/// # Errors
/// Where its guide is gone, or the database's.
pub async fn submission_of(app: &App, owner: &str, draft: &Draft) -> Result<Submission> {
    let edition = edition(app, &draft.thing, draft.version).await?;
    Ok(submission(&edition.guide, draft.version, owner, draft.company.as_deref(), &draft.content))
}

/// The edition of a guide under which a draft or case stands.
///
/// # Errors
/// Where it is gone, or the database's.
pub async fn edition(app: &App, thing: &str, version: u32) -> Result<Arc<Edition>> {
    let edition = app.shelf.edition(app, thing, version).await?;
    edition.ok_or_else(|| Error::Broken(format!("guide {thing} {version} is gone")))
}

/// Files a draft; sent twice with the same id, it is filed once.
///
/// # Errors
/// Whatever is wrong with it; nothing has changed then.
pub async fn file(app: &App, citizen: &Citizen, request: &FileCase) -> Result<Loaded> {
    client_id(&request.id)?;
    let looked = look(app, citizen, request).await?;
    let mut tx = app.db.write().await?;
    if let Begun::Before(answer) =
        reply::begin(app, &mut tx, &citizen.id, &request.id, request).await?
    {
        return as_answered(app, &mut tx, &answer).await;
    }
    let draft = drafts::store::own(app, &mut tx, &citizen.id, &request.draft).await?;
    if draft.revision != request.revision {
        return Err(Error::stale(Code::StaleRevision, &draft));
    }
    if draft.company.as_ref().is_some_and(|code| !citizen.may_act_for(code)) {
        return Err(Error::field(Code::Forbidden, "company", "you may no longer act for it"));
    }
    if !drafts::store::take(&mut tx, &draft).await? {
        let current = drafts::store::own(app, &mut tx, &citizen.id, &draft.id).await?;
        return Err(Error::stale(Code::StaleRevision, &current));
    }
    check_version(&mut tx, &draft).await?;
    let mut loaded = Loaded::new(next_number(app, &mut tx).await?);
    let events = decide(app, &mut tx, citizen, &draft, request, &loaded.number).await?;
    let who = access::signer(&Identity::Citizen(citizen.clone()));
    store::append(app, &mut tx, &mut loaded, &who, app.clock.now(), events).await?;
    cosign::filed(&mut tx, &draft.id, &loaded).await?;
    let_go(app, &mut tx, &citizen.id, &draft, &loaded).await?;
    drafts::store::filed(app, &mut tx, &citizen.id, &draft.id, &loaded.number).await?;
    notices::tell(app, &mut tx, &loaded, 0).await?;
    commands::decide_instantly(app, &mut tx, &mut loaded, &looked).await?;
    let answer = format!("{} {}", loaded.number, loaded.case.seq);
    reply::end(&mut tx, &citizen.id, &request.id, &answer).await?;
    tx.commit().await?;
    Ok(loaded)
}

/// Files that the draft held and the case does not have, since their material no longer applies, go like all that nothing
/// names.
async fn let_go(app: &App, tx: &mut Tx, owner: &str, draft: &Draft, loaded: &Loaded) -> Result<()> {
    let Some(filed) = &loaded.case.submission else { return Ok(()) };
    uploads::release(app, tx, owner, &draft.content.evidence, &filed.evidence).await
}

/// The answer to a filing that is sent again: the case as it was when it had just been filed, and decided where rules
/// decide it.
async fn as_answered(app: &App, tx: &mut Tx, answer: &str) -> Result<Loaded> {
    let known = answer.split_once(' ').and_then(|(number, seq)| Some((number, seq.parse().ok()?)));
    let (number, seq) = known.unwrap_or((answer, 2)); // an answer of before knew the number only
    Ok(store::load(app, tx, number).await?.up_to(seq))
}

/// What rules may want to know of what is about to be filed: found out before the transaction, for registries take their
/// time. The draft's revision is checked again in it, so that this is about what is filed.
async fn look(app: &App, citizen: &Citizen, request: &FileCase) -> Result<Looked> {
    let draft = {
        let mut tx = app.db.read().await?;
        drafts::store::get(app, &mut tx, &citizen.id, &request.draft).await?
    };
    let Some(draft) = draft.filter(|draft| draft.revision == request.revision) else {
        return Ok(Looked::default());
    };
    let edition = edition(app, &draft.thing, draft.version).await?;
    let submission = submission_of(app, &citizen.id, &draft).await?;
    registries::for_submission(app, &edition.guide, &submission).await
}

/// The guide must be on offer in the very version of the draft: asked in the transaction, for another node
/// may just have imported a newer one.
async fn check_version(tx: &mut Tx, draft: &Draft) -> Result<()> {
    let row = one!(
        tx,
        (i64,),
        "SELECT version FROM guide WHERE thing = $1 AND status = 'published'",
        &draft.thing
    )?;
    match row {
        Some((version,)) if version == i64::from(draft.version) => Ok(()),
        Some((version,)) => Err(Error::field(
            Code::GuideChanged,
            "draft",
            format!("version {version} is offered, the draft is under {}", draft.version),
        )),
        None => Err(Error::field(Code::GuideRetired, "draft", "no longer offered")),
    }
}

async fn decide(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    draft: &Draft,
    request: &FileCase,
    number: &str,
) -> Result<Vec<case::Event>> {
    let edition = edition(app, &draft.thing, draft.version).await?;
    let submission = submission_of(app, &citizen.id, draft).await?;
    // What the law has signed on paper comes without one; whether it may, the rules say.
    let signed = match request.signature.is_empty() {
        true => canonical::digests(&submission),
        false => {
            signatures::unused(tx, &citizen.id, &request.signature, "signature").await?.digests()
        }
    };
    check_regions(app, &edition.guide, None, &submission)?;
    uploads::check_evidence(app, tx, &citizen.id, &submission, None).await?;
    let catalogue = app.shelf.catalogue();
    let facts = Facts {
        now: app.clock.now(),
        actor: &Actor::Applicant,
        calendar: catalogue.calendar()?,
        guide: &edition.guide,
        version: draft.version,
        number,
        colleague: None,
        found: &Found::default(),
    };
    let new = NewCase {
        applicant: Party { person: citizen.id.clone(), company: draft.company.clone() },
        submission,
        signature: request.signature.clone(),
        signed,
        cosigned: cosign::signed(app, tx, &draft.id).await?,
        window: citizen.window.as_ref().map(|clerk| clerk.id.clone()),
    };
    Ok(case::file(new, &facts)?)
}

/// Checks that places are said down to the smallest that the city knows.
///
/// # Errors
/// Every answer that says less, unless it was there `before`.
pub fn check_regions(
    app: &App,
    guide: &Guide,
    before: Option<&Submission>,
    submission: &Submission,
) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    let regions = catalogue.city.as_ref().map_or(&[][..], |city| &city.regions);
    let problems = validate_regions(guide, before, submission, regions);
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid { problems }.into()) }
}

/// The next number of the day. Counted in the transaction of the filing: a filing that fails leaves no gap,
/// so that the count proves that no case is missing.
async fn next_number(app: &App, tx: &mut Tx) -> Result<String> {
    let catalogue = app.shelf.catalogue();
    let day = catalogue.calendar()?.day(app.clock.now());
    let region = catalogue.city.as_ref().map_or("000000", |city| city.region.as_str());
    let row = one!(
        tx,
        (i64,),
        "INSERT INTO case_serial (day, filed) VALUES ($1, 1)
         ON CONFLICT (day) DO UPDATE SET filed = case_serial.filed + 1 RETURNING filed",
        day.to_string()
    )?;
    let (filed,) = row.ok_or_else(|| Error::Broken("no serial came back".to_owned()))?;
    let serial =
        u32::try_from(filed - 1).map_err(|_| Error::Broken("serials are used up".to_owned()))?;
    Ok(identifier::case_number(region, day, serial))
}
