//! Signing beside the applicant: by link, over everything, void after a change.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use onething_api::cases::CaseView;
use onething_api::cosign::{
    Cosign, CosignState, CosignerList, CosignerView, DeclineCosign, Invitation, Invite,
};
use onething_api::drafts::{Draft, NewDraft};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::verify::{Subject, Verification};
use onething_domain::canonical;
use onething_domain::case::{Command, CorrectionEntry, CorrectionTarget};
use onething_domain::draft::DraftContent;
use onething_domain::submission::Evidence;
use onething_domain::validate::ProblemCode;
use onething_server::{jobs, verify};
use serde_json::json;

use crate::sample;
use crate::world::{AGENT, BUYER, Client, MOTHER, Reply, World, id, png};

/// A draft that two parents sign: they are not married.
pub async fn draft_of_two(client: &Client) -> Draft {
    let guide = client.guide("newborn").await.guide;
    let mut situation = sample::situation(&guide, 0);
    situation.insert("parents".into(), "unmarried".into());
    let mut content = sample::content_in(&guide, situation);
    let file = client.upload("证件.png", &png("two")).await;
    for how in content.evidence.values_mut() {
        *how = Evidence::Upload { files: vec![file.clone()] };
    }
    let new = NewDraft { thing: "newborn".into(), content: DraftContent::default(), anew: true };
    let draft: Draft = client.post(paths::DRAFTS, &new).await.expect(201).json();
    client.save(&draft, &content).await.expect(200).json()
}

pub async fn invited(client: &Client, draft: &Draft) -> (String, CosignerView) {
    let invite = Invite { id: id(), cosigner: "other_parent".into() };
    let path = fill(paths::COSIGNERS, &[&draft.id]);
    let list: CosignerList = client.post(&path, &invite).await.expect(200).json();
    let again: CosignerList = client.post(&path, &invite).await.expect(200).json();
    assert_eq!(list, again, "a double tap invites once");
    let one = list.cosigners.into_iter().next().expect("one cosigner");
    let link = one.link.clone().expect("a link");
    (link.strip_prefix("/cosign/").expect("a page").to_owned(), one)
}

pub async fn state(client: &Client, draft: &Draft) -> CosignerView {
    let list: CosignerList =
        client.get(&fill(paths::COSIGNERS, &[&draft.id])).await.expect(200).json();
    list.cosigners.into_iter().next().expect("one cosigner")
}

pub async fn read(client: &Client, token: &str) -> Invitation {
    client.get(&fill(paths::INVITATION, &[token])).await.expect(200).json()
}

pub fn signing(invitation: &Invitation) -> Cosign {
    let submission = invitation.submission.as_ref().expect("something to sign");
    Cosign {
        id: id(),
        digests: canonical::digests(submission),
        image: STANDARD.encode(png("their signature")),
    }
}

/// Signs as the applicant and files.
pub async fn file(client: &Client, draft: &Draft) -> Reply {
    let signature = client.sign(draft).await;
    client.post(paths::CASES, &client.filing(draft, signature)).await
}

