//! Results on their way to the applicant (A8, C7): handed over, by parcel where that was chosen, which arrives or comes
//! back and is sent anew.

use super::decide::{Draft, filled};
use super::event::Event;
use super::refusal::Refusal;
use super::state::{Case, HandedOut};
use crate::thing::DeliveryKind;
use crate::validate::{Problem, ProblemCode};

/// Characters of a parcel's number, at most.
const TRACKING_MAX: usize = 40;

/// Hands over what is there. A parcel has a number by which people find it; what is handed over otherwise has none.
pub(super) fn hand_out(draft: &mut Draft, tracking: &str) -> Result<(), Refusal> {
    let tracking = tracking.trim();
    let posted = draft.case.delivery.as_ref().is_some_and(|how| how.kind == DeliveryKind::Post);
    if posted {
        filled("tracking", tracking)?;
    }
    let fits = tracking.len() <= TRACKING_MAX
        && tracking.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && (posted || tracking.is_empty());
    if !fits {
        let code = ProblemCode::Characters;
        let problem = Problem { path: "tracking".to_owned(), code, params: Default::default() };
        return Err(Refusal::Invalid { problems: vec![problem] });
    }
    let items = draft.case.to_hand_out();
    draft.push(Event::HandedOut { tracking: tracking.to_owned(), items });
    Ok(())
}

/// The parcel is where it was sent to.
pub(super) fn receive(draft: &mut Draft, tracking: &str) -> Result<(), Refusal> {
    let tracking = under_way(&draft.case, tracking)?;
    draft.push(Event::ParcelReceived { tracking });
    Ok(())
}

/// The parcel is back at the intake.
pub(super) fn take_back(draft: &mut Draft, tracking: &str, reason: &str) -> Result<(), Refusal> {
    filled("reason", reason)?;
    let tracking = under_way(&draft.case, tracking)?;
    draft.push(Event::ParcelReturned { tracking, reason: reason.trim().to_owned() });
    Ok(())
}

/// The number of a parcel of this case that is on its way, as it was noted.
fn under_way(case: &Case, tracking: &str) -> Result<String, Refusal> {
    let tracking = tracking.trim();
    filled("tracking", tracking)?;
    let mut parcels = case.handed_out.iter().filter(|parcel| parcel.is_under_way());
    let found = parcels.find(|parcel| parcel.tracking.eq_ignore_ascii_case(tracking));
    found.map(|parcel| parcel.tracking.clone()).ok_or(Refusal::UnknownParcel)
}

impl HandedOut {
    /// Whether it was posted, and nobody knows yet how that ended.
    pub fn is_under_way(&self) -> bool {
        !self.tracking.is_empty() && self.end.is_none()
    }

    /// Whether it came back, so that the applicant does not have it.
    pub fn is_back(&self) -> bool {
        self.end.as_ref().is_some_and(|end| end.returned.is_some())
    }
}
