//! The answers that came with the document: what a server read to render a page, so that the program
//! draws the same page at once and asks for nothing again.
//!
//! On a server it is the other way about: the page asks, what is not there yet is noted, and the server
//! reads it and renders once more ([`crate::render`]).

use std::{cell::RefCell, collections::BTreeMap};

use serde_json::Value;

use crate::platform;

/// Answers by the path that was asked, with its query.
pub type Answers = BTreeMap<String, Answer>;

/// One answer of the service.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body; null for none.
    pub body: Value,
}

thread_local! {
    static ANSWERS: RefCell<Answers> = const { RefCell::new(Answers::new()) };
    static MISSED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Lays out the answers for the page that is drawn next.
pub fn lay_out(answers: Answers) {
    ANSWERS.with(|slot| *slot.borrow_mut() = answers);
    MISSED.with(|slot| slot.borrow_mut().clear());
}

/// Takes the answer to a read, once: whoever reads again wants to know what is so now. On a server nothing changes while
/// a page is rendered.
pub fn take(path: &str) -> Option<Answer> {
    ANSWERS.with(|slot| match platform::IN_BROWSER {
        true => slot.borrow_mut().remove(path),
        false => slot.borrow().get(path).cloned(),
    })
}

/// Whether the answer to a read is there.
pub fn holds(path: &str) -> bool {
    ANSWERS.with(|slot| slot.borrow().contains_key(path))
}

/// Notes that a page would have needed this answer.
pub fn miss(path: &str) {
    MISSED.with(|slot| slot.borrow_mut().push(path.to_owned()));
}

/// What was missed since the answers were laid out, each once.
pub fn missed() -> Vec<String> {
    let mut missed = MISSED.with(|slot| std::mem::take(&mut *slot.borrow_mut()));
    missed.sort();
    missed.dedup();
    missed
}
