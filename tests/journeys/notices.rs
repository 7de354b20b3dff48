//! A policy reading: written by one member of staff, published by another, read by a citizen from the guide
//! that it touches (G10).

use journeys::{has, journey, starts, t, tr};

use crate::steps::staff;

const TITLE: &str = "宝宝上户口可以跟妈妈，也可以跟爸爸";

#[test]
fn a_policy_reading_goes_from_the_desk_to_the_guide() {
    journey("notices", |journey| {
        let editor = journey.desktop("editor");
        staff::log_in(journey, &editor, staff::phone::EDITOR);
        editor.link(t("staff.nav.notices")).click();
        editor.heading(t("staff.notices.title")).wait();
        editor.button(t("staff.notices.new")).click();
        let address = editor.wait_path("the new notice", |path| {
            path.starts_with("/staff/notices/") && path.len() > 40
        });
        editor.radio(t("staff.notice.kind"), t("notice.kind.reading")).check();
        editor.field(t("staff.notice.department")).fill("公安局");
        editor.field(t("staff.notice.title_zh")).fill(TITLE);
        editor
            .field(t("staff.notice.summary_zh"))
            .fill("落户跟谁由父母商量决定，两种都能在网上办。");
        editor.field(t("staff.notice.body_zh")).fill("## 怎么选\n\n<script>alert(1)</script>");
        editor.says(t("staff.notice.fault.html"));
        editor.says(t("staff.notice.fault.no_guide"));
        editor.field(t("staff.notice.things.find")).fill("新生儿出生");
        editor.button(tr("staff.notice.things.add", &[("title", "新生儿出生")])).click();
        let text = "## 怎么选\n\n跟谁落户由父母**商量决定**，见[办事指南](/guides/newborn)。";
        editor.field(t("staff.notice.body_zh")).fill(text);
        editor.says_no(t("staff.notice.faults"));
        editor.says("商量决定");
        editor.button(t("staff.notice.save")).click();
        editor.says(t("staff.notice.saved"));
        // The page's own heading and the preview's.
        editor.heading(TITLE).nth(1).wait();
        editor.field(t("staff.notice.title_zh")).holds(TITLE);
        editor.seen("written");

        let publisher = journey.desktop("publisher");
        staff::log_in(journey, &publisher, staff::phone::PUBLISHER);
        publisher.open(&address);
        publisher.heading(TITLE).wait();
        publisher.button(t("staff.notice.publish")).click();
        let dialog = publisher.dialog(t("staff.notice.publish"));
        let when = |choice| dialog.radio(t("staff.notice.publish.when"), t(choice));
        when("staff.notice.publish.later").check();
        dialog.button(t("staff.notice.publish")).click();
        dialog.says(t("staff.when.day.missing"));
        publisher.seen("publish");
        when("staff.notice.publish.now").check();
        dialog.button(t("staff.notice.publish")).click();
        publisher.says(t("staff.notice.withdraw"));
        publisher.seen("published");

        let citizen = journey.phone("citizen");
        citizen.open("/guides/newborn");
        citizen.link(starts(TITLE)).click();
        citizen.heading(TITLE).wait();
        citizen.says("商量决定");
        citizen.seen("reading");
        citizen.link("新生儿出生").click();
        citizen.wait_path("the guide", |path| path == "/guides/newborn");
    });
}

/// The list of intermediary services is kept in the workbench: a publisher is stopped by the linter, mends, and citizens
/// read it (G11).
#[test]
fn a_firm_promises_fewer_days() {
    journey("firms", |journey| {
        let publisher = journey.desktop("publisher");
        staff::log_in(journey, &publisher, staff::phone::PUBLISHER);
        publisher.open("/staff/catalogue");
        publisher.link(t("staff.firms.title")).click();
        publisher.heading(t("staff.firms.title")).wait();
        publisher.says(t("staff.firms.current"));
        publisher.seen("list");
        publisher.button(has("清河绿源环境科技有限公司")).click();
        // Before it stand the service's own row and its tools.
        publisher.button(has("建设项目环境影响报告编制")).nth(5).click();
        let days = publisher.field(t("staff.el.offer.days"));
        days.fill("99");
        publisher.says(&tr(
            "staff.finding.promise_over_agreed",
            &[("promised", "99"), ("agreed", "20")],
        ));
        publisher.button(t("staff.firms.save")).click();
        publisher.says(t("error.has_findings"));
        publisher.seen("stopped");
        days.fill("6");
        publisher.says(t("staff.lint.none"));
        publisher.button(t("staff.firms.save")).click();
        publisher.says(t("staff.firms.current"));
        publisher.seen("saved");
        let citizen = journey.phone("citizen");
        citizen.open("/intermediaries");
        citizen.button(has("建设项目环境影响报告编制")).click();
        citizen.says(&tr("days.many", &[("n", "6")]));
        citizen.seen("read");
    });
}
