//! Authoring (G9): documents that editors write, their findings and previews, and the way of a release from
//! review to publication.
//!
//! Every write holds one lock, which an import takes too: what was checked is what is stored.

mod check;
mod documents;
mod elements;
mod files;
pub mod intermediaries;
mod log;
mod publish;
pub mod rebase;
mod release_store;
mod releases;
mod retire;
mod revisions;
pub mod store;
mod workshop;

use onething_domain::city::Role;

use crate::guard::Guard;
use crate::router::Route;

pub use log::{record, verify};
pub use publish::publish_due;
pub use retire::retired;
pub use store::index_things;

/// Who writes and reviews.
const AUTHORS: Guard = Guard::Staff(&[Role::Editor, Role::Publisher]);
/// Who takes out of force.
const PUBLISHERS: Guard = Guard::Staff(&[Role::Publisher]);

/// Routes of authoring.
pub fn routes() -> Vec<Route> {
    [
        documents::routes(),
        elements::routes(),
        intermediaries::routes(),
        revisions::routes(),
        files::routes(),
        check::routes(),
        releases::routes(),
        retire::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
