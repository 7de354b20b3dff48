//! Ratings, tickets and open figures: invariants over random commands and counts.

mod support;

use chrono::{DateTime, Days, Utc};
use onething_domain::case::Actor;
use onething_domain::city::{Pledges, Role};
use onething_domain::figure::{Column, Measure, Share, difference, of_case, open, withhold};
use onething_domain::objection::Objection;
use onething_domain::rating::{
    self, Rating, RatingCommand, RatingEvent, RatingFacts, RectificationState, Verdict,
};
use onething_domain::text::Text;
use onething_domain::ticket::{
    self, FaqState, NewTicket, TRANSFERS, Ticket, TicketAct, TicketCommand, TicketEvent,
    TicketFacts, TicketKind, TicketStatus,
};
use proptest::prelude::*;
use support::walk::{Walk, city, clerk, staff};
use support::{Content, day, morning};

fn supervisor() -> Actor {
    Actor::Staff { id: "supervisor".into(), roles: vec![Role::Supervisor], department: None }
}

fn pledges() -> Pledges {
    Pledges { owner: "service".into(), ..Pledges::default() }
}

fn actors() -> Vec<Actor> {
    let mut actors = vec![Actor::Applicant, supervisor(), clerk()];
    for department in ["health", "police", "service"] {
        actors.push(staff(Role::Reviewer, department));
        actors.push(staff(Role::Chief, department));
    }
    actors
}

fn knows(content: &Content) -> impl Fn(&str) -> bool + '_ {
    |id| content.departments.iter().any(|department| department.id == id)
}

fn verdict(level: u8) -> Verdict {
    Verdict { level, tags: Vec::new(), text: String::new() }
}

fn rate(walk: &Walk, item: &str, level: u8, now: DateTime<Utc>) -> Result<RatingEvent, Objection> {
    let (case, pledges) = (walk.case(), pledges());
    let facts = RatingFacts {
        now,
        actor: &Actor::Applicant,
        calendar: &city().calendar,
        pledges: &pledges,
    };
    rating::rate("n", &case, item, "person-1", &verdict(level), &facts)
}

#[test]
fn services_are_rated_when_decided_and_the_case_when_ended() {
    let mut walk = Walk::file("newborn", 0);
    assert_eq!(rate(&walk, "", 1, walk.now), Err(Objection::WrongState));
    walk.accept();
    let item = walk.case().tasks[0].item.clone();
    assert_eq!(rate(&walk, &item, 1, walk.now), Err(Objection::WrongState));
    walk.finish();
    let now = walk.now;
    let Ok(RatingEvent::Rated { department, due, .. }) = rate(&walk, &item, 4, now) else {
        panic!("a bad rating of a service");
    };
    assert_eq!(department, walk.case().tasks[0].department);
    assert_eq!(due.map(|due| due.to_string()).as_deref(), Some("2026-03-31"), "15 working days");
    let Ok(RatingEvent::Rated { department, due: None, .. }) = rate(&walk, "", 3, now) else {
        panic!("a rating of the case that is not bad");
    };
    assert_eq!(department, "service", "several departments: whoever answers for the city");
    assert_eq!(rate(&walk, "nothing", 1, now), Err(Objection::WrongState));
    for level in [0, 6, 255] {
        assert!(matches!(rate(&walk, "", level, now), Err(Objection::Field { name: "level", .. })));
    }
    let late = now + Days::new(60);
    assert_eq!(rate(&walk, "", 1, late), Err(Objection::WrongTime));
}

fn rating_command(a: usize, b: usize) -> RatingCommand {
    let note = if b.is_multiple_of(7) { " ".to_owned() } else { "已说明".to_owned() };
    match a % 4 {
        0 => RatingCommand::Call { reached: b.is_multiple_of(2), note },
        1 => RatingCommand::HandOn {
            department: ["health", "police", "moon"][b % 3].to_owned(),
            reason: note,
        },
        2 => RatingCommand::Close { justified: b.is_multiple_of(2), measure: note },
        _ => RatingCommand::Reopen { reason: note },
    }
}

