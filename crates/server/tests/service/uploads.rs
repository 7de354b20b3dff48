//! Uploads: tus 1.0, checked by content, one's own.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::uploads::FILE_HEADER;
use onething_domain::canonical;
use onething_domain::case::{Command, CorrectionEntry, CorrectionTarget};
use onething_domain::submission::Evidence;
use onething_server::config::Settings;
use onething_server::{jobs, uploads};

use crate::world::{BUYER, Client, MOTHER, World, png};

const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
/// Who represents the company of the agent.
const REPRESENTATIVE: &str = "13800000005";

async fn offset(client: &Client, path: &str) -> usize {
    let reply = client.call("HEAD", path, &[TUS], Vec::new()).await.expect(200);
    assert_eq!(reply.headers["cache-control"], "no-store");
    reply.headers["upload-offset"].to_str().unwrap().parse().unwrap()
}

async fn a_file_comes_in_parts_and_goes_out_as_it_was(world: World) {
    let mother = world.log_in(MOTHER).await;
    let bytes = png("parts");
    let path = mother.begin_upload("../宝宝 照片.png", bytes.len()).await;
    let (first, second) = bytes.split_at(20);
    let reply = mother.part(&path, 0, first).await.expect(204);
    assert_eq!(reply.headers["upload-offset"], "20");
    assert!(!reply.headers.contains_key(FILE_HEADER));
    assert_eq!(offset(&mother, &path).await, 20);
    let reply = mother.part(&path, 20, second).await.expect(204);
    let file: serde_json::Value =
        serde_json::from_slice(&STANDARD.decode(&reply.headers[FILE_HEADER]).unwrap()).unwrap();
    assert_eq!(file["name"], "宝宝 照片.png");
    assert_eq!(file["media"], "image/png");
    assert_eq!(file["sha256"], canonical::sha256(&bytes));
    let got = mother.get(&fill(paths::FILE, &[file["id"].as_str().unwrap()])).await.expect(200);
    assert_eq!(got.body, bytes);
    assert_eq!(got.headers["content-type"], "image/png");
    assert_eq!(got.headers["x-content-type-options"], "nosniff");
    assert_eq!(got.headers["cache-control"], "private, no-store");
    assert!(got.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert!(
        got.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("inline; filename*=UTF-8''%E5")
    );
    let head = mother.call("HEAD", &path, &[TUS], Vec::new()).await.expect(200);
    assert!(head.headers.contains_key(FILE_HEADER), "a client that missed the answer asks again");
}

async fn wrong_offsets_change_nothing(world: World) {
    let mother = world.log_in(MOTHER).await;
    let bytes = png("offsets");
    let path = mother.begin_upload("a.png", bytes.len()).await;
    mother.part(&path, 0, &bytes[..10]).await.expect(204);
    for wrong in [0, 5, 11, 1_000_000] {
        let reply = mother.part(&path, wrong, &bytes[10..]).await.expect(409);
        assert_eq!(reply.problem(Code::WrongOffset).field.as_deref(), Some("upload-offset"));
    }
    let too_much = [&bytes[10..], b"more"].concat();
    mother.part(&path, 10, &too_much).await.expect(413).problem(Code::TooLarge);
    assert_eq!(offset(&mother, &path).await, 10);
    mother.part(&path, 10, &bytes[10..]).await.expect(204);
}

async fn of_two_parts_at_once_one_is_kept(world: World) {
    let mother = world.log_in(MOTHER).await;
    let bytes = png("at once");
    let path = mother.begin_upload("a.png", bytes.len()).await;
    let other: Vec<u8> = bytes[..30].iter().map(|byte| byte ^ 0xff).collect();
    let (a, b) = tokio::join!(mother.part(&path, 0, &bytes[..30]), mother.part(&path, 0, &other));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
    let rest = mother.part(&path, 30, &bytes[30..]).await;
    assert_eq!(
        rest.status,
        if a.status == 204 { 204 } else { 422 },
        "the parts belong to one upload"
    );
}

async fn files_that_lie_are_refused_and_gone(world: World) {
    let mother = world.log_in(MOTHER).await;
    for (name, bytes) in [
        ("report.pdf", b"MZ\x90\0 a program".to_vec()),
        ("photo.jpg", b"<html><script>alert(1)</script>".to_vec()),
        ("broken.pdf", b"%PDF-1.7\nbroken off".to_vec()),
        ("bomb.png", {
            let mut bomb = png("bomb");
            bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]); // 65,536 × 65,536 pixels
            bomb
        }),
    ] {
        let path = mother.begin_upload(name, bytes.len()).await;
        let reply = mother.part(&path, 0, &bytes).await.expect(422);
        assert_eq!(reply.problem(Code::WrongContent).field.as_deref(), Some("file"), "{name}");
        mother.call("HEAD", &path, &[TUS], Vec::new()).await.expect(404);
    }
    let kept = std::fs::read_dir(world.folder.join("files/parts")).map_or(0, |entries| {
        entries
            .flatten()
            .map(|entry| std::fs::read_dir(entry.path()).map_or(0, Iterator::count))
            .sum()
    });
    assert_eq!(kept, 0, "no part is left behind");
}

