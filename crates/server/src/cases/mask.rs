//! Masking: identity numbers, phones, accounts and numbers of licences are hidden from staff until one is revealed.

use onething_domain::answers::Answers;
use onething_domain::case::Case;
use onething_domain::field::{Field, FieldType};
use onething_domain::guide::Guide;
use onething_domain::identifier::{mask_id, mask_phone};
use onething_domain::submission::{Delivery, Evidence, EvidenceList, Submission};
use serde_json::Value;

/// Masks a submission; gives the paths of what was masked with the values.
pub fn mask(guide: &Guide, submission: &mut Submission) -> Vec<(String, String)> {
    let mut masked = Vec::new();
    mask_answers(&guide.fields, &mut submission.answers, &mut masked);
    mask_evidence(&mut submission.evidence, &mut masked);
    mask_delivery(&mut submission.delivery, &mut masked);
    masked
}

/// Masks what a case carries beside its current submission: earlier ones, and values that rules looked at.
pub fn mask_rest(guide: &Guide, case: &mut Case) {
    for round in &mut case.corrections {
        if let Some(before) = &mut round.before {
            mask(guide, before);
        }
    }
    if let Some(delivery) = &mut case.delivery {
        mask_delivery(delivery, &mut Vec::new());
    }
    for check in case.tasks.iter_mut().flat_map(|task| &mut task.checks) {
        if let Some(field) = guide.field(&check.of) {
            mask_value(field, &mut check.value, "", &mut Vec::new());
        }
    }
}

fn mask_answers(fields: &[Field], answers: &mut Answers, masked: &mut Vec<(String, String)>) {
    for field in fields {
        if let Some(value) = answers.get_mut(&field.id) {
            mask_value(field, value, &format!("answers.{}", field.id), masked);
        }
    }
}

fn mask_value(field: &Field, value: &mut Value, path: &str, masked: &mut Vec<(String, String)>) {
    match field.r#type {
        FieldType::IdCard => hide(value, mask_id, path, masked),
        FieldType::BankAccount => hide(value, mask_account, path, masked),
        FieldType::Phone => hide(value, mask_phone, path, masked),
        FieldType::Person => {
            for (name, with) in [("id_card", mask_id as fn(&str) -> String), ("phone", mask_phone)]
            {
                if let Some(part) = value.get_mut(name) {
                    hide(part, with, &format!("{path}.{name}"), masked);
                }
            }
        }
        FieldType::Group => {
            for (i, row) in value.as_array_mut().into_iter().flatten().enumerate() {
                for field in &field.fields {
                    if let Some(value) = row.get_mut(&field.id) {
                        mask_value(field, value, &format!("{path}.{i}.{}", field.id), masked);
                    }
                }
            }
        }
        _ => {}
    }
}

fn hide(
    value: &mut Value,
    with: fn(&str) -> String,
    path: &str,
    masked: &mut Vec<(String, String)>,
) {
    if let Value::String(text) = value
        && !text.is_empty()
    {
        let hidden = with(text);
        masked.push((path.to_owned(), std::mem::replace(text, hidden)));
    }
}

/// An account shows its last four digits.
fn mask_account(text: &str) -> String {
    let length = text.chars().count();
    text.chars().enumerate().map(|(i, c)| if i + 4 < length { '*' } else { c }).collect()
}

fn mask_evidence(evidence: &mut EvidenceList, masked: &mut Vec<(String, String)>) {
    for (material, how) in evidence {
        if let Evidence::Licence { number } = how {
            let hidden = mask_id(number);
            let number = std::mem::replace(number, hidden);
            masked.push((format!("evidence.{material}.number"), number));
        }
    }
}

fn mask_delivery(delivery: &mut Delivery, masked: &mut Vec<(String, String)>) {
    if !delivery.phone.is_empty() {
        let hidden = mask_phone(&delivery.phone);
        let phone = std::mem::replace(&mut delivery.phone, hidden);
        masked.push(("delivery.phone".to_owned(), phone));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_account_shows_its_last_four_digits() {
        assert_eq!(super::mask_account("6217000000000000004"), "***************0004");
        assert_eq!(super::mask_account("123"), "123");
    }
}
