//! Reports (举报): whom they reach, whatever they name.

mod support;

use onething_domain::case::Actor;
use onething_domain::city::{Pledges, Role};
use onething_domain::objection::Objection;
use onething_domain::ticket::{self, NewTicket, Ticket, TicketCommand, TicketFacts, TicketKind};
use support::morning;
use support::walk::{city, clerk, staff, supervisor};

fn pledges() -> Pledges {
    Pledges { owner: "service".into(), ..Pledges::default() }
}

/// A report without a name, about a department and a thing of another.
fn report(department: &str, of_thing: Option<&str>) -> Ticket {
    let (actor, pledges) = (Actor::Applicant, pledges());
    let facts = TicketFacts {
        now: morning("2026-03-10"),
        actor: &actor,
        calendar: &city().calendar,
        pledges: &pledges,
    };
    let new = NewTicket {
        kind: TicketKind::Report,
        title: "收红包".into(),
        text: "窗口的人收了红包".into(),
        department: department.into(),
        ..NewTicket::default()
    };
    let event = ticket::ask(new, "", of_thing, &facts, |_| true).unwrap();
    let mut ticket = Ticket::default();
    ticket.apply(&event, facts.now);
    ticket
}

fn give(ticket: &mut Ticket, actor: &Actor, command: &TicketCommand) -> Result<(), Objection> {
    let (now, pledges) = (morning("2026-03-10"), pledges());
    let facts = TicketFacts { now, actor, calendar: &city().calendar, pledges: &pledges };
    let event = ticket::decide(ticket, command, &facts, |_| true)?;
    ticket.apply(&event, now);
    Ok(())
}

fn sees(ticket: &Ticket, actor: &Actor) -> bool {
    ticket::may_see(ticket, actor, &pledges())
}

#[test]
fn a_report_goes_to_the_service_centre_whatever_it_names() {
    for (department, of_thing) in
        [("", None), ("health", None), ("", Some("health")), ("health", Some("police"))]
    {
        let ticket = report(department, of_thing);
        assert_eq!(ticket.department, "service", "{department} {of_thing:?}");
        for role in [Role::Reviewer, Role::Chief] {
            assert!(!sees(&ticket, &staff(role, "health")), "{role:?} of whom it accuses");
        }
        assert!(!sees(&ticket, &staff(Role::Reviewer, "service")));
        assert!(!sees(&ticket, &staff(Role::Clerk, "health")), "a department's own clerk");
        for reader in [clerk(), staff(Role::Chief, "service"), supervisor()] {
            assert!(sees(&ticket, &reader), "{reader:?}");
        }
    }
}

#[test]
fn one_about_the_service_centre_is_the_supervisors_alone() {
    for ticket in [report("service", None), report("", Some("service"))] {
        assert_eq!(ticket.department, "");
        for other in [clerk(), staff(Role::Chief, "service"), staff(Role::Reviewer, "service")] {
            assert!(!sees(&ticket, &other), "{other:?}");
        }
        assert!(sees(&ticket, &supervisor()));
    }
}

#[test]
fn only_supervisors_hand_a_report_on_and_then_to_a_head() {
    let mut ticket = report("health", None);
    let on = |department: &str| TicketCommand::HandOn {
        department: department.into(),
        reason: "请查处".into(),
    };
    give(&mut ticket, &clerk(), &TicketCommand::Take {}).unwrap();
    for other in [clerk(), staff(Role::Chief, "service")] {
        assert_eq!(give(&mut ticket, &other, &on("police")), Err(Objection::NotAllowed));
    }
    give(&mut ticket, &supervisor(), &on("police")).unwrap();
    assert!(sees(&ticket, &staff(Role::Chief, "police")));
    assert!(!sees(&ticket, &staff(Role::Reviewer, "police")));
    assert!(!sees(&ticket, &staff(Role::Chief, "service")), "it is there no more");
    assert!(sees(&ticket, &clerk()), "who took it first answers for it (首问负责)");
    let take = TicketCommand::Take {};
    let reviewer = staff(Role::Reviewer, "police");
    assert_eq!(give(&mut ticket, &reviewer, &take), Err(Objection::NotAllowed));
    give(&mut ticket, &staff(Role::Chief, "police"), &take).unwrap();
    give(&mut ticket, &supervisor(), &on("service")).unwrap();
    assert!(!sees(&ticket, &staff(Role::Chief, "police")), "nor is it theirs afterwards");
}
