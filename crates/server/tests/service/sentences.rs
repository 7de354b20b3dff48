//! A department's own sentences (C10): kept by who leads its desk, offered to everybody at it, and to nobody else.

use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::sentences::Sentences;
use onething_domain::sentence::{MOST, Sentence, SentenceKind};

use crate::client::Reply;
use crate::world::{Client, MOTHER, World, id};

fn says(kind: SentenceKind, short: &str, text: &str) -> Sentence {
    Sentence { kind, short: short.to_owned(), text: text.to_owned() }
}

fn refuse(short: &str) -> Sentence {
    says(SentenceKind::Refuse, short, "分娩记录与出生医学证明不一致，不符合第十条。")
}

async fn put(who: &Client, id: &str, sentence: &Sentence) -> Reply {
    who.put(&fill(paths::WORK_SENTENCE, &[id]), sentence, &[]).await
}

async fn offered(who: &Client) -> (Vec<Sentence>, bool) {
    let kept: Sentences = who.get(paths::WORK_SENTENCES).await.expect(200).json();
    (kept.sentences.into_iter().map(|kept| kept.sentence).collect(), kept.keeps)
}

async fn a_department_has_sentences_of_its_own(world: World) {
    let chief = world.staff("health-chief").await;
    let reviewer = world.staff("health-reviewer").await;
    assert_eq!(offered(&chief).await, (Vec::new(), true));
    let (first, second) = (id(), id());
    let one = refuse("记录不一致");
    let padded = Sentence { short: " 记录不一致\n".into(), ..one.clone() };
    put(&chief, &first, &padded).await.expect(200);
    let kept: Sentences = put(&chief, &first, &one).await.expect(200).json();
    assert_eq!(
        (kept.sentences.len(), &kept.sentences[0].sentence),
        (1, &one),
        "sent twice is once"
    );
    world.pass(chrono::TimeDelta::seconds(1));
    let other = says(SentenceKind::Overdue, "人员培训", "当日全员培训，次日补办。");
    put(&chief, &second, &other).await.expect(200);
    assert_eq!(offered(&reviewer).await, (vec![one.clone(), other.clone()], false));
    for elsewhere in ["police-chief", "clerk-1", "supervisor"] {
        assert_eq!(offered(&world.staff(elsewhere).await).await.0, [], "{elsewhere}");
    }

    let police = world.staff("police-chief").await;
    put(&police, &first, &refuse("抢")).await.expect(404).problem(Code::NotFound);
    police.delete(&fill(paths::WORK_SENTENCE, &[&first])).await.expect(404);
    for not in ["health-reviewer", "clerk-1", "editor"] {
        let not = world.staff(not).await;
        put(&not, &id(), &one).await.expect(403).problem(Code::Forbidden);
        not.delete(&fill(paths::WORK_SENTENCE, &[&first])).await.expect(403);
    }
    world.log_in(MOTHER).await.get(paths::WORK_SENTENCES).await.expect(403);

    let better = Sentence { text: "请以医院更正后的记录为准。".into(), ..one };
    put(&chief, &first, &better).await.expect(200);
    assert_eq!(offered(&reviewer).await.0, [better, other.clone()], "it keeps its place");
    let left = chief.delete(&fill(paths::WORK_SENTENCE, &[&first])).await.expect(200);
    assert_eq!(left.json::<Sentences>().sentences[0].sentence, other);
    chief.delete(&fill(paths::WORK_SENTENCE, &[&first])).await.expect(404);
}

async fn the_intake_has_its_own_too(world: World) {
    let supervisor = world.staff("supervisor").await;
    let sentence = says(SentenceKind::Material, "反光", "照片有反光，请换个角度重新拍。");
    put(&supervisor, &id(), &sentence).await.expect(200);
    assert_eq!(offered(&supervisor).await, (vec![sentence.clone()], true));
    assert_eq!(offered(&world.staff("clerk-1").await).await, (vec![sentence], false));
    assert_eq!(offered(&world.staff("health-reviewer").await).await.0, []);
}

async fn what_cannot_be_kept_changes_nothing(world: World) {
    let chief = world.staff("health-chief").await;
    for (wrong, field) in [
        (refuse(" "), "short"),
        (refuse(&"长".repeat(Sentence::SHORT + 1)), "short"),
        (says(SentenceKind::Refuse, "空", "\n "), "text"),
        (says(SentenceKind::Refuse, "长", &"长".repeat(Sentence::TEXT + 1)), "text"),
    ] {
        let problem = put(&chief, &id(), &wrong).await.expect(422).problem(Code::WrongShape);
        assert_eq!(problem.field.as_deref(), Some(field), "{wrong:?}");
    }
    put(&chief, "x", &refuse("不是")).await.expect(422).problem(Code::WrongShape);
    let path = fill(paths::WORK_SENTENCE, &[&id()]);
    let strange = serde_json::json!({ "kind": "joke", "short": "笑", "text": "话" });
    let problem = chief.put(&path, &strange, &[]).await.expect(422).problem(Code::WrongShape);
    assert_eq!(problem.field.as_deref(), Some("kind"));
    assert_eq!(offered(&chief).await.0, []);

    let ids: Vec<String> = (0..MOST).map(|_| id()).collect();
    for (n, id) in ids.iter().enumerate() {
        put(&chief, id, &refuse(&format!("第{n}句"))).await.expect(200);
    }
    let problem = put(&chief, &id(), &refuse("多了")).await.expect(422).problem(Code::WrongShape);
    assert_eq!(problem.field.as_deref(), Some("kind"));
    put(&chief, &ids[0], &refuse("改一下")).await.expect(200);
    put(&chief, &id(), &says(SentenceKind::Remedy, "另一种", "到窗口核对。")).await.expect(200);
    assert_eq!(offered(&chief).await.0.len(), MOST + 1);
}

on_both!(
    a_department_has_sentences_of_its_own,
    the_intake_has_its_own_too,
    what_cannot_be_kept_changes_nothing,
);
