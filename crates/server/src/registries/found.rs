//! What is found out before a decision: licences that the applicant holds, what registries say, and the lot.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use onething_domain::case::{self, Command, CommandKind};
use onething_domain::guide::Guide;
use onething_domain::instant::{
    self, APPLICANT, APPLICANT_AGE, Finding, Found, Known, LICENCE, Query, RuleSource,
};
use onething_domain::licence::Licence;
use onething_domain::narrow::narrow;
use onething_domain::submission::Submission;
use serde_json::Value;

use super::{Down, Record, ask};
use crate::app::App;
use crate::cases::file::edition;
use crate::cases::{access, store};
use crate::db::Tx;
use crate::error::Result;
use crate::session::{Identity, store as people};
use crate::{exec, licences};

/// What was found out, and whom it was asked of.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// For the rules.
    pub found: Found,
    asked: Vec<Asked>,
}

/// A question to a registry, for the log.
#[derive(Clone, Debug)]
struct Asked {
    item: String,
    registry: String,
    outcome: &'static str,
    at: DateTime<Utc>,
}

impl Looked {
    /// Writes down what was asked about whom; with the case, whatever came of it.
    ///
    /// # Errors
    /// The database's.
    pub async fn log(&self, app: &App, tx: &mut Tx, number: &str) -> Result<()> {
        for asked in &self.asked {
            exec!(
                &mut *tx,
                "INSERT INTO registry_lookup (id, number, item, registry, outcome, at) VALUES ($1, $2, $3, $4, $5, $6)",
                app.clock.id(),
                number,
                &asked.item,
                &asked.registry,
                asked.outcome,
                asked.at
            )?;
        }
        Ok(())
    }
}

/// For a submission that is about to be filed: where rules may decide all of its items, and only then.
///
/// # Errors
/// The database's.
pub async fn for_submission(app: &App, guide: &Guide, submission: &Submission) -> Result<Looked> {
    let narrowed = narrow(guide, &submission.situation, &submission.answers);
    if !narrowed.nodes.iter().all(|node| node.item.instant.is_some()) {
        return Ok(Looked::default());
    }
    let items: Vec<&str> = narrowed.nodes.iter().map(|node| node.item.id.as_str()).collect();
    look(app, guide, submission, &items).await
}

/// For a command that somebody is about to give, where rules may decide by it: what it lets start, or what waited for
/// the material that it brings. Whether they may give it is asked first: nobody has registries asked about a case that
/// is not theirs to handle.
///
/// # Errors
/// The database's.
pub async fn for_command(
    app: &App,
    identity: Option<&Identity>,
    number: &str,
    command: &Command,
) -> Result<Looked> {
    use CommandKind::{Accept, IssueResult, SupplyMaterial};
    if !matches!(command.kind(), Accept | IssueResult | SupplyMaterial) {
        return Ok(Looked::default());
    }
    let loaded = {
        let mut tx = app.db.read().await?;
        if let Some(identity) = identity {
            access::find(&mut tx, identity, number).await?;
        }
        store::load(app, &mut tx, number).await?
    };
    let (kind, item) = (command.kind(), command.item());
    let may = identity.is_none_or(|identity| {
        let allowed = case::allowed(&loaded.case, &access::actor(identity));
        allowed.iter().any(|it| it.command == kind && it.item.as_deref() == item)
    });
    let (Some(submission), true) = (&loaded.case.submission, may) else {
        return Ok(Looked::default());
    };
    let edition = edition(app, &submission.thing, submission.version).await?;
    let guide = &edition.guide;
    let supplied = match command {
        Command::SupplyMaterial { material, .. } => case::may_decide(&loaded.case, guide, material),
        _ => Vec::new(),
    };
    let items: Vec<&str> = match kind {
        SupplyMaterial => supplied.iter().map(String::as_str).collect(),
        _ => instant::may_start(&loaded.case.tasks, guide, item),
    };
    look(app, guide, submission, &items).await
}

