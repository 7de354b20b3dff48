//! Questions, complaints, suggestions and reports: asked, handed on, answered, and answers for everyone (E2).

use chrono::TimeDelta;
use onething_api::account::Outbox;
use onething_api::messages::MessageList;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::tickets::{
    AnswerList, AskTicket, CallTicket, StaleTicketWork, TicketAsked, TicketList, TicketLookUp,
    TicketRequest, TicketView, TicketWork,
};
use onething_domain::message::MessageKind;
use onething_domain::text::Text;
use onething_domain::ticket::{
    Channel, NewTicket, TicketAct, TicketCommand, TicketKind, TicketStatus,
};
use onething_server::{audit, exec, tickets};

use crate::world::{BUYER, Client, MOTHER, Reply, World, id};

fn question() -> NewTicket {
    NewTicket {
        kind: TicketKind::Question,
        title: "出生证能不能寄到家".into(),
        text: "孩子在外地，能寄过去吗？".into(),
        thing: "newborn".into(),
        ..NewTicket::default()
    }
}

fn ask(ticket: NewTicket) -> AskTicket {
    AskTicket { id: id(), ticket, anonymous: false }
}

async fn asked(client: &Client, ticket: NewTicket) -> TicketAsked {
    client.post(paths::TICKETS, &ask(ticket)).await.expect(201).json()
}

async fn send(
    client: &Client,
    path: &str,
    number: &str,
    seq: i64,
    command: TicketCommand,
) -> Reply {
    let request = TicketRequest { id: id(), expected_seq: seq, command };
    client.post(&fill(path, &[number]), &request).await
}

async fn work(client: &Client, number: &str) -> TicketWork {
    client.get(&fill(paths::WORK_TICKET, &[number])).await.expect(200).json()
}

/// Gives a command over what is known now.
async fn give(client: &Client, number: &str, command: TicketCommand) -> TicketWork {
    let seq = work(client, number).await.seq;
    send(client, paths::WORK_TICKET_COMMANDS, number, seq, command).await.expect(200).json()
}

async fn numbers(client: &Client, query: &str) -> Vec<String> {
    let path = format!("{}{query}", paths::WORK_TICKETS);
    let list: TicketList = client.get(&path).await.expect(200).json();
    list.rows.into_iter().map(|row| row.number).collect()
}

fn answer(text: &str) -> TicketCommand {
    TicketCommand::Answer { text: text.into() }
}

fn on_to(department: &str) -> TicketCommand {
    TicketCommand::HandOn { department: department.into(), reason: "归他们管".into() }
}

async fn a_question_is_taken_handed_on_answered_and_sent_back_once(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = asked(&mother, question()).await.number;
    assert!(number.starts_with("T519900-260302-"), "{number}");
    let health = world.staff("health-reviewer").await;
    assert_eq!(
        numbers(&health, "").await,
        std::slice::from_ref(&number),
        "where the thing is at home"
    );
    let police = world.staff("police-reviewer").await;
    assert!(numbers(&police, "").await.is_empty());
    police.get(&fill(paths::WORK_TICKET, &[&number])).await.expect(404);
    let taken = give(&health, &number, TicketCommand::Take {}).await;
    assert_eq!((taken.owner.as_str(), taken.row.status), ("郑洁", TicketStatus::Taken));
    let moved = give(&health, &number, on_to("police")).await;
    assert_eq!((moved.owner.as_str(), moved.row.due), ("郑洁", taken.row.due), "首问负责");
    assert_eq!(numbers(&health, "?desk=mine").await, std::slice::from_ref(&number));
    assert_eq!(numbers(&police, "").await, std::slice::from_ref(&number));
    let stale =
        send(&police, paths::WORK_TICKET_COMMANDS, &number, taken.seq, answer("可以")).await;
    let stale: StaleTicketWork = stale.expect(412).json();
    assert_eq!(stale.current.seq, moved.seq);
    let blank = send(&police, paths::WORK_TICKET_COMMANDS, &number, moved.seq, answer(" ")).await;
    assert_eq!(blank.expect(422).problem(Code::WrongShape).field.as_deref(), Some("text"));
    give(&police, &number, answer("可以，选邮寄。")).await;
    let outbox: Outbox = mother.get(paths::OUTBOX).await.json();
    assert!(outbox.messages.iter().any(|one| one.phone == MOTHER && one.text.contains(&number)));
    let path = fill(paths::TICKET, &[&number]);
    let read: TicketView = mother.get(&path).await.expect(200).json();
    assert_eq!(read.entries.last().unwrap().text, "可以，选邮寄。");
    assert_eq!(read.may, [TicketAct::Return, TicketAct::Close]);
    let back = TicketCommand::Return { text: "寄到外省也行吗".into() };
    let back: TicketView =
        send(&mother, paths::TICKET_COMMANDS, &number, read.seq, back).await.expect(200).json();
    assert_eq!(back.row.status, TicketStatus::Taken);
    give(&police, &number, answer("全国都可以。")).await;
    let read: TicketView = mother.get(&path).await.expect(200).json();
    assert_eq!(read.may, [TicketAct::Close], "sent back once");
    let over: TicketView =
        send(&mother, paths::TICKET_COMMANDS, &number, read.seq, TicketCommand::Close {})
            .await
            .expect(200)
            .json();
    assert_eq!(over.row.status, TicketStatus::Closed);
    let buyer = world.log_in(BUYER).await;
    buyer.get(&path).await.expect(404).problem(Code::NotFound);
    send(&buyer, paths::TICKET_COMMANDS, &number, over.seq, TicketCommand::Close {})
        .await
        .expect(404);
    let list: TicketList = mother.get(paths::TICKETS).await.expect(200).json();
    assert_eq!((list.rows.len(), list.rows[0].title.as_str()), (1, "出生证能不能寄到家"));
}

