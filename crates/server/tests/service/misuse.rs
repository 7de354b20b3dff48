//! What somebody might try with uploads and signatures: refused clearly, nothing lost, nothing left behind.

use std::io::Write;

use axum::body::{Body, Bytes};
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use futures_util::stream;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::uploads::SignRequest;
use onething_domain::submission::{Evidence, FileRef};
use tower::ServiceExt;

use crate::world::{BUYER, MOTHER, World, png};

const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
/// What a bomb would grow to: more than the reader of PDFs may keep in memory.
const BOMB: usize = 272 * 1024 * 1024;

/// As many zeros, packed a thousand times smaller.
fn packed(bytes: usize) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..bytes / zeros.len() {
        packer.write_all(&zeros).unwrap();
    }
    packer.finish().unwrap()
}

/// A PDF whose cross-reference stream (ISO 32000-2, 7.5.8) is a bomb.
fn bomb_pdf() -> Vec<u8> {
    let stream = packed(BOMB);
    let mut pdf = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
    let at = pdf.len();
    let head = format!(
        "3 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {}>>\nstream\n",
        stream.len()
    );
    pdf.extend(head.bytes());
    pdf.extend(stream);
    pdf.extend(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
    pdf
}

async fn bombs_are_refused_before_they_grow(world: World) {
    let mother = world.log_in(MOTHER).await;
    let zip = [b"PK\x03\x04".as_slice(), &packed(1024 * 1024)].concat();
    let mut wide = png("wide");
    wide[16..24].copy_from_slice(&[0, 0, 0x7f, 0xff, 0, 0, 0x7f, 0xff]);
    for (name, bytes) in [("材料.pdf", bomb_pdf()), ("材料.zip", zip), ("材料.png", wide)] {
        let path = mother.begin_upload(name, bytes.len()).await;
        let reply = mother.part(&path, 0, &bytes).await.expect(422);
        reply.problem(Code::WrongContent);
        mother.call("HEAD", &path, &[TUS], Vec::new()).await.expect(404);
    }
}

async fn five_hundred_photos_are_too_many_and_none_is_lost(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let (material, files) = draft
        .content
        .evidence
        .iter()
        .find_map(|(id, how)| match how {
            Evidence::Upload { files } => Some((id.clone(), files.clone())),
            _ => None,
        })
        .unwrap();
    let mut content = draft.content.clone();
    let many: Vec<FileRef> = files.iter().cycle().take(500).cloned().collect();
    content.evidence.insert(material.clone(), Evidence::Upload { files: many });
    let draft: onething_api::drafts::Draft = mother.save(&draft, &content).await.expect(200).json();
    let signature = mother.sign(&draft).await;
    let refused = mother.post(paths::CASES, &mother.filing(&draft, signature)).await.expect(422);
    let problems = refused.problem(Code::InvalidSubmission).problems;
    assert_eq!(problems[0].path, format!("evidence.{material}"));
    let most = mother.guide("newborn").await.guide.material(&material).unwrap().max_files;
    assert_eq!(problems[0].params["max"], most.to_string());
    let kept: onething_api::drafts::Draft =
        mother.get(&paths::fill(paths::DRAFT, &[&draft.id])).await.expect(200).json();
    assert_eq!(kept.content, content, "the draft keeps them all until the person has chosen");

    // And as uploads: slowed down long before, with the time after which to go on.
    let headers = [TUS, ("upload-length", "5")];
    for attempt in 0..500 {
        let reply = mother.call("POST", paths::UPLOADS, &headers, Vec::new()).await;
        if reply.status != 201 {
            assert!(attempt > 10, "a few are always taken");
            reply.problem(Code::TooManyRequests);
            assert!(reply.headers.contains_key("retry-after"));
            return;
        }
    }
    panic!("500 uploads in no time");
}

async fn a_part_that_breaks_off_is_kept_as_far_as_it_came(world: World) {
    let mother = world.log_in(MOTHER).await;
    let bytes = png("breaks off");
    let path = mother.begin_upload("a.png", bytes.len()).await;
    let first = Bytes::copy_from_slice(&bytes[..25]);
    let broken = stream::iter([Ok(first), Err(std::io::Error::other("the network is gone"))]);
    let request = Request::builder()
        .method("PATCH")
        .uri(&path)
        .header("host", "127.0.0.1")
        .header("cookie", mother.cookie.as_deref().unwrap())
        .header("tus-resumable", "1.0.0")
        .header("upload-offset", "0")
        .header("content-type", "application/offset+octet-stream")
        .body(Body::from_stream(broken))
        .unwrap();
    let router = onething_server::router::router(world.app.clone());
    assert_eq!(router.oneshot(request).await.unwrap().status(), 204);
    let head = mother.call("HEAD", &path, &[TUS], Vec::new()).await.expect(200);
    assert_eq!(head.headers["upload-offset"], "25");
    // Sent again from the beginning, it overlaps: refused, and nothing changes.
    mother.part(&path, 0, &bytes).await.expect(409).problem(Code::WrongOffset);
    mother.part(&path, 25, &bytes[25..]).await.expect(204);
}

async fn a_sign_request_is_neither_replayed_nor_anothers(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let request = mother.sign_request(&draft).await;
    mother.post(paths::SIGNATURES, &request).await.expect(201);
    let again = mother.post(paths::SIGNATURES, &request).await.expect(201);
    assert_eq!(again.json::<onething_api::uploads::Signature>().id, request.id);
    let other = SignRequest { image: STANDARD.encode(png("another hand")), ..request.clone() };
    mother.post(paths::SIGNATURES, &other).await.expect(409).problem(Code::IdReused);
    // The same request in another's name, under the same id or their own.
    let buyer = world.log_in(BUYER).await;
    buyer.post(paths::SIGNATURES, &request).await.expect(404);
    let theirs = buyer.draft("second-hand-home", 0).await;
    let filing = buyer.filing(&theirs, request.id.clone());
    buyer.post(paths::CASES, &filing).await.expect(422).problem(Code::BadSignature);
    // Digests of something else.
    let mut forged = SignRequest { id: crate::world::id(), ..request };
    forged.digests.sm3 = "0".repeat(64);
    mother.post(paths::SIGNATURES, &forged).await.expect(422).problem(Code::DigestMismatch);
}

async fn a_picture_of_a_million_strokes_is_too_large(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let mut request = mother.sign_request(&draft).await;
    let mut picture = png("strokes");
    picture.resize(4 * 1024 * 1024, 7);
    request.image = STANDARD.encode(&picture);
    let reply = mother.post(paths::SIGNATURES, &request).await;
    assert!(matches!(reply.status, 413 | 422), "{}", reply.status);
    request.image = STANDARD.encode(&picture[..400 * 1024]);
    mother.post(paths::SIGNATURES, &request).await.expect(422).problem(Code::BadSignature);
}

on_both!(
    bombs_are_refused_before_they_grow,
    five_hundred_photos_are_too_many_and_none_is_lost,
    a_part_that_breaks_off_is_kept_as_far_as_it_came,
    a_sign_request_is_neither_replayed_nor_anothers,
    a_picture_of_a_million_strokes_is_too_large,
);
