//! The city around a generated catalogue: the demo city with its departments once more in each district.

use onething_domain::calendar::Calendar;
use onething_domain::city::{City, CodeTable, DataElement, Department, Window};
use onething_domain::field::Field;
use onething_domain::identifier;
use onething_domain::text::Text;

use super::words::Group;
use crate::city::content::{Codes, Departments, Windows};

/// Files of the demo city that every generated catalogue begins with.
const CITY: &str = include_str!("../../../../content/demo-city/city.toml");
const CALENDAR: &str = include_str!("../../../../content/demo-city/calendar.toml");
const DEPARTMENTS: &str = include_str!("../../../../content/demo-city/departments.toml");
const WINDOWS: &str = include_str!("../../../../content/demo-city/windows.toml");
const CODES: &str = include_str!("../../../../content/demo-city/codes.toml");
/// How people speak, of the demo city.
pub const SYNONYMS: &str = include_str!("../../../../content/demo-city/synonyms.toml");

/// Where an item is done: in the whole city or in one of its districts.
#[derive(Clone, Debug)]
pub struct Area {
    /// Region code.
    pub code: String,
    /// Part of ids; empty for the city.
    pub key: String,
    /// Name.
    pub name: Text,
    /// Code of table `level`.
    pub level: &'static str,
}

impl Area {
    /// The id of a department in this area.
    pub fn department(&self, id: &str) -> String {
        if self.key.is_empty() { id.to_owned() } else { format!("{id}-{}", self.key) }
    }
}

/// What is the same in every version.
pub struct Base {
    /// The city.
    pub city: City,
    /// Its calendar.
    pub calendar: Calendar,
    /// Departments of the city and of its districts.
    pub departments: Vec<Department>,
    /// Windows.
    pub windows: Vec<Window>,
    /// Code tables.
    pub codes: Vec<CodeTable>,
    /// Data elements of the pool.
    pub elements: Vec<DataElement>,
    /// The city, then its districts.
    pub areas: Vec<Area>,
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

impl Base {
    /// The city with everything but items and things.
    ///
    /// # Errors
    /// Where a file in the program cannot be read.
    pub fn new<'a>(groups: impl Iterator<Item = &'a Group>) -> Result<Self, String> {
        let city: City = read(CITY)?;
        let own: Departments = read(DEPARTMENTS)?;
        let windows: Windows = read(WINDOWS)?;
        let codes: Codes = read(CODES)?;
        let mut areas = vec![Area {
            code: city.region.clone(),
            key: String::new(),
            name: city.name.clone(),
            level: "3",
        }];
        for region in city.regions.iter().filter(|region| region.parent == city.region) {
            let key = region.name.en.split(' ').next().unwrap_or_default().to_ascii_lowercase();
            let (code, name) = (region.code.clone(), region.name.clone());
            areas.push(Area { code, key, name, level: "4" });
        }
        let mut departments = own.department.clone();
        for (number, area) in areas.iter().enumerate().skip(1) {
            departments
                .extend(own.department.iter().map(|of| in_district(of, &city, area, number)));
        }
        Ok(Self {
            calendar: read(CALENDAR)?,
            windows: windows.window,
            codes: codes.table,
            elements: elements(groups),
            city,
            departments,
            areas,
        })
    }

    /// Ids of the windows that serve an area.
    pub fn windows_of(&self, area: &Area) -> Vec<String> {
        let whole = area.key.is_empty();
        let near = self.windows.iter().filter(|window| whole || window.region == area.code);
        near.map(|window| window.id.clone()).take(4).collect()
    }
}

/// A department of the city as its district has it.
fn in_district(of: &Department, city: &City, area: &Area, number: usize) -> Department {
    let zh = of.name.zh.replace(&city.name.zh, &area.name.zh);
    let en = of.name.en.replace(&city.name.en, &area.name.en);
    let tail = of.phone.get(of.phone.len().saturating_sub(3)..).unwrap_or("000");
    Department {
        id: area.department(&of.id),
        name: Text::new(zh, en),
        short: Text::new(
            format!("{}{}", area.name.zh, of.short.zh),
            format!("{}, {}", of.short.en, area.name.en),
        ),
        code: credit_code(&area.code, of.code.get(8..17).unwrap_or_default()),
        phone: format!("0829-55{number}0{tail}"),
    }
}

/// A unified social credit code (GB 32100) of a public body in a region, with its check character.
fn credit_code(region: &str, body: &str) -> String {
    let start = format!("11{region}{body}");
    let ends = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().map(|end| format!("{start}{end}"));
    ends.into_iter().find(|code| identifier::company_code(code).is_ok()).unwrap_or(start)
}

/// The dictionary: the meaning of every field of the pool, each once.
fn elements<'a>(groups: impl Iterator<Item = &'a Group>) -> Vec<DataElement> {
    let mut elements: Vec<DataElement> = Vec::new();
    for field in groups.flat_map(|group| &group.fields) {
        for field in std::iter::once(field).chain(&field.fields) {
            if !elements.iter().any(|known| known.id == field.element) {
                elements.push(element(field));
            }
        }
    }
    elements.sort_by(|a, b| a.id.cmp(&b.id));
    elements
}

fn element(field: &Field) -> DataElement {
    DataElement { id: field.element.clone(), name: field.label.clone(), r#type: field.r#type }
}
