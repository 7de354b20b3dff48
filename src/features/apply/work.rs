//! One draft that is open: what was typed, where it is saved, and what another device did meanwhile
//! (A2). Lives outside of the pages, so that steps, Back and the other language do not disturb it.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use onething_api::drafts::Draft;
use onething_domain::draft::{DraftContent, submission};
use onething_domain::submission::Submission;
use onething_domain::validate::{Problem, validate_regions};

use super::base::Base;
use super::conflict::Conflict;
use super::fields::Around;
use super::filing;
use super::form::Form;
use super::prefill::{Known, Prefill};
use super::upload::Uploads;
use crate::{
    api::{self, ApiError, Wrote},
    kept,
    platform::{self, clock, network, page},
    session::Session,
};

/// How long a person pauses before the server is told.
const IDLE: Duration = Duration::from_millis(800);
/// How long until the server is tried again that could not be reached.
const KNOCK: Duration = Duration::from_secs(10);
/// How often to look whether a save that is under way has ended.
const BREATH: Duration = Duration::from_millis(20);

/// How often to try again what could not be sent.
const AGAIN: Duration = Duration::from_secs(10);

/// Where the draft is saved.
#[derive(Clone, Debug, PartialEq)]
pub enum Saving {
    /// The server has it all.
    Saved,
    /// Something is on its way, or about to be.
    Busy,
    /// Kept on this device until the network is back.
    Offline,
    /// The server refused; what it said.
    Failed(ApiError),
}

/// A draft that is open.
#[derive(Clone, Copy)]
pub struct Work {
    id: StoredValue<String>,
    /// Id of the person who writes it.
    person: StoredValue<String>,
    head: StoredValue<Arc<Draft>>,
    base: StoredValue<Base>,
    step: StoredValue<String>,
    dirty: StoredValue<bool>,
    /// Whether it has become a case.
    filed: StoredValue<bool>,
    sending: StoredValue<bool>,
    /// Whether a change waits to be written to this device.
    writing: StoredValue<bool>,
    /// Whether this device took what was last written to it: a full one, or one that keeps nothing, does not.
    pub kept: RwSignal<bool>,
    /// Counts changes, so that only the last of a burst is sent.
    rest: clock::Rest,
    /// Waits until the server is tried again.
    knock: clock::Rest,
    session: Session,
    /// What is being filled in.
    pub form: Form,
    /// Values that came from elsewhere.
    pub prefill: Prefill,
    /// Files on their way.
    pub uploads: Uploads,
    /// What controls need beside their field.
    pub around: Around,
    /// Where it is saved.
    pub saving: RwSignal<Saving>,
    /// Whether the guide has a newer version than the one on the screen.
    pub renewed: RwSignal<bool>,
    /// What this device and another changed differently, until the person has chosen.
    pub conflict: RwSignal<Option<Conflict>>,
}

impl Work {
    /// A draft as the server has it; [`Self::resume`] takes up the rest.
    pub fn new(
        person: String,
        draft: Draft,
        guide: Arc<onething_domain::guide::Guide>,
        around: Around,
        known: Known,
    ) -> Self {
        let (id, content) = (draft.id.clone(), draft.content.clone());
        let base = Base::new(draft.revision, content.clone());
        let told = StoredValue::new(None::<Work>);
        let changed = Callback::new(move |()| {
            // What a server fills in is drawn, and filled in and saved by the browser.
            if let Some(work) = told.get_value().filter(|_| platform::IN_BROWSER) {
                work.changed();
            }
        });
        let form = Form::new(guide, &content, changed);
        let work = Self {
            head: StoredValue::new(Arc::new(draft)),
            base: StoredValue::new(base),
            step: StoredValue::new(content.step),
            dirty: StoredValue::new(false),
            filed: StoredValue::new(false),
            sending: StoredValue::new(false),
            rest: clock::Rest::new(IDLE),
            knock: clock::Rest::new(KNOCK),
            session: Session::get(),
            writing: StoredValue::new(false),
            kept: RwSignal::new(true),
            form,
            prefill: Prefill::new(form, known, &id),
            uploads: Uploads::new(form),
            around,
            saving: RwSignal::new(Saving::Saved),
            renewed: RwSignal::new(false),
            conflict: RwSignal::new(None),
            id: StoredValue::new(id),
            person: StoredValue::new(person),
        };
        told.set_value(Some(work));
        work
    }