async fn creation_is_checked(world: World) {
    let mother = world.log_in(MOTHER).await;
    let create = async |headers: &[(&str, &str)]| {
        mother.call("POST", paths::UPLOADS, headers, Vec::new()).await
    };
    create(&[("upload-length", "5")]).await.expect(412).problem(Code::WrongTusVersion);
    let other = [("tus-resumable", "0.2.2"), ("upload-length", "5")];
    create(&other).await.expect(412).problem(Code::WrongTusVersion);
    create(&[TUS]).await.expect(400).problem(Code::BadParameter);
    create(&[TUS, ("upload-length", "-5")]).await.expect(400).problem(Code::BadParameter);
    create(&[TUS, ("upload-length", "0")]).await.expect(422).problem(Code::WrongContent);
    create(&[TUS, ("upload-length", "20971521")]).await.expect(413).problem(Code::TooLarge);
    let metadata = [TUS, ("upload-length", "5"), ("upload-metadata", "filename ***")];
    create(&metadata).await.expect(400).problem(Code::BadParameter);
    let options = mother.call("OPTIONS", paths::UPLOADS, &[], Vec::new()).await.expect(204);
    assert_eq!(options.headers["tus-version"], "1.0.0");
    assert_eq!(options.headers["tus-max-size"], "20971520");
    let path = mother.begin_upload("a.png", 5).await;
    let headers = [TUS, ("upload-offset", "0"), ("content-type", "image/png")];
    let reply = mother.call("PATCH", &path, &headers, b"12345".to_vec()).await.expect(415);
    reply.problem(Code::WrongMediaType);
}

async fn uploads_are_their_owners(world: World) {
    let mother = world.log_in(MOTHER).await;
    let bytes = png("own");
    let path = mother.begin_upload("a.png", bytes.len()).await;
    let buyer = world.log_in(BUYER).await;
    buyer.call("HEAD", &path, &[TUS], Vec::new()).await.expect(404);
    buyer.part(&path, 0, &bytes).await.expect(404).problem(Code::NotFound);
    buyer.call("DELETE", &path, &[TUS], Vec::new()).await.expect(404);
    mother.part(&path, 0, &bytes).await.expect(204);
    let id = path.rsplit('/').next().unwrap();
    buyer.get(&fill(paths::FILE, &[id])).await.expect(404).problem(Code::NotFound);
    world.staff("clerk-1").await.get(&fill(paths::FILE, &[id])).await.expect(404);
    mother.call("DELETE", &path, &[TUS], Vec::new()).await.expect(204);
    mother.get(&fill(paths::FILE, &[id])).await.expect(404);
}

async fn what_no_case_and_no_draft_has_is_cleared_up(world: World) {
    let mother = world.log_in(MOTHER).await;
    let orphan = mother.upload("orphan.png", &png("orphan")).await;
    let filed = mother.file("newborn", 0).await;
    let kept = filed.submission.evidence.values().find_map(|how| match how {
        Evidence::Upload { files } => files.first().cloned(),
        _ => None,
    });
    let kept = kept.expect("a file in the case");
    world.pass(TimeDelta::hours(25));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    mother.get(&fill(paths::FILE, &[&orphan.id])).await.expect(404);
    mother.get(&fill(paths::FILE, &[&kept.id])).await.expect(200);
    let path = fill(paths::UPLOAD, &[&kept.id]);
    mother.call("DELETE", &path, &[TUS], Vec::new()).await.expect(403).problem(Code::Forbidden);
}

