//! The service's word for a signature can be checked by anyone, and by nobody else be asked for.

use onething_api::cases::CaseView;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::seals::{SealKeys, Sealed};
use onething_domain::canonical;
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
    let image = mother.get(&fill(paths::SIGNATURE, &[&case.signature])).await.expect(200).body;
    assert_eq!(sealed.statement.image, canonical::sha256(&image));
    world.staff("clerk-1").await.get(&path).await.expect(200);
    world.log_in(BUYER).await.get(&path).await.expect(404).problem(Code::NotFound);
    world.nobody().get(&path).await.expect(401).problem(Code::NotLoggedIn);
    // A new key does not make an older seal doubtful.
    seal::keys::rotate(&world.app.settings.seal_folder(), world.app.clock.now()).unwrap();
    let later = world.another_node().await;
    let keys: SealKeys = later.nobody().get(paths::SEAL_KEYS).await.expect(200).json();
    assert_eq!(keys.keys.iter().map(|key| key.active).collect::<Vec<_>>(), [true, false]);
    assert!(seal::check(&sealed, &keys).is_ok());
    let mut forged = sealed;
    forged.statement.digests.sm3 = "0".repeat(64);
    assert!(seal::check(&forged, &keys).unwrap_err().contains("NOT GENUINE"));
}

on_both!(a_filed_signature_is_sealed_for_good);
