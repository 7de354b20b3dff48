//! Published versions of a guide, and of an item: the readable difference between any two of them.

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::{
    catalogue::{Revision, RevisionKind},
    guides::GuideStatus,
    work::WorkGuide,
};
use onething_domain::authoring::{DocumentKind, DocumentRef};

use super::{
    address,
    history::{Compared, Comparing, between, compared, named},
    open,
    spec::GUIDE,
};
use crate::{
    api::{self, ApiError},
    i18n::{moment, t, tr},
    load::{reading, shown},
    router::Params,
    shell,
    ui::{Empty, Opt, Page},
    words::code,
};

/// The page; the two versions stand in the address (`from`, `to`).
pub fn page(params: Params) -> AnyView {
    let Some(of) = open::named(&params) else { return shell::not_found() };
    let up = (address::document(&of), t(&format!("staff.document.{}", of.kind.name())));
    let own = of.clone();
    let list = reading(move || all(own.clone()));
    let full = move |versions: Vec<Opt>| match versions.len() {
        0 => view! { <Empty title=t("staff.versions.none") /> }.into_any(),
        1 => view! { <Empty title=t("staff.versions.one") /> }.into_any(),
        _ => {
            let own = of.clone();
            let between = move |from, to| differing(own.clone(), from, to);
            compared(address::versions(&of), t("staff.versions.compare"), versions, between)
        }
    };
    let lead = t("staff.versions.lead");
    view! { <Page title=t("staff.versions.title") lead=lead wide=true up=up>{shown(list, full)}</Page> }
        .into_any()
}

/// All that were ever published, newest first.
async fn all(of: DocumentRef) -> Result<Vec<Opt>, ApiError> {
    Ok(match of.kind {
        DocumentKind::Thing => {
            let versions = api::work::versions(&of.id).await?.guides;
            versions
                .iter()
                .filter(|known| known.status != GuideStatus::Draft)
                .map(version)
                .collect()
        }
        DocumentKind::Item => {
            let revisions = api::catalogue::revisions(&of).await?.revisions;
            let was_in_force = |revision: &&Revision| {
                matches!(revision.kind, RevisionKind::Published | RevisionKind::Imported)
            };
            revisions.iter().filter(was_in_force).map(named).collect()
        }
    })
}

fn version(guide: &WorkGuide) -> Opt {
    let number = guide.version.to_string();
    let status = t(&format!("staff.guides.status.{}", code(&guide.status)));
    let when = moment(guide.changed_at);
    let words = [("n", number.as_str()), ("status", &status), ("when", &when)];
    Opt::new(number.clone(), tr("staff.versions.version", &words))
}

fn differing(of: DocumentRef, from: String, to: String) -> Comparing {
    Box::pin(async move {
        match of.kind {
            DocumentKind::Thing => guides(&of.id, &from, &to).await,
            DocumentKind::Item => between(&of, &from, &to).await,
        }
    })
}

async fn guides(thing: &str, from: &str, to: &str) -> Result<Compared, ApiError> {
    let number = |text: &str| text.parse().unwrap_or_default();
    let mut changes = api::catalogue::difference(thing, number(from), number(to)).await?.changes;
    // What the city says of its departments and windows is no part of what is written here.
    changes.retain(|change| {
        !["departments", "windows"].contains(&change.path.split('.').next().unwrap_or_default())
    });
    let newer = api::work::guide(thing, number(to)).await?;
    Ok(Compared {
        changes: Arc::new(changes),
        tree: Arc::new(serde_json::to_value(&newer.guide).unwrap_or_default()),
        spec: &GUIDE,
        city: Arc::new(api::catalogue::dictionary().await?),
    })
}
