//! Submitting documents for review: what publishing them would do, and which go together.

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::catalogue::{DocumentRevision, Effects};
use onething_domain::authoring::DocumentRef;

use super::{address, check, work::Work};
use crate::{
    api::{self, ApiError, catalogue::said},
    i18n::{pick, t, tr},
    load::in_words,
    platform::{history, id},
    ui::{
        AreaField, Button, Caption, Dialog, FlagField, Form, Notice, Skeleton, Tone, live, live_if,
        say,
    },
};

/// What the dialog knows and was told.
#[derive(Clone, Copy)]
struct Submission {
    work: Work,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// Working copies that go along.
    along: RwSignal<Vec<DocumentRef>>,
    /// All that could go along.
    offered: RwSignal<Vec<DocumentRef>>,
    effects: RwSignal<Option<Result<Arc<Effects>, ApiError>>>,
    note: RwSignal<String>,
    error: RwSignal<Option<String>>,
    /// Made once, so that a second press submits nothing twice.
    id: StoredValue<String>,
}

/// The button with its dialog.
pub fn button(work: Work) -> AnyView {
    let submission = Submission {
        work,
        open: RwSignal::new(false),
        busy: RwSignal::new(false),
        along: RwSignal::new(Vec::new()),
        offered: RwSignal::new(Vec::new()),
        effects: RwSignal::new(None),
        note: RwSignal::new(String::new()),
        error: RwSignal::new(None),
        id: StoredValue::new(id::fresh()),
    };
    let press = Callback::new(move |()| {
        submission.open.set(true);
        submission.look();
    });
    let close = Callback::new(move |()| submission.open.set(false));
    view! {
        <Button label=t("staff.submit") on_press=press />
        <Dialog open=submission.open on_close=close title=t("staff.submit.title") wide=true>
            {submission.body()}
        </Dialog>
    }
    .into_any()
}

impl Submission {
    fn documents(self) -> Vec<DocumentRef> {
        let mut documents = vec![self.work.of()];
        documents.extend(self.along.get_untracked());
        documents
    }

    /// Saves, and asks what publishing would do.
    fn look(self) {
        let documents = self.documents();
        leptos::task::spawn_local(async move {
            if let Err(error) = self.work.send().await {
                self.effects.try_set(Some(Err(error)));
                return;
            }
            let answer = api::catalogue::effects(documents).await;
            if let Ok(effects) = &answer {
                let new: Vec<DocumentRef> = effects
                    .left_out
                    .iter()
                    .filter(|of| {
                        self.offered.try_with_untracked(|known| !known.contains(of)) == Some(true)
                    })
                    .cloned()
                    .collect();
                if !new.is_empty() {
                    self.offered.update(|offered| offered.extend(new.clone()));
                    self.along.update(|along| along.extend(new));
                    return self.look(); // the page is there: its signals have just been read
                }
            }
            self.effects.try_set(Some(answer.map(Arc::new)));
        });
    }

    fn body(self) -> AnyView {
        let effects = move || match self.effects.get() {
            None => view! { <Skeleton blocks=1 /> }.into_any(),
            Some(Err(error)) => {
                let (title, text) = in_words(&error);
                view! { <Notice tone=Tone::Bad title=title><p>{text}</p></Notice> }.into_any()
            }
            Some(Ok(effects)) => self.told(&effects),
        };
        let clean = Memo::new(move |_| {
            self.effects
                .with(|effects| matches!(effects, Some(Ok(effects)) if effects.findings.is_empty()))
        });
        let send = Callback::new(move |()| self.send());
        let form = move || {
            clean.get().then(|| {
                let caption = Caption::new("submit-note", t("staff.submit.note"))
                    .help(t("staff.submit.note.help"))
                    .error(self.error);
                let put = Callback::new(move |text: String| {
                    self.note.set(text);
                    self.error.set(None);
                });
                view! {
                    <Form on_submit=send>
                        <AreaField caption=caption value=self.note on_input=put rows=3 />
                        <Button label=t("staff.submit.send") submit=true busy=self.busy />
                    </Form>
                }
                .into_any()
            })
        };
        view! { <div class="stack">{live(effects)} {live(move || self.choices())} {live_if(form)}</div> }
            .into_any()
    }

