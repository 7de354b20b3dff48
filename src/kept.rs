//! What this device keeps of open drafts, so that nothing typed is lost and a draft can be gone on with while the
//! server cannot be reached (A2). A copy: the server has the truth, and logging out takes it away.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::drafts::Draft;
use onething_domain::draft::DraftContent;
use serde::{Deserialize, Serialize};

use crate::{api, json, platform::storage};

/// Days for which a copy stays of what the server has, too.
const DAYS: i64 = 7;

/// Days for which what was made of a correction stays, counted from when it was asked for: nobody waits that long.
const CORRECTION_DAYS: i64 = 90;

/// How the key of each copy begins.
const KEY: &str = "draft.";

/// A draft as this device has it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Copy {
    /// What the server had last.
    pub base: DraftContent,
    /// What was made of it.
    pub mine: DraftContent,
    /// Digests of what was sent of it and not answered.
    #[serde(default)]
    pub sent: Vec<String>,
    /// The rest of the draft, without content; none in copies that were kept before there was any.
    #[serde(default)]
    pub head: Option<Draft>,
    /// When it was written, by the device's clock.
    #[serde(default)]
    pub at: DateTime<Utc>,
}

impl Copy {
    /// The draft as the server had it last.
    pub fn draft(&self) -> Option<Draft> {
        Some(Draft { content: self.base.clone(), ..self.head.clone()? })
    }

    /// Whether the server does not have all of it.
    fn is_unsent(&self) -> bool {
        self.mine != self.base
    }
}

fn key(id: &str) -> String {
    storage::own(&format!("{KEY}{id}"))
}

/// Keeps a copy; says whether the device took it. One that keeps nothing still has the server.
pub fn write(id: &str, copy: &Copy) -> bool {
    storage::write(&key(id), &api::to_json(copy))
}

/// The copy of a draft.
pub fn read(id: &str) -> Option<Copy> {
    json::read(&storage::read(&key(id))?)
}

/// Changes what is kept of a draft, without having opened it.
pub fn change(id: &str, content: DraftContent) {
    if let Some(copy) = read(id) {
        write(id, &Copy { mine: content, ..copy });
    }
}

/// Forgets a draft.
pub fn forget(id: &str) {
    storage::remove(&key(id));
}

/// The drafts that are kept, each as far as it was filled in here, last changed first.
pub fn drafts() -> Vec<Draft> {
    let copies = copies().into_iter().filter_map(|(_, copy)| {
        let head = copy.head?;
        let saved_at = head.saved_at.max(copy.at);
        Some(Draft { content: copy.mine, saved_at, ..head })
    });
    let mut drafts: Vec<Draft> = copies.collect();
    drafts.sort_by_key(|draft| std::cmp::Reverse(draft.saved_at));
    drafts
}

/// Forgets the drafts of the same thing, for the same applicant, that gave way to a new one.
pub fn forget_others(new: &Draft) {
    for (id, copy) in copies() {
        let is_other = |head: &Draft| {
            head.id != new.id && head.thing == new.thing && head.company == new.company
        };
        if copy.head.as_ref().is_some_and(is_other) {
            forget(&id);
        }
    }
}

/// Forgets what the server has and nobody has touched here for a while, and corrections that nobody waits for any more.
pub fn sweep(now: DateTime<Utc>) {
    for (id, copy) in copies() {
        if !copy.is_unsent() && (now - copy.at).num_days() >= DAYS {
            forget(&id);
        }
    }
    let asked = (now - TimeDelta::days(CORRECTION_DAYS)).date_naive().to_string();
    for key in storage::keys(&storage::own("correction.")) {
        if was_asked_before(&asked, &storage::read(&key).unwrap_or_default()) {
            storage::remove(&key);
        }
    }
}

/// Whether a correction, as it is kept, was asked for before a day. Days as they are written sort as they follow.
fn was_asked_before(day: &str, kept: &str) -> bool {
    kept.split_once("\"asked_at\":\"").is_none_or(|(_, asked)| asked < day)
}

fn copies() -> Vec<(String, Copy)> {
    let begins = key("");
    let ids = storage::keys(&begins).into_iter().map(|key| key[begins.len()..].to_owned());
    ids.filter_map(|id| read(&id).map(|copy| (id, copy))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_of_long_ago_are_known_by_their_day() {
        let kept = r#"{"asked_at":"2026-03-31T23:59:59Z","answers":{},"evidence":{},"sent":null}"#;
        assert!(was_asked_before("2026-04-01", kept));
        assert!(!was_asked_before("2026-03-31", kept), "the whole day counts");
        assert!(was_asked_before("2026-03-31", "{}"), "nobody knows what that was");
    }
}
