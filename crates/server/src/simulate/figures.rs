//! What came of a simulated year, in numbers: as text for the terminal, and as a page.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Outcome;
use crate::markup::escape;

/// What happened.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Days that passed.
    pub days: u32,
    /// Requests that were answered.
    pub acts: u64,
    /// Requests whose node died.
    pub deaths: u64,
    /// Those of them that had done everything and told nobody.
    pub lost_answers: u64,
    /// Nodes that were opened anew.
    pub restarts: u64,
    /// Requests that were told to come again.
    pub unavailable: u64,
    /// Rounds of what happens by itself.
    pub rounds: u64,
    /// Pieces of work whose node died after taking them.
    pub lost_leases: u64,
    /// Requests that the rules refused, by rule or else by code.
    pub refused: BTreeMap<String, u64>,
    /// Seconds that the year took.
    pub seconds: f64,
}

/// A department's share, from the events.
#[derive(Clone, Debug, Default)]
pub struct Department {
    /// Tasks that have started.
    pub started: u64,
    /// Tasks that ended within their promise.
    pub met: u64,
    /// Tasks that ended after it, or are over it.
    pub late: u64,
    /// Working days used by those that ended.
    pub used: u64,
    /// Working days promised for those that ended.
    pub promised: u64,
}

/// What the cases add up to.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// Cases by where they stand.
    pub status: BTreeMap<String, u64>,
    /// Events.
    pub events: u64,
    /// Accepted by silence.
    pub silent: u64,
    /// Decided by rules alone.
    pub instant: u64,
    /// Requests for corrections.
    pub corrections: u64,
    /// Tasks refused.
    pub refused: u64,
    /// Cents that came in, and that went back.
    pub paid: i64,
    /// Cents that went back or will.
    pub back: i64,
    /// Departments by id.
    pub departments: BTreeMap<String, Department>,
}

/// Figures by name, in the order of the page.
fn rows(outcome: &Outcome) -> Vec<(&'static str, String)> {
    let (figures, sums) = (&outcome.figures, &outcome.checked.sums);
    let cases: u64 = sums.status.values().sum();
    let status = |name: &str| sums.status.get(name).copied().unwrap_or(0);
    let (met, late) =
        sums.departments.values().fold((0, 0), |(met, late), it| (met + it.met, late + it.late));
    let per_second = if figures.seconds > 0.0 { cases as f64 / figures.seconds } else { 0.0 };
    vec![
        ("days", figures.days.to_string()),
        ("cases filed", cases.to_string()),
        ("finished", status("finished").to_string()),
        ("withdrawn", status("withdrawn").to_string()),
        ("declined", status("declined").to_string()),
        (
            "still under way",
            (cases - status("finished") - status("withdrawn") - status("declined")).to_string(),
        ),
        ("accepted by silence", sums.silent.to_string()),
        ("decided by rules alone", sums.instant.to_string()),
        ("requests for corrections", sums.corrections.to_string()),
        ("tasks refused", sums.refused.to_string()),
        ("tasks within their promise", share(met, met + late)),
        ("paid in, yuan", yuan(sums.paid)),
        ("paid back, yuan", yuan(sums.back)),
        ("events", sums.events.to_string()),
        ("messages", outcome.checked.messages.to_string()),
        ("requests answered", figures.acts.to_string()),
        ("requests whose node died", figures.deaths.to_string()),
        ("of them done, the answer lost", figures.lost_answers.to_string()),
        ("nodes opened anew", figures.restarts.to_string()),
        ("leases of dead nodes", figures.lost_leases.to_string()),
        ("requests refused by the rules", refused(figures)),
        ("seconds", format!("{:.1}", figures.seconds)),
        ("cases per second", format!("{per_second:.1}")),
        ("requests per second", format!("{:.1}", figures.acts as f64 / figures.seconds.max(0.001))),
    ]
}

fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => "-".to_owned(),
        whole => {
            format!("{part} of {whole} ({}.{} %)", part * 100 / whole, part * 1000 / whole % 10)
        }
    }
}

fn yuan(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn refused(figures: &Figures) -> String {
    let all: Vec<String> = figures.refused.iter().map(|(code, n)| format!("{code} {n}")).collect();
    if all.is_empty() { "0".to_owned() } else { all.join(", ") }
}

/// Writes the outcome as text.
pub fn text(outcome: &Outcome, f: &mut std::fmt::Formatter) -> std::fmt::Result {
    for (name, value) in rows(outcome) {
        writeln!(f, "{name:<30} {value}")?;
    }
    for (what, count) in &outcome.checked.checks {
        writeln!(f, "checked  {what}: {count}")?;
    }
    for fault in &outcome.checked.faults {
        writeln!(f, "FAULT    {fault}")?;
    }
    write!(f, "{} faults", outcome.checked.faults.len())
}

/// The outcome as a page: nothing in it runs, and it is printed as it is.
pub fn html(outcome: &Outcome) -> String {
    let mut out = String::from(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>A simulated year</title><style>\
         body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 sans-serif}table{border-collapse:collapse;width:100%}\
         th,td{padding:.25rem .75rem;border-bottom:1px solid #ddd;text-align:left;font-weight:400}td{font-variant-numeric:tabular-nums}\
         .bad{color:#a00}</style></head><body><h1>A simulated year</h1>\n",
    );
    table(
        &mut out,
        "Figures",
        rows(outcome).into_iter().map(|(name, value)| [name.to_owned(), value]),
    );
    let departments = outcome.checked.sums.departments.iter().map(|(id, of)| {
        let days = format!("{} of {} promised", of.used, of.promised);
        [
            format!("{id}: {} tasks", of.started),
            format!("{}, days used {days}", share(of.met, of.met + of.late)),
        ]
    });
    table(&mut out, "Departments: within their promise", departments);
    let checks =
        outcome.checked.checks.iter().map(|(what, count)| [what.clone(), count.to_string()]);
    table(&mut out, "Checked in the end", checks);
    // Writing to a text does not fail.
    let _ = writeln!(out, "<h2>Faults: {}</h2><ul class=\"bad\">", outcome.checked.faults.len());
    for fault in &outcome.checked.faults {
        let _ = writeln!(out, "<li>{}</li>", escape(fault));
    }
    out.push_str("</ul></body></html>\n");
    out
}

fn table(out: &mut String, title: &str, rows: impl Iterator<Item = [String; 2]>) {
    let _ = writeln!(out, "<h2>{}</h2><table>", escape(title));
    for [name, value] in rows {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            escape(&name),
            escape(&value)
        );
    }
    out.push_str("</table>\n");
}
