//! What is wrong with the list of intermediary services.

use super::finding::{FindingCode as Code, Findings};
use super::{field::distinct, texts};
use crate::authoring::is_document_id;
use crate::identifier;
use crate::intermediary::{Agency, Intermediaries, Service};

/// Checks services and firms against the items and departments that there are.
pub fn lint(
    list: &Intermediaries,
    knows_item: impl Fn(&str) -> bool,
    knows_department: impl Fn(&str) -> bool,
    out: &mut Findings,
) {
    out.place = "intermediaries".to_owned();
    texts::walk(list, out);
    distinct("service", list.service.iter().map(|service| service.id.as_str()), out);
    for service in &list.service {
        let path = |part: &str| format!("service.{}.{part}", service.id);
        if !is_document_id(&service.id) {
            out.add(&path("id"), Code::BadId, &[("id", &service.id)]);
        }
        if service.items.is_empty() {
            out.add(&path("items"), Code::EmptyList, &[]);
        }
        for item in service.items.iter().filter(|item| !knows_item(item)) {
            out.add(&path("items"), Code::UnknownItem, &[("id", item)]);
        }
        if !knows_department(&service.department) {
            out.add(&path("department"), Code::UnknownDepartment, &[("id", &service.department)]);
        }
        if service.days == 0 {
            out.add(&path("days"), Code::NoDays, &[]);
        }
    }
    for (place, firm) in list.agency.iter().enumerate() {
        agency(&format!("agency.{place}"), firm, &list.service, out);
    }
}

fn agency(path: &str, agency: &Agency, services: &[Service], out: &mut Findings) {
    if identifier::company_code(&agency.code).is_err() {
        out.add(&format!("{path}.code"), Code::BadCreditCode, &[]);
    }
    if agency.phone.trim().is_empty() {
        out.add(&format!("{path}.phone"), Code::EmptyText, &[]);
    }
    if agency.offers.is_empty() {
        out.add(&format!("{path}.offers"), Code::EmptyList, &[]);
    }
    for (place, offer) in agency.offers.iter().enumerate() {
        let path = format!("{path}.offers.{place}");
        let Some(service) = services.iter().find(|service| service.id == offer.service) else {
            out.add(&format!("{path}.service"), Code::UnknownService, &[("id", &offer.service)]);
            continue;
        };
        if offer.days == 0 {
            out.add(&format!("{path}.days"), Code::NoDays, &[]);
        }
        if offer.days > service.days {
            let (promised, agreed) = (offer.days.to_string(), service.days.to_string());
            let params = [("promised", promised.as_str()), ("agreed", agreed.as_str())];
            out.add(&format!("{path}.days"), Code::PromiseOverAgreed, &params);
        }
    }
}
