//! Notices of a city's content, in and out.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};
use onething_domain::canonical;

use super::file::{self, NoticeFile};
use super::{judge, store};
use crate::all;
use crate::city::content::{Content, Fault};
use crate::db::Tx;
use crate::error::{Error, Result};

/// Reads all files of the folder `notices`; a city may have none.
///
/// # Errors
/// Everything that is wrong, each with file, line and remedy.
pub fn read(folder: &Path, faults: &mut Vec<Fault>) -> Vec<NoticeFile> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let mut notices = Vec::with_capacity(files.len());
    for path in files {
        let id = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        let read = std::fs::read_to_string(&path)
            .map_err(|error| (1, format!("cannot be read: {error}"), "save it in UTF-8"))
            .and_then(|text| file::read(&id, &text));
        match read {
            Ok(notice) => notices.push(notice),
            Err((line, message, remedy)) => {
                faults.push(Fault { file: path, line, message, remedy: remedy.to_owned() });
            }
        }
    }
    notices
}

/// Everything wrong with the notices of a city's content.
pub fn check(content: &Content, folder: &Path) -> Vec<Fault> {
    let mut faults = Vec::new();
    // What nobody reads may be unfinished, as in the workbench.
    let read = |notice: &&NoticeFile| notice.published.is_some() && !notice.withdrawn;
    for notice in content.notices.iter().filter(read) {
        let (_, found) = judge(
            &notice.notice,
            |id| content.departments.iter().any(|department| department.id == id),
            |id| {
                content.things.iter().any(|thing| thing.id == id)
                    || notice.retired.iter().any(|retired| retired == id)
            },
        );
        for fault in found {
            let path = folder.join(format!("notices/{}.md", notice.id));
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let (message, remedy) = fault.code.words();
            let line = match (fault.line, fault.field.as_str()) {
                (0, field) => file::key_line(&text, field),
                (line, field) => {
                    let line = usize::try_from(line).unwrap_or(1);
                    file::body_line(&text, field == "body.en") + line - 1
                }
            };
            let message = format!("{} {message}", fault.field);
            faults.push(Fault { file: path, line, message, remedy: remedy.to_owned() });
        }
    }
    faults
}

/// Stores the notices that a city's content brings. One whose file is the one imported last is left as it is,
/// whatever staff have made of it since; others that the content does not bring stay. What an import replaces
/// is kept in the notice's history.
///
/// # Errors
/// The database's.
pub async fn store(tx: &mut Tx, content: &Content, now: DateTime<Utc>) -> Result<Vec<String>> {
    let mut changed = Vec::new();
    for file in &content.notices {
        let digest = canonical::digest(file);
        let known = store::get(tx, &file.id).await?;
        if known.as_ref().is_some_and(|known| known.imported == digest) {
            continue;
        }
        let mut row = known.unwrap_or_else(|| store::Row::new(file.id.clone()));
        if file.published.is_none() {
            row.shown.clear();
        }
        row.write(&file.notice, "")?;
        match file.published {
            None => {}
            Some(_) => row.show(judge(&file.notice, |_| true, |_| true).0)?,
        }
        row.published_at = file.published;
        row.corrected_at = file.corrected;
        row.withdrawn = file.withdrawn;
        row.imported = digest;
        if !store::put(tx, &mut row, now, "", "imported", "").await? {
            return Err(Error::Broken(format!("notice {} changed during the import", file.id)));
        }
        changed.push(format!("notice {}", file.id));
    }
    Ok(changed)
}

/// All notices as files: what people read, or what is written where nobody has published it yet. A correction
/// that nobody has published stays behind.
///
/// # Errors
/// The database's.
pub async fn files(tx: &mut Tx) -> Result<Vec<NoticeFile>> {
    let mut files = Vec::new();
    let things = all!(&mut *tx, (String,), "SELECT id FROM thing")?;
    let things: BTreeSet<String> = things.into_iter().map(|(id,)| id).collect();
    for row in store::every(tx).await? {
        let notice = match row.shown()? {
            Some(shown) => shown.notice,
            None => row.written()?,
        };
        let retired = notice.things.iter().filter(|thing| !things.contains(*thing));
        files.push(NoticeFile {
            retired: retired.cloned().collect(),
            notice,
            published: row.published_at,
            corrected: row.corrected_at,
            withdrawn: row.withdrawn,
            id: row.id,
        });
    }
    Ok(files)
}
