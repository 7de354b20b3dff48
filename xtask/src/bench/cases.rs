//! A store of very many cases: whether its size is felt by who works with it (issue 5, §13).

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::citizen::Citizen;
use super::person::Person;
use super::{Figure, note, timed};
use crate::server::{self, Running};
use crate::{place, step};

/// Cases of the small store and of the large one. `BENCH_CASES` makes the large one smaller where a machine
/// has not the time for it; the page says how many there were. With `BENCH_KEEP` the stores stay, and are measured anew
/// where they are there already.
const FEW: usize = 10_000;
const MANY: usize = 1_000_000;
/// How much more a read may cost in the large store, at the 99th of a hundred.
const LIMIT: f64 = 1.3;
/// Cases with one item for each with seven, of those that have ended.
const SMALL: usize = 3;
/// People of the demo city; those who come with the copies are counted on from there.
const DEMO_PEOPLE: usize = 8;
/// Reads of each kind from each store; after some that warm both up.
const READS: usize = 2_000;
const WARM: usize = 200;

/// Who works with the stores.
const CLERK: &str = "13900000001";
const HEALTH: &str = "13900000003";
/// The end of the identity number of who files what is copied (content/demo-city/people.toml).
const TAIL: &str = "0020";

/// How it is measured.
pub const HOW: &str = "Two stores of copied cases, made by `onething generate cases` of a few that were filed and \
handled through the API – of four that have ended one birth with seven items and three cards with one – with \
`onething audit verify` over the small one. Two servers read from them in turn over kept connections: pages of queues, \
a case, look-ups; 2,000 of each after 200 to warm up. Beside each other stand the times within which 99 of 100 were \
answered; the ratio may be 1.3.";

/// What is read, by whom.
struct Read {
    name: &'static str,
    staff: &'static str,
    ask: fn(&Store) -> Result<Ask>,
}

/// A path, and what is posted to it; it is read where that is null.
type Ask = (String, Value);

fn get(path: &str) -> Result<Ask> {
    Ok((path.to_owned(), Value::Null))
}

const READS_OF: [Read; 9] = [
    Read { name: "Intake queue", staff: CLERK, ask: |_| get("/work/queue?desk=intake") },
    Read { name: "Queue of a department", staff: HEALTH, ask: |_| get("/work/queue?desk=tasks") },
    Read { name: "All cases, newest", staff: CLERK, ask: |_| get("/work/queue?desk=all") },
    Read { name: "All of a department", staff: HEALTH, ask: |_| get("/work/queue?desk=all") },
    Read {
        name: "Finished cases of a thing, second page",
        staff: CLERK,
        ask: |store| {
            let first = "/work/queue?desk=all&status=finished&thing=newborn";
            get(&format!("{first}&cursor={}", store.cursor(CLERK, first)?))
        },
    },
    Read {
        name: "A case by its number",
        staff: CLERK,
        ask: |store| get(&format!("/work/queue?desk=all&number={}", store.number)),
    },
    Read {
        name: "The page of a case",
        staff: CLERK,
        ask: |store| get(&format!("/cases/{}", store.number)),
    },
    Read {
        name: "Cases of people who were looked for",
        staff: CLERK,
        ask: |store| {
            let mut clerk = Person::log_in(&store.server, CLERK)?;
            let asked = json!({ "by": "phone", "text": store.phone });
            let found = clerk.post("/work/searches", &asked)?;
            let id = found["search"].as_str().context("a search has an id")?;
            get(&format!("/work/queue?desk=all&search={id}"))
        },
    },
    Read {
        name: "Public look-up",
        staff: CLERK,
        ask: |store| {
            let tail = json!({ "number": store.filed, "id_tail": TAIL });
            Ok(("/lookups".to_owned(), tail))
        },
    },
];

/// A server over a store of copies.
struct Store {
    server: Running,
    cases: usize,
    /// Number of a copied case that ended.
    number: String,
    /// Number of the case that it is a copy of.
    filed: String,
    /// The phone of somebody who has some cases.
    phone: String,
}

impl Store {
    /// The cursor of the second page of a list.
    fn cursor(&self, staff: &str, path: &str) -> Result<String> {
        let page = Person::log_in(&self.server, staff)?.get(path)?;
        Ok(page["next"].as_str().context("there is a second page")?.to_owned())
    }
}

/// The figures on SQLite.
pub fn on_sqlite(binary: &Path) -> Result<Vec<Figure>> {
    of_stores(binary, "cases", None)
}

/// The figures on PostgreSQL; none where no server is named.
pub fn on_postgres(binary: &Path) -> Result<Vec<Figure>> {
    let Ok(url) = std::env::var("TEST_DATABASE_URL") else {
        note("no TEST_DATABASE_URL: cases on PostgreSQL are left out");
        return Ok(Vec::new());
    };
    of_stores(binary, "cases-postgres", Some(&url))
}

