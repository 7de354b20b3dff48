//! One inspection for several departments (联合踏勘, C8): where it is scheduled, and when they come.

use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;
use onething_domain::case::{Action, Command, CommandKind, Inspection};
use onething_domain::item::PauseKind;

use super::{open::Open, send::Sender, templates};
use crate::{
    i18n::{days, moment, moment_of, pick, t, tr},
    ui::{
        AreaField, Button, Caption, CheckField, DateField, Dialog, ErrorSummary, FieldError, Form,
        Kind, Opt, TextField,
    },
};

/// Inspections that are or were scheduled.
pub fn visits(open: Open) -> AnyView {
    let all = Memo::new(move |_| open.view.with(|view| view.inspections.clone()));
    let view = move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            let lines = all.iter().map(|one| visit(open, one)).collect_view();
            view! {
                <section class="part" aria-labelledby="visits-title">
                    <h2 class="part-title" id="visits-title">{t("staff.inspections")}</h2>
                    <ul class="task-lanes">{lines}</ul>
                </section>
            }
            .into_any()
        })
    };
    view! { {view} }.into_any()
}

fn visit(open: Open, visit: &Inspection) -> AnyView {
    let names = open.view.with_untracked(|view| {
        let tasks = view.tasks.iter().filter(|task| visit.items.contains(&task.item));
        tasks.map(|task| pick(&task.name)).collect::<Vec<_>>().join(&t("mark.list"))
    });
    let when = [("at", moment(visit.at)), ("place", visit.place.clone())];
    let when = tr("staff.inspection.when", &[("at", &when[0].1), ("place", &when[1].1)]);
    view! {
        <li class="task-lane">
            <p><strong>{when}</strong></p>
            <p class="small">{names}</p>
            {(!visit.note.is_empty()).then(|| view! { <p class="soft small">{visit.note.clone()}</p> })}
        </li>
    }
    .into_any()
}

/// Whether this file draws the dialog of a command.
pub fn is_own(command: CommandKind) -> bool {
    matches!(command, CommandKind::ScheduleInspection | CommandKind::MoveInspection)
}

/// The dialog, while an inspection is being scheduled or moved.
pub fn dialog(open: Open) -> AnyView {
    let view = move || {
        let action = open.doing.get()?;
        (is_own(action.command)).then(|| fill_in(open, action))
    };
    view! { {view} }.into_any()
}

/// Items that may be inspected together, each with the days that it gives to it.
fn choices(open: Open) -> Vec<Opt> {
    let guide = open.guide();
    open.view.with_untracked(|view| {
        let open_tasks = view.tasks.iter().filter(|task| {
            task.status == onething_domain::case::TaskStatus::Open
                && task.pauses.iter().all(|pause| pause.kind != PauseKind::Inspection)
        });
        open_tasks
            .filter_map(|task| {
                let named = guide.node(&task.item)?.item.pauses.iter();
                let most = named.clone().find(|named| named.kind == PauseKind::Inspection)?.days;
                let label = format!(
                    "{} · {} ({})",
                    pick(&task.department_name),
                    pick(&task.name),
                    days(most)
                );
                Some(Opt::new(task.item.clone(), label))
            })
            .collect()
    })
}

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    /// Whether it is only moved: its items stay.
    moved: bool,
    items: RwSignal<Vec<String>>,
    day: RwSignal<String>,
    hour: RwSignal<String>,
    place: RwSignal<String>,
    ready: RwSignal<String>,
}

impl Typed {
    fn at(self) -> Option<DateTime<Utc>> {
        let day: NaiveDate = self.day.with(|day| day.parse().ok())?;
        let (hour, minute) = self.hour.with(|hour| read_hour(hour))?;
        moment_of(day, hour, minute)
    }

    fn problems(self) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        if !self.moved && self.items.with(Vec::len) < 2 {
            wrong.push(("items", t("staff.form.items")));
        }
        if self.day.with(|day| day.parse::<NaiveDate>().is_err()) {
            wrong.push(("day", t("staff.form.day")));
        }
        if self.hour.with(|hour| read_hour(hour).is_none()) {
            wrong.push(("hour", t("staff.form.hour")));
        }
        if self.place.with(|place| place.trim().is_empty()) {
            wrong.push(("place", t("staff.form.missing")));
        }
        wrong
    }

    fn command(self) -> Option<Command> {
        let (items, at) = (self.items.get(), self.at()?);
        let place = self.place.with(|place| place.trim().to_owned());
        let note = self.ready.with(|note| note.trim().to_owned());
        Some(match self.moved {
            true => Command::MoveInspection { at, place, note },
            false => Command::ScheduleInspection { items, at, place, note },
        })
    }
}

