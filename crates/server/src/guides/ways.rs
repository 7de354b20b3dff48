//! The ways in (G5): by which guides can be narrowed, and how many each way leads to.

use std::collections::HashMap;
use std::sync::Arc;

use onething_api::guides::{Facet, FacetOption, GuideQuery};
use onething_domain::city::{City, CodeTable, Department};
use onething_domain::guide::Guide;
use onething_domain::text::Text;
use onething_domain::thing::ApplicantKind;

use crate::city::catalogue::Edition;

/// The dimensions, each the name of its parameter.
const KEYS: [&str; 6] = ["audience", "event", "theme", "list", "district", "department"];

/// All ways in, for the guides of a catalogue by their places.
#[derive(Debug, Default)]
pub struct Ways(Vec<Dimension>);

#[derive(Debug)]
struct Dimension {
    key: &'static str,
    options: Vec<(String, Text)>,
    /// By guide, which options lead to it.
    of: Vec<Vec<usize>>,
}

/// What was chosen: for each dimension nothing, an option, or one that does not exist.
#[derive(Debug)]
pub struct Choice(Vec<Option<Option<usize>>>);

impl Ways {
    /// The ways into these guides.
    pub fn new(
        published: &[Arc<Edition>],
        city: Option<&City>,
        departments: &[Department],
        codes: &[CodeTable],
    ) -> Self {
        let events = city.map(|city| city.events.as_slice()).unwrap_or_default();
        let table = |id: &str| {
            let table = codes.iter().find(|table| table.id == id);
            let entries = table.map(|table| table.entries.as_slice()).unwrap_or_default();
            entries.iter().map(|entry| (entry.code.clone(), entry.name.clone())).collect()
        };
        let options = |key: &str| -> Vec<(String, Text)> {
            match key {
                "audience" => vec![
                    ("citizen".to_owned(), Text::new("个人办事", "For people")),
                    ("company".to_owned(), Text::new("企业办事", "For companies")),
                ],
                "event" => {
                    events.iter().map(|event| (event.id.clone(), event.name.clone())).collect()
                }
                "district" => districts(city),
                "department" => departments
                    .iter()
                    .map(|department| (department.id.clone(), department.short.clone()))
                    .collect(),
                code_table => table(code_table),
            }
        };
        let dimension = |key: &'static str| {
            let options = options(key);
            let by_value: HashMap<&str, usize> = options
                .iter()
                .enumerate()
                .map(|(place, (value, _))| (value.as_str(), place))
                .collect();
            let of = published
                .iter()
                .map(|edition| {
                    let values = values(key, &edition.guide, city);
                    values.iter().filter_map(|value| by_value.get(value).copied()).collect()
                })
                .collect();
            Dimension { key, options, of }
        };
        Self(KEYS.into_iter().map(dimension).collect())
    }

    /// What a query chooses.
    pub fn choice(&self, query: &GuideQuery) -> Choice {
        let chosen = |key: &str| match key {
            "audience" => match query.audience {
                Some(ApplicantKind::Citizen) => Some("citizen"),
                Some(ApplicantKind::Company) => Some("company"),
                Some(ApplicantKind::Both) | None => None,
            },
            "event" => query.event.as_deref(),
            "theme" => query.theme.as_deref(),
            "list" => query.list.as_deref(),
            "district" => query.district.as_deref(),
            _ => query.department.as_deref(),
        };
        let choose = |dimension: &Dimension| {
            let value = chosen(dimension.key)?;
            Some(dimension.options.iter().position(|(known, _)| known == value))
        };
        Choice(self.0.iter().map(choose).collect())
    }

    /// Whether a guide fits a choice.
    pub fn fits(&self, guide: usize, choice: &Choice) -> bool {
        self.misses(guide, choice).next().is_none()
    }

    /// The dimensions in which a guide does not fit.
    fn misses<'a>(&'a self, guide: usize, choice: &'a Choice) -> impl Iterator<Item = usize> + 'a {
        self.0.iter().zip(&choice.0).enumerate().filter_map(move |(place, (dimension, chosen))| {
            let chosen = (*chosen)?;
            let fits = chosen.is_some_and(|chosen| dimension.of[guide].contains(&chosen));
            (!fits).then_some(place)
        })
    }

    /// How many of these guides each option would leave, all other choices staying as they are.
    pub fn facets(&self, guides: impl Iterator<Item = usize>, choice: &Choice) -> Vec<Facet> {
        let mut counts: Vec<Vec<u32>> =
            self.0.iter().map(|dimension| vec![0; dimension.options.len()]).collect();
        for guide in guides {
            let mut misses = self.misses(guide, choice);
            let (first, second) = (misses.next(), misses.next());
            if second.is_some() {
                continue;
            }
            for (place, dimension) in self.0.iter().enumerate() {
                if first.is_none_or(|miss| miss == place) {
                    dimension.of[guide].iter().for_each(|option| counts[place][*option] += 1);
                }
            }
        }
        let facet = |(place, dimension): (usize, &Dimension)| {
            let kept = |(option, (value, name)): (usize, &(String, Text))| {
                let count = counts[place][option];
                let is_chosen = choice.0[place] == Some(Some(option));
                (count > 0 || is_chosen).then(|| FacetOption {
                    value: value.clone(),
                    name: name.clone(),
                    count,
                })
            };
            let options = dimension.options.iter().enumerate().filter_map(kept).collect();
            Facet { key: dimension.key.to_owned(), options }
        };
        self.0.iter().enumerate().map(facet).collect()
    }
}

/// The city's own districts.
fn districts(city: Option<&City>) -> Vec<(String, Text)> {
    let Some(city) = city else {
        return Vec::new();
    };
    let own = city.regions.iter().filter(|region| region.parent == city.region);
    own.map(|region| (region.code.clone(), region.name.clone())).collect()
}

/// The values of a guide in a dimension.
fn values<'a>(key: &str, guide: &'a Guide, city: Option<&City>) -> Vec<&'a str> {
    match key {
        "audience" => audiences(guide, city),
        "event" => vec![&guide.event],
        "theme" => guide.themes.iter().map(String::as_str).collect(),
        "list" => guide.lists.iter().map(String::as_str).collect(),
        "district" => distinct(guide.windows.iter().map(|window| window.region.as_str())),
        _ => guide.departments.iter().map(|department| department.id.as_str()).collect(),
    }
}

/// Whom a guide is for: who files it, and whose life its event belongs to. To found a company is filed by
/// a person, and still companies look for it.
fn audiences<'a>(guide: &Guide, city: Option<&City>) -> Vec<&'a str> {
    let event = city.and_then(|city| city.events.iter().find(|event| event.id == guide.event));
    let kinds = [Some(guide.applicant), event.map(|event| event.audience)];
    let is_for = |kind| kinds.iter().flatten().any(|of| *of == kind || *of == ApplicantKind::Both);
    [("citizen", ApplicantKind::Citizen), ("company", ApplicantKind::Company)]
        .into_iter()
        .filter(|(_, kind)| is_for(*kind))
        .map(|(value, _)| value)
        .collect()
}

fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    values.for_each(|value| {
        if !seen.contains(&value) {
            seen.push(value);
        }
    });
    seen
}
