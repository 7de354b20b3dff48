//! What people file: whatever one person alone can, filled in and signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use onething_domain::canonical;
use onething_domain::draft::{DraftContent, submission};
use onething_domain::fill;
use onething_domain::guide::Guide;
use onething_domain::narrow::narrow;
use onething_domain::submission::{Evidence, FileRef, Submission};
use onething_domain::thing::ApplicantKind;
use onething_domain::validate::validate;
use onething_domain::wording::AS;

use crate::app::App;
use crate::cases::file::edition;
use crate::db::Tx;
use crate::error::Result;
use crate::session::Citizen;
use crate::signatures::{self, Bound, Drawn};

/// What may be filed: a thing, the choice in its questions, and whether for a company.
pub struct Choice {
    /// Id of the thing.
    pub thing: String,
    /// Which of the ways to fill it in.
    pub nth: usize,
    /// Whether a company files it.
    pub company: bool,
}

/// The smallest PNG that a browser shows, drawn as a signature.
const DRAWN: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Signs what is filed or corrected; what the law has signed on paper is signed at the window, later.
///
/// # Errors
/// The database's.
pub async fn sign(app: &App, tx: &mut Tx, citizen: &Citizen, what: &Submission) -> Result<String> {
    let guide = edition(app, &what.thing, what.version).await?;
    if narrow(&guide.guide, &what.situation, &what.answers).paper.is_some() {
        return Ok(String::new());
    }
    debug_assert!(STANDARD.decode(DRAWN).is_ok());
    let id = app.clock.id();
    let (drawn, digests) = (Drawn::read(DRAWN)?, canonical::digests(what));
    let bound = Bound { id: &id, digests: &digests, checked: true };
    signatures::keep(app, tx, citizen, bound, &drawn, None).await?;
    Ok(id)
}

/// A draft with everything filled in, the same picture for every material.
pub fn filled(guide: &Guide, nth: usize, picture: &FileRef) -> DraftContent {
    let mut content = fill::content(guide, nth);
    for how in content.evidence.values_mut() {
        *how = Evidence::Upload { files: vec![picture.clone()] };
    }
    content
}

/// Everything that one person alone can file, by the choices in its questions.
///
/// # Errors
/// Where the catalogue has no calendar.
pub fn choices(app: &App) -> Result<Vec<Choice>> {
    let catalogue = app.shelf.catalogue();
    let today = catalogue.calendar()?.day(app.clock.now());
    let mut choices = Vec::new();
    for edition in &catalogue.published {
        let guide = &edition.guide;
        for nth in 0..4 {
            let content = fill::content(guide, nth);
            let filed_as = content.situation.get(AS).and_then(|word| ApplicantKind::named(word));
            let company = filed_as.unwrap_or(guide.applicant) == ApplicantKind::Company;
            let code = company.then_some("91350100M000100Y43");
            let what = submission(guide, edition.version.version, "sim", code, &content);
            let alone = narrow(guide, &what.situation, &what.answers).cosigners.is_empty();
            if alone && validate(guide, &what, today).is_empty() {
                choices.push(Choice { thing: guide.thing.clone(), nth, company });
            }
        }
    }
    Ok(choices)
}
