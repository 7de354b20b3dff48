//! Queues by role, with clocks.

use onething_api::cases::CaseView;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::work::{Desk, Queue};
use onething_domain::case::{Command, RefusalReport, TaskStatus};
use onething_server::jobs;

use crate::cosign::{corrected, read, signing};
use crate::world::{BUYER, Client, MOTHER, World};

async fn queue(client: &Client, query: &str) -> Queue {
    client.get(&format!("{}{query}", paths::QUEUE)).await.expect(200).json()
}

async fn each_role_sees_what_waits_for_it(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    let intake = queue(&clerk, "").await;
    assert_eq!(intake.desk, Desk::Intake);
    assert_eq!(
        intake.desks.iter().map(|desk| (desk.desk, desk.count)).collect::<Vec<_>>(),
        [(Desk::Intake, 1), (Desk::Explain, 0), (Desk::HandOut, 0), (Desk::All, 1)]
    );
    let row = &intake.rows[0];
    assert_eq!((row.number.as_str(), row.applicant.as_str()), (number.as_str(), "林*"));
    assert_eq!(row.clock.as_ref().unwrap().left, 5);

    let (reviewer, chief) =
        (world.staff("health-reviewer").await, world.staff("health-chief").await);
    assert!(queue(&reviewer, "?desk=all").await.rows.is_empty(), "not accepted yet");
    clerk.command(&number, Command::Accept {}).await;
    assert!(queue(&clerk, "").await.rows.is_empty());
    let tasks = queue(&reviewer, "").await;
    assert_eq!(tasks.desk, Desk::Tasks);
    let task = tasks.rows[0].task.clone().unwrap();
    assert_eq!((task.item.as_str(), task.status), ("birth-certificate", TaskStatus::Open));
    assert!(queue(&chief, "").await.rows.is_empty());
    let report =
        RefusalReport { grounds: "缺分娩记录".into(), remedy: "补齐后再申请".into() };
    reviewer.command(&number, Command::ProposeRefusal { item: task.item.clone(), report }).await;
    assert!(queue(&reviewer, "").await.rows.is_empty());
    let proposed = queue(&chief, "").await;
    assert_eq!(proposed.rows[0].task.as_ref().unwrap().status, TaskStatus::RefusalProposed);
    let back = Command::ReturnRefusal { item: task.item, reason: "先要求补正".into() };
    chief.command(&number, back).await;
    assert_eq!(queue(&reviewer, "").await.rows.len(), 1);
    assert_eq!(queue(&world.staff("supervisor").await, "").await.desk, Desk::All);
}

async fn desks_and_numbers_are_checked(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    let path = format!("{}?desk=tasks", paths::QUEUE);
    let problem = clerk.get(&path).await.expect(403).problem(Code::Forbidden);
    assert_eq!(problem.field.as_deref(), Some("desk"));
    clerk
        .get(&format!("{}?desk=lunch", paths::QUEUE))
        .await
        .expect(400)
        .problem(Code::BadParameter);
    let typed = number.to_lowercase().replace('-', "");
    assert_eq!(queue(&clerk, &format!("?desk=all&number={typed}")).await.rows.len(), 1);
    assert!(queue(&clerk, "?desk=all&number=519900").await.rows.is_empty());
}

async fn queues_go_on_page_by_page(world: World) {
    let mother = world.log_in(MOTHER).await;
    let mut filed = Vec::new();
    for _ in 0..3 {
        filed.push(mother.file("newborn", 0).await.number);
        world.pass(chrono::TimeDelta::minutes(1));
    }
    let clerk = world.staff("clerk-1").await;
    let pages = async |client: &Client, desk: &str| {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = queue(client, &format!("?desk={desk}&limit=2&cursor={cursor}")).await;
            seen.extend(page.rows.into_iter().map(|row| row.number));
            match page.next {
                Some(next) => cursor = next,
                None => return seen,
            }
        }
    };
    assert_eq!(pages(&clerk, "intake").await, filed, "oldest first");
    let newest: Vec<String> = filed.iter().rev().cloned().collect();
    assert_eq!(pages(&clerk, "all").await, newest, "newest first");
    for number in &filed {
        clerk.command(number, Command::Accept {}).await;
    }
    let reviewer = world.staff("health-reviewer").await;
    assert_eq!(pages(&reviewer, "tasks").await, filed);
}

async fn what_nobody_may_accept_has_no_clock(world: World) {
    let (mother, father) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    let corrected = corrected(&world, &mother, &father).await;
    let again = corrected.case.number.clone();
    let draft = mother.draft("marriage", 0).await;
    let filing = mother.filing(&draft, String::new());
    let filed: CaseView = mother.post(paths::CASES, &filing).await.expect(201).json();
    let paper = filed.number;
    world.pass(chrono::TimeDelta::days(1));
    let mother = world.log_in(MOTHER).await;
    let signed = mother.file("newborn", 1).await.number;
    world.pass(chrono::TimeDelta::days(5));
    jobs::do_due(&world.app).await.unwrap();
    let clerk = world.staff("clerk-1").await;
    let urgent = queue(&clerk, "?desk=intake&sort=urgent").await;
    assert_eq!(urgent.rows[0].number, signed, "first what has a last day: {urgent:?}");
    assert!(urgent.rows[0].clock.is_some() && !urgent.rows[0].unsigned);
    assert_eq!(urgent.rows.len(), 3);
    for row in &urgent.rows[1..] {
        assert!(row.clock.is_none() && row.unsigned, "{row:?}");
    }
    for light in ["green", "yellow", "red"] {
        let lit = queue(&clerk, &format!("?desk=intake&light={light}")).await;
        assert!(lit.rows.iter().all(|row| row.number == signed), "{light}: {lit:?}");
    }
    let running = queue(&clerk, "?desk=all&sort=urgent").await;
    assert!(running.rows.iter().all(|row| row.number == signed), "{running:?}");
    // Signed on paper, its five days begin.
    clerk.command(&paper, Command::TakePaper {}).await;
    let father = world.log_in(BUYER).await;
    let sign = fill(paths::INVITATION_SIGNATURE, &[&corrected.token]);
    let request = signing(&read(&father, &corrected.token).await);
    father.post(&sign, &request).await.expect(200);
    let clerk = world.staff("clerk-1").await;
    let urgent = queue(&clerk, "?desk=intake&sort=urgent").await;
    for number in [&paper, &again] {
        let row = urgent.rows.iter().find(|row| row.number == *number).unwrap();
        assert_eq!((row.clock.as_ref().map(|clock| clock.left), row.unsigned), (Some(5), false));
    }
}

