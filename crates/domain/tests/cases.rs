//! The case engine: invariants over random lists of commands, and the ways that people would walk.

mod support;

use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use onething_domain::canonical::digests;
use onething_domain::case::{
    Actor, Case, CaseStatus, Command, CommandKind, CorrectionEntry, CorrectionTarget, Event, Facts,
    GENESIS, NewCase, Party, Record, Refusal, RefusalReport, TaskStatus, allowed, decide, file,
    fold, seal, verify,
};
use onething_domain::city::Role;
use onething_domain::clock::{Light, elapsed};
use onething_domain::guide::Guide;
use onething_domain::item::PauseKind;
use proptest::prelude::*;
use support::sample::valid;
use support::{Content, morning};

const NUMBER: &str = "510999-260310-2222-2";

fn city() -> &'static Content {
    static CITY: OnceLock<Content> = OnceLock::new();
    CITY.get_or_init(Content::load)
}

/// A case with its chain, driven by commands at moments.
struct Walk {
    guide: Guide,
    records: Vec<Record>,
    now: DateTime<Utc>,
}

impl Walk {
    fn file(thing: &str, n: usize) -> Self {
        let guide = city().guide(thing);
        let submission = valid(&guide, n);
        let mut walk = Self { guide, records: Vec::new(), now: morning("2026-03-10") };
        let new = NewCase {
            applicant: Party { person: "person-1".to_owned(), company: submission.company.clone() },
            signature: "signature-1".to_owned(),
            signed: digests(&submission),
            submission,
        };
        let events = walk.with_facts(&Actor::Applicant, |facts| file(new, facts)).unwrap();
        walk.keep(events);
        walk
    }

    fn with_facts<T>(&self, actor: &Actor, run: impl FnOnce(&Facts) -> T) -> T {
        run(&Facts {
            now: self.now,
            actor,
            calendar: &city().calendar,
            guide: &self.guide,
            version: 1,
            number: NUMBER,
        })
    }

    fn keep(&mut self, events: Vec<Event>) {
        let before = self.records.last().map_or(GENESIS.to_owned(), |record| record.hash.clone());
        let seq = self.records.len() as i64;
        self.records.extend(seal(NUMBER, seq, &before, self.now, "test", events));
    }

    fn case(&self) -> Case {
        fold(&self.records)
    }

    fn give(&mut self, actor: &Actor, command: &Command) -> Result<(), Refusal> {
        let case = self.case();
        let listed = allowed(&case, actor);
        let result = self.with_facts(actor, |facts| decide(&case, command, facts));
        let permitted = listed.iter().any(|action| {
            action.command == command.kind() && action.item.as_deref() == command.item()
        });
        match &result {
            Ok(events) => {
                assert!(permitted || *actor == Actor::System, "{command:?} was not listed");
                assert!(!events.is_empty(), "{command:?} did nothing");
            }
            Err(Refusal::NotAllowed | Refusal::WrongState | Refusal::UnknownItem)
                if *actor != Actor::System =>
            {
                assert!(!permitted, "{command:?} was listed but refused");
            }
            Err(_) => {}
        }
        self.keep(result?);
        Ok(())
    }

    fn pay(&mut self) {
        let cents = self.case().bill.total();
        if cents > 0 {
            self.give(
                &Actor::System,
                &Command::RecordPayment { payment: "payment-1".to_owned(), cents },
            )
            .unwrap();
        }
    }

    fn accept(&mut self) {
        self.pay();
        self.give(&clerk(), &Command::Accept {}).unwrap();
    }

    fn reviewer_of(&self, item: &str) -> Actor {
        staff(Role::Reviewer, &self.case().task(item).unwrap().department)
    }

    fn refuse(&mut self, item: &str) {
        let department = self.case().task(item).unwrap().department.clone();
        let propose = Command::ProposeRefusal { item: item.to_owned(), report: report() };
        self.give(&staff(Role::Reviewer, &department), &propose).unwrap();
        self.give(
            &staff(Role::Chief, &department),
            &Command::ConfirmRefusal { item: item.to_owned() },
        )
        .unwrap();
    }

