//! Fees, decided by rules and never by the browser (A7).

use serde::{Deserialize, Serialize};

use crate::answers::Scope;
use crate::condition::{Condition, applies};
use crate::number;
use crate::text::Text;

/// One fee of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fee {
    /// Unique in a thing.
    pub id: String,
    /// What is paid for.
    pub name: Text,
    /// The rule that sets it, cited.
    pub basis: Text,
    /// How much.
    pub amount: Amount,
    /// When it is due; always, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The item that it belongs to; filled by the merge.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub item: String,
}

/// How an amount is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Amount {
    /// A fixed sum.
    Fixed {
        /// Cents.
        cents: i64,
    },
    /// A share of a money field, rounded half up to a cent.
    Rate {
        /// Id of the money field.
        of: String,
        /// Hundredths of a percent: 100 is 1 %.
        basis_points: i64,
    },
}

/// One line of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BillLine {
    /// Id of the fee.
    pub fee: String,
    /// The item that it pays for.
    pub item: String,
    /// What is paid for.
    pub name: Text,
    /// Cents.
    pub cents: i64,
}

impl Fee {
    /// The amount in cents, `None` while an answer it is computed from is missing or no amount.
    pub fn cents(&self, scope: &Scope) -> Option<i64> {
        match &self.amount {
            Amount::Fixed { cents } => Some(*cents),
            Amount::Rate { of, basis_points } => {
                let base = number::scaled(&scope.get(of)?)? / 10i128.pow(number::DIGITS);
                let parts = base.checked_mul(i128::from(*basis_points))?;
                i64::try_from((parts + 5_000).div_euclid(10_000)).ok()
            }
        }
    }
}

/// The bill for the fees that apply. `None` for a line whose amount cannot be computed yet is left out;
/// [`crate::validate`] asks for the missing answer first.
pub fn bill<'a>(fees: impl IntoIterator<Item = &'a Fee>, scope: &Scope) -> Vec<BillLine> {
    fees.into_iter()
        .filter(|fee| applies(fee.when.as_ref(), scope))
        .filter_map(|fee| {
            let cents = fee.cents(scope).filter(|cents| *cents > 0)?;
            Some(BillLine {
                fee: fee.id.clone(),
                item: fee.item.clone(),
                name: fee.name.clone(),
                cents,
            })
        })
        .collect()
}

/// The sum of a bill in cents.
pub fn total(lines: &[BillLine]) -> i64 {
    lines.iter().map(|line| line.cents).sum()
}
