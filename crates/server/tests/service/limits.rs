//! Limits: recorded by the clock on any number of nodes, extended once, moved by a new calendar; one inspection for
//! several departments; misuse through HTTP.

use chrono::TimeDelta;
use futures_util::future::join_all;
use onething_api::account::Outbox;
use onething_api::cases::{CaseView, CommandRequest};
use onething_api::documents::CaseDocumentList;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::work::{Desk, Queue, QueueSort};
use onething_domain::case::{
    CaseDocumentKind, CaseStatus, Command, CorrectionEntry, CorrectionTarget, LimitKind,
    OverdueState, RefusalReport, TaskStatus,
};
use onething_server::city::import::{ImportError, import};
use onething_server::{all, audit, jobs};

use crate::content::{change, copy, imported};
use crate::world::{BUYER, Client, MOTHER, World, id};

type Record = (String, String, String, String, String, String, String, String);

async fn records(world: &World) -> Vec<Record> {
    let mut tx = world.app.db.read().await.unwrap();
    all!(
        &mut tx,
        Record,
        "SELECT id, number, item, department, step, kind, due, state FROM accountability ORDER BY number, recorded_at, id"
    )
    .unwrap()
}

async fn lights(world: &World) -> Vec<(String, String, String, String, String)> {
    let mut tx = world.app.db.read().await.unwrap();
    all!(
        &mut tx,
        (String, String, String, String, String),
        "SELECT task.item, task.light, task.due, task.statutory_due, case_summary.light FROM task
         JOIN case_summary ON case_summary.number = task.number WHERE task.light <> ''
         ORDER BY task.number, task.item"
    )
    .unwrap()
}

/// Everything that is due on all nodes at once, until nothing is.
async fn run_jobs(nodes: &[&World]) {
    loop {
        let done = join_all(nodes.iter().map(|node| jobs::do_due(&node.app))).await;
        if done.into_iter().all(|done| done.unwrap() == 0) {
            return;
        }
    }
}

async fn messages(client: &Client, number: &str) -> Vec<String> {
    let outbox: Outbox = client.get(paths::OUTBOX).await.expect(200).json();
    let of = outbox.messages.into_iter().filter(|message| message.text.contains(number));
    of.map(|message| message.text).collect()
}

async fn what_passes_is_recorded_by_itself_on_any_number_of_nodes(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number; // Monday the 2nd of March
    world.staff("clerk-1").await.command(&number, Command::Accept {}).await;
    let light = async |world: &World| lights(world).await[0].clone();
    assert_eq!(light(&world).await.1, "green");
    let other = world.another_node().await;
    run_jobs(&[&world, &other]).await;
    assert!(records(&world).await.is_empty());
    world.pass(TimeDelta::days(2)); // two of three promised days are used
    run_jobs(&[&world, &other]).await;
    assert_eq!((light(&world).await.1, light(&world).await.4), ("yellow".into(), "yellow".into()));
    assert!(records(&world).await.is_empty(), "near is not over");
    world.pass(TimeDelta::days(5)); // Monday: both the step and the promise are over
    run_jobs(&[&world, &other]).await;
    let found = records(&world).await;
    let kinds: Vec<(&str, &str, &str)> =
        found.iter().map(|row| (row.5.as_str(), row.4.as_str(), row.7.as_str())).collect();
    assert_eq!(kinds, [("promised", "", "open"), ("step", "review", "open")]);
    assert!(found.iter().all(|row| row.3 == "health" && row.2 == "birth-certificate"));
    assert_eq!(light(&world).await.1, "red");
    run_jobs(&[&world, &other]).await;
    assert_eq!(records(&world).await, found, "twice does no harm");

    let chief = world.staff("health-chief").await;
    let item = Some("birth-certificate".to_owned());
    let explain = Command::ExplainOverdue { item: item.clone(), text: "人员离岗".into() };
    let seen = chief.command(&number, explain).await;
    assert!(seen.overdue.iter().all(|past| past.state() == OverdueState::Explained));
    let supervisor = world.staff("supervisor").await;
    supervisor.command(&number, Command::SettleOverdue { item, finding: "已提醒".into() }).await;
    let settled = records(&world).await;
    assert!(settled.iter().all(|row| row.7 == "settled"));
    let of_mother = world.log_in(MOTHER).await.case(&number).await;
    assert!(of_mother.overdue.is_empty(), "what departments answer for is not the applicant's");
    let told: Vec<&str> = of_mother.timeline.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(told.iter().filter(|event| **event == "limit_passed").count(), 1, "{told:?}");

    let before = (lights(&world).await, settled);
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!((lights(&world).await, records(&world).await), before, "rebuilt as it was");
    assert!(audit::verify(&world.app).await.unwrap().faults.is_empty());
}

