//! A submission as people read it: labelled rows in sections, the same for citizens who sign it and
//! staff who check it. Pure.

use onething_domain::city::Region;
use onething_domain::field::{Field, FieldType};
use onething_domain::guide::Guide;
use onething_domain::narrow::narrow;
use onething_domain::submission::{Delivery, Submission};
use serde_json::Value;

use crate::i18n::{date, money, pick, t, t_if, tr};
use crate::words::code;

/// Rows under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Id of the form's section; `situation` and `delivery` for what stands around the form.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The rows, in the order of the form.
    pub rows: Vec<Row>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it stands in the submission, as `answers.mother.id_card`; problems and masks name it.
    pub path: String,
    /// Id of the field that it belongs to; empty for situation and delivery.
    pub field: String,
    /// What was asked.
    pub label: String,
    /// What was answered, in words; empty where nothing was.
    pub value: String,
}

/// The whole submission but its materials.
pub fn sheet(guide: &Guide, submission: &Submission, regions: &[Region]) -> Vec<Section> {
    let mut sections = vec![situation(guide, submission)];
    let narrowed = narrow(guide, &submission.situation, &submission.answers);
    for section in &guide.sections {
        let mut rows = Vec::new();
        for field in &guide.fields {
            let applies = narrowed.fields.iter().any(|known| known.id == field.id);
            let answer = submission.answers.get(&field.id);
            if field.section == section.id && (applies || answer.is_some()) {
                rows.extend(field_rows(field, answer, regions));
            }
        }
        sections.push(Section { id: section.id.clone(), title: pick(&section.title), rows });
    }
    sections.push(delivery(guide, &submission.delivery, regions));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// The rows of one field; a group has several.
pub fn field_rows(field: &Field, answer: Option<&Value>, regions: &[Region]) -> Vec<Row> {
    let mut rows = Vec::new();
    let at = Place {
        field: &field.id,
        path: format!("answers.{}", field.id),
        label: pick(&field.label),
    };
    push(&mut rows, field, at, answer.unwrap_or(&Value::Null), regions);
    rows
}

/// The name of what stands at a path of a submission, as `股东 · 第 2 行 · 姓名` for `answers.owners.1.name`: what
/// speaks of a path – problems, questions, links – says it so. `None` where the guide has nothing there.
pub fn name(guide: &Guide, path: &str) -> Option<String> {
    let (kind, rest) = path.split_once('.')?;
    match kind {
        "answers" => answer_name(guide, rest),
        "evidence" => guide.material(rest).map(|material| pick(&material.name)),
        "situation" => {
            guide.questions.iter().find(|asked| asked.id == rest).map(|asked| pick(&asked.ask))
        }
        "cosigners" => {
            guide.cosigners.iter().find(|one| one.id == rest).map(|one| pick(&one.label))
        }
        "delivery" => t_if(&format!("delivery.field.{rest}")),
        _ => None,
    }
}

fn answer_name(guide: &Guide, path: &str) -> Option<String> {
    let mut steps = path.split('.');
    let mut field = guide.field(steps.next()?)?;
    let mut name = pick(&field.label);
    for step in steps {
        let part = match (field.r#type, step.parse()) {
            (FieldType::Group, Ok(index)) => nth(index),
            (FieldType::Group, Err(_)) => {
                field = column(field, step)?;
                pick(&field.label)
            }
            _ => part_name(field, step)?,
        };
        name = part_of(&name, &part);
    }
    Some(name)
}

/// The field that an answer's path leads to: a column of a group for a cell of a row.
pub fn field_at<'a>(guide: &'a Guide, path: &str) -> Option<&'a Field> {
    let mut steps = path.strip_prefix("answers.")?.split('.');
    let whole = guide.field(steps.next()?)?;
    Some(steps.nth(1).and_then(|id| column(whole, id)).unwrap_or(whole))
}

fn column<'a>(group: &'a Field, id: &str) -> Option<&'a Field> {
    group.fields.iter().find(|column| column.id == id)
}

fn part_of(whole: &str, part: &str) -> String {
    tr("sheet.part", &[("whole", whole), ("part", part)])
}

