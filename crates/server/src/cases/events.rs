//! Live progress: server-sent events, resumed by `Last-Event-ID` (T4).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use onething_api::cases::Moved;
use onething_api::problem::Code;
use tokio::sync::watch::Receiver;

use super::access;
use crate::app::App;
use crate::error::{Error, Result};
use crate::extract::{Path, text};
use crate::session::Identity;

/// Seconds after which a comment keeps the connection open.
const ALIVE: u64 = 20;

/// Tells each time when a case has moved; first, whether it has since `Last-Event-ID`.
pub async fn events(
    State(app): State<App>,
    identity: Identity,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = std::result::Result<Event, Infallible>>>> {
    let seen = match text(&headers, "last-event-id") {
        Some(id) => id
            .parse()
            .map_err(|_| Error::field(Code::BadParameter, "last-event-id", "a sequence number"))?,
        None => 0,
    };
    let channel = app.live.watch(&number); // before the look, so that nothing is missed in between
    let mut tx = app.db.read().await?;
    let summary = access::find(&mut tx, &identity, &number).await?;
    let now = Moved { seq: summary.seq, status: summary.status()? };
    let follow = stream::unfold((seen, Some(now), channel), next);
    Ok(Sse::new(follow).keep_alive(KeepAlive::new().interval(Duration::from_secs(ALIVE))))
}

type Following = (i64, Option<Moved>, Receiver<Option<Moved>>);

async fn next(
    (seen, first, mut channel): Following,
) -> Option<(std::result::Result<Event, Infallible>, Following)> {
    let mut found = first;
    loop {
        if let Some(moved) = found.take().filter(|moved| moved.seq > seen) {
            let data = serde_json::to_string(&moved).unwrap_or_default();
            let event = Event::default().id(moved.seq.to_string()).event("moved").data(data);
            return Some((Ok(event), (moved.seq, None, channel)));
        }
        channel.changed().await.ok()?; // ends when the process stops
        found = channel.borrow_and_update().clone();
    }
}
