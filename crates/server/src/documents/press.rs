//! Typst: templates and data in, PDF and pictures of the pages out. The same data give the same bytes.

use std::path::Path;

use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_svg::SvgOptions;

use super::fonts::{self, Fonts};
use super::printed::{Imprint, Printed};

/// What all documents share: head and foot, seal, code; the English translation; and what these share.
const SHARED: [(&str, &str); 3] = [
    ("/letter.typ", include_str!("letter.typ")),
    ("/english.typ", include_str!("english.typ")),
    ("/parts.typ", include_str!("parts.typ")),
];

/// The name under which templates read the data.
const DATA: &str = "/data.json";
/// The name under which they find the one picture that a document may bear.
const PICTURE: &str = "/picture";
/// Nothing but the picture.
const TRIAL: &str = "#set document(title: \"-\")\n#image(\"/picture\", alt: \"-\")";

/// Sets documents.
pub struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Fonts,
}

impl Press {
    /// Finds fonts, in this folder or in the system's.
    ///
    /// # Errors
    /// That there are none, with the remedy.
    pub fn open(folder: Option<&Path>) -> Result<Self, String> {
        let fonts = fonts::find(folder)?;
        let book = FontBook::from_fonts(&fonts.faces);
        let library = Library::default();
        Ok(Self { library: LazyHash::new(library), book: LazyHash::new(book), fonts })
    }

    /// The family that documents are set in.
    pub fn family(&self) -> &'static str {
        self.fonts.family
    }

    /// Whether a picture can be set: one that cannot would keep documents from being made.
    pub fn takes(&self, picture: &[u8]) -> bool {
        let imprint = Imprint { ident: "trial", at: chrono::DateTime::UNIX_EPOCH };
        self.set(TRIAL, &(), &imprint, Some(picture)).is_ok()
    }

    /// Sets a document by a template.
    ///
    /// # Errors
    /// What is wrong with template or data.
    pub fn set(
        &self,
        template: &'static str,
        data: &impl Serialize,
        imprint: &Imprint,
        picture: Option<&[u8]>,
    ) -> Result<Printed, String> {
        let data = serde_json::to_vec(data).map_err(|error| error.to_string())?;
        let shared = SHARED.map(|(path, text)| Ok(Source::new(id(path)?, text.to_owned())));
        let desk = Desk {
            press: self,
            main: Source::new(id("/main.typ")?, template.to_owned()),
            shared: shared.into_iter().collect::<Result<_, String>>()?,
            data: (id(DATA)?, Bytes::new(data)),
            picture: (id(PICTURE)?, picture.map(|picture| Bytes::new(picture.to_vec()))),
        };
        let printed = print(&desk, imprint);
        // What the compiler remembers of this document is of no use for the next one.
        typst::comemo::evict(0);
        printed
    }
}

fn print(desk: &Desk, imprint: &Imprint) -> Result<Printed, String> {
    let document: PagedDocument = typst::compile(desk).output.map_err(|all| told(&all))?;
    // For archives (PDF/A-2a) and for readers by ear (PDF/UA-1): Typst refuses what is neither.
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let options = PdfOptions {
        ident: Smart::Custom(imprint.ident.to_owned()),
        creator: Smart::Custom(Some("onething".to_owned())),
        timestamp: moment(imprint.at).map(Timestamp::new_utc),
        standards: standards.map_err(|error| format!("{error:?}"))?,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|all| told(&all))?;
    let plain = SvgOptions { render_bleed: false, pretty: false };
    let pages = document.pages().iter().map(|page| typst_svg::svg(page, &plain)).collect();
    Ok(Printed { pdf, pages })
}

fn told(all: &[SourceDiagnostic]) -> String {
    all.iter().map(|one| one.message.to_string()).collect::<Vec<_>>().join("; ")
}

fn moment(at: chrono::DateTime<chrono::Utc>) -> Option<Datetime> {
    use chrono::{Datelike, Timelike};
    let small = |number: u32| u8::try_from(number).ok();
    let (month, day) = (small(at.month())?, small(at.day())?);
    let (hour, minute, second) = (small(at.hour())?, small(at.minute())?, small(at.second())?);
    Datetime::from_ymd_hms(at.year(), month, day, hour, minute, second)
}

fn id(path: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(path).map_err(|error| format!("{error:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// What the compiler sees while it sets one document: no disk, no network, no clock.
struct Desk<'a> {
    press: &'a Press,
    main: Source,
    shared: Vec<Source>,
    data: (FileId, Bytes),
    picture: (FileId, Option<Bytes>),
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        std::iter::once(&self.main)
            .chain(&self.shared)
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match &self.picture {
            (picture, Some(bytes)) if id == *picture => Ok(bytes.clone()),
            _ if id == self.data.0 => Ok(self.data.1.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
