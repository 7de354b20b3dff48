//! Booking: no slot is taken twice, whoever comes is called, whoever does not waits.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::bookings::{
    BookableServices, BookingCommand, BookingCommandRequest, BookingDesk, BookingList,
    BookingStepRequest, BookingView, CallNext, CalledNext, DeskBooking, NewBooking, SlotDays,
};
use onething_api::messages::MessageList;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::booking::{BookingRefusal, BookingStatus, BookingStep};
use onething_domain::message::MessageKind;
use onething_server::db::Db;
use onething_server::{bookings, exec, one};
use serde_json::Value;

use crate::content;
use crate::world::{BUYER, Client, MOTHER, Reply, World, id};

/// Tuesday in the city.
fn tuesday(time: &str) -> DateTime<Utc> {
    format!("2026-03-03T{time}:00+08:00").parse::<DateTime<chrono::FixedOffset>>().unwrap().into()
}

fn new(service: &str, place: &str, starts_at: DateTime<Utc>) -> NewBooking {
    NewBooking { id: id(), service: service.into(), place: place.into(), starts_at }
}

fn wedding(time: &str) -> NewBooking {
    new("marriage", "marriage", tuesday(time))
}

async fn book(client: &Client, new: &NewBooking) -> BookingView {
    client.post(paths::BOOKINGS, new).await.expect(201).json()
}

async fn try_command(client: &Client, booking: &str, command: BookingCommand) -> Reply {
    let request = BookingCommandRequest { id: id(), command };
    client.post(&fill(paths::BOOKING_COMMANDS, &[booking]), &request).await
}

async fn mine(client: &Client) -> BookingList {
    client.get(paths::BOOKINGS).await.expect(200).json()
}

async fn slots(client: &Client, service: &str, place: &str, day: &str) -> SlotDays {
    let path = format!("{}?service={service}&place={place}&day={day}", paths::SLOTS);
    client.get(&path).await.expect(200).json()
}

async fn try_step(client: &Client, booking: &str, step: BookingStep, counter: u16) -> Reply {
    let request = BookingStepRequest { id: id(), step, counter };
    client.post(&fill(paths::WORK_BOOKING_STEPS, &[booking]), &request).await
}

async fn step(client: &Client, booking: &str, step: BookingStep) -> DeskBooking {
    try_step(client, booking, step, 0).await.expect(200).json()
}

#[track_caller]
fn refused(reply: &Reply, reason: BookingRefusal) {
    assert_eq!(reply.status, 409);
    reply.problem(Code::BookingRefused);
    let body: Value = reply.json();
    assert_eq!(body["reason"], serde_json::to_value(reason).unwrap());
}

/// People who book, as many as are needed: rows like those of an import, and a session for each.
async fn crowd(world: &World, count: usize) -> Vec<Client> {
    let app = &world.app;
    let mut tx = app.db.write().await.unwrap();
    let mut people = Vec::new();
    for index in 0..count {
        let person = format!("crowd-{index}");
        let sealed = |what: &str, text: &str| {
            app.keys.seal(&format!("person/{person}/{what}"), text.as_bytes())
        };
        let phone = format!("139{index:08}");
        exec!(
            &mut tx,
            "INSERT INTO person (id, name, phone, phone_hash, id_card, id_tail_hash, spouse, about, demo)
             VALUES ($1, $2, $3, $4, $5, '', '', '{}', $6)",
            &person,
            format!("人{index}"),
            sealed("phone", &phone),
            app.keys.hash("phone", &phone),
            sealed("id_card", "519902199406120020"),
            false
        )
        .unwrap();
        exec!(
            &mut tx,
            "INSERT INTO session (token_hash, holder, is_staff, acting, expires_at) VALUES ($1, $2, $3, '', $4)",
            app.keys.hash("session", &person),
            &person,
            false,
            app.clock.now() + TimeDelta::hours(12)
        )
        .unwrap();
        let mut client = world.nobody();
        client.cookie = Some(format!("onething_session={person}"));
        client.id = person;
        people.push(client);
    }
    tx.commit().await.unwrap();
    people
}

