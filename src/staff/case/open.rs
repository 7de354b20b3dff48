//! The case that is open: its newest view, and what the member of staff is doing with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use onething_api::cases::{CaseView, Colleague, Moved, Present};
use onething_domain::case::Action;
use onething_domain::city::Region;
use onething_domain::guide::Guide;

use super::unsent::Unsent;
use crate::{api, platform::live};

/// What is read before the case can be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The case.
    pub case: CaseView,
    /// The guide version that it was filed under; it never changes.
    pub guide: Guide,
    /// Regions that answers name.
    pub regions: Vec<Region>,
}

/// A value that is asked to be uncovered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// Its path.
    pub path: String,
    /// What it is.
    pub label: String,
}

/// The open case.
#[derive(Clone, Copy)]
pub struct Open {
    /// The newest view.
    pub view: RwSignal<CaseView>,
    /// The guide.
    pub guide: StoredValue<Arc<Guide>>,
    /// Regions.
    pub regions: StoredValue<Arc<Vec<Region>>>,
    /// The action whose dialog is open.
    pub doing: RwSignal<Option<Action>>,
    /// The masked value whose dialog is open.
    pub covered: RwSignal<Option<Covered>>,
    /// Values that have been uncovered, by path.
    pub uncovered: RwSignal<BTreeMap<String, String>>,
    /// What was typed in dialogs and not sent.
    pub unsent: Unsent,
    /// Id of the file that is looked at.
    pub looking: RwSignal<Option<String>>,
    /// What the intake found about the materials.
    pub verdicts: RwSignal<BTreeMap<String, bool>>,
    /// Colleagues who have the case open too.
    pub present: RwSignal<Vec<Colleague>>,
}

impl Open {
    /// Opens a case.
    pub fn new(loaded: Loaded) -> Self {
        Self {
            view: RwSignal::new(loaded.case),
            guide: StoredValue::new(Arc::new(loaded.guide)),
            regions: StoredValue::new(Arc::new(loaded.regions)),
            doing: RwSignal::new(None),
            covered: RwSignal::new(None),
            uncovered: RwSignal::new(BTreeMap::new()),
            unsent: Unsent::new(),
            looking: RwSignal::new(None),
            verdicts: RwSignal::new(BTreeMap::new()),
            present: RwSignal::new(Vec::new()),
        }
    }

    /// The guide.
    pub fn guide(self) -> Arc<Guide> {
        self.guide.get_value()
    }

    /// The regions.
    pub fn regions(self) -> Arc<Vec<Region>> {
        self.regions.get_value()
    }

    /// Takes a view unless a newer one is known: answers may overtake each other.
    pub fn take(self, newer: CaseView) {
        let news = self
            .view
            .try_with_untracked(|now| (newer.seq > now.seq).then(|| is_rewritten(now, &newer)));
        let Some(rewritten) = news.flatten() else { return };
        if rewritten {
            // What was uncovered is no longer what stands there.
            self.uncovered.update(BTreeMap::clear);
        }
        self.view.set(newer);
    }

    /// Reads the case again whenever the server says that it has moved (T4), and hears who else has it open.
    pub fn follow(self) {
        let number = self.view.with_untracked(|view| view.number.clone());
        let address = api::cases::events_address(&number);
        let events = [api::cases::MOVED, api::cases::PRESENT];
        live::follow_all(&address, &events, move |message| {
            let data = message.data().as_string().unwrap_or_default();
            if message.type_() == api::cases::PRESENT {
                if let Some(now) = crate::json::read::<Present>(&data) {
                    let _ = self.present.try_set(now.colleagues);
                }
                return;
            }
            let Some(moved) = crate::json::read::<Moved>(&data) else { return };
            if moved.seq > self.view.try_with_untracked(|view| view.seq).unwrap_or(i64::MAX) {
                self.read_again(number.clone());
            }
        });
    }

    fn read_again(self, number: String) {
        leptos::task::spawn_local(async move {
            // A failed look is made good by the next event or command.
            if let Ok(view) = api::cases::case(&number).await {
                self.take(view);
            }
        });
    }

    /// Whether an action may be done as things stand; tracked.
    pub fn may(self, action: &Action) -> bool {
        self.view.with(|view| view.allowed.contains(action))
    }
}

/// Whether the applicant has written something else: masks can be the same where values are not, digests cannot.
fn is_rewritten(now: &CaseView, newer: &CaseView) -> bool {
    let mut news = newer.timeline.iter().filter(|entry| entry.seq > now.seq);
    newer.digests != now.digests || news.any(|entry| entry.event == "delivery_changed")
}
