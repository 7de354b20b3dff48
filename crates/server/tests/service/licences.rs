//! The wallet: licences enter it by results and by import, are shown for a minute, taken back, and used instead of
//! papers (I3, A4).

use chrono::TimeDelta;
use onething_api::account::Outbox;
use onething_api::cases::{RevealRequest, Revealed};
use onething_api::drafts::Draft;
use onething_api::licences::{
    CheckShowing, LicenceDetail, LicenceView, RevokeLicence, RevokedLicences, Show, Showing,
    ShowingCheck, ShowingKeys, Wallet,
};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::session::Profile;
use onething_domain::case::{Command, CorrectionEntry, CorrectionTarget};
use onething_domain::licence::LicenceStatus;
use onething_domain::qr;
use onething_domain::submission::Evidence;
use onething_domain::validate::ProblemCode;
use onething_server::city::import;
use onething_server::licences::keys;
use onething_server::{audit, jobs};

use crate::world::{BUYER, COMPANY, Client, MOTHER, Reply, World, demo_city, id};

const ID_CARD: &str = "519902199406120020";
const MATERIAL: &str = "parents-id-card";

async fn wallet(client: &Client) -> Vec<LicenceView> {
    client.get(paths::LICENCES).await.expect(200).json::<Wallet>().licences
}

async fn of_kind(client: &Client, kind: &str) -> LicenceView {
    let found = wallet(client).await.into_iter().find(|licence| licence.kind == kind);
    found.unwrap_or_else(|| panic!("no {kind}"))
}

async fn show(client: &Client, licence: &str) -> Showing {
    let path = fill(paths::SHOWINGS, &[licence]);
    client.post(&path, &Show { id: id() }).await.expect(200).json()
}

async fn check(world: &World, token: &str) -> Reply {
    let request = CheckShowing { token: token.to_owned() };
    world.nobody().post(paths::SHOWING_CHECKS, &request).await
}

/// Takes a licence of the police back.
async fn revoke(world: &World, kind: &str, number: &str) -> Reply {
    let chief = world.staff("police-chief").await;
    let request =
        RevokeLicence { kind: kind.into(), number: number.into(), reason: "遗失补发".into() };
    chief.post(paths::LICENCE_REVOCATIONS, &request).await
}

async fn registers_fill_wallets_and_an_import_again_changes_nothing(world: World) {
    let mother = world.log_in(MOTHER).await;
    let before = wallet(&mother).await;
    let kinds: Vec<&str> = before.iter().map(|licence| licence.kind.as_str()).collect();
    assert_eq!(kinds, ["household_register", "marriage_certificate", "id_card"]);
    let card = of_kind(&mother, "id_card").await;
    assert_eq!((card.number.as_str(), card.holder.as_str()), (ID_CARD, "林悦"));
    assert_eq!((card.status, card.company), (LicenceStatus::Valid, false));
    assert!(!card.issuer.zh.is_empty());
    let profile: Profile = mother.get(paths::PROFILE).await.expect(200).json();
    assert_eq!(profile.licences, ["household_register", "id_card", "marriage_certificate"]);

    revoke(&world, "id_card", ID_CARD).await.expect(200);
    import::import(&world.app, &demo_city()).await.expect("the city imports again");
    let after = wallet(&mother).await;
    assert_eq!(after.len(), before.len());
    assert!(before.iter().all(|old| after.iter().any(|new| new.id == old.id)));
    let card = of_kind(&mother, "id_card").await;
    assert_eq!(card.status, LicenceStatus::Revoked, "an import gives nothing back");

    let agent = world.agent().await;
    let companys: Vec<(String, bool)> =
        wallet(&agent).await.into_iter().map(|one| (one.kind, one.company)).collect();
    assert_eq!(companys, [("business_licence".to_owned(), true)]);
    let both: Wallet = agent.get("/api/v1/licences?own=true").await.expect(200).json();
    let kinds: Vec<&str> = both.licences.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["business_licence", "id_card", "residence_permit"]);
    assert_eq!(both.licences[2].status, LicenceStatus::Expired);
}

