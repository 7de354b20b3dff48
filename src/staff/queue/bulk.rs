//! What is done to several rows at once, and what came of each (C10).

use std::collections::BTreeSet;

use leptos::prelude::*;
use onething_api::work::{Desk, QueueRow};
use onething_domain::case::{CaseStatus, Command, TaskStatus};

use super::run::{Job, Runner};
use crate::{
    i18n::{t, tr},
    staff::parts::colleagues,
    ui::{AreaField, Button, Caption, Dialog, Form, Kind},
};

/// What can be done to several rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Accept,
    Approve,
    Issue,
    Assign,
}

/// Whether a desk offers anything that is done to many at once.
pub fn offers(desk: Desk) -> bool {
    !Act::of(desk).is_empty()
}

impl Act {
    fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Approve => "approve",
            Self::Issue => "issue_result",
            Self::Assign => "assign",
        }
    }

    /// What a desk offers.
    fn of(desk: Desk) -> &'static [Self] {
        match desk {
            Desk::Intake => &[Self::Accept, Self::Assign],
            Desk::Tasks => &[Self::Approve, Self::Issue, Self::Assign],
            Desk::Explain | Desk::HandOut | Desk::Confirm | Desk::All => &[],
        }
    }

    /// Whether it is of use for a row; whether it may be done, the service decides.
    fn fits(self, row: &QueueRow) -> bool {
        let task = row.task.as_ref().map(|task| task.status);
        match self {
            Self::Accept => row.status == CaseStatus::Received,
            Self::Approve => task == Some(TaskStatus::Open),
            Self::Issue => task == Some(TaskStatus::Approved),
            Self::Assign => true,
        }
    }

    fn command(self, row: &QueueRow, typed: &Typed) -> Command {
        let task = row.task.as_ref().map(|task| task.item.clone());
        let item = task.clone().unwrap_or_default();
        match self {
            Self::Accept => Command::Accept {},
            Self::Approve => Command::Approve { item, opinion: typed.text.trim().to_owned() },
            Self::Issue => Command::IssueResult { item },
            Self::Assign => Command::Assign {
                item: task,
                to: Some(typed.to.clone()),
                reason: typed.text.trim().to_owned(),
            },
        }
    }
}

/// What an act was given.
#[derive(Clone, Debug, Default)]
struct Typed {
    text: String,
    to: String,
}

/// What identifies a row: the case, and the item on the desk of tasks.
pub fn key(row: &QueueRow) -> String {
    let item = row.task.as_ref().map_or("", |task| task.item.as_str());
    format!("{}/{item}", row.number)
}

/// The rows that are chosen, and what is done to them.
#[derive(Clone, Copy)]
pub struct Bulk {
    /// Keys of the chosen rows.
    pub chosen: RwSignal<BTreeSet<String>>,
    rows: Signal<Vec<QueueRow>>,
    doing: RwSignal<Option<Act>>,
    desk: Signal<Desk>,
    again: Callback<()>,
}

impl Bulk {
    /// Over the rows of a page; `again` reads them anew after something was done.
    pub fn new(rows: Signal<Vec<QueueRow>>, desk: Signal<Desk>, again: Callback<()>) -> Self {
        Self {
            chosen: RwSignal::new(BTreeSet::new()),
            rows,
            doing: RwSignal::new(None),
            desk,
            again,
        }
    }

    /// Whether the desk that is shown offers something for several rows.
    fn offers(self) -> bool {
        !Act::of(self.desk.get_untracked()).is_empty()
    }

    /// Chooses a row, or no longer.
    pub fn toggle(self, key: &str) {
        self.chosen.update(|chosen| {
            if !chosen.remove(key) {
                chosen.insert(key.to_owned());
            }
        });
    }

    /// The same for the row at a place of the page, on a desk where rows are chosen.
    pub fn toggle_at(self, at: usize) {
        let found = self.rows.with_untracked(|rows| rows.get(at).map(key));
        if let (Some(key), true) = (found, self.offers()) {
            self.toggle(&key);
        }
    }

    /// Chooses all rows of the page, or none where all are chosen.
    pub fn toggle_all(self) {
        if !self.offers() {
            return;
        }
        let all: BTreeSet<String> = self.rows.with_untracked(|rows| rows.iter().map(key).collect());
        self.chosen.update(|chosen| *chosen = if *chosen == all { BTreeSet::new() } else { all });
    }

    /// The chosen rows that are still there.
    fn picked(self) -> Vec<QueueRow> {
        self.chosen.with(|chosen| {
            let is_chosen = |row: &&QueueRow| chosen.contains(&key(row));
            self.rows.with(|rows| rows.iter().filter(is_chosen).cloned().collect())
        })
    }

