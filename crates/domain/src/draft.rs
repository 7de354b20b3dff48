//! Drafts and how two edits of one are merged (A2).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answers::{Answers, Scope, Situation, is_blank};
use crate::condition::applies;
use crate::fee;
use crate::field::{Field, FieldType};
use crate::guide::Guide;
use crate::narrow::narrow;
#[cfg(feature = "openapi")]
use crate::submission::Evidence;
use crate::submission::{Delivery, EvidenceList, Submission};
use crate::thing::DeliveryKind;

/// What has been filled in of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftContent {
    /// Answers of the pre-check.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub situation: Situation,
    /// Answers of the form; those of hidden fields are kept until filing.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub answers: Answers,
    /// How materials are met.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Evidence>))]
    pub evidence: EvidenceList,
    /// How results are handed over.
    #[serde(default)]
    pub delivery: Option<Delivery>,
    /// The step at which the person was last.
    #[serde(default)]
    pub step: String,
}

/// What was filed, as something to be changed.
impl From<&Submission> for DraftContent {
    fn from(filed: &Submission) -> Self {
        Self {
            situation: filed.situation.clone(),
            answers: filed.answers.clone(),
            evidence: filed.evidence.clone(),
            delivery: Some(filed.delivery.clone()),
            step: String::new(),
        }
    }
}

/// The outcome of merging two edits of the same draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The merged content; where both changed the same, it holds mine.
    pub content: DraftContent,
    /// Paths that both changed differently, as `answers.child_name`: the person chooses.
    pub conflicts: Vec<String>,
}

/// Merges field by field: `mine` and `theirs` both grew out of `base`.
pub fn merge(base: &DraftContent, mine: &DraftContent, theirs: &DraftContent) -> Merged {
    let mut conflicts = Vec::new();
    let mut pick =
        |path: String, base: Option<&Value>, mine: Option<Value>, theirs: Option<Value>| {
            if mine.as_ref() == base {
                return theirs;
            }
            if theirs.as_ref() != base && theirs != mine {
                conflicts.push(path);
            }
            mine
        };
    let content = DraftContent {
        situation: merge_map(
            "situation",
            &base.situation,
            &mine.situation,
            &theirs.situation,
            &mut pick,
        ),
        answers: merge_map("answers", &base.answers, &mine.answers, &theirs.answers, &mut pick),
        evidence: merge_map(
            "evidence",
            &base.evidence,
            &mine.evidence,
            &theirs.evidence,
            &mut pick,
        ),
        delivery: back(pick(
            "delivery".to_owned(),
            value(&base.delivery).as_ref(),
            value(&mine.delivery),
            value(&theirs.delivery),
        )),
        step: mine.step.clone(),
    };
    Merged { content, conflicts }
}

fn merge_map<T: Serialize + for<'de> Deserialize<'de>>(
    name: &str,
    base: &BTreeMap<String, T>,
    mine: &BTreeMap<String, T>,
    theirs: &BTreeMap<String, T>,
    pick: &mut impl FnMut(String, Option<&Value>, Option<Value>, Option<Value>) -> Option<Value>,
) -> BTreeMap<String, T> {
    let keys: std::collections::BTreeSet<&String> =
        base.keys().chain(mine.keys()).chain(theirs.keys()).collect();
    let of = |map: &BTreeMap<String, T>, key: &str| map.get(key).and_then(value);
    keys.into_iter()
        .filter_map(|key| {
            let picked = pick(
                format!("{name}.{key}"),
                of(base, key).as_ref(),
                of(mine, key),
                of(theirs, key),
            )?;
            Some((key.clone(), serde_json::from_value(picked).ok()?))
        })
        .collect()
}

fn value(of: &impl Serialize) -> Option<Value> {
    serde_json::to_value(of).ok().filter(|value| !value.is_null())
}

fn back<T: for<'de> Deserialize<'de>>(value: Option<Value>) -> Option<T> {
    value.and_then(|value| serde_json::from_value(value).ok())
}

/// The submission that a draft stands for: what is shown for review, signed and filed.
///
/// Only answers and materials that apply in the situation are taken; blank answers are none. Without a
/// chosen delivery the first that the guide offers is taken, so that a review can be shown.
pub fn submission(
    guide: &Guide,
    version: u32,
    applicant: &str,
    company: Option<&str>,
    content: &DraftContent,
) -> Submission {
    let narrowed = narrow(guide, &content.situation, &content.answers);
    let answers: Answers = narrowed
        .fields
        .iter()
        .filter_map(|field| Some((field.id.clone(), applying_answer(field, content)?)))
        .filter(|(_, value)| !is_blank(value))
        .collect();
    let applying = |id: &str| narrowed.materials.iter().any(|material| material.id == id);
    let offered = guide.delivery.first().copied().unwrap_or(DeliveryKind::Electronic);
    Submission {
        thing: guide.thing.clone(),
        version,
        applicant: applicant.to_owned(),
        company: company.map(str::to_owned),
        situation: content.situation.clone(),
        evidence: content
            .evidence
            .iter()
            .filter(|(id, _)| applying(id))
            .map(|(id, how)| (id.clone(), how.clone()))
            .collect(),
        delivery: content.delivery.clone().unwrap_or_else(|| Delivery::of(offered)),
        total_cents: fee::total(&narrow(guide, &content.situation, &answers).bill),
        answers,
    }
}

/// An answer without the columns of a group that do not apply in their row.
fn applying_answer(field: &Field, content: &DraftContent) -> Option<Value> {
    let value = content.answers.get(&field.id)?;
    let Some(rows) = value.as_array().filter(|_| field.r#type == FieldType::Group) else {
        return Some(value.clone());
    };
    let scope = Scope::new(&content.situation, &content.answers);
    let keep = |row: &Value| {
        let Some(row) = row.as_object() else { return row.clone() };
        let shown =
            field.fields.iter().filter(|column| applies(column.when.as_ref(), &scope.within(row)));
        shown.filter_map(|column| Some((column.id.clone(), row.get(&column.id)?.clone()))).collect()
    };
    Some(rows.iter().map(keep).collect())
}
