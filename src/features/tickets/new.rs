//! Asking something: what it is about may stand in the address (`kind`, `thing`, `case`, `title`). Whoever is not logged
//! in may report only, and gets a code to look the answer up with.

use leptos::prelude::*;
use onething_api::tickets::{AskTicket, TicketAsked};
use onething_domain::ticket::{NewTicket, TITLE, TicketKind};

use super::address;
use crate::{
    api,
    i18n::{date, t, tr},
    links,
    load::in_words,
    platform::{history, id},
    router::Params,
    session::Session,
    ui::{
        AreaField, Button, Caption, Card, ErrorSummary, FieldError, FlagField, Form, Keyboard,
        LinkButton, Notice, Opt, Page, RadioField, TextField, Tone, live, live_if, say,
    },
    words::code,
};

/// What is in the fields.
#[derive(Clone, Copy)]
struct Fields {
    id: StoredValue<String>,
    kind: RwSignal<String>,
    title: RwSignal<String>,
    text: RwSignal<String>,
    phone: RwSignal<String>,
    hidden: RwSignal<bool>,
    attempt: RwSignal<u32>,
    busy: RwSignal<bool>,
    filed: RwSignal<Option<TicketAsked>>,
}

fn asked(key: &str) -> String {
    history::here().with_untracked(|place| place.query.get(key).unwrap_or_default().to_owned())
}

fn kind_of(name: &str) -> TicketKind {
    TicketKind::ALL.into_iter().find(|kind| code(kind) == name).unwrap_or_default()
}

/// The page.
pub fn page(_: Params) -> AnyView {
    let title: String = asked("title").chars().take(TITLE).collect();
    let fields = Fields {
        id: StoredValue::new(id::fresh()),
        kind: RwSignal::new(code(&kind_of(&asked("kind")))),
        title: RwSignal::new(title),
        text: RwSignal::new(String::new()),
        phone: RwSignal::new(String::new()),
        hidden: RwSignal::new(false),
        attempt: RwSignal::new(0),
        busy: RwSignal::new(false),
        filed: RwSignal::new(None),
    };
    let body = move || match fields.filed.get() {
        Some(filed) => done(&filed),
        None => fields.form(),
    };
    view! {
        <Page title=t("tickets.new.title") lead=t("tickets.new.lead")>
            <div class="stack">{live(body)}</div>
        </Page>
    }
    .into_any()
}

impl Fields {
    /// Without a name: nobody is logged in, or the person wants it so.
    fn is_nameless(self) -> bool {
        let report = self.kind.with(|kind| kind_of(kind) == TicketKind::Report);
        report && (self.hidden.get() || Session::get().person().is_none())
    }

