//! The year itself: a list of what comes when, a clock that jumps from one to the next, and nodes that die.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use onething_api::cases::{CommandRequest, FileCase};
use onething_api::drafts::Draft;
use onething_api::payments::{Payment, PaymentStatus};
use onething_domain::calendar::Calendar;
use onething_domain::case::Command;
use onething_domain::clock::elapsed;
use onething_domain::draft::submission;

use super::Wanted;
use super::act::{Doer, Next, Sight, What};
use super::figures::Figures;
use super::filing::{Choice, choices, filled, sign};
use super::people::{Desk, Person, picture, settle};
use super::told;
use crate::app::App;
use crate::cases::commands;
use crate::cases::file::{self, edition};
use crate::cases::store::{self, Loaded};
use crate::city::content;
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::generate::Chance;
use crate::progress::Step;
use crate::session::Identity;
use crate::{drafts, exec, jobs, payments};

/// Hours between two rounds of what happens by itself.
const ROUND: i64 = 3;
/// Of a thousand requests, so many reach a node that dies while it answers them.
const DEATHS: u32 = 20;
/// So many deaths between two that a node does not survive in memory either: it is opened anew.
const RESTARTS: u64 = 200;
/// Of a hundred nodes that die, so many have done everything, and the answer never arrives.
const DONE: u32 = 50;
/// Steps – a statement sent, a row read – that the others take at most before they die.
const STEPS: u32 = 12;
/// How often a request is sent again before something must be wrong with it.
const PATIENCE: u32 = 50;

/// What was acknowledged: the last event of each case that somebody was told of.
pub type Known = BTreeMap<String, i64>;

/// What is due at a moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// Somebody files.
    File(u32),
    /// Somebody looks at a case.
    Look(String),
    /// Round of jobs.
    Jobs,
}

/// A year in the making.
pub struct Year {
    nodes: Vec<App>,
    settings: Settings,
    wanted: Wanted,
    calendar: Calendar,
    chance: Chance,
    order: u64,
    agenda: BinaryHeap<Reverse<(DateTime<Utc>, u64, Due)>>,
    end: DateTime<Utc>,
    people: Vec<Person>,
    desk: Desk,
    choices: Vec<Choice>,
    figures: Figures,
    known: Known,
    begun: Instant,
}

impl Year {
    /// Settles people, and writes down who files when.
    pub async fn begin(
        app: App,
        settings: Settings,
        wanted: &Wanted,
    ) -> std::result::Result<Self, String> {
        let content = content::read(&wanted.content).map_err(|faults| format!("{faults:?}"))?;
        let people = settle(&app, (wanted.cases / 4).max(20), wanted.seed).await.map_err(told)?;
        let calendar = content.calendar.clone();
        let choices = choices(&app).map_err(told)?;
        if choices.is_empty() {
            return Err("--content: nothing in it can be filed by one person alone".to_owned());
        }
        let second = App::open(settings.clone(), app.clock.clone()).await?;
        let begin = app.clock.now();
        let mut year = Self {
            end: begin + TimeDelta::days(wanted.days.into()),
            nodes: vec![app, second],
            settings,
            wanted: wanted.clone(),
            calendar,
            chance: Chance::of(wanted.seed, "year"),
            order: 0,
            agenda: BinaryHeap::new(),
            people,
            desk: Desk::of(&content),
            choices,
            figures: Figures::default(),
            known: Known::new(),
            begun: Instant::now(),
        };
        // Nobody files in the last tenth of the days, so that most cases come to an end.
        let minutes = (wanted.days * 24 * 60 * 9 / 10).max(1);
        for n in 0..wanted.cases {
            let after = TimeDelta::minutes(year.chance.between(0, minutes).into());
            year.note(begin + after, Due::File(n));
        }
        year.note(begin, Due::Jobs);
        Ok(year)
    }

    fn note(&mut self, at: DateTime<Utc>, due: Due) {
        self.order += 1;
        self.agenda.push(Reverse((at, self.order, due)));
    }

    fn now(&self) -> DateTime<Utc> {
        self.node().clock.now()
    }

    /// The node that is asked now; any of them may be.
    fn node(&self) -> &App {
        let turn = usize::try_from(self.order).unwrap_or(0) % self.nodes.len();
        &self.nodes[turn]
    }

