//! One notice on the desk: what is in the fields, what the server has, and how it would look.

use std::time::Duration;

use leptos::prelude::*;
use onething_api::notices::{Named, NoticeAct, NoticePreview, NoticeState, NoticeWork};
use onething_domain::{
    authoring::{Clash, amend},
    notice::{Notice, NoticeFault},
};
use serde_json::Value;

use super::{fields, publish, state_tag};
use crate::{
    api::{self, ApiError, Wrote},
    i18n::{moment, t, tr},
    json,
    load::failure,
    parts,
    platform::{clock, page},
    tree::{get, set},
    ui::{Button, Card, Kind, Notice as Note, Timeline, TimelineEntry, Tone, live, live_if, say},
    words::code,
};

/// How long the keys rest before the preview is drawn anew.
const REST: Duration = Duration::from_millis(400);

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The server's copy.
    pub work: RwSignal<NoticeWork>,
    /// The server's copy after the last write, for the page's heading.
    pub latest: RwSignal<Option<NoticeWork>>,
    /// What is in the fields.
    pub text: RwSignal<Notice>,
    /// What both this writer and somebody else changed, differently; the fields hold what this one wrote.
    pub clashes: RwSignal<Vec<Clash>>,
    /// Whether a write is under way.
    pub busy: RwSignal<bool>,
    /// What went wrong with the last write.
    pub error: RwSignal<Option<ApiError>>,
    /// How it would look.
    pub preview: RwSignal<Option<Result<NoticePreview, ApiError>>>,
}

impl Desk {
    /// Whether something may be done now.
    pub fn may(self, act: NoticeAct) -> bool {
        self.work.with(|work| work.may.contains(&act))
    }

    /// Whether the fields differ from what the server has.
    pub fn is_unsaved(self) -> bool {
        self.work.with(|work| self.text.with(|text| work.notice != *text))
    }

    /// Changes what is in the fields.
    pub fn change(self, change: impl FnOnce(&mut Notice)) {
        self.text.update(change);
    }

    /// Takes over the server's copy.
    fn know(self, work: NoticeWork) {
        self.latest.set(Some(work.clone()));
        self.work.set(work);
    }

    /// Joins what somebody else wrote meanwhile with what is in the fields, part by part; what both changed
    /// stays as it is in the fields until this writer has chosen. Says whether there is nothing to choose.
    fn join(self, theirs: NoticeWork) -> bool {
        let value = |notice: &Notice| serde_json::to_value(notice).unwrap_or_default();
        let base = self.work.with_untracked(|work| value(&work.notice));
        let mine = self.text.with_untracked(value);
        let amended = amend(&base, &mine, &value(&theirs.notice));
        if let Some(joined) = json::read_tree(amended.value) {
            self.text.set(joined);
        }
        self.know(theirs);
        self.clashes.set(amended.clashes);
        self.clashes.with_untracked(Vec::is_empty)
    }

    /// Takes over what came of publishing or taking back. Somebody who wrote meanwhile wrote what nobody has
    /// read yet: nothing is done, and it is shown.
    pub fn did(self, answer: Result<Wrote<NoticeWork>, ApiError>, said: String) {
        self.busy.set(false);
        match answer {
            Ok(Wrote::Done(work)) => self.done(*work, said),
            Ok(Wrote::Stale(theirs)) => {
                self.join(*theirs);
                say(t("staff.notice.moved_on"));
            }
            Err(error) => self.error.set(Some(error)),
        }
    }

    fn done(self, work: NoticeWork, said: String) {
        self.error.set(None);
        self.know(work);
        say(said);
    }

