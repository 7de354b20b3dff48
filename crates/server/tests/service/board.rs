//! The supervisors' board: lights, limits that have passed, returns, bad ratings and complaints, each with what is behind
//! it (E3).

use chrono::TimeDelta;
use onething_api::cases::CaseView;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::supervision::{Board, FocusList, Lights, NO_ID};
use onething_api::tickets::AskTicket;
use onething_domain::case::{Command, CorrectionEntry, CorrectionTarget};
use onething_domain::ticket::{NewTicket, TicketKind};
use onething_server::{audit, jobs};

use crate::world::{BUYER, Client, MOTHER, World, id};

async fn board(client: &Client, query: &str) -> Board {
    client.get(&format!("{}{query}", paths::BOARD)).await.expect(200).json()
}

async fn behind(client: &Client, query: &str) -> FocusList {
    client.get(&format!("{}{query}", paths::BOARD_CASES)).await.expect(200).json()
}

/// Every number of a board is that of the rows behind it.
async fn holds(client: &Client, board: &Board) {
    let lights = |of: &Lights| {
        [("red", of.red), ("yellow", of.yellow), ("green", of.green), ("paused", of.paused)]
    };
    let mut numbers: Vec<(String, i64)> = Vec::new();
    for row in std::iter::once(&board.city).chain(&board.departments) {
        let mut of = |focus: &str, count: i64| {
            numbers.push((format!("focus={focus}&department={}", row.id), count));
        };
        for (focus, count) in lights(&row.lights) {
            of(focus, count);
        }
        of("accountable", row.accountable);
        of("returned", row.returns);
    }
    for row in &board.steps {
        let at = |(focus, count): (&str, i64)| (format!("focus={focus}&step={}", row.step), count);
        numbers.extend(lights(&row.lights).map(at));
    }
    for row in &board.late_steps {
        let step = if row.step.is_empty() { NO_ID } else { row.step.as_str() };
        numbers.push((format!("focus=accountable&step={step}"), row.accountable));
    }
    for (query, count) in numbers {
        let list = behind(client, &format!("?limit=100&{query}")).await;
        assert_eq!(i64::try_from(list.rows.len()).unwrap(), count, "{query}: {board:?}");
    }
}

/// Lets the clock look at everything that it is due to look at.
async fn look(world: &World) {
    while jobs::do_due(&world.app).await.unwrap() > 0 {}
}