/// Each part is an object and a row: one byte at a time, a single upload would be twenty million of them.
async fn an_upload_has_only_so_many_tiny_parts(world: World) {
    let mother = world.log_in(MOTHER).await;
    let (mut bytes, end) = (png("tiny"), png("tiny").split_off(33));
    bytes.truncate(33); // its header
    bytes.resize(48 * 1024, b'.');
    bytes.extend(end);
    let path = mother.begin_upload("a.png", bytes.len()).await;
    for at in 0..256 {
        mother.part(&path, at, &bytes[at..=at]).await.expect(204);
    }
    let refused = mother.part(&path, 256, &bytes[256..300]).await.expect(400);
    assert_eq!(refused.problem(Code::BadParameter).field.as_deref(), Some("content-length"));
    assert_eq!(offset(&mother, &path).await, 256, "nothing is lost");
    // Parts of a slow network go on, and the last one is as small as it is.
    let (second, last) = (256 + 16 * 1024, bytes.len() - 1);
    mother.part(&path, 256, &bytes[256..second]).await.expect(204);
    mother.part(&path, second, &bytes[second..last]).await.expect(204);
    let done = mother.part(&path, last, &bytes[last..]).await.expect(204);
    assert!(done.headers.contains_key(FILE_HEADER));
}

fn ask(target: CorrectionTarget) -> Command {
    let entries = vec![CorrectionEntry { target, message: "请补正".into() }];
    Command::RequestCorrections { entries }
}

/// Lets days pass, and everything be cleared up.
async fn days_later(world: &World, days: i64) {
    world.pass(TimeDelta::days(days));
    jobs::clear(&world.app).await.unwrap();
}

const PHOTO: &str = "baby-photo";

async fn what_is_ready_for_a_correction_waits_for_it(world: World) {
    let (mother, clerk) = (world.log_in(MOTHER).await, world.staff("clerk-1").await);
    let number = mother.file("newborn", 0).await.number;
    clerk.command(&number, ask(CorrectionTarget::Material(PHOTO.into()))).await;
    let photo = mother.upload("photo.png", &png("photo")).await;
    let spare = fill(paths::FILE, &[&mother.upload("spare.png", &png("spare")).await.id]);
    let buyer = world.log_in(BUYER).await;
    let orphan = fill(paths::FILE, &[&buyer.upload("orphan.png", &png("orphan")).await.id]);

    days_later(&world, 3).await;
    world.log_in(BUYER).await.get(&orphan).await.expect(404);
    let mother = world.log_in(MOTHER).await;
    let mut submission = mother.case(&number).await.submission;
    let evidence = Evidence::Upload { files: vec![photo.clone()] };
    submission.evidence.insert(PHOTO.into(), evidence);
    let signature = mother.sign_correction(&submission).await;
    let correct = Command::Correct { submission: Box::new(submission), signature };
    mother.command(&number, correct).await;
    // With the correction ends what the rest was kept for.
    mother.get(&spare).await.expect(200);
    jobs::clear(&world.app).await.unwrap();
    mother.get(&spare).await.expect(404);
    mother.get(&fill(paths::FILE, &[&photo.id])).await.expect(200);
}

async fn what_is_ready_for_a_companys_correction_waits_thirty_days(world: World) {
    let agent = world.agent().await;
    let case = agent.file("open-restaurant", 0).await;
    let field = case.submission.answers.keys().next().unwrap().clone();
    let clerk = world.staff("clerk-1").await;
    clerk.command(&case.number, ask(CorrectionTarget::Field(field))).await;
    let colleague = world.log_in(REPRESENTATIVE).await;
    let file = fill(paths::FILE, &[&colleague.upload("a.png", &png("a")).await.id]);
    let half = colleague.begin_upload("half.png", 100).await;
    colleague.part(&half, 0, &png("half")[..10]).await.expect(204);
    days_later(&world, 29).await;
    let colleague = world.log_in(REPRESENTATIVE).await;
    colleague.get(&file).await.expect(200);
    colleague.call("HEAD", &half, &[TUS], Vec::new()).await.expect(404);
    days_later(&world, 2).await;
    world.log_in(REPRESENTATIVE).await.get(&file).await.expect(404);
}