    /// Saves the fields over the revision of `work`. What somebody else changed elsewhere is joined and saved
    /// with it.
    pub fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        if self.clashes.with_untracked(|clashes| !clashes.is_empty()) {
            return say(t("staff.notice.stale.first"));
        }
        self.busy.set(true);
        let (known, text) = (self.work.get_untracked(), self.text.get_untracked());
        leptos::task::spawn_local(async move {
            let answer = api::desk::save(&known, &text).await;
            self.busy.set(false);
            match answer {
                Ok(Wrote::Done(work)) => self.done(*work, t("staff.notice.saved")),
                Ok(Wrote::Stale(theirs)) => {
                    if self.join(*theirs) {
                        say(t("staff.notice.joined"));
                        self.save();
                    }
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// The writer has chosen for everything that both changed: theirs, or what is in the fields.
    fn choose(self, theirs: bool) {
        let clashes = self.clashes.get_untracked();
        self.clashes.set(Vec::new());
        if theirs {
            // The server's copy is known already, and holds theirs.
            let known = self.work.with_untracked(|work| serde_json::to_value(&work.notice));
            let text = self.text.with_untracked(|text| serde_json::to_value(text));
            let (Ok(known), Ok(mut text)) = (known, text) else { return };
            for clash in clashes {
                let value = get(&known, &clash.path).cloned().unwrap_or_default();
                set(&mut text, &clash.path, value);
            }
            if let Some(text) = json::read_tree(text) {
                self.text.set(text);
            }
        }
        if untrack(|| self.is_unsaved()) {
            self.save();
        }
    }
}

/// The page. It is drawn once for what was read; only its parts follow what is written, for to draw it anew
/// would lose the fields.
pub fn desk(
    work: NoticeWork,
    departments: Vec<Named>,
    latest: RwSignal<Option<NoticeWork>>,
) -> AnyView {
    let can_write = work.may.contains(&NoticeAct::Write);
    let text = RwSignal::new(work.notice.clone());
    let desk = Desk {
        text,
        latest,
        clashes: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
        preview: RwSignal::new(None),
        work: RwSignal::new(work),
    };
    keep_previewing(desk);
    page::ask_before_leaving(Signal::derive(move || {
        desk.is_unsaved().then(|| t("staff.notice.leave"))
    }));
    let form = can_write.then(|| {
        view! { <Card title=t("staff.notice.edit")>{fields::fields(desk, departments)}</Card> }
    });
    view! {
        <div class="stack">
            {live(move || head(desk))}
            {live_if(move || stale(desk))}
            {live_if(move || desk.error.get().map(|error| failure(&error, None)))}
            <div class="desk" class:desk-alone=!can_write>
                {form}
                <div
                    class="stack desk-beside"
                    role="region"
                    aria-label=t("staff.notice.preview")
                    tabindex=can_write.then_some("0")
                >
                    {live_if(move || faults(desk))}
                    <Card title=t("staff.notice.preview")>{live(move || preview(desk))}</Card>
                </div>
            </div>
            <Card title=t("staff.notice.history")>{live(move || history(desk))}</Card>
        </div>
    }
    .into_any()
}

/// Asks the server how it would look, a moment after the last key.
fn keep_previewing(desk: Desk) {
    let rest = clock::Rest::new(REST);
    Effect::new(move |before: Option<()>| {
        let text = desk.text.get();
        match before {
            None => draw_preview(desk, text),
            Some(()) => rest.then(move || draw_preview(desk, text)),
        }
    });
}

fn draw_preview(desk: Desk, text: Notice) {
    leptos::task::spawn_local(async move {
        let answer = api::desk::preview(&text).await;
        // Only the answer to what is in the fields now counts.
        if desk.text.try_with_untracked(|now| *now == text) == Some(true) {
            desk.preview.set(Some(answer));
        }
    });
}

/// Where it stands, and what can be done.
fn head(desk: Desk) -> AnyView {
    let work = desk.work.get();
    let when = work.published_at.map(|at| match work.state {
        NoticeState::Scheduled => tr("staff.notice.scheduled_for", &[("at", &moment(at))]),
        _ => moment(at),
    });
    let changed = work.changed.then(|| view! { <span>{t("staff.notices.changed")}</span> });
    let own = work.own.then(own_note);
    view! {
        <div class="card desk-head">
            <p class="news-about">{state_tag(work.state)}<span>{when}</span>{changed}</p>
            {own}
            {publish::actions(desk)}
        </div>
    }
    .into_any()
}

fn own_note() -> AnyView {
    view! { <p class="soft">{t("staff.notice.own")}</p> }.into_any()
}

/// Somebody else changed the same meanwhile: nothing is lost, and the writer chooses.
fn stale(desk: Desk) -> Option<AnyView> {
    let clashes = desk.clashes.get();
    if clashes.is_empty() {
        return None;
    }
    let row = |clash: &Clash| {
        let of = clash.path.split('.').next().unwrap_or_default();
        let name = if of == "body" { &clash.path } else { of };
        let field = t(&format!("staff.notice.field.{name}"));
        let theirs = clash.theirs.as_ref().map(said).unwrap_or_default();
        view! { <dt>{field}</dt><dd><pre class="desk-theirs">{theirs}</pre></dd> }
    };
    let rows = clashes.iter().map(row).collect_view();
    let keep = Callback::new(move |()| desk.choose(false));
    let take = Callback::new(move |()| desk.choose(true));
    Some(
        view! {
            <Note tone=Tone::Warn title=t("staff.notice.stale")>
                <p>{t("staff.notice.stale.help")}</p>
                <p>{t("staff.notice.stale.show")}</p>
                <dl>{rows}</dl>
                <div class="actions">
                    <Button label=t("staff.notice.stale.mine") on_press=keep />
                    <Button label=t("staff.notice.stale.theirs") kind=Kind::Secondary on_press=take />
                </div>
            </Note>
        }
        .into_any(),
    )
}

/// A part of a notice as it was written.
fn said(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn faults(desk: Desk) -> Option<AnyView> {
    let faults =
        desk.preview.with(|preview| Some(preview.as_ref()?.as_ref().ok()?.faults.clone()))?;
    if faults.is_empty() {
        return None;
    }
    let lines: Vec<AnyView> =
        faults.iter().map(|fault| view! { <li>{fault_words(fault)}</li> }.into_any()).collect();
    Some(
        view! {
            <div class="notice notice-warn" role="status">
                <div class="notice-body">
                    <p class="notice-title">{t("staff.notice.faults")}</p>
                    <ul class="bullets">{lines}</ul>
                </div>
            </div>
        }
        .into_any(),
    )
}

fn fault_words(fault: &NoticeFault) -> String {
    let field = t(&format!("staff.notice.field.{}", fault.field));
    let what = t(&format!("staff.notice.fault.{}", code(&fault.code)));
    match fault.line {
        0 => tr("staff.notice.whole", &[("field", &field), ("what", &what)]),
        line => {
            let line = line.to_string();
            tr("staff.notice.line", &[("field", &field), ("line", &line), ("what", &what)])
        }
    }
}

fn preview(desk: Desk) -> AnyView {
    let text = desk.text.get();
    let preview = match desk.preview.get() {
        None => return view! { <crate::ui::Skeleton /> }.into_any(),
        Some(Ok(preview)) => preview,
        Some(Err(error)) => {
            let again = Callback::new(move |()| draw_preview(desk, desk.text.get_untracked()));
            return failure(&error, Some(again));
        }
    };
    if text.title.zh.trim().is_empty()
        && text.summary.zh.trim().is_empty()
        && preview.body.zh.is_empty()
    {
        return view! { <p class="soft">{t("staff.notice.preview.empty")}</p> }.into_any();
    }
    let title = match text.title.zh {
        title if title.trim().is_empty() => t("staff.notice.untitled"),
        title => title,
    };
    let summary = text.summary.zh;
    let summary =
        (!summary.trim().is_empty()).then(|| view! { <p class="prose-lead">{summary}</p> });
    let english = (!preview.body.en.is_empty())
        .then(|| view! { <hr/><div lang="en">{parts::prose(&preview.body.en)}</div> });
    let things: Vec<AnyView> = preview
        .things
        .iter()
        .map(|thing| view! { <li>{thing.name.zh.clone()}</li> }.into_any())
        .collect();
    let things = (!things.is_empty()).then(|| {
        view! { <h3 class="desk-things">{t("notice.things")}</h3><ul class="bullets">{things}</ul> }
    });
    view! {
        <h2 class="desk-title">{title}</h2>
        {summary}
        {parts::prose(&preview.body.zh)}
        {english}
        {things}
    }
    .into_any()
}

fn history(desk: Desk) -> AnyView {
    let entries = desk.work.with(|work| {
        work.history
            .iter()
            .map(|entry| TimelineEntry {
                title: [t(&format!("staff.notice.act.{}", entry.act)), entry.who.clone()].join(" "),
                when: moment(entry.at),
                body: (!entry.note.is_empty())
                    .then(|| view! { <p>{entry.note.clone()}</p> }.into_any()),
                tone: Tone::Plain,
            })
            .collect::<Vec<_>>()
    });
    view! { <Timeline entries=entries /> }.into_any()
}
