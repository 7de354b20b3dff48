//! Asking something: what it is about may stand in the address (`kind`, `thing`, `case`, `title`). Whoever is not logged
//! in may report only, and gets a code to look the answer up with.

use leptos::prelude::*;
use onething_api::tickets::{AskTicket, TicketAsked};
use onething_domain::ticket::{NewTicket, TITLE, TicketKind};
use serde_json::Value;

use super::address;
use crate::{
    api,
    i18n::{date, t, tr},
    links,
    load::in_words,
    platform::{history, id, storage},
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
    session: Session,
    /// Id of what was sent last, and what it was.
    id: StoredValue<String>,
    sent: StoredValue<String>,
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

/// Where this device keeps what the person writes until it is sent.
fn key() -> String {
    storage::own("ticket")
}

/// What is kept of it, where it is about the same: as it stands there, and read.
fn kept() -> Option<(String, Value)> {
    let text = storage::read(&key())?;
    let kept: Value = serde_json::from_str(&text).ok()?;
    let about = [("thing", "thing"), ("number", "case"), ("department", "department")];
    let is_same = about.iter().all(|(member, name)| kept["ticket"][*member] == asked(name));
    is_same.then_some((text, kept))
}

/// The page.
pub fn page(_: Params) -> AnyView {
    let title: String = asked("title").chars().take(TITLE).collect();
    let fields = Fields {
        session: Session::get(),
        id: StoredValue::new(String::new()),
        sent: StoredValue::new(String::new()),
        kind: RwSignal::new(code(&kind_of(&asked("kind")))),
        title: RwSignal::new(title),
        text: RwSignal::new(String::new()),
        phone: RwSignal::new(String::new()),
        hidden: RwSignal::new(false),
        attempt: RwSignal::new(0),
        busy: RwSignal::new(false),
        filed: RwSignal::new(None),
    };
    fields.keep();
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
    fn is_report(self) -> bool {
        self.kind.with(|kind| kind_of(kind) == TicketKind::Report)
    }

    fn is_logged_in(self) -> bool {
        self.session.person().is_some() && !self.session.is_ended()
    }

    /// Without a name: nobody is logged in, or the person wants it so.
    fn is_nameless(self) -> bool {
        self.is_report() && (self.hidden.get() || !self.is_logged_in())
    }

    /// Whether it cannot be sent before a log-in.
    fn must_log_in(self) -> bool {
        !self.is_report() && !self.is_logged_in() && !self.session.is_unknown()
    }

    /// What is in the fields. After a lost answer the same goes out again under the same id, and is filed once; another
    /// text is another request.
    fn request(self) -> AskTicket {
        let anonymous = self.is_nameless();
        let named = |text: String| if anonymous { String::new() } else { text };
        let trimmed = |field: RwSignal<String>| field.with(|text| text.trim().to_owned());
        let ticket = NewTicket {
            kind: self.kind.with(|kind| kind_of(kind)),
            title: trimmed(self.title),
            text: trimmed(self.text),
            thing: asked("thing"),
            number: named(asked("case")),
            department: asked("department"),
            phone: named(trimmed(self.phone)),
        };
        let mut request = AskTicket { id: self.id.get_value(), ticket, anonymous };
        if api::to_json(&request) != self.sent.get_value() {
            request.id = id::fresh();
        }
        request
    }

    /// Keeps what is written until it is sent, and takes up what was kept as soon as it is known whose it is: a log-in is
    /// another document. A report leaves nothing on the device.
    fn keep(self) {
        Effect::new(move |before: Option<bool>| {
            if self.session.person().is_none() {
                return false;
            }
            if before != Some(true) && !untrack(|| self.is_report()) {
                self.take_up();
            }
            let request = self.request();
            if request.ticket.kind == TicketKind::Report {
                storage::remove(&key());
            } else if !request.ticket.text.is_empty() {
                storage::write(&key(), &api::to_json(&request));
            }
            true
        });
    }

    fn take_up(self) {
        let is_blank = self.text.with_untracked(String::is_empty);
        let Some((text, kept)) = kept().filter(|_| is_blank) else { return };
        let word = |of: &Value| of.as_str().unwrap_or_default().to_owned();
        self.id.set_value(word(&kept["id"]));
        self.sent.set_value(text);
        let fields = [self.kind, self.title, self.text, self.phone];
        for (field, member) in fields.into_iter().zip(["kind", "title", "text", "phone"]) {
            field.set(word(&kept["ticket"][member]));
        }
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
            if untrack(|| self.must_log_in()) {
                return;
            }
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
        // Nothing is asked for that would be lost on the way to the log-in.
        let is_open = Memo::new(move |_| self.session.person().is_some() || !self.must_log_in());
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
                    {live_if(move || is_open.get().then(|| self.words(title_error, text_error)))}
                    {live(move || self.who())}
                </Form>
            </Card>
        }
        .into_any()
    }

    fn words(
        self,
        title_error: Signal<Option<String>>,
        text_error: Signal<Option<String>>,
    ) -> AnyView {
        view! {
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
        }
        .into_any()
    }

    /// Name or none, where to send the answer, and the button; or that a log-in comes first.
    fn who(self) -> AnyView {
        if self.must_log_in() {
            let kind = self.kind.get();
            let here = history::here()
                .with_untracked(|place| place.query.with("kind", &kind).on(&place.path));
            let is_kept = self.session.person().is_some();
            let help =
                t(if is_kept { "tickets.new.log_in.kept" } else { "tickets.new.log_in.help" });
            return view! {
                <Notice tone=Tone::Info title=t("tickets.new.log_in")><p>{help}</p></Notice>
                <div class="actions"><LinkButton href=links::login(&here) label=t("account.log_in") /></div>
            }
            .into_any();
        }
        let hidden = (self.is_logged_in() && self.is_report()).then(|| {
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
        let request = untrack(|| self.request());
        let text = api::to_json(&request);
        if request.ticket.kind != TicketKind::Report {
            storage::write(&key(), &text);
        }
        self.id.set_value(request.id.clone());
        self.sent.set_value(text);
        leptos::task::spawn_local(async move {
            let answer = api::tickets::ask(&request).await;
            if answer.is_ok() {
                storage::remove(&key());
            }
            match answer {
                Ok(filed) if filed.code.is_none() => {
                    say(t("tickets.new.sent"));
                    history::go(&address(&filed.number));
                }
                Ok(filed) => self.filed.set(Some(filed)),
                Err(error) => {
                    let field = error.problem.field.clone().unwrap_or_default();
                    // Reports are taken of anyone, so it is not said that somebody has to log in again: this asks.
                    let _ = api::session::who().await;
                    let is_out = untrack(|| self.session.is_ended());
                    say(match field.ends_with("phone") {
                        _ if is_out => t("tickets.new.log_in"),
                        true => t("tickets.new.phone.wrong"),
                        false => in_words(&error).0,
                    });
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
