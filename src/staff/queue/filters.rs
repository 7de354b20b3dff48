//! What narrows and orders the list. Lights and hands are links; the rest is chosen in fields that change the address.

use leptos::prelude::*;
use onething_api::work::{Desk, Queue, QueueHolder, QueueLight};
use onething_domain::case::{CaseStatus, Mark, TaskStatus};
use onething_domain::city::Role;
use serde::Serialize;

use super::asked::Asked;
use crate::{
    api,
    i18n::{pick, t},
    load::reading,
    platform::history,
    router::Query,
    session::Session,
    ui::{Button, Caption, DateField, Kind, Opt, SelectField, chip},
    words::{self, code},
};

const LIGHTS: [QueueLight; 3] = [QueueLight::Red, QueueLight::Yellow, QueueLight::Green];
const HOLDERS: [QueueHolder; 3] = [QueueHolder::Mine, QueueHolder::Nobody, QueueHolder::Owned];
const CASES: [CaseStatus; 7] = [
    CaseStatus::Unpaid,
    CaseStatus::Received,
    CaseStatus::Correcting,
    CaseStatus::Accepted,
    CaseStatus::Finished,
    CaseStatus::Declined,
    CaseStatus::Withdrawn,
];
const TASKS: [TaskStatus; 4] =
    [TaskStatus::Open, TaskStatus::Paused, TaskStatus::RefusalProposed, TaskStatus::Approved];

/// The row of links, and the fields below it while they are wanted.
pub fn filters(asked: Memo<Asked>, queue: Memo<Option<Queue>>) -> AnyView {
    let open = RwSignal::new(asked.with_untracked(is_in_fields));
    let desk = Memo::new(move |_| queue.with(|q| q.as_ref().map(|q| q.desk).unwrap_or_default()));
    let links = move || {
        let asked = asked.get();
        // Whoever has asked for a light can take it back.
        let lights = desk.get().has_lights() || !asked.get("light").is_empty();
        view! { {lights.then(|| row(&asked, "light", &LIGHTS, |value| t(&format!("staff.light.{value}"))))}
        {row(&asked, "holder", &HOLDERS, |value| t(&format!("staff.holder.{value}")))} }
    };
    let whole = move || {
        let asked = asked.get();
        asked.is_narrowed().then(|| {
            view! { <a class="queue-whole" href=asked.whole().address()>{t("staff.queue.all")}</a> }
        })
    };
    let toggle = Callback::new(move |()| open.update(|open| *open = !*open));
    view! {
        <div class="queue-filters">
            {links}
            <Button
                label=t("staff.filter.more")
                kind=Kind::Quiet
                pressed=open
                on_press=toggle
            />
            {whole}
        </div>
        {move || open.get().then(|| fields(asked, desk.get(), queue))}
    }
    .into_any()
}

/// Whether something is asked that only the fields show.
fn is_in_fields(asked: &Asked) -> bool {
    let keys = ["status", "task_status", "thing", "department", "mark", "from", "until"];
    keys.iter().any(|key| !asked.get(key).is_empty())
}

/// Links that ask for one of a few values; the chosen one takes itself back.
fn row(
    asked: &Asked,
    key: &'static str,
    values: &[impl Serialize],
    word: fn(&str) -> String,
) -> AnyView {
    let link = |value: String| {
        let chosen = asked.get(key) == value;
        let to = asked.with(key, if chosen { "" } else { &value });
        chip(to.address(), chosen, word(&value))
    };
    let links: Vec<AnyView> = values.iter().map(|value| link(code(value))).collect();
    view! { <ul class="chips" aria-label=t(&format!("staff.filter.{key}"))>{links}</ul> }.into_any()
}

