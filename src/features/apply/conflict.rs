//! Two devices changed the same: the person chooses.

use std::collections::BTreeSet;

use leptos::prelude::*;
use onething_domain::city::Region;
use onething_domain::draft::{DraftContent, Merged};
use onething_domain::guide::Guide;
use onething_domain::submission::Evidence;

use super::base::Base;
use super::upload::about;
use super::work::Work;
use crate::{
    i18n::{date, pick, t, tr},
    sheet::{Row, delivery, field_rows, name},
    ui::{Button, Caption, Dialog, Opt, RadioField, live_if},
};

/// What two devices changed differently.
#[derive(Clone)]
pub struct Conflict {
    /// Both joined; where both changed the same it holds what this device says.
    pub merged: Merged,
    /// What the other device says.
    pub theirs: Base,
}

/// Asks for each thing that both changed, when there is one.
pub fn dialog(work: Work) -> AnyView {
    let open = Signal::derive(move || work.conflict.with(Option::is_some));
    // Closing without a choice keeps what this device says: it is what the person sees.
    let close = Callback::new(move |()| settle(work, &BTreeSet::new()));
    view! {
        <Dialog open=open on_close=close title=t("conflict.title")>
            {live_if(move || work.conflict.get().map(|conflict| choices(work, conflict)))}
        </Dialog>
    }
    .into_any()
}

fn choices(work: Work, conflict: Conflict) -> AnyView {
    let taken = RwSignal::new(BTreeSet::<String>::new());
    let fields: Vec<AnyView> = conflict
        .merged
        .conflicts
        .iter()
        .map(|path| choice(work, &conflict, path.clone(), taken))
        .collect();
    let done = Callback::new(move |()| settle(work, &taken.get_untracked()));
    view! {
        <p>{t("conflict.text")}</p>
        <div class="stack">{fields}</div>
        <div class="actions"><Button label=t("conflict.done") on_press=done /></div>
    }
    .into_any()
}

fn choice(
    work: Work,
    conflict: &Conflict,
    path: String,
    taken: RwSignal<BTreeSet<String>>,
) -> AnyView {
    let guide = work.form.guide();
    let label = |content: &DraftContent| {
        work.around.places.with_value(|regions| said(&guide, regions, content, &path))
    };
    let option = |value: &str, content: &DraftContent| Opt {
        value: value.to_owned(),
        label: label(content),
        hint: t(if value == "mine" { "conflict.mine" } else { "conflict.theirs" }),
    };
    let options =
        vec![option("mine", &conflict.merged.content), option("theirs", &conflict.theirs.content)];
    let own = path.clone();
    let value = Signal::derive(move || {
        String::from(if taken.with(|taken| taken.contains(&own)) { "theirs" } else { "mine" })
    });
    let named = name(&guide, &path).unwrap_or_else(|| t("apply.step.delivery"));
    let caption = Caption::new(format!("conflict.{path}"), named);
    let put = Callback::new(move |side: String| {
        taken.update(|taken| {
            if side == "theirs" {
                taken.insert(path.clone());
            } else {
                taken.remove(&path);
            }
        });
    });
    view! { <RadioField caption=caption options=options value=value on_pick=put /> }.into_any()
}

/// Joins what was chosen: the other device's words at the paths in `taken`, ours elsewhere.
fn settle(work: Work, taken: &BTreeSet<String>) {
    let Some(Conflict { theirs, .. }) = work.conflict.get_untracked() else { return };
    // What has come in beside the question, as a file that arrived, stays.
    let mut content = work.content();
    for path in taken {
        let (kind, id) = path.split_once('.').unwrap_or((path, ""));
        match kind {
            "answers" => put(&mut content.answers, &theirs.content.answers, id),
            "evidence" => put(&mut content.evidence, &theirs.content.evidence, id),
            "situation" => put(&mut content.situation, &theirs.content.situation, id),
            _ => content.delivery = theirs.content.delivery.clone(),
        }
    }
    work.settle(theirs, &content);
}

type Map<T> = std::collections::BTreeMap<String, T>;

fn put<T: Clone>(mine: &mut Map<T>, theirs: &Map<T>, id: &str) {
    match theirs.get(id) {
        Some(value) => mine.insert(id.to_owned(), value.clone()),
        None => mine.remove(id),
    };
}

/// What a device says at a path.
fn said(guide: &Guide, regions: &[Region], content: &DraftContent, path: &str) -> String {
    let (kind, id) = path.split_once('.').unwrap_or((path, ""));
    let list = |words: Vec<String>| words.join(&t("mark.list"));
    let values = |rows: Vec<Row>| list(rows.into_iter().map(|row| row.value).collect());
    let said = match kind {
        "answers" => {
            let answer = guide.field(id).zip(content.answers.get(id));
            answer.map(|(field, value)| values(field_rows(field, Some(value), regions)))
        }
        "evidence" => content.evidence.get(id).map(|how| match how {
            // Photos are often of one name, and seldom of one size.
            Evidence::Upload { files } => {
                list(files.iter().map(|file| [&*file.name, &*about(file)].join(" ")).collect())
            }
            Evidence::Licence { number } => number.clone(),
            Evidence::Commitment => t("evidence.commitment"),
            Evidence::Deferred { until } => tr("materials.until", &[("date", &date(*until))]),
        }),
        "situation" => {
            let question = guide.questions.iter().find(|question| question.id == id);
            let option = question.zip(content.situation.get(id)).and_then(|(question, answer)| {
                question.options.iter().find(|option| option.value == *answer)
            });
            option.map(|option| pick(&option.label))
        }
        _ => content.delivery.as_ref().map(|how| values(delivery(guide, how, regions).rows)),
    };
    said.filter(|said| !said.is_empty()).unwrap_or_else(|| t("conflict.nothing"))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{i18n::Lang, render::in_words, sheet::tests};

    fn content(members: Value) -> DraftContent {
        serde_json::from_value(members).unwrap()
    }

    /// Whoever has to choose sees in what the two differ.
    #[test]
    fn two_parcels_and_two_photos_are_told_apart() {
        in_words(Lang::Zh, || ());
        let guide = tests::guide(json!({}));
        let post =
            |street: &str| content(json!({ "delivery": { "kind": "post", "address": street } }));
        let (here, there) = (post("康宁路 18 号"), post("滨江路 9 号"));
        let said = |content: &DraftContent, path: &str| said(&guide, &[], content, path);
        assert!(said(&here, "delivery").ends_with("康宁路 18 号"));
        assert_ne!(said(&here, "delivery"), said(&there, "delivery"));
        let photo = |size: u64| {
            let file = json!({
                "id": "f", "name": "image.jpg", "media": "image/jpeg", "size": size, "sha256": ""
            });
            content(json!({ "evidence": { "card": { "how": "upload", "files": [file] } } }))
        };
        let (one, other) = (photo(200_000), photo(3_000_000));
        assert_eq!(said(&one, "evidence.card"), "image.jpg 0.2 MB");
        assert_ne!(said(&one, "evidence.card"), said(&other, "evidence.card"));
    }
}