async fn a_result_enters_the_wallet_once(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    world.staff("clerk-1").await.command(&filed.number, Command::Accept {}).await;
    world.work_through(&filed.number, &[]).await;
    let done = mother.case(&filed.number).await;
    let card = of_kind(&mother, "social_security_card").await;
    let task = done.tasks.iter().find(|task| task.item == "social-card").unwrap();
    let result = task.result.as_ref().unwrap();
    assert_eq!((&card.number, &card.name), (&result.number, &result.name));
    assert_eq!(card.issued_on.to_string(), "2026-03-02");
    assert_eq!(card.valid_until.unwrap().to_string(), "2036-03-01", "120 months");
    let birth = of_kind(&mother, "birth_certificate").await;
    assert_eq!(birth.valid_until, None);
    let all = wallet(&mother).await;
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(wallet(&mother).await, all, "projections made anew issue nothing anew");
    let father = world.log_in("13800000002").await;
    father.get(&fill(paths::LICENCE, &[&card.id])).await.expect(404).problem(Code::NotFound);
}

async fn a_showing_lives_a_minute_and_checks_without_us(world: World) {
    let mother = world.log_in(MOTHER).await;
    let card = of_kind(&mother, "id_card").await;
    let path = fill(paths::SHOWINGS, &[&card.id]);
    let request = Show { id: id() };
    let showing: Showing = mother.post(&path, &request).await.expect(200).json();
    let again: Showing = mother.post(&path, &request).await.expect(200).json();
    assert_eq!((showing.seconds, &again.token), (60, &showing.token), "sent twice, shown once");

    let published: ShowingKeys = world.nobody().get(paths::SHOWING_KEYS).await.expect(200).json();
    let claims = keys::verify(&showing.token, &published).unwrap();
    assert_eq!((claims.holder.as_str(), claims.number.as_str()), ("林*", ID_CARD));
    assert_eq!((claims.exp - claims.iat, claims.status), (60, LicenceStatus::Valid));
    let address = format!("https://services.qinghe.example/verify/licence#{}", showing.token);
    assert!(qr::Code::new(&address).is_some(), "{} bytes fit no code", address.len());

    let first: ShowingCheck = check(&world, &showing.token).await.expect(200).json();
    assert_eq!((first.status, first.checks), (LicenceStatus::Valid, 1));
    assert_eq!(first.claims, claims);
    let second: ShowingCheck = check(&world, &showing.token).await.expect(200).json();
    assert_eq!(second.checks, 2, "whoever is shown a copy learns that it was checked before");

    let detail: LicenceDetail =
        mother.get(&fill(paths::LICENCE, &[&card.id])).await.expect(200).json();
    let seen: Vec<_> = detail.showings.iter().map(|one| (one.by.as_str(), one.checks)).collect();
    assert_eq!(seen, [("林悦", 2)]);

    world.pass(TimeDelta::seconds(60));
    check(&world, &showing.token).await.expect(410).problem(Code::ShowingOver);
    world.pass(TimeDelta::days(366));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    let detail: LicenceDetail =
        mother.get(&fill(paths::LICENCE, &[&card.id])).await.expect(200).json();
    assert_eq!(detail.showings, []);
}

async fn every_showing_of_a_year_is_told_page_by_page(world: World) {
    let mother = world.log_in(MOTHER).await;
    let card = wallet(&mother).await.remove(0);
    let mut shown = Vec::new();
    for _ in 0..5 {
        shown.insert(0, show(&mother, &card.id).await.id);
        world.pass(TimeDelta::minutes(2));
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("{}?limit=2&cursor={cursor}", fill(paths::LICENCE, &[&card.id]));
        let page: LicenceDetail = mother.get(&path).await.expect(200).json();
        seen.extend(page.showings.into_iter().map(|one| one.id));
        let Some(next) = page.next else { break };
        cursor = next;
    }
    assert_eq!(seen, shown);
}

