//! Withdrawing a case: asked twice, with the reason in the applicant's words.

use leptos::prelude::*;
use onething_api::cases::{CaseView, CommandRequest};
use onething_domain::case::{Command, CommandKind};

use crate::{
    api::{self, Wrote},
    i18n::t,
    platform::id,
    ui::{AreaField, Button, Caption, Dialog, Kind, say},
    words::refusal,
};

/// The button and its question, where the rules allow it.
pub fn withdraw(case: &CaseView, reload: Callback<()>) -> Option<AnyView> {
    let allowed = case.allowed.iter().any(|action| action.command == CommandKind::Withdraw);
    if !allowed {
        return None;
    }
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let (number, seq) = (case.number.clone(), case.seq);
    let close = Callback::new(move |()| open.set(false));
    let send = Callback::new(move |()| {
        busy.set(true);
        let number = number.clone();
        let command = Command::Withdraw { reason: reason.get_untracked() };
        let request = CommandRequest { id: id::fresh(), expected_seq: seq, command };
        leptos::task::spawn_local(async move {
            match api::cases::command(&number, &request).await {
                Ok(Wrote::Done(_)) => say(t("withdraw.done")),
                Ok(Wrote::Stale(_)) => say(t("error.stale_case")),
                Err(error) => {
                    let why = error.refusal().as_ref().map(refusal);
                    say(why.unwrap_or_else(|| error.message()));
                }
            }
            busy.set(false);
            open.set(false);
            reload.run(());
        });
    });
    let ask = Callback::new(move |()| open.set(true));
    let view = view! {
        <div class="actions no-print">
            <Button label=t("withdraw.ask") kind=Kind::Danger on_press=ask />
        </div>
        <Dialog open=open on_close=close title=t("withdraw.title")>
            <p>{t("withdraw.text")}</p>
            <AreaField
                caption=Caption::new("withdraw-reason", t("withdraw.reason")).optional(true)
                value=reason
                on_input=Callback::new(move |text| reason.set(text))
            />
            <div class="actions">
                <Button label=t("withdraw.do") kind=Kind::Danger busy=busy on_press=send />
                <Button label=t("withdraw.keep") kind=Kind::Secondary on_press=close />
            </div>
        </Dialog>
    };
    Some(view.into_any())
}
