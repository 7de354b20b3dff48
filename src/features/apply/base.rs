//! What the server had last of a draft, and how what it has now is joined with what stands here (A2).

use onething_domain::canonical::sha256;
use onething_domain::draft::{DraftContent, Merged, merge};

use crate::api;

/// Saves without an answer that are remembered, at most: hours without a network.
const MOST: usize = 64;

/// What the server had last.
#[derive(Clone)]
pub struct Base {
    /// Under which revision.
    pub revision: i64,
    /// What was filled in.
    pub content: DraftContent,
    /// Digests of what was sent on top of it and not answered: the server may have it or not.
    pub sent: Vec<String>,
}

impl Base {
    /// On top of this nothing has been sent yet.
    pub fn new(revision: i64, content: DraftContent) -> Self {
        Self { revision, content, sent: Vec::new() }
    }

    /// Notes what is sent on top of it.
    pub fn sends(&mut self, content: &DraftContent) {
        let digest = digest(content);
        if !self.sent.contains(&digest) {
            if self.sent.len() >= MOST {
                self.sent.remove(0);
            }
            self.sent.push(digest);
        }
    }

    /// Joins what stands here with what the server has. Where that was sent from here, only its answer was lost: nobody
    /// else has changed anything, and what stands here grew out of it.
    pub fn join(&self, mine: &DraftContent, theirs: &DraftContent) -> Merged {
        let is_ours = self.sent.contains(&digest(theirs));
        merge(if is_ours { theirs } else { &self.content }, mine, theirs)
    }
}

/// The server stores a draft as it was sent.
fn digest(content: &DraftContent) -> String {
    sha256(api::to_json(content).as_bytes())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn named(name: &str) -> DraftContent {
        let answers = [("name".to_owned(), json!(name))].into();
        DraftContent { answers, ..DraftContent::default() }
    }

    /// 陈小 was saved and its answer lost; by then 陈小满 stands in the field.
    #[test]
    fn a_lost_answer_is_no_other_device() {
        let (sent, mine, other) = (named("陈小"), named("陈小满"), named("陈小月"));
        let mut base = Base::new(1, named(""));
        base.sends(&sent);
        base.sends(&mine);
        let merged = base.join(&mine, &sent);
        assert!(merged.conflicts.is_empty(), "{merged:?}");
        assert_eq!(merged.content, mine);
        assert_eq!(base.join(&mine, &other).conflicts, ["answers.name"], "that is another device");
    }

    #[test]
    fn the_latest_sendings_are_remembered() {
        let mut base = Base::new(1, named(""));
        for nth in 0..=MOST {
            base.sends(&named(&nth.to_string()));
            base.sends(&named(&nth.to_string()));
        }
        assert_eq!(base.sent.len(), MOST);
        assert!(base.join(&named("满"), &named("1")).conflicts.is_empty());
        assert_eq!(base.join(&named("满"), &named("0")).conflicts.len(), 1);
    }
}
