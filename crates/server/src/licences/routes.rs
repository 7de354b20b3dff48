//! The wallet over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::Method;
use onething_api::cases::PageQuery;
use onething_api::licences::{
    CheckShowing, LicenceDetail, RevokeLicence, RevokedLicences, Show, Showing, ShowingCheck,
    ShowingKeys, Wallet, WalletQuery,
};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::city::Role;
use onething_domain::licence::{Holder, Licence};

use super::{revoke, service, showings, store};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Query, client_id};
use crate::guard::Guard;
use crate::limit::Peer;
use crate::page;
use crate::router::Route;
use crate::session::{Citizen, Staff};

/// Showings on a page.
const SHOWN: u32 = 20;

/// Routes of the wallet.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::LICENCES,
            Guard::Citizen,
            list,
            "My licences, or those of the company that I act for.",
        )
        .asks::<WalletQuery>()
        .gives::<Wallet>(200),
        Route::new(
            Method::GET,
            paths::LICENCE,
            Guard::Citizen,
            read,
            "A licence with who showed it when.",
        )
        .asks::<PageQuery>()
        .gives::<LicenceDetail>(200),
        Route::new(
            Method::POST,
            paths::SHOWINGS,
            Guard::Citizen,
            show,
            "Show it for a minute; sent twice with the same id, it is shown once.",
        )
        .takes::<Show>()
        .gives::<Showing>(200),
        Route::new(
            Method::GET,
            paths::SHOWING_KEYS,
            Guard::Public,
            keys,
            "The public keys under which licences are shown, as a JWK set, the active one first.",
        )
        .gives::<ShowingKeys>(200),
        Route::new(
            Method::POST,
            paths::SHOWING_CHECKS,
            Guard::Public,
            check,
            "Whether the licence of a showing still holds, and how often that was asked.",
        )
        .takes::<CheckShowing>()
        .gives::<ShowingCheck>(200),
        Route::new(
            Method::POST,
            paths::LICENCE_REVOCATIONS,
            Guard::Staff(&[Role::Chief]),
            take_back,
            "Take back all licences of a number that one's department has issued.",
        )
        .takes::<RevokeLicence>()
        .gives::<RevokedLicences>(200),
    ]
}

async fn list(
    State(app): State<App>,
    citizen: Citizen,
    Query(query): Query<WalletQuery>,
) -> Result<Answer<Wallet>> {
    let mut tx = app.db.read().await?;
    let today = service::today(&app)?;
    let mut held = match &citizen.acting {
        Some(code) => store::held(&app, &mut tx, code, true).await?,
        None => Vec::new(),
    };
    if citizen.acting.is_none() || query.own {
        held.extend(store::held(&app, &mut tx, &citizen.id, false).await?);
    }
    held.sort_by_key(|licence| !licence.is_valid(today)); // stable: the latest stay first
    let licences = held.iter().map(|licence| service::view(&app, licence, today)).collect();
    Ok(Answer(Wallet { licences }))
}

/// A licence of one's own or of the company that one acts for; any other does not exist.
async fn own(app: &App, tx: &mut Tx, citizen: &Citizen, id: &str) -> Result<Licence> {
    let licence = store::get(app, tx, id).await?;
    let is_theirs = |licence: &Licence| match &licence.holder {
        Holder::Person { id, .. } => *id == citizen.id,
        Holder::Company { code, .. } => citizen.acting.as_ref() == Some(code),
    };
    licence.filter(is_theirs).ok_or_else(|| Error::new(Code::NotFound))
}

async fn read(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<LicenceDetail>> {
    let limit = page::limit(query.limit, SHOWN)?;
    let begin = page::begin(query.cursor.as_deref())?.unwrap_or_else(page::newest);
    let mut tx = app.db.read().await?;
    let licence = own(&app, &mut tx, &citizen, &id).await?;
    let mut showings = showings::of_licence(&mut tx, &licence.id, &begin, limit + 1).await?;
    let next = page::cut(&mut showings, limit, |one| (one.at, one.id.clone()))?;
    let licence = service::view(&app, &licence, service::today(&app)?);
    Ok(Answer(LicenceDetail { licence, showings, next }))
}

async fn show(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
    Json(request): Json<Show>,
) -> Result<Answer<Showing>> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    let licence = own(&app, &mut tx, &citizen, &id).await?;
    let showing = showings::show(&app, &mut tx, &licence, &citizen.id, &request.id).await?;
    tx.commit().await?;
    Ok(Answer(showing))
}

async fn keys(State(app): State<App>) -> Answer<ShowingKeys> {
    Answer(app.showings.published())
}

async fn check(
    State(app): State<App>,
    Peer(peer): Peer,
    Json(request): Json<CheckShowing>,
) -> Result<Answer<ShowingCheck>> {
    app.limits.showing.take(&peer, app.clock.now())?;
    let mut tx = app.db.write().await?;
    let check = showings::check(&app, &mut tx, &request.token).await?;
    tx.commit().await?;
    Ok(Answer(check))
}

async fn take_back(
    State(app): State<App>,
    staff: Staff,
    Json(request): Json<RevokeLicence>,
) -> Result<Answer<RevokedLicences>> {
    revoke::revoke(&app, &staff, &request).await.map(Answer)
}
