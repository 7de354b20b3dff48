//! What several features of the workbench share.

pub mod acts;
pub mod colleagues;
pub mod keys;

use crate::router::Query;

/// Where a licence is taken back.
pub fn revocation(kind: &str, number: &str) -> String {
    Query::default().with("kind", kind).with("number", number).on("/staff/licences")
}
