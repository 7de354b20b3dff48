//! Signing beside the applicant: invited by link, seeing everything, signing or declining with a reason (A5).

use chrono::{DateTime, Utc};
pub use onething_domain::cosign::CosignState;
use onething_domain::submission::{Digests, Submission};
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// Characters of a reason for declining, at most.
pub const REASON_MAX: usize = 200;

/// Everybody who signs a draft or a case beside the applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CosignerList {
    /// Those who are needed for what is filled in now, in the order of the guide; of a case, those it was filed with.
    pub cosigners: Vec<CosignerView>,
}

/// Somebody who signs beside the applicant, as the applicant sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CosignerView {
    /// Id of the guide's cosigner.
    pub id: String,
    /// Who that is to the applicant.
    pub label: Text,
    /// Why they sign.
    pub why: Text,
    /// Where it stands.
    pub state: CosignState,
    /// Name of the person who has opened the invitation.
    pub name: Option<String>,
    /// Why they declined.
    pub reason: Option<String>,
    /// When they signed or declined.
    pub answered_at: Option<DateTime<Utc>>,
    /// When the invitation runs out.
    pub expires_at: Option<DateTime<Utc>>,
    /// Path of the page to send to them.
    pub link: Option<String>,
}

/// Invites a cosigner; a link that was sent before no longer holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invite {
    /// Id made by the client: sent twice = done once.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
    /// Id of the guide's cosigner.
    pub cosigner: String,
}

/// What an invited person sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Name of the applicant; empty for a link that no longer holds.
    pub from: String,
    /// Who the invited person is to them.
    pub label: Text,
    /// Why they are asked.
    pub why: Text,
    /// Where it stands.
    pub state: CosignState,
    /// Until when it may be answered; for a link that no longer holds, since when.
    pub expires_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// Everything that would be filed now; none where it may not be answered.
    pub submission: Option<Submission>,
}

/// Signs beside the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cosign {
    /// Id made by the client: sent twice = done once.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
    /// Digests that the client computed over what it showed.
    pub digests: Digests,
    /// PNG or JPEG of the signature in Base64, at most 300 kB decoded.
    pub image: String,
}

/// Declines to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclineCosign {
    /// Why, for the applicant: 1 to 200 characters.
    pub reason: String,
}
