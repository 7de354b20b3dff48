//! Submissions that are valid by construction, for any guide: for tests, and for the people of simulated cities.

use crate::answers::{Answers, Scope, Situation};
use crate::condition::applies;
use crate::draft::{DraftContent, submission};
use crate::field::{Field, FieldType};
use crate::guide::Guide;
use crate::narrow::narrow;
use crate::submission::{Delivery, Evidence, FileRef, Submission};
use crate::thing::{ApplicantKind, DeliveryKind};
use crate::wording::AS;
use serde_json::{Value, json};

/// The situation of the `n`-th choice in every question, moved on until nothing stops it and the applicant signs alone.
pub fn situation(guide: &Guide, n: usize) -> Situation {
    let mut situation = Situation::new();
    let questions = guide.questions.clone();
    for question in &questions {
        let none = Answers::new();
        if !applies(question.when.as_ref(), &Scope::new(&situation, &none)) {
            continue;
        }
        let count = question.options.len();
        for offset in 0..count {
            let option = &question.options[(n + offset) % count];
            situation.insert(question.id.clone(), option.value.clone());
            let scope = Scope::new(&situation, &none);
            let stopped = guide.stops.iter().any(|stop| stop.when.holds(&scope));
            let alone = !guide.cosigners.iter().any(|one| applies(one.when.as_ref(), &scope));
            if alone && !stopped {
                break;
            }
        }
    }
    situation
}

/// A valid answer of a field.
pub fn answer(field: &Field) -> Value {
    match field.r#type {
        FieldType::Text => {
            let length = field.min.unwrap_or(2).max(2).min(field.max.unwrap_or(20));
            json!("张".repeat(size(length)))
        }
        FieldType::Number => json!(field.max.or(field.min).unwrap_or(1).to_string()),
        FieldType::Money => json!(field.min.unwrap_or(1_000_000).max(1_000_000)),
        FieldType::Date => json!("2026-03-01"),
        FieldType::Region => json!("510104"),
        FieldType::Address => json!({ "region": "510104", "detail": "人民路 1 号" }),
        FieldType::IdCard => json!("11010519491231002X"),
        FieldType::CompanyCode => json!("91350100M000100Y43"),
        FieldType::Phone => json!("13800000001"),
        FieldType::BankAccount => json!("4111111111111111"),
        FieldType::Plate => json!("川A12345"),
        FieldType::Choice => json!(field.options.first().map(|option| &option.value)),
        FieldType::Many => {
            let count = size(field.min.unwrap_or(1).max(1));
            json!(field.options.iter().take(count).map(|option| &option.value).collect::<Vec<_>>())
        }
        FieldType::Flag | FieldType::Declaration => json!(true),
        FieldType::Person => {
            json!({ "name": "张三", "id_card": "11010519491231002X", "phone": "13800000001" })
        }
        FieldType::Company => json!({ "name": "清河一家店", "code": "91350100M000100Y43" }),
        FieldType::Group => {
            let (situation, answers) = (Situation::new(), Answers::new());
            let mut row = serde_json::Map::new();
            for column in &field.fields {
                let scope = Scope::new(&situation, &answers).within(&row);
                if applies(column.when.as_ref(), &scope) {
                    row.insert(column.id.clone(), answer(column));
                }
            }
            json!(vec![row; size(field.min.unwrap_or(1).max(1))])
        }
    }
}

/// A length or count of a field's bounds.
fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// A file that nobody has uploaded.
pub fn file() -> FileRef {
    FileRef {
        id: "file-1".to_owned(),
        name: "证件.jpg".to_owned(),
        media: "image/jpeg".to_owned(),
        pages: None,
        size: 1000,
        sha256: "0".repeat(64),
    }
}

/// A draft with every field and material filled in, and more as long as answers open more.
pub fn content(guide: &Guide, n: usize) -> DraftContent {
    content_in(guide, situation(guide, n))
}

/// The same in a situation.
pub fn content_in(guide: &Guide, situation: Situation) -> DraftContent {
    let mut content = DraftContent { situation, ..DraftContent::default() };
    for _ in 0..4 {
        let narrowed = narrow(guide, &content.situation, &content.answers);
        let open: Vec<Field> = narrowed
            .fields
            .iter()
            .filter(|field| !content.answers.contains_key(&field.id))
            .map(|field| (*field).clone())
            .collect();
        for field in open {
            content.answers.insert(field.id.clone(), answer(&field));
        }
    }
    let narrowed = narrow(guide, &content.situation, &content.answers);
    content.evidence = narrowed
        .materials
        .iter()
        .map(|material| (material.id.clone(), Evidence::Upload { files: vec![file()] }))
        .collect();
    content.delivery = Some(delivery(guide));
    content
}

fn delivery(guide: &Guide) -> Delivery {
    let kind = guide.delivery.first().copied().unwrap_or(DeliveryKind::Electronic);
    let machine = kind == DeliveryKind::Machine;
    let window = guide
        .windows
        .iter()
        .find(|window| window.is_machine() == machine)
        .map(|window| window.id.clone());
    match kind {
        DeliveryKind::Post => Delivery {
            name: "张三".to_owned(),
            phone: "13800000001".to_owned(),
            region: "510104".to_owned(),
            address: "人民路 1 号".to_owned(),
            ..Delivery::of(kind)
        },
        DeliveryKind::Window | DeliveryKind::Machine => {
            Delivery { window: window.unwrap_or_default(), ..Delivery::of(kind) }
        }
        DeliveryKind::Electronic => Delivery::of(kind),
    }
}

/// A submission that may be filed under version 1.
pub fn valid(guide: &Guide, n: usize) -> Submission {
    let content = content(guide, n);
    let filed_as = content.situation.get(AS).and_then(|word| ApplicantKind::named(word));
    let company = (filed_as.unwrap_or(guide.applicant) == ApplicantKind::Company)
        .then_some("91350100M000100Y43");
    submission(guide, 1, "person-1", company, &content)
}
