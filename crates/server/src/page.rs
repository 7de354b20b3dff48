//! Pages of lists: a cursor says where the next one begins.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use onething_api::problem::Code;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Most rows of a page.
const MOST: u32 = 100;

/// What stands before every row of a list with the newest first: time and number.
pub fn newest() -> (DateTime<Utc>, String) {
    const END_OF_9998: i64 = 253_370_764_799;
    (DateTime::from_timestamp(END_OF_9998, 0).unwrap_or_default(), String::new())
}

/// Rows that are wanted.
///
/// # Errors
/// Fewer than 1 or more than 100.
pub fn limit(asked: Option<u32>, missing: u32) -> Result<i64> {
    match asked.unwrap_or(missing) {
        limit @ 1..=MOST => Ok(i64::from(limit)),
        _ => Err(Error::field(Code::BadParameter, "limit", format!("1 to {MOST}"))),
    }
}

/// Where a page begins; none for the first. Front ends send an empty cursor for it.
///
/// # Errors
/// A cursor that was not ours.
pub fn begin<C: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<C>> {
    let wrong = || Error::field(Code::BadParameter, "cursor", "one from `next`");
    let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else {
        return Ok(None);
    };
    let json = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    serde_json::from_slice(&json).map(Some).map_err(|_| wrong())
}

/// Cuts off the row that was read beyond the limit; gives the next page's cursor, made of the last that stays.
///
/// # Errors
/// Never, for the cursors that we make.
pub fn cut<R, C: Serialize>(
    rows: &mut Vec<R>,
    limit: i64,
    cursor: impl Fn(&R) -> C,
) -> Result<Option<String>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if rows.len() <= limit {
        return Ok(None);
    }
    rows.truncate(limit);
    let last = rows.last().map(|row| serde_json::to_vec(&cursor(row))).transpose()?;
    Ok(last.map(|json| URL_SAFE_NO_PAD.encode(json)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let mut rows = vec!["a", "b"];
        let next = cut(&mut rows, 1, |row| (row.to_string(), 7)).unwrap();
        assert_eq!(rows, ["a"]);
        assert_eq!(begin::<(String, i64)>(next.as_deref()).unwrap(), Some(("a".to_owned(), 7)));
        assert_eq!(cut(&mut rows, 1, |row| row.to_string()).unwrap(), None);
    }

    #[test]
    fn foreign_cursors_and_limits_are_refused() {
        assert!(begin::<(String, i64)>(Some("???")).is_err());
        assert!(begin::<(String, i64)>(Some("e30")).is_err());
        assert_eq!(begin::<String>(Some("")).unwrap(), None);
        assert!(limit(Some(0), 20).is_err());
        assert!(limit(Some(101), 20).is_err());
        assert_eq!(limit(None, 20).unwrap(), 20);
    }
}
