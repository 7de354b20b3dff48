//! Signing beside the applicant.

use onething_api::{
    cosign::{Cosign, CosignerList, DeclineCosign, Invitation, Invite},
    paths,
};

use super::{ApiError, Body, at, get, post, send};

/// Who signs my draft beside me.
pub async fn list(draft: &str) -> Result<CosignerList, ApiError> {
    get(&at(paths::COSIGNERS, &[draft])).await
}

/// Invites one of them.
pub async fn invite(draft: &str, invite: &Invite) -> Result<CosignerList, ApiError> {
    post(&at(paths::COSIGNERS, &[draft]), invite).await
}

/// Who signed my case beside me.
pub async fn list_of_case(number: &str) -> Result<CosignerList, ApiError> {
    get(&at(paths::CASE_COSIGNERS, &[number])).await
}

/// Sends one of them a new link, to sign it again.
pub async fn invite_again(number: &str, invite: &Invite) -> Result<CosignerList, ApiError> {
    post(&at(paths::CASE_COSIGNERS, &[number]), invite).await
}

/// Takes an invitation back.
pub async fn withdraw(draft: &str, cosigner: &str) -> Result<CosignerList, ApiError> {
    send("DELETE", &at(paths::COSIGNER, &[draft, cosigner]), Body::Empty, &[]).await?.json()
}

/// What I was invited to sign.
pub async fn invitation(token: &str) -> Result<Invitation, ApiError> {
    get(&at(paths::INVITATION, &[token])).await
}

/// Signs it.
pub async fn sign(token: &str, request: &Cosign) -> Result<Invitation, ApiError> {
    post(&at(paths::INVITATION_SIGNATURE, &[token]), request).await
}

/// Declines it.
pub async fn decline(token: &str, reason: String) -> Result<Invitation, ApiError> {
    post(&at(paths::INVITATION_DECLINE, &[token]), &DeclineCosign { reason }).await
}
