//! `/staff/window`: a person has come to the window, and the clerk files with them (窗口申报, A9). The clerk compares them
//! with their identity card; from then on the page is the person's, until the clerk ends the visit.

use leptos::prelude::*;
use onething_api::session::{Visit, Visitor};

use crate::{
    api,
    i18n::{t, tr},
    load::{Reading, in_words, reading},
    platform::history,
    router::Params,
    ui::{
        Button, Caption, Card, ErrorSummary, FieldError, FlagField, Form, Keyboard, Notice, Page,
        TextField, Tone, live_if, say,
    },
};

/// What is in the fields.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    id_card: RwSignal<String>,
    phone: RwSignal<String>,
    compared: RwSignal<bool>,
    attempt: RwSignal<u32>,
    busy: RwSignal<bool>,
    /// The person has looked at the number.
    looked: RwSignal<bool>,
    /// What the service refused: the number or the card that another account has, or a number that nobody has looked at.
    refused: RwSignal<String>,
    /// The number that is in no account yet.
    new: RwSignal<String>,
}

/// The page.
pub fn page(_: Params) -> AnyView {
    let text = || RwSignal::new(String::new());
    let fields = Fields {
        name: text(),
        id_card: text(),
        phone: text(),
        compared: RwSignal::new(false),
        attempt: RwSignal::new(0),
        busy: RwSignal::new(false),
        looked: RwSignal::new(false),
        refused: text(),
        new: text(),
    };
    let visit = reading(api::session::visit);
    view! {
        <Page title=t("staff.window.title") lead=t("staff.window.lead")>
            {live_if(move || lapsed(visit))}
            {fields.form()}
        </Page>
    }
    .into_any()
}

/// The visit before ended by itself.
fn lapsed(visit: Reading<Visit>) -> Option<AnyView> {
    let visit = visit.get()?.ok().filter(|visit| visit.lapsed)?;
    let minutes = visit.limit_seconds.div_ceil(60).to_string();
    let title = tr("staff.window.lapsed", &[("n", &minutes)]);
    let view = view! { <Notice tone=Tone::Warn title=title><p>{t("staff.window.lapsed.kept")}</p></Notice> };
    Some(view.into_any())
}

impl Fields {
    fn visitor(self) -> Visitor {
        let visitor = Visitor {
            name: self.name.get(),
            id_card: self.id_card.get(),
            phone: self.phone.get(),
            looked: self.looked.get() && self.is_new(),
        };
        visitor.tidy()
    }

    /// Whether the number that stands there is in no account yet. Tracked.
    fn is_new(self) -> bool {
        self.new.with(|new| !new.is_empty() && self.phone.with(|phone| phone.trim() == new))
    }

    /// What the person looks at, where their number is new.
    fn look(self, wrong: Signal<Option<String>>) -> Option<AnyView> {
        self.is_new().then(|| {
            let number = self.new.get();
            let label = tr("staff.window.looked", &[("number", &number)]);
            let caption = Caption::new("window-looked", label).help(t("staff.window.looked.help"));
            let pick = Callback::new(move |looked| self.looked.set(looked));
            view! { <FlagField caption=caption.error(wrong) value=self.looked on_pick=pick /> }
                .into_any()
        })
    }

    fn form(self) -> AnyView {
        let found = Memo::new(move |_| match self.attempt.get() {
            0 => Vec::new(),
            _ => self.visitor().wrong(),
        });
        let wrong = move |field: &'static str, key: &'static str| {
            Signal::derive(move || found.with(|found| found.contains(&field)).then(|| t(key)))
        };
        let name = wrong("name", "staff.window.name.wrong");
        let refused = move |field: &'static str, key: &'static str| {
            self.refused.with(|refused| refused == field).then(|| t(key))
        };
        let bad_card = wrong("id_card", "staff.window.id_card.wrong");
        let id_card = Signal::derive(move || {
            bad_card.get().or_else(|| refused("id_card", "staff.window.id_card.taken"))
        });
        let bad_phone = wrong("phone", "staff.window.phone.wrong");
        let phone = Signal::derive(move || {
            bad_phone.get().or_else(|| refused("phone", "staff.window.phone.taken"))
        });
        let looked = Signal::derive(move || {
            (self.is_new() && !self.looked.get()).then(|| t("staff.window.looked.wrong"))
        });
        let compared = Signal::derive(move || {
            (self.attempt.get() > 0 && !self.compared.get())
                .then(|| t("staff.window.compared.wrong"))
        });
        let errors = Signal::derive(move || {
            [
                ("window-name", name),
                ("window-id", id_card),
                ("window-phone", phone),
                ("window-looked", looked),
                ("window-compared", compared),
            ]
            .into_iter()
            .filter_map(|(id, error)| Some(FieldError { id: id.into(), text: error.get()? }))
            .collect::<Vec<_>>()
        });
        let submit = Callback::new(move |()| {
            self.refused.set(String::new());
            self.attempt.update(|count| *count += 1);
            if !self.busy.get_untracked() && untrack(|| errors.get().is_empty()) {
                self.send();
            }
        });
        let typed = |signal: RwSignal<String>| Callback::new(move |text: String| signal.set(text));
        view! {
            <Card>
                <Form on_submit=submit>
                    <ErrorSummary errors=errors attempt=self.attempt />
                    <TextField caption=Caption::new("window-name", t("part.name")).error(name) value=self.name on_input=typed(self.name) max_length=Visitor::NAME />
                    <TextField caption=Caption::new("window-id", t("part.id_card")).error(id_card) value=self.id_card on_input=typed(self.id_card) max_length=18 />
                    <TextField
                        caption=Caption::new("window-phone", t("part.phone")).help(t("staff.window.phone.help")).error(phone)
                        value=self.phone
                        on_input=typed(self.phone)
                        keyboard=Keyboard::Phone
                        max_length=11
                    />
                    {live_if(move || self.look(looked))}
                    <FlagField
                        caption=Caption::new("window-compared", t("staff.window.compared")).error(compared)
                        value=self.compared
                        on_pick=Callback::new(move |compared| self.compared.set(compared))
                    />
                    <div class="actions"><Button label=t("staff.window.begin") submit=true busy=self.busy /></div>
                </Form>
            </Card>
        }
        .into_any()
    }

    fn send(self) {
        self.busy.set(true);
        let visitor = untrack(|| self.visitor());
        leptos::task::spawn_local(async move {
            match api::session::begin_visit(&visitor).await {
                // Drafts that they began at home stand there, too.
                Ok(_) => history::go("/my"),
                Err(error) => {
                    let field = error.problem.field.clone().unwrap_or_default();
                    if field == "looked" {
                        self.looked.set(false);
                        self.new.set(visitor.phone.clone());
                    } else if field.is_empty() {
                        say(in_words(&error).0);
                    }
                    self.refused.set(field);
                    self.attempt.update(|count| *count += 1);
                }
            }
            self.busy.try_set(false);
        });
    }
}
