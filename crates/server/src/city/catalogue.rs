//! City and guides in memory: read once, and again when an import has changed them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, RwLock};

use chrono::{DateTime, Utc};
use onething_api::guides::{GuideStatus, GuideSummary};
use onething_api::notices::{Named, ServiceView};
use onething_api::places::PlaceService;
use onething_domain::calendar::Calendar;
use onething_domain::city::{City, CodeTable, Department, Pledges, Speech, Window};
use onething_domain::guide::Guide;
use onething_domain::intermediary::Intermediaries;
use onething_domain::sample::Sample;
use onething_domain::text::Text;
use sqlx::FromRow;

use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::guides::list::count_cases;
use crate::guides::search::Index;
use crate::guides::ways::Ways;
use crate::pack::Packed;
use crate::{all, intermediaries, names, one, places};

/// A version of a guide, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Id of the thing.
    pub thing: String,
    /// Version.
    pub version: u32,
    /// Where it stands.
    pub status: GuideStatus,
    /// Digest of its canonical bytes.
    pub digest: String,
    /// Title.
    pub title: Text,
    /// How many items it joins.
    pub items: u32,
    /// When it was imported or last changed.
    pub changed_at: DateTime<Utc>,
}

/// A version of a guide, ready to be served.
#[derive(Debug)]
pub struct Edition {
    /// Which.
    pub version: Version,
    /// The guide.
    pub guide: Guide,
    /// Its `GuideView` as JSON.
    pub packed: Packed,
    /// Its row in lists.
    pub summary: GuideSummary,
}

/// Everything that an import brings, at one moment.
#[derive(Debug, Default)]
pub struct Catalogue {
    revision: i64,
    /// The city; none before the first import.
    pub city: Option<City>,
    /// Its working calendar.
    pub calendar: Option<Calendar>,
    /// Departments by id.
    pub departments: BTreeMap<String, Department>,
    /// Places where people are served.
    pub windows: Vec<Window>,
    /// What can be done at each place.
    pub place_services: BTreeMap<String, Vec<PlaceService>>,
    /// Sample pictures, by id of the material.
    pub samples: BTreeMap<String, Sample>,
    /// All versions of all guides, by thing, newest first.
    pub versions: Vec<Version>,
    /// Published guides, in the order of the city's life events, then by title.
    pub published: Vec<Arc<Edition>>,
    /// Intermediary services.
    pub services: Vec<ServiceView>,
    /// Departments with items whose results are published, by their short names.
    pub publishers: Vec<Named>,
    /// Where each thing stands among the published.
    places: HashMap<String, usize>,
    /// Ids of departments in the city's order.
    pub department_order: Vec<String>,
    /// The ways into the published guides.
    pub ways: Ways,
    /// The search over them.
    pub index: Index,
}

impl Catalogue {
    /// The published edition of a thing.
    pub fn published(&self, thing: &str) -> Option<&Arc<Edition>> {
        self.places.get(thing).and_then(|place| self.published.get(*place))
    }

    /// A version of a guide.
    pub fn version(&self, thing: &str, version: u32) -> Option<&Version> {
        let place = self.versions.binary_search_by(|known| {
            known.thing.as_str().cmp(thing).then(version.cmp(&known.version))
        });
        place.ok().and_then(|place| self.versions.get(place))
    }

    /// The versions that stand behind one, whether it is still there or not.
    pub fn versions_behind(&self, thing: &str, version: u32) -> &[Version] {
        let behind = self.versions.partition_point(|known| {
            known.thing.as_str().cmp(thing).then(version.cmp(&known.version)).is_le()
        });
        &self.versions[behind..]
    }

    /// Whether there is any version of a thing.
    pub fn knows(&self, thing: &str) -> bool {
        self.versions.binary_search_by(|known| known.thing.as_str().cmp(thing)).is_ok()
    }

    /// The short name of a department; the service centre's where it has none.
    pub fn department_name(&self, id: &str) -> Text {
        match self.departments.get(id) {
            Some(department) => department.short.clone(),
            None => Text::new("政务服务中心", "Service centre"),
        }
    }

    /// What the city promises to those who judge it and ask it.
    pub fn pledges(&self) -> Pledges {
        self.city.as_ref().map(|city| city.pledges.clone()).unwrap_or_default()
    }

