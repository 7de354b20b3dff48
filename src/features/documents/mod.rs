//! A document of a case (A6), shown page by page as pictures: that works within WeChat too, where a PDF file would be
//! a download. The signed file itself is a tap away.

use leptos::prelude::*;
use onething_api::documents::CaseDocumentPages;

use crate::{
    api,
    documents::name_of,
    i18n::{moment, t, tr},
    links,
    load::{reading, shown},
    platform::share,
    router::Params,
    ui::{Button, Kind, Page, say},
};

/// The page.
pub fn page(params: Params) -> AnyView {
    let (number, id) = (params.get("number"), params.get("id"));
    let up = (links::case(&number), t("track.title"));
    let (of, which) = (number.clone(), id.clone());
    let read = reading(move || {
        let (number, id) = (of.clone(), which.clone());
        async move { api::documents::pages(&number, &id).await }
    });
    let title = Signal::derive(move || {
        let known = read.get().and_then(Result::ok).map(|shown| shown.document);
        known.map_or_else(
            || t("documents.title"),
            |document| name_of(&document.kind.title(), document.item.as_ref()),
        )
    });
    let body = move |shown: CaseDocumentPages| body(&number, &id, &shown);
    view! { <Page title=title up=up>{shown(read, body)}</Page> }.into_any()
}

fn body(number: &str, id: &str, shown: &CaseDocumentPages) -> AnyView {
    let name = shown.document.kind.title();
    let pages: Vec<AnyView> = (1..=shown.pages)
        .map(|page| {
            let address = api::documents::page_address(number, id, page);
            let spoken = tr(
                "documents.page",
                &[("name", &crate::i18n::pick(&name)), ("n", &page.to_string())],
            );
            view! { <img class="document-page" src=address alt=spoken /> }.into_any()
        })
        .collect();
    let pdf = api::documents::pdf_address(number, id);
    let verify = links::verify(id);
    let address = pdf.clone();
    let copy = Callback::new(move |()| {
        let origin = crate::platform::window().location().origin().unwrap_or_default();
        let address = format!("{origin}{address}");
        leptos::task::spawn_local(async move {
            let copied = share::copy(&address).await;
            say(if copied { t("documents.copied") } else { t("receipt.not_copied") });
        });
    });
    let about = tr("documents.about", &[("when", &moment(shown.document.issued_at)), ("code", id)]);
    view! {
        <div class="stack">
            <p class="soft">{about}</p>
            <div class="document">{pages}</div>
            <p class="small soft">{t("documents.hint")}</p>
            <div class="actions">
                <a class="btn btn-primary" href=pdf rel="external">{t("documents.pdf")}</a>
                <Button label=t("documents.copy") kind=Kind::Secondary on_press=copy />
                <a class="btn btn-secondary" href=verify>{t("documents.verify")}</a>
            </div>
        </div>
    }
    .into_any()
}
