//! Reading city and guides: only those guides that have changed since they were read last.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use onething_api::guides::{GuideStatus, GuideSummary};
use onething_api::notices::Named;
use onething_domain::city::{City, CodeTable, Department, Speech};
use onething_domain::guide::Guide;
use onething_domain::intermediary::Intermediaries;
use onething_domain::sample::Sample;
use sqlx::FromRow;

use super::catalogue::{Catalogue, Edition, Version};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::guides::departments::Shops;
use crate::guides::related::Kin;
use crate::guides::search::{Index, Source};
use crate::guides::ways::Ways;
use crate::pack::Packed;
use crate::{all, intermediaries, names, one, places};

/// All versions of all guides. Where just a few guides have changed since, only theirs are read.
async fn read_versions(tx: &mut Tx, revision: i64, before: &Catalogue) -> Result<Vec<Version>> {
    let mut rows = Vec::new();
    let mut versions = Vec::new();
    match changed_since(tx, revision, before.revision).await? {
        Some(things) => {
            let stays = |known: &&Version| !things.contains(&known.thing);
            versions.extend(before.versions.iter().filter(stays).cloned());
            for thing in &things {
                rows.extend(all!(
                    &mut *tx,
                    VersionRow,
                    "SELECT thing, version, status, digest, title, items, changed_at FROM guide WHERE thing = $1",
                    thing
                )?);
            }
        }
        None => {
            rows = all!(
                &mut *tx,
                VersionRow,
                "SELECT thing, version, status, digest, title, items, changed_at FROM guide"
            )?;
        }
    }
    for row in rows {
        versions.push(row.read()?);
    }
    // Databases order letters each by their own rules; look-ups need one order.
    versions.sort_by(|a, b| a.thing.cmp(&b.thing).then(b.version.cmp(&a.version)));
    Ok(versions)
}

/// The guides that have changed since a revision; none where anything may have.
async fn changed_since(tx: &mut Tx, revision: i64, known: i64) -> Result<Option<Vec<String>>> {
    if known == 0 {
        return Ok(None);
    }
    let rows = all!(
        &mut *tx,
        (i64, String),
        "SELECT revision, thing FROM content_change WHERE revision > $1 AND revision <= $2",
        known,
        revision
    )?;
    let told = (known + 1..=revision).all(|step| rows.iter().any(|(of, _)| *of == step));
    let mut things: Vec<String> = rows.into_iter().map(|(_, thing)| thing).collect();
    things.sort();
    things.dedup();
    Ok((told && !things.iter().any(String::is_empty)).then_some(things))
}

/// Reads everything that has changed since the catalogue before, and takes over the rest.
///
/// # Errors
/// The database's.
pub async fn read_catalogue(
    tx: &mut Tx,
    revision: i64,
    before: &Arc<Catalogue>,
) -> Result<Catalogue> {
    let versions = read_versions(tx, revision, before).await?;
    let mut published = Vec::new();
    for version in versions.iter().filter(|version| version.status == GuideStatus::Published) {
        let kept = before.published(&version.thing).filter(|edition| edition.version == *version);
        published.push(match kept {
            Some(edition) => edition.clone(),
            None => Arc::new(read_edition(tx, version).await?),
        });
    }
    let city: Option<City> = document(tx, "city").await?;
    sort(&mut published, city.as_ref());
    let department_list: Vec<Department> = document(tx, "departments").await?.unwrap_or_default();
    let departments: BTreeMap<String, Department> = department_list
        .iter()
        .map(|department| (department.id.clone(), department.clone()))
        .collect();
    let list: Option<Intermediaries> = document(tx, "intermediaries").await?;
    let services = intermediaries::views(list.unwrap_or_default(), &departments, &published);
    let publishers = publishers(&departments, &published);
    let places = published.iter().enumerate();
    let places = places.map(|(place, edition)| (edition.version.thing.clone(), place)).collect();
    let codes: Vec<CodeTable> = document(tx, "codes").await?.unwrap_or_default();
    let speech: Speech = document(tx, "synonyms").await?.unwrap_or_default();
    let samples: Option<Vec<Sample>> = document(tx, "samples").await?;
    Ok(Catalogue {
        revision,
        calendar: document(tx, "calendar").await?,
        ways: Ways::new(&published, city.as_ref(), &department_list, &codes),
        shops: Shops::new(&published, &department_list),
        kin: Kin::new(&published),
        index: index(before.clone(), published.clone(), speech).await?,
        city,
        department_order: department_list.iter().map(|department| department.id.clone()).collect(),
        departments,
        services,
        publishers,
        registries: document(tx, "registries").await?.unwrap_or_default(),
        bookings: document(tx, "bookings").await?.unwrap_or_default(),
        windows: document(tx, "windows").await?.unwrap_or_default(),
        place_services: places::services(&published),
        samples: samples
            .unwrap_or_default()
            .into_iter()
            .map(|sample| (sample.id.clone(), sample))
            .collect(),
        versions,
        materials: materials(&published),
        published,
        places,
    })
}

