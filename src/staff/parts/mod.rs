//! What several features of the workbench share.

pub mod acts;
pub mod colleagues;
pub mod keys;
pub mod refused;

use onething_api::work::COUNTED;

use crate::router::Query;

/// How many, as people read it: more than is counted is so many and more.
pub fn counted(count: i64) -> String {
    if count > COUNTED { format!("{COUNTED}+") } else { count.to_string() }
}

/// Where a licence is taken back.
pub fn revocation(kind: &str, number: &str) -> String {
    Query::default().with("kind", kind).with("number", number).on("/staff/licences")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_ends_at_what_is_counted() {
        assert_eq!(counted(0), "0");
        assert_eq!(counted(COUNTED), COUNTED.to_string());
        assert_eq!(counted(COUNTED + 1), format!("{COUNTED}+"));
    }
}
