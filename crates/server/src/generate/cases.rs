//! Many cases for tests of scale: those that are in the store, again and again under new numbers, people and days.
//!
//! Every copy is a chain of its own, sealed and projected by the very code that files real ones, so that
//! `onething audit verify` finds it whole and `onething rebuild` makes the same rows of it. Only what lies outside of
//! the database – uploads, signatures' pictures, documents' files – is not copied.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use onething_domain::canonical;
use onething_domain::case::{self, CaseStatus, Event, Record};
use onething_domain::identifier;
use onething_domain::submission::{Evidence, Submission};

use super::chance::Chance;
use crate::app::App;
use crate::cases::project;
use crate::cases::store::{self, Loaded};
use crate::db::{self, Tx};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::session::store::{NewPerson, add_person};
use crate::{all, exec};

/// How many cases in a hundred have not ended.
const OPEN: u32 = 2;
/// Days over which those that ended are spread.
const DAYS: u32 = 1_000;
/// Days within which those that wait for the intake were filed: the law gives it five working days.
const FRESH: u32 = 2;
/// Cases that one transaction stores: so many that pages which codes and hashes scatter over are written for some of them
/// at once, and so few that what is not yet written fits the cache.
const AT_ONCE: usize = 2_000;
/// Cases of one person.
const EACH: usize = 3;

/// Family names, as they are spread in a Chinese city, and what follows them.
const FAMILY: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢";
const GIVEN: &str = "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国志文玉兰红梅海燕晓春鹏飞云龙凤丹阳宇浩然欣怡子轩";

/// What of the store is copied.
struct Templates {
    ended: Vec<Loaded>,
    open: Vec<Loaded>,
}

/// Stores so many cases more; gives how many there were to copy.
///
/// # Errors
/// Nothing to copy, or the database's.
pub async fn cases(app: &App, wanted: usize, seed: u64, progress: Progress) -> Result<usize> {
    let templates = templates(app).await?;
    let mut copier = Copier::new(app, seed, wanted).await?;
    let step = progress.step("store cases", wanted);
    let mut stored = 0;
    while stored < wanted {
        let batch = AT_ONCE.min(wanted - stored);
        let mut tx = app.db.write().await?;
        for n in stored..stored + batch {
            copier.copy(app, &mut tx, &templates, n).await?;
        }
        copier.count_days(&mut tx).await?;
        // The city has made its documents and archives long ago; nothing waits to be made here.
        exec!(&mut tx, "UPDATE case_document SET sha256 = code, pages = 1 WHERE sha256 = ''")?;
        exec!(
            &mut tx,
            "UPDATE case_archive SET made_head = head, sha256 = number, due_at = NULL WHERE due_at IS NOT NULL"
        )?;
        tx.commit().await?;
        step.add(batch);
        stored += batch;
    }
    step.done();
    db::analyze(&app.db).await?;
    Ok(templates.ended.len() + templates.open.len())
}

async fn templates(app: &App) -> Result<Templates> {
    let mut tx = app.db.read().await?;
    let numbers =
        all!(&mut tx, (String,), "SELECT number FROM case_summary ORDER BY number LIMIT 100")?;
    let (mut ended, mut open) = (Vec::new(), Vec::new());
    for (number,) in numbers {
        let loaded = store::load(app, &mut tx, &number).await?;
        let list = if loaded.case.status.is_ended() { &mut ended } else { &mut open };
        list.push(loaded);
    }
    if ended.is_empty() || open.is_empty() {
        let needed = "there must be a case that has ended and one that has not, to be copied";
        return Err(Error::Broken(needed.to_owned()));
    }
    Ok(Templates { ended, open })
}

/// Makes copies, counting the days' serials and bringing the people.
struct Copier {
    chance: Chance,
    now: DateTime<Utc>,
    region: String,
    zone_hours: i64,
    serials: BTreeMap<NaiveDate, i64>,
    /// Number of the first person of this run.
    first_person: usize,
    people: usize,
    wanted: usize,
}

impl Copier {
    async fn new(app: &App, seed: u64, wanted: usize) -> Result<Self> {
        let catalogue = app.shelf.catalogue();
        let mut tx = app.db.read().await?;
        let days = all!(&mut tx, (String, i64), "SELECT day, filed FROM case_serial")?;
        let day = |(day, filed): (String, i64)| Some((day.parse().ok()?, filed));
        let known = all!(&mut tx, (i64,), "SELECT COUNT(*) FROM person")?;
        let known = known.first().map_or(0, |(count,)| *count);
        Ok(Self {
            chance: Chance::of(seed, "cases"),
            now: app.clock.now(),
            region: catalogue.city.as_ref().map(|city| city.region.clone()).unwrap_or_default(),
            zone_hours: i64::from(catalogue.calendar()?.zone_hours),
            serials: days.into_iter().filter_map(day).collect(),
            first_person: usize::try_from(known).unwrap_or(0),
            people: wanted.div_ceil(EACH),
            wanted,
        })
    }