proptest! {
    #[test]
    fn a_bad_rating_is_closed_only_after_a_call_and_never_changes(
        level in 4u8..=5,
        steps in prop::collection::vec((0usize..4, 0usize..42, 0usize..9, 0u64..9), 1..40),
    ) {
        let (actors, pledges, calendar) = (actors(), pledges(), &city().calendar);
        let mut walk = Walk::file("newborn", 0);
        walk.accept();
        walk.finish();
        let mut now = walk.now;
        let mut rating = Rating::default();
        rating.apply(&rate(&walk, "", level, now).unwrap(), now);
        let given = rating.clone();
        for (a, b, who, days) in steps {
            now = now + Days::new(days);
            let today = calendar.day(now);
            if let Ok(event) = rating::escalate(&rating, today) {
                prop_assert!(rating.is_late(today));
                rating.apply(&event, now);
                prop_assert!(rating::escalate(&rating, today).is_err(), "told once");
            }
            let actor = &actors[who % actors.len()];
            let facts = RatingFacts { now, actor, calendar, pledges: &pledges };
            let command = rating_command(a, b);
            let listed = rating::allowed(&rating, actor).contains(&command.act());
            let before = rating.clone();
            match rating::decide(&rating, &command, &facts, knows(city())) {
                Ok(event) => {
                    prop_assert!(listed);
                    rating.apply(&event, now);
                    prop_assert_eq!(rating.seq, before.seq + 1);
                }
                Err(Objection::Field { .. }) => prop_assert!(listed),
                Err(_) => prop_assert!(!listed),
            }
            prop_assert_eq!(&rating.verdict, &given.verdict);
            prop_assert_eq!((&rating.rated, rating.at), (&given.rated, given.at));
            if rating.state == RectificationState::Closed {
                let called = rating.calls.iter().any(|call| call.reached) || rating.calls.len() >= rating::TRIES;
                prop_assert!(called && !rating.measure.trim().is_empty());
            }
        }
    }
}

fn new_ticket(kind: TicketKind) -> NewTicket {
    NewTicket {
        kind, title: "几天能办好".into(), text: "想问一下".into(), ..NewTicket::default()
    }
}

fn ticket_command(a: usize, b: usize) -> TicketCommand {
    let text = if b.is_multiple_of(7) { " ".to_owned() } else { "请看指南".to_owned() };
    match a % 9 {
        0 => TicketCommand::Take {},
        1 => TicketCommand::HandOn {
            department: ["health", "police", "service", "moon"][b % 4].to_owned(),
            reason: text,
        },
        2 => TicketCommand::Answer { text },
        3 => TicketCommand::Add { text },
        4 => TicketCommand::Return { text },
        5 => TicketCommand::Close {},
        6 => TicketCommand::Propose { question: Text::zh("问"), answer: Text::zh(text) },
        7 => TicketCommand::Publish {},
        _ => TicketCommand::Unpublish { reason: text },
    }
}

fn begun(kind: TicketKind, actor: &Actor, now: DateTime<Utc>, pledges: &Pledges) -> Ticket {
    let facts = TicketFacts { now, actor, calendar: &city().calendar, pledges };
    let person = if *actor == Actor::Applicant { "person-1" } else { "" };
    let asked = ticket::ask(new_ticket(kind), person, Some("health"), &facts, knows(city()));
    let mut ticket = Ticket::default();
    ticket.apply(&asked.unwrap(), now);
    ticket
}

