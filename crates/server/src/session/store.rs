//! People, companies and staff in the database.

use onething_api::session::CompanyRef;
use onething_domain::case::Actor;
use onething_domain::city::Role;
use onething_domain::text::Text;
use sqlx::FromRow;

use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::work::people;
use crate::{all, exec, one};

/// The places at which a person's numbers are sealed.
pub struct PersonPlaces {
    /// Of the phone.
    pub phone: String,
    /// Of the identity number.
    pub id_card: String,
}

impl PersonPlaces {
    /// The places of a person or member of staff.
    pub fn new(id: &str) -> Self {
        Self { phone: format!("person/{id}/phone"), id_card: format!("person/{id}/id_card") }
    }
}

/// What the public look-up hashes: the last four characters of a person's identity number, for this person
/// alone, so that equal tails do not look equal in the database.
pub fn id_tail(person: &str, id_card: &str) -> String {
    let tail: String = id_card.chars().rev().take(4).collect();
    format!("{person}/{}", tail.chars().rev().collect::<String>().to_uppercase())
}

/// A citizen.
#[derive(Clone, Debug, FromRow)]
pub struct PersonRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    phone: Vec<u8>,
    id_card: Vec<u8>,
    /// Keyed hash of the tail of the identity number.
    pub id_tail_hash: String,
    /// Id of the spouse; empty where none is known.
    pub spouse: String,
    /// What a demo person is for.
    pub about: String,
    demo: bool,
}

impl PersonRow {
    /// Mobile number.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn phone(&self, app: &App) -> Result<String> {
        Ok(app.keys.open_text(&PersonPlaces::new(&self.id).phone, &self.phone)?)
    }

    /// Identity card number.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn id_card(&self, app: &App) -> Result<String> {
        Ok(app.keys.open_text(&PersonPlaces::new(&self.id).id_card, &self.id_card)?)
    }
}

/// A member of staff.
#[derive(Clone, Debug, FromRow)]
pub struct StaffRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    phone: Vec<u8>,
    roles: String,
    /// Id of the department; empty for those of the whole city.
    pub department: String,
    demo: bool,
}

impl StaffRow {
    /// Roles.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn roles(&self) -> Result<Vec<Role>> {
        Ok(serde_json::from_str(&self.roles)?)
    }

    /// Mobile number.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn phone(&self, app: &App) -> Result<String> {
        Ok(app.keys.open_text(&PersonPlaces::new(&self.id).phone, &self.phone)?)
    }
}

/// A person to be written.
pub struct NewPerson<'a> {
    /// Id.
    pub id: &'a str,
    /// Name.
    pub name: &'a str,
    /// Mobile number.
    pub phone: &'a str,
    /// Identity card number.
    pub id_card: &'a str,
    /// Id of the spouse; empty where none is known.
    pub spouse: &'a str,
    /// What a demo person is for.
    pub about: Option<&'a Text>,
    /// Whether it is one.
    pub demo: bool,
}

impl<'a> NewPerson<'a> {
    /// Somebody of whom no more is known than an identity card and a telephone tell.
    pub fn known(id: &'a str, name: &'a str, phone: &'a str, id_card: &'a str) -> Self {
        Self { id, name, phone, id_card, spouse: "", about: None, demo: false }
    }
}

/// Writes a person, found from now on by phone, and by name where staff look for people.
///
/// # Errors
/// The database's.
pub async fn add_person(app: &App, tx: &mut Tx, new: &NewPerson<'_>) -> Result<()> {
    let places = PersonPlaces::new(new.id);
    exec!(
        &mut *tx,
        "INSERT INTO person (id, name, phone, phone_hash, id_card, id_tail_hash, spouse, about, demo)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new.id,
        new.name,
        app.keys.seal(&places.phone, new.phone.as_bytes()),
        app.keys.hash("phone", new.phone),
        app.keys.seal(&places.id_card, new.id_card.as_bytes()),
        app.keys.hash("id_tail", &id_tail(new.id, new.id_card)),
        new.spouse,
        serde_json::to_string(new.about.unwrap_or(&Text::default()))?,
        new.demo
    )?;
    people::index(app, tx, new.id, new.name).await
}

/// A citizen by id. Demo people exist in a demonstration only.
///
/// # Errors
/// The database's.
pub async fn person(app: &App, tx: &mut Tx, id: &str) -> Result<Option<PersonRow>> {
    let row = one!(
        tx,
        PersonRow,
        "SELECT id, name, phone, id_card, id_tail_hash, spouse, about, demo FROM person WHERE id = $1",
        id
    )?;
    Ok(row.filter(|row| app.settings.demo || !row.demo))
}

