//! The history of a document: who changed what, the difference between any two states, and the way
//! back to one.

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::catalogue::{Dictionary, DocumentView, Revision, Revisions};
use onething_domain::authoring::{Change, DocumentRef, difference};

use super::{address, open, read, work::tidy};
use crate::{
    api::{self, ApiError, catalogue::Saved},
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
    Ok(matches!(saved, Saved::Stored(_)))
}

/// The difference between two states, the last two at first.
fn compare(of: &DocumentRef, list: &Revisions) -> AnyView {
    let revisions: Vec<i64> = list.revisions.iter().map(|revision| revision.revision).collect();
    let (newest, second) = (revisions[0], revisions.get(1).copied().unwrap_or(revisions[0]));
    let asked = |key, otherwise: i64| {
        let asked = history::query(key);
        Memo::new(move |_| asked.get().and_then(|n| n.parse().ok()).unwrap_or(otherwise))
    };
    let (from, to) = (asked("from", second), asked("to", newest));
    let own = of.clone();
    let compared = reading(move || {
        let (of, from, to) = (own.clone(), from.get(), to.get());
        async move { between(&of, from, to).await }
    });
    let options: Vec<Opt> = list.revisions.iter().map(named).collect();
    let path = address::history(of);
    let choose = move |key: &'static str, value: Memo<i64>| {
        let path = path.clone();
        let pick = Callback::new(move |number: String| {
            let (a, b) = (from.get_untracked().to_string(), to.get_untracked().to_string());
            let query = Query::default().with("from", &a).with("to", &b).with(key, &number);
            history::replace(&query.on(&path));
        });
        let caption = Caption::new(format!("compare-{key}"), t(&format!("staff.compare.{key}")));
        let value = Signal::derive(move || value.get().to_string());
        view! { <SelectField caption=caption options=options.clone() value=value on_pick=pick /> }
    };
    let kind = of.kind;
    let full = move |compared: Compared| {
        let (changes, view, city) = compared;
        let pen = open::reader(kind, view.document.value(), &city);
        if changes.is_empty() {
            return view! { <p class="soft">{t("staff.compare.same")}</p> }.into_any();
        }
        read::differences(pen, &changes, None)
    };
    view! {
        <Card title=t("staff.compare.title")>
            <div class="compare">{choose("from", from)}{choose("to", to)}</div>
            {shown(compared, full)}
        </Card>
    }
    .into_any()
}

fn named(revision: &Revision) -> Opt {
    let words = [
        ("n", revision.revision.to_string()),
        ("who", revision.by.name.clone()),
        ("when", moment(revision.at)),
    ];
    let words: Vec<(&str, &str)> =
        words.iter().map(|(key, value)| (*key, value.as_str())).collect();
    Opt::new(revision.revision.to_string(), tr("staff.compare.state", &words))
}

type Compared = (Arc<Vec<Change>>, Arc<DocumentView>, Arc<Dictionary>);

async fn between(of: &DocumentRef, from: i64, to: i64) -> Result<Compared, ApiError> {
    let older = api::catalogue::revision(of, from).await?;
    let newer = api::catalogue::revision(of, to).await?;
    let changes = difference(&older.document.value(), &newer.document.value());
    let mut view = api::catalogue::document(of).await?;
    view.document = newer.document;
    Ok((Arc::new(changes), Arc::new(view), Arc::new(api::catalogue::dictionary().await?)))
}

/// The page of a working copy's changes against what is in force.
pub fn changes(params: Params) -> AnyView {
    let Some(of) = open::named(&params) else { return shell::not_found() };
    let up = (address::document(&of), t(&format!("staff.document.{}", of.kind.name())));
    let (own, kind) = (of.clone(), of.kind);
    let compared = reading(move || {
        let of = own.clone();
        async move {
            let changes = api::catalogue::changes(&of).await?;
            let view = api::catalogue::document(&of).await?;
            let city = api::catalogue::dictionary().await?;
            Ok((Arc::new(changes.changes), Arc::new(view), Arc::new(city)))
        }
    });
    let full = move |(changes, view, city): Compared| {
        if changes.is_empty() {
            return view! { <Empty title=t("staff.changes.none") /> }.into_any();
        }
        let pen = open::reader(kind, view.document.value(), &city);
        view! { <div class="card">{read::differences(pen, &changes, None)}</div> }.into_any()
    };
    view! {
        <Page title=t("staff.edit.changes") lead=t("staff.changes.lead") wide=true up=up>
            {shown(compared, full)}
        </Page>
    }
    .into_any()
}
