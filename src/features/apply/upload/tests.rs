//! Files on their way, without a browser.

use std::sync::Arc;

use onething_domain::draft::DraftContent;
use serde_json::json;

use super::*;
use crate::{i18n::Lang, render::in_words, sheet::tests};

fn row(name: &str, state: FileState) -> FileRow {
    FileRow {
        key: name.into(),
        name: name.into(),
        size: String::new(),
        state: RwSignal::new(state),
        address: RwSignal::new(None),
        picture: true,
    }
}

/// Of a form with one material.
fn uploads() -> Uploads {
    let card = json!({
        "id": "card", "name": "身份证", "form": "original", "copies": 1, "source": "holder",
        "necessity": "required", "issuer": "", "sample": "", "mistakes": []
    });
    let guide = Arc::new(tests::guide(json!({ "materials": [card] })));
    Uploads::new(Form::new(guide, &DraftContent::default(), Callback::new(|()| ())))
}

/// A file that failed is left out of a submission as surely as one that is on its way.
#[test]
fn what_has_not_arrived_is_named() {
    in_words(Lang::Zh, || ());
    Owner::new().with(|| {
        let uploads = uploads();
        let rows = uploads.signal("card").unwrap();
        let failed = FileState::Failed("网络断开".into());
        rows.set(vec![
            row("正面.jpg", FileState::Done),
            row("反面.jpg", failed),
            row("手持.jpg", FileState::Sending(7)),
        ]);
        let named = |ids: &[&str]| {
            let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            let errors = uploads.unfinished(&ids).into_iter();
            errors.map(|error| (error.id, error.text)).collect::<Vec<_>>()
        };
        let at = String::from("evidence.card");
        let said = [
            (at.clone(), "身份证：“反面.jpg”没有传成，请重新上传或移除".to_owned()),
            (at, "身份证：“手持.jpg”还没传完，请等它传完或移除".to_owned()),
        ];
        assert_eq!(named(&["card"]), said);
        assert!(named(&["other"]).is_empty(), "what is not asked for keeps nobody");
        uploads.let_go("card");
        assert!(named(&["card"]).is_empty());
        assert_eq!(rows.with_untracked(Vec::len), 1, "what has arrived stays");
    });
}

fn stored(id: &str) -> FileRef {
    serde_json::from_value(json!({
        "id": id, "name": "正面.jpg", "media": "image/jpeg", "size": 9, "sha256": "", "pages": null
    }))
    .unwrap()
}

/// A cropped picture takes the place of its original only if nobody has taken it away on its way.
#[test]
fn the_original_stays_until_the_cropped_one_stands_there() {
    for taken_away in [true, false] {
        Owner::new().with(|| {
            let uploads = uploads();
            let (first, cropped) = (stored("first"), row("cropped", FileState::Sending(7)));
            let rows = uploads.signal("card").unwrap();
            rows.set(vec![uploads.stored_row(&first), cropped.clone()]);
            uploads.replaced.update_value(|all| {
                all.insert("cropped".into(), "first".into());
            });
            uploads.tell("card");
            if taken_away {
                uploads.act("card", "cropped", FileAct::Remove);
            }
            uploads.arrived("card", &cropped, stored("second"));
            let standing = if taken_away { first } else { stored("second") };
            let met = Evidence::Upload { files: vec![standing] };
            assert_eq!(uploads.form.evidence.get_untracked().get("card"), Some(&met));
            assert_eq!(rows.with_untracked(Vec::len), 1);
        });
    }
}
