//! What a document says: taken from the case as it was right after its event, for the templates.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::case::{Case, CaseDocumentKind, CorrectionTarget, Event, Record, Task};
use onething_domain::clock::{self, ClockDays};
use onething_domain::guide::Guide;
use onething_domain::item::Basis;
use onething_domain::licence::last_day;
use onething_domain::qr;
use onething_domain::submission::{Evidence, Submission};
use onething_domain::text::Text;
use serde::Serialize;

use crate::city::catalogue::Catalogue;

/// The data of a template; a template reads what it needs.
#[derive(Debug, Default, Serialize)]
pub struct Letter {
    /// Which document, as [`CaseDocumentKind::name`] says.
    kind: &'static str,
    /// The same in English, for the page behind; none where nobody wants it, and in the translation itself.
    english: Option<Box<Letter>>,
    font: &'static str,
    /// Title of the document.
    title: String,
    /// Who issues it; the seal bears this name.
    issuer: String,
    portal: String,
    hotline: String,
    /// For whom.
    to: String,
    /// Case number, and title of the thing.
    case: String,
    thing: String,
    /// Day of the event, and that with the hour.
    date: String,
    moment: String,
    /// The code, where to ask with it, and that address as a QR code: rows of runs.
    code: String,
    address: String,
    qr: Option<Qr>,
    filed: String,
    tasks: Vec<TaskLine>,
    materials: Vec<MaterialLine>,
    delivery: String,
    /// Yuan, empty where nothing is due.
    fee: String,
    signature: String,
    sm3: String,
    sha256: String,
    /// Until when the intake answers.
    intake_due: String,
    silently: bool,
    /// Whether the picture is the seal of the applicant's company.
    stamped: bool,
    /// Whether it waits for being signed by hand.
    waits_for_paper: bool,
    entries: Vec<EntryLine>,
    grounds: String,
    remedy: String,
    item: String,
    basis: Vec<Basis>,
    opinion: String,
    instantly: bool,
    /// Conditions under which an approval holds.
    conditions: Vec<String>,
    /// Working days of an extension, why, and until when the item is decided then.
    days: u32,
    reason: String,
    due: String,
    statutory_due: String,
    complain: String,
    result: String,
    result_number: String,
    valid_until: String,
}

/// A QR code for a template: modules along a side, and dark runs as column, row, length.
#[derive(Debug, Serialize)]
struct Qr {
    side: usize,
    runs: Vec<[usize; 3]>,
}

#[derive(Debug, Serialize)]
struct TaskLine {
    name: String,
    department: String,
    days: u32,
    due: String,
}

#[derive(Debug, Serialize)]
struct MaterialLine {
    name: String,
    how: &'static str,
    files: usize,
    until: String,
}

#[derive(Debug, Serialize)]
struct EntryLine {
    what: String,
    message: String,
}

/// What a letter is made from.
pub struct Source<'a> {
    /// Which document.
    pub kind: CaseDocumentKind,
    /// Its event.
    pub record: &'a Record,
    /// The case right after it.
    pub case: &'a Case,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// The guide that it was filed under.
    pub guide: &'a Guide,
    /// The city.
    pub catalogue: &'a Catalogue,
    /// Its calendar.
    pub calendar: &'a Calendar,
    /// Name of the applicant, person or company.
    pub to: &'a str,
    /// Code of the document, and where to ask with it.
    pub code: &'a str,
    pub address: &'a str,
    /// Whether the applicant's company has put its seal beside the signature.
    pub stamped: bool,
    /// Whether an English translation stands behind the Chinese text.
    pub english: bool,
    /// Code of the signature that the case was filed with.
    pub signature: String,
    /// Family to set it in.
    pub font: &'static str,
}

