//! Checking answers: the same in the browser, while people type, and on the server, which has the last word.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::answers::{Scope, is_blank};
use crate::condition::applies;
use crate::field::{Field, FieldType};
use crate::guide::Guide;
use crate::identifier::{self, Fault};
use crate::item::Material;
use crate::narrow::{self, Narrowed};
use crate::number;
use crate::submission::{Delivery, Evidence, Submission};
use crate::thing::{ApplicantKind, DeliveryKind};
use crate::wording::AS;

mod problem;
mod regions;

use problem::Problems;
pub use problem::{Problem, ProblemCode};
pub use regions::{validate_delivery_region, validate_regions};

/// Characters of a text where a field sets no bound.
pub const TEXT_MAX: i64 = 200;

/// Everything that is wrong with a submission, in the order of the form; empty means that it may be filed.
pub fn validate(guide: &Guide, submission: &Submission, today: NaiveDate) -> Vec<Problem> {
    let mut out = Problems::default();
    check_situation(guide, submission, &mut out);
    let narrowed = narrow::narrow(guide, &submission.situation, &submission.answers);
    check_answers(guide, &narrowed, submission, today, &mut out);
    check_evidence(guide, &narrowed, submission, today, &mut out);
    check_delivery(guide, &submission.delivery, &mut out);
    let filed_as = submission.situation.get(AS).and_then(|word| ApplicantKind::named(word));
    match (filed_as.unwrap_or(guide.applicant), &submission.company) {
        (ApplicantKind::Company, None) => out.add("company", ProblemCode::CompanyNeeded),
        (ApplicantKind::Citizen, Some(_)) => out.add("company", ProblemCode::CitizenNeeded),
        _ => {}
    }
    let owed = crate::fee::total(&narrowed.bill);
    if out.list.is_empty() && submission.total_cents != owed {
        out.with("total_cents", ProblemCode::WrongTotal, &[("cents", owed)]);
    }
    out.list
}

/// Everything that is wrong with a correction: what was handed in before and stays is not judged by today's date again.
pub fn validate_correction(
    guide: &Guide,
    before: &Submission,
    after: &Submission,
    today: NaiveDate,
) -> Vec<Problem> {
    let mut problems = validate(guide, after, today);
    problems.retain(|problem| {
        let material = problem.path.strip_prefix("evidence.").unwrap_or_default();
        let stays = after.evidence.get(material);
        stays.is_none() || stays != before.evidence.get(material)
    });
    problems
}

fn check_situation(guide: &Guide, submission: &Submission, out: &mut Problems) {
    let situation = &submission.situation;
    let none = Default::default();
    let scope = Scope::new(situation, &none);
    for question in
        guide.questions.iter().filter(|question| applies(question.when.as_ref(), &scope))
    {
        let path = format!("situation.{}", question.id);
        match situation.get(&question.id) {
            None => out.add(&path, ProblemCode::Required),
            Some(answer) if !question.options.iter().any(|option| option.value == *answer) => {
                out.add(&path, ProblemCode::NotAnOption);
            }
            Some(_) => {}
        }
    }
    for id in situation.keys() {
        if !guide.questions.iter().any(|question| question.id == *id) {
            out.add(&format!("situation.{id}"), ProblemCode::Unknown);
        }
    }
    if guide.stops.iter().any(|stop| stop.when.holds(&scope)) {
        out.add("situation", ProblemCode::Stopped);
    }
}

fn check_answers(
    guide: &Guide,
    narrowed: &Narrowed,
    submission: &Submission,
    today: NaiveDate,
    out: &mut Problems,
) {
    let scope = Scope::new(&submission.situation, &submission.answers);
    for field in &narrowed.fields {
        let path = format!("answers.{}", field.id);
        check_field(field, submission.answers.get(&field.id), &path, &scope, today, out);
    }
    for id in submission.answers.keys() {
        let applying = narrowed.fields.iter().any(|field| field.id == *id);
        if !applying && (guide.field(id).is_none() || !is_blank(&submission.answers[id])) {
            out.add(&format!("answers.{id}"), ProblemCode::Unknown);
        }
    }
}

/// Checks one field as a person leaves it; the form calls it while people type.
pub fn validate_field(
    field: &Field,
    value: Option<&Value>,
    scope: &Scope,
    today: NaiveDate,
) -> Vec<Problem> {
    let mut out = Problems::default();
    check_field(field, value, &format!("answers.{}", field.id), scope, today, &mut out);
    out.list
}

