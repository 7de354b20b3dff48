//! What is told about bookings, by message.

use onething_domain::message::MessageKind;
use onething_domain::text::Text;

use super::store::Row;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::outbox::{self, Message};

fn nameless() -> Text {
    Text::new("预约的事项", "what you booked")
}

fn unplaced() -> Text {
    Text::new("预约的地点", "the place of your booking")
}

/// Tells whoever booked.
///
/// # Errors
/// The database's.
pub async fn tell(app: &App, tx: &mut Tx, kind: MessageKind, row: &Row) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    let service = catalogue.bookings.service.iter().find(|known| known.id == row.service);
    let window = catalogue.windows.iter().find(|known| known.id == row.place);
    let message = Message {
        kind,
        // A change makes another revision, and with it another message.
        key: format!("booking/{}/{}/{kind:?}", row.id, row.revision),
        about: format!("/my/bookings/{}", row.id),
        with: vec![
            // What is offered no longer has no name any more.
            ("service", service.map_or_else(nameless, |known| known.name.clone())),
            ("place", window.map_or_else(unplaced, |known| known.name.clone())),
            ("time", outbox::moment(catalogue.calendar()?.zone_hours, row.starts_at)),
        ],
    };
    outbox::tell(app, tx, &row.person, message).await
}
