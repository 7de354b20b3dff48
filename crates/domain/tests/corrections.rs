//! Corrections (补正, C1): what was asked, and what comes or goes with it.

mod support;

use onething_domain::case::{
    Actor, CaseStatus, Command, CorrectionEntry, CorrectionTarget, Event, Refusal,
};
use onething_domain::city::Role;
use onething_domain::depends::settles;
use onething_domain::draft::{DraftContent, submission};
use onething_domain::field::{Field, FieldType};
use onething_domain::fill;
use onething_domain::narrow::narrow;
use onething_domain::submission::{Evidence, Submission};
use serde_json::{Value, json};
use support::walk::*;

fn field(id: &str) -> CorrectionTarget {
    CorrectionTarget::Field(id.to_owned())
}

fn ask(targets: impl IntoIterator<Item = CorrectionTarget>) -> Command {
    let entry = |target| CorrectionEntry { target, message: "请核对".to_owned() };
    Command::RequestCorrections { entries: targets.into_iter().map(entry).collect() }
}

fn upload() -> Evidence {
    Evidence::Upload { files: vec![fill::file()] }
}

/// The submission with other answers, as the form makes it.
fn changed(walk: &Walk, answers: &[(&str, Value)]) -> Submission {
    let filed = walk.case().submission.unwrap();
    let mut content = DraftContent::from(&filed);
    for (id, value) in answers {
        content.answers.insert((*id).to_owned(), value.clone());
    }
    made(walk, &filed, &content)
}

fn made(walk: &Walk, filed: &Submission, content: &DraftContent) -> Submission {
    let company = filed.company.as_deref();
    submission(&walk.guide, filed.version, &filed.applicant, company, content)
}

fn correct(submission: Submission) -> Command {
    Command::Correct { submission: Box::new(submission), signature: "signature-3".to_owned() }
}

/// A case of the thing, received, in which these answers stand.
fn received(thing: &str, answers: &[(&str, Value)]) -> Walk {
    let guide = city().guide(thing);
    let mut first = support::sample::valid(&guide, 0);
    let mut content = DraftContent::from(&first);
    for (id, value) in answers {
        content.answers.insert((*id).to_owned(), value.clone());
    }
    first = submission(&guide, first.version, &first.applicant, first.company.as_deref(), &content);
    let mut walk = Walk::file_this(guide, first);
    walk.pay();
    walk
}

#[test]
fn what_an_asked_answer_brings_is_asked_with_it() {
    let mut walk = received("newborn", &[("home_same", json!(true))]);
    walk.give(&clerk(), &ask([field("home_same")])).unwrap();
    let bare = changed(&walk, &[("home_same", json!(false))]);
    let missing = walk.give(&Actor::Applicant, &correct(bare));
    let Err(Refusal::Invalid { problems }) = missing else { panic!("{missing:?}") };
    assert_eq!(problems[0].path, "answers.home_address", "it names what is missing");
    let home = json!({ "region": "510100", "detail": "人民路 2 号" });
    let whole = changed(&walk, &[("home_same", json!(false)), ("home_address", home)]);
    walk.give(&Actor::Applicant, &correct(whole)).unwrap();
    assert_eq!(walk.case().status, CaseStatus::Received);
}

#[test]
fn what_an_asked_answer_takes_away_goes() {
    let home = json!({ "region": "510100", "detail": "人民路 2 号" });
    let mut walk =
        received("newborn", &[("home_same", json!(false)), ("home_address", home.clone())]);
    walk.give(&clerk(), &ask([field("home_same")])).unwrap();
    let moved = json!({ "region": "510100", "detail": "人民路 3 号" });
    let more = changed(&walk, &[("home_address", moved)]);
    let target = "answers.home_address".to_owned();
    assert_eq!(
        walk.give(&Actor::Applicant, &correct(more)),
        Err(Refusal::NotAsked { target }),
        "what was there and stays was not asked for"
    );
    let right = changed(&walk, &[("home_same", json!(true))]);
    assert!(!right.answers.contains_key("home_address"));
    walk.give(&Actor::Applicant, &correct(right)).unwrap();
}

