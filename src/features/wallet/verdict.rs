//! What is to be thought of a showing: its signature checked on this device, its minute, and – where the service
//! can be reached – whether the licence still holds.

use onething_api::licences::{ES256, ShowingClaims, ShowingHeader, ShowingKey, ShowingKeys, Token};
use onething_api::problem::Code;
use onething_domain::licence::LicenceStatus;

use crate::{
    api::{self, ApiError, to_json},
    json,
    platform::{clock, es256, storage},
};

/// Under which this device remembers the public keys, so that it can check without a network.
const KEYS: &str = "showing_keys";

/// The verdict.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Nothing was handed over.
    Missing,
    /// It is not the service's, or was changed.
    Forged,
    /// Its minute is over.
    Over,
    /// This device has no key to check it with, and the service cannot be reached.
    Unknown,
    /// It is genuine.
    Genuine(Box<ShowingClaims>, Standing),
}

/// Whether the licence of a genuine showing holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The service cannot be asked: it held when it was shown.
    Unasked,
    /// The service says so, and how often it was asked about this showing.
    Asked(LicenceStatus, u32),
}

/// Judges a token.
pub async fn judge(token: String) -> Verdict {
    if token.is_empty() {
        return Verdict::Missing;
    }
    let Some((header, claims)) = read(&token) else { return Verdict::Forged };
    let genuine = is_genuine(&token, &header).await;
    if genuine == Some(false) {
        return Verdict::Forged;
    }
    match api::licences::check(token).await {
        Ok(check) => {
            Verdict::Genuine(Box::new(check.claims), Standing::Asked(check.status, check.checks))
        }
        Err(ApiError { problem, offline: false, .. }) if problem.code == Code::ShowingForged => {
            Verdict::Forged
        }
        Err(ApiError { problem, offline: false, .. }) if problem.code == Code::ShowingOver => {
            Verdict::Over
        }
        Err(_) if genuine.is_none() => Verdict::Unknown,
        // By this device's clock, since there is no other.
        Err(_) if claims.is_over(clock::now()) => Verdict::Over,
        Err(_) => Verdict::Genuine(Box::new(claims), Standing::Unasked),
    }
}

fn read(token: &str) -> Option<(ShowingHeader, ShowingClaims)> {
    let parts = Token::read(token)?;
    let header: ShowingHeader = json::read(&parts.header)?;
    (header.alg == ES256).then_some(())?;
    Some((header, json::read(&parts.claims)?))
}

/// Whether a key of the service signed it; none where that cannot be told here.
async fn is_genuine(token: &str, header: &ShowingHeader) -> Option<bool> {
    let parts = Token::read(token)?;
    let key = match key(&header.kid).await {
        Ok(key) => key,
        Err(_) => return None,
    };
    let Some(key) = key else { return Some(false) };
    es256::verify(&key.x, &key.y, parts.signed.as_bytes(), &parts.signature).await
}

/// The key of an id: one that is remembered, or else one that the service publishes now.
async fn key(kid: &str) -> Result<Option<ShowingKey>, ApiError> {
    let named = |keys: ShowingKeys| keys.keys.into_iter().find(|key| key.kid == kid);
    let remembered = storage::read(KEYS).and_then(|text| json::read::<ShowingKeys>(&text));
    if let Some(key) = remembered.and_then(named) {
        return Ok(Some(key));
    }
    let keys = api::licences::keys().await?;
    storage::write(KEYS, &to_json(&keys));
    Ok(named(keys))
}
