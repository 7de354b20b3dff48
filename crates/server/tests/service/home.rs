//! A second-hand home: a payment that fails, then succeeds; one department refuses, money goes back.

use chrono::TimeDelta;
use onething_api::messages::MessageList;
use onething_api::paths::{self, fill};
use onething_api::payments::{CashierAnswer, NewPayment, Payment, PaymentStatus};
use onething_api::problem::Code;
use onething_domain::case::{CaseStatus, Command, RefusalReport, TaskStatus};
use onething_domain::message::MessageKind;
use onething_server::{audit, jobs};

use crate::world::{BUYER, Client, MOTHER, World, id};

pub async fn begin(client: &Client, number: &str) -> Payment {
    let path = fill(paths::PAYMENTS, &[number]);
    client.post(&path, &NewPayment { id: id() }).await.expect(201).json()
}

pub async fn answer(client: &Client, payment: &Payment, succeed: bool) -> crate::world::Reply {
    client.post(&fill(paths::CASHIER, &[&payment.id]), &CashierAnswer { succeed }).await
}

fn report() -> RefusalReport {
    RefusalReport {
        grounds: "房屋被查封（民法典第二百零九条）".into(),
        remedy: "解封后重新申请".into(),
    }
}

async fn kinds(client: &Client) -> Vec<MessageKind> {
    let list: MessageList = client.get(paths::MESSAGES).await.expect(200).json();
    list.messages.into_iter().map(|message| message.kind).collect()
}

async fn a_bill_is_asked_for_reminded_of_once_and_paid_before_anybody_looks(world: World) {
    let buyer = world.log_in(BUYER).await;
    let filed = buyer.file("second-hand-home", 0).await;
    let list: MessageList = buyer.get(paths::MESSAGES).await.expect(200).json();
    let [asked] = list.messages.as_slice() else { panic!("one message: {list:?}") };
    assert_eq!(asked.kind, MessageKind::PaymentAsked, "nobody looks at it yet");
    assert_eq!(asked.about, format!("/cases/{}/pay", filed.number));
    let owed = (filed.bill.total() / 100).to_string();
    assert!(asked.text.zh.contains(&owed) && asked.text.en.contains(&owed), "{asked:?}");
    world.pass(TimeDelta::hours(23));
    jobs::do_due(&world.app).await.unwrap();
    assert_eq!(kinds(&world.log_in(BUYER).await).await.len(), 1, "not a day later yet");
    for _ in 0..3 {
        world.pass(TimeDelta::hours(2));
        jobs::do_due(&world.app).await.unwrap();
    }
    let reminded = [MessageKind::PaymentReminder, MessageKind::PaymentAsked];
    assert_eq!(kinds(&world.log_in(BUYER).await).await, reminded);
    audit::rebuild(&world.app).await.unwrap();
    world.pass(TimeDelta::days(3));
    jobs::do_due(&world.app).await.unwrap();
    let buyer = world.log_in(BUYER).await;
    assert_eq!(kinds(&buyer).await, reminded, "once");
    let paying = begin(&buyer, &filed.number).await;
    answer(&buyer, &paying, true).await.expect(200);
    assert_eq!(kinds(&buyer).await[0], MessageKind::CaseFiled, "now it is at the intake");
}

