//! Packages of cases that have ended: complete, for those whose case it is, checked by strangers, and whatever is changed
//! is found and named.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command as Program;

use chrono::TimeDelta;
use onething_api::archives::{ArchiveRequest, Manifest};
use onething_api::cases::{CaseView, TimelineActor};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::seals::{SealAlgorithm, SealKeys};
use onething_domain::canonical::digests_of;
use onething_domain::case::{
    CaseStatus, Command, CorrectionEntry, CorrectionTarget, Mark, RefusalReport, Retention,
};
use onething_domain::submission::Evidence;
use onething_server::archive::{check, make};
use onething_server::config::Settings;
use onething_server::seal::{self, package};
use onething_server::{audit, exec, one};

use crate::world::{BUYER, Client, MOTHER, World, png};

/// A thing of few items, since every check takes its time.
const SMALL: &str = "graduate-arrival";

type Files = BTreeMap<String, Vec<u8>>;

/// A case that was corrected once and has ended.
async fn finished(world: &World, owner: &Client, thing: &str) -> CaseView {
    let case: CaseView = owner.file(thing, 1).await;
    let clerk = world.staff("clerk-1").await;
    let (material, _) = case.submission.evidence.iter().next().unwrap();
    let target = CorrectionTarget::Material(material.clone());
    let entries = vec![CorrectionEntry { target, message: "照片不清楚".into() }];
    clerk.command(&case.number, Command::RequestCorrections { entries }).await;
    let mut submission = case.submission.clone();
    let file = owner.upload("清楚的.png", &png("clear")).await;
    submission.evidence.insert(material.clone(), Evidence::Upload { files: vec![file] });
    let signature = owner.sign_correction(&submission).await;
    let correct = Command::Correct { submission: Box::new(submission), signature };
    owner.command(&case.number, correct).await;
    clerk.command(&case.number, Command::Accept {}).await;
    world.work_through(&case.number, &[]).await;
    let case = owner.case(&case.number).await;
    assert_eq!(case.status, CaseStatus::Finished);
    case
}

async fn package_of(client: &Client, number: &str) -> Vec<u8> {
    let reply = client.get(&fill(paths::ARCHIVE, &[number])).await.expect(200);
    assert_eq!(reply.headers["content-type"], "application/zip");
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert!(reply.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    reply.body
}

fn files_of(bytes: &[u8]) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Files::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.insert(file.name().unwrap().into_owned(), content);
    }
    files
}

async fn keys_of(world: &World) -> SealKeys {
    world.nobody().get(paths::SEAL_KEYS).await.expect(200).json()
}

async fn a_package_holds_everything_and_is_genuine(world: World) {
    let mother = world.log_in(MOTHER).await;
    let case = finished(&world, &mother, "newborn").await;
    let bytes = package_of(&mother, &case.number).await;
    let manifest = check::check(&bytes, &keys_of(&world).await).unwrap();
    assert_eq!((manifest.case.as_str(), manifest.events), (case.number.as_str(), case.seq));
    assert_eq!(manifest.retention, Retention::Permanent, "a birth is registered for good");
    let files = files_of(&bytes);
    let count = |folder: &str| files.keys().filter(|path| path.starts_with(folder)).count();
    assert_eq!(count("submission/"), 2, "as filed and as corrected");
    assert_eq!(count("signatures/"), 2 * 3, "statement, seal and image of both");
    assert_eq!(count("materials/"), 2, "what was replaced stays");
    let documents = case.timeline.iter().filter(|entry| {
        ["filed", "corrections_requested", "accepted", "task_approved", "result_issued"]
            .contains(&entry.event.as_str())
    });
    assert_eq!(count("documents/"), documents.count());
    assert_eq!(manifest.files.len() + 2, files.len(), "all but manifest and seal are listed");
    // What was filed is what was signed, byte for byte.
    let last = files.iter().rfind(|(path, _)| path.starts_with("submission/")).unwrap().1;
    assert_eq!(digests_of(last), case.digests);
    let sheet = String::from_utf8(files["sheet.html"].clone()).unwrap();
    assert!(sheet.contains(&case.number) && sheet.contains("林悦") && sheet.contains("清楚的.png"));
    assert!(!sheet.contains("<script"));
    for href in sheet.split("href=\"").skip(1) {
        let path = href.split('"').next().unwrap();
        assert!(files.contains_key(path), "the sheet leads to {path}");
    }
    assert_eq!(bytes, package_of(&mother, &case.number).await, "made once");
}

