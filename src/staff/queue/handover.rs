//! The work of an absent colleague goes to another of the same desk, all of it, with a reason (C10).

use leptos::prelude::*;
use onething_api::work::{Desk, QueueRow};
use onething_domain::case::Command;

use super::run::{Job, Runner};
use crate::{
    api::{self, ApiError},
    i18n::t,
    load::failure,
    router::Query,
    staff::parts::colleagues,
    ui::{AreaField, Button, Caption, Dialog, Form, Kind},
    words::code,
};

/// What is typed, and what comes of it.
#[derive(Clone, Copy)]
struct State {
    from: RwSignal<String>,
    to: RwSignal<String>,
    reason: RwSignal<String>,
    tried: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    run: Runner,
}

impl State {
    fn new() -> Self {
        Self {
            from: RwSignal::default(),
            to: RwSignal::default(),
            reason: RwSignal::default(),
            tried: RwSignal::new(false),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
            run: Runner::new(),
        }
    }

    /// What is wrong with a text, once it was tried.
    fn missing(self, text: RwSignal<String>, key: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let blank = self.tried.get() && text.with(|text| text.trim().is_empty());
            blank.then(|| t(key))
        })
    }

    /// To oneself is to nobody else.
    fn wrong_to(self) -> Signal<Option<String>> {
        let missing = self.missing(self.to, "staff.form.choose");
        Signal::derive(move || {
            let same = self.tried.get() && self.to.with(|to| self.from.with(|from| to == from));
            missing.get().or_else(|| same.then(|| t("staff.handover.same")))
        })
    }
}

/// The button, and the dialog behind it.
pub fn handover(desk: Memo<Desk>, again: Callback<()>) -> AnyView {
    let open = RwSignal::new(false);
    let press = Callback::new(move |()| open.set(true));
    let button = move || {
        matches!(desk.get(), Desk::Intake | Desk::Tasks).then(|| {
            view! { <Button label=t("staff.handover") kind=Kind::Quiet on_press=press /> }
                .into_any()
        })
    };
    let done = Callback::new(move |()| {
        open.set(false);
        again.run(());
    });
    let dialog = move || open.get().then(|| dialog(desk.get_untracked(), done));
    view! { {button} {dialog} }.into_any()
}

fn dialog(desk: Desk, done: Callback<()>) -> AnyView {
    let state = State::new();
    let close = Callback::new(move |()| {
        let begun = untrack(|| state.run.get());
        let running = begun.is_some_and(|run| run.busy.get_untracked());
        if !running && !state.busy.get_untracked() {
            done.run(());
        }
    });
    let body = move || match state.run.get() {
        None => form(state, desk, close),
        Some(run) => view! {
            {run.view()}
            <div class="actions">
                <Button label=t("dialog.close") kind=Kind::Secondary busy=run.busy on_press=close />
            </div>
        }
        .into_any(),
    };
    view! { <Dialog open=true on_close=close title=t("staff.handover") wide=true>{body}</Dialog> }
        .into_any()
}

fn form(state: State, desk: Desk, close: Callback<()>) -> AnyView {
    let from_wrong = state.missing(state.from, "staff.form.choose");
    let to_wrong = state.wrong_to();
    let reason_wrong = state.missing(state.reason, "staff.form.missing");
    let send = Callback::new(move |()| {
        state.tried.set(true);
        let wrong = untrack(|| {
            from_wrong.get().is_some() || to_wrong.get().is_some() || reason_wrong.get().is_some()
        });
        if wrong || state.busy.get_untracked() {
            return;
        }
        state.busy.set(true);
        leptos::task::spawn_local(async move {
            let rows = held(desk, &state.from.get_untracked()).await;
            state.busy.set(false);
            match rows {
                Ok(rows) => {
                    let give = |row: &QueueRow| Command::Assign {
                        item: row.task.as_ref().map(|task| task.item.clone()),
                        to: Some(state.to.get_untracked()),
                        reason: state.reason.get_untracked().trim().to_owned(),
                    };
                    state.run.begin(|| rows.iter().map(|row| Job::new(row, give(row))).collect());
                }
                Err(error) => state.error.set(Some(error)),
            }
        });
    });
    let caption = Caption::new("handover-reason", t("staff.ask.reason")).error(reason_wrong);
    let reason = state.reason;
    view! {
        <p class="soft">{t("staff.handover.lead")}</p>
        {move || state.error.get().map(|error| failure(&error, None))}
        <Form on_submit=send>
            {colleagues::named("handover-from", t("staff.handover.from"), "", state.from, from_wrong)}
            {colleagues::field("handover-to", "", state.to, to_wrong)}
            <AreaField
                caption=caption
                value=reason
                on_input=Callback::new(move |typed| reason.set(typed))
                rows=2
            />
            <div class="actions">
                <Button label=t("staff.handover.begin") submit=true busy=state.busy />
                <Button label=t("staff.cancel") kind=Kind::Secondary on_press=close />
            </div>
        </Form>
    }
    .into_any()
}

/// Everything that is in a colleague's hands: tasks on their desk, or the intake's share of cases that have not ended.
async fn held(desk: Desk, colleague: &str) -> Result<Vec<QueueRow>, ApiError> {
    let mut rows = Vec::new();
    for asked in asks(desk, colleague) {
        let mut asked = asked.with("limit", "100");
        loop {
            let page = api::work::queue(&asked).await?;
            rows.extend(page.rows);
            match page.next {
                Some(next) => asked = asked.with("cursor", &next),
                None => break,
            }
        }
    }
    Ok(rows)
}

fn asks(desk: Desk, colleague: &str) -> Vec<Query> {
    let of = |desk: Desk| Query::default().with("desk", &code(&desk)).with("colleague", colleague);
    if desk == Desk::Tasks {
        return vec![of(desk)];
    }
    let open = ["unpaid", "received", "correcting", "accepted"];
    open.iter().map(|status| of(Desk::All).with("status", status)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_looked_for_wherever_the_colleague_has_it() {
        assert_eq!(asks(Desk::Tasks, "a")[0].on("/q"), "/q?desk=tasks&colleague=a");
        let intake = asks(Desk::Intake, "a");
        assert!(intake.iter().any(|q| q.on("/q") == "/q?desk=all&colleague=a&status=correcting"));
    }
}
