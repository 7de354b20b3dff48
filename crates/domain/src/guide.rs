//! Guides (办事指南): a thing merged with its items. A published guide never changes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::city::{CodeTable, DataElement, Department, LifeEvent, Window};
use crate::condition::Condition;
use crate::fee::Fee;
use crate::field::Field;
use crate::instant::Registry;
use crate::item::{Faq, Item, Material};
use crate::text::Text;
use crate::thing::{ApplicantKind, Cosigner, DeliveryKind, Question, Section, Stage, Stop};
use crate::wording::Wording;

/// A guide: one document with everything that a person reads and a form needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Guide {
    /// Id of the thing.
    pub thing: String,
    /// Title, as people say it.
    pub title: Text,
    /// What it is, in a sentence.
    pub summary: Text,
    /// Id of the life event.
    pub event: String,
    /// Who files it.
    pub applicant: ApplicantKind,
    /// What companies read instead, where both may file it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Wording>,
    /// Words that people would look for.
    pub tags: Vec<Text>,
    /// Lists in which it stands, codes of table `list`: the thing's own and those that follow from its items.
    pub lists: Vec<String>,
    /// Themes under which it stands, codes of table `theme`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub themes: Vec<String>,
    /// Conditions in plain words.
    pub for_whom: Vec<Text>,
    /// Questions of the pre-check.
    pub questions: Vec<Question>,
    /// Situations in which it cannot be had here.
    pub stops: Vec<Stop>,
    /// Who signs beside the applicant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub cosigners: Vec<Cosigner>,
    /// Items in the order of the graph: each stands behind those it needs.
    pub nodes: Vec<Node>,
    /// Stages.
    pub stages: Vec<Stage>,
    /// Sections of the merged form; only those that have fields.
    pub sections: Vec<Section>,
    /// Merged fields in the order of sections; each knows the items that ask it.
    pub fields: Vec<Field>,
    /// Merged materials; each knows the items that need it.
    pub materials: Vec<Material>,
    /// Fees of all items.
    pub fees: Vec<Fee>,
    /// How results may be had.
    pub delivery: Vec<DeliveryKind>,
    /// Questions that people ask: of the thing, then of its items.
    pub faq: Vec<Faq>,
    /// Departments that take part, in the order of the graph.
    pub departments: Vec<Department>,
    /// Windows that serve it.
    pub windows: Vec<Window>,
    /// The figures before → after for the whole of it.
    pub figures: Figures,
}

/// An item in a guide. Its fields, materials and fees have moved to the guide's merged lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Node {
    /// The item.
    pub item: Item,
    /// Ids of items whose results it needs.
    pub needs: Vec<String>,
    /// When it is part of the thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Id of its stage.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub stage: String,
}

/// What one thing costs people before and after joining, each computed and never typed in (G3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    /// Steps of handling: after, accepting and handing out are done once.
    pub steps: Figure,
    /// Working days: statutory one after another → promised on the critical path.
    pub days: Figure,
    /// Materials.
    pub materials: Figure,
    /// Visits: after, none where everything can be done on line, else one joint visit.
    pub visits: Figure,
    /// Fields to fill in.
    pub fields: Figure,
}

/// A figure before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    /// The sum over the separate items.
    pub before: u32,
    /// As one thing.
    pub after: u32,
}

/// What the merge needs to know of the city.
#[derive(Clone, Copy, Debug, Default)]
pub struct Catalogue<'a> {
    /// All items, or at least those of the thing.
    pub items: &'a [Item],
    /// Ids of all things.
    pub things: &'a [String],
    /// All departments.
    pub departments: &'a [Department],
    /// All windows.
    pub windows: &'a [Window],
    /// The dictionary of data elements.
    pub elements: &'a [DataElement],
    /// Code tables.
    pub codes: &'a [CodeTable],
    /// Life events.
    pub events: &'a [LifeEvent],
    /// Registries that can be asked.
    pub registries: &'a [Registry],
}

impl Guide {
    /// The node of an item.
    pub fn node(&self, item: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.item.id == item)
    }

    /// A field by its id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// A material by its id.
    pub fn material(&self, id: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.id == id)
    }

    /// A department by its id.
    pub fn department(&self, id: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.id == id)
    }
}

/// The layers of a graph for a flow chart: items of a layer run in parallel, each layer after those it needs.
pub fn layers<'a>(nodes: &[&'a Node]) -> Vec<Vec<&'a Node>> {
    let present: BTreeSet<&str> = nodes.iter().map(|node| node.item.id.as_str()).collect();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut layers: Vec<Vec<&Node>> = Vec::new();
    while done.len() < present.len() {
        let layer: Vec<&Node> = nodes
            .iter()
            .copied()
            .filter(|node| !done.contains(node.item.id.as_str()))
            .filter(|node| {
                node.needs
                    .iter()
                    .all(|need| done.contains(need.as_str()) || !present.contains(need.as_str()))
            })
            .collect();
        if layer.is_empty() {
            break; // a circle; the linter refuses it before publication
        }
        done.extend(layer.iter().map(|node| node.item.id.as_str()));
        layers.push(layer);
    }
    layers
}
