//! Licences (证照): documents that the city has issued and keeps for their holder, to be shown, verified and used
//! instead of a paper (I3, A4).

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::identifier::{mask_id, mask_name};
use crate::item::Material;
use crate::text::Text;
use crate::validate::ProblemCode;

/// Kinds of licences that may stand for a material, or that a result may be.
pub const KINDS: [&str; 24] = [
    "id_card",
    "household_register",
    "marriage_certificate",
    "residence_permit",
    "degree_certificate",
    "disability_certificate",
    "business_licence",
    "home_record",
    "birth_certificate",
    "construction_permit",
    "drainage_permit",
    "driver_qualification",
    "fire_safety_certificate",
    "food_permit",
    "land_use_permit",
    "planning_permit",
    "road_transport_licence",
    "senior_card",
    "social_security_card",
    "title_certificate",
    "transit_card",
    "vaccination_book",
    "vehicle_licence",
    "vehicle_operating_certificate",
];

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// Id.
    pub id: String,
    /// What kind it is, as materials name it: `id_card`.
    pub kind: String,
    /// What stands at its head.
    pub name: Text,
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub holder: Holder,
    /// Id of the department that issued it.
    pub issuer: String,
    /// The first day on which it is valid.
    pub issued_on: NaiveDate,
    /// The last day on which it is valid; none where it has no end.
    pub valid_until: Option<NaiveDate>,
    /// Whether, when and why it was taken back.
    pub revoked: Option<Revocation>,
}

/// Whose a licence is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A person's.
    Person {
        /// Id.
        id: String,
        /// Name, as it stands on the licence.
        name: String,
    },
    /// A company's.
    Company {
        /// Unified social credit code.
        code: String,
        /// Name, as it stands on the licence.
        name: String,
    },
}

impl Holder {
    /// The name, as it stands on the licence.
    pub fn name(&self) -> &str {
        match self {
            Self::Person { name, .. } | Self::Company { name, .. } => name,
        }
    }

    /// The name for strangers: people's are covered, companies are public.
    pub fn masked(&self) -> String {
        match self {
            Self::Person { name, .. } => mask_name(name),
            Self::Company { name, .. } => name.clone(),
        }
    }
}

/// That a licence was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revocation {
    /// When.
    pub at: DateTime<Utc>,
    /// Why, for the holder.
    pub reason: String,
}

/// Whether a licence holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LicenceStatus {
    /// It holds.
    Valid,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
}

impl Licence {
    /// Whether it holds on a day of the city. What was taken back stays so when its time is over, too.
    pub fn status(&self, today: NaiveDate) -> LicenceStatus {
        if self.revoked.is_some() {
            LicenceStatus::Revoked
        } else if self.valid_until.is_some_and(|last| last < today) {
            LicenceStatus::Expired
        } else {
            LicenceStatus::Valid
        }
    }

    /// Whether it holds on a day.
    pub fn is_valid(&self, today: NaiveDate) -> bool {
        self.status(today) == LicenceStatus::Valid
    }

    /// Its number for those to whom it is only a sign that there is one.
    pub fn masked_number(&self) -> String {
        mask_id(&self.number)
    }
}

/// The last day of something that is valid for so many months from a day: the day before it returns.
pub fn last_day(issued_on: NaiveDate, months: u32) -> Option<NaiveDate> {
    issued_on.checked_add_months(Months::new(months))?.checked_sub_days(Days::new(1))
}

/// What is wrong with meeting a material by the licence of this number, given those that the applicant may use
/// (A4); none where it serves.
pub fn unfit<'a>(
    material: &Material,
    number: &str,
    held: impl IntoIterator<Item = &'a Licence>,
    today: NaiveDate,
) -> Option<ProblemCode> {
    if material.licence.is_empty() {
        return Some(ProblemCode::EvidenceNotAllowed);
    }
    let same = |licence: &&Licence| licence.kind == material.licence && licence.number == number;
    let mut named = held.into_iter().filter(same).peekable();
    if named.peek().is_none() {
        return Some(ProblemCode::LicenceNotHeld);
    }
    (!named.any(|licence| licence.is_valid(today))).then_some(ProblemCode::LicenceNotValid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn licence(until: Option<&str>) -> Licence {
        Licence {
            id: "1".into(),
            kind: "id_card".into(),
            name: Text::default(),
            number: "519902199406120020".into(),
            holder: Holder::Person { id: "lin-yue".into(), name: "林悦".into() },
            issuer: "police".into(),
            issued_on: day("2020-03-01"),
            valid_until: until.map(day),
            revoked: None,
        }
    }

    fn material(kind: &str) -> Material {
        serde_json::from_value(serde_json::json!({
            "id": "own-id", "name": { "zh": "身份证", "en": "Identity card" }, "form": "1",
            "copies": 0, "source": "10", "necessity": "1",
            "issuer": { "zh": "公安机关", "en": "Police" }, "sample": { "zh": "两面", "en": "Both sides" },
            "mistakes": [], "licence": kind,
        }))
        .unwrap()
    }

    #[test]
    fn its_last_day_still_counts() {
        let licence = licence(Some("2026-03-02"));
        assert_eq!(licence.status(day("2026-03-02")), LicenceStatus::Valid);
        assert_eq!(licence.status(day("2026-03-03")), LicenceStatus::Expired);
        assert!(self::licence(None).is_valid(day("2999-12-31")));
    }

    #[test]
    fn what_was_taken_back_is_so_before_anything_else() {
        let mut licence = licence(Some("2026-03-02"));
        let reason = "遗失补发".to_owned();
        licence.revoked = Some(Revocation { at: DateTime::UNIX_EPOCH, reason });
        assert_eq!(licence.status(day("2026-03-02")), LicenceStatus::Revoked);
        assert_eq!(licence.status(day("2027-03-02")), LicenceStatus::Revoked);
    }

    #[test]
    fn months_end_the_day_before() {
        assert_eq!(last_day(day("2026-03-02"), 12), Some(day("2027-03-01")));
        assert_eq!(last_day(day("2024-02-29"), 12), Some(day("2025-02-27")));
        assert_eq!(last_day(day("2026-03-01"), 1), Some(day("2026-03-31")));
        assert_eq!(last_day(day("2026-03-01"), u32::MAX), None);
    }

    #[test]
    fn a_material_is_met_by_a_valid_licence_of_its_kind_and_number_alone() {
        let (today, number) = (day("2026-03-02"), "519902199406120020");
        let (own, over) = (licence(None), licence(Some("2026-03-01")));
        let wants = material("id_card");
        assert_eq!(unfit(&wants, number, [&own], today), None);
        assert_eq!(unfit(&wants, number, [&over, &own], today), None);
        assert_eq!(unfit(&wants, number, [&over], today), Some(ProblemCode::LicenceNotValid));
        assert_eq!(unfit(&wants, number, [], today), Some(ProblemCode::LicenceNotHeld));
        assert_eq!(unfit(&wants, "1", [&own], today), Some(ProblemCode::LicenceNotHeld));
        let other = material("business_licence");
        assert_eq!(unfit(&other, number, [&own], today), Some(ProblemCode::LicenceNotHeld));
        let none = material("");
        assert_eq!(unfit(&none, number, [&own], today), Some(ProblemCode::EvidenceNotAllowed));
    }

    #[test]
    fn strangers_see_companies_and_not_people() {
        assert_eq!(licence(None).holder.masked(), "林*");
        let name = "清河云帆科技有限公司".to_owned();
        let company = Holder::Company { code: "91519904MA6QH0020W".into(), name: name.clone() };
        assert_eq!(company.masked(), name);
    }
}