async fn queue(client: &Client, query: &str) -> Queue {
    client.get(&format!("{}{query}", paths::QUEUE)).await.expect(200).json()
}

/// How many wait on the desk of explanations; none where somebody has no such desk.
async fn to_explain(client: &Client) -> Option<i64> {
    let desks = queue(client, "").await.desks;
    desks.into_iter().find(|desk| desk.desk == Desk::Explain).map(|desk| desk.count)
}

async fn who_answers_for_a_limit_finds_it_on_a_desk(world: World) {
    let mother = world.log_in(MOTHER).await;
    let clerk = world.staff("clerk-1").await;
    let mut numbers = Vec::new();
    for n in 0..2 {
        let number = mother.file("newborn", n).await.number;
        clerk.command(&number, Command::Accept {}).await;
        numbers.push(number);
        world.pass(TimeDelta::minutes(1));
    }
    let silent = mother.file("newborn", 2).await.number;
    let chief = world.staff("health-chief").await;
    assert_eq!((to_explain(&chief).await, to_explain(&clerk).await), (Some(0), Some(0)));
    world.pass(TimeDelta::days(9));
    run_jobs(&[&world]).await;
    let (chief, clerk) = (world.staff("health-chief").await, world.staff("clerk-1").await);

    // Each task has two records that one explanation answers: it stands there once.
    assert_eq!((to_explain(&chief).await, to_explain(&clerk).await), (Some(2), Some(1)));
    let all = queue(&chief, "?desk=explain").await;
    assert_eq!((all.desk, all.sort), (Desk::Explain, QueueSort::Oldest));
    let of = |queue: &Queue| {
        let rows = queue.rows.iter();
        let mut seen: Vec<String> = rows.map(|row| row.number.clone()).collect();
        seen.sort();
        seen
    };
    assert_eq!(of(&all), numbers);
    let row = &all.rows[0];
    let missed = row.missed.unwrap();
    assert_eq!(row.task.as_ref().unwrap().item, "birth-certificate");
    assert_eq!((missed.limit, missed.due.to_string()), (LimitKind::Promised, "2026-03-05".into()));
    let intake = queue(&clerk, "?desk=explain").await;
    assert_eq!(of(&intake), std::slice::from_ref(&silent));
    assert!(intake.rows[0].task.is_none() && intake.rows[0].missed.is_some());

    let mut paged = Vec::new();
    let mut page = queue(&chief, "?desk=explain&limit=1").await;
    while let Some(next) = page.next.take() {
        paged.extend(page.rows);
        page = queue(&chief, &format!("?desk=explain&limit=1&cursor={next}")).await;
    }
    paged.extend(page.rows);
    assert_eq!(paged, all.rows);
    let newest = queue(&chief, "?desk=explain&sort=newest").await;
    assert!(newest.rows.iter().eq(all.rows.iter().rev()));
    let one = queue(&chief, &format!("?desk=explain&number={}", numbers[1])).await;
    assert_eq!(of(&one), numbers[1..]);
    assert_eq!(queue(&chief, "?desk=explain&holder=nobody").await.rows.len(), 2);
    assert!(queue(&chief, "?desk=explain&holder=mine").await.rows.is_empty());
    for wrong in ["sort=urgent", "status=accepted", "task_status=open"] {
        let path = format!("{}?desk=explain&{wrong}", paths::QUEUE);
        chief.get(&path).await.expect(400).problem(Code::BadParameter);
    }

    for other in ["health-reviewer", "supervisor"] {
        let other = world.staff(other).await;
        assert_eq!(to_explain(&other).await, None);
        let path = format!("{}?desk=explain", paths::QUEUE);
        other.get(&path).await.expect(403).problem(Code::Forbidden);
    }
    assert_eq!(to_explain(&world.staff("police-chief").await).await, Some(0), "not theirs");

    let item = Some("birth-certificate".to_owned());
    let explain = Command::ExplainOverdue { item, text: "人员离岗".into() };
    chief.command(&numbers[0], explain).await;
    let left = queue(&chief, "?desk=explain").await;
    assert_eq!((to_explain(&chief).await, of(&left)), (Some(1), numbers[1..].to_vec()));
    clerk.command(&silent, Command::ExplainOverdue { item: None, text: "人手不足".into() }).await;
    assert_eq!(to_explain(&clerk).await, Some(0));
}