    /// The working calendar.
    ///
    /// # Errors
    /// Before the first import.
    pub fn calendar(&self) -> Result<&Calendar> {
        self.calendar.as_ref().ok_or_else(super::routes::no_content)
    }
}

/// Holds the catalogue, and editions that are not published but still asked for.
#[derive(Default)]
pub struct Shelf {
    catalogue: RwLock<Arc<Catalogue>>,
    others: Mutex<HashMap<(String, u32), Arc<Edition>>>,
    /// Held while the catalogue is read anew: whoever comes meanwhile finds it done.
    reading: tokio::sync::Mutex<()>,
}

/// Editions beside the published ones that are kept in memory.
const OTHERS: usize = 256;

impl Shelf {
    /// The catalogue as it stands.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        match self.catalogue.read() {
            Ok(catalogue) => catalogue.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        }
    }

    /// Any version of a guide.
    ///
    /// # Errors
    /// The database's.
    pub async fn edition(
        &self,
        app: &App,
        thing: &str,
        version: u32,
    ) -> Result<Option<Arc<Edition>>> {
        let catalogue = self.catalogue();
        let Some(known) = catalogue.version(thing, version) else {
            return Ok(None);
        };
        if let Some(published) =
            catalogue.published(thing).filter(|edition| edition.version == *known)
        {
            return Ok(Some(published.clone()));
        }
        let key = (thing.to_owned(), version);
        let kept = self.others.lock().ok().and_then(|others| others.get(&key).cloned());
        if let Some(edition) = kept.filter(|edition| edition.version == *known) {
            return Ok(Some(edition));
        }
        let mut tx = app.db.read().await?;
        let edition = Arc::new(read_edition(&mut tx, known).await?);
        if let Ok(mut others) = self.others.lock() {
            if others.len() >= OTHERS {
                others.clear();
            }
            others.insert(key, edition.clone());
        }
        Ok(Some(edition))
    }

    /// Reads the catalogue anew where its revision has changed.
    ///
    /// # Errors
    /// The database's.
    pub async fn refresh(&self, app: &App) -> Result<()> {
        let _alone = self.reading.lock().await;
        let mut tx = app.db.read().await?;
        let row = one!(&mut tx, (i64,), "SELECT value FROM revision WHERE name = 'content'")?;
        let before = self.catalogue();
        let Some((revision,)) = row.filter(|(revision,)| *revision != before.revision) else {
            return Ok(());
        };
        let fresh = Arc::new(read_catalogue(&mut tx, revision, &before).await?);
        fresh.count(&count_cases(&mut tx, app.clock.now()).await?);
        match self.catalogue.write() {
            Ok(mut catalogue) => *catalogue = fresh,
            Err(poisoned) => *poisoned.into_inner() = fresh,
        }
        Ok(())
    }
}

impl Shelf {
    /// Counts anew what is applied for most.
    ///
    /// # Errors
    /// The database's.
    pub async fn count(&self, app: &App) -> Result<()> {
        let mut tx = app.db.read().await?;
        self.catalogue().count(&count_cases(&mut tx, app.clock.now()).await?);
        Ok(())
    }
}

impl Catalogue {
    fn count(&self, counts: &HashMap<String, u32>) {
        let things = self.published.iter().map(|edition| edition.version.thing.as_str());
        self.index.set_frequency(things, counts);
    }
}

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

async fn read_catalogue(tx: &mut Tx, revision: i64, before: &Catalogue) -> Result<Catalogue> {
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
        index: index(published.clone(), speech).await?,
        city,
        department_order: department_list.iter().map(|department| department.id.clone()).collect(),
        departments,
        services,
        publishers,
        windows: document(tx, "windows").await?.unwrap_or_default(),
        place_services: places::services(&published),
        samples: samples
            .unwrap_or_default()
            .into_iter()
            .map(|sample| (sample.id.clone(), sample))
            .collect(),
        versions,
        published,
        places,
    })
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

/// Makes the search's index beside the requests that are answered meanwhile: it takes a while.
async fn index(published: Vec<Arc<Edition>>, speech: Speech) -> Result<Index> {
    let build = move || Index::build(published.iter().map(|edition| &edition.guide), &speech);
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

async fn read_edition(tx: &mut Tx, version: &Version) -> Result<Edition> {
    let row = one!(
        &mut *tx,
        (String,),
        "SELECT body FROM guide WHERE thing = $1 AND version = $2",
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
