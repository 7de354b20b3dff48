//! Releases (送审单): documents that go through review and publication together.

mod acts;
mod comments;

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use onething_api::catalogue::{
    Changes, Dictionary, ReleaseDocument, ReleaseList, ReleaseRow, ReleaseStepKind, ReleaseView,
};
use onething_domain::authoring::{Document, DocumentKind, DocumentRef, ReleaseStatus};

use self::comments::Remarks;
use super::{address, check, open, read, submit};
use crate::{
    api::{self, ApiError},
    i18n::{moment, pick, t, tr},
    load::{reading, shown},
    platform::history,
    router::{Params, Query},
    ui::{
        Card, Details, Empty, Facts, Kind as Looks, LinkButton, Notice, Page, TabLink, Table, Tabs,
        Tag, Timeline, TimelineEntry, Tone,
    },
    words::code,
};

/// Releases by where they stand; which, the address says.
pub fn list(_: Params) -> AnyView {
    let (status, cursor) = (history::query("status"), history::query("cursor"));
    let asked =
        Memo::new(move |_| (status.get().unwrap_or_default(), cursor.get().unwrap_or_default()));
    let list = reading(move || {
        let (status, cursor) = asked.get();
        async move { api::catalogue::releases(&status, &cursor).await }
    });
    let tabs = Signal::derive(move || {
        let now = asked.get().0;
        let tab = |status: &str| {
            let key = if status.is_empty() { "all" } else { status };
            TabLink {
                href: Query::default().with("status", status).on(address::RELEASES),
                label: t(&format!("staff.release.status.{key}")),
                count: None,
                current: now == status,
            }
        };
        ["", "in_review", "approved", "scheduled", "published", "returned"].map(tab).to_vec()
    });
    let full = move |list: ReleaseList| {
        if list.releases.is_empty() {
            return view! { <Empty title=t("staff.release.empty") text=t("staff.release.empty.help") /> }
                .into_any();
        }
        let heads = ["note", "status", "documents", "by", "at"];
        let heads =
            heads.into_iter().map(|name| t(&format!("staff.release.column.{name}"))).collect();
        let next = list.next.map(|cursor| {
            let status = asked.get_untracked().0;
            let href = Query::default().with("status", &status).with("cursor", &cursor);
            view! { <LinkButton href=href.on(address::RELEASES) label=t("staff.queue.next") kind=Looks::Secondary /> }
        });
        let rows = list.releases.iter().map(row).collect();
        view! {
            <div class="queue"><Table caption=t("staff.release.title") heads=heads rows=rows /></div>
            <nav class="actions" aria-label=t("staff.queue.pages")>{next}</nav>
        }
        .into_any()
    };
    view! {
        <Page title=t("staff.release.title") wide=true>
            <div class="queue-head"><Tabs label=t("staff.release.statuses") tabs=tabs /></div>
            {shown(list, full)}
        </Page>
    }
    .into_any()
}

fn row(release: &ReleaseRow) -> Vec<AnyView> {
    let titles: Vec<String> = release.documents.iter().map(name).collect();
    vec![
        view! { <a class="queue-link" href=address::release(&release.id)>{release.note.clone()}</a> }.into_any(),
        status_tag(release),
        titles.join(&t("mark.and")).into_any(),
        release.submitted_by.name.clone().into_any(),
        view! { <span class="number">{moment(release.submitted_at)}</span> }.into_any(),
    ]
}

fn name(document: &ReleaseDocument) -> String {
    let title = pick(&document.title);
    if title.is_empty() { document.id.clone() } else { title }
}

