//! The drafts that are open. They live outside of the pages, so that steps, Back and the other language
//! do not disturb them.

use std::sync::Arc;

use leptos::prelude::*;

use super::fields::Around;
use super::work::{Work, copy_key};
use crate::{
    api::{self, ApiError},
    platform::storage,
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
        if before.flatten().is_some_and(|before| Some(&before) != now.as_ref()) {
            shelf.clear();
        }
        now
    });
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

    /// Puts all drafts away.
    pub fn clear(&self) {
        self.works.update_value(Vec::clear);
    }

    /// Opens a draft: the server's copy, with what this device had not sent yet.
    pub async fn open(&self, id: String, person: String) -> Result<Work, ApiError> {
        let draft = match api::drafts::draft(&id).await {
            Ok(draft) => draft,
            Err(error) => {
                if error.is_missing() {
                    storage::remove(&copy_key(&id));
                }
                return Err(error);
            }
        };
        let view = api::guides::version(&draft.thing, draft.version).await?;
        let city = api::guides::city().await?;
        let profile = api::session::profile().await.unwrap_or_default();
        if let Some(work) = self.find(&id) {
            return Ok(work);
        }
        let guide = Arc::new(view.guide);
        let work = self.keep(|| Work::new(person, draft, guide, Around::new(&city), &profile));
        self.works.update_value(|works| works.push((id, work)));
        self.keep(|| work.resume());
        Ok(work)
    }
}
