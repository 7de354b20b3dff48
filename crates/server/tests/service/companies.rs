//! Seals of companies: kept by who represents them, put beside signatures by their agents, sealed for good (A5).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use onething_api::cases::CaseView;
use onething_api::companies::{CompanySeal, KeepSeal};
use onething_api::documents::CaseDocumentList;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::seals::Sealed;
use onething_api::session::{Acting, Visitor};
use onething_api::uploads::SignRequest;
use onething_api::verify::{Subject, Verification};
use onething_domain::canonical::{digests, sha256};
use onething_domain::case::{Command, CorrectionEntry, CorrectionTarget};
use onething_server::verify;

use crate::world::{COMPANY, Client, MOTHER, World, id, png};

const REPRESENTATIVE: &str = "13800000005";
/// Agent of another company.
const OTHER: &str = "13800000008";

fn path() -> String {
    fill(paths::COMPANY_SEAL, &[COMPANY])
}

async fn representative(world: &World) -> Client {
    let client = world.log_in(REPRESENTATIVE).await;
    let acting = Acting { company: Some(COMPANY.into()) };
    client.put(paths::ACTING, &acting, &[]).await.expect(200);
    client
}

async fn keep(client: &Client, picture: &[u8]) -> CompanySeal {
    let seal = KeepSeal { image: STANDARD.encode(picture) };
    client.put(&path(), &seal, &[]).await.expect(200).json()
}

async fn the_representative_keeps_it_and_agents_see_it(world: World) {
    let (owner, agent) = (representative(&world).await, world.agent().await);
    let none: CompanySeal = agent.get(&path()).await.expect(200).json();
    assert_eq!(none, CompanySeal::default());
    let picture = png("");
    let kept = keep(&owner, &picture).await;
    assert!(kept.may_change);
    let seen: CompanySeal = agent.get(&path()).await.expect(200).json();
    assert_eq!(seen.seal, kept.seal);
    assert!(!seen.may_change);
    let image = fill(paths::COMPANY_SEAL_IMAGE, &[COMPANY]);
    assert_eq!(agent.get(&image).await.expect(200).body, picture);
    let mine = KeepSeal { image: STANDARD.encode(&picture) };
    agent.put(&path(), &mine, &[]).await.expect(403).problem(Code::Forbidden);
    agent.delete(&path()).await.expect(403);
    for stranger in [MOTHER, OTHER] {
        let stranger = world.log_in(stranger).await;
        stranger.get(&path()).await.expect(404);
        stranger.get(&image).await.expect(404);
        stranger.put(&path(), &mine, &[]).await.expect(404);
    }
    for broken in ["***".to_owned(), STANDARD.encode("no picture"), STANDARD.encode(&picture[..40])]
    {
        let reply = owner.put(&path(), &KeepSeal { image: broken }, &[]).await.expect(422);
        reply.problem(Code::BadSignature);
    }
    owner.delete(&path()).await.expect(200);
    owner.delete(&path()).await.expect(404);
    agent.get(&image).await.expect(404);
}

