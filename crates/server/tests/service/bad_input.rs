//! Bad input: each a problem with code and field, nothing changed, never a 500.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use onething_api::cases::{CaseList, CommandRequest};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::case::{Command, CorrectionEntry, CorrectionTarget, Refusal, RefusalReport};
use onething_domain::submission::{Delivery, Evidence};
use onething_domain::thing::DeliveryKind;
use serde_json::{Value, json};

use crate::world::{BUYER, Client, MOTHER, Reply, World, id, png};

const JSON: (&str, &str) = ("content-type", "application/json");

async fn raw(client: &Client, method: &str, path: &str, body: &str) -> Reply {
    client.call(method, path, &[JSON], body.as_bytes().to_vec()).await
}

async fn bodies_that_are_none(world: World) {
    let mother = world.log_in(MOTHER).await;
    let cases: [(&str, u16, Code, Option<&str>); 10] = [
        ("", 400, Code::MalformedJson, None),
        ("{", 400, Code::MalformedJson, None),
        ("nul", 400, Code::MalformedJson, None),
        ("\u{feff}{}", 400, Code::MalformedJson, None),
        ("{}", 422, Code::WrongShape, Some("thing")),
        ("[]", 422, Code::WrongShape, None),
        (r#"{"thing":1}"#, 422, Code::WrongShape, Some("thing")),
        (r#"{"thing":"newborn","x":1}"#, 422, Code::WrongShape, Some("x")),
        (
            r#"{"thing":"newborn","content":{"answers":[]}}"#,
            422,
            Code::WrongShape,
            Some("content.answers"),
        ),
        (r#"{"thing":"newborn\u0000"}"#, 422, Code::WrongShape, None),
    ];
    for (body, status, code, field) in cases {
        let problem = raw(&mother, "POST", paths::DRAFTS, body).await.expect(status).problem(code);
        if field.is_some() {
            assert_eq!(problem.field.as_deref(), field, "{body}");
        }
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let body = format!(r#"{{"thing":"newborn","content":{{"answers":{{"a":{deep}}}}}}}"#);
    assert!(raw(&mother, "POST", paths::DRAFTS, &body).await.status < 500);
    let large = format!(r#"{{"thing":"{}"}}"#, "x".repeat(1024 * 1024));
    raw(&mother, "POST", paths::DRAFTS, &large).await.expect(413).problem(Code::TooLarge);
    let plain =
        mother.call("POST", paths::DRAFTS, &[("content-type", "text/plain")], b"{}".to_vec()).await;
    plain.expect(415).problem(Code::WrongMediaType);
    let invalid = mother.call("POST", paths::DRAFTS, &[JSON], vec![b'"', 0xff, 0xfe, b'"']).await;
    assert!(matches!(invalid.status, 400 | 422));
}

async fn parameters_that_are_none(world: World) {
    let mother = world.log_in(MOTHER).await;
    for (path, field) in [
        ("/api/v1/guides?audience=alien", Some("audience")),
        ("/api/v1/guides?colour=red", Some("colour")),
        ("/api/v1/guides/newborn/versions/first", None),
        ("/api/v1/guides/newborn/versions/-1", None),
        ("/api/v1/guides/newborn/versions/99999999999", None),
        ("/api/v1/cases?limit=0", Some("limit")),
        ("/api/v1/cases?limit=101", Some("limit")),
        ("/api/v1/cases?limit=x", Some("limit")),
        ("/api/v1/cases?cursor=x", Some("cursor")),
        ("/api/v1/drafts/%00", None),
        ("/api/v1/drafts/%FF", None),
    ] {
        let problem = mother.get(path).await.expect(400).problem(Code::BadParameter);
        if field.is_some() {
            assert_eq!(problem.field.as_deref(), field, "{path}");
        }
    }
    let long = format!("{}?q={}", paths::GUIDES, "x".repeat(101));
    mother.get(&long).await.expect(400).problem(Code::BadParameter);
    mother.get("/api/v1/guides?q=%25_%27%22%3B--").await.expect(200);
    mother.get("/api/v1/nothing").await.expect(404).problem(Code::NotFound);
    mother.delete(paths::CITY).await.expect(405).problem(Code::MethodNotAllowed);
}

/// Changes a complete draft, and files it.
async fn filed_with(
    world: &World,
    change: impl FnOnce(&mut onething_domain::draft::DraftContent),
) -> Reply {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let mut content = draft.content.clone();
    change(&mut content);
    let draft: onething_api::drafts::Draft = mother.save(&draft, &content).await.expect(200).json();
    let signature = mother.sign(&draft).await;
    mother.post(paths::CASES, &mother.filing(&draft, signature)).await
}

async fn submissions_with_problems(world: World) {
    let paths_of = |reply: Reply| -> Vec<String> {
        let problem = reply.expect(422).problem(Code::InvalidSubmission);
        problem.problems.into_iter().map(|problem| problem.path).collect()
    };
    let missing = filed_with(&world, |content| {
        content.answers.remove("child_name");
        content.answers.insert("applicant_id_card".into(), json!("519902199406120021"));
    });
    let found = paths_of(missing.await);
    assert!(
        found.contains(&"answers.child_name".into())
            && found.contains(&"answers.applicant_id_card".into()),
        "{found:?}"
    );
    let types = filed_with(&world, |content| {
        for value in content.answers.values_mut() {
            *value = json!({ "not": ["what", "was", 1, "asked"] });
        }
    });
    assert!(!paths_of(types.await).is_empty());
    let stopped = filed_with(&world, |content| {
        content.situation.insert("birth_place".into(), "elsewhere".into());
    });
    assert!(paths_of(stopped.await).contains(&"situation".into()));
    let delivery =
        filed_with(&world, |content| content.delivery = Some(Delivery::of(DeliveryKind::Post)));
    assert!(paths_of(delivery.await).contains(&"delivery.name".into()));
    assert!(world.log_in(MOTHER).await.get(paths::CASES).await.json::<CaseList>().cases.is_empty());
}

async fn materials_that_are_anothers_or_not_as_stored(world: World) {
    let buyer = world.log_in(BUYER).await;
    let anothers = buyer.upload("a.png", &png("anothers")).await;
    let mother = world.log_in(MOTHER).await;
    let mut forged = mother.upload("b.png", &png("forged")).await;
    forged.sha256 = "0".repeat(64);
    let invented = onething_domain::submission::FileRef { id: id(), ..forged.clone() };
    for file in [anothers, forged, invented] {
        let reply = filed_with(&world, |content| {
            let first = content.evidence.values_mut().next().unwrap();
            *first = Evidence::Upload { files: vec![file] };
        });
        let problem = reply.await.expect(422).problem(Code::InvalidSubmission);
        assert!(problem.problems[0].path.starts_with("evidence."), "{problem:?}");
    }
    let reply = filed_with(&world, |content| {
        for how in content.evidence.values_mut() {
            *how = Evidence::Licence { number: "made-up".into() };
        }
    });
    reply.await.expect(422).problem(Code::InvalidSubmission);
}

async fn forged_amounts_and_digests(world: World) {
    let buyer = world.log_in(BUYER).await;
    let draft = buyer.draft("second-hand-home", 0).await;
    let mut request = buyer.sign_request(&draft).await;
    let mut cheap = buyer.submission(&draft).await;
    cheap.total_cents = 1;
    request.digests = onething_domain::canonical::digests(&cheap);
    buyer.post(paths::SIGNATURES, &request).await.expect(422).problem(Code::DigestMismatch);
    // Signed as for a correction, which is not compared at once: filing compares.
    let signature = buyer.sign_correction(&cheap).await;
    let filing = buyer.filing(&draft, signature);
    buyer.post(paths::CASES, &filing).await.expect(422).problem(Code::DigestMismatch);
    let number = buyer.file("second-hand-home", 0).await.number;
    let body = format!(r#"{{"id":"{}","cents":1}}"#, id());
    let reply = raw(&buyer, "POST", &fill(paths::PAYMENTS, &[&number]), &body).await.expect(422);
    assert_eq!(reply.problem(Code::WrongShape).field.as_deref(), Some("cents"));
    let pay = json!({ "id": id(), "expected_seq": 1, "command": { "command": "record_payment", "payment": id(), "cents": 1 } });
    buyer.post(&fill(paths::COMMANDS, &[&number]), &pay).await.expect(403).problem(Code::Forbidden);
}

async fn signatures_that_are_none(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let right = mother.sign_request(&draft).await;
    for image in ["", "***", &STANDARD.encode("no image"), &STANDARD.encode(vec![0; 301 * 1024])] {
        let request =
            onething_api::uploads::SignRequest { image: image.to_owned(), ..right.clone() };
        let problem =
            mother.post(paths::SIGNATURES, &request).await.expect(422).problem(Code::BadSignature);
        assert_eq!(problem.field.as_deref(), Some("image"));
    }
    let mut stale = right.clone();
    stale.draft.as_mut().unwrap().revision = 1;
    mother.post(paths::SIGNATURES, &stale).await.expect(412);
    let mut shape = right.clone();
    shape.digests.sm3 = "XYZ".into();
    mother.post(paths::SIGNATURES, &shape).await.expect(422).problem(Code::WrongShape);
    let mut no_id = right.clone();
    no_id.id = "1".into();
    mother.post(paths::SIGNATURES, &no_id).await.expect(422).problem(Code::WrongShape);
    let buyer = world.log_in(BUYER).await;
    buyer.post(paths::SIGNATURES, &right).await.expect(404).problem(Code::NotFound);
    let signature = mother.sign(&draft).await;
    let theirs = buyer.draft("second-hand-home", 0).await;
    let reply = buyer.post(paths::CASES, &buyer.filing(&theirs, signature)).await.expect(422);
    reply.problem(Code::BadSignature);
}

async fn commands_that_the_rules_refuse(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    let refusal = |reply: Reply| reply.expect(422).problem(Code::CommandRefused).refusal.unwrap();
    let decline = Command::Decline { report: RefusalReport::default() };
    assert!(matches!(refusal(clerk.try_command(&number, decline).await), Refusal::Blank { .. }));
    let ask = |id: &str| Command::RequestCorrections {
        entries: vec![CorrectionEntry {
            target: CorrectionTarget::Field(id.into()),
            message: "?".into(),
        }],
    };
    assert!(matches!(
        refusal(clerk.try_command(&number, ask("nothing")).await),
        Refusal::BadCorrection { .. }
    ));
    let accept = mother.try_command(&number, Command::Accept {}).await.expect(403);
    assert_eq!(accept.problem(Code::Forbidden).refusal, Some(Refusal::NotAllowed));
    clerk.command(&number, ask("child_name")).await;
    let mut submission = mother.case(&number).await.submission;
    submission.answers.insert("clinic".into(), json!("west"));
    let signature = mother.sign_correction(&submission).await;
    let more =
        Command::Correct { submission: Box::new(submission.clone()), signature: signature.clone() };
    assert!(matches!(refusal(mother.try_command(&number, more).await), Refusal::NotAsked { .. }));
    let mut asked = mother.case(&number).await.submission;
    asked.answers.insert("child_name".into(), json!("林小雪"));
    let unsigned = Command::Correct { submission: Box::new(asked.clone()), signature };
    mother.try_command(&number, unsigned).await.expect(422).problem(Code::DigestMismatch);
    let nobodys = Command::Correct { submission: Box::new(asked), signature: id() };
    mother.try_command(&number, nobodys).await.expect(422).problem(Code::BadSignature);
    let path = fill(paths::COMMANDS, &[&number]);
    for body in [
        json!({ "id": id(), "expected_seq": 3, "command": { "command": "explode" } }),
        json!({ "id": id(), "expected_seq": "3", "command": { "command": "accept" } }),
        json!({ "id": id(), "expected_seq": 3, "command": { "command": "accept", "x": 1 } }),
        json!({ "id": id(), "expected_seq": 3 }),
    ] {
        clerk.post(&path, &body).await.expect(422).problem(Code::WrongShape);
    }
    let request =
        CommandRequest { id: "not a uuid".into(), expected_seq: 3, command: Command::Accept {} };
    clerk.post(&path, &request).await.expect(422).problem(Code::WrongShape);
}

/// Whatever is sent to whatever path by whatever method: a problem, and never a 500.
async fn nothing_breaks(world: World) {
    let document: Value = serde_json::from_str(onething_server::openapi::text()).unwrap();
    let mother = world.log_in(MOTHER).await;
    let clerk = world.staff("clerk-1").await;
    let bodies = [
        "",
        "{}",
        "[]",
        "null",
        "1e999",
        "\"\u{202e}\"",
        r#"{"id":null}"#,
        r#"{"id":"","command":{"command":"accept"}}"#,
    ];
    for path in document["paths"].as_object().unwrap().keys() {
        for value in
            ["x", "%27%22%3C", "..%2F..%2Fetc", "519900-260302-2222-2", "0", &"9".repeat(300)]
        {
            let real = path
                .split('/')
                .map(|word| if word.starts_with('{') { value } else { word })
                .collect::<Vec<_>>()
                .join("/");
            for client in [&mother, &clerk] {
                for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] {
                    if method == "DELETE" && path == paths::SESSION {
                        continue;
                    }
                    let body = bodies[(value.len() + method.len()) % bodies.len()];
                    let reply = raw(client, method, &real, body).await;
                    assert!(
                        reply.status < 500,
                        "{method} {real}: {}",
                        String::from_utf8_lossy(&reply.body)
                    );
                }
            }
        }
    }
}

on_both!(
    bodies_that_are_none,
    parameters_that_are_none,
    submissions_with_problems,
    materials_that_are_anothers_or_not_as_stored,
    forged_amounts_and_digests,
    signatures_that_are_none,
    commands_that_the_rules_refuse,
    nothing_breaks,
);
