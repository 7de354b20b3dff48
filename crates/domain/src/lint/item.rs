//! What is wrong with an item.

use super::finding::{FindingCode as Code, Findings};
use super::{field, texts};
use crate::authoring::is_document_id;
use crate::fee::Amount;
use crate::guide::Catalogue;
use crate::item::{Item, Kind, Material};
use crate::thing::Thing;

/// Checks an item by itself.
pub fn lint(item: &Item, catalogue: &Catalogue, out: &mut Findings) {
    out.place = format!("items/{}", item.id);
    if !is_document_id(&item.id) {
        out.add("id", Code::BadId, &[("id", &item.id)]);
    }
    basis(item, out);
    limits(item, out);
    places(item, catalogue, out);
    codes(item, catalogue, out);
    let prefix = &item.result.prefix;
    if !(2..=4).contains(&prefix.len()) || !prefix.bytes().all(|byte| byte.is_ascii_uppercase()) {
        out.add("result.prefix", Code::BadPrefix, &[]);
    }
    super::field::distinct("fields", item.fields.iter().map(|field| field.id.as_str()), out);
    for field in &item.fields {
        field::lint(field, catalogue, out);
    }
    let ids = item.materials.iter().map(|material| material.id.as_str());
    super::field::distinct("materials", ids, out);
    for of in &item.materials {
        material(of, catalogue, out);
    }
    super::field::distinct("fees", item.fees.iter().map(|fee| fee.id.as_str()), out);
    for fee in &item.fees {
        let amount = match &fee.amount {
            Amount::Fixed { cents } => *cents,
            Amount::Rate { basis_points, .. } => *basis_points,
        };
        if amount < 0 {
            out.add(&format!("fees.{}.amount", fee.id), Code::BadAmount, &[]);
        }
    }
    paper(item, out);
    texts::item(item, out);
}

/// Names of what the law has signed by hand.
const ON_PAPER: [&str; 6] =
    ["结婚登记", "离婚登记", "婚姻登记", "收养登记", "继承登记", "遗产继承"];
/// Looking into what was registered is no such deed.
const RECORDS: &str = "档案";
/// The law that says so, in its article 3.
const SIGNATURE_LAW: &str = "电子签名法";

/// What is signed on paper cites the law for it and cannot be had without coming; what is of that kind says so.
fn paper(item: &Item, out: &mut Findings) {
    let cites = item.basis.iter().any(|basis| basis.law.contains(SIGNATURE_LAW));
    if item.paper.is_none() {
        let named =
            |text: &str| ON_PAPER.iter().any(|word| text.contains(word)) && !text.contains(RECORDS);
        if cites || named(&item.name.zh) || named(&item.result.name.zh) {
            out.add("paper", Code::PaperNotSaid, &[]);
        }
        return;
    }
    if !cites {
        out.add("basis", Code::PaperWithoutBasis, &[]);
    }
    if item.visits == 0 || item.online_depth.iter().any(|code| code == "5") {
        out.add("online_depth", Code::PaperOnline, &[]);
    }
}

fn basis(item: &Item, out: &mut Findings) {
    if item.basis.is_empty() {
        out.add("basis", Code::NoBasis, &[]);
    }
    for (i, basis) in item.basis.iter().enumerate() {
        if basis.law.trim().is_empty() || basis.article.trim().is_empty() {
            out.add(&format!("basis.{i}"), Code::HalfBasis, &[]);
        }
    }
}

fn limits(item: &Item, out: &mut Findings) {
    let (promised, statutory) = (item.promised_days.to_string(), item.statutory_days.to_string());
    if item.promised_days > item.statutory_days {
        let params = [("promised", promised.as_str()), ("statutory", statutory.as_str())];
        out.add("promised_days", Code::PromiseOverLaw, &params);
    }
    let most = match item.kind {
        Kind::Immediate => 1,
        Kind::Reviewed => 3,
        Kind::Promised => u32::MAX,
    };
    if item.promised_days > most {
        out.add("promised_days", Code::TooLongForKind, &[("days", &most.to_string())]);
    }
}

fn places(item: &Item, catalogue: &Catalogue, out: &mut Findings) {
    if item.code.chars().count() != 31 {
        out.add("code", Code::BadCode, &[]);
    }
    if !catalogue.departments.iter().any(|department| department.id == item.department) {
        out.add("department", Code::UnknownDepartment, &[("id", &item.department)]);
    }
    for window in &item.windows {
        if !catalogue.windows.iter().any(|known| known.id == *window) {
            out.add("windows", Code::UnknownWindow, &[("id", window)]);
        }
    }
}

fn codes(item: &Item, catalogue: &Catalogue, out: &mut Findings) {
    let one = |path: &str, table: &str, code: &String, out: &mut Findings| {
        code_of(path, table, std::slice::from_ref(code), catalogue, out);
    };
    one("type", "item_type", &item.r#type, out);
    one("level", "level", &item.level, out);
    one("body_nature", "body_nature", &item.body_nature, out);
    one("result.type", "result_type", &item.result.r#type, out);
    code_of("audience", "audience", &item.audience, catalogue, out);
    code_of("online_depth", "online_depth", &item.online_depth, catalogue, out);
    code_of("channels", "channel", &item.channels, catalogue, out);
}

/// Checks codes against their table.
pub fn code_of(
    path: &str,
    table: &str,
    codes: &[String],
    catalogue: &Catalogue,
    out: &mut Findings,
) {
    let known = catalogue.codes.iter().find(|known| known.id == table);
    for code in codes {
        let exists = known.is_some_and(|known| known.entries.iter().any(|e| e.code == *code));
        if !exists {
            out.add(path, Code::UnknownCode, &[("table", table), ("code", code)]);
        }
    }
}

fn material(material: &Material, catalogue: &Catalogue, out: &mut Findings) {
    let path = |part: &str| format!("materials.{}.{part}", material.id);
    let one = |part: &str, table: &str, code: &String, out: &mut Findings| {
        code_of(&path(part), table, std::slice::from_ref(code), catalogue, out);
    };
    one("form", "material_form", &material.form, out);
    one("source", "material_source", &material.source, out);
    one("necessity", "necessity", &material.necessity, out);
    if material.is_deferrable() && material.deferred_days == 0 {
        out.add(&path("deferred_days"), Code::DeferredWithoutDays, &[]);
    }
}

/// Checks that a thing has the sections in which an item's fields stand.
pub fn sections(item: &Item, thing: &Thing, out: &mut Findings) {
    for field in &item.fields {
        if !thing.sections.iter().any(|section| section.id == field.section) {
            let params = [("section", field.section.as_str()), ("thing", thing.id.as_str())];
            out.add(&format!("fields.{}.section", field.id), Code::UnknownSection, &params);
        }
    }
}