proptest! {
    #[test]
    fn whoever_was_asked_first_owns_a_ticket_until_it_is_answered(
        kind in 0usize..4,
        by_phone in any::<bool>(),
        steps in prop::collection::vec((0usize..9, 0usize..42, 0usize..9, 0u64..9), 1..60),
    ) {
        let (actors, pledges, calendar) = (actors(), pledges(), &city().calendar);
        let mut now = morning("2026-03-10");
        let asker = if by_phone { clerk() } else { Actor::Applicant };
        let mut ticket = begun(TicketKind::ALL[kind], &asker, now, &pledges);
        prop_assert_eq!(ticket.owner.is_some(), by_phone);
        for (a, b, who, days) in steps {
            now = now + Days::new(days);
            let today = calendar.day(now);
            let mut told = 0;
            while let Some(event) = ticket::due_by_itself(&ticket, today) {
                ticket.apply(&event, now);
                told += 1;
                prop_assert!(told < 3, "what happens by itself comes to an end");
            }
            let actor = &actors[who % actors.len()];
            let facts = TicketFacts { now, actor, calendar, pledges: &pledges };
            let command = ticket_command(a, b);
            let permitted = ticket::permit(&ticket, &facts, command.act()).is_ok();
            let before = ticket.clone();
            match ticket::decide(&ticket, &command, &facts, knows(city())) {
                Ok(event) => {
                    prop_assert!(permitted);
                    ticket.apply(&event, now);
                }
                Err(Objection::Field { .. }) => prop_assert!(permitted),
                Err(_) => prop_assert!(!permitted),
            }
            if before.owner.is_some() {
                prop_assert_eq!(&ticket.owner, &before.owner);
            }
            if ticket.waits() && before.waits() && before.status != TicketStatus::Answered {
                prop_assert_eq!(ticket.due, before.due, "handing on starts no limit anew");
            }
            let answered = ticket.entries.iter().any(|entry| entry.official);
            prop_assert!(answered || ticket.waits(), "nothing ends without an answer");
            if ticket.handed_on.len() > before.handed_on.len() && before.handed_on.len() >= TRANSFERS {
                prop_assert!(actor.has(Role::Supervisor));
            }
            let published = |ticket: &Ticket| {
                ticket.faq.as_ref().filter(|faq| faq.state == FaqState::Published).cloned()
            };
            if let (Some(faq), None) = (published(&ticket), published(&before)) {
                prop_assert_eq!(ticket.kind(), TicketKind::Question);
                let own = matches!(actor, Actor::Staff { id, .. } if *id == faq.by);
                prop_assert!(!own, "a second pair of eyes");
            }
            if ticket.kind().is_grave() && ticket.entries.len() > before.entries.len() && ticket.entries.last().unwrap().official {
                prop_assert!(actor.has(Role::Chief) || actor.has(Role::Supervisor));
            }
        }
    }
}

#[test]
fn without_a_name_one_may_only_report() {
    let (now, pledges) = (morning("2026-03-10"), pledges());
    let facts = TicketFacts {
        now,
        actor: &Actor::Applicant,
        calendar: &city().calendar,
        pledges: &pledges,
    };
    let ask = |new| ticket::ask(new, "", None, &facts, knows(city()));
    assert!(matches!(
        ask(new_ticket(TicketKind::Question)),
        Err(Objection::Field { name: "kind", .. })
    ));
    let Ok(TicketEvent::Asked { department, due, .. }) = ask(new_ticket(TicketKind::Report)) else {
        panic!("a report without a name");
    };
    assert_eq!((department.as_str(), due.to_string().as_str()), ("service", "2026-04-08"));
    let field = |new: NewTicket| match ask(NewTicket { kind: TicketKind::Report, ..new }) {
        Err(Objection::Field { name, .. }) => name,
        other => panic!("{other:?}"),
    };
    let fine = || new_ticket(TicketKind::Report);
    assert_eq!(field(NewTicket { title: " ".into(), ..fine() }), "title");
    assert_eq!(field(NewTicket { title: "长".repeat(61), ..fine() }), "title");
    assert_eq!(field(NewTicket { text: "长".repeat(2001), ..fine() }), "text");
    assert_eq!(field(NewTicket { phone: "12".into(), ..fine() }), "phone");
    assert_eq!(field(NewTicket { department: "moon".into(), ..fine() }), "department");
}

