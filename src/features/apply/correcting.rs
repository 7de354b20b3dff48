//! A correction while it is made: what was typed stays on this device until it has arrived, and what was sent keeps its
//! ids, so that a double tap, a lost answer and a reload never correct twice (C1).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use onething_api::cases::CommandRequest;
use onething_api::guides::CityView;
use onething_api::uploads::SignRequest;
use onething_domain::answers::Answers;
use onething_domain::canonical;
use onething_domain::case::{Command, Correctable, CorrectionRound};
use onething_domain::draft::{DraftContent, submission};
use onething_domain::guide::Guide;
use onething_domain::submission::{Digests, Evidence, Submission};
use onething_domain::validate::{Problem, validate_correction};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::Around;
use super::filed::Filed;
use super::filing::{self, is_undecided, look_of};
use super::form::{Form, today};
use super::shelf::Shelf;
use super::upload::Uploads;
use crate::{
    api::{self, ApiError, Wrote},
    i18n::t,
    json,
    load::in_words,
    platform::{id, storage},
    words::why,
};

/// What this device keeps of a correction.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Kept {
    /// When it was asked for: another request begins anew.
    asked_at: DateTime<Utc>,
    /// What stands in the fields that may be changed; null where nothing does.
    answers: Answers,
    /// How the materials are met that may be met otherwise.
    evidence: BTreeMap<String, Option<Evidence>>,
    /// What was sent, for as long as no answer has come.
    sent: Option<Sent>,
}

/// What was sent.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Sent {
    /// Id of the command.
    id: String,
    expected_seq: i64,
    /// What it was made of.
    digests: Digests,
    /// What it was signed with.
    #[serde(default)]
    look: String,
    /// Id of the signature; empty where it is signed on paper.
    signature: String,
}

/// Why a correction was refused, in words and in more, and what was found wrong with it.
type Refused = (String, String, Vec<Problem>);

fn key(number: &str) -> String {
    storage::own(&format!("correction.{number}"))
}

/// Forgets what this device kept of the correction of a case.
pub fn forget(number: &str) {
    storage::remove(&key(number));
}

/// A correction under way.
#[derive(Clone, Copy)]
pub struct Correction {
    /// What is being filled in.
    pub form: Form,
    /// Files on their way.
    pub uploads: Uploads,
    /// What controls need beside their field.
    pub around: Around,
    /// The case as it is known.
    pub case: StoredValue<Filed>,
    /// What was asked.
    pub asked: StoredValue<CorrectionRound>,
    /// What may be changed.
    pub open: StoredValue<Correctable>,
    sent: StoredValue<Option<Sent>>,
}

impl Correction {
    /// Takes up what this device had kept of it.
    pub fn new(case: Filed, guide: Arc<Guide>, city: &CityView, asked: CorrectionRound) -> Self {
        let open = Correctable::new(&guide, &case.submission, &asked.entries);
        let mut content = DraftContent::from(&case.submission);
        let kept = storage::read(&key(&case.number)).and_then(|text| json::read::<Kept>(&text));
        let kept = kept.filter(|kept| kept.asked_at == asked.asked_at).unwrap_or_default();
        content.answers.extend(kept.answers);
        for (id, how) in kept.evidence {
            match how {
                Some(how) => content.evidence.insert(id, how),
                None => content.evidence.remove(&id),
            };
        }
        // A file that is still on its way when the page is left has somewhere to arrive.
        Shelf::get().keep(|| {
            let told = StoredValue::new(None::<Self>);
            let changed = Callback::new(move |()| {
                if let Some(correction) = told.get_value() {
                    correction.keep();
                }
            });
            let form = Form::new(guide, &content, changed);
            let uploads = Uploads::new(form);
            uploads.sync();
            let correction = Self {
                form,
                uploads,
                around: Around::new(city),
                case: StoredValue::new(case),
                asked: StoredValue::new(asked),
                open: StoredValue::new(open),
                sent: StoredValue::new(kept.sent),
            };
            told.set_value(Some(correction));
            correction
        })
    }