    /// Lets the year pass.
    pub async fn pass(&mut self, step: &Step) -> std::result::Result<(), String> {
        while let Some(Reverse((at, _, due))) = self.agenda.pop() {
            if at > self.end {
                break;
            }
            let by = (at - self.now()).max(TimeDelta::zero());
            self.nodes[0].clock.advance(by); // one clock for all nodes
            match due {
                Due::File(n) => {
                    self.file(n).await.map_err(told)?;
                    step.add(1);
                }
                Due::Look(number) => self.look(&number).await.map_err(told)?,
                Due::Jobs => self.round().await.map_err(told)?,
            }
        }
        Ok(())
    }

    /// What is left of it.
    pub fn end(mut self) -> (App, Figures, Known) {
        self.figures.seconds = self.begun.elapsed().as_secs_f64();
        self.figures.days = self.wanted.days;
        let app = self.nodes.swap_remove(0);
        (app, self.figures, self.known)
    }

    /// What happens by itself. Now and then a node dies after it has taken the work: the lease runs out, and the next round
    /// finds it.
    async fn round(&mut self) -> Result<()> {
        self.figures.rounds += 1;
        if self.chance.happens(3) {
            let (node, now) = (self.node().clone(), self.now());
            let mut tx = node.db.write().await?;
            let taken = exec!(
                &mut tx,
                "UPDATE deadline SET leased_until = $1 WHERE due_at <= $2",
                now + TimeDelta::seconds(60),
                now
            )?;
            tx.commit().await?;
            self.figures.lost_leases += taken;
        } else {
            let node = self.node().clone();
            while jobs::do_due(&node).await? > 0 {}
        }
        self.note(self.now() + TimeDelta::hours(ROUND), Due::Jobs);
        Ok(())
    }

    /// Fills in a draft, signs and files it.
    async fn file(&mut self, n: u32) -> Result<()> {
        let mut chance = Chance::of(self.wanted.seed, &format!("file {n}"));
        let index = |chance: &mut Chance, length: usize| {
            let last = u32::try_from(length).unwrap_or(1).saturating_sub(1);
            usize::try_from(chance.between(0, last)).unwrap_or(0)
        };
        let (of, choice) =
            (index(&mut chance, self.people.len()), index(&mut chance, self.choices.len()));
        let (person, choice) = (&self.people[of], &self.choices[choice]);
        let node = self.node().clone();
        let catalogue = node.shelf.catalogue();
        let Some(edition) = catalogue.published(&choice.thing) else { return Ok(()) };
        let mut tx = node.db.write().await?;
        // Uploaded for this one: some materials serve for a while only.
        let picture = picture(&node, &mut tx, &person.citizen.id).await?;
        let content = filled(&edition.guide, choice.nth, &picture);
        let mut citizen = person.citizen.clone();
        citizen.acting = choice.company.then(|| person.company.clone());
        let draft = Draft {
            id: node.clock.id(),
            thing: choice.thing.clone(),
            company: citizen.acting.clone(),
            version: edition.version.version,
            revision: 1,
            content,
            title: edition.guide.title.clone(),
            kept_until: node.clock.now(),
            saved_at: node.clock.now(),
        };
        let company = draft.company.as_deref();
        let what = submission(&edition.guide, draft.version, &citizen.id, company, &draft.content);
        if !drafts::store::add(&node, &mut tx, &citizen.id, &draft).await? {
            return Ok(());
        }
        let signature = sign(&node, &mut tx, &citizen, &what).await?;
        tx.commit().await?;
        let request = FileCase { id: node.clock.id(), draft: draft.id, revision: 1, signature };
        let filed = self
            .send(|node| {
                let (citizen, request) = (citizen.clone(), request.clone());
                async move { file::file(&node, &citizen, &request).await }
            })
            .await;
        match filed {
            Ok(loaded) => self.went_on(&loaded).await,
            Err(error) => self.refused(error),
        }
    }

    /// Looks at a case, and does what is ripe; comes back when something else will be.
    async fn look(&mut self, number: &str) -> Result<()> {
        let node = self.node().clone();
        let mut tx = node.db.read().await?;
        let loaded = store::load(&node, &mut tx, number).await?;
        drop(tx);
        let Some((at, next)) = self.ripest(&node, &loaded).await? else { return Ok(()) };
        if at > self.now() {
            self.note(at, Due::Look(number.to_owned()));
            return Ok(());
        }
        let done = match next.what {
            What::Pay => self.pay(&loaded).await,
            What::Correct => self.correct(&loaded).await,
            What::Give(command) => self.give(&loaded, &next.doer, command).await,
        };
        match done {
            Ok(loaded) => self.went_on(&loaded).await,
            Err(error) => self.refused(error),
        }
    }

