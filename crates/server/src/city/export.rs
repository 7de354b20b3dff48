//! Export: the city's content as files that an import reads back. Demo people stay behind.

use std::path::Path;

use onething_domain::booking::Bookings;
use onething_domain::calendar::Calendar;
use onething_domain::city::{City, CodeTable, DataElement, Department, Speech, Window};
use onething_domain::intermediary::Intermediaries;
use onething_domain::item::Item;
use onething_domain::sample::Sample;
use onething_domain::thing::Thing;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::catalogue::document;
use super::content::{Codes, Departments, Elements, Samples, Windows};
use crate::all;
use crate::app::App;
use crate::db::Tx;
use crate::notices;

/// Writes everything into a folder; gives the number of files.
///
/// # Errors
/// What cannot be read or written.
pub async fn export(app: &App, folder: &Path) -> Result<usize, String> {
    let mut tx = app.db.read().await.map_err(|error| error.to_string())?;
    let mut files: Vec<(String, String)> = vec![
        ("city.toml".to_owned(), text(&read::<City>(&mut tx, "city").await?)?),
        ("calendar.toml".to_owned(), text(&read::<Calendar>(&mut tx, "calendar").await?)?),
    ];
    let department = read::<Vec<Department>>(&mut tx, "departments").await?;
    files.push(("departments.toml".to_owned(), text(&Departments { department })?));
    let window = read::<Vec<Window>>(&mut tx, "windows").await?;
    files.push(("windows.toml".to_owned(), text(&Windows { window })?));
    let sample: Vec<Sample> = document(&mut tx, "samples")
        .await
        .map_err(|error| format!("{error:?}"))?
        .unwrap_or_default();
    if !sample.is_empty() {
        files.push(("samples.toml".to_owned(), text(&Samples { sample })?));
    }
    let table = read::<Vec<CodeTable>>(&mut tx, "codes").await?;
    files.push(("codes.toml".to_owned(), text(&Codes { table })?));
    let element = read::<Vec<DataElement>>(&mut tx, "elements").await?;
    files.push(("elements.toml".to_owned(), text(&Elements { element })?));
    // A city that was imported before there was such a file has none.
    let speech: Option<Speech> =
        document(&mut tx, "synonyms").await.map_err(|error| format!("{error:?}"))?;
    files.push(("synonyms.toml".to_owned(), text(&speech.unwrap_or_default())?));
    let list = document::<Intermediaries>(&mut tx, "intermediaries").await;
    let list = list.map_err(|error| format!("{error:?}"))?.unwrap_or_default();
    if list != Intermediaries::default() {
        files.push(("intermediaries.toml".to_owned(), text(&list)?));
    }
    let bookings = document::<Bookings>(&mut tx, "bookings").await;
    let bookings = bookings.map_err(|error| format!("{error:?}"))?.unwrap_or_default();
    if bookings != Bookings::default() {
        files.push(("bookings.toml".to_owned(), text(&bookings)?));
    }
    for notice in notices::import::files(&mut tx).await.map_err(|error| format!("{error:?}"))? {
        files.push((format!("notices/{}.md", notice.id), notices::file::write(&notice)?));
    }
    let items = all!(&mut tx, (String, String), "SELECT id, body FROM item ORDER BY id")
        .map_err(|error| error.to_string())?;
    for (id, body) in items {
        files.push((format!("items/{id}.toml"), retell::<Item>(&body)?));
    }
    let things = all!(&mut tx, (String, String), "SELECT id, body FROM thing ORDER BY id")
        .map_err(|error| error.to_string())?;
    for (id, body) in things {
        files.push((format!("things/{id}.toml"), retell::<Thing>(&body)?));
    }
    for (name, text) in &files {
        write(&folder.join(name), text)?;
    }
    Ok(files.len())
}

async fn read<T: DeserializeOwned>(tx: &mut Tx, name: &str) -> Result<T, String> {
    let found = document(tx, name).await.map_err(|error| format!("{error:?}"))?;
    found.ok_or_else(|| "no city has been imported: onething import DIR".to_owned())
}

fn retell<T: DeserializeOwned + Serialize>(json: &str) -> Result<String, String> {
    text(&serde_json::from_str::<T>(json).map_err(|error| error.to_string())?)
}

fn text(value: &impl Serialize) -> Result<String, String> {
    toml::to_string(value).map_err(|error| error.to_string())
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    let shown = file.display();
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    }
    std::fs::write(file, text).map_err(|error| format!("cannot write {shown}: {error}"))
}
