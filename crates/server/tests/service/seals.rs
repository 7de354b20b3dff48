//! The service's word for a signature can be checked by anyone, and by nobody else be asked for.

use std::path::Path;
use std::process::{Command, Output};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use onething_api::cases::CaseView;
use onething_api::drafts::Draft;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::seals::{SealAlgorithm, SealKeys, Sealed};
use onething_api::uploads::{SignRequest, Signature};
use onething_domain::canonical;
use onething_domain::case::{self, CorrectionEntry, CorrectionTarget};
use onething_domain::submission::Evidence;
use onething_server::config::Settings;
use onething_server::{jobs, seal};

use crate::world::{BUYER, Client, MOTHER, World, id, png};

async fn a_filed_signature_is_sealed_for_good(world: World) {
    let mother = world.log_in(MOTHER).await;
    let case: CaseView = mother.file("newborn", 1).await;
    let path = fill(paths::SEAL, &[&case.signature]);
    let sealed: Sealed = mother.get(&path).await.expect(200).json();
    let keys: SealKeys = world.nobody().get(paths::SEAL_KEYS).await.expect(200).json();
    assert!(seal::check(&sealed, &keys).unwrap().contains("genuine"));
    assert_eq!(sealed.statement.digests, case.digests);
    assert_eq!(sealed.statement.identity.len(), 64);
    let image = mother.get(&fill(paths::SIGNATURE, &[&case.signature])).await.expect(200).body;
    assert_eq!(sealed.statement.image, canonical::sha256(&image));
    world.staff("clerk-1").await.get(&path).await.expect(200);
    world.log_in(BUYER).await.get(&path).await.expect(404).problem(Code::NotFound);
    world.nobody().get(&path).await.expect(401).problem(Code::NotLoggedIn);
    // A new key does not make an older seal doubtful.
    seal::rotate(&world.app.settings, world.app.clock.now()).unwrap();
    let later = world.another_node().await;
    let keys: SealKeys = later.nobody().get(paths::SEAL_KEYS).await.expect(200).json();
    assert_eq!(keys.keys.iter().map(|key| key.active).collect::<Vec<_>>(), [true, false]);
    assert!(seal::check(&sealed, &keys).is_ok());
    let mut forged = sealed;
    forged.statement.digests.sm3 = "0".repeat(64);
    assert!(seal::check(&forged, &keys).unwrap_err().contains("NOT GENUINE"));
}

/// OpenSSL knows nothing of us: all that it gets is the package.
async fn openssl_checks_a_package_of_either_algorithm(world: World) {
    for algorithm in [SealAlgorithm::Sm2, SealAlgorithm::Es256] {
        let settings = Settings { seal_algorithm: algorithm, ..world.app.settings.clone() };
        let node = World::open(settings, world.app.clock.clone()).await;
        let mother = node.log_in(MOTHER).await;
        let case: CaseView = mother.file("newborn", 1).await;
        let path = fill(paths::SIGNATURE_PACKAGE, &[&case.signature]);
        let package = mother.get(&path).await.expect(200).body;
        node.log_in(BUYER).await.get(&path).await.expect(404).problem(Code::NotFound);

        let folder = world.folder.join(format!("package-{algorithm:?}"));
        unpack(&package, &folder);
        let command = seal::package::openssl(algorithm);
        let output = run(&folder, &command);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let submission = std::fs::read(folder.join("submission.json")).unwrap();
        assert_eq!(canonical::digests_of(&submission), case.digests);
        let statement = std::fs::read_to_string(folder.join("statement.json")).unwrap();
        std::fs::write(folder.join("statement.json"), statement.replace("林", "陈")).unwrap();
        assert!(!run(&folder, &command).status.success(), "a changed name is found out");

        let file = folder.join("signature.zip");
        std::fs::write(&file, &package).unwrap();
        let said = seal::tell(&node.app.settings, &file, None).unwrap();
        assert!(said.starts_with("genuine") && said.contains(&case.digests.sm3), "{said}");
        // What stands in an archive uncompressed can be bent in place; its checksum or we find it.
        let mut bent = package.clone();
        let at = bent.windows(3).position(|it| it == "林".as_bytes()).unwrap();
        bent[at..at + 3].copy_from_slice("陈".as_bytes());
        std::fs::write(&file, &bent).unwrap();
        assert!(seal::tell(&node.app.settings, &file, None).is_err());
    }
}

fn unpack(package: &[u8], folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("it.zip"), package).unwrap();
    let output = run(folder, "python3 -m zipfile -e it.zip .");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn run(folder: &Path, line: &str) -> Output {
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().unwrap());
    command.args(words).current_dir(folder).output().expect("the program can be started")
}

