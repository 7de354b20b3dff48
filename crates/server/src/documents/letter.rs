//! What a document says: taken from the case as it was right after its event, for the templates.

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::case::{Case, CaseDocumentKind, CorrectionTarget, Event, Record, Task};
use onething_domain::clock;
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
    /// Writes it.
    pub fn write(&self) -> Letter {
        let item = CaseDocumentKind::of(&self.record.event).and_then(|(_, item)| item);
        let city = self.catalogue.city.as_ref();
        let mut letter = Letter {
            font: self.font,
            title: self.kind.title().zh,
            issuer: issuer(self.catalogue, self.guide, item).zh,
            portal: city.map(|city| city.portal.zh.clone()).unwrap_or_default(),
            hotline: city.map(|city| city.hotline.clone()).unwrap_or_default(),
            to: self.to.to_owned(),
            case: self.record.case.clone(),
            thing: self.case.title.zh.clone(),
            date: self.day(self.record.at),
            moment: self.moment(self.record.at),
            code: self.code.to_owned(),
            address: self.address.to_owned(),
            qr: runs(self.address),
            filed: self.moment(self.filed_at),
            tasks: self.case.tasks.iter().map(|task| self.task(task)).collect(),
            ..Letter::default()
        };
        letter.stamped = self.stamped;
        letter.waits_for_paper = self.case.waits_for_paper();
        if let Some(submission) = &self.case.submission {
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
            let name = self.guide.material(id).map_or(id.clone(), |known| known.name.zh.clone());
            let (how, files, until) = match how {
                Evidence::Upload { files } => ("upload", files.len(), String::new()),
                Evidence::Licence { .. } => ("licence", 0, String::new()),
                Evidence::Commitment => ("commitment", 0, String::new()),
                Evidence::Deferred { until } => ("deferred", 0, day(*until)),
            };
            MaterialLine { name, how, files, until }
        };
        letter.materials = submission.evidence.iter().map(material).collect();
        // As the applicant has it by then, who may have changed it since.
        let delivery = self.case.delivery.as_ref().unwrap_or(&submission.delivery);
        letter.delivery = crate::names::name(&delivery.kind);
        if submission.total_cents > 0 {
            letter.fee =
                format!("{}.{:02}", submission.total_cents / 100, submission.total_cents % 100);
        }
        letter.signature = self.signature.clone();
        if let Some(digests) = &self.case.digests {
            letter.sm3 = digests.sm3.clone();
            letter.sha256 = digests.sha256.clone();
        }
        let received = self.case.received_at.unwrap_or(self.filed_at);
        letter.intake_due = day(clock::intake_due(received, self.calendar));
    }

    fn task(&self, task: &Task) -> TaskLine {
        let clock = clock::elapsed(task, self.calendar, self.record.at);
        let department = self.guide.department(&task.department);
        TaskLine {
            name: task.name.zh.clone(),
            department: department.map(|known| known.name.zh.clone()).unwrap_or_default(),
            days: task.limit.promised,
            due: clock.and_then(|clock| clock.due).map(day).unwrap_or_default(),
        }
    }

    fn item(&self, letter: &mut Letter, id: &str) {
        letter.item = self.case.task(id).map(|task| task.name.zh.clone()).unwrap_or_default();
        if let Some(node) = self.guide.node(id) {
            letter.basis = node.item.basis.clone();
            letter.complain = node.item.complain.zh.clone();
        }
    }

    fn event(&self, letter: &mut Letter) {
        match &self.record.event {
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
                let task = self.case.task(item);
                let clock =
                    task.and_then(|task| clock::elapsed(task, self.calendar, self.record.at));
                letter.due =
                    clock.as_ref().and_then(|clock| clock.due).map(day).unwrap_or_default();
                letter.statutory_due =
                    clock.and_then(|clock| clock.statutory_due).map(day).unwrap_or_default();
            }
            Event::TaskApproved { opinion, checks, conditions, .. } => {
                letter.conditions.clone_from(conditions);
                letter.opinion = opinion.clone();
                letter.instantly = !checks.is_empty();
            }
            Event::ResultIssued { number, name, valid_months, .. } => {
                letter.title = name.zh.clone();
                letter.result = name.zh.clone();
                letter.result_number = number.clone();
                let until = valid_until(self.calendar, self.record.at, *valid_months);
                letter.valid_until = until.map(day).unwrap_or_default();
            }
            _ => {}
        }
    }

    fn target(&self, target: &CorrectionTarget) -> String {
        let (id, label) = match target {
            CorrectionTarget::Field(id) => (id, self.guide.field(id).map(|it| it.label.zh.clone())),
            CorrectionTarget::Material(id) => {
                (id, self.guide.material(id).map(|it| it.name.zh.clone()))
            }
        };
        label.unwrap_or_else(|| id.clone())
    }

    fn day(&self, at: DateTime<Utc>) -> String {
        day(self.calendar.day(at))
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        let here = at + chrono::TimeDelta::hours(i64::from(self.calendar.zone_hours));
        format!("{} {}", self.day(at), here.format("%H:%M"))
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

fn day(day: NaiveDate) -> String {
    use chrono::Datelike;
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
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