fn of_stores(binary: &Path, scratch: &str, url: Option<&str>) -> Result<Vec<Figure>> {
    let many = std::env::var("BENCH_CASES").ok();
    let many = many.map_or(Ok(MANY), |text| text.parse()).context("BENCH_CASES")?;
    let folder = place::scratch().join(scratch);
    let keep = std::env::var_os("BENCH_KEEP").is_some();
    if folder.exists() && !keep {
        fs::remove_dir_all(&folder)?;
    }
    let kind = if url.is_some() { "PostgreSQL" } else { "SQLite" };
    let few = store(binary, &folder.join("few"), FEW, url)?;
    let many = store(binary, &folder.join("many"), many, url)?;
    let figures = timed(&format!("Measure reads of both stores on {kind}"), || {
        READS_OF.iter().map(|read| measure(read, &few, &many, kind)).collect()
    })?;
    drop((few, many));
    if keep {
        return Ok(figures);
    }
    // A million cases are some 15 GB, and others need the room.
    fs::remove_dir_all(&folder)?;
    if let Some(url) = url {
        forget(url, "few")?;
        forget(url, "many")?;
    }
    Ok(figures)
}

/// A store of so many cases with a server over it.
fn store(binary: &Path, data: &Path, cases: usize, url: Option<&str>) -> Result<Store> {
    let note = data.join("filed.txt");
    if let Ok(filed) = fs::read_to_string(&note) {
        return open(binary, data, &settings(data, url)?, cases, filed.trim());
    }
    fs::create_dir_all(data)?;
    let settings = made(data, url)?;
    server::import(binary, &settings)?;
    let server = Running::with(data, binary, &settings)?;
    let filed = templates(&server)?;
    drop(server);
    let mut generate = Command::new(binary);
    generate.args(["generate", "cases", &cases.to_string(), "--demo"]).args(&settings);
    step::run(&format!("Store {cases} cases"), &mut generate)?;
    if cases == FEW {
        let mut verify = Command::new(binary);
        verify.args(["audit", "verify", "--demo"]).args(&settings);
        step::run("Verify their chains", &mut verify)?;
    }
    fs::write(note, &filed)?;
    open(binary, data, &settings, cases, &filed)
}

/// Starts the server over a store that is there.
fn open(
    binary: &Path,
    data: &Path,
    settings: &[String],
    cases: usize,
    filed: &str,
) -> Result<Store> {
    let server = Running::with(data, binary, settings)?;
    let mut clerk = Person::log_in(&server, CLERK)?;
    let page = clerk.get("/work/queue?desk=all&status=finished&thing=newborn&limit=1")?;
    let number = page["rows"][0]["number"].as_str().context("a finished case")?.to_owned();
    // The first of those who were brought, by the scheme of `generate::cases`.
    let phone = format!("19{:09}", DEMO_PEOPLE);
    Ok(Store { server, cases, number, filed: filed.to_owned(), phone })
}

/// Where the data is to lie; on PostgreSQL in a schema of its own that is made for it.
fn made(data: &Path, url: Option<&str>) -> Result<Vec<String>> {
    if let Some(url) = url {
        let schema = forget(url, store_of(data)?)?;
        psql(url, &format!("CREATE SCHEMA {schema}"))?;
    }
    settings(data, url)
}

/// The name of a store: that of its folder.
fn store_of(data: &Path) -> Result<&str> {
    data.file_name().and_then(|name| name.to_str()).context("a folder has a name")
}

/// Where the data lies.
fn settings(data: &Path, url: Option<&str>) -> Result<Vec<String>> {
    let mut settings = vec!["--data".to_owned(), data.display().to_string()];
    for limit in ["--login-per-minute", "--lookup-per-minute"] {
        settings.extend([limit.to_owned(), "1000000".to_owned()]);
    }
    if let Some(url) = url {
        let schema = schema(store_of(data)?);
        let join = if url.contains('?') { '&' } else { '?' };
        settings.push("--database-url".to_owned());
        settings.push(format!("{url}{join}options[search_path]={schema}"));
    }
    Ok(settings)
}

/// The schema of a store on PostgreSQL.
fn schema(store: &str) -> String {
    format!("bench_cases_{store}")
}