async fn a_refused_item_pays_back_what_it_cost(world: World) {
    let buyer = world.log_in(BUYER).await;
    let filed = buyer.file("second-hand-home", 0).await;
    let number = filed.number.as_str();
    assert_eq!(filed.status, CaseStatus::Unpaid);
    let owed: i64 = filed.bill.lines.iter().map(|line| line.cents).sum();

    let failing = begin(&buyer, number).await;
    assert_eq!((failing.cents, failing.status), (owed, PaymentStatus::Pending));
    answer(&buyer, &failing, false).await.expect(200);
    assert_eq!(buyer.case(number).await.status, CaseStatus::Unpaid);
    let paying = begin(&buyer, number).await;
    answer(&buyer, &paying, true).await.expect(200);
    answer(&buyer, &paying, true).await.expect(200); // told twice, counts once
    answer(&buyer, &paying, false).await.expect(409).problem(Code::PaymentDecided);
    let paid = buyer.case(number).await;
    assert_eq!((paid.status, paid.bill.paid_cents), (CaseStatus::Received, owed));
    let again = buyer.post(&fill(paths::PAYMENTS, &[number]), &NewPayment { id: id() }).await;
    again.expect(409).problem(Code::NothingOwed);

    world.staff("clerk-1").await.command(number, Command::Accept {}).await;
    let item = "transfer-registration";
    world.work_through(number, &[item]).await;
    let department = &buyer
        .case(number)
        .await
        .tasks
        .iter()
        .find(|task| task.item == item)
        .unwrap()
        .department
        .clone();
    let reviewer = world.staff(&format!("{department}-reviewer")).await;
    reviewer.command(number, Command::ProposeRefusal { item: item.into(), report: report() }).await;
    let seen = buyer.case(number).await;
    let task = seen.tasks.iter().find(|task| task.item == item).unwrap();
    assert!(
        task.proposed.is_none() && task.status == TaskStatus::Open,
        "a proposal is staff's own"
    );
    assert!(seen.timeline.iter().all(|entry| entry.event != "refusal_proposed"));

    let chief = world.staff(&format!("{department}-chief")).await;
    chief.command(number, Command::ConfirmRefusal { item: item.into() }).await;
    let refused = buyer.case(number).await;
    let cost: i64 =
        filed.bill.lines.iter().filter(|line| line.item == item).map(|line| line.cents).sum();
    assert_eq!(refused.bill.refunds.iter().map(|refund| refund.cents).sum::<i64>(), cost);
    assert!(refused.bill.refunds.iter().all(|refund| !refund.paid));

    assert_eq!(jobs::do_due(&world.app).await.unwrap(), 1);
    assert_eq!(jobs::do_due(&world.app).await.unwrap(), 0, "each refund is paid once");
    let back = buyer.case(number).await;
    assert!(back.bill.refunds.iter().all(|refund| refund.paid));
    assert_eq!(back.bill.paid_cents - cost, back.bill.kept());
    assert_eq!(back.status, CaseStatus::Finished);
    let done = back.tasks.iter().filter(|task| task.status == TaskStatus::Done).count();
    assert_eq!(done, back.tasks.len() - 1, "what does not need the refused item is done");
}

async fn only_the_newest_payment_can_succeed(world: World) {
    let buyer = world.log_in(BUYER).await;
    let number = buyer.file("second-hand-home", 0).await.number;
    let first = begin(&buyer, &number).await;
    let second = begin(&buyer, &number).await;
    answer(&buyer, &first, true).await.expect(409).problem(Code::PaymentDecided);
    answer(&buyer, &second, true).await.expect(200);
    let paid = buyer.case(&number).await;
    assert_eq!(paid.bill.paid_cents, second.cents);
    assert_eq!(paid.bill.payment, Some(second.id));
}

async fn payments_are_their_owners(world: World) {
    let buyer = world.log_in(BUYER).await;
    let number = buyer.file("second-hand-home", 0).await.number;
    let payment = begin(&buyer, &number).await;
    let mother = world.log_in(MOTHER).await;
    mother.get(&fill(paths::PAYMENT, &[&payment.id])).await.expect(404).problem(Code::NotFound);
    answer(&mother, &payment, true).await.expect(404).problem(Code::NotFound);
    let path = fill(paths::PAYMENTS, &[&number]);
    mother.post(&path, &NewPayment { id: id() }).await.expect(404).problem(Code::NotFound);
    let seen: Payment = buyer.get(&fill(paths::PAYMENT, &[&payment.id])).await.expect(200).json();
    assert_eq!(seen.status, PaymentStatus::Pending);
}

async fn a_refund_that_another_node_holds_is_left_to_it(world: World) {
    let buyer = world.log_in(BUYER).await;
    let number = buyer.file("second-hand-home", 0).await.number;
    let payment = begin(&buyer, &number).await;
    answer(&buyer, &payment, true).await.expect(200);
    buyer.command(&number, Command::Withdraw { reason: "不买了".into() }).await;
    let other = world.another_node().await;
    let (here, there) = tokio::join!(jobs::do_due(&world.app), jobs::do_due(&other.app));
    let owed = buyer.case(&number).await.bill.refunds.len();
    assert_eq!(here.unwrap() + there.unwrap(), owed);
    assert!(buyer.case(&number).await.bill.refunds.iter().all(|refund| refund.paid));
}

on_both!(
    a_bill_is_asked_for_reminded_of_once_and_paid_before_anybody_looks,
    a_refused_item_pays_back_what_it_cost,
    only_the_newest_payment_can_succeed,
    payments_are_their_owners,
    a_refund_that_another_node_holds_is_left_to_it,
);
