use serde_json::json;

use super::*;

fn field(definition: Value) -> Field {
    let mut whole = json!({ "element": "e", "section": "s", "label": "申请人" });
    whole.as_object_mut().unwrap().extend(definition.as_object().unwrap().clone());
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
