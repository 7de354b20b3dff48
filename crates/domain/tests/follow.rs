//! Materials that are to follow (容缺后补, A4), and what the law has signed on paper (A5).

mod support;

use onething_domain::calendar::Calendar;
use onething_domain::case::{
    Actor, CaseStatus, Command, CorrectionEntry, CorrectionTarget, Event, Outcome, Refusal,
    TaskStatus, allowed, watches,
};
use onething_domain::clock::{Light, reminders};
use onething_domain::guide::Guide;
use onething_domain::item::{Lapse, Paper};
use onething_domain::lint::{FindingCode, lint_item};
use onething_domain::narrow::narrow;
use onething_domain::submission::{Evidence, Submission};
use support::walk::*;
use support::{day, morning, sample};

/// Needed by the vaccination alone, whose result nothing else needs.
const ITEM: &str = "vaccination";

fn calendar() -> &'static Calendar {
    &city().calendar
}

fn guide(lapse: Lapse) -> Guide {
    let mut guide = city().guide("newborn");
    for material in guide.materials.iter_mut().filter(|material| material.is_deferrable()) {
        material.lapse = lapse;
    }
    guide
}

/// Filed on Tuesday, the 10th of March, with one material put off as long as may be; its id.
fn put_off(guide: Guide) -> (Walk, String) {
    let mut submission = sample::valid(&guide, 0);
    let material = guide.materials.iter().find(|material| {
        material.is_deferrable() && submission.evidence.contains_key(&material.id)
    });
    let material = material.expect("newborn lets something follow").clone();
    assert!(material.items.iter().any(|item| item == ITEM), "{material:?}");
    let until = calendar().add(day("2026-03-10"), material.deferred_days);
    submission.evidence.insert(material.id.clone(), Evidence::Deferred { until });
    (Walk::file_this(guide, submission), material.id)
}

fn supply(material: &str) -> Command {
    let evidence = Evidence::Upload { files: vec![sample::file()] };
    Command::SupplyMaterial { material: material.to_owned(), evidence }
}

fn file_now(guide: &Guide, submission: Submission) -> Result<Vec<Event>, Refusal> {
    use onething_domain::case::{Facts, NewCase, Party, file};
    let digests = onething_domain::canonical::digests(&submission);
    let facts = Facts {
        colleague: None,
        found: &Default::default(),
        now: morning("2026-03-10"),
        actor: &Actor::Applicant,
        calendar: calendar(),
        guide,
        version: 1,
        number: NUMBER,
    };
    let new = NewCase {
        applicant: Party { person: "person-1".to_owned(), company: None },
        signature: "signature-1".to_owned(),
        signed: digests,
        cosigned: Vec::new(),
        submission,
        window: None,
    };
    file(new, &facts)
}

#[test]
fn no_result_before_what_is_to_follow_is_there() {
    let (mut walk, material) = put_off(guide(Lapse::Waits));
    walk.accept();
    // Everything that does not need it goes its way.
    while let Some(task) = walk.case().tasks.iter().find(|task| {
        task.status == TaskStatus::Open
            || (task.status == TaskStatus::Approved && task.item != ITEM)
    }) {
        let (item, actor) = (task.item.clone(), walk.reviewer_of(&task.item));
        let command = match task.status {
            TaskStatus::Open => Command::Approve { item, opinion: String::new() },
            _ => Command::IssueResult { item },
        };
        walk.give(&actor, &command).unwrap();
    }
    let issue = Command::IssueResult { item: ITEM.to_owned() };
    let reviewer = walk.reviewer_of(ITEM);
    let refused = Err(Refusal::MaterialOutstanding { material: material.clone() });
    assert_eq!(walk.give(&reviewer, &issue), refused);
    assert_eq!(walk.case().status, CaseStatus::Accepted);
    let unknown = Err(Refusal::NotDeferred { material: "no_such".to_owned() });
    assert_eq!(walk.give(&Actor::Applicant, &supply("no_such")), unknown);
    let until = walk.case().deferred[0].plan.until;
    let again = Command::SupplyMaterial {
        material: material.clone(),
        evidence: Evidence::Deferred { until },
    };
    assert!(matches!(walk.give(&Actor::Applicant, &again), Err(Refusal::Invalid { .. })));
    walk.give(&Actor::Applicant, &supply(&material)).unwrap();
    assert!(walk.give(&Actor::Applicant, &supply(&material)).is_err(), "once is enough");
    walk.give(&reviewer, &issue).unwrap();
    assert_eq!(walk.case().status, CaseStatus::Finished);
}

