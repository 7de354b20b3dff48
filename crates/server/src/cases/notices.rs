//! What the applicant is told by message, written in the transaction of what happened (T3).

use onething_domain::case::{Event, LimitKind};

use super::store::Loaded;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::outbox;
use crate::session::store;

/// Tells the applicant what has happened after an event.
///
/// # Errors
/// The database's.
pub async fn tell(app: &App, tx: &mut Tx, loaded: &Loaded, after: i64) -> Result<()> {
    let Some(party) = &loaded.case.applicant else {
        return Ok(());
    };
    let fresh = loaded.records.iter().filter(|record| record.seq > after);
    let catalogue = app.shelf.catalogue();
    let hours = i64::from(catalogue.calendar()?.zone_hours);
    let texts: Vec<String> =
        fresh.filter_map(|record| text(&record.event, loaded, hours)).collect();
    if texts.is_empty() {
        return Ok(());
    }
    let Some(person) = store::person(app, tx, &party.person).await? else {
        return Ok(());
    };
    let phone = person.phone(app)?;
    for text in texts {
        outbox::put(app, tx, &phone, &text, None).await?;
    }
    Ok(())
}

/// What is said about an event; `hours` is how far the city's clock is ahead of UTC.
fn text(event: &Event, loaded: &Loaded, hours: i64) -> Option<String> {
    let title = &loaded.case.title.zh;
    let number = &loaded.number;
    let name =
        |item: &str| loaded.case.task(item).map_or("", |task| task.name.zh.as_str()).to_owned();
    let said = match event {
        Event::Filed { .. } => "已经提交，我们会在 5 个工作日内告诉您是否受理。".to_owned(),
        Event::CorrectionsRequested { entries } => {
            format!("有 {} 处需要补正，请打开办件一次补齐。", entries.len())
        }
        Event::Accepted { .. } => "已经受理，各部门开始办理。".to_owned(),
        Event::Declined { .. } => "没有受理，理由和您可以怎么做都写在办件里。".to_owned(),
        Event::TaskPaused { joint: true, .. } => return None, // the one inspection tells of all
        Event::TaskPaused { item, days, .. } => {
            format!(
                "“{}”需要走特别程序，最多 {days} 个工作日，这段时间不计入办理时限。",
                name(item)
            )
        }
        Event::TaskExtended { item, days, reason } => {
            format!("“{}”的办理期限依法延长 {days} 个工作日，理由：{reason}", name(item))
        }
        Event::InspectionScheduled { items, at, place, note } => {
            let names: Vec<String> = items.iter().map(|item| name(item)).collect();
            let there = *at + chrono::TimeDelta::hours(hours);
            let when = there.format("%-m月%-d日 %H:%M");
            format!(
                "“{}”将于 {when} 在{place}一次联合踏勘，请安排人员在场。{note}",
                names.join("、")
            )
        }
        Event::InspectionMoved { at, place, note, .. } => {
            let there = *at + chrono::TimeDelta::hours(hours);
            let when = there.format("%-m月%-d日 %H:%M");
            format!("联合踏勘改到 {when}，在{place}，请安排人员在场。{note}")
        }
        Event::LimitPassed { item: Some(item), limit: LimitKind::Promised, .. } => {
            format!("“{}”超过了承诺的办理时限，已经记录，正在督促部门办理。", name(item))
        }
        Event::ItemWithdrawn { item, .. } => format!("“{}”已按您的申请撤回。", name(item)),
        Event::TaskApproved { item, conditions, .. } if !conditions.is_empty() => {
            format!("“{}”附条件通过，条件写在办件和决定书里。", name(item))
        }
        Event::TaskRefused { item, .. } => {
            format!("“{}”没有通过，理由和您可以怎么做都写在办件里。", name(item))
        }
        Event::ResultIssued { item, .. } => format!("“{}”办好了。", name(item)),
        Event::HandedOut { tracking } if !tracking.is_empty() => {
            format!("结果已经寄出，快递单号 {tracking}。")
        }
        Event::HandedOut { .. } => "结果已经交到您手上。".to_owned(),
        Event::RefundPaid { .. } => "该退的费用已经退回原支付账户。".to_owned(),
        Event::Finished => "全部办结，谢谢您使用一件事。".to_owned(),
        _ => return None,
    };
    Some(format!("【{title}】办件 {number}：{said}"))
}
