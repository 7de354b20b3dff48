//! What becomes of invitations: answered, void after a change, filed, forgotten.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::cosign::{CosignState, CosignerList, CosignerView, Invitation, REASON_MAX};
use onething_api::drafts::Draft;
use onething_api::problem::Code;
use onething_domain::canonical;
use onething_domain::case::{Cosignature, Cosigned};
use onething_domain::message::MessageKind;
use onething_domain::narrow::narrow;
use onething_domain::submission::{Digests, Evidence};
use onething_domain::text::Text;
use onething_domain::thing::Cosigner;

use super::store::{self, Row};
use crate::app::App;
use crate::cases::file::{edition, submission_of};
use crate::db::Tx;
use crate::drafts;
use crate::error::{Error, Result};
use crate::outbox::{self, Message};
use crate::session::Citizen;
use crate::session::store as people;

/// Days for which an invitation may be answered.
const DAYS: i64 = 7;
/// Days after which an invitation that ran out is forgotten.
const FORGOTTEN_AFTER: i64 = 30;

/// When an invitation of this moment runs out.
pub fn until(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::days(DAYS)
}

/// The cosigners that a draft needs as it stands.
///
/// # Errors
/// Where its guide is gone.
pub async fn needed(app: &App, draft: &Draft) -> Result<Vec<Cosigner>> {
    let edition = edition(app, &draft.thing, draft.version).await?;
    let narrowed = narrow(&edition.guide, &draft.content.situation, &draft.content.answers);
    Ok(narrowed.cosigners.into_iter().cloned().collect())
}

/// Who signs a draft, and where each of them stands.
///
/// # Errors
/// The database's.
pub async fn list(app: &App, tx: &mut Tx, draft: &Draft) -> Result<CosignerList> {
    let rows = store::of_draft(tx, &draft.id).await?;
    let mut list = CosignerList::default();
    for cosigner in needed(app, draft).await? {
        let row = rows.iter().find(|row| row.cosigner == cosigner.id);
        list.cosigners.push(view(app, tx, cosigner, row).await?);
    }
    Ok(list)
}

async fn view(
    app: &App,
    tx: &mut Tx,
    cosigner: Cosigner,
    row: Option<&Row>,
) -> Result<CosignerView> {
    let mut view = CosignerView {
        id: cosigner.id,
        label: cosigner.label,
        why: cosigner.why,
        state: CosignState::Missing,
        name: None,
        reason: None,
        answered_at: None,
        expires_at: None,
        link: None,
    };
    if let Some(row) = row {
        view.state = row.state(app.clock.now());
        view.name = name(app, tx, &row.person).await?;
        view.reason = row.reason(app)?;
        view.answered_at = row.answered_at;
        view.expires_at = Some(row.expires_at);
        let waits = matches!(view.state, CosignState::Open | CosignState::Void);
        view.link =
            waits.then(|| row.token(app)).transpose()?.map(|token| format!("/cosign/{token}"));
    }
    Ok(view)
}

async fn name(app: &App, tx: &mut Tx, person: &str) -> Result<Option<String>> {
    if person.is_empty() {
        return Ok(None);
    }
    Ok(people::person(app, tx, person).await?.map(|person| person.name))
}

/// An invitation with the draft that it is about, for the invited person.
pub struct Opened {
    /// The invitation.
    pub row: Row,
    /// The draft; none once it was filed or thrown away.
    pub draft: Option<Draft>,
}

/// Opens an invitation: the first who does is the one who answers.
///
/// # Errors
/// Not found, whether there is none or it is another's; forbidden to the applicant themselves.
pub async fn open(app: &App, tx: &mut Tx, citizen: &Citizen, token: &str) -> Result<Opened> {
    let row = store::open(app, tx, token, &citizen.id).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    if row.owner == citizen.id {
        return Err(Error::field(Code::Forbidden, "token", "you are the applicant"));
    }
    // What is signed is what stands there until the signature does, too.
    drafts::store::hold(tx, &row.draft).await?;
    let draft = drafts::store::get(app, tx, &row.owner, &row.draft).await?;
    if draft.is_none() && row.state(app.clock.now()) != CosignState::Filed {
        return Err(Error::new(Code::NotFound));
    }
    Ok(Opened { row, draft })
}

/// What the invited person sees.
///
/// # Errors
/// The database's.
pub async fn invitation(app: &App, tx: &mut Tx, opened: Opened) -> Result<Invitation> {
    let Opened { row, draft } = opened;
    let state = row.state(app.clock.now());
    let readable = matches!(state, CosignState::Open | CosignState::Void | CosignState::Signed);
    let (mut cosigner, mut submission) = (None, None);
    if let Some(draft) = &draft {
        let edition = edition(app, &draft.thing, draft.version).await?;
        cosigner = edition.guide.cosigners.iter().find(|one| one.id == row.cosigner).cloned();
        if readable {
            submission = Some(submission_of(app, &row.owner, draft).await?);
        }
    }
    let (label, why) = cosigner.map(|one| (one.label, one.why)).unwrap_or_default();
    Ok(Invitation {
        from: name(app, tx, &row.owner).await?.unwrap_or_default(),
        label,
        why,
        state,
        expires_at: row.expires_at,
        answered_at: row.answered_at,
        submission,
    })
}

