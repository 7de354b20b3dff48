//! The progress of a case (T1): what the applicant must do first, a lane for each department, and what
//! has happened, changing by itself.

mod delivery;
mod give;
mod lanes;
mod rate;
mod todo;
mod withdraw;

use std::time::Duration;

use leptos::prelude::*;
use onething_api::cases::{CaseView, Moved};

use crate::{
    api, documents,
    i18n::{moment, pick, t, tr},
    links,
    load::{Reading, reading, shown},
    parts,
    platform::{clock, live, page},
    router::Params,
    session::Session,
    shell,
    ui::{Card, Facts, Notice, Page, Tag, Tone, live, live_if, say},
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
    let known = StoredValue::new(0);
    follow(number.clone(), read, case, known);
    let lead = tr("track.number", &[("number", &number)]);
    let reload = Callback::new(move |seq: i64| {
        known.set_value(seq);
        read.refetch();
    });
    let there = Memo::new(move |_| case.with(Option::is_some));
    let session = Session::get();
    let lost = Memo::new(move |_| there.get() && read.get().is_some_and(|newest| newest.is_err()));
    let lost = move || {
        let way = || view! { <a href=shell::login()>{t("account.log_in")}</a> }.into_any();
        let notice = || {
            let way = session.is_ended().then(way);
            view! { <Notice tone=Tone::Warn title=t("track.lost")>{way}</Notice> }.into_any()
        };
        lost.get().then(notice)
    };
    let body = move || match there.get() {
        true => body(case, reload),
        false => shown(read, |_| ().into_any()),
    };
    view! {
        <Page title=title lead=lead wide=true up=(String::from("/my"), t("my.title"))>
            {live_if(lost)}
            {live(body)}
        </Page>
    }
    .into_any()
}

/// Reads again when the server says that the case has moved; and now and then, since a network on the
/// way may hold those words back. What the person did here is no news to them: the case is `known` up to that event.
fn follow(
    number: String,
    read: Reading<CaseView>,
    case: Memo<Option<CaseView>>,
    known: StoredValue<i64>,
) {
    let seq = Memo::new(move |_| case.with(|case| case.as_ref().map_or(0, |case| case.seq)));
    Effect::new(move |before: Option<i64>| {
        let now = seq.get();
        let told = known.get_value();
        if before.is_some_and(|before| before > 0 && now > before.max(told)) {
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

/// The parts of the page, each drawn anew when the case moves; but what the person may be in the middle of stays.
fn body(case: Memo<Option<CaseView>>, reload: Callback<i64>) -> AnyView {
    let part = move |draw: fn(&CaseView, Callback<i64>) -> Option<AnyView>| {
        live_if(move || case.with(|case| case.as_ref().and_then(|case| draw(case, reload))))
    };
    let rated = Memo::new(move |_| case.with(|case| rate::due(case.as_ref()?)));
    view! {
        <div class="track">
            <div class="stack">
                {part(|case, _| Some(todo::todo(case)))}
                {live_if(move || rated.get().map(|(number, _)| rate::card(number)))}
                {part(|case, _| Some(about(case)))}
                {part(|case, _| lanes::outlook(case))}
                {part(|case, reload| Some(lanes::lanes(case, reload)))}
                {part(|case, reload| Some(delivery::card(case, reload)))}
                {part(|case, _| bill(case))}
            </div>
            <div class="stack">
                {part(|case, _| Some(history(case)))}
                {part(|case, _| Some(documents::card(&case.number)))}
                {part(withdraw::withdraw)}
            </div>
        </div>
    }
    .into_any()
}

fn history(case: &CaseView) -> AnyView {
    let timeline = parts::timeline(case);
    view! { <Card title=t("track.timeline")>{timeline}</Card> }.into_any()
}

fn bill(case: &CaseView) -> Option<AnyView> {
    let rows = parts::bill(case)?;
    Some(view! { <Card title=t("pay.bill")>{rows}</Card> }.into_any())
}

/// Where the case stands, and what leads on from it.
fn about(case: &CaseView) -> AnyView {
    let (status, tone) = words::case_status(case.status);
    let mut facts = vec![
        (t("track.status"), view! { <Tag label=status tone=tone /> }.into_any()),
        (t("track.filed"), words_of(moment(case.filed_at))),
        (t("track.applicant"), words_of(case.company.as_ref().unwrap_or(&case.applicant).clone())),
    ];
    if let Some(due) = case.intake_due {
        facts.push((t("track.intake_due"), words_of(crate::i18n::date(due))));
    }
    // Not a page of ours: the browser fetches it as a file.
    let archive = case.status.is_ended().then(|| {
        let href = api::cases::archive_address(&case.number);
        view! { <a href=href rel="external" download="">{t("archive.get")}</a> }
    });
    let (receipt, ask) = (links::receipt(&case.number), links::ask_about(&case.number));
    view! {
        <Card title=t("track.about")>
            <Facts rows=facts />
            <p class="track-links">
                <a href=receipt>{t("receipt.title")}</a>
                <a href=ask>{t("links.ask")}</a>
                {archive}
            </p>
        </Card>
    }
    .into_any()
}

fn words_of(text: String) -> AnyView {
    view! { <span>{text}</span> }.into_any()
}