fn status_tag(release: &ReleaseRow) -> AnyView {
    let tone = match release.status {
        ReleaseStatus::InReview | ReleaseStatus::Scheduled => Tone::Info,
        ReleaseStatus::Approved | ReleaseStatus::Published => Tone::Good,
        ReleaseStatus::Returned => Tone::Warn,
        ReleaseStatus::Withdrawn => Tone::Plain,
    };
    let label = t(&format!("staff.release.status.{}", code(&release.status)));
    let at = release.publish_at.map(|at| {
        view! { <span class="small">{tr("staff.release.at", &[("when", &moment(at))])}</span> }
    });
    view! { <span class="tags"><Tag label=label tone=tone />{at}</span> }.into_any()
}

type Loaded = (Arc<ReleaseView>, Arc<BTreeMap<DocumentRef, Document>>, Arc<Dictionary>);

/// A release: what it changes, what publishing it would do, and what may be done.
pub fn page(params: Params) -> AnyView {
    let id = params.get("id");
    let loaded = {
        let id = id.clone();
        reading(move || load(id.clone()))
    };
    let remarks = Remarks::of(&id);
    let title = Signal::derive(move || match loaded.get() {
        Some(Ok((view, ..))) => view.row.note.clone(),
        _ => t("staff.release.one"),
    });
    let again = Callback::new(move |()| loaded.refetch());
    let up = (address::RELEASES.to_owned(), t("staff.nav.releases"));
    let full = move |loaded: Loaded| untrack(|| whole(&loaded, remarks, again));
    view! { <Page title=title wide=true up=up>{shown(loaded, full)}</Page> }.into_any()
}

async fn load(id: String) -> Result<Loaded, ApiError> {
    let view = api::catalogue::release(&id).await?;
    let mut documents = BTreeMap::new();
    for part in &view.row.documents {
        let of = DocumentRef { kind: part.kind, id: part.id.clone() };
        let then = api::catalogue::revision(&of, part.revision).await?;
        documents.insert(of, then.document);
    }
    let city = api::catalogue::dictionary().await?;
    Ok((Arc::new(view), Arc::new(documents), Arc::new(city)))
}

fn whole((view, documents, city): &Loaded, remarks: Remarks, again: Callback<()>) -> AnyView {
    let row = &view.row;
    let parts: Vec<AnyView> = row
        .documents
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let of = DocumentRef { kind: part.kind, id: part.id.clone() };
            let changes = view.changes.get(index);
            document(view, part, documents.get(&of), changes, city, remarks)
        })
        .collect();
    let facts = vec![
        (t("staff.release.column.status"), status_tag(row)),
        (t("staff.release.column.by"), row.submitted_by.name.clone().into_any()),
        (t("staff.release.column.at"), moment(row.submitted_at).into_any()),
    ];
    view! {
        <div class="release">
            <div class="release-main stack">{parts}</div>
            <div class="release-side stack">
                <div class="card">
                    <Facts rows=facts />
                    {acts::bar(view.clone(), remarks, again)}
                </div>
                {effects(view)}
                {past(view)}
            </div>
        </div>
    }
    .into_any()
}

/// One document of a release: what it changes, each place open to a comment; a new one in full.
fn document(
    view: &Arc<ReleaseView>,
    part: &ReleaseDocument,
    document: Option<&Document>,
    changes: Option<&Changes>,
    city: &Dictionary,
    remarks: Remarks,
) -> AnyView {
    let of = DocumentRef { kind: part.kind, id: part.id.clone() };
    let Some(document) = document else { return ().into_any() };
    let pen = open::reader(check::spec(of.kind), document.value(), city);
    let may = view.allowed.contains(&onething_domain::authoring::ReleaseAction::Return);
    let changes = changes.map(|changes| changes.changes.as_slice()).unwrap_or_default();
    let differences = (!changes.is_empty()).then(|| {
        let own = of.clone();
        let aside = move |change: &onething_domain::authoring::Change| {
            comments::at(remarks, &own, &change.path, may)
        };
        read::differences(pen, changes, Some(&aside))
    });
    let tree = document.value();
    let text = match part.is_new {
        true => read::document(pen, &tree),
        false => {
            let whole = StoredValue::new(tree);
            view! {
                <Details summary=t("staff.release.whole")>
                    {whole.with_value(|tree| read::document(pen, tree))}
                </Details>
            }
            .into_any()
        }
    };
    let kind = t(&format!("staff.document.{}", of.kind.name()));
    let is_new =
        part.is_new.then(|| view! { <Tag label=t("staff.catalogue.new") tone=Tone::Info /> });
    let preview = (of.kind == DocumentKind::Thing).then(|| {
        let href = address::preview(&of.id, &view.row.id);
        view! { <a href=href>{t("staff.edit.preview")}</a> }
    });
    view! {
        <section class="card" aria-label=name(part)>
            <div class="release-head">
                <h2 class="card-title">{name(part)}</h2>
                <span class="soft">{kind}</span>{is_new}{preview}
                <a href=address::document(&of)>{t("staff.release.open")}</a>
            </div>
            {differences}
            {comments::at(remarks, &of, "", may)}
            {text}
        </section>
    }
    .into_any()
}