fn fields(asked: Memo<Asked>, desk: Desk, queue: Memo<Option<Queue>>) -> AnyView {
    let name = |key: &str| t(&format!("staff.filter.{key}"));
    let cases = || CASES.iter().map(|s| Opt::new(code(s), words::case_status(*s).0)).collect();
    let tasks = || TASKS.iter().map(|s| Opt::new(code(s), words::task_status(*s).0)).collect();
    let marks = Mark::ALL
        .iter()
        .map(|mark| option(mark, |value| t(&format!("staff.mark.{value}"))))
        .collect::<Vec<_>>();
    // Those that are applied for most; any other comes with a link or a kept list.
    let most = || Query::default().with("limit", "100");
    let things = reading(move || async move { api::guides::list(&most()).await });
    let things = Signal::derive(move || {
        let found = things.get().and_then(Result::ok);
        let guides = found.map(|list| list.guides).unwrap_or_default();
        guides.into_iter().map(|guide| Opt::new(guide.thing, pick(&guide.title))).collect()
    });
    let sees_all = Session::get().person().is_some_and(|person| {
        person.roles.iter().any(|role| matches!(role, Role::Clerk | Role::Supervisor))
    });
    let sorts = Signal::derive(move || {
        let whole = sees_all && asked.with(|asked| asked.get("department").is_empty());
        let orders = desk.orders(whole).iter();
        orders.map(|sort| option(sort, |value| t(&format!("staff.sort.{value}")))).collect()
    });
    let used = Signal::derive(move || {
        queue.with(|queue| queue.as_ref().map(|queue| code(&queue.sort)).unwrap_or_default())
    });
    view! {
        <div class="queue-fields">
            {select(asked, "thing", name("thing"), things)}
            {(desk == Desk::All).then(|| select(asked, "status", name("status"), fixed(cases())))}
            {(desk == Desk::Tasks)
                .then(|| select(asked, "task_status", name("status"), fixed(tasks())))}
            {(desk == Desk::All && sees_all).then(|| departments(asked))}
            {select(asked, "mark", name("mark"), fixed(marks))}
            {day(asked, "from")}
            {day(asked, "until")}
            {sort(asked, used, sorts)}
        </div>
    }
    .into_any()
}

fn fixed(options: Vec<Opt>) -> Signal<Vec<Opt>> {
    Signal::derive(move || options.clone())
}

fn option(value: &impl Serialize, word: fn(&str) -> String) -> Opt {
    let value = code(value);
    let words = word(&value);
    Opt::new(value, words)
}

fn departments(asked: Memo<Asked>) -> AnyView {
    let known = reading(|| async { api::departments::list().await });
    let options = Signal::derive(move || {
        let found = known.get().and_then(Result::ok);
        let all = found.map(|list| list.departments).unwrap_or_default();
        all.into_iter().map(|one| Opt::new(one.id, pick(&one.name))).collect()
    });
    select(asked, "department", t("staff.filter.department"), options)
}

fn select(
    asked: Memo<Asked>,
    key: &'static str,
    label: String,
    options: Signal<Vec<Opt>>,
) -> AnyView {
    let value = Signal::derive(move || asked.with(|asked| asked.get(key).to_owned()));
    let pick = Callback::new(move |value: String| go(asked, key, &value));
    let caption = Caption::new(format!("filter-{key}"), label);
    view! { <SelectField caption=caption options=options value=value on_pick=pick /> }.into_any()
}

/// The order; where none is asked for, the one that is usual on the desk is shown.
fn sort(asked: Memo<Asked>, used: Signal<String>, options: Signal<Vec<Opt>>) -> AnyView {
    let pick = Callback::new(move |value: String| go(asked, "sort", &value));
    let caption = Caption::new("filter-sort", t("staff.filter.sort"));
    view! { <SelectField caption=caption options=options value=used on_pick=pick /> }.into_any()
}

fn day(asked: Memo<Asked>, key: &'static str) -> AnyView {
    let value = Signal::derive(move || asked.with(|asked| asked.get(key).to_owned()));
    let pick = Callback::new(move |value: String| go(asked, key, &value));
    let caption = Caption::new(format!("filter-{key}"), t(&format!("staff.filter.{key}")));
    view! { <DateField caption=caption value=value on_input=pick /> }.into_any()
}

fn go(asked: Memo<Asked>, key: &str, value: &str) {
    let to = asked.with_untracked(|asked| asked.with(key, value));
    // The list of one department has fewer orders: it begins with its usual one.
    let to = if key == "department" { to.with("sort", "") } else { to };
    history::go(&to.address());
}