/// Whether the service gives its word for a signature, as a statement and as a package.
async fn has_its_word(client: &Client, signature: &str) -> bool {
    let [sealed, package] = [
        client.get(&fill(paths::SEAL, &[signature])).await.status,
        client.get(&fill(paths::SIGNATURE_PACKAGE, &[signature])).await.status,
    ];
    assert!(sealed == package && matches!(sealed, 200 | 404), "{sealed} {package}");
    sealed == 200
}

/// Signed as for a correction: over digests that nobody has compared.
fn over_anything(id: String) -> SignRequest {
    let digests = canonical::digests_of(b"whatever somebody would like to be sealed");
    let image = STANDARD.encode(png("signature"));
    SignRequest { id, draft: None, digests, image, stamp: false, company: None }
}

async fn what_the_service_has_not_compared_it_does_not_vouch_for(world: World) {
    let mother = world.log_in(MOTHER).await;
    let anything = over_anything(id());
    mother.post(paths::SIGNATURES, &anything).await.expect(201);
    assert!(!has_its_word(&mother, &anything.id).await);
    // Nor under the id of a file that a case has.
    let draft = mother.draft("newborn", 0).await;
    let file = mother.upload("photo.png", &png("photo")).await;
    let disguised = over_anything(file.id.clone());
    mother.post(paths::SIGNATURES, &disguised).await.expect(201);
    let mut content = draft.content.clone();
    content.evidence.insert("baby-photo".into(), Evidence::Upload { files: vec![file] });
    let draft: Draft = mother.save(&draft, &content).await.expect(200).json();
    let signature = mother.sign(&draft).await;
    assert!(has_its_word(&mother, &signature).await, "compared with the draft");
    let filing = mother.filing(&draft, signature);
    let case: CaseView = mother.post(paths::CASES, &filing).await.expect(201).json();
    assert!(!has_its_word(&mother, &disguised.id).await);

    let target = CorrectionTarget::Field("child_name".into());
    let entries = vec![CorrectionEntry { target, message: "请核对".into() }];
    let clerk = world.staff("clerk-1").await;
    clerk.command(&case.number, case::Command::RequestCorrections { entries }).await;
    let submission = case.submission;
    let signature = mother.sign_correction(&submission).await;
    assert!(!has_its_word(&mother, &signature).await);
    let submission = Box::new(submission);
    let correct = case::Command::Correct { submission, signature: signature.clone() };
    mother.command(&case.number, correct).await;
    assert!(has_its_word(&mother, &signature).await, "compared with the correction");
    world.pass(TimeDelta::hours(25));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    assert!(!has_its_word(&mother, &disguised.id).await);
    assert!(
        has_its_word(&mother, &signature).await && has_its_word(&mother, &filing.signature).await
    );
}

async fn a_signature_that_nothing_is_filed_with_is_gone_in_a_day(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 1).await.signature;
    let draft = mother.draft("newborn", 0).await;
    let request = mother.sign_request(&draft).await;
    mother.post(paths::SIGNATURES, &request).await.expect(201);
    let image = fill(paths::SIGNATURE, &[&request.id]);
    world.pass(TimeDelta::hours(23));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    mother.get(&image).await.expect(200);
    world.pass(TimeDelta::hours(2));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    mother.get(&image).await.expect(404);
    mother.get(&fill(paths::SIGNATURE, &[&filed])).await.expect(200);
    let filing = mother.filing(&draft, request.id.clone());
    mother.post(paths::CASES, &filing).await.expect(422).problem(Code::BadSignature);
    // A device that has not heard of the first answer asks once more, and goes on.
    let again: Signature = mother.post(paths::SIGNATURES, &request).await.expect(201).json();
    assert_eq!(again.id, request.id);
    mother.post(paths::CASES, &filing).await.expect(201);
}

async fn signatures_that_wait_are_limited_by_person(world: World) {
    let mother = world.log_in(MOTHER).await;
    mother.file("newborn", 0).await; // what was filed with does not wait
    for _ in 0..60 {
        mother.post(paths::SIGNATURES, &over_anything(id())).await.expect(201);
    }
    let refused = mother.post(paths::SIGNATURES, &over_anything(id())).await.expect(429);
    refused.problem(Code::TooManyRequests);
    assert_eq!(refused.headers["retry-after"], "86401");
    let buyer = world.log_in(BUYER).await;
    buyer.post(paths::SIGNATURES, &over_anything(id())).await.expect(201);
    world.pass(TimeDelta::hours(25));
    let mother = world.log_in(MOTHER).await;
    mother.post(paths::SIGNATURES, &over_anything(id())).await.expect(201);
}

on_both!(
    a_filed_signature_is_sealed_for_good,
    openssl_checks_a_package_of_either_algorithm,
    what_the_service_has_not_compared_it_does_not_vouch_for,
    a_signature_that_nothing_is_filed_with_is_gone_in_a_day,
    signatures_that_wait_are_limited_by_person,
);
