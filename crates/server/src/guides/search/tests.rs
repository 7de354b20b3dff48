//! What is kept up answers as what is made anew, and touches nothing else.

use std::collections::BTreeMap;
use std::path::Path;

use onething_domain::canonical;
use serde::Deserialize;

use super::*;
use crate::city::content;
use crate::progress::Progress;

/// The demo city's guides, and how people speak there.
fn city() -> (Vec<Guide>, Speech) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/demo-city");
    let content = content::read(&folder).expect("the demo city");
    (content.guides(&folder, Progress::Silent).expect("its guides"), content.speech)
}

fn over(before: &Index, guides: &[Guide], speech: &Speech) -> Index {
    let digests: Vec<String> = guides.iter().map(canonical::digest).collect();
    let sources: Vec<Source> =
        guides.iter().zip(&digests).map(|(guide, digest)| Source { guide, digest }).collect();
    Index::over(before, &sources, speech)
}

fn anew(guides: &[Guide], speech: &Speech) -> Index {
    over(&Index::default(), guides, speech)
}

#[derive(Deserialize)]
struct Questions {
    question: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    q: String,
}

/// Everything that an index answers, under names that do not depend on how it came about.
fn answers(index: &Index, guides: &[Guide]) -> Vec<String> {
    let Questions { question } =
        toml::from_str(include_str!("../../../tests/service/questions.toml")).expect("questions");
    let more = ["测试", "公证", "baby", "qihang", "证", "登记", "x"].map(str::to_owned);
    let asked = question.into_iter().map(|question| question.q).chain(more);
    let mut told = Vec::new();
    for q in asked {
        let found = index.search(&q, |_| true);
        told.push(format!("{q}: near {}", found.near));
        for hit in &found.hits {
            let guide = &guides[index.leads_to(hit.doc)];
            let item = index.is_item(hit.doc).then(|| index.item_name(hit.doc, guide));
            let marks = index.title_marks(&found, hit.doc);
            let via = index.via(&found, hit);
            told.push(format!("{} {item:?} {} {marks:?} {via:?}", guide.thing, hit.score));
        }
    }
    told
}

/// The entries of guides, by thing.
fn entries(index: &Index) -> BTreeMap<String, Arc<Entry>> {
    let entry = |(thing, slot): (&Arc<str>, &u32)| {
        Some((thing.to_string(), index.doc(*slot)?.entry.clone()))
    };
    index.guides.iter().filter_map(entry).collect()
}

#[test]
fn a_publication_touches_no_other_entry_and_no_list_without_it() {
    let (mut guides, speech) = city();
    let before = anew(&guides, &speech);
    let changed = guides.iter().position(|guide| guide.thing == "newborn").expect("newborn");
    guides[changed].title = Text::new("新生儿出生与起名", "A baby, and its name");
    let after = over(&before, &guides, &speech);
    let old = entries(&before);
    for (thing, entry) in entries(&after) {
        assert_eq!(Arc::ptr_eq(&entry, &old[&thing]), thing != "newborn", "{thing}");
    }
    let (own, all) = after.grams.own(&before.grams);
    let held = anew(&guides[changed..=changed], &Speech::default()).grams.own(&Grams::default()).0;
    assert!(own > 0 && own < all / 2, "{own} of {all} lists are made anew");
    assert!(own <= held * 2, "{own} lists are made anew for a guide that stands in {held}");
}

#[test]
fn nothing_changes_where_nothing_has() {
    let (guides, speech) = city();
    let before = anew(&guides, &speech);
    let after = over(&before, &guides, &speech);
    assert_eq!(after.grams.own(&before.grams).0, 0);
    assert_eq!(answers(&after, &guides), answers(&before, &guides));
}

#[test]
fn an_index_kept_up_answers_as_one_made_anew() {
    let (mut guides, mut speech) = city();
    let mut index = anew(&guides, &speech);
    let mut check = |guides: &[Guide], speech: &Speech, what: &str| {
        index = over(&index, guides, speech);
        let fresh = anew(guides, speech);
        assert_eq!(answers(&index, guides), answers(&fresh, guides), "{what}");
        assert_eq!(
            (index.size(), index.terms.iter().count()),
            (fresh.size(), fresh.terms.iter().count()),
            "{what}"
        );
        assert_eq!(index.grams.own(&fresh.grams).1, fresh.grams.own(&index.grams).1, "{what}");
    };
    let taken = guides.remove(3);
    check(&guides, &speech, "a guide taken out");
    guides.insert(0, taken);
    check(&guides, &speech, "and put in, in another place");
    guides[5].title = Text::new("测试公证", "Testing notaries");
    guides[5].tags.push(Text::new("起航", "Setting off"));
    check(&guides, &speech, "a title and a tag");
    guides[5].nodes.truncate(1);
    check(&guides, &speech, "a thing that joins nothing any more");
    for guide in &mut guides {
        for node in &mut guide.nodes {
            if node.item.id == "household-registration" {
                node.item.name = Text::new("给宝宝上户口", "Registering a baby");
            }
        }
    }
    check(&guides, &speech, "an item by another name");
    speech.synonym.truncate(10);
    check(&guides, &speech, "other words");
    guides.truncate(4);
    check(&guides, &speech, "nearly everything taken out");
    guides.clear();
    check(&guides, &speech, "everything taken out");
}