async fn what_is_forged_or_unknown_is_refused(world: World) {
    let mother = world.log_in(MOTHER).await;
    let card = of_kind(&mother, "id_card").await;
    let showing = show(&mother, &card.id).await;
    let mut bent = showing.token.clone();
    let at = bent.find('.').unwrap() + 20;
    bent.replace_range(at..at + 1, if &bent[at..at + 1] == "A" { "B" } else { "A" });
    for token in ["", "a.b.c", &bent, &"x".repeat(100_000)] {
        check(&world, token).await.expect(422).problem(Code::ShowingForged);
    }
    // Genuine by its key, but the service has shown nothing of the kind: a key that leaked is not enough.
    let keys = keys::Keys::open(&world.app.settings.showing_folder(), world.app.clock.now());
    let keys = keys.unwrap();
    let mut claims = keys::verify(&showing.token, &keys.published()).unwrap();
    claims.jti = id();
    let made = keys.sign(&claims).unwrap();
    check(&world, &made).await.expect(422).problem(Code::ShowingForged);
    // An id that another's showing has.
    let buyer = world.log_in(BUYER).await;
    let theirs = of_kind(&buyer, "id_card").await;
    let request = Show { id: showing.id };
    let path = fill(paths::SHOWINGS, &[&theirs.id]);
    buyer.post(&path, &request).await.expect(409).problem(Code::IdReused);
    let path = fill(paths::SHOWINGS, &[&card.id]);
    buyer.post(&path, &Show { id: id() }).await.expect(404).problem(Code::NotFound);
    buyer.get(&fill(paths::LICENCE, &[&card.id])).await.expect(404).problem(Code::NotFound);
    mother.post(&path, &Show { id: "x".into() }).await.expect(422).problem(Code::WrongShape);
}

async fn what_is_taken_back_is_shown_no_more(world: World) {
    let mother = world.log_in(MOTHER).await;
    let card = of_kind(&mother, "id_card").await;
    let showing = show(&mother, &card.id).await;
    let health = world.staff("health-chief").await;
    let request =
        RevokeLicence { kind: "id_card".into(), number: ID_CARD.into(), reason: "x".into() };
    let reply = health.post(paths::LICENCE_REVOCATIONS, &request).await;
    reply.expect(404).problem(Code::NotFound);
    let police = world.staff("police-chief").await;
    let request = RevokeLicence { reason: "  ".into(), ..request };
    let reply = police.post(paths::LICENCE_REVOCATIONS, &request).await;
    assert_eq!(reply.expect(422).problem(Code::WrongShape).field.as_deref(), Some("reason"));
    let done: RevokedLicences = revoke(&world, "id_card", ID_CARD).await.expect(200).json();
    assert_eq!(done.licences, 1);

    let known: ShowingCheck = check(&world, &showing.token).await.expect(200).json();
    assert_eq!(known.status, LicenceStatus::Revoked, "within the minute of an older showing");
    let path = fill(paths::SHOWINGS, &[&card.id]);
    let refused = mother.post(&path, &Show { id: id() }).await.expect(409);
    refused.problem(Code::LicenceNotValid);
    let card = of_kind(&mother, "id_card").await;
    assert_eq!(card.revoked.unwrap().reason, "遗失补发");
    let outbox: Outbox = world.nobody().get(paths::OUTBOX).await.expect(200).json();
    let told = |message: &onething_api::account::OutboxMessage| {
        message.phone == MOTHER && message.text.contains("遗失补发")
    };
    assert_eq!(outbox.messages.iter().filter(|message| told(message)).count(), 1);
    revoke(&world, "id_card", ID_CARD).await.expect(200);
    let outbox: Outbox = world.nobody().get(paths::OUTBOX).await.expect(200).json();
    assert_eq!(outbox.messages.iter().filter(|message| told(message)).count(), 1, "told once");
    let civil = world.staff("civil-chief").await;
    let both = RevokeLicence {
        kind: "marriage_certificate".into(),
        number: "J519902-2022-000520".into(),
        reason: "离婚登记".into(),
    };
    let done: RevokedLicences =
        civil.post(paths::LICENCE_REVOCATIONS, &both).await.expect(200).json();
    assert_eq!(done.licences, 2, "of both spouses");
}

/// A draft of newborn whose identity cards are met by the licence of this number.
async fn with_licence(client: &Client, number: &str) -> Draft {
    let draft = client.draft("newborn", 0).await;
    let mut content = draft.content.clone();
    content.evidence.insert(MATERIAL.into(), Evidence::Licence { number: number.into() });
    client.save(&draft, &content).await.expect(200).json()
}

