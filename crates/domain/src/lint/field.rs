//! What is wrong with a field.

use std::collections::BTreeSet;

use super::finding::{FindingCode as Code, Findings};
use crate::field::{Field, FieldType};
use crate::guide::Catalogue;
use crate::prefill;

/// Checks a field of an item.
pub fn lint(field: &Field, catalogue: &Catalogue, out: &mut Findings) {
    let path = format!("fields.{}", field.id);
    match catalogue.elements.iter().find(|element| element.id == field.element) {
        None => {
            out.add(&format!("{path}.element"), Code::UnknownElement, &[("id", &field.element)])
        }
        Some(element) if element.r#type != field.r#type => {
            let params = [("element", field.element.as_str())];
            out.add(&format!("{path}.type"), Code::ElementType, &params);
        }
        Some(_) => {}
    }
    shape(field, &path, out);
}

fn shape(field: &Field, path: &str, out: &mut Findings) {
    if !is_name(&field.id) {
        out.add(path, Code::BadId, &[("id", &field.id)]);
    }
    if !field.prefill.is_empty() && prefill::source(&field.prefill).is_none() {
        out.add(&format!("{path}.prefill"), Code::UnknownPrefill, &[("id", &field.prefill)]);
    }
    let choice = matches!(field.r#type, FieldType::Choice | FieldType::Many);
    if choice == field.options.is_empty() {
        out.add(&format!("{path}.options"), Code::Options, &[]);
    }
    let values = field.options.iter().map(|option| option.value.as_str());
    distinct(&format!("{path}.options"), values, out);
    if (field.r#type == FieldType::Group) == field.fields.is_empty() {
        out.add(&format!("{path}.fields"), Code::Columns, &[]);
    }
    if (field.r#type == FieldType::Declaration) == field.declares.is_empty() {
        out.add(&format!("{path}.declares"), Code::Declares, &[]);
    }
    if matches!((field.min, field.max), (Some(min), Some(max)) if min > max) {
        out.add(&format!("{path}.min"), Code::Bounds, &[]);
    }
    let ids = field.fields.iter().map(|column| column.id.as_str());
    distinct(&format!("{path}.fields"), ids, out);
    for column in &field.fields {
        let path = format!("{path}.fields.{}", column.id);
        if column.r#type == FieldType::Group {
            out.add(&path, Code::NestedGroup, &[]);
        } else {
            shape(column, &path, out);
        }
    }
}

/// Checks that no two ids of a list are the same.
pub fn distinct<'a>(path: &str, ids: impl Iterator<Item = &'a str>, out: &mut Findings) {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            out.add(path, Code::DuplicateId, &[("id", id)]);
        }
    }
}

/// Whether something may name a field or a question: letters, digits, hyphens and underscores.
pub fn is_name(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 60
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
