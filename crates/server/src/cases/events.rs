//! Live progress: server-sent events, resumed by `Last-Event-ID` (T4). Staff are also told which colleagues have the
//! case open (C10).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use onething_api::cases::{Moved, Present};
use onething_api::problem::Code;
use tokio::sync::watch::Receiver;

use super::live::News;
use super::presence::{self, Stay};
use super::{access, colleague};
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
    drop(tx);
    let now = Moved { seq: summary.seq, status: summary.status()? };
    let stay = match &identity {
        Identity::Staff(staff) => Some(presence::come(&app, &number, &staff.id).await?),
        Identity::Citizen(_) => None,
    };
    let me = identity.id().to_owned();
    let following = Following { app, me, stay, seen, first: Some(now), beside: None, channel };
    let follow = stream::unfold(following, next);
    Ok(Sse::new(follow).keep_alive(KeepAlive::new().interval(Duration::from_secs(ALIVE))))
}

/// A stream under way.
struct Following {
    app: App,
    /// Who reads it.
    me: String,
    /// That they have it open; none for citizens, who are not told of staff either.
    stay: Option<Stay>,
    /// Sequence number of the last move that was told.
    seen: i64,
    /// A move that was found while the stream began.
    first: Option<Moved>,
    /// The colleagues that were told last; none before the first time.
    beside: Option<Vec<String>>,
    channel: Receiver<News>,
}

async fn next(
    mut following: Following,
) -> Option<(std::result::Result<Event, Infallible>, Following)> {
    loop {
        let news = following.channel.borrow_and_update().clone();
        let known = following.first.take().into_iter().chain(news.moved);
        let moved = known.max_by_key(|moved| moved.seq);
        if let Some(moved) = moved.filter(|moved| moved.seq > following.seen) {
            following.seen = moved.seq;
            return Some((Ok(moved_event(&moved)), following));
        }
        let beside: Vec<String> =
            news.present.into_iter().filter(|staff| *staff != following.me).collect();
        let told = following.beside.as_deref().unwrap_or_default();
        if following.stay.is_some() && told != beside.as_slice() {
            following.beside = Some(beside);
            let event = present_event(&following).await;
            return Some((Ok(event), following));
        }
        following.channel.changed().await.ok()?; // ends when the process stops
    }
}

fn moved_event(moved: &Moved) -> Event {
    let data = serde_json::to_string(moved).unwrap_or_default();
    Event::default().id(moved.seq.to_string()).event("moved").data(data)
}

async fn present_event(following: &Following) -> Event {
    let mut present = Present::default();
    if let Ok(mut tx) = following.app.db.read().await {
        for id in following.beside.iter().flatten() {
            // One whose name cannot be read now is told with the next change.
            if let Ok(found) = colleague(&following.app, &mut tx, id).await {
                present.colleagues.push(found);
            }
        }
    }
    let data = serde_json::to_string(&present).unwrap_or_default();
    Event::default().event("present").data(data)
}