/// A citizen by phone.
///
/// # Errors
/// The database's.
pub async fn person_by_phone(app: &App, tx: &mut Tx, hash: &str) -> Result<Option<PersonRow>> {
    let row = one!(
        tx,
        PersonRow,
        "SELECT id, name, phone, id_card, id_tail_hash, spouse, about, demo FROM person WHERE phone_hash = $1",
        hash
    )?;
    Ok(row.filter(|row| app.settings.demo || !row.demo))
}

/// People of a name.
///
/// # Errors
/// The database's.
pub async fn people_by_name(app: &App, tx: &mut Tx, name: &str) -> Result<Vec<PersonRow>> {
    let rows = all!(
        tx,
        PersonRow,
        "SELECT id, name, phone, id_card, id_tail_hash, spouse, about, demo FROM person WHERE name = $1",
        name
    )?;
    Ok(rows.into_iter().filter(|row| app.settings.demo || !row.demo).collect())
}

/// A member of staff by id.
///
/// # Errors
/// The database's.
pub async fn staff(app: &App, tx: &mut Tx, id: &str) -> Result<Option<StaffRow>> {
    let row = one!(
        tx,
        StaffRow,
        "SELECT id, name, phone, roles, department, demo FROM staff WHERE id = $1",
        id
    )?;
    Ok(row.filter(|row| app.settings.demo || !row.demo))
}

/// A member of staff by id, as the rules know them.
///
/// # Errors
/// The database's.
pub async fn staff_actor(app: &App, tx: &mut Tx, id: &str) -> Result<Option<Actor>> {
    let Some(row) = staff(app, tx, id).await? else {
        return Ok(None);
    };
    Ok(Some(Actor::Staff {
        roles: row.roles()?,
        department: Some(row.department).filter(|id| !id.is_empty()),
        id: row.id,
    }))
}

/// The staff of a department by name, or of the whole city where it is empty.
///
/// # Errors
/// The database's.
pub async fn desk_staff(app: &App, tx: &mut Tx, department: &str) -> Result<Vec<StaffRow>> {
    let mut rows = all!(
        tx,
        StaffRow,
        "SELECT id, name, phone, roles, department, demo FROM staff WHERE department = $1 ORDER BY name, id",
        department
    )?;
    rows.retain(|row| app.settings.demo || !row.demo);
    Ok(rows)
}

/// A member of staff by phone.
///
/// # Errors
/// The database's.
pub async fn staff_by_phone(app: &App, tx: &mut Tx, hash: &str) -> Result<Option<StaffRow>> {
    let row = one!(
        tx,
        StaffRow,
        "SELECT id, name, phone, roles, department, demo FROM staff WHERE phone_hash = $1",
        hash
    )?;
    Ok(row.filter(|row| app.settings.demo || !row.demo))
}

/// All people and staff of the demonstration.
///
/// # Errors
/// The database's.
pub async fn demo_people(tx: &mut Tx) -> Result<(Vec<PersonRow>, Vec<StaffRow>)> {
    let people = all!(
        &mut *tx,
        PersonRow,
        "SELECT id, name, phone, id_card, id_tail_hash, spouse, about, demo FROM person WHERE demo ORDER BY id"
    )?;
    let staff = all!(
        &mut *tx,
        StaffRow,
        "SELECT id, name, phone, roles, department, demo FROM staff WHERE demo = $1",
        true
    )?;
    Ok((people, staff))
}

/// A company.
#[derive(Clone, Debug, FromRow)]
pub struct CompanyRow {
    /// Unified social credit code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
}

/// A company by its code.
///
/// # Errors
/// The database's.
pub async fn company(tx: &mut Tx, code: &str) -> Result<Option<CompanyRow>> {
    Ok(one!(tx, CompanyRow, "SELECT code, name, address FROM company WHERE code = $1", code)?)
}

/// The companies that a person may act for.
///
/// # Errors
/// The database's.
pub async fn companies(tx: &mut Tx, person: &str) -> Result<Vec<CompanyRef>> {
    let rows = all!(
        tx,
        (String, String, bool),
        "SELECT company.code, company.name, company_member.representative FROM company_member
         JOIN company ON company.code = company_member.company
         WHERE company_member.person = $1 ORDER BY company.name",
        person
    )?;
    Ok(rows
        .into_iter()
        .map(|(code, name, representative)| CompanyRef { code, name, representative })
        .collect())
}
