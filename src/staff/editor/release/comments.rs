//! Comments of a reviewer at places, kept in this browser until the release is sent back.

use std::collections::BTreeMap;

use leptos::prelude::*;
use onething_domain::authoring::{DocumentRef, NewComment};

use crate::{
    api::to_json,
    i18n::t,
    json,
    platform::storage,
    ui::{AreaField, Button, Caption, Kind as Looks, live},
};

/// What a reviewer has written so far, by document and place.
#[derive(Clone, Copy)]
pub struct Remarks {
    key: StoredValue<String>,
    texts: RwSignal<BTreeMap<String, String>>,
}

impl Remarks {
    /// Those on a release.
    pub fn of(release: &str) -> Self {
        let key = storage::own(&format!("review.{release}"));
        let kept = storage::read(&key).and_then(|text| json::read(&text)).unwrap_or_default();
        Self { key: StoredValue::new(key), texts: RwSignal::new(kept) }
    }

    /// How many there are. Tracked.
    pub fn count(self) -> usize {
        self.texts.with(|texts| texts.values().filter(|text| !text.trim().is_empty()).count())
    }

    /// As they are sent.
    pub fn to_send(self) -> Vec<NewComment> {
        self.texts.with_untracked(|texts| {
            let sent = texts.iter().filter(|(_, text)| !text.trim().is_empty());
            sent.filter_map(|(key, text)| {
                let (document, path) = key.split_once('#')?;
                let document: DocumentRef = json::read(document)?;
                Some(NewComment { document, path: path.to_owned(), text: text.trim().to_owned() })
            })
            .collect()
        })
    }

    /// Forgets them, once they have been sent.
    pub fn clear(self) {
        self.texts.set(BTreeMap::new());
        self.key.with_value(|key| storage::remove(key));
    }

    fn put(self, at: &str, text: Option<String>) {
        self.texts.update(|texts| {
            match text {
                Some(text) => texts.insert(at.to_owned(), text),
                None => texts.remove(at),
            };
        });
        let kept = self.texts.with_untracked(to_json);
        self.key.with_value(|key| storage::write(key, &kept));
    }
}

/// The comment on a place: a button that opens the field, the field while there is one.
pub fn at(remarks: Remarks, of: &DocumentRef, path: &str, may: bool) -> AnyView {
    if !may {
        return ().into_any();
    }
    let key = format!("{}#{path}", to_json(of));
    let id = format!("remark-{}-{}-{}", of.kind.name(), of.id, path.replace('.', "-"));
    let own = key.clone();
    let is_open = Memo::new(move |_| remarks.texts.with(|texts| texts.contains_key(&own)));
    live(move || {
        let (own, id) = (key.clone(), id.clone());
        if !is_open.get() {
            let add = Callback::new(move |()| {
                remarks.put(&own, Some(String::new()));
                let id = id.clone();
                super::super::pen::focus_soon(move || {
                    crate::platform::page::focus(&id);
                });
            });
            return view! { <Button label=t("staff.comment.add") kind=Looks::Quiet icon="edit" on_press=add /> }
                .into_any();
        }
        let (read, put_key, drop_key) = (own.clone(), own.clone(), own);
        let value = Signal::derive(move || {
            remarks.texts.with(|texts| texts.get(&read).cloned().unwrap_or_default())
        });
        let put = Callback::new(move |text: String| remarks.put(&put_key, Some(text)));
        let drop = Callback::new(move |()| remarks.put(&drop_key, None));
        view! {
            <div class="remark">
                <AreaField caption=Caption::new(id, t("staff.comment")) value=value on_input=put rows=2 />
                <Button label=t("staff.comment.drop") kind=Looks::Quiet on_press=drop />
            </div>
        }
        .into_any()
    })
}
