//! The case engine: invariants over random lists of commands.

mod support;

use chrono::TimeDelta;
use onething_domain::case::{
    Actor, CaseStatus, Command, CommandKind, CorrectionEntry, CorrectionTarget, Event, Outcome,
    Overdue, Record, TaskStatus, allowed, inspectable, verify, watches,
};
use onething_domain::city::Role;
use onething_domain::clock::{Light, elapsed};
use onething_domain::item::PauseKind;
use onething_domain::submission::Delivery;
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
    match a % 26 {
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
        14 => Command::ChangeDelivery {
            delivery: case.delivery.unwrap_or_else(|| Delivery::of(DeliveryKind::Electronic)),
        },
        15 => Command::HandOut { tracking: if b.is_multiple_of(2) { "SF-1" } else { "" }.into() },
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
        25 => Command::MoveInspection {
            at: walk.now + TimeDelta::days(1 + (b % 5) as i64),
            place: "店门口".to_owned(),
            note: String::new(),
        },
        6 => Command::RecordOverdue {},
        _ => Command::Approve { item, opinion: String::new() },
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
        assert_eq!(missed, None);
    }
    for task in &case.tasks {
        let extended = |record: &&Record| matches!(&record.event, Event::TaskExtended { item, .. } if *item == task.item);
        assert!(walk.records.iter().filter(extended).count() <= 1, "{} extended twice", task.item);
        let running =
            task.steps.iter().filter(|step| step.started_at.is_some() && step.ended_at.is_none());
        assert!(running.count() <= 1);
    }
}

/// What holds after every event (ARCHITECTURE.md, "What always holds").
fn check_invariants(walk: &Walk) {
    let case = walk.case();
    let open = case.tasks.iter().filter(|task| !task.status.is_ended()).count();
    if case.status.is_ended() {
        assert_eq!(open, 0, "an ended case has no open task");
    }
    if case.handed_out.is_some() {
        assert!(case.status == CaseStatus::Finished, "only what is finished is handed over");
        assert!(case.tasks.iter().any(|task| task.result.is_some()), "something was handed over");
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
            assert_eq!(
                matches!(clock.light, Light::Paused(_) | Light::PauseOver(_)),
                task.status == TaskStatus::Paused
            );
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
            assert!(cause || withdrawn, "{} ended without a refused need", task.item);
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
            let moved = walk.give(&actor, &command).is_ok();
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
        CommandKind::PassStep => Command::PassStep { item, note: String::new() },
        CommandKind::ProposeExtension => {
            Command::ProposeExtension {
                item, days: 1 + (b % 10) as u32, reason: "复杂".to_owned()
            }
        }
        CommandKind::ConfirmExtension => Command::ConfirmExtension { item },
        CommandKind::ScheduleInspection => command(walk, 20, b),
        CommandKind::MoveInspection => command(walk, 25, b),
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
        _ => command(walk, b, b),
    }
}
