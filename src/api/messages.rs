//! My messages, how I want to be told; and for administrators what could not be delivered.

use onething_api::{
    messages::{
        DeliveryList, EmailAddress, EmailCode, MarkRead, MessageList, MessageSettings,
        RetriedDeliveries, RetryDeliveries, Unread, WechatCode,
    },
    paths,
};
use onething_domain::message::Choice;

use super::{ApiError, Body, get, post, send, to_json, with_query};

/// A page of my messages, newest first.
pub async fn mine(cursor: &str) -> Result<MessageList, ApiError> {
    get(&with_query(paths::MESSAGES, &[("cursor", cursor)])).await
}

/// Marks messages as read; all where none is named.
pub async fn read(ids: Vec<String>) -> Result<Unread, ApiError> {
    post(paths::MESSAGE_READS, &MarkRead { ids }).await
}

/// How I am told.
pub async fn settings() -> Result<MessageSettings, ApiError> {
    get(paths::MESSAGE_SETTINGS).await
}

/// Chooses how I am told.
pub async fn choose(choice: &Choice) -> Result<MessageSettings, ApiError> {
    send("PUT", paths::MESSAGE_SETTINGS, Body::Json(&to_json(choice)), &[]).await?.json()
}

/// Names an e-mail address, which gets a code.
pub async fn email(email: String) -> Result<MessageSettings, ApiError> {
    post(paths::MESSAGE_EMAIL, &EmailAddress { email }).await
}

/// Confirms it.
pub async fn confirm(code: String) -> Result<MessageSettings, ApiError> {
    post(paths::MESSAGE_EMAIL_CODE, &EmailCode { code }).await
}

/// Forgets it.
pub async fn forget_email() -> Result<MessageSettings, ApiError> {
    send("DELETE", paths::MESSAGE_EMAIL, Body::Empty, &[]).await?.json()
}

/// Binds the WeChat account for which a code stands.
pub async fn bind_wechat(code: String) -> Result<MessageSettings, ApiError> {
    post(paths::MESSAGE_WECHAT, &WechatCode { code }).await
}

/// Forgets it.
pub async fn forget_wechat() -> Result<MessageSettings, ApiError> {
    send("DELETE", paths::MESSAGE_WECHAT, Body::Empty, &[]).await?.json()
}

/// Deliveries that were given up, newest first.
pub async fn deliveries(cursor: &str) -> Result<DeliveryList, ApiError> {
    get(&with_query(paths::DELIVERIES, &[("cursor", cursor)])).await
}

/// Tries them again; all where none is named.
pub async fn retry(ids: Vec<String>) -> Result<RetriedDeliveries, ApiError> {
    post(paths::DELIVERY_RETRIES, &RetryDeliveries { ids }).await
}
