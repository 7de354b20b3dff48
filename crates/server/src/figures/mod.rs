//! Figures (E4): counted with what they count, opened without telling about anyone.

mod csv;
mod open;
mod routes;
mod store;

pub use open::{Cache, of_department};
pub use routes::routes;

use onething_domain::case::Case;
use onething_domain::figure;
use onething_domain::rating::Rating;

use crate::app::App;
use crate::cases::store::Loaded;
use crate::db::Tx;
use crate::error::Result;
use crate::exec;

/// Counts what has become of a case since it was `before`; in the transaction of its events.
///
/// # Errors
/// The database's.
pub async fn count_case(app: &App, tx: &mut Tx, before: &Case, loaded: &Loaded) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let filed_at = loaded.filed_at();
    let was = figure::of_case(before, filed_at, calendar);
    let is = figure::of_case(&loaded.case, filed_at, calendar);
    store::add(tx, &figure::difference(&was, &is)).await
}

/// Counts a rating that was just given.
///
/// # Errors
/// The database's.
pub async fn count_rating(app: &App, tx: &mut Tx, rating: &Rating) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    store::add(tx, &figure::of_rating(rating, catalogue.calendar()?)).await
}

/// Forgets all figures, to count them anew.
///
/// # Errors
/// The database's.
pub async fn clear(tx: &mut Tx) -> Result<()> {
    exec!(tx, "DELETE FROM figure")?;
    Ok(())
}
