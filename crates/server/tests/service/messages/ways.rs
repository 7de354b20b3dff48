//! What comes when, by which way, and how often.

use chrono::TimeDelta;
use onething_api::messages::{
    DeliveryStatus, MarkRead, MessageList, MessageSettings, RetriedDeliveries, RetryDeliveries,
    Unread,
};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::session::CodeRequest;
use onething_domain::case::{Command, CorrectionEntry, CorrectionTarget};
use onething_domain::message::{Choice, MessageKind, QuietChoice, TRIES, Topic};
use onething_domain::text::Text;
use onething_server::config::Settings;
use onething_server::exec;
use onething_server::outbox::{self, Message};

use super::counterparts::Http;
use super::{deliver, deliveries, mine, sms, with_providers};
use crate::world::{AGENT, BUYER, COMPANY, MOTHER, World};

const TAKEN: &str = r#"{"Code":"OK"}"#;
const BUSY: &str = r#"{"Code":"isp.SYSTEM_ERROR","Message":"13800000001"}"#;

async fn a_person_reads_their_messages_and_nobody_elses(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    world.staff("clerk-1").await.command(&number, Command::Accept {}).await;
    let list = mine(&mother).await;
    let kinds: Vec<MessageKind> = list.messages.iter().map(|message| message.kind).collect();
    assert_eq!(kinds, [MessageKind::CaseAccepted, MessageKind::CaseFiled], "no codes among them");
    assert_eq!(list.unread, 2);
    let first = &list.messages[0];
    assert_eq!((first.about.as_str(), first.read), (&*format!("/cases/{number}"), false));
    assert!(first.text.zh.contains(&number) && first.text.en.contains(&number), "{first:?}");

    let buyer = world.log_in(BUYER).await;
    assert_eq!(mine(&buyer).await, MessageList::default());
    let mark = MarkRead { ids: vec![first.id.clone(), "x".into()] };
    assert_eq!(
        buyer.post(paths::MESSAGE_READS, &mark).await.expect(200).json::<Unread>().unread,
        0
    );
    assert_eq!(mine(&mother).await.unread, 2, "not somebody else's to mark");
    for _ in 0..2 {
        let left = mother.post(paths::MESSAGE_READS, &mark).await.expect(200).json::<Unread>();
        assert_eq!(left.unread, 1);
    }
    let all = MarkRead::default();
    assert_eq!(
        mother.post(paths::MESSAGE_READS, &all).await.expect(200).json::<Unread>().unread,
        0
    );
    assert!(mine(&mother).await.messages.iter().all(|message| message.read));
    let many = MarkRead { ids: vec!["x".into(); 101] };
    let refused = mother.post(paths::MESSAGE_READS, &many).await.expect(422);
    assert_eq!(refused.problem(Code::WrongShape).field.as_deref(), Some("ids"));
}

async fn the_list_goes_on_page_by_page(world: World) {
    let mother = world.log_in(MOTHER).await;
    for _ in 0..3 {
        mother.file("newborn", 0).await;
    }
    let first: MessageList = mother.get("/api/v1/messages?limit=2").await.expect(200).json();
    assert_eq!((first.messages.len(), first.unread), (2, 3));
    let rest = format!("/api/v1/messages?limit=2&cursor={}", first.next.unwrap());
    let rest: MessageList = mother.get(&rest).await.expect(200).json();
    assert_eq!((rest.messages.len(), rest.next), (1, None));
    assert!(first.messages.iter().all(|message| message.id != rest.messages[0].id));
}

