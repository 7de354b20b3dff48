//! The wallet: licences of a person or company, showing one, and checking what was shown (I3).

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::licence::{LicenceStatus, Revocation};
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// Seconds for which a showing may be checked.
pub const SHOWING_SECONDS: i64 = 60;

/// What of the wallet is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct WalletQuery {
    /// Whether one's own are listed beside those of the company that one acts for: a form may use both.
    #[serde(default)]
    pub own: bool,
}

/// The licences of who asks, or of the company that they act for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Wallet {
    /// Those that hold first, the latest first.
    pub licences: Vec<LicenceView>,
}

/// A licence as its holder sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LicenceView {
    /// Id.
    pub id: String,
    /// What kind it is, as materials name it: `id_card`.
    pub kind: String,
    /// What stands at its head.
    pub name: Text,
    /// Its number, in full: it is their own.
    pub number: String,
    /// Name of the holder, in full.
    pub holder: String,
    /// Whether it is a company's.
    pub company: bool,
    /// Short name of the department that issued it.
    pub issuer: Text,
    /// The first day on which it is valid.
    pub issued_on: NaiveDate,
    /// The last one; none where it has no end.
    pub valid_until: Option<NaiveDate>,
    /// Whether it holds today.
    pub status: LicenceStatus,
    /// When and why it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revocation>,
}

/// A licence with who showed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LicenceDetail {
    /// The licence.
    pub licence: LicenceView,
    /// A page of its showings within a year, newest first.
    pub showings: Vec<ShowingEntry>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// That a licence was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowingEntry {
    /// Id.
    pub id: String,
    /// Name of who showed it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How often somebody asked the service about it; checks off line are not known here.
    pub checks: u32,
    /// When they last did.
    pub checked_at: Option<DateTime<Utc>>,
}

/// Shows a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Show {
    /// Id made by the client: sent twice, it is shown once.
    pub id: String,
}

/// A showing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Showing {
    /// Id.
    pub id: String,
    /// What is passed on: a JSON Web Signature (RFC 7515, compact) of [`ShowingClaims`] by ES256.
    pub token: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Seconds until then, for devices whose clocks are wrong.
    pub seconds: u32,
}

/// What a showing says, under the service's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowingClaims {
    /// Id of the showing.
    pub jti: String,
    /// What kind of licence it is.
    pub kind: String,
    /// What stands at its head.
    pub name: Text,
    /// Name of the holder; a person's is covered but for its first character.
    pub holder: String,
    /// Its number.
    pub number: String,
    /// Short name of the department that issued it.
    pub issuer: Text,
    /// The first day on which it is valid.
    pub issued_on: NaiveDate,
    /// The last one; none where it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// Whether it held when it was shown.
    pub status: LicenceStatus,
    /// When it was shown, in seconds since 1970.
    pub iat: i64,
    /// When the showing ends, in seconds since 1970.
    pub exp: i64,
}

/// How a showing was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowingHeader {
    /// `ES256`, and nothing else is taken.
    pub alg: String,
    /// Id of the key.
    pub kid: String,
}

/// The only algorithm of showings: ECDSA with P-256 and SHA-256 (RFC 7518, 3.4).
pub const ES256: &str = "ES256";

/// The public keys of showings, the active one first: a JWK set (RFC 7517).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowingKeys {
    /// The keys.
    pub keys: Vec<ShowingKey>,
}

/// A public key as JWK.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowingKey {
    /// Id: the first 16 hexadecimal digits of SHA-256 over the uncompressed point.
    pub kid: String,
    /// `EC`.
    pub kty: String,
    /// `P-256`.
    pub crv: String,
    /// `ES256`.
    pub alg: String,
    /// First coordinate, 32 bytes in Base64url.
    pub x: String,
    /// Second coordinate, 32 bytes in Base64url.
    pub y: String,
}

/// Asks what the service knows of a showing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckShowing {
    /// What was passed on.
    pub token: String,
}

/// What the service knows of a genuine showing that is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowingCheck {
    /// What it says.
    pub claims: ShowingClaims,
    /// Whether the licence holds now.
    pub status: LicenceStatus,
    /// How often this showing was asked about, with this time.
    pub checks: u32,
}

/// Takes licences back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevokeLicence {
    /// Kind.
    pub kind: String,
    /// Number; of all holders, where several share it as spouses do.
    pub number: String,
    /// Why, for the holder.
    pub reason: String,
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevokedLicences {
    /// How many licences of this number hold no more; those from before count too.
    pub licences: u32,
}

/// A licence that stands for a material of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsedLicence {
    /// Id of the material.
    pub material: String,
    /// Name of the licence.
    pub name: Text,
    /// Its holder.
    pub holder: String,
    /// Short name of the department that issued it.
    pub issuer: Text,
    /// The last day on which it is valid; none where it has no end.
    pub valid_until: Option<NaiveDate>,
    /// Whether it holds today.
    pub status: LicenceStatus,
}

/// A token, taken apart; nothing of it has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// JSON of [`ShowingHeader`].
    pub header: String,
    /// JSON of [`ShowingClaims`].
    pub claims: String,
    /// What is signed.
    pub signed: &'a str,
    /// The signature: r and s, 32 bytes each.
    pub signature: Vec<u8>,
}

/// Longest token in bytes that is looked into.
const LONGEST: usize = 4096;

impl<'a> Token<'a> {
    /// Takes a token apart; none for what is no JWS of ES256.
    pub fn read(token: &'a str) -> Option<Self> {
        if token.len() > LONGEST {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let text = |part| String::from_utf8(base64url(part)?).ok();
        let signature = base64url(signature).filter(|bytes| bytes.len() == 64)?;
        Some(Self { header: text(header)?, claims: text(claims)?, signed, signature })
    }
}

impl ShowingClaims {
    /// Whether its minute is over, or has not come.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        // A device's clock may be a little behind the service's.
        let begins = self.iat - SHOWING_SECONDS;
        !(begins..self.exp).contains(&now.timestamp())
    }
}

/// Undoes Base64url without padding (RFC 4648, 5); none for what is not its one spelling.
fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut group, mut bits) = (0u32, 0);
    for byte in text.bytes() {
        let sextet = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        group = group << 6 | u32::from(sextet);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((group >> bits) as u8);
            group &= (1 << bits) - 1;
        }
    }
    (bits < 6 && group == 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_has_one_spelling() {
        assert_eq!(base64url("").as_deref(), Some(&b""[..]));
        assert_eq!(base64url("Zm9vYg").as_deref(), Some(&b"foob"[..]));
        assert_eq!(base64url("_-8").as_deref(), Some(&[255, 239][..]));
        for wrong in ["Zg==", "Zh", "Z", "a+b/", "Zm 9v"] {
            assert_eq!(base64url(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_no_token_is_not_read() {
        let signature = "A".repeat(86);
        let token = format!("e30.e30.{signature}");
        let read = Token::read(&token).unwrap();
        assert_eq!((read.signed, &*read.claims, read.signature.len()), ("e30.e30", "{}", 64));
        for wrong in ["", ".", "e30.e30", "e30.e30.AAAA", &format!("e30.e30.{signature}AA")] {
            assert_eq!(Token::read(wrong), None, "{wrong}");
        }
        assert_eq!(Token::read(&format!("{}.e30.{signature}", "A".repeat(5000))), None);
    }
}
