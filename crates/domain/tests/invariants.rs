//! The case engine: invariants over random lists of commands.

mod support;

use chrono::TimeDelta;
use onething_domain::case::{
    Actor, Case, CaseStatus, Command, CommandKind, CorrectionEntry, CorrectionTarget, Cosignature,
    Event, Mark, Outcome, Overdue, Record, TaskStatus, allowed, asked_before, inspectable, light,
    next_turn, verify, watches,
};
use onething_domain::city::Role;
use onething_domain::clock::{self, Light, elapsed};
use onething_domain::guide::Guide;
use onething_domain::item::PauseKind;
use onething_domain::submission::{Delivery, Evidence, Submission};
use onething_domain::thing::DeliveryKind;
use proptest::prelude::*;
use support::walk::*;

fn actors() -> Vec<Actor> {
    let mut actors = vec![Actor::Applicant, Actor::System, clerk()];
    actors.push(supervisor());
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
    match a % 42 {
        0 => Command::Accept {},
        1 => Command::RequestCorrections {
            entries: vec![CorrectionEntry {
                target: CorrectionTarget::Field(field.id.clone()),
                message: "请核对".to_owned(),
            }],
        },
        37 => Command::ConfirmCorrections {},
        38 => Command::ReturnCorrections { reason: reason(b) },
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
        14 => Command::ChangeDelivery {
            delivery: case.delivery.unwrap_or_else(|| Delivery::of(DeliveryKind::Electronic)),
        },
        25 => Command::AcceptInstantly {},
        26 => Command::CheckSample { item, agrees: b.is_multiple_of(2), note: "查过".to_owned() },
        15 => Command::HandOut { tracking: if b.is_multiple_of(2) { "SF-1" } else { "" }.into() },
        40 => Command::ReceiveParcel { tracking: "SF-1".to_owned() },
        41 => {
            Command::ReturnParcel { tracking: "sf-1".to_owned(), reason: "地址不详".to_owned() }
        }
        16 => Command::PassStep { item, note: String::new() },
        17 => {
            Command::ProposeExtension {
                item, days: (b % 12) as u32, reason: "案情复杂".to_owned()
            }
        }
        18 => Command::ConfirmExtension { item },
        19 => Command::ReturnExtension { item, reason: "不必".to_owned() },
        20 => Command::ScheduleInspection {
            items: inspectable(&case).iter().map(|task| task.item.clone()).collect(),
            at: walk.now + TimeDelta::days(1 + (b % 5) as i64),
            place: "店里".to_owned(),
            note: String::new(),
        },
        21 => Command::ApproveWithConditions {
            item,
            opinion: String::new(),
            conditions: vec!["营业前整改".to_owned(); b % 3],
        },
        22 if b.is_multiple_of(3) => Command::WithdrawItem { item, reason: String::new() },
        23 => Command::ExplainOverdue {
            item: (!b.is_multiple_of(4)).then_some(item),
            text: "人员离岗".to_owned(),
        },
        24 => Command::SettleOverdue {
            item: (!b.is_multiple_of(4)).then_some(item),
            finding: "已提醒".to_owned(),
        },
        35 => Command::MoveInspection {
            at: walk.now + TimeDelta::days(1 + (b % 5) as i64),
            place: "店门口".to_owned(),
            note: String::new(),
        },
        6 => Command::RecordOverdue {},
        30 => Command::TakePaper {},
        36 => Command::Cosign { by: again(&case) },
        27 => Command::SupplyMaterial { material: deferred(&case, b), evidence: file() },
        39 => Command::RemindPayment {},
        28 => Command::RemindMaterial { material: deferred(&case, b) },
        29 => Command::LapseMaterial { material: deferred(&case, b) },
        31 => Command::AddNote {
            text: if b.is_multiple_of(9) { " " } else { "已电话联系" }.into(),
        },
        32 => Command::Assign {
            item: b.is_multiple_of(2).then_some(item),
            to: somebody(walk, b),
            reason: reason(b),
        },
        33 => Command::NameOwner { to: somebody(walk, b).unwrap_or_default(), reason: reason(b) },
        34 => Command::SetMark {
            mark: Mark::ALL[b % Mark::ALL.len()],
            on: b.is_multiple_of(2),
            reason: reason(b),
        },
        _ => Command::Approve { item, opinion: String::new() },
    }
}

fn reason(b: usize) -> String {
    if b.is_multiple_of(4) { String::new() } else { "同事请假".to_owned() }
}

/// Nobody, a clerk, a department's reviewer or somebody who is not there.
fn somebody(walk: &Walk, b: usize) -> Option<String> {
    let department = &walk.guide.nodes[b % walk.guide.nodes.len()].item.department;
    match b % 5 {
        0 => None,
        1 => Some("clerk".to_owned()),
        2 => Some("clerk-2".to_owned()),
        3 => Some(format!("Reviewer-{department}")),
        _ => Some("stranger".to_owned()),
    }
}

