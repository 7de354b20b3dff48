//! Taking licences back: by the chief representative of the department that issued them, with a reason that the
//! holder is told.

use onething_api::licences::{RevokeLicence, RevokedLicences};
use onething_api::problem::Code;
use onething_domain::licence::{Holder, Licence, Revocation};
use onething_domain::message::MessageKind;
use onething_domain::text::Text;

use super::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::outbox::{self, Message};
use crate::session::Staff;

/// Longest reason in characters.
const LONGEST: usize = 200;

/// Takes back all licences of a number; once more changes nothing.
///
/// # Errors
/// No reason, or the department has issued nothing of this number.
pub async fn revoke(app: &App, staff: &Staff, request: &RevokeLicence) -> Result<RevokedLicences> {
    let reason = request.reason.trim();
    let length = reason.chars().count();
    if length == 0 || length > LONGEST || reason.chars().any(char::is_control) {
        return Err(Error::field(Code::WrongShape, "reason", format!("1 to {LONGEST} characters")));
    }
    let mut tx = app.db.write().await?;
    let issuer = staff.department.as_deref().unwrap_or_default();
    let number = request.number.trim();
    let found = store::of_number(app, &mut tx, issuer, &request.kind, number).await?;
    if found.is_empty() {
        let nothing = "your department has issued no licence of this kind and number";
        return Err(Error::field(Code::NotFound, "number", nothing));
    }
    let revoked = Revocation { at: app.clock.now(), reason: reason.to_owned() };
    for licence in &found {
        if store::revoke(&mut tx, &licence.id, &staff.id, &revoked).await? {
            tell(app, &mut tx, licence, reason).await?;
            tracing::info!(licence = licence.id, staff = staff.id, "licence revoked");
        }
    }
    tx.commit().await?;
    Ok(RevokedLicences { licences: u32::try_from(found.len()).unwrap_or(u32::MAX) })
}

/// A person is told; a company finds it in its wallet.
async fn tell(app: &App, tx: &mut Tx, licence: &Licence, reason: &str) -> Result<()> {
    let Holder::Person { id, .. } = &licence.holder else { return Ok(()) };
    let message = Message {
        kind: MessageKind::LicenceRevoked,
        key: format!("licence/{}/revoked", licence.id),
        about: format!("/wallet/{}", licence.id),
        with: vec![("licence", licence.name.clone()), ("reason", Text::zh(reason))],
    };
    outbox::tell(app, tx, id, message).await
}
