//! What a journey showed: numbered screenshots, and everything that helps when it fails.

use std::cell::Cell;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use crate::browser::Browser;

/// The folder of a journey's artefacts; all of its browsers count in one row.
#[derive(Clone)]
pub struct Shown {
    pub(crate) folder: PathBuf,
    count: Rc<Cell<u32>>,
}

impl Shown {
    /// An empty folder.
    pub(crate) fn new(folder: PathBuf) -> Self {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the folder of artefacts can be made");
        Self { folder, count: Rc::default() }
    }

    /// The next file: `07-newborn-form.png`.
    fn next(&self, name: &str, ending: &str) -> PathBuf {
        self.count.set(self.count.get() + 1);
        self.folder.join(format!("{:02}-{name}.{ending}", self.count.get()))
    }

    pub(crate) fn keep(&self, name: &str, ending: &str, bytes: &[u8]) {
        let file = self.next(name, ending);
        fs::write(&file, bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

impl Browser {
    /// To be called on every page on the way, when it shows what it should: keeps a screenshot, lets
    /// axe-core look for what keeps people out, and fails on anything that the console complained of.
    pub fn seen(&self, name: &str) {
        if let Some(picture) = self.picture() {
            self.shown.keep(&format!("{}-{name}", self.who), "png", &picture);
        }
        let complaints = self.complaints();
        assert!(
            complaints.is_empty(),
            "{}: at “{name}” the console says {complaints:#?}",
            self.who
        );
        let barriers = self.barriers();
        assert!(
            barriers.is_empty(),
            "{}: axe at “{name}” ({}):\n{}",
            self.who,
            self.path(),
            barriers.join("\n")
        );
    }

    /// Keeps a screenshot of a page that no script can look at.
    pub fn pictured(&self, name: &str) {
        if let Some(picture) = self.picture() {
            self.shown.keep(&format!("{}-{name}", self.who), "png", &picture);
        }
    }

    /// Keeps everything that may explain a failure.
    pub(crate) fn keep_all(&self) {
        if let Some(picture) = self.picture() {
            self.shown.keep(&format!("{}-failed", self.who), "png", &picture);
        }
        let address = format!("{}\n\n{}", self.path(), self.words());
        self.shown.keep(&format!("{}-words", self.who), "txt", address.as_bytes());
        self.shown.keep(&format!("{}-source", self.who), "html", self.source().as_bytes());
        self.shown.keep(&format!("{}-console", self.who), "log", self.console().as_bytes());
    }
}