async fn a_report_without_a_name_is_found_by_number_and_code_alone(world: World) {
    let nobody = world.nobody();
    let report = NewTicket {
        kind: TicketKind::Report,
        number: String::new(),
        thing: String::new(),
        ..question()
    };
    let problem = nobody.post(paths::TICKETS, &ask(question())).await.expect(422);
    assert_eq!(problem.problem(Code::WrongShape).field.as_deref(), Some("kind"));
    let request = ask(report.clone());
    let filed: TicketAsked = nobody.post(paths::TICKETS, &request).await.expect(201).json();
    let again: TicketAsked = nobody.post(paths::TICKETS, &request).await.expect(200).json();
    assert_eq!(again, filed, "sent twice is done once");
    let code = filed.code.clone().unwrap();
    let typed =
        |number: &str, code: &str| TicketLookUp { number: number.into(), code: code.into() };
    let loose = filed.number.to_lowercase().replace('-', " ");
    let found: TicketView = nobody
        .post(paths::TICKET_LOOKUPS, &typed(&loose, &code.to_lowercase()))
        .await
        .expect(200)
        .json();
    assert_eq!((found.row.number.as_str(), found.may.len()), (filed.number.as_str(), 0));
    let wrong = typed(&filed.number, "2222-2222-2222-2222");
    nobody.post(paths::TICKET_LOOKUPS, &wrong).await.expect(404).problem(Code::NotFound);
    // Logged in and without a name all the same: nothing leads to the person.
    let mother = world.log_in(MOTHER).await;
    let hidden = AskTicket { id: id(), ticket: report.clone(), anonymous: true };
    let hidden: TicketAsked = mother.post(paths::TICKETS, &hidden).await.expect(201).json();
    assert!(hidden.code.is_some());
    let list: TicketList = mother.get(paths::TICKETS).await.expect(200).json();
    assert!(list.rows.is_empty());
    let supervisor = world.staff("supervisor").await;
    let seen = work(&supervisor, &hidden.number).await;
    assert_eq!((seen.person.as_str(), seen.phone.as_str()), ("", ""));
    // A head answers what is about somebody's conduct.
    let clerk = world.staff("clerk-1").await;
    let seen = work(&clerk, &filed.number).await;
    assert!(!seen.may.contains(&TicketAct::Answer) && seen.may.contains(&TicketAct::Take));
    let chief = world.staff("service-chief").await;
    give(&chief, &filed.number, answer("已查处")).await;
    let case = NewTicket { number: "519900-260302-2222-2".into(), ..report };
    nobody.post(paths::TICKETS, &ask(case)).await.expect(404).problem(Code::NotFound);
    for _ in 0..9 {
        nobody.post(paths::TICKET_LOOKUPS, &wrong).await;
    }
    nobody.post(paths::TICKET_LOOKUPS, &wrong).await.expect(429).problem(Code::TooManyRequests);
}

/// Nothing of a report is there for somebody: neither in a list nor by its number.
async fn hidden_from(world: &World, who: &str, number: &str) {
    let client = world.staff(who).await;
    client.get(&fill(paths::WORK_TICKET, &[number])).await.expect(404);
    for query in ["", "?kind=report", "?desk=mine", "?shelf=late"] {
        let seen = numbers(&client, query).await;
        assert!(!seen.contains(&number.to_owned()), "{who} {query}");
    }
}

