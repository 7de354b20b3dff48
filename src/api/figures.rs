//! Open figures.

use onething_api::{figures::Figures, paths};

use super::{ApiError, get, with_query};

/// The figures of a month; of the newest where it is empty.
pub async fn of(month: &str) -> Result<Figures, ApiError> {
    get(&with_query(paths::FIGURES, &[("month", month)])).await
}
