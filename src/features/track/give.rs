//! Commands that applicants give on the page of their case.

use onething_api::cases::{CaseView, CommandRequest};
use onething_domain::case::Command;

use crate::{
    api::{self, Wrote},
    i18n::t,
    platform::id,
    ui::say,
    words::why,
};

/// Gives a command on a case as it was at `seq`, and says what became of it: `done` is the text where it was done. Tells
/// `after` when there is an answer, whatever it is: up to which event what has happened is known to the person.
pub fn give(
    number: String,
    seq: i64,
    command: Command,
    done: &'static str,
    after: impl FnOnce(i64) + 'static,
) {
    let request = CommandRequest { id: id::fresh(), expected_seq: seq, command };
    leptos::task::spawn_local(async move {
        let (words, known) = match api::cases::command::<CaseView>(&number, &request).await {
            Ok(Wrote::Done(case)) => (t(done), case.seq),
            Ok(Wrote::Stale(case)) => (t("error.stale_case"), case.seq),
            Err(error) => (why(&error).unwrap_or_else(|| error.message()), seq),
        };
        say(words);
        after(known);
    });
}
