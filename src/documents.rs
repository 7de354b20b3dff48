//! The documents of a case (A6), for the pages that lead to them: what there is, each leading to the page that shows
//! it.

use leptos::prelude::*;
use onething_api::documents::{CaseDocument, CaseDocumentList};
use onething_domain::text::Text;

use crate::{
    api,
    i18n::{moment, pick, t},
    links,
    load::{reading, shown},
    ui::Card,
};

/// What a document is called, with the item that it is about.
pub fn name_of(kind: &Text, item: Option<&Text>) -> String {
    match item {
        Some(item) => [pick(item), t("mark.colon"), pick(kind)].concat(),
        None => pick(kind),
    }
}

/// The documents of a case as a card.
pub fn card(number: &str) -> AnyView {
    let of = number.to_owned();
    let read = reading(move || {
        let number = of.clone();
        async move { api::documents::of_case(&number).await }
    });
    let number = number.to_owned();
    let rows = move |list: CaseDocumentList| {
        let rows: Vec<AnyView> = list.documents.iter().map(|row| line(&number, row)).collect();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    view! { <Card title=t("documents.title")>{shown(read, rows)}</Card> }.into_any()
}

fn line(number: &str, document: &CaseDocument) -> AnyView {
    let name = name_of(&document.kind.title(), document.item.as_ref());
    let href = links::document(number, &document.id);
    view! {
        <li class="row-item">
            <a class="row-name" href=href>{name}</a>
            <p class="small soft">{moment(document.issued_at)}</p>
        </li>
    }
    .into_any()
}
