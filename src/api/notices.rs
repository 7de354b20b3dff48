//! Notices, published results, intermediary services.

use onething_api::{
    notices::{Around, NoticeList, NoticeView, ResultList, ServiceList},
    paths,
};

use super::{ApiError, at, get, with_query};

/// A page of notices; empty means any kind, any department, the first page.
pub async fn list(kind: &str, department: &str, cursor: &str) -> Result<NoticeList, ApiError> {
    let pairs = [("kind", kind), ("department", department), ("cursor", cursor)];
    get(&with_query(paths::NOTICES, &pairs)).await
}

/// A notice.
pub async fn notice(id: &str) -> Result<NoticeView, ApiError> {
    get(&at(paths::NOTICE, &[id])).await
}

/// What stands around a guide.
pub async fn around(thing: &str) -> Result<Around, ApiError> {
    get(&at(paths::AROUND, &[thing])).await
}

/// A page of published results.
pub async fn results(department: &str, cursor: &str) -> Result<ResultList, ApiError> {
    get(&with_query(paths::RESULTS, &[("department", department), ("cursor", cursor)])).await
}

/// Intermediary services.
pub async fn services(department: &str) -> Result<ServiceList, ApiError> {
    get(&with_query(paths::INTERMEDIARIES, &[("department", department)])).await
}
