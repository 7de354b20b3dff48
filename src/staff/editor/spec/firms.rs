//! Intermediary services (G11): what applications need that firms provide, and who provides it.

use serde_json::json;

use super::{Kind, Record, Section, Source, Spec, needed, text};

/// The list of intermediary services.
pub static INTERMEDIARIES: Spec = Spec {
    name: "intermediaries",
    sections: &[
        Section { name: "services", elements: &[needed("service", Kind::Rows(&SERVICE))] },
        Section { name: "agencies", elements: &[needed("agency", Kind::Rows(&AGENCY))] },
    ],
};

pub(super) static SERVICE: Record = Record {
    name: "service",
    elements: &[
        needed("name", Kind::Text),
        needed("summary", Kind::Long),
        needed("items", Kind::Picks(Source::Items)),
        needed("department", Kind::Pick(Source::Departments)),
        needed("qualification", Kind::Long),
        needed("days", Kind::Number("days")),
        needed("fee", Kind::Text),
        needed("id", Kind::Id),
    ],
    title: &["name"],
    note: &["days"],
    blank: |id| {
        json!({
            "id": id, "name": text(), "summary": text(), "items": [], "department": "",
            "qualification": text(), "days": 5, "fee": text(),
        })
    },
};

pub(super) static AGENCY: Record = Record {
    name: "agency",
    elements: &[
        needed("name", Kind::Text),
        needed("code", Kind::Line),
        needed("address", Kind::Text),
        needed("phone", Kind::Line),
        needed("certificate", Kind::Long),
        needed("offers", Kind::Rows(&OFFER)),
    ],
    title: &["name"],
    note: &["phone"],
    blank: |_| {
        json!({
            "name": text(), "code": "", "address": text(), "phone": "", "certificate": text(),
            "offers": [],
        })
    },
};

static OFFER: Record = Record {
    name: "offer",
    elements: &[
        needed("service", Kind::Pick(Source::Services)),
        needed("days", Kind::Number("days")),
        needed("fee", Kind::Text),
    ],
    title: &["service"],
    note: &["days"],
    blank: |_| json!({ "service": "", "days": 5, "fee": text() }),
};
