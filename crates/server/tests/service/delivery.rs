//! Delivery: changed until it is handed over, tracked, remembered.

use onething_api::cases::{AddressList, CaseView};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::case::{Command, CommandKind, Refusal};
use onething_domain::submission::Delivery;
use onething_domain::thing::DeliveryKind;

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
    assert_eq!(done.handed_out.map(|handed| handed.tracking).as_deref(), Some("SF1234567890"));
    assert!(!done.allowed.iter().any(|action| action.command == CommandKind::ChangeDelivery));
    let again = Command::HandOut { tracking: "SF1".into() };
    clerk.try_command(&filed.number, again).await.expect(422).problem(Code::CommandRefused);
    let change = Command::ChangeDelivery { delivery: parcel("太晚路 1 号") };
    mother.try_command(&filed.number, change).await.expect(422).problem(Code::CommandRefused);
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

on_both!(it_is_changed_until_it_is_handed_over, addresses_are_remembered);
