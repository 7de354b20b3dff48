//! Files of materials on their way: two at a time, each by itself, resumed where they stopped (A3).

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use leptos::prelude::*;
use onething_domain::submission::{Evidence, FileRef};
use web_sys::File;

use super::form::Form;
use super::sending::sent;
use crate::{
    api,
    i18n::{pick, tr},
    platform::id,
    ui::{FieldError, FileAct, FileRow, FileState},
};

/// Files that travel at the same time; more would only make each slower.
const LANES: usize = 2;
/// Files that wait for their turn, and how many are under way.
struct Queue {
    busy: usize,
    waiting: VecDeque<Waiting>,
}

/// A file that waits, and the material that it is of.
struct Waiting {
    uploads: Uploads,
    material: String,
    row: FileRow,
}

thread_local! {
    /// Files as the browser gave them, by row: they cannot leave this thread.
    static FILES: RefCell<HashMap<String, File>> = RefCell::new(HashMap::new());
    static QUEUE: RefCell<Queue> = const { RefCell::new(Queue { busy: 0, waiting: VecDeque::new() }) };
}

/// The files of all materials of a form.
#[derive(Clone, Copy)]
pub struct Uploads {
    form: Form,
    /// Rows live as long as the form, whatever page they were added on.
    owner: StoredValue<Owner>,
    rows: StoredValue<BTreeMap<String, RwSignal<Vec<FileRow>>>>,
    stored: StoredValue<BTreeMap<String, FileRef>>,
    /// Rows that go once the row that takes their place is stored.
    replaced: StoredValue<BTreeMap<String, String>>,
    /// Rows that failed for want of a network.
    cut: StoredValue<HashSet<String>>,
}

impl Uploads {
    /// No files yet; [`Self::sync`] takes up those that are stored.
    pub fn new(form: Form) -> Self {
        let guide = form.guide();
        let rows = guide.materials.iter().map(|m| (m.id.clone(), RwSignal::new(Vec::new())));
        Self {
            form,
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            rows: StoredValue::new(rows.collect()),
            stored: StoredValue::new(BTreeMap::new()),
            replaced: StoredValue::new(BTreeMap::new()),
            cut: StoredValue::new(HashSet::new()),
        }
    }

    /// The files of a material, in order.
    pub fn rows(self, material: &str) -> Signal<Vec<FileRow>> {
        self.signal(material).map_or_else(|| Signal::from(Vec::new()), Signal::from)
    }

    fn signal(self, material: &str) -> Option<RwSignal<Vec<FileRow>>> {
        self.rows.with_value(|rows| rows.get(material).copied())
    }

