//! The dialogs of all actions but corrections: one table says what each asks, one function makes the
//! command of it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use onething_domain::case::{Action, Command, CommandKind, RefusalReport};
use onething_domain::guide::Guide;
use onething_domain::item::SpecialProcedure;

use super::{
    actions,
    open::Open,
    send::Sender,
    templates::{self, Templates},
};
use crate::{
    i18n::{pick, t, tr},
    ui::{
        AreaField, Button, Caption, Dialog, ErrorSummary, Facts, FieldError, Form, Keyboard, Kind,
        Opt, SelectField, TextField,
    },
    words::code,
};

/// One text that an action asks for.
struct Ask {
    /// Its name; its label is `staff.ask.<name>`.
    name: &'static str,
    templates: Templates,
    optional: bool,
}

const fn ask(name: &'static str, templates: Templates) -> Ask {
    Ask { name, templates, optional: false }
}

const REPORT: &[Ask] = &[ask("grounds", templates::REFUSE), ask("remedy", templates::REMEDY)];
const DECLINE: &[Ask] = &[ask("grounds", templates::DECLINE), ask("remedy", templates::REMEDY)];
const OPINION: &[Ask] = &[Ask { name: "opinion", templates: templates::OPINION, optional: true }];
const PAUSE: &[Ask] = &[ask("reason", templates::PAUSE)];
const FINDING: &[Ask] = &[ask("finding", templates::FINDING)];
const HAND_OUT: &[Ask] = &[Ask { name: "tracking", templates: &[], optional: true }];
const RETURN: &[Ask] = &[ask("reason", templates::RETURN)];

/// What an action asks.
fn asks(command: CommandKind) -> &'static [Ask] {
    match command {
        CommandKind::Decline => DECLINE,
        CommandKind::ProposeRefusal => REPORT,
        CommandKind::Approve => OPINION,
        CommandKind::StartPause => PAUSE,
        CommandKind::EndPause => FINDING,
        CommandKind::ReturnRefusal => RETURN,
        CommandKind::HandOut => HAND_OUT,
        _ => &[],
    }
}

/// What was typed, by name.
type Typed = BTreeMap<&'static str, String>;

/// The command that an action and what was typed make; `None` for an action that has no such dialog.
fn command(action: &Action, typed: &Typed, pauses: &[SpecialProcedure]) -> Option<Command> {
    let text = |name: &str| typed.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let item = action.item.clone().unwrap_or_default();
    let report = || RefusalReport { grounds: text("grounds"), remedy: text("remedy") };
    Some(match action.command {
        CommandKind::Accept => Command::Accept {},
        CommandKind::Decline => Command::Decline { report: report() },
        CommandKind::StartPause => Command::StartPause {
            item,
            kind: procedure(typed, pauses)?.kind,
            days: text("days").parse().ok()?,
            reason: text("reason"),
        },
        CommandKind::EndPause => Command::EndPause { item, finding: text("finding") },
        CommandKind::Approve => Command::Approve { item, opinion: text("opinion") },
        CommandKind::ProposeRefusal => Command::ProposeRefusal { item, report: report() },
        CommandKind::ConfirmRefusal => Command::ConfirmRefusal { item },
        CommandKind::ReturnRefusal => Command::ReturnRefusal { item, reason: text("reason") },
        CommandKind::IssueResult => Command::IssueResult { item },
        CommandKind::HandOut => Command::HandOut { tracking: text("tracking") },
        _ => return None,
    })
}

/// The procedure that was chosen.
fn procedure<'a>(typed: &Typed, pauses: &'a [SpecialProcedure]) -> Option<&'a SpecialProcedure> {
    let chosen = typed.get("kind")?;
    pauses.iter().find(|pause| code(&pause.kind) == *chosen)
}

/// What is missing or wrong, by name, with its text.
fn problems(
    action: &Action,
    typed: &Typed,
    pauses: &[SpecialProcedure],
) -> Vec<(&'static str, String)> {
    let blank = |name: &str| typed.get(name).is_none_or(|text| text.trim().is_empty());
    let mut wrong = Vec::new();
    if action.command == CommandKind::StartPause {
        match procedure(typed, pauses) {
            None => wrong.push(("kind", t("staff.form.choose"))),
            Some(pause) => {
                let days = typed.get("days").and_then(|days| days.trim().parse::<u32>().ok());
                if !days.is_some_and(|days| (1..=pause.days).contains(&days)) {
                    let most = pause.days.to_string();
                    wrong.push(("days", tr("staff.form.days", &[("most", &most)])));
                }
            }
        }
    }
    let missing = asks(action.command).iter().filter(|ask| !ask.optional && blank(ask.name));
    wrong.extend(missing.map(|ask| (ask.name, t("staff.form.missing"))));
    wrong
}

/// The procedures that the action's item names.
fn pauses(guide: &Guide, action: &Action) -> Vec<SpecialProcedure> {
    let node = action.item.as_deref().and_then(|item| guide.node(item));
    node.map(|node| node.item.pauses.clone()).unwrap_or_default()
}

