//! What citizens do, one folder each. Features never import each other; what they share is in
//! `parts` and `ui`, and they reach each other's pages by `links`.

pub mod account;
pub mod apply;
pub mod booking;
pub mod check;
pub mod departments;
pub mod documents;
pub mod figures;
pub mod guide;
pub mod guides;
pub mod home;
pub mod login;
pub mod lookup;
pub mod messages;
pub mod notices;
pub mod outbox;
pub mod pay;
pub mod places;
pub mod receipt;
pub mod tickets;
pub mod track;
pub mod verify;
pub mod wallet;
pub mod window;
