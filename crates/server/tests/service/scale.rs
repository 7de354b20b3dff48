//! Generated catalogues: repeatable, lint-clean, in versions; and the shelf over many of them. Generated cases.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use onething_api::guides::GuideView;
use onething_api::paths::{self, fill};
use onething_api::work::Queue;
use onething_domain::case::{CaseStatus, Command};
use onething_server::audit;
use onething_server::city::content;
use onething_server::city::import::import;
use onething_server::generate::cases::cases;
use onething_server::generate::{Wanted, generate};
use onething_server::progress::Progress;

use crate::world::{MOTHER, World};

fn generated(out: PathBuf, items: usize, seed: u64, versions: u32) -> Vec<PathBuf> {
    generate(&Wanted { items, seed, versions, out }, Progress::Silent).expect("a catalogue")
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for part in ["", "items", "things"] {
        for entry in std::fs::read_dir(folder.join(part)).unwrap().flatten() {
            if entry.path().is_file() {
                let name = Path::new(part).join(entry.file_name());
                found.insert(name, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

async fn the_same_seed_gives_the_same_bytes(world: World) {
    let one = generated(world.folder.join("one"), 40, 7, 1).remove(0);
    let two = generated(world.folder.join("two"), 40, 7, 1).remove(0);
    let other = generated(world.folder.join("other"), 40, 8, 1).remove(0);
    assert_eq!(files(&one), files(&two));
    assert_ne!(files(&one), files(&other));
    let wanted = Wanted { items: 1_000_000, out: world.folder.join("x"), ..Wanted::default() };
    let refused = generate(&wanted, Progress::Silent).unwrap_err();
    assert!(refused.contains("--items: 1 to"), "{refused}");
    let again = Wanted { items: 40, out: one, ..Wanted::default() };
    assert!(generate(&again, Progress::Silent).unwrap_err().contains("not empty"));
}

async fn every_version_makes_a_version_of_every_guide(world: World) {
    let folders = generated(world.folder.join("city"), 120, 3, 6);
    let things = content::read(&folders[0]).unwrap().things;
    assert!(things.iter().any(|thing| thing.nodes.len() > 1), "some things join items");
    assert!(things.iter().all(|thing| thing.nodes.len() <= 12));
    for (number, folder) in folders.iter().enumerate() {
        let report = import(&world.app, folder).await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((report.items, report.things), (120, things.len()));
        assert_eq!(report.changed.len(), things.len(), "version {}", number + 1);
    }
    let nobody = world.nobody();
    for thing in [&things[0].id, &things[things.len() - 1].id] {
        assert_eq!(nobody.guide(thing).await.version, 6);
        let old = nobody.get(&fill(paths::GUIDE_VERSION, &[thing, "2"])).await.expect(200);
        assert_eq!(old.json::<GuideView>().version, 2);
        nobody.get(&fill(paths::GUIDE_VERSION, &[thing, "7"])).await.expect(404);
    }
    let again = import(&world.app, &folders[5]).await.unwrap();
    assert!(again.changed.is_empty() && again.retired.is_empty());
}

/// What the lists of a clerk and a reviewer say.
async fn lists(world: &World) -> Vec<Queue> {
    let (clerk, reviewer) = (world.staff("clerk-1").await, world.staff("health-reviewer").await);
    let mut lists = Vec::new();
    for (who, query) in [
        (&clerk, "?desk=intake"),
        (&clerk, "?desk=all&limit=100"),
        (&clerk, "?desk=all&sort=urgent"),
        (&reviewer, "?desk=tasks"),
        (&reviewer, "?desk=all"),
    ] {
        let path = format!("{}{query}", paths::QUEUE);
        lists.push(who.get(&path).await.expect(200).json());
    }
    lists
}

async fn copied_cases_are_as_whole_as_those_that_were_filed(world: World) {
    let mother = world.log_in(MOTHER).await;
    let ended = mother.file("newborn", 0).await.number;
    let open = mother.file("newborn", 1).await.number;
    mother.file("newborn", 2).await;
    let clerk = world.staff("clerk-1").await;
    for number in [&ended, &open] {
        clerk.command(number, Command::Accept {}).await;
    }
    world.work_through(&ended, &[]).await;
    assert_eq!(clerk.case(&ended).await.status, CaseStatus::Finished);
    world.pass(chrono::TimeDelta::days(1));
    cases(&world.app, 120, 1, Progress::Silent).await.unwrap();
    let report = audit::verify(&world.app).await.unwrap();
    assert!(report.faults.is_empty() && report.cases == 123, "{report}");
    let before = lists(&world).await;
    assert!(before[1].rows.len() == 100 && before[1].next.is_some());
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(lists(&world).await, before, "made anew from the events");
    let copy = before[1].rows.iter().find(|row| row.number != ended).unwrap();
    let view = world.staff("clerk-1").await.case(&copy.number).await;
    assert!(view.timeline.iter().all(|entry| entry.at <= world.app.clock.now()));
}

on_both!(
    the_same_seed_gives_the_same_bytes,
    every_version_makes_a_version_of_every_guide,
    copied_cases_are_as_whole_as_those_that_were_filed
);
