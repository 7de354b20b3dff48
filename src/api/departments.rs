//! Departments and their shops.

use onething_api::{
    departments::{DepartmentList, DepartmentView},
    paths,
};

use super::{ApiError, at, get};

/// The departments that take part in something.
pub async fn list() -> Result<DepartmentList, ApiError> {
    get(paths::DEPARTMENTS).await
}

/// A department's shop.
pub async fn department(id: &str) -> Result<DepartmentView, ApiError> {
    get(&at(paths::DEPARTMENT, &[id])).await
}