fn part_name(field: &Field, part: &str) -> Option<String> {
    t_if(&format!("sheet.{}.{part}", code(&field.r#type)))
}

/// The name of a row of a group, which is counted from 0.
fn nth(index: usize) -> String {
    tr("sheet.nth", &[("n", &(index + 1).to_string())])
}

fn situation(guide: &Guide, submission: &Submission) -> Section {
    let rows = guide.questions.iter().filter_map(|question| {
        let answer = submission.situation.get(&question.id)?;
        let option = question.options.iter().find(|option| option.value == *answer);
        Some(Row {
            path: format!("situation.{}", question.id),
            field: String::new(),
            label: pick(&question.ask),
            value: option.map_or_else(|| answer.clone(), |option| pick(&option.label)),
        })
    });
    Section { id: "situation".into(), title: t("sheet.situation"), rows: rows.collect() }
}

/// How results are handed over.
pub fn delivery(guide: &Guide, delivery: &Delivery, regions: &[Region]) -> Section {
    let window = guide.windows.iter().find(|window| window.id == delivery.window);
    let window = window.map(|w| pick(&w.name)).unwrap_or_else(|| delivery.window.clone());
    let place = format!("{}{}", region(&delivery.region, regions), delivery.address);
    let all = [
        ("kind", t(&format!("delivery.{}", code(&delivery.kind)))),
        ("name", delivery.name.clone()),
        ("phone", delivery.phone.clone()),
        ("address", place),
        ("window", window),
    ];
    let rows = all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| Row {
        path: format!("delivery.{name}"),
        field: String::new(),
        label: t(&format!("sheet.delivery.{name}")),
        value,
    });
    Section { id: "delivery".into(), title: t("sheet.delivery"), rows: rows.collect() }
}

/// Where a row stands.
struct Place<'a> {
    field: &'a str,
    path: String,
    label: String,
}

impl Place<'_> {
    /// A part of it: its path and label go on.
    fn part(&self, name: &str, label: &str) -> Self {
        Self {
            field: self.field,
            path: format!("{}.{name}", self.path),
            label: part_of(&self.label, label),
        }
    }

    fn row(self, value: String) -> Row {
        Row { path: self.path, field: self.field.to_owned(), label: self.label, value }
    }
}

fn push(rows: &mut Vec<Row>, field: &Field, at: Place, value: &Value, regions: &[Region]) {
    let parts: &[&str] = match field.r#type {
        FieldType::Person => &["name", "id_card", "phone"],
        FieldType::Company => &["name", "code"],
        _ => &[],
    };
    for name in parts {
        let words = part_name(field, name).unwrap_or_default();
        rows.push(at.part(name, &words).row(text_of(&value[*name])));
    }
    match field.r#type {
        FieldType::Person | FieldType::Company => {}
        FieldType::Group => {
            for (index, row) in value.as_array().into_iter().flatten().enumerate() {
                let line = at.part(&index.to_string(), &nth(index));
                for inner in &field.fields {
                    let part = line.part(&inner.id, &pick(&inner.label));
                    push(rows, inner, part, &row[&inner.id], regions);
                }
            }
        }
        _ => rows.push(at.row(in_words(field, value, regions))),
    }
}

/// An answer of one value.
fn in_words(field: &Field, value: &Value, regions: &[Region]) -> String {
    if value.is_null() {
        return String::new();
    }
    let option = |stored: &str| {
        let known = field.options.iter().find(|option| option.value == stored);
        known.map_or_else(|| stored.to_owned(), |option| pick(&option.label))
    };
    let plain = text_of(value);
    match field.r#type {
        FieldType::Choice => option(&plain),
        FieldType::Many => {
            let chosen = value.as_array().into_iter().flatten().map(|one| option(&text_of(one)));
            chosen.collect::<Vec<_>>().join(&t("mark.list"))
        }
        FieldType::Money => value.as_i64().map_or(plain, money),
        FieldType::Date => plain.parse().map_or(plain, date),
        FieldType::Region => region(&plain, regions),
        FieldType::Address => {
            format!("{}{}", region(&text_of(&value["region"]), regions), text_of(&value["detail"]))
        }
        FieldType::Flag => t(if value == true { "answer.yes" } else { "answer.no" }),
        FieldType::Declaration if value == true => t("answer.agreed"),
        FieldType::Number if !field.unit.is_empty() => format!("{plain} {}", pick(&field.unit)),
        _ => plain,
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A region with those around it, from the largest; its code where it is unknown.
pub fn region(wanted: &str, regions: &[Region]) -> String {
    let mut names = Vec::new();
    let mut next = wanted.to_owned();
    // No tree of regions is deeper than province, city, district, town.
    while let (Some(found), true) = (regions.iter().find(|r| r.code == next), names.len() < 8) {
        names.push(pick(&found.name));
        next = found.parent.clone();
    }
    if names.is_empty() {
        return wanted.to_owned();
    }
    names.reverse();
    names.join(" ")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod tests;
