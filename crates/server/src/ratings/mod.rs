//! Ratings and what follows bad ones (E1): given by applicants, put right by departments, watched by supervisors.

mod citizen;
mod job;
mod store;
mod work;

pub use job::{escalate_due, tell_supervisors};
pub use store::{move_days, rebuild};
pub use work::staff_names;

use onething_domain::case::Actor;
use onething_domain::objection::Objection;
use onething_domain::rating::RatingFacts;
use onething_domain::text::Text;

use crate::app::App;
use crate::city::catalogue::Catalogue;
use crate::error::{Error, Result};
use crate::router::Route;
use onething_api::problem::Code;

/// Routes of ratings.
pub fn routes() -> Vec<Route> {
    [citizen::routes(), work::routes()].into_iter().flatten().collect()
}

impl From<Objection> for Error {
    fn from(objection: Objection) -> Self {
        match objection {
            Objection::NotAllowed => Self::new(Code::Forbidden),
            Objection::WrongState => Self::detail(Code::CommandRefused, "not in a state for it"),
            Objection::WrongTime => Self::detail(Code::CommandRefused, "its time is over"),
            Objection::Field { name, must } => Self::field(Code::WrongShape, name, must),
        }
    }
}

/// Decides something with the facts of now.
fn with_facts<T>(
    app: &App,
    catalogue: &Catalogue,
    actor: &Actor,
    decide: impl FnOnce(&RatingFacts) -> T,
) -> Result<T> {
    let pledges = catalogue.pledges();
    let calendar = catalogue.calendar()?;
    Ok(decide(&RatingFacts { now: app.clock.now(), actor, calendar, pledges: &pledges }))
}

/// What was rated, by name: an item, or the thing of a case.
async fn name(app: &App, thing: &str, version: u32, item: &str) -> Result<Text> {
    let edition = app.shelf.edition(app, thing, version).await?;
    let Some(edition) = edition else { return Ok(Text::zh(thing)) };
    Ok(match edition.guide.node(item) {
        Some(node) => node.item.name.clone(),
        None => edition.guide.title.clone(),
    })
}