/// Who issues a document: the item's department, or the city's service centre for the whole case.
pub fn issuer(catalogue: &Catalogue, guide: &Guide, item: Option<&str>) -> Text {
    let of_item = item.and_then(|item| guide.node(item)).map(|node| node.item.department.as_str());
    let department = of_item.and_then(|id| {
        let known = catalogue.departments.get(id).or_else(|| guide.department(id));
        known.map(|department| department.name.clone())
    });
    department.unwrap_or_else(|| {
        let centre = catalogue.department_name("");
        let Some(city) = &catalogue.city else { return centre };
        Text::new(
            format!("{}{}", city.name.zh, centre.zh),
            format!("{} {}", city.name.en, centre.en),
        )
    })
}

impl Source<'_> {
    /// Writes it, in Chinese and, where it is wanted, in English behind that.
    pub fn write(&self) -> Letter {
        let english = self.english.then(|| Box::new(Writer { of: self, language: "en" }.write()));
        Letter { english, ..Writer { of: self, language: "zh" }.write() }
    }
}

/// Writes a letter in one language; what people wrote stays as they wrote it.
struct Writer<'a> {
    of: &'a Source<'a>,
    /// `zh` or `en`.
    language: &'static str,
}

impl Writer<'_> {
    fn write(&self) -> Letter {
        let of = self.of;
        let item = CaseDocumentKind::of(&of.record.event).and_then(|(_, item)| item);
        let city = of.catalogue.city.as_ref();
        let mut letter = Letter {
            kind: of.kind.name(),
            font: of.font,
            title: self.say(&of.kind.title()),
            issuer: self.say(&issuer(of.catalogue, of.guide, item)),
            portal: city.map(|city| self.say(&city.portal)).unwrap_or_default(),
            hotline: city.map(|city| city.hotline.clone()).unwrap_or_default(),
            to: of.to.to_owned(),
            case: of.record.case.clone(),
            thing: self.say(&of.case.title),
            date: self.date(of.record.at),
            moment: self.moment(of.record.at),
            code: of.code.to_owned(),
            address: of.address.to_owned(),
            qr: runs(of.address),
            filed: self.moment(of.filed_at),
            tasks: of.case.tasks.iter().map(|task| self.task(task)).collect(),
            ..Letter::default()
        };
        letter.stamped = of.stamped;
        letter.waits_for_paper = of.case.waits_for_paper();
        if let Some(submission) = &of.case.submission {
            self.submission(&mut letter, submission);
        }
        if let Some(item) = item {
            self.item(&mut letter, item);
        }
        self.event(&mut letter);
        letter
    }

    fn submission(&self, letter: &mut Letter, submission: &Submission) {
        let material = |(id, how): (&String, &Evidence)| {
            let name = self.of.guide.material(id).map_or(id.clone(), |known| self.say(&known.name));
            let (how, files, until) = match how {
                Evidence::Upload { files } => ("upload", files.len(), String::new()),
                Evidence::Licence { .. } => ("licence", 0, String::new()),
                Evidence::Commitment => ("commitment", 0, String::new()),
                Evidence::Deferred { until } => ("deferred", 0, self.day(*until)),
            };
            MaterialLine { name, how, files, until }
        };
        letter.materials = submission.evidence.iter().map(material).collect();
        // As the applicant has it by then, who may have changed it since.
        let delivery = self.of.case.delivery.as_ref().unwrap_or(&submission.delivery);
        letter.delivery = crate::names::name(&delivery.kind);
        if submission.total_cents > 0 {
            letter.fee =
                format!("{}.{:02}", submission.total_cents / 100, submission.total_cents % 100);
        }
        letter.signature = self.of.signature.clone();
        if let Some(digests) = &self.of.case.digests {
            letter.sm3 = digests.sm3.clone();
            letter.sha256 = digests.sha256.clone();
        }
        let received = self.of.case.received_at.unwrap_or(self.of.filed_at);
        letter.intake_due = self.day(clock::intake_due(received, self.of.calendar));
    }

    fn task(&self, task: &Task) -> TaskLine {
        let clock = self.clock(task);
        let department = self.of.guide.department(&task.department);
        TaskLine {
            name: self.say(&task.name),
            department: department.map(|known| self.say(&known.name)).unwrap_or_default(),
            days: task.limit.promised,
            due: clock.and_then(|clock| clock.due).map(|due| self.day(due)).unwrap_or_default(),
        }
    }

    fn item(&self, letter: &mut Letter, id: &str) {
        letter.item = self.of.case.task(id).map(|task| self.say(&task.name)).unwrap_or_default();
        if let Some(node) = self.of.guide.node(id) {
            letter.basis = node.item.basis.clone();
            letter.complain = self.say(&node.item.complain);
        }
    }

    fn event(&self, letter: &mut Letter) {
        match &self.of.record.event {
            Event::Accepted { silently } => letter.silently = *silently,
            Event::CorrectionsRequested { entries } => {
                letter.entries = entries
                    .iter()
                    .map(|entry| EntryLine {
                        what: self.target(&entry.target),
                        message: entry.message.clone(),
                    })
                    .collect();
            }
            Event::Declined { report } | Event::TaskRefused { report, .. } => {
                letter.grounds = report.grounds.clone();
                letter.remedy = report.remedy.clone();
            }
            Event::TaskExtended { item, days, reason } => {
                letter.days = *days;
                letter.reason = reason.clone();
                let task = self.of.case.task(item);
                let clock = task.and_then(|task| self.clock(task));
                letter.due = clock
                    .as_ref()
                    .and_then(|clock| clock.due)
                    .map(|due| self.day(due))
                    .unwrap_or_default();
                letter.statutory_due = clock
                    .and_then(|clock| clock.statutory_due)
                    .map(|due| self.day(due))
                    .unwrap_or_default();
            }
            Event::TaskApproved { opinion, checks, conditions, .. } => {
                letter.conditions.clone_from(conditions);
                letter.opinion = opinion.clone();
                letter.instantly = !checks.is_empty();
            }
            Event::ResultIssued { number, name, valid_months, .. } => {
                letter.title = self.say(name);
                letter.result = self.say(name);
                letter.result_number = number.clone();
                let until = valid_until(self.of.calendar, self.of.record.at, *valid_months);
                letter.valid_until = until.map(|due| self.day(due)).unwrap_or_default();
            }
            _ => {}
        }
    }

    fn target(&self, target: &CorrectionTarget) -> String {
        let (id, label) = match target {
            CorrectionTarget::Field(id) => {
                (id, self.of.guide.field(id).map(|it| self.say(&it.label)))
            }
            CorrectionTarget::Material(id) => {
                (id, self.of.guide.material(id).map(|it| self.say(&it.name)))
            }
        };
        label.unwrap_or_else(|| id.clone())
    }

    fn clock(&self, task: &Task) -> Option<ClockDays> {
        clock::elapsed(task, self.of.calendar, self.of.record.at)
    }

    fn say(&self, text: &Text) -> String {
        text.get(self.language).to_owned()
    }

    fn date(&self, at: DateTime<Utc>) -> String {
        self.day(self.of.calendar.day(at))
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        let here = at + chrono::TimeDelta::hours(i64::from(self.of.calendar.zone_hours));
        format!("{} {}", self.date(at), here.format("%H:%M"))
    }

    fn day(&self, day: NaiveDate) -> String {
        match self.language {
            "en" => day.format("%-d %B %Y").to_string(),
            _ => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        }
    }
}

/// The last day on which a result is valid; none where it has no end.
pub fn valid_until(
    calendar: &Calendar,
    issued_at: DateTime<Utc>,
    months: Option<u32>,
) -> Option<NaiveDate> {
    last_day(calendar.day(issued_at), months?)
}

fn runs(address: &str) -> Option<Qr> {
    let code = qr::Code::new(address)?;
    let mut runs = Vec::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = (x..code.size).take_while(|x| code.is_dark(*x, y)).count();
            if run > 0 {
                runs.push([x, y, run]);
            }
            x += run.max(1);
        }
    }
    Some(Qr { side: code.size, runs })
}
