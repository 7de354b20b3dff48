//! How guides are written (G9): documents, how two versions of one differ, how two edits of one are merged,
//! and the way of a release from review to publication.

mod amend;
mod difference;
mod document;
mod release;
mod status;
mod tree;

pub use amend::{Amended, Clash, amend};
pub use difference::{Change, ChangeKind, difference};
pub use document::{Document, DocumentKind, is_document_id};
pub use release::{
    Author, DocumentRef, NewComment, Release, ReleaseAction, ReleaseCommand, ReleaseRefusal,
    ReleaseStatus, allowed, decide,
};
pub use status::DocumentStatus;
pub(crate) use tree::names;
pub use tree::{join, name};
