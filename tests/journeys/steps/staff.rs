//! What staff do on every walk.

use journeys::{Api, Browser, Journey, Locator, begins, starts, t, tr};
use serde_json::{Value, json};

use super::citizen;

/// Phone numbers of staff, by what they are for.
pub mod phone {
    /// 周婷, who accepts at the window.
    pub const CLERK: &str = "13900000001";
    /// Reviewer of the health commission.
    pub const HEALTH: &str = "13900000003";
    /// Reviewer of disease control.
    pub const CDC: &str = "13900000005";
    /// Reviewer of the police.
    pub const POLICE: &str = "13900000007";
    /// Reviewer of human resources and social security.
    pub const HRSS: &str = "13900000009";
    /// Chief representative of human resources and social security.
    pub const HRSS_CHIEF: &str = "13900000010";
    /// Reviewer of medical insurance.
    pub const MEDICARE: &str = "13900000011";
    /// Reviewer of housing.
    pub const HOUSING: &str = "13900000013";
    /// Reviewer of taxes.
    pub const TAX: &str = "13900000015";
    /// Chief representative of taxes.
    pub const TAX_CHIEF: &str = "13900000016";
    /// Reviewer of market supervision.
    pub const MARKET: &str = "13900000019";
    /// Reviewer of urban management.
    pub const URBAN: &str = "13900000021";
    /// Reviewer of fire safety.
    pub const FIRE: &str = "13900000023";
    /// Chief representative of fire safety.
    pub const FIRE_CHIEF: &str = "13900000024";
    /// An editor of guides.
    pub const EDITOR: &str = "13900000025";
    /// Another one.
    pub const SECOND_EDITOR: &str = "13900000061";
    /// Who publishes.
    pub const PUBLISHER: &str = "13900000026";
}

/// Logs in at the workbench, logging out whoever was there.
pub fn log_in(journey: &Journey, page: &Browser, phone: &str) {
    page.open("/staff/login");
    let out = page.button(t("staff.log_out"));
    let form = page.field(t("login.phone"));
    if page.until("the log-in page", || (out.is_here() || form.is_here()).then(|| out.is_here())) {
        out.click();
        form.wait();
        page.open("/staff/login");
    }
    citizen::log_in(journey, page, phone);
    page.heading(t("staff.queue.title")).wait();
}

/// Opens a case from the queue, by its number.
pub fn open(page: &Browser, number: &str) {
    page.open("/staff");
    page.link(number).click();
    page.region(t("staff.actions")).wait();
}

/// The buttons of an item; of the whole case where there is none.
fn bar<'b>(page: &'b Browser, item: Option<&str>) -> Locator<'b> {
    page.region(t("staff.actions")).group(item.unwrap_or_else(|| t("staff.actions.case")))
}

/// Does something to a case or one of its items: button, dialog, texts, confirmation.
pub fn act(page: &Browser, command: &str, item: Option<&str>, texts: &[(&str, &str)]) {
    let button = bar(page, item).button(t(&format!("staff.do.{command}")));
    button.click();
    let dialog = page.dialog(starts(t(&format!("staff.do.{command}"))));
    for (name, text) in texts {
        dialog.field(begins(&format!("staff.ask.{name}"))).fill(text);
    }
    dialog.button(t(&format!("staff.confirm.{command}"))).click();
    dialog.gone();
    page.says(t(&format!("staff.done.{command}")));
}

/// Approves an item and issues its result.
pub fn grant(page: &Browser, item: &str) {
    act(page, "approve", Some(item), &[("opinion", "材料齐全，符合条件。")]);
    act(page, "issue_result", Some(item), &[]);
}

/// Accepts a newborn's case and has every item approved and its result issued, over the wire.
pub fn work_through(journey: &Journey, number: &str) {
    let path = format!("/api/v1/cases/{number}");
    let command = |api: &Api, command: Value| {
        let seq = api.get(&path)["seq"].clone();
        let id = format!("0193b000-0000-7000-8000-{:012}", seq.as_i64().unwrap_or_default());
        let request = json!({ "id": id, "expected_seq": seq, "command": command });
        let (status, answer) = api.send("POST", &format!("{path}/commands"), Some(&request));
        assert_eq!(status, 200, "{command}: {answer}");
    };
    let clerk = journey.api();
    clerk.log_in(phone::CLERK);
    command(&clerk, json!({ "command": "accept" }));
    let reviewers = [phone::HEALTH, phone::CDC, phone::POLICE, phone::HRSS, phone::MEDICARE];
    for reviewer in reviewers {
        let api = journey.api();
        api.log_in(reviewer);
        loop {
            let case = api.get(&path);
            let allowed = case["allowed"].as_array().cloned().unwrap_or_default();
            let next = allowed.iter().find(|action| {
                action["command"] == "approve" || action["command"] == "issue_result"
            });
            let Some(action) = next else { break };
            match action["command"].as_str() {
                Some("approve") => command(
                    &api,
                    json!({ "command": "approve", "item": action["item"], "opinion": "" }),
                ),
                _ => command(&api, json!({ "command": "issue_result", "item": action["item"] })),
            }
        }
    }
}

/// Asks for several corrections at once: labels of fields or materials, and what is wrong.
pub fn ask_corrections(page: &Browser, wrong: &[(&str, &str)]) {
    write_corrections(page, wrong, "staff.corrections.send");
    page.says(t("staff.done.request_corrections"));
}

/// Asks once more about an item that was asked about before: it goes to a supervisor, which is said beforehand.
pub fn propose_corrections(page: &Browser, wrong: &[(&str, &str)]) {
    write_corrections(page, wrong, "staff.corrections.propose");
    page.says(t("staff.done.propose_corrections"));
}

fn write_corrections(page: &Browser, wrong: &[(&str, &str)], send: &str) {
    bar(page, None).button(t("staff.do.request_corrections")).click();
    let dialog = page.dialog(t("staff.do.request_corrections"));
    for (what, words) in wrong {
        dialog.checkbox(starts(what)).check();
        dialog.field(starts(&tr("staff.corrections.message", &[("what", what)]))).fill(words);
    }
    page.seen("corrections");
    // A look at a material closes the dialog; what was typed waits for it.
    page.press("Escape");
    dialog.gone();
    bar(page, None).button(t("staff.do.request_corrections")).click();
    for (what, words) in wrong {
        dialog.field(starts(&tr("staff.corrections.message", &[("what", what)]))).holds(words);
    }
    dialog.button(tr(send, &[("n", &wrong.len().to_string())])).click();
    dialog.gone();
}
