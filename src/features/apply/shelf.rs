//! The drafts that are open. They live outside of the pages, so that steps, Back and the other language
//! do not disturb them.

use std::sync::Arc;

use futures_util::future::join;
use leptos::prelude::*;

use super::fields::Around;
use super::prefill::Known;
use super::work::Work;
use crate::{
    api::{self, ApiError},
    city::City,
    kept,
    platform::{clock, network},
    router::Program,
    session::Session,
};

/// The drafts that have been opened since the page was loaded.
#[derive(Clone)]
pub struct Shelf {
    owner: Owner,
    works: StoredValue<Vec<(String, Work)>>,
}

/// Makes room for drafts; called once, outside of what a change of page or language redraws.
pub fn provide() {
    let owner = Owner::current().unwrap_or_default();
    let shelf = Shelf { owner, works: StoredValue::new(Vec::new()) };
    provide_context(shelf.clone());
    let session = Session::get();
    Effect::new(move |before: Option<Option<String>>| {
        let now = session.person().map(|person| person.id);
        // Nobody finds what the one before them left open.
        match &now {
            Some(now) => shelf.leave_to(now),
            None if before.flatten().is_some() => shelf.clear(),
            None => {}
        }
        now
    });
    kept::sweep(clock::now());
}

impl Shelf {
    /// The shelf of the pages around.
    pub fn get() -> Self {
        use_context()
            .unwrap_or_else(|| Self { owner: Owner::new(), works: StoredValue::new(Vec::new()) })
    }

    /// Makes something that outlives the page on which it was begun.
    pub fn keep<T>(&self, make: impl FnOnce() -> T) -> T {
        self.owner.with(make)
    }

    /// A draft that is open already.
    pub fn find(&self, id: &str) -> Option<Work> {
        self.works
            .with_value(|works| works.iter().find(|(open, _)| open == id).map(|(_, work)| *work))
    }

    /// Puts a draft away, so that it is read anew the next time.
    pub fn forget(&self, id: &str) {
        self.works.update_value(|works| works.retain(|(open, _)| open != id));
    }

    /// Puts away what is not this person's.
    fn leave_to(&self, person: &str) {
        self.works.update_value(|works| works.retain(|(_, work)| work.is_of(person)));
    }

    /// Puts all drafts away.
    pub fn clear(&self) {
        self.works.update_value(Vec::clear);
    }

    /// Opens a draft: the server's copy, with what this device had not sent yet; the device's own where the server
    /// cannot be reached.
    pub async fn open(&self, id: String, person: String, city: City) -> Result<Work, ApiError> {
        // All at once: on a phone's network each answer waited for is felt.
        let others = join(city.known(), join(api::session::profile(), api::drafts::known(&id)));
        let (draft, (city, (profile, known))) = join(api::drafts::draft(&id), others).await;
        let (draft, offline) = match draft {
            Ok(draft) => (draft, false),
            Err(error) if error.offline => match kept::read(&id).and_then(|copy| copy.draft()) {
                Some(draft) => (draft, true),
                None => return Err(error),
            },
            Err(error) => {
                if error.is_missing() {
                    kept::forget(&id);
                }
                return Err(error);
            }
        };
        let view = api::guides::version(&draft.thing, draft.version).await?;
        if let Some(work) = self.find(&id) {
            return Ok(work);
        }
        // What is not known is typed.
        let (profile, known) = (profile.unwrap_or_default(), known.unwrap_or_default());
        let (city, known) = (city?, Known { profile, answers: known.answers });
        let guide = Arc::new(view.guide);
        let work = self.keep(|| Work::new(person, draft, guide, Around::new(&city), known));
        self.works.update_value(|works| works.push((id, work)));
        // Without a network, too, people look for it among their own (A2).
        network::keep(Program::Follow);
        self.keep(|| work.resume(offline));
        Ok(work)
    }
}
