//! The dialogs of all actions but corrections and inspections: the table in `ask` says what each asks, and makes the
//! command of it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use onething_api::cases::TaskView;
use onething_domain::case::{Action, Command, CommandKind};
use onething_domain::item::SpecialProcedure;

use super::{
    actions,
    ask::{Ask, Typed, asks, command, has_days, pauses, problems, procedure},
    check, corrections, inspection,
    open::Open,
    overdue,
    sample::{self, VERDICT},
    send::Sender,
    templates,
    unsent::Texts,
};
use crate::{
    i18n::{days, pick, t, tr},
    ui::{
        AreaField, Button, Caption, Dialog, ErrorSummary, Facts, FieldError, Form, Keyboard, Kind,
        Notice, Opt, SelectField, TextField, Tone,
    },
    words::code,
};

/// The dialog of the action that is being done.
pub fn dialog(open: Open) -> AnyView {
    let view = move || {
        let action = open.doing.get()?;
        let elsewhere = action.command == CommandKind::RequestCorrections
            || inspection::is_own(action.command)
            || action.command.is_office();
        (!elsewhere).then(|| fill_in(open, action))
    };
    view! { {view} }.into_any()
}

/// What a dialog holds while it is open.
#[derive(Clone, Copy)]
struct State {
    texts: StoredValue<BTreeMap<&'static str, RwSignal<String>>>,
    attempt: RwSignal<u32>,
    action: StoredValue<Action>,
    pauses: StoredValue<Vec<SpecialProcedure>>,
}

impl State {
    fn new(action: Action, pauses: Vec<SpecialProcedure>, before: &Texts) -> Self {
        let first = match pauses.as_slice() {
            [only] => (code(&only.kind), only.days.to_string()),
            _ => Default::default(),
        };
        let text = |name: &'static str, first: String| {
            (name, RwSignal::new(before.get(name).cloned().unwrap_or(first)))
        };
        let asked = asks(action.command).iter().map(|ask| text(ask.name, String::new()));
        let others = [text(VERDICT, String::new()), text("kind", first.0), text("days", first.1)];
        let texts: BTreeMap<&'static str, RwSignal<String>> = asked.chain(others).collect();
        Self {
            texts: StoredValue::new(texts),
            attempt: RwSignal::new(0),
            action: StoredValue::new(action),
            pauses: StoredValue::new(pauses),
        }
    }

    fn text(self, name: &'static str) -> RwSignal<String> {
        self.texts.with_value(|texts| texts.get(name).copied()).unwrap_or_default()
    }

    fn typed(self) -> Typed {
        self.texts
            .with_value(|texts| texts.iter().map(|(name, text)| (*name, text.get())).collect())
    }

    /// The same, to be kept.
    fn texts(self) -> Texts {
        self.typed().into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
    }

    fn problems(self) -> Vec<(&'static str, String)> {
        let typed = self.typed();
        self.action
            .with_value(|action| self.pauses.with_value(|pauses| problems(action, &typed, pauses)))
    }

    fn command(self) -> Option<Command> {
        let typed = self.typed();
        self.action
            .with_value(|action| self.pauses.with_value(|pauses| command(action, &typed, pauses)))
    }

    /// What is wrong with one text, once the visitor has tried to send.
    fn error(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let tried = self.attempt.get() > 0;
            let wrong = self.problems().into_iter().find(|(of, _)| *of == name);
            wrong.filter(|_| tried).map(|(_, text)| text)
        })
    }
}

fn fill_in(open: Open, action: Action) -> AnyView {
    let guide = open.guide();
    let before = open.unsent.of(&action);
    let state = State::new(action.clone(), pauses(&guide, &action), &before);
    let parcel = matches!(action.command, CommandKind::ReceiveParcel | CommandKind::ReturnParcel);
    if parcel && before.is_empty() {
        state.text("tracking").set(only_parcel(open).unwrap_or_default());
    }
    open.unsent.keep(&action, move || state.texts());
    let sender = Sender::new(open);
    let name = code(&action.command);
    let possible = sender.possible(action.clone());
    let close = Callback::new(move |()| open.doing.set(None));
    let send = Callback::new(move |()| {
        state.attempt.update(|count| *count += 1);
        if let (true, Some(command)) =
            (untrack(|| state.problems().is_empty()), untrack(|| state.command()))
        {
            sender.send(command);
        }
    });
    let errors = Signal::derive(move || {
        let wrong = state.problems().into_iter();
        wrong
            .map(|(name, text)| FieldError { id: id(name), text: labelled(name, &text) })
            .collect::<Vec<_>>()
    });
    let subject = subject(open, &action);
    let title = match &subject {
        Some(item) => {
            tr("staff.form.title", &[("what", &t(&format!("staff.do.{name}"))), ("item", item)])
        }
        None => t(&format!("staff.do.{name}")),
    };
    let kind = match actions::kind(action.command) {
        Kind::Danger => Kind::Danger,
        _ => Kind::Primary,
    };
    let submit = StoredValue::new(t(&format!("staff.confirm.{name}")));
    let lead = t(&format!("staff.lead.{name}"));
    view! {
        <Dialog open=true on_close=close title=title>
            <p class="soft">{lead.clone()}</p>
            {sender.notices(action.clone())}
            {proposal(open, &action)}
            {overdue::of_action(open, &action)}
            {(action.command == CommandKind::Accept).then(|| check::doubts(open))}
            {(action.command == CommandKind::HandOut).then(|| revoked(open)).flatten()}
            <ErrorSummary errors=errors attempt=state.attempt />
            <Form on_submit=send>
                {has_days(action.command).then(|| procedure_fields(state))}
                {(action.command == CommandKind::CheckSample)
                    .then(|| sample::field(id(VERDICT), state.text(VERDICT), state.error(VERDICT)))}
                {asks(action.command).iter().map(|ask| field(state, ask)).collect_view()}
                <div class="actions">
                    {move || possible.get().then(|| view! {
                        <Button label=submit.get_value() kind=kind submit=true busy=sender.busy />
                    })}
                    <Button label=t("staff.cancel") kind=Kind::Secondary on_press=close />
                </div>
            </Form>
        </Dialog>
    }
    .into_any()
}

