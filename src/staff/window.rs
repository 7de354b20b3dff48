//! `/staff/window`: a person has come to the window, and the clerk files with them (窗口申报, A9). The clerk compares them
//! with their identity card; from then on the page is the person's, until the clerk ends the visit.

use leptos::prelude::*;
use onething_api::session::Visitor;
use onething_domain::identifier;

use crate::{
    api,
    i18n::t,
    load::in_words,
    platform::history,
    router::Params,
    ui::{
        Button, Caption, Card, ErrorSummary, FieldError, FlagField, Form, Keyboard, Page,
        TextField, say,
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
    /// The number belongs to another account.
    taken: RwSignal<bool>,
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
        taken: RwSignal::new(false),
    };
    view! {
        <Page title=t("staff.window.title") lead=t("staff.window.lead")>{fields.form()}</Page>
    }
    .into_any()
}

impl Fields {
    /// What is wrong with a field, once it was tried.
    fn wrong(
        self,
        is_wrong: impl Fn() -> bool + Send + Sync + 'static,
        key: &'static str,
    ) -> Signal<Option<String>> {
        Signal::derive(move || (self.attempt.get() > 0 && is_wrong()).then(|| t(key)))
    }

    fn form(self) -> AnyView {
        let name = self.wrong(
            move || self.name.with(|text| text.trim().is_empty()),
            "staff.window.name.wrong",
        );
        let id_card = self.wrong(
            move || {
                self.id_card.with(|text| identifier::id_card(&text.trim().to_uppercase()).is_err())
            },
            "staff.window.id_card.wrong",
        );
        let bad_phone = self.wrong(
            move || self.phone.with(|text| identifier::phone(text.trim()).is_err()),
            "staff.window.phone.wrong",
        );
        let phone = Signal::derive(move || {
            bad_phone.get().or_else(|| self.taken.get().then(|| t("staff.window.phone.taken")))
        });
        let compared = self.wrong(move || !self.compared.get(), "staff.window.compared.wrong");
        let errors = Signal::derive(move || {
            [
                ("window-name", name),
                ("window-id", id_card),
                ("window-phone", phone),
                ("window-compared", compared),
            ]
            .into_iter()
            .filter_map(|(id, error)| Some(FieldError { id: id.into(), text: error.get()? }))
            .collect::<Vec<_>>()
        });
        let submit = Callback::new(move |()| {
            self.taken.set(false);
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
                    <TextField caption=Caption::new("window-name", t("part.name")).error(name) value=self.name on_input=typed(self.name) max_length=50 />
                    <TextField caption=Caption::new("window-id", t("part.id_card")).error(id_card) value=self.id_card on_input=typed(self.id_card) max_length=18 />
                    <TextField
                        caption=Caption::new("window-phone", t("part.phone")).help(t("staff.window.phone.help")).error(phone)
                        value=self.phone
                        on_input=typed(self.phone)
                        keyboard=Keyboard::Phone
                        max_length=11
                    />
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
        let typed = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let visitor = Visitor {
            name: typed(self.name),
            id_card: typed(self.id_card).to_uppercase(),
            phone: typed(self.phone),
        };
        leptos::task::spawn_local(async move {
            match api::session::begin_visit(&visitor).await {
                // Drafts that they began at home stand there, too.
                Ok(_) => history::go("/my"),
                Err(error) => {
                    let taken = error.problem.field.as_deref() == Some("phone");
                    self.taken.set(taken);
                    self.attempt.update(|count| *count += 1);
                    if !taken {
                        say(in_words(&error).0);
                    }
                }
            }
            self.busy.try_set(false);
        });
    }
}