#[test]
fn an_answer_may_be_sent_back_once_and_in_time() {
    let (now, pledges) = (morning("2026-03-10"), pledges());
    let mut ticket = begun(TicketKind::Question, &Actor::Applicant, now, &pledges);
    let calendar = &city().calendar;
    let mut give = |actor: &Actor, at: DateTime<Utc>, command: TicketCommand| {
        let facts = TicketFacts { now: at, actor, calendar, pledges: &pledges };
        let event = ticket::decide(&ticket, &command, &facts, knows(city()))?;
        ticket.apply(&event, at);
        Ok::<_, Objection>(ticket.status)
    };
    let reviewer = staff(Role::Reviewer, "health");
    let answer = || TicketCommand::Answer { text: "三天".into() };
    let back = || TicketCommand::Return { text: "没说清".into() };
    assert_eq!(give(&reviewer, now, answer()), Ok(TicketStatus::Answered));
    assert_eq!(give(&Actor::Applicant, now + Days::new(30), back()), Err(Objection::WrongState));
    assert_eq!(give(&Actor::Applicant, now, back()), Ok(TicketStatus::Taken));
    assert_eq!(give(&reviewer, now, answer()), Ok(TicketStatus::Answered));
    assert_eq!(give(&Actor::Applicant, now, back()), Err(Objection::WrongState));
    assert_eq!(give(&Actor::Applicant, now, TicketCommand::Close {}), Ok(TicketStatus::Closed));
    assert_eq!(TicketAct::ALL.len(), 9);
}

#[test]
fn a_clerk_says_what_a_caller_says_and_nobody_else() {
    let (now, pledges) = (morning("2026-03-10"), pledges());
    let calendar = &city().calendar;
    let acts = [TicketAct::Return, TicketAct::Close];
    for (asker, who, may) in [
        (clerk(), clerk(), true),
        (clerk(), staff(Role::Reviewer, "health"), false),
        (clerk(), supervisor(), false),
        (Actor::Applicant, clerk(), false),
        (Actor::Applicant, Actor::Applicant, true),
    ] {
        let mut ticket = begun(TicketKind::Question, &asker, now, &pledges);
        let facts = TicketFacts { now, actor: &who, calendar, pledges: &pledges };
        assert_eq!(ticket::permit(&ticket, &facts, TicketAct::Add).is_ok(), may, "{who:?}");
        let reviewer = staff(Role::Reviewer, "health");
        let answering = TicketFacts { actor: &reviewer, ..facts };
        let answer = TicketCommand::Answer { text: "三天".into() };
        let event = ticket::decide(&ticket, &answer, &answering, knows(city())).unwrap();
        ticket.apply(&event, now);
        for act in acts {
            assert_eq!(ticket::permit(&ticket, &facts, act).is_ok(), may, "{act:?} by {who:?}");
        }
    }
}

#[test]
fn a_changed_calendar_moves_the_day_that_counts() {
    let (now, pledges) = (morning("2026-03-10"), pledges());
    let before = &city().calendar;
    let mut after = before.clone();
    after.off.push(day("2026-03-12")); // a Thursday
    after.off.sort_unstable();
    let mut ticket = begun(TicketKind::Question, &Actor::Applicant, now, &pledges);
    assert_eq!(ticket::moved(&ticket, before, before), None);
    let moved = ticket::moved(&ticket, before, &after).unwrap();
    ticket.apply(&moved, now);
    assert_eq!(ticket.due.unwrap().to_string(), "2026-03-18", "a day later");
    let reviewer = staff(Role::Reviewer, "health");
    let facts = TicketFacts { now, actor: &reviewer, calendar: &after, pledges: &pledges };
    let answer = TicketCommand::Answer { text: "三天".into() };
    let event = ticket::decide(&ticket, &answer, &facts, knows(city())).unwrap();
    ticket.apply(&event, now);
    let until = ticket.until.unwrap();
    let Some(TicketEvent::Moved { to }) = ticket::moved(&ticket, &after, before) else {
        panic!("the day off is taken back");
    };
    assert_eq!(before.between(day("2026-03-10"), to), after.between(day("2026-03-10"), until));
    ticket.apply(&TicketEvent::Closed, now);
    assert_eq!(ticket::moved(&ticket, &after, before), None, "what is over stays");
}

