//! The server's clock and its source of ids: the one place that reads the time.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::Builder;

use crate::crypto;

/// A clock.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// A virtual one, for tests and simulations.
    Virtual(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A virtual clock that shows a moment until it is moved.
    pub fn at(moment: DateTime<Utc>) -> Self {
        Self::Virtual(Arc::new(Mutex::new(moment)))
    }

    /// Now, cut to microseconds: what both databases keep.
    #[allow(clippy::disallowed_methods, reason = "this is where the time comes from")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self {
            Self::System => Utc::now(),
            Self::Virtual(shown) => match shown.lock() {
                Ok(shown) => *shown,
                Err(poisoned) => *poisoned.into_inner(),
            },
        };
        now.trunc_subsecs(6)
    }

    /// Moves a virtual clock on; the machine's does not listen.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Virtual(shown) = self
            && let Ok(mut shown) = shown.lock()
        {
            *shown += by;
        }
    }

    /// A new id: UUIDv7 (RFC 9562), so that rows sort by the time they were made.
    pub fn id(&self) -> String {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &crypto::random()).into_uuid().to_string()
    }
}
