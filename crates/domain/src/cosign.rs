//! Invitations to sign beside the applicant (A5): how long one holds, who is shown what, and when one gives way to a newer.

use serde::{Deserialize, Serialize};

/// Days for which an invitation may be answered.
pub const DAYS: i64 = 7;

/// Where a signature beside the applicant's stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CosignState {
    /// Nobody has been invited yet.
    Missing,
    /// Somebody has been invited.
    Open,
    /// They have signed what stands now.
    Signed,
    /// Something was changed after they signed: they sign again.
    Void,
    /// They have declined.
    Declined,
    /// The invitation has run out.
    Expired,
    /// The application was filed with their signature.
    Filed,
    /// This link no longer holds: it was taken back, or a newer one was sent in its place.
    Replaced,
}

impl CosignState {
    /// Whether an answer is waited for.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Open | Self::Void)
    }

    /// Whether the invited person is shown what it is about.
    pub fn is_readable(self) -> bool {
        self.is_waiting() || self == Self::Signed
    }

    /// Whether the applicant may send a new link, after which the one before no longer holds.
    ///
    /// Not over a signature: it stays until its invitation is taken back by name. A decline may be answered by a new link,
    /// for what was found wrong may have been put right, and people change their minds; the law knows no decline that
    /// binds for good, and without this an application that needs the signature could never go on. It presses nobody:
    /// the applicant passes the link on by hand, see [`Self::may_be_reminded`].
    pub fn gives_way(self) -> bool {
        !matches!(self, Self::Signed | Self::Filed)
    }

    /// Whether the service itself tells the invited person, where it knows them, of a new link: not who has declined.
    pub fn may_be_reminded(self) -> bool {
        self.gives_way() && self != Self::Declined
    }
}

#[cfg(test)]
mod tests {
    use super::CosignState::*;

    #[test]
    fn a_signature_stays_and_who_declined_is_left_in_peace() {
        for (state, gives_way, reminded) in [
            (Missing, true, true),
            (Open, true, true),
            (Void, true, true),
            (Expired, true, true),
            (Declined, true, false),
            (Signed, false, false),
            (Filed, false, false),
        ] {
            assert_eq!(
                (state.gives_way(), state.may_be_reminded()),
                (gives_way, reminded),
                "{state:?}"
            );
        }
    }

    #[test]
    fn what_it_is_about_is_shown_as_long_as_it_may_be_signed() {
        let readable = [Open, Void, Signed];
        for state in [Missing, Open, Signed, Void, Declined, Expired, Filed, Replaced] {
            assert_eq!(state.is_readable(), readable.contains(&state), "{state:?}");
        }
    }
}
