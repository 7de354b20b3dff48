//! Inviting anew to sign beside the applicant, where a link has run out or was lost: over a draft, and over a case that was
//! corrected.

use chrono::TimeDelta;
use onething_api::cosign::{CosignState, CosignerList, CosignerView, DeclineCosign, Invite};
use onething_api::drafts::Draft;
use onething_api::messages::{MessageList, MessageView};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::case::Command;
use onething_domain::message::MessageKind;
use serde_json::json;

use crate::cosign::{Corrected, corrected, draft_of_two, invited, read, signing, state};
use crate::world::{AGENT, BUYER, Client, MOTHER, World, id};

fn invitation(cosigner: &str) -> Invite {
    Invite { id: id(), cosigner: cosigner.to_owned() }
}

fn signature(token: &str) -> String {
    fill(paths::INVITATION_SIGNATURE, &[token])
}

async fn a_newer_link_takes_the_place_of_a_lost_one(world: World) {
    let (mother, father) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    let draft = draft_of_two(&mother).await;
    let (lost, _) = invited(&mother, &draft).await;
    let (newer, _) = invited(&mother, &draft).await;
    let told = read(&father, &lost).await;
    assert_eq!(
        (told.state, told.submission, told.from.as_str()),
        (CosignState::Replaced, None, "")
    );
    let signing_newer = signing(&read(&father, &newer).await);
    let refused = father.post(&signature(&lost), &signing_newer).await.expect(409);
    assert_eq!(refused.problem(Code::InvitationOver).field.as_deref(), Some("token"));
    let decline = DeclineCosign { reason: "不认识".into() };
    let path = fill(paths::INVITATION_DECLINE, &[&lost]);
    father.post(&path, &decline).await.expect(409).problem(Code::InvitationOver);
    father.post(&signature(&newer), &signing_newer).await.expect(200);

    // A signature is not thrown away by an invitation, and its link goes on holding.
    let cosigners = fill(paths::COSIGNERS, &[&draft.id]);
    let refused = mother.post(&cosigners, &invitation("other_parent")).await.expect(409);
    assert_eq!(refused.problem(Code::InvitationOver).field.as_deref(), Some("cosigner"));
    assert_eq!(state(&mother, &draft).await.state, CosignState::Signed);
    assert_eq!(read(&father, &newer).await.state, CosignState::Signed);

    // One that a change has made void is asked for by a new link, and what was his stays his.
    let mut content = draft.content.clone();
    let field = content.answers.iter().find(|(_, value)| value.is_string()).expect("a text").0;
    let field = field.clone();
    content.answers.insert(field, json!("改过了"));
    let draft: Draft = mother.save(&draft, &content).await.expect(200).json();
    let (last, view) = invited(&mother, &draft).await;
    assert_eq!((view.state, view.name), (CosignState::Open, None));
    assert_eq!(read(&father, &newer).await.state, CosignState::Replaced);
    let other = world.log_in(AGENT).await;
    other.get(&fill(paths::INVITATION, &[&newer])).await.expect(404);
    father.post(&cosigners, &invitation("other_parent")).await.expect(404);
    father.post(&signature(&last), &signing(&read(&father, &last).await)).await.expect(200);

    // With the draft goes what was asked about it.
    let path = fill(paths::DRAFT, &[&draft.id]);
    mother.call("DELETE", &path, &[], Vec::new()).await.expect(204);
    father.get(&fill(paths::INVITATION, &[&newer])).await.expect(404);
}

async fn nobody_is_pressed_with_links(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = draft_of_two(&mother).await;
    let cosigners = fill(paths::COSIGNERS, &[&draft.id]);
    let mut last = None;
    for _ in 0..10 {
        last = Some(invited(&mother, &draft).await.0);
    }
    let refused = mother.post(&cosigners, &invitation("other_parent")).await.expect(429);
    refused.problem(Code::TooManyRequests);
    // The last link holds, as if nothing had been asked.
    let link = format!("/cosign/{}", last.expect("a link"));
    assert_eq!(state(&mother, &draft).await.link, Some(link));
    world.pass(TimeDelta::minutes(7));
    mother.post(&cosigners, &invitation("other_parent")).await.expect(200);
}

async fn of_case(client: &Client, number: &str) -> CosignerView {
    let path = fill(paths::CASE_COSIGNERS, &[number]);
    let list: CosignerList = client.get(&path).await.expect(200).json();
    list.cosigners.into_iter().next().expect("one cosigner")
}

