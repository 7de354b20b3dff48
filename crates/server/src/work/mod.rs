//! The workbench: queues by role, and guides as staff see them.

mod guides;
mod queue;
mod store;

use crate::router::Route;

/// Routes of the workbench.
pub fn routes() -> Vec<Route> {
    [queue::routes(), guides::routes()].into_iter().flatten().collect()
}
