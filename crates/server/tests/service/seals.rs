//! The service's word for a signature can be checked by anyone, and by nobody else be asked for.

use std::path::Path;
use std::process::{Command, Output};

use onething_api::cases::CaseView;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::seals::{SealAlgorithm, SealKeys, Sealed};
use onething_domain::canonical;
use onething_server::config::Settings;
use onething_server::seal;

use crate::world::{BUYER, MOTHER, World};

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

on_both!(a_filed_signature_is_sealed_for_good, openssl_checks_a_package_of_either_algorithm);
