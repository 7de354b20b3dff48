//! Two thousand generated histories agree with an independent calendar, npm `chinese-days` (C4), which
//! `cargo xtask test` brings.

mod support;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::case::{Extension, Pause, Task, TaskPlan, TaskStatus};
use onething_domain::clock::{Limit, elapsed};
use onething_domain::item::PauseKind;
use serde::{Deserialize, Serialize};
use support::{Content, day};

const HISTORIES: usize = 2000;
/// The years that the package knows.
const FROM: &str = "2004-01-01";
const UNTIL: &str = "2026-12-31";

#[derive(Serialize)]
struct Asked {
    from: &'static str,
    until: &'static str,
    histories: Vec<History>,
}

/// A task: when its clock started, what stopped it, its limits with the extension in them.
#[derive(Debug, Serialize)]
struct History {
    start: NaiveDate,
    today: NaiveDate,
    /// Of each its first and last day, and for how many working days it was announced.
    pauses: Vec<(NaiveDate, NaiveDate, u32)>,
    promised: u32,
    statutory: u32,
    #[serde(skip)]
    extension: u32,
    /// Hour of the city's day at which everything happens: late and early ones lie on another day of UTC.
    #[serde(skip)]
    hour: i64,
}

#[derive(Deserialize)]
struct Said {
    calendar: Sheet,
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Sheet {
    off: Vec<NaiveDate>,
    work: Vec<NaiveDate>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Answer {
    used: u32,
    due: NaiveDate,
    statutory_due: NaiveDate,
}

/// Numbers that look random and are the same each time (an LCG of Knuth's).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn number(&mut self, most: u64) -> u32 {
        u32::try_from(self.below(most)).unwrap()
    }
}

fn history(chance: &mut Chance) -> History {
    let later = |day: NaiveDate, days: u64| day.checked_add_days(Days::new(days)).unwrap();
    let whole = day("2026-07-01") - day(FROM);
    let start = later(day(FROM), chance.below(whole.num_days().unsigned_abs()));
    let mut pauses = Vec::new();
    let mut at = start;
    for _ in 0..chance.below(4) {
        let from = later(at, chance.below(12));
        at = later(from, chance.below(15));
        pauses.push((from, at, 1 + chance.number(12)));
    }
    let today = later(at, chance.below(60));
    let extension = if chance.below(3) == 0 { 1 + chance.number(15) } else { 0 };
    let promised = 1 + chance.number(15) + extension;
    let statutory = promised + chance.number(15);
    let hour = i64::from(chance.number(24));
    History { start, today, pauses, promised, statutory, extension, hour }
}

fn ask(histories: Vec<History>) -> (Said, Vec<History>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = root.join("../../.tools/node_modules/chinese-days");
    assert!(package.exists(), "chinese-days is missing: cargo xtask tools brings it");
    let asked = Asked { from: FROM, until: UNTIL, histories };
    let mut node = Command::new("node")
        .arg(root.join("tests/chinese-days.cjs"))
        .arg(package.canonicalize().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let text = serde_json::to_vec(&asked).unwrap();
    node.stdin.take().unwrap().write_all(&text).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    (serde_json::from_slice(&output.stdout).unwrap(), asked.histories)
}

fn ours(history: &History, calendar: &Calendar) -> Answer {
    let at = |day: NaiveDate| -> DateTime<Utc> {
        day.and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::hours(history.hour - 8)
    };
    let mut task = Task::new(&TaskPlan {
        item: "item".to_owned(),
        name: Default::default(),
        department: "department".to_owned(),
        needs: Vec::new(),
        limit: Limit {
            statutory: history.statutory - history.extension,
            promised: history.promised - history.extension,
        },
        steps: Vec::new(),
        procedures: Vec::new(),
    });
    task.status = TaskStatus::Open;
    task.started_at = Some(at(history.start));
    task.extension = (history.extension > 0)
        .then(|| Extension { days: history.extension, reason: "复杂".to_owned() });
    let pause = |(from, to, days): &(NaiveDate, NaiveDate, u32)| Pause {
        kind: PauseKind::Inspection,
        days: *days,
        reason: String::new(),
        from: at(*from),
        to: Some(at(*to)),
        finding: String::new(),
        joint: false,
    };
    task.pauses = history.pauses.iter().map(pause).collect();
    let clock = elapsed(&task, calendar, at(history.today)).unwrap();
    Answer {
        used: clock.used,
        due: clock.due.unwrap(),
        statutory_due: clock.statutory_due.unwrap(),
    }
}

#[test]
fn two_thousand_histories_agree() {
    let mut chance = Chance(20_260_302);
    let (said, histories) = ask((0..HISTORIES).map(|_| history(&mut chance)).collect());
    let calendar = Calendar {
        zone_hours: 8,
        from: day(FROM),
        until: day(UNTIL),
        source: "npm chinese-days".to_owned(),
        off: said.calendar.off,
        work: said.calendar.work,
    };
    assert_eq!(calendar.faults(), [], "its own calendar has no holes");
    assert_eq!(histories.len(), HISTORIES);
    for (history, theirs) in histories.iter().zip(&said.answers) {
        assert_eq!(ours(history, &calendar), *theirs, "{history:?}");
    }
    // Here the data are independent too: ours is typed from the notice of the State Council's office.
    let own = Content::load().calendar;
    let mut at = own.from;
    while at <= own.until {
        assert_eq!(own.is_working(at), calendar.is_working(at), "{at}");
        at = at.checked_add_days(Days::new(1)).unwrap();
    }
}
