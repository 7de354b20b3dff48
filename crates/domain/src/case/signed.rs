//! What a signature of a case binds.

use super::event::Event;
use crate::submission::Submission;

impl Event {
    /// Whether a signature came with this event: the applicant's, or one beside it.
    fn brought(&self, id: &str) -> bool {
        match self {
            Self::Filed { signature, cosignatures, .. } => {
                signature == id || cosignatures.iter().any(|one| one.signature == id)
            }
            Self::Corrected { signature, .. } => signature == id,
            Self::Cosigned { by } => by.signature == id,
            _ => false,
        }
    }
}

/// What a signature binds: what stood in the case when it came.
pub fn signed_by<'a>(
    events: impl Iterator<Item = &'a Event>,
    signature: &str,
) -> Option<&'a Submission> {
    let mut stands = None;
    for event in events {
        if let Event::Filed { submission, .. } | Event::Corrected { submission, .. } = event {
            stands = Some(&**submission);
        }
        if event.brought(signature) {
            return stands;
        }
    }
    None
}
