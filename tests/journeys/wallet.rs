//! (i) The wallet: a mother shows a licence, another phone verifies it from the code, and it stands for a paper
//! (I3, A4).

use journeys::{Browser, begins, has, journey, t, tr};

use crate::cases::newborn;
use crate::steps::citizen;

const MOTHER: &str = "13800000001";
const NUMBER: &str = "519902199406120020";

#[test]
fn a_licence_is_shown_verified_and_used() {
    journey("wallet", |journey| {
        let mother = journey.phone("mother");
        mother.open("/my");
        citizen::log_in(journey, &mother, MOTHER);
        mother.link(begins("wallet.title")).click();
        mother.heading(t("wallet.title")).wait();
        mother.link(has("居民身份证")).wait();
        mother.seen("wallet");
        mother.link(has("居民身份证")).click();
        mother.heading("居民身份证").wait();
        mother.says("519902**********20");
        mother.says(t("show.log.none"));
        mother.button(t("wallet.number.show")).click();
        mother.says(NUMBER);
        mother.button(t("wallet.number.hide")).click();
        mother.says_no(NUMBER);
        mother.button(t("show.do")).click();
        mother.image(t("show.qr")).wait();
        mother.seen("shown");
        mother.says(t("show.log.unchecked"));

        let counter = journey.phone("counter");
        counter.open("/verify/licence");
        counter.says(t("verify.missing"));
        counter.seen("nothing");
        scan(&counter, &fresh(&mother));
        counter.says(t("verify.good"));
        counter.says(NUMBER);
        counter.says("林*");
        counter.says_no("林悦");
        counter.says_no(t("verify.often"));
        counter.seen("genuine");

        // A copy that is checked within its minute: whoever comes second learns it.
        let address = fresh(&mother);
        scan(&counter, &address);
        counter.says(t("verify.good"));
        counter.open("/verify/licence");
        scan(&counter, &address);
        counter.says(&tr("verify.often.help", &[("n", "2")]));
        counter.seen("again");

        // Without a network, by the key that the phone remembers.
        let address = fresh(&mother);
        counter.network(false);
        scan(&counter, &address);
        counter.says(t("verify.offline"));
        counter.network(true);
        counter.seen("offline");

        // One letter changed.
        let at = address.find('.').expect("a token has parts") + 30;
        let other = if &address[at..=at] == "A" { "B" } else { "A" };
        scan(&counter, &[&address[..at], other, &address[at + 1..]].concat());
        counter.says(t("verify.forged"));
        counter.seen("forged");

        mother.button(t("show.stop")).click();
        mother.reload();
        mother.says(&checked_twice());

        // The same card instead of a photo.
        let desk = journey.desktop("desk");
        citizen::begin(journey, &desk, MOTHER, "newborn", &newborn::SITUATION);
        desk.heading(t("apply.step.form")).wait();
        desk.open(&desk.path().replace("/form", "/materials"));
        desk.choice(t("materials.way.licence")).nth(0).check();
        desk.says(t("licence.used"));
        desk.says("519902**********20");
        citizen::saved(&desk);
        desk.seen("material");
        desk.reload();
        desk.says(t("licence.used"));
    });
}

/// The beginning of the line in the log: two checks on line.
fn checked_twice() -> String {
    let line = tr("show.log.checked", &[("n", "2"), ("when", "")]);
    line.trim().to_owned()
}

/// The address of a new showing, as its button copies it: what another phone scans. The clipboard itself belongs to
/// the machine.
fn fresh(page: &Browser) -> String {
    page.button(t("show.stop")).click();
    page.button(t("show.do")).click();
    page.image(t("show.qr")).wait();
    page.run("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }", &[]);
    page.run("window.copied = null", &[]);
    page.button(t("show.copy")).click();
    page.until("the copied address", || {
        page.run("return window.copied", &[]).as_str().map(str::to_owned)
    })
}

/// Another code is scanned while the page is open.
fn scan(page: &Browser, address: &str) {
    let token = address.split('#').nth(1).expect("a token behind the hash");
    page.run("location.hash = arguments[0]", &[token.into()]);
}
