//! What the applicant is told by message, written in the transaction of what happened (T3).

use onething_domain::case::{Event, LimitKind, Outcome, Party};
use onething_domain::fee;
use onething_domain::item::Lapse;
use onething_domain::message::MessageKind;
use onething_domain::text::Text;

use super::store::Loaded;
use crate::all;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::outbox::{self, Message};

/// Tells the applicant what has happened after an event.
///
/// # Errors
/// The database's.
pub async fn tell(app: &App, tx: &mut Tx, loaded: &Loaded, after: i64) -> Result<()> {
    let Some(party) = &loaded.case.applicant else {
        return Ok(());
    };
    let receivers = receivers(tx, party).await?;
    let zone_hours = app.shelf.catalogue().calendar()?.zone_hours;
    for record in loaded.records.iter().filter(|record| record.seq > after) {
        let Some((kind, more)) = said(&record.event, loaded, zone_hours) else { continue };
        let mut with =
            vec![("thing", loaded.case.title.clone()), ("number", Text::zh(loaded.number.clone()))];
        with.extend(more);
        let pay = matches!(kind, MessageKind::PaymentAsked | MessageKind::PaymentReminder);
        for receiver in &receivers {
            let message = Message {
                kind,
                key: format!("case/{}/{}", loaded.number, record.seq),
                about: format!("/cases/{}{}", loaded.number, if pay { "/pay" } else { "" }),
                with: with.clone(),
            };
            outbox::tell(app, tx, receiver, message).await?;
        }
    }
    Ok(())
}

/// Ids of those who are told: whoever filed it, as long as they may act for the company that it is filed for; then who
/// represents it by law, for it is the company's case, and no longer theirs.
async fn receivers(tx: &mut Tx, party: &Party) -> Result<Vec<String>> {
    let Some(company) = &party.company else { return Ok(vec![party.person.clone()]) };
    let members = all!(
        tx,
        (String, bool),
        "SELECT person, representative FROM company_member WHERE company = $1 ORDER BY person",
        company
    )?;
    if members.iter().any(|(person, _)| *person == party.person) {
        return Ok(vec![party.person.clone()]);
    }
    let heads = members.into_iter().filter(|(_, represents)| *represents);
    Ok(heads.map(|(person, _)| person).collect())
}

/// How many messages a case has brought, by its events alone.
pub fn told(loaded: &Loaded) -> usize {
    loaded.records.iter().filter(|record| said(&record.event, loaded, 0).is_some()).count()
}

/// A material that is or was to follow: its name, and its last day.
fn deferred(material: &str, loaded: &Loaded) -> Option<Vec<(&'static str, Text)>> {
    let known = loaded.case.deferred.iter().find(|known| known.plan.material == material)?;
    let day = outbox::day(known.plan.until);
    Some(vec![("material", known.plan.name.clone()), ("until", day)])
}

/// Whether what needs a material ended with its last day.
fn ends(material: &str, loaded: &Loaded) -> bool {
    let known = loaded.case.deferred.iter().find(|known| known.plan.material == material);
    known.is_some_and(|known| known.plan.lapse == Lapse::Ends) && loaded.case.accepted_at.is_some()
}

/// Whether an item ended for a material whose day had passed before acceptance, when nothing ended yet: that is told with
/// the first item of the material.
fn ended_later(item: &str, material: &str, loaded: &Loaded) -> bool {
    let case = &loaded.case;
    let known = case.deferred.iter().find(|known| known.plan.material == material);
    let Some(known) = known else { return false };
    let before =
        known.lapsed_at.zip(case.accepted_at).is_some_and(|(day, accepted)| day < accepted);
    let lacked = |id: &&String| {
        let outcome = case.task(id).and_then(|task| task.outcome.as_ref());
        matches!(outcome, Some(Outcome::MaterialLacking { material: of }) if of == material)
    };
    before && known.plan.items.iter().find(lacked).is_some_and(|first| first == item)
}