    /// When the n-th copy was filed: those that have ended one after the other, as a city stores them.
    fn filed_at(&mut self, template: &Loaded, n: usize) -> DateTime<Utc> {
        let days = match template.case.status {
            CaseStatus::Received => self.chance.between(0, FRESH),
            status if status.is_ended() => {
                let gone = DAYS as usize * n / self.wanted;
                DAYS - u32::try_from(gone).unwrap_or(DAYS)
            }
            _ => self.chance.between(1, FRESH * 10),
        };
        let seconds = self.chance.between(0, 8 * 3_600);
        let at =
            self.now - TimeDelta::days(i64::from(days)) - TimeDelta::seconds(i64::from(seconds));
        // No event may lie in the future.
        let last = template.records.last().map_or(at, |last| at + (last.at - template.filed_at()));
        at - (last - self.now).max(TimeDelta::zero())
    }

    async fn copy(
        &mut self,
        app: &App,
        tx: &mut Tx,
        templates: &Templates,
        n: usize,
    ) -> Result<()> {
        let from = if self.chance.happens(OPEN) { &templates.open } else { &templates.ended };
        let last = u32::try_from(from.len() - 1).unwrap_or(0);
        let pick = usize::try_from(self.chance.between(0, last)).unwrap_or(0);
        let template = &from[pick];
        let filed_at = self.filed_at(template, n);
        let day = (filed_at + TimeDelta::hours(self.zone_hours)).date_naive();
        let serial = self.serials.entry(day).or_insert(0);
        *serial += 1;
        let serial = u32::try_from(*serial - 1).unwrap_or(u32::MAX);
        let number = identifier::case_number(&self.region, day, serial);
        let person = self.person(app, tx, n).await?;
        let mut loaded = Loaded::new(number.clone());
        let renamed = Renamed::new(template, &number, &person, n);
        let shift = filed_at - template.filed_at();
        for record in &template.records {
            let (actor, event) = renamed.record(record)?;
            let (seq, at) = (loaded.case.seq, record.at + shift);
            for sealed in case::seal(&number, seq, loaded.head(), at, &actor, vec![event]) {
                loaded.push(sealed);
            }
        }
        store::keep(app, tx, &loaded.records).await?;
        project::project(app, tx, &loaded).await
    }

    /// The person of a copy; stored with their first.
    async fn person(&mut self, app: &App, tx: &mut Tx, n: usize) -> Result<String> {
        let of = self.first_person + n % self.people;
        let id = format!("person-{of}");
        if n < self.people {
            let letter = |text: &str, at: usize| text.chars().cycle().nth(at).unwrap_or('王');
            let name: String = [
                letter(FAMILY, of % 50),
                letter(GIVEN, of / 50 % 47),
                letter(GIVEN, of / 2_350 % 43),
            ]
            .iter()
            .collect();
            let phone = format!("19{:09}", of % 1_000_000_000);
            // No real person's: the region is none.
            let id_card = format!("999999{:012}", of);
            add_person(app, tx, &NewPerson::known(&id, &name, &phone, &id_card)).await?;
        }
        Ok(id)
    }

    /// As many serials as cases, on every day.
    async fn count_days(&self, tx: &mut Tx) -> Result<()> {
        for (day, filed) in &self.serials {
            exec!(
                &mut *tx,
                "INSERT INTO case_serial (day, filed) VALUES ($1, $2)
                 ON CONFLICT (day) DO UPDATE SET filed = excluded.filed",
                day.to_string(),
                *filed
            )?;
        }
        Ok(())
    }
}

/// What a copy calls what a template has: ids and numbers, quoted as they stand in its events.
struct Renamed(Vec<(String, String)>);

impl Renamed {
    fn new(template: &Loaded, number: &str, person: &str, n: usize) -> Self {
        let mut names = vec![(template.number.clone(), number.to_owned())];
        let party = template.case.applicant.clone().unwrap_or_default();
        names.push((format!("\"{}\"", party.person), format!("\"{person}\"")));
        let mut own: Vec<String> = vec![template.case.signature.clone()];
        own.extend(template.case.cosignatures.iter().map(|one| one.signature.clone()));
        own.extend(template.case.submission.iter().flat_map(files));
        own.extend(template.case.bill.payment.clone());
        for id in own.into_iter().filter(|id| !id.is_empty()) {
            names.push((format!("\"{id}\""), format!("\"{id}-{n}\"")));
        }
        Self(names)
    }

    fn record(&self, record: &Record) -> Result<(String, Event)> {
        let text = serde_json::to_string(&record.event)?;
        let renamed = self.0.iter().fold(text, |text, (from, to)| text.replace(from, to));
        let mut event: Event = serde_json::from_str(&renamed)?;
        if let Event::Filed { submission, digests, .. }
        | Event::Corrected { submission, digests, .. } = &mut event
        {
            *digests = canonical::digests(submission.as_ref());
        }
        let quoted = format!("\"{}\"", record.actor.replace(':', "\":\""));
        let actor = self.0.iter().fold(quoted, |text, (from, to)| text.replace(from, to));
        Ok((actor.trim_matches('"').replace("\":\"", ":"), event))
    }
}

fn files(submission: &Submission) -> Vec<String> {
    let uploads = submission.evidence.values().filter_map(|how| match how {
        Evidence::Upload { files } => Some(files),
        _ => None,
    });
    uploads.flatten().map(|file| file.id.clone()).collect()
}
