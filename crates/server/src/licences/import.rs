//! Licences that other registers have issued: a file of the city's content, read whole and checked whole. An
//! import adds and renews; it never takes a licence out of a wallet, and one is taken back by saying so.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;
use onething_domain::identifier;
use onething_domain::licence::{Holder, Licence, Revocation};
use onething_domain::text::Text;
use serde::Deserialize;

use super::{service, store};
use crate::app::App;
use crate::city::content::{Content, Fault};
use crate::city::locate::line_of;
use crate::db::Tx;
use crate::error::Result;
use crate::one;

/// `licences.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Licences.
    #[serde(default)]
    pub licence: Vec<Entry>,
}

/// A licence of a register.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What kind it is, as materials name it.
    pub kind: String,
    /// What stands at its head.
    pub name: Text,
    /// Its number.
    pub number: String,
    /// Id of the person whose it is.
    #[serde(default)]
    pub person: String,
    /// Code of the company whose it is.
    #[serde(default)]
    pub company: String,
    /// Id of the department that issued it.
    pub issuer: String,
    /// First day.
    pub issued_on: NaiveDate,
    /// Last day; none where it has no end.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
    /// Why it was taken back, where it was.
    #[serde(default)]
    pub revoked: String,
}

impl Entry {
    fn holder(&self) -> &str {
        if self.company.is_empty() { &self.person } else { &self.company }
    }
}

/// What is wrong with the licences of a city's content.
pub fn check(content: &Content, folder: &Path) -> Vec<Fault> {
    let file = folder.join("licences.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (i, entry) in content.licences.iter().enumerate() {
        let mut fault = |name: &str, message: String, remedy: &str| {
            let line = line_of(&text, &format!("licence.{i}.{name}"));
            let message = format!("licence.{i}.{name} {message}");
            faults.push(Fault { file: file.clone(), line, message, remedy: remedy.to_owned() });
        };
        let word = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        if entry.kind.is_empty() || !entry.kind.bytes().all(word) {
            fault("kind", "is no kind".into(), "small letters and _, as id_card");
        }
        let length = entry.number.chars().count();
        if !(1..=60).contains(&length) || entry.number.chars().any(char::is_control) {
            fault("number", "is no number".into(), "1 to 60 characters, as on the licence");
        }
        if entry.kind == "id_card" && identifier::id_card(&entry.number).is_err() {
            let remedy = "18 characters with a check character (GB 11643)";
            fault("number", "is no identity card number".into(), remedy);
        }
        if entry.person.is_empty() == entry.company.is_empty() {
            let remedy = "name a person by id, or a company by its code, and not both";
            fault("person", "or company: whose is it?".into(), remedy);
        }
        if !content.departments.iter().any(|department| department.id == entry.issuer) {
            let message = format!("is {}, which is no department", entry.issuer);
            fault("issuer", message, "name the id of a department");
        }
        if entry.valid_until.is_some_and(|last| last < entry.issued_on) {
            fault("valid_until", "is before issued_on".into(), "correct one of the days");
        }
        if !seen.insert((&entry.kind, &entry.number, entry.holder())) {
            let remedy = "leave one of them out";
            fault("number", "is there twice for the same holder".into(), remedy);
        }
    }
    faults
}

/// Puts the licences into wallets.
///
/// # Errors
/// The database's; in the inner result, holders that nobody knows.
pub async fn store(
    app: &App,
    tx: &mut Tx,
    content: &Content,
    folder: &Path,
) -> Result<std::result::Result<(), Vec<Fault>>> {
    let mut faults = Vec::new();
    for (i, entry) in content.licences.iter().enumerate() {
        let holder = match entry.company.as_str() {
            "" => person(tx, &entry.person).await?,
            code => service::company(tx, code).await?,
        };
        let Some(holder) = holder else {
            let file = folder.join("licences.toml");
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let name = if entry.company.is_empty() { "person" } else { "company" };
            let key = format!("licence.{i}.{name}");
            faults.push(Fault {
                line: line_of(&text, &key),
                file,
                message: format!("{key} is {}, whom nobody knows", entry.holder()),
                remedy: "name a person of people.toml by id, or a company by its code".to_owned(),
            });
            continue;
        };
        let whose = [&entry.kind, &entry.number, entry.holder()].join("/");
        let origin = format!("import/{}", app.keys.hash("licence origin", &whose));
        let licence = licence(app, entry, holder);
        let id = store::put(app, tx, &origin, &licence).await?;
        if let Some(revoked) = &licence.revoked {
            store::revoke(tx, &id, "import", revoked).await?;
        }
    }
    Ok(if faults.is_empty() { Ok(()) } else { Err(faults) })
}

/// A person of the content, of a demonstration too: whether those may log in is nothing to an import.
async fn person(tx: &mut Tx, id: &str) -> Result<Option<Holder>> {
    let row = one!(tx, (String,), "SELECT name FROM person WHERE id = $1", id)?;
    Ok(row.map(|(name,)| Holder::Person { id: id.to_owned(), name }))
}

fn licence(app: &App, entry: &Entry, holder: Holder) -> Licence {
    let revoked = (!entry.revoked.is_empty())
        .then(|| Revocation { at: app.clock.now(), reason: entry.revoked.clone() });
    Licence {
        id: String::new(),
        kind: entry.kind.clone(),
        name: entry.name.clone(),
        number: entry.number.clone(),
        holder,
        issuer: entry.issuer.clone(),
        issued_on: entry.issued_on,
        valid_until: entry.valid_until,
        revoked,
    }
}
