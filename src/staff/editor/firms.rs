//! The list of intermediary services, kept by publishers (G11): the same forms, linter and joining of two edits as for
//! items and things; what is saved is what the public reads.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use onething_api::catalogue::{Dictionary, IntermediaryWork};
use onething_domain::authoring::amend;
use onething_domain::intermediary::Intermediaries;
use onething_domain::lint::lint_intermediaries;
use serde_json::Value;

use super::{
    address,
    around::Around,
    check::{self, Checked},
    clash,
    doc::Doc,
    form, panel,
    pen::Pen,
    read,
    spec::INTERMEDIARIES,
    work::Clashes,
};
use crate::{
    api::{self, ApiError, Wrote},
    i18n::t,
    json::read_tree,
    load::{in_words, reading, shown},
    platform::{clock, page as window},
    router::Params,
    ui::{Button, Kind as Looks, Notice, Page, Tone, live_if, say},
};

/// How long after a key the list is looked at.
const PAUSE: Duration = Duration::from_millis(250);

/// The list as it is written.
#[derive(Clone, Copy)]
struct Desk {
    pen: Pen,
    /// What the server had last: revision and list.
    base: StoredValue<(i64, Value)>,
    changed: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
    clash: RwSignal<Option<Clashes>>,
}

type Loaded = (Arc<IntermediaryWork>, Arc<Dictionary>);

async fn load() -> Result<Loaded, ApiError> {
    let work = api::catalogue::intermediaries().await?;
    Ok((Arc::new(work), Arc::new(api::catalogue::dictionary().await?)))
}

/// The page.
pub fn page(_: Params) -> AnyView {
    let loaded = reading(load);
    let up = (address::CATALOGUE.to_owned(), t("staff.nav.catalogue"));
    let full = |(work, city): Loaded| untrack(|| opened(&work, &city));
    view! {
        <Page title=t("staff.firms.title") lead=t("staff.firms.lead") wide=true up=up>
            {shown(loaded, full)}
        </Page>
    }
    .into_any()
}

fn tree_of(work: &IntermediaryWork) -> Value {
    serde_json::to_value(&work.list).unwrap_or_default()
}

fn opened(work: &IntermediaryWork, city: &Dictionary) -> AnyView {
    let tree = tree_of(work);
    let around = RwSignal::new(Arc::new(Around { city: city.clone(), ..Around::default() }));
    let changed = RwSignal::new(false);
    let doc = Doc::new(tree.clone(), Callback::new(move |()| changed.set(true)));
    let checked = follow(doc, around);
    let wrong = Memo::new(move |_| {
        checked.with(|checked| {
            checked.own.iter().map(|found| found.focus.clone()).collect::<BTreeSet<_>>()
        })
    });
    let pen = Pen { doc, spec: &INTERMEDIARIES, around, wrong };
    if !work.editable {
        return view! {
            <Notice tone=Tone::Info title=t("staff.firms.read_only") />
            <div class="edit-read">{read::document(pen, &tree)}</div>
        }
        .into_any();
    }
    let desk = Desk {
        pen,
        base: StoredValue::new((work.revision, tree)),
        changed,
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
        clash: RwSignal::new(None),
    };
    Effect::new(move |_| window::warn_before_leaving(changed.get()));
    on_cleanup(|| window::warn_before_leaving(false));
    desk.view(checked)
}

/// Looks at the list after every change.
fn follow(doc: Doc, around: RwSignal<Arc<Around>>) -> RwSignal<Checked> {
    let checked = RwSignal::new(look(&doc.now(), &around.get_untracked()));
    let rest = clock::Rest::new(PAUSE);
    Effect::new(move |before: Option<()>| {
        let (tree, around) = (doc.tree(), around.get());
        if before.is_some() {
            rest.then(move || checked.set(look(&tree, &around)));
        }
    });
    checked
}