#[test]
fn a_material_comes_with_an_asked_answer() {
    let mut walk = received("second-hand-home", &[("supervised", json!(false))]);
    walk.give(&clerk(), &ask([field("supervised")])).unwrap();
    let filed = walk.case().submission.unwrap();
    let mut content = DraftContent::from(&filed);
    content.answers.insert("supervised".to_owned(), json!(true));
    content.evidence.insert("escrow-agreement".to_owned(), upload());
    let whole = made(&walk, &filed, &content);
    walk.give(&Actor::Applicant, &correct(whole)).unwrap();
    assert!(walk.case().submission.unwrap().evidence.contains_key("escrow-agreement"));
}

#[test]
fn what_settles_fees_cannot_be_corrected() {
    let mut walk = received("second-hand-home", &[]);
    let refused = walk.give(&clerk(), &ask([field("deal_way"), field("price")]));
    let Err(refused) = refused else { panic!("asked for what changes the bill") };
    assert_eq!(serde_json::to_value(&refused).unwrap()["refusal"], "settled");
    assert_eq!(serde_json::to_value(&refused).unwrap()["field"], "price");
    walk.give(&clerk(), &ask([field("deal_way")])).unwrap();
}

#[test]
fn what_does_not_apply_cannot_be_asked() {
    let mut walk = received("newborn", &[("home_same", json!(true))]);
    let target = "answers.home_address".to_owned();
    assert_eq!(
        walk.give(&clerk(), &ask([field("home_address")])),
        Err(Refusal::BadCorrection { target })
    );
}

/// Other answers than the one that stands.
fn others(field: &Field, now: &Value) -> Vec<Value> {
    let all: Vec<Value> = match field.r#type {
        FieldType::Flag => vec![json!(true), json!(false)],
        FieldType::Choice => field.options.iter().map(|option| json!(option.value)).collect(),
        _ => Vec::new(),
    };
    all.into_iter().filter(|value| value != now).collect()
}

/// Fills in whatever is missing, as somebody does whom the page asks.
fn complete(walk: &Walk, content: &mut DraftContent) {
    for _ in 0..4 {
        let narrowed = narrow(&walk.guide, &content.situation, &content.answers);
        let open = narrowed.fields.into_iter().filter(|of| !content.answers.contains_key(&of.id));
        let open: Vec<(String, Value)> =
            open.map(|field| (field.id.clone(), fill::answer(field))).collect();
        content.answers.extend(open);
    }
    for material in narrow(&walk.guide, &content.situation, &content.answers).materials {
        content.evidence.entry(material.id.clone()).or_insert_with(upload);
    }
}

#[test]
fn whatever_may_be_asked_can_be_answered_and_nothing_else_moves() {
    let (mut answered, mut refused) = (0, 0);
    for thing in &city().things {
        let first = Walk::file(&thing.id, 0);
        let filed = first.case().submission.unwrap();
        let fields = narrow(&first.guide, &filed.situation, &filed.answers).fields;
        for (id, value) in fields.iter().flat_map(|of| {
            let now = filed.answers.get(&of.id).cloned().unwrap_or_default();
            others(of, &now).into_iter().map(|value| (of.id.clone(), value))
        }) {
            let mut walk = Walk::file(&thing.id, 0);
            walk.pay();
            let asked = walk.give(&clerk(), &ask([field(&id)]));
            if settles(&first.guide, &filed, &id) {
                assert!(matches!(asked, Err(Refusal::Settled { .. })), "{}: {id}", thing.id);
                refused += 1;
                continue;
            }
            asked.unwrap();
            let mut content = DraftContent::from(&filed);
            content.answers.insert(id.clone(), value.clone());
            complete(&walk, &mut content);
            let after = made(&walk, &filed, &content);
            let signature =
                if walk.case().paper.is_some() { String::new() } else { "again".to_owned() };
            let command = Command::Correct { submission: Box::new(after), signature };
            let done = walk.give(&Actor::Applicant, &command);
            assert_eq!(done, Ok(()), "{}: {id} = {value}", thing.id);
            let (case, before) = (walk.case(), first.case());
            let after = case.submission.unwrap();
            let now = narrow(&walk.guide, &after.situation, &after.answers);
            assert_eq!(onething_domain::fee::total(&now.bill), before.bill.total());
            assert_eq!(now.nodes.len(), before.tasks.len());
            answered += 1;
        }
    }
    assert!(answered > 100 && refused > 2, "{answered} answered, {refused} refused");
}

