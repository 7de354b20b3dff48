//! The progress of a case (T1): what the applicant must do first, a lane for each department, and what
//! has happened, changing by itself.

mod lanes;
mod todo;
mod withdraw;

use std::time::Duration;

use leptos::prelude::*;
use onething_api::cases::{CaseView, Moved, TimelineEntry as Entry};

use crate::{
    api,
    i18n::{days, moment, money, pick, t, tr},
    links,
    load::{Reading, reading, shown},
    platform::{clock, live, page},
    router::Params,
    ui::{Card, Facts, Page, Tag, Timeline, TimelineEntry, Tone, say},
    words,
};

/// How often to ask where the server cannot tell by itself.
const EVERY: Duration = Duration::from_secs(10);

/// The page.
pub fn page(params: Params) -> AnyView {
    let number = params.get("number");
    let of = number.clone();
    let read = reading(move || {
        let number = of.clone();
        async move { api::cases::case(&number).await }
    });
    // The last answer stays when one fails, and equal answers draw nothing anew.
    let case = Memo::new(move |before: Option<&Option<CaseView>>| {
        read.get().and_then(Result::ok).or_else(|| before.cloned().flatten())
    });
    let title = Signal::derive(move || {
        case.with(|case| case.as_ref().map_or_else(|| t("track.title"), |case| pick(&case.title)))
    });
    follow(number.clone(), read, case);
    let lead = tr("track.number", &[("number", &number)]);
    let reload = Callback::new(move |()| read.refetch());
    let there = Memo::new(move |_| case.with(Option::is_some));
    let body = move || match there.get() {
        true => view! { {move || case.get().map(|case| body(case, reload))} }.into_any(),
        false => shown(read, |_| ().into_any()),
    };
    view! {
        <Page title=title lead=lead wide=true up=(String::from("/my"), t("my.title"))>{body}</Page>
    }
    .into_any()
}

/// Reads again when the server says that the case has moved; and now and then, since a network on the
/// way may hold those words back.
fn follow(number: String, read: Reading<CaseView>, case: Memo<Option<CaseView>>) {
    let seq = Memo::new(move |_| case.with(|case| case.as_ref().map_or(0, |case| case.seq)));
    Effect::new(move |before: Option<i64>| {
        let now = seq.get();
        if before.is_some_and(|before| before > 0 && now > before) {
            say(t("track.moved"));
        }
        now.max(before.unwrap_or(0))
    });
    let heard = move |data: String| {
        let moved = crate::json::read::<Moved>(&data);
        if moved.is_some_and(|moved| moved.seq > seq.get_untracked()) {
            read.refetch();
        }
    };
    Effect::new(move |_| {
        live::follow(&api::cases::events_address(&number), api::cases::MOVED, heard);
    });
    clock::every(EVERY, move || {
        if page::is_visible(&crate::platform::document()) {
            read.refetch();
        }
    });
}

fn body(case: CaseView, reload: Callback<()>) -> AnyView {
    let (status, tone) = words::case_status(case.status);
    let mut facts = vec![
        (t("track.status"), view! { <Tag label=status tone=tone /> }.into_any()),
        (t("track.filed"), words_of(moment(case.filed_at))),
        (t("track.applicant"), words_of(case.company.as_ref().unwrap_or(&case.applicant).clone())),
    ];
    if let Some(due) = case.intake_due {
        facts.push((t("track.intake_due"), words_of(crate::i18n::date(due))));
    }
    let (receipt, timeline) = (links::receipt(&case.number), timeline(&case));
    view! {
        <div class="track">
            <div class="stack">
                {todo::todo(&case)}
                <Card title=t("track.about")>
                    <Facts rows=facts />
                    <p class="track-links"><a href=receipt>{t("receipt.title")}</a></p>
                </Card>
                {lanes::lanes(&case)}
                {bill(&case)}
            </div>
            <div class="stack">
                <Card title=t("track.timeline")>{timeline}</Card>
                {withdraw::withdraw(&case, reload)}
            </div>
        </div>
    }
    .into_any()
}

fn words_of(text: String) -> AnyView {
    view! { <span>{text}</span> }.into_any()
}

/// What was paid, and what goes back.
fn bill(case: &CaseView) -> Option<AnyView> {
    if case.bill.lines.is_empty() {
        return None;
    }
    let amount = |cents: i64| view! { <span class="number">{money(cents)}</span> }.into_any();
    let mut rows: Vec<_> =
        case.bill.lines.iter().map(|line| (pick(&line.name), amount(line.cents))).collect();
    rows.push((t("track.paid"), amount(case.bill.paid_cents)));
    for refund in &case.bill.refunds {
        let item = case.tasks.iter().find(|task| task.item == refund.item);
        let name = item.map(|task| pick(&task.name)).unwrap_or_default();
        let state = if refund.paid { "track.refunded" } else { "track.refunding" };
        rows.push((tr(state, &[("item", &name)]), amount(refund.cents)));
    }
    Some(view! { <Card title=t("pay.bill")><Facts rows=rows /></Card> }.into_any())
}

/// What happened, newest first.
fn timeline(case: &CaseView) -> AnyView {
    let entries = case.timeline.iter().rev().map(|entry| line(case, entry)).collect();
    view! { <Timeline entries=entries /> }.into_any()
}

fn line(case: &CaseView, entry: &Entry) -> TimelineEntry {
    let task = entry.item.as_ref().and_then(|id| case.tasks.iter().find(|task| task.item == *id));
    let title = match task {
        Some(task) => [pick(&task.name), t("mark.colon"), words::event(entry)].concat(),
        None => words::event(entry),
    };
    let tone = match &*entry.event {
        "accepted" | "task_approved" | "result_issued" | "finished" | "paid" => Tone::Good,
        "corrections_requested" | "task_paused" => Tone::Warn,
        "declined" | "task_refused" | "task_ended" => Tone::Bad,
        _ => Tone::Plain,
    };
    let more = more(entry);
    let note = (!more.is_empty()).then(|| view! { <p class="soft answer">{more}</p> }.into_any());
    let when = [moment(entry.at), words::actor(&entry.by)].join(" · ");
    TimelineEntry { title, when, body: note, tone }
}

/// What was said, with amounts and days.
fn more(entry: &Entry) -> String {
    let param = |name: &str| entry.params.get(name);
    let number = |name: &str| param(name).and_then(|value| value.parse::<i64>().ok());
    let is = |name: &str| param(name).is_some_and(|value| value == "true");
    let days = number("days").and_then(|count| u32::try_from(count).ok()).map(days);
    let lines = [
        number("cents").map(money),
        days.map(|days| tr("track.about_days", &[("days", &days)])),
        is("instantly").then(|| t("track.instant")),
        is("silently").then(|| t("track.silently")),
        Some(entry.note.clone()),
        param("remedy").map(|remedy| [t("todo.remedy"), t("mark.colon"), remedy.clone()].concat()),
    ];
    lines.into_iter().flatten().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
