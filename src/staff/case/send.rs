//! Sends commands through the one door, and says what came of it. What was typed stays until the
//! server has done it.

use leptos::prelude::*;
use onething_api::cases::{CaseView, CommandRequest, TimelineEntry};
use onething_api::problem::Code;
use onething_domain::case::{Action, Command, CommandKind};

use super::open::Open;
use crate::{
    api::{self, ApiError, Wrote},
    i18n::{t, tr},
    load::failure,
    platform::{id, page},
    staff::parts::refused,
    ui::{Notice, Tone, say},
    words,
};

/// The sending side of one dialog.
#[derive(Clone, Copy)]
pub struct Sender {
    open: Open,
    /// Sequence number of the last event when the dialog was opened.
    since: i64,
    /// Whether a command is on its way.
    pub busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    /// The command that was sent last, with its id: after a lost answer the same id goes out again,
    /// so that it is done once.
    last: StoredValue<Option<(Command, String)>>,
}

impl Sender {
    /// For a dialog that opens now.
    pub fn new(open: Open) -> Self {
        Self {
            open,
            since: open.view.with_untracked(|view| view.seq),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
            last: StoredValue::new(None),
        }
    }

    /// Sends a command; closes the dialog when it is done.
    pub fn send(self, command: Command) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        let request = self.request(command);
        let number = self.open.view.with_untracked(|view| view.number.clone());
        leptos::task::spawn_local(async move {
            let answer = api::cases::command(&number, &request).await;
            self.busy.set(false);
            match answer {
                Ok(Wrote::Done(view)) => self.done(*view, &request.command),
                // The notice about what a colleague did comes with the newer view.
                Ok(Wrote::Stale(view)) => self.open.take(*view),
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    fn request(self, command: Command) -> CommandRequest {
        let known = self.last.with_value(|last| {
            last.as_ref().filter(|(last, _)| *last == command).map(|(_, id)| id.clone())
        });
        let id = known.unwrap_or_else(id::fresh);
        self.last.set_value(Some((command.clone(), id.clone())));
        let expected_seq = self.open.view.with_untracked(|view| view.seq);
        CommandRequest { id, expected_seq, command }
    }

    fn done(self, view: CaseView, command: &Command) {
        // A second request goes to a supervisor first.
        let waits = |view: &CaseView| view.office.as_ref().is_some_and(|of| of.proposal.is_some());
        let done = match command.kind() {
            CommandKind::RequestCorrections if waits(&view) => "propose_corrections".to_owned(),
            kind => words::code(&kind),
        };
        self.open.take(view);
        if let Some(action) = self.open.doing.get_untracked() {
            self.open.unsent.forget(&action);
        }
        self.open.doing.set(None);
        say(t(&format!("staff.done.{done}")));
        // The button that opened the dialog may be gone with what it did.
        request_animation_frame(|| {
            page::focus("actions");
        });
    }

    /// Whether the action may still be done; a colleague may have been faster.
    pub fn possible(self, action: Action) -> Memo<bool> {
        Memo::new(move |_| self.open.may(&action))
    }

    /// What a colleague did meanwhile, and what went wrong with the last attempt.
    pub fn notices(self, action: Action) -> AnyView {
        let news = Memo::new(move |_| {
            self.open.view.with(|view| {
                let new = view.timeline.iter().filter(|entry| entry.seq > self.since);
                new.cloned().collect::<Vec<_>>()
            })
        });
        let possible = self.possible(action);
        let colleague = move || {
            let news = news.get();
            (!news.is_empty()).then(|| faster(news, possible.get()))
        };
        let failed = move || self.error.get().map(|error| wrong(&error));
        view! { {colleague} {failed} }.into_any()
    }
}

/// A colleague was faster: what they did, and whether this can still be done.
fn faster(news: Vec<TimelineEntry>, possible: bool) -> AnyView {
    let lines: Vec<AnyView> = news
        .iter()
        .map(|entry| {
            let what = [("who", &*words::actor(&entry.by)), ("what", &*words::event(entry))];
            view! { <li>{tr("staff.stale.line", &what)}</li> }.into_any()
        })
        .collect();
    let then = if possible { t("staff.stale.again") } else { t("staff.stale.over") };
    view! {
        <Notice tone=Tone::Warn title=t("staff.stale.title")>
            <ul class="bullets">{lines}</ul>
            <p>{then}</p>
        </Notice>
    }
    .into_any()
}

fn wrong(error: &ApiError) -> AnyView {
    if let Some(text) = refused::why(error) {
        return view! { <Notice tone=Tone::Bad title=t("staff.refused")><p>{text}</p></Notice> }
            .into_any();
    }
    match error.problem.code {
        Code::NotLoggedIn => view! {
            <Notice tone=Tone::Bad title=t("staff.logged_out")>
                <p>
                    {t("staff.logged_out.help")}" "
                    <a href="/staff/login" target="_blank">{t("staff.logged_out.link")}</a>
                </p>
            </Notice>
        }
        .into_any(),
        _ => failure(error, None),
    }
}