    /// Findings, or the guides that would change.
    fn told(self, effects: &Effects) -> AnyView {
        if !effects.findings.is_empty() {
            // The place may be in the document behind the dialog.
            let leave = Callback::new(move |()| self.open.set(false));
            return findings(&effects.findings, Some(leave));
        }
        let guides = effects.guides.iter().map(guide).collect_view();
        view! {
            <h3>{t("staff.effects.title")}</h3>
            {effects.guides.is_empty().then(|| view! { <p class="soft">{t("staff.effects.none")}</p> })}
            <ul class="bullets">{guides}</ul>
        }
        .into_any()
    }

    /// Working copies that go along or stay behind.
    fn choices(self) -> AnyView {
        let offered = self.offered.get();
        if offered.is_empty() {
            return ().into_any();
        }
        let tick = |of: DocumentRef| {
            let (own, id) = (of.clone(), format!("along-{}-{}", of.kind.name(), of.id));
            let value = Signal::derive(move || self.along.with(|along| along.contains(&own)));
            let name = format!("{} · {}", t(&format!("staff.document.{}", of.kind.name())), of.id);
            let put = Callback::new(move |on: bool| {
                self.along.update(|along| {
                    along.retain(|known| *known != of);
                    if on {
                        along.push(of.clone());
                    }
                });
                self.effects.set(None);
                self.look();
            });
            view! { <FlagField caption=Caption::new(id, name) value=value on_pick=put /> }
        };
        view! {
            <fieldset class="field">
                <legend class="field-label">{t("staff.submit.along")}</legend>
                <p class="field-help">{t("staff.submit.along.help")}</p>
                {offered.into_iter().map(tick).collect_view()}
            </fieldset>
        }
        .into_any()
    }

    fn send(self) {
        let note = self.note.get_untracked().trim().to_owned();
        if note.is_empty() {
            return self.error.set(Some(t("staff.submit.note.missing")));
        }
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let sent = self.submit(&note).await;
            self.busy.try_set(false);
            match sent {
                Ok(release) => {
                    say(t("staff.submit.done"));
                    history::go(&address::release(&release));
                }
                Err(error) => {
                    let findings = said(&error).findings;
                    if findings.is_empty() {
                        self.error.try_set(Some(in_words(&error).0));
                    } else {
                        let effects = Effects { findings, ..Effects::default() };
                        self.effects.try_set(Some(Ok(Arc::new(effects))));
                    }
                }
            }
        });
    }

    async fn submit(self, note: &str) -> Result<String, ApiError> {
        let (of, along, id) = (self.work.of(), self.along.get_untracked(), self.id.get_value());
        let revision = self.work.send().await?;
        let mut documents = vec![DocumentRevision { kind: of.kind, id: of.id, revision }];
        for of in along {
            let revision = api::catalogue::document(&of).await?.revision;
            documents.push(DocumentRevision { kind: of.kind, id: of.id, revision });
        }
        Ok(api::catalogue::submit(&id, documents, note).await?.row.id)
    }
}

/// What keeps documents from being published, with the way to each place; `leave` is told when it is taken.
pub fn findings(
    findings: &[onething_domain::lint::Finding],
    leave: Option<Callback<()>>,
) -> AnyView {
    let row = |finding: &onething_domain::lint::Finding| {
        let (folder, id) = finding.place.split_once('/').unwrap_or_default();
        let href = address::at_place(folder, id, &check::mended_at(finding));
        let place = format!("{id} · {}", finding.path);
        let follow = move |_| {
            if let Some(leave) = leave {
                leave.run(());
            }
        };
        view! {
            <li>
                <a href=href on:click=follow>{place}</a>
                <p>{check::said(finding)}</p>
                <p class="panel-remedy">{check::remedy(finding)}</p>
            </li>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = findings.iter().map(row).collect();
    let title = tr("staff.lint.some", &[("n", &findings.len().to_string())]);
    view! {
        <Notice tone=Tone::Bad title=title>
            <p>{t("staff.submit.findings")}</p>
            <ul class="comments">{rows}</ul>
        </Notice>
    }
    .into_any()
}

/// A guide that a release changes, as a line of a list.
pub fn guide(effect: &onething_api::catalogue::GuideEffect) -> AnyView {
    view! { <li>{guide_words(effect)}</li> }.into_any()
}

/// What a release makes of a guide: its title and versions.
pub fn guide_words(effect: &onething_api::catalogue::GuideEffect) -> String {
    let title = pick(&effect.title);
    let to = effect.to.to_string();
    match effect.from {
        Some(from) => tr(
            "staff.effects.guide",
            &[("title", &title), ("from", &from.to_string()), ("to", &to)],
        ),
        None => tr("staff.effects.new", &[("title", &title)]),
    }
}