async fn of_two_hundred_at_once_as_many_get_a_slot_as_it_takes(world: World) {
    let people = crowd(&world, 200).await;
    let requests =
        people.iter().map(|client| async { client.post(paths::BOOKINGS, &wedding("10:00")).await });
    let replies = futures_util::future::join_all(requests).await;
    let booked = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(booked, 4, "the capacity of the hall");
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        refused(reply, BookingRefusal::Full);
    }
    let mut tx = world.app.db.read().await.unwrap();
    let row = one!(&mut tx, (i64, i64), "SELECT taken, capacity FROM booking_slot").unwrap();
    assert_eq!(row, Some((4, 4)));
    let row = one!(&mut tx, (i64,), "SELECT COUNT(*) FROM booking").unwrap();
    assert_eq!(row, Some((4,)));
    drop(tx);
    let left = slots(&people[0], "marriage", "marriage", "2026-03-03").await;
    let slot = left.slots.iter().find(|slot| slot.starts_at == tuesday("10:00")).unwrap();
    assert_eq!(slot.left, 0);
}

/// Whatever a program does, the database takes no more.
async fn the_database_itself_refuses_more_than_there_is(world: World) {
    let mother = world.log_in(MOTHER).await;
    book(&mother, &wedding("10:00")).await;
    for sql in [
        "UPDATE booking_slot SET taken = capacity + 1",
        "UPDATE booking_slot SET capacity = 0",
        "UPDATE booking_slot SET taken = -1",
    ] {
        let mut tx = world.app.db.write().await.unwrap();
        assert!(exec!(&mut tx, sql).is_err(), "{sql}");
    }
}

async fn one_person_at_once_gets_what_one_may_have(world: World) {
    let mother = world.log_in(MOTHER).await;
    let times = ["09:00", "09:30", "10:00", "10:30", "11:00"];
    let requests = times.map(|time| {
        let (mother, new) = (mother.clone(), wedding(time));
        async move { mother.post(paths::BOOKINGS, &new).await }
    });
    let replies = futures_util::future::join_all(requests).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        refused(reply, BookingRefusal::Limit);
    }
    assert_eq!(mine(&mother).await.bookings.len(), 1);
}

async fn sent_twice_is_booked_once(world: World) {
    let mother = world.log_in(MOTHER).await;
    let new = wedding("10:00");
    let (first, second) =
        tokio::join!(mother.post(paths::BOOKINGS, &new), mother.post(paths::BOOKINGS, &new));
    let first: BookingView = first.expect(201).json();
    assert_eq!(second.expect(201).json::<BookingView>().id, first.id);
    let other = NewBooking { starts_at: tuesday("11:00"), ..new };
    mother.post(paths::BOOKINGS, &other).await.expect(409).problem(Code::IdReused);
    assert_eq!(mine(&mother).await.bookings.len(), 1);
}

async fn what_is_no_slot_is_refused(world: World) {
    let mother = world.log_in(MOTHER).await;
    for (new, reason) in [
        (wedding("10:10"), BookingRefusal::NoSlot),
        (wedding("12:30"), BookingRefusal::NoSlot),
        (
            new("marriage", "marriage", tuesday("10:00") + TimeDelta::days(40)),
            BookingRefusal::NoSlot,
        ),
        (
            new("marriage", "marriage", tuesday("10:00") - TimeDelta::days(1)),
            BookingRefusal::TooLate,
        ),
    ] {
        refused(&mother.post(paths::BOOKINGS, &new).await, reason);
    }
    for (service, place, field) in
        [("none", "marriage", "service"), ("marriage", "center", "place")]
    {
        let reply = mother.post(paths::BOOKINGS, &new(service, place, tuesday("10:00"))).await;
        assert_eq!(reply.expect(404).problem(Code::NotFound).field.as_deref(), Some(field));
    }
    assert!(mine(&mother).await.bookings.is_empty());
    world.nobody().post(paths::BOOKINGS, &wedding("10:00")).await.expect(401);
}

