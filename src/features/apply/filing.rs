//! Signing and filing, once: the id of the filing is kept on the device until the server has
//! answered, so that a double tap, a lost answer and a reload never file twice (A6).

use leptos::prelude::{GetUntracked, WithUntracked};
use onething_api::cases::FileCase;
use onething_api::uploads::{DraftRevision, SignRequest};
use onething_domain::canonical;
use onething_domain::submission::Digests;
use serde::{Deserialize, Serialize};

use super::filed::Filed;
use super::work::{self, Work};
use crate::{
    api::{self, ApiError},
    links,
    platform::{history, id, storage},
};

/// What was sent, for as long as no answer has come.
#[derive(Serialize, Deserialize)]
struct Sent {
    id: String,
    revision: i64,
    signature: String,
}

fn key(draft: &str) -> String {
    storage::own(&format!("filing.{draft}"))
}

fn sent(draft: &str) -> Option<Sent> {
    crate::json::read(&storage::read(&key(draft))?)
}

/// Signs what is shown, unless that is done on paper (no image), and files it. `None` where another device changed the draft meanwhile: the
/// person has to look again.
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
    let before = sent(&draft).filter(|sent| sent.revision == revision);
    let sent = match before {
        Some(sent) => sent,
        None => {
            let signature = match image {
                Some(image) => sign(&draft, revision, shown, image, stamp).await?,
                None => String::new(),
            };
            let sent = Sent { id: id::fresh(), revision, signature };
            storage::write(&key(&draft), &api::to_json(&sent));
            sent
        }
    };
    let filed = send(&draft, &sent).await?;
    work.done();
    Ok(Some(filed))
}

async fn sign(
    draft: &str,
    revision: i64,
    digests: Digests,
    image: String,
    stamp: bool,
) -> Result<String, ApiError> {
    let draft = Some(DraftRevision { id: draft.to_owned(), revision });
    let request = SignRequest { id: id::fresh(), draft, digests, image, stamp, company: None };
    Ok(api::uploads::sign(&request).await?.id)
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
    let undecided =
        answer.as_ref().is_err_and(|error| error.offline || error.problem.status >= 500);
    if !undecided {
        storage::remove(&key(draft));
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