async fn both_parents_sign_and_it_is_filed(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = draft_of_two(&mother).await;
    assert_eq!(state(&mother, &draft).await.state, CosignState::Missing);
    let refused = file(&mother, &draft).await.expect(422);
    let problems = refused.problem(Code::InvalidSubmission).problems;
    assert_eq!(problems[0].path, "cosigners.other_parent");
    assert_eq!(problems[0].code, ProblemCode::SignatureMissing);

    let (token, _) = invited(&mother, &draft).await;
    let own = mother.get(&fill(paths::INVITATION, &[&token])).await.expect(403);
    own.problem(Code::Forbidden);
    let father = world.log_in(BUYER).await;
    let invitation = read(&father, &token).await;
    assert_eq!(invitation.state, CosignState::Open);
    // Everything is to be seen, files too.
    let shown = invitation.submission.clone().expect("everything");
    let seen = shown.evidence.values().find_map(|how| match how {
        Evidence::Upload { files } => files.first().cloned(),
        _ => None,
    });
    let path = fill(paths::FILE, &[&seen.expect("a file").id]);
    father.get(&path).await.expect(200);
    // Whoever opened it first answers it; for others it is not there.
    let other = world.log_in(AGENT).await;
    other.get(&fill(paths::INVITATION, &[&token])).await.expect(404);
    other.get(&path).await.expect(404);

    let sign = fill(paths::INVITATION_SIGNATURE, &[&token]);
    let mut forged = signing(&invitation);
    forged.digests.sm3 = "0".repeat(64);
    father.post(&sign, &forged).await.expect(422).problem(Code::DigestMismatch);
    let request = signing(&invitation);
    let done: Invitation = father.post(&sign, &request).await.expect(200).json();
    assert_eq!(done.state, CosignState::Signed);
    let again: Invitation = father.post(&sign, &request).await.expect(200).json();
    assert_eq!(again, done, "sent twice, signed once");
    assert_eq!(state(&mother, &draft).await.state, CosignState::Signed);

    let case: CaseView = file(&mother, &draft).await.expect(201).json();
    assert_eq!(case.cosignatures.len(), 1);
    let theirs = &case.cosignatures[0];
    assert_eq!(theirs.signature, request.id);
    assert!(!theirs.label.is_empty() && !theirs.name.is_empty());
    let clerk = world.staff("clerk-1").await;
    clerk.get(&fill(paths::SIGNATURE, &[&theirs.signature])).await.expect(200);
    let after = read(&father, &token).await;
    assert_eq!((after.state, after.submission), (CosignState::Filed, None));
    // Theirs is as genuine as hers, and can be taken along with what it was made over.
    for signature in [&theirs.signature, &case.signature] {
        let code = verify::code(&world.app.keys, "signature", signature);
        let told: Verification =
            world.nobody().get(&fill(paths::VERIFICATION, &[&code])).await.expect(200).json();
        assert!(told.genuine, "{signature}");
        assert!(matches!(told.subject, Subject::Signature { replaced: false, .. }), "{told:?}");
    }
    let package = fill(paths::SIGNATURE_PACKAGE, &[&theirs.signature]);
    let archive = father.get(&package).await.expect(200).body;
    let has = |name: &[u8]| archive.windows(name.len()).any(|part| part == name);
    assert!(has(b"submission.json"));
}

async fn a_change_and_a_signature_at_once_do_not_pass_each_other(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = draft_of_two(&mother).await;
    let (token, _) = invited(&mother, &draft).await;
    let father = world.log_in(BUYER).await;
    let request = signing(&read(&father, &token).await);
    let mut content = draft.content.clone();
    let field = content.answers.iter().find(|(_, value)| value.is_string()).expect("a text").0;
    let field = field.clone();
    content.answers.insert(field, json!("改过了"));
    let sign = fill(paths::INVITATION_SIGNATURE, &[&token]);
    let (saved, signed) = tokio::join!(mother.save(&draft, &content), father.post(&sign, &request));
    saved.expect(200);
    let state = state(&mother, &draft).await.state;
    let expected = if signed.status == 200 { CosignState::Void } else { CosignState::Open };
    assert_eq!(state, expected, "whoever was first, nothing holds that was not signed");
}

