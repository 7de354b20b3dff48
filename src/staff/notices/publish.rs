//! Publishing what a colleague has written, and taking it back.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use onething_api::notices::{NoticeAct, NoticeState, PublishNotice, WithdrawNotice};

use super::desk::Desk;
use crate::{
    api,
    i18n::t,
    ui::{AreaField, Button, Caption, Dialog, Form, Kind, Opt, RadioField, live_if},
    when::When,
};

/// The buttons for what may be done now, with their dialogs.
pub fn actions(desk: Desk) -> AnyView {
    let publish = RwSignal::new(false);
    let withdraw = RwSignal::new(false);
    let correction = desk.work.with_untracked(|work| work.state == NoticeState::Published);
    let label =
        t(if correction { "staff.notice.publish.correction" } else { "staff.notice.publish" });
    let named = label.clone();
    let buttons = [
        desk.may(NoticeAct::Publish).then(|| {
            let open = Callback::new(move |()| publish.set(true));
            view! { <Button label=label on_press=open /> }.into_any()
        }),
        desk.may(NoticeAct::Withdraw).then(|| {
            let open = Callback::new(move |()| withdraw.set(true));
            view! { <Button label=t("staff.notice.withdraw") kind=Kind::Danger on_press=open /> }
                .into_any()
        }),
    ];
    view! {
        <div class="actions">{Vec::from(buttons)}</div>
        <Dialog open=publish on_close=Callback::new(move |()| publish.set(false)) title=named>
            {publish_form(desk, publish, correction)}
        </Dialog>
        <Dialog
            open=withdraw
            on_close=Callback::new(move |()| withdraw.set(false))
            title=t("staff.notice.withdraw")
        >
            {withdraw_form(desk, withdraw)}
        </Dialog>
    }
    .into_any()
}

fn publish_form(desk: Desk, open: RwSignal<bool>, correction: bool) -> AnyView {
    let time = Time { later: RwSignal::new(false), when: When::default() };
    let send = Callback::new(move |()| {
        let Ok(at) = time.chosen() else { return };
        let known = desk.work.get_untracked();
        desk.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = api::desk::publish(&known, &PublishNotice { at }).await;
            open.set(false);
            let said =
                if at.is_some() { "staff.notice.scheduled" } else { "staff.notice.published" };
            desk.did(answer, t(said));
        });
    });
    // People read it already: a correction has no time of its own.
    let when = if correction {
        view! { <p>{t("staff.notice.publish.correction.help")}</p> }.into_any()
    } else {
        time.fields()
    };
    view! {
        <Form on_submit=send>
            {when}
            <div class="actions">
                <Button label=t("staff.notice.publish") submit=true busy=desk.busy />
            </div>
        </Form>
    }
    .into_any()
}

/// At once, or when it is to appear.
#[derive(Clone, Copy)]
struct Time {
    later: RwSignal<bool>,
    when: When,
}

impl Time {
    /// None for at once; an error, told at the field, where a later time is wanted and none stands there.
    fn chosen(self) -> Result<Option<DateTime<Utc>>, ()> {
        match self.later.get_untracked() {
            true => self.when.chosen().map(Some).ok_or(()),
            false => Ok(None),
        }
    }

    fn fields(self) -> AnyView {
        let options = ["now", "later"]
            .map(|value| Opt::new(value, t(&format!("staff.notice.publish.{value}"))));
        let value =
            Signal::derive(move || String::from(if self.later.get() { "later" } else { "now" }));
        view! {
            <RadioField
                caption=Caption::new("publish-when", t("staff.notice.publish.when"))
                options=Vec::from(options)
                value=value
                on_pick=Callback::new(move |value: String| self.later.set(value == "later"))
            />
            {live_if(move || self.later.get().then(|| self.when.fields()))}
        }
        .into_any()
    }
}

fn withdraw_form(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let reason = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<String>);
    let send = Callback::new(move |()| {
        let wanted = WithdrawNotice { reason: reason.get_untracked().trim().to_owned() };
        if wanted.reason.is_empty() {
            return missing.set(Some(t("staff.notice.withdraw.reason.missing")));
        }
        let known = desk.work.get_untracked();
        desk.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = api::desk::withdraw(&known, &wanted).await;
            open.set(false);
            desk.did(answer, t("staff.notice.withdrawn"));
        });
    });
    view! {
        <Form on_submit=send>
            <AreaField
                caption=Caption::new("withdraw-reason", t("staff.notice.withdraw.reason")).error(missing)
                value=reason
                on_input=Callback::new(move |text| reason.set(text))
            />
            <div class="actions">
                <Button label=t("staff.notice.withdraw") kind=Kind::Danger submit=true busy=desk.busy />
            </div>
        </Form>
    }
    .into_any()
}