#[test]
fn for_what_is_to_follow_no_department_answers() {
    let (mut walk, material) = put_off(guide(Lapse::Waits));
    walk.accept();
    walk.bring(ITEM);
    walk.now = morning("2026-03-13");
    let clock = walk.clock(ITEM);
    assert_eq!((clock.light, clock.used, clock.due), (Light::Waiting, 0, None));
    // It is decided meanwhile, and still waits; longer than was promised.
    let reviewer = walk.reviewer_of(ITEM);
    let approve = Command::Approve { item: ITEM.to_owned(), opinion: String::new() };
    walk.give(&reviewer, &approve).unwrap();
    walk.now = morning("2026-04-17");
    assert_eq!(walk.light(ITEM), Light::Waiting);
    let of_item =
        |walk: &Walk| watches(&walk.case(), calendar()).iter().any(|one| one.item == ITEM);
    assert!(!of_item(&walk), "nobody is recorded for it");
    walk.give(&Actor::Applicant, &supply(&material)).unwrap();
    assert!(of_item(&walk));
    assert_eq!(walk.clock(ITEM).used, 0, "the day on which it came is not counted");
    walk.now = morning("2026-04-20");
    assert_eq!(walk.clock(ITEM).used, 1);
    walk.give(&reviewer, &Command::IssueResult { item: ITEM.to_owned() }).unwrap();
    assert_eq!(walk.light(ITEM), Light::Met);
}

#[test]
fn the_applicant_is_reminded_before_and_on_the_day() {
    let (mut walk, material) = put_off(guide(Lapse::Waits));
    let (since, until) = {
        let case = walk.case();
        (case.deferred[0].since, case.deferred[0].plan.until)
    };
    let days = reminders(since, until, calendar());
    assert_eq!(days.len(), 2);
    assert_eq!(calendar().add(days[0], 2), until);
    assert_eq!(days[1], until);
    let remind = Command::RemindMaterial { material: material.clone() };
    assert_eq!(walk.give(&Actor::System, &remind), Err(Refusal::TooEarly));
    for day in days {
        walk.now = morning(&day.to_string());
        walk.give(&Actor::System, &remind).unwrap();
        let next = walk.give(&Actor::System, &remind);
        assert!(matches!(next, Err(Refusal::TooEarly | Refusal::WrongState)), "once a day");
    }
    assert_eq!(walk.give(&Actor::System, &remind), Err(Refusal::WrongState));
    assert_eq!(walk.case().deferred[0].reminded, 2);
    // Little time: nobody is asked at once for what they have just put off.
    assert_eq!(reminders(since, day("2026-03-11"), calendar()), [day("2026-03-11")]);
    assert!(reminders(since, day("2026-03-10"), calendar()).is_empty());
}

