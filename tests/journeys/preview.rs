//! (f) Staff see a guide that is still being written just as citizens will; citizens do not see it (G9).

use journeys::{journey, t};

use crate::steps::{citizen, staff};

/// The guide that the demo city keeps as a draft.
const DRAFT: &str = "newborn-social-card";
const TITLE: &str = "宝宝社保卡申领";

#[test]
fn a_draft_guide_is_for_staff_only() {
    journey("preview", |journey| {
        let editor = journey.desktop("editor");
        staff::log_in(journey, &editor, staff::phone::EDITOR);
        editor.link(t("staff.nav.guides")).click();
        editor.heading(t("staff.guides.title")).wait();
        editor.seen("guides");
        let address = format!("/staff/guides/{DRAFT}/versions/1");
        editor.open(&address);
        editor.heading(TITLE).wait();
        editor.seen("preview");

        let citizen = journey.phone("citizen");
        citizen.open(&format!("/guides/{DRAFT}"));
        citizen.says(t("error.not_found"));
        citizen.seen("not-found");
        citizen.open(&address);
        citizen::log_in(journey, &citizen, "13800000001");
        citizen.heading(t("staff.only.title")).wait();
        citizen.seen("refused");
        let api = journey.api();
        let hidden = format!("/api/v1/work/guides/{DRAFT}/versions/1");
        assert_eq!(api.send("GET", &hidden, None).0, 401);
        api.log_in("13800000001");
        assert!([403, 404].contains(&api.send("GET", &hidden, None).0), "not for citizens");
        for path in
            [format!("/api/v1/guides/{DRAFT}"), format!("/api/v1/guides/{DRAFT}/versions/1")]
        {
            assert_eq!(api.send("GET", &path, None).0, 404, "{path}");
        }
    });
}
