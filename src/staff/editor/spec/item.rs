//! The elements of an item (GB/T 39554.2-2020).

use serde_json::{Value, json};

use super::{
    Kind, Record, Section, Source, Spec, condition, maybe, needed, only, optional, says, text,
};

/// An item.
pub static ITEM: Spec = Spec {
    name: "item",
    sections: &[
        Section {
            name: "basics",
            elements: &[
                needed("name", Kind::Text),
                needed("summary", Kind::Long),
                needed("department", Kind::Pick(Source::Departments)),
                needed("code", Kind::Line),
                needed("type", Kind::Code("item_type")),
                needed("level", Kind::Code("level")),
                needed("body_nature", Kind::Code("body_nature")),
                needed("audience", Kind::Codes("audience")),
            ],
        },
        Section {
            name: "basis",
            elements: &[
                needed("basis", Kind::Rows(&BASIS)),
                needed("conditions", Kind::Texts),
                optional("quantity_limit", Kind::Text),
            ],
        },
        Section {
            name: "handling",
            elements: &[
                needed("kind", Kind::Menu("kind", &["immediate", "reviewed", "promised"])),
                needed("statutory_days", Kind::Number("days")),
                needed("promised_days", Kind::Number("days")),
                needed("visits", Kind::Number("times")),
                needed("steps", Kind::Rows(&STEP)),
                optional("pauses", Kind::Rows(&PAUSE)),
                optional("instant", Kind::Maybe(&INSTANT)),
                optional("paper", Kind::Menu("paper", &["marriage", "adoption", "inheritance"])),
                needed("online_depth", Kind::Codes("online_depth")),
                needed("channels", Kind::Codes("channel")),
            ],
        },
        Section { name: "fields", elements: &[optional("fields", Kind::Rows(&FIELD))] },
        Section { name: "materials", elements: &[optional("materials", Kind::Rows(&MATERIAL))] },
        Section { name: "fees", elements: &[optional("fees", Kind::Rows(&FEE))] },
        Section { name: "result", elements: &[needed("result", Kind::Part(&RESULT))] },
        Section {
            name: "places",
            elements: &[
                needed("windows", Kind::Picks(Source::Windows)),
                needed("scope", Kind::Text),
                needed("consult", Kind::Long),
                needed("complain", Kind::Long),
            ],
        },
        Section { name: "faq", elements: &[optional("faq", Kind::Rows(&FAQ))] },
    ],
};

/// An item with nothing filled in.
pub fn blank(id: &str) -> Value {
    json!({
        "id": id, "code": "", "name": text(), "summary": text(), "type": "20", "level": "3",
        "audience": ["1"], "department": "", "body_nature": "1", "basis": [], "conditions": [],
        "kind": "promised", "statutory_days": 20, "promised_days": 5,
        "steps": [
            step("受理", "Intake", "accept", 0, "综合窗口", "One Thing counter"),
            step("审查", "Review", "review", 3, "审查人员", "Reviewer"),
            step("决定", "Decision", "decide", 2, "首席代表", "Chief representative"),
            step("制证送达", "Hand-over", "issue", 0, "综合窗口", "One Thing counter"),
        ],
        "visits": 1, "online_depth": ["1"], "channels": ["1", "2"],
        "scope": { "zh": "全市通办：任何一个区县的综合窗口都能办", "en": "Anywhere in the city: any One Thing counter will do" },
        "windows": [],
        "consult": { "zh": "拨打 12345", "en": "Call 12345" },
        "complain": { "zh": "拨打 12345，或到市政务服务中心“办不成事”反映窗口", "en": "Call 12345, or go to the “cannot get it done” counter of the service centre" },
        "pauses": [],
        "result": { "name": text(), "type": "licence", "prefix": "", "sample": text() },
        "faq": [], "fields": [], "materials": [], "fees": [],
    })
}

fn step(zh: &str, en: &str, kind: &str, days: u32, who: &str, who_en: &str) -> Value {
    json!({
        "name": { "zh": zh, "en": en }, "kind": kind, "days": days,
        "who": { "zh": who, "en": who_en },
    })
}

static BASIS: Record = Record {
    name: "basis",
    elements: &[
        needed("law", Kind::Line),
        needed("article", Kind::Line),
        needed("says", Kind::Long),
    ],
    title: &["law", "article"],
    note: &[],
    blank: |_| json!({ "law": "", "article": "", "says": text() }),
};

static STEP: Record = Record {
    name: "step",
    elements: &[
        needed("name", Kind::Text),
        needed(
            "kind",
            Kind::Menu("staff.step", &["accept", "review", "inspect", "decide", "issue"]),
        ),
        needed("days", Kind::Number("days")),
        needed("who", Kind::Text),
    ],
    title: &["name"],
    note: &["days", "who"],
    blank: |_| json!({ "name": text(), "kind": "review", "days": 1, "who": text() }),
};

static PAUSE: Record = Record {
    name: "pause",
    elements: &[
        needed(
            "kind",
            Kind::Menu(
                "pause",
                &[
                    "hearing",
                    "tender",
                    "auction",
                    "inspection",
                    "test",
                    "quarantine",
                    "appraisal",
                    "expert_review",
                    "publication",
                    "extension",
                ],
            ),
        ),
        needed("name", Kind::Text),
        needed("days", Kind::Number("days")),
        needed("basis", Kind::Text),
    ],
    title: &["name"],
    note: &["kind", "days"],
    blank: |_| json!({ "kind": "inspection", "name": text(), "days": 5, "basis": text() }),
};

static INSTANT: Record = Record {
    name: "instant",
    elements: &[needed("rule", Kind::Long), needed("when", Kind::Rule)],
    title: &["rule"],
    note: &[],
    blank: |_| json!({ "rule": text(), "when": condition() }),
};

