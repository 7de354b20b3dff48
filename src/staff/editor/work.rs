//! A document that is open: what was typed, where it is saved, and what others did meanwhile. What
//! the server does not have yet is kept in this browser.

use std::time::Duration;

use leptos::prelude::*;
use onething_api::catalogue::DocumentView;
use onething_domain::{
    authoring::{Author, Clash, Document, DocumentKind, DocumentRef, amend},
    item::Item,
    thing::Thing,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{clash, doc::Doc};
use crate::{
    api::{self, ApiError, Wrote},
    i18n::{t, tr},
    json::read_tree as of_tree,
    platform::{clock, network, page, storage},
    ui::say,
};

/// How long a person pauses before the server is told.
const IDLE: Duration = Duration::from_millis(800);
/// How often to look whether a save that is under way has ended.
const BREATH: Duration = Duration::from_millis(20);

/// Where the document is saved.
#[derive(Clone, Debug, PartialEq)]
pub enum Saving {
    /// The server has it all.
    Saved,
    /// Something is on its way, or about to be.
    Busy,
    /// Kept in this browser until the network is back.
    Offline,
    /// The server refused; what it said.
    Failed(ApiError),
}

/// What this browser keeps until the server has it.
#[derive(Serialize, Deserialize)]
struct Copy {
    base: Value,
    mine: Value,
}

/// What two people changed differently.
#[derive(Clone, Debug, PartialEq)]
pub struct Clashes {
    /// Who was faster.
    pub by: Option<Author>,
    /// What both changed; the document holds mine.
    pub list: Vec<Clash>,
}

/// What the server had last.
struct Base {
    revision: i64,
    tree: Value,
}

/// A document that is open.
#[derive(Clone, Copy)]
pub struct Work {
    of: StoredValue<DocumentRef>,
    base: StoredValue<Base>,
    dirty: StoredValue<bool>,
    sending: StoredValue<bool>,
    rest: clock::Rest,
    /// What is being written.
    pub doc: Doc,
    /// The document as the server told of it last.
    pub head: RwSignal<DocumentView>,
    /// Where it is saved.
    pub saving: RwSignal<Saving>,
    /// What is to be chosen between.
    pub clash: RwSignal<Option<Clashes>>,
}

/// A document as its type writes it, so that two copies of it can be compared. A tree that is not of
/// the type stays as it is.
pub fn tidy(kind: DocumentKind, tree: Value) -> Value {
    let written = match kind {
        DocumentKind::Item => {
            of_tree::<Item>(tree.clone()).and_then(|item| serde_json::to_value(item).ok())
        }
        DocumentKind::Thing => {
            of_tree::<Thing>(tree.clone()).and_then(|thing| serde_json::to_value(thing).ok())
        }
    };
    written.unwrap_or(tree)
}

impl Work {
    /// A document as the server has it; [`Self::resume`] takes up the rest.
    pub fn new(view: DocumentView) -> Self {
        let of = reference(&view.document);
        let tree = view.document.value();
        let told = StoredValue::new(None::<Work>);
        let changed = Callback::new(move |()| {
            if let Some(work) = told.get_value() {
                work.changed();
            }
        });
        let work = Self {
            of: StoredValue::new(of),
            base: StoredValue::new(Base { revision: view.revision, tree: tree.clone() }),
            dirty: StoredValue::new(false),
            sending: StoredValue::new(false),
            rest: clock::Rest::new(IDLE),
            doc: Doc::new(tree, changed),
            head: RwSignal::new(view),
            saving: RwSignal::new(Saving::Saved),
            clash: RwSignal::new(None),
        };
        told.set_value(Some(work));
        work
    }

    /// Takes up what this browser had not sent, and listens for the network, for the page going to
    /// the back and for its coming to the front.
    pub fn resume(self) {
        if self.head.with_untracked(|head| head.editable)
            && let Some(copy) = self.copy()
        {
            let theirs = self.base.with_value(|base| base.tree.clone());
            self.join(&copy.base, &copy.mine, &theirs, None);
            if self.doc.now().as_ref() != &theirs {
                say(t("staff.save.taken_up"));
                self.changed();
            }
        }
        page::while_open(move |front| if front { self.look() } else { self.send_if_dirty() });
        let online = network::online();
        Effect::new(move |was: Option<bool>| {
            let now = online.get();
            if now && was == Some(false) {
                self.send_if_dirty();
            }
            now
        });
        Effect::new(move |_| {
            page::warn_before_leaving(self.saving.with(|now| *now != Saving::Saved))
        });
        on_cleanup(move || {
            page::warn_before_leaving(false);
            self.send_if_dirty();
        });
    }

    /// Which document it is.
    pub fn of(self) -> DocumentRef {
        self.of.get_value()
    }

    /// Of which kind it is.
    pub fn kind(self) -> DocumentKind {
        self.of.with_value(|of| of.kind)
    }

    /// Revision that the server has.
    pub fn revision(self) -> i64 {
        self.base.with_value(|base| base.revision)
    }

    /// Something was changed: kept here at once, sent when the person pauses.
    fn changed(self) {
        self.keep();
        // The page may be gone by then; leaving it has sent everything.
        self.rest.then(move || self.send_if_dirty());
    }

    fn keep(self) {
        self.dirty.set_value(true);
        if self.saving.with_untracked(|saving| *saving == Saving::Saved) {
            self.saving.set(Saving::Busy);
        }
        let mine = self.doc.now().as_ref().clone();
        let copy = self.base.with_value(|base| Copy { base: base.tree.clone(), mine });
        // A browser that keeps nothing still has the server.
        storage::write(&self.copy_key(), &api::to_json(&copy));
    }

    fn copy(self) -> Option<Copy> {
        crate::json::read(&storage::read(&self.copy_key())?)
    }

    fn copy_key(self) -> String {
        self.of.with_value(copy_key)
    }

    fn send_if_dirty(self) {
        let is_free = self.clash.try_with_untracked(Option::is_none) == Some(true);
        if is_free && self.dirty.try_get_value() == Some(true) {
            // What went wrong is shown above the form.
            leptos::task::spawn_local(async move {
                let _ = self.send().await;
            });
        }
    }

    /// Sends everything that the server does not have; gives its revision.
    pub async fn send(self) -> Result<i64, ApiError> {
        // One at a time: the next revision is not known before.
        while self.sending.try_get_value() == Some(true) {
            clock::pause(BREATH).await;
        }
        self.sending.try_set_value(true);
        let sent = self.send_all().await;
        self.sending.try_set_value(false);
        sent?;
        if self.clash.try_with_untracked(Option::is_some) != Some(false) {
            // What is on the screen is not what the server has, and will not be before it is settled.
            return Err(ApiError::stale());
        }
        Ok(self.base.try_with_value(|base| base.revision).unwrap_or_default())
    }

    async fn send_all(self) -> Result<(), ApiError> {
        loop {
            let waits = self.clash.try_with_untracked(Option::is_some) != Some(false);
            if waits || self.dirty.try_get_value() != Some(true) {
                return Ok(());
            }
            self.dirty.try_set_value(false);
            self.saving.try_set(Saving::Busy);
            let Some(of) = self.of.try_get_value() else { return Ok(()) };
            let mine = tidy(of.kind, self.doc.now().as_ref().clone());
            let revision = self.revision();
            let answer = api::catalogue::save(&of, revision, &mine, "").await;
            if self.base.is_disposed() {
                // The page was left; what was kept here goes once the server has it.
                if matches!(answer, Ok(Wrote::Done(_))) {
                    storage::remove(&copy_key(&of));
                }
                return Ok(());
            }
            match answer {
                Ok(Wrote::Done(view)) => self.stored(*view),
                Ok(Wrote::Stale(theirs)) => self.stale(*theirs),
                Err(error) => {
                    self.dirty.set_value(true);
                    self.saving.set(match error.offline {
                        true => Saving::Offline,
                        false => Saving::Failed(error.clone()),
                    });
                    return Err(error);
                }
            }
        }
    }

    fn stored(self, view: DocumentView) {
        self.base.set_value(Base { revision: view.revision, tree: view.document.value() });
        self.head.set(view);
        self.settle_if_clean();
    }

    fn settle_if_clean(self) {
        if !self.dirty.get_value() {
            self.saving.set(Saving::Saved);
            storage::remove(&self.copy_key());
        } else {
            self.keep();
        }
    }

    /// Somebody else was faster: both are joined, and where both changed the same it is asked.
    fn stale(self, theirs: DocumentView) {
        let tree = theirs.document.value();
        let base = self.base.with_value(|base| base.tree.clone());
        let mine = tidy(self.kind(), self.doc.now().as_ref().clone());
        let by = theirs.changed_by.clone();
        let who = by.as_ref().map(|author| author.name.clone()).unwrap_or_default();
        self.base.set_value(Base { revision: theirs.revision, tree: tree.clone() });
        self.head.set(theirs);
        self.join(&base, &mine, &tree, by);
        self.dirty.set_value(*self.doc.now() != tree);
        if self.clash.with_untracked(Option::is_none) {
            say(tr("staff.save.merged", &[("who", &who)]));
            self.settle_if_clean();
        }
    }

    fn join(self, base: &Value, mine: &Value, theirs: &Value, by: Option<Author>) {
        let amended = amend(base, mine, theirs);
        if *self.doc.now() != amended.value {
            self.doc.replace(amended.value);
        }
        if !amended.clashes.is_empty() {
            let by = by.or_else(|| self.head.with_untracked(|head| head.changed_by.clone()));
            self.clash.set(Some(Clashes { by, list: amended.clashes }));
        }
    }

    /// The person has chosen: theirs at the paths in `taken`, mine elsewhere.
    pub fn settle(self, taken: &[String]) {
        let Some(clashes) = self.clash.get_untracked() else { return };
        let tree = clash::settled(&self.doc.now(), clashes, taken);
        self.clash.set(None);
        self.doc.replace(tree);
        self.changed();
    }

    /// Looks whether somebody else went on, when the page comes back to the front.
    fn look(self) {
        if self.dirty.get_value() {
            return self.send_if_dirty();
        }
        if self.sending.get_value() {
            return;
        }
        leptos::task::spawn_local(async move {
            let Some(of) = self.of.try_get_value() else { return };
            if let Ok(view) = api::catalogue::document(&of).await
                && !self.base.is_disposed()
                && view.revision > self.revision()
            {
                self.stale(view);
            }
        });
    }

    /// Takes over what the server has after something else than saving changed it.
    pub fn renew(self, view: DocumentView) {
        if self.base.is_disposed() {
            return; // the page was left meanwhile
        }
        let tree = view.document.value();
        self.base.set_value(Base { revision: view.revision, tree: tree.clone() });
        self.dirty.set_value(false);
        self.head.set(view);
        self.doc.replace(tree);
        self.settle_if_clean();
    }

    /// Reads the document again.
    pub async fn reload(self) {
        if let Ok(view) = api::catalogue::document(&self.of()).await
            && !self.base.is_disposed()
        {
            self.renew(view);
        }
    }
}

/// The name of a document.
pub fn reference(document: &Document) -> DocumentRef {
    DocumentRef { kind: document.kind(), id: document.id().to_owned() }
}

/// Where this browser keeps what it has not sent of a document.
pub fn copy_key(of: &DocumentRef) -> String {
    storage::own(&format!("document.{}.{}", of.kind.name(), of.id))
}
