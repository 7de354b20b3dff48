//! Materials: what a PDF says of itself, the virus scanner, files handed in before, files that nothing names.

use chrono::TimeDelta;
use onething_api::cases::CaseView;
use onething_api::drafts::{Draft, NewDraft};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::uploads::MaterialList;
use onething_domain::draft::DraftContent;
use onething_domain::submission::{Evidence, EvidenceList, FileRef};
use onething_domain::validate::ProblemCode;
use onething_server::config::Settings;
use onething_server::jobs;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::world::{BUYER, MOTHER, World, png};

/// A PDF of two pages; `trailer` stands in its trailer.
fn pdf(trailer: &str) -> Vec<u8> {
    format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
         2 0 obj\n<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n\
         4 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n\
         xref\n0 5\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000109 00000 n \n\
         0000000174 00000 n \ntrailer\n<</Size 5/Root 1 0 R{trailer}>>\nstartxref\n239\n%%EOF\n"
    )
    .into_bytes()
}

async fn a_pdf_tells_its_pages_and_its_password(world: World) {
    let mother = world.log_in(MOTHER).await;
    let file = mother.upload("两页.pdf", &pdf("")).await;
    assert_eq!((file.media.as_str(), file.pages), ("application/pdf", Some(2)));
    assert_eq!(mother.upload("一张.png", &png("one")).await.pages, None);
    let (mark, id) = ("a".repeat(64), "0".repeat(32));
    let locked = pdf(&format!(
        "/ID[<{id}><{id}>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{mark}>/U<{mark}>>>"
    ));
    let path = mother.begin_upload("locked.pdf", locked.len()).await;
    mother.part(&path, 0, &locked).await.expect(422).problem(Code::EncryptedFile);
    let head = mother.call("HEAD", &path, &[("tus-resumable", "1.0.0")], Vec::new()).await;
    head.expect(404);
}

/// Answers one scan after the other, as clamd does: finds whatever says EICAR.
async fn scanner() -> (String, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let serving = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut command = [0; 10];
            stream.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut file = Vec::new();
            loop {
                let length = stream.read_u32().await.unwrap() as usize;
                if length == 0 {
                    break;
                }
                let start = file.len();
                file.resize(start + length, 0);
                stream.read_exact(&mut file[start..]).await.unwrap();
            }
            let found = file.windows(5).any(|part| part == b"EICAR");
            let answer: &[u8] =
                if found { b"stream: Eicar-Test-Signature FOUND\0" } else { b"stream: OK\0" };
            stream.write_all(answer).await.unwrap();
        }
    });
    (address, serving)
}

async fn what_the_scanner_finds_is_refused(world: World) {
    let (address, serving) = scanner().await;
    let settings = Settings { clamd: Some(address), ..world.app.settings.clone() };
    let scanned = World::open(settings, world.app.clock.clone()).await;
    let mother = scanned.log_in(MOTHER).await;
    mother.upload("clean.png", &png("clean")).await;
    let bad = png("EICAR");
    let path = mother.begin_upload("bad.png", bad.len()).await;
    mother.part(&path, 0, &bad).await.expect(422).problem(Code::InfectedFile);
    let head = [("tus-resumable", "1.0.0")];
    mother.call("HEAD", &path, &head, Vec::new()).await.expect(404);

    // Without the scanner nothing is taken, and nothing is lost: it is scanned when it is back.
    serving.abort();
    let _ = serving.await;
    let late = png("late");
    let path = mother.begin_upload("late.png", late.len()).await;
    mother.part(&path, 0, &late).await.expect(503).problem(Code::Unavailable);
    let (address, _serving) = scanner().await;
    let settings = Settings { clamd: Some(address), ..world.app.settings.clone() };
    let back = World::open(settings, world.app.clock.clone()).await.log_in(MOTHER).await;
    let reply = back.call("HEAD", &path, &head, Vec::new()).await.expect(200);
    assert!(reply.headers.contains_key(onething_api::uploads::FILE_HEADER));
}

async fn what_was_handed_in_is_offered_again(world: World) {
    let mother = world.log_in(MOTHER).await;
    let before: MaterialList = mother.get(paths::MATERIALS).await.expect(200).json();
    assert_eq!(before, MaterialList::default());
    let filed = mother.file("newborn", 0).await;
    let list: MaterialList = mother.get(paths::MATERIALS).await.expect(200).json();
    let uploads = filed.submission.evidence.iter().filter_map(|(material, how)| match how {
        Evidence::Upload { files } => Some((material.clone(), files.clone())),
        _ => None,
    });
    let mut expected: Vec<_> = uploads.collect();
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    let mut got: Vec<_> =
        list.materials.iter().map(|used| (used.material.clone(), used.files.clone())).collect();
    got.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(got, expected);
    assert!(list.materials.iter().all(|used| used.case == filed.number && !used.name.is_empty()));
    let buyer: MaterialList =
        world.log_in(BUYER).await.get(paths::MATERIALS).await.expect(200).json();
    assert_eq!(buyer, MaterialList::default(), "another's are not mine");
}

const PHOTO: &str = "baby-photo";

fn photo_of(evidence: &EvidenceList) -> Evidence {
    evidence.get(PHOTO).cloned().expect("a photo of the baby")
}