fn check_field(
    field: &Field,
    value: Option<&Value>,
    path: &str,
    scope: &Scope,
    today: NaiveDate,
    out: &mut Problems,
) {
    let Some(value) = value.filter(|value| !is_blank(value)) else {
        if !field.optional {
            out.add(path, ProblemCode::Required);
        }
        return;
    };
    match field.r#type {
        FieldType::Money => match value.as_i64() {
            Some(cents) => bounds(field, cents, Bound::Size, path, out),
            None => out.add(path, ProblemCode::WrongType),
        },
        FieldType::Flag => {
            if !value.is_boolean() {
                out.add(path, ProblemCode::WrongType);
            }
        }
        FieldType::Declaration => match value.as_bool() {
            Some(true) => {}
            Some(false) => out.add(path, ProblemCode::NotAgreed),
            None => out.add(path, ProblemCode::WrongType),
        },
        FieldType::Many => check_many(field, value, path, out),
        FieldType::Address => check_parts(value, path, &["region", "detail"], out),
        FieldType::Person => check_parts(value, path, &["name", "id_card", "phone"], out),
        FieldType::Company => check_parts(value, path, &["name", "code"], out),
        FieldType::Group => check_rows(field, value, path, scope, today, out),
        FieldType::Text => {
            on_text(value, path, out, |text, out| check_plain(field, text, path, out))
        }
        FieldType::Number => {
            on_text(value, path, out, |text, out| check_number(field, text, path, out))
        }
        FieldType::Date => {
            on_text(value, path, out, |text, out| check_date(field, text, path, today, out))
        }
        FieldType::Choice => on_text(value, path, out, |text, out| {
            if !field.options.iter().any(|option| option.value == text) {
                out.add(path, ProblemCode::NotAnOption);
            }
        }),
        FieldType::Region => on_text(value, path, out, |text, out| part("region", text, path, out)),
        FieldType::IdCard => {
            on_text(value, path, out, |text, out| part("id_card", text, path, out))
        }
        FieldType::CompanyCode => {
            on_text(value, path, out, |text, out| part("code", text, path, out))
        }
        FieldType::Phone => on_text(value, path, out, |text, out| part("phone", text, path, out)),
        FieldType::Plate => on_text(value, path, out, |text, out| {
            if identifier::plate(text).is_err() {
                out.add(path, ProblemCode::Plate);
            }
        }),
        FieldType::BankAccount => {
            on_text(value, path, out, |text, out| match identifier::bank_account(text) {
                Ok(()) => {}
                Err(Fault::Check) => out.add(path, ProblemCode::BankCheck),
                Err(_) => out.add(path, ProblemCode::BankShape),
            })
        }
    }
}

/// Checks an answer that must be a text.
fn on_text(value: &Value, path: &str, out: &mut Problems, check: impl FnOnce(&str, &mut Problems)) {
    match value.as_str() {
        Some(text) => check(text, out),
        None => out.add(path, ProblemCode::WrongType),
    }
}

fn check_plain(field: &Field, text: &str, path: &str, out: &mut Problems) {
    printable(text, field.lines, path, out);
    let length = text.chars().count() as i64;
    bounds(
        &Field { max: field.max.or(Some(TEXT_MAX)), ..field.clone() },
        length,
        Bound::Length,
        path,
        out,
    );
}

fn check_date(field: &Field, text: &str, path: &str, today: NaiveDate, out: &mut Problems) {
    match text.parse::<NaiveDate>() {
        Ok(day) if text.len() == 10 => {
            if field.past && day > today {
                out.add(path, ProblemCode::InFuture);
            }
        }
        _ => out.add(path, ProblemCode::NotADay),
    }
}

fn check_number(field: &Field, text: &str, path: &str, out: &mut Problems) {
    let too_fine = number::decimals(text) > usize::from(field.decimals);
    let Some(value) = number::parse(text).filter(|_| !too_fine) else {
        out.with(path, ProblemCode::NotANumber, &[("decimals", i64::from(field.decimals))]);
        return;
    };
    let unit = 10i128.pow(number::DIGITS);
    if let Some(min) = field.min.filter(|min| value < i128::from(*min) * unit) {
        out.with(path, ProblemCode::TooSmall, &[("min", min)]);
    }
    if let Some(max) = field.max.filter(|max| value > i128::from(*max) * unit) {
        out.with(path, ProblemCode::TooLarge, &[("max", max)]);
    }
}

