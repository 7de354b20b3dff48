//! One ticket on the desk: who asked what, what was said, and what may be done.

use leptos::prelude::*;
use onething_api::departments::DepartmentList;
use onething_api::ratings::Moment;
use onething_api::tickets::{TicketRequest, TicketWork};
use onething_domain::ticket::{Entry, FaqState};

use super::offers::{command, offer};
use super::{channel, due, status_tag};
use crate::{
    api::{self, ApiError, Wrote},
    i18n::{moment, pick, t},
    load::{failure, reading, shown},
    platform::id,
    router::{Params, encode},
    staff::parts::acts::{acts, other_departments},
    ui::{Card, Facts, Page, Tag, Timeline, TimelineEntry, Tone, live, live_if, say},
    words::code,
};

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Open {
    ticket: RwSignal<TicketWork>,
    departments: StoredValue<DepartmentList>,
    doing: RwSignal<Option<usize>>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
}

/// The page.
pub fn page(params: Params) -> AnyView {
    let number = params.get("number");
    let read = reading(move || {
        let number = number.clone();
        async move { Ok((api::tickets::work(&number).await?, api::departments::list().await?)) }
    });
    let title = Signal::derive(move || match read.get() {
        Some(Ok((ticket, _))) => ticket.row.title,
        _ => t("staff.tickets.title"),
    });
    let up = (String::from(super::HERE), t("staff.tickets.title"));
    view! {
        <Page title=title wide=true up=up>
            {shown(read, |(ticket, departments)| opened(ticket, departments))}
        </Page>
    }
    .into_any()
}

fn opened(ticket: TicketWork, departments: DepartmentList) -> AnyView {
    let open = Open {
        ticket: RwSignal::new(ticket),
        departments: StoredValue::new(departments),
        doing: RwSignal::new(None),
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
    };
    view! {
        <div class="stack">
            {live_if(move || open.error.get().map(|error| failure(&error, None)))}
            <div class="ticket-desk">
                <div class="stack">
                    {live(move || open.ticket.with(talk))}
                    {live(move || open.ticket.with(|ticket| open.acts(ticket)))}
                    {live_if(move || open.ticket.with(faq))}
                </div>
                <div class="stack">
                    {live(move || open.ticket.with(about))}
                    <Card title=t("staff.rating.history")>
                        {live(move || open.ticket.with(|ticket| history(&ticket.history)))}
                    </Card>
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn talk(ticket: &TicketWork) -> AnyView {
    let entries: Vec<AnyView> = ticket.entries.iter().map(entry).collect();
    view! { <Card title=t("staff.ticket.talk")><ol class="ticket-talk">{entries}</ol></Card> }
        .into_any()
}

fn entry(entry: &Entry) -> AnyView {
    let who = t(if entry.official { "staff.ticket.we" } else { "staff.ticket.they" });
    view! {
        <li class="ticket-said" class:ticket-official=entry.official>
            <p class="small soft">{[who, moment(entry.at)].join(" · ")}</p>
            <p class="ticket-text">{entry.text.clone()}</p>
        </li>
    }
    .into_any()
}

fn about(ticket: &TicketWork) -> AnyView {
    let words = |text: String| view! { <span>{text}</span> }.into_any();
    let row = &ticket.row;
    let mut facts = vec![
        (
            t("staff.tickets.column.number"),
            view! { <span class="number">{row.number.clone()}</span> }.into_any(),
        ),
        (t("staff.tickets.column.kind"), words(t(&format!("ticket.kind.{}", code(&row.kind))))),
        (t("staff.tickets.column.status"), status_tag(row.status)),
        (t("staff.tickets.column.due"), due(row)),
        (
            t("staff.tickets.column.channel"),
            words([channel(row.channel), moment(row.at)].join(" · ")),
        ),
        (t("staff.tickets.column.department"), words(pick(&row.department))),
    ];
    let person = match ticket.person.as_str() {
        "" => t("staff.ticket.nameless"),
        person => person.to_owned(),
    };
    facts.push((t("staff.ticket.person"), words(person)));
    for (key, value) in [
        ("staff.rating.phone", &ticket.phone),
        ("staff.ticket.code", &ticket.code),
        ("staff.ticket.owner", &ticket.owner),
        ("staff.ticket.taken_by", &ticket.taken_by),
    ] {
        if !value.is_empty() {
            facts.push((t(key), words(value.clone())));
        }
    }
    if !ticket.about.is_empty() {
        let href = format!("/staff/cases/{}", encode(&ticket.about));
        let link = view! { <a class="number" href=href>{ticket.about.clone()}</a> };
        facts.push((t("staff.ratings.column.number"), link.into_any()));
    }
    view! { <Card title=t("staff.ticket.about")><Facts rows=facts /></Card> }.into_any()
}

fn faq(ticket: &TicketWork) -> Option<AnyView> {
    let faq = ticket.faq.as_ref()?;
    let (key, tone) = match faq.state {
        FaqState::Proposed => ("staff.ticket.faq.proposed", Tone::Warn),
        FaqState::Published => ("staff.ticket.faq.published", Tone::Good),
    };
    let (question, answer) = (pick(&faq.question), pick(&faq.answer));
    let view = view! {
        <Card title=t("staff.ticket.faq")>
            <p><Tag label=t(key) tone=tone /></p>
            <p class="row-name">{question}</p>
            <p class="ticket-text">{answer}</p>
        </Card>
    };
    Some(view.into_any())
}

fn history(moments: &[Moment]) -> AnyView {
    let entry = |of: &Moment| TimelineEntry {
        title: t(&format!("moment.{}", of.what)),
        when: [moment(of.at), of.who.clone()].join(" ").trim().to_owned(),
        body: (!of.note.is_empty()).then(|| view! { <p>{of.note.clone()}</p> }.into_any()),
        tone: Tone::Plain,
    };
    view! { <Timeline entries=moments.iter().map(entry).collect() /> }.into_any()
}

impl Open {
    fn acts(self, ticket: &TicketWork) -> AnyView {
        if ticket.may.is_empty() {
            return ().into_any();
        }
        let departments =
            self.departments.with_value(|list| other_departments(list, &ticket.department_id));
        let offered = ticket.may.iter().map(|act| offer(*act, ticket, &departments)).collect();
        let told = Callback::new(move |(act, answers): (&'static str, Vec<String>)| {
            self.give(act, &answers)
        });
        acts(offered, self.doing, self.busy, told)
    }

    fn give(self, act: &'static str, answers: &[String]) {
        let command = command(act, answers);
        let (number, expected_seq) =
            self.ticket.with_untracked(|ticket| (ticket.row.number.clone(), ticket.seq));
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let request = TicketRequest { id: id::fresh(), expected_seq, command };
            let answer = api::tickets::act(&number, &request).await;
            self.busy.set(false);
            self.doing.set(None);
            match answer {
                Ok(Wrote::Done(now)) => {
                    self.error.set(None);
                    self.ticket.set(*now);
                    say(t("staff.rating.done"));
                }
                Ok(Wrote::Stale(now)) => {
                    self.ticket.set(*now);
                    say(t("staff.rating.stale"));
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}
