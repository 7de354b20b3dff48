//! Documents for those who read English: a translation behind the Chinese text, under the same signature.

use std::process::Command as Program;

use onething_api::documents::CaseDocument;
use onething_api::messages::MessageSettings;
use onething_api::paths;
use onething_domain::case::{
    CaseDocumentKind, Command, CorrectionEntry, CorrectionTarget, RefusalReport,
};

use crate::documents::{documents, pdf, pdfsig, text_of};
use crate::world::{BUYER, Client, MOTHER, World};

const BINDING: &str = "Translation for information; the Chinese text is binding.";

async fn choose_english(client: &Client) {
    let settings: MessageSettings = client.get(paths::MESSAGE_SETTINGS).await.expect(200).json();
    let mut choice = settings.choice;
    choice.language = "en".to_owned();
    client.put(paths::MESSAGE_SETTINGS, &choice, &[]).await.expect(200);
}

fn report() -> RefusalReport {
    RefusalReport {
        grounds: "不属于本市受理范围".into(), remedy: "请到户籍地".into()
    }
}

/// Reads a document of a case as strangers do, and asks that it says these words in English, each once the blanks are
/// even.
async fn says(
    world: &World,
    client: &Client,
    number: &str,
    document: &CaseDocument,
    words: &[&str],
) {
    let bytes = pdf(client, number, &document.id).await;
    let file = world.folder.join("english.pdf");
    std::fs::write(&file, &bytes).unwrap();
    let signature = pdfsig(&file);
    assert!(signature.contains("Signature Validation: Signature is Valid."), "{signature}");
    assert!(signature.contains("Total document signed"), "{signature}");
    let info = Program::new("pdfinfo").arg(&file).output().expect("pdfinfo of poppler-utils");
    let info = String::from_utf8_lossy(&info.stdout).into_owned();
    assert!(
        info.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")),
        "{info}"
    );
    let tag = b"/Lang(en)";
    assert!(bytes.windows(tag.len()).any(|it| it == tag), "readers by ear are told the language");
    let text = text_of(world, &bytes);
    let (chinese, english) = text.split_once(BINDING).unwrap_or_else(|| panic!("{text}"));
    let even = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (head, english) = (even(chinese), even(english));
    // The titles stand above that line; a result has its own.
    if document.kind != CaseDocumentKind::Result {
        let title = document.kind.title();
        assert!(head.replace(' ', "").contains(&title.zh), "{head}");
        assert!(head.contains(&title.en), "{head}");
    }
    for words in words {
        assert!(english.contains(words), "{words}: {english}");
    }
}

async fn find(client: &Client, number: &str, kind: CaseDocumentKind) -> CaseDocument {
    let all = documents(client, number).await;
    let found = all.into_iter().find(|document| document.kind == kind);
    found.unwrap_or_else(|| panic!("no {kind:?}"))
}

async fn a_translation_stands_behind_what_binds(world: World) {
    use CaseDocumentKind::{Acceptance, Approval, Receipt, Result};
    let mother = world.log_in(MOTHER).await;
    choose_english(&mother).await;
    let number = mother.file("newborn", 1).await.number;
    let clerk = world.staff("clerk-1").await;
    clerk.command(&number, Command::Accept {}).await;
    world.work_through(&number, &[]).await;
    let cases: [(CaseDocumentKind, &[&str]); 4] = [
        (Receipt, &["has been received", "filed on 2 March 2026", "Case number", &number]),
        (Acceptance, &["is complete and in due form", "after the items before it"]),
        (Approval, &["It is granted", "《", "Opinion"]),
        (Result, &["Holder", "林悦", "Valid until", "2 March 2026"]),
    ];
    for (kind, words) in cases {
        let document = find(&mother, &number, kind).await;
        says(&world, &mother, &number, &document, words).await;
    }
}

async fn what_officials_wrote_stays_as_they_wrote_it(world: World) {
    let (mother, clerk) = (world.log_in(MOTHER).await, world.staff("clerk-1").await);
    choose_english(&mother).await;
    let asked = mother.file("newborn", 1).await.number;
    let field = mother.guide("newborn").await.guide.fields[0].clone();
    let target = CorrectionTarget::Field(field.id);
    let entry =
        CorrectionEntry { target, message: "与户口簿*不一致*，请核对 #1".into() };
    clerk.command(&asked, Command::RequestCorrections { entries: vec![entry] }).await;
    let declined = mother.file("newborn", 2).await.number;
    clerk.command(&declined, Command::Decline { report: report() }).await;
    let corrections = find(&mother, &asked, CaseDocumentKind::Corrections).await;
    let words = ["1 thing needs correcting", &field.label.en, "与户口簿*不一致*，请核对 #1"];
    says(&world, &mother, &asked, &corrections, &words).await;
    let decline = find(&mother, &declined, CaseDocumentKind::Decline).await;
    let words = ["is not accepted", "不属于本市受理范围", "within sixty days"];
    says(&world, &mother, &declined, &decline, &words).await;
}

async fn departments_decisions_are_translated_for_a_company_that_reads_english(world: World) {
    let agent = world.agent().await;
    choose_english(&agent).await;
    let number = agent.file("open-restaurant", 0).await.number;
    world.staff("clerk-1").await.command(&number, Command::Accept {}).await;
    let item = || "fire-check".to_owned();
    let (reviewer, chief) = (world.staff("fire-reviewer").await, world.staff("fire-chief").await);
    let reason = "需要征求住建部门意见".to_owned();
    reviewer.command(&number, Command::ProposeExtension { item: item(), days: 5, reason }).await;
    chief.command(&number, Command::ConfirmExtension { item: item() }).await;
    let report = report();
    reviewer.command(&number, Command::ProposeRefusal { item: item(), report }).await;
    chief.command(&number, Command::ConfirmRefusal { item: item() }).await;
    let extension = find(&agent, &number, CaseDocumentKind::Extension).await;
    let words = ["is extended by 5 working days", "需要征求住建部门意见"];
    says(&world, &agent, &number, &extension, &words).await;
    let refusal = find(&agent, &number, CaseDocumentKind::Refusal).await;
    let words = ["It is not granted under 《", "请到户籍地", "within six months"];
    says(&world, &agent, &number, &refusal, &words).await;
}

async fn who_reads_chinese_gets_no_translation(world: World) {
    let buyer = world.log_in(BUYER).await;
    let number = buyer.file("newborn", 1).await.number;
    let receipt = find(&buyer, &number, CaseDocumentKind::Receipt).await;
    let text = text_of(&world, &pdf(&buyer, &number, &receipt.id).await);
    assert!(!text.contains("Translation"), "{text}");
}

on_both!(
    a_translation_stands_behind_what_binds,
    what_officials_wrote_stays_as_they_wrote_it,
    departments_decisions_are_translated_for_a_company_that_reads_english,
    who_reads_chinese_gets_no_translation,
);