fn check_many(field: &Field, value: &Value, path: &str, out: &mut Problems) {
    let Some(chosen) = value.as_array() else {
        return out.add(path, ProblemCode::WrongType);
    };
    let known =
        |item: &Value| field.options.iter().any(|option| item.as_str() == Some(&option.value));
    let distinct: BTreeSet<String> = chosen.iter().map(Value::to_string).collect();
    if !chosen.iter().all(known) || distinct.len() != chosen.len() {
        out.add(path, ProblemCode::NotAnOption);
    }
    bounds(field, chosen.len() as i64, Bound::Count, path, out);
}

fn check_rows(
    field: &Field,
    value: &Value,
    path: &str,
    scope: &Scope,
    today: NaiveDate,
    out: &mut Problems,
) {
    let Some(rows) = value.as_array() else {
        return out.add(path, ProblemCode::WrongType);
    };
    bounds(field, rows.len() as i64, Bound::Count, path, out);
    for (i, row) in rows.iter().enumerate() {
        let Some(row) = row.as_object() else {
            out.add(&format!("{path}.{i}"), ProblemCode::WrongType);
            continue;
        };
        check_row(field, row, &format!("{path}.{i}"), scope, today, out);
    }
}

fn check_row(
    field: &Field,
    row: &Map<String, Value>,
    path: &str,
    scope: &Scope,
    today: NaiveDate,
    out: &mut Problems,
) {
    let scope = scope.within(row);
    for column in field.fields.iter().filter(|column| applies(column.when.as_ref(), &scope)) {
        check_field(
            column,
            row.get(&column.id),
            &format!("{path}.{}", column.id),
            &scope,
            today,
            out,
        );
    }
    for id in row.keys().filter(|id| !field.fields.iter().any(|column| column.id == **id)) {
        out.add(&format!("{path}.{id}"), ProblemCode::Unknown);
    }
}

/// Checks an object of named texts, as an address; all of them are needed.
fn check_parts(value: &Value, path: &str, names: &[&str], out: &mut Problems) {
    let Some(map) = value.as_object() else {
        return out.add(path, ProblemCode::WrongType);
    };
    for name in names {
        let path = format!("{path}.{name}");
        match map.get(*name) {
            None | Some(Value::Null) => out.add(&path, ProblemCode::Required),
            Some(Value::String(text)) if text.trim().is_empty() => {
                out.add(&path, ProblemCode::Required)
            }
            Some(Value::String(text)) => part(name, text, &path, out),
            Some(_) => out.add(&path, ProblemCode::WrongType),
        }
    }
    for id in map.keys().filter(|id| !names.contains(&id.as_str())) {
        out.add(&format!("{path}.{id}"), ProblemCode::Unknown);
    }
}

/// Checks a text by the name of the part that it is.
fn part(name: &str, text: &str, path: &str, out: &mut Problems) {
    match name {
        "region" => {
            if identifier::region(text).is_err() {
                out.add(path, ProblemCode::Region);
            }
        }
        "id_card" => match identifier::id_card(text) {
            Ok(()) => {}
            Err(Fault::Shape) => out.add(path, ProblemCode::IdCardShape),
            Err(Fault::Region) => out.add(path, ProblemCode::IdCardRegion),
            Err(Fault::Day) => out.add(path, ProblemCode::IdCardDay),
            Err(Fault::Check) => out.add(path, ProblemCode::IdCardCheck),
        },
        "code" => match identifier::company_code(text) {
            Ok(()) => {}
            Err(Fault::Check) => out.add(path, ProblemCode::CompanyCodeCheck),
            Err(_) => out.add(path, ProblemCode::CompanyCodeShape),
        },
        "phone" => {
            if identifier::phone(text).is_err() {
                out.add(path, ProblemCode::Phone);
            }
        }
        _ => {
            printable(text, false, path, out);
            if text.chars().count() as i64 > TEXT_MAX {
                out.with(path, ProblemCode::TooLong, &[("max", TEXT_MAX)]);
            }
        }
    }
}

