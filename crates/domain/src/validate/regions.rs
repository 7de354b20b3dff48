//! Whether regions are said down to the smallest that the city knows: a city for its district leads no post and no
//! department to the right place (A1 A8).

use serde_json::Value;

use super::problem::{Problem, ProblemCode, Problems};
use crate::city::Region;
use crate::field::{Field, FieldType};
use crate::guide::Guide;
use crate::submission::{Delivery, Submission};

/// Regions in answers and delivery that have smaller ones below them in the city's tree (GB/T 2260). A code that is not
/// in it is not judged, nor what was handed in `before` and stays.
pub fn validate_regions(
    guide: &Guide,
    before: Option<&Submission>,
    submission: &Submission,
    regions: &[Region],
) -> Vec<Problem> {
    let mut out = Problems::default();
    for (id, value) in &submission.answers {
        let stays = before.is_some_and(|before| before.answers.get(id) == Some(value));
        if let Some(field) = guide.field(id).filter(|_| !stays) {
            check(field, value, &format!("answers.{id}"), regions, &mut out);
        }
    }
    if before.is_none_or(|before| before.delivery != submission.delivery) {
        out.list.extend(validate_delivery_region(&submission.delivery, regions));
    }
    out.list
}

/// The same of a delivery alone.
pub fn validate_delivery_region(delivery: &Delivery, regions: &[Region]) -> Vec<Problem> {
    let mut out = Problems::default();
    region(&delivery.region, "delivery.region", regions, &mut out);
    out.list
}

fn check(field: &Field, value: &Value, path: &str, regions: &[Region], out: &mut Problems) {
    match field.r#type {
        FieldType::Region => region(text(value), path, regions, out),
        FieldType::Address => {
            region(text(&value["region"]), &format!("{path}.region"), regions, out);
        }
        FieldType::Group => {
            for (index, row) in value.as_array().into_iter().flatten().enumerate() {
                for column in &field.fields {
                    let path = format!("{path}.{index}.{}", column.id);
                    check(column, &row[&column.id], &path, regions, out);
                }
            }
        }
        _ => {}
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn region(code: &str, path: &str, regions: &[Region], out: &mut Problems) {
    if !code.is_empty() && regions.iter().any(|below| below.parent == code) {
        out.add(path, ProblemCode::Region);
    }
}
