//! Documents of a case: made once, signed so that strangers agree, seen by those who may, verified by anyone.

use std::path::PathBuf;
use std::process::Command as Program;

use chrono::TimeDelta;
use onething_api::cases::CaseView;
use onething_api::documents::{CaseDocument, CaseDocumentList, CaseDocumentPages};
use onething_api::licences::RevokeLicence;
use onething_api::notices::ResultList;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::seals::SealKeys;
use onething_api::verify::{Subject, Verification};
use onething_domain::canonical::sha256;
use onething_domain::case::{
    CaseDocumentKind, Command, CorrectionEntry, CorrectionTarget, RefusalReport,
};
use onething_server::config::Settings;
use onething_server::documents::make;
use onething_server::{audit, seal};

use crate::world::{BUYER, Client, MOTHER, World};

pub async fn documents(client: &Client, number: &str) -> Vec<CaseDocument> {
    let list: CaseDocumentList =
        client.get(&fill(paths::DOCUMENTS, &[number])).await.expect(200).json();
    list.documents
}

pub async fn pdf(client: &Client, number: &str, id: &str) -> Vec<u8> {
    let reply = client.get(&fill(paths::DOCUMENT, &[number, id])).await.expect(200);
    assert_eq!(reply.headers["content-type"], "application/pdf");
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    assert!(reply.headers["content-disposition"].to_str().unwrap().starts_with("inline"));
    reply.body
}

fn kinds(documents: &[CaseDocument]) -> Vec<CaseDocumentKind> {
    documents.iter().map(|document| document.kind).collect()
}

async fn a_case_brings_its_documents_from_receipt_to_results(world: World) {
    use CaseDocumentKind::{Acceptance, Approval, Receipt, Result};
    let mother = world.log_in(MOTHER).await;
    let case: CaseView = mother.file("newborn", 1).await;
    assert_eq!(kinds(&documents(&mother, &case.number).await), [Receipt]);
    world.staff("clerk-1").await.command(&case.number, Command::Accept {}).await;
    world.work_through(&case.number, &[]).await;
    let all = documents(&mother, &case.number).await;
    assert_eq!(kinds(&all)[..2], [Receipt, Acceptance]);
    let count = |wanted| all.iter().filter(|document| document.kind == wanted).count();
    assert_eq!(count(Approval), case.tasks.len());
    assert_eq!(count(Result), case.tasks.len());
    for document in &all {
        let bytes = pdf(&mother, &case.number, &document.id).await;
        assert_eq!(bytes, pdf(&mother, &case.number, &document.id).await, "made once");
        let text = text_of(&world, &bytes);
        assert!(text.contains(&case.number) && text.contains(&document.id), "{text}");
        if document.kind == Acceptance {
            let waiting = text.replace(['\n', ' '], "").matches("前序事项办结后起算").count();
            assert!(waiting < case.tasks.len(), "those that begin at once have a day: {text}");
        }
        if let Some(item) = &document.item {
            assert!(text.replace(['\n', ' '], "").contains(&item.zh), "{}: {text}", item.zh);
        }
    }
    // Making the lists anew neither loses nor doubles nor changes any.
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(documents(&mother, &case.number).await, all);
}

async fn notices_say_what_was_written(world: World) {
    let (mother, clerk) = (world.log_in(MOTHER).await, world.staff("clerk-1").await);
    let case: CaseView = mother.file("newborn", 1).await;
    let field = mother.guide("newborn").await.guide.fields[0].clone();
    let target = CorrectionTarget::Field(field.id);
    let entry =
        CorrectionEntry { target, message: "与户口簿*不一致*，请核对 #1".into() };
    clerk.command(&case.number, Command::RequestCorrections { entries: vec![entry] }).await;
    let other = world.log_in(BUYER).await;
    let declined: CaseView = other.file("newborn", 2).await;
    let report = RefusalReport {
        grounds: "不属于本市受理范围".into(),
        remedy: "请到户籍地".into(),
    };
    clerk.command(&declined.number, Command::Decline { report }).await;
    for (client, number, kind, said) in [
        (&mother, &case.number, CaseDocumentKind::Corrections, "与户口簿*不一致*，请核对#1"),
        (&other, &declined.number, CaseDocumentKind::Decline, "不属于本市受理范围"),
    ] {
        let all = documents(client, number).await;
        let notice = all.iter().find(|document| document.kind == kind).unwrap();
        let text = text_of(&world, &pdf(client, number, &notice.id).await);
        assert!(text.replace(['\n', ' '], "").contains(said), "{text}");
    }
}

