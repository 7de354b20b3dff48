//! The rules say the same in a browser as on the server (A1): what they find wrong with a thousand generated
//! applications, compared by digest. The test runs natively and in Chromium, and knows one answer.

use chrono::NaiveDate;
use onething_domain::canonical::{canonical, sha256};
use onething_domain::draft::{DraftContent, submission};
use onething_domain::fill;
use onething_domain::guide::Guide;
use onething_domain::submission::Evidence;
use onething_domain::validate::validate;
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test;

/// What all problems of all applications come to. A rule that changes changes it: take what the failing test says, on
/// both sides.
const SAID: &str = "bedf02d2e4e107fea415bbdd5f680602435e8c6811a6b6d903fa6dcf543c315f";
/// Applications, and how many of their answers are put wrong at most.
const APPLICATIONS: usize = 1_000;
const WRONG: usize = 6;

/// A linear congruential generator (Knuth, MMIX): the same numbers everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % (bound as u64)).unwrap_or(0)
    }
}

fn field(id: &str, r#type: &str, more: Value) -> Value {
    let mut field = json!({
        "id": id, "element": id, "section": "s", "label": id, "type": r#type, "items": ["one"],
    });
    if let (Some(field), Value::Object(more)) = (field.as_object_mut(), more) {
        field.extend(more);
    }
    field
}

/// A guide with a field of every type, some of which others turn on.
fn guide() -> Guide {
    let options = json!([{ "value": "a", "label": "甲" }, { "value": "b", "label": "乙" }]);
    let when = json!({ "is": { "of": "choice", "value": "a" } });
    let columns = [
        field("kind", "choice", json!({ "options": options })),
        field("name", "text", json!({ "min": 2, "max": 5 })),
        field("card", "id_card", json!({ "when": { "is": { "of": "kind", "value": "b" } } })),
        field("share", "number", json!({ "min": 0, "max": 100, "decimals": 2 })),
    ];
    let fields = [
        field("text", "text", json!({ "min": 2, "max": 10 })),
        field("lines", "text", json!({ "lines": true, "optional": true })),
        field("number", "number", json!({ "min": -5, "max": 1000, "decimals": 3 })),
        field("money", "money", json!({ "min": 1, "max": 100_000_000 })),
        field("date", "date", json!({ "past": true })),
        field("region", "region", json!({})),
        field("address", "address", json!({})),
        field("card", "id_card", json!({})),
        field("code", "company_code", json!({ "when": when })),
        field("phone", "phone", json!({})),
        field("account", "bank_account", json!({ "optional": true })),
        field("plate", "plate", json!({ "when": when })),
        field("choice", "choice", json!({ "options": options })),
        field("many", "many", json!({ "options": options, "min": 1, "max": 2 })),
        field("flag", "flag", json!({})),
        field("person", "person", json!({})),
        field("company", "company", json!({ "optional": true })),
        field("group", "group", json!({ "fields": columns, "min": 1, "max": 4 })),
        field("declared", "declaration", json!({ "declares": "属实" })),
    ];
    let material = json!({
        "id": "paper", "name": "材料", "form": "1", "copies": 0, "source": "10", "necessity": "1",
        "issuer": "", "sample": "", "mistakes": [], "items": ["one"], "max_files": 2,
    });
    let item = json!({
        "id": "one", "code": "", "name": "事项", "summary": "", "type": "20", "level": "3",
        "audience": ["1"], "department": "d", "body_nature": "1", "basis": [], "conditions": [],
        "kind": "promised", "statutory_days": 20, "promised_days": 5, "steps": [], "visits": 0,
        "online_depth": [], "channels": [], "scope": "", "windows": [], "consult": "",
        "complain": "", "faq": [],
        "result": { "name": "结果", "type": "licence", "prefix": "", "sample": "" },
    });
    let figure = json!({ "before": 0, "after": 0 });
    let guide = json!({
        "thing": "all", "title": "全部", "summary": "", "event": "birth", "applicant": "citizen",
        "tags": [], "lists": [], "for_whom": [], "questions": [], "stops": [],
        "nodes": [{ "item": item, "needs": [] }],
        "stages": [], "sections": [], "fields": fields, "materials": [material], "fees": [],
        "delivery": ["electronic", "post"], "faq": [], "departments": [], "windows": [],
        "figures": {
            "steps": figure, "days": figure, "materials": figure, "visits": figure, "fields": figure
        },
    });
    serde_json::from_value(guide).expect("a guide")
}

/// What people, phones and attackers send.
fn odd(chance: &mut Chance) -> Value {
    let odd = [
        json!(null),
        json!(""),
        json!("  "),
        json!("一"),
        json!("１３８００００００００"),
        json!("13800000001"),
        json!("519902199406120020"),
        json!("519902199402300020"),
        json!("51990219940612002x"),
        json!("91350100M000100Y43"),
        json!("91350100M000100Y44"),
        json!("4111111111111111"),
        json!("4111111111111112"),
        json!("川A12345"),
        json!("川A1234567"),
        json!("2026-02-29"),
        json!("2024-02-29"),
        json!("2999-01-01"),
        json!("0000-00-00"),
        json!("1e3"),
        json!("-5.0001"),
        json!("999.999"),
        json!("99999999999999999999"),
        json!("👶🏽".repeat(6)),
        json!("a\u{0}b"),
        json!("\u{202e}abc"),
        json!("张".repeat(201)),
        json!("510104"),
        json!("000000"),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(i64::MAX),
        json!(1.5),
        json!([]),
        json!(["a", "a"]),
        json!(["a", "b", "c"]),
        json!({}),
        json!({ "name": "张三", "id_card": "", "phone": "1" }),
        json!({ "region": "510104", "detail": "" }),
        json!([{ "kind": "b", "name": "张三", "share": "33.333" }]),
        json!([{}, {}, {}, {}, {}]),
        json!([{ "kind": "a", "name": "张三", "share": "100" }, 1, null]),
    ];
    odd[chance.below(odd.len())].clone()
}

fn application(guide: &Guide, chance: &mut Chance) -> DraftContent {
    let mut content = fill::content(guide, 0);
    for _ in 0..chance.below(WRONG + 1) {
        let field = &guide.fields[chance.below(guide.fields.len())];
        content.answers.insert(field.id.clone(), odd(chance));
    }
    if chance.below(4) == 0 {
        content.evidence.insert("paper".to_owned(), Evidence::Commitment);
    }
    content
}

/// The digest of everything that is wrong, application by application.
fn said() -> (String, usize) {
    let guide = guide();
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day");
    let mut chance = Chance(20_260_302);
    let mut all = Vec::new();
    let mut wrong = 0;
    for _ in 0..APPLICATIONS {
        let content = application(&guide, &mut chance);
        let problems = validate(&guide, &submission(&guide, 1, "p", None, &content), today);
        wrong += usize::from(!problems.is_empty());
        all.extend(canonical(&problems));
    }
    (sha256(&all), wrong)
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_rules_say_the_same_on_both_sides() {
    let (said, wrong) = said();
    assert!(wrong > 500 && wrong < 1_000, "{wrong} of {APPLICATIONS} are wrong");
    assert_eq!(said, SAID);
}