async fn a_booking_is_changed_and_cancelled_in_time(world: World) {
    let mother = world.log_in(MOTHER).await;
    let booking = book(&mother, &wedding("10:00")).await;
    assert_eq!((booking.status, booking.changeable), (BookingStatus::Booked, true));
    let buyer = world.log_in(BUYER).await;
    let path = fill(paths::BOOKING, &[&booking.id]);
    buyer.get(&path).await.expect(404).problem(Code::NotFound);
    try_command(&buyer, &booking.id, BookingCommand::Cancel {}).await.expect(404);

    let to = |place: &str, time: &str| BookingCommand::Change {
        place: place.into(),
        starts_at: tuesday(time),
    };
    let moved: BookingView =
        try_command(&mother, &booking.id, to("west", "14:30")).await.expect(200).json();
    assert_eq!((moved.id.as_str(), moved.place.id.as_str()), (&*booking.id, "west"));
    assert_eq!(moved.starts_at, tuesday("14:30"));
    book(&buyer, &new("marriage", "west", tuesday("15:00"))).await;
    refused(&try_command(&mother, &booking.id, to("west", "15:00")).await, BookingRefusal::Full);
    let still: BookingView = mother.get(&path).await.expect(200).json();
    assert_eq!(still.starts_at, tuesday("14:30"), "what cannot be had leaves the old one");
    let left = slots(&mother, "marriage", "marriage", "2026-03-03").await;
    assert!(left.slots.iter().all(|slot| slot.left == 4), "the first one was given back");

    world.pass(TimeDelta::hours(26) + TimeDelta::minutes(30)); // two hours before it begins
    let mother = world.log_in(MOTHER).await;
    refused(
        &try_command(&mother, &booking.id, BookingCommand::Cancel {}).await,
        BookingRefusal::Closed,
    );
    let late: BookingView = mother.get(&path).await.expect(200).json();
    assert!(!late.changeable);
}