    fn missing(self, text: RwSignal<String>, key: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let blank = text.with(|text| text.trim().is_empty());
            (self.attempt.get() > 0 && blank).then(|| t(key))
        })
    }

    fn form(self) -> AnyView {
        let title_error = self.missing(self.title, "tickets.new.what.missing");
        let text_error = self.missing(self.text, "tickets.new.text.missing");
        let errors = Signal::derive(move || {
            [("ticket-title", title_error.get()), ("ticket-text", text_error.get())]
                .into_iter()
                .filter_map(|(id, text)| Some(FieldError { id: id.into(), text: text? }))
                .collect::<Vec<_>>()
        });
        let submit = Callback::new(move |()| {
            self.attempt.update(|count| *count += 1);
            if !self.busy.get_untracked() && untrack(|| errors.get().is_empty()) {
                self.send();
            }
        });
        let kinds = TicketKind::ALL.map(|kind| {
            let kind = code(&kind);
            let hint = t(&format!("ticket.kind.{kind}.hint"));
            Opt { hint, ..Opt::new(kind.clone(), t(&format!("ticket.kind.{kind}"))) }
        });
        view! {
            <Card>
                {about()}
                <Form on_submit=submit>
                    <ErrorSummary errors=errors attempt=self.attempt />
                    <RadioField
                        caption=Caption::new("ticket-kind", t("tickets.new.kind"))
                        options=Vec::from(kinds)
                        value=self.kind
                        on_pick=Callback::new(move |kind| self.kind.set(kind))
                    />
                    <TextField
                        caption=Caption::new("ticket-title", t("tickets.new.what")).error(title_error)
                        value=self.title
                        on_input=Callback::new(move |text| self.title.set(text))
                        max_length=60
                    />
                    <AreaField
                        caption=Caption::new("ticket-text", t("tickets.new.text")).help(t("tickets.new.text.help")).error(text_error)
                        value=self.text
                        on_input=Callback::new(move |text| self.text.set(text))
                        rows=6
                    />
                    {live(move || self.who())}
                </Form>
            </Card>
        }
        .into_any()
    }

    /// Name or none, where to send the answer, and the button; or that a log-in comes first.
    fn who(self) -> AnyView {
        let session = Session::get();
        let report = self.kind.with(|kind| kind_of(kind) == TicketKind::Report);
        let known = session.person().is_some();
        if !known && !session.is_unknown() && !report {
            let here = history::here().with_untracked(|place| place.query.on(&place.path));
            return view! {
                <Notice tone=Tone::Info title=t("tickets.new.log_in")><p>{t("tickets.new.log_in.help")}</p></Notice>
                <div class="actions"><LinkButton href=links::login(&here) label=t("account.log_in") /></div>
            }
            .into_any();
        }
        let hidden = (known && report).then(|| {
            view! {
                <FlagField
                    caption=Caption::new("ticket-hidden", t("tickets.new.hidden"))
                    value=self.hidden
                    on_pick=Callback::new(move |hidden| self.hidden.set(hidden))
                />
            }
        });
        let phone = move || {
            (!self.is_nameless()).then(|| {
                view! {
                    <TextField
                        caption=Caption::new("ticket-phone", t("tickets.new.phone")).help(t("tickets.new.phone.help")).optional(true)
                        value=self.phone
                        on_input=Callback::new(move |text| self.phone.set(text))
                        keyboard=Keyboard::Phone
                        max_length=11
                    />
                }
                .into_any()
            })
        };
        let note = move || {
            self.is_nameless().then(|| {
                view! { <Notice tone=Tone::Info title=t("tickets.new.nameless")><p>{t("tickets.new.nameless.help")}</p></Notice> }
                    .into_any()
            })
        };
        view! {
            {hidden}
            {live_if(phone)}
            {live_if(note)}
            <div class="actions"><Button label=t("tickets.new.send") submit=true busy=self.busy /></div>
        }
        .into_any()
    }

    fn send(self) {
        self.busy.set(true);
        let nameless = untrack(|| self.is_nameless());
        let named = |text: String| if nameless { String::new() } else { text };
        let ticket = NewTicket {
            kind: self.kind.with_untracked(|kind| kind_of(kind)),
            title: self.title.get_untracked().trim().to_owned(),
            text: self.text.get_untracked().trim().to_owned(),
            thing: asked("thing"),
            number: named(asked("case")),
            department: asked("department"),
            phone: named(self.phone.get_untracked().trim().to_owned()),
        };
        let request = AskTicket { id: self.id.get_value(), ticket, anonymous: nameless };
        leptos::task::spawn_local(async move {
            match api::tickets::ask(&request).await {
                Ok(filed) if filed.code.is_none() => {
                    say(t("tickets.new.sent"));
                    history::go(&address(&filed.number));
                }
                Ok(filed) => self.filed.set(Some(filed)),
                Err(error) => {
                    let field = error.problem.field.clone().unwrap_or_default();
                    let phone = field.ends_with("phone");
                    say(if phone { t("tickets.new.phone.wrong") } else { in_words(&error).0 });
                    // Another text is another request.
                    self.id.set_value(id::fresh());
                }
            }
            self.busy.try_set(false);
        });
    }
}

/// The case or thing that it is about, as the link here named it.
fn about() -> Option<AnyView> {
    let (case, thing) = (asked("case"), asked("of"));
    let words = match (case.as_str(), thing.as_str()) {
        ("", "") => return None,
        ("", title) => tr("tickets.new.thing", &[("title", title)]),
        (number, _) => tr("tickets.new.case", &[("number", number)]),
    };
    Some(view! { <p class="soft">{words}</p> }.into_any())
}

/// Number and code of what was reported without a name: shown once.
fn done(filed: &TicketAsked) -> AnyView {
    let due = tr("tickets.filed.due", &[("date", &date(filed.due))]);
    let (number, code) = (filed.number.clone(), filed.code.clone().unwrap_or_default());
    view! {
        <Card title=t("tickets.filed.title")>
            <p>{t("tickets.filed.keep")}</p>
            <dl class="facts">
                <div class="fact"><dt>{t("tickets.find.number")}</dt><dd class="number">{number}</dd></div>
                <div class="fact"><dt>{t("tickets.find.code")}</dt><dd class="number">{code}</dd></div>
            </dl>
            <p class="small soft">{due}</p>
            <div class="actions"><LinkButton href="/tickets/find" label=t("tickets.find.title") /></div>
        </Card>
    }
    .into_any()
}