/// The items of a list, sorted.
fn items(queue: &Queue) -> Vec<String> {
    let items = queue.rows.iter().filter_map(|row| row.task.as_ref());
    let mut items: Vec<String> = items.map(|task| task.item.clone()).collect();
    items.sort();
    items
}

fn assign(item: Option<&str>, to: &str) -> Command {
    Command::Assign { item: item.map(Into::into), to: Some(to.into()), reason: "休产假".into() }
}

/// Also what lies on no desk of theirs, as what they have proposed and what has not begun.
async fn all_that_a_colleague_holds_can_be_handed_over(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    clerk.command(&number, assign(None, "clerk-1")).await;
    clerk.command(&number, Command::Accept {}).await;
    let reviewer = world.staff("health-reviewer").await;
    let tasks = reviewer.case(&number).await.tasks.into_iter();
    let own = tasks.filter(|task| task.department == "health" && !task.status.is_ended());
    let mut own: Vec<String> = own.map(|task| task.item).collect();
    own.sort();
    for item in &own {
        reviewer.command(&number, assign(Some(item), "health-reviewer")).await;
    }
    let report =
        RefusalReport { grounds: "缺分娩记录".into(), remedy: "补齐后再申请".into() };
    let item = "birth-certificate".to_owned();
    reviewer.command(&number, Command::ProposeRefusal { item, report }).await;
    let on_desk = items(&queue(&reviewer, "?desk=tasks&colleague=health-reviewer").await);
    assert!(!on_desk.contains(&"birth-certificate".to_owned()), "it lies with the chief");

    let (chief, supervisor) = (world.staff("health-chief").await, world.staff("supervisor").await);
    let held = "?desk=all&held_by=health-reviewer";
    for giver in [&reviewer, &chief, &supervisor] {
        assert_eq!(items(&queue(giver, held).await), own);
    }
    let intake = "?desk=all&held_by=clerk-1";
    for giver in [&clerk, &supervisor] {
        let rows = queue(giver, intake).await.rows;
        let rows: Vec<_> =
            rows.iter().map(|row| (row.number.as_str(), row.task.is_none())).collect();
        assert_eq!(rows, [(number.as_str(), true)]);
    }
    let police = world.staff("police-reviewer").await;
    for (stranger, query) in [(&clerk, held), (&police, held), (&reviewer, intake)] {
        let refused = stranger.get(&format!("{}{query}", paths::QUEUE)).await.expect(403);
        assert_eq!(refused.problem(Code::Forbidden).field.as_deref(), Some("held_by"));
    }
    for (query, field) in [
        ("?desk=tasks&held_by=health-reviewer", "held_by"),
        ("?desk=all&held_by=health-reviewer&status=accepted", "held_by"),
        ("?desk=all&held_by=health-reviewer&sort=urgent", "sort"),
        ("?desk=all&held_by=health-reviewer&owned_by=health-reviewer", "owned_by"),
    ] {
        let refused = reviewer.get(&format!("{}{query}", paths::QUEUE)).await.expect(400);
        assert_eq!(refused.problem(Code::BadParameter).field.as_deref(), Some(field));
    }
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = queue(&supervisor, &format!("{held}&limit=1&cursor={cursor}")).await;
        paged.extend(items(&page));
        match page.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    paged.sort();
    assert_eq!(paged, own, "page by page");

    let owned = "?desk=all&owned_by=clerk-1";
    assert!(queue(&supervisor, owned).await.rows.is_empty(), "nobody answers for it yet");
    let answers = |to: &str| Command::NameOwner { to: to.into(), reason: "休假".into() };
    clerk.command(&number, answers("clerk-1")).await;
    let rows = queue(&supervisor, owned).await.rows;
    assert_eq!(rows.iter().map(|row| &row.number).collect::<Vec<_>>(), [&number]);
    supervisor.command(&number, answers("clerk-2")).await;
    assert!(queue(&supervisor, owned).await.rows.is_empty());
    for item in &own {
        supervisor.command(&number, assign(Some(item), "health-chief")).await;
    }
    assert!(queue(&supervisor, held).await.rows.is_empty());
    assert_eq!(items(&queue(&chief, "?desk=all&held_by=health-chief").await), own);
}

on_both!(
    all_that_a_colleague_holds_can_be_handed_over,
    what_nobody_may_accept_has_no_clock,
    each_role_sees_what_waits_for_it,
    desks_and_numbers_are_checked,
    queues_go_on_page_by_page
);