fn check_evidence(
    guide: &Guide,
    narrowed: &Narrowed,
    submission: &Submission,
    today: NaiveDate,
    out: &mut Problems,
) {
    for material in &narrowed.materials {
        let path = format!("evidence.{}", material.id);
        match submission.evidence.get(&material.id) {
            None if material.is_required() => out.add(&path, ProblemCode::Required),
            None => {}
            Some(evidence) => check_material(material, evidence, &path, today, out),
        }
    }
    for id in submission.evidence.keys() {
        if !narrowed.materials.iter().any(|material| material.id == *id) {
            out.add(&format!("evidence.{id}"), ProblemCode::Unknown);
        }
    }
    debug_assert!(narrowed.materials.len() <= guide.materials.len());
}

fn check_material(
    material: &Material,
    evidence: &Evidence,
    path: &str,
    today: NaiveDate,
    out: &mut Problems,
) {
    match evidence {
        Evidence::Upload { files } if files.is_empty() => out.add(path, ProblemCode::Required),
        Evidence::Upload { files } if files.len() > material.max_files as usize => {
            out.with(path, ProblemCode::TooMany, &[("max", i64::from(material.max_files))]);
        }
        Evidence::Upload { .. } => {}
        Evidence::Licence { number } if material.licence.is_empty() || number.is_empty() => {
            out.add(path, ProblemCode::EvidenceNotAllowed);
        }
        Evidence::Commitment if material.commitment.is_empty() => {
            out.add(path, ProblemCode::EvidenceNotAllowed)
        }
        Evidence::Deferred { until } if !material.is_deferrable() || *until < today => {
            out.add(path, ProblemCode::EvidenceNotAllowed);
        }
        Evidence::Licence { .. } | Evidence::Commitment | Evidence::Deferred { .. } => {}
    }
}

/// Everything that is wrong with a material that was to follow and is handed in now: the paper itself.
pub fn validate_supply(material: &Material, evidence: &Evidence) -> Vec<Problem> {
    let mut out = Problems::default();
    let path = format!("evidence.{}", material.id);
    match evidence {
        // No day counts for what is there.
        Evidence::Upload { .. } => {
            check_material(material, evidence, &path, NaiveDate::MIN, &mut out);
        }
        _ => out.add(&path, ProblemCode::EvidenceNotAllowed),
    }
    out.list
}

/// Everything that is wrong with a delivery alone.
pub fn validate_delivery(guide: &Guide, delivery: &Delivery) -> Vec<Problem> {
    let mut out = Problems::default();
    check_delivery(guide, delivery, &mut out);
    out.list
}

fn check_delivery(guide: &Guide, delivery: &Delivery, out: &mut Problems) {
    if !guide.delivery.contains(&delivery.kind) {
        return out.add("delivery.kind", ProblemCode::DeliveryNotOffered);
    }
    let mut need = |name: &str, text: &str| {
        let path = format!("delivery.{name}");
        if text.trim().is_empty() {
            out.add(&path, ProblemCode::Required);
        } else {
            part(name, text, &path, out);
        }
    };
    match delivery.kind {
        DeliveryKind::Post => {
            need("name", &delivery.name);
            need("phone", &delivery.phone);
            need("region", &delivery.region);
            need("address", &delivery.address);
        }
        DeliveryKind::Window | DeliveryKind::Machine => {
            let machine = delivery.kind == DeliveryKind::Machine;
            let known = guide
                .windows
                .iter()
                .any(|window| window.id == delivery.window && window.is_machine() == machine);
            if !known {
                out.add("delivery.window", ProblemCode::Required);
            }
        }
        DeliveryKind::Electronic => {}
    }
}

/// What `min` and `max` of a field speak of.
#[derive(Clone, Copy)]
enum Bound {
    Length,
    Size,
    Count,
}

fn bounds(field: &Field, value: i64, bound: Bound, path: &str, out: &mut Problems) {
    let (low, high) = match bound {
        Bound::Length => (ProblemCode::TooShort, ProblemCode::TooLong),
        Bound::Size => (ProblemCode::TooSmall, ProblemCode::TooLarge),
        Bound::Count => (ProblemCode::TooFew, ProblemCode::TooMany),
    };
    if let Some(min) = field.min.filter(|min| value < *min) {
        out.with(path, low, &[("min", min)]);
    }
    if let Some(max) = field.max.filter(|max| value > *max) {
        out.with(path, high, &[("max", max)]);
    }
}

fn printable(text: &str, lines: bool, path: &str, out: &mut Problems) {
    if text.chars().any(|c| c.is_control() && !(lines && c == '\n')) {
        out.add(path, ProblemCode::Characters);
    }
}
