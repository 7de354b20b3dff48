//! What was typed in a dialog that was closed before it was sent: it stands there again when the dialog is opened again,
//! so that a look at a material costs no sentence.

use std::collections::BTreeMap;

use leptos::prelude::*;
use onething_domain::case::Action;

use crate::words::code;

/// What was typed, by the name of its field.
pub type Texts = BTreeMap<String, String>;

/// What was typed in the dialogs of a case and not sent, for as long as its page is open.
#[derive(Clone, Copy)]
pub struct Unsent(StoredValue<BTreeMap<String, Texts>>);

impl Unsent {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(StoredValue::new(BTreeMap::new()))
    }

    /// What stood in the dialog of an action when it was closed.
    pub fn of(self, action: &Action) -> Texts {
        self.0.with_value(|all| all.get(&key(action)).cloned()).unwrap_or_default()
    }

    /// Keeps what is typed from now on; for the dialog that is open.
    pub fn keep(self, action: &Action, typed: impl Fn() -> Texts + 'static) {
        let key = key(action);
        Effect::new(move |_| {
            let typed = typed();
            self.0.update_value(|all| {
                all.insert(key.clone(), typed);
            });
        });
    }

    /// It has been sent.
    pub fn forget(self, action: &Action) {
        self.0.update_value(|all| {
            all.remove(&key(action));
        });
    }
}

/// One dialog for each action and item.
fn key(action: &Action) -> String {
    [code(&action.command), action.item.clone().unwrap_or_default()].join(" ")
}