async fn storage_has_an_end(world: World) {
    let mother = world.log_in(MOTHER).await;
    let most = world.app.settings.quota_bytes / (20 * 1024 * 1024);
    for _ in 0..most {
        mother.begin_upload("big.pdf", 20 * 1024 * 1024).await;
    }
    let headers = [TUS, ("upload-length", "20971520")];
    let reply = mother.call("POST", paths::UPLOADS, &headers, Vec::new()).await.expect(507);
    reply.problem(Code::QuotaExceeded);
}

async fn what_a_case_has_takes_no_room_away(world: World) {
    // Room for one draft's file and its like.
    let room = u64::try_from(png("newborn").len()).unwrap() * 3 / 2;
    let settings = Settings { quota_bytes: room, ..world.app.settings.clone() };
    let world = world.reopened(settings).await;
    let mother = world.log_in(MOTHER).await;
    for _ in 0..3 {
        mother.file("newborn", 0).await;
    }
    let file = mother.upload("newborn.png", &png("newborn")).await;
    let length = file.size.to_string();
    let headers = [TUS, ("upload-length", length.as_str())];
    let reply = mother.call("POST", paths::UPLOADS, &headers, Vec::new()).await.expect(507);
    reply.problem(Code::QuotaExceeded);
}

/// Lets a stored object be as old as a moment of the city's.
fn aged(world: &World, name: &str, at: DateTime<Utc>) -> PathBuf {
    let path = world.folder.join("files").join(name);
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(at.into()).unwrap();
    path
}

async fn what_a_crash_left_behind_is_gone_a_day_later(world: World) {
    let now = world.app.clock.now();
    let mother = world.log_in(MOTHER).await;
    let bytes = png("crash");
    let path = mother.begin_upload("half.png", bytes.len()).await;
    mother.part(&path, 0, &bytes[..10]).await.expect(204);
    let whole = mother.upload("whole.png", &png("whole")).await;
    let files = world.folder.join("files");
    let part = std::fs::read_dir(files.join("parts").join(path.rsplit('/').next().unwrap()))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let keeps = [
        aged(&world, part.path().strip_prefix(&files).unwrap().to_str().unwrap(), now),
        aged(&world, &uploads::object(&whole.id, &whole.sha256), now),
    ];
    // As after a crash: bytes of which no row knows, one of them written just now.
    let (app, keys) = (&world.app, &world.app.keys);
    let (lost, young) = (uploads::object("lost", &"ab".repeat(32)), "parts/young/1".to_owned());
    for name in [lost.as_str(), "parts/lost/1", &young] {
        app.files.put(keys, name, b"left behind").await.unwrap();
    }
    let gone = [aged(&world, &lost, now), aged(&world, "parts/lost/1", now)];
    let young = aged(&world, &young, now + TimeDelta::hours(20));
    assert_eq!(uploads::sweep_lost(app).await.unwrap(), 0, "a database that is new here waits");
    world.pass(TimeDelta::hours(25));
    assert_eq!(uploads::sweep_lost(app).await.unwrap(), 2);
    assert_eq!(uploads::sweep_lost(app).await.unwrap(), 0, "once a day");
    assert!(gone.iter().all(|path| !path.exists()), "{gone:?}");
    assert!(keeps.iter().chain([&young]).all(|path| path.exists()), "{keeps:?}");
}

on_both!(
    what_a_case_has_takes_no_room_away,
    what_a_crash_left_behind_is_gone_a_day_later,
    a_file_comes_in_parts_and_goes_out_as_it_was,
    wrong_offsets_change_nothing,
    of_two_parts_at_once_one_is_kept,
    files_that_lie_are_refused_and_gone,
    creation_is_checked,
    uploads_are_their_owners,
    what_no_case_and_no_draft_has_is_cleared_up,
    an_upload_has_only_so_many_tiny_parts,
    what_is_ready_for_a_correction_waits_for_it,
    what_is_ready_for_a_companys_correction_waits_thirty_days,
    storage_has_an_end,
);