async fn a_report_does_not_reach_whom_it_accuses(world: World) {
    let nobody = world.nobody();
    let report = |department: &str| NewTicket {
        kind: TicketKind::Report,
        department: department.into(),
        ..question()
    };
    let number = asked(&nobody, report("health")).await.number;
    for who in ["health-reviewer", "health-chief", "service-reviewer", "police-chief"] {
        hidden_from(&world, who, &number).await;
    }
    let clerk = world.staff("clerk-1").await;
    assert_eq!(numbers(&clerk, "?kind=report").await, std::slice::from_ref(&number));
    let taken = give(&clerk, &number, TicketCommand::Take {}).await;
    assert!(!taken.may.contains(&TicketAct::HandOn), "{:?}", taken.may);
    let refused =
        send(&clerk, paths::WORK_TICKET_COMMANDS, &number, taken.seq, on_to("health")).await;
    refused.expect(403);
    assert_eq!(numbers(&clerk, "?desk=mine").await, std::slice::from_ref(&number));
    // A supervisor weighs who looks into it: there it is the head's alone.
    let supervisor = world.staff("supervisor").await;
    give(&supervisor, &number, on_to("police")).await;
    for who in ["police-reviewer", "health-chief", "service-chief"] {
        hidden_from(&world, who, &number).await;
    }
    let chief = world.staff("police-chief").await;
    assert_eq!(numbers(&chief, "").await, std::slice::from_ref(&number));
    give(&chief, &number, answer("已查处")).await;
    // One about the service centre itself is the supervisors'.
    let number = asked(&nobody, report("service")).await.number;
    for who in ["service-reviewer", "service-chief", "clerk-1"] {
        hidden_from(&world, who, &number).await;
    }
    assert_eq!(numbers(&supervisor, "").await, std::slice::from_ref(&number));
    give(&supervisor, &number, answer("已查处")).await;
}

async fn whoever_takes_the_call_owns_it(world: World) {
    let clerk = world.staff("clerk-1").await;
    let call = CallTicket {
        id: id(),
        ticket: NewTicket { phone: MOTHER.into(), thing: String::new(), ..question() },
    };
    let filed: TicketAsked = clerk.post(paths::WORK_TICKETS, &call).await.expect(201).json();
    let again: TicketAsked = clerk.post(paths::WORK_TICKETS, &call).await.expect(200).json();
    assert_eq!((again.number.as_str(), &filed.code), (filed.number.as_str(), &None), "a user");
    let seen = work(&clerk, &filed.number).await;
    assert_eq!((seen.owner.as_str(), seen.row.channel), ("周婷", Channel::Hotline));
    assert_eq!(seen.phone, MOTHER, "who may answer sees where to call");
    give(&clerk, &filed.number, on_to("health")).await;
    assert_eq!(numbers(&clerk, "?desk=mine").await, std::slice::from_ref(&filed.number));
    let second = world.staff("clerk-2").await;
    second.get(&fill(paths::WORK_TICKET, &[&filed.number])).await.expect(404);
    let seq = work(&clerk, &filed.number).await.seq;
    let to_moon =
        send(&clerk, paths::WORK_TICKET_COMMANDS, &filed.number, seq, on_to("moon")).await;
    assert_eq!(to_moon.expect(422).problem(Code::WrongShape).field.as_deref(), Some("department"));
    give(&clerk, &filed.number, on_to("police")).await;
    let seq = work(&clerk, &filed.number).await.seq;
    let third = send(&clerk, paths::WORK_TICKET_COMMANDS, &filed.number, seq, on_to("civil")).await;
    third.expect(403); // from the third time on a supervisor hands it on
    let supervisor = world.staff("supervisor").await;
    give(&supervisor, &filed.number, on_to("civil")).await;
    give(&clerk, &filed.number, answer("可以寄")).await;
    let mother = world.log_in(MOTHER).await;
    mother.get(&fill(paths::TICKET, &[&filed.number])).await.expect(200);
    let list: MessageList = mother.get(paths::MESSAGES).await.expect(200).json();
    let told = list.messages.iter().filter(|told| told.kind == MessageKind::TicketAnswered);
    assert_eq!(told.count(), 1, "whom the number belongs to finds it in their messages");
    let reviewer = world.staff("health-reviewer").await;
    reviewer.post(paths::WORK_TICKETS, &call).await.expect(403);
}