async fn the_intake_answers_for_its_silence(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    world.pass(TimeDelta::days(9));
    run_jobs(&[&world]).await;
    let found = records(&world).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].5.as_str(), found[0].4.as_str(), found[0].3.as_str()),
        ("intake", "intake", "")
    );
    assert_eq!(found[0].6, "2026-03-09");
    let clerk = world.staff("clerk-1").await;
    assert_eq!(clerk.case(&number).await.status, CaseStatus::Accepted);
    clerk.command(&number, Command::ExplainOverdue { item: None, text: "人手不足".into() }).await;
    assert_eq!(records(&world).await[0].7, "explained");
}

async fn an_extension_is_told_with_its_reason_and_a_notice(world: World) {
    let agent = world.agent().await;
    let number = agent.file("open-restaurant", 0).await.number;
    world.staff("clerk-1").await.command(&number, Command::Accept {}).await;
    let item = "fire-check".to_owned();
    let propose = Command::ProposeExtension {
        item: item.clone(),
        days: 5,
        reason: "需要征求住建部门意见".into(),
    };
    let reviewer = world.staff("fire-reviewer").await;
    let before = clock_of(&reviewer.case(&number).await, &item);
    let seen = reviewer.command(&number, propose.clone()).await;
    assert_eq!(task_of(&seen, &item).status, TaskStatus::ExtensionProposed);
    let of_applicant = agent.case(&number).await;
    assert_eq!(task_of(&of_applicant, &item).status, TaskStatus::Open, "nothing to them yet");
    assert!(of_applicant.timeline.iter().all(|entry| entry.event != "extension_proposed"));
    let chief = world.staff("fire-chief").await;
    let queue: onething_api::work::Queue = chief.get(paths::QUEUE).await.expect(200).json();
    assert_eq!(queue.rows[0].task.as_ref().unwrap().status, TaskStatus::ExtensionProposed);
    chief.command(&number, Command::ConfirmExtension { item: item.clone() }).await;
    let after = agent.case(&number).await;
    assert_eq!(clock_of(&after, &item).left, before.left + 5);
    assert_eq!(clock_of(&after, &item).statutory_left, before.statutory_left + 5);
    let told = messages(&agent, &number).await;
    assert!(
        told.iter().any(|text| text.contains("延长 5 个工作日") && text.contains("征求住建")),
        "{told:?}"
    );
    let documents: CaseDocumentList =
        agent.get(&fill(paths::DOCUMENTS, &[&number])).await.expect(200).json();
    let notice = documents.documents.iter().find(|one| one.kind == CaseDocumentKind::Extension);
    let path = fill(paths::DOCUMENT, &[&number, &notice.expect("a notice").id]);
    assert!(agent.get(&path).await.expect(200).body.starts_with(b"%PDF"));
    reviewer.try_command(&number, propose).await.expect(422).problem(Code::CommandRefused);
}

fn task_of<'a>(case: &'a CaseView, item: &str) -> &'a onething_api::cases::TaskView {
    case.tasks.iter().find(|task| task.item == item).expect("the item")
}

fn clock_of(case: &CaseView, item: &str) -> onething_domain::clock::ClockDays {
    task_of(case, item).clock.clone().expect("its clock runs")
}

async fn a_changed_calendar_moves_every_open_limit(world: World) {
    let mother = world.log_in(MOTHER).await;
    let accepted = mother.file("newborn", 0).await.number;
    let waiting = mother.file("newborn", 1).await;
    world.staff("clerk-1").await.command(&accepted, Command::Accept {}).await;
    assert_eq!(lights(&world).await[0].2, "2026-03-05");
    let other = world.another_node().await;
    let folder = copy(&world);
    // The city gives Wednesday the 4th and Thursday the 5th off.
    change(
        &folder.join("calendar.toml"),
        "  \"2026-04-04\",",
        "  \"2026-03-04\", \"2026-03-05\",\n  \"2026-04-04\",",
    );
    imported(&world, &folder).await;
    run_jobs(&[&other]).await; // a node that has not looked at the content since
    let row = lights(&world).await[0].clone();
    assert_eq!((row.2.as_str(), row.3.as_str()), ("2026-03-09", "2026-03-13"));
    let seen = mother.case(&accepted).await;
    assert_eq!(clock_of(&seen, "birth-certificate").due.unwrap().to_string(), "2026-03-09");
    let due = mother.case(&waiting.number).await.intake_due.unwrap();
    assert_eq!(due.to_string(), "2026-03-11", "two days later");
    // The day of silence has moved with it.
    world.pass(TimeDelta::days(8));
    run_jobs(&[&world, &other]).await;
    let mother = world.log_in(MOTHER).await;
    assert_eq!(mother.case(&waiting.number).await.status, CaseStatus::Received);
}

