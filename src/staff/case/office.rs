//! What staff arrange among themselves: who has the case and its items, who answers for it, how the person is helped,
//! and what they note for each other. The applicant sees none of it (C10, C12).

use leptos::prelude::*;
use onething_api::cases::{CaseView, Colleague};
use onething_domain::case::{Action, Command, CommandKind, Mark};

use super::{
    open::Open,
    send::Sender,
    templates::{self, Templates},
    unsent::Texts,
};
use crate::{
    i18n::{moment, pick, t, tr},
    session::Session,
    staff::parts::colleagues,
    ui::{AreaField, Button, Caption, Dialog, Form, Kind, Opt, RadioField, Tag, Tone},
    words::{self, code},
};

/// Notes that are shown here; all of them stand in the history.
const NOTES: usize = 3;

fn action(command: CommandKind, item: Option<&str>) -> Action {
    Action { command, item: item.map(str::to_owned) }
}

/// The part of the page.
pub fn office(open: Open) -> AnyView {
    let seq = Memo::new(move |_| open.view.with(|view| view.seq));
    let view = move || {
        seq.get(); // read, since a memo that is only tracked never runs
        open.view.with_untracked(|view| body(open, view))
    };
    view! {
        <section class="part office" aria-labelledby="office-title">
            <h2 class="part-title" id="office-title">{t("staff.office")}</h2>
            {view}
        </section>
    }
    .into_any()
}

fn body(open: Open, view: &CaseView) -> AnyView {
    let Some(office) = &view.office else {
        return ().into_any();
    };
    let mut rows = vec![hands(open, view, t("staff.office.clerk"), None, office.clerk.as_ref())];
    for task in &view.tasks {
        let holder = office.assignees.get(&task.item);
        rows.push(hands(open, view, pick(&task.name), Some(&task.item), holder));
    }
    let owner = office.owner.as_ref().map(|one| one.name.clone());
    let name = owner.unwrap_or_else(|| t("staff.office.nobody"));
    let own = action(CommandKind::NameOwner, None);
    rows.push(line(
        t("staff.office.owner"),
        name.into_any(),
        vec![button(open, view, own, "name")],
    ));
    let marks: Vec<AnyView> = office.marks.iter().map(mark).collect();
    let marks = if marks.is_empty() { t("staff.office.none").into_any() } else { marks.into_any() };
    let set = action(CommandKind::SetMark, None);
    rows.push(line(t("staff.office.marks"), marks, vec![button(open, view, set, "change")]));
    let note = button(open, view, action(CommandKind::AddNote, None), "note");
    view! { <dl class="office-rows">{rows}</dl>{notes(view)}{note} }.into_any()
}

fn mark(mark: &Mark) -> AnyView {
    view! { <Tag label=t(&format!("staff.mark.{}", code(mark))) tone=Tone::Info />" " }.into_any()
}

fn line(name: String, value: AnyView, buttons: Vec<AnyView>) -> AnyView {
    view! { <div class="office-row"><dt>{name}</dt><dd>{value}" "{buttons}</dd></div> }.into_any()
}

/// Who has a share of the work; nothing where nobody has it and nobody here may take it.
fn hands(
    open: Open,
    view: &CaseView,
    name: String,
    item: Option<&str>,
    holder: Option<&Colleague>,
) -> AnyView {
    let assign = action(CommandKind::Assign, item);
    let may = view.allowed.contains(&assign);
    if holder.is_none() && !may {
        return ().into_any();
    }
    let who = holder.map_or_else(|| t("staff.office.free"), |one| one.name.clone());
    let me = Session::get().person().map(|person| person.id).unwrap_or_default();
    let free = holder.is_none() && may && can_take(view, item);
    let mut buttons = Vec::new();
    if free {
        let describe = tr("staff.office.take.of", &[("what", &name)]);
        let item = item.map(str::to_owned);
        let sender = Sender::new(open);
        let press = Callback::new(move |()| {
            let to = Some(me.clone());
            sender.send(Command::Assign { item: item.clone(), to, reason: String::new() });
        });
        buttons.push(
            view! { <Button label=t("staff.office.take") kind=Kind::Quiet describe=describe on_press=press busy=sender.busy /> }
                .into_any(),
        );
    }
    buttons.push(button(open, view, assign, "give"));
    line(name, who.into_any(), buttons)
}

/// Whether who reads could do this share: a supervisor gives work to others only.
fn can_take(view: &CaseView, item: Option<&str>) -> bool {
    use onething_domain::city::Role;
    let Some(person) = Session::get().person() else {
        return false;
    };
    match item {
        None => person.roles.contains(&Role::Clerk),
        Some(item) => {
            let of = view.tasks.iter().find(|task| task.item == item).map(|task| &task.department);
            of.is_some() && of == person.department.as_ref()
        }
    }
}