/// The words of messages, newest first, that name a ticket.
async fn words(client: &Client, number: &str) -> Vec<String> {
    let outbox: Outbox = client.get(paths::OUTBOX).await.expect(200).json();
    let of = outbox.messages.into_iter().filter(|told| told.text.contains(number));
    of.map(|told| told.text).collect()
}

async fn a_caller_without_an_account_finds_the_answer_and_is_heard_again(world: World) {
    let clerk = world.staff("clerk-1").await;
    let ticket = NewTicket { phone: "13900001234".into(), ..question() };
    let call = CallTicket { id: id(), ticket };
    let filed: TicketAsked = clerk.post(paths::WORK_TICKETS, &call).await.expect(201).json();
    let code = filed.code.clone().expect("a code to look it up");
    let told = words(&clerk, &filed.number).await;
    assert!(told.len() == 1 && told[0].contains(&code), "at once: {told:?}");
    assert_eq!(work(&clerk, &filed.number).await.code, code, "to be read to the caller");
    let health = world.staff("health-reviewer").await;
    let seen = work(&health, &filed.number).await;
    assert_eq!(seen.code, "", "not for those who do not speak for the caller");
    assert!(!seen.may.contains(&TicketAct::Add), "{:?}", seen.may);
    let add = TicketCommand::Add { text: "孩子下周就回来".into() };
    let added = give(&clerk, &filed.number, add).await;
    assert!(!added.entries.last().unwrap().official, "the caller's words");
    assert_eq!(added.history.last().unwrap().who, "周婷", "written down by");
    give(&health, &filed.number, answer("可以，选邮寄。")).await;
    let told = words(&clerk, &filed.number).await;
    assert!(told.len() == 2 && told[0].contains("已经答复") && told[0].contains(&code), "{told:?}");
    let typed = TicketLookUp { number: filed.number.clone(), code };
    let found: TicketView =
        world.nobody().post(paths::TICKET_LOOKUPS, &typed).await.expect(200).json();
    assert_eq!(found.entries.last().unwrap().text, "可以，选邮寄。");
    // They call again: not content, then content.
    let back = TicketCommand::Return { text: "寄到外省也行吗".into() };
    let seq = work(&health, &filed.number).await.seq;
    let path = paths::WORK_TICKET_COMMANDS;
    send(&health, path, &filed.number, seq, back.clone()).await.expect(403);
    assert_eq!(give(&clerk, &filed.number, back).await.row.status, TicketStatus::Taken);
    give(&health, &filed.number, answer("全国都可以。")).await;
    let over = give(&clerk, &filed.number, TicketCommand::Close {}).await;
    assert_eq!(over.row.status, TicketStatus::Closed);
    // What was asked on line is the asker's alone.
    let number = asked(&world.log_in(MOTHER).await, question()).await.number;
    give(&health, &number, on_to("service")).await;
    let seen = work(&clerk, &number).await;
    assert!(!seen.may.contains(&TicketAct::Add) && seen.code.is_empty(), "{:?}", seen.may);
}

async fn what_is_late_again_is_told_again(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = asked(&mother, question()).await.number;
    let late = async |world: &World| {
        let told = words(&world.staff("supervisor").await, &number).await;
        told.into_iter().filter(|text| text.contains("超期")).count()
    };
    world.pass(TimeDelta::days(10));
    tickets::do_due(&world.app).await.unwrap();
    assert_eq!(late(&world).await, 1);
    give(&world.staff("health-reviewer").await, &number, answer("三天")).await;
    let back = TicketCommand::Return { text: "没说清".into() };
    let mother = world.log_in(MOTHER).await;
    let read: TicketView = mother.get(&fill(paths::TICKET, &[&number])).await.expect(200).json();
    send(&mother, paths::TICKET_COMMANDS, &number, read.seq, back).await.expect(200);
    world.pass(TimeDelta::days(10));
    tickets::do_due(&world.app).await.unwrap();
    assert_eq!(late(&world).await, 2, "sent back, and late again");
    world.pass(TimeDelta::days(1));
    tickets::do_due(&world.app).await.unwrap();
    assert_eq!(late(&world).await, 2);
}

