//! A changed calendar moves what is not a case's limit too: tickets, bad ratings, and days on which people are reminded.

use chrono::TimeDelta;
use onething_api::cases::CaseView;
use onething_api::drafts::Draft;
use onething_api::paths::{self, fill};
use onething_api::ratings::{Rate, Rectifications};
use onething_api::tickets::{AskTicket, TicketAsked, TicketView};
use onething_domain::case::{Command, CorrectionEntry, CorrectionTarget};
use onething_domain::rating::Verdict;
use onething_domain::submission::Evidence;
use onething_domain::ticket::NewTicket;
use onething_server::{all, audit, jobs};

use crate::content::{change, copy, imported};
use crate::world::{Client, MOTHER, World, id};

/// A case with a material to follow by the thirtieth of March, which has to be corrected.
async fn correcting(world: &World, mother: &Client) -> String {
    let draft = mother.draft("newborn", 0).await;
    let mut content = draft.content.clone();
    let until = "2026-03-30".parse().unwrap();
    content.evidence.insert("first-vaccination-record".into(), Evidence::Deferred { until });
    let draft: Draft = mother.save(&draft, &content).await.expect(200).json();
    let signature = mother.sign(&draft).await;
    let filed = mother.post(paths::CASES, &mother.filing(&draft, signature)).await.expect(201);
    let number = filed.json::<CaseView>().number;
    let entry = CorrectionEntry {
        target: CorrectionTarget::Field("child_name".into()),
        message: "名字要和户口簿上的姓一致".into(),
    };
    let ask = Command::RequestCorrections { entries: vec![entry] };
    world.staff("clerk-1").await.command(&number, ask).await;
    number
}

async fn reminders(world: &World, number: &str) -> Vec<String> {
    let mut tx = world.app.db.read().await.unwrap();
    let sql = "SELECT due_at FROM deadline WHERE number = $1 AND kind = 'remind'";
    let days = all!(&mut tx, (chrono::DateTime<chrono::Utc>,), sql, number).unwrap();
    days.into_iter().map(|(at,)| at.date_naive().to_string()).collect()
}

async fn a_changed_calendar_moves_tickets_ratings_and_reminders(world: World) {
    let mother = world.log_in(MOTHER).await;
    let ticket = NewTicket {
        title: "出生证能不能寄到家".into(),
        text: "孩子在外地，能寄过去吗？".into(),
        ..NewTicket::default()
    };
    let ask = AskTicket { id: id(), ticket, anonymous: false };
    let asked: TicketAsked = mother.post(paths::TICKETS, &ask).await.expect(201).json();
    assert_eq!(asked.due.to_string(), "2026-03-09");
    let done = mother.file("newborn", 1).await.number;
    world.staff("clerk-1").await.command(&done, Command::Accept {}).await;
    world.work_through(&done, &[]).await;
    let verdict = Verdict { level: 5, tags: Vec::new(), text: "等了很久".into() };
    let rate = Rate { id: id(), item: String::new(), verdict };
    mother.post(&fill(paths::RATINGS, &[&done]), &rate).await.expect(201);
    let waiting = correcting(&world, &mother).await;
    assert_eq!(reminders(&world, &waiting).await, ["2026-03-26"]);
    let folder = copy(&world);
    // The city gives Thursday the 5th and Friday the 27th off.
    change(
        &folder.join("calendar.toml"),
        "  \"2026-04-04\",",
        "  \"2026-03-05\", \"2026-03-27\",\n  \"2026-04-04\",",
    );
    imported(&world, &folder).await;
    let read: TicketView =
        mother.get(&fill(paths::TICKET, &[&asked.number])).await.expect(200).json();
    assert_eq!(read.row.due.to_string(), "2026-03-10", "five working days all the same");
    let supervisor = world.staff("supervisor").await;
    let bad: Rectifications = supervisor.get(paths::RECTIFICATIONS).await.expect(200).json();
    assert_eq!(bad.rows[0].due.to_string(), "2026-03-24", "fifteen all the same");
    jobs::do_due(&world.app).await.unwrap();
    assert_eq!(reminders(&world, &waiting).await, ["2026-03-25"], "two working days before");
    // Once more the same calendar changes nothing, and the journal holds together.
    imported(&world, &folder).await;
    let again: TicketView =
        mother.get(&fill(paths::TICKET, &[&asked.number])).await.expect(200).json();
    assert_eq!(again, read);
    audit::rebuild(&world.app).await.unwrap();
    let again: Rectifications =
        world.staff("supervisor").await.get(paths::RECTIFICATIONS).await.expect(200).json();
    assert_eq!(again, bad);
    assert_eq!(audit::verify(&world.app).await.unwrap().faults, []);
    world.pass(TimeDelta::days(7)); // Monday the 9th, no longer the last day
    let late = onething_server::tickets::do_due(&world.app).await.unwrap();
    assert_eq!(late, 0);
}

on_both!(a_changed_calendar_moves_tickets_ratings_and_reminders);