    /// Takes up what this device had not sent, fills in what is known, and listens for the network
    /// and for the page going to the back. `offline` says that the server has not been reached yet.
    pub fn resume(self, offline: bool) {
        self.take_up();
        self.uploads.sync();
        let filled = self.prefill.fill();
        if !platform::IN_BROWSER {
            return; // what is drawn by a server goes on in a browser
        }
        if filled {
            self.changed();
        }
        match offline {
            true => self.wait(),
            // From now on the draft can be gone on with off line, also when nothing more is typed.
            false if !self.dirty.get_value() => self.write(),
            false => {}
        }
        page::on_leave(move || {
            self.write_if_dirty();
            self.send_if_dirty();
        });
        page::on_return(move || self.look());
        let online = network::online();
        Effect::new(move |was: Option<bool>| {
            let now = online.get();
            if now && was == Some(false) {
                self.try_again();
                self.catch_up();
            }
            now
        });
        // What is nowhere but on the screen is gone with it.
        Effect::new(move |warned: Option<bool>| {
            let saved = self.saving.with(|saving| *saving == Saving::Saved);
            let warn = !saved && !self.kept.get();
            if warn || warned == Some(true) {
                page::warn_before_leaving(warn);
            }
            warn
        });
        // A device may be on line while the service is not: nobody tells when that is over.
        clock::every(AGAIN, move || self.try_again());
    }

    /// Sends what could not be sent for want of a network.
    fn try_again(self) {
        if self.saving.with_untracked(|saving| *saving == Saving::Offline) {
            self.send_if_dirty();
        }
        self.uploads.retry_cut();
    }

    /// Goes on from what this device kept, and joins it with what the server has.
    fn take_up(self) {
        let Some(copy) = kept::read(&self.id()) else { return };
        let theirs = self.base.get_value();
        // No server has a revision 0: over it, it answers with its own copy.
        let revision = copy.head.map_or(0, |head| head.revision);
        self.base.set_value(Base { revision, content: copy.base, sent: copy.sent });
        self.form.take(&copy.mine);
        self.join(theirs);
        if self.dirty.get_value() {
            self.changed();
        }
    }

    /// Whether it is this person's.
    pub fn is_of(self, person: &str) -> bool {
        self.person.with_value(|own| own == person)
    }

    /// Sends what the server does not have, or reads what it has, after a time without it.
    pub fn catch_up(self) {
        if self.saving.with_untracked(|saving| !matches!(saving, Saving::Saved | Saving::Busy)) {
            self.look();
        }
    }

    /// The server cannot be reached: everything is kept here, and it is tried again after a while.
    fn wait(self) {
        self.saving.set(Saving::Offline);
        self.knock.then(move || self.catch_up());
    }

    /// Id of the draft.
    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// The draft as it was opened: its thing, version and company.
    pub fn head(self) -> Arc<Draft> {
        self.head.get_value()
    }

    /// Revision that the server has.
    pub fn revision(self) -> i64 {
        self.base.with_value(|base| base.revision)
    }

    /// What would be filed now. Not tracked.
    pub fn submission(self) -> Submission {
        let (head, guide) = (self.head(), self.form.guide());
        let person = self.person.get_value();
        submission(&guide, head.version, &person, head.company.as_deref(), &self.content())
    }

    /// Places of what would be filed that are not said far enough. Not tracked.
    pub fn vague(self) -> Vec<Problem> {
        let (guide, submission) = (self.form.guide(), self.submission());
        self.around.places.with_value(|all| validate_regions(&guide, None, &submission, all))
    }

    /// Everything as it stands on the screen.
    pub fn content(self) -> DraftContent {
        self.form.content(&self.step.get_value())
    }

    /// The step at which the person is.
    pub fn content_step(self) -> String {
        self.step.get_value()
    }

    /// Goes to a step: it is remembered and everything is sent.
    pub fn at_step(self, step: &str) {
        if self.step.get_value() != step {
            self.step.set_value(step.to_owned());
            self.keep();
            self.send_if_dirty();
        }
    }

    /// Something was changed: kept here once the key press is on the screen, sent when the person pauses.
    fn changed(self) {
        self.keep_soon();
        self.rest.then(move || self.send_if_dirty());
    }

    fn keep(self) {
        self.soil();
        self.write();
    }

    /// Keeps what was changed right after the next frame: writing a long form takes longer than drawing a key press.
    fn keep_soon(self) {
        self.soil();
        if !self.writing.get_value() {
            self.writing.set_value(true);
            request_animation_frame(move || {
                set_timeout(move || self.write_if_dirty(), Duration::ZERO)
            });
        }
    }

    fn soil(self) {
        self.dirty.set_value(true);
        if self.saving.with_untracked(|saving| *saving == Saving::Saved) {
            self.saving.set(Saving::Busy);
        }
    }

    fn write_if_dirty(self) {
        if self.dirty.get_value() {
            self.write();
        }
        self.writing.set_value(false);
    }

