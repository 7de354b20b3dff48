//! Limits of frequency against guessing and flooding: a bucket for each key, in this process.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Mutex;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::config::Settings;
use crate::error::{Error, Result};

/// Keys that are remembered before those that are full again are forgotten.
const REMEMBERED: usize = 10_000;

/// The limits.
pub struct Limits {
    /// Log-in, by address.
    pub login: Limit,
    /// Public look-up, by address.
    pub lookup: Limit,
    /// Questions about shown licences, by address: a counter asks more often than somebody who looks a case up.
    pub showing: Limit,
    /// Wrong look-ups, by case number: the tail of an identity number has but 11,000 values.
    pub guess: Limit,
    /// Searches for people, by member of staff: enough for a counter, too few to go through a city.
    pub person: Limit,
    /// New tickets, by address.
    pub ask: Limit,
    /// Links to sign by, by person: enough for all who sign, too few to press anybody.
    pub invite: Limit,
    /// New uploads, by person.
    pub upload: Limit,
}

impl Limits {
    /// Limits from settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            login: Limit::new(settings.login_per_minute, 60),
            lookup: Limit::new(settings.lookup_per_minute, 60),
            showing: Limit::new(settings.lookup_per_minute.saturating_mul(6), 60),
            guess: Limit::new(10, 3600),
            person: Limit::new(60, 600),
            ask: Limit::new(settings.lookup_per_minute, 60),
            invite: Limit::new(10, 3600),
            upload: Limit::new(settings.upload_per_minute, 60),
        }
    }
}

/// So many in so many seconds for each key, refilled steadily.
pub struct Limit {
    most: f64,
    per_second: f64,
    buckets: Mutex<HashMap<String, (f64, DateTime<Utc>)>>,
}

impl Limit {
    /// A limit of `most` in `seconds`.
    pub fn new(most: u32, seconds: u32) -> Self {
        let most = f64::from(most);
        Self { most, per_second: most / f64::from(seconds), buckets: Mutex::default() }
    }

    /// Gives one back: it was no guess.
    pub fn give_back(&self, key: &str) {
        if let Ok(mut buckets) = self.buckets.lock()
            && let Some((left, _)) = buckets.get_mut(key)
        {
            *left = (*left + 1.0).min(self.most);
        }
    }

    /// Takes one.
    ///
    /// # Errors
    /// Too many requests, with the seconds to wait.
    pub fn take(&self, key: &str, now: DateTime<Utc>) -> Result<()> {
        let mut buckets = match self.buckets.lock() {
            Ok(buckets) => buckets,
            Err(poisoned) => poisoned.into_inner(),
        };
        let filled = |(left, at): (f64, DateTime<Utc>)| {
            let seconds = (now - at).num_milliseconds().max(0) as f64 / 1000.0;
            (left + seconds * self.per_second).min(self.most)
        };
        if buckets.len() >= REMEMBERED {
            buckets.retain(|_, bucket| filled(*bucket) < self.most);
        }
        let left = buckets.get(key).copied().map_or(self.most, filled);
        if left < 1.0 {
            return Err(Error::too_many(((1.0 - left) / self.per_second).ceil() as i64));
        }
        buckets.insert(key.to_owned(), (left - 1.0, now));
        Ok(())
    }
}

/// The address of who asks: the connection's, or what a trusted proxy says.
pub struct Peer(pub String);

impl FromRequestParts<App> for Peer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        // What stands before the last value the client may have made up, in a line of its own too.
        let told = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .filter(|_| app.settings.behind_proxy)
            .and_then(|line| line.as_bytes().rsplit(|byte| *byte == b',').next())
            .and_then(|last| std::str::from_utf8(last).ok())
            .map(str::trim)
            .filter(|last| !last.is_empty())
            .map(place);
        let connection = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| network(address.ip()));
        Ok(Self(told.or(connection).unwrap_or_default()))
    }
}

/// The network of an address as a proxy writes it, with a port or without; words that are no address stay as they are.
fn place(told: &str) -> String {
    let with_port = || told.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let address = told.parse::<IpAddr>().ok().or_else(with_port);
    address.map_or_else(|| told.to_owned(), network)
}

/// What is counted together: whoever has one address of IPv6 has all of its /64.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & (u128::MAX << 64)).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn refills_steadily_and_keeps_keys_apart() {
        let limit = Limit::new(2, 60);
        let now = DateTime::<Utc>::UNIX_EPOCH;
        assert!(limit.take("a", now).is_ok());
        assert!(limit.take("a", now).is_ok());
        assert!(limit.take("a", now).is_err());
        assert!(limit.take("b", now).is_ok());
        assert!(limit.take("a", now + TimeDelta::seconds(29)).is_err());
        assert!(limit.take("a", now + TimeDelta::seconds(31)).is_ok());
    }

    #[test]
    fn addresses_of_one_network_are_one_place() {
        for (told, counted) in [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7:4711", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("[2001:db8:1:2::9]:443", "2001:db8:1:2::"),
            ("unknown", "unknown"),
        ] {
            assert_eq!(place(told), counted, "{told}");
        }
    }
}