    /// The bar that stands there while rows are chosen.
    pub fn bar(self, desk: Desk) -> AnyView {
        let count = Memo::new(move |_| self.picked().len());
        let buttons = move || {
            let rows = self.picked();
            let offered = Act::of(desk).iter().filter(|act| rows.iter().any(|row| act.fits(row)));
            let button = |act: &Act| {
                let act = *act;
                let press = Callback::new(move |()| self.doing.set(Some(act)));
                let label = t(&format!("staff.bulk.{}", act.name()));
                view! { <Button label=label kind=Kind::Secondary on_press=press /> }.into_any()
            };
            offered.map(button).collect_view()
        };
        let none = Callback::new(move |()| self.chosen.set(BTreeSet::new()));
        let bar = move || {
            (count.get() > 0).then(|| {
                view! {
                    <div class="bulk-bar" id="bulk" role="region" aria-label=t("staff.bulk") tabindex="-1">
                        <p role="status">{move || tr("staff.bulk.chosen", &[("n", &count.get().to_string())])}</p>
                        {buttons}
                        <Button label=t("staff.bulk.none") kind=Kind::Quiet on_press=none />
                    </div>
                }
                .into_any()
            })
        };
        let dialog = move || self.doing.get().map(|act| self.dialog(act));
        view! { {bar} {dialog} }.into_any()
    }

    /// Asks what is needed, then shows how far it is.
    fn dialog(self, act: Act) -> AnyView {
        let picked: Vec<QueueRow> = untrack(|| self.picked());
        let rows: Vec<QueueRow> = picked.iter().filter(|row| act.fits(row)).cloned().collect();
        let left_out = picked.len() - rows.len();
        let run = Runner::new();
        let close = Callback::new(move |()| {
            let begun = untrack(|| run.get());
            let busy = begun.is_some_and(|run| run.busy.get_untracked());
            if !busy {
                self.doing.set(None);
                if begun.is_some() {
                    self.chosen.set(BTreeSet::new());
                    self.again.run(());
                }
            }
        });
        let title = tr(
            "staff.bulk.title",
            &[("what", &t(&format!("staff.bulk.{}", act.name()))), ("n", &rows.len().to_string())],
        );
        let begin = Callback::new(move |typed: Typed| {
            run.begin(|| rows.iter().map(|row| Job::new(row, act.command(row, &typed))).collect());
        });
        let body = move || {
            match run.get() {
            None => ask(act, left_out, begin, close),
            Some(run) => view! {
                {run.view()}
                <div class="actions">
                    <Button label=t("dialog.close") kind=Kind::Secondary busy=run.busy on_press=close />
                </div>
            }
            .into_any(),
        }
        };
        view! { <Dialog open=true on_close=close title=title wide=true>{body}</Dialog> }.into_any()
    }
}

/// What an act has to be given before it begins.
fn ask(act: Act, left_out: usize, begin: Callback<Typed>, close: Callback<()>) -> AnyView {
    let (text, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let tried = RwSignal::new(false);
    let missing = Signal::derive(move || {
        (act == Act::Assign && tried.get() && to.with(String::is_empty))
            .then(|| t("staff.form.choose"))
    });
    let send = Callback::new(move |()| {
        tried.set(true);
        if untrack(|| missing.get()).is_none() {
            begin.run(Typed { text: text.get_untracked(), to: to.get_untracked() });
        }
    });
    let left = (left_out > 0).then(|| tr("staff.bulk.left_out", &[("n", &left_out.to_string())]));
    let asks = match act {
        Act::Assign => Some("reason"),
        Act::Approve => Some("opinion"),
        _ => None,
    };
    let field = asks.map(|name| {
        let caption =
            Caption::new("bulk-text", t(&format!("staff.ask.{name}"))).optional(true);
        view! { <AreaField caption=caption value=text on_input=Callback::new(move |typed| text.set(typed)) rows=2 /> }
    });
    view! {
        <p class="soft">{t(&format!("staff.bulk.{}.lead", act.name()))}</p>
        {left.map(|left| view! { <p>{left}</p> })}
        <Form on_submit=send>
            {(act == Act::Assign).then(|| colleagues::field("bulk-to", "", to, missing))}
            {field}
            <div class="actions">
                <Button label=t("staff.bulk.begin") submit=true />
                <Button label=t("staff.cancel") kind=Kind::Secondary on_press=close />
            </div>
        </Form>
    }
    .into_any()
}
