//! Which index a page of each desk walks along.

use onething_domain::case::{CaseStatus, Mark};

use super::super::overdue::Answers;
use super::*;
use crate::db::Db;
use crate::migrate;

fn staff(role: Role, department: Option<&str>) -> Staff {
    Staff {
        id: "me".to_owned(),
        name: String::new(),
        phone: String::new(),
        roles: vec![role],
        department: department.map(str::to_owned),
        lapsed: false,
    }
}

/// What SQLite would do for a page behind some row.
async fn plan(
    tx: &mut Tx,
    staff: &Staff,
    query: &QueueQuery,
    sort: QueueSort,
    desk: &str,
) -> String {
    let key = match sort {
        QueueSort::Urgent => Value::from("2026-03-02"),
        _ => Value::Time(DateTime::UNIX_EPOCH),
    };
    let wanted = Wanted {
        staff,
        query,
        number: "",
        sort,
        begin: Some((key, "n".to_owned(), "i".to_owned())),
        zone_hours: 8,
        limit: 51,
    };
    let ask = match desk {
        "intake" => wanted.intake(),
        "confirm" => wanted.proposed(),
        "tasks" => wanted.tasks(&Bench::of(staff)),
        "ready" => wanted.ready(),
        "explain" => wanted.unexplained(&Answers::of(staff)),
        _ => wanted.everything(&Sight::of(staff)),
    };
    ask.plan(tx).await
}

#[tokio::test]
async fn a_page_is_a_walk_along_one_index() {
    let folder = std::env::temp_dir().join(format!("onething_plan_{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let db = Db::sqlite(&folder.join("plan.db"), true).await.unwrap();
    migrate::migrate(&db, DateTime::UNIX_EPOCH).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let clerk = staff(Role::Clerk, None);
    let reviewer = staff(Role::Reviewer, Some("health"));
    let chief = staff(Role::Chief, Some("health"));
    let none = QueueQuery::default();
    let thing = QueueQuery { thing: Some("newborn".to_owned()), ..none.clone() };
    let status = QueueQuery { status: Some(CaseStatus::Finished), ..none.clone() };
    let both = QueueQuery { status: Some(CaseStatus::Finished), ..thing.clone() };
    let mark = QueueQuery { mark: Some(Mark::HomeVisit), ..none.clone() };
    let mine = QueueQuery { holder: Some(QueueHolder::Mine), ..none.clone() };
    let owned = QueueQuery { holder: Some(QueueHolder::Owned), ..none.clone() };
    use QueueSort::{Newest, Oldest, Urgent};
    for (who, query, sort, desk, index) in [
        (&clerk, &none, Oldest, "intake", "case_summary_status "),
        (&clerk, &none, Newest, "intake", "case_summary_status "),
        (&clerk, &none, Urgent, "intake", "case_summary_status_due "),
        (&clerk, &thing, Newest, "confirm", "case_summary_waits "),
        (&reviewer, &none, Urgent, "tasks", "task_waits_due "),
        (&reviewer, &none, Newest, "tasks", "task_waits_filed "),
        (&clerk, &none, Oldest, "ready", "case_summary_ready "),
        (&clerk, &none, Newest, "ready", "case_summary_ready "),
        (&clerk, &none, Oldest, "explain", "accountability_department "),
        (&chief, &none, Oldest, "explain", "accountability_department "),
        (&chief, &none, Newest, "explain", "accountability_department "),
        (&chief, &thing, Oldest, "explain", "accountability_department "),
        (&chief, &mine, Oldest, "explain", "accountability_department "),
        (&clerk, &none, Newest, "all", "case_summary_filed "),
        (&clerk, &none, Urgent, "all", "case_summary_due "),
        (&clerk, &thing, Newest, "all", "case_summary_thing "),
        (&clerk, &status, Newest, "all", "case_summary_status_filed "),
        (&clerk, &both, Newest, "all", "case_summary_thing_status "),
        (&clerk, &mark, Newest, "all", "case_summary_marks "),
        (&clerk, &mine, Newest, "all", "case_summary_clerk "),
        (&clerk, &owned, Newest, "all", "case_summary_owner "),
        (&reviewer, &none, Newest, "all", "task_lead "),
        (&reviewer, &status, Newest, "all", "task_lead_status "),
    ] {
        let plan = plan(&mut tx, who, query, sort, desk).await;
        let place = format!("{desk} {sort:?} {query:?}: {plan}");
        assert!(plan.contains(index), "{place}");
        assert!(!plan.contains("TEMP B-TREE"), "sorted by hand: {place}");
    }
    drop(tx);
    db.close().await;
    std::fs::remove_dir_all(&folder).unwrap();
}
