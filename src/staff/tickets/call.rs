//! A call to the hotline, as the clerk who takes it writes it down.

use leptos::prelude::*;
use onething_api::departments::DepartmentList;
use onething_api::tickets::CallTicket;
use onething_domain::ticket::{NewTicket, TicketKind};

use super::address;
use crate::{
    api,
    i18n::{pick, t},
    load::{in_words, reading, shown},
    platform::{history, id},
    router::Params,
    ui::{
        AreaField, Button, Caption, Card, ErrorSummary, FieldError, Form, Keyboard, Opt, Page,
        RadioField, SelectField, TextField, say,
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
    department: RwSignal<String>,
    number: RwSignal<String>,
    phone: RwSignal<String>,
    attempt: RwSignal<u32>,
    busy: RwSignal<bool>,
    /// The field that the server refused.
    wrong: RwSignal<String>,
}

/// The page.
pub fn page(_: Params) -> AnyView {
    let departments = reading(|| async { api::departments::list().await });
    let up = (String::from(super::HERE), t("staff.tickets.title"));
    view! {
        <Page title=t("staff.tickets.call") lead=t("staff.tickets.call.lead") up=up>
            {shown(departments, form)}
        </Page>
    }
    .into_any()
}

impl Fields {
    fn error(
        self,
        name: &'static str,
        of: RwSignal<String>,
        missing: &'static str,
    ) -> Signal<Option<String>> {
        Signal::derive(move || {
            let blank = !missing.is_empty() && of.with(|text| text.trim().is_empty());
            if self.attempt.get() > 0 && blank {
                return Some(t(missing));
            }
            let refused = self.wrong.with(|wrong| wrong.rsplit('.').next() == Some(name));
            refused.then(|| t(&format!("staff.tickets.call.{name}.wrong")))
        })
    }

    fn send(self) {
        let ticket = NewTicket {
            kind: self.kind.with_untracked(|name| {
                TicketKind::ALL.into_iter().find(|kind| code(kind) == *name).unwrap_or_default()
            }),
            title: self.title.get_untracked().trim().to_owned(),
            text: self.text.get_untracked().trim().to_owned(),
            thing: String::new(),
            number: self.number.get_untracked().trim().to_uppercase(),
            department: self.department.get_untracked(),
            phone: self.phone.get_untracked().trim().to_owned(),
        };
        self.busy.set(true);
        self.wrong.set(String::new());
        let request = CallTicket { id: self.id.get_value(), ticket };
        leptos::task::spawn_local(async move {
            match api::tickets::call(&request).await {
                Ok(filed) => history::go(&address(&filed.number)),
                Err(error) => {
                    say(in_words(&error).0);
                    self.wrong.set(error.problem.field.clone().unwrap_or_default());
                    self.attempt.update(|count| *count += 1);
                    self.id.set_value(id::fresh());
                }
            }
            self.busy.try_set(false);
        });
    }
}

fn form(list: DepartmentList) -> AnyView {
    let text = || RwSignal::new(String::new());
    let fields = Fields {
        id: StoredValue::new(id::fresh()),
        kind: RwSignal::new(code(&TicketKind::Question)),
        title: text(),
        text: text(),
        department: text(),
        number: text(),
        phone: text(),
        attempt: RwSignal::new(0),
        busy: RwSignal::new(false),
        wrong: text(),
    };
    let title = fields.error("title", fields.title, "tickets.new.what.missing");
    let words = fields.error("text", fields.text, "tickets.new.text.missing");
    let number = fields.error("number", fields.number, "");
    let phone = fields.error("phone", fields.phone, "");
    let errors = Signal::derive(move || {
        [
            ("call-title", title),
            ("call-text", words),
            ("call-number", number),
            ("call-phone", phone),
        ]
        .into_iter()
        .filter_map(|(id, error)| Some(FieldError { id: id.into(), text: error.get()? }))
        .collect::<Vec<_>>()
    });
    let submit = Callback::new(move |()| {
        fields.wrong.set(String::new());
        fields.attempt.update(|count| *count += 1);
        if !fields.busy.get_untracked() && untrack(|| errors.get().is_empty()) {
            fields.send();
        }
    });
    let kinds = TicketKind::ALL
        .map(|kind| Opt::new(code(&kind), t(&format!("ticket.kind.{}", code(&kind)))));
    let departments: Vec<Opt> = std::iter::once(Opt::new("", t("staff.tickets.call.owner")))
        .chain(list.departments.iter().map(|one| Opt::new(one.id.clone(), pick(&one.name))))
        .collect();
    let typed = |signal: RwSignal<String>| Callback::new(move |text: String| signal.set(text));
    view! {
        <Card>
            <Form on_submit=submit>
                <ErrorSummary errors=errors attempt=fields.attempt />
                <RadioField caption=Caption::new("call-kind", t("tickets.new.kind")) options=Vec::from(kinds) value=fields.kind on_pick=typed(fields.kind) />
                <TextField caption=Caption::new("call-title", t("tickets.new.what")).error(title) value=fields.title on_input=typed(fields.title) max_length=60 />
                <AreaField caption=Caption::new("call-text", t("staff.tickets.call.text")).error(words) value=fields.text on_input=typed(fields.text) rows=5 />
                <SelectField caption=Caption::new("call-department", t("staff.tickets.column.department")) options=departments value=fields.department on_pick=typed(fields.department) />
                <TextField caption=Caption::new("call-number", t("staff.ratings.column.number")).optional(true).error(number) value=fields.number on_input=typed(fields.number) max_length=40 />
                <TextField caption=Caption::new("call-phone", t("staff.tickets.call.phone")).help(t("staff.tickets.call.phone.help")).optional(true).error(phone) value=fields.phone on_input=typed(fields.phone) keyboard=Keyboard::Phone max_length=11 />
                <div class="actions"><Button label=t("staff.tickets.call.do") submit=true busy=fields.busy /></div>
            </Form>
        </Card>
    }
    .into_any()
}
