//! Sentences that are often needed, to be put into a text with one press and then edited.

use leptos::prelude::*;

use crate::{
    i18n::{t, tr},
    ui::{Button, Kind},
};

/// Sentences, by the last parts of their keys: `staff.say.<name>` is the sentence and
/// `staff.say.<name>.short` its button.
pub type Templates = &'static [&'static str];

/// What is wrong with an answer.
pub const FIELD: Templates = &["field.differs", "field.incomplete", "field.format"];
/// What is wrong with a material.
pub const MATERIAL: Templates =
    &["material.blurred", "material.pages", "material.expired", "material.seal", "material.other"];
/// Why a case is not accepted.
pub const DECLINE: Templates = &["decline.scope", "decline.condition", "decline.applicant"];
/// Why an item is refused.
pub const REFUSE: Templates = &["refuse.condition", "refuse.untrue", "refuse.inspection"];
/// What the person can do about it.
pub const REMEDY: Templates = &["remedy.again", "remedy.where", "remedy.review"];
/// What the applicant is told about a pause.
pub const PAUSE: Templates = &["pause.visit", "pause.experts"];
/// What came out of a pause.
pub const FINDING: Templates = &["finding.passed", "finding.failed"];
/// What a reviewer notes.
pub const OPINION: Templates = &["opinion.complete"];
/// Why a proposed refusal goes back.
pub const RETURN: Templates = &["return.grounds", "return.remedy"];
/// Why a limit is to be extended.
pub const EXTENSION: Templates = &["extension.complex", "extension.others"];
/// Why a limit has passed.
pub const OVERDUE: Templates = &["overdue.staff", "overdue.system"];
/// What follows from it.
pub const SETTLE: Templates = &["settle.warn", "settle.excused"];
/// What the applicant should have ready for an inspection.
pub const READY: Templates = &["ready.keys"];
/// What staff note for each other.
pub const NOTE: Templates = &["note.called", "note.waits"];
/// Why work is given to another.
pub const ASSIGN: Templates = &["assign.away", "assign.knows"];
/// Why a person is helped so.
pub const MARK: Templates = &["mark.old", "mark.ill"];
/// Why a masked value is uncovered.
pub const REVEAL: Templates = &["reveal.compare", "reveal.call"];

/// Buttons that put a sentence behind what is written already.
pub fn buttons(templates: Templates, text: RwSignal<String>) -> AnyView {
    let buttons: Vec<AnyView> = templates
        .iter()
        .map(|name| {
            let sentence = t(&format!("staff.say.{name}"));
            let label = t(&format!("staff.say.{name}.short"));
            let describe = tr("staff.say.insert", &[("text", &label)]);
            let insert = Callback::new(move |()| text.update(|text| append(text, &sentence)));
            view! { <Button label=label kind=Kind::Quiet describe=describe icon="edit" on_press=insert /> }
                .into_any()
        })
        .collect();
    let any = !buttons.is_empty();
    any.then(|| {
        view! { <div class="templates" role="group" aria-label=t("staff.say")>{buttons}</div> }
    })
    .into_any()
}

/// Puts a sentence behind a text, unless it is there already.
fn append(text: &mut String, sentence: &str) {
    if text.contains(sentence) {
        return;
    }
    if !text.is_empty() && !text.ends_with(['\n', ' ']) {
        text.push('\n');
    }
    text.push_str(sentence);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_added_once() {
        let mut text = String::from("请看第二页。");
        append(&mut text, "照片不清楚。");
        append(&mut text, "照片不清楚。");
        assert_eq!(text, "请看第二页。\n照片不清楚。");
    }

    #[test]
    fn every_template_has_its_sentence_and_its_button() {
        let all = [
            FIELD, MATERIAL, DECLINE, REFUSE, REMEDY, PAUSE, FINDING, OPINION, RETURN, EXTENSION,
            OVERDUE, SETTLE, READY, REVEAL,
        ];
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/locales/zh-CN.json");
        let texts: crate::i18n::Texts =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for name in all.concat() {
            assert!(texts.contains_key(&format!("staff.say.{name}")), "{name}");
            assert!(texts.contains_key(&format!("staff.say.{name}.short")), "{name}");
        }
    }
}
