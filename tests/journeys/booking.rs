//! (k) A seat in the study room that is open day and night: booked, moved to today, checked in and called by staff
//! (W1); and what is told about it (T3). Another phone looks at a guide's own booking.

use journeys::{Browser, Journey, begins, has, journey, starts, t, tr};
use serde_json::json;

use crate::cuts::{LOSE_THE_ANSWER, is_lost};
use crate::steps::looks::walk;
use crate::steps::{citizen, staff};

const MOTHER: &str = "13800000001";
const FATHER: &str = "13800000002";
const ROOM: &str = "24 小时城市书房";

#[test]
fn a_slot_is_booked_moved_and_called() {
    journey("booking", |journey| {
        let mother = journey.phone("mother");
        mother.open("/booking");
        mother.heading(t("booking.title")).wait();
        mother.seen("services");
        mother.link(has(ROOM)).click();
        mother.heading(tr("booking.place", &[("name", ROOM)])).wait();
        mother.seen("places");
        mother.link(has("自助服务厅")).click();
        mother.heading(t("booking.day")).wait();
        mother.seen("days");
        choose(&mother, 2, 20);
        mother.heading(t("booking.check")).wait();
        mother.seen("check");
        mother.link(t("booking.login")).click();
        citizen::log_in(journey, &mother, MOTHER);
        // The slot was chosen before the log-in, and the address has kept it.
        booked_once(journey, &mother);
        mother.says(t("booking.status.booked"));
        mother.link(t("booking.calendar")).wait();
        mother.seen("booked");

        mother.link(t("booking.change")).click();
        mother.says(t("booking.moving"));
        choose(&mother, 0, 0);
        mother.button(t("booking.move")).click();
        mother.wait_path("the booking", |path| path.starts_with("/my/bookings/"));
        mother.says(t("booking.turn.before"));
        mother.seen("moved");

        let clerk = journey.desktop("clerk");
        staff::log_in(journey, &clerk, staff::phone::CLERK);
        clerk.link(t("staff.nav.bookings")).click();
        clerk.heading(t("staff.bookings.title")).wait();
        clerk.link(has("自助服务厅")).click();
        clerk.button(starts(t("staff.bookings.step.check_in"))).click();
        clerk.button(starts(t("staff.bookings.step.call"))).nth(0).wait();
        clerk.seen("checked-in");
        mother.reload();
        mother.says(t("booking.turn.next"));
        mother.seen("number");
        // A network that is gone for a moment takes no number away, and the page asks again by itself.
        mother.network(false);
        mother.says(t("track.lost"));
        mother.says(t("booking.turn.next"));
        mother.seen("cut");
        mother.network(true);
        clerk.button(t("staff.bookings.call")).click();
        clerk.button(starts(t("staff.bookings.step.serve"))).wait();
        clerk.seen("called");
        mother.says(t("booking.turn.now"));
        mother.says_no(t("track.lost"));
        mother.seen("called");
        clerk.button(starts(t("staff.bookings.step.serve"))).click();
        clerk.says(t("booking.status.served"));

        messages(journey, &mother);
        cancel(&mother);
        let booking = mother.link(has(ROOM));
        booking.nth(0).click();
        let booking = mother.wait_path("a booking", |path| path.starts_with("/my/bookings/"));
        walk(&mother, &[&booking, "/my/bookings", "/my/messages", "/my/messages/settings"]);
        walk(&clerk, &["/staff/bookings"]);
        taken(journey, &mother);
        keyboard(journey);
    });
}

/// The answer to the booking is lost; sent again it is the same one.
fn booked_once(journey: &Journey, mother: &Browser) {
    mother.button(t("booking.book")).wait();
    mother.run(LOSE_THE_ANSWER, &[json!("POST"), json!("/api/v1/bookings")]);
    mother.button(t("booking.book")).click();
    is_lost(mother);
    mother.says(t("error.offline"));
    mother.button(t("booking.book")).click();
    mother.wait_path("the booking", |path| path.starts_with("/my/bookings/"));
    let api = journey.api();
    api.log_in(MOTHER);
    let list = api.get("/api/v1/bookings");
    assert_eq!(list["bookings"].as_array().map(Vec::len), Some(1), "{list}");
}

