//! The history of a document: who changed what, the difference between any two states, and the way
//! back to one.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::prelude::*;
use onething_api::catalogue::{Dictionary, Revision, Revisions};
use onething_domain::authoring::{Change, DocumentRef, difference};
use serde_json::Value;

use super::{address, check, open, read, spec::Spec, work::tidy};
use crate::{
    api::{self, ApiError, Wrote},
    i18n::{moment, t, tr},
    load::{in_words, reading, shown},
    platform::history,
    router::{Params, Query},
    shell,
    ui::{
        Button, Caption, Card, Dialog, Empty, Kind as Looks, Opt, Page, SelectField, Table,
        live_if, say,
    },
    words::code,
};

/// The page of a document's history. Two states stand in the address (`from`, `to`) and are compared.
pub fn page(params: Params) -> AnyView {
    let Some(of) = open::named(&params) else { return shell::not_found() };
    let up = (address::document(&of), t(&format!("staff.document.{}", of.kind.name())));
    let own = of.clone();
    let list = reading(move || api_revisions(own.clone()));
    let full = move |revisions: Revisions| whole(&of, &revisions);
    view! { <Page title=t("staff.history.title") wide=true up=up>{shown(list, full)}</Page> }
        .into_any()
}

async fn api_revisions(of: DocumentRef) -> Result<Revisions, ApiError> {
    api::catalogue::revisions(&of).await
}

fn whole(of: &DocumentRef, list: &Revisions) -> AnyView {
    if list.revisions.is_empty() {
        return view! { <Empty title=t("staff.history.empty") text=t("staff.history.empty.help") /> }.into_any();
    }
    view! { <div class="stack">{table(of, list)}{compare(of, list)}</div> }.into_any()
}

fn table(of: &DocumentRef, list: &Revisions) -> AnyView {
    let chosen = RwSignal::new(None::<i64>);
    let newest = list.revisions.first().map(|revision| revision.revision);
    let rows = list.revisions.iter().map(|revision| {
        let number = revision.revision;
        let press = Callback::new(move |()| chosen.set(Some(number)));
        let describe = tr("staff.restore.of", &[("n", &number.to_string())]);
        let restore = (Some(number) != newest).then(|| {
            view! { <Button label=t("staff.restore") kind=Looks::Quiet describe=describe on_press=press /> }
        });
        vec![
            view! { <span class="number">{number}</span> }.into_any(),
            t(&format!("staff.revision.{}", code(&revision.kind))).into_any(),
            revision.by.name.clone().into_any(),
            view! { <span class="number">{moment(revision.at)}</span> }.into_any(),
            revision.note.clone().into_any(),
            view! { {restore} }.into_any(),
        ]
    });
    let heads = ["n", "kind", "by", "at", "note", "act"];
    let heads = heads.into_iter().map(|name| t(&format!("staff.history.column.{name}"))).collect();
    let open = Signal::derive(move || chosen.with(Option::is_some));
    let close = Callback::new(move |()| chosen.set(None));
    let of = of.clone();
    let rows = rows.collect();
    view! {
        <div class="queue revisions"><Table caption=t("staff.history.title") heads=heads rows=rows /></div>
        <Dialog open=open on_close=close title=t("staff.restore")>
            {asking(chosen, of.clone(), close)}
        </Dialog>
    }
    .into_any()
}

fn asking(chosen: RwSignal<Option<i64>>, of: DocumentRef, close: Callback<()>) -> AnyView {
    live_if(move || chosen.get().map(|number| restore(&of, number, close)))
}

/// Asks once, then saves the earlier state as a new one: nothing in between is lost.
fn restore(of: &DocumentRef, number: i64, close: Callback<()>) -> AnyView {
    let (busy, of) = (RwSignal::new(false), of.clone());
    let go = Callback::new(move |()| {
        busy.set(true);
        let of = of.clone();
        leptos::task::spawn_local(async move {
            let restored = bring_back(&of, number).await;
            busy.try_set(false);
            match restored {
                Ok(true) => {
                    say(t("staff.restore.done"));
                    history::go(&address::document(&of));
                }
                Ok(false) => say(t("staff.restore.stale")),
                Err(error) => say(in_words(&error).0),
            }
        });
    });
    view! {
        <p>{tr("staff.restore.text", &[("n", &number.to_string())])}</p>
        <div class="actions">
            <Button label=t("staff.restore.go") busy=busy on_press=go />
            <Button label=t("staff.cancel") kind=Looks::Secondary on_press=close />
        </div>
    }
    .into_any()
}

async fn bring_back(of: &DocumentRef, number: i64) -> Result<bool, ApiError> {
    let now = api::catalogue::document(of).await?;
    let then = api::catalogue::revision(of, number).await?;
    let tree = tidy(of.kind, then.document.value());
    let note = tr("staff.restore.note", &[("n", &number.to_string())]);
    let saved = api::catalogue::save(of, now.revision, &tree, &note).await?;
    Ok(matches!(saved, Wrote::Done(_)))
}