#[test]
fn what_has_not_followed_waits_or_ends_what_needs_it() {
    for lapse in [Lapse::Waits, Lapse::Ends] {
        let (mut walk, material) = put_off(guide(lapse));
        walk.accept();
        let command = Command::LapseMaterial { material: material.clone() };
        let until = walk.case().deferred[0].plan.until;
        walk.now = morning(&until.to_string());
        assert_eq!(walk.give(&Actor::System, &command), Err(Refusal::TooEarly), "the day counts");
        let task = walk.case().task(ITEM).unwrap().status;
        walk.now = morning(&until.succ_opt().unwrap().to_string());
        walk.give(&Actor::System, &command).unwrap();
        assert_eq!(walk.give(&Actor::System, &command), Err(Refusal::WrongState));
        let case = walk.case();
        assert!(case.deferred[0].lapsed_at.is_some());
        match lapse {
            Lapse::Waits => {
                assert_eq!(case.task(ITEM).unwrap().status, task);
                walk.give(&Actor::Applicant, &supply(&material)).unwrap();
            }
            Lapse::Ends => {
                let ended = case.task(ITEM).unwrap();
                assert_eq!(ended.status, TaskStatus::Ended);
                assert_eq!(ended.outcome, Some(Outcome::MaterialLacking { material }));
                let others = case.tasks.iter().filter(|task| task.item != ITEM);
                assert!(others.into_iter().all(|task| task.status != TaskStatus::Ended));
            }
        }
    }
}

#[test]
fn what_no_item_needs_any_more_is_not_asked_for() {
    let (mut walk, material) = put_off(guide(Lapse::Waits));
    assert_eq!(walk.case().wanted().count(), 1, "before acceptance everything is wanted");
    walk.accept();
    assert_eq!(walk.case().wanted().count(), 1);
    let withdraw = Command::WithdrawItem { item: ITEM.to_owned(), reason: String::new() };
    walk.give(&Actor::Applicant, &withdraw).unwrap();
    let case = walk.case();
    assert_eq!(case.status, CaseStatus::Accepted, "the other items go on");
    assert_eq!((case.wanted().count(), case.outstanding().count()), (0, 1));
    let until = case.deferred[0].plan.until;
    walk.now = morning(&until.to_string());
    let remind = Command::RemindMaterial { material: material.clone() };
    assert_eq!(walk.give(&Actor::System, &remind), Err(Refusal::WrongState));
    let late = Command::LapseMaterial { material: material.clone() };
    walk.now = morning(&until.succ_opt().unwrap().to_string());
    assert_eq!(walk.give(&Actor::System, &late), Err(Refusal::WrongState));
    assert_eq!(walk.give(&Actor::Applicant, &supply(&material)), Err(Refusal::WrongState));
}

#[test]
fn what_lapsed_before_acceptance_ends_with_it() {
    for lapse in [Lapse::Waits, Lapse::Ends] {
        let (mut walk, material) = put_off(guide(lapse));
        let until = walk.case().deferred[0].plan.until;
        walk.now = morning(&until.succ_opt().unwrap().to_string());
        let late = Command::LapseMaterial { material: material.clone() };
        walk.give(&Actor::System, &late).unwrap();
        let task = walk.case().task(ITEM).unwrap().status;
        assert_eq!(task, TaskStatus::Waiting, "the intake decides");
        walk.accept();
        let case = walk.case();
        let ends = lapse == Lapse::Ends;
        let outcome = ends.then(|| Outcome::MaterialLacking { material: material.clone() });
        assert_eq!(case.task(ITEM).unwrap().outcome, outcome);
        let mut others = case.tasks.iter().filter(|task| task.item != ITEM);
        assert!(others.all(|task| task.status != TaskStatus::Ended));
        // Where the item waits, the material may still come.
        let supplied = walk.give(&Actor::Applicant, &supply(&material));
        assert_eq!(supplied, if ends { Err(Refusal::WrongState) } else { Ok(()) });
    }
}