async fn it_stands_beside_a_signature_for_good(world: World) {
    let (owner, agent) = (representative(&world).await, world.agent().await);
    let draft = agent.draft("open-restaurant", 0).await;
    let mut request = agent.sign_request(&draft).await;
    request.stamp = true;
    let refused = agent.post(paths::SIGNATURES, &request).await.expect(422);
    assert_eq!(refused.problem(Code::BadSignature).field.as_deref(), Some("stamp"));
    let picture = png("");
    keep(&owner, &picture).await;
    request.id = id();
    agent.post(paths::SIGNATURES, &request).await.expect(201);
    let filing = agent.filing(&draft, request.id.clone());
    let case: CaseView = agent.post(paths::CASES, &filing).await.expect(201).json();
    assert!(case.stamped);

    // Another seal, or none, changes nothing of what was sealed.
    owner.delete(&path()).await.expect(200);
    let clerk = world.staff("clerk-1").await;
    let stamp = fill(paths::SIGNATURE_STAMP, &[&case.signature]);
    assert_eq!(clerk.get(&stamp).await.expect(200).body, picture);
    world.log_in(MOTHER).await.get(&stamp).await.expect(404);
    let sealed: Sealed = agent.get(&fill(paths::SEAL, &[&case.signature])).await.expect(200).json();
    let said = sealed.statement.stamp.expect("a seal");
    assert_eq!((said.company.as_str(), said.image), (COMPANY, sha256(&picture)));
    let code = verify::code(&world.app.keys, "signature", &case.signature);
    let told: Verification =
        world.nobody().get(&fill(paths::VERIFICATION, &[&code])).await.expect(200).json();
    assert!(told.genuine);
    assert!(
        matches!(told.subject, Subject::Signature { company: Some(name), .. } if name == said.name)
    );
    let documents = fill(paths::DOCUMENTS, &[&case.number]);
    let list: CaseDocumentList = agent.get(&documents).await.expect(200).json();
    let receipt = fill(paths::DOCUMENT, &[&case.number, &list.documents[0].id]);
    let receipt = agent.get(&receipt).await.expect(200).body;
    let has = |name: &[u8]| receipt.windows(name.len()).any(|part| part == name);
    assert!(has(b"/Subtype/Image") || has(b"/Subtype /Image"), "the receipt shows it");
}

async fn a_correction_carries_it_again(world: World) {
    let (owner, agent) = (representative(&world).await, world.agent().await);
    keep(&owner, &png("")).await;
    let number = agent.file("open-restaurant", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    let submission = agent.case(&number).await.submission;
    let field = submission.answers.keys().next().unwrap().clone();
    let target = CorrectionTarget::Field(field);
    let entries = vec![CorrectionEntry { target, message: "请核对".into() }];
    clerk.command(&number, Command::RequestCorrections { entries }).await;
    // It is the company's case, also while the person acts for themselves.
    agent.put(paths::ACTING, &Acting { company: None }, &[]).await.expect(200);
    let request = SignRequest {
        id: id(),
        draft: None,
        digests: digests(&submission),
        image: STANDARD.encode(png("again")),
        stamp: true,
        company: Some(COMPANY.into()),
    };
    let theirs = SignRequest { company: Some("91350100M000100Y43".into()), ..request.clone() };
    let refused = agent.post(paths::SIGNATURES, &theirs).await.expect(403);
    assert_eq!(refused.problem(Code::Forbidden).field.as_deref(), Some("company"));
    agent.post(paths::SIGNATURES, &request).await.expect(201);
    let submission = Box::new(submission);
    let correct = Command::Correct { submission, signature: request.id.clone() };
    let corrected = agent.command(&number, correct).await;
    assert!(corrected.stamped);
}

async fn a_person_has_none(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let mut request = mother.sign_request(&draft).await;
    request.stamp = true;
    let refused = mother.post(paths::SIGNATURES, &request).await.expect(422);
    assert_eq!(refused.problem(Code::BadSignature).field.as_deref(), Some("stamp"));
}

async fn none_is_kept_or_taken_away_at_a_window(world: World) {
    let owner = representative(&world).await;
    keep(&owner, &png("")).await;
    let window = world.staff("clerk-1").await;
    let visitor = Visitor {
        name: "何静".into(),
        id_card: "519903199005070065".into(),
        phone: REPRESENTATIVE.into(),
        looked: false,
    };
    window.post(paths::WINDOW, &visitor).await.expect(200);
    let seen: CompanySeal = window.get(&path()).await.expect(200).json();
    assert!(seen.seal.is_some() && !seen.may_change);
    window.get(&fill(paths::COMPANY_SEAL_IMAGE, &[COMPANY])).await.expect(200);
    let other = KeepSeal { image: STANDARD.encode(png("other")) };
    window.put(&path(), &other, &[]).await.expect(403).problem(Code::Forbidden);
    window.delete(&path()).await.expect(403).problem(Code::Forbidden);
    let after: CompanySeal = owner.get(&path()).await.expect(200).json();
    assert_eq!(after.seal, seen.seal);
}

on_both!(
    the_representative_keeps_it_and_agents_see_it,
    it_stands_beside_a_signature_for_good,
    a_correction_carries_it_again,
    a_person_has_none,
    none_is_kept_or_taken_away_at_a_window,
);