/// What an event is to the applicant, and what its words need beside thing and number.
fn said(
    event: &Event,
    loaded: &Loaded,
    zone_hours: i32,
) -> Option<(MessageKind, Vec<(&'static str, Text)>)> {
    let item = |item: &str| {
        let name = loaded.case.task(item).map(|task| task.name.clone()).unwrap_or_default();
        ("item", name)
    };
    let owed = || vec![("amount", outbox::amount(loaded.case.bill.total()))];
    Some(match event {
        // What is not paid has not reached the intake: nobody looks at it yet (A6).
        Event::Filed { bill, .. } if fee::total(bill) > 0 => (MessageKind::PaymentAsked, owed()),
        Event::PaymentReminded => (MessageKind::PaymentReminder, owed()),
        Event::Received if loaded.case.paper.is_some() => (MessageKind::PaperAsked, vec![]),
        Event::Received => (MessageKind::CaseFiled, vec![]),
        Event::PaperSigned => (MessageKind::PaperSigned, vec![]),
        Event::MaterialReminded { material } => {
            (MessageKind::MaterialReminder, deferred(material, loaded)?)
        }
        Event::MaterialSupplied { material, .. } => {
            (MessageKind::MaterialSupplied, deferred(material, loaded)?)
        }
        Event::MaterialLapsed { material } => match ends(material, loaded) {
            true => (MessageKind::MaterialEnded, deferred(material, loaded)?),
            false => (MessageKind::MaterialLate, deferred(material, loaded)?),
        },
        Event::TaskEnded { item: id, lacking: Some(material), .. }
            if ended_later(id, material, loaded) =>
        {
            (MessageKind::MaterialEnded, deferred(material, loaded)?)
        }
        Event::CorrectionsRequested { entries } => {
            let count = Text::zh(entries.len().to_string());
            (MessageKind::CaseCorrections, vec![("count", count)])
        }
        Event::Accepted { .. } => (MessageKind::CaseAccepted, vec![]),
        Event::Declined { .. } => (MessageKind::CaseDeclined, vec![]),
        Event::TaskPaused { joint: true, .. } => return None, // the one inspection tells of all
        Event::TaskPaused { item: id, days, .. } => {
            (MessageKind::TaskPaused, vec![item(id), ("days", Text::zh(days.to_string()))])
        }
        Event::TaskExtended { item: id, days, reason } => (
            MessageKind::TaskExtended,
            vec![
                item(id),
                ("days", Text::zh(days.to_string())),
                ("reason", Text::zh(reason.clone())),
            ],
        ),
        Event::InspectionScheduled { items, at, place, note } => (
            MessageKind::InspectionScheduled,
            vec![
                ("item", joined(items.iter().map(|id| item(id).1))),
                ("time", outbox::moment(zone_hours, *at)),
                ("place", Text::zh(place.clone())),
                ("note", Text::zh(note.clone())),
            ],
        ),
        Event::InspectionMoved { items, at, place, note, .. } => (
            MessageKind::InspectionMoved,
            vec![
                ("item", joined(items.iter().map(|id| item(id).1))),
                ("time", outbox::moment(zone_hours, *at)),
                ("place", Text::zh(place.clone())),
                ("note", Text::zh(note.clone())),
            ],
        ),
        Event::LimitPassed { item: Some(id), limit: LimitKind::Promised, .. } => {
            (MessageKind::PromiseBroken, vec![item(id)])
        }
        Event::ItemWithdrawn { item: id, .. } => (MessageKind::ItemWithdrawn, vec![item(id)]),
        Event::TaskApproved { item: id, conditions, .. } if !conditions.is_empty() => {
            (MessageKind::TaskConditional, vec![item(id)])
        }
        Event::TaskRefused { item: id, .. } => (MessageKind::TaskRefused, vec![item(id)]),
        Event::ResultIssued { item: id, .. } => (MessageKind::ResultIssued, vec![item(id)]),
        Event::HandedOut { tracking, .. } if !tracking.is_empty() => {
            (MessageKind::ResultPosted, vec![("tracking", Text::zh(tracking.clone()))])
        }
        Event::HandedOut { .. } => (MessageKind::ResultHandedOut, vec![]),
        Event::ParcelReturned { tracking, reason } => (
            MessageKind::ParcelReturned,
            vec![("tracking", Text::zh(tracking.clone())), ("reason", Text::zh(reason.clone()))],
        ),
        Event::RefundPaid { .. } => (MessageKind::RefundPaid, vec![]),
        Event::Finished => (MessageKind::CaseFinished, vec![]),
        _ => return None,
    })
}

/// Names one after another.
fn joined(names: impl Iterator<Item = Text>) -> Text {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for name in names {
        en.push(name.get("en").to_owned());
        zh.push(name.zh);
    }
    Text::new(zh.join("、"), en.join(", "))
}