/// Counts of one place that hold together: parts are no more than their whole.
fn column() -> impl Strategy<Value = Column> {
    let small = || prop_oneof![3 => 0i64..8, 1 => 0i64..200];
    (small(), small(), small(), small(), 0u64..=100, 0u64..=100).prop_map(
        |(filed, accepted, finished, rated, on_time, satisfied)| {
            let part = |whole: i64, percent: u64| whole * i64::try_from(percent).unwrap() / 100;
            Column::from([
                (Measure::Filed, filed),
                (Measure::Online, part(filed, 90)),
                (Measure::Accepted, accepted),
                (Measure::Finished, finished),
                (Measure::OnTime, part(finished, on_time)),
                (Measure::DaysSaved, finished * 3),
                (Measure::Rated, rated),
                (Measure::Satisfied, part(rated, satisfied)),
                (Measure::Levels, rated * 2),
            ])
        },
    )
}

const ADDED: [Measure; 7] = [
    Measure::Filed,
    Measure::Online,
    Measure::Accepted,
    Measure::Finished,
    Measure::OnTime,
    Measure::Rated,
    Measure::Satisfied,
];
const PARTS: [(Measure, Measure); 3] = [
    (Measure::Online, Measure::Filed),
    (Measure::OnTime, Measure::Finished),
    (Measure::Satisfied, Measure::Rated),
];

/// What a department does for the cases of a thing: so many services for each, and a few for some of them alone.
fn services(cases: &Column, (each, more, decided): (i64, i64, i64)) -> Column {
    let of = |measure| each * cases[&measure];
    Column::from([
        (Measure::Accepted, of(Measure::Accepted) + more),
        (Measure::Finished, of(Measure::Finished) + decided),
        (Measure::OnTime, of(Measure::OnTime) + decided / 2),
    ])
}