#[test]
fn what_is_put_off_anew_is_asked_after_anew() {
    let (mut walk, material) = put_off(guide(Lapse::Waits));
    let first = walk.case().deferred[0].plan.until;
    walk.now = morning(&first.to_string());
    let remind = Command::RemindMaterial { material: material.clone() };
    walk.give(&Actor::System, &remind).unwrap();
    walk.now = morning(&first.succ_opt().unwrap().to_string());
    let late = Command::LapseMaterial { material: material.clone() };
    walk.give(&Actor::System, &late).unwrap();
    let entries = vec![CorrectionEntry {
        target: CorrectionTarget::Material(material.clone()),
        message: "请补交".to_owned(),
    }];
    walk.give(&clerk(), &Command::RequestCorrections { entries }).unwrap();
    let mut again = walk.case().submission.unwrap();
    let until = calendar().add(calendar().day(walk.now), 5);
    again.evidence.insert(material.clone(), Evidence::Deferred { until });
    let command =
        Command::Correct { submission: Box::new(again), signature: "signature-2".to_owned() };
    walk.give(&Actor::Applicant, &command).unwrap();
    let case = walk.case();
    let now = &case.deferred[0];
    assert_eq!((now.plan.until, now.since, now.reminded), (until, walk.now, 0));
    assert_eq!(now.lapsed_at, None);
    walk.now = morning(&until.to_string());
    walk.give(&Actor::System, &remind).unwrap();
    walk.now = morning(&until.succ_opt().unwrap().to_string());
    walk.give(&Actor::System, &late).unwrap();
}

#[test]
fn nothing_is_put_off_longer_than_the_guide_lets_it() {
    let guide = guide(Lapse::Waits);
    let mut submission = sample::valid(&guide, 0);
    let material = guide.materials.iter().find(|material| material.is_deferrable()).unwrap();
    let until = calendar().add(day("2026-03-10"), material.deferred_days).succ_opt().unwrap();
    submission.evidence.insert(material.id.clone(), Evidence::Deferred { until });
    assert!(matches!(file_now(&guide, submission), Err(Refusal::Invalid { .. })));
}

#[test]
fn a_correction_does_not_fail_for_a_day_that_has_passed_meanwhile() {
    let (mut walk, material) = put_off(guide(Lapse::Waits));
    let field = walk.guide.fields.iter().find(|field| {
        field.r#type == onething_domain::field::FieldType::Text && field.items.len() > 1
    });
    let field = field.expect("a text").id.clone();
    let entries = vec![CorrectionEntry {
        target: CorrectionTarget::Field(field.clone()),
        message: "请写全名".to_owned(),
    }];
    walk.give(&clerk(), &Command::RequestCorrections { entries }).unwrap();
    walk.now = morning("2026-06-30");
    let mut right = walk.case().submission.unwrap();
    right.answers.insert(field, serde_json::json!("李小明"));
    let command =
        Command::Correct { submission: Box::new(right), signature: "signature-2".to_owned() };
    walk.give(&Actor::Applicant, &command).unwrap();
    assert_eq!(walk.case().outstanding().next().unwrap().plan.material, material);
}

#[test]
fn what_the_law_excludes_is_signed_on_paper() {
    let guide = city().guide("marriage");
    let submission = sample::valid(&guide, 0);
    let narrowed = narrow(&guide, &submission.situation, &submission.answers);
    assert_eq!(narrowed.paper, Some(Paper::Marriage));
    assert_eq!(file_now(&guide, submission), Err(Refusal::PaperNeeded));
    let mut walk = Walk::file("marriage", 0);
    walk.pay();
    assert_eq!(walk.give(&clerk(), &Command::Accept {}), Err(Refusal::WrongState));
    walk.now = morning("2026-06-30");
    assert!(walk.give(&Actor::System, &Command::Accept {}).is_err(), "silence signs nothing");
    let listed = |walk: &Walk| {
        allowed(&walk.case(), &clerk()).into_iter().map(|action| action.command).collect::<Vec<_>>()
    };
    assert!(listed(&walk).contains(&onething_domain::case::CommandKind::TakePaper));
    walk.give(&clerk(), &Command::TakePaper {}).unwrap();
    assert_eq!(walk.case().received_at, Some(walk.now), "the limit runs from the paper on");
    walk.give(&clerk(), &Command::Accept {}).unwrap();
}

