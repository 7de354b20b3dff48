//! The rules of tickets: who may do what, and what comes of it.

use chrono::NaiveDate;

use super::{
    Channel, FaqState, NewTicket, Owner, RETURNS, TITLE, TRANSFERS, Ticket, TicketAct,
    TicketCommand, TicketEvent, TicketFacts, TicketKind, TicketStatus,
};
use crate::calendar::Calendar;
use crate::case::Actor;
use crate::city::{Pledges, Role};
use crate::identifier;
use crate::objection::{Objection, answers_for, is_head, said};
use crate::text::Text;

/// Asks something. `person` is the citizen's id; empty for callers and for those who give no name. `of_thing` is the
/// department of the thing that it is about.
///
/// # Errors
/// Why it cannot be asked so.
pub fn ask(
    new: NewTicket,
    person: &str,
    of_thing: Option<&str>,
    facts: &TicketFacts,
    knows_department: impl Fn(&str) -> bool,
) -> Result<TicketEvent, Objection> {
    let clerk = match facts.actor {
        Actor::Staff { .. } if !facts.actor.has(Role::Clerk) => return Err(Objection::NotAllowed),
        Actor::Staff { .. } => Some(owner(facts.actor)),
        Actor::System => return Err(Objection::NotAllowed),
        // Without a name one may report only: an answer to anything else would not find its way.
        Actor::Applicant if person.is_empty() && new.kind != TicketKind::Report => {
            return Err(Objection::Field {
                name: "kind",
                must: "report, where nobody is logged in",
            });
        }
        Actor::Applicant => None,
    };
    said("title", &new.title)?;
    if new.title.chars().count() > TITLE {
        return Err(Objection::Field { name: "title", must: "1 to 60 characters" });
    }
    said("text", &new.text)?;
    if !new.phone.is_empty() && identifier::phone(&new.phone).is_err() {
        return Err(Objection::Field { name: "phone", must: "a mobile number" });
    }
    if !new.department.is_empty() && !knows_department(&new.department) {
        return Err(Objection::Field { name: "department", must: "a department of the city" });
    }
    let named = [new.department.as_str(), of_thing.unwrap_or_default(), &facts.pledges.owner];
    let department = match new.kind {
        TicketKind::Report => told_to(named, facts.pledges),
        _ => named.into_iter().find(|id| !id.is_empty()).unwrap_or_default(),
    };
    let today = facts.calendar.day(facts.now);
    Ok(TicketEvent::Asked {
        person: person.to_owned(),
        channel: if clerk.is_some() { Channel::Hotline } else { Channel::Online },
        owner: clerk,
        department: department.to_owned(),
        due: facts.calendar.add(today, new.kind.days(facts.pledges)),
        new,
    })
}

/// Where a report goes. It must not reach whom it accuses (信访工作条例 2022, art. 46 (5)), which may be any department
/// that it names: so it goes to whoever answers for the city, and where that one is named to no department at all, which
/// leaves it to the supervisors.
fn told_to<'a>([asked, of_thing, owner]: [&'a str; 3], pledges: &Pledges) -> &'a str {
    let accused = [asked, of_thing].contains(&pledges.owner.as_str());
    if accused { "" } else { owner }
}

/// A member of staff as who was asked; nobody in particular for others.
fn owner(actor: &Actor) -> Owner {
    match actor {
        Actor::Staff { id, department, .. } => {
            Owner { staff: id.clone(), department: department.clone().unwrap_or_default() }
        }
        _ => Owner { staff: String::new(), department: String::new() },
    }
}

fn id(actor: &Actor) -> &str {
    match actor {
        Actor::Staff { id, .. } => id,
        _ => "",
    }
}

fn owns(ticket: &Ticket, actor: &Actor) -> bool {
    let own = id(actor);
    // Nobody of a department keeps a report that was there; a clerk who wrote it down knows it anyway.
    let keeps = ticket.kind() != TicketKind::Report || actor.has(Role::Clerk);
    keeps && !own.is_empty() && ticket.owner.as_ref().is_some_and(|owner| owner.staff == own)
}

