//! What happened to a case, told to its reader.

use std::collections::BTreeMap;

use onething_api::cases::{TimelineActor, TimelineEntry, event_name};
use onething_domain::case::{Case, Event, Record};
use onething_domain::text::Text;

use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::names::name;
use crate::session::store;

/// The timeline, oldest first. Citizens do not see what staff only propose to each other.
///
/// # Errors
/// The database's.
pub async fn timeline(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    records: &[Record],
    for_staff: bool,
) -> Result<Vec<TimelineEntry>> {
    let mut people: BTreeMap<&str, TimelineActor> = BTreeMap::new();
    let mut out = Vec::new();
    for record in records.iter().filter(|record| for_staff || !record.event.is_internal()) {
        let by = match people.get(record.actor.as_str()) {
            // Whoever came by when it was recorded, it is the clock that says so.
            _ if matches!(record.event, Event::LimitPassed { .. }) => TimelineActor::System,
            Some(known) => known.clone(),
            None => {
                let by = actor(app, tx, &record.actor, for_staff).await?;
                people.insert(&record.actor, by.clone());
                by
            }
        };
        let (item, note, mut params) = say(&record.event, case);
        for (_, to) in params.iter_mut().filter(|(name, _)| *name == "to") {
            if let Some(row) = store::staff(app, tx, to).await? {
                *to = row.name;
            }
        }
        out.push(TimelineEntry {
            seq: record.seq,
            at: record.at,
            event: event_name(&record.event).to_owned(),
            item,
            by,
            note,
            params: params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        });
    }
    Ok(out)
}

async fn actor(app: &App, tx: &mut Tx, actor: &str, for_staff: bool) -> Result<TimelineActor> {
    let Some(id) = actor.strip_prefix("staff:") else {
        let system = actor == "system";
        return Ok(if system { TimelineActor::System } else { TimelineActor::Applicant });
    };
    let row = store::staff(app, tx, id).await?;
    let (name, department) =
        row.map_or((id.to_owned(), String::new()), |row| (row.name, row.department));
    let department: Text = app.shelf.catalogue().department_name(&department);
    Ok(TimelineActor::Staff { department, name: if for_staff { name } else { String::new() } })
}

/// Name of a material that is or was to follow.
fn material(id: &str, case: &Case) -> String {
    let known = case.deferred.iter().find(|deferred| deferred.plan.material == id);
    known.map_or_else(|| id.to_owned(), |deferred| deferred.plan.name.zh.clone())
}

type Said = (Option<String>, String, Vec<(&'static str, String)>);

fn say(event: &Event, case: &Case) -> Said {
    let plain = |note: &str| (None, note.to_owned(), Vec::new());
    let on = |item: &str, note: &str| (Some(item.to_owned()), note.to_owned(), Vec::new());
    match event {
        Event::Filed { .. } | Event::Received | Event::Corrected { .. } | Event::Finished => {
            plain("")
        }
        Event::Paid { cents, .. } => (None, String::new(), vec![("cents", cents.to_string())]),
        Event::CorrectionsRequested { entries } | Event::CorrectionsProposed { entries, .. } => {
            let messages: Vec<&str> = entries.iter().map(|entry| entry.message.as_str()).collect();
            (None, messages.join("\n"), vec![("count", entries.len().to_string())])
        }
        Event::Accepted { silently } => {
            (None, String::new(), vec![("silently", silently.to_string())])
        }
        Event::Declined { report } => {
            (None, report.grounds.clone(), vec![("remedy", report.remedy.clone())])
        }
        Event::TaskStarted { item, .. } => on(item, ""),
        Event::TaskPaused { item, days, reason, .. } => {
            (Some(item.clone()), reason.clone(), vec![("days", days.to_string())])
        }
        Event::TaskResumed { item, finding } => on(item, finding),
        Event::TaskApproved { item, opinion, checks, conditions, .. } => (
            Some(item.clone()),
            std::iter::once(opinion)
                .chain(conditions)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join("\n"),
            vec![("instantly", (!checks.is_empty()).to_string())],
        ),
        Event::RefusalProposed { item, report, .. } | Event::TaskRefused { item, report } => {
            (Some(item.clone()), report.grounds.clone(), vec![("remedy", report.remedy.clone())])
        }
        Event::RefusalReturned { item, reason } | Event::ExtensionReturned { item, reason } => {
            on(item, reason)
        }
        Event::ExtensionProposed { item, days, reason, .. }
        | Event::TaskExtended { item, days, reason } => {
            (Some(item.clone()), reason.clone(), vec![("days", days.to_string())])
        }
        Event::StepPassed { item, note } => on(item, note),
        Event::InspectionScheduled { at, place, note, .. }
        | Event::InspectionMoved { at, place, note, .. } => {
            let said = if note.is_empty() { place.clone() } else { format!("{place}\n{note}") };
            (None, said, vec![("at", at.to_rfc3339())])
        }
        Event::LimitPassed { item, limit, step, due, .. } => {
            let mut params = vec![("limit", limit.name().to_owned()), ("due", due.to_string())];
            params.extend(step.map(|step| ("step", name(&step))));
            (item.clone(), String::new(), params)
        }
        Event::OverdueExplained { item, text } => (item.clone(), text.clone(), Vec::new()),
        Event::OverdueSettled { item, finding } => (item.clone(), finding.clone(), Vec::new()),
        Event::ItemWithdrawn { item, reason } => on(item, reason),
        Event::SampleChecked { item, agrees, note, .. } => {
            (Some(item.clone()), note.clone(), vec![("agrees", agrees.to_string())])
        }
        Event::TaskEnded { item, needed, lacking } => {
            let needed = needed.iter().map(|needed| ("needed", needed.clone())).collect();
            let lacking = lacking.as_deref().map(|id| material(id, case)).unwrap_or_default();
            (Some(item.clone()), lacking, needed)
        }
        Event::PaymentReminded | Event::PaperSigned | Event::Cosigned { .. } => plain(""),
        Event::MaterialSupplied { material: id, .. }
        | Event::MaterialReminded { material: id }
        | Event::MaterialLapsed { material: id } => plain(&material(id, case)),
        Event::ResultIssued { item, number, .. } => on(item, number),
        Event::RefundOrdered { item, cents, .. } => {
            (Some(item.clone()), String::new(), vec![("cents", cents.to_string())])
        }
        Event::RefundPaid { refund } => {
            match case.bill.refunds.iter().find(|known| known.id == *refund) {
                Some(known) => (
                    Some(known.item.clone()),
                    String::new(),
                    vec![("cents", known.cents.to_string())],
                ),
                None => plain(""),
            }
        }
        Event::DeliveryChanged { .. } => plain(""),
        Event::CorrectionsReturned { reason } => plain(reason),
        Event::Noted { text } => plain(text),
        Event::Assigned { item, to, reason } => {
            let to = to.iter().map(|to| ("to", to.clone())).collect();
            (item.clone(), reason.clone(), to)
        }
        Event::OwnerNamed { to, reason } => (None, reason.clone(), vec![("to", to.clone())]),
        Event::MarkSet { mark, on, reason } => {
            (None, reason.clone(), vec![("mark", name(mark)), ("on", on.to_string())])
        }
        Event::HandedOut { tracking, .. } | Event::ParcelReceived { tracking } => plain(tracking),
        Event::ParcelReturned { tracking, reason } => plain(&format!("{tracking} {reason}")),
        Event::Withdrawn { reason } => plain(reason),
    }
}
