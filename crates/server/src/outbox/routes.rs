//! Messages over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use onething_api::messages::{
    DeliveryList, DeliveryQuery, EmailAddress, EmailCode, MarkRead, MessageList, MessageQuery,
    MessageSettings, RetriedDeliveries, RetryDeliveries, Unread, WechatCode,
};
use onething_api::paths;
use onething_domain::city::Role;
use onething_domain::message::{Channel, Choice};

use super::{contacts, desk, list};
use crate::app::App;
use crate::error::{Error, Result};
use crate::extract::{Json, Query};
use crate::guard::Guard;
use crate::router::Route;
use crate::session::{Citizen, Staff};

const DESK: Guard = Guard::Staff(&[Role::Administrator]);

/// Routes of messages.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::MESSAGES,
            Guard::Citizen,
            mine,
            "My messages, newest first, and how many are unread.",
        )
        .asks::<MessageQuery>()
        .gives::<MessageList>(200),
        Route::new(
            Method::POST,
            paths::MESSAGE_READS,
            Guard::Citizen,
            read,
            "Mark messages as read, or all of them.",
        )
        .takes::<MarkRead>()
        .gives::<Unread>(200),
        Route::new(
            Method::GET,
            paths::MESSAGE_SETTINGS,
            Guard::Citizen,
            settings,
            "How I want to be told, and what there is to choose from.",
        )
        .gives::<MessageSettings>(200),
        Route::new(
            Method::PUT,
            paths::MESSAGE_SETTINGS,
            Guard::Citizen,
            choose,
            "Choose how I want to be told.",
        )
        .takes::<Choice>()
        .gives::<MessageSettings>(200),
        Route::new(
            Method::POST,
            paths::MESSAGE_EMAIL,
            Guard::Citizen,
            begin_email,
            "Name an e-mail address; it gets a code.",
        )
        .takes::<EmailAddress>()
        .gives::<MessageSettings>(200),
        Route::new(
            Method::DELETE,
            paths::MESSAGE_EMAIL,
            Guard::Citizen,
            drop_email,
            "Forget my e-mail address.",
        )
        .gives::<MessageSettings>(200),
        Route::new(
            Method::POST,
            paths::MESSAGE_EMAIL_CODE,
            Guard::Citizen,
            confirm_email,
            "Confirm the e-mail address by its code.",
        )
        .takes::<EmailCode>()
        .gives::<MessageSettings>(200),
        Route::new(
            Method::POST,
            paths::MESSAGE_WECHAT,
            Guard::Citizen,
            bind_wechat,
            "Bind the WeChat account for which a code stands.",
        )
        .takes::<WechatCode>()
        .gives::<MessageSettings>(200),
        Route::new(
            Method::DELETE,
            paths::MESSAGE_WECHAT,
            Guard::Citizen,
            drop_wechat,
            "Forget my WeChat account.",
        )
        .gives::<MessageSettings>(200),
        Route::new(
            Method::GET,
            paths::DELIVERIES,
            DESK,
            deliveries,
            "Messages on their way, without text and receiver; those that were given up first of all.",
        )
        .asks::<DeliveryQuery>()
        .gives::<DeliveryList>(200),
        Route::new(
            Method::POST,
            paths::DELIVERY_RETRIES,
            DESK,
            retry,
            "Try deliveries again that were given up, or all of them.",
        )
        .takes::<RetryDeliveries>()
        .gives::<RetriedDeliveries>(200),
    ]
}

async fn mine(
    State(app): State<App>,
    citizen: Citizen,
    Query(query): Query<MessageQuery>,
) -> Result<Answer<MessageList>> {
    let mut tx = app.db.read().await?;
    Ok(Answer(list::mine(&app, &mut tx, &citizen.id, &query).await?))
}