static RESULT: Record = Record {
    name: "result",
    elements: &[
        needed("name", Kind::Text),
        needed("type", Kind::Code("result_type")),
        needed("prefix", Kind::Line),
        needed("sample", Kind::Long),
        optional("valid_months", Kind::Bound("months")),
        optional("licence", Kind::Pick(Source::Licences)),
        optional("published", Kind::Flag),
    ],
    title: &["name"],
    note: &[],
    blank: |_| json!({ "name": text(), "type": "licence", "prefix": "", "sample": text() }),
};

pub(super) static FAQ: Record = Record {
    name: "faq",
    elements: &[needed("question", Kind::Text), needed("answer", Kind::Long)],
    title: &["question"],
    note: &[],
    blank: |_| json!({ "question": text(), "answer": text() }),
};

pub(super) static CHOICE: Record = Record {
    name: "choice",
    elements: &[needed("label", Kind::Text), needed("value", Kind::Id)],
    title: &[],
    note: &[],
    blank: |id| json!({ "value": id, "label": text() }),
};

/// Types of fields, in the order in which people look for them.
pub const TYPES: &[&str] = &[
    "text",
    "number",
    "money",
    "date",
    "choice",
    "many",
    "flag",
    "region",
    "address",
    "id_card",
    "phone",
    "person",
    "company",
    "company_code",
    "bank_account",
    "plate",
    "group",
    "declaration",
];

pub(super) static FIELD: Record = Record {
    name: "field",
    elements: &[
        needed("element", Kind::Pick(Source::Elements)),
        needed("label", Kind::Text),
        optional("help", Kind::Text),
        needed("section", Kind::Pick(Source::Sections)),
        needed("type", Kind::Menu("staff.type", TYPES)),
        only("options", Kind::Rows(&CHOICE), |field| says(field, "type", &["choice", "many"])),
        only("fields", Kind::Rows(&COLUMN), |field| says(field, "type", &["group"])),
        only("declares", Kind::Long, |field| says(field, "type", &["declaration"])),
        maybe("min", Kind::Bound(""), bounded),
        maybe("max", Kind::Bound(""), bounded),
        maybe("decimals", Kind::Number(""), |field| says(field, "type", &["number"])),
        maybe("unit", Kind::Text, |field| says(field, "type", &["number"])),
        maybe("lines", Kind::Flag, |field| says(field, "type", &["text"])),
        maybe("past", Kind::Flag, |field| says(field, "type", &["date"])),
        optional("optional", Kind::Flag),
        optional("when", Kind::When),
        optional("prefill", Kind::Pick(Source::Prefills)),
        needed("id", Kind::Id),
    ],
    title: &["label", "element"],
    note: &["type"],
    blank: field,
};

/// Columns of a repeating group: fields without groups of their own.
static COLUMN: Record = Record {
    name: "column",
    elements: &[
        needed("element", Kind::Pick(Source::Elements)),
        needed("label", Kind::Text),
        optional("help", Kind::Text),
        needed("type", Kind::Menu("staff.type", TYPES)),
        only("options", Kind::Rows(&CHOICE), |field| says(field, "type", &["choice", "many"])),
        maybe("min", Kind::Bound(""), bounded),
        maybe("max", Kind::Bound(""), bounded),
        maybe("decimals", Kind::Number(""), |field| says(field, "type", &["number"])),
        maybe("unit", Kind::Text, |field| says(field, "type", &["number"])),
        maybe("past", Kind::Flag, |field| says(field, "type", &["date"])),
        optional("optional", Kind::Flag),
        optional("when", Kind::When),
        needed("id", Kind::Id),
    ],
    title: &["label", "element"],
    note: &["type"],
    blank: field,
};

fn bounded(field: &Value) -> bool {
    says(field, "type", &["text", "number", "money", "many", "group"])
}

fn field(id: &str) -> Value {
    json!({
        "id": id, "element": "", "section": "", "label": text(), "type": "text",
        "optional": false, "decimals": 0, "lines": false, "past": false,
    })
}

pub(super) static MATERIAL: Record = Record {
    name: "material",
    elements: &[
        needed("name", Kind::Text),
        needed("form", Kind::Code("material_form")),
        needed("copies", Kind::Number("copies")),
        needed("source", Kind::Code("material_source")),
        needed("necessity", Kind::Code("necessity")),
        only("deferred_days", Kind::Number("days"), |material| says(material, "necessity", &["3"])),
        maybe("lapse", Kind::Menu("lapse", &["waits", "ends"]), |material| {
            says(material, "necessity", &["3"])
        }),
        needed("issuer", Kind::Text),
        needed("sample", Kind::Long),
        optional("mistakes", Kind::Texts),
        needed("max_files", Kind::Number("files")),
        optional("licence", Kind::Pick(Source::Licences)),
        optional("commitment", Kind::Long),
        optional("valid_days", Kind::Number("calendar_days")),
        optional("when", Kind::When),
        needed("id", Kind::Id),
    ],
    title: &["name"],
    note: &["necessity"],
    blank: |id| {
        json!({
            "id": id, "name": text(), "form": "1", "copies": 0, "source": "10", "necessity": "1",
            "issuer": text(), "sample": text(), "mistakes": [], "max_files": 9, "deferred_days": 0,
        })
    },
};

pub(super) static FEE: Record = Record {
    name: "fee",
    elements: &[
        needed("name", Kind::Text),
        needed("amount", Kind::Amount),
        needed("basis", Kind::Text),
        optional("when", Kind::When),
        needed("id", Kind::Id),
    ],
    title: &["name"],
    note: &["amount"],
    blank: |id| {
        json!({
            "id": id, "name": text(), "basis": text(), "amount": { "fixed": { "cents": 0 } },
        })
    },
};
