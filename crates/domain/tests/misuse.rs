//! Every command by every role in every state: what is not in the table below is refused, clearly, and changes
//! nothing. The table is written here once more on purpose, so that a slip in the rules shows.

mod support;

use chrono::TimeDelta;
use onething_domain::case::{
    Actor, Command, CommandKind, CorrectionEntry, CorrectionTarget, Cosignature, Mark, Refusal,
    allowed, decide,
};
use onething_domain::city::Role;
use onething_domain::item::PauseKind;
use onething_domain::submission::{Delivery, Evidence};
use onething_domain::thing::DeliveryKind;
use support::walk::*;

const THING: &str = "open-restaurant";
const ITEM: &str = "food-permit";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Unpaid,
    Received,
    /// A second request for corrections waits for a supervisor.
    CorrectionsProposed,
    Correcting,
    Open,
    Paused,
    RefusalProposed,
    ExtensionProposed,
    Approved,
    Finished,
    Declined,
    Withdrawn,
}
use State::*;

const STATES: [State; 12] = [
    Unpaid,
    Received,
    CorrectionsProposed,
    Correcting,
    Open,
    Paused,
    RefusalProposed,
    ExtensionProposed,
    Approved,
    Finished,
    Declined,
    Withdrawn,
];
/// The case is accepted and not finished.
const ACCEPTED: [State; 5] = [Open, Paused, RefusalProposed, ExtensionProposed, Approved];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Applicant,
    System,
    Clerk,
    Reviewer,
    Chief,
    OtherReviewer,
    OtherChief,
    Supervisor,
    Editor,
    Publisher,
    Administrator,
}

const WHO: [Who; 11] = [
    Who::Applicant,
    Who::System,
    Who::Clerk,
    Who::Reviewer,
    Who::Chief,
    Who::OtherReviewer,
    Who::OtherChief,
    Who::Supervisor,
    Who::Editor,
    Who::Publisher,
    Who::Administrator,
];

fn actor(who: Who) -> Actor {
    let of = |role, department: &str| Actor::Staff {
        id: format!("{role:?}-{department}"),
        roles: vec![role],
        department: (!department.is_empty()).then(|| department.to_owned()),
    };
    match who {
        Who::Applicant => Actor::Applicant,
        Who::System => Actor::System,
        Who::Clerk => clerk(),
        Who::Reviewer => of(Role::Reviewer, "market"),
        Who::Chief => of(Role::Chief, "market"),
        Who::OtherReviewer => of(Role::Reviewer, "health"),
        Who::OtherChief => of(Role::Chief, "health"),
        Who::Supervisor => supervisor(),
        Who::Editor => of(Role::Editor, ""),
        Who::Publisher => of(Role::Publisher, ""),
        Who::Administrator => of(Role::Administrator, ""),
    }
}

fn walk_to(state: State) -> Walk {
    if state == Unpaid {
        return Walk::file("second-hand-home", 0);
    }
    let mut walk = Walk::file(THING, 0);
    walk.pay();
    let (reviewer, item) = (walk.reviewer_of(ITEM), ITEM.to_owned());
    match state {
        Unpaid | Received => return walk,
        Correcting => {
            walk.give(&clerk(), &corrections(&walk)).unwrap();
            return walk;
        }
        CorrectionsProposed => {
            let ask = corrections(&walk);
            walk.give(&clerk(), &ask).unwrap();
            let submission = Box::new(walk.case().submission.unwrap());
            let signature = "again".to_owned();
            walk.give(&Actor::Applicant, &Command::Correct { submission, signature }).unwrap();
            walk.give(&clerk(), &ask).unwrap();
            return walk;
        }
        Declined => {
            walk.give(&clerk(), &Command::Decline { report: report() }).unwrap();
            return walk;
        }
        Withdrawn => {
            let withdraw = Command::Withdraw { reason: String::new() };
            walk.give(&Actor::Applicant, &withdraw).unwrap();
            return walk;
        }
        _ => {}
    }
    walk.give(&clerk(), &Command::Accept {}).unwrap();
    walk.bring(ITEM);
    let then = match state {
        Paused => pause(),
        RefusalProposed => Command::ProposeRefusal { item, report: report() },
        ExtensionProposed => extension(),
        Approved => Command::Approve { item, opinion: String::new() },
        Finished => {
            walk.finish();
            return walk;
        }
        _ => return walk,
    };
    walk.give(&reviewer, &then).unwrap();
    walk
}