    /// Writes the draft to this device.
    fn write(self) {
        if self.filed.get_value() {
            return;
        }
        let head = self.head();
        let copy = self.base.with_value(|base| kept::Copy {
            base: base.content.clone(),
            mine: self.content(),
            sent: base.sent.clone(),
            head: Some(Draft {
                revision: base.revision,
                content: DraftContent::default(),
                ..(*head).clone()
            }),
            at: clock::now(),
        });
        let kept = kept::write(&self.id(), &copy);
        if self.kept.get_untracked() != kept {
            self.kept.set(kept);
        }
    }

    fn send_if_dirty(self) {
        if self.dirty.get_value() && self.conflict.with_untracked(Option::is_none) {
            leptos::task::spawn_local(async move {
                // What went wrong is shown beside the form.
                let _ = self.send().await;
            });
        }
    }

    /// Sends everything that the server does not have; gives its revision.
    pub async fn send(self) -> Result<i64, ApiError> {
        // One at a time: the next revision is not known before.
        while self.sending.get_value() {
            clock::pause(BREATH).await;
        }
        self.sending.set_value(true);
        let sent = self.send_all().await;
        self.sending.set_value(false);
        sent.map(|()| self.revision())
    }

    async fn send_all(self) -> Result<(), ApiError> {
        while self.dirty.get_value() && self.conflict.with_untracked(Option::is_none) {
            self.dirty.set_value(false);
            // Trying again in vain is nothing to be told every time.
            if self.saving.with_untracked(|saving| *saving != Saving::Offline) {
                self.saving.set(Saving::Busy);
            }
            let mine = self.content();
            self.base.update_value(|base| base.sends(&mine));
            match api::drafts::save(&self.id(), self.revision(), &mine).await {
                Ok(Wrote::Done(draft)) => {
                    self.base.set_value(Base::new(draft.revision, mine));
                    // The server takes a draft along to a new version of its guide.
                    self.renewed.set(draft.version != self.head().version);
                    self.stored();
                }
                Ok(Wrote::Stale(theirs)) => self.merge(*theirs),
                Err(error) => {
                    self.dirty.set_value(true);
                    self.missed(&error);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The server has not taken it.
    fn missed(self, error: &ApiError) {
        match error.offline {
            true => self.wait(),
            false if self.has_gone(error) => {}
            false => self.saving.set(Saving::Failed(error.clone())),
        }
    }

    /// Where the draft was filed in another tab or on another device: goes on with its case.
    pub fn has_gone(self, error: &ApiError) -> bool {
        let gone = filing::goes_on(&self.id(), error);
        if gone {
            self.done();
        }
        gone
    }

    fn stored(self) {
        if !self.dirty.get_value() {
            self.saving.set(Saving::Saved);
            self.write();
        }
    }

    /// Saves once more, so that the server takes the draft along to the newest guide.
    pub async fn renew(self) {
        self.keep();
        // What went wrong is shown beside the form.
        let _ = self.send().await;
    }

    /// Another device was faster: joins both, and asks where both changed the same.
    fn merge(self, theirs: Draft) {
        self.join(Base::new(theirs.revision, theirs.content));
    }

    fn join(self, theirs: Base) {
        let mine = self.content();
        let merged = self.base.with_value(|base| base.join(&mine, &theirs.content));
        let same = merged.content == theirs.content;
        self.form.take(&merged.content);
        self.uploads.sync();
        self.dirty.set_value(!same);
        if !merged.conflicts.is_empty() {
            // What both grew from stays until the person has chosen: whoever comes back before is asked again.
            return self.conflict.set(Some(Conflict { merged, theirs }));
        }
        self.base.set_value(theirs);
        if same {
            self.stored();
        }
    }

    /// The person has chosen between two devices.
    pub fn settle(self, theirs: Base, content: &DraftContent) {
        self.base.set_value(theirs);
        self.form.take(content);
        self.uploads.sync();
        self.conflict.set(None);
        self.changed();
    }

    /// Looks whether another device went on, when the page comes back to the front.
    fn look(self) {
        if untrack(|| self.session.is_unknown()) {
            self.session.refresh();
        }
        if self.dirty.get_value() {
            return self.send_if_dirty();
        }
        leptos::task::spawn_local(async move {
            match api::drafts::draft(&self.id()).await {
                Ok(draft) if draft.revision > self.revision() => self.merge(draft),
                Ok(_) => self.stored(),
                Err(error) => self.missed(&error),
            }
        });
    }

    /// Forgets what this device kept, once the draft has become a case.
    pub fn done(self) {
        self.dirty.set_value(false);
        self.filed.set_value(true);
        self.saving.set(Saving::Saved);
        forget(&self.id());
    }
}

/// Forgets what this device kept of a draft.
pub fn forget(id: &str) {
    kept::forget(id);
    Prefill::forget(id);
}
