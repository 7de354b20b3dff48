//! The work of an absent colleague goes to another of the same desk, all of it, with a reason (C10).

use leptos::prelude::*;
use onething_api::work::{Desk, QueueRow};
use onething_domain::case::Command;
use onething_domain::city::Role;

use super::run::{Job, Runner};
use crate::{
    api::{self, ApiError},
    i18n::{pick, t},
    load::{failure, reading},
    router::Query,
    session::Session,
    staff::parts::colleagues,
    ui::{AreaField, Button, Caption, Dialog, Form, Kind, Opt, SelectField},
    words::code,
};

/// What is typed, and what comes of it.
#[derive(Clone, Copy)]
struct State {
    /// Id of the department; empty for one's own, or the intake.
    department: RwSignal<String>,
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
            department: RwSignal::default(),
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

    /// What goes over: the work, and who answers for cases (首问负责).
    async fn jobs(self) -> Result<Vec<Job>, ApiError> {
        let (from, to) = (self.from.get_untracked(), self.to.get_untracked());
        let reason = self.reason.get_untracked().trim().to_owned();
        let give = |row: &QueueRow| Command::Assign {
            item: row.task.as_ref().map(|task| task.item.clone()),
            to: Some(to.clone()),
            reason: reason.clone(),
        };
        let name = Command::NameOwner { to: to.clone(), reason: reason.clone() };
        let held = all("held_by", &from).await?;
        let owned = all("owned_by", &from).await?;
        let work = held.iter().map(|row| Job::new(row, give(row)));
        Ok(work.chain(owned.iter().map(|row| Job::new(row, name.clone()))).collect())
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
    let session = Session::get();
    // Who supervises has neither desk, and gives away the work of any.
    let supervises = Memo::new(move |_| {
        session.person().is_some_and(|person| person.roles.contains(&Role::Supervisor))
    });
    let button = move || {
        (supervises.get() || matches!(desk.get(), Desk::Intake | Desk::Tasks)).then(|| {
            view! { <Button label=t("staff.handover") kind=Kind::Quiet on_press=press /> }
                .into_any()
        })
    };
    let done = Callback::new(move |()| {
        open.set(false);
        again.run(());
    });
    let dialog = move || open.get().then(|| dialog(supervises.get_untracked(), done));
    view! { {button} {dialog} }.into_any()
}

fn dialog(supervises: bool, done: Callback<()>) -> AnyView {
    let state = State::new();
    let close = Callback::new(move |()| {
        let begun = untrack(|| state.run.get());
        let running = begun.is_some_and(|run| run.busy.get_untracked());
        if !running && !state.busy.get_untracked() {
            done.run(());
        }
    });
    let body = move || match state.run.get() {
        None => form(state, supervises, close),
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

fn form(state: State, supervises: bool, close: Callback<()>) -> AnyView {
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
            let jobs = state.jobs().await;
            state.busy.set(false);
            match jobs {
                Ok(jobs) => state.run.begin(|| jobs),
                Err(error) => state.error.set(Some(error)),
            }
        });
    });
    let caption = Caption::new("handover-reason", t("staff.ask.reason")).error(reason_wrong);
    let reason = state.reason;
    let people = move || {
        let of = state.department.get();
        view! {
            {colleagues::named("handover-from", t("staff.handover.from"), &of, state.from, from_wrong)}
            {colleagues::field("handover-to", &of, state.to, to_wrong)}
        }
    };
    view! {
        <p class="soft">{t("staff.handover.lead")}</p>
        {move || state.error.get().map(|error| failure(&error, None))}
        <Form on_submit=send>
            {supervises.then(|| departments(state))}
            {people}
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

/// The department whose work it is; the intake's where none is chosen. Another has other people.
fn departments(state: State) -> AnyView {
    let known = reading(|| async { api::departments::list().await });
    let options = Signal::derive(move || {
        let found = known.get().and_then(Result::ok);
        let all = found.map(|list| list.departments).unwrap_or_default();
        all.into_iter().map(|one| Opt::new(one.id, pick(&one.name))).collect::<Vec<_>>()
    });
    let choose = Callback::new(move |department: String| {
        state.from.set(String::new());
        state.to.set(String::new());
        state.department.set(department);
    });
    let caption = Caption::new("handover-department", t("staff.filter.department"))
        .help(t("staff.handover.department.help"));
    view! { <SelectField caption=caption options=options value=state.department on_pick=choose /> }
        .into_any()
}

/// Everything open that a colleague has, whatever its step: in their hands, or because they answer for it.
async fn all(has: &str, colleague: &str) -> Result<Vec<QueueRow>, ApiError> {
    let mut rows = Vec::new();
    let mut asked = asked(has, colleague);
    loop {
        let page = api::work::queue(&asked).await?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => asked = asked.with("cursor", &next),
            None => return Ok(rows),
        }
    }
}

fn asked(has: &str, colleague: &str) -> Query {
    let query = Query::default().with("desk", &code(&Desk::All));
    query.with(has, colleague).with("limit", "100")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_the_colleague_holds_is_asked_for_and_not_what_lies_on_a_desk() {
        assert_eq!(asked("held_by", "a").on("/q"), "/q?desk=all&held_by=a&limit=100");
    }
}