/// Somebody else is quicker: the slot is full then, and why nothing was booked stays until another one is chosen.
fn taken(journey: &Journey, mother: &Browser) {
    mother.open("/booking/library-room/library");
    choose(mother, 1, 0);
    mother.heading(t("booking.check")).wait();
    let address = mother.path();
    let slot = address.split("slot=").nth(1).unwrap_or_default();
    let slot = slot.split('&').next().unwrap_or_default().replace("%3A", ":");
    let api = journey.api();
    api.log_in(FATHER);
    let id = "0199aa10-0000-7000-8000-000000000001";
    let new = json!({ "id": id, "service": "library-room", "place": "library", "starts_at": slot });
    let (status, answer) = api.send("POST", "/api/v1/bookings", Some(&new));
    assert!((200..300).contains(&status), "{answer}");
    mother.button(t("booking.book")).click();
    mother.heading(t("booking.check")).gone();
    mother.says(t("booking.refused.full"));
    mother.seen("taken");
    mother.link(has("–")).nth(0).click();
    mother.heading(t("booking.check")).wait();
    mother.says_no(t("booking.refused.full"));
}

/// A day and a slot by their places in the lists: of those that have room.
fn choose(page: &Browser, day: usize, slot: usize) {
    page.heading(t("booking.day")).wait();
    let link = page.link(has("余")).nth(day);
    let name = link.words();
    link.click();
    // The slots below are those of the day that was chosen.
    page.heading(has(name.lines().next().unwrap_or_default())).wait();
    let slots = page.link(has("–"));
    slots.nth(slot).click();
}

/// What she was told, and how she wants to be told.
fn messages(journey: &Journey, mother: &Browser) {
    mother.open("/my");
    mother.link(begins("messages.title")).click();
    mother.heading(t("messages.title")).wait();
    mother.says("预约改好了");
    mother.seen("messages");
    mother.button(t("messages.read_all")).click();
    mother.says(t("messages.all_read"));
    mother.link(t("messages.settings")).click();
    mother.heading(t("messages.settings")).wait();
    mother.seen("settings");
    mother.field(t("messages.email")).fill("lin");
    mother.button(t("messages.email.send")).click();
    mother.says(t("messages.email.wrong"));
    mother.field(t("messages.email")).fill("lin@mail.example");
    mother.button(t("messages.email.send")).click();
    // The field comes with the answer: the code is sent then, and not before.
    mother.field(t("messages.email.code")).wait();
    mother.field(t("messages.email.code")).fill(&journey.api().code(MOTHER));
    mother.button(t("messages.email.confirm")).click();
    mother.says(&tr("messages.email.kept", &[("email", "l***@mail.example")]));
    mother.radio(t("messages.quiet"), t("messages.quiet.own")).check();
    mother.field(t("messages.quiet.from")).fill("21:30");
    mother.button(t("messages.save")).click();
    mother.says(t("messages.saved"));
    mother.reload();
    mother.field(t("messages.quiet.from")).holds("21:30");
    mother.seen("own-hours");
}

/// Another one, given up.
fn cancel(mother: &Browser) {
    mother.open("/booking/study-room/machine-station");
    choose(mother, 1, 3);
    mother.button(t("booking.book")).click();
    mother.wait_path("the booking", |path| path.starts_with("/my/bookings/"));
    mother.button(t("booking.cancel")).click();
    let dialog = mother.dialog(t("booking.cancel.title"));
    mother.seen("cancel");
    dialog.button(t("booking.cancel")).click();
    mother.says(t("booking.status.cancelled"));
    mother.open("/my/bookings");
    mother.says(t("booking.status.served"));
    mother.seen("mine");
}

/// From the guide of a marriage to its slots, with large print and without a mouse.
fn keyboard(journey: &Journey) {
    let page = journey.phone("care");
    page.open("/guides/marriage");
    page.run("localStorage.setItem('look', 'care')", &[]);
    page.open("/guides/marriage");
    page.link(starts("结婚登记网上约时间")).click();
    page.link("预约结婚登记").click();
    page.heading(tr("booking.place", &[("name", "结婚登记")])).wait();
    page.seen("places");
    page.link(has("婚姻登记处")).reach();
    page.press("Enter");
    page.heading(t("booking.day")).wait();
    page.seen("days");
}
