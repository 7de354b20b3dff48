//! Authoring (G9): the catalogue, the editor of one document, review and publication, previews.
//! No file format is seen here: forms are drawn from one description of the elements (`spec`).

mod address;
mod around;
mod bar;
mod check;
mod clash;
mod condition;
mod doc;
mod file;
mod firms;
mod form;
mod history;
mod list;
mod near;
mod open;
mod panel;
mod pen;
mod places;
mod preview;
mod read;
mod release;
mod retire;
mod spec;
mod submit;
mod versions;
mod work;

pub use firms::page as firms;
pub use history::{changes, page as past};
pub use list::page as catalogue;
pub use open::page as document;
pub use preview::{bare as preview_inside, check as preview_check, page as preview};
pub use release::{list as releases, page as release};
pub use versions::page as versions;