/// Whether somebody reads reports that are at a department: its head, supervisors, and the service centre's clerks where
/// it answers for the whole city. Reviewers do not: they may be whom a report accuses (信访工作条例 2022, art. 46 (5)).
pub fn reads_reports(actor: &Actor, department: &str, pledges: &Pledges) -> bool {
    let central = match actor {
        Actor::Staff { department: Some(own), .. } => *own == pledges.owner,
        _ => true,
    };
    let city = !department.is_empty() && department == pledges.owner;
    is_head(actor, department) || (city && central && actor.has(Role::Clerk))
}

/// Whether somebody works where the ticket is: clerks do for whoever answers for the whole city.
fn works(ticket: &Ticket, actor: &Actor, pledges: &Pledges) -> bool {
    if ticket.kind() == TicketKind::Report {
        return reads_reports(actor, &ticket.department, pledges);
    }
    answers_for(actor, &ticket.department)
        || (actor.has(Role::Clerk) && ticket.department == pledges.owner)
}

/// Whether a clerk says what a caller says: whoever took the call, and those on duty where it is at work.
pub fn speaks_for(ticket: &Ticket, actor: &Actor, pledges: &Pledges) -> bool {
    ticket.channel == Channel::Hotline
        && actor.has(Role::Clerk)
        && (owns(ticket, actor) || works(ticket, actor, pledges))
}

/// Whether a member of staff may see it: those who work where it is or was, who own it, who publish answers.
pub fn may_see(ticket: &Ticket, actor: &Actor, pledges: &Pledges) -> bool {
    let through = |(department, _): &(String, String)| {
        !ticket.kind().is_grave() && answers_for(actor, department)
    };
    works(ticket, actor, pledges)
        || owns(ticket, actor)
        || ticket.handed_on.iter().any(through)
        || (actor.has(Role::Publisher) && ticket.faq.is_some())
}

/// Whether somebody may do something with it now.
///
/// # Errors
/// Why not.
pub fn permit(ticket: &Ticket, facts: &TicketFacts, act: TicketAct) -> Result<(), Objection> {
    use TicketStatus as S;
    let actor = facts.actor;
    let works = works(ticket, actor, facts.pledges);
    let speaks = *actor == Actor::Applicant || speaks_for(ticket, actor, facts.pledges);
    let (may, fits) = match act {
        TicketAct::Take => (works, ticket.status == S::Open),
        TicketAct::HandOn => {
            // Whom a report may reach is weighed by somebody who is of no department.
            let report = ticket.kind() == TicketKind::Report;
            let watched = report || ticket.handed_on.len() >= TRANSFERS;
            let may = (works || owns(ticket, actor)) && (!watched || actor.has(Role::Supervisor));
            (may, ticket.waits())
        }
        TicketAct::Answer if ticket.kind().is_grave() => {
            (is_head(actor, &ticket.department), ticket.waits())
        }
        TicketAct::Answer => (works || owns(ticket, actor), ticket.waits()),
        TicketAct::Add => (speaks, ticket.waits()),
        TicketAct::Return => {
            let in_time = ticket.until.is_some_and(|until| facts.calendar.day(facts.now) <= until);
            (speaks, ticket.status == S::Answered && ticket.returns < RETURNS && in_time)
        }
        TicketAct::Close => (speaks, ticket.status == S::Answered),
        TicketAct::Propose => {
            let over = matches!(ticket.status, S::Answered | S::Closed);
            let question = ticket.kind() == TicketKind::Question && ticket.faq.is_none();
            (works || owns(ticket, actor), over && question)
        }
        TicketAct::Publish => {
            let waiting = ticket.faq.as_ref().filter(|faq| faq.state == FaqState::Proposed);
            let eyes = waiting.is_some_and(|faq| faq.by != id(actor));
            (publishes(ticket, actor) && eyes, waiting.is_some())
        }
        TicketAct::Unpublish => (publishes(ticket, actor), ticket.faq.is_some()),
    };
    match (may, fits) {
        (false, _) => Err(Objection::NotAllowed),
        (true, false) => Err(Objection::WrongState),
        (true, true) => Ok(()),
    }
}