async fn who_cancels_may_book_again(world: World) {
    let mother = world.log_in(MOTHER).await;
    let booking = book(&mother, &wedding("10:00")).await;
    let cancel = BookingCommandRequest { id: id(), command: BookingCommand::Cancel {} };
    let path = fill(paths::BOOKING_COMMANDS, &[&booking.id]);
    for _ in 0..2 {
        let gone: BookingView = mother.post(&path, &cancel).await.expect(200).json();
        assert_eq!(gone.status, BookingStatus::Cancelled, "twice is once");
    }
    refused(
        &try_command(&mother, &booking.id, BookingCommand::Cancel {}).await,
        BookingRefusal::Status,
    );
    let left = slots(&mother, "marriage", "marriage", "2026-03-03").await;
    assert!(left.slots.iter().all(|slot| slot.left == 4));
    book(&mother, &wedding("10:00")).await;
    let list: MessageList = mother.get(paths::MESSAGES).await.expect(200).json();
    let kinds: Vec<MessageKind> = list.messages.iter().map(|message| message.kind).collect();
    let expected =
        [MessageKind::BookingMade, MessageKind::BookingCancelled, MessageKind::BookingMade];
    assert_eq!(kinds.len(), 3);
    assert!(expected.iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
    assert!(list.messages[0].text.zh.contains("3 月 3 日（周二）10:00"), "{:?}", list.messages[0]);
}

async fn a_reminder_comes_once(world: World) {
    let mother = world.log_in(MOTHER).await;
    book(&mother, &wedding("10:00")).await;
    world.pass(TimeDelta::hours(8) - TimeDelta::minutes(1)); // a minute before six in the evening
    assert_eq!(bookings::do_due(&world.app).await.unwrap(), 0);
    world.pass(TimeDelta::minutes(1));
    let other = world.another_node().await;
    let (a, b) = tokio::join!(bookings::do_due(&world.app), bookings::do_due(&other.app));
    assert_eq!(a.unwrap() + b.unwrap(), 1);
    assert_eq!(bookings::do_due(&world.app).await.unwrap(), 0);
    let list: MessageList = mother.get(paths::MESSAGES).await.expect(200).json();
    let reminders = list.messages.iter().filter(|one| one.kind == MessageKind::BookingReminder);
    assert_eq!(reminders.count(), 1);
}

async fn who_does_not_come_twice_waits(world: World) {
    let mother = world.log_in(MOTHER).await;
    book(&mother, &wedding("10:00")).await;
    world.pass(TimeDelta::hours(24) + TimeDelta::minutes(59));
    assert!(bookings::do_due(&world.app).await.unwrap() <= 1, "its reminder, at most");
    world.pass(TimeDelta::minutes(1)); // half an hour after its end
    assert_eq!(bookings::do_due(&world.app).await.unwrap(), 1);
    let mother = world.log_in(MOTHER).await;
    assert_eq!(mine(&mother).await.bookings[0].status, BookingStatus::Missed);

    let second = book(&mother, &new("one-thing", "center", tuesday("14:00"))).await;
    world.pass(TimeDelta::hours(3)); // two in the afternoon
    let clerk = world.staff("clerk-1").await;
    step(&clerk, &second.id, BookingStep::Miss).await;
    let blocked = mine(&mother).await.blocked_until.unwrap();
    assert_eq!(blocked, world.app.clock.now() + TimeDelta::days(30));
    let third = new("one-thing", "center", tuesday("14:00") + TimeDelta::days(1));
    refused(&mother.post(paths::BOOKINGS, &third).await, BookingRefusal::Blocked);

    // Late is not missing: checked in after all, one may book again.
    step(&clerk, &second.id, BookingStep::CheckIn).await;
    assert_eq!(mine(&mother).await.blocked_until, None);
    book(&mother, &third).await;
}

async fn status(client: &Client, booking: &BookingView) -> BookingStatus {
    let reply = client.get(&fill(paths::BOOKING, &[&booking.id])).await.expect(200);
    reply.json::<BookingView>().status
}

/// The hours of a place and the calendar change after somebody has booked.
async fn what_is_closed_since_is_cancelled_and_missed_by_nobody(world: World) {
    let (mother, buyer) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    let closed = book(&mother, &wedding("10:00")).await;
    let holiday = book(&mother, &new("one-thing", "center", tuesday("14:00"))).await;
    let kept = book(&buyer, &wedding("14:30")).await;
    let folder = content::copy(&world);
    let morning =
        |days: &str| format!("{{ days = [{days}], from = \"09:00\", until = \"12:00\" }}");
    let hours = (morning("1, 2, 3, 4, 5, 6"), morning("1, 3, 4, 5, 6"));
    content::change(&folder.join("windows.toml"), &hours.0, &hours.1);
    let day = "\"2026-02-23\",";
    content::change(&folder.join("calendar.toml"), day, &format!("{day} \"2026-03-03\","));
    content::imported(&world, &folder).await;
    assert_eq!(bookings::do_due(&world.app).await.unwrap(), 2);
    assert_eq!(bookings::do_due(&world.app).await.unwrap(), 0, "each is told once");
    for booking in [&closed, &holiday] {
        assert_eq!(status(&mother, booking).await, BookingStatus::Cancelled);
    }
    assert_eq!(status(&buyer, &kept).await, BookingStatus::Booked, "its slot is still there");
    let list: MessageList = mother.get(paths::MESSAGES).await.expect(200).json();
    let told = list.messages.iter().filter(|one| one.kind == MessageKind::BookingClosed);
    let told: Vec<_> = told.map(|one| &one.text).collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|text| text.zh.contains("请另约时间")), "{told:?}");
    assert!(told.iter().all(|text| text.en.contains("book another time")), "{told:?}");
    let mut tx = world.app.db.read().await.unwrap();
    let taken = "SELECT CAST(SUM(taken) AS BIGINT) FROM booking_slot";
    assert_eq!(one!(&mut tx, (i64,), taken).unwrap(), Some((1,)), "both were given back");
    drop(tx);

    world.pass(TimeDelta::days(2));
    bookings::do_due(&world.app).await.unwrap();
    let (mother, buyer) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    assert_eq!(status(&mother, &closed).await, BookingStatus::Cancelled);
    assert_eq!(mine(&mother).await.blocked_until, None);
    let thursday = tuesday("10:00") + TimeDelta::days(2);
    book(&mother, &new("marriage", "marriage", thursday)).await;
    // Booked by a node that did not know yet: at night.
    let late = book(&buyer, &new("marriage", "marriage", thursday)).await;
    let night = thursday - TimeDelta::hours(7);
    let mut tx = world.app.db.write().await.unwrap();
    let slot = "INSERT INTO booking_slot (service, place, starts_at, capacity, taken)
                VALUES ('marriage', 'marriage', $1, 4, 1)";
    exec!(&mut tx, slot, night).unwrap();
    let moved = "UPDATE booking SET starts_at = $2, ends_at = $2, remind_at = NULL WHERE id = $1";
    exec!(&mut tx, moved, &late.id, night).unwrap();
    tx.commit().await.unwrap();
    world.pass(TimeDelta::hours(23));
    bookings::do_due(&world.app).await.unwrap();
    let buyer = world.log_in(BUYER).await;
    assert_eq!(status(&buyer, &late).await, BookingStatus::Cancelled, "not missed");
}

