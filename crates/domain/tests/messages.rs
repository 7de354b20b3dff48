//! Quiet hours, choices and tries of messages.

use std::collections::BTreeSet;

use onething_domain::message::{
    Channel, Choice, MessageKind, Quiet, QuietChoice, TRIES, Topic, again_in,
};
use proptest::prelude::*;

#[test]
fn quiet_hours_go_over_midnight() {
    let night = Quiet::read("22:00-07:00").unwrap();
    assert_eq!(night.wait(22 * 60), 9 * 60, "as they begin");
    assert_eq!(night.wait(23 * 60 + 59), 7 * 60 + 1);
    assert_eq!(night.wait(0), 7 * 60);
    assert_eq!(night.wait(6 * 60 + 59), 1);
    assert_eq!(night.wait(7 * 60), 0, "as they end");
    assert_eq!(night.wait(12 * 60), 0);
    let noon = Quiet::read("12:00-14:00").unwrap();
    assert_eq!((noon.wait(11 * 60), noon.wait(13 * 60), noon.wait(14 * 60)), (0, 60, 0));
}

#[test]
fn hours_that_are_none_are_refused() {
    for text in ["", "22:00", "22:00-22:00", "22-7", "24:00-07:00", "07:00-24:00", "7:00-8:00"] {
        assert_eq!(Quiet::read(text), None, "{text}");
    }
    assert_eq!(Quiet::read("22:00-07:00").unwrap().write(), "22:00-07:00");
}

#[test]
fn a_person_chooses_by_topic_among_what_reaches_them() {
    let mut choice = Choice::default();
    let phone = BTreeSet::from([Channel::Sms]);
    let both = BTreeSet::from([Channel::Sms, Channel::Email]);
    assert_eq!(choice.ways(MessageKind::CaseFiled, &both), phone, "by phone at first");
    choice.add(Channel::Email);
    assert_eq!(choice.ways(MessageKind::CaseFiled, &both), both);
    assert_eq!(choice.ways(MessageKind::CaseFiled, &phone), phone, "not where nobody reads it");
    choice.ways.insert(Topic::Progress, BTreeSet::new());
    assert_eq!(choice.ways(MessageKind::CaseFiled, &both), BTreeSet::new());
    assert_eq!(choice.ways(MessageKind::CaseCorrections, &both), both, "another topic");
    let city = Quiet::read("22:00-07:00");
    assert_eq!(choice.quiet(city), city);
    choice.quiet = QuietChoice::Never;
    assert_eq!(choice.quiet(city), None);
    choice.quiet = QuietChoice::Own("12:00-14:00".into());
    assert_eq!(choice.quiet(city), Quiet::read("12:00-14:00"));
    assert_eq!(choice.fault(), None);
    choice.quiet = QuietChoice::Own("at night".into());
    assert_eq!(choice.fault(), Some("quiet"));
    choice.language = "fr".into();
    assert_eq!(choice.fault(), Some("language"));
}

proptest! {
    #[test]
    fn after_the_wait_it_is_no_longer_quiet(from in 0_u16..1440, until in 0_u16..1440, now in 0_u16..1440) {
        prop_assume!(from != until);
        let quiet = Quiet { from, until };
        let wait = quiet.wait(now);
        prop_assert!(wait <= 1440);
        prop_assert_eq!(quiet.wait((now + wait) % 1440), 0);
        if wait > 0 {
            prop_assert_eq!((now + wait) % 1440, until);
        }
        prop_assert_eq!(Quiet::read(&quiet.write()), Some(quiet));
    }

    #[test]
    fn each_try_waits_about_twice_as_long(tries in 1_i64..TRIES, chance: u16) {
        let wait = again_in(tries, chance).unwrap();
        let whole = (30_i64 << (tries - 1)).min(3600);
        prop_assert!(wait >= whole / 2 && wait <= whole / 2 + whole);
    }

    #[test]
    fn at_last_it_is_given_up(tries in TRIES..1000, chance: u16) {
        prop_assert_eq!(again_in(tries, chance), None);
    }
}
