//! The elements of a guide, which nobody writes: it is merged of a thing and its items. Described to be read where
//! two versions of one differ.

use serde_json::Value;

use super::{
    ITEM, Kind, Record, Section, Source, Spec,
    item::{FAQ, FEE, FIELD, MATERIAL},
    optional,
    thing::{COSIGNER, QUESTION, SECTION, STAGE, STOP, WORDING},
};

/// A guide.
pub static GUIDE: Spec = Spec {
    name: "thing",
    sections: &[Section {
        name: "about",
        elements: &[
            optional("title", Kind::Text),
            optional("summary", Kind::Long),
            optional("event", Kind::Pick(Source::Events)),
            optional("applicant", Kind::Menu("applicant", &["citizen", "company", "both"])),
            optional("company", Kind::Maybe(&WORDING)),
            optional("for_whom", Kind::Texts),
            optional("tags", Kind::Texts),
            optional("themes", Kind::Codes("theme")),
            optional("lists", Kind::Codes("list")),
            optional(
                "delivery",
                Kind::Menus("delivery", &["post", "window", "machine", "electronic"]),
            ),
            optional("nodes", Kind::Rows(&NODE)),
            optional("stages", Kind::Rows(&STAGE)),
            optional("questions", Kind::Rows(&QUESTION)),
            optional("stops", Kind::Rows(&STOP)),
            optional("sections", Kind::Rows(&SECTION)),
            optional("cosigners", Kind::Rows(&COSIGNER)),
            optional("fields", Kind::Rows(&FIELD)),
            optional("materials", Kind::Rows(&MATERIAL)),
            optional("fees", Kind::Rows(&FEE)),
            optional("faq", Kind::Rows(&FAQ)),
            optional("figures", Kind::Part(&FIGURES)),
        ],
    }],
};

static NODE: Record = Record {
    name: "node",
    elements: &[
        optional("item", Kind::Whole(&ITEM)),
        optional("needs", Kind::Picks(Source::Items)),
        optional("when", Kind::When),
        optional("stage", Kind::Pick(Source::Stages)),
    ],
    title: &["item"],
    note: &[],
    blank: |_| Value::Null,
};

static FIGURES: Record = Record {
    name: "figures",
    elements: &[
        optional("days", Kind::Part(&FIGURE)),
        optional("steps", Kind::Part(&FIGURE)),
        optional("materials", Kind::Part(&FIGURE)),
        optional("visits", Kind::Part(&FIGURE)),
        optional("fields", Kind::Part(&FIGURE)),
    ],
    title: &[],
    note: &[],
    blank: |_| Value::Null,
};

static FIGURE: Record = Record {
    name: "figure",
    elements: &[optional("before", Kind::Number("")), optional("after", Kind::Number(""))],
    title: &[],
    note: &[],
    blank: |_| Value::Null,
};
