//! What stands beside a document that is written: fetched with it, for the linter looks at all of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use onething_api::catalogue::DocumentView;
use onething_domain::authoring::{Document, DocumentKind, DocumentRef};

use super::{around::Around, doc::rows_of, work::Work};
use crate::{
    api::{self, ApiError},
    i18n::t,
    load::in_words,
    ui::{Button, Kind as Looks, Notice, Tone},
};

/// Most documents that are fetched beside the one that is written.
const NEAR: usize = 60;

/// Documents that stand beside one: the things that join an item, the items of a thing.
pub fn neighbours(view: &DocumentView) -> Vec<DocumentRef> {
    match &view.document {
        Document::Item(_) => {
            let thing = |id: &str| DocumentRef { kind: DocumentKind::Thing, id: id.to_owned() };
            view.used_by.iter().map(|used| thing(&used.thing)).collect()
        }
        Document::Thing(thing) => thing.nodes.iter().map(|node| item_ref(&node.item)).collect(),
    }
}

fn item_ref(id: &str) -> DocumentRef {
    DocumentRef { kind: DocumentKind::Item, id: id.to_owned() }
}

/// What stands beside the document, as far as it was fetched.
#[derive(Clone, Copy)]
pub struct Near {
    around: RwSignal<Arc<Around>>,
    asked: StoredValue<BTreeSet<DocumentRef>>,
    /// What went wrong last, and what is missing since.
    failed: RwSignal<Option<(ApiError, Vec<DocumentRef>)>>,
}

/// Fetches what stands beside the document, and items that are added to a thing while it is written.
pub fn gather(work: Work, around: RwSignal<Arc<Around>>, first: Vec<DocumentRef>) -> Near {
    let near = Near {
        around,
        asked: StoredValue::new(BTreeSet::from([work.of()])),
        failed: RwSignal::new(None),
    };
    near.fetch(first);
    if work.kind() == DocumentKind::Thing {
        let nodes = work.doc.watch("nodes", |nodes| {
            let items = rows_of(nodes);
            items
                .iter()
                .filter_map(|node| node["item"].as_str().map(str::to_owned))
                .collect::<Vec<_>>()
        });
        Effect::new(move |_| {
            let new: Vec<DocumentRef> = nodes
                .get()
                .iter()
                .filter(|id| !id.is_empty())
                .map(|id| item_ref(id))
                .filter(|of| near.asked.with_value(|asked| !asked.contains(of)))
                .collect();
            if !new.is_empty() {
                near.fetch(new);
            }
        });
    }
    near
}

impl Near {
    fn fetch(self, left: Vec<DocumentRef>) {
        leptos::task::spawn_local(self.fetch_all(left));
    }

    /// Fetches documents, and of things that join an item their other items. All are handed over at once,
    /// so that the linter never sees half of them.
    async fn fetch_all(self, mut left: Vec<DocumentRef>) {
        let (mut found, mut unread, mut last) = (Vec::new(), Vec::new(), None);
        while let Some(of) = left.pop() {
            let is_new =
                self.asked.try_update_value(|asked| asked.len() < NEAR && asked.insert(of.clone()));
            if is_new != Some(true) {
                continue;
            }
            match api::catalogue::document(&of).await {
                Ok(view) => {
                    if let Document::Thing(thing) = &view.document {
                        left.extend(thing.nodes.iter().map(|node| item_ref(&node.item)));
                    }
                    found.push(view.document);
                }
                Err(error) if error.is_missing() => {} // what is gone is what the linter will say
                Err(error) => {
                    self.asked.try_update_value(|asked| asked.remove(&of));
                    unread.push(of);
                    last = Some(error);
                }
            }
        }
        self.failed.try_set(last.map(|error| (error, unread)));
        self.around.try_update(|around| {
            let around = Arc::make_mut(around);
            for document in found {
                match document {
                    Document::Item(item) => around.items.push(*item),
                    Document::Thing(thing) => around.things.push(*thing),
                }
            }
        });
    }

    /// What could not be fetched: without it the linter says less than there is.
    pub fn unread(self) -> Option<AnyView> {
        let (error, unread) = self.failed.get()?;
        let again = Callback::new(move |()| self.fetch(unread.clone()));
        let why = in_words(&error).0;
        Some(
            view! {
                <Notice tone=Tone::Warn title=t("staff.edit.unread")>
                    <p>{why}</p>
                    <Button label=t("state.retry") kind=Looks::Secondary on_press=again />
                </Notice>
            }
            .into_any(),
        )
    }
}
