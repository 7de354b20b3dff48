//! What conditions may speak of: questions and fields, with their possible answers.

use leptos::prelude::*;
use onething_domain::authoring::{DocumentKind, DocumentRef};
use onething_domain::field::{Choice, FieldType};
use onething_domain::text::Text;
use serde_json::{Value, json};

use crate::{
    i18n::{pick, t, tr},
    json::read_tree as of_tree,
    staff::editor::{
        doc::{get, rows_of},
        pen::{Pen, plain},
    },
    ui::Opt,
    words::code,
};

/// What kind of answers there are, and so what they are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// One or several of the options.
    Options,
    /// Yes or no.
    Flag,
    /// A number.
    Number,
    /// Cents.
    Money,
    /// Anything else; compared as a text.
    Text,
}

/// A question or field that a condition may speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its id.
    pub id: String,
    /// What it asks.
    pub label: String,
    /// Where it is asked.
    pub from: String,
    /// What kind of answers there are.
    pub answers: Answers,
    /// The options.
    pub options: Vec<Opt>,
}

/// Choices of a field or question as menus show them.
fn options(choices: &[Choice]) -> Vec<Opt> {
    choices.iter().map(|choice| Opt::new(&choice.value, pick(&choice.label))).collect()
}

fn answers(kind: &str) -> Answers {
    match kind {
        "choice" | "many" => Answers::Options,
        "flag" | "declaration" => Answers::Flag,
        "number" => Answers::Number,
        "money" => Answers::Money,
        _ => Answers::Text,
    }
}

/// Everything that a condition at a path may speak of, each once: columns of the same row, this
/// document's own fields and questions, those of its neighbours.
pub fn names(pen: Pen, path: &str) -> Vec<Name> {
    let tree = pen.doc.tree();
    let mut names: Vec<Name> = Vec::new();
    let mut add = |name: Name| {
        if !name.id.is_empty() && !names.iter().any(|known| known.id == name.id) {
            names.push(name);
        }
    };
    let own = |row: &Value, key: &str, kind: &str, from: String| Name {
        id: row["id"].as_str().unwrap_or_default().to_owned(),
        label: plain(&row[key]),
        from,
        answers: answers(kind),
        options: options(&of_tree::<Vec<Choice>>(row["options"].clone()).unwrap_or_default()),
    };
    let field = |row: &Value, from: String| {
        own(row, "label", row["type"].as_str().unwrap_or_default(), from)
    };
    if let Some((group, _)) = path.split_once(".fields.") {
        let group = get(&tree, group).cloned().unwrap_or_default();
        rows_of(&group["fields"]).iter().for_each(|column| add(field(column, t("staff.name.row"))));
    }
    for question in rows_of(&tree["questions"]) {
        add(own(&question, "ask", "choice", t("staff.name.question")));
    }
    for row in rows_of(&tree["fields"]) {
        add(field(&row, t("staff.name.own")));
    }
    let around = pen.around.get();
    for askable in &around.scope {
        let from = pick(&title(pen, &askable.of));
        let key = if askable.question { "staff.name.question_of" } else { "staff.name.field_of" };
        add(Name {
            id: askable.id.clone(),
            label: pick(&askable.label),
            from: tr(key, &[("of", &from)]),
            answers: answers(&code(&askable.r#type)),
            options: options(&askable.options),
        });
    }
    // Items that were added to the thing since it was opened.
    for item in around.items.iter().filter(|_| pen.spec.name == "thing") {
        for field in item.fields.iter().filter(|field| field.r#type != FieldType::Group) {
            add(Name {
                id: field.id.clone(),
                label: pick(&field.label),
                from: tr("staff.name.field_of", &[("of", &pick(&item.name))]),
                answers: answers(&code(&field.r#type)),
                options: options(&field.options),
            });
        }
    }
    names
}

/// The title of a document of the catalogue.
fn title(pen: Pen, of: &DocumentRef) -> Text {
    pen.around
        .with(|around| {
            let known = match of.kind {
                DocumentKind::Item => &around.city.items,
                DocumentKind::Thing => &around.city.things,
            };
            known.iter().find(|known| known.id == of.id).map(|known| known.name.clone())
        })
        .unwrap_or_else(|| Text::zh(&of.id))
}

impl Name {
    /// What answers may be compared with, where they can be chosen from.
    pub fn choices(&self) -> Vec<Opt> {
        match self.answers {
            Answers::Options => self.options.clone(),
            Answers::Flag => {
                vec![Opt::new("true", t("staff.yes")), Opt::new("false", t("staff.no"))]
            }
            _ => Vec::new(),
        }
    }

    /// A chosen value as conditions store it.
    pub fn stored(&self, chosen: &str) -> Value {
        match self.answers {
            Answers::Flag => json!(chosen == "true"),
            _ => json!(chosen),
        }
    }
}

/// A stored value as menus name it.
pub fn chosen(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
