//! What a guide tells before anybody applies: its stages, its words for companies, where to go, and what the
//! pre-check takes away (G4 G7 G8 W2).

use journeys::{journey, starts, t, tr};
use serde_json::json;

#[test]
fn a_project_is_read_stage_by_stage_on_phone_and_desktop() {
    journey("guide-stages", |journey| {
        let (phone, desktop) = (journey.phone("phone"), journey.desktop("desktop"));
        for page in [&phone, &desktop] {
            page.open("/guides/construction-project");
            page.heading("工程建设项目").wait();
            let stage = t("flow.stage").replace("{n}", "3").replace("{name}", "施工许可");
            page.heading(stage.as_str()).wait();
            page.says(&t("flow.lead").replace("{department}", "清河市住房和城乡建设局"));
            page.says(t("guide.related"));
            page.seen("guide");
        }
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(phone.run(fits, &[]), true, "the chart fits a phone");
        // The words of the chart are there for everybody, whichever picture is shown: what comes after what.
        let after = tr("flow.after", &[("items", "企业投资项目备案")]);
        for page in [&phone, &desktop] {
            assert_eq!(page.run(READ_OUT, &[json!("节能审查"), json!(after)]), true, "{after}");
        }
    });
}

/// Whether the step of this name, as it is read out, says this.
const READ_OUT: &str = "
    const [name, words] = arguments;
    const steps = [...document.querySelectorAll('main ol > li')].map(step => step.textContent);
    return steps.some(step => step.includes(name) && step.includes(words));
";

#[test]
fn a_company_reads_its_own_words() {
    journey("guide-company", |journey| {
        let page = journey.phone("reader");
        page.open("/guides/new-car");
        page.heading("新车上路").wait();
        page.says("本人身份证");
        page.link(t("applicant.company")).click();
        page.heading("单位新车上路").wait();
        page.wait_path("the company's words", |path| path.ends_with("?as=company"));
        page.says("营业执照");
        page.says_no("本人身份证");
        page.seen("company");
        page.reload();
        page.heading("单位新车上路").wait();
        page.back();
        page.heading("新车上路").wait();
    });
}

#[test]
fn what_answers_take_away_is_struck_with_the_reason() {
    journey("guide-check", |journey| {
        let page = journey.phone("parent");
        page.open("/guides/newborn/check");
        let care = starts("宝宝平时住在清河市吗？");
        page.radio(care.clone(), "不是").check();
        let why = t("check.because")
            .replace("{question}", "宝宝平时住在清河市吗？")
            .replace("{answer}", "不是");
        page.says(&why);
        page.seen("struck");
        page.radio(starts("宝宝在哪里出生？"), "外地或国外").check();
        page.says(t("check.stopped"));
        page.says("出生证由出生地签发");
        page.link(t("check.near_things")).wait();
        page.seen("stopped");
        page.back();
        page.says(&why);
        page.back();
        page.says_no(&why);
        page.radio(care, "是").check();
        page.says_no(&why);
    });
}

#[test]
fn places_are_found_and_stand_in_the_address() {
    journey("places", |journey| {
        let (phone, desktop) = (journey.phone("phone"), journey.desktop("desktop"));
        phone.open("/guides/new-car");
        phone.link(t("guide.all_places")).click();
        phone.heading(t("places.title")).wait();
        phone.heading("清河市车辆管理所").wait();
        phone.link(t("places.all_services")).click();
        phone.link(t("places.kind.machine")).click();
        phone.link("西岸区").click();
        phone.heading("西岸地铁站 24 小时自助服务厅").wait();
        phone.says(t("place.always"));
        phone.heading("清河市车辆管理所").gone();
        phone.seen("machines");
        let address = phone.path();
        desktop.open(&address);
        desktop.heading("西岸地铁站 24 小时自助服务厅").wait();
        desktop.field(t("places.search")).fill("梧桐社区");
        desktop.link(t("places.all_kinds")).click();
        desktop.field(t("places.search")).fill("梧桐社区");
        desktop.button(t("search.go")).click();
        desktop.heading("梧桐社区便民服务站").wait();
        desktop.link("高新区").click();
        desktop.says(t("places.none"));
        desktop.seen("none");
        desktop.link(t("places.show_all")).click();
        desktop.heading("清河市图书馆 总服务台").wait();
        desktop.seen("all");
    });
}
