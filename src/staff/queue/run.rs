//! One command for each of many rows, one after another through the one door: each with an id and the sequence number
//! that was seen, so that none is done twice and none over something unseen. What came of each is told (C10).

use std::collections::BTreeMap;

use leptos::prelude::*;
use onething_api::cases::{CaseView, CommandRequest};
use onething_api::work::QueueRow;
use onething_domain::case::Command;

use crate::{
    api::{self, ApiError, Wrote},
    i18n::{pick, t, tr},
    load::in_words,
    platform::id,
    router::encode,
    staff::parts::refused,
    ui::{Button, Kind, Tag, Tone},
};

/// What came of one command.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Waiting,
    Doing,
    Done,
    /// Somebody has done something meanwhile: to be looked at, not to be done over it.
    Changed,
    /// The rules refuse it.
    Refused(String),
    /// Nobody knows: sent again with the same id, it is done once.
    Lost(String),
}

impl Outcome {
    fn of(error: &ApiError) -> Self {
        match refused::why(error) {
            Some(why) => Self::Refused(why),
            None if error.offline || error.problem.status >= 500 => Self::Lost(in_words(error).0),
            None => Self::Refused(in_words(error).0),
        }
    }

    fn is_over(&self) -> bool {
        !matches!(self, Self::Waiting | Self::Doing)
    }
}

/// One command and what came of it.
#[derive(Clone)]
pub struct Job {
    number: String,
    seq: i64,
    about: String,
    id: String,
    command: Command,
    outcome: RwSignal<Outcome>,
}

impl Job {
    /// A command about a row.
    pub fn new(row: &QueueRow, command: Command) -> Self {
        let owner = matches!(command, Command::NameOwner { .. }).then(|| t("staff.office.owner"));
        let about = owner.or_else(|| row.task.as_ref().map(|task| pick(&task.name)));
        Self {
            number: row.number.clone(),
            seq: row.seq,
            about: about.unwrap_or_else(|| pick(&row.title)),
            id: id::fresh(),
            command,
            outcome: RwSignal::new(Outcome::Waiting),
        }
    }
}

/// Where a run is begun and goes on. It belongs to what stands around the form that begins it, since the form goes when
/// the run is shown in its place.
#[derive(Clone, Copy)]
pub struct Runner {
    owner: StoredValue<Owner>,
    run: RwSignal<Option<Run>>,
}

impl Runner {
    /// Nothing is under way yet.
    pub fn new() -> Self {
        let owner = Owner::current().unwrap_or_default();
        Self { owner: StoredValue::new(owner), run: RwSignal::new(None) }
    }

    /// Begins with the commands that `jobs` makes.
    pub fn begin(self, jobs: impl FnOnce() -> Vec<Job>) {
        let run = self.owner.get_value().with(|| Run::begin(jobs()));
        self.run.set(Some(run));
    }

    /// What is under way or over; tracked.
    pub fn get(self) -> Option<Run> {
        self.run.get()
    }
}

/// A run over many rows.
#[derive(Clone, Copy)]
pub struct Run {
    jobs: StoredValue<Vec<Job>>,
    /// Whether it is under way.
    pub busy: RwSignal<bool>,
}

impl Run {
    /// Begins.
    fn begin(jobs: Vec<Job>) -> Self {
        let run = Self { jobs: StoredValue::new(jobs), busy: RwSignal::new(false) };
        run.go();
        run
    }

    /// Does whatever has not been done or refused.
    fn go(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            // The last sequence number of a case after one of our own commands: another task of the same case goes on
            // from there.
            let mut own: BTreeMap<String, i64> = BTreeMap::new();
            let Some(jobs) = self.jobs.try_get_value() else { return };
            for job in jobs {
                let open =
                    |outcome: &Outcome| matches!(outcome, Outcome::Waiting | Outcome::Lost(_));
                if !job.outcome.try_with_untracked(open).unwrap_or(false) {
                    continue; // done before, or the page is gone
                }
                job.outcome.set(Outcome::Doing);
                let expected_seq = own.get(&job.number).copied().unwrap_or(job.seq);
                let request = CommandRequest {
                    id: job.id.clone(),
                    expected_seq,
                    command: job.command.clone(),
                };
                let outcome = match api::cases::command::<CaseView>(&job.number, &request).await {
                    Ok(Wrote::Done(view)) => {
                        own.insert(job.number.clone(), view.seq);
                        Outcome::Done
                    }
                    Ok(Wrote::Stale(_)) => Outcome::Changed,
                    Err(error) => Outcome::of(&error),
                };
                let _ = job.outcome.try_set(outcome);
            }
            let _ = self.busy.try_set(false);
        });
    }

    /// How many there are, have been tried, and are done.
    fn counts(self) -> (usize, usize, usize) {
        self.jobs.with_value(|jobs| {
            let count =
                |is: fn(&Outcome) -> bool| jobs.iter().filter(|job| job.outcome.with(is)).count();
            (jobs.len(), count(Outcome::is_over), count(|outcome| *outcome == Outcome::Done))
        })
    }

    /// How far it is, then what came of each, with what may be tried again.
    pub fn view(self) -> AnyView {
        let counts = Memo::new(move |_| self.counts());
        let told = move || {
            let (all, over, done) = counts.get();
            let (all, over, done) = (all.to_string(), over.to_string(), done.to_string());
            match self.busy.get() {
                true => tr("staff.run.under_way", &[("n", &over), ("total", &all)]),
                false => tr("staff.run.over", &[("done", &done), ("total", &all)]),
            }
        };
        let most = counts.get_untracked().0;
        let lost = move || {
            self.busy.with(|busy| !busy)
                && self.jobs.with_value(|jobs| {
                    jobs.iter().any(|job| job.outcome.with(|o| matches!(o, Outcome::Lost(_))))
                })
        };
        let again = Callback::new(move |()| self.go());
        let rows = self.jobs.with_value(|jobs| jobs.iter().map(line).collect::<Vec<_>>());
        view! {
            <p role="status">{told}</p>
            <progress class="run-bar" max=most value=move || counts.get().1 aria-hidden="true"></progress>
            <ul class="run">{rows}</ul>
            {move || lost().then(|| view! {
                <Button label=t("staff.run.again") kind=Kind::Secondary on_press=again />
            })}
        }
        .into_any()
    }
}

fn line(job: &Job) -> AnyView {
    let outcome = job.outcome;
    let tag = move || {
        let (key, tone) = match outcome.get() {
            Outcome::Waiting => ("waiting", Tone::Plain),
            Outcome::Doing => ("doing", Tone::Info),
            Outcome::Done => ("done", Tone::Good),
            Outcome::Changed => ("changed", Tone::Warn),
            Outcome::Refused(_) => ("refused", Tone::Bad),
            Outcome::Lost(_) => ("lost", Tone::Warn),
        };
        view! { <Tag label=t(&format!("staff.run.{key}")) tone=tone /> }
    };
    let why = move || match outcome.get() {
        Outcome::Changed => t("staff.run.changed.help"),
        Outcome::Refused(why) | Outcome::Lost(why) => why,
        _ => String::new(),
    };
    let href = format!("/staff/cases/{}", encode(&job.number));
    view! {
        <li>
            <a class="number" href=href target="_blank" rel="noopener">{job.number.clone()}</a>
            <span class="run-about">{job.about.clone()}</span>
            {tag}
            <span class="soft small">{why}</span>
        </li>
    }
    .into_any()
}
