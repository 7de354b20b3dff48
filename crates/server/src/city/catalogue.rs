//! City and guides in memory: read once, and again when something has changed them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, RwLock};

use chrono::{DateTime, Utc};
use onething_api::guides::{GuideStatus, GuideSummary};
use onething_api::notices::{Named, ServiceView};
use onething_api::places::PlaceService;
use onething_domain::booking::Bookings;
use onething_domain::calendar::Calendar;
use onething_domain::city::{City, Department, Pledges, Window};
use onething_domain::guide::Guide;
use onething_domain::instant::Registry;
use onething_domain::item::Material;
use onething_domain::sample::Sample;
use onething_domain::text::Text;

use super::reading::{read_catalogue, read_edition};
use crate::app::App;
use crate::error::Result;
use crate::guides::departments::Shops;
use crate::guides::list::count_cases;
use crate::guides::related::Kin;
use crate::guides::search::{Index, Source};
use crate::guides::ways::Ways;
use crate::one;
use crate::pack::Packed;

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

impl Edition {
    /// What the search makes its entry from.
    pub fn source(&self) -> Source<'_> {
        Source { guide: &self.guide, digest: &self.version.digest }
    }
}

/// Everything that an import brings, at one moment.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Counts the changes of the content.
    pub revision: i64,
    /// The city; none before the first import.
    pub city: Option<City>,
    /// Its working calendar.
    pub calendar: Option<Calendar>,
    /// Ids of the departments in the order in which the city names them.
    pub department_order: Vec<String>,
    /// Departments by id.
    pub departments: BTreeMap<String, Department>,
    /// Places where people are served.
    pub windows: Vec<Window>,
    /// What can be done at each place.
    pub place_services: BTreeMap<String, Vec<PlaceService>>,
    /// Sample pictures, by id of the material.
    pub samples: BTreeMap<String, Sample>,
    /// Registries that rules may ask.
    pub registries: Vec<Registry>,
    /// All versions of all guides, by thing, newest first.
    pub versions: Vec<Version>,
    /// Published guides, in the order of the city's life events, then by title.
    pub published: Vec<Arc<Edition>>,
    /// Intermediary services.
    pub services: Vec<ServiceView>,
    /// What can be booked.
    pub bookings: Bookings,
    /// Departments with items whose results are published, by their short names.
    pub publishers: Vec<Named>,
    /// Where each thing stands among the published.
    pub(super) places: HashMap<String, usize>,
    /// For each material, the first guide that asks for it.
    pub(super) materials: HashMap<String, usize>,
    /// The ways into the published guides.
    pub ways: Ways,
    /// What each department does in them.
    pub shops: Shops,
    /// Which of them have something in common.
    pub kin: Kin,
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

    /// A material, as the first guide that asks for it has it.
    pub fn material(&self, id: &str) -> Option<&Material> {
        self.materials.get(id).and_then(|place| self.published.get(*place)?.guide.material(id))
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
        self.index.set_frequency(counts);
    }
}
