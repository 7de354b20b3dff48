//! One notice on the desk: what is in the fields, what the server has, and how it would look.

use std::time::Duration;

use leptos::prelude::*;
use onething_api::notices::{Named, NoticeAct, NoticePreview, NoticeState, NoticeWork};
use onething_domain::notice::{Notice, NoticeFault};

use super::{fields, publish, state_tag};
use crate::{
    api::{self, ApiError, desk::Changed},
    i18n::{moment, t, tr},
    load::failure,
    parts,
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
    /// What somebody else wrote meanwhile.
    pub theirs: RwSignal<Option<NoticeWork>>,
    /// Whether a write is under way.
    pub busy: RwSignal<bool>,
    /// What went wrong with the last write.
    pub error: RwSignal<Option<ApiError>>,
    /// How it would look.
    pub preview: RwSignal<Option<NoticePreview>>,
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

    /// Takes over what came of a write; a stale one leaves the fields alone.
    pub fn took(self, answer: Result<Changed, ApiError>, said: String) {
        self.busy.set(false);
        match answer {
            Ok(Changed::Done(work)) => {
                self.error.set(None);
                self.theirs.set(None);
                self.know(*work);
                say(said);
            }
            Ok(Changed::Stale(theirs)) => self.theirs.set(Some(*theirs)),
            Err(error) => self.error.set(Some(error)),
        }
    }

    /// Saves the fields over the revision of `work`.
    pub fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let (known, text) = (self.work.get_untracked(), self.text.get_untracked());
        leptos::task::spawn_local(async move {
            self.took(api::desk::save(&known, &text).await, t("staff.notice.saved"));
        });
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
        theirs: RwSignal::new(None),
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
        preview: RwSignal::new(None),
        work: RwSignal::new(work),
    };
    keep_previewing(desk);
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
    let round = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let text = desk.text.get();
        round.update_value(|round| *round += 1);
        let mine = round.get_value();
        let ask = move || {
            // Only the last one asks, and only the last answer counts.
            if round.try_get_value() != Some(mine) {
                return;
            }
            leptos::task::spawn_local(async move {
                let answer = api::desk::preview(&text).await;
                if round.try_get_value() == Some(mine)
                    && let Ok(preview) = answer
                {
                    desk.preview.set(Some(preview));
                }
            });
        };
        set_timeout(ask, if mine == 1 { Duration::ZERO } else { REST });
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

/// Somebody else wrote meanwhile: nothing is lost, and the reader chooses.
fn stale(desk: Desk) -> Option<AnyView> {
    let theirs = desk.theirs.get()?;
    let shown = theirs.notice.body.zh.clone();
    let (mine, their) = (theirs.clone(), theirs);
    let keep = Callback::new(move |()| {
        desk.know(mine.clone());
        desk.theirs.set(None);
        desk.save();
    });
    let take = Callback::new(move |()| {
        desk.text.set(their.notice.clone());
        desk.know(their.clone());
        desk.theirs.set(None);
    });
    Some(
        view! {
            <Note tone=Tone::Warn title=t("staff.notice.stale")>
                <p>{t("staff.notice.stale.help")}</p>
                <details class="details">
                    <summary>{t("staff.notice.stale.show")}</summary>
                    <pre class="desk-theirs">{shown}</pre>
                </details>
                <div class="actions">
                    <Button label=t("staff.notice.stale.mine") on_press=keep />
                    <Button label=t("staff.notice.stale.theirs") kind=Kind::Secondary on_press=take />
                </div>
            </Note>
        }
        .into_any(),
    )
}

fn faults(desk: Desk) -> Option<AnyView> {
    let faults =
        desk.preview.with(|preview| preview.as_ref().map(|preview| preview.faults.clone()))?;
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
    let Some(preview) = desk.preview.get() else {
        return view! { <crate::ui::Skeleton /> }.into_any();
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