async fn file(client: &Client, draft: &Draft) -> Reply {
    let signature = client.sign(draft).await;
    client.post(paths::CASES, &client.filing(draft, signature)).await
}

async fn refused_with(client: &Client, draft: &Draft, code: ProblemCode) {
    let problem = file(client, draft).await.expect(422).problem(Code::InvalidSubmission);
    let found: Vec<_> = problem.problems.iter().map(|one| (one.path.as_str(), one.code)).collect();
    assert_eq!(found, [("evidence.parents-id-card", code)]);
}

async fn a_licence_stands_for_a_material(world: World) {
    let mother = world.log_in(MOTHER).await;
    // The father's card is not hers to use, and a number that nobody has is nobody's.
    for number in ["519903199203180011", "519902100273", "1"] {
        let draft = with_licence(&mother, number).await;
        refused_with(&mother, &draft, ProblemCode::LicenceNotHeld).await;
    }
    let draft = with_licence(&mother, ID_CARD).await;
    let case: onething_api::cases::CaseView = file(&mother, &draft).await.expect(201).json();
    assert_eq!(case.submission.evidence[MATERIAL], Evidence::Licence { number: ID_CARD.into() });

    let clerk = world.staff("clerk-1").await;
    let seen = clerk.case(&case.number).await;
    let masked = Evidence::Licence { number: "519902**********20".into() };
    assert_eq!(seen.submission.evidence[MATERIAL], masked);
    let used = seen.licences.first().unwrap();
    assert_eq!((used.material.as_str(), used.name.zh.as_str()), (MATERIAL, "居民身份证"));
    assert_eq!((used.holder.as_str(), used.status), ("林悦", LicenceStatus::Valid));
    let path = format!("evidence.{MATERIAL}.number");
    assert!(seen.masked.contains(&path));
    let request = RevealRequest { path, reason: "核对身份".into() };
    let reply = clerk.post(&fill(paths::REVEAL, &[&case.number]), &request).await.expect(200);
    assert_eq!(reply.json::<Revealed>().value, ID_CARD);

    // Taken back meanwhile: the clerk sees it; a correction of something else leaves it as it was filed.
    revoke(&world, "id_card", ID_CARD).await.expect(200);
    let seen = clerk.case(&case.number).await;
    assert_eq!(seen.licences[0].status, LicenceStatus::Revoked);
    let entry = CorrectionEntry {
        target: CorrectionTarget::Field("child_name".into()),
        message: "名字要和户口簿上的姓一致".into(),
    };
    clerk.command(&case.number, Command::RequestCorrections { entries: vec![entry] }).await;
    let submission = mother.case(&case.number).await.submission;
    let signature = mother.sign_correction(&submission).await;
    let correct = Command::Correct { submission: Box::new(submission), signature };
    mother.command(&case.number, correct).await;

    let draft = with_licence(&mother, ID_CARD).await;
    refused_with(&mother, &draft, ProblemCode::LicenceNotValid).await;
}

async fn a_company_uses_its_own(world: World) {
    let agent = world.agent().await;
    let licence = of_kind(&agent, "business_licence").await;
    assert_eq!(licence.number, COMPANY);
    let showing = show(&agent, &licence.id).await;
    let known: ShowingCheck = check(&world, &showing.token).await.expect(200).json();
    assert!(known.claims.holder.contains("清河味道"), "companies are public");
    let detail: LicenceDetail =
        agent.get(&fill(paths::LICENCE, &[&licence.id])).await.expect(200).json();
    assert_eq!(detail.showings[0].by, "马涛", "the company sees which of its people showed it");
    // For himself he has no such licence.
    let alone = world.log_in(crate::world::AGENT).await;
    alone.get(&fill(paths::LICENCE, &[&licence.id])).await.expect(404).problem(Code::NotFound);
}

on_both!(
    every_showing_of_a_year_is_told_page_by_page,
    registers_fill_wallets_and_an_import_again_changes_nothing,
    a_result_enters_the_wallet_once,
    a_showing_lives_a_minute_and_checks_without_us,
    what_is_forged_or_unknown_is_refused,
    what_is_taken_back_is_shown_no_more,
    a_licence_stands_for_a_material,
    a_company_uses_its_own,
);
