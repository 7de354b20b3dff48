//! What may be done to a release: just what the server allows, each asked once more.

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::catalogue::ReleaseView;
use onething_domain::authoring::{ReleaseAction, ReleaseCommand};

use super::{comments::Remarks, submit};
use crate::{
    api::{self, Wrote, catalogue::said},
    i18n::{t, tr},
    load::in_words,
    platform::id,
    ui::{AreaField, Button, Caption, Dialog, Form, Kind as Looks, Notice, Tone, live_if, say},
    when::When,
    words::code,
};

/// What is asked before an act.
#[derive(Clone, Copy)]
struct Asked {
    view: StoredValue<Arc<ReleaseView>>,
    remarks: Remarks,
    again: Callback<()>,
    /// The act whose dialog is open.
    action: RwSignal<Option<ReleaseAction>>,
    text: RwSignal<String>,
    when: When,
    wrong: RwSignal<Option<String>>,
    error: RwSignal<Option<(String, String)>>,
    busy: RwSignal<bool>,
    /// Made when a dialog opens, so that a second press does nothing twice.
    id: StoredValue<String>,
}

/// The buttons.
pub fn bar(view: Arc<ReleaseView>, remarks: Remarks, again: Callback<()>) -> AnyView {
    let allowed = view.allowed.clone();
    let asked = Asked {
        view: StoredValue::new(view),
        remarks,
        again,
        action: RwSignal::new(None),
        text: RwSignal::new(String::new()),
        when: When::default(),
        wrong: RwSignal::new(None),
        error: RwSignal::new(None),
        busy: RwSignal::new(false),
        id: StoredValue::new(String::new()),
    };
    if allowed.is_empty() {
        return view! { <p class="soft">{t("staff.release.nothing")}</p> }.into_any();
    }
    let button = |(index, action): (usize, ReleaseAction)| {
        let kind = match (index, action) {
            (0, ReleaseAction::Approve | ReleaseAction::Publish) => Looks::Primary,
            _ => Looks::Secondary,
        };
        let press = Callback::new(move |()| asked.open(action));
        view! { <Button label=label(action) kind=kind on_press=press /> }
    };
    let buttons = allowed.into_iter().enumerate().map(button).collect_view();
    let count = move || {
        let count = remarks.count();
        (count > 0).then(|| {
            view! { <p class="soft">{tr("staff.comment.kept", &[("n", &count.to_string())])}</p> }.into_any()
        })
    };
    let open = Signal::derive(move || asked.action.with(Option::is_some));
    let close = Callback::new(move |()| asked.action.set(None));
    view! {
        <div class="actions release-acts" role="group" aria-label=t("staff.release.acts")>{buttons}</div>
        {live_if(count)}
        <Dialog open=open on_close=close title=t("staff.release.acts")>
            {live_if(move || asked.action.get().map(|action| asked.dialog(action)))}
        </Dialog>
    }
    .into_any()
}

fn label(action: ReleaseAction) -> String {
    t(&format!("staff.release.do.{}", code(&action)))
}

impl Asked {
    fn open(self, action: ReleaseAction) {
        self.text.set(String::new());
        self.wrong.set(None);
        self.error.set(None);
        self.id.set_value(id::fresh());
        self.when.propose_tomorrow();
        self.action.set(Some(action));
    }

    fn dialog(self, action: ReleaseAction) -> AnyView {
        let go = Callback::new(move |()| self.give(action));
        let refusal = move || {
            self.error.get().map(|(title, text)| {
                view! { <Notice tone=Tone::Bad title=title><p>{text}</p></Notice> }.into_any()
            })
        };
        let explain = t(&format!("staff.release.ask.{}", code(&action)));
        let guides =
            matches!(action, ReleaseAction::Publish | ReleaseAction::Schedule).then(|| {
                let guides = self.view.with_value(|view| {
                    view.effects.guides.iter().map(submit::guide).collect::<Vec<_>>()
                });
                view! { <ul class="bullets">{guides}</ul> }
            });
        let put = Callback::new(move |text: String| {
            self.text.set(text);
            self.wrong.set(None);
        });
        let words = match action {
            ReleaseAction::Return => {
                Some(Caption::new("act-text", t("staff.release.reason")).error(self.wrong))
            }
            ReleaseAction::Approve => {
                Some(Caption::new("act-text", t("staff.release.note")).optional(true))
            }
            _ => None,
        };
        let field = words.map(|caption| {
            view! { <AreaField caption=caption value=self.text on_input=put rows=3 /> }
        });
        let time = (action == ReleaseAction::Schedule).then(|| self.when.fields());
        let kind = if action == ReleaseAction::Return { Looks::Danger } else { Looks::Primary };
        view! {
            <h3>{label(action)}</h3>
            <p>{explain}</p>
            {guides}
            {live_if(refusal)}
            <Form on_submit=go>
                {field}
                {time}
                <Button label=label(action) kind=kind submit=true busy=self.busy />
            </Form>
        }
        .into_any()
    }

    fn command(self, action: ReleaseAction) -> Option<ReleaseCommand> {
        let text = self.text.get_untracked().trim().to_owned();
        Some(match action {
            ReleaseAction::Approve => ReleaseCommand::Approve { note: text },
            ReleaseAction::Return if text.is_empty() => {
                self.wrong.set(Some(t("staff.release.reason.missing")));
                return None;
            }
            ReleaseAction::Return => {
                ReleaseCommand::Return { reason: text, comments: self.remarks.to_send() }
            }
            ReleaseAction::Withdraw => ReleaseCommand::Withdraw {},
            ReleaseAction::Publish => ReleaseCommand::Publish {},
            ReleaseAction::Unschedule => ReleaseCommand::Unschedule {},
            ReleaseAction::Schedule => ReleaseCommand::Schedule { at: self.when.chosen()? },
        })
    }

    fn give(self, action: ReleaseAction) {
        if self.busy.get_untracked() {
            return;
        }
        let Some(command) = self.command(action) else { return };
        let (release, seq) = self.view.with_value(|view| (view.row.id.clone(), view.row.seq));
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let id = self.id.get_value();
            let done = api::catalogue::command(&release, &id, seq, &command).await;
            self.busy.try_set(false);
            match done {
                Ok(Wrote::Done(_)) => {
                    if action == ReleaseAction::Return {
                        self.remarks.clear();
                    }
                    say(t(&format!("staff.release.done.{}", code(&action))));
                    self.action.try_set(None);
                    self.again.run(());
                }
                Ok(Wrote::Stale(_)) => {
                    say(t("staff.release.stale"));
                    self.action.try_set(None);
                    self.again.run(());
                }
                Err(error) => {
                    let told = said(&error);
                    let (title, text) = in_words(&error);
                    let text = match told.because {
                        Some(because) => t(&format!("staff.release.refused.{}", code(&because))),
                        None if !told.findings.is_empty() => {
                            tr("staff.lint.some", &[("n", &told.findings.len().to_string())])
                        }
                        None => text,
                    };
                    self.error.try_set(Some((title, text)));
                }
            }
        });
    }
}