#[test]
fn what_the_law_does_not_exclude_needs_a_signature() {
    let guide = city().guide("newborn");
    let submission = sample::valid(&guide, 0);
    assert!(file_now(&guide, submission.clone()).is_ok());
    let digests = onething_domain::canonical::digests(&submission);
    use onething_domain::case::{Facts, NewCase, Party, file};
    let facts = Facts {
        colleague: None,
        found: &Default::default(),
        now: morning("2026-03-10"),
        actor: &Actor::Applicant,
        calendar: calendar(),
        guide: &guide,
        version: 1,
        number: NUMBER,
    };
    let new = NewCase {
        applicant: Party::default(),
        submission,
        signature: String::new(),
        signed: digests,
        cosigned: Vec::new(),
        window: None,
    };
    assert_eq!(file(new, &facts), Err(Refusal::SignatureNeeded));
}

#[test]
fn the_linter_knows_what_is_signed_on_paper() {
    let of = |id: &str| city().items.iter().find(|item| item.id == id).unwrap().clone();
    let codes = |item: &onething_domain::item::Item| {
        lint_item(item, &city().catalogue()).into_iter().map(|one| one.code).collect::<Vec<_>>()
    };
    let mut item = of("marriage-registration");
    assert!(codes(&item).is_empty());
    item.paper = None;
    assert_eq!(codes(&item), [FindingCode::PaperNotSaid]);
    item.name.zh = "婚姻登记档案查询".to_owned();
    item.result.name.zh = "婚姻登记档案证明".to_owned();
    item.basis.retain(|basis| !basis.law.contains("电子签名法"));
    assert!(codes(&item).is_empty(), "to look into what was registered is no such deed");
    let mut item = of("marriage-registration");
    item.paper = Some(Paper::Marriage);
    item.basis.retain(|basis| !basis.law.contains("电子签名法"));
    assert_eq!(codes(&item), [FindingCode::PaperWithoutBasis]);
    let mut item = of("estate-inheritance");
    item.online_depth.push("5".to_owned());
    assert_eq!(codes(&item), [FindingCode::PaperOnline]);
}

#[test]
fn a_correction_makes_the_signatures_of_others_void() {
    let guide = city().guide("newborn");
    let mut situation = sample::situation(&guide, 0);
    situation.insert("parents".to_owned(), "unmarried".to_owned());
    let content = sample::content_in(&guide, situation);
    let submission = onething_domain::draft::submission(&guide, 1, "person-1", None, &content);
    let mut walk = Walk::file_this(guide, submission);
    assert!(walk.case().is_signed());
    let field = walk.guide.fields.iter().find(|field| field.id == "child_name").unwrap().id.clone();
    let entries = vec![CorrectionEntry {
        target: CorrectionTarget::Field(field.clone()),
        message: "请写全名".to_owned(),
    }];
    walk.give(&clerk(), &Command::RequestCorrections { entries }).unwrap();
    let mut right = walk.case().submission.unwrap();
    right.answers.insert(field, serde_json::json!("李小明"));
    let command =
        Command::Correct { submission: Box::new(right), signature: "signature-3".to_owned() };
    walk.give(&Actor::Applicant, &command).unwrap();
    let open = walk.case().cosigners_open;
    assert_eq!(open.len(), 1);
    assert_eq!(walk.give(&clerk(), &Command::Accept {}), Err(Refusal::WrongState));
    let by = onething_domain::case::Cosignature {
        cosigner: open[0].clone(),
        person: "person-2".to_owned(),
        signature: "signature-4".to_owned(),
    };
    let cosign = Command::Cosign { by: by.clone() };
    assert_eq!(walk.give(&Actor::Applicant, &cosign), Err(Refusal::NotAllowed));
    walk.give(&Actor::System, &cosign).unwrap();
    assert_eq!(walk.give(&Actor::System, &cosign), Err(Refusal::WrongState));
    assert_eq!(walk.case().cosignatures, [by]);
    walk.give(&clerk(), &Command::Accept {}).unwrap();
}