proptest! {
    #[test]
    fn no_small_count_is_shown_and_no_difference_tells_one(
        parts in prop::collection::vec(column(), 0..12),
        least in 2i64..9,
    ) {
        let sum = |measure| parts.iter().map(|part| part[&measure]).sum::<i64>();
        let total: Column = Measure::ALL.into_iter().map(|measure| (measure, sum(measure))).collect();
        let (shown_total, shown) = open(&total, &parts, &ADDED, least);
        for (column, shown) in parts.iter().zip(&shown).chain([(&total, &shown_total)]) {
            for (measure, value) in shown {
                prop_assert_eq!(*value, column[measure], "what is shown is true");
            }
            for measure in ADDED {
                if let Some(value) = shown.get(&measure) {
                    prop_assert!(*value == 0 || *value >= least, "{measure:?} {value}");
                }
            }
            for (part, whole) in PARTS {
                if let Some(value) = shown.get(&part) {
                    let rest = shown[&whole] - value;
                    prop_assert!(rest == 0 || rest >= least, "the rest of {part:?} is {rest}");
                }
            }
            prop_assert!(!shown.contains_key(&Measure::Levels) || shown.contains_key(&Measure::Rated));
            prop_assert!(!shown.contains_key(&Measure::DaysSaved) || shown.contains_key(&Measure::Finished));
        }
        for measure in ADDED {
            let hidden: Vec<i64> = parts.iter().zip(&shown).filter(|(_, shown)| !shown.contains_key(&measure)).map(|(part, _)| part[&measure]).collect();
            if hidden.is_empty() || !shown_total.contains_key(&measure) {
                continue;
            }
            // Whoever takes what is shown from the total knows the sum of what is hidden, and that each is one or more.
            let left = shown_total[&measure] - shown.iter().filter_map(|shown| shown.get(&measure)).sum::<i64>();
            let count = i64::try_from(hidden.len()).unwrap();
            prop_assert!(count > 1, "one that is hidden is the difference");
            prop_assert!(left == 0 || left - (count - 1) >= least, "{measure:?}: {left} in {count}");
        }
    }

    /// Whoever opens both tables, and knows how many services of a department each case of a thing has, takes the cases
    /// that are shown from the department's services: nothing is left, or enough people.
    #[test]
    fn no_department_tells_what_is_hidden_of_its_things(
        things in prop::collection::vec((column(), (0i64..3, 0i64..4, 0i64..4)), 1..8),
        least in 2i64..9,
    ) {
        let cases: Vec<Column> = things.iter().map(|(cases, _)| cases.clone()).collect();
        let sum = |columns: &[Column], measure| -> i64 {
            columns.iter().filter_map(|column| column.get(&measure)).sum()
        };
        let total: Column =
            Measure::ALL.into_iter().map(|measure| (measure, sum(&cases, measure))).collect();
        let (_, shown) = open(&total, &cases, &ADDED, least);
        let own: Vec<Column> = things.iter().map(|(cases, plan)| services(cases, *plan)).collect();
        let all = [Measure::Accepted, Measure::Finished, Measure::OnTime];
        let department: Column = all.map(|measure| (measure, sum(&own, measure))).into();
        let (_, mut opened) = open(&total, &[department], &[], least);
        let shares: Vec<Share> = own
            .iter()
            .zip(cases.iter().zip(&shown))
            .map(|(own, thing)| Share { own, thing: Some(thing) })
            .collect();
        withhold(&mut opened[0], &shares, least);
        let left = |measure| {
            let known = things.iter().zip(&shown).filter_map(|((_, (each, ..)), shown)| {
                shown.get(&measure).map(|value| each * value)
            });
            opened[0].get(&measure).map(|value| value - known.sum::<i64>())
        };
        for measure in all {
            let left = left(measure).unwrap_or(0);
            prop_assert!(left == 0 || left >= least, "{measure:?}: {left} people");
        }
        if let (Some(decided), Some(on_time)) = (left(Measure::Finished), left(Measure::OnTime)) {
            let late = decided - on_time;
            prop_assert!(late == 0 || late >= least, "late: {late} people");
        }
    }
}

#[test]
fn a_case_counts_the_same_whether_step_by_step_or_at_once() {
    let mut walk = Walk::file("newborn", 0);
    let calendar = &city().calendar;
    let filed = walk.now;
    let mut sum = of_case(&walk.case(), filed, calendar);
    let count = |walk: &Walk| of_case(&walk.case(), filed, calendar);
    let step = |walk: &Walk, sum: &mut onething_domain::figure::Figures| {
        for (key, value) in difference(sum, &count(walk)) {
            *sum.entry(key).or_default() += value;
        }
        sum.retain(|_, value| *value != 0);
    };
    walk.accept();
    step(&walk, &mut sum);
    walk.now = morning("2026-04-01");
    walk.finish();
    step(&walk, &mut sum);
    let mut whole = count(&walk);
    whole.retain(|_, value| *value != 0);
    assert_eq!(sum, whole);
    let of = |month: &str, measure| {
        let found = sum.iter().find(|(key, _)| {
            key.month == month && key.department.is_empty() && key.measure == measure
        });
        found.map_or(0, |(_, value)| *value)
    };
    assert_eq!(of("2026-03", Measure::Filed), 1);
    assert_eq!(of("2026-03", Measure::Accepted), 1);
    assert_eq!(of("2026-04", Measure::Finished), 1);
    assert_eq!(of("2026-03", Measure::Finished), 0);
}
