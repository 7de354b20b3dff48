//! Places where people are served (W2), what they need to get there, and pictures to take along.

mod draw;
mod pictures;
mod routes;

use std::collections::BTreeMap;
use std::sync::Arc;

use onething_api::places::PlaceService;

use crate::city::catalogue::Edition;

pub use routes::routes;

/// What can be done at each place: the items of published guides, each once.
pub fn services(published: &[Arc<Edition>]) -> BTreeMap<String, Vec<PlaceService>> {
    let mut services: BTreeMap<String, Vec<PlaceService>> = BTreeMap::new();
    for edition in published {
        for node in &edition.guide.nodes {
            for window in &node.item.windows {
                let here = services.entry(window.clone()).or_default();
                here.push(PlaceService {
                    item: node.item.id.clone(),
                    name: node.item.name.clone(),
                    thing: edition.guide.thing.clone(),
                });
            }
        }
    }
    for here in services.values_mut() {
        let mut seen = std::collections::BTreeSet::new();
        here.retain(|service| seen.insert(service.item.clone()));
    }
    services
}
