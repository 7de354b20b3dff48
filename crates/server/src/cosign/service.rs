//! What becomes of invitations: answered, void after a change, filed, forgotten.

use chrono::TimeDelta;
use onething_api::cosign::{CosignState, CosignerList, CosignerView, Invitation, REASON_MAX};
use onething_api::drafts::Draft;
use onething_api::problem::Code;
use onething_domain::canonical;
use onething_domain::case::{Actor, Command, Cosignature, Cosigned};
use onething_domain::message::MessageKind;
use onething_domain::narrow::narrow;
use onething_domain::submission::{Digests, Evidence, Submission};
use onething_domain::text::Text;
use onething_domain::thing::Cosigner;

use super::store::{self, Row, until};
use crate::app::App;
use crate::cases::commands;
use crate::cases::file::{edition, submission_of};
use crate::cases::store::{self as cases, Loaded};
use crate::db::Tx;
use crate::drafts;
use crate::error::{Error, Result};
use crate::outbox::{self, Message};
use crate::session::Citizen;
use crate::session::store as people;
use crate::signatures;
use crate::uploads::store::Upload;

/// Days after which an invitation that ran out is forgotten.
const FORGOTTEN_AFTER: i64 = 30;

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

/// A cosigner with their invitation, as the applicant sees it.
///
/// # Errors
/// The database's, or where something does not open.
pub async fn view(
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
        let token = view.state.is_waiting().then(|| row.token(app)).transpose()?;
        view.link = token.map(|token| page(&token));
    }
    Ok(view)
}

/// The page that an invitation leads to.
pub fn page(token: &str) -> String {
    format!("/cosign/{token}")
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
    /// The case that it became.
    pub case: Option<Loaded>,
}

impl Opened {
    /// What would be signed now.
    async fn submission(&self, app: &App) -> Result<Option<Submission>> {
        match (&self.draft, &self.case) {
            (Some(draft), _) => Ok(Some(submission_of(app, &self.row.owner, draft).await?)),
            (None, Some(loaded)) => Ok(loaded.case.submission.clone()),
            (None, None) => Ok(None),
        }
    }
}

/// Opens an invitation: the first who does is the one who answers.
///
/// # Errors
/// Not found, whether there is none or it is another's; over where it was replaced; forbidden to the applicant themselves.
pub async fn open(app: &App, tx: &mut Tx, citizen: &Citizen, token: &str) -> Result<Opened> {
    let Some(draft) = store::draft_of(app, tx, token).await? else {
        return Err(match store::replaced(app, tx, token, &citizen.id).await? {
            Some(_) => over("token", "a newer link was sent, or it was taken back"),
            None => Error::new(Code::NotFound),
        });
    };
    // Held first, as by all who change its invitations: what is signed stands there until the signature does, too.
    drafts::store::hold(tx, &draft).await?;
    let row = store::open(app, tx, token, &citizen.id).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    if row.owner == citizen.id {
        return Err(Error::field(Code::Forbidden, "token", "you are the applicant"));
    }
    let draft = drafts::store::get(app, tx, &row.owner, &row.draft).await?;
    let case = match row.number.is_empty() {
        true => None,
        false => {
            cases::hold(tx, &row.number).await?;
            Some(cases::load(app, tx, &row.number).await?)
        }
    };
    if draft.is_none() && case.is_none() && row.state(app.clock.now()) != CosignState::Filed {
        return Err(Error::new(Code::NotFound));
    }
    Ok(Opened { row, draft, case })
}

/// An invitation that may not be answered, or not be sent.
pub fn over(field: &'static str, detail: &str) -> Error {
    Error::field(Code::InvitationOver, field, detail)
}

/// What somebody sees who follows a link that no longer holds; none where it does, or was never theirs.
///
/// # Errors
/// The database's.
pub async fn replaced(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    token: &str,
) -> Result<Option<Invitation>> {
    let since = store::replaced(app, tx, token, &citizen.id).await?;
    Ok(since.map(|since| Invitation {
        from: String::new(),
        label: Text::default(),
        why: Text::default(),
        state: CosignState::Replaced,
        expires_at: since,
        answered_at: None,
        submission: None,
    }))
}