async fn an_import_refuses_holes_and_departments_with_open_tasks(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let folder = copy(&world);
    change(&folder.join("calendar.toml"), "until = \"2026-12-31\"", "until = \"2027-12-31\"");
    let Err(ImportError::Faults(faults)) = import(&world.app, &folder).await else {
        panic!("a year without holidays");
    };
    assert!(faults.iter().any(|fault| fault.to_string().contains("2027")), "{faults:?}");
    change(&folder.join("calendar.toml"), "until = \"2027-12-31\"", "until = \"2026-12-31\"");
    // Another department takes over everything that the vaccination's one does, and that one is gone.
    for file in toml_files(&folder) {
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("\"cdc\"", "\"prevention\"")).unwrap();
    }
    let Err(ImportError::Faults(faults)) = import(&world.app, &folder).await else {
        panic!("a department with open tasks");
    };
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(told.len() == 1 && told[0].contains("cdc is missing"), "{told:?}");
    assert_eq!(mother.case(&number).await.status, CaseStatus::Received, "nothing has changed");
    mother.command(&number, Command::Withdraw { reason: String::new() }).await;
    imported(&world, &folder).await; // nothing is in its hands any more
}

fn toml_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path().is_dir() {
            true => files.extend(toml_files(&entry.path())),
            false => files.push(entry.path()),
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files
}