async fn read(
    State(app): State<App>,
    citizen: Citizen,
    Json(request): Json<MarkRead>,
) -> Result<Answer<Unread>> {
    let mut tx = app.db.write().await?;
    list::mark(&app, &mut tx, &citizen.id, &request.ids).await?;
    let unread = list::unread(&mut tx, &citizen.id).await?;
    tx.commit().await?;
    Ok(Answer(Unread { unread }))
}

async fn settings(State(app): State<App>, citizen: Citizen) -> Result<Answer<MessageSettings>> {
    let mut tx = app.db.read().await?;
    Ok(Answer(contacts::settings(&app, &mut tx, &citizen).await?))
}

async fn choose(
    State(app): State<App>,
    citizen: Citizen,
    Json(choice): Json<Choice>,
) -> Result<Answer<MessageSettings>> {
    let mut tx = app.db.write().await?;
    contacts::choose(&mut tx, &citizen, &choice).await?;
    let settings = contacts::settings(&app, &mut tx, &citizen).await?;
    tx.commit().await?;
    Ok(Answer(settings))
}

async fn begin_email(
    State(app): State<App>,
    citizen: Citizen,
    Json(request): Json<EmailAddress>,
) -> Result<Answer<MessageSettings>> {
    let mut tx = app.db.write().await?;
    contacts::begin_email(&app, &mut tx, &citizen, &request.email).await?;
    let settings = contacts::settings(&app, &mut tx, &citizen).await?;
    tx.commit().await?;
    Ok(Answer(settings))
}

async fn confirm_email(
    State(app): State<App>,
    citizen: Citizen,
    Json(request): Json<EmailCode>,
) -> Result<Answer<MessageSettings>> {
    let mut tx = app.db.write().await?;
    let confirmed = contacts::confirm_email(&app, &mut tx, &citizen, &request.code).await;
    if let Err(Error::Refused(refused)) = confirmed {
        tx.commit().await?; // a wrong try is counted, too
        return Err(Error::Refused(refused));
    }
    confirmed?;
    let settings = contacts::settings(&app, &mut tx, &citizen).await?;
    tx.commit().await?;
    Ok(Answer(settings))
}

async fn drop_email(State(app): State<App>, citizen: Citizen) -> Result<Answer<MessageSettings>> {
    remove(&app, &citizen, Channel::Email).await
}

async fn bind_wechat(
    State(app): State<App>,
    citizen: Citizen,
    Json(request): Json<WechatCode>,
) -> Result<Answer<MessageSettings>> {
    contacts::bind_wechat(&app, &citizen, &request.code).await?;
    let mut tx = app.db.read().await?;
    Ok(Answer(contacts::settings(&app, &mut tx, &citizen).await?))
}

async fn drop_wechat(State(app): State<App>, citizen: Citizen) -> Result<Answer<MessageSettings>> {
    remove(&app, &citizen, Channel::Wechat).await
}

async fn remove(app: &App, citizen: &Citizen, channel: Channel) -> Result<Answer<MessageSettings>> {
    let mut tx = app.db.write().await?;
    contacts::remove(&mut tx, citizen, channel).await?;
    let settings = contacts::settings(app, &mut tx, citizen).await?;
    tx.commit().await?;
    Ok(Answer(settings))
}

async fn deliveries(
    State(app): State<App>,
    Query(query): Query<DeliveryQuery>,
) -> Result<Answer<DeliveryList>> {
    let mut tx = app.db.read().await?;
    Ok(Answer(desk::list(&mut tx, &query).await?))
}

async fn retry(
    State(app): State<App>,
    staff: Staff,
    Json(request): Json<RetryDeliveries>,
) -> Result<(StatusCode, Answer<RetriedDeliveries>)> {
    let mut tx = app.db.write().await?;
    let retried = desk::retry(&app, &mut tx, &request.ids).await?;
    tx.commit().await?;
    tracing::info!(staff = staff.id, retried, "deliveries are tried again");
    let deliveries = u32::try_from(retried).unwrap_or(u32::MAX);
    Ok((StatusCode::OK, Answer(RetriedDeliveries { deliveries })))
}
