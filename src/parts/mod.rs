//! Pieces of pages made of the domain's data, shared by several features: what a guide says, drawn
//! the same for a visitor, in the pre-check and in the staff's preview; what happened to a case. They are pure: data in,
//! view out.

mod about;
mod along;
mod around;
mod case;
mod fees;
mod flow;
mod found;
mod guide;
mod items;
pub mod licence;
mod materials;
mod places;
mod prose;

pub use about::{applicant_name, figures, for_whom, lists};
pub use along::{share_button, take_along};
pub use around::{notices, services};
pub use case::{bill, timeline};
pub use fees::fees;
pub use flow::flow;
pub use found::{chips, hot, marked, with_marks};
pub use guide::{Around, document, guide_for, in_words};
pub use places::{Nearby, far, place, telephone};
pub use prose::prose;

use crate::i18n::t_if;

/// The meaning of a code of a table, by `code.<table>.<code>`; the code itself where nobody has
/// written it down.
pub fn code(table: &str, code: &str) -> String {
    t_if(&format!("code.{table}.{code}")).unwrap_or_else(|| code.to_owned())
}
