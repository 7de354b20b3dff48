//! Who lives in a simulated city: people with a company each, what they upload, and the city's staff.

use std::collections::BTreeMap;

use onething_api::session::CompanyRef;
use onething_domain::city::Role;
use onething_domain::identifier;
use onething_domain::submission::FileRef;

use crate::app::App;
use crate::city::content::Content;
use crate::db::Tx;
use crate::error::Result;
use crate::exec;
use crate::generate::Chance;
use crate::session::store::{NewPerson, add_person};
use crate::session::{Citizen, Staff};
use crate::uploads;

/// A person of the city.
pub struct Person {
    /// As the service knows them when they are logged in.
    pub citizen: Citizen,
    /// Their company.
    pub company: String,
}

/// The city's staff, by role and department.
pub struct Desk {
    staff: BTreeMap<(Role, Option<String>), Staff>,
}

impl Desk {
    /// The first member of staff of each role and department.
    pub fn of(content: &Content) -> Self {
        let mut staff = BTreeMap::new();
        for member in &content.people.staff {
            for role in &member.roles {
                let department = Some(member.department.clone()).filter(|id| !id.is_empty());
                staff.entry((*role, department.clone())).or_insert_with(|| Staff {
                    id: member.id.clone(),
                    name: member.name.clone(),
                    phone: member.phone.clone(),
                    roles: member.roles.clone(),
                    department,
                    lapsed: false,
                });
            }
        }
        Self { staff }
    }

    /// Who has a role, in a department or for the whole city.
    pub fn who(&self, role: Role, department: Option<&str>) -> Option<&Staff> {
        self.staff.get(&(role, department.map(str::to_owned)))
    }
}

/// Lets people move in.
///
/// # Errors
/// The database's.
pub async fn settle(app: &App, count: u32, seed: u64) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    let mut tx = app.db.write().await?;
    for n in 0..count {
        people.push(person(app, &mut tx, n, seed).await?);
    }
    tx.commit().await?;
    Ok(people)
}

async fn person(app: &App, tx: &mut Tx, n: u32, seed: u64) -> Result<Person> {
    let mut chance = Chance::of(seed, &format!("person {n}"));
    let (year, month, day) =
        (chance.between(1940, 2006), chance.between(1, 12), chance.between(1, 28));
    let body = format!("519902{year}{month:02}{day:02}{:03}", n % 1000);
    let id_card = completed(&body, "0123456789X", |text| identifier::id_card(text).is_ok());
    let code = completed(&format!("91519902MA{n:07}"), COMPANY, |text| {
        identifier::company_code(text).is_ok()
    });
    let (id, name) = (format!("sim-{n}"), format!("居民{n}"));
    let phone = format!("150{n:08}");
    let new = NewPerson { demo: true, ..NewPerson::known(&id, &name, &phone, &id_card) };
    add_person(app, tx, &new).await?;
    let company = format!("居民{n}的公司");
    exec!(
        &mut *tx,
        "INSERT INTO company (code, name, address, demo) VALUES ($1, $2, $3, $4)",
        &code,
        &company,
        "清河市",
        true
    )?;
    exec!(
        &mut *tx,
        "INSERT INTO company_member (company, person, representative) VALUES ($1, $2, $3)",
        &code,
        &id,
        true
    )?;
    let known = CompanyRef { code: code.clone(), name: company, representative: true };
    let citizen = Citizen { id, name, phone, companies: vec![known], acting: None, window: None };
    Ok(Person { citizen, company: code })
}

/// Characters of credit codes (GB 32100).
const COMPANY: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A number with the check character that fits.
fn completed(body: &str, characters: &str, fits: impl Fn(&str) -> bool) -> String {
    let all = characters.chars().map(|last| format!("{body}{last}"));
    all.into_iter().find(|text| fits(text)).unwrap_or_else(|| body.to_owned())
}

/// A picture that somebody uploads now, as the store knows it; what it shows is not looked at in a simulation.
///
/// # Errors
/// The database's.
pub async fn picture(app: &App, tx: &mut Tx, owner: &str) -> Result<FileRef> {
    let expires = app.clock.now() + chrono::TimeDelta::days(3650);
    let id = uploads::store::add(app, tx, owner, "照片.png", 1000, expires).await?;
    let sha256 = onething_domain::canonical::sha256(id.as_bytes());
    exec!(
        &mut *tx,
        "UPDATE upload SET received = length, media = $2, sha256 = $3 WHERE id = $1",
        &id,
        "image/png",
        &sha256
    )?;
    let name = "照片.png".to_owned();
    Ok(FileRef { id, name, media: "image/png".to_owned(), pages: None, size: 1000, sha256 })
}
