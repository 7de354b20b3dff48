//! What editors write: items and things, each one document.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::item::Item;
use crate::text::Text;
use crate::thing::Thing;

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DocumentKind {
    /// 事项
    Item,
    /// 一件事
    Thing,
}

impl DocumentKind {
    /// Its name in addresses and in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Thing => "thing",
        }
    }

    /// The folder of its files, which is also where findings say they are.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Item => "items",
            Self::Thing => "things",
        }
    }
}

/// A document, finished or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Document {
    /// 事项
    Item(Box<Item>),
    /// 一件事
    Thing(Box<Thing>),
}

impl Document {
    /// Reads a document from the JSON of its item or thing.
    ///
    /// # Errors
    /// Where it is not well-typed.
    pub fn read(kind: DocumentKind, body: &str) -> Result<Self, serde_json::Error> {
        Ok(match kind {
            DocumentKind::Item => Self::Item(serde_json::from_str(body)?),
            DocumentKind::Thing => Self::Thing(serde_json::from_str(body)?),
        })
    }

    /// Its kind.
    pub fn kind(&self) -> DocumentKind {
        match self {
            Self::Item(_) => DocumentKind::Item,
            Self::Thing(_) => DocumentKind::Thing,
        }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Self::Item(item) => &item.id,
            Self::Thing(thing) => &thing.id,
        }
    }

    /// The name of an item, the title of a thing.
    pub fn title(&self) -> &Text {
        match self {
            Self::Item(item) => &item.name,
            Self::Thing(thing) => &thing.title,
        }
    }

    /// The item or thing itself as JSON: what differences and merges look at.
    pub fn value(&self) -> Value {
        let value = match self {
            Self::Item(item) => serde_json::to_value(item),
            Self::Thing(thing) => serde_json::to_value(thing),
        };
        value.unwrap_or(Value::Null)
    }

    /// The document of a kind from its [`value`](Self::value).
    ///
    /// # Errors
    /// Where it is not well-typed.
    pub fn of_value(kind: DocumentKind, value: Value) -> Result<Self, serde_json::Error> {
        Ok(match kind {
            DocumentKind::Item => Self::Item(serde_json::from_value(value)?),
            DocumentKind::Thing => Self::Thing(serde_json::from_value(value)?),
        })
    }

    /// As it is stored: what only the merge fills in is empty, and whether it is a draft is said by where
    /// it stands, not by itself.
    pub fn tidy(mut self) -> Self {
        match &mut self {
            Self::Thing(thing) => thing.draft = false,
            Self::Item(item) => {
                item.fields.iter_mut().for_each(|field| field.items.clear());
                item.materials.iter_mut().for_each(|material| material.items.clear());
                item.fees.iter_mut().for_each(|fee| fee.item.clear());
            }
        }
        self
    }
}

/// Whether an id may name a document: lower-case words and digits joined by hyphens, 2 to 100 characters.
pub fn is_document_id(id: &str) -> bool {
    (2..=100).contains(&id.len())
        && id.split('-').all(|word| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}
