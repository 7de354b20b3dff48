//! The e-mail address: named, confirmed by a code, forgotten.

use leptos::prelude::*;
use onething_api::problem::Code;
use onething_domain::message::Channel;

use super::settings::Desk;
use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load::in_words,
    ui::{Button, Caption, Form, Keyboard, Kind, TextField, live_if},
};

/// The part of the page; nothing where the city sends no e-mail.
pub fn part(desk: Desk) -> AnyView {
    let step = Memo::new(move |_| {
        desk.kept.with(|kept| {
            if !kept.channels.contains(&Channel::Email) {
                Step::None
            } else if !kept.email_waiting.is_empty() {
                Step::Confirm(kept.email_waiting.clone())
            } else if !kept.email.is_empty() {
                Step::Kept(kept.email.clone())
            } else {
                Step::Name
            }
        })
    });
    let view = move || match step.get() {
        Step::None => None,
        Step::Name => Some(name(desk)),
        Step::Confirm(email) => Some(confirm(desk, &email)),
        Step::Kept(email) => Some(kept(desk, &email)),
    };
    live_if(view)
}

#[derive(Clone, PartialEq)]
enum Step {
    None,
    Name,
    Confirm(String),
    Kept(String),
}

/// A field whose error is told at it.
#[derive(Clone, Copy)]
struct Typed {
    text: RwSignal<String>,
    error: RwSignal<Option<String>>,
}

impl Typed {
    fn new() -> Self {
        Self { text: RwSignal::new(String::new()), error: RwSignal::new(None) }
    }

    /// Tells what the service says of it.
    fn refused(self, error: &ApiError) {
        self.error.set(Some(match error.problem.code {
            Code::WrongShape => t("messages.email.wrong"),
            Code::WrongCode => t("messages.email.code.wrong"),
            _ => in_words(error).0,
        }));
    }
}

fn name(desk: Desk) -> AnyView {
    let email = Typed::new();
    let send = Callback::new(move |()| {
        if desk.busy.get_untracked() {
            return;
        }
        email.error.set(None);
        desk.busy.set(true);
        leptos::task::spawn_local(async move {
            match api::messages::email(email.text.get_untracked()).await {
                Err(error) => {
                    desk.busy.set(false);
                    email.refused(&error);
                }
                answer => {
                    desk.take(answer, "messages.email.sent");
                }
            }
        });
    });
    let caption = Caption::new("email", t("messages.email"))
        .help(t("messages.email.help"))
        .error(email.error);
    view! {
        <Form on_submit=send>
            <TextField
                caption=caption
                value=email.text
                on_input=Callback::new(move |text| email.text.set(text))
                autocomplete="email"
                max_length=254
            />
            <Button label=t("messages.email.send") kind=Kind::Secondary busy=desk.busy submit=true />
        </Form>
    }
    .into_any()
}

fn confirm(desk: Desk, address: &str) -> AnyView {
    let code = Typed::new();
    let send = Callback::new(move |()| {
        if desk.busy.get_untracked() {
            return;
        }
        code.error.set(None);
        desk.busy.set(true);
        leptos::task::spawn_local(async move {
            match api::messages::confirm(code.text.get_untracked()).await {
                Err(error) => {
                    desk.busy.set(false);
                    code.refused(&error);
                }
                answer => {
                    desk.take(answer, "messages.email.confirmed");
                }
            }
        });
    });
    let caption = Caption::new("email-code", t("messages.email.code"))
        .help(tr("messages.email.code.help", &[("email", address)]))
        .error(code.error);
    view! {
        <Form on_submit=send>
            <TextField
                caption=caption
                value=code.text
                on_input=Callback::new(move |text| code.text.set(text))
                keyboard=Keyboard::Digits
                autocomplete="one-time-code"
                max_length=10
                width=6
            />
            <div class="actions">
                <Button label=t("messages.email.confirm") kind=Kind::Secondary busy=desk.busy submit=true />
                <Button label=t("messages.email.other") kind=Kind::Quiet on_press=forget(desk) />
            </div>
        </Form>
    }
    .into_any()
}

fn kept(desk: Desk, address: &str) -> AnyView {
    view! {
        <div class="messages-contact">
            <p>{tr("messages.email.kept", &[("email", address)])}</p>
            <Button label=t("messages.email.forget") kind=Kind::Quiet icon="trash" on_press=forget(desk) />
        </div>
    }
    .into_any()
}

fn forget(desk: Desk) -> Callback<()> {
    Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            desk.take(api::messages::forget_email().await, "messages.email.forgotten");
        });
    })
}
