//! For how long a case is kept once it has ended.

use serde::{Deserialize, Serialize};

use super::state::Case;

/// For how long a case is kept (保管期限). The three steps are those of 国家档案局令第8号 (2006) art. 7; which of
/// them a case gets is ours, until a city's own schedule says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retention {
    /// 永久: a result without an end can be asked about for as long as it holds.
    Permanent,
    /// 定期 30 年: results that end.
    ThirtyYears,
    /// 定期 10 年: nothing came of it.
    TenYears,
}

/// For how long a case is kept, counted from its end.
pub fn retention(case: &Case) -> Retention {
    let results = || case.tasks.iter().filter_map(|task| task.result.as_ref());
    if results().any(|result| result.valid_months.is_none()) {
        Retention::Permanent
    } else if results().next().is_some() {
        Retention::ThirtyYears
    } else {
        Retention::TenYears
    }
}
