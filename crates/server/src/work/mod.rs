//! The workbench: guides as staff see them.

mod guides;

use crate::router::Route;

/// Routes of the workbench.
pub fn routes() -> Vec<Route> {
    guides::routes()
}
