//! The sheet of a package: what was filed and what came of it, to be read by people in fifty years, with any browser and
//! without a network: plain HTML with nothing in it that runs.

use std::fmt::Write;

use onething_domain::case::CaseDocumentKind;
use onething_domain::guide::Guide;
use onething_domain::submission::{Evidence, Submission};
use onething_portal::i18n::{Lang, moment, money, pick, t};
use onething_portal::render;
use onething_portal::sheet::sheet;
use onething_portal::words;

use super::Reader;
use crate::app::App;
use crate::cases::file::edition;
use crate::cases::store::Loaded;
use crate::cases::timeline;
use crate::city::catalogue::Catalogue;
use crate::documents::make::holder;
use crate::error::{Error, Result};
use crate::markup::escape;

/// Readable on paper and on a screen of any width.
const STYLE: &str = "body{max-width:52rem;margin:2rem auto;padding:0 1rem;font:1rem/1.7 sans-serif;color:#1a1a1a;background:#fff}\
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem;border-bottom:1px solid #999}\
table{width:100%;border-collapse:collapse}th,td{padding:.35rem .5rem;border-bottom:1px solid #ddd;text-align:left;\
vertical-align:top;font-weight:400;overflow-wrap:anywhere}th{width:34%;color:#555}\
img{max-height:6rem;border:1px solid #ddd}code{font-size:.8rem}";

/// A heading with its rows of two columns, the second one already markup.
type Part = (String, Vec<(String, String)>);

/// The sheet of a case, for one of its readers.
///
/// # Errors
/// The database's.
pub async fn html(app: &App, loaded: &Loaded, reader: Reader) -> Result<String> {
    let submission = loaded.case.submission.as_ref();
    let submission = submission.ok_or_else(|| Error::Broken("nothing was filed".to_owned()))?;
    let edition = edition(app, &submission.thing, submission.version).await?;
    let mut tx = app.db.read().await?;
    let holder = holder(app, &mut tx, loaded).await?;
    let staff = reader == Reader::Staff;
    let happened = timeline::timeline(app, &mut tx, &loaded.case, &loaded.records, staff).await?;
    let catalogue = app.shelf.catalogue();
    Ok(render::in_words(Lang::Zh, || {
        let mut parts = vec![about(loaded, &holder)];
        parts.extend(filed(&edition.guide, submission, &catalogue));
        parts.push(materials(&edition.guide, submission));
        parts.push(signatures(loaded));
        parts.push(outcome(loaded, &edition.guide));
        parts.push(documents(loaded));
        let rows = happened.iter().map(|entry| {
            let task = entry.item.as_ref().and_then(|item| loaded.case.task(item));
            let item = task.map(|task| format!("{}：", pick(&task.name))).unwrap_or_default();
            let said = [words::event(entry), entry.note.clone()].join(" ");
            let when = format!("{} {}", moment(entry.at), words::actor(&entry.by));
            (when, escape(&format!("{item}{said}")))
        });
        parts.push(("办理经过".to_owned(), rows.collect()));
        page(&pick(&loaded.case.title), &loaded.number, &parts)
    }))
}

fn page(title: &str, number: &str, parts: &[Part]) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{0} {1}</title><style>{STYLE}</style></head>\n\
         <body><h1>{0}</h1><p>办件 {1} 电子档案</p>\n",
        escape(title),
        escape(number)
    );
    for (heading, rows) in parts.iter().filter(|(_, rows)| !rows.is_empty()) {
        // Writing to a text does not fail.
        let _ = writeln!(out, "<h2>{}</h2><table>", escape(heading));
        for (label, value) in rows {
            let _ =
                writeln!(out, "<tr><th scope=\"row\">{}</th><td>{value}</td></tr>", escape(label));
        }
        out.push_str("</table>\n");
    }
    out.push_str("</body></html>\n");
    out
}

