//! What several journeys do: the words of the pages stand here once.

pub mod citizen;
pub mod filing;
pub mod form;
pub mod looks;
pub mod staff;
