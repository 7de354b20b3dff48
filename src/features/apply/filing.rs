//! Signing and filing, once: the id of the filing is kept on the device until the server has
//! answered, so that a double tap, a lost answer and a reload never file twice (A6).

use std::cell::RefCell;

use leptos::prelude::{GetUntracked, WithUntracked};
use onething_api::cases::FileCase;
use onething_api::uploads::{DraftRevision, SignRequest};
use onething_domain::canonical;
use serde::{Deserialize, Serialize};

use super::filed::Filed;
use super::work::{self, Work};
use crate::{
    api::{self, ApiError},
    links,
    platform::{history, id, storage},
};

thread_local! {
    /// The last signature that was asked for: after a lost answer the same goes out again.
    static SIGNING: RefCell<Option<SignRequest>> = const { RefCell::new(None) };
}

/// What was sent, for as long as no answer has come.
#[derive(Serialize, Deserialize)]
struct Sent {
    id: String,
    revision: i64,
    signature: String,
    /// What it was signed with, as [`look_of`] says.
    #[serde(default)]
    look: String,
}

/// What a signature looks like, to tell it from another one: its picture, and whether the company's seal is beside it.
pub fn look_of(image: Option<&str>, stamp: bool) -> String {
    let Some(image) = image else { return String::new() };
    let picture = canonical::sha256(image.as_bytes());
    if stamp { picture + "+" } else { picture }
}

fn key(draft: &str) -> String {
    storage::own(&format!("filing.{draft}"))
}

fn sent(draft: &str) -> Option<Sent> {
    crate::json::read(&storage::read(&key(draft))?)
}

/// Signs what is shown, unless that is done on paper (no image), and files it. `None` where another device changed the
/// draft meanwhile: the person has to look again.
pub async fn file(
    work: Work,
    image: Option<String>,
    stamp: bool,
) -> Result<Option<Filed>, ApiError> {
    let shown = canonical::digests(&work.submission());
    let revision = work.send().await?;
    let renewed = work.renewed.get_untracked();
    if renewed || canonical::digests(&work.submission()) != shown {
        return Ok(None);
    }
    let draft = work.id();
    // Another signature makes another filing; where the one before has arrived, the answer to this one says so.
    let look = look_of(image.as_deref(), stamp);
    let before = sent(&draft).filter(|sent| sent.revision == revision && sent.look == look);
    let sent = match before {
        Some(sent) => sent,
        None => {
            let signature = match image {
                Some(image) => {
                    let (id, digests, company) = (id::fresh(), shown, None);
                    let draft = Some(DraftRevision { id: draft.clone(), revision });
                    let new = SignRequest { id, draft, digests, image, stamp, company };
                    sign(new).await?
                }
                None => String::new(),
            };
            let sent = Sent { id: id::fresh(), revision, signature, look };
            storage::write(&key(&draft), &api::to_json(&sent));
            sent
        }
    };
    let filed = send(&draft, &sent).await?;
    work.done();
    Ok(Some(filed))
}

/// Signs; after a lost answer the same goes out again under the same id, and is done once. Gives the signature's id.
pub async fn sign(new: SignRequest) -> Result<String, ApiError> {
    let same = |last: &SignRequest| SignRequest { id: last.id.clone(), ..new.clone() } == *last;
    let request = SIGNING.take().filter(same).unwrap_or(new);
    SIGNING.set(Some(request.clone()));
    Ok(api::uploads::sign(&request).await?.id)
}

/// What was signed has been answered: whoever goes on from here signs anew.
pub fn answered() {
    SIGNING.set(None);
}

/// Whether the service may have done what was asked: no answer came, or one that says nothing.
pub fn is_undecided(error: &ApiError) -> bool {
    error.offline || error.problem.status >= 500
}

/// Sends a filing; what was sent is forgotten once the server has said yes or no.
async fn send(draft: &str, sent: &Sent) -> Result<Filed, ApiError> {
    let request = FileCase {
        id: sent.id.clone(),
        draft: draft.to_owned(),
        revision: sent.revision,
        signature: sent.signature.clone(),
    };
    let answer = api::cases::file::<Filed>(&request).await;
    if !answer.as_ref().is_err_and(is_undecided) {
        storage::remove(&key(draft));
        answered();
    }
    answer
}

/// A draft that is gone may have become a case whose answer was lost: asks again and goes there. So it does where the
/// draft was filed elsewhere, as `error` says then.
pub async fn resume(draft: &str, error: &ApiError) -> bool {
    if let Some(sent) = sent(draft).filter(|_| error.is_missing() || error.filed_as().is_some())
        && let Ok(case) = send(draft, &sent).await
    {
        work::forget(draft);
        arrive(&case);
        return true;
    }
    goes_on(draft, error)
}

/// Where an error says that a draft was filed elsewhere: goes to the receipt, unless another page is open.
pub fn goes_on(draft: &str, error: &ApiError) -> bool {
    let Some(number) = error.filed_as() else { return false };
    storage::remove(&key(draft));
    if history::here().with_untracked(|place| place.path.starts_with(&links::draft(draft, ""))) {
        work::forget(draft);
        history::replace(&links::receipt(&number));
    }
    true
}

/// Where a case that was just filed goes on: to its bill, or straight to its receipt.
pub fn arrive(case: &Filed) {
    let owed = case.bill.total() > case.bill.paid_cents;
    history::replace(&match owed {
        true => links::pay(&case.number),
        false => links::receipt(&case.number),
    });
}

#[cfg(test)]
mod tests {
    use super::look_of;

    #[test]
    fn another_picture_or_seal_is_another_signature() {
        let plain = look_of(Some("cGlj"), false);
        assert_eq!(plain, look_of(Some("cGlj"), false));
        for other in [(Some("cGlj"), true), (Some("cGlk"), false), (None, false)] {
            assert_ne!(plain, look_of(other.0, other.1), "{other:?}");
        }
    }
}
