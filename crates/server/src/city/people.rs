//! Demo people: checked and stored with their numbers sealed. They can log in only with `--demo`.

use std::collections::BTreeSet;
use std::path::Path;

use onething_domain::identifier;

use super::content::{Fault, People};
use super::locate::line_of;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::exec;
use crate::session::store::{self, NewPerson, PersonPlaces};

/// Checks numbers and references.
///
/// # Errors
/// Everything that is wrong, with file, line and remedy.
pub fn check(people: &People, folder: &Path) -> std::result::Result<(), Vec<Fault>> {
    let file = folder.join("people.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let mut faults = Vec::new();
    let mut fault = |key: String, message: &str, remedy: &str| {
        let (line, message) = (line_of(&text, &key), format!("{key} {message}"));
        faults.push(Fault { file: file.clone(), line, message, remedy: remedy.to_owned() });
    };
    let ids: BTreeSet<&str> = people.person.iter().map(|person| person.id.as_str()).collect();
    let mut phones = BTreeSet::new();
    for person in &people.person {
        let key = |name: &str| format!("person.{}.{name}", person.id);
        if identifier::phone(&person.phone).is_err() || !phones.insert(&person.phone) {
            fault(key("phone"), "is no mobile number, or taken", "11 digits, each once");
        }
        if identifier::id_card(&person.id_card).is_err() {
            fault(
                key("id_card"),
                "is no identity card number",
                "18 characters with a check character (GB 11643)",
            );
        }
        if !person.spouse.is_empty() && !ids.contains(person.spouse.as_str()) {
            fault(key("spouse"), "names nobody", "name the id of a person of this file");
        }
    }
    for (i, company) in people.company.iter().enumerate() {
        if identifier::company_code(&company.code).is_err() {
            fault(
                format!("company.{i}.code"),
                "is no credit code",
                "18 characters with a check character (GB 32100)",
            );
        }
        for person in company.agents.iter().chain([&company.representative]) {
            if !ids.contains(person.as_str()) {
                fault(
                    format!("company.{i}.representative"),
                    &format!("or an agent is {person}, who is not here"),
                    "name the id of a person of this file",
                );
            }
        }
    }
    for staff in &people.staff {
        if identifier::phone(&staff.phone).is_err() || !phones.insert(&staff.phone) {
            fault(
                format!("staff.{}.phone", staff.id),
                "is no mobile number, or taken",
                "11 digits, each once",
            );
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Stores them, in place of the demo people that were there.
///
/// # Errors
/// The database's.
pub async fn store(app: &App, tx: &mut Tx, people: &People) -> Result<()> {
    exec!(&mut *tx, "DELETE FROM person_key WHERE person IN (SELECT id FROM person WHERE demo)")?;
    exec!(&mut *tx, "DELETE FROM person WHERE demo")?;
    exec!(
        &mut *tx,
        "DELETE FROM company_member WHERE company IN (SELECT code FROM company WHERE demo = $1)",
        true
    )?;
    exec!(&mut *tx, "DELETE FROM company WHERE demo = $1", true)?;
    exec!(&mut *tx, "DELETE FROM staff WHERE demo = $1", true)?;
    for person in &people.person {
        let new = NewPerson {
            id: &person.id,
            name: &person.name,
            phone: &person.phone,
            id_card: &person.id_card,
            spouse: &person.spouse,
            about: Some(&person.about),
            demo: true,
        };
        store::add_person(app, tx, &new).await?;
    }
    for company in &people.company {
        exec!(
            &mut *tx,
            "INSERT INTO company (code, name, address, demo) VALUES ($1, $2, $3, $4)",
            &company.code,
            &company.name,
            &company.address,
            true
        )?;
        let agents = company.agents.iter().map(|agent| (agent, false));
        for (person, representative) in agents.chain([(&company.representative, true)]) {
            exec!(
                &mut *tx,
                "INSERT INTO company_member (company, person, representative) VALUES ($1, $2, $3)",
                &company.code,
                person,
                representative
            )?;
        }
    }
    for staff in &people.staff {
        let places = PersonPlaces::new(&staff.id);
        exec!(
            &mut *tx,
            "INSERT INTO staff (id, name, phone, phone_hash, roles, department, demo) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &staff.id,
            &staff.name,
            app.keys.seal(&places.phone, staff.phone.as_bytes()),
            app.keys.hash("phone", &staff.phone),
            serde_json::to_string(&staff.roles)?,
            &staff.department,
            true
        )?;
    }
    Ok(())
}
