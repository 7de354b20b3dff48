//! The page on which a document is written.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use onething_api::catalogue::{Dictionary, DocumentStatus, DocumentView};
use onething_domain::authoring::{DocumentKind, DocumentRef};
use serde_json::Value;

use super::{
    address,
    around::Around,
    bar,
    check::{self, Checked},
    clash, file, form, near, panel,
    pen::Pen,
    places, read, retire,
    spec::{Section, Spec},
    work::{Work, reference},
};
use crate::{
    api::{self, ApiError},
    i18n::{moment, t, tr},
    load::{reading, shown},
    parts,
    platform::history,
    router::{Params, Query},
    shell,
    ui::{Kind as Looks, LinkButton, Notice, Page, Tag, Tone, live, live_if},
    words::code,
};

/// The document that an address names.
pub fn named(params: &Params) -> Option<DocumentRef> {
    let kind = api::catalogue::kind_of(&params.get("kind"))?;
    Some(DocumentRef { kind, id: params.get("id") })
}

/// The page.
pub fn page(params: Params) -> AnyView {
    let Some(of) = named(&params) else { return shell::not_found() };
    let fallback = t(&format!("staff.document.{}", of.kind.name()));
    let title = RwSignal::new(fallback);
    let loaded = reading(move || load(of.clone()));
    let up = (address::CATALOGUE.to_owned(), t("staff.nav.catalogue"));
    let full = move |(view, city): (Arc<DocumentView>, Arc<Dictionary>)| {
        untrack(|| opened(view.as_ref().clone(), &city, title))
    };
    view! { <Page title=title wide=true up=up>{shown(loaded, full)}</Page> }.into_any()
}

type Loaded = (Arc<DocumentView>, Arc<Dictionary>);

async fn load(of: DocumentRef) -> Result<Loaded, ApiError> {
    let view = api::catalogue::document(&of).await?;
    Ok((Arc::new(view), Arc::new(api::catalogue::dictionary().await?)))
}

fn opened(view: DocumentView, city: &Dictionary, title: RwSignal<String>) -> AnyView {
    let around = RwSignal::new(Arc::new(Around {
        thing_ids: city.things.iter().map(|thing| thing.id.clone()).collect(),
        city: city.clone(),
        scope: view.scope.clone(),
        ..Around::default()
    }));
    let of = reference(&view.document);
    let near = near::neighbours(&view);
    let work = Work::new(view);
    let checked = check::follow(of.clone(), work.doc, around);
    let wrong = Memo::new(move |_| {
        checked.with(|checked| {
            checked.own.iter().map(|found| found.focus.clone()).collect::<BTreeSet<_>>()
        })
    });
    let pen = Pen { doc: work.doc, spec: check::spec(of.kind), around, wrong };
    let near = near::gather(work, around, near);
    work.resume();
    let name_key = if of.kind == DocumentKind::Item { "name" } else { "title" };
    let name = pen.doc.watch(name_key, super::pen::plain);
    let nameless = t(&format!("staff.document.new.{}", of.kind.name()));
    Effect::new(move |_| {
        let name = name.get();
        title.set(if name.is_empty() { nameless.clone() } else { name });
    });
    let editable = Memo::new(move |_| work.head.with(|head| head.editable));
    let body = move || match editable.get() {
        true => writing(work, pen, checked),
        false => only_reading(work, pen),
    };
    view! {
        {bar::bar(work, pen)}
        {live_if(move || near.unread())}
        {live(body)}
        {clash::dialog(work.clash, Callback::new(move |taken: Vec<String>| work.settle(&taken)), pen)}
    }
    .into_any()
}