/// A byte of every file is changed, in the archive as it is and in one packed anew, so that no checksum of the container
/// helps; each is found and named. And so is any byte between them.
async fn a_changed_byte_anywhere_is_found_and_named(world: World) {
    let mother = world.log_in(MOTHER).await;
    let case = finished(&world, &mother, SMALL).await;
    let bytes = package_of(&mother, &case.number).await;
    let keys = keys_of(&world).await;
    let files = files_of(&bytes);
    let packed = |files: &[(String, Vec<u8>)]| {
        package::pack(files.iter().map(|(path, it)| (path.as_str(), it.as_slice()))).unwrap()
    };
    let mut list: Vec<(String, Vec<u8>)> = files.clone().into_iter().collect();
    for index in 0..list.len() {
        let (path, content) = list[index].clone();
        list[index].1[content.len() / 2] ^= 1;
        let wrong = check::check(&packed(&list), &keys).unwrap_err().join("\n");
        let named = wrong.contains(&format!("{path}: ")) || path == "seal.der";
        assert!(named, "{path} is not named in: {wrong}");
        list[index].1 = content;
        let (path, _) = list.remove(index);
        let wrong = check::check(&packed(&list), &keys).unwrap_err().join("\n");
        assert!(wrong.contains(&path), "{path} is taken away: {wrong}");
        list.insert(index, (path.clone(), files[&path].clone()));
    }
    list.push(("materials/more.png".into(), png("more")));
    let wrong = check::check(&packed(&list), &keys).unwrap_err();
    assert!(wrong[0].contains("materials/more.png"), "{wrong:?}");
    // Of the container itself, bytes of its heads and directory, and some of the files.
    let mut other: CaseView = mother.file(SMALL, 1).await;
    other = mother.command(&other.number, Command::Withdraw { reason: String::new() }).await;
    let bytes = package_of(&mother, &other.number).await;
    let directory = bytes.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
    let heads = bytes.windows(4).enumerate().filter(|(_, it)| it == b"PK\x03\x04");
    let heads = heads.flat_map(|(at, _)| at..at + 30);
    let places = heads.chain(directory..bytes.len()).chain((0..directory).step_by(997));
    for at in places.step_by(11) {
        let mut bent = bytes.clone();
        bent[at] ^= 1;
        assert!(check::check(&bent, &keys).is_err(), "byte {at} of {}", bytes.len());
    }
}