/// The dialog of the action that is being done.
pub fn dialog(open: Open) -> AnyView {
    let view = move || {
        let action = open.doing.get()?;
        (action.command != CommandKind::RequestCorrections).then(|| fill_in(open, action))
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
    fn new(action: Action, pauses: Vec<SpecialProcedure>) -> Self {
        let first = match pauses.as_slice() {
            [only] => (code(&only.kind), only.days.to_string()),
            _ => Default::default(),
        };
        let mut texts: BTreeMap<&'static str, RwSignal<String>> = asks(action.command)
            .iter()
            .map(|ask| (ask.name, RwSignal::new(String::new())))
            .collect();
        texts.insert("kind", RwSignal::new(first.0));
        texts.insert("days", RwSignal::new(first.1));
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
    let state = State::new(action.clone(), pauses(&guide, &action));
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
            <ErrorSummary errors=errors attempt=state.attempt />
            <Form on_submit=send>
                {(action.command == CommandKind::StartPause).then(|| procedure_fields(state))}
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
    let (kind, days) = (state.text("kind"), state.text("days"));
    let option = |pause: &SpecialProcedure| Opt::new(code(&pause.kind), pick(&pause.name));
    let options: Vec<Opt> = state.pauses.with_value(|all| all.iter().map(option).collect());
    let pick_kind = Callback::new(move |chosen: String| {
        let most = state.pauses.with_value(|all| {
            all.iter().find(|pause| code(&pause.kind) == chosen).map(|pause| pause.days)
        });
        days.set(most.map(|most| most.to_string()).unwrap_or_default());
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
    let length = Caption::new(id("days"), t("staff.ask.days"))
        .unit(t("staff.pause.unit"))
        .error(state.error("days"));
    view! {
        <SelectField caption=kinds options=Signal::derive(move || options.clone()) value=kind on_pick=pick_kind />
        {basis}
        <TextField
            caption=length
            value=days
            on_input=Callback::new(move |typed| days.set(typed))
            keyboard=Keyboard::Digits
            width=4
        />
    }
    .into_any()
}

/// The report that waits for the second pair of eyes.
fn proposal(open: Open, action: &Action) -> AnyView {
    if !matches!(action.command, CommandKind::ConfirmRefusal | CommandKind::ReturnRefusal) {
        return ().into_any();
    }
    let item = action.item.clone().unwrap_or_default();
    let view = move || {
        let report = open.view.with(|view| {
            let task = view.tasks.iter().find(|task| task.item == item);
            task.and_then(|task| task.proposed.clone())
        })?;
        let rows = vec![
            (t("staff.ask.grounds"), report.grounds.into_any()),
            (t("staff.ask.remedy"), report.remedy.into_any()),
        ];
        Some(view! { <Facts rows=rows /> }.into_any())
    };
    view! { {view} }.into_any()
}

#[cfg(test)]
mod tests {
    use onething_domain::item::PauseKind;
    use onething_domain::text::Text;

    use super::*;

    fn action(command: CommandKind) -> Action {
        Action { command, item: Some("food-permit".into()) }
    }

    fn inspection() -> Vec<SpecialProcedure> {
        vec![SpecialProcedure {
            kind: PauseKind::Inspection,
            name: Text::zh("现场核查"),
            days: 5,
            basis: Text::zh("第四十五条"),
        }]
    }

    fn wrong(kind: CommandKind, typed: &[(&'static str, &str)]) -> Vec<&'static str> {
        let typed = typed.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        problems(&action(kind), &typed, &inspection()).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn a_refusal_needs_grounds_and_remedy() {
        assert_eq!(wrong(CommandKind::ProposeRefusal, &[("grounds", " ")]), ["grounds", "remedy"]);
        assert_eq!(wrong(CommandKind::Approve, &[]), [""; 0]);
    }

    #[test]
    fn a_pause_lasts_no_longer_than_the_item_says() {
        let with = |days| [("kind", "inspection"), ("days", days), ("reason", "现场核查")];
        assert_eq!(wrong(CommandKind::StartPause, &with("5")), [""; 0]);
        assert_eq!(wrong(CommandKind::StartPause, &with("6")), ["days"]);
        assert_eq!(wrong(CommandKind::StartPause, &with("0")), ["days"]);
        assert_eq!(wrong(CommandKind::StartPause, &[("reason", "x")]), ["kind"]);
    }

    #[test]
    fn what_was_typed_becomes_the_command() {
        let typed = Typed::from([
            ("kind", "inspection".into()),
            ("days", " 3 ".into()),
            ("reason", " 现场核查 ".into()),
        ]);
        let made = command(&action(CommandKind::StartPause), &typed, &inspection());
        let wanted = Command::StartPause {
            item: "food-permit".into(),
            kind: PauseKind::Inspection,
            days: 3,
            reason: "现场核查".into(),
        };
        assert_eq!(made, Some(wanted));
    }
}
