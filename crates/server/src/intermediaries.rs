//! Intermediary services over HTTP (G11).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use onething_api::notices::{AgencyView, Named, ServiceList, ServiceQuery, ServiceView};
use onething_api::paths;
use onething_domain::city::Department;
use onething_domain::intermediary::{Intermediaries, Service};

use crate::app::App;
use crate::city::catalogue::Edition;
use crate::error::Result;
use crate::extract::Query;
use crate::guard::Guard;
use crate::router::Route;

/// Routes of intermediary services.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::INTERMEDIARIES,
            Guard::Public,
            list,
            "Intermediary services with those who may do them.",
        )
        .asks::<ServiceQuery>()
        .gives::<ServiceList>(200),
    ]
}

async fn list(
    State(app): State<App>,
    Query(query): Query<ServiceQuery>,
) -> Result<Json<ServiceList>> {
    let catalogue = app.shelf.catalogue();
    let watching: BTreeSet<&str> =
        catalogue.services.iter().map(|view| view.service.department.as_str()).collect();
    let departments = watching
        .into_iter()
        .map(|id| Named { id: id.to_owned(), name: catalogue.department_name(id) })
        .collect();
    let fits = |view: &&ServiceView| {
        query.department.as_ref().is_none_or(|department| *department == view.service.department)
            && query
                .thing
                .as_ref()
                .is_none_or(|thing| view.things.iter().any(|known| known.id == *thing))
    };
    let services = catalogue.services.iter().filter(fits).cloned().collect();
    Ok(Json(ServiceList { services, departments }))
}

/// Those that any of the items needs.
pub fn for_items(services: &[ServiceView], items: &[&str]) -> Vec<ServiceView> {
    let needed =
        |view: &&ServiceView| view.service.items.iter().any(|item| items.contains(&item.as_str()));
    services.iter().filter(needed).cloned().collect()
}

/// The city's list with names and firms, made once for each state of the catalogue.
pub fn views(
    list: Intermediaries,
    departments: &BTreeMap<String, Department>,
    published: &[Arc<Edition>],
) -> Vec<ServiceView> {
    let view = |service: &Service| {
        let needs = |edition: &&Arc<Edition>| {
            edition.guide.nodes.iter().any(|node| service.items.contains(&node.item.id))
        };
        let things = published.iter().filter(needs).map(|edition| Named {
            id: edition.version.thing.clone(),
            name: edition.version.title.clone(),
        });
        ServiceView {
            department: departments
                .get(&service.department)
                .map(|department| department.short.clone())
                .unwrap_or_default(),
            things: things.collect(),
            agencies: agencies(&list, service),
            service: service.clone(),
        }
    };
    list.service.iter().map(view).collect()
}

fn agencies(list: &Intermediaries, service: &Service) -> Vec<AgencyView> {
    let mut agencies = Vec::new();
    for agency in &list.agency {
        for offer in agency.offers.iter().filter(|offer| offer.service == service.id) {
            agencies.push(AgencyView {
                name: agency.name.clone(),
                code: agency.code.clone(),
                address: agency.address.clone(),
                phone: agency.phone.clone(),
                certificate: agency.certificate.clone(),
                days: offer.days,
                fee: offer.fee.clone(),
            });
        }
    }
    agencies.sort_by(|a, b| a.days.cmp(&b.days).then_with(|| a.code.cmp(&b.code)));
    agencies
}
