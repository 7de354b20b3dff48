//! (q) Limits that have passed (C4, E3): some weeks of a simulated city lie behind; whoever leads a department finds on
//! one desk what they have to explain, explains it, and it is gone from there.

use journeys::{Api, journey, t};
use serde_json::Value;

use crate::steps::looks::walk;
use crate::steps::staff::{self, phone};

const EXPLAIN: &str = "/staff?desk=explain";
const CHIEFS: [&str; 3] = [phone::HRSS_CHIEF, phone::TAX_CHIEF, phone::FIRE_CHIEF];

#[test]
fn a_limit_that_has_passed_is_explained() {
    journey("late", |journey| {
        let (done, said) = journey.server(|server| {
            server.kill();
            // In March of the calendar's year: by now whatever was still under way then is late.
            let weeks = ["simulate", "--days", "20", "--cases", "40", "--page", "/dev/null"];
            let simulated = server.command(&weeks);
            server.restart();
            simulated
        });
        assert!(done, "{said}");
        let page = journey.desktop("chief");
        let chiefs = CHIEFS.map(|phone| {
            let api = journey.api();
            api.log_in(phone);
            (phone, api)
        });
        // The lights turn by themselves once the service runs again.
        let ((chief, api), row) = page.until("a chief who has something to explain", || {
            chiefs.iter().find_map(|chief| Some((chief, waiting(&chief.1)?)))
        });
        staff::log_in(journey, &page, chief);
        page.open(EXPLAIN);
        let number = row["number"].as_str().expect("a row has a number");
        let item = row["task"]["name"]["zh"].as_str().expect("a department is late with a task");
        page.link(number).nth(0).wait();
        page.seen("desk");
        walk(&page, &[EXPLAIN]);

        page.link(number).nth(0).click();
        page.region(t("staff.actions")).wait();
        let text = "两名经办人同时请假，已安排 AB 岗。";
        staff::act(&page, "explain_overdue", Some(item), &[("text", text)]);
        page.says(text);
        page.seen("explained");
        let task = |row: &Value| (row["number"].clone(), row["task"]["item"].clone());
        assert_ne!(waiting(api).as_ref().map(task), Some(task(&row)), "it is explained");
    });
}

/// What a chief has to explain first.
fn waiting(api: &Api) -> Option<Value> {
    let rows = api.get("/api/v1/work/queue?desk=explain&limit=1")["rows"].clone();
    rows.as_array()?.iter().find(|row| row["task"]["name"]["zh"].is_string()).cloned()
}
