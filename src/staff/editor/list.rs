//! The catalogue: all items and things, and where each stands. What is asked stands in the address.

mod create;

use leptos::prelude::*;
use onething_api::catalogue::{DocumentList, DocumentQuery, DocumentRow};
use onething_domain::authoring::{DocumentKind, DocumentRef};

use super::{address, check, open::status_tag};
use crate::{
    api,
    i18n::{moment, pick, t, tr},
    load::{reading, shown},
    platform::history,
    router::{Params, Query},
    ui::{
        Button, Caption, Empty, Form, Keyboard, Kind as Looks, LinkButton, Page, TabLink, Table,
        Tabs, Tag, TextField, Tone, live_if,
    },
};

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    kind: String,
    open: bool,
    q: String,
    cursor: String,
}

impl Asked {
    fn here() -> Self {
        let part =
            |key| history::here().with(|place| place.query.get(key).unwrap_or_default().to_owned());
        Self {
            kind: part("kind"),
            open: part("open") == "true",
            q: part("q"),
            cursor: part("cursor"),
        }
    }

    fn address(&self) -> String {
        let open = if self.open { "true" } else { "" };
        let query = Query::default().with("kind", &self.kind).with("open", open).with("q", &self.q);
        query.with("cursor", &self.cursor).on(address::CATALOGUE)
    }

    fn first_page(self) -> Self {
        Self { cursor: String::new(), ..self }
    }

    fn query(&self) -> DocumentQuery {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        DocumentQuery {
            kind: api::catalogue::kind_of(&self.kind),
            q: some(self.q.trim()),
            open: self.open,
            cursor: some(&self.cursor),
            limit: None,
        }
    }
}

/// The catalogue.
pub fn page(_: Params) -> AnyView {
    let asked = Memo::new(|_| Asked::here());
    let list = reading(move || {
        let query = asked.get().query();
        async move { api::catalogue::documents(&query).await }
    });
    let full = move |list: DocumentList| body(&asked.get_untracked(), list);
    view! {
        <Page title=t("staff.catalogue.title") wide=true>
            <div class="queue-head">
                <Tabs label=t("staff.catalogue.kinds") tabs=Signal::derive(move || asked.with(tabs)) />
                {search(asked)}
                {create::button()}
                <LinkButton href=address::FIRMS label=t("staff.firms.title") kind=Looks::Secondary />
            </div>
            {shown(list, full)}
        </Page>
    }
    .into_any()
}

fn tabs(asked: &Asked) -> Vec<TabLink> {
    let tab = |key: &str, kind: &str, open: bool| {
        let to = Asked { kind: kind.to_owned(), open, q: asked.q.clone(), cursor: String::new() };
        TabLink {
            href: to.address(),
            label: t(key),
            count: None,
            current: asked.kind == kind && asked.open == open,
        }
    };
    vec![
        tab("staff.catalogue.all", "", false),
        tab("staff.catalogue.things", "thing", false),
        tab("staff.catalogue.items", "item", false),
        tab("staff.catalogue.open", "", true),
    ]
}

fn search(asked: Memo<Asked>) -> AnyView {
    let typed = history::typed(Memo::new(move |_| asked.with(|asked| asked.q.clone())));
    let look = Callback::new(move |()| {
        let q = typed.get_untracked().trim().to_owned();
        history::go(&Asked { q, ..asked.get_untracked() }.first_page().address());
    });
    let clear = Callback::new(move |()| {
        typed.set(String::new());
        look.run(());
    });
    let searched = Memo::new(move |_| asked.with(|asked| !asked.q.is_empty()));
    let clear_button = move || {
        searched.get().then(|| {
            view! { <Button label=t("staff.queue.all") kind=Looks::Quiet on_press=clear /> }
                .into_any()
        })
    };
    view! {
        <div class="queue-search" role="search">
            <Form on_submit=look>
                <TextField caption=Caption::new("q", t("staff.catalogue.q")) value=typed
                    on_input=Callback::new(move |text| typed.set(text))
                    keyboard=Keyboard::Search width=20 max_length=100 />
                <Button label=t("staff.queue.search") kind=Looks::Secondary submit=true icon="search" />
                {live_if(clear_button)}
            </Form>
        </div>
    }
    .into_any()
}

fn body(asked: &Asked, list: DocumentList) -> AnyView {
    if list.documents.is_empty() {
        let text = if asked.q.is_empty() {
            "staff.catalogue.empty.help"
        } else {
            "staff.catalogue.none.help"
        };
        return view! { <Empty title=t("staff.catalogue.empty") text=t(text) /> }.into_any();
    }
    let heads = ["title", "kind", "status", "changed"];
    let heads =
        heads.into_iter().map(|name| t(&format!("staff.catalogue.column.{name}"))).collect();
    let rows = list.documents.iter().map(row).collect();
    let link = |href: Option<String>, key| {
        href.map(|href| view! { <LinkButton href=href label=t(key) kind=Looks::Secondary /> })
    };
    let first = (!asked.cursor.is_empty()).then(|| asked.clone().first_page().address());
    let next = list.next.map(|cursor| Asked { cursor, ..asked.clone() }.address());
    view! {
        <div class="queue catalogue"><Table caption=t("staff.catalogue.title") heads=heads rows=rows /></div>
        <nav class="actions" aria-label=t("staff.queue.pages")>
            {link(first, "staff.queue.first")}
            {link(next, "staff.queue.next")}
        </nav>
    }
    .into_any()
}

fn row(document: &DocumentRow) -> Vec<AnyView> {
    let of = DocumentRef { kind: document.kind, id: document.id.clone() };
    let title = pick(&document.title);
    let title =
        if title.is_empty() { t(&format!("staff.document.new.{}", of.kind.name())) } else { title };
    let kept = check::is_kept_here(&of)
        .then(|| view! { <Tag label=t("staff.catalogue.kept") tone=Tone::Bad /> });
    let is_new = document.is_new.then(|| view! { <Tag label=t("staff.catalogue.new") /> });
    let changed = match (&document.changed_by, document.changed_at) {
        (Some(by), Some(at)) => {
            tr("staff.catalogue.changed", &[("who", &by.name), ("when", &moment(at))])
        }
        _ => String::new(),
    };
    let kind = match document.kind {
        DocumentKind::Item => "staff.document.item",
        DocumentKind::Thing => "staff.document.thing",
    };
    vec![
        view! { <a class="queue-link" href=address::document(&of)>{title}</a> }.into_any(),
        t(kind).into_any(),
        view! { <span class="tags">{status_tag(document.status)}{is_new}{kept}</span> }.into_any(),
        view! { <span class="number small">{changed}</span> }.into_any(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_stands_in_the_address() {
        assert_eq!(Asked::default().address(), "/staff/catalogue");
        let asked =
            Asked { kind: "thing".into(), open: true, q: "出生".into(), cursor: "c".into() };
        assert_eq!(
            asked.address(),
            "/staff/catalogue?kind=thing&open=true&q=%E5%87%BA%E7%94%9F&cursor=c"
        );
        assert_eq!(asked.query().kind, Some(DocumentKind::Thing));
        assert!(asked.first_page().cursor.is_empty());
    }
}