/// What the invited person sees.
///
/// # Errors
/// The database's.
pub async fn invitation(app: &App, tx: &mut Tx, opened: Opened) -> Result<Invitation> {
    let state = opened.row.state(app.clock.now());
    let mut submission = opened.submission(app).await?;
    let row = opened.row;
    let mut cosigner = None;
    if let Some(submission) = &submission {
        let edition = edition(app, &submission.thing, submission.version).await?;
        cosigner = edition.guide.cosigners.iter().find(|one| one.id == row.cosigner).cloned();
    }
    if !state.is_readable() {
        submission = None;
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

/// The title of what an invitation that may be answered now is about, and the digests of what it stands for.
///
/// # Errors
/// It may no longer be answered.
pub async fn answerable(app: &App, opened: &Opened) -> Result<(Text, Digests)> {
    let open = opened.row.state(app.clock.now()).is_readable();
    let drafted = opened.draft.as_ref().map(|draft| draft.title.clone());
    let title = drafted.or_else(|| opened.case.as_ref().map(|loaded| loaded.case.title.clone()));
    let submission = if open { opened.submission(app).await? } else { None };
    match (title, submission) {
        (Some(title), Some(submission)) => Ok((title, canonical::digests(&submission))),
        _ => Err(over("token", "it may no longer be answered")),
    }
}

/// A signature over a case that was corrected goes on its record.
///
/// # Errors
/// The case has moved on, or the database's.
pub async fn signed_again(
    app: &App,
    tx: &mut Tx,
    opened: Opened,
    signature: &str,
) -> Result<Option<Loaded>> {
    let Some(mut loaded) = opened.case else { return Ok(None) };
    let by = Cosignature {
        cosigner: opened.row.cosigner,
        person: opened.row.person.clone(),
        signature: signature.to_owned(),
    };
    let signer = format!("cosigner:{}", opened.row.person);
    let command = Command::Cosign { by };
    commands::run(app, tx, &mut loaded, &Actor::System, &signer, &command).await?;
    signatures::take(tx, &opened.row.person, signature).await?;
    store::signed_again(tx, &opened.row.id).await?;
    Ok(Some(loaded))
}

/// A case was corrected: signatures over what it was before no longer hold, and those who made them are told.
///
/// # Errors
/// The database's.
pub async fn corrected(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    for row in store::of_case(tx, &loaded.number).await? {
        store::void(tx, &row.id, until(app.clock.now())).await?;
        tell_void(app, tx, &row.person, &loaded.case.title).await?;
    }
    Ok(())
}

/// Tells somebody that what they signed has changed.
async fn tell_void(app: &App, tx: &mut Tx, person: &str, title: &Text) -> Result<()> {
    let message = Message {
        kind: MessageKind::CosignVoid,
        key: format!("cosign/{}", app.clock.id()),
        about: String::new(),
        with: vec![("thing", title.clone())],
    };
    outbox::tell(app, tx, person, message).await
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
    title: &Text,
    (owner, cosigner): (&str, &str),
) -> Result<()> {
    let message = Message {
        kind,
        key: format!("cosign/{}", app.clock.id()),
        about: "/my".to_owned(),
        with: vec![("thing", title.clone()), ("name", Text::zh(cosigner))],
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
        tell_void(app, tx, &row.person, &draft.title).await?;
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

/// The draft became a case, which has the signatures beside the applicant's from now on.
///
/// # Errors
/// The database's.
pub async fn filed(tx: &mut Tx, draft: &str, loaded: &Loaded) -> Result<()> {
    for signed in &loaded.case.cosignatures {
        signatures::take(tx, &signed.person, &signed.signature).await?;
    }
    store::filed(tx, draft, &loaded.number).await
}

/// Whether a person may see a file because they were invited to sign a draft that has it. What a draft names is compared
/// only when it is filed: before, an invitation opens nothing but files of who invites.
///
/// # Errors
/// The database's.
pub async fn may_see_file(app: &App, tx: &mut Tx, person: &str, file: &Upload) -> Result<bool> {
    for row in store::of_person(tx, person).await? {
        if !row.state(app.clock.now()).is_readable() {
            continue;
        }
        let evidence = match drafts::store::get(app, tx, &row.owner, &row.draft).await? {
            Some(_) if file.owner != row.owner => continue,
            Some(draft) => draft.content.evidence,
            None if row.number.is_empty() => continue,
            None => {
                let submission = cases::load(app, tx, &row.number).await?.case.submission;
                submission.map(|submission| submission.evidence).unwrap_or_default()
            }
        };
        let has = evidence.values().any(|how| match how {
            Evidence::Upload { files } => files.iter().any(|known| known.id == file.id),
            _ => false,
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