fn button(open: Open, view: &CaseView, action: Action, label: &str) -> AnyView {
    if !view.allowed.contains(&action) {
        return ().into_any();
    }
    let subject = action.item.as_deref().and_then(|item| {
        view.tasks.iter().find(|task| task.item == item).map(|task| pick(&task.name))
    });
    let describe = match subject {
        Some(item) if label == "take" => tr("staff.office.take.of", &[("what", &item)]),
        Some(item) => tr("staff.office.give.of", &[("what", &item)]),
        // What is heard begins with what is seen (WCAG 2.5.3).
        None => {
            let what = t(&format!("staff.do.{}", code(&action.command)));
            format!("{} {what}", t(&format!("staff.office.{label}")))
        }
    };
    let press = Callback::new(move |()| open.doing.set(Some(action.clone())));
    view! { <Button label=t(&format!("staff.office.{label}")) kind=Kind::Quiet describe=describe on_press=press /> }
        .into_any()
}

/// The last notes, newest first.
fn notes(view: &CaseView) -> AnyView {
    let noted = view.timeline.iter().rev().filter(|entry| entry.event == "noted").take(NOTES);
    let note = |entry: &onething_api::cases::TimelineEntry| {
        let when = [moment(entry.at), words::actor(&entry.by)].join(" · ");
        view! {
            <li class="office-note"><p>{entry.note.clone()}</p><p class="soft small">{when}</p></li>
        }
        .into_any()
    };
    let list: Vec<AnyView> = noted.map(note).collect();
    let any = !list.is_empty();
    any.then(|| view! { <ul class="office-notes" aria-label=t("staff.office.notes")>{list}</ul> })
        .into_any()
}

/// A view whose history says in words what was arranged.
pub fn told(view: &CaseView) -> CaseView {
    let mut view = view.clone();
    for entry in &mut view.timeline {
        let param = |name: &str| entry.params.get(name).cloned();
        let what = match entry.event.as_str() {
            "assigned" => Some(param("to").unwrap_or_else(|| t("staff.office.laid_back"))),
            "owner_named" => param("to"),
            "mark_set" => param("mark").map(|mark| {
                let on = param("on").is_some_and(|on| on == "true");
                let key = if on { "staff.mark.on" } else { "staff.mark.off" };
                tr(key, &[("mark", &t(&format!("staff.mark.{mark}")))])
            }),
            _ => None,
        };
        if let Some(what) = what {
            let lines = [what, std::mem::take(&mut entry.note)];
            entry.note =
                lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        }
    }
    view
}

/// The dialog of what is being arranged.
pub fn dialog(open: Open) -> AnyView {
    let view = move || {
        let action = open.doing.get()?;
        action.command.is_office().then(|| fill_in(open, action))
    };
    view! { {view} }.into_any()
}

/// What is typed into a dialog.
#[derive(Clone, Copy)]
struct Typed {
    to: RwSignal<String>,
    text: RwSignal<String>,
    mark: RwSignal<String>,
    tried: RwSignal<bool>,
}

impl Typed {
    fn new() -> Self {
        Self {
            to: RwSignal::default(),
            text: RwSignal::default(),
            mark: RwSignal::default(),
            tried: RwSignal::new(false),
        }
    }

    /// What is wrong with a text that an act needs, once it was tried.
    fn missing(
        self,
        needed: bool,
        text: RwSignal<String>,
        key: &'static str,
    ) -> Signal<Option<String>> {
        Signal::derive(move || {
            let blank = self.tried.get() && text.with(|text| text.trim().is_empty());
            (needed && blank).then(|| t(key))
        })
    }
}

