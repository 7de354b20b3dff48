//! The address book: where a person has had something sent (A8).

use axum::Json;
use axum::extract::State;
use onething_api::cases::AddressList;
use onething_domain::thing::DeliveryKind;

use super::store::load;
use crate::all;
use crate::app::App;
use crate::error::Result;
use crate::session::Citizen;

/// Cases that are looked through, the last first.
const CASES: i64 = 30;
/// Addresses that are offered.
const MOST: usize = 5;

/// Addresses of a person's last cases, each once.
///
/// # Errors
/// The database's.
pub async fn list(State(app): State<App>, citizen: Citizen) -> Result<Json<AddressList>> {
    let mut tx = app.db.read().await?;
    let numbers = all!(
        &mut tx,
        (String,),
        "SELECT number FROM case_summary WHERE applicant = $1 ORDER BY filed_at DESC, number DESC LIMIT $2",
        &citizen.id,
        CASES
    )?;
    let mut list = AddressList::default();
    for (number,) in numbers {
        let delivery = load(&app, &mut tx, &number).await?.case.delivery;
        let posted = delivery.filter(|how| how.kind == DeliveryKind::Post);
        if let Some(address) = posted.filter(|address| !list.addresses.contains(address)) {
            list.addresses.push(address);
        }
        if list.addresses.len() >= MOST {
            break;
        }
    }
    Ok(Json(list))
}