/// Limits are recorded as passed once, not before, and none is missed by a command; they are extended once.
fn check_limits(walk: &Walk, moved: bool) {
    let (case, calendar) = (walk.case(), &city().calendar);
    for past in &case.overdue {
        assert!(past.due < calendar.day(past.at), "{past:?} was not over");
        let same = |other: &&Overdue| {
            (&other.item, other.limit, other.nth) == (&past.item, past.limit, past.nth)
        };
        assert_eq!(case.overdue.iter().filter(same).count(), 1, "{past:?} twice");
    }
    if moved {
        let today = calendar.day(walk.now);
        let missed = watches(&case, calendar).into_iter().find(|watch| watch.over <= today);
        let of = missed.as_ref().and_then(|watch| case.task(&watch.item));
        assert_eq!(missed, None, "{of:?}");
    }
    for task in &case.tasks {
        let extended = |record: &&Record| matches!(&record.event, Event::TaskExtended { item, .. } if *item == task.item);
        assert!(walk.records.iter().filter(extended).count() <= 1, "{} extended twice", task.item);
        let running =
            task.steps.iter().filter(|step| step.started_at.is_some() && step.ended_at.is_none());
        assert!(running.count() <= 1);
        let step = clock::step(task, calendar, walk.now);
        if let Some((step, whole)) = step.zip(elapsed(task, calendar, walk.now)) {
            assert!(step.due <= whole.due && step.left <= whole.left, "{step:?} {whole:?}");
        }
    }
    for visit in &case.inspections {
        let tasks = case.tasks.iter().filter(|task| visit.items.contains(&task.item));
        let pauses = tasks.filter_map(|task| task.running_pause()).filter(|pause| pause.joint);
        let ends: Vec<_> = pauses.map(|pause| (pause.from, pause.days)).collect();
        assert!(ends.windows(2).all(|two| two[0] == two[1]), "all of a visit move together");
    }
}

/// A signature of whoever has to sign once more, where anybody has.
fn again(case: &Case) -> Cosignature {
    Cosignature {
        cosigner: case.cosigners_open.first().cloned().unwrap_or_default(),
        person: "person-2".to_owned(),
        signature: "again".to_owned(),
    }
}

/// A material that is or was to follow, where there is any.
fn deferred(case: &Case, b: usize) -> String {
    let all = &case.deferred;
    all.get(b % all.len().max(1)).map_or_else(String::new, |one| one.plan.material.clone())
}

fn file() -> Evidence {
    Evidence::Upload { files: vec![support::sample::file()] }
}

/// A submission that may be filed, with everything put off that may follow.
fn put_off(guide: &Guide, n: usize) -> Submission {
    let mut submission = support::sample::valid(guide, n);
    let today = city().calendar.day(support::morning("2026-03-10"));
    for (id, how) in &mut submission.evidence {
        if let Some(material) = guide.material(id).filter(|material| material.is_deferrable()) {
            *how = Evidence::Deferred { until: city().calendar.add(today, material.deferred_days) };
        }
    }
    submission
}

/// Lights stay what they are until the day on which the clock looks at the case again: nobody else turns them.
fn lights_stay(walk: &Walk, case: &Case) {
    let calendar = &city().calendar;
    let lights = |at| -> Vec<Option<Light>> {
        let of_tasks = case.tasks.iter().filter(|task| !task.status.is_ended());
        let of_tasks = of_tasks.map(|task| elapsed(task, calendar, at).map(|clock| clock.light));
        of_tasks.chain([light(case, calendar, at)]).collect()
    };
    let turn = next_turn(case, calendar, walk.now);
    let days = (1..15).map(|days| walk.now + TimeDelta::days(days));
    for at in days.take_while(|at| turn.is_none_or(|turn| calendar.day(*at) < turn)) {
        assert_eq!(lights(at), lights(walk.now), "a light turns on {at}, before {turn:?}");
    }
}

