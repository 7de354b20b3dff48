//! The elements of a thing.

use serde_json::{Value, json};

use super::{
    Kind, Record, Section, Source, Spec, condition,
    item::{CHOICE, FAQ},
    maybe, needed, optional, says, text,
};

/// A thing.
pub static THING: Spec = Spec {
    name: "thing",
    sections: &[
        Section {
            name: "about",
            elements: &[
                needed("title", Kind::Text),
                needed("summary", Kind::Long),
                needed("event", Kind::Pick(Source::Events)),
                needed("applicant", Kind::Menu("applicant", &["citizen", "company", "both"])),
                maybe("company", Kind::Maybe(&WORDING), |thing| {
                    says(thing, "applicant", &["both"])
                }),
                needed("for_whom", Kind::Texts),
                needed("tags", Kind::Texts),
                optional("themes", Kind::Codes("theme")),
                optional("lists", Kind::Codes("list")),
                needed(
                    "delivery",
                    Kind::Menus("delivery", &["post", "window", "machine", "electronic"]),
                ),
            ],
        },
        Section {
            name: "graph",
            elements: &[needed("nodes", Kind::Rows(&NODE)), optional("stages", Kind::Rows(&STAGE))],
        },
        Section {
            name: "check",
            elements: &[
                optional("questions", Kind::Rows(&QUESTION)),
                optional("stops", Kind::Rows(&STOP)),
            ],
        },
        Section {
            name: "form",
            elements: &[
                needed("sections", Kind::Rows(&SECTION)),
                optional("cosigners", Kind::Rows(&COSIGNER)),
            ],
        },
        Section { name: "faq", elements: &[optional("faq", Kind::Rows(&FAQ))] },
    ],
};

/// A thing with nothing filled in but the section that every form has.
pub fn blank(id: &str) -> Value {
    json!({
        "id": id, "draft": true, "title": text(), "summary": text(), "event": "",
        "applicant": "citizen", "tags": [], "lists": [], "for_whom": [],
        "sections": [
            { "id": "applicant", "title": { "zh": "申请人", "en": "Applicant" } },
            { "id": "declaration", "title": { "zh": "声明", "en": "Declarations" } },
        ],
        "questions": [], "stops": [], "cosigners": [], "nodes": [], "stages": [],
        "delivery": ["window", "electronic"], "faq": [],
    })
}

/// What companies read instead.
pub(super) static WORDING: Record = Record {
    name: "wording",
    elements: &[
        optional("title", Kind::Text),
        optional("summary", Kind::Long),
        optional("for_whom", Kind::Texts),
        optional("fields", Kind::Each(Source::Fields)),
        optional("materials", Kind::Each(Source::Materials)),
    ],
    title: &["title"],
    note: &[],
    blank: |_| json!({ "title": text(), "summary": text(), "for_whom": [] }),
};

static NODE: Record = Record {
    name: "node",
    elements: &[
        needed("item", Kind::Pick(Source::Items)),
        optional("needs", Kind::Picks(Source::Nodes)),
        optional("when", Kind::When),
        optional("stage", Kind::Pick(Source::Stages)),
    ],
    title: &["item"],
    note: &["needs"],
    blank: |_| json!({ "item": "", "needs": [] }),
};

pub(super) static STAGE: Record = Record {
    name: "stage",
    elements: &[
        needed("title", Kind::Text),
        needed("lead", Kind::Pick(Source::Departments)),
        needed("id", Kind::Id),
    ],
    title: &["title"],
    note: &["lead"],
    blank: |id| json!({ "id": id, "title": text(), "lead": "" }),
};

pub(super) static QUESTION: Record = Record {
    name: "question",
    elements: &[
        needed("ask", Kind::Text),
        needed("why", Kind::Text),
        needed("options", Kind::Rows(&CHOICE)),
        optional("when", Kind::When),
        needed("id", Kind::Id),
    ],
    title: &["ask"],
    note: &[],
    blank: |id| {
        json!({
            "id": id, "ask": text(), "why": text(),
            "options": [
                { "value": "yes", "label": { "zh": "是", "en": "Yes" } },
                { "value": "no", "label": { "zh": "不是", "en": "No" } },
            ],
        })
    },
};

pub(super) static STOP: Record = Record {
    name: "stop",
    elements: &[
        needed("when", Kind::Rule),
        needed("reason", Kind::Long),
        needed("instead", Kind::Long),
        optional("thing", Kind::Pick(Source::Things)),
    ],
    title: &["reason"],
    note: &[],
    blank: |_| json!({ "when": condition(), "reason": text(), "instead": text() }),
};

pub(super) static COSIGNER: Record = Record {
    name: "cosigner",
    elements: &[
        needed("label", Kind::Text),
        needed("why", Kind::Text),
        optional("when", Kind::When),
        needed("id", Kind::Id),
    ],
    title: &["label"],
    note: &["why"],
    blank: |id| json!({ "id": id, "label": text(), "why": text() }),
};

pub(super) static SECTION: Record = Record {
    name: "section",
    elements: &[needed("title", Kind::Text), optional("help", Kind::Text), needed("id", Kind::Id)],
    title: &["title"],
    note: &[],
    blank: |id| json!({ "id": id, "title": text() }),
};