/// The desk does not hold the person. On SQLite there is no meanwhile: one writes at a time.
async fn who_is_checked_in_while_they_change_stays_in_their_slot(world: World) {
    if matches!(world.app.db, Db::Sqlite { .. }) {
        return;
    }
    let mother = world.log_in(MOTHER).await;
    let booking = book(&mother, &wedding("16:00")).await;
    world.pass(TimeDelta::hours(23)); // nine on Tuesday
    let (mother, clerk) = (world.log_in(MOTHER).await, world.staff("clerk-1").await);
    // Whoever changes has read the booking, and waits for its slot.
    let mut held = world.app.db.write().await.unwrap();
    exec!(&mut held, "UPDATE booking_slot SET taken = taken").unwrap();
    let meanwhile = async {
        world.until_waiting(1).await;
        step(&clerk, &booking.id, BookingStep::CheckIn).await;
        held.commit().await.unwrap();
    };
    let to = BookingCommand::Change { place: "marriage".into(), starts_at: tuesday("15:00") };
    let (changed, ()) = tokio::join!(try_command(&mother, &booking.id, to), meanwhile);
    refused(&changed, BookingRefusal::Status);
    let stays: BookingView =
        mother.get(&fill(paths::BOOKING, &[&booking.id])).await.expect(200).json();
    assert_eq!((stays.status, stays.starts_at), (BookingStatus::Arrived, tuesday("16:00")));
}

async fn who_comes_gets_a_number_and_is_called(world: World) {
    let (mother, buyer) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    let early = book(&mother, &wedding("09:30")).await;
    let late = book(&buyer, &wedding("10:00")).await;
    let clerk = world.staff("clerk-1").await;
    refused(&try_step(&clerk, &early.id, BookingStep::CheckIn, 0).await, BookingRefusal::TooEarly);
    world.pass(TimeDelta::hours(23)); // nine on Tuesday
    let (mother, buyer) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    let clerk = world.staff("clerk-1").await;
    assert_eq!(step(&clerk, &late.id, BookingStep::CheckIn).await.queue, "A001");
    assert_eq!(step(&clerk, &early.id, BookingStep::CheckIn).await.queue, "A002");
    let view = |reply: Reply| reply.expect(200).json::<BookingView>();
    let of = |booking: &BookingView| fill(paths::BOOKING, &[&booking.id]);
    assert_eq!(view(mother.get(&of(&early)).await).ahead, 0, "the earlier slot goes first");
    assert_eq!(view(buyer.get(&of(&late)).await).ahead, 1);
    let desk: BookingDesk =
        clerk.get("/api/v1/work/bookings?place=marriage").await.expect(200).json();
    assert_eq!((desk.today, desk.waiting, desk.counters.len()), (true, 2, 4));
    assert_eq!(desk.bookings[0].person, "林悦");
    assert_eq!(desk.bookings[0].phone, "138****0001", "covered");

    let call = |counter| CallNext { id: id(), place: "marriage".into(), counter };
    let (one, two) = (call(0), call(1));
    let (first, second) =
        tokio::join!(clerk.post(paths::WORK_CALLS, &one), clerk.post(paths::WORK_CALLS, &two));
    let called = |reply: Reply| reply.expect(200).json::<CalledNext>().booking;
    let (first, second) = (called(first).unwrap(), called(second).unwrap());
    assert_ne!(first.id, second.id, "two counters, two people");
    assert_eq!(called(clerk.post(paths::WORK_CALLS, &one).await).unwrap().id, first.id, "once");
    assert_eq!(called(clerk.post(paths::WORK_CALLS, &call(2)).await), None, "nobody waits");
    let seen = view(mother.get(&of(&early)).await);
    assert_eq!(seen.status, BookingStatus::Called);
    assert!(seen.counter.zh.ends_with("号登记台"), "{:?}", seen.counter);
    let wrong = try_step(&clerk, &early.id, BookingStep::Call, 9).await;
    refused(&wrong, BookingRefusal::Status);
    assert_eq!(step(&clerk, &early.id, BookingStep::Serve).await.status, BookingStatus::Served);
    refused(&try_step(&clerk, &early.id, BookingStep::Miss, 0).await, BookingRefusal::Status);
}