/// Poppler and pyHanko know nothing of us.
async fn strangers_call_the_signature_valid_and_a_changed_byte_invalid(world: World) {
    let mother = world.log_in(MOTHER).await;
    let case: CaseView = mother.file("newborn", 1).await;
    let receipt = &documents(&mother, &case.number).await[0];
    let good = pdf(&mother, &case.number, &receipt.id).await;
    let keys: SealKeys = world.nobody().get(paths::SEAL_KEYS).await.expect(200).json();
    std::fs::write(world.folder.join("root.crt"), &keys.documents).unwrap();
    // A byte of a page's content, of the metadata, and of what the signature's field says.
    let place = |wanted: &[u8]| good.windows(wanted.len()).position(|it| it == wanted).unwrap();
    let places = [place(b"stream\n") + 40, place(b"/Title") + 10, place(b"/Reason<") + 12];
    let bent = places.map(|at| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    });
    let appended = [good.as_slice(), b"% more\n"].concat();
    let settings = &world.app.settings;
    let file = world.folder.join("it.pdf");
    std::fs::write(&file, &good).unwrap();
    assert!(pdfsig(&file).contains("Signature Validation: Signature is Valid."));
    assert!(pdfsig(&file).contains("Total document signed"));
    assert_eq!(pyhanko(&world), "valid trusted ENTIRE_FILE NONE");
    assert!(seal::tell(settings, &file, None).unwrap().starts_with("genuine"));
    for bytes in bent {
        std::fs::write(&file, bytes).unwrap();
        let said = pdfsig(&file);
        assert!(!said.contains("Signature is Valid"), "{said}");
        assert!(!pyhanko(&world).starts_with("valid trusted"));
        assert!(seal::tell(settings, &file, None).unwrap_err().contains("NOT GENUINE"));
    }
    std::fs::write(&file, appended).unwrap();
    assert!(seal::tell(settings, &file, None).unwrap_err().contains("added"));
}