/// What holds after every event (ARCHITECTURE.md, "What always holds").
fn check_invariants(walk: &Walk) {
    let case = walk.case();
    let open = case.tasks.iter().filter(|task| !task.status.is_ended()).count();
    if case.status.is_ended() {
        assert_eq!(open, 0, "an ended case has no open task");
    }
    let holders = case.tasks.iter().filter_map(|task| Some((task, task.assignee.as_deref()?)));
    for (task, holder) in holders {
        assert_eq!(holder, format!("Reviewer-{}", task.department), "work stays in its department");
    }
    if case.open_proposal().is_some() {
        assert_eq!(case.status, CaseStatus::Received, "only before a case is accepted");
    }
    assert!(case.clerk.as_deref().is_none_or(|clerk| clerk.starts_with("clerk")));
    let named = |record: &Record| matches!(record.event, Event::OwnerNamed { .. });
    assert_eq!(case.owner.is_some(), walk.records.iter().any(named), "an owner stays one");
    let kept = case.handed_out.iter().filter(|one| !one.is_back());
    let handed: Vec<&String> = kept.flat_map(|one| &one.items).collect();
    for (at, item) in handed.iter().enumerate() {
        assert!(case.task(item).is_some_and(|task| task.result.is_some()), "nothing to hand over");
        assert!(!handed[..at].contains(item), "a result is handed over once");
    }
    let back: i64 = case.bill.refunds.iter().map(|refund| refund.cents).sum();
    assert_eq!(case.bill.paid_cents, case.bill.kept() + back);
    assert!(case.bill.kept() >= 0 && back <= case.bill.paid_cents, "never more back than came in");
    lights_stay(walk, &case);
    for task in &case.tasks {
        assert!(
            task.started_at.is_none()
                || case.accepted_at.is_some_and(|at| task.started_at.unwrap() >= at)
        );
        if let Some(clock) = elapsed(task, &city().calendar, walk.now) {
            let paused = matches!(clock.light, Light::Paused(_) | Light::PauseOver(_));
            let stands = task.status == TaskStatus::Paused;
            // In a procedure that lasts too long the promise may run out.
            assert!(paused == stands || (stands && clock.light == Light::Red), "{clock:?}");
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
            let withdrawn = matches!(task.outcome, Some(Outcome::Withdrawn { .. }));
            let lacking = case
                .outstanding()
                .any(|one| one.lapsed_at.is_some() && one.plan.items.contains(&task.item));
            assert!(cause || withdrawn || lacking, "{} ended without a refused need", task.item);
        }
        if task.status == TaskStatus::Done {
            let late = case.deferred.iter().filter(|one| one.plan.items.contains(&task.item));
            let late = late.filter_map(|one| one.supplied.as_ref());
            assert!(case.lacks(&task.item).is_none(), "{}: not all papers", task.item);
            assert!(late.into_iter().all(|one| one.at <= task.ended_at.unwrap()));
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
    for task in case.tasks.iter().filter(|task| task.sample.is_some()) {
        assert!(!task.checks.is_empty(), "only what a rule decided is drawn to be checked");
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
        let guide = city().guide(thing);
        let submission = match n.is_multiple_of(2) {
            true => put_off(&guide, n),
            false => support::sample::valid(&guide, n),
        };
        let mut walk = Walk::file_this(guide, submission);
        walk.found.sampled = walk.guide.nodes.iter().map(|node| node.item.id.clone()).collect();
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
            let moved = walk.give(&actor, &command).is_ok();
            let asked = walk.records[before..].iter().any(|record| {
                matches!(record.event, Event::CorrectionsRequested { .. })
            });
            if asked && !actor.has(Role::Supervisor) {
                let of_case = |item: &str| case.task(item).is_some();
                let Command::RequestCorrections { entries } = &command else { unreachable!() };
                prop_assert!(!entries.iter().any(|entry| {
                    asked_before(&walk.guide, &case.corrections, of_case, &entry.target)
                }), "a second request without a supervisor");
            }
            if !moved {
                prop_assert_eq!(walk.records.len(), before, "a refusal changes nothing");
            }
            check_invariants(&walk);
            check_limits(&walk, moved);
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
        CommandKind::TakePaper => Command::TakePaper {},
        CommandKind::SupplyMaterial => Command::SupplyMaterial {
            material: {
                let case = walk.case();
                let open: Vec<_> = case.wanted().map(|one| one.plan.material.clone()).collect();
                open[b % open.len()].clone()
            },
            evidence: file(),
        },
        CommandKind::PassStep => Command::PassStep { item, note: String::new() },
        CommandKind::ProposeExtension => {
            Command::ProposeExtension {
                item, days: 1 + (b % 10) as u32, reason: "复杂".to_owned()
            }
        }
        CommandKind::ConfirmExtension => Command::ConfirmExtension { item },
        CommandKind::ScheduleInspection => command(walk, 20, b),
        CommandKind::MoveInspection => command(walk, 35, b),
        CommandKind::ApproveWithConditions => Command::ApproveWithConditions {
            item,
            opinion: String::new(),
            conditions: vec!["营业前整改".to_owned()],
        },
        CommandKind::ExplainOverdue => {
            let item = (!item.is_empty()).then_some(item);
            Command::ExplainOverdue { item, text: "人员离岗".to_owned() }
        }
        CommandKind::SettleOverdue => {
            let item = (!item.is_empty()).then_some(item);
            Command::SettleOverdue { item, finding: "已提醒".to_owned() }
        }
        CommandKind::WithdrawItem if b.is_multiple_of(5) => {
            Command::WithdrawItem { item, reason: String::new() }
        }
        CommandKind::Assign => Command::Assign {
            item: Some(item).filter(|item| !item.is_empty()),
            to: somebody(walk, b),
            reason: reason(b),
        },
        CommandKind::NameOwner => {
            Command::NameOwner { to: somebody(walk, b).unwrap_or_default(), reason: reason(b) }
        }
        CommandKind::AddNote => Command::AddNote { text: "已电话联系".to_owned() },
        CommandKind::SetMark => {
            let mark = Mark::ALL[b % Mark::ALL.len()];
            let on = !walk.case().marks.contains(&mark);
            Command::SetMark { mark, on, reason: "行动不便".to_owned() }
        }
        CommandKind::CheckSample => {
            Command::CheckSample { item, agrees: b.is_multiple_of(2), note: "查过".to_owned() }
        }
        _ => command(walk, b, b),
    }
}