/// Which guides get a new version, and what keeps it from being published.
fn effects(view: &ReleaseView) -> AnyView {
    if !view.row.status.is_open() {
        return ().into_any();
    }
    let guide = |guide: &onething_api::catalogue::GuideEffect| {
        let href = address::preview(&guide.thing, &view.row.id);
        let changes = tr("staff.effects.changes", &[("n", &guide.changes.len().to_string())]);
        let changes = guide.from.is_some().then_some(changes);
        view! {
            <li>
                {submit::guide_words(guide)}
                <p class="small"><a href=href>{t("staff.edit.preview")}</a>" "<span class="soft">{changes}</span></p>
            </li>
        }
        .into_any()
    };
    let guides: Vec<AnyView> = view.effects.guides.iter().map(guide).collect();
    let none = guides.is_empty().then(|| view! { <p class="soft">{t("staff.effects.none")}</p> });
    let findings =
        (!view.effects.findings.is_empty()).then(|| submit::findings(&view.effects.findings, None));
    view! {
        <Card title=t("staff.effects.title")>
            {findings}
            {none}
            <ul>{guides}</ul>
        </Card>
    }
    .into_any()
}

/// What was done to it, with the comments of reviews.
fn past(view: &ReleaseView) -> AnyView {
    let step = |step: &onething_api::catalogue::ReleaseStep| TimelineEntry {
        title: t(&format!("staff.release.step.{}", code(&step.what))),
        when: format!("{} · {}", step.by.name, moment(step.at)),
        body: said(step),
        tone: match step.what {
            ReleaseStepKind::Approved | ReleaseStepKind::Published => Tone::Good,
            ReleaseStepKind::Returned | ReleaseStepKind::Failed => Tone::Bad,
            _ => Tone::Plain,
        },
    };
    let entries = view.history.iter().map(step).collect();
    let comment = |comment: &onething_api::catalogue::Comment| {
        let place = match comment.path.as_str() {
            "" => comment.document.id.clone(),
            path => format!("{} · {path}", comment.document.id),
        };
        view! {
            <li>
                <a href=address::place(&comment.document, &comment.path)>{place}</a>
                <p>{comment.text.clone()}</p>
            </li>
        }
        .into_any()
    };
    let comments: Vec<AnyView> = view.comments.iter().map(comment).collect();
    let comments = (!comments.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Warn title=t("staff.comment.title")>
                <ul class="comments">{comments}</ul>
            </Notice>
        }
    });
    view! { {comments}<Card title=t("staff.release.past")><Timeline entries=entries /></Card> }
        .into_any()
}

fn said(step: &onething_api::catalogue::ReleaseStep) -> Option<AnyView> {
    let text = match step.what {
        ReleaseStepKind::Failed => tr("staff.lint.some", &[("n", &step.text)]),
        _ => step.text.clone(),
    };
    (!text.is_empty()).then(|| view! { <p>{text}</p> }.into_any())
}