fn publishes(ticket: &Ticket, actor: &Actor) -> bool {
    is_head(actor, &ticket.department) || actor.has(Role::Publisher)
}

/// Decides a command; `knows_department` tells which departments there are.
///
/// # Errors
/// Why it is refused.
pub fn decide(
    ticket: &Ticket,
    command: &TicketCommand,
    facts: &TicketFacts,
    knows_department: impl Fn(&str) -> bool,
) -> Result<TicketEvent, Objection> {
    permit(ticket, facts, command.act())?;
    let by = owner(facts.actor);
    let today = facts.calendar.day(facts.now);
    let after = |days| facts.calendar.add(today, days);
    Ok(match command {
        TicketCommand::Take {} => TicketEvent::Taken { by },
        TicketCommand::HandOn { department, reason } => {
            said("reason", reason)?;
            if !knows_department(department) || *department == ticket.department {
                return Err(Objection::Field { name: "department", must: "another department" });
            }
            TicketEvent::HandedOn { department: department.clone(), reason: reason.clone(), by }
        }
        TicketCommand::Answer { text } => {
            said("text", text)?;
            let until = after(facts.pledges.objection);
            TicketEvent::Answered { text: text.clone(), by, until }
        }
        TicketCommand::Add { text } => {
            said("text", text)?;
            TicketEvent::Added { text: text.clone() }
        }
        TicketCommand::Return { text } => {
            said("text", text)?;
            let due = after(ticket.kind().days(facts.pledges));
            TicketEvent::Returned { text: text.clone(), due }
        }
        TicketCommand::Close {} => TicketEvent::Closed,
        TicketCommand::Propose { question, answer } => {
            for (name, text) in [("question", question), ("answer", answer)] {
                both(name, text)?;
            }
            let (question, answer) = (question.clone(), answer.clone());
            TicketEvent::Proposed { question, answer, by: by.staff }
        }
        TicketCommand::Publish {} => TicketEvent::Published,
        TicketCommand::Unpublish { reason } => {
            said("reason", reason)?;
            TicketEvent::Unpublished { reason: reason.clone() }
        }
    })
}

/// Chinese must be there, English may.
fn both(name: &'static str, text: &Text) -> Result<(), Objection> {
    said(name, &text.zh)?;
    if text.en.is_empty() { Ok(()) } else { said(name, &text.en) }
}

/// What a changed calendar does to the day that counts: it has as many working days as before. Nothing where it stays.
pub fn moved(ticket: &Ticket, before: &Calendar, now: &Calendar) -> Option<TicketEvent> {
    let (since, day) = match ticket.status {
        TicketStatus::Open | TicketStatus::Taken => (ticket.since?, ticket.due?),
        TicketStatus::Answered => (ticket.answered_at?, ticket.until?),
        TicketStatus::Closed => return None,
    };
    let to = now.moved(since, day, before);
    (to != day).then_some(TicketEvent::Moved { to })
}

/// What time does by itself: a late one is told to the supervisors once, an answer that nobody sent back closes its
/// ticket.
pub fn due_by_itself(ticket: &Ticket, today: NaiveDate) -> Option<TicketEvent> {
    if ticket.is_late(today) && ticket.escalated_at.is_none() {
        return Some(TicketEvent::Escalated);
    }
    let over = ticket.until.is_some_and(|until| until < today);
    (ticket.status == TicketStatus::Answered && over).then_some(TicketEvent::Closed)
}