fn about(loaded: &Loaded, holder: &str) -> Part {
    let case = &loaded.case;
    let mut rows = vec![
        ("申请人".to_owned(), escape(holder)),
        ("提交时间".to_owned(), escape(&moment(loaded.filed_at()))),
    ];
    for (label, at) in [("受理时间", case.accepted_at), ("结束时间", case.ended_at)] {
        rows.extend(at.map(|at| (label.to_owned(), escape(&moment(at)))));
    }
    rows.push(("办理结果".to_owned(), escape(&words::case_status(case.status).0)));
    if case.bill.paid_cents > 0 {
        rows.push(("实收费用".to_owned(), escape(&money(case.bill.kept()))));
    }
    if let Some(report) = &case.declined {
        rows.push(("理由".to_owned(), escape(&report.grounds)));
    }
    ("办件".to_owned(), rows)
}

fn filed(guide: &Guide, submission: &Submission, catalogue: &Catalogue) -> Vec<Part> {
    let regions = catalogue.city.as_ref().map(|city| city.regions.as_slice()).unwrap_or_default();
    let part = |section: onething_portal::sheet::Section| {
        let rows = section.rows.into_iter().filter(|row| !row.value.is_empty());
        (section.title, rows.map(|row| (row.label, escape(&row.value))).collect())
    };
    sheet(guide, submission, regions).into_iter().map(part).collect()
}

fn materials(guide: &Guide, submission: &Submission) -> Part {
    let row = |(id, how): (&String, &Evidence)| {
        let name = guide.material(id).map_or_else(|| id.clone(), |known| pick(&known.name));
        let said = match how {
            Evidence::Upload { files } => {
                let link = |file: &onething_domain::submission::FileRef| {
                    link(&super::material(file), &file.name)
                };
                files.iter().map(link).collect::<Vec<_>>().join("<br>")
            }
            Evidence::Licence { number } => escape(&format!("电子证照 {number}")),
            Evidence::Commitment => escape(&t("materials.way.commitment")),
            Evidence::Deferred { until } => escape(&format!("容缺，{until} 前补交")),
        };
        (name, said)
    };
    ("材料".to_owned(), submission.evidence.iter().map(row).collect())
}

fn signatures(loaded: &Loaded) -> Part {
    let named = loaded.records.iter().flat_map(|record| {
        let at = moment(record.at);
        super::named(&record.event).signatures.into_iter().map(move |id| (at.clone(), id))
    });
    let rows = named.map(|(at, id)| (at, link(&super::signature(&id, "statement.json"), &id)));
    let mut rows: Vec<_> = rows.collect();
    if let Some(digests) = &loaded.case.digests {
        let said = format!("<code>SM3 {}<br>SHA-256 {}</code>", digests.sm3, digests.sha256);
        rows.push(("签名所绑定的内容".to_owned(), said));
    }
    ("签名".to_owned(), rows)
}

fn outcome(loaded: &Loaded, guide: &Guide) -> Part {
    let row = |task: &onething_domain::case::Task| {
        let department = guide.department(&task.department).map(|it| pick(&it.name));
        let result = task.result.as_ref();
        let result = result.map(|it| format!("{} {}", pick(&it.name), it.number));
        let said = [Some(words::task_status(task.status).0), department, result];
        (pick(&task.name), escape(&said.into_iter().flatten().collect::<Vec<_>>().join("，")))
    };
    ("各事项".to_owned(), loaded.case.tasks.iter().map(row).collect())
}

fn documents(loaded: &Loaded) -> Part {
    let rows = loaded.records.iter().filter_map(|record| {
        let (kind, item) = CaseDocumentKind::of(&record.event)?;
        let item = item.and_then(|item| loaded.case.task(item)).map(|task| pick(&task.name));
        Some((
            item.unwrap_or_default(),
            link(&super::document(record.seq, kind), &pick(&kind.title())),
        ))
    });
    ("文书".to_owned(), rows.collect())
}

fn link(path: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(path), escape(text))
}
