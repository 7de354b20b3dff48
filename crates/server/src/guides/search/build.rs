//! Making the index: from the one before it, as far as nothing has changed.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use onething_domain::city::Speech;
use onething_domain::guide::Guide;
use onething_domain::item::Item;

use super::entry::Entry;
use super::near::Terms;
use super::query::Vocabulary;
use super::synonyms::Synonyms;
use super::{Doc, Index, Of, Spoken, count};

/// Where more than one guide in so many has changed, lists are made anew rather than mended.
const FEW: usize = 8;

/// A guide to be found, and the digest by which it is known whether it has changed.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The guide.
    pub guide: &'a Guide,
    /// Digest of its canonical bytes.
    pub digest: &'a str,
}

impl Index {
    /// The index over guides in the catalogue's order. What the index before it knows of guides that have not
    /// changed is taken over; where only few have, their lines alone are put into its lists.
    pub fn over(before: &Self, sources: &[Source], speech: &Speech) -> Self {
        let same_words = before.spoken.speech == *speech;
        let spoken = if same_words { before.spoken.clone() } else { Arc::new(Spoken::new(speech)) };
        let stays = |source: &&Source| before.entry(source).is_some();
        let changed = sources.len() - sources.iter().filter(stays).count();
        let mut index = if same_words && changed * FEW <= sources.len() {
            before.clone()
        } else {
            Self { terms: Terms::spoken(spoken.words()), spoken, ..Self::default() }
        };
        index.drop_all_but(sources);
        for (place, source) in sources.iter().enumerate() {
            let slot = match index.guides.get(source.guide.thing.as_str()) {
                Some(slot) => *slot,
                None => {
                    let known = before.entry(source).filter(|_| same_words);
                    let entry = known.cloned().unwrap_or_else(|| {
                        Arc::new(Entry::guide(source.guide, &index.spoken.synonyms))
                    });
                    index.add_guide(source, entry)
                }
            };
            index.stand(slot, place);
        }
        index
    }

    /// What is known of a guide, unless it has changed since.
    fn entry(&self, source: &Source) -> Option<&Arc<Entry>> {
        let doc = self.doc(*self.guides.get(source.guide.thing.as_str())?)?;
        match &doc.of {
            Of::Guide { digest, .. } if **digest == *source.digest => Some(&doc.entry),
            _ => None,
        }
    }

    /// Takes out the guides that are no longer there or have changed.
    fn drop_all_but(&mut self, sources: &[Source]) {
        let wanted: HashMap<&str, &Source> =
            sources.iter().map(|source| (source.guide.thing.as_str(), source)).collect();
        let stays = |thing: &str| wanted.get(thing).is_some_and(|it| self.entry(it).is_some());
        let gone: Vec<Arc<str>> =
            self.guides.keys().filter(|thing| !stays(thing)).cloned().collect();
        for thing in gone {
            if let Some(slot) = self.guides.remove(&thing) {
                self.drop_guide(slot);
            }
        }
    }

    fn drop_guide(&mut self, slot: u32) {
        let Some(doc) = self.drop_doc(slot) else {
            return;
        };
        let Of::Guide { items, .. } = doc.of else {
            return;
        };
        for item in items {
            let Some(Of::Item { id, holders }) = self.of(item) else {
                continue;
            };
            holders.retain(|holder| *holder != slot);
            if holders.is_empty() {
                let id = id.clone();
                // By another name it may stand elsewhere already.
                if self.items.get(&id) == Some(&item) {
                    self.items.remove(&id);
                }
                self.drop_doc(item);
            }
        }
    }

    fn add_guide(&mut self, source: &Source, entry: Arc<Entry>) -> u32 {
        let guide = source.guide;
        let of = Of::Guide { digest: source.digest.into(), place: 0, items: Vec::new() };
        let slot = self.add_doc(Doc {
            of,
            joins: guide.nodes.len() > 1,
            entry,
            frequency: Arc::new(AtomicU32::new(0)),
        });
        self.guides.insert(guide.thing.as_str().into(), slot);
        if guide.nodes.len() > 1 {
            let held: Vec<u32> =
                guide.nodes.iter().map(|node| self.add_item(&node.item, slot)).collect();
            if let Some(Of::Guide { items, .. }) = self.of(slot) {
                *items = held;
            }
        }
        slot
    }

    /// Notes that a guide holds an item.
    fn add_item(&mut self, item: &Item, holder: u32) -> u32 {
        let entry = Arc::new(Entry::item(item, &self.spoken.synonyms));
        let known = self.items.get(item.id.as_str()).copied();
        let known = known.filter(|slot| self.doc(*slot).is_some_and(|doc| doc.entry == entry));
        if let Some(slot) = known {
            if let Some(Of::Item { holders, .. }) = self.of(slot) {
                holders.push(holder);
            }
            return slot;
        }
        let id: Arc<str> = item.id.as_str().into();
        let of = Of::Item { id: id.clone(), holders: vec![holder] };
        let slot =
            self.add_doc(Doc { of, joins: false, entry, frequency: Arc::new(AtomicU32::new(0)) });
        self.items.insert(id, slot);
        slot
    }

    fn add_doc(&mut self, doc: Doc) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.docs.push(None);
            count(self.docs.len() - 1)
        });
        self.grams.add(slot, &doc.entry);
        self.terms.add(&doc.entry);
        self.docs[slot as usize] = Some(doc);
        slot
    }

    fn drop_doc(&mut self, slot: u32) -> Option<Doc> {
        let doc = self.docs.get_mut(slot as usize)?.take()?;
        self.grams.remove(slot, &doc.entry);
        self.terms.remove(&doc.entry);
        self.free.push(slot);
        Some(doc)
    }

    /// Notes where a guide stands in the catalogue.
    fn stand(&mut self, slot: u32, at: usize) {
        if let Some(Of::Guide { place, .. }) = self.of(slot) {
            *place = at;
        }
    }

    fn of(&mut self, slot: u32) -> Option<&mut Of> {
        self.docs.get_mut(slot as usize)?.as_mut().map(|doc| &mut doc.of)
    }
}

impl Spoken {
    fn new(speech: &Speech) -> Self {
        Self {
            vocabulary: Vocabulary::new(speech),
            synonyms: Synonyms::new(speech),
            speech: speech.clone(),
        }
    }

    fn words(&self) -> impl Iterator<Item = &String> {
        self.speech.synonym.iter().flat_map(|group| &group.words)
    }
}
