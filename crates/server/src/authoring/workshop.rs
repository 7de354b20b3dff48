//! What merging and linting a few documents needs of the city, read for just these.

use std::collections::BTreeMap;

use onething_api::catalogue::{Askable, ThingRef};
use onething_domain::authoring::{Document, DocumentKind, DocumentRef};
use onething_domain::city::{City, CodeTable, DataElement, Department, Window};
use onething_domain::field::FieldType;
use onething_domain::guide::{Catalogue, Guide};
use onething_domain::instant::Registry;
use onething_domain::item::Item;
use onething_domain::lint::{self, Finding};
use onething_domain::merge;
use onething_domain::thing::Thing;

use super::store;
use crate::all;
use crate::city::reading::document;
use crate::city::routes::no_content;
use crate::db::Tx;
use crate::error::Result;

/// The city as it would be with some documents over what is in force.
pub struct Workshop {
    /// The city.
    pub city: City,
    /// Departments.
    pub departments: Vec<Department>,
    /// Windows.
    pub windows: Vec<Window>,
    /// Code tables.
    pub codes: Vec<CodeTable>,
    /// Data elements.
    pub elements: Vec<DataElement>,
    /// Registries that rules may ask.
    pub registries: Vec<Registry>,
    things: Vec<String>,
    over: BTreeMap<DocumentRef, Document>,
    /// Whether working copies lie between these and what is in force.
    copies: bool,
}

impl Workshop {
    /// The city with these documents over it.
    ///
    /// # Errors
    /// Before the first import, or the database's.
    pub async fn open(tx: &mut Tx, over: Vec<Document>) -> Result<Self> {
        Self::with(tx, over, false).await
    }

    /// The city with all working copies over it, and these before them. Copies are read when they are needed:
    /// editors save often, and many may be writing.
    ///
    /// # Errors
    /// Before the first import, or the database's.
    pub async fn of_working_copies(tx: &mut Tx, first: Vec<Document>) -> Result<Self> {
        Self::with(tx, first, true).await
    }

    async fn with(tx: &mut Tx, over: Vec<Document>, copies: bool) -> Result<Self> {
        let over: BTreeMap<DocumentRef, Document> =
            over.into_iter().map(|document| (store::reference(&document), document)).collect();
        let mut things: Vec<String> = all!(&mut *tx, (String,), "SELECT id FROM thing")?
            .into_iter()
            .map(|(id,)| id)
            .collect();
        if copies {
            things.extend(store::written_on(tx, DocumentKind::Thing).await?);
        }
        let own = over.keys().filter(|of| of.kind == DocumentKind::Thing);
        things.extend(own.map(|of| of.id.clone()));
        Ok(Self {
            city: document(tx, "city").await?.ok_or_else(no_content)?,
            departments: document(tx, "departments").await?.unwrap_or_default(),
            windows: document(tx, "windows").await?.unwrap_or_default(),
            codes: document(tx, "codes").await?.unwrap_or_default(),
            elements: document(tx, "elements").await?.unwrap_or_default(),
            registries: document(tx, "registries").await?.unwrap_or_default(),
            things,
            over,
            copies,
        })
    }

    /// A thing as it would be.
    ///
    /// # Errors
    /// The database's.
    pub async fn thing(&self, tx: &mut Tx, id: &str) -> Result<Option<Thing>> {
        let of = DocumentRef { kind: DocumentKind::Thing, id: id.to_owned() };
        Ok(match self.document(tx, &of).await? {
            Some(Document::Thing(thing)) => Some(*thing),
            _ => None,
        })
    }

    async fn document(&self, tx: &mut Tx, of: &DocumentRef) -> Result<Option<Document>> {
        if let Some(document) = self.over.get(of) {
            return Ok(Some(document.clone()));
        }
        let copy = if self.copies { store::working_copy(tx, of).await? } else { None };
        match copy {
            Some(document) => Ok(Some(document)),
            None => store::in_force_document(tx, of).await,
        }
    }

