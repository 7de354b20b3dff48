//! Delivery: changed until it is handed over, tracked, remembered.

use onething_api::cases::{AddressList, CaseView};
use onething_api::messages::MessageList;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::work::{Desk, Queue, QueueSort};
use onething_domain::case::{Command, CommandKind, Refusal};
use onething_domain::submission::Delivery;
use onething_domain::thing::DeliveryKind;
use serde_json::json;

use crate::world::{BUYER, MOTHER, World};

fn parcel(street: &str) -> Delivery {
    Delivery {
        name: "林悦".into(),
        phone: "13800000001".into(),
        region: "519902".into(),
        address: street.into(),
        ..Delivery::of(DeliveryKind::Post)
    }
}

fn may(case: &CaseView, command: CommandKind) -> bool {
    case.allowed.iter().any(|action| action.command == command)
}

async fn it_is_changed_until_it_is_handed_over(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    assert!(may(&filed, CommandKind::ChangeDelivery));
    let incomplete = Delivery { phone: "12".into(), ..parcel("康宁路 18 号") };
    let wrong = Command::ChangeDelivery { delivery: incomplete };
    let problem = mother.try_command(&filed.number, wrong).await.expect(422);
    let refusal = problem.problem(Code::InvalidSubmission);
    assert_eq!(refusal.problems[0].path, "delivery.phone");
    let city = Delivery { region: "519900".into(), ..parcel("康宁路 18 号") };
    let vague = Command::ChangeDelivery { delivery: city };
    let refusal = mother.try_command(&filed.number, vague).await.expect(422);
    assert_eq!(refusal.problem(Code::InvalidSubmission).problems[0].path, "delivery.region");
    let change = Command::ChangeDelivery { delivery: parcel("康宁路 18 号") };
    let changed = mother.command(&filed.number, change).await;
    assert_eq!(changed.delivery.address, "康宁路 18 号");
    assert_eq!(changed.submission.delivery, filed.submission.delivery, "what was signed stays");

    let clerk = world.staff("clerk-1").await;
    let early = Command::HandOut { tracking: "SF1234567890".into() };
    clerk.try_command(&filed.number, early.clone()).await.expect(422).problem(Code::CommandRefused);
    clerk.command(&filed.number, Command::Accept {}).await;
    world.work_through(&filed.number, &[]).await;
    let none = Command::HandOut { tracking: String::new() };
    let refused = clerk.try_command(&filed.number, none).await.expect(422);
    let refusal = refused.problem(Code::CommandRefused).refusal;
    assert_eq!(refusal, Some(Refusal::Blank { field: "tracking".into() }));
    let odd = Command::HandOut { tracking: "<script>".into() };
    clerk.try_command(&filed.number, odd).await.expect(422);
    let seen = clerk.case(&filed.number).await;
    assert_eq!(seen.delivery.phone, "138****0001", "masked for staff");
    let late = mother.case(&filed.number).await;
    assert!(may(&late, CommandKind::ChangeDelivery), "finished, and not handed over yet");
    clerk.command(&filed.number, early).await;
    let done = mother.case(&filed.number).await;
    assert_eq!(done.handed_out.len(), 1);
    assert_eq!(done.handed_out[0].tracking, "SF1234567890");
    assert_eq!(done.handed_out[0].items.len(), done.tasks.len(), "all at once");
    assert!(!done.allowed.iter().any(|action| action.command == CommandKind::ChangeDelivery));
    let again = Command::HandOut { tracking: "SF1".into() };
    clerk.try_command(&filed.number, again).await.expect(422).problem(Code::CommandRefused);
    let change = Command::ChangeDelivery { delivery: parcel("太晚路 1 号") };
    mother.try_command(&filed.number, change).await.expect(422).problem(Code::CommandRefused);
}

/// A parcel that comes back lies on the desk again; the next one arrives, and the applicant says so.
async fn a_parcel_is_followed_to_its_end(world: World) {
    let mother = world.log_in(MOTHER).await;
    let clerk = world.staff("clerk-1").await;
    let filed = mother.file("newborn", 0).await;
    let change = Command::ChangeDelivery { delivery: parcel("康宁路 18 号") };
    mother.command(&filed.number, change).await;
    clerk.command(&filed.number, Command::Accept {}).await;
    world.work_through(&filed.number, &[]).await;
    clerk.command(&filed.number, Command::HandOut { tracking: "SF1".into() }).await;
    let waiting = async || -> usize {
        let desk = clerk.get(&format!("{}?desk=hand_out", paths::QUEUE)).await;
        desk.expect(200).json::<Queue>().rows.len()
    };
    assert_eq!(waiting().await, 0);
    let sent = mother.case(&filed.number).await;
    assert!(may(&sent, CommandKind::ReceiveParcel) && !may(&sent, CommandKind::ReturnParcel));

    let back = |tracking: &str| Command::ReturnParcel {
        tracking: tracking.into(),
        reason: "地址不详".into(),
    };
    let refused = clerk.try_command(&filed.number, back("SF9")).await.expect(422);
    let refusal = refused.problem(Code::CommandRefused).refusal;
    assert_eq!(refusal, Some(Refusal::UnknownParcel));
    mother.try_command(&filed.number, back("SF1")).await.expect(403);
    clerk.command(&filed.number, back("SF1")).await;
    assert_eq!(waiting().await, 1, "it is to be handed out again");
    let told: MessageList = mother.get(paths::MESSAGES).await.expect(200).json();
    let told: Vec<String> = told.messages.into_iter().map(|one| one.text.zh).collect();
    assert!(told.iter().any(|text| text.contains("SF1") && text.contains("地址不详")), "{told:?}");

    let change = Command::ChangeDelivery { delivery: parcel("康宁路 18 号 2 单元 301") };
    mother.command(&filed.number, change).await;
    clerk.command(&filed.number, Command::HandOut { tracking: "SF2".into() }).await;
    assert_eq!(waiting().await, 0);
    let arrived = Command::ReceiveParcel { tracking: "SF2".into() };
    let done = mother.command(&filed.number, arrived).await;
    let ends: Vec<Option<bool>> = done
        .handed_out
        .iter()
        .map(|handed| handed.end.as_ref().map(|end| end.returned.is_some()))
        .collect();
    assert_eq!(ends, [Some(true), Some(false)]);
    assert!(!may(&done, CommandKind::ReceiveParcel), "said once");
}

