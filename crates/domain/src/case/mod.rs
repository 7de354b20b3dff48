//! Cases (办件): append-only lists of events, folded into state.
//!
//! [`decide`] turns a command into events or refuses it; [`apply`] folds one event; [`allowed`] lists what
//! an actor may do now. All three share one table of permissions and states (`permit`).

mod actions;
mod actor;
mod apply;
mod archive;
mod chain;
mod command;
mod corrections;
mod decide;
mod deferral;
mod document;
mod event;
mod filing;
mod intake;
mod office;
mod outlook;
mod overdue;
mod parcel;
mod permit;
mod plan;
mod refusal;
mod signed;
mod state;
mod task;
mod tasks;
mod watch;

pub use actions::{Action, allowed};
pub use actor::Actor;
pub use apply::{apply, fold};
pub use archive::{Retention, retention};
pub use chain::{GENESIS, Record, seal, verify};
pub use command::{
    Command, CommandKind, CorrectionEntry, CorrectionTarget, Cosigned, Facts, NewCase,
    RefusalReport,
};
pub use corrections::{Correctable, asked_before, led_to};
pub use decide::decide;
pub use deferral::may_decide;
pub use document::CaseDocumentKind;
pub use event::{Cosignature, Event, Party, RuleCheck};
pub use filing::file;
pub use office::{Mark, NOTE_MAX};
pub use outlook::{Outlook, outlook};
pub use permit::inspectable;
pub use plan::{DeferredPlan, Procedure, StepPlan, TaskPlan};
pub use refusal::Refusal;
pub use signed::signed_by;
pub use state::{
    Bill, Case, CaseStatus, CorrectionProposal, CorrectionRound, Deferred, HandedOut, Inspection,
    Overdue, OverdueState, ParcelEnd, Refund, Supplied,
};
pub use task::{
    Extended, Extension, Outcome, Pause, ResultDocument, Sample, SampleCheck, Task, TaskStatus,
    TaskStep, Wait,
};
pub use watch::{LimitKind, Watch, light, next_turn, watches};