/// The form with its parts and the linter beside it.
fn writing(work: Work, pen: Pen, checked: RwSignal<Checked>) -> AnyView {
    let here = history::here();
    let asked = history::query("part");
    let sections = pen.spec.sections;
    let part = Memo::new(move |_| {
        let asked = asked.get().unwrap_or_default();
        sections.iter().position(|section| section.name == asked).unwrap_or_default()
    });
    let go = Callback::new(move |name: &'static str| {
        let now = part.get_untracked();
        if sections[now].name != name {
            let path = here.with_untracked(|place| place.path.clone());
            history::go(&Query::default().with("part", name).on(&path));
        }
    });
    follow_places(pen);
    let form = move || {
        pen.doc.track_epoch();
        section(work, pen, checked, &sections[part.get()])
    };
    view! {
        {comments(work, pen, go)}
        <div class="edit">
            {navigation(work, pen, checked, part)}
            <div class="edit-form">{live(form)}</div>
            {panel::panel(pen, checked, go)}
        </div>
    }
    .into_any()
}

/// Leads to the place that the address names, as links from findings and comments do, also when the
/// document is open already.
fn follow_places(pen: Pen) {
    let (here, at) = (history::here(), history::query("at"));
    Effect::new(move |_| {
        let Some(at) = at.get().filter(|at| !at.is_empty()) else { return };
        let counted = places::counted(&pen.doc.now(), &at);
        // Out of the address again, so that the same link leads there once more.
        let part = Query::default().with("part", pen.spec.section_of(&counted));
        history::replace(&part.on(&here.with_untracked(|place| place.path.clone())));
        pen.focus(&places::goal(pen.spec, &counted));
    });
}

fn navigation(work: Work, pen: Pen, checked: RwSignal<Checked>, part: Memo<usize>) -> AnyView {
    let counts = Memo::new(move |_| checked.with(|checked| check::counts(&checked.own)));
    let path = address::document(&work.of());
    let link = |(index, section): (usize, &'static Section)| {
        let href = Query::default().with("part", section.name).on(&path);
        let current = Signal::derive(move || (part.get() == index).then_some("page"));
        let count = move || {
            let count = counts.with(|counts| counts.get(section.name).copied())?;
            let words = tr("staff.lint.count", &[("n", &count.to_string())]);
            Some(view! { <span class="count count-bad" aria-label=words>{count}</span> }.into_any())
        };
        view! {
            <li><a href=href aria-current=current><span>{t(&format!("staff.part.{}", section.name))}</span>{live_if(count)}</a></li>
        }
    };
    let links: Vec<_> = pen.spec.sections.iter().enumerate().map(link).collect();
    view! {
        <div class="edit-nav">
            <nav aria-label=t("staff.edit.parts")><ul>{links}</ul></nav>
            {tools(work, pen)}
        </div>
    }
    .into_any()
}

/// What else can be done with the document.
fn tools(work: Work, pen: Pen) -> AnyView {
    let of = work.of();
    let is_new = Memo::new(move |_| work.head.with(|head| head.is_new));
    let own = of.clone();
    let compare = move || {
        let href = address::changes(&own);
        (!is_new.get())
            .then(|| view! { <li><a href=href>{t("staff.edit.changes")}</a></li> }.into_any())
    };
    view! {
        <nav class="edit-tools" aria-label=t("staff.edit.more")>
            <ul>
                <li><a href=address::history(&of)>{t("staff.edit.history")}</a></li>
                <li><a href=address::versions(&of)>{t("staff.edit.versions")}</a></li>
                {live_if(compare)}
                {file::tools(work)}
                {retire::tools(work, pen)}
            </ul>
        </nav>
    }
    .into_any()
}

/// One part of the form.
fn section(work: Work, pen: Pen, checked: RwSignal<Checked>, section: &'static Section) -> AnyView {
    let title = t(&format!("staff.part.{}", section.name));
    let name = title.clone();
    let lead = t(&format!("staff.part.{}.lead", section.name));
    let chart = (section.name == "graph").then(|| chart(checked));
    let next = pen
        .spec
        .sections
        .iter()
        .position(|known| known.name == section.name)
        .and_then(|at| pen.spec.sections.get(at + 1));
    let next = next.map(|next| {
        let href = Query::default().with("part", next.name).on(&address::document(&work.of()));
        let label = tr("staff.edit.next", &[("part", &t(&format!("staff.part.{}", next.name)))]);
        view! { <LinkButton href=href label=label kind=Looks::Secondary /> }
    });
    view! {
        <section class="card edit-part" aria-label=name>
            <h2 class="card-title">{title}</h2>
            <p class="soft">{lead}</p>
            {chart}
            {form::elements(pen, pen.spec.name, "", section.elements)}
        </section>
        <div class="actions">{next}</div>
    }
    .into_any()
}