/// Drops the schema of a store on PostgreSQL; gives its name.
fn forget(url: &str, store: &str) -> Result<String> {
    let schema = schema(store);
    psql(url, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE"))?;
    Ok(schema)
}

fn psql(url: &str, script: &str) -> Result<()> {
    let mut psql = Command::new("psql");
    step::run(script, psql.args([url, "-v", "ON_ERROR_STOP=1", "-qc", script]))?;
    Ok(())
}

/// Files what is copied, and handles it: births with seven items, of which one waits at the intake, one is with the
/// departments and one has ended, whose number it gives; and, as most of what a city does is small, three cards with one
/// item that have ended.
fn templates(server: &Running) -> Result<String> {
    let mut births = Citizen::log_in(server)?;
    let mut clerk = Person::log_in(server, CLERK)?;
    let file = |citizen: &mut Citizen| {
        let ready = citizen.prepare()?;
        citizen.file(&ready)
    };
    file(&mut births)?;
    let accept = json!({ "command": "accept" });
    command(&mut clerk, &file(&mut births)?, &accept)?;
    let ended = file(&mut births)?;
    let mut cards = Citizen::filing(server, "social-card-services", 1)?;
    let mut small = Vec::new();
    for _ in 0..SMALL {
        small.push(file(&mut cards)?);
    }
    for number in small.iter().chain([&ended]) {
        if clerk.get(&format!("/cases/{number}"))?["status"] == "received" {
            command(&mut clerk, number, &accept)?;
        }
        work_through(server, &mut clerk, number)?;
    }
    Ok(ended)
}

/// Has every item of an accepted case decided.
fn work_through(server: &Running, clerk: &mut Person, number: &str) -> Result<()> {
    while let Some((department, item, what)) = next_task(clerk, number)? {
        let mut reviewer = Person::log_in(server, &phone(&department)?)?;
        let deed = match what.as_str() {
            "open" => json!({ "command": "approve", "item": item, "opinion": "" }),
            _ => json!({ "command": "issue_result", "item": item }),
        };
        command(&mut reviewer, number, &deed)?;
    }
    Ok(())
}

/// The next task of a case that somebody has to do something about: department, item and where it stands.
fn next_task(clerk: &mut Person, number: &str) -> Result<Option<(String, String, String)>> {
    let case = clerk.get(&format!("/cases/{number}"))?;
    let tasks = case["tasks"].as_array().context("a case has tasks")?;
    let text = |task: &Value, key: &str| task[key].as_str().unwrap_or_default().to_owned();
    let open = tasks.iter().find(|task| ["open", "approved"].contains(&&*text(task, "status")));
    Ok(open.map(|task| (text(task, "department"), text(task, "item"), text(task, "status"))))
}

fn command(person: &mut Person, number: &str, command: &Value) -> Result<()> {
    let seq = person.get(&format!("/cases/{number}"))?["seq"].clone();
    let id = person.new_id();
    let request = json!({ "id": id, "expected_seq": seq, "command": command });
    person.post(&format!("/cases/{number}/commands"), &request).map(drop)
}

/// The phone of a department's reviewer.
fn phone(department: &str) -> Result<String> {
    let file = place::root().join("content/demo-city/people.toml");
    let people: toml::Table = toml::from_str(&fs::read_to_string(file)?)?;
    let staff = people["staff"].as_array().context("there are staff")?;
    let id = format!("{department}-reviewer");
    let found = staff.iter().find(|one| one["id"].as_str() == Some(&id));
    let phone = found.and_then(|one| one["phone"].as_str());
    Ok(phone.with_context(|| format!("{id} is not in people.toml"))?.to_owned())
}

/// Milliseconds within which 99 of 100 reads are answered by each, the two taking turns.
fn measure(read: &Read, few: &Store, many: &Store, kind: &str) -> Result<Figure> {
    let (mut of_few, mut of_many) = (Reader::new(read, few)?, Reader::new(read, many)?);
    for _ in 0..WARM {
        of_few.once()?;
        of_many.once()?;
    }
    let (mut few_times, mut many_times) = (Vec::new(), Vec::new());
    for _ in 0..READS {
        few_times.push(of_few.once()?);
        many_times.push(of_many.once()?);
    }
    let (small, large) = (within(few_times), within(many_times));
    note(&format!("{}: {small:.2} ms, {large:.2} ms", read.name));
    Ok(Figure {
        what: format!("{} among {} cases, {kind}", read.name, many.cases),
        ours: format!("{large:.2} ms"),
        beside: format!("{small:.2} ms among {}", few.cases),
        ratio: large / small,
        limit: Some(LIMIT),
    })
}

/// Asks the same again and again.
struct Reader {
    person: Person,
    ask: Ask,
}

impl Reader {
    fn new(read: &Read, store: &Store) -> Result<Self> {
        let person = Person::log_in(&store.server, read.staff)?;
        Ok(Self { person, ask: (read.ask)(store)? })
    }

    /// Milliseconds of one answer.
    fn once(&mut self) -> Result<f64> {
        let started = Instant::now();
        let (path, body) = &self.ask;
        if body.is_null() {
            self.person.send("GET", path, &[], b"")?;
        } else {
            self.person.post(path, body)?;
        }
        Ok(started.elapsed().as_secs_f64() * 1e3)
    }
}

/// The time within which 99 of 100 were done.
fn within(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 99 / 100).copied().unwrap_or(f64::NAN)
}