/// The number of the parcel that is on its way, where there is just one.
fn only_parcel(open: Open) -> Option<String> {
    open.view.with_untracked(|case| {
        let mut parcels = case.handed_out.iter().filter(|parcel| parcel.is_under_way());
        parcels.next().filter(|_| parcels.next().is_none()).map(|parcel| parcel.tracking.clone())
    })
}

/// The results in it that were taken back since they were issued: nobody shall send them unaware.
fn revoked(open: Open) -> Option<AnyView> {
    let names: Vec<String> = open.view.with_untracked(|case| {
        let goes = |task: &&TaskView| case.to_hand_out.contains(&task.item);
        let gone = case.tasks.iter().filter(goes).filter(|task| task.revoked.is_some());
        gone.filter_map(|task| Some(pick(&task.result.as_ref()?.name))).collect()
    });
    (!names.is_empty()).then(|| {
        let title = tr("staff.hand_out.revoked", &[("names", &names.join(&t("mark.list")))]);
        let help = t("staff.hand_out.revoked.help");
        view! { <Notice tone=Tone::Bad title=title><p>{help}</p></Notice> }.into_any()
    })
}

fn id(name: &str) -> String {
    format!("act-{name}")
}

fn labelled(name: &str, text: &str) -> String {
    format!("{}{}{text}", t(&format!("staff.ask.{name}")), t("mark.colon"))
}

/// The item that an action is about.
fn subject(open: Open, action: &Action) -> Option<String> {
    let item = action.item.as_deref()?;
    open.guide().node(item).map(|node| pick(&node.item.name))
}

fn field(state: State, ask: &Ask) -> AnyView {
    let text = state.text(ask.name);
    let caption = Caption::new(id(ask.name), t(&format!("staff.ask.{}", ask.name)))
        .optional(ask.optional)
        .error(state.error(ask.name));
    view! {
        <AreaField caption=caption value=text on_input=Callback::new(move |typed| text.set(typed)) rows=3 />
        {templates::buttons(ask.templates, text)}
    }
    .into_any()
}

/// Which procedure, and for how long it is announced.
fn procedure_fields(state: State) -> AnyView {
    let (kind, length) = (state.text("kind"), state.text("days"));
    let option = |pause: &SpecialProcedure| Opt::new(code(&pause.kind), pick(&pause.name));
    let options: Vec<Opt> = state.pauses.with_value(|all| all.iter().map(option).collect());
    let pick_kind = Callback::new(move |chosen: String| {
        let most = state.pauses.with_value(|all| {
            all.iter().find(|pause| code(&pause.kind) == chosen).map(|pause| pause.days)
        });
        length.set(most.map(|most| most.to_string()).unwrap_or_default());
        kind.set(chosen);
    });
    let basis = move || {
        let typed = state.typed();
        state.pauses.with_value(|all| {
            procedure(&typed, all).map(|pause| {
                let most = pause.days.to_string();
                let text =
                    tr("staff.pause.basis", &[("most", &most), ("basis", &pick(&pause.basis))]);
                view! { <p class="soft small">{text}</p> }.into_any()
            })
        })
    };
    let kinds = Caption::new(id("kind"), t("staff.ask.kind")).error(state.error("kind"));
    let announced = Caption::new(id("days"), t("staff.ask.days"))
        .unit(t("staff.pause.unit"))
        .error(state.error("days"));
    view! {
        <SelectField caption=kinds options=Signal::derive(move || options.clone()) value=kind on_pick=pick_kind />
        {basis}
        <TextField
            caption=announced
            value=length
            on_input=Callback::new(move |typed| length.set(typed))
            keyboard=Keyboard::Digits
            width=4
        />
    }
    .into_any()
}

/// The report or the extension that waits for the second pair of eyes.
fn proposal(open: Open, action: &Action) -> AnyView {
    use CommandKind::{
        ConfirmCorrections, ConfirmExtension, ConfirmRefusal, ReturnCorrections, ReturnExtension,
        ReturnRefusal,
    };
    if matches!(action.command, ConfirmCorrections | ReturnCorrections) {
        return corrections::proposed(open);
    }
    let second = [ConfirmRefusal, ReturnRefusal, ConfirmExtension, ReturnExtension];
    if !second.contains(&action.command) {
        return ().into_any();
    }
    let item = action.item.clone().unwrap_or_default();
    let view = move || {
        let (report, asked) = open.view.with(|view| {
            let task = view.tasks.iter().find(|task| task.item == item)?;
            Some((task.proposed.clone(), task.asked.clone()))
        })?;
        let mut rows = Vec::new();
        if let Some(report) = report {
            rows.push((t("staff.ask.grounds"), report.grounds.into_any()));
            rows.push((t("staff.ask.remedy"), report.remedy.into_any()));
        }
        if let Some(asked) = asked {
            rows.push((t("staff.ask.days"), days(asked.days).into_any()));
            rows.push((t("staff.ask.reason"), asked.reason.into_any()));
        }
        Some(view! { <Facts rows=rows /> }.into_any())
    };
    view! { {view} }.into_any()
}