    /// What is done next, and when: staff work by day, and departments sleep.
    async fn ripest(&self, node: &App, loaded: &Loaded) -> Result<Option<(DateTime<Utc>, Next)>> {
        let Some(submission) = &loaded.case.submission else { return Ok(None) };
        let edition = edition(node, &submission.thing, submission.version).await?;
        let sight = Sight { seed: self.wanted.seed, loaded, guide: &edition.guide };
        let all = sight.next().into_iter().map(|next| (self.awake(&next), next));
        Ok(all.min_by_key(|(at, _)| *at))
    }

    /// When somebody gets to what they mean to do.
    fn awake(&self, next: &Next) -> DateTime<Utc> {
        let Doer::Staff(_, department) = &next.doer else { return next.at };
        let mut at = next.at;
        if let Some(department) = department {
            let mut chance = Chance::of(self.wanted.seed, &format!("sleep {department}"));
            let days = self.wanted.days.max(2);
            for _ in 0..2 {
                let from = self.end - TimeDelta::days(days.into())
                    + TimeDelta::days(chance.between(0, days).into());
                let to = from + TimeDelta::days(chance.between(8, 20).into());
                if (from..to).contains(&at) {
                    at = to;
                }
            }
        }
        working(&self.calendar, at)
    }

    async fn went_on(&mut self, loaded: &Loaded) -> Result<()> {
        self.figures.acts += 1;
        self.known.insert(loaded.number.clone(), loaded.case.seq);
        let node = self.node().clone();
        if let Some((at, _)) = self.ripest(&node, loaded).await? {
            let mut at = at.max(self.now());
            // Silence accepts in between: somebody looks again then.
            let silence = self.now() + TimeDelta::days(9);
            if loaded.case.status == onething_domain::case::CaseStatus::Received && at > silence {
                at = silence;
            }
            self.note(at, Due::Look(loaded.number.clone()));
        }
        Ok(())
    }

    /// A refusal of the rules is counted; what is broken stops the simulation.
    fn refused(&mut self, error: Error) -> Result<()> {
        match error {
            Error::Refused(_) => {
                let by_rule = error.refusal().map(|refusal| format!("{refusal:?}"));
                let why = by_rule.unwrap_or_else(|| format!("{:?}", error.code()));
                *self.figures.refused.entry(why).or_default() += 1;
                Ok(())
            }
            error => Err(error),
        }
    }

    async fn pay(&mut self, loaded: &Loaded) -> Result<Loaded> {
        let node = self.node().clone();
        let citizen = self.owner(loaded)?;
        let payment = Payment {
            id: node.clock.id(),
            number: loaded.number.clone(),
            cents: loaded.case.bill.total(),
            status: PaymentStatus::Pending,
            created_at: node.clock.now(),
        };
        let mut tx = node.db.write().await?;
        payments::store::give_up(&mut tx, &loaded.number).await?;
        payments::store::add(&mut tx, &payment).await?;
        tx.commit().await?;
        self.send(|node| {
            let (citizen, id) = (citizen.clone(), payment.id.clone());
            async move { payments::cashier::answer(&node, &citizen, &id, true).await }
        })
        .await?;
        let mut tx = node.db.read().await?;
        store::load(&node, &mut tx, &loaded.number).await
    }

    async fn correct(&mut self, loaded: &Loaded) -> Result<Loaded> {
        let node = self.node().clone();
        let citizen = self.owner(loaded)?;
        let gone = || Error::Broken("a case without a submission".to_owned());
        let what = loaded.case.submission.clone().ok_or_else(gone)?;
        let mut tx = node.db.write().await?;
        let signature = sign(&node, &mut tx, &citizen, &what).await?;
        tx.commit().await?;
        let command = Command::Correct { submission: Box::new(what), signature };
        self.command(loaded, Identity::Citizen(citizen), command).await
    }

    async fn give(&mut self, loaded: &Loaded, doer: &Doer, command: Command) -> Result<Loaded> {
        let command = in_time(loaded, command, &self.calendar, self.now());
        let identity = match doer {
            Doer::Applicant => Identity::Citizen(self.owner(loaded)?),
            Doer::Staff(role, department) => {
                let staff = self.desk.who(*role, department.as_deref());
                let nobody = || Error::Broken(format!("nobody is {role:?} of {department:?}"));
                Identity::Staff(staff.cloned().ok_or_else(nobody)?)
            }
        };
        self.command(loaded, identity, command).await
    }