pub fn pdfsig(file: &std::path::Path) -> String {
    let output = Program::new("pdfsig").arg(file).output().expect("pdfsig of poppler-utils");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Validates `it.pdf` against `root.crt`, both in the world's folder.
fn pyhanko(world: &World) -> String {
    const SCRIPT: &str = "
import sys
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
trust = ValidationContext(trust_roots=[load_cert_from_pemder('root.crt')], allow_fetching=False)
try:
    signature = PdfFileReader(open('it.pdf', 'rb')).embedded_signatures[0]
    status = validate_pdf_signature(signature, trust)
    print('valid' if status.intact and status.valid else 'invalid', 'trusted' if status.trusted else 'untrusted',
        status.coverage.name, status.modification_level.name if status.modification_level else 'UNKNOWN')
except Exception as error:
    print('broken', error)
";
    let tools = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.tools/pyhanko/bin/python");
    let mut python = Program::new(std::env::var_os("PYHANKO").unwrap_or_else(|| tools.into()));
    let output = python.args(["-c", SCRIPT]).current_dir(&world.folder).output();
    let output = output.expect("a Python with pyHanko; cargo xtask test installs it");
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert!(!said.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// The text of a PDF file as Poppler reads it.
pub fn text_of(world: &World, pdf: &[u8]) -> String {
    let file = world.folder.join("text.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Program::new("pdftotext").args([file.as_os_str(), "-".as_ref()]).output();
    String::from_utf8(output.expect("pdftotext of poppler-utils").stdout).unwrap()
}

async fn what_is_not_yours_does_not_exist(world: World) {
    let mother = world.log_in(MOTHER).await;
    let case: CaseView = mother.file("newborn", 1).await;
    let id = documents(&mother, &case.number).await[0].id.clone();
    let other = world.log_in(BUYER).await;
    let theirs: CaseView = other.file("newborn", 2).await;
    let paths = [
        fill(paths::DOCUMENTS, &[&case.number]),
        fill(paths::DOCUMENT, &[&case.number, &id]),
        fill(paths::DOCUMENT, &[&theirs.number, &id]),
        fill(paths::DOCUMENT_PAGES, &[&case.number, &id]),
        fill(paths::DOCUMENT_PAGE, &[&case.number, &id, "1"]),
    ];
    for path in paths {
        other.get(&path).await.expect(404).problem(Code::NotFound);
        world.staff("editor").await.get(&path).await.expect(404).problem(Code::NotFound);
        world.nobody().get(&path).await.expect(401).problem(Code::NotLoggedIn);
    }
    world
        .staff("clerk-1")
        .await
        .get(&fill(paths::DOCUMENT, &[&case.number, &id]))
        .await
        .expect(200);
    for page in ["0", "9", "x", "-1"] {
        let path = fill(paths::DOCUMENT_PAGE, &[&case.number, &id, page]);
        mother.get(&path).await.expect(404).problem(Code::NotFound);
    }
}

async fn pages_are_pictures_of_the_signed_file(world: World) {
    let mother = world.log_in(MOTHER).await;
    let case: CaseView = mother.file("newborn", 1).await;
    let id = &documents(&mother, &case.number).await[0].id;
    let path = fill(paths::DOCUMENT_PAGES, &[&case.number, id]);
    let shown: CaseDocumentPages = mother.get(&path).await.expect(200).json();
    assert!(shown.pages >= 1);
    assert_eq!(shown.sha256, sha256(&pdf(&mother, &case.number, id).await));
    let path = fill(paths::DOCUMENT_PAGE, &[&case.number, id, "1"]);
    let page = mother.get(&path).await.expect(200);
    assert_eq!(page.headers["content-type"], "image/svg+xml");
    assert!(page.body.starts_with(b"<svg") && !page.body.windows(7).any(|it| it == b"<script"));
}

async fn anyone_verifies_by_code_and_learns_nothing_personal(world: World) {
    let mother = world.log_in(MOTHER).await;
    let case: CaseView = mother.file("newborn", 1).await;
    let receipt = &documents(&mother, &case.number).await[0];
    let file = pdf(&mother, &case.number, &receipt.id).await;
    let typed = receipt.id.to_lowercase().replace('-', "%20");
    let reply = world.nobody().get(&fill(paths::VERIFICATION, &[&typed])).await.expect(200);
    let text = String::from_utf8(reply.body.clone()).unwrap();
    assert!(!text.contains("林悦") && !text.contains(MOTHER), "{text}");
    let answer: Verification = reply.json();
    assert!(answer.genuine);
    assert_eq!(answer.case.unwrap().number, case.number);
    let Subject::Document { kind, holder, sha256: digest, .. } = answer.subject else { panic!() };
    assert_eq!((kind, holder.as_str()), (CaseDocumentKind::Receipt, "林*"));
    assert_eq!(digest, sha256(&file));
    // The receipt bears the code of the signature.
    let printed = text_of(&world, &file);
    let code = printed.split_whitespace().find(|word| {
        word.len() == 19 && word.matches('-').count() == 3 && !word.contains(&receipt.id)
    });
    let path = fill(paths::VERIFICATION, &[code.unwrap_or_else(|| panic!("{printed}"))]);
    let answer: Verification = world.nobody().get(&path).await.expect(200).json();
    assert!(answer.genuine);
    let Subject::Signature { signer, digests, replaced, .. } = answer.subject else { panic!() };
    assert_eq!((signer.as_str(), replaced), ("林*", false));
    assert_eq!(digests, case.digests);
}

async fn a_licence_taken_back_is_neither_called_valid_nor_published(world: World) {
    let agent = world.agent().await;
    let number = agent.file("open-restaurant", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    clerk.command(&number, Command::Accept {}).await;
    world.work_through(&number, &[]).await;
    let before: ResultList = world.nobody().get(paths::RESULTS).await.expect(200).json();
    let permit = before.results.iter().find(|result| result.item.zh == "食品经营许可").unwrap();
    let code = documents(&agent, &number).await.into_iter().find(|document| {
        document.kind == CaseDocumentKind::Result && document.item.as_ref() == Some(&permit.item)
    });
    let path = fill(paths::VERIFICATION, &[&code.expect("the permit's paper").id]);
    let stands = async || {
        let answer: Verification = world.nobody().get(&path).await.expect(200).json();
        let Subject::Document { revoked, .. } = answer.subject else { panic!() };
        (answer.genuine, revoked.map(|day| day.to_string()))
    };
    assert_eq!(stands().await, (true, None));
    let request = RevokeLicence {
        kind: "food_permit".into(),
        number: permit.document_number.clone(),
        reason: "停业".into(),
    };
    let chief = world.staff("market-chief").await;
    chief.post(paths::LICENCE_REVOCATIONS, &request).await.expect(200);
    assert_eq!(stands().await, (true, Some("2026-03-02".to_owned())));
    let left: ResultList = world.nobody().get(paths::RESULTS).await.expect(200).json();
    assert_eq!(left.results.len(), before.results.len() - 1);
    assert!(!left.results.contains(permit));
    // Whoever hands the results over sees which are to stay.
    let seen = clerk.case(&number).await;
    let gone = seen.tasks.iter().filter(|task| task.revoked.is_some());
    assert_eq!(gone.map(|task| task.item.as_str()).collect::<Vec<_>>(), ["food-permit"]);
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(world.nobody().get(paths::RESULTS).await.expect(200).json::<ResultList>(), left);
    assert_eq!(clerk.case(&number).await.tasks, seen.tasks);
}

async fn unknown_and_mistyped_codes_are_told_apart_and_guessing_is_slow(world: World) {
    let nobody = world.nobody();
    let ask = async |code: &str| nobody.get(&fill(paths::VERIFICATION, &[code])).await;
    ask("2222-2222-2222-2222").await.expect(404).problem(Code::NotFound);
    let refused = ask("2222-2222-2222-2223").await.expect(400).problem(Code::BadParameter);
    assert_eq!(refused.field.as_deref(), Some("code"));
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(ask("2222-2222-2222-2222").await.status);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    world.pass(TimeDelta::minutes(1));
    ask("2222-2222-2222-2222").await.expect(404);
}

async fn the_rest_are_made_in_quiet_and_once(world: World) {
    let mother = world.log_in(MOTHER).await;
    let case: CaseView = mother.file("newborn", 1).await;
    let id = &documents(&mother, &case.number).await[0].id;
    let path = fill(paths::DOCUMENT, &[&case.number, id]);
    let asked = async { mother.get(&path).await.expect(200).body };
    let (made, one, two) = tokio::join!(make::next(&world.app), asked, mother.get(&path));
    assert!(made.unwrap());
    assert_eq!(one, two.expect(200).body);
    assert_eq!(one, pdf(&mother, &case.number, id).await);
    assert!(!make::next(&world.app).await.unwrap());
}

async fn without_a_font_it_says_so_and_loses_nothing(world: World) {
    let settings = Settings { fonts: Some("/nowhere/at/all".into()), ..world.app.settings.clone() };
    let node = World::open(settings, world.app.clock.clone()).await;
    let mother = node.log_in(MOTHER).await;
    let case: CaseView = mother.file("newborn", 1).await;
    let id = documents(&mother, &case.number).await[0].id.clone();
    let path = fill(paths::DOCUMENT, &[&case.number, &id]);
    mother.get(&path).await.expect(503).problem(Code::Unavailable);
    let later = world.log_in(MOTHER).await;
    later.get(&path).await.expect(200);
}

on_both!(
    a_case_brings_its_documents_from_receipt_to_results,
    notices_say_what_was_written,
    strangers_call_the_signature_valid_and_a_changed_byte_invalid,
    what_is_not_yours_does_not_exist,
    pages_are_pictures_of_the_signed_file,
    anyone_verifies_by_code_and_learns_nothing_personal,
    a_licence_taken_back_is_neither_called_valid_nor_published,
    unknown_and_mistyped_codes_are_told_apart_and_guessing_is_slow,
    the_rest_are_made_in_quiet_and_once,
    without_a_font_it_says_so_and_loses_nothing,
);