    /// The items of a thing as they would be; those that do not exist are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn items(&self, tx: &mut Tx, thing: &Thing) -> Result<Vec<Item>> {
        let mut items: Vec<Item> = Vec::new();
        for node in &thing.nodes {
            let of = DocumentRef { kind: DocumentKind::Item, id: node.item.clone() };
            if items.iter().any(|item| item.id == node.item) {
                continue;
            }
            if let Some(Document::Item(item)) = self.document(tx, &of).await? {
                items.push(*item);
            }
        }
        Ok(items)
    }

    /// The things that use an item, as they would be.
    ///
    /// # Errors
    /// The database's.
    pub async fn users(&self, tx: &mut Tx, item: &str) -> Result<Vec<Thing>> {
        let mut ids: Vec<String> =
            store::users(tx, item).await?.into_iter().map(|(id, _)| id).collect();
        if self.copies {
            ids.extend(store::writing_users(tx, item).await?);
        }
        ids.extend(
            self.over.keys().filter(|of| of.kind == DocumentKind::Thing).map(|of| of.id.clone()),
        );
        ids.sort();
        ids.dedup();
        let mut things = Vec::new();
        for id in ids {
            let thing = self.thing(tx, &id).await?;
            things.extend(thing.filter(|thing| thing.nodes.iter().any(|node| node.item == item)));
        }
        Ok(things)
    }

    /// The things that use an item, and what conditions of a document may turn on apart from what it asks
    /// itself.
    ///
    /// # Errors
    /// The database's.
    pub async fn surroundings(
        &self,
        tx: &mut Tx,
        document: &Document,
    ) -> Result<(Vec<ThingRef>, Vec<Askable>)> {
        let things = match document {
            Document::Item(item) => self.users(tx, &item.id).await?,
            Document::Thing(thing) => vec![(**thing).clone()],
        };
        let mut scope: Vec<Askable> = Vec::new();
        let own = store::reference(document);
        for thing in &things {
            let of = DocumentRef { kind: DocumentKind::Thing, id: thing.id.clone() };
            let questions = thing.questions.iter().map(|question| Askable {
                id: question.id.clone(),
                label: question.ask.clone(),
                r#type: FieldType::Choice,
                question: true,
                options: question.options.clone(),
                of: of.clone(),
            });
            let mut asked: Vec<Askable> = questions.collect();
            for item in self.items(tx, thing).await? {
                let of = DocumentRef { kind: DocumentKind::Item, id: item.id.clone() };
                asked.extend(item.fields.into_iter().map(|field| Askable {
                    id: field.id,
                    label: field.label,
                    r#type: field.r#type,
                    question: false,
                    options: field.options,
                    of: of.clone(),
                }));
            }
            for one in asked.into_iter().filter(|one| one.of != own) {
                if !scope.iter().any(|known| known.id == one.id) {
                    scope.push(one);
                }
            }
        }
        let of_item = own.kind == DocumentKind::Item;
        let used_by = things.into_iter().filter(|_| of_item);
        let used_by = used_by.map(|thing| ThingRef { thing: thing.id, title: thing.title });
        Ok((used_by.collect(), scope))
    }

    /// Merges a thing as far as it goes, with everything that is wrong.
    ///
    /// # Errors
    /// The database's.
    pub async fn merge(&self, tx: &mut Tx, thing: &Thing) -> Result<(Guide, Vec<Finding>)> {
        let items = self.items(tx, thing).await?;
        Ok(merge::preview(thing, &self.catalogue(&items)))
    }

    /// What is wrong with an item by itself.
    pub fn lint_item(&self, item: &Item) -> Vec<Finding> {
        lint::lint_item(item, &self.catalogue(&[]))
    }

    fn catalogue<'a>(&'a self, items: &'a [Item]) -> Catalogue<'a> {
        Catalogue {
            items,
            things: &self.things,
            departments: &self.departments,
            windows: &self.windows,
            elements: &self.elements,
            codes: &self.codes,
            events: &self.city.events,
            registries: &self.registries,
        }
    }

    /// Everything that is wrong with a document: of an item also what does not fit into the things that use
    /// it, of a thing also what is wrong with its items.
    ///
    /// # Errors
    /// The database's.
    pub async fn findings(&self, tx: &mut Tx, document: &Document) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        match document {
            Document::Thing(thing) => findings = self.merge(tx, thing).await?.1,
            Document::Item(item) => {
                let place = format!("items/{}", item.id);
                findings.extend(self.lint_item(item));
                for thing in self.users(tx, &item.id).await? {
                    let found = self.merge(tx, &thing).await?.1;
                    findings.extend(found.into_iter().filter(|finding| finding.place == place));
                }
            }
        }
        distinct(&mut findings);
        Ok(findings)
    }
}

/// Keeps each finding once, in the order in which it was found first.
pub fn distinct(findings: &mut Vec<Finding>) {
    let mut seen = std::collections::BTreeSet::new();
    findings.retain(|finding| seen.insert(finding.clone()));
}
