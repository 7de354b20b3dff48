//! A visit at a clerk's window (窗口申报, A9): when it ends by itself, and when people are warned. What stands on the
//! clerk's screen is somebody's own; whoever has gone must not leave it open for the next one.

use chrono::{DateTime, Utc};

/// Seconds without a request after which a visit ends by itself, where a city chooses nothing else: long enough to read
/// what is to be signed, too short for a lunch break.
pub const IDLE_SECONDS: u32 = 15 * 60;
/// The fewest seconds that a city may choose: half of them are the warning, and whoever is warned needs 20 to go on
/// (WCAG 2.2, 2.2.1).
pub const LEAST_SECONDS: u32 = 40;
/// Seconds before the end in which people are warned, where the limit is not very short.
const WARNING_SECONDS: u32 = 2 * 60;

/// Seconds that are left of a limit at a moment, from the last request; none where the visit is over.
pub fn left(seen: DateTime<Utc>, now: DateTime<Utc>, limit: u32) -> Option<u32> {
    // A request of another node, whose clock is a little ahead, leaves no more than all.
    let passed = (now - seen).num_seconds().max(0);
    let passed = u32::try_from(passed).unwrap_or(u32::MAX);
    limit.checked_sub(passed).filter(|left| *left > 0)
}

/// Seconds until people are to be warned, from what is left; none to wait where it is time.
pub fn until_warning(left: u32, limit: u32) -> u32 {
    left.saturating_sub(WARNING_SECONDS.min(limit / 2))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn ends_when_the_limit_has_passed_since_the_last_request() {
        let seen = DateTime::UNIX_EPOCH;
        let after = |millis| left(seen, seen + TimeDelta::milliseconds(millis), 900);
        assert_eq!(after(-5_000), Some(900));
        assert_eq!(after(0), Some(900));
        assert_eq!(after(899_999), Some(1));
        assert_eq!(after(900_000), None);
        assert_eq!(after(i64::from(u32::MAX) * 10_000), None);
    }

    #[test]
    fn warns_two_minutes_before_or_half_way() {
        assert_eq!(until_warning(900, IDLE_SECONDS), 780);
        assert_eq!(until_warning(120, IDLE_SECONDS), 0);
        assert_eq!(until_warning(LEAST_SECONDS, LEAST_SECONDS), 20);
        assert_eq!(until_warning(3, LEAST_SECONDS), 0);
    }
}