fn look(tree: &Value, around: &Around) -> Checked {
    let Some(list) = read_tree::<Intermediaries>(tree.clone()) else {
        return Checked::default();
    };
    let city = &around.city;
    let findings = lint_intermediaries(
        &list,
        |id| city.items.iter().any(|item| item.id == id),
        |id| city.departments.iter().any(|department| department.id == id),
    );
    Checked { own: check::placed(&INTERMEDIARIES, tree, findings), ..Checked::default() }
}

impl Desk {
    fn view(self, checked: RwSignal<Checked>) -> AnyView {
        let doc = self.pen.doc;
        let form = move || {
            doc.track_epoch();
            let parts = INTERMEDIARIES.sections.iter();
            let parts =
                parts.map(|part| form::elements(self.pen, INTERMEDIARIES.name, "", part.elements));
            view! { <div class="stack">{parts.collect::<Vec<_>>()}</div> }.into_any()
        };
        let save = Callback::new(move |()| self.save());
        let undo = Callback::new(move |()| {
            if !doc.undo() {
                say(t("staff.undo.none"));
            }
        });
        let refusal = move || {
            let title = self.error.get()?;
            Some(view! { <Notice tone=Tone::Bad title=title /> }.into_any())
        };
        let unsaved = move || {
            let words =
                if self.changed.get() { "staff.firms.unsaved" } else { "staff.firms.current" };
            Some(view! { <span>{t(words)}</span> }.into_any())
        };
        let settle = Callback::new(move |taken: Vec<String>| self.settle(&taken));
        view! {
            <div class="edit-bar">
                <p class="edit-state"><span class="edit-saving" role="status">{live_if(unsaved)}</span></p>
                <div class="edit-acts">
                    <Button label=t("staff.undo") kind=Looks::Quiet on_press=undo />
                    <Button label=t("staff.firms.save") busy=self.busy on_press=save />
                </div>
            </div>
            {live_if(refusal)}
            <div class="edit edit-flat">
                <div class="edit-form">
                    <h2 class="sr-only">{t("services.list")}</h2>
                    {crate::ui::live(form)}
                </div>
                {panel::panel(self.pen, checked, Callback::new(|_| ()))}
            </div>
            {clash::dialog(self.clash, settle, self.pen)}
        }
        .into_any()
    }

    fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        leptos::task::spawn_local(async move {
            let sent = self.pen.doc.now();
            let revision = self.base.with_value(|(revision, _)| *revision);
            let wrote = api::catalogue::save_intermediaries(revision, &sent).await;
            if self.base.is_disposed() {
                return; // the page was left meanwhile
            }
            self.busy.set(false);
            match wrote {
                Ok(Wrote::Done(work)) => {
                    self.base.set_value((work.revision, tree_of(&work)));
                    self.changed.set(self.pen.doc.now() != sent);
                    say(t("staff.firms.saved"));
                }
                Ok(Wrote::Stale(theirs)) => self.join(&theirs),
                Err(error) => self.error.set(Some(in_words(&error).0)),
            }
        });
    }

    /// Somebody else was faster: both are joined, and where both changed the same it is asked.
    fn join(self, theirs: &IntermediaryWork) {
        let tree = tree_of(theirs);
        let mine = self.pen.doc.now();
        let amended = self.base.with_value(|(_, base)| amend(base, &mine, &tree));
        self.base.set_value((theirs.revision, tree));
        self.pen.doc.replace(amended.value);
        self.changed.set(true);
        if amended.clashes.is_empty() {
            say(t("staff.firms.joined"));
        } else {
            self.clash.set(Some(Clashes { by: None, list: amended.clashes }));
        }
    }

    /// The person has chosen: theirs at the paths in `taken`, mine elsewhere.
    fn settle(self, taken: &[String]) {
        let Some(clashes) = self.clash.get_untracked() else { return };
        let tree = clash::settled(&self.pen.doc.now(), clashes, taken);
        self.clash.set(None);
        self.pen.doc.replace(tree);
        self.changed.set(true);
    }
}