/// OpenSSL and Python know nothing of us.
async fn strangers_check_the_seal_and_the_digests(world: World) {
    for algorithm in [SealAlgorithm::Sm2, SealAlgorithm::Es256] {
        let settings = Settings { seal_algorithm: algorithm, ..world.app.settings.clone() };
        let node = World::open(settings, world.app.clock.clone()).await;
        let mother = node.log_in(MOTHER).await;
        let case: CaseView = mother.file("newborn", 1).await;
        mother.command(&case.number, Command::Withdraw { reason: String::new() }).await;
        let bytes = package_of(&mother, &case.number).await;
        let folder = world.folder.join(format!("archive-{algorithm:?}"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("it.zip"), &bytes).unwrap();
        run(&folder, "python3 -m zipfile -e it.zip .");
        run(&folder, &package::openssl_for(algorithm, "manifest.json"));
        let manifest: Manifest =
            serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap();
        let sums: Vec<String> = manifest
            .files
            .iter()
            .map(|file| format!("{}  {}\n", file.digests.sha256, file.path))
            .collect();
        std::fs::write(folder.join("sums"), sums.concat()).unwrap();
        run(&folder, "sha256sum --check --strict --quiet sums");
        let file = &manifest.files[0].path;
        let said = run(&folder, &format!("openssl dgst -sm3 -r {file}"));
        assert!(said.starts_with(&manifest.files[0].digests.sm3), "{said}");
        // The command line says the same; a package sealed elsewhere is not believed.
        let told = seal::tell(&node.app.settings, &folder.join("it.zip"), None).unwrap();
        assert!(told.starts_with("genuine") && told.contains(&case.number), "{told}");
        let mut others = keys_of(&node).await;
        others.keys.retain(|key| key.id != manifest.key);
        let wrong = check::tell(&bytes, &others).unwrap_err();
        assert!(wrong.contains("none of the given keys"), "{wrong}");
    }
}

fn run(folder: &Path, line: &str) -> String {
    let mut words = line.split(' ');
    let mut program = Program::new(words.next().unwrap());
    let output = program.args(words).current_dir(folder).output().expect("it can be started");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

async fn only_those_may_have_it_whose_it_is_and_staff_with_a_reason(world: World) {
    let mother = world.log_in(MOTHER).await;
    let open: CaseView = mother.file("newborn", 1).await;
    let path = fill(paths::ARCHIVE, &[&open.number]);
    mother.get(&path).await.expect(404).problem(Code::NotFound);
    mother.command(&open.number, Command::Withdraw { reason: String::new() }).await;
    mother.get(&path).await.expect(200);
    world.log_in(BUYER).await.get(&path).await.expect(404).problem(Code::NotFound);
    world.nobody().get(&path).await.expect(401).problem(Code::NotLoggedIn);
    let why = ArchiveRequest { reason: " 行政复议调卷 ".into() };
    let clerk = world.staff("clerk-1").await;
    clerk.get(&path).await.expect(403).problem(Code::Forbidden);
    world.staff("health-reviewer").await.post(&path, &why).await.expect(403);
    for reason in ["", "  ", &"长".repeat(501)] {
        let refused = clerk.post(&path, &ArchiveRequest { reason: reason.into() }).await;
        let problem = refused.expect(422).problem(Code::WrongShape);
        assert_eq!(problem.field.as_deref(), Some("reason"));
    }
    assert_eq!(logged(&world, &open.number).await, None);
    let whole = clerk.post(&path, &why).await.expect(200).body;
    let keys = keys_of(&world).await;
    let head = |bytes: &[u8]| check::check(bytes, &keys).unwrap().head;
    assert_eq!(head(&whole), head(&package_of(&mother, &open.number).await));
    let logged = logged(&world, &open.number).await;
    assert_eq!(logged, Some(("clerk-1".into(), "archive".into(), "行政复议调卷".into())));
}

/// Notes, marks and names of staff are in the package of staff alone; the applicant's is genuine without them.
async fn what_staff_tell_each_other_stays_with_them(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file(SMALL, 1).await.number;
    let clerk = world.staff("clerk-1").await;
    let (note, reason) = ("申请人昨天在窗口吵闹", "行动不便，请同事上门");
    clerk.command(&number, Command::AddNote { text: note.into() }).await;
    let mark = Command::SetMark { mark: Mark::HomeVisit, on: true, reason: reason.into() };
    clerk.command(&number, mark).await;
    let grounds = "户口已经在本市";
    let report = RefusalReport { grounds: grounds.into(), remedy: "无需办理".into() };
    let seen = clerk.command(&number, Command::Decline { report }).await;
    let name = seen.timeline.iter().find_map(|entry| match &entry.by {
        TimelineActor::Staff { name, .. } => Some(name.clone()),
        _ => None,
    });
    let name = name.expect("the clerk's name");

    let keys = keys_of(&world).await;
    let why = ArchiveRequest { reason: "行政复议调卷".into() };
    let path = fill(paths::ARCHIVE, &[&number]);
    let whole = clerk.post(&path, &why).await.expect(200).body;
    let theirs = package_of(&mother, &number).await;
    let (all, open) = (check::check(&whole, &keys).unwrap(), check::check(&theirs, &keys).unwrap());
    assert_eq!((&open.head, open.events), (&all.head, all.events), "one chain");
    assert_eq!((all.withheld.len(), open.withheld.len()), (0, 2));
    assert!(check::tell(&theirs, &keys).unwrap().contains("2 among staff are left out"));
    let says = |package: &[u8], words: &str| {
        let has = |file: &Vec<u8>| file.windows(words.len()).any(|part| part == words.as_bytes());
        files_of(package).values().any(has)
    };
    for words in [note, reason, "home_visit", &name] {
        assert!(says(&whole, words), "staff have it whole: {words}");
        assert!(!says(&theirs, words), "the applicant is told: {words}");
    }
    assert!(says(&theirs, grounds), "what they were told is there");

    // Where an older release has made a package, only the whole one is there.
    let stored = world.folder.join("files/archives").join(&number);
    for file in std::fs::read_dir(&stored).unwrap() {
        let file = file.unwrap().path();
        if file.to_string_lossy().ends_with(".applicant.zip") {
            std::fs::remove_file(file).unwrap();
        }
    }
    let again = package_of(&mother, &number).await;
    assert_eq!(check::check(&again, &keys).unwrap().withheld, open.withheld);
    assert!(!says(&again, note));
}

async fn logged(world: &World, number: &str) -> Option<(String, String, String)> {
    let mut tx = world.app.db.read().await.unwrap();
    let sql = "SELECT staff, path, reason FROM access_log WHERE number = $1";
    one!(&mut tx, (String, String, String), sql, number).unwrap()
}

async fn it_is_made_in_quiet_and_anew_when_more_has_happened(world: World) {
    let mother = world.log_in(MOTHER).await;
    let case: CaseView = mother.file("newborn", 0).await;
    let clerk = world.staff("clerk-1").await;
    clerk.command(&case.number, Command::Accept {}).await;
    assert!(!make::next(&world.app).await.unwrap(), "it has not ended");
    world.work_through(&case.number, &[]).await;
    assert!(!make::next(&world.app).await.unwrap(), "it rests a while");
    world.pass(TimeDelta::minutes(11));
    assert!(make::next(&world.app).await.unwrap());
    assert!(!make::next(&world.app).await.unwrap(), "made once");
    let first = package_of(&mother, &case.number).await;
    clerk.command(&case.number, Command::HandOut { tracking: "SF1234567890".into() }).await;
    let second = package_of(&mother, &case.number).await;
    let keys = keys_of(&world).await;
    let events = |bytes: &[u8]| check::check(bytes, &keys).unwrap().events;
    assert_eq!(events(&second), events(&first) + 1);
    world.pass(TimeDelta::minutes(11));
    assert!(!make::next(&world.app).await.unwrap(), "what was asked for is not made again");
    let stored = world.folder.join("files/archives").join(&case.number);
    assert_eq!(std::fs::read_dir(&stored).unwrap().count(), 2, "the older ones are gone");
    for file in std::fs::read_dir(&stored).unwrap() {
        assert!(!std::fs::read(file.unwrap().path()).unwrap().starts_with(b"PK"), "encrypted");
    }
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(second, package_of(&mother, &case.number).await);
    // A case that ended before there were packages.
    let mut tx = world.app.db.write().await.unwrap();
    exec!(&mut tx, "DELETE FROM case_archive").unwrap();
    tx.commit().await.unwrap();
    assert_eq!(events(&package_of(&mother, &case.number).await), events(&second));
}

on_both!(
    a_package_holds_everything_and_is_genuine,
    a_changed_byte_anywhere_is_found_and_named,
    strangers_check_the_seal_and_the_digests,
    only_those_may_have_it_whose_it_is_and_staff_with_a_reason,
    what_staff_tell_each_other_stays_with_them,
    it_is_made_in_quiet_and_anew_when_more_has_happened,
);
