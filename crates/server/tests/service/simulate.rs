//! A short year of a small city: some hundred cases in ten days, with nodes that die, on both databases.

use onething_server::progress::Progress;
use onething_server::simulate::{Wanted, run};

use crate::store::Empty;
use crate::world::demo_city;

async fn ten_days_leave_everything_as_it_must_be(empty: Empty) {
    let page = empty.settings.data.join("simulation.html");
    let wanted = Wanted { days: 10, cases: 150, seed: 7, content: demo_city(), page };
    let outcome = run(empty.settings.clone(), &wanted, Progress::Silent).await.unwrap();
    assert!(outcome.checked.faults.is_empty(), "{outcome}");
    let sums = &outcome.checked.sums;
    let cases: u64 = sums.status.values().sum();
    assert!(cases > 100, "{outcome}");
    let (deaths, lost) = (outcome.figures.deaths, outcome.figures.lost_answers);
    assert!(lost > 0 && deaths > lost, "nodes died in the midst and at the end: {outcome}");
    assert!(sums.status.contains_key("finished") && sums.corrections > 0, "{outcome}");
    let checked = |what: &str| {
        let found = outcome.checked.checks.iter().find(|(name, _)| name.starts_with(what));
        found.map(|(_, count)| *count)
    };
    assert!(checked("rows of figure equal a rebuild").is_some_and(|rows| rows > 0), "{outcome}");
    for what in ["second requests for corrections", "tasks ended undecided", "rows of rating"] {
        assert!(checked(what).is_some(), "{what}: {outcome}");
    }
    let html = outcome.html();
    assert!(html.contains("cases filed") && !html.contains("<script"));
    // It wants a store of its own.
    let again = run(empty.settings.clone(), &wanted, Progress::Silent).await;
    assert!(again.unwrap_err().contains("there are cases already"));
}

mod sqlite {
    #[tokio::test]
    async fn ten_days_leave_everything_as_it_must_be() {
        super::ten_days_leave_everything_as_it_must_be(crate::store::Empty::sqlite()).await;
    }
}

mod postgres {
    #[tokio::test]
    async fn ten_days_leave_everything_as_it_must_be() {
        if let Some(empty) = crate::store::Empty::postgres().await {
            super::ten_days_leave_everything_as_it_must_be(empty).await;
        }
    }
}
