//! The supervisors' board.

use onething_api::{
    paths,
    supervision::{Board, FocusList},
};

use super::{ApiError, get, with_query};

/// The board; of one thing, or of all where it is empty.
pub async fn board(thing: &str) -> Result<Board, ApiError> {
    get(&with_query(paths::BOARD, &[("thing", thing)])).await
}

/// What stands behind a number, by what the address asks for.
pub async fn cases(query: &[(&str, &str)]) -> Result<FocusList, ApiError> {
    get(&with_query(paths::BOARD_CASES, query)).await
}
