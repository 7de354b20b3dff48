//! What the applicant is told by message, written in the transaction of what happened (T3).

use onething_domain::case::Event;

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
    let texts: Vec<String> = fresh.filter_map(|record| text(&record.event, loaded)).collect();
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

fn text(event: &Event, loaded: &Loaded) -> Option<String> {
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
        Event::TaskPaused { item, days, .. } => {
            format!(
                "“{}”需要走特别程序，最多 {days} 个工作日，这段时间不计入办理时限。",
                name(item)
            )
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