    async fn command(
        &mut self,
        loaded: &Loaded,
        identity: Identity,
        command: Command,
    ) -> Result<Loaded> {
        let number = loaded.number.clone();
        let expected_seq = loaded.case.seq;
        let request = CommandRequest { id: self.node().clock.id(), expected_seq, command };
        self.send(|node| {
            let (identity, number, request) = (identity.clone(), number.clone(), request.clone());
            async move { commands::command(&node, &identity, &number, &request).await }
        })
        .await
    }

    fn owner(&self, loaded: &Loaded) -> Result<crate::session::Citizen> {
        let party = loaded.case.applicant.clone().unwrap_or_default();
        let person = self.people.iter().find(|person| person.citizen.id == party.person);
        let person = person.ok_or_else(|| Error::Broken(format!("nobody is {}", party.person)))?;
        let mut citizen = person.citizen.clone();
        citizen.acting = party.company;
        Ok(citizen)
    }

    /// Sends a request to a node. Now and then the node dies while it answers – before a statement, between two, before
    /// the commit, or when all is done and nobody was told – and the same request goes to another one, as a phone would
    /// send it again.
    async fn send<T, F>(&mut self, request: impl Fn(App) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        for _ in 0..PATIENCE {
            self.order += 1;
            let node = self.node().clone();
            if self.chance.between(1, 1000) > DEATHS {
                match request(node).await {
                    Err(error) if error.code() == onething_api::problem::Code::Unavailable => {
                        self.figures.unavailable += 1;
                        continue;
                    }
                    answer => return answer,
                }
            }
            let done = self.chance.happens(DONE);
            let left = if done { u32::MAX } else { self.chance.between(1, STEPS) };
            let answer = Dying { inner: Box::pin(request(node)), left }.await;
            self.died(answer.is_some()).await?;
        }
        Err(Error::Broken("a request that no node answers".to_owned()))
    }

    async fn died(&mut self, done: bool) -> Result<()> {
        self.figures.deaths += 1;
        self.figures.lost_answers += u64::from(done);
        if self.figures.deaths % RESTARTS == 3 {
            let opened = App::open(self.settings.clone(), self.nodes[0].clock.clone()).await;
            self.nodes[1] = opened.map_err(Error::Broken)?;
            self.figures.restarts += 1;
        }
        Ok(())
    }
}

/// What is still possible now of what was meant: whoever slept over a limit asks for no extension any more, and a visit is
/// scheduled for tomorrow, whenever that is.
fn in_time(loaded: &Loaded, command: Command, calendar: &Calendar, now: DateTime<Utc>) -> Command {
    let late = |item: &str| {
        let clock = loaded.case.task(item).and_then(|task| elapsed(task, calendar, now));
        clock.is_none_or(|clock| clock.statutory_left < 0)
    };
    match command {
        Command::ProposeExtension { item, .. } if late(&item) => {
            Command::Approve { item, opinion: String::new() }
        }
        Command::ConfirmExtension { item } if late(&item) => {
            Command::ReturnExtension { item, reason: "已经过了期限".to_owned() }
        }
        Command::ScheduleInspection { items, place, note, .. } => {
            Command::ScheduleInspection { items, at: now + TimeDelta::days(1), place, note }
        }
        other => other,
    }
}

/// A future whose process dies after so many steps: it is dropped where it stands, and with it its transaction.
struct Dying<F> {
    inner: Pin<Box<F>>,
    left: u32,
}

impl<F: Future> Future for Dying<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        self.inner.as_mut().poll(context).map(Some)
    }
}

/// The first moment from `at` on at which offices are open: working days, nine to five.
fn working(calendar: &Calendar, at: DateTime<Utc>) -> DateTime<Utc> {
    let day = calendar.day(at);
    let (opens, closes) = (at_hour(calendar, day, 9), at_hour(calendar, day, 17));
    if calendar.is_working(day) && at < closes {
        return at.max(opens);
    }
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    at_hour(calendar, calendar.add(next, 0), 9)
}

/// An hour of a day of the city.
pub fn at_hour(calendar: &Calendar, day: NaiveDate, hour: i64) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
        + TimeDelta::hours(hour - i64::from(calendar.zone_hours))
}
