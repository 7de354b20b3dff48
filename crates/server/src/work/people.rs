//! Looking for people by phone or name. Both are found by keyed hashes, a name also by its parts; what was typed stays
//! out of addresses and logs, and who looked for whom is written down for good (C10, I4).

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::work::{FoundPeople, PEOPLE, PersonKey, PersonSearch};
use onething_domain::identifier;

use crate::app::App;
use crate::cases::HANDLERS;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract;
use crate::guard::Guard;
use crate::names::name;
use crate::router::Route;
use crate::session::Staff;
use crate::{all, exec, insert};

/// Shortest part of a name that is looked for: one character would find half a city.
const SHORTEST: usize = 2;
/// Longest part of a name that is hashed.
const LONGEST: usize = 8;

/// Routes of searches.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            paths::WORK_SEARCHES,
            Guard::Staff(&HANDLERS),
            look,
            "Look for people by phone or name; who looked for whom is written down.",
        )
        .takes::<PersonSearch>()
        .gives::<FoundPeople>(201),
    ]
}

async fn look(
    State(app): State<App>,
    staff: Staff,
    extract::Json(asked): extract::Json<PersonSearch>,
) -> Result<(StatusCode, Json<FoundPeople>)> {
    app.limits.person.take(&staff.id, app.clock.now())?;
    let mut tx = app.db.write().await?;
    let mut people = find(&app, &mut tx, &asked).await?;
    let more = people.len() > PEOPLE;
    people.truncate(PEOPLE);
    let search = app.clock.id();
    exec!(
        &mut tx,
        "INSERT INTO person_search (id, staff, kind, at) VALUES ($1, $2, $3, $4)",
        &search,
        &staff.id,
        name(&asked.by),
        app.clock.now()
    )?;
    for person in &people {
        exec!(
            &mut tx,
            "INSERT INTO person_search_hit (search, person) VALUES ($1, $2)",
            &search,
            person
        )?;
    }
    tx.commit().await?;
    let people = u32::try_from(people.len()).unwrap_or(u32::MAX);
    Ok((StatusCode::CREATED, Json(FoundPeople { search, people, more })))
}

/// Ids of the people, one more than may be shown.
async fn find(app: &App, tx: &mut Tx, asked: &PersonSearch) -> Result<Vec<String>> {
    let wrong = |detail: &str| Error::field(Code::WrongShape, "text", detail);
    let limit = i64::try_from(PEOPLE + 1).unwrap_or(i64::MAX);
    let rows = match asked.by {
        PersonKey::Phone => {
            let digits: String = asked.text.chars().filter(|c| !" -".contains(*c)).collect();
            identifier::phone(&digits).map_err(|_| wrong("a whole mobile number"))?;
            all!(
                tx,
                (String,),
                "SELECT id FROM person WHERE phone_hash = $1 LIMIT $2",
                app.keys.hash("phone", &digits),
                limit
            )?
        }
        PersonKey::Name => {
            let text = plain(&asked.text);
            let length = text.chars().count();
            if !(SHORTEST..=40).contains(&length) {
                return Err(wrong("2 to 40 characters of a name"));
            }
            all!(
                tx,
                (String,),
                "SELECT person FROM person_key WHERE hash = $1 ORDER BY person LIMIT $2",
                app.keys.hash("name", &text),
                limit
            )?
        }
    };
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A name as it is compared: without spaces and points between its parts, small letters.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace() && !"·.•-".contains(*c));
    kept.flat_map(char::to_lowercase).collect()
}

/// A name and its parts: whatever of it stands together, two characters or more.
fn parts(name: &str) -> BTreeSet<String> {
    let letters: Vec<char> = plain(name).chars().collect();
    let mut parts = BTreeSet::from([letters.iter().collect::<String>()]);
    for length in SHORTEST..=LONGEST.min(letters.len()) {
        parts.extend(letters.windows(length).map(|part| part.iter().collect::<String>()));
    }
    parts
}

/// Lets a person be found by their name.
///
/// # Errors
/// The database's.
pub async fn index(app: &App, tx: &mut Tx, person: &str, name: &str) -> Result<()> {
    exec!(&mut *tx, "DELETE FROM person_key WHERE person = $1", person)?;
    let hashes = parts(name).into_iter().map(|part| app.keys.hash("name", &part));
    insert!(tx, "INSERT INTO person_key (hash, person) ", "", hashes, |hash| hash, person)?;
    Ok(())
}

/// Lets those be found who were stored before people were found by name; gives how many.
///
/// # Errors
/// The database's.
pub async fn index_rest(app: &App) -> Result<usize> {
    let mut tx = app.db.write().await?;
    let rows = all!(
        &mut tx,
        (String, String),
        "SELECT id, name FROM person
         WHERE NOT EXISTS (SELECT 1 FROM person_key WHERE person_key.person = person.id)"
    )?;
    for (id, name) in &rows {
        index(app, &mut tx, id, name).await?;
    }
    tx.commit().await?;
    Ok(rows.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_whole_and_by_what_of_it_stands_together() {
        let all: Vec<String> = parts("欧阳娜娜").into_iter().collect();
        assert_eq!(all, ["娜娜", "欧阳", "欧阳娜", "欧阳娜娜", "阳娜", "阳娜娜"]);
        assert_eq!(parts("林悦").into_iter().collect::<Vec<_>>(), ["林悦"]);
        assert!(parts("阿不都·热依木").contains("阿不都热依木"));
        assert!(parts("Anna Smith").contains("smith"));
    }

    #[test]
    fn a_name_of_one_letter_is_found_only_whole() {
        assert_eq!(parts("李").len(), 1);
    }
}