async fn the_same_again_is_told_once(world: World) {
    let mother = world.log_in(MOTHER).await;
    for _ in 0..2 {
        let mut tx = world.app.db.write().await.unwrap();
        let message = Message {
            kind: MessageKind::CaseFiled,
            key: "case/1/1".into(),
            about: String::new(),
            with: vec![("thing", Text::zh("甲")), ("number", Text::zh("1"))],
        };
        outbox::tell(&world.app, &mut tx, &mother.id, message).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(mine(&mother).await.messages.len(), 1);
}

async fn quiet_hours_hold_messages_back_but_never_a_code(world: World) {
    let http = Http::start(|_| TAKEN.to_owned()).await;
    let night = with_providers(&world, &sms(&http.url)).await;
    let settings = Settings { quiet_hours: "12:00-14:00".into(), ..night.app.settings.clone() };
    let city = World::open(settings, world.app.clock.clone()).await;
    let mother = city.log_in(MOTHER).await;
    deliver(&city).await;
    city.pass(TimeDelta::hours(3)); // one o'clock
    http.seen();
    mother.file("newborn", 0).await;
    city.nobody().post(paths::CODES, &CodeRequest { phone: MOTHER.into() }).await.expect(200);
    deliver(&city).await;
    let seen = http.seen();
    assert_eq!(seen.len(), 1, "the code alone");
    assert_eq!(seen[0].value("TemplateCode"), "SMS_1");
    assert_eq!(mine(&mother).await.unread, 1, "the list has it at once");
    city.pass(TimeDelta::minutes(59));
    assert_eq!(deliver(&city).await, 0);
    city.pass(TimeDelta::minutes(1));
    assert_eq!(deliver(&city).await, 1);
    assert_eq!(http.seen()[0].value("TemplateCode"), "SMS_2");
}

async fn a_person_chooses_ways_and_hours(world: World) {
    let http = Http::start(|_| TAKEN.to_owned()).await;
    let city = with_providers(&world, &sms(&http.url)).await;
    let mother = city.log_in(MOTHER).await;
    let settings: MessageSettings = mother.get(paths::MESSAGE_SETTINGS).await.expect(200).json();
    assert_eq!((&*settings.city_quiet, &*settings.phone), ("22:00-07:00", "138****0001"));
    let mut choice = settings.choice;
    choice.ways.insert(Topic::Progress, Default::default());
    mother.put(paths::MESSAGE_SETTINGS, &choice, &[]).await.expect(200);
    deliver(&city).await;
    http.seen();
    mother.file("newborn", 0).await;
    deliver(&city).await;
    assert!(http.seen().is_empty(), "in the list alone");
    assert_eq!(mine(&mother).await.unread, 1);
    for (wrong, field) in [
        (Choice { language: "fr".into(), ..choice.clone() }, "language"),
        (Choice { quiet: QuietChoice::Own("noon".into()), ..choice.clone() }, "quiet"),
    ] {
        let refused = mother.put(paths::MESSAGE_SETTINGS, &wrong, &[]).await.expect(422);
        assert_eq!(refused.problem(Code::WrongShape).field.as_deref(), Some(field));
    }
    let at_work = QuietChoice::Own("09:00-18:00".into());
    let own = Choice { quiet: at_work, ..Choice::default() };
    let kept: MessageSettings =
        mother.put(paths::MESSAGE_SETTINGS, &own, &[]).await.expect(200).json();
    assert_eq!(kept.choice, own);
    mother.file("newborn", 0).await;
    assert_eq!(deliver(&city).await, 0, "ten in the morning is within their own hours");
    city.pass(TimeDelta::hours(8));
    assert_eq!(deliver(&city).await, 1);
}

async fn a_failed_one_is_tried_again_later_and_at_last_given_up(world: World) {
    let http = Http::start(|_| BUSY.to_owned()).await;
    let city = with_providers(&world, &sms(&http.url)).await;
    let mother = world.log_in(MOTHER).await;
    let mut same = city.nobody();
    same.cookie = mother.cookie.clone();
    same.id = mother.id.clone();
    let any_time = Choice { quiet: QuietChoice::Never, ..Choice::default() };
    same.put(paths::MESSAGE_SETTINGS, &any_time, &[]).await.expect(200);
    same.file("newborn", 0).await;
    let mut ids = Vec::new();
    for round in 1..=TRIES {
        assert_eq!(deliver(&city).await, 1, "try {round}");
        assert_eq!(deliver(&city).await, 0, "not again at once");
        ids.extend(http.seen().into_iter().map(|seen| seen.value("OutId")));
        if round < TRIES {
            city.pass(TimeDelta::seconds(3600 + 1800)); // longer than any wait, within the day
        }
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "every try under the same id");
    city.pass(TimeDelta::hours(30));
    assert_eq!(deliver(&city).await, 0);
    let dead = deliveries(&world, DeliveryStatus::Dead).await;
    assert_eq!((dead.dead, dead.waiting), (1, 0));
    let row = &dead.deliveries[0];
    assert_eq!((row.kind, row.tries), (MessageKind::CaseFiled, 10));
    assert_eq!(row.error, "isp.SYSTEM_ERROR");

    let administrator = world.staff("administrator").await;
    let retry = RetryDeliveries { ids: vec![row.id.clone()] };
    let done = administrator.post(paths::DELIVERY_RETRIES, &retry).await.expect(200);
    assert_eq!(done.json::<RetriedDeliveries>().deliveries, 1);
    let again = administrator.post(paths::DELIVERY_RETRIES, &retry).await.expect(200);
    assert_eq!(again.json::<RetriedDeliveries>().deliveries, 0, "it waits already");
    http.then(200, TAKEN);
    deliver(&city).await;
    assert_eq!(deliveries(&world, DeliveryStatus::Dead).await.dead, 0);
    let sent = deliveries(&world, DeliveryStatus::Sent).await;
    assert!(sent.deliveries.iter().any(|sent| sent.id == row.id));
}

async fn a_code_that_came_too_late_is_not_sent(world: World) {
    let http = Http::start(|_| TAKEN.to_owned()).await;
    let city = with_providers(&world, &sms(&http.url)).await;
    city.nobody().post(paths::CODES, &CodeRequest { phone: MOTHER.into() }).await.expect(200);
    city.pass(TimeDelta::minutes(6));
    deliver(&city).await;
    assert!(http.seen().is_empty());
    let dead = deliveries(&world, DeliveryStatus::Dead).await;
    assert_eq!(dead.deliveries[0].error, "expired");
    let all = RetryDeliveries::default();
    let administrator = world.staff("administrator").await;
    let done = administrator.post(paths::DELIVERY_RETRIES, &all).await.expect(200);
    assert_eq!(done.json::<RetriedDeliveries>().deliveries, 0, "nobody waits for it any more");
}

/// It is the company's case: once an agent's mandate has ended, who represents the company is told instead.
async fn a_company_is_told_through_who_may_act_for_it(world: World) {
    const REPRESENTATIVE: &str = "13800000005";
    let agent = world.agent().await;
    let case = agent.file("open-restaurant", 0).await;
    let number = case.number;
    let filed = mine(&agent).await.messages.len();
    assert_eq!(mine(&world.log_in(REPRESENTATIVE).await).await.messages, [], "the agent is told");
    let mut tx = world.app.db.write().await.unwrap();
    let ended = "DELETE FROM company_member WHERE company = $1 AND person = $2";
    assert_eq!(exec!(&mut tx, ended, COMPANY, &agent.id).unwrap(), 1);
    tx.commit().await.unwrap();
    let clerk = world.staff("clerk-1").await;
    let field = case.submission.answers.keys().next().unwrap().clone();
    let target = CorrectionTarget::Field(field);
    let entries = vec![CorrectionEntry { target, message: "请核对".into() }];
    clerk.command(&number, Command::RequestCorrections { entries }).await;
    let agent = world.log_in(AGENT).await;
    assert_eq!(mine(&agent).await.messages.len(), filed, "it is not theirs any more");
    let representative = world.log_in(REPRESENTATIVE).await;
    let told = mine(&representative).await.messages;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].kind, MessageKind::CaseCorrections);
    assert_eq!(told[0].about, format!("/cases/{number}"));
    representative.case(&number).await;
}

