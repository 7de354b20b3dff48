//! A new item or thing, from nothing or from a copy.

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::catalogue::{Dictionary, NamedDocument};
use onething_domain::authoring::{DocumentKind, DocumentRef};
use serde_json::{Value, json};

use super::super::{
    address,
    spec::{blank_item, blank_thing},
    work::tidy,
};
use crate::{
    api::{self, ApiError, Wrote},
    i18n::{pick, t},
    load::{failure, in_words},
    platform::history,
    ui::{Button, Caption, ComboField, Dialog, Form, Opt, RadioField, TextField, live},
};

/// What was chosen and typed.
#[derive(Clone, Copy)]
struct New {
    kind: RwSignal<DocumentKind>,
    from: RwSignal<String>,
    title: RwSignal<String>,
    /// What was typed; none while the proposal is taken.
    id: RwSignal<Option<String>>,
    known: RwSignal<Arc<Dictionary>>,
    /// Why it is not known what there is to copy.
    unread: RwSignal<Option<ApiError>>,
    wrong_title: RwSignal<Option<String>>,
    wrong_id: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

/// The button with its dialog.
pub fn button() -> AnyView {
    let open = RwSignal::new(false);
    let new = New {
        kind: RwSignal::new(DocumentKind::Thing),
        from: RwSignal::new(String::new()),
        title: RwSignal::new(String::new()),
        id: RwSignal::new(None),
        known: RwSignal::new(Arc::default()),
        unread: RwSignal::new(None),
        wrong_title: RwSignal::new(None),
        wrong_id: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let press = Callback::new(move |()| {
        open.set(true);
        leptos::task::spawn_local(async move {
            match api::catalogue::dictionary().await {
                Ok(known) => {
                    new.known.try_set(Arc::new(known));
                    new.unread.try_set(None);
                }
                Err(error) => {
                    new.unread.try_set(Some(error));
                }
            }
        });
    });
    let close = Callback::new(move |()| open.set(false));
    view! {
        <Button label=t("staff.new") on_press=press />
        <Dialog open=open on_close=close title=t("staff.new.title")>{new.form()}</Dialog>
    }
    .into_any()
}

impl New {
    fn form(self) -> AnyView {
        let kinds = [DocumentKind::Thing, DocumentKind::Item].map(|kind| {
            let name = kind.name();
            Opt {
                value: name.to_owned(),
                label: t(&format!("staff.document.{name}")),
                hint: t(&format!("staff.new.{name}")),
            }
        });
        let kind = Signal::derive(move || self.kind.get().name().to_owned());
        let choose = Callback::new(move |name: String| {
            if let Some(kind) = api::catalogue::kind_of(&name) {
                self.kind.set(kind);
                self.from.set(String::new());
            }
        });
        let title = Callback::new(move |text: String| {
            self.title.set(text);
            self.wrong_title.set(None);
        });
        let id = Callback::new(move |text: String| {
            self.id.set(Some(text.trim().to_lowercase()));
            self.wrong_id.set(None);
        });
        let shown_id = Signal::derive(move || self.id.get().unwrap_or_else(|| self.proposal()));
        let go = Callback::new(move |()| self.create());
        view! {
            <Form on_submit=go>
                <RadioField caption=Caption::new("new-kind", t("staff.new.kind")) options=kinds.to_vec() value=kind on_pick=choose />
                <TextField caption=Caption::new("new-title", t("staff.new.name")).help(t("staff.new.name.help")).error(self.wrong_title)
                    value=self.title on_input=title max_length=100 />
                {live(move || self.copy_field())}
                <TextField caption=Caption::new("new-id", t("staff.new.id")).help(t("staff.new.id.help")).error(self.wrong_id)
                    value=shown_id on_input=id max_length=60 />
                <Button label=t("staff.new.go") submit=true busy=self.busy />
            </Form>
        }
        .into_any()
    }

    fn copy_field(self) -> AnyView {
        let list = self.list();
        let options: Vec<Opt> =
            list.iter().map(|known| Opt::new(&known.id, pick(&known.name))).collect();
        let caption = Caption::new("new-from", t("staff.new.from"))
            .help(t("staff.new.from.help"))
            .optional(true);
        let pick = Callback::new(move |id: String| self.from.set(id));
        if let Some(error) = self.unread.get() {
            return failure(&error, None);
        }
        view! { <ComboField caption=caption options=options value=self.from on_pick=pick /> }
            .into_any()
    }

    fn list(self) -> Vec<NamedDocument> {
        let kind = self.kind.get();
        self.known.with(|known| match kind {
            DocumentKind::Item => known.items.clone(),
            DocumentKind::Thing => known.things.clone(),
        })
    }

    /// An id that nothing has yet.
    fn proposal(self) -> String {
        let (kind, taken) = (self.kind.get().name(), self.list());
        let free = |id: &String| !taken.iter().any(|known| known.id == *id);
        (1..).map(|n| format!("{kind}-{n}")).find(free).unwrap_or_default()
    }

    fn create(self) {
        let title = self.title.get_untracked().trim().to_owned();
        let id = untrack(|| self.id.get().unwrap_or_else(|| self.proposal()));
        let is_id = onething_domain::authoring::is_document_id(&id);
        self.wrong_title.set(title.is_empty().then(|| t("staff.new.name.missing")));
        self.wrong_id.set((!is_id).then(|| t("staff.new.id.wrong")));
        if title.is_empty() || !is_id || self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let of = DocumentRef { kind: self.kind.get_untracked(), id };
        leptos::task::spawn_local(async move {
            let made = self.make(&of, &title).await;
            self.busy.try_set(false);
            match made {
                Ok(true) => history::go(&address::document(&of)),
                Ok(false) => {
                    self.wrong_id.try_set(Some(t("staff.new.id.taken")));
                }
                Err(error) => {
                    self.wrong_title.try_set(Some(in_words(&error).0));
                }
            }
        });
    }

    /// Saves the new document; says whether its id was free.
    async fn make(self, of: &DocumentRef, title: &str) -> Result<bool, ApiError> {
        let from = self.from.get_untracked();
        let mut tree = match (from.is_empty(), of.kind) {
            (true, DocumentKind::Item) => blank_item(&of.id),
            (true, DocumentKind::Thing) => blank_thing(&of.id),
            (false, kind) => {
                let from = DocumentRef { kind, id: from };
                copied(api::catalogue::document(&from).await?.document.value(), &of.id)
            }
        };
        let key = if of.kind == DocumentKind::Item { "name" } else { "title" };
        tree[key] = json!({ "zh": title });
        let tree = tidy(of.kind, tree);
        Ok(matches!(
            api::catalogue::save(of, 0, &tree, &t("staff.new.note")).await?,
            Wrote::Done(_)
        ))
    }
}

/// A copy under an id of its own. What is registered for the original alone is not copied.
fn copied(mut tree: Value, id: &str) -> Value {
    tree["id"] = json!(id);
    if tree["code"].is_string() {
        tree["code"] = json!("");
    }
    tree
}