/// A new link for a case, asked for twice with one id.
async fn invited_again(client: &Client, number: &str) -> String {
    let path = fill(paths::CASE_COSIGNERS, &[number]);
    let invite = invitation("other_parent");
    let list: CosignerList = client.post(&path, &invite).await.expect(200).json();
    let again: CosignerList = client.post(&path, &invite).await.expect(200).json();
    assert_eq!(list, again, "a double tap invites once");
    let link = list.cosigners[0].link.clone().expect("a link");
    link.strip_prefix("/cosign/").expect("a page").to_owned()
}

async fn told(client: &Client) -> Vec<MessageView> {
    let list: MessageList = client.get(paths::MESSAGES).await.expect(200).json();
    let again = |message: &MessageView| message.kind == MessageKind::CosignAgain;
    list.messages.into_iter().filter(again).collect()
}

async fn a_corrected_case_goes_on_though_its_link_ran_out(world: World) {
    let (mother, father) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    let Corrected { case, token, corrected, .. } = corrected(&world, &mother, &father).await;
    let number = case.number.as_str();
    assert_eq!(of_case(&mother, number).await.state, CosignState::Void);
    world.pass(TimeDelta::days(8));
    let (mother, father) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    assert_eq!(read(&father, &token).await.state, CosignState::Expired);
    let view = of_case(&mother, number).await;
    assert_eq!((view.state, view.link), (CosignState::Expired, None));

    let path = fill(paths::CASE_COSIGNERS, &[number]);
    for stranger in [&father, &world.log_in(AGENT).await] {
        stranger.get(&path).await.expect(404).problem(Code::NotFound);
        stranger.post(&path, &invitation("other_parent")).await.expect(404);
    }
    let unknown = mother.post(&path, &invitation("grandfather")).await.expect(404);
    assert_eq!(unknown.problem(Code::NotFound).field.as_deref(), Some("cosigner"));

    let newer = invited_again(&mother, number).await;
    assert_eq!(read(&father, &token).await.state, CosignState::Replaced);
    let messages = told(&father).await;
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].about, format!("/cosign/{newer}"));
    assert!(messages[0].text.zh.contains("林悦"), "{:?}", messages[0].text);
    // A case waits for the person who signed it, whoever else has the link.
    let other = world.log_in(AGENT).await;
    other.get(&fill(paths::INVITATION, &[&newer])).await.expect(404);
    let asked = read(&father, &newer).await;
    assert_eq!(
        (asked.state, asked.submission.as_ref()),
        (CosignState::Void, Some(&corrected.submission))
    );
    father.post(&signature(&newer), &signing(&asked)).await.expect(200);
    let view = of_case(&mother, number).await;
    assert_eq!((view.state, view.link), (CosignState::Filed, None));
    let refused = mother.post(&path, &invitation("other_parent")).await.expect(409);
    assert_eq!(refused.problem(Code::InvitationOver).field.as_deref(), Some("cosigner"));
    world.staff("clerk-1").await.command(number, Command::Accept {}).await;
}

async fn who_declined_a_correction_is_asked_by_the_applicant_alone(world: World) {
    let (mother, father) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    let Corrected { case, token, .. } = corrected(&world, &mother, &father).await;
    let why = DeclineCosign { reason: "不同意改名".into() };
    father.post(&fill(paths::INVITATION_DECLINE, &[&token]), &why).await.expect(200);
    let view = of_case(&mother, &case.number).await;
    assert_eq!((view.state, view.reason.as_deref()), (CosignState::Declined, Some("不同意改名")));
    let newer = invited_again(&mother, &case.number).await;
    assert!(told(&father).await.is_empty());
    let view = of_case(&mother, &case.number).await;
    assert_eq!((view.state, view.reason), (CosignState::Void, None));
    father.post(&signature(&newer), &signing(&read(&father, &newer).await)).await.expect(200);
    assert!(!mother.case(&case.number).await.cosignatures[0].void);
}

on_both!(
    a_newer_link_takes_the_place_of_a_lost_one,
    nobody_is_pressed_with_links,
    a_corrected_case_goes_on_though_its_link_ran_out,
    who_declined_a_correction_is_asked_by_the_applicant_alone,
);