/// For a case whose bill is about to be paid: then it reaches the intake, which rules may answer.
///
/// # Errors
/// The database's.
pub async fn for_payment(app: &App, number: &str) -> Result<Looked> {
    let loaded = {
        let mut tx = app.db.read().await?;
        store::load(app, &mut tx, number).await?
    };
    let Some(submission) = &loaded.case.submission else { return Ok(Looked::default()) };
    let edition = edition(app, &submission.thing, submission.version).await?;
    for_submission(app, &edition.guide, submission).await
}

/// Finds out what the rules of some items turn on, and draws the lot for each.
async fn look(app: &App, guide: &Guide, submission: &Submission, items: &[&str]) -> Result<Looked> {
    let mut looked = Looked::default();
    if items.is_empty() {
        return Ok(looked);
    }
    let (held, own) = of_applicant(app, submission).await?;
    // Several items ask the same registry the same: one question.
    let mut said: BTreeMap<(String, BTreeMap<String, String>), _> = BTreeMap::new();
    for id in items {
        let Some(node) = guide.node(id) else { continue };
        let mut known = held.clone();
        for query in instant::lookups(&node.item, submission, &own) {
            let key = (query.registry.clone(), query.keys.clone());
            if !said.contains_key(&key) {
                let answer = app_ask(app, &query).await;
                said.insert(key.clone(), (answer, app.clock.now()));
            }
            let Some((answer, at)) = said.get(&key) else { continue };
            known.extend(note(&mut looked.asked, id, &query, answer, *at));
        }
        looked.found.values.insert((*id).to_owned(), known);
        if app.draws_sample() {
            looked.found.sampled.insert((*id).to_owned());
        }
    }
    Ok(looked)
}

async fn app_ask(app: &App, query: &Query) -> std::result::Result<Option<Record>, Down> {
    let catalogue = app.shelf.catalogue();
    ask(app, &catalogue.registries, query).await
}

/// Notes what came of a question; gives what is known by it.
fn note(
    log: &mut Vec<Asked>,
    item: &str,
    query: &Query,
    answer: &std::result::Result<Option<Record>, Down>,
    at: DateTime<Utc>,
) -> Known {
    let (outcome, known) = match answer {
        Ok(Some(record)) => ("found", instant::said(query, record, at)),
        Ok(None) => ("unknown", Known::new()),
        Err(Down(why)) => {
            tracing::warn!(registry = query.registry, why, "a registry is down; a person decides");
            ("down", Known::new())
        }
    };
    let (item, registry) = (item.to_owned(), query.registry.clone());
    log.push(Asked { item, registry, outcome, at });
    known
}

/// Valid licences and age of an applicant, as conditions know them; and with what registries are asked about them.
async fn of_applicant(
    app: &App,
    submission: &Submission,
) -> Result<(Known, BTreeMap<&'static str, String>)> {
    let today = licences::today(app)?;
    let mut tx = app.db.read().await?;
    let company = submission.company.as_deref();
    let held = licences::usable(app, &mut tx, &submission.applicant, company).await?;
    let valid = held.iter().filter(|licence| licence.is_valid(today));
    let finding = |licence: &Licence| {
        let source = RuleSource::Licence { number: licence.masked_number() };
        (format!("{LICENCE}.{}", licence.kind), Finding { value: Value::Bool(true), source })
    };
    let mut known: Known = valid.map(finding).collect();
    let mut own = BTreeMap::new();
    if let Some(person) = people::person(app, &mut tx, &submission.applicant).await? {
        let [id_card, name] = APPLICANT;
        let number = person.id_card(app)?;
        let age = instant::age_by(&number, id_card, today);
        known.extend(age.map(|age| (APPLICANT_AGE.to_owned(), age)));
        own = BTreeMap::from([(id_card, number), (name, person.name)]);
    }
    Ok((known, own))
}
