use serde_json::json;

use super::*;
use crate::{i18n::Lang, render::in_words};

pub(crate) fn field(definition: Value) -> Field {
    let mut whole = json!({ "element": "e", "section": "s", "label": "申请人" });
    whole.as_object_mut().unwrap().extend(definition.as_object().unwrap().clone());
    serde_json::from_value(whole).unwrap()
}

/// A guide of nothing but these members.
pub(crate) fn guide(members: Value) -> Guide {
    let figure = json!({ "before": 0, "after": 0 });
    let mut whole = json!({
        "thing": "newborn", "title": "新生儿", "summary": "", "event": "birth", "applicant": "citizen",
        "tags": [], "lists": [], "for_whom": [], "questions": [], "stops": [], "nodes": [],
        "stages": [], "sections": [], "fields": [], "materials": [], "fees": [], "delivery": [],
        "faq": [], "departments": [], "windows": [],
        "figures": {
            "steps": figure, "days": figure, "materials": figure, "visits": figure, "fields": figure
        },
    });
    whole.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    serde_json::from_value(whole).unwrap()
}

fn regions() -> Vec<Region> {
    serde_json::from_value(json!([
        { "code": "510000", "name": "四川省" },
        { "code": "519900", "name": "清河市", "parent": "510000" },
        { "code": "519902", "name": "东岸区", "parent": "519900" },
    ]))
    .unwrap()
}

fn said(field: &Field, answer: Value) -> Vec<(String, String)> {
    let rows = field_rows(field, Some(&answer), &regions());
    rows.into_iter().map(|row| (row.path, row.value)).collect()
}

fn one(path: &str, value: &str) -> Vec<(String, String)> {
    vec![(path.into(), value.into())]
}

#[test]
fn a_region_is_named_with_those_around_it() {
    assert_eq!(region("519902", &regions()), "四川省 清河市 东岸区");
    assert_eq!(region("999999", &regions()), "999999");
}

#[test]
fn stored_values_become_words() {
    let options = json!([{ "value": "m", "label": "男" }, { "value": "f", "label": "女" }]);
    let choice = field(json!({ "id": "sex", "type": "choice", "options": options }));
    assert_eq!(said(&choice, json!("f")), one("answers.sex", "女"));
    let place = field(json!({ "id": "home", "type": "address" }));
    let answer = json!({ "region": "519902", "detail": "河滨路 1 号" });
    assert_eq!(said(&place, answer), one("answers.home", "四川省 清河市 东岸区河滨路 1 号"));
    let area = field(json!({ "id": "area", "type": "number", "unit": "平方米" }));
    assert_eq!(said(&area, json!("89.50")), one("answers.area", "89.50 平方米"));
    assert_eq!(said(&area, Value::Null), one("answers.area", ""));
}

/// The server masks `answers.mother.id_card`, so each part has a row of its own under that path.
#[test]
fn parts_and_rows_of_groups_have_paths_of_their_own() {
    let person = json!({ "id": "mother", "type": "person" });
    let rows =
        said(&field(person.clone()), json!({ "name": "林悦", "id_card": "51…", "phone": "138…" }));
    let paths: Vec<&str> = rows.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["answers.mother.name", "answers.mother.id_card", "answers.mother.phone"]);
    let inner = serde_json::to_value(field(json!({ "id": "name", "type": "text" }))).unwrap();
    let group = field(json!({ "id": "owners", "type": "group", "fields": [inner] }));
    let rows = said(&group, json!([{ "name": "甲" }, { "name": "乙" }]));
    assert_eq!(rows[1], ("answers.owners.1.name".into(), "乙".into()));
}

/// Twenty rows, or three parts of a person, must not give as many equal lines.
#[test]
fn a_path_is_named_with_row_and_part() {
    in_words(Lang::Zh, || ());
    let person = field(json!({ "id": "owner", "type": "person", "label": "姓名" }));
    let share = field(json!({ "id": "share", "type": "money", "label": "出资额" }));
    let fields = json!([
        field(
            json!({ "id": "owners", "type": "group", "label": "股东", "fields": [person, share] })
        ),
        field(json!({ "id": "mother", "type": "person", "label": "母亲" })),
        field(json!({ "id": "home", "type": "address", "label": "住址" })),
    ]);
    let questions = json!([{ "id": "first", "ask": "是第一个孩子吗", "why": "", "options": [] }]);
    let guide = guide(json!({ "fields": fields, "questions": questions }));
    for (path, named) in [
        ("answers.owners", "股东"),
        ("answers.owners.1", "股东 · 第 2 行"),
        ("answers.owners.1.share", "股东 · 第 2 行 · 出资额"),
        ("answers.owners.19.owner.phone", "股东 · 第 20 行 · 姓名 · 手机号"),
        ("answers.mother.id_card", "母亲 · 身份证号"),
        ("answers.home.region", "住址 · 所在地区"),
        ("situation.first", "是第一个孩子吗"),
        ("delivery.phone", "收件手机号"),
    ] {
        assert_eq!(name(&guide, path).as_deref(), Some(named), "{path}");
    }
    for path in ["answers.gone", "answers.mother.gone", "evidence.gone", "company", "total_cents"] {
        assert_eq!(name(&guide, path), None, "{path}");
    }
    let kind = |path| field_at(&guide, path).map(|field| field.r#type);
    assert_eq!(kind("answers.owners.3.share"), Some(FieldType::Money));
    assert_eq!(kind("answers.owners"), Some(FieldType::Group));
    assert_eq!(kind("answers.mother.name"), Some(FieldType::Person));
}