/// The flow chart as it will appear, drawn while the graph is written.
fn chart(checked: RwSignal<Checked>) -> AnyView {
    let drawn = Memo::new(move |_| checked.with(|checked| checked.guide.clone()));
    let draw = move || match drawn.get() {
        Some(guide) if !guide.nodes.is_empty() => {
            parts::flow(&guide, &guide.nodes.iter().collect::<Vec<_>>(), &[])
        }
        _ => view! { <p class="soft">{t("staff.graph.empty")}</p> }.into_any(),
    };
    view! { <div class="edit-chart">{live(draw)}</div> }.into_any()
}

/// What the last review wants changed, each with the way to its place.
fn comments(work: Work, pen: Pen, go: Callback<&'static str>) -> AnyView {
    let list = Memo::new(move |_| work.head.with(|head| head.comments.clone()));
    live_if(move || {
        let list = list.get();
        if list.is_empty() {
            return None;
        }
        let row = |comment: onething_api::catalogue::Comment| {
            let place = read::way(pen, &comment.path).unwrap_or_else(|| t("staff.comment.whole"));
            let path = comment.path.clone();
            let jump = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                let counted = places::counted(&pen.doc.now(), &path);
                go.run(pen.spec.section_of(&counted));
                pen.focus(&places::goal(pen.spec, &counted));
            };
            let who = format!("{} · {}", comment.by.name, moment(comment.at));
            view! {
                <li>
                    <a href="#main" rel="external" on:click=jump>{place}</a>
                    <p>{comment.text}</p>
                    <p class="soft small">{who}</p>
                </li>
            }
            .into_any()
        };
        let rows: Vec<AnyView> = list.into_iter().map(row).collect();
        Some(
            view! {
                <Notice tone=Tone::Warn title=t("staff.comment.title")>
                    <ul class="comments">{rows}</ul>
                </Notice>
            }
            .into_any(),
        )
    })
}

/// A document that is held by a release, or that somebody may not write.
fn only_reading(work: Work, pen: Pen) -> AnyView {
    let (status, release) = work.head.with_untracked(|head| (head.status, head.release.clone()));
    let title = match status {
        status if status.is_held() => t("staff.edit.held"),
        DocumentStatus::Retired => t("staff.edit.retired"),
        _ => t("staff.edit.read_only"),
    };
    let link = release.map(|id| {
        view! { <p><a href=address::release(&id)>{t("staff.edit.held.open")}</a></p> }
    });
    let tree = pen.doc.now();
    view! {
        <Notice tone=Tone::Info title=title>{link}</Notice>
        <div class="edit-read">{read::document(pen, &tree)}</div>
    }
    .into_any()
}

/// Where a document stands, as a tag.
pub fn status_tag(status: DocumentStatus) -> AnyView {
    let tone = match status {
        DocumentStatus::InForce => Tone::Good,
        DocumentStatus::Draft => Tone::Warn,
        DocumentStatus::InReview | DocumentStatus::Approved | DocumentStatus::Scheduled => {
            Tone::Info
        }
        DocumentStatus::Retired => Tone::Plain,
    };
    let label = t(&format!("staff.status.{}", code(&status)));
    view! { <Tag label=label tone=tone /> }.into_any()
}

/// A document for reading, outside of the editor.
pub fn reader(spec: &'static Spec, tree: Value, city: &Dictionary) -> Pen {
    let around = Around { city: city.clone(), ..Around::default() };
    Pen {
        doc: super::doc::Doc::new(tree, Callback::new(|()| ())),
        spec,
        around: RwSignal::new(Arc::new(around)),
        wrong: Memo::new(|_| BTreeSet::new()),
    }
}