    /// The files of these materials that have not arrived, waiting, on their way or failed, each as a line of a summary
    /// with the remedy. Tracked.
    pub fn unfinished(self, materials: &[String]) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for id in materials {
            let Some(rows) = self.signal(id) else { continue };
            for row in rows.get() {
                let key = match row.state.get() {
                    FileState::Done => continue,
                    FileState::Failed(_) => "materials.file_failed",
                    FileState::Waiting | FileState::Sending(_) => "materials.file_waits",
                };
                let of = self.form.material(id).map(|material| pick(&material.name));
                let text = tr(key, &[("of", &of.unwrap_or_default()), ("file", &row.name)]);
                errors.push(FieldError { id: format!("evidence.{id}"), text });
            }
        }
        errors
    }

    /// Lets go of what has not arrived for a material, which is met in another way now.
    pub fn let_go(self, material: &str) {
        let Some(rows) = self.signal(material) else { return };
        rows.update(|rows| {
            rows.retain(|row| {
                let has_arrived = row.state.get_untracked() == FileState::Done;
                if !has_arrived {
                    self.drop_file(&row.key);
                }
                has_arrived
            });
        });
    }

    /// Forgets the file of a row as the browser gave it, and the row whose place it was to take.
    fn drop_file(self, key: &str) {
        FILES.with_borrow_mut(|files| files.remove(key));
        self.replaced.update_value(|all| {
            all.remove(key);
        });
    }

    /// Makes the lists say what the form says; files on their way stay.
    pub fn sync(self) {
        let evidence = self.form.evidence.get_untracked();
        for (material, signal) in self.rows.get_value() {
            let files = match evidence.get(&material) {
                Some(Evidence::Upload { files }) => files.as_slice(),
                _ => &[],
            };
            let done = |row: &FileRow| row.state.with_untracked(|s| *s == FileState::Done);
            let now = signal.with_untracked(|rows| {
                rows.iter().filter(|row| done(row)).map(|row| self.id_of(row)).collect::<Vec<_>>()
            });
            if now.iter().flatten().eq(files.iter().map(|file| &file.id)) {
                continue;
            }
            signal.update(|rows| {
                rows.retain(|row| !done(row));
                let stored: Vec<FileRow> = files.iter().map(|file| self.stored_row(file)).collect();
                rows.splice(0..0, stored);
            });
        }
    }

    fn id_of(self, row: &FileRow) -> Option<String> {
        self.stored.with_value(|stored| stored.get(&row.key).map(|file| file.id.clone()))
    }

    fn stored_row(self, file: &FileRef) -> FileRow {
        let key = file.id.clone();
        self.stored.update_value(|stored| {
            stored.insert(key.clone(), file.clone());
        });
        let address = api::uploads::file_address(&file.id);
        self.owner.get_value().with(|| FileRow {
            key,
            name: file.name.clone(),
            size: about(file),
            state: RwSignal::new(FileState::Done),
            address: RwSignal::new(Some(address)),
            picture: file.media.starts_with("image/"),
        })
    }

    fn new_row(self, file: &File) -> FileRow {
        self.owner.get_value().with(|| FileRow {
            key: id::fresh(),
            name: file.name(),
            size: size(file.size()),
            state: RwSignal::new(FileState::Waiting),
            address: RwSignal::new(None),
            picture: file.type_().starts_with("image/"),
        })
    }

    /// Takes picked files in and sends them.
    pub fn add(self, material: &str, files: Vec<File>) {
        let Some(signal) = self.signal(material) else { return };
        let most = self.form.material(material).map_or(0, |material| material.max_files as usize);
        let free = most.saturating_sub(signal.with_untracked(Vec::len));
        if files.len() > free {
            crate::ui::say(tr("upload.too_many", &[("n", &most.to_string())]));
        }
        for file in files.into_iter().take(free) {
            let row = self.new_row(&file);
            signal.update(|rows| rows.push(row.clone()));
            FILES.with_borrow_mut(|files| files.insert(row.key.clone(), file));
            self.queue(material, row);
        }
    }

    /// Sends a picture that was worked on; the one that it was made of stays until this one is stored.
    pub fn replace(self, material: &str, key: &str, file: File) {
        let Some(signal) = self.signal(material) else { return };
        let at = signal.with_untracked(|rows| rows.iter().position(|row| row.key == key));
        let Some(at) = at else { return };
        let row = self.new_row(&file);
        self.replaced.update_value(|all| {
            all.insert(row.key.clone(), key.to_owned());
        });
        signal.update(|rows| rows.insert(at + 1, row.clone()));
        FILES.with_borrow_mut(|files| files.insert(row.key.clone(), file));
        self.queue(material, row);
    }

    /// Takes files in that were handed in before.
    pub fn reuse(self, material: &str, files: &[FileRef]) {
        let Some(signal) = self.signal(material) else { return };
        let most = self.form.material(material).map_or(0, |material| material.max_files as usize);
        let there = self.form.evidence.with_untracked(|all| match all.get(material) {
            Some(Evidence::Upload { files }) => files.iter().map(|file| file.id.clone()).collect(),
            _ => HashSet::new(),
        });
        let new: Vec<&FileRef> = files.iter().filter(|file| !there.contains(&file.id)).collect();
        if signal.with_untracked(Vec::len) + new.len() > most {
            return crate::ui::say(tr("upload.too_many", &[("n", &most.to_string())]));
        }
        let rows: Vec<FileRow> = new.into_iter().map(|file| self.stored_row(file)).collect();
        signal.update(|all| all.extend(rows));
        self.tell(material);
    }

    /// Does what the person wants with a file.
    pub fn act(self, material: &str, key: &str, act: FileAct) {
        let Some(signal) = self.signal(material) else { return };
        let at = signal.with_untracked(|rows| rows.iter().position(|row| row.key == key));
        let Some(at) = at else { return };
        match act {
            FileAct::Retry => {
                if let Some(row) = signal.with_untracked(|rows| rows.get(at).cloned()) {
                    row.state.set(FileState::Waiting);
                    self.queue(material, row);
                }
                return;
            }
            FileAct::Remove => {
                signal.update(|rows| {
                    rows.remove(at);
                });
                self.drop_file(key);
            }
            FileAct::Up if at > 0 => signal.update(|rows| rows.swap(at, at - 1)),
            FileAct::Down => signal.update(|rows| {
                if at + 1 < rows.len() {
                    rows.swap(at, at + 1);
                }
            }),
            FileAct::Up => return,
        }
        self.tell(material);
    }

    /// Sends everything again that failed for want of a network.
    pub fn retry_cut(self) {
        if self.cut.with_value(HashSet::is_empty) {
            return;
        }
        let cut = self.cut.try_update_value(std::mem::take).unwrap_or_default();
        for (material, signal) in self.rows.get_value() {
            for row in signal.get_untracked().iter().filter(|row| cut.contains(&row.key)) {
                if matches!(row.state.get_untracked(), FileState::Failed(_)) {
                    self.act(&material, &row.key, FileAct::Retry);
                }
            }
        }
    }

    /// Tells the form which files of a material are stored, in order.
    pub fn tell(self, material: &str) {
        let rows = self.signal(material).map(|rows| rows.get_untracked()).unwrap_or_default();
        let files: Vec<FileRef> = self.stored.with_value(|stored| {
            rows.iter().filter_map(|row| stored.get(&row.key).cloned()).collect()
        });
        let how = (!files.is_empty()).then_some(Evidence::Upload { files });
        self.form.meet(material, how);
    }

    fn queue(self, material: &str, row: FileRow) {
        let waiting = Waiting { uploads: self, material: material.to_owned(), row };
        QUEUE.with_borrow_mut(|queue| queue.waiting.push_back(waiting));
        pump();
    }

    fn is_there(self, material: &str, row: &FileRow) -> bool {
        self.signal(material)
            .is_some_and(|rows| rows.with_untracked(|rows| rows.iter().any(|r| r.key == row.key)))
    }

    /// A file is stored: it stands for its material now, unless its row was taken away on the way.
    fn arrived(self, material: &str, row: &FileRow, stored: FileRef) {
        row.address.set(Some(api::uploads::file_address(&stored.id)));
        self.stored.update_value(|all| {
            all.insert(row.key.clone(), stored);
        });
        let old = self.replaced.with_value(|all| all.get(&row.key).cloned());
        self.drop_file(&row.key);
        row.state.set(FileState::Done);
        let Some(signal) = self.signal(material).filter(|_| self.is_there(material, row)) else {
            return;
        };
        if let Some(old) = old {
            signal.update(|rows| rows.retain(|row| row.key != old));
        }
        self.tell(material);
    }

    async fn run(self, material: String, row: FileRow) {
        let Some(file) = FILES.with_borrow(|files| files.get(&row.key).cloned()) else { return };
        if !self.is_there(&material, &row) {
            return;
        }
        row.state.set(FileState::Sending(0));
        match sent(&file, &row).await {
            Ok(stored) => self.arrived(&material, &row, stored),
            Err(error) => {
                if error.cut {
                    self.cut.update_value(|cut| {
                        cut.insert(row.key.clone());
                    });
                }
                row.state.set(FileState::Failed(error.words));
            }
        }
    }
}

/// Starts waiting files while there is room.
fn pump() {
    let next = QUEUE.with_borrow_mut(|queue| {
        if queue.busy >= LANES {
            return None;
        }
        let next = queue.waiting.pop_front()?;
        queue.busy += 1;
        Some(next)
    });
    let Some(Waiting { uploads, material, row }) = next else { return };
    leptos::task::spawn_local(async move {
        uploads.run(material, row).await;
        QUEUE.with_borrow_mut(|queue| queue.busy -= 1);
        pump();
    });
    pump();
}

/// How large a stored file is, with the pages of a PDF.
pub fn about(file: &FileRef) -> String {
    let size = size(file.size as f64);
    match file.pages {
        Some(pages) => [tr("upload.pages", &[("n", &pages.to_string())]), size].join(" · "),
        None => size,
    }
}

/// A number of bytes in words.
pub fn size(bytes: f64) -> String {
    let megabytes = bytes / 1024.0 / 1024.0;
    if megabytes < 0.1 {
        format!("{:.0} KB", (bytes / 1024.0).ceil())
    } else {
        format!("{megabytes:.1} MB")
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
