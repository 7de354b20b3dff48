//! An import where people have been editing: what files change and what editors changed is merged, and where
//! both changed the same, nothing is imported.
//!
//! For each document that was ever edited here three states are known: what files brought last, what is in
//! force since, and what the file says now. A file that has not changed since it was last read changes
//! nothing, however old it is.

use std::path::Path;

use chrono::{DateTime, Utc};
use onething_api::catalogue::RevisionKind;
use onething_domain::authoring::{Author, Document, DocumentKind, DocumentRef, amend};
use serde_json::Value;

use super::documents::subject;
use super::release_store;
use super::store::{self, Saving};
use crate::city::content::{Content, Fault};
use crate::city::locate::line_of;
use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec, names};

/// What became of documents that were edited here.
#[derive(Default)]
pub struct Rebased {
    /// Documents that are not as their file says: kept as they are in force, or merged with it.
    pub kept: Vec<String>,
    /// Where file and editor changed the same.
    pub faults: Vec<Fault>,
    /// Whether the content is another now than the files say.
    pub changed: bool,
}

/// Brings what was edited here into content that was read from files, and working copies onto it.
///
/// # Errors
/// The database's.
pub async fn rebase(
    tx: &mut Tx,
    content: &mut Content,
    folder: &Path,
    now: DateTime<Utc>,
) -> Result<Rebased> {
    let mut rebased = Rebased::default();
    let known = all!(
        &mut *tx,
        (String, String, bool, Option<String>),
        "SELECT kind, id, open, imported FROM document ORDER BY kind, id"
    )?;
    for (kind, id, open, imported) in known {
        let of = DocumentRef { kind: names::value(&kind)?, id };
        let mut one = One { tx: &mut *tx, of: &of, folder, now, rebased: &mut rebased };
        one.rebase(content, open, imported).await?;
    }
    Ok(rebased)
}

struct One<'a> {
    tx: &'a mut Tx,
    of: &'a DocumentRef,
    folder: &'a Path,
    now: DateTime<Utc>,
    rebased: &'a mut Rebased,
}

impl One<'_> {
    async fn rebase(
        &mut self,
        content: &mut Content,
        open: bool,
        imported: Option<String>,
    ) -> Result<()> {
        let file = find(content, self.of)?;
        let before = store::in_force(self.tx, self.of).await?;
        // Never edited and published here: what is in force is what files brought.
        let last = match &imported {
            Some(body) => Some(body.clone()).filter(|body| !body.is_empty()),
            None => before.clone(),
        };
        let Some(after) = self.in_force(&last, &before, &file)? else {
            return Ok(());
        };
        if after != file {
            self.rebased.kept.push(subject(self.of));
            self.rebased.changed = true;
            put(content, self.of, after.as_deref())?;
        }
        // Noted once more only where file and force still differ.
        let noted = (after != file).then(|| file.clone().unwrap_or_default());
        exec!(
            &mut *self.tx,
            "UPDATE document SET imported = $3 WHERE kind = $1 AND id = $2",
            self.of.kind.name(),
            &self.of.id,
            noted
        )?;
        if after != before {
            self.carry(open, before.as_deref(), after.as_deref()).await?;
        }
        Ok(())
    }

    /// What will be in force; none where that cannot be decided.
    fn in_force(
        &mut self,
        last: &Option<String>,
        before: &Option<String>,
        file: &Option<String>,
    ) -> Result<Option<Option<String>>> {
        if file == last {
            return Ok(Some(before.clone()));
        }
        if before == last || before == file {
            return Ok(Some(file.clone()));
        }
        let (Some(last), Some(before), Some(file)) = (last, before, file) else {
            self.clash("", "one of the two has taken it away or brought it anew");
            return Ok(None);
        };
        let value = |body: &str| serde_json::from_str::<Value>(body);
        let merged = amend(&value(last)?, &value(before)?, &value(file)?);
        for clash in &merged.clashes {
            self.clash(&clash.path, "it was published otherwise here");
        }
        if !merged.clashes.is_empty() {
            return Ok(None);
        }
        // Through its type, so that members stand in their order.
        let document = Document::of_value(self.of.kind, merged.value)?;
        Ok(Some(Some(store::body(&document)?)))
    }

    /// Carries the working copy onto what will be in force, or notes the change in the history.
    async fn carry(&mut self, open: bool, before: Option<&str>, after: Option<&str>) -> Result<()> {
        let Some(after) = after else {
            return Ok(()); // taken away: a working copy stays as it is, for whoever wants it back
        };
        let after = store::read(self.of.kind, after)?;
        let mut document = after.clone();
        if open {
            if release_store::holding(self.tx, self.of).await?.is_some() {
                self.clash("", "it is in review here; publish it or take it back first");
                return Ok(());
            }
            let found = store::current(self.tx, self.of).await?;
            let (copy, _) = found.ok_or_else(|| store::gone("a copy"))?;
            let base = match before {
                Some(body) => store::read(self.of.kind, body)?.value(),
                None => Value::Null,
            };
            let merged = amend(&base, &copy.value(), &after.value());
            for clash in &merged.clashes {
                self.clash(&clash.path, "somebody is writing on it here");
            }
            if !merged.clashes.is_empty() {
                return Ok(());
            }
            document = Document::of_value(self.of.kind, merged.value)?;
        }
        let by = Author { id: "import".to_owned(), name: String::new() };
        let how = RevisionKind::Imported;
        let saving = Saving { document: &document, how, open, note: "", by: &by, at: self.now };
        store::save(self.tx, &saving).await?;
        Ok(())
    }

    fn clash(&mut self, path: &str, why: &str) {
        let file = self.folder.join(format!("{}.toml", subject(self.of)));
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let what = if path.is_empty() { "the document" } else { path };
        self.rebased.faults.push(Fault {
            line: line_of(&text, path),
            file,
            message: format!("{what} was changed in the file, and {why}"),
            remedy:
                "export, put both changes into the file and import it; or give the working copy up"
                    .to_owned(),
        });
    }
}

/// What the content says of a document, as it is stored.
fn find(content: &Content, of: &DocumentRef) -> Result<Option<String>> {
    let body = match of.kind {
        DocumentKind::Item => {
            content.items.iter().find(|item| item.id == of.id).map(serde_json::to_string)
        }
        DocumentKind::Thing => {
            content.things.iter().find(|thing| thing.id == of.id).map(serde_json::to_string)
        }
    };
    Ok(body.transpose()?)
}

fn put(content: &mut Content, of: &DocumentRef, body: Option<&str>) -> Result<()> {
    match of.kind {
        DocumentKind::Item => {
            content.items.retain(|item| item.id != of.id);
            content.items.extend(body.map(serde_json::from_str).transpose()?);
        }
        DocumentKind::Thing => {
            content.things.retain(|thing| thing.id != of.id);
            content.things.extend(body.map(serde_json::from_str).transpose()?);
        }
    }
    Ok(())
}