async fn a_calendar_file_is_for_whoever_has_the_link_for_an_hour(world: World) {
    let mother = world.log_in(MOTHER).await;
    let booking = book(&mother, &wedding("10:00")).await;
    let file = world.nobody().get(&booking.calendar).await.expect(200);
    assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
    let text = String::from_utf8(file.body).unwrap();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.contains("DTSTART:20260303T020000Z\r\n"), "{text}");
    let unfolded = text.replace("\r\n ", "");
    assert!(unfolded.contains("SUMMARY:预约：结婚登记\r\n"), "{unfolded}");
    assert!(unfolded.contains("，一楼登记厅，"), "the room: {unfolded}");
    let english = format!("{}?lang=en", booking.calendar);
    let english = world.nobody().get(&english).await.expect(200);
    let english = String::from_utf8(english.body).unwrap().replace("\r\n ", "");
    assert!(english.contains("SUMMARY:Appointment: "), "{english}");
    assert!(english.contains("\\, Registry hall\\, ground floor\\, "), "{english}");
    assert!(english.contains("DESCRIPTION:Both identity cards"), "{english}");
    let other = world.nobody().get(&format!("{}?lang=fr", booking.calendar)).await.expect(400);
    assert_eq!(other.problem(Code::BadParameter).field.as_deref(), Some("lang"));
    assert!(!unfolded.contains("林悦") && !unfolded.contains(MOTHER), "nothing personal");
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    let bent = booking.calendar.replace(".ics", "0.ics");
    world.nobody().get(&bent).await.expect(404);
    for token in ["x", "a.b.c.ics", &format!("{}.1.x.ics", booking.id)] {
        world.nobody().get(&fill(paths::CALENDAR_FILE, &[token])).await.expect(404);
    }
    world.pass(TimeDelta::minutes(61));
    world.nobody().get(&booking.calendar).await.expect(404);
}

async fn days_tell_what_is_left_and_the_first_with_room_is_shown(world: World) {
    let nobody = world.nobody();
    let list: BookableServices = nobody.get(paths::BOOKABLE).await.expect(200).json();
    let names: Vec<&str> = list.services.iter().map(|known| known.id.as_str()).collect();
    assert_eq!(names, ["marriage", "one-thing", "property", "library-room", "study-room"]);
    let path = format!("{}?service=library-room&place=library", paths::SLOTS);
    let days: SlotDays = nobody.get(&path).await.expect(200).json();
    assert_eq!(days.days.len(), 8, "today and seven more");
    assert!(!days.days[0].open, "closed on Mondays");
    assert_eq!(days.day.unwrap().to_string(), "2026-03-03");
    assert_eq!(days.slots.len(), 5);
    world
        .log_in(MOTHER)
        .await
        .post(paths::BOOKINGS, &new("library-room", "library", days.slots[0].starts_at))
        .await
        .expect(201);
    let after: SlotDays = nobody.get(&path).await.expect(200).json();
    assert_eq!((after.days[1].left, after.slots[0].left), (4, 0));
    nobody.get(&format!("{}?service=x&place=library", paths::SLOTS)).await.expect(404);
    let bad = nobody.get(&format!("{path}&day=tomorrow")).await.expect(400);
    assert_eq!(bad.problem(Code::BadParameter).field.as_deref(), Some("day"));
}

on_both!(
    of_two_hundred_at_once_as_many_get_a_slot_as_it_takes,
    the_database_itself_refuses_more_than_there_is,
    one_person_at_once_gets_what_one_may_have,
    sent_twice_is_booked_once,
    what_is_no_slot_is_refused,
    a_booking_is_changed_and_cancelled_in_time,
    who_cancels_may_book_again,
    a_reminder_comes_once,
    who_does_not_come_twice_waits,
    what_is_closed_since_is_cancelled_and_missed_by_nobody,
    who_is_checked_in_while_they_change_stays_in_their_slot,
    who_comes_gets_a_number_and_is_called,
    a_calendar_file_is_for_whoever_has_the_link_for_an_hour,
    days_tell_what_is_left_and_the_first_with_room_is_shown,
);
