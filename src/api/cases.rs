//! Cases: filing, reading, commands, payments, look-up.

use onething_api::{
    archives::ArchiveRequest,
    cases::{
        AddressList, CaseList, CommandRequest, FileCase, LookUp, PublicProgress, RevealRequest,
        Revealed,
    },
    paths,
    payments::{CashierAnswer, NewPayment, Payment},
};
use serde::de::DeserializeOwned;

use super::{
    ApiError, Body, Wrote, at, get, post, post_for_bytes, to_json, with_query, write_over,
};

/// Files a draft; sent twice with the same id it is filed once. `T` is [`onething_api::cases::CaseView`], or as much of it
/// as is needed.
pub async fn file<T: DeserializeOwned>(request: &FileCase) -> Result<T, ApiError> {
    post(paths::CASES, request).await
}

/// My cases, newest first; `cursor` is empty for the first page.
pub async fn mine(cursor: &str) -> Result<CaseList, ApiError> {
    get(&with_query(paths::CASES, &[("cursor", cursor)])).await
}

/// Addresses to which I have had something sent.
pub async fn addresses() -> Result<AddressList, ApiError> {
    get(paths::ADDRESSES).await
}

/// One case. `T` is [`onething_api::cases::CaseView`], or as much of it as is needed.
pub async fn case<T: DeserializeOwned>(number: &str) -> Result<T, ApiError> {
    get(&at(paths::CASE, &[number])).await
}

/// Sends a command through the one door; what became of the case is [`onething_api::cases::CaseView`], or as much of it
/// as is needed.
pub async fn command<T: DeserializeOwned>(
    number: &str,
    request: &CommandRequest,
) -> Result<Wrote<T>, ApiError> {
    let body = to_json(request);
    write_over("POST", &at(paths::COMMANDS, &[number]), None, Body::Json(&body)).await
}

/// The name of the event by which a case tells that it has moved.
pub const MOVED: &str = "moved";

/// The name of the event by which a case tells staff who else has it open.
pub const PRESENT: &str = "present";

/// Where the case tells that it has moved (server-sent events).
pub fn events_address(number: &str) -> String {
    at(paths::EVENTS, &[number])
}

/// Uncovers a masked value, with a reason that is logged.
pub async fn reveal(number: &str, request: &RevealRequest) -> Result<Revealed, ApiError> {
    post(&at(paths::REVEAL, &[number]), request).await
}

/// Where the applicant gets the package of a case that has ended.
pub fn archive_address(number: &str) -> String {
    at(paths::ARCHIVE, &[number])
}

/// The package of a case that has ended, for staff, with a reason that is logged.
pub async fn archive(number: &str, reason: String) -> Result<Vec<u8>, ApiError> {
    post_for_bytes(&at(paths::ARCHIVE, &[number]), &ArchiveRequest { reason }).await
}

/// Begins a payment of what the case owes.
pub async fn pay(number: &str, request: &NewPayment) -> Result<Payment, ApiError> {
    post(&at(paths::PAYMENTS, &[number]), request).await
}

/// A payment.
pub async fn payment(id: &str) -> Result<Payment, ApiError> {
    get(&at(paths::PAYMENT, &[id])).await
}

/// The sandbox cashier's answer.
pub async fn cashier(id: &str, succeed: bool) -> Result<Payment, ApiError> {
    post(&at(paths::CASHIER, &[id]), &CashierAnswer { succeed }).await
}

/// Looks a case up without log-in.
pub async fn look_up(request: &LookUp) -> Result<PublicProgress, ApiError> {
    post(paths::LOOKUP, request).await
}