async fn time_tells_of_late_ones_and_ends_answered_ones(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = asked(&mother, question()).await.number;
    world.pass(TimeDelta::days(7)); // the fifth working day itself
    assert_eq!(tickets::do_due(&world.app).await.unwrap(), 0);
    world.pass(TimeDelta::hours(14));
    assert_eq!(tickets::do_due(&world.app).await.unwrap(), 1);
    assert_eq!(tickets::do_due(&world.app).await.unwrap(), 0, "told once");
    let supervisor = world.staff("supervisor").await;
    assert_eq!(
        numbers(&supervisor, "?shelf=late&kind=question").await,
        std::slice::from_ref(&number)
    );
    assert!(numbers(&supervisor, "?shelf=late&kind=report").await.is_empty());
    give(&world.staff("health-reviewer").await, &number, answer("三天")).await;
    world.pass(TimeDelta::days(20));
    assert_eq!(tickets::do_due(&world.app).await.unwrap(), 1);
    let supervisor = world.staff("supervisor").await;
    assert_eq!(numbers(&supervisor, "?shelf=closed").await, [number]);
    assert_eq!(tickets::do_due(&world.app).await.unwrap(), 0);
}

async fn good_answers_are_published_by_somebody_else(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = asked(&mother, question()).await.number;
    let health = world.staff("health-reviewer").await;
    let propose = || TicketCommand::Propose {
        question: Text::new("出生证能邮寄吗？", "Can the birth certificate be posted?"),
        answer: Text::zh("能，提交时选邮寄。"),
    };
    let seq = work(&health, &number).await.seq;
    send(&health, paths::WORK_TICKET_COMMANDS, &number, seq, propose())
        .await
        .expect(422)
        .problem(Code::CommandRefused);
    give(&health, &number, answer("能")).await;
    give(&health, &number, propose()).await;
    let publisher = world.staff("publisher").await;
    assert_eq!(numbers(&publisher, "?shelf=proposed").await, std::slice::from_ref(&number));
    assert_eq!(
        numbers(&publisher, "").await,
        std::slice::from_ref(&number),
        "and nothing else where none is asked"
    );
    let others = format!("{}?shelf=waiting", paths::WORK_TICKETS);
    publisher.get(&others).await.expect(403).problem(Code::Forbidden);
    let nobody = world.nobody();
    let read = async |query: &str| -> AnswerList {
        nobody.get(&format!("{}{query}", paths::ANSWERS)).await.expect(200).json()
    };
    assert!(read("").await.answers.is_empty());
    let seq = work(&health, &number).await.seq;
    send(&health, paths::WORK_TICKET_COMMANDS, &number, seq, TicketCommand::Publish {})
        .await
        .expect(403);
    // Nor does a supervisor publish what they proposed themselves.
    let supervisor = world.staff("supervisor").await;
    give(&supervisor, &number, TicketCommand::Unpublish { reason: "改个说法".into() }).await;
    let proposed = give(&supervisor, &number, propose()).await;
    assert!(!proposed.may.contains(&TicketAct::Publish), "{:?}", proposed.may);
    send(
        &supervisor,
        paths::WORK_TICKET_COMMANDS,
        &number,
        proposed.seq,
        TicketCommand::Publish {},
    )
    .await
    .expect(403);
    give(&publisher, &number, TicketCommand::Publish {}).await;
    let shown = read("?thing=newborn").await;
    assert_eq!(shown.answers[0].question.zh, "出生证能邮寄吗？");
    assert_eq!(shown.answers[0].title.zh, "新生儿出生");
    assert!(read("?thing=open-restaurant").await.answers.is_empty());
    let before = read("").await;
    let seen = work(&health, &number).await;
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!((read("").await, work(&health, &number).await), (before, seen));
    let reason = TicketCommand::Unpublish { reason: "规定改了".into() };
    give(&publisher, &number, reason).await;
    assert!(read("").await.answers.is_empty());
    assert_eq!(audit::verify(&world.app).await.unwrap().faults, []);
    let mut tx = world.app.db.write().await.unwrap();
    exec!(&mut tx, "DELETE FROM journal WHERE seq = 2").unwrap();
    tx.commit().await.unwrap();
    assert_eq!(audit::verify(&world.app).await.unwrap().faults.len(), 1);
}

on_both!(
    a_caller_without_an_account_finds_the_answer_and_is_heard_again,
    what_is_late_again_is_told_again,
    a_question_is_taken_handed_on_answered_and_sent_back_once,
    a_report_without_a_name_is_found_by_number_and_code_alone,
    a_report_does_not_reach_whom_it_accuses,
    whoever_takes_the_call_owns_it,
    time_tells_of_late_ones_and_ends_answered_ones,
    good_answers_are_published_by_somebody_else,
);
