//! A restaurant, filed by a company's agent: an inspection stops a clock, a rule decides.

use onething_api::cases::CaseList;
use onething_api::drafts::{Draft, NewDraft};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::session::{Acting, Profile, Session};
use onething_domain::case::{CaseStatus, Command, TaskStatus};
use onething_domain::clock::Light;
use onething_domain::draft::DraftContent;

use crate::world::{AGENT, COMPANY, MOTHER, World};

async fn an_agent_files_for_the_company(world: World) {
    let agent = world.agent().await;
    let profile: Profile = agent.get(paths::PROFILE).await.expect(200).json();
    assert_eq!(profile.values["company.code"], COMPANY);
    let filed = agent.file("open-restaurant", 0).await;
    assert_eq!(filed.company.as_deref(), Some("清河味道餐饮管理有限公司"));
    let number = filed.number.as_str();
    if filed.status == CaseStatus::Unpaid {
        panic!("the restaurant is free of charge");
    }
    world.staff("clerk-2").await.command(number, Command::Accept {}).await;
    inspect(&world, number).await;
    world.work_through(number, &[]).await;
    let done = world.agent().await.case(number).await;
    assert_eq!(done.status, CaseStatus::Finished);

    let representative = world.log_in("13800000005").await;
    assert_eq!(representative.case(number).await.number, number, "whoever may act for it sees it");
    let own: CaseList = representative.get(paths::CASES).await.json();
    assert!(own.cases.is_empty(), "but among their own cases it is not");
    representative
        .put(paths::ACTING, &Acting { company: Some(COMPANY.into()) }, &[])
        .await
        .expect(200);
    let companys: CaseList = representative.get(paths::CASES).await.json();
    assert_eq!(companys.cases.len(), 1);
}

/// Stops the clock of the first open item that the law allows an inspection for, and starts it again.
async fn inspect(world: &World, number: &str) {
    let clerk = world.staff("clerk-1").await;
    let guide = clerk.guide("open-restaurant").await.guide;
    let with_pause: Vec<&str> = guide
        .nodes
        .iter()
        .filter(|node| !node.item.pauses.is_empty())
        .map(|node| node.item.id.as_str())
        .collect();
    world.work_through(number, &with_pause).await;
    let case = clerk.case(number).await;
    let open = |task: &&onething_api::cases::TaskView| {
        task.status == TaskStatus::Open && with_pause.contains(&task.item.as_str())
    };
    let task = case.tasks.iter().find(open).expect("an item with an inspection is open").clone();
    let pause = guide.node(&task.item).unwrap().item.pauses[0].clone();
    let reviewer = world.staff(&format!("{}-reviewer", task.department)).await;
    let start = Command::StartPause {
        item: task.item.clone(),
        kind: pause.kind,
        days: pause.days,
        reason: "周三上午现场勘验".into(),
    };
    let paused = reviewer.command(number, start).await;
    let clock = |case: &onething_api::cases::CaseView| {
        case.tasks.iter().find(|other| other.item == task.item).unwrap().clock.clone().unwrap()
    };
    assert_eq!(clock(&paused).light, Light::Paused(pause.kind));
    world.pass(chrono::TimeDelta::days(2));
    let reviewer = world.log_in(&reviewer.phone).await; // sessions have ended meanwhile
    assert_eq!(clock(&reviewer.case(number).await).used, clock(&paused).used);
    reviewer
        .command(number, Command::EndPause { item: task.item.clone(), finding: "符合".into() })
        .await;
}

async fn nobody_acts_for_a_company_that_is_not_theirs(world: World) {
    let mother = world.log_in(MOTHER).await;
    let acting = Acting { company: Some(COMPANY.into()) };
    mother.put(paths::ACTING, &acting, &[]).await.expect(404).problem(Code::NotFound);
    let agent = world.log_in(AGENT).await;
    let session: Session = agent.put(paths::ACTING, &acting, &[]).await.expect(200).json();
    assert_eq!(session.acting.as_deref(), Some(COMPANY));
    let session: Session =
        agent.put(paths::ACTING, &Acting { company: None }, &[]).await.expect(200).json();
    assert_eq!(session.acting, None);
}

async fn drafts_for_a_company_and_for_oneself_are_two(world: World) {
    let agent = world.agent().await;
    let new =
        NewDraft { thing: "open-restaurant".into(), content: DraftContent::default(), anew: false };
    let companys: Draft = agent.post(paths::DRAFTS, &new).await.expect(201).json();
    assert_eq!(companys.company.as_deref(), Some(COMPANY));
    agent.put(paths::ACTING, &Acting { company: None }, &[]).await.expect(200);
    let own: Draft = agent.post(paths::DRAFTS, &new).await.expect(201).json();
    assert_ne!(own.id, companys.id);
    assert_eq!(own.company, None);
}

on_both!(
    an_agent_files_for_the_company,
    nobody_acts_for_a_company_that_is_not_theirs,
    drafts_for_a_company_and_for_oneself_are_two,
);
