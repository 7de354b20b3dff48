//! Retirement: documents taken out of force, and where the addresses of retired guides lead.

use axum::extract::State;
use axum::http::{Method, StatusCode};
use onething_api::catalogue::{InUse, Retire, RevisionKind, ThingRef};
use onething_api::guides::GuideStatus;
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::authoring::{Document, DocumentKind, DocumentRef};
use onething_domain::text::Text;
use onething_domain::thing::Thing;

use super::documents::{author, named, subject};
use super::releases::text;
use super::workshop::Workshop;
use super::{PUBLISHERS, log, release_store, store};
use crate::app::App;
use crate::city::import;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, client_id};
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::Staff;
use crate::{all, exec, one};

/// Longest chain of successors that is followed.
const LONGEST_CHAIN: usize = 20;

/// Routes of retirement.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            paths::WORK_RETIREMENT,
            PUBLISHERS,
            retire,
            "Take an item or a thing out of force, a thing with a successor where there is one.",
        )
        .takes::<Retire>()
        .gives_nothing(204)
        .gives::<InUse>(409),
    ]
}

async fn retire(
    State(app): State<App>,
    staff: Staff,
    Path((kind, id)): Path<(String, String)>,
    Json(request): Json<Retire>,
) -> Result<StatusCode> {
    client_id(&request.id)?;
    text("reason", &request.reason)?;
    let of = named(&kind, id)?;
    let mut tx = store::write(&app).await?;
    let owner = format!("{}/{}", staff.id, subject(&of));
    if let Begun::Now = reply::begin(&app, &mut tx, &owner, &request.id, &request).await? {
        take_out(&app, &mut tx, &staff, &of, &request).await?;
        reply::end(&mut tx, &owner, &request.id, "done").await?;
    }
    tx.commit().await?;
    app.refresh_soon().await;
    Ok(StatusCode::NO_CONTENT)
}

async fn take_out(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    of: &DocumentRef,
    request: &Retire,
) -> Result<()> {
    let found = store::in_force_document(tx, of).await?;
    let document = found.ok_or_else(|| Error::new(Code::NotFound))?;
    if let Some((release, _)) = release_store::holding(tx, of).await? {
        return Err(Error::detail(Code::InReview, release));
    }
    let successor = successor(tx, of, request.successor.as_deref()).await?;
    let used_by = users(tx, of).await?;
    if !used_by.is_empty() {
        return Err(Error::new(Code::InUse).and("used_by", &used_by));
    }
    let (by, now) = (author(staff), app.clock.now());
    let open = store::head(tx, of).await?.is_some_and(|head| head.open);
    if !open {
        let (how, note) = (RevisionKind::Retired, request.reason.trim());
        let saving =
            store::Saving { document: &document, how, open: false, note, by: &by, at: now };
        store::save(tx, &saving).await?;
    }
    store::abolish(tx, of).await?;
    if let Document::Thing(thing) = &document {
        exec!(
            &mut *tx,
            "UPDATE guide SET status = 'retired', changed_at = $2 WHERE thing = $1 AND status = 'published'",
            &thing.id,
            now
        )?;
        exec!(
            &mut *tx,
            "INSERT INTO retirement (thing, successor, reason, staff, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (thing) DO UPDATE SET successor = excluded.successor, reason = excluded.reason,
               staff = excluded.staff, at = excluded.at",
            &thing.id,
            successor.unwrap_or_default(),
            request.reason.trim(),
            &by.id,
            now
        )?;
        import::changed(tx, &[&thing.id]).await?;
    }
    log::record(tx, now, &by, "retire", &subject(of), request.reason.trim()).await
}

/// The successor: another thing that is offered.
async fn successor<'a>(
    tx: &mut Tx,
    of: &DocumentRef,
    wanted: Option<&'a str>,
) -> Result<Option<&'a str>> {
    let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else {
        return Ok(None);
    };
    let offered = one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM guide WHERE thing = $1 AND status = 'published'",
        wanted
    )?;
    let offered = offered.is_some_and(|(count,)| count > 0);
    if of.kind == DocumentKind::Thing && wanted != of.id && offered {
        return Ok(Some(wanted));
    }
    Err(Error::field(Code::WrongShape, "successor", "another thing that is published, for things"))
}

/// Who still needs a document: things that join an item, things whose stops lead to a thing.
async fn users(tx: &mut Tx, of: &DocumentRef) -> Result<Vec<ThingRef>> {
    let things: Vec<Thing> = match of.kind {
        DocumentKind::Item => {
            let shop = Workshop::of_working_copies(tx, Vec::new()).await?;
            let mut users = shop.users(tx, &of.id).await?;
            for (id, _) in store::users(tx, &of.id).await? {
                // In force it is still there, though a working copy has dropped it.
                let in_force = DocumentRef { kind: DocumentKind::Thing, id };
                if let Some(Document::Thing(thing)) =
                    store::in_force_document(tx, &in_force).await?
                    && !users.iter().any(|user| user.id == thing.id)
                {
                    users.push(*thing);
                }
            }
            users
        }
        DocumentKind::Thing => {
            let leads = |thing: &Thing| thing.stops.iter().any(|stop| stop.thing == of.id);
            let rows =
                all!(tx, (String,), "SELECT body FROM thing WHERE id <> $1 ORDER BY id", &of.id)?;
            let things = rows.into_iter().map(|(body,)| Ok(serde_json::from_str(&body)?));
            things.collect::<Result<Vec<Thing>>>()?.into_iter().filter(leads).collect()
        }
    };
    Ok(things.into_iter().map(|thing| ThingRef { thing: thing.id, title: thing.title }).collect())
}

/// The answer for a thing that is no longer offered: what it was, and what took its place; 404 where nothing
/// of it was ever published.
///
/// # Errors
/// Always: it is the answer.
pub async fn retired(app: &App, thing: &str) -> Result<std::convert::Infallible> {
    let catalogue = app.shelf.catalogue();
    // Versions stand by thing: only those of this one are looked at.
    let from = catalogue.versions.partition_point(|known| known.thing.as_str() < thing);
    let last = catalogue.versions[from..]
        .iter()
        .take_while(|known| known.thing == thing)
        .find(|known| known.status == GuideStatus::Retired);
    let last = last.ok_or_else(|| Error::new(Code::NotFound))?;
    let mut tx = app.db.read().await?;
    let mut error =
        Error::new(Code::GuideRetired).and("name", &last.title).and("version", &last.version);
    if let Some(successor) = follow(app, &mut tx, thing).await? {
        error = error.and("successor", &successor);
    }
    Err(error)
}

/// The published thing to which successors lead.
async fn follow(app: &App, tx: &mut Tx, thing: &str) -> Result<Option<ThingRef>> {
    let catalogue = app.shelf.catalogue();
    let mut at = thing.to_owned();
    for _ in 0..LONGEST_CHAIN {
        let row =
            one!(&mut *tx, (String,), "SELECT successor FROM retirement WHERE thing = $1", &at)?;
        let Some((next,)) = row.filter(|(next,)| !next.is_empty()) else {
            return Ok(None);
        };
        if let Some(edition) = catalogue.published(&next) {
            let title: Text = edition.version.title.clone();
            return Ok(Some(ThingRef { thing: next, title }));
        }
        at = next;
    }
    Ok(None)
}
