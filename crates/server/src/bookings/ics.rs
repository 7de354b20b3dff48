//! A booking as a calendar file (RFC 5545), behind a link that is good for an hour and for anyone who has it: browsers
//! inside of apps take no files from pages. It says nothing about the person.

use chrono::{DateTime, Utc};
use onething_api::bookings::BookablePlace;
use onething_api::paths::{CALENDAR_FILE, fill};
use onething_api::problem::Code;
use onething_domain::booking::BookingStatus;

use super::{store, view};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};

/// Seconds for which a link is good, at most.
const SECONDS: i64 = 3600;
/// Links made within so many seconds are the same, so that a page that is read again does not change.
const STEP: i64 = 600;
/// Octets of a line (RFC 5545 §3.1).
const LINE: usize = 75;

fn seal(app: &App, id: &str, until: i64) -> String {
    app.keys.hash("calendar", &format!("{id}/{until}")).chars().take(32).collect()
}

/// The path of a booking's file, in Chinese unless its reader asks for another language.
pub fn link(app: &App, id: &str) -> String {
    let until = (app.clock.now().timestamp() + SECONDS) / STEP * STEP;
    fill(CALENDAR_FILE, &[&format!("{id}.{until}.{}.ics", seal(app, id, until))])
}

/// The file that a link leads to, in a language.
///
/// # Errors
/// No link of ours, or one that is over.
pub async fn file(app: &App, tx: &mut Tx, token: &str, language: &str) -> Result<String> {
    let none = || Error::new(Code::NotFound);
    let parts: Vec<&str> = token.split('.').collect();
    let [id, until, mark, "ics"] = parts.as_slice() else { return Err(none()) };
    let until: i64 = until.parse().map_err(|_| none())?;
    let now = app.clock.now();
    if until < now.timestamp() || seal(app, id, until) != *mark {
        return Err(none());
    }
    let row = store::get(tx, id).await?.ok_or_else(none)?;
    let catalogue = app.shelf.catalogue();
    let service = catalogue.bookings.service.iter().find(|known| known.id == row.service);
    let place = view::stored_place(&catalogue, service, &row.place);
    let name = service.map(|known| known.name.get(language)).unwrap_or_default();
    let summary = match language {
        "en" => format!("Appointment: {name}"),
        _ => format!("预约：{name}"),
    };
    let bring: Vec<&str> =
        service.into_iter().flat_map(|known| &known.bring).map(|text| text.get(language)).collect();
    let status = match row.status()? {
        BookingStatus::Cancelled => "CANCELLED",
        _ => "CONFIRMED",
    };
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//onething//booking//{}", language.to_uppercase()),
        "METHOD:PUBLISH".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        // The same in every file of a booking, so that a changed one replaces what is in the calendar.
        format!("UID:{}@onething", row.id),
        format!("SEQUENCE:{}", row.revision),
        format!("DTSTAMP:{}", utc(now)),
        format!("DTSTART:{}", utc(row.starts_at)),
        format!("DTEND:{}", utc(row.ends_at)),
        format!("SUMMARY:{}", escape(&summary)),
        format!("LOCATION:{}", escape(&location(&place, language))),
        format!("DESCRIPTION:{}", escape(&bring.join("\n"))),
        format!("STATUS:{status}"),
        "BEGIN:VALARM".to_owned(),
        "ACTION:DISPLAY".to_owned(),
        "TRIGGER:-PT2H".to_owned(),
        format!("DESCRIPTION:{}", escape(&summary)),
        "END:VALARM".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    Ok(lines.iter().map(|line| fold(line)).collect())
}

/// Where to go: the place, the counter or room there, and the address.
fn location(place: &BookablePlace, language: &str) -> String {
    let parts = [&place.name, &place.room, &place.address];
    let parts: Vec<&str> =
        parts.iter().map(|text| text.get(language)).filter(|text| !text.is_empty()).collect();
    parts.join(if language == "en" { ", " } else { "，" })
}

/// A moment in UTC (§3.3.5, form 2).
fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text (§3.3.11).
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line, folded and ended; no character is cut (§3.1).
fn fold(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut octets = 0;
    for char in line.chars() {
        if octets + char.len_utf8() > LINE {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(char);
        octets += char.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::{escape, fold};

    #[test]
    fn long_lines_are_folded_between_characters() {
        let folded = fold(&format!("SUMMARY:{}", "预".repeat(60)));
        assert!(folded.split("\r\n").all(|line| line.len() <= 75), "{folded}");
        assert_eq!(folded.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "预".repeat(60)));
        assert_eq!(fold("A:b"), "A:b\r\n");
    }

    #[test]
    fn what_means_something_is_escaped() {
        assert_eq!(escape("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
    }
}