/// Hours and minutes as people write them: `9:30`, `09：30`.
fn read_hour(text: &str) -> Option<(u32, u32)> {
    let (hour, minute) = text.trim().split_once([':', '：'])?;
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}

fn id(name: &str) -> String {
    format!("inspect-{name}")
}

/// Where an inspection is moved from, to begin with. Of several the service tells which one is meant, so that another's
/// place must not stand there.
fn place_of(visits: &[Inspection]) -> String {
    match visits {
        [only] => only.place.clone(),
        _ => String::new(),
    }
}

fn fill_in(open: Open, action: Action) -> AnyView {
    let options = choices(open);
    let all: Vec<String> = options.iter().map(|option| option.value.clone()).collect();
    let options = StoredValue::new(options);
    let text = || RwSignal::new(String::new());
    let moved = action.command == CommandKind::MoveInspection;
    let place = match moved {
        true => open.view.with_untracked(|view| place_of(&view.inspections)),
        false => String::new(),
    };
    let typed = Typed {
        moved,
        items: RwSignal::new(all),
        day: text(),
        hour: RwSignal::new("09:30".to_owned()),
        place: RwSignal::new(place),
        ready: text(),
    };
    let name = if moved { "move_inspection" } else { "schedule_inspection" };
    let attempt = RwSignal::new(0_u32);
    let sender = Sender::new(open);
    let possible = sender.possible(action.clone());
    let error = move |name: &'static str| {
        Signal::derive(move || {
            let wrong = typed.problems().into_iter().find(|(of, _)| *of == name);
            wrong.filter(|_| attempt.get() > 0).map(|(_, text)| text)
        })
    };
    let errors = Signal::derive(move || {
        let labelled = |(name, text): (&'static str, String)| FieldError {
            id: id(name),
            text: [t(&format!("staff.ask.{name}")), t("mark.colon"), text].concat(),
        };
        typed.problems().into_iter().map(labelled).collect::<Vec<_>>()
    });
    let close = Callback::new(move |()| open.doing.set(None));
    let send = Callback::new(move |()| {
        attempt.update(|count| *count += 1);
        let whole = untrack(|| typed.problems().is_empty());
        if let (true, Some(command)) = (whole, untrack(|| typed.command())) {
            sender.send(command);
        }
    });
    let caption = move |name: &'static str| {
        Caption::new(id(name), t(&format!("staff.ask.{name}"))).error(error(name))
    };
    view! {
        <Dialog open=true on_close=close title=t(&format!("staff.do.{name}"))>
            <p class="soft">{t(&format!("staff.lead.{name}"))}</p>
            {sender.notices(action.clone())}
            <ErrorSummary errors=errors attempt=attempt />
            <Form on_submit=send>
                {(!moved).then(|| view! {
                    <CheckField
                        caption=caption("items")
                        options=options.get_value()
                        values=typed.items
                        on_pick=Callback::new(move |chosen| typed.items.set(chosen))
                    />
                })}
                <DateField
                    caption=caption("day")
                    value=typed.day
                    on_input=Callback::new(move |day| typed.day.set(day))
                />
                <TextField
                    caption=caption("hour")
                    value=typed.hour
                    on_input=Callback::new(move |hour| typed.hour.set(hour))
                    width=6
                />
                <TextField
                    caption=caption("place")
                    value=typed.place
                    on_input=Callback::new(move |place| typed.place.set(place))
                />
                <AreaField
                    caption=Caption::new(id("ready"), t("staff.ask.ready")).optional(true)
                    value=typed.ready
                    on_input=Callback::new(move |note| typed.ready.set(note))
                    rows=2
                />
                {templates::buttons(templates::READY, typed.ready)}
                <div class="actions">
                    {move || possible.get().then(|| view! {
                        <Button label=t(&format!("staff.confirm.{name}")) submit=true busy=sender.busy />
                    })}
                    <Button label=t("staff.cancel") kind=Kind::Secondary on_press=close />
                </div>
            </Form>
        </Dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_stands_there_only_where_no_other_can_be_meant() {
        let visit = |place: &str| Inspection {
            at: DateTime::UNIX_EPOCH,
            place: place.to_owned(),
            note: String::new(),
            items: Vec::new(),
        };
        assert_eq!(place_of(&[visit("一号")]), "一号");
        assert_eq!(place_of(&[visit("一号"), visit("二号")]), "");
        assert_eq!(place_of(&[]), "");
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!(read_hour(" 9:30 "), Some((9, 30)));
        assert_eq!(read_hour("14：05"), Some((14, 5)));
        for wrong in ["", "9", "24:00", "9:60", "九点"] {
            assert_eq!(read_hour(wrong), None, "{wrong}");
        }
    }
}