async fn of_several_nodes_one_delivers_and_a_dead_ones_work_is_taken_over(world: World) {
    let http = Http::start(|_| TAKEN.to_owned()).await;
    let city = with_providers(&world, &sms(&http.url)).await;
    let other = city.another_node().await;
    let mother = city.log_in(MOTHER).await;
    deliver(&city).await;
    for _ in 0..4 {
        mother.file("newborn", 0).await;
    }
    http.seen();
    tokio::join!(deliver(&city), deliver(&other));
    let mut ids: Vec<String> = http.seen().iter().map(|seen| seen.value("OutId")).collect();
    ids.sort();
    assert_eq!(ids.len(), 4);
    ids.dedup();
    assert_eq!(ids.len(), 4, "each by one of them");

    // A node takes a delivery and dies while its provider has it.
    mother.file("newborn", 0).await;
    let shut = http.shut().await;
    let app = city.app.clone();
    http.forget_asked().await;
    let dying = tokio::spawn(async move { outbox::deliver(&app).await });
    http.asked().await;
    dying.abort();
    let seen = http.seen().pop().unwrap();
    drop(shut);
    assert_eq!(deliver(&other).await, 0, "the lease holds");
    city.pass(TimeDelta::minutes(3));
    assert_eq!(deliver(&other).await, 1);
    let again = http.seen();
    assert_eq!(again[0].value("OutId"), seen.value("OutId"), "at least once, under the same id");
}

on_both!(
    a_person_reads_their_messages_and_nobody_elses,
    the_list_goes_on_page_by_page,
    the_same_again_is_told_once,
    quiet_hours_hold_messages_back_but_never_a_code,
    a_person_chooses_ways_and_hours,
    a_failed_one_is_tried_again_later_and_at_last_given_up,
    a_code_that_came_too_late_is_not_sent,
    a_company_is_told_through_who_may_act_for_it,
    of_several_nodes_one_delivers_and_a_dead_ones_work_is_taken_over,
);
