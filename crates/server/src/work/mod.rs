//! The workbench: queues by role, people who are looked for, views and sentences that are kept, and guides as staff see
//! them.

mod ask;
mod colleagues;
mod guides;
mod held;
mod overdue;
pub mod people;
mod queue;
mod second;
mod sentences;
mod store;
mod views;

use crate::router::Route;

/// Hours for which a search for people may be named in an address.
const SEARCH_HOURS: i64 = 1;

/// Routes of the workbench.
pub fn routes() -> Vec<Route> {
    let all = [
        queue::routes(),
        people::routes(),
        colleagues::routes(),
        views::routes(),
        sentences::routes(),
        guides::routes(),
    ];
    all.into_iter().flatten().collect()
}
