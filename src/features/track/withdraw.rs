//! Withdrawing a case, or one item of it: asked twice, with the reason in the applicant's words.

use leptos::prelude::*;
use onething_api::cases::{CaseView, TaskView};
use onething_domain::case::{Command, CommandKind};

use super::give::give;
use crate::{
    i18n::{pick, t, tr},
    ui::{AreaField, Button, Caption, Dialog, Kind},
};

/// What is asked before something is withdrawn.
struct Question {
    /// Id of the field in the page.
    id: String,
    ask: String,
    /// The same in full, for those who hear it.
    describe: String,
    title: String,
    text: String,
    done: &'static str,
    kind: Kind,
    make: fn(String, String) -> Command,
    /// Id of the item; empty for the whole case.
    item: String,
}

/// The button and its question for the whole case, where the rules allow it.
pub fn withdraw(case: &CaseView, reload: Callback<i64>) -> Option<AnyView> {
    may(case, CommandKind::Withdraw, None).then(|| {
        let question = Question {
            id: "withdraw-reason".to_owned(),
            ask: t("withdraw.ask"),
            describe: t("withdraw.ask"),
            title: t("withdraw.title"),
            text: t("withdraw.text"),
            done: "withdraw.done",
            kind: Kind::Danger,
            make: |_, reason| Command::Withdraw { reason },
            item: String::new(),
        };
        question.show(case, reload)
    })
}

/// The same for one item.
pub fn one(case: &CaseView, task: &TaskView, reload: Callback<i64>) -> Option<AnyView> {
    may(case, CommandKind::WithdrawItem, Some(&task.item)).then(|| {
        let question = Question {
            id: format!("withdraw-{}", task.item),
            ask: t("withdraw.item.ask"),
            describe: [t("withdraw.item.ask"), t("mark.colon"), pick(&task.name)].concat(),
            title: tr("withdraw.item.title", &[("item", &pick(&task.name))]),
            text: t("withdraw.item.text"),
            done: "withdraw.item.done",
            kind: Kind::Quiet,
            make: |item, reason| Command::WithdrawItem { item, reason },
            item: task.item.clone(),
        };
        question.show(case, reload)
    })
}

fn may(case: &CaseView, command: CommandKind, item: Option<&str>) -> bool {
    let fits = |action: &onething_domain::case::Action| {
        action.command == command && action.item.as_deref() == item
    };
    case.allowed.iter().any(fits)
}

impl Question {
    fn show(self, case: &CaseView, reload: Callback<i64>) -> AnyView {
        let Self { id: field, ask, describe, title, text, done, kind, make, item } = self;
        let open = RwSignal::new(false);
        let busy = RwSignal::new(false);
        let reason = RwSignal::new(String::new());
        let (number, seq) = (case.number.clone(), case.seq);
        let close = Callback::new(move |()| open.set(false));
        let send = Callback::new(move |()| {
            busy.set(true);
            let command = make(item.clone(), reason.get_untracked());
            give(number.clone(), seq, command, done, move |known| {
                busy.set(false);
                open.set(false);
                reload.run(known);
            });
        });
        let press = Callback::new(move |()| open.set(true));
        view! {
            <div class="actions no-print">
                <Button label=ask kind=kind describe=describe on_press=press />
            </div>
            <Dialog open=open on_close=close title=title>
                <p>{text.clone()}</p>
                <AreaField
                    caption=Caption::new(field.clone(), t("withdraw.reason")).optional(true)
                    value=reason
                    on_input=Callback::new(move |text| reason.set(text))
                />
                <div class="actions">
                    <Button label=t("withdraw.do") kind=Kind::Danger busy=busy on_press=send />
                    <Button label=t("withdraw.keep") kind=Kind::Secondary on_press=close />
                </div>
            </Dialog>
        }
        .into_any()
    }
}