async fn a_signature_holds_as_long_as_its_draft(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = draft_of_two(&mother).await;
    let (token, _) = invited(&mother, &draft).await;
    let father = world.log_in(BUYER).await;
    let request = signing(&read(&father, &token).await);
    father.post(&fill(paths::INVITATION_SIGNATURE, &[&token]), &request).await.expect(200);
    world.pass(TimeDelta::days(60));
    jobs::clear(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    assert_eq!(state(&mother, &draft).await.state, CosignState::Signed, "signed in time");
    let father = world.log_in(BUYER).await;
    let signature = fill(paths::SIGNATURE, &[&request.id]);
    father.get(&signature).await.expect(200);
    let path = fill(paths::DRAFT, &[&draft.id]);
    mother.call("DELETE", &path, &[], Vec::new()).await.expect(204);
    father.get(&fill(paths::INVITATION, &[&token])).await.expect(404);
    jobs::clear(&world.app).await.unwrap();
    father.get(&signature).await.expect(404);
}

/// Nobody has compared yet what a draft names, and an invitation to sign it may go to oneself under another number.
async fn an_invitation_opens_no_file_of_others(world: World) {
    let theirs = world.log_in(AGENT).await.upload("theirs.png", &png("theirs")).await;
    let mother = world.log_in(MOTHER).await;
    let own = mother.upload("own.png", &png("own")).await;
    let draft = draft_of_two(&mother).await;
    let mut content = draft.content.clone();
    let files = vec![own.clone(), theirs.clone()];
    let first = content.evidence.values_mut().next().expect("a material");
    *first = Evidence::Upload { files };
    let draft: Draft = mother.save(&draft, &content).await.expect(200).json();
    let (token, _) = invited(&mother, &draft).await;
    let father = world.log_in(BUYER).await;
    read(&father, &token).await;
    father.get(&fill(paths::FILE, &[&own.id])).await.expect(200);
    let refused = father.get(&fill(paths::FILE, &[&theirs.id])).await.expect(404);
    refused.problem(Code::NotFound);
}

async fn a_change_makes_a_signature_void(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = draft_of_two(&mother).await;
    let (token, _) = invited(&mother, &draft).await;
    let father = world.log_in(BUYER).await;
    let first = signing(&read(&father, &token).await);
    let sign = fill(paths::INVITATION_SIGNATURE, &[&token]);
    father.post(&sign, &first).await.expect(200);
    // Another step is no change of what was signed.
    let mut content = DraftContent { step: "review".into(), ..draft.content.clone() };
    let draft: Draft = mother.save(&draft, &content).await.expect(200).json();
    assert_eq!(state(&mother, &draft).await.state, CosignState::Signed);
    let field = content.answers.iter().find(|(_, value)| value.is_string()).expect("a text").0;
    let field = field.clone();
    content.answers.insert(field, json!("改过了"));
    let draft: Draft = mother.save(&draft, &content).await.expect(200).json();
    assert_eq!(state(&mother, &draft).await.state, CosignState::Void);
    let problems = file(&mother, &draft).await.expect(422).problem(Code::InvalidSubmission);
    assert!(problems.problems.iter().any(|problem| problem.path.starts_with("answers.")
        || problem.code == ProblemCode::SignatureVoid));
    // The signature of before does not come back; a new one over what is shown now does.
    let replay = Cosign { id: id(), ..first };
    father.post(&sign, &replay).await.expect(422).problem(Code::DigestMismatch);
    let invitation = read(&father, &token).await;
    assert_eq!(invitation.state, CosignState::Void);
    father.post(&sign, &signing(&invitation)).await.expect(200);
    assert_eq!(state(&mother, &draft).await.state, CosignState::Signed);
}

/// A case that both parents had signed, and the mother has corrected.
pub struct Corrected {
    /// As it was filed.
    pub case: CaseView,
    /// The father's link.
    pub token: String,
    /// His signature over what was filed.
    pub first: Cosign,
    /// As it is now.
    pub corrected: CaseView,
}

pub async fn corrected(world: &World, mother: &Client, father: &Client) -> Corrected {
    let draft = draft_of_two(mother).await;
    let (token, _) = invited(mother, &draft).await;
    let sign = fill(paths::INVITATION_SIGNATURE, &[&token]);
    let first = signing(&read(father, &token).await);
    father.post(&sign, &first).await.expect(200);
    let case: CaseView = file(mother, &draft).await.expect(201).json();
    let clerk = world.staff("clerk-1").await;
    let entry = CorrectionEntry {
        target: CorrectionTarget::Field("child_name".into()),
        message: "名字要和户口簿上的姓一致".into(),
    };
    clerk.command(&case.number, Command::RequestCorrections { entries: vec![entry] }).await;
    let mut submission = case.submission.clone();
    submission.answers.insert("child_name".into(), json!("林小雨"));
    let signature = mother.sign_correction(&submission).await;
    let correct = Command::Correct { submission: Box::new(submission), signature };
    let corrected = mother.command(&case.number, correct).await;
    assert!(corrected.cosignatures[0].void && corrected.intake_due.is_none());
    Corrected { case, token, first, corrected }
}

async fn a_correction_is_signed_again_by_both(world: World) {
    let mother = world.log_in(MOTHER).await;
    let father = world.log_in(BUYER).await;
    let Corrected { case, token, first, corrected } = corrected(&world, &mother, &father).await;
    let (number, submission) = (case.number.as_str(), corrected.submission);
    let sign = fill(paths::INVITATION_SIGNATURE, &[&token]);

    // Nothing goes on without it, by silence neither.
    let clerk = world.staff("clerk-1").await;
    clerk.try_command(number, Command::Accept {}).await.expect(422).problem(Code::CommandRefused);
    let asked = read(&father, &token).await;
    assert_eq!((asked.state, asked.submission.as_ref()), (CosignState::Void, Some(&submission)));
    let old = Cosign { id: id(), ..first };
    father.post(&sign, &old).await.expect(422).problem(Code::DigestMismatch);
    let again = signing(&asked);
    let done: Invitation = father.post(&sign, &again).await.expect(200).json();
    assert_eq!(done.state, CosignState::Filed);
    let same: Invitation = father.post(&sign, &again).await.expect(200).json();
    assert_eq!(same, done, "sent twice, signed once");
    let signed = mother.case(number).await;
    assert!(!signed.cosignatures[0].void && signed.intake_due.is_some());
    assert_eq!(signed.cosignatures[0].signature, again.id);
    for (signature, wanted) in [(&case.cosignatures[0].signature, true), (&again.id, false)] {
        let code = verify::code(&world.app.keys, "signature", signature);
        let told: Verification =
            world.nobody().get(&fill(paths::VERIFICATION, &[&code])).await.expect(200).json();
        assert!(told.genuine);
        let Subject::Signature { replaced, .. } = told.subject else { panic!("{told:?}") };
        assert_eq!(replaced, wanted, "{signature}");
    }
    clerk.command(number, Command::Accept {}).await;
}

async fn an_invitation_is_declined_runs_out_and_is_taken_back(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = draft_of_two(&mother).await;
    let father = world.log_in(BUYER).await;
    let (token, _) = invited(&mother, &draft).await;
    let request = signing(&read(&father, &token).await);
    let decline = fill(paths::INVITATION_DECLINE, &[&token]);
    let empty = DeclineCosign { reason: "  ".into() };
    let refused = father.post(&decline, &empty).await.expect(422).problem(Code::WrongShape);
    assert_eq!(refused.field.as_deref(), Some("reason"));
    let why = DeclineCosign { reason: "名字写错了".into() };
    let done: Invitation = father.post(&decline, &why).await.expect(200).json();
    assert_eq!((done.state, done.submission), (CosignState::Declined, None));
    let seen = state(&mother, &draft).await;
    assert_eq!(seen.reason.as_deref(), Some("名字写错了"));
    let sign = fill(paths::INVITATION_SIGNATURE, &[&token]);
    father.post(&sign, &request).await.expect(409).problem(Code::InvitationOver);

    let (newer, _) = invited(&mother, &draft).await;
    assert_eq!(read(&father, &token).await.state, CosignState::Replaced);
    world.pass(TimeDelta::days(8));
    let (mother, father) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    assert_eq!(read(&father, &newer).await.state, CosignState::Expired);
    let sign = fill(paths::INVITATION_SIGNATURE, &[&newer]);
    father.post(&sign, &request).await.expect(409).problem(Code::InvitationOver);

    let (last, _) = invited(&mother, &draft).await;
    read(&father, &last).await;
    let cosigner = fill(paths::COSIGNER, &[&draft.id, "other_parent"]);
    let list: CosignerList =
        mother.call("DELETE", &cosigner, &[], Vec::new()).await.expect(200).json();
    assert_eq!(list.cosigners[0].state, CosignState::Missing);
    assert_eq!(read(&father, &last).await.state, CosignState::Replaced);
    let nobody = Invite { id: id(), cosigner: "grandfather".into() };
    let path = fill(paths::COSIGNERS, &[&draft.id]);
    mother.post(&path, &nobody).await.expect(404);
    father.get(&path).await.expect(404);
}

on_both!(
    a_change_and_a_signature_at_once_do_not_pass_each_other,
    a_signature_holds_as_long_as_its_draft,
    an_invitation_opens_no_file_of_others,
    both_parents_sign_and_it_is_filed,
    a_change_makes_a_signature_void,
    a_correction_is_signed_again_by_both,
    an_invitation_is_declined_runs_out_and_is_taken_back,
);
