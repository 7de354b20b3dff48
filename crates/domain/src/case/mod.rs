//! Cases (办件): append-only lists of events, folded into state.
//!
//! [`decide`] turns a command into events or refuses it; [`apply`] folds one event; [`allowed`] lists what
//! an actor may do now. All three share one table of permissions and states (`permit`).

mod actions;
mod apply;
mod chain;
mod command;
mod decide;
mod document;
mod event;
mod permit;
mod state;

pub use actions::{Action, allowed, offered};
pub use apply::{apply, fold};
pub use chain::{GENESIS, Record, seal, verify};
pub use command::{
    Actor, Command, CommandKind, CorrectionEntry, CorrectionTarget, Cosigned, Facts, NewCase,
    Refusal, RefusalReport,
};
pub use decide::{decide, file};
pub use document::CaseDocumentKind;
pub use event::{Cosignature, Event, Party, RuleCheck, TaskPlan};
pub use state::{
    Bill, Case, CaseStatus, CorrectionRound, HandedOut, Outcome, Pause, Refund, ResultDocument,
    Task, TaskStatus,
};