async fn one_inspection_is_told_once_and_ends_for_each_by_its_own_finding(world: World) {
    let agent = world.agent().await;
    let number = agent.file("open-restaurant", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    clerk.command(&number, Command::Accept {}).await;
    world.work_through(&number, &["food-permit", "fire-check", "signboard"]).await;
    let before = messages(&agent, &number).await.len();
    let items = vec!["food-permit".to_owned(), "fire-check".to_owned()];
    let schedule = Command::ScheduleInspection {
        items: items.clone(),
        at: world.app.clock.now() + TimeDelta::days(2),
        place: "商业街 8 号".into(),
        note: "请打开后厨".into(),
    };
    clerk.command(&number, schedule).await;
    let seen = agent.case(&number).await;
    assert_eq!(seen.inspections[0].items, items);
    assert!(items.iter().all(|item| task_of(&seen, item).status == TaskStatus::Paused));
    assert_eq!(messages(&agent, &number).await.len(), before + 1, "one visit, one message");
    let later = Command::MoveInspection {
        at: world.app.clock.now() + TimeDelta::days(2) + TimeDelta::hours(1),
        place: "商业街 8 号".into(),
        note: String::new(),
    };
    clerk.command(&number, later).await;
    let told = messages(&agent, &number).await;
    let moved: Vec<&String> = told.iter().filter(|text| text.contains("踏勘改到")).collect();
    assert_eq!((told.len(), moved.len()), (before + 2, 1), "{told:?}");
    for item in &items {
        assert!(moved[0].contains(&task_of(&seen, item).name.zh), "which visit: {moved:?}");
    }
    world.pass(TimeDelta::days(2));
    for (department, item) in [("market", "food-permit"), ("fire", "fire-check")] {
        let reviewer = world.staff(&format!("{department}-reviewer")).await;
        let found =
            Command::EndPause { item: item.into(), finding: format!("{department} 符合") };
        let seen = reviewer.command(&number, found).await;
        assert_eq!(task_of(&seen, item).status, TaskStatus::Open);
    }
}

async fn two_returns_of_the_same_item_are_flagged(world: World) {
    let (mother, clerk) = (world.log_in(MOTHER).await, world.staff("clerk-1").await);
    let report =
        RefusalReport { grounds: "缺少分娩记录".into(), remedy: "补齐后再来".into() };
    let first = mother.file("newborn", 0).await.number;
    let declined = clerk.command(&first, Command::Decline { report: report.clone() }).await;
    assert!(declined.returned.is_empty(), "once may happen");
    let second = mother.file("newborn", 0).await.number;
    let seen = clerk.command(&second, Command::Decline { report }).await;
    assert_eq!(seen.returned.len(), seen.tasks.len());
    assert!(seen.returned.iter().all(|known| known.times == 2));
    assert!(mother.case(&second).await.returned.is_empty(), "a matter among staff");
    let buyer = world.log_in(BUYER).await;
    let of_buyer = buyer.file("newborn", 0).await.number;
    assert!(clerk.case(&of_buyer).await.returned.is_empty(), "each applicant by themselves");
    let before = clerk.case(&second).await;
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(clerk.case(&second).await, before);
}

/// Commands of every kind, as somebody would send them who has not read the rules.
fn every_command(case: &CaseView, now: chrono::DateTime<chrono::Utc>) -> Vec<Command> {
    let item = || "birth-certificate".to_owned();
    let text = || "理由".to_owned();
    let report = || RefusalReport { grounds: text(), remedy: text() };
    let target = CorrectionTarget::Field("child_name".into());
    vec![
        Command::RequestCorrections { entries: vec![CorrectionEntry { target, message: text() }] },
        Command::Correct { submission: Box::new(case.submission.clone()), signature: id() },
        Command::EndPause { item: item(), finding: text() },
        Command::ConfirmRefusal { item: item() },
        Command::ReturnRefusal { item: item(), reason: text() },
        Command::ConfirmExtension { item: item() },
        Command::ReturnExtension { item: item(), reason: text() },
        Command::ProposeExtension { item: item(), days: 5, reason: text() },
        Command::IssueResult { item: item() },
        Command::ScheduleInspection {
            items: vec![item(), "vaccination".into()],
            at: now + TimeDelta::days(1),
            place: text(),
            note: text(),
        },
        Command::ExplainOverdue { item: Some(item()), text: text() },
        Command::SettleOverdue { item: Some(item()), finding: text() },
        Command::RecordOverdue {},
        Command::RecordPayment { payment: id(), cents: 0 },
        Command::RecordRefund { refund: id() },
        Command::HandOut { tracking: String::new() },
        Command::Accept {},
        Command::Decline { report: report() },
    ]
}

/// None of these may be given in an accepted case without delays, by anybody: each is refused by name, and nothing
/// changes; nor does one on an older or a future state.
async fn misuse_is_refused_and_changes_nothing(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let accepted = world.staff("clerk-1").await.command(&number, Command::Accept {}).await;
    let people = [
        world.staff("clerk-1").await,
        world.staff("health-reviewer").await,
        world.staff("health-chief").await,
        world.staff("fire-reviewer").await,
        world.staff("supervisor").await,
        world.staff("editor").await,
        world.staff("administrator").await,
        world.log_in(BUYER).await,
        mother,
    ];
    let path = fill(paths::COMMANDS, &[&number]);
    for client in &people {
        for command in every_command(&accepted, world.app.clock.now()) {
            let reply = client.command_at(&number, accepted.seq, command.clone()).await;
            assert!(
                matches!(reply.status, 403 | 404 | 409 | 422),
                "{command:?} by {}: {}",
                client.phone,
                reply.status
            );
        }
        for seq in [accepted.seq - 1, accepted.seq + 1, i64::MAX, -1] {
            let withdraw = Command::Withdraw { reason: String::new() };
            let reply = client.command_at(&number, seq, withdraw).await;
            assert!(matches!(reply.status, 404 | 409), "{}: {}", client.phone, reply.status);
        }
    }
    let mother = &people[8];
    assert_eq!(mother.case(&number).await.seq, accepted.seq, "nothing has changed");
    let approve = Command::Approve { item: "birth-certificate".into(), opinion: String::new() };
    let request = CommandRequest { id: id(), expected_seq: accepted.seq, command: approve };
    let reviewer = &people[1];
    let once: CaseView = reviewer.post(&path, &request).await.expect(200).json();
    let twice: CaseView = reviewer.post(&path, &request).await.expect(200).json();
    assert_eq!(once.seq, twice.seq, "the same answer");
}

on_both!(
    what_passes_is_recorded_by_itself_on_any_number_of_nodes,
    who_answers_for_a_limit_finds_it_on_a_desk,
    the_intake_answers_for_its_silence,
    an_extension_is_told_with_its_reason_and_a_notice,
    a_changed_calendar_moves_every_open_limit,
    an_import_refuses_holes_and_departments_with_open_tasks,
    one_inspection_is_told_once_and_ends_for_each_by_its_own_finding,
    two_returns_of_the_same_item_are_flagged,
    misuse_is_refused_and_changes_nothing,
);
