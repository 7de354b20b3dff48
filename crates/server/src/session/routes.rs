//! Log-in over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::session::{Acting, CodeRequest, CodeSent, LogIn, Profile, Session};
use onething_domain::identifier;

use super::identity::{COOKIE, Citizen, Identity, identify, token};
use super::visit::{self, End};
use super::{codes, store};
use crate::app::App;
use crate::crypto;
use crate::error::{Error, Result};
use crate::exec;
use crate::extract::Json;
use crate::guard::Guard;
use crate::licences;
use crate::limit::Peer;
use crate::router::Route;

/// Has a browser forget what it keeps of whoever leaves, also from versions that let it keep files.
pub(super) const FORGET: (&str, &str) = ("clear-site-data", "\"cache\"");
/// Hours for which a session lasts.
const HOURS: i64 = 12;

/// Routes of log-in.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            paths::CODES,
            Guard::Public,
            send_code,
            "Ask for a one-time code.",
        )
        .takes::<CodeRequest>()
        .gives::<CodeSent>(200),
        Route::new(Method::POST, paths::SESSION, Guard::Public, log_in, "Log in.")
            .takes::<LogIn>()
            .gives::<Session>(200),
        Route::new(Method::GET, paths::SESSION, Guard::LoggedIn, who_am_i, "Who is logged in.")
            .gives::<Session>(200),
        Route::new(Method::DELETE, paths::SESSION, Guard::Public, log_out, "Log out.")
            .gives_nothing(204),
        Route::new(
            Method::PUT,
            paths::ACTING,
            Guard::Citizen,
            act_for,
            "Act for a company, or for oneself again.",
        )
        .takes::<Acting>()
        .gives::<Session>(200),
        Route::new(
            Method::GET,
            paths::PROFILE,
            Guard::Citizen,
            profile,
            "Values that forms may be filled with.",
        )
        .gives::<Profile>(200),
    ]
}

async fn send_code(
    State(app): State<App>,
    Peer(peer): Peer,
    Json(request): Json<CodeRequest>,
) -> Result<Answer<CodeSent>> {
    app.limits.login.take(&peer, app.clock.now())?;
    codes::send(&app, &request.phone).await.map(Answer)
}

async fn log_in(
    State(app): State<App>,
    Peer(peer): Peer,
    headers: HeaderMap,
    Json(request): Json<LogIn>,
) -> Result<Response> {
    app.limits.login.take(&peer, app.clock.now())?;
    let (holder, is_staff) = codes::take(&app, &request.phone, &request.code).await?;
    let token = URL_SAFE_NO_PAD.encode(crypto::random::<32>());
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    visit::sweep(&mut tx, now).await?;
    exec!(
        &mut tx,
        "INSERT INTO session (token_hash, holder, is_staff, acting, expires_at) VALUES ($1, $2, $3, $4, $5)",
        app.keys.hash("session", &token),
        &holder,
        is_staff,
        "",
        now + TimeDelta::hours(HOURS)
    )?;
    tx.commit().await?;
    let cookie = cookie(&app, &headers, &token, HOURS * 3600);
    let mut asked = HeaderMap::new();
    asked.insert(header::COOKIE, header_value(&format!("{COOKIE}={token}"))?);
    let identity = identify(&app, &asked).await?.ok_or_else(|| Error::new(Code::NotLoggedIn))?;
    let mut response = Answer(session(&app, &identity)).into_response();
    response.headers_mut().insert(header::SET_COOKIE, header_value(&cookie)?);
    Ok(response)
}

fn header_value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(|_| Error::Broken("a header that is none".to_owned()))
}

/// `Secure` everywhere but on plain HTTP of this very machine, where no browser would send it back.
fn cookie(app: &App, headers: &HeaderMap, token: &str, seconds: i64) -> String {
    let host = crate::extract::text(headers, "host").unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    let secure = match &app.settings.public_url {
        Some(url) => url.starts_with("https://"),
        None => !local,
    };
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

async fn who_am_i(State(app): State<App>, identity: Identity) -> Answer<Session> {
    Answer(session(&app, &identity))
}

async fn log_out(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    if let Some(token) = token(&headers) {
        let hash = app.keys.hash("session", token);
        let mut tx = app.db.write().await?;
        visit::close(&mut tx, &hash, app.clock.now(), End::Session).await?;
        exec!(&mut tx, "DELETE FROM session WHERE token_hash = $1", hash)?;
        tx.commit().await?;
    }
    let mut response = (StatusCode::NO_CONTENT, [FORGET]).into_response();
    let cookie = cookie(&app, &headers, "", 0);
    response.headers_mut().insert(header::SET_COOKIE, header_value(&cookie)?);
    Ok(response)
}

async fn act_for(
    State(app): State<App>,
    headers: HeaderMap,
    mut citizen: Citizen,
    Json(request): Json<Acting>,
) -> Result<Answer<Session>> {
    if let Some(code) = &request.company
        && !citizen.may_act_for(code)
    {
        return Err(Error::field(Code::NotFound, "company", "not one that you may act for"));
    }
    let token = token(&headers).unwrap_or_default();
    let mut tx = app.db.write().await?;
    exec!(
        &mut tx,
        "UPDATE session SET acting = $2 WHERE token_hash = $1",
        app.keys.hash("session", token),
        request.company.as_deref().unwrap_or_default()
    )?;
    tx.commit().await?;
    citizen.acting = request.company;
    Ok(Answer(session(&app, &Identity::Citizen(citizen))))
}

async fn profile(State(app): State<App>, citizen: Citizen) -> Result<Answer<Profile>> {
    let mut tx = app.db.read().await?;
    let mut profile = Profile::default();
    let mut put = |name: &str, value: String| {
        profile.values.insert(name.to_owned(), value);
    };
    if let Some(person) = store::person(&app, &mut tx, &citizen.id).await? {
        put("person.id_card", person.id_card(&app)?);
        if let Some(spouse) = store::person(&app, &mut tx, &person.spouse).await? {
            put("spouse.name", spouse.name.clone());
            put("spouse.id_card", spouse.id_card(&app)?);
            put("spouse.phone", spouse.phone(&app)?);
        }
    }
    put("person.name", citizen.name.clone());
    put("person.phone", citizen.phone.clone());
    if let Some(code) = &citizen.acting
        && let Some(company) = store::company(&mut tx, code).await?
    {
        put("company.code", company.code);
        put("company.name", company.name);
        put("company.address", company.address);
    }
    profile.licences = licences::kinds(&app, &mut tx, &citizen).await?;
    Ok(Answer(profile))
}

/// Who is logged in, as it is told.
pub(super) fn session(app: &App, identity: &Identity) -> Session {
    match identity {
        Identity::Citizen(citizen) => Session {
            id: citizen.id.clone(),
            name: citizen.name.clone(),
            phone: identifier::mask_phone(&citizen.phone),
            roles: Vec::new(),
            department: None,
            department_name: None,
            companies: citizen.companies.clone(),
            acting: citizen.acting.clone(),
            window: citizen.window.as_ref().map(|clerk| clerk.name.clone()),
        },
        Identity::Staff(staff) => Session {
            id: staff.id.clone(),
            name: staff.name.clone(),
            phone: identifier::mask_phone(&staff.phone),
            roles: staff.roles.clone(),
            department: staff.department.clone(),
            department_name: Some(
                app.shelf
                    .catalogue()
                    .department_name(staff.department.as_deref().unwrap_or_default()),
            ),
            companies: Vec::new(),
            acting: None,
            window: None,
        },
    }
}
