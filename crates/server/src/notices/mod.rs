//! Notices and policy readings: written by editors, published by somebody else, read by everyone (G10).

pub mod file;
pub mod import;
pub mod log;
mod markdown;
mod public;
mod store;
mod work;

use onething_api::notices::Prose;
use onething_domain::notice::{self, Notice, NoticeFault};

use crate::router::Route;

/// Routes of notices.
pub fn routes() -> Vec<Route> {
    [public::routes(), work::routes()].into_iter().flatten().collect()
}

/// What a notice says, and everything that is wrong with it.
pub fn judge(
    notice: &Notice,
    knows_department: impl Fn(&str) -> bool,
    knows_thing: impl Fn(&str) -> bool,
) -> (Prose, Vec<NoticeFault>) {
    let mut faults = notice::check(notice, knows_department, knows_thing);
    let mut body = Prose::default();
    for (field, text, parts) in
        [("body.zh", &notice.body.zh, &mut body.zh), ("body.en", &notice.body.en, &mut body.en)]
    {
        let reading = markdown::read(text);
        *parts = reading.parts;
        let found = reading.faults.into_iter().filter(|(line, _)| *line > 0);
        faults.extend(found.map(|(line, code)| NoticeFault {
            field: field.to_owned(),
            line,
            code,
        }));
    }
    (body, faults)
}