async fn what_is_to_be_handed_over_lies_on_a_desk(world: World) {
    let mother = world.log_in(MOTHER).await;
    let clerk = world.staff("clerk-1").await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let filed = mother.file("newborn", 0).await;
        let change = Command::ChangeDelivery { delivery: parcel("康宁路 18 号") };
        mother.command(&filed.number, change).await;
        clerk.command(&filed.number, Command::Accept {}).await;
        numbers.push(filed.number);
    }
    let desk = async |query: &str| -> Queue {
        clerk.get(&format!("{}?desk=hand_out{query}", paths::QUEUE)).await.expect(200).json()
    };
    assert!(desk("").await.rows.is_empty());
    for number in &numbers {
        world.work_through(number, &[]).await;
    }
    let all = desk("").await;
    let counted = all.desks.iter().find(|known| known.desk == Desk::HandOut).unwrap();
    assert_eq!((counted.count, all.sort), (2, QueueSort::Oldest));
    let ready = all.rows[0].ready.unwrap();
    assert_eq!(ready.by, DeliveryKind::Post);
    assert!(ready.since >= all.rows[0].filed_at);
    let mut page = desk("&limit=1").await;
    let mut listed = vec![page.rows[0].number.clone()];
    while let Some(next) = page.next {
        page = desk(&format!("&limit=1&cursor={next}")).await;
        listed.extend(page.rows.iter().map(|row| row.number.clone()));
    }
    assert_eq!(listed, numbers, "what has been ready longest comes first");
    assert_eq!(desk(&format!("&number={}", numbers[1])).await.rows.len(), 1);
    let parcel = Command::HandOut { tracking: "SF1".into() };
    clerk.command(&numbers[0], parcel).await;
    assert_eq!(desk("").await.rows.len(), 1);
    // Who wants it electronically only has it already.
    let change = Command::ChangeDelivery { delivery: Delivery::of(DeliveryKind::Electronic) };
    mother.command(&numbers[1], change).await;
    assert!(desk("").await.rows.is_empty());
    let reviewer = world.staff("health-reviewer").await;
    reviewer.get(&format!("{}?desk=hand_out", paths::QUEUE)).await.expect(403);
}

async fn it_is_said_where_it_is_fetched(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    assert_eq!(filed.place, None);
    let guide = mother.guide("newborn").await.guide;
    let place = guide.windows.iter().find(|window| !window.is_machine()).unwrap();
    let fetched = Delivery { window: place.id.clone(), ..Delivery::of(DeliveryKind::Window) };
    let changed =
        mother.command(&filed.number, Command::ChangeDelivery { delivery: fetched }).await;
    assert_eq!(changed.place.as_ref(), Some(place));
    assert!(changed.to_hand_out.is_empty(), "nothing is there yet");
    world.staff("clerk-1").await.command(&filed.number, Command::Accept {}).await;
    world.work_through(&filed.number, &[]).await;
    let done = mother.case(&filed.number).await;
    assert_eq!(done.to_hand_out.len(), done.tasks.len());
}

async fn addresses_are_remembered(world: World) {
    let mother = world.log_in(MOTHER).await;
    let none: AddressList = mother.get(paths::ADDRESSES).await.expect(200).json();
    assert_eq!(none, AddressList::default());
    let filed = mother.file("newborn", 0).await;
    let change = Command::ChangeDelivery { delivery: parcel("康宁路 18 号") };
    mother.command(&filed.number, change).await;
    let list: AddressList = mother.get(paths::ADDRESSES).await.expect(200).json();
    assert_eq!(list.addresses, [parcel("康宁路 18 号")]);
    let other: AddressList =
        world.log_in(BUYER).await.get(paths::ADDRESSES).await.expect(200).json();
    assert_eq!(other, AddressList::default(), "another's are not mine");
}

/// A city that has districts is no place to live: neither filed nor corrected to.
async fn half_an_address_is_not_filed(world: World) {
    let mother = world.log_in(MOTHER).await;
    let mut draft = mother.draft("newborn", 0).await;
    let whole = draft.content.clone();
    let city = json!({ "region": "519900", "detail": "康宁路 18 号" });
    let mut half = whole.clone();
    half.answers.insert("household_address".into(), city);
    draft = mother.save(&draft, &half).await.expect(200).json();
    let filing = mother.filing(&draft, mother.sign(&draft).await);
    let refused = mother.post(paths::CASES, &filing).await.expect(422);
    let problems = refused.problem(Code::InvalidSubmission).problems;
    let paths: Vec<&str> = problems.iter().map(|problem| &*problem.path).collect();
    assert_eq!(paths, ["answers.household_address.region"]);
    draft = mother.save(&draft, &whole).await.expect(200).json();
    let filing = mother.filing(&draft, mother.sign(&draft).await);
    mother.post(paths::CASES, &filing).await.expect(201);
}

on_both!(
    half_an_address_is_not_filed,
    it_is_changed_until_it_is_handed_over,
    a_parcel_is_followed_to_its_end,
    what_is_to_be_handed_over_lies_on_a_desk,
    it_is_said_where_it_is_fetched,
    addresses_are_remembered
);