/// A case that was asked once about a field, and has been corrected.
fn corrected() -> Walk {
    let mut walk = received("newborn", &[]);
    walk.give(&clerk(), &ask([field("child_name")])).unwrap();
    let right = changed(&walk, &[("child_name", json!("李小明"))]);
    walk.give(&Actor::Applicant, &correct(right)).unwrap();
    walk
}

#[test]
fn a_second_request_waits_for_a_supervisor() {
    let mut walk = corrected();
    let again = ask([field("child_name")]);
    walk.give(&clerk(), &again).unwrap();
    let case = walk.case();
    assert_eq!(case.status, CaseStatus::Received, "the applicant is not asked yet");
    let Command::RequestCorrections { entries } = again.clone() else { unreachable!() };
    assert_eq!(case.open_proposal().unwrap().entries, entries);
    assert_eq!(walk.give(&clerk(), &again), Err(Refusal::WrongState), "one at a time");
    assert!(walk.records.last().unwrap().event.is_internal());
    let Actor::Staff { id, .. } = clerk() else { unreachable!() };
    let both = Actor::Staff { id, roles: vec![Role::Clerk, Role::Supervisor], department: None };
    assert_eq!(walk.give(&both, &Command::ConfirmCorrections {}), Err(Refusal::SameEyes));
    walk.give(&supervisor(), &Command::ConfirmCorrections {}).unwrap();
    let case = walk.case();
    assert_eq!(case.status, CaseStatus::Correcting);
    assert_eq!(case.open_correction().unwrap().entries, entries);
    assert_eq!(case.proposal, None);
}

#[test]
fn a_second_request_that_goes_back_keeps_what_was_written() {
    let mut walk = corrected();
    walk.give(&clerk(), &ask([field("child_name")])).unwrap();
    let blank = Command::ReturnCorrections { reason: " ".to_owned() };
    let field_of_it = "reason".to_owned();
    assert_eq!(walk.give(&supervisor(), &blank), Err(Refusal::Blank { field: field_of_it }));
    let back = Command::ReturnCorrections { reason: "第一次就该说清".to_owned() };
    walk.give(&supervisor(), &back).unwrap();
    let kept = walk.case().proposal.unwrap();
    assert_eq!(kept.returned.as_deref(), Some("第一次就该说清"));
    assert_eq!(kept.entries.len(), 1);
    assert_eq!(
        walk.give(&supervisor(), &Command::ConfirmCorrections {}),
        Err(Refusal::WrongState),
        "what went back is not agreed to"
    );
    walk.give(&clerk(), &Command::Accept {}).unwrap();
    assert_eq!(walk.case().proposal, None, "an end of the intake is an end of it");
}

#[test]
fn an_item_that_was_not_asked_about_needs_no_supervisor() {
    let mut walks = city().things.iter().map(|thing| received(&thing.id, &[]));
    // Two things that may be asked and that no item shares.
    let found = walks.find_map(|walk| {
        let filed = walk.case().submission.unwrap();
        let now = narrow(&walk.guide, &filed.situation, &filed.answers);
        let fields = now.fields.iter().filter(|of| !settles(&walk.guide, &filed, &of.id));
        let mut all: Vec<(CorrectionTarget, Vec<String>)> =
            fields.map(|of| (field(&of.id), of.items.clone())).collect();
        all.extend(
            now.materials
                .iter()
                .map(|of| (CorrectionTarget::Material(of.id.clone()), of.items.clone())),
        );
        let mut pairs = all.iter().flat_map(|one| all.iter().map(move |other| (one, other)));
        let (one, other) =
            pairs.find(|(one, other)| one.1.iter().all(|item| !other.1.contains(item)))?;
        let pair = (one.0.clone(), other.0.clone());
        (walk.case().paper.is_none() && walk.case().is_signed()).then_some((walk, pair))
    });
    let (mut walk, (one, other)) = found.unwrap();
    walk.give(&clerk(), &ask([one])).unwrap();
    let same = walk.case().submission.unwrap();
    walk.give(&Actor::Applicant, &correct(same)).unwrap();
    walk.give(&clerk(), &ask([other])).unwrap();
    let last = &walk.records.last().unwrap().event;
    assert!(matches!(last, Event::CorrectionsRequested { .. }));
}