async fn what_is_too_old_does_not_serve_again(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    let list: MaterialList = mother.get(paths::MATERIALS).await.expect(200).json();
    let used = list.materials.iter().find(|used| used.material == PHOTO).expect("the photo");
    let uploaded = used.uploaded_on.expect("a day");
    let guide = mother.guide("newborn").await.guide;
    let until = guide.material(PHOTO).expect("the material").serves_until(uploaded).unwrap();
    assert_eq!(until - uploaded, TimeDelta::days(90));

    // On its last day it still serves.
    world.pass(TimeDelta::days(90));
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 1).await;
    let mut content = draft.content.clone();
    content.evidence.insert(PHOTO.into(), photo_of(&filed.submission.evidence));
    let draft: Draft = mother.save(&draft, &content).await.expect(200).json();
    let signature = mother.sign(&draft).await;
    mother.post(paths::CASES, &mother.filing(&draft, signature)).await.expect(201);

    world.pass(TimeDelta::days(1));
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 2).await;
    let mut content = draft.content.clone();
    content.evidence.insert(PHOTO.into(), photo_of(&filed.submission.evidence));
    let draft: Draft = mother.save(&draft, &content).await.expect(200).json();
    let signature = mother.sign(&draft).await;
    let refused = mother.post(paths::CASES, &mother.filing(&draft, signature)).await.expect(422);
    let problems = refused.problem(Code::InvalidSubmission).problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].path, format!("evidence.{PHOTO}"));
    assert_eq!(problems[0].code, ProblemCode::FilesTooOld);
    let kept: Draft = mother.get(&fill(paths::DRAFT, &[&draft.id])).await.expect(200).json();
    assert_eq!(kept.content, content, "nothing is lost");
}

async fn a_file_that_a_draft_lets_go_is_gone_in_a_day(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let file = draft.content.evidence.values().find_map(|how| match how {
        Evidence::Upload { files } => files.first().cloned(),
        _ => None,
    });
    let path = fill(paths::FILE, &[&file.expect("a file in the draft").id]);
    world.pass(TimeDelta::hours(25));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    mother.get(&path).await.expect(200);
    let mut without = draft.content.clone();
    without.evidence.clear();
    mother.save(&draft, &without).await.expect(200);
    mother.get(&path).await.expect(200);
    world.pass(TimeDelta::hours(25));
    jobs::clear(&world.app).await.unwrap();
    world.log_in(MOTHER).await.get(&path).await.expect(404);
}

/// A draft keeps what was uploaded for a situation that is no longer chosen; the case that it becomes does not.
async fn a_file_that_was_not_filed_is_gone_in_a_day(world: World) {
    let mother = world.log_in(MOTHER).await;
    let (draft, other) =
        (mother.draft("newborn", 0).await, mother.draft("second-hand-home", 0).await);
    let alone = mother.upload("alone.png", &png("alone")).await;
    let shared = mother.upload("shared.png", &png("shared")).await;
    let with = async |draft: &Draft, files: Vec<FileRef>| -> Draft {
        let mut content = draft.content.clone();
        content.evidence.insert("of-another-situation".into(), Evidence::Upload { files });
        mother.save(draft, &content).await.expect(200).json()
    };
    let draft = with(&draft, vec![alone.clone(), shared.clone()]).await;
    let other = with(&other, vec![shared.clone()]).await;
    let signature = mother.sign(&draft).await;
    let filing = mother.filing(&draft, signature);
    let filed: CaseView = mother.post(paths::CASES, &filing).await.expect(201).json();
    let of_case = photo_of(&filed.submission.evidence);
    let Evidence::Upload { files: of_case } = of_case else { panic!("{of_case:?}") };

    world.pass(TimeDelta::hours(25));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    mother.get(&fill(paths::FILE, &[&alone.id])).await.expect(404);
    mother.get(&fill(paths::FILE, &[&of_case[0].id])).await.expect(200);
    mother.get(&fill(paths::FILE, &[&shared.id])).await.expect(200);
    mother.delete(&fill(paths::DRAFT, &[&other.id])).await.expect(204);
    world.pass(TimeDelta::hours(25));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    mother.get(&fill(paths::FILE, &[&shared.id])).await.expect(404);
}

/// What a draft begins with is the draft's as much as what is saved later.
async fn a_file_that_a_draft_begins_with_stays(world: World) {
    let mother = world.log_in(MOTHER).await;
    let file = mother.upload("first.png", &png("first")).await;
    let mut content = DraftContent::default();
    content
        .evidence
        .insert("parents-id-card".into(), Evidence::Upload { files: vec![file.clone()] });
    let new = NewDraft { thing: "newborn".into(), content, anew: true };
    mother.post(paths::DRAFTS, &new).await.expect(201);
    world.pass(TimeDelta::hours(25));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    mother.get(&fill(paths::FILE, &[&file.id])).await.expect(200);
}

async fn a_draft_is_kept_for_the_set_time(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let path = fill(paths::DRAFT, &[&draft.id]);
    world.pass(draft.kept_until - world.app.clock.now() - TimeDelta::hours(1));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    let still: Draft = mother.get(&path).await.expect(200).json();
    let file = still.content.evidence.values().find_map(|how| match how {
        Evidence::Upload { files } => files.first().cloned(),
        _ => None,
    });
    mother.get(&fill(paths::FILE, &[&file.expect("its file").id])).await.expect(200);
    world.pass(TimeDelta::hours(2));
    jobs::clear(&world.app).await.unwrap();
    world.log_in(MOTHER).await.get(&path).await.expect(404);
}

on_both!(
    a_pdf_tells_its_pages_and_its_password,
    what_the_scanner_finds_is_refused,
    what_was_handed_in_is_offered_again,
    what_is_too_old_does_not_serve_again,
    a_file_that_a_draft_lets_go_is_gone_in_a_day,
    a_file_that_was_not_filed_is_gone_in_a_day,
    a_file_that_a_draft_begins_with_stays,
    a_draft_is_kept_for_the_set_time,
);
