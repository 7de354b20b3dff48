//! A document to begin with.

use onething_domain::authoring::Document;
use onething_domain::item::{Item, Kind, ResultSpec};
use onething_domain::text::Text;

/// An item that somebody begins to write: well-typed, and full of findings.
pub fn blank_item(id: &str) -> Document {
    Document::Item(Box::new(Item {
        paper: None,
        id: id.to_owned(),
        code: String::new(),
        name: Text::default(),
        summary: Text::default(),
        r#type: String::new(),
        level: String::new(),
        audience: Vec::new(),
        department: String::new(),
        body_nature: String::new(),
        basis: Vec::new(),
        conditions: Vec::new(),
        kind: Kind::Promised,
        statutory_days: 0,
        promised_days: 0,
        steps: Vec::new(),
        visits: 0,
        online_depth: Vec::new(),
        channels: Vec::new(),
        scope: Text::default(),
        windows: Vec::new(),
        consult: Text::default(),
        complain: Text::default(),
        pauses: Vec::new(),
        quantity_limit: Text::default(),
        instant: None,
        result: ResultSpec {
            name: Text::default(),
            r#type: String::new(),
            prefix: String::new(),
            sample: Text::default(),
            valid_months: None,
            licence: String::new(),
            published: false,
        },
        faq: Vec::new(),
        fields: Vec::new(),
        materials: Vec::new(),
        fees: Vec::new(),
    }))
}