    /// Writes to this device what was made of it.
    fn keep(self) {
        let guide = self.form.guide();
        let (answers, evidence) = (self.form.answers(), self.form.evidence.get_untracked());
        let (fields, materials) = self.open.with_value(|open| {
            let fields = guide.fields.iter().filter(|field| open.field(&field.id, true));
            let materials = guide.materials.iter().filter(|of| open.material(&of.id, true));
            let value = |id: &String| answers.get(id).cloned().unwrap_or(Value::Null);
            let fields = fields.map(|field| (field.id.clone(), value(&field.id)));
            let materials = materials.map(|of| (of.id.clone(), evidence.get(&of.id).cloned()));
            (fields.collect(), materials.collect())
        });
        let kept = Kept {
            asked_at: self.asked.with_value(|asked| asked.asked_at),
            answers: fields,
            evidence: materials,
            sent: self.sent.get_value(),
        };
        let number = self.case.with_value(|case| case.number.clone());
        storage::write(&key(&number), &api::to_json(&kept));
    }

    /// The whole submission as it stands now.
    pub fn submission(self) -> Submission {
        self.case.with_value(|case| {
            let filed = &case.submission;
            let content = self.form.content("");
            let guide = self.form.guide();
            submission(&guide, filed.version, &filed.applicant, filed.company.as_deref(), &content)
        })
    }

    /// What is wrong with it, marked at the fields.
    pub fn check(self) -> Vec<Problem> {
        let guide = self.form.guide();
        let after = self.submission();
        let problems = self
            .case
            .with_value(|case| validate_correction(&guide, &case.submission, &after, today()));
        self.form.mark_all(&problems);
        problems
    }

    /// Signs and sends; or why that was refused.
    pub async fn send(self, image: Option<String>, stamp: bool) -> Result<Filed, Refused> {
        let corrected = self.submission();
        let digests = canonical::digests(&corrected);
        let look = look_of(image.as_deref(), stamp);
        let same = |sent: &Sent| sent.digests == digests && sent.look == look;
        let sent = match self.sent.get_value().filter(same) {
            Some(sent) => sent,
            None => {
                let signature = match image {
                    Some(image) => self.sign(&digests, image, stamp).await?,
                    None => String::new(),
                };
                let expected_seq = self.case.with_value(|case| case.seq);
                Sent { id: id::fresh(), expected_seq, digests, look, signature }
            }
        };
        self.remember(Some(sent.clone()));
        let request = CommandRequest {
            id: sent.id.clone(),
            expected_seq: sent.expected_seq,
            command: Command::Correct {
                submission: Box::new(corrected),
                signature: sent.signature.clone(),
            },
        };
        let number = self.case.with_value(|case| case.number.clone());
        match api::cases::command::<Filed>(&number, &request).await {
            Ok(Wrote::Done(case)) => {
                forget(&number);
                Ok(*case)
            }
            Ok(Wrote::Stale(case)) => {
                // What was signed stays so; it is sent anew on top of what happened.
                let (id, expected_seq) = (id::fresh(), case.seq);
                self.case.update_value(|known| known.seq = case.seq);
                self.remember(Some(Sent { id, expected_seq, ..sent }));
                Err((t("error.stale_case"), String::new(), Vec::new()))
            }
            Err(error) => {
                if !is_undecided(&error) {
                    filing::answered();
                    self.remember(None);
                }
                Err(refused(&error))
            }
        }
    }

    fn remember(self, sent: Option<Sent>) {
        self.sent.set_value(sent);
        self.keep();
    }

    async fn sign(self, digests: &Digests, image: String, stamp: bool) -> Result<String, Refused> {
        let company = self.case.with_value(|case| case.submission.company.clone());
        let company = company.filter(|_| stamp);
        let (id, digests) = (id::fresh(), digests.clone());
        let new = SignRequest { id, draft: None, digests, image, stamp, company };
        filing::sign(new).await.map_err(|error| refused(&error))
    }
}

fn refused(error: &ApiError) -> Refused {
    let (title, text) = in_words(error);
    (title, why(error).unwrap_or(text), error.problems())
}