    /// Approves and issues everything that is open, until nothing is.
    fn finish(&mut self) {
        while let Some(task) = self
            .case()
            .tasks
            .iter()
            .find(|task| matches!(task.status, TaskStatus::Open | TaskStatus::Approved))
        {
            let (item, actor) = (task.item.clone(), self.reviewer_of(&task.item));
            let command = if task.status == TaskStatus::Open {
                Command::Approve { item, opinion: String::new() }
            } else {
                Command::IssueResult { item }
            };
            self.give(&actor, &command).unwrap();
        }
    }
}

fn staff(role: Role, department: &str) -> Actor {
    Actor::Staff {
        id: format!("{role:?}-{department}"),
        roles: vec![role],
        department: Some(department.to_owned()),
    }
}

fn clerk() -> Actor {
    Actor::Staff { id: "clerk".to_owned(), roles: vec![Role::Clerk], department: None }
}

fn report() -> RefusalReport {
    RefusalReport {
        grounds: "不符合第六条".to_owned(), remedy: "补齐后可重新申请".to_owned()
    }
}

#[test]
fn newborn_runs_to_all_results() {
    let mut walk = Walk::file("newborn", 0);
    assert_eq!(walk.case().status, CaseStatus::Received, "nothing is owed");
    walk.accept();
    let case = walk.case();
    let first = case.task("birth-certificate").unwrap();
    assert_eq!(first.status, TaskStatus::Open);
    assert!(
        case.tasks
            .iter()
            .filter(|task| !task.needs.is_empty())
            .all(|task| task.status == TaskStatus::Waiting)
    );
    walk.finish();
    let case = walk.case();
    assert_eq!(case.status, CaseStatus::Finished);
    assert!(case.tasks.iter().all(|task| task.status == TaskStatus::Done && task.result.is_some()));
    assert!(case.tasks.iter().any(|task| !task.checks.is_empty()), "one was decided by a rule");
    verify(&walk.records).unwrap();
}

#[test]
fn silence_accepts_after_five_working_days_and_not_before() {
    let mut walk = Walk::file("newborn", 0);
    walk.now = morning("2026-03-17"); // the fifth working day after Tuesday the 10th
    assert_eq!(walk.give(&Actor::System, &Command::Accept {}), Err(Refusal::TooEarly));
    walk.now = morning("2026-03-18");
    walk.give(&Actor::System, &Command::Accept {}).unwrap();
    assert!(walk.records.iter().any(|record| record.event == Event::Accepted { silently: true }));
}

