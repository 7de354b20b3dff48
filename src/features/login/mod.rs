//! Logging in with a phone and a one-time code (I1). Citizens and staff use this same page.

mod demo;

use std::time::Duration;

use leptos::prelude::*;
use onething_api::problem::Code;

use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load::in_words,
    platform::{clock, history, page::focus},
    router::Params,
    session::Session,
    ui::{Button, Caption, Form, Keyboard, Kind, Notice, Page, TextField, Tone, live, live_if},
};

const PHONE: &str = "phone";
const CODE: &str = "code";

/// Everything that the page knows.
#[derive(Clone, Copy)]
struct Login {
    phone: RwSignal<String>,
    code: RwSignal<String>,
    /// Whether a code has been sent, so that it can be typed.
    sent: RwSignal<bool>,
    /// Seconds until another code may be asked for.
    wait: RwSignal<u32>,
    busy: RwSignal<bool>,
    phone_error: RwSignal<Option<String>>,
    code_error: RwSignal<Option<String>>,
    /// What went wrong that is no field's fault.
    failed: RwSignal<Option<ApiError>>,
    session: Session,
}

/// Phone, code, and back to where one came from.
pub fn page(_: Params) -> AnyView {
    let login = Login {
        phone: RwSignal::new(String::new()),
        code: RwSignal::new(String::new()),
        sent: RwSignal::new(false),
        wait: RwSignal::new(0),
        busy: RwSignal::new(false),
        phone_error: RwSignal::new(None),
        code_error: RwSignal::new(None),
        failed: RwSignal::new(None),
        session: Session::get(),
    };
    clock::every(Duration::from_secs(1), move || {
        if login.wait.get_untracked() > 0 {
            login.wait.update(|wait| *wait -= 1);
        }
    });
    view! {
        <Page title=t("login.title") lead=t("login.lead")>
            <div class="card login">
                {live_if(move || login.failed.get().map(|error| failure(&error)))}
                <Form on_submit=Callback::new(move |()| login.submit())>
                    {phone_field(login)}
                    {live_if(move || login.sent.get().then(|| code_field(login)))}
                    <Button label=Signal::derive(move || login.next_step()) busy=login.busy submit=true />
                </Form>
                <p class="soft small">{t("login.privacy")}</p>
            </div>
            {demo::people(login.phone)}
        </Page>
    }
    .into_any()
}

fn failure(error: &ApiError) -> AnyView {
    let (title, text) = in_words(error);
    view! { <Notice tone=Tone::Bad title=title><p>{text}</p></Notice> }.into_any()
}

fn phone_field(login: Login) -> AnyView {
    let caption =
        Caption::new(PHONE, t("login.phone")).help(t("login.phone.help")).error(login.phone_error);
    view! {
        <TextField
            caption=caption
            value=login.phone
            on_input=Callback::new(move |text| login.phone.set(text))
            keyboard=Keyboard::Phone
            autocomplete="tel-national"
            max_length=20
            width=12
        />
    }
    .into_any()
}

fn code_field(login: Login) -> AnyView {
    let caption =
        Caption::new(CODE, t("login.code")).help(t("login.code.help")).error(login.code_error);
    let again = move || match login.wait.get() {
        0 => {
            let press = Callback::new(move |()| login.send_code());
            view! { <Button label=t("login.again") kind=Kind::Quiet on_press=press /> }.into_any()
        }
        seconds => {
            let words = tr("login.wait", &[("n", &seconds.to_string())]);
            view! { <p class="soft small login-wait">{words}</p> }.into_any()
        }
    };
    view! {
        <TextField
            caption=caption
            value=login.code
            on_input=Callback::new(move |text| login.code.set(text))
            keyboard=Keyboard::Digits
            autocomplete="one-time-code"
            max_length=10
            width=6
        />
        {live(again)}
    }
    .into_any()
}

impl Login {
    fn next_step(self) -> String {
        if self.sent.get() { t("login.go") } else { t("login.send") }
    }

    fn submit(self) {
        if self.busy.get_untracked() {
            return;
        }
        if self.sent.get_untracked() { self.log_in() } else { self.send_code() }
    }

    fn send_code(self) {
        let phone = digits(&self.phone.get_untracked());
        self.clear();
        if phone.len() != 11 || !phone.starts_with('1') {
            self.phone_error.set(Some(t("login.phone.wrong")));
            focus(PHONE);
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            match api::session::send_code(phone).await {
                Ok(sent) => {
                    self.wait.set(sent.again_seconds);
                    self.sent.set(true);
                    // The field is drawn by now or in this frame.
                    request_animation_frame(|| {
                        focus(CODE);
                    });
                }
                Err(error) => self.fail(error),
            }
            self.busy.set(false);
        });
    }

    fn log_in(self) {
        let (phone, code) =
            (digits(&self.phone.get_untracked()), digits(&self.code.get_untracked()));
        self.clear();
        if code.len() != 6 {
            self.code_error.set(Some(t("login.code.short")));
            focus(CODE);
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            match api::session::log_in(phone, code).await {
                Ok(person) => {
                    let is_staff = !person.roles.is_empty();
                    self.session.set(Some(person));
                    arrive(is_staff);
                }
                Err(error) => self.fail(error),
            }
            self.busy.set(false);
        });
    }

    fn clear(self) {
        self.phone_error.set(None);
        self.code_error.set(None);
        self.failed.set(None);
    }

    fn fail(self, error: ApiError) {
        if error.problem.code == Code::WrongCode {
            self.code_error.set(Some(error.message()));
            focus(CODE);
        } else if error.problem.field.as_deref() == Some(PHONE) {
            self.phone_error.set(Some(t("login.phone.wrong")));
            focus(PHONE);
        } else {
            self.failed.set(Some(error));
        }
    }
}

/// What people type with spaces or hyphens between.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Back to where one came from: only to a path of our own, never to another site.
fn arrive(is_staff: bool) {
    let next = history::here().with_untracked(|place| place.query.get("next").map(str::to_owned));
    let home = if is_staff { "/staff" } else { "/" };
    let next = next.filter(|next| is_local(next)).unwrap_or_else(|| home.to_owned());
    history::replace(&next);
}

fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\")
}

#[cfg(test)]
mod tests {
    use super::{digits, is_local};

    #[test]
    fn numbers_may_be_typed_as_people_write_them() {
        assert_eq!(digits("138 0000-0001"), "13800000001");
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert!(is_local("/apply/newborn?a=1"));
        for foreign in
            ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:0", ""]
        {
            assert!(!is_local(foreign), "{foreign}");
        }
    }
}
