//! Open figures: kept with what they count, made anew the same, and telling about no one (E4).

use chrono::TimeDelta;
use onething_api::departments::DepartmentView;
use onething_api::figures::Figures;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::ratings::Rate;
use onething_domain::case::Command;
use onething_domain::rating::Verdict;
use onething_server::{all, audit};

use crate::world::{BUYER, MOTHER, World, id};

type Rows = Vec<(String, String, String, String, i64)>;

pub async fn rows(world: &World) -> Rows {
    let mut tx = world.app.db.read().await.unwrap();
    all!(
        &mut tx,
        (String, String, String, String, i64),
        "SELECT month, department, thing, measure, value FROM figure ORDER BY month, department, thing, measure"
    )
    .unwrap()
    .into_iter()
    .filter(|(.., value)| *value != 0)
    .collect()
}

pub fn of(rows: &Rows, month: &str, department: &str, measure: &str) -> i64 {
    let same = |row: &&(String, String, String, String, i64)| {
        row.0 == month && row.1 == department && row.3 == measure
    };
    rows.iter().filter(same).map(|row| row.4).sum()
}

async fn read(world: &World, query: &str) -> Figures {
    world.pass(TimeDelta::seconds(61)); // what was read last is told for a minute
    world.nobody().get(&format!("{}{query}", paths::FIGURES)).await.expect(200).json()
}

/// Files a case for newborns, works it through, and rates it as a whole.
async fn case(world: &World, level: u8) -> String {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    world.staff("clerk-1").await.command(&number, Command::Accept {}).await;
    world.work_through(&number, &[]).await;
    let verdict = Verdict { level, tags: Vec::new(), text: String::new() };
    let rate = Rate { id: id(), item: String::new(), verdict };
    mother.post(&fill(paths::RATINGS, &[&number]), &rate).await.expect(201);
    number
}

async fn figures_are_kept_with_events_and_made_anew_the_same(world: World) {
    let number = case(&world, 1).await;
    let mother = world.log_in(MOTHER).await;
    let declined = mother.file("newborn", 0).await.number;
    world.pass(TimeDelta::days(35)); // into April
    let mother = world.log_in(MOTHER).await;
    let open = mother.file("newborn", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    clerk.command(&open, Command::Accept {}).await;
    let report = onething_domain::case::RefusalReport {
        grounds: "不在范围".into(),
        remedy: "去户籍地办".into(),
    };
    clerk.command(&declined, Command::Decline { report }).await;
    let kept = rows(&world).await;
    assert_eq!(of(&kept, "2026-03", "", "filed"), 2);
    assert_eq!(of(&kept, "2026-03", "", "finished"), 1);
    assert_eq!(of(&kept, "2026-03", "", "on_time"), 1);
    let tasks = world.staff("clerk-1").await.case(&number).await.tasks;
    let own = tasks.iter().filter(|task| task.department == "health").count();
    let own = i64::try_from(own).unwrap();
    assert_eq!(of(&kept, "2026-03", "health", "accepted"), own, "its services of one case");
    assert_eq!(of(&kept, "2026-04", "", "accepted"), 1);
    assert_eq!(
        (of(&kept, "2026-03", "", "rated"), of(&kept, "2026-03", "service", "rated")),
        (1, 1)
    );
    assert!(of(&kept, "2026-03", "", "days_saved") > 0);
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(rows(&world).await, kept);
}

async fn small_counts_are_hidden_and_larger_ones_shown(world: World) {
    let none = read(&world, "").await;
    assert!(none.months.is_empty() && none.things.is_empty());
    for level in [1, 1, 2, 5] {
        case(&world, level).await;
    }
    let few = read(&world, "").await;
    assert_eq!((few.month.as_str(), few.running, few.least), ("2026-03", true, 5));
    assert_eq!(
        (few.city.accepted, few.things[0].accepted, few.things[0].rated),
        (None, None, None)
    );
    case(&world, 2).await;
    case(&world, 3).await;
    let many = read(&world, "").await;
    assert_eq!((many.city.accepted, many.things[0].accepted), (Some(6), Some(6)));
    assert_eq!(many.city.rated, Some(6));
    assert_eq!(many.city.satisfied, None, "one of six was not");
    assert_eq!(many.city.stars, Some(367));
    let shop = world.nobody().get(&fill(paths::DEPARTMENT, &["service"])).await.expect(200);
    let rating = shop.json::<DepartmentView>().rating.expect("enough people have rated it");
    assert_eq!((rating.stars, rating.rated, rating.month.as_str()), (367, 6, "2026-03"));
    let other = world.nobody().get(&fill(paths::DEPARTMENT, &["police"])).await.expect(200);
    assert_eq!(other.json::<DepartmentView>().rating, None);
    let buyer = world.log_in(BUYER).await;
    let other = buyer.file("second-hand-home", 0).await.number;
    let _ = other;
    let mixed = read(&world, "?month=2026-03").await;
    let filed: Vec<Option<i64>> = mixed.things.iter().map(|row| row.filed).collect();
    assert_eq!(filed, [None, None], "the one would be the difference to the total");
    assert_eq!(mixed.series.len(), 1);
    world
        .nobody()
        .get(&format!("{}?month=1999-01", paths::FIGURES))
        .await
        .expect(404)
        .problem(Code::NotFound);
    let csv = world.nobody().get(paths::FIGURES_CSV).await.expect(200);
    let text = String::from_utf8(csv.body).unwrap();
    assert!(csv.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    assert!(text.contains("\"2026-03\",\"thing\",\"newborn\",\"新生儿出生\",*,"), "{text}");
}

/// A department's services less the cases of a thing would be those of the thing that is hidden.
async fn departments_do_not_tell_what_is_hidden_of_things(world: World) {
    let mother = world.log_in(MOTHER).await;
    let clerk = world.staff("clerk-1").await;
    for _ in 0..6 {
        let number = mother.file("newborn", 0).await.number;
        clerk.command(&number, Command::Accept {}).await;
    }
    let before = read(&world, "").await;
    assert_eq!(before.city.accepted, Some(6));
    assert!(before.departments.iter().any(|row| row.id == "cdc"));
    assert!(before.departments.iter().all(|row| row.accepted >= Some(6)), "{before:?}");
    let number = mother.file("graduate-arrival", 1).await.number;
    clerk.command(&number, Command::Accept {}).await;
    let after = read(&world, "").await;
    assert_eq!(after.city.accepted, Some(7));
    assert!(after.things.iter().all(|row| row.accepted.is_none()), "the one is the difference");
    assert!(after.departments.iter().all(|row| row.accepted.is_none()), "{after:?}");
}

on_both!(
    departments_do_not_tell_what_is_hidden_of_things,
    figures_are_kept_with_events_and_made_anew_the_same,
    small_counts_are_hidden_and_larger_ones_shown,
);