async fn every_number_leads_to_what_stands_behind_it(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let supervisor = world.staff("supervisor").await;
    let first = board(&supervisor, "").await;
    assert_eq!(first.city.lights.green, 1, "the intake's clock");
    assert_eq!(first.steps[0].step, "intake");
    let clerk = world.staff("clerk-1").await;
    clerk.command(&number, Command::Accept {}).await;
    let running = board(&supervisor, "").await;
    let health = running.departments.iter().find(|row| row.id == "health").unwrap();
    assert_eq!((health.lights.green > 0, health.lights.red), (true, 0));
    assert_eq!(board(&supervisor, "?thing=marriage").await.city.lights.green, 0);
    let second = mother.file("newborn", 0).await.number;
    let entry = CorrectionEntry {
        target: CorrectionTarget::Field("child_name".into()),
        message: "请核对".into(),
    };
    clerk.command(&second, Command::RequestCorrections { entries: vec![entry] }).await;
    let complaint = NewTicket {
        kind: TicketKind::Complaint,
        title: "排队太久".into(),
        text: "等了两个小时".into(),
        department: "police".into(),
        ..NewTicket::default()
    };
    let buyer = world.log_in(BUYER).await;
    let ask = AskTicket { id: id(), ticket: complaint, anonymous: false };
    buyer.post(paths::TICKETS, &ask).await.expect(201);

    world.pass(TimeDelta::days(25));
    look(&world).await;
    let supervisor = world.staff("supervisor").await;
    let late = board(&supervisor, "").await;
    assert!(late.city.lights.red > 0 && late.city.accountable > 0, "{late:?}");
    let by_step: i64 = late.late_steps.iter().map(|one| one.accountable).sum();
    assert_eq!(by_step, late.city.accountable, "each record passed in a step: {late:?}");
    assert!(late.late_steps.iter().any(|one| one.step == "intake" || one.step == "review"));
    assert_eq!(board(&supervisor, "?thing=marriage").await.late_steps, []);
    assert_eq!((late.city.complaints, late.city.tickets_late), (1, 1));
    let police = late.departments.iter().find(|row| row.id == "police").unwrap();
    assert_eq!(police.complaints, 1);
    assert!(late.city.returns > 0);
    let red = behind(&supervisor, "").await;
    assert_eq!(i64::try_from(red.rows.len()).unwrap(), late.city.lights.red);
    assert!(red.rows.iter().all(|row| row.number == number && row.due.is_some()));
    let of_health = behind(&supervisor, "?focus=red&department=health").await;
    let health = late.departments.iter().find(|row| row.id == "health").unwrap();
    assert_eq!(i64::try_from(of_health.rows.len()).unwrap(), health.lights.red);
    let accountable = behind(&supervisor, "?focus=accountable").await;
    assert_eq!(i64::try_from(accountable.rows.len()).unwrap(), late.city.accountable);
    let returned = behind(&supervisor, "?focus=returned").await;
    assert!(returned.rows.iter().all(|row| row.number == second && row.step == "corrections"));
    assert_eq!(i64::try_from(returned.rows.len()).unwrap(), late.city.returns);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = behind(&supervisor, &format!("?focus=red&limit=1&cursor={cursor}")).await;
        seen.extend(page.rows);
        match page.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(seen, red.rows, "page by page");
    holds(&supervisor, &late).await;
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(board(&supervisor, "").await, late);
    supervisor
        .get(&format!("{}?focus=rumour", paths::BOARD_CASES))
        .await
        .expect(400)
        .problem(Code::BadParameter);
}

/// The intake has a row of its own, and what is not signed stands still there.
async fn what_lies_at_the_intake_stands_behind_the_citys_numbers(world: World) {
    let mother = world.log_in(MOTHER).await;
    let clerk = world.staff("clerk-1").await;
    let accepted = mother.file("newborn", 0).await.number;
    clerk.command(&accepted, Command::Accept {}).await;
    let waiting = mother.file("newborn", 1).await.number;
    let draft = mother.draft("marriage", 0).await;
    let filing = mother.filing(&draft, String::new());
    let unsigned: CaseView = mother.post(paths::CASES, &filing).await.expect(201).json();
    let supervisor = world.staff("supervisor").await;
    let first = board(&supervisor, "").await;
    let intake = first.departments.iter().find(|row| row.id == NO_ID).unwrap();
    assert_eq!((intake.lights.green, intake.lights.paused), (1, 1));
    assert!(first.city.lights.green > 1, "tasks, too: {first:?}");
    let green = behind(&supervisor, "?focus=green").await.rows;
    let row = green.iter().find(|row| row.number == waiting).expect("it lies at the intake");
    assert_eq!((row.step.as_str(), row.due.is_some()), ("intake", true));
    let still = behind(&supervisor, "?focus=paused&step=intake").await.rows;
    assert_eq!((still.len(), still[0].due), (1, None));
    assert_eq!(still[0].number, unsigned.number);
    holds(&supervisor, &first).await;

    // Accepted by silence, with a record of it that no department answers for.
    world.pass(TimeDelta::days(25));
    look(&world).await;
    let supervisor = world.staff("supervisor").await;
    let late = board(&supervisor, "").await;
    let intake = late.departments.iter().find(|row| row.id == NO_ID).unwrap();
    assert_eq!(intake.accountable, 1, "{late:?}");
    let records = behind(&supervisor, &format!("?focus=accountable&department={NO_ID}")).await;
    assert!(records.rows.iter().all(|row| row.number == waiting && row.item.is_empty()));
    holds(&supervisor, &late).await;
}

on_both!(
    every_number_leads_to_what_stands_behind_it,
    what_lies_at_the_intake_stands_behind_the_citys_numbers,
);