#[test]
fn corrections_once_then_only_with_a_supervisor() {
    let mut walk = Walk::file("newborn", 0);
    let field = walk
        .guide
        .fields
        .iter()
        .find(|field| field.r#type == onething_domain::field::FieldType::Text)
        .unwrap()
        .clone();
    let ask = Command::RequestCorrections {
        entries: vec![CorrectionEntry {
            target: CorrectionTarget::Field(field.id.clone()),
            message: "请写全名".to_owned(),
        }],
    };
    let supervisor =
        Actor::Staff { id: "s".to_owned(), roles: vec![Role::Supervisor], department: None };
    assert_eq!(walk.give(&supervisor, &ask), Err(Refusal::NotAllowed), "the first is the clerk's");
    walk.give(&clerk(), &ask).unwrap();
    let mut more = walk.case().submission.unwrap();
    more.delivery.name.push('x');
    let other =
        Command::Correct { submission: Box::new(more), signature: "signature-2".to_owned() };
    assert!(matches!(walk.give(&Actor::Applicant, &other), Err(Refusal::NotAsked { .. })));
    let mut right = walk.case().submission.unwrap();
    right.answers.insert(field.id.clone(), serde_json::json!("李小明"));
    let correct =
        Command::Correct { submission: Box::new(right), signature: "signature-2".to_owned() };
    walk.give(&Actor::Applicant, &correct).unwrap();
    let case = walk.case();
    assert_eq!(case.status, CaseStatus::Received);
    assert_ne!(case.corrections[0].before, case.submission, "what it was is kept for a comparison");
    assert!(matches!(walk.give(&clerk(), &ask), Err(Refusal::SecondCorrection { .. })));
    walk.give(&supervisor, &ask).unwrap();
}

#[test]
fn a_refusal_needs_a_report_and_other_eyes_and_ends_only_what_needs_it() {
    let mut walk = Walk::file("newborn", 0);
    walk.accept();
    let first = "birth-certificate";
    let blank =
        Command::ProposeRefusal { item: first.to_owned(), report: RefusalReport::default() };
    let reviewer = walk.reviewer_of(first);
    assert_eq!(
        walk.give(&reviewer, &blank),
        Err(Refusal::Blank { field: "report.grounds".to_owned() })
    );
    let department = walk.case().task(first).unwrap().department.clone();
    let both = Actor::Staff {
        id: "both".to_owned(),
        roles: vec![Role::Reviewer, Role::Chief],
        department: Some(department),
    };
    walk.give(&both, &Command::ProposeRefusal { item: first.to_owned(), report: report() })
        .unwrap();
    assert_eq!(
        walk.give(&both, &Command::ConfirmRefusal { item: first.to_owned() }),
        Err(Refusal::SameEyes)
    );
    let chief = staff(Role::Chief, &walk.case().task(first).unwrap().department);
    walk.give(&chief, &Command::ConfirmRefusal { item: first.to_owned() }).unwrap();
    let case = walk.case();
    for task in &case.tasks {
        let needs_first = task.item != first && depends(&case, &task.item, first);
        assert_eq!(task.status == TaskStatus::Ended, needs_first, "{}", task.item);
    }
}

fn depends(case: &Case, item: &str, on: &str) -> bool {
    item == on || case.task(item).unwrap().needs.iter().any(|need| depends(case, need, on))
}

#[test]
fn only_named_pauses_stop_a_clock_and_their_days_do_not_count() {
    let Some(thing) = city().things.iter().find(|thing| thing.id == "open-restaurant") else {
        return;
    };
    let mut walk = Walk::file(&thing.id, 0);
    walk.accept();
    let guide = walk.guide.clone();
    let (node, pause) =
        guide.nodes.iter().find_map(|node| Some((node, node.item.pauses.first()?))).unwrap();
    while walk.case().task(&node.item.id).unwrap().status == TaskStatus::Waiting {
        let case = walk.case();
        let open = case
            .tasks
            .iter()
            .find(|task| matches!(task.status, TaskStatus::Open | TaskStatus::Approved))
            .unwrap();
        let (item, actor) = (open.item.clone(), walk.reviewer_of(&open.item));
        let command = if open.status == TaskStatus::Open {
            Command::Approve { item, opinion: String::new() }
        } else {
            Command::IssueResult { item }
        };
        walk.give(&actor, &command).unwrap();
    }
    let item = node.item.id.clone();
    let reviewer = walk.reviewer_of(&item);
    let stop = |kind, days| Command::StartPause {
        item: item.clone(),
        kind,
        days,
        reason: "约定现场检查".to_owned(),
    };
    assert_eq!(
        walk.give(&reviewer, &stop(PauseKind::Auction, 1)),
        Err(Refusal::BadPause { most: 0 })
    );
    assert_eq!(
        walk.give(&reviewer, &stop(pause.kind, pause.days + 1)),
        Err(Refusal::BadPause { most: pause.days })
    );
    walk.give(&reviewer, &stop(pause.kind, pause.days)).unwrap();
    let clock = |walk: &Walk| {
        elapsed(walk.case().task(&item).unwrap(), &city().calendar, walk.now).unwrap()
    };
    let used = clock(&walk).used;
    walk.now = morning("2026-03-20");
    assert_eq!(clock(&walk).used, used);
    assert_eq!(clock(&walk).light, Light::Paused(pause.kind));
    walk.give(&reviewer, &Command::EndPause { item: item.clone(), finding: "符合".to_owned() })
        .unwrap();
    walk.now = morning("2026-03-23");
    assert_eq!(clock(&walk).used, used + 1);
}

#[test]
fn a_paid_case_pays_back_what_a_refused_item_cost() {
    let Some(thing) = city().things.iter().find(|thing| thing.id == "second-hand-home") else {
        return;
    };
    let mut walk = Walk::file(&thing.id, 0);
    let owed = walk.case().bill.total();
    assert!(owed > 0 && walk.case().status == CaseStatus::Unpaid);
    let wrong = Command::RecordPayment { payment: "p".to_owned(), cents: owed - 1 };
    assert_eq!(walk.give(&Actor::System, &wrong), Err(Refusal::WrongAmount { owed }));
    walk.accept();
    let case = walk.case();
    let paid_item = case.bill.lines[0].item.clone();
    while walk.case().task(&paid_item).unwrap().status == TaskStatus::Waiting {
        let case = walk.case();
        let open =
            case.tasks.iter().find(|task| task.status == TaskStatus::Open).unwrap().item.clone();
        let actor = walk.reviewer_of(&open);
        walk.give(&actor, &Command::Approve { item: open.clone(), opinion: String::new() })
            .unwrap();
        walk.give(&actor, &Command::IssueResult { item: open }).unwrap();
    }
    walk.refuse(&paid_item);
    let case = walk.case();
    let lines: i64 =
        case.bill.lines.iter().filter(|line| line.item == paid_item).map(|line| line.cents).sum();
    assert!(
        case.bill.refunds.iter().any(|refund| refund.item == paid_item && refund.cents == lines)
    );
    walk.finish();
    assert_eq!(walk.case().status, CaseStatus::Finished);
    let refunds: Vec<String> =
        walk.case().bill.refunds.iter().map(|refund| refund.id.clone()).collect();
    for refund in refunds {
        walk.give(&Actor::System, &Command::RecordRefund { refund: refund.clone() }).unwrap();
        assert_eq!(
            walk.give(&Actor::System, &Command::RecordRefund { refund }),
            Err(Refusal::WrongState),
            "once only"
        );
    }
}

#[test]
fn tampering_shows() {
    let mut walk = Walk::file("newborn", 0);
    walk.accept();
    walk.finish();
    let whole = walk.records.clone();
    verify(&whole).unwrap();
    for i in 0..whole.len() {
        let mut changed = whole.clone();
        changed[i].at += TimeDelta::seconds(1);
        assert_eq!(verify(&changed), Err(i as i64 + 1));
        let mut removed = whole.clone();
        removed.remove(i);
        assert_eq!(
            verify(&removed).is_err(),
            i + 1 < whole.len(),
            "a cut tail is found by the stored last hash"
        );
    }
}

fn actors() -> Vec<Actor> {
    let mut actors = vec![Actor::Applicant, Actor::System, clerk()];
    actors.push(Actor::Staff {
        id: "supervisor".to_owned(),
        roles: vec![Role::Supervisor],
        department: None,
    });
    for department in &city().departments {
        actors.push(staff(Role::Reviewer, &department.id));
        actors.push(staff(Role::Chief, &department.id));
    }
    actors
}

/// A command that may or may not fit, made of three random numbers.
fn command(walk: &Walk, a: usize, b: usize) -> Command {
    let case = walk.case();
    let item = walk.guide.nodes[b % walk.guide.nodes.len()].item.id.clone();
    let field = &walk.guide.fields[b % walk.guide.fields.len()];
    match a % 14 {
        0 => Command::Accept {},
        1 => Command::RequestCorrections {
            entries: vec![CorrectionEntry {
                target: CorrectionTarget::Field(field.id.clone()),
                message: "请核对".to_owned(),
            }],
        },
        2 => Command::Correct {
            submission: Box::new(case.submission.unwrap()),
            signature: "again".to_owned(),
        },
        3 if b.is_multiple_of(5) => Command::Decline { report: report() },
        4 => Command::StartPause {
            item,
            kind: PauseKind::Inspection,
            days: 1 + (b % 20) as u32,
            reason: "现场".to_owned(),
        },
        5 => Command::EndPause { item, finding: "符合".to_owned() },
        7 => Command::ProposeRefusal { item, report: report() },
        8 => Command::ConfirmRefusal { item },
        9 => Command::ReturnRefusal { item, reason: "理由不足".to_owned() },
        10 | 3 => Command::IssueResult { item },
        11 if b.is_multiple_of(7) => Command::Withdraw { reason: String::new() },
        12 => Command::RecordPayment { payment: "payment".to_owned(), cents: case.bill.total() },
        13 => Command::RecordRefund {
            refund: case.bill.refunds.first().map_or(String::new(), |refund| refund.id.clone()),
        },
        _ => Command::Approve { item, opinion: String::new() },
    }
}

/// Design §4: what holds after every event.
fn check_invariants(walk: &Walk) {
    let case = walk.case();
    let open = case.tasks.iter().filter(|task| !task.status.is_ended()).count();
    if case.status.is_ended() {
        assert_eq!(open, 0, "an ended case has no open task");
    }
    let back: i64 = case.bill.refunds.iter().map(|refund| refund.cents).sum();
    assert_eq!(case.bill.paid_cents, case.bill.kept() + back);
    assert!(case.bill.kept() >= 0 && back <= case.bill.paid_cents, "never more back than came in");
    for task in &case.tasks {
        assert!(
            task.started_at.is_none()
                || case.accepted_at.is_some_and(|at| task.started_at.unwrap() >= at)
        );
        if let Some(clock) = elapsed(task, &city().calendar, walk.now) {
            assert_eq!(matches!(clock.light, Light::Paused(_)), task.status == TaskStatus::Paused);
            let whole = city().calendar.between(
                city().calendar.day(task.started_at.unwrap()),
                city().calendar.day(walk.now),
            );
            assert!(clock.used <= whole);
        }
        if task.status == TaskStatus::Ended && !case.status.is_ended() {
            let cause = task.needs.iter().any(|need| {
                matches!(case.task(need).unwrap().status, TaskStatus::Refused | TaskStatus::Ended)
            });
            assert!(cause, "{} ended without a refused need", task.item);
        }
        if task.status == TaskStatus::Refused {
            let due: i64 = case
                .bill
                .lines
                .iter()
                .filter(|line| line.item == task.item)
                .map(|line| line.cents)
                .sum();
            let got: i64 = case
                .bill
                .refunds
                .iter()
                .filter(|refund| refund.item == task.item)
                .map(|refund| refund.cents)
                .sum();
            assert_eq!(due, got, "a refused item is paid back whole");
        }
    }
    verify(&walk.records).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn invariants_hold_over_random_commands(
        thing in 0usize..16,
        n in 0usize..4,
        steps in proptest::collection::vec((0usize..1000, 0usize..1000, 0usize..1000, 0i64..4), 1..120),
    ) {
        let thing = &city().things[thing % city().things.len()].id;
        let mut walk = Walk::file(thing, n);
        let actors = actors();
        for (a, b, who, days) in steps {
            walk.now += TimeDelta::days(days);
            // Every second step is one that is allowed to somebody, so that walks get far.
            let case = walk.case();
            let who = &actors[who % actors.len()];
            let open: Vec<(Actor, CommandKind, Option<String>)> = actors
                .iter()
                .flat_map(|actor| allowed(&case, actor).into_iter().map(|action| (actor.clone(), action.command, action.item)))
                .collect();
            let (actor, command) = match open.get(a % (open.len() * 2).max(1)) {
                Some((actor, kind, item)) => (actor.clone(), fitting(&walk, *kind, item.clone(), b)),
                None => (who.clone(), command(&walk, a, b)),
            };
            let before = walk.records.len();
            if walk.give(&actor, &command).is_err() {
                prop_assert_eq!(walk.records.len(), before, "a refusal changes nothing");
            }
            check_invariants(&walk);
        }
    }
}

fn fitting(walk: &Walk, kind: CommandKind, item: Option<String>, b: usize) -> Command {
    let item = item.unwrap_or_default();
    match kind {
        CommandKind::Approve => Command::Approve { item, opinion: String::new() },
        CommandKind::IssueResult => Command::IssueResult { item },
        CommandKind::StartPause => Command::StartPause {
            item,
            kind: PauseKind::Inspection,
            days: 1,
            reason: "现场".to_owned(),
        },
        CommandKind::EndPause => Command::EndPause { item, finding: "符合".to_owned() },
        CommandKind::ProposeRefusal => Command::ProposeRefusal { item, report: report() },
        CommandKind::ConfirmRefusal => Command::ConfirmRefusal { item },
        CommandKind::ReturnRefusal => {
            Command::ReturnRefusal { item, reason: "理由不足".to_owned() }
        }
        CommandKind::Accept => Command::Accept {},
        _ => command(walk, b, b),
    }
}