/// For each material, the first guide that asks for it.
fn materials(published: &[Arc<Edition>]) -> HashMap<String, usize> {
    let mut first = HashMap::new();
    for (place, edition) in published.iter().enumerate() {
        for material in &edition.guide.materials {
            first.entry(material.id.clone()).or_insert(place);
        }
    }
    first
}

/// Departments with items whose results are published.
fn publishers(
    departments: &BTreeMap<String, Department>,
    published: &[Arc<Edition>],
) -> Vec<Named> {
    let nodes = published.iter().flat_map(|edition| &edition.guide.nodes);
    let public: BTreeSet<&str> = nodes
        .filter(|node| node.item.result.published)
        .map(|node| node.item.department.as_str())
        .collect();
    let known = departments.values().filter(|department| public.contains(department.id.as_str()));
    known.map(|known| Named { id: known.id.clone(), name: known.short.clone() }).collect()
}

/// Makes the search's index from the one before, beside the requests that are answered meanwhile: where
/// everything is new it takes a while.
async fn index(
    before: Arc<Catalogue>,
    published: Vec<Arc<Edition>>,
    speech: Speech,
) -> Result<Index> {
    let build = move || {
        let sources: Vec<Source> = published.iter().map(|edition| edition.source()).collect();
        Index::over(&before.index, &sources, &speech)
    };
    let built = tokio::task::spawn_blocking(build).await;
    built.map_err(|error| Error::Broken(format!("the index of the search: {error}")))
}

/// Orders guides as the city orders its life events, then by title.
fn sort(published: &mut [Arc<Edition>], city: Option<&City>) {
    let events = city.map(|city| city.events.as_slice()).unwrap_or_default();
    let place = |edition: &Edition| {
        events.iter().position(|event| event.id == edition.guide.event).unwrap_or(events.len())
    };
    published.sort_by(|a, b| {
        place(a).cmp(&place(b)).then_with(|| a.version.title.cmp(&b.version.title))
    });
}

/// One document of the city's content.
///
/// # Errors
/// The database's.
pub async fn document<T: serde::de::DeserializeOwned>(
    tx: &mut Tx,
    name: &str,
) -> Result<Option<T>> {
    let row = one!(&mut *tx, (String,), "SELECT body FROM content WHERE name = $1", name)?;
    Ok(row.map(|(body,)| serde_json::from_str(&body)).transpose()?)
}

#[derive(FromRow)]
struct VersionRow {
    thing: String,
    version: i64,
    status: String,
    digest: String,
    title: String,
    items: i64,
    changed_at: DateTime<Utc>,
}

impl VersionRow {
    fn read(self) -> Result<Version> {
        Ok(Version {
            thing: self.thing,
            version: u32::try_from(self.version).unwrap_or(0),
            status: names::value(&self.status)?,
            digest: self.digest,
            title: serde_json::from_str(&self.title)?,
            items: u32::try_from(self.items).unwrap_or(0),
            changed_at: self.changed_at,
        })
    }
}

/// Reads a version of a guide.
///
/// # Errors
/// The database's.
pub async fn read_edition(tx: &mut Tx, version: &Version) -> Result<Edition> {
    let row = one!(
        &mut *tx,
        (String,),
        "SELECT body FROM guide_body WHERE thing = $1 AND version = $2",
        &version.thing,
        i64::from(version.version)
    )?;
    let (body,) = row.ok_or_else(|| Error::Broken("a guide's body is gone".to_owned()))?;
    edition(version.clone(), &body)
}

fn edition(version: Version, body: &str) -> Result<Edition> {
    let guide: Guide = serde_json::from_str(body)?;
    let status = serde_json::to_string(&version.status)?;
    let json = format!("{{\"version\":{},\"status\":{status},\"guide\":{body}}}", version.version);
    Ok(Edition { packed: Packed::new(json), summary: summary(&version, &guide), version, guide })
}

fn summary(version: &Version, guide: &Guide) -> GuideSummary {
    GuideSummary {
        thing: guide.thing.clone(),
        version: version.version,
        title: guide.title.clone(),
        summary: guide.summary.clone(),
        event: guide.event.clone(),
        applicant: guide.applicant,
        tags: guide.tags.clone(),
        lists: guide.lists.clone(),
        departments: guide.departments.iter().map(|department| department.short.clone()).collect(),
        items: version.items,
        figures: guide.figures,
        hit: None,
    }
}
