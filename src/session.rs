//! Who is there. One context for all pages; the server decides what they may do.

use leptos::prelude::*;
use onething_api::{paths, session::Session as Person};

use crate::{
    api, first,
    i18n::t,
    load::when_read,
    platform::{self, history, network, storage},
    shell::SignedIn,
    ui::say,
};

/// The session, as far as it is known.
#[derive(Clone, Copy)]
pub struct Session {
    /// `None` while it is being asked; `Some(None)` for nobody.
    known: RwSignal<Option<Option<Person>>>,
    /// Whether the server could not be asked when the page was loaded, and nobody has logged in since. What this
    /// device keeps can be worked with then, and the server decides as soon as it is there (A2).
    unasked: RwSignal<bool>,
    /// Whether the server has asked for a log-in since somebody was there.
    refused: RwSignal<bool>,
}

impl Session {
    /// Asks the server who is there, and provides the answer to all pages.
    pub fn provide() -> Self {
        let session = Self {
            known: RwSignal::new(None),
            unasked: RwSignal::new(false),
            refused: RwSignal::new(false),
        };
        provide_context(session);
        api::tell_refused(session.refused);
        provide_context(SignedIn(Signal::derive(move || match session.unasked.get() {
            true => Some(true),
            false => session.known.with(|known| known.as_ref().map(Option::is_some)),
        })));
        session.refresh();
        let online = network::online();
        Effect::new(move || {
            if online.get() && session.unasked.get_untracked() {
                session.refresh();
            }
        });
        session
    }

    /// The session of the pages around.
    pub fn get() -> Self {
        use_context().unwrap_or_else(|| Self {
            known: RwSignal::new(Some(None)),
            unasked: RwSignal::new(false),
            refused: RwSignal::new(false),
        })
    }

    /// Asks the server again. Without an answer nobody is signed in, as far as pages can tell.
    pub fn refresh(self) {
        // What a server renders is for everybody, unless it says for whom.
        if !platform::IN_BROWSER && !first::holds(paths::SESSION) {
            return;
        }
        when_read(api::session::who(), move |answer| match answer {
            Ok(person) => self.set(person),
            Err(error) if error.offline => tell(self.unasked, true),
            Err(_) => self.set(None),
        });
    }

    /// Whether the server could not be asked who is there.
    pub fn is_unasked(self) -> bool {
        self.unasked.get() && self.is_unknown()
    }

    /// The person, once known and signed in.
    pub fn person(self) -> Option<Person> {
        self.known.get().flatten()
    }

    /// Whether the person's session has ended while the page was open. They stay known: what they have begun here is
    /// still theirs, and kept until they have logged in again. A visit at a window ends in its own way.
    pub fn is_ended(self) -> bool {
        let is_at_home = |person: &Person| person.window.is_none();
        self.refused.get() && self.known.with(|known| known.iter().flatten().any(is_at_home))
    }

    /// In whose name the person acts: a company's, or their own. `None` for nobody.
    pub fn acting_name(self) -> Option<String> {
        let person = self.person()?;
        let company =
            person.companies.iter().find(|company| Some(&company.code) == person.acting.as_ref());
        Some(company.map_or(person.name.clone(), |company| company.name.clone()))
    }

    /// Ends the session and goes to the first page. Without the server's word the person stays
    /// signed in and is told so.
    pub fn log_out(self) {
        leptos::task::spawn_local(async move {
            match api::session::log_out().await {
                Ok(()) => {
                    storage::forget_person();
                    history::go("/");
                    // Another document is on its way there: told now, a page for those who are signed in would lead to
                    // the log-in instead.
                    if history::is_ours("/") {
                        self.set(None);
                        say(t("account.logged_out"));
                    }
                }
                Err(error) => say(error.message()),
            }
        });
    }

    /// Ends a visit at a clerk's window, and goes back to the workbench; nothing of the person's stays on the device.
    pub fn end_visit(self) {
        leptos::task::spawn_local(async move {
            match api::session::end_visit().await {
                Ok(_) => self.leave_visit(),
                Err(error) => say(error.message()),
            }
        });
    }

    /// Leaves the pages of a visit that is over.
    pub fn leave_visit(self) {
        storage::forget_person();
        history::go("/staff/window");
    }

    /// Whether it is still being asked.
    pub fn is_unknown(self) -> bool {
        self.known.with(Option::is_none)
    }

    /// Sets who is there, after logging in, out, or switching the role.
    pub fn set(self, person: Option<Person>) {
        if let Some(person) = &person {
            storage::belong_to(&person.id);
            tell(self.unasked, false);
            tell(self.refused, false);
        }
        tell(self.known, Some(person));
    }
}

/// Sets what pages are drawn from only where it changes: a page asks who is there, and would be drawn again by the same
/// answer, and ask again.
fn tell<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|known| *known != value) {
        signal.set(value);
    }
}
