//! Limits of frequency against guessing and flooding: a bucket for each key, in this process.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Mutex;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::extract::text;

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
        let told = text(&parts.headers, "x-forwarded-for")
            .filter(|_| app.settings.behind_proxy)
            .and_then(|list| list.rsplit(',').next())
            .map(|address| address.trim().to_owned());
        let connection = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip().to_string());
        Ok(Self(told.or(connection).unwrap_or_default()))
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
}
