//! What is wrong with how a thing speaks to people and to companies.

use super::finding::{FindingCode as Code, Findings};
use crate::item::Item;
use crate::thing::{ApplicantKind, Thing};
use crate::wording::AS;

/// Checks that a thing for both asks for whom, and that only such a thing has words for companies.
pub fn lint(thing: &Thing, items: &[&Item], out: &mut Findings) {
    let question = thing.questions.iter().find(|question| question.id == AS);
    let both = thing.applicant == ApplicantKind::Both;
    let options: Vec<&str> = question
        .map(|question| question.options.iter().map(|option| option.value.as_str()).collect())
        .unwrap_or_default();
    if both && options != ["citizen", "company"] {
        out.add("questions", Code::ForWhomNotAsked, &[("id", AS)]);
    }
    if !both && question.is_some() {
        out.add(&format!("questions.{AS}"), Code::ForWhomAsked, &[]);
    }
    let Some(words) = &thing.company else {
        return;
    };
    if !both {
        out.add("company", Code::WordsForNobody, &[]);
    }
    for id in words.fields.keys() {
        if !items.iter().flat_map(|item| &item.fields).any(|field| field.id == *id) {
            out.add("company.fields", Code::WordsForNothing, &[("id", id)]);
        }
    }
    for id in words.materials.keys() {
        if !items.iter().flat_map(|item| &item.materials).any(|material| material.id == *id) {
            out.add("company.materials", Code::WordsForNothing, &[("id", id)]);
        }
    }
}