fn corrections(walk: &Walk) -> Command {
    let target = CorrectionTarget::Field(walk.guide.fields[0].id.clone());
    Command::RequestCorrections {
        entries: vec![CorrectionEntry { target, message: "请核对".to_owned() }],
    }
}

fn pause() -> Command {
    Command::StartPause {
        item: ITEM.to_owned(),
        kind: PauseKind::Inspection,
        days: 2,
        reason: "现场".to_owned(),
    }
}

fn extension() -> Command {
    Command::ProposeExtension { item: ITEM.to_owned(), days: 5, reason: "复杂".to_owned() }
}

type Row = (Command, &'static [Who], Vec<State>);

/// Who may give which command in which state. Nothing else may be done.
fn table(walk: &Walk) -> Vec<Row> {
    let item = || ITEM.to_owned();
    let reason = || "理由".to_owned();
    let case = walk.case();
    let posted = case.delivery.as_ref().is_some_and(|how| how.kind != DeliveryKind::Electronic);
    let items = vec![item(), "fire-check".to_owned()];
    let at = walk.now + TimeDelta::days(2);
    let with = |states: &[State]| [states, &ACCEPTED].concat();
    let received = || vec![Received, CorrectionsProposed];
    let mut rows: Vec<Row> = vec![
        (Command::Accept {}, &[Who::Clerk, Who::System], received()),
        (corrections(walk), &[Who::Clerk], vec![Received]),
        (Command::ConfirmCorrections {}, &[Who::Supervisor], vec![CorrectionsProposed]),
        (
            Command::ReturnCorrections { reason: reason() },
            &[Who::Supervisor],
            vec![CorrectionsProposed],
        ),
        (
            Command::Correct {
                submission: Box::new(case.submission.clone().unwrap()),
                signature: "again".to_owned(),
            },
            &[Who::Applicant],
            vec![Correcting],
        ),
        (Command::Decline { report: report() }, &[Who::Clerk], received()),
        (pause(), &[Who::Reviewer], vec![Open]),
        (Command::EndPause { item: item(), finding: reason() }, &[Who::Reviewer], vec![Paused]),
        (Command::Approve { item: item(), opinion: String::new() }, &[Who::Reviewer], vec![Open]),
        (
            Command::ApproveWithConditions {
                item: item(),
                opinion: String::new(),
                conditions: vec![reason()],
            },
            &[Who::Reviewer],
            vec![Open],
        ),
        (Command::PassStep { item: item(), note: String::new() }, &[Who::Reviewer], vec![Open]),
        (extension(), &[Who::Reviewer], vec![Open]),
        (Command::ConfirmExtension { item: item() }, &[Who::Chief], vec![ExtensionProposed]),
        (
            Command::ReturnExtension { item: item(), reason: reason() },
            &[Who::Chief],
            vec![ExtensionProposed],
        ),
        (
            Command::ScheduleInspection { items, at, place: reason(), note: String::new() },
            &[Who::Clerk, Who::Reviewer],
            vec![Open],
        ),
        (Command::ProposeRefusal { item: item(), report: report() }, &[Who::Reviewer], vec![Open]),
        (Command::ConfirmRefusal { item: item() }, &[Who::Chief], vec![RefusalProposed]),
        (
            Command::ReturnRefusal { item: item(), reason: reason() },
            &[Who::Chief],
            vec![RefusalProposed],
        ),
        (Command::IssueResult { item: item() }, &[Who::Reviewer], vec![Approved]),
        // No inspection is scheduled, and no limit has passed, in any of these states.
        (Command::MoveInspection { at, place: reason(), note: String::new() }, &[], vec![]),
        (Command::ExplainOverdue { item: Some(item()), text: reason() }, &[], vec![]),
        (Command::ExplainOverdue { item: None, text: reason() }, &[], vec![]),
        (Command::SettleOverdue { item: Some(item()), finding: reason() }, &[], vec![]),
        (Command::SettleOverdue { item: None, finding: reason() }, &[], vec![]),
        (Command::RecordOverdue {}, &[Who::System], with(&received())),
        (Command::AcceptInstantly {}, &[Who::System], received()),
        (Command::CheckSample { item: item(), agrees: true, note: reason() }, &[], vec![]),
        (
            Command::ChangeDelivery { delivery: Delivery::of(DeliveryKind::Electronic) },
            &[Who::Applicant],
            with(&[Unpaid, Received, CorrectionsProposed, Correcting, Finished]),
        ),
        (
            Command::HandOut { tracking: "SF-1".to_owned() },
            &[Who::Clerk],
            // What came before the item that the states are about has a result already.
            if posted { with(&[Finished]) } else { vec![] },
        ),
        // Nothing is on its way in any of these states.
        (Command::ReceiveParcel { tracking: "SF-1".to_owned() }, &[], vec![]),
        (Command::ReturnParcel { tracking: "SF-1".to_owned(), reason: reason() }, &[], vec![]),
        (
            Command::Withdraw { reason: String::new() },
            &[Who::Applicant],
            with(&[Unpaid, Received, CorrectionsProposed, Correcting]),
        ),
        (
            Command::WithdrawItem { item: item(), reason: String::new() },
            &[Who::Applicant],
            vec![Open, Paused, RefusalProposed, ExtensionProposed],
        ),
        (
            Command::RecordPayment { payment: "p".to_owned(), cents: case.bill.total() },
            &[Who::System],
            vec![Unpaid],
        ),
        (Command::RemindPayment {}, &[Who::System], vec![Unpaid]),
        (Command::RecordRefund { refund: "r".to_owned() }, &[], vec![]),
        // Nobody signs beside the applicant, nothing is signed on paper, and nothing is to follow, in any of these states.
        (Command::Cosign { by: cosigned() }, &[], vec![]),
        (Command::TakePaper {}, &[], vec![]),
        (
            Command::SupplyMaterial { material: reason(), evidence: Evidence::Commitment },
            &[],
            vec![],
        ),
        (Command::RemindMaterial { material: reason() }, &[], vec![]),
        (Command::LapseMaterial { material: reason() }, &[], vec![]),
        (
            Command::Assign { item: None, to: None, reason: reason() },
            &[Who::Clerk, Who::Supervisor],
            with(&[Unpaid, Received, CorrectionsProposed, Correcting, Finished]),
        ),
        (
            Command::Assign { item: Some(item()), to: None, reason: reason() },
            &[Who::Reviewer, Who::Chief, Who::Supervisor],
            ACCEPTED.to_vec(),
        ),
    ];
    for command in arranging() {
        rows.push((
            command.clone(),
            &[Who::Clerk, Who::Supervisor],
            with(&[Unpaid, Received, CorrectionsProposed, Correcting, Finished]),
        ));
        rows.push((command, &[Who::Reviewer, Who::Chief], with(&[Finished])));
    }
    rows
}

fn cosigned() -> Cosignature {
    Cosignature { cosigner: "spouse".to_owned(), person: "p".to_owned(), signature: "s".to_owned() }
}

/// What staff arrange among themselves: the intake from the beginning, departments that work on it once it is accepted.
fn arranging() -> Vec<Command> {
    let reason = "理由".to_owned();
    vec![
        Command::AddNote { text: reason.clone() },
        Command::NameOwner { to: "somebody".to_owned(), reason: reason.clone() },
        Command::SetMark { mark: Mark::Errand, on: true, reason },
    ]
}

/// Names every command; a new one does not compile before it is named here, and fails before it has its rows.
macro_rules! every_kind {
    ($($kind:ident)*) => {
        const KINDS: &[CommandKind] = &[$(CommandKind::$kind),*];
        const _: fn(CommandKind) = |kind| match kind { $(CommandKind::$kind => (),)* };
    };
}

every_kind! {
    Accept RequestCorrections ConfirmCorrections ReturnCorrections Correct Cosign TakePaper SupplyMaterial RemindPayment RemindMaterial
    LapseMaterial Decline StartPause
    EndPause Approve ApproveWithConditions PassStep ProposeExtension ConfirmExtension ReturnExtension
    ScheduleInspection MoveInspection ExplainOverdue SettleOverdue ProposeRefusal ConfirmRefusal ReturnRefusal
    CheckSample AcceptInstantly IssueResult ChangeDelivery HandOut ReceiveParcel ReturnParcel AddNote Assign NameOwner SetMark Withdraw
    WithdrawItem RecordOverdue RecordPayment RecordRefund
}

#[test]
fn every_command_has_its_rows() {
    let table = table(&walk_to(Open));
    for kind in KINDS {
        assert!(table.iter().any(|(command, ..)| command.kind() == *kind), "{kind:?}");
    }
}

fn is_by_rule(result: &Result<Vec<onething_domain::case::Event>, Refusal>) -> bool {
    matches!(result, Err(Refusal::NotAllowed | Refusal::WrongState | Refusal::UnknownItem))
}

#[test]
fn every_command_by_every_role_in_every_state() {
    let mut let_through = 0;
    for state in STATES {
        let walk = walk_to(state);
        let case = walk.case();
        let table = table(&walk);
        for (command, ..) in &table {
            for who in WHO {
                let actor = actor(who);
                let mut rows = table.iter().filter(|(of, ..)| of == command);
                let may = rows
                    .any(|(_, people, states)| people.contains(&who) && states.contains(&state));
                let result = walk.with_facts(&actor, |facts| decide(&case, command, facts));
                assert_eq!(
                    !is_by_rule(&result),
                    may,
                    "{command:?} by {who:?} in {state:?}: {result:?}"
                );
                let listed = allowed(&case, &actor).iter().any(|action| {
                    action.command == command.kind() && action.item.as_deref() == command.item()
                });
                assert!(!listed || may, "{command:?} is offered to {who:?} in {state:?}");
                let_through += usize::from(may);
            }
        }
        assert_eq!(walk.case(), case, "asking changes nothing");
    }
    assert!(let_through > 40, "{let_through}");
}

#[test]
fn what_is_unknown_is_refused_by_name() {
    let walk = walk_to(Open);
    let case = walk.case();
    let unknown = Command::Approve { item: "moon-permit".to_owned(), opinion: String::new() };
    for who in WHO {
        let refused = walk.with_facts(&actor(who), |facts| decide(&case, &unknown, facts));
        assert_eq!(refused, Err(Refusal::UnknownItem), "{who:?}");
    }
}

#[test]
fn the_same_command_twice_is_refused_the_second_time() {
    for state in STATES {
        let walk = walk_to(state);
        for (command, people, states) in table(&walk) {
            // Changing one's mind about the delivery twice is no harm, nor are two notes.
            let often = [CommandKind::ChangeDelivery, CommandKind::AddNote];
            if !states.contains(&state) || often.contains(&command.kind()) {
                continue;
            }
            let mut twice = walk_to(state);
            let who = actor(people[0]);
            if twice.give(&who, &command).is_ok() {
                // The last step but one may be handed on again; what decides is done once.
                let again = twice.give(&who, &command);
                assert!(again.is_err(), "{command:?} twice in {state:?}");
            }
        }
    }
}

#[test]
fn a_clock_that_runs_backwards_or_far_ahead_breaks_nothing() {
    for days in [-400, 4000] {
        for state in STATES {
            let mut walk = walk_to(state);
            walk.now += TimeDelta::days(days);
            for (command, people, _) in table(&walk) {
                for who in people {
                    let case = walk.case();
                    let _ = walk.with_facts(&actor(*who), |facts| decide(&case, &command, facts));
                }
            }
        }
    }
}