/// The draft of an invitation that may be answered now, and the digests of what it stands for.
///
/// # Errors
/// It may no longer be answered.
pub async fn answerable(app: &App, opened: &Opened) -> Result<(Draft, Digests)> {
    let state = opened.row.state(app.clock.now());
    let Some(draft) = opened
        .draft
        .clone()
        .filter(|_| matches!(state, CosignState::Open | CosignState::Void | CosignState::Signed))
    else {
        return Err(Error::field(Code::InvitationOver, "token", "it may no longer be answered"));
    };
    let digests = canonical::digests(&submission_of(app, &opened.row.owner, &draft).await?);
    Ok((draft, digests))
}

/// A reason as it is kept.
///
/// # Errors
/// It is empty or too long.
pub fn reason(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > REASON_MAX {
        return Err(Error::field(Code::WrongShape, "reason", "1 to 200 characters"));
    }
    Ok(text)
}

/// Tells the applicant what somebody they invited has done.
///
/// # Errors
/// The database's.
pub async fn tell_applicant(
    app: &App,
    tx: &mut Tx,
    kind: MessageKind,
    draft: &Draft,
    (owner, cosigner): (&str, &str),
) -> Result<()> {
    let message = Message {
        kind,
        key: format!("cosign/{}", app.clock.id()),
        about: "/my".to_owned(),
        with: vec![("thing", draft.title.clone()), ("name", Text::zh(cosigner))],
    };
    outbox::tell(app, tx, owner, message).await
}

/// A draft was saved: signatures over anything else no longer hold, and those who made them are told.
///
/// # Errors
/// The database's.
pub async fn look_again(app: &App, tx: &mut Tx, owner: &str, draft: &Draft) -> Result<()> {
    let now = app.clock.now();
    let rows = store::of_draft(tx, &draft.id).await?;
    let signed: Vec<&Row> =
        rows.iter().filter(|row| row.state(now) == CosignState::Signed).collect();
    if signed.is_empty() {
        return Ok(());
    }
    let digests = canonical::digests(&submission_of(app, owner, draft).await?);
    for row in signed.into_iter().filter(|row| row.digests() != digests) {
        store::void(tx, &row.id, until(now)).await?;
        let message = Message {
            kind: MessageKind::CosignVoid,
            key: format!("cosign/{}", app.clock.id()),
            about: String::new(),
            with: vec![("thing", draft.title.clone())],
        };
        outbox::tell(app, tx, &row.person, message).await?;
    }
    Ok(())
}

/// The signatures over a draft beside the applicant's.
///
/// # Errors
/// The database's.
pub async fn signed(app: &App, tx: &mut Tx, draft: &str) -> Result<Vec<Cosigned>> {
    let now = app.clock.now();
    let rows = store::of_draft(tx, draft).await?;
    let answered = |row: &Row| matches!(row.state(now), CosignState::Signed | CosignState::Void);
    let signed = rows.into_iter().filter(answered).map(|row| Cosigned {
        signed: row.digests(),
        by: Cosignature { cosigner: row.cosigner, person: row.person, signature: row.signature },
    });
    Ok(signed.collect())
}

/// The draft was filed.
///
/// # Errors
/// The database's.
pub async fn filed(tx: &mut Tx, draft: &str) -> Result<()> {
    store::filed(tx, draft).await
}

/// Whether a person may see a file because they were invited to sign a draft that has it.
///
/// # Errors
/// The database's.
pub async fn may_see_file(app: &App, tx: &mut Tx, person: &str, file: &str) -> Result<bool> {
    for row in store::of_person(tx, person).await? {
        let state = row.state(app.clock.now());
        if !matches!(state, CosignState::Open | CosignState::Void | CosignState::Signed) {
            continue;
        }
        let draft = drafts::store::get(app, tx, &row.owner, &row.draft).await?;
        let has = draft.is_some_and(|draft| {
            draft.content.evidence.values().any(|how| match how {
                Evidence::Upload { files } => files.iter().any(|known| known.id == file),
                _ => false,
            })
        });
        if has {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The draft was thrown away, and what was asked about it with it.
///
/// # Errors
/// The database's.
pub async fn forget(tx: &mut Tx, draft: &str) -> Result<()> {
    store::forget(tx, draft).await
}

/// Forgets invitations that ran out long ago.
///
/// # Errors
/// The database's.
pub async fn sweep(app: &App, tx: &mut Tx) -> Result<()> {
    store::sweep(tx, app.clock.now() - TimeDelta::days(FORGOTTEN_AFTER)).await
}
