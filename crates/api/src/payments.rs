//! Payments.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Begins a payment of what a case owes; the amount comes from the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPayment {
    /// Id made by the client: sent twice = begun once.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    /// Id.
    pub id: String,
    /// Number of the case.
    pub number: String,
    /// Cents.
    pub cents: i64,
    /// Where it stands.
    pub status: PaymentStatus,
    /// When it began.
    pub created_at: DateTime<Utc>,
}

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentStatus {
    /// Waiting for the cashier.
    Pending,
    /// The money came in.
    Succeeded,
    /// It failed; another may be begun.
    Failed,
}

/// What the sandbox cashier should answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CashierAnswer {
    /// Whether the payment succeeds.
    pub succeed: bool,
}
