//! Sentences that are often needed, to be put into a text with one press and then edited.

use leptos::prelude::*;
use onething_api::sentences::KeptSentence;
use onething_domain::sentence::SentenceKind;

use crate::{
    api,
    i18n::{t, tr},
    load::when_read,
    ui::{Button, Kind, live_if},
};

/// Sentences for one kind of text.
#[derive(Clone, Copy)]
pub struct Templates {
    /// The kind, of which departments keep their own; none for texts that nobody has sentences for.
    kind: Option<SentenceKind>,
    /// The standard ones, by the last parts of their keys: `staff.say.<name>` is the sentence and
    /// `staff.say.<name>.short` its button.
    standard: &'static [&'static str],
}

/// Nothing is offered.
pub const NONE: Templates = Templates { kind: None, standard: &[] };

const fn of(kind: SentenceKind, standard: &'static [&'static str]) -> Templates {
    Templates { kind: Some(kind), standard }
}

/// What is wrong with an answer.
pub const FIELD: Templates =
    of(SentenceKind::Field, &["field.differs", "field.incomplete", "field.format"]);
/// What is wrong with a material.
pub const MATERIAL: Templates = of(
    SentenceKind::Material,
    &["material.blurred", "material.pages", "material.expired", "material.seal", "material.other"],
);
/// Why a case is not accepted.
pub const DECLINE: Templates =
    of(SentenceKind::Decline, &["decline.scope", "decline.condition", "decline.applicant"]);
/// Why an item is refused.
pub const REFUSE: Templates =
    of(SentenceKind::Refuse, &["refuse.condition", "refuse.untrue", "refuse.inspection"]);
/// What the person can do about it.
pub const REMEDY: Templates =
    of(SentenceKind::Remedy, &["remedy.again", "remedy.where", "remedy.review"]);
/// What the applicant is told about a pause.
pub const PAUSE: Templates = of(SentenceKind::Pause, &["pause.visit", "pause.experts"]);
/// What came out of a pause.
pub const FINDING: Templates = of(SentenceKind::Finding, &["finding.passed", "finding.failed"]);
/// What a reviewer notes.
pub const OPINION: Templates = of(SentenceKind::Opinion, &["opinion.complete"]);
/// Why a proposed refusal goes back.
pub const RETURN: Templates = of(SentenceKind::Return, &["return.grounds", "return.remedy"]);
/// Why a parcel came back.
pub const PARCEL: Templates =
    Templates { kind: None, standard: &["parcel.address", "parcel.absent"] };
/// Why a limit is to be extended.
pub const EXTENSION: Templates =
    of(SentenceKind::Extension, &["extension.complex", "extension.others"]);
/// Why a limit has passed.
pub const OVERDUE: Templates = of(SentenceKind::Overdue, &["overdue.staff", "overdue.system"]);
/// What follows from it.
pub const SETTLE: Templates = of(SentenceKind::Settle, &["settle.warn", "settle.excused"]);
/// What the applicant should have ready for an inspection.
pub const READY: Templates = of(SentenceKind::Ready, &["ready.keys"]);
/// What staff note for each other.
pub const NOTE: Templates = of(SentenceKind::Note, &["note.called", "note.waits"]);
/// Why work is given to another.
pub const ASSIGN: Templates = of(SentenceKind::Assign, &["assign.away", "assign.knows"]);
/// Why a person is helped so.
pub const MARK: Templates = of(SentenceKind::Mark, &["mark.old", "mark.ill"]);
/// Why a masked value is uncovered.
pub const REVEAL: Templates = of(SentenceKind::Reveal, &["reveal.compare", "reveal.call"]);

/// What the department of who works here keeps itself; empty until it is known.
#[derive(Clone, Copy)]
struct Own(RwSignal<Vec<KeptSentence>>);

/// Looks up the department's own sentences for all dialogs of the page. Without them the standard ones do.
pub fn provide_own() {
    let own = Own(RwSignal::new(Vec::new()));
    provide_context(own);
    when_read(api::work::sentences(), move |answer| {
        if let Ok(kept) = answer {
            let _ = own.0.try_set(kept.sentences);
        }
    });
}

/// Buttons that put a sentence behind what is written already: the department's own, then the standard ones.
pub fn buttons(templates: Templates, text: RwSignal<String>) -> AnyView {
    let own = use_context::<Own>();
    let view = move || {
        let kept = own.map(|own| own.0.get()).unwrap_or_default().into_iter();
        let kept = kept.map(|kept| kept.sentence);
        let kept = kept.filter(|sentence| Some(sentence.kind) == templates.kind);
        let kept = kept.map(|sentence| button(sentence.short, sentence.text, text));
        let standard = templates.standard.iter().map(|name| {
            let label = t(&format!("staff.say.{name}.short"));
            button(label, t(&format!("staff.say.{name}")), text)
        });
        let buttons: Vec<AnyView> = kept.chain(standard).collect();
        (!buttons.is_empty()).then(|| {
            view! { <div class="templates" role="group" aria-label=t("staff.say")>{buttons}</div> }
                .into_any()
        })
    };
    live_if(view)
}

fn button(label: String, sentence: String, text: RwSignal<String>) -> AnyView {
    let describe = tr("staff.say.insert", &[("text", &label)]);
    let insert = Callback::new(move |()| text.update(|text| append(text, &sentence)));
    view! { <Button label=label kind=Kind::Quiet describe=describe icon="edit" on_press=insert /> }
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
            OVERDUE, SETTLE, READY, NOTE, ASSIGN, MARK, REVEAL,
        ];
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/locales/zh-CN.json");
        let texts: crate::i18n::Texts =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for name in all.iter().flat_map(|templates| templates.standard) {
            assert!(texts.contains_key(&format!("staff.say.{name}")), "{name}");
            assert!(texts.contains_key(&format!("staff.say.{name}.short")), "{name}");
        }
        let kinds: Vec<_> = all.iter().filter_map(|templates| templates.kind).collect();
        for kind in SentenceKind::ALL {
            assert!(kinds.contains(&kind), "{kind:?} is offered nowhere");
            let key = format!("staff.sentences.kind.{}", crate::words::code(&kind));
            assert!(texts.contains_key(&key), "{key}");
        }
    }
}