/// The difference between two states.
fn compare(of: &DocumentRef, list: &Revisions) -> AnyView {
    let own = of.clone();
    let between = move |from: String, to: String| -> Comparing {
        let of = own.clone();
        Box::pin(async move { between(&of, &from, &to).await })
    };
    let options = list.revisions.iter().map(named).collect();
    compared(address::history(of), t("staff.compare.title"), options, between)
}

/// What is compared, when it is there.
pub type Comparing = Pin<Box<dyn Future<Output = Result<Compared, ApiError>>>>;

/// The difference between two of some states, newest first; which, the address says, the last two at first.
pub fn compared(
    path: String,
    title: String,
    options: Vec<Opt>,
    between: impl Fn(String, String) -> Comparing + 'static,
) -> AnyView {
    let nth = |n: usize| options.get(n).map(|option| option.value.clone());
    let newest = nth(0).unwrap_or_default();
    let second = nth(1).unwrap_or_else(|| newest.clone());
    let asked = |key, otherwise: String| {
        let asked = history::query(key);
        Memo::new(move |_| asked.get().unwrap_or_else(|| otherwise.clone()))
    };
    let (from, to) = (asked("from", second), asked("to", newest));
    let read = reading(move || between(from.get(), to.get()));
    let choose = move |key: &'static str, value: Memo<String>| {
        let path = path.clone();
        let pick = Callback::new(move |number: String| {
            let (a, b) = (from.get_untracked(), to.get_untracked());
            let query = Query::default().with("from", &a).with("to", &b).with(key, &number);
            history::replace(&query.on(&path));
        });
        let caption = Caption::new(format!("compare-{key}"), t(&format!("staff.compare.{key}")));
        view! { <SelectField caption=caption options=options.clone() value=value on_pick=pick /> }
    };
    let full = |compared: Compared| {
        if compared.changes.is_empty() {
            return view! { <p class="soft">{t("staff.compare.same")}</p> }.into_any();
        }
        compared.drawn()
    };
    view! {
        <Card title=title>
            <div class="compare">{choose("from", from)}{choose("to", to)}</div>
            {shown(read, full)}
        </Card>
    }
    .into_any()
}

/// A saved state, as menus name it.
pub fn named(revision: &Revision) -> Opt {
    let words = [
        ("n", revision.revision.to_string()),
        ("who", revision.by.name.clone()),
        ("when", moment(revision.at)),
    ];
    let words: Vec<(&str, &str)> =
        words.iter().map(|(key, value)| (*key, value.as_str())).collect();
    Opt::new(revision.revision.to_string(), tr("staff.compare.state", &words))
}

/// What differs, with what its places are named by.
#[derive(Clone)]
pub struct Compared {
    /// The differences.
    pub changes: Arc<Vec<Change>>,
    /// The newer of the two.
    pub tree: Arc<Value>,
    /// What consists of what.
    pub spec: &'static Spec,
    /// Names of what is referred to.
    pub city: Arc<Dictionary>,
}

impl Compared {
    fn drawn(&self) -> AnyView {
        let pen = open::reader(self.spec, self.tree.as_ref().clone(), &self.city);
        read::differences(pen, &self.changes, None)
    }
}

/// How two saved states of a document differ.
pub async fn between(of: &DocumentRef, from: &str, to: &str) -> Result<Compared, ApiError> {
    let number = |text: &str| text.parse().unwrap_or_default();
    let older = api::catalogue::revision(of, number(from)).await?;
    let newer = api::catalogue::revision(of, number(to)).await?;
    let tree = newer.document.value();
    Ok(Compared {
        changes: Arc::new(difference(&older.document.value(), &tree)),
        tree: Arc::new(tree),
        spec: check::spec(of.kind),
        city: Arc::new(api::catalogue::dictionary().await?),
    })
}

/// The page of a working copy's changes against what is in force.
pub fn changes(params: Params) -> AnyView {
    let Some(of) = open::named(&params) else { return shell::not_found() };
    let up = (address::document(&of), t(&format!("staff.document.{}", of.kind.name())));
    let own = of.clone();
    let compared = reading(move || {
        let of = own.clone();
        async move {
            Ok(Compared {
                changes: Arc::new(api::catalogue::changes(&of).await?.changes),
                tree: Arc::new(api::catalogue::document(&of).await?.document.value()),
                spec: check::spec(of.kind),
                city: Arc::new(api::catalogue::dictionary().await?),
            })
        }
    });
    let full = move |compared: Compared| {
        if compared.changes.is_empty() {
            return view! { <Empty title=t("staff.changes.none") /> }.into_any();
        }
        view! { <div class="card">{compared.drawn()}</div> }.into_any()
    };
    view! {
        <Page title=t("staff.edit.changes") lead=t("staff.changes.lead") wide=true up=up>
            {shown(compared, full)}
        </Page>
    }
    .into_any()
}