/// What an act asks for.
#[derive(Clone, Copy)]
struct Asks {
    whom: bool,
    mark: bool,
    /// Name of the text, and whether it may stay empty.
    text: (&'static str, bool),
    sentences: Templates,
}

fn asks(kind: CommandKind) -> Asks {
    match kind {
        CommandKind::AddNote => {
            Asks { whom: false, mark: false, text: ("note", false), sentences: templates::NOTE }
        }
        CommandKind::SetMark => {
            Asks { whom: false, mark: true, text: ("reason", false), sentences: templates::MARK }
        }
        _ => Asks { whom: true, mark: false, text: ("reason", true), sentences: templates::ASSIGN },
    }
}

/// The command that what was typed makes; `has` says which marks there are.
fn command(action: &Action, typed: Typed, has: &[Mark]) -> Option<Command> {
    let text = typed.text.get_untracked().trim().to_owned();
    let to = typed.to.get_untracked();
    Some(match action.command {
        CommandKind::AddNote => Command::AddNote { text },
        CommandKind::Assign => {
            Command::Assign { item: action.item.clone(), to: Some(to), reason: text }
        }
        CommandKind::NameOwner => Command::NameOwner { to, reason: text },
        CommandKind::SetMark => {
            let chosen = typed.mark.get_untracked();
            let mark = Mark::ALL.into_iter().find(|mark| code(mark) == chosen)?;
            Command::SetMark { mark, on: !has.contains(&mark), reason: text }
        }
        _ => return None,
    })
}

fn marks(open: Open) -> Vec<Mark> {
    open.view.with_untracked(|view| view.office.clone().unwrap_or_default().marks)
}

fn fill_in(open: Open, action: Action) -> AnyView {
    let (typed, sender) = (Typed::new(), Sender::new(open));
    const TEXT: &str = "text";
    typed.text.set(open.unsent.of(&action).remove(TEXT).unwrap_or_default());
    open.unsent.keep(&action, move || Texts::from([(TEXT.to_owned(), typed.text.get())]));
    let asked = asks(action.command);
    let name = code(&action.command);
    let possible = sender.possible(action.clone());
    let close = Callback::new(move |()| open.doing.set(None));
    let wrong = [
        typed.missing(asked.whom, typed.to, "staff.form.choose"),
        typed.missing(asked.mark, typed.mark, "staff.form.choose"),
        typed.missing(!asked.text.1, typed.text, "staff.form.missing"),
    ];
    let has = marks(open);
    let of = action.clone();
    let send = Callback::new(move |()| {
        typed.tried.set(true);
        if untrack(|| wrong.iter().all(|wrong| wrong.get().is_none()))
            && let Some(command) = command(&of, typed, &has)
        {
            sender.send(command);
        }
    });
    let submit = StoredValue::new(t(&format!("staff.confirm.{name}")));
    let lead = t(&format!("staff.lead.{name}"));
    let title = t(&format!("staff.do.{name}"));
    view! {
        <Dialog open=true on_close=close title=title>
            <p class="soft">{lead.clone()}</p>
            {sender.notices(action.clone())}
            {form(fields(open, &action, typed, wrong), send, buttons(sender, possible, submit, close))}
        </Dialog>
    }
    .into_any()
}

fn form(fields: AnyView, send: Callback<()>, buttons: AnyView) -> AnyView {
    view! { <Form on_submit=send>{fields}{buttons}</Form> }.into_any()
}

fn buttons(
    sender: Sender,
    possible: Memo<bool>,
    submit: StoredValue<String>,
    close: Callback<()>,
) -> AnyView {
    view! {
        <div class="actions">
            {move || possible.get().then(|| view! {
                <Button label=submit.get_value() submit=true busy=sender.busy />
            })}
            <Button label=t("staff.cancel") kind=Kind::Secondary on_press=close />
        </div>
    }
    .into_any()
}

fn fields(
    open: Open,
    action: &Action,
    typed: Typed,
    [no_colleague, no_mark, no_text]: [Signal<Option<String>>; 3],
) -> AnyView {
    let asked = asks(action.command);
    let department = open.view.with_untracked(|view| {
        let task = view.tasks.iter().find(|task| Some(&task.item) == action.item.as_ref());
        task.map(|task| task.department.clone()).unwrap_or_default()
    });
    let whom =
        asked.whom.then(|| colleagues::field("office-to", &department, typed.to, no_colleague));
    let mark = asked.mark.then(|| mark_field(open, typed.mark, no_mark));
    let (label, optional) = asked.text;
    let caption = Caption::new("office-text", t(&format!("staff.ask.{label}")))
        .optional(optional)
        .error(no_text);
    let text = typed.text;
    view! {
        {whom}
        {mark}
        <AreaField caption=caption value=text on_input=Callback::new(move |typed| text.set(typed)) rows=3 />
        {templates::buttons(asked.sentences, text)}
    }
    .into_any()
}

/// Which mark to put on or take away.
fn mark_field(open: Open, mark: RwSignal<String>, error: Signal<Option<String>>) -> AnyView {
    let has = marks(open);
    let option = |mark: &Mark| {
        let key = if has.contains(mark) { "staff.mark.off" } else { "staff.mark.on" };
        let name = t(&format!("staff.mark.{}", code(mark)));
        Opt::new(code(mark), tr(key, &[("mark", &name)]))
    };
    let options: Vec<Opt> = Mark::ALL.iter().map(option).collect();
    let caption = Caption::new("office-mark", t("staff.office.marks")).error(error);
    let pick = Callback::new(move |chosen: String| mark.set(chosen));
    view! { <RadioField caption=caption options=options value=mark on_pick=pick /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_is_there_is_taken_away() {
        let owner = Owner::new();
        owner.set();
        let typed = Typed::new();
        typed.mark.set("errand".into());
        typed.text.set(" 行动不便 ".into());
        let act = action(CommandKind::SetMark, None);
        let made = |has: &[Mark]| command(&act, typed, has);
        let wanted =
            |on| Command::SetMark { mark: Mark::Errand, on, reason: "行动不便".into() };
        assert_eq!(made(&[]), Some(wanted(true)));
        assert_eq!(made(&[Mark::Errand]), Some(wanted(false)));
        typed.mark.set(String::new());
        assert_eq!(made(&[]), None);
    }
}
