//! Publishing what a colleague has written, and taking it back.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use leptos::prelude::*;
use onething_api::notices::{NoticeAct, NoticeState, PublishNotice, WithdrawNotice};

use super::desk::Desk;
use crate::{
    api,
    city::City,
    i18n::t,
    platform::clock,
    ui::{
        AreaField, Button, Caption, DateField, Dialog, Form, Kind, Opt, RadioField, SelectField,
        live_if,
    },
};

/// The buttons for what may be done now, with their dialogs.
pub fn actions(desk: Desk) -> AnyView {
    let publish = RwSignal::new(false);
    let withdraw = RwSignal::new(false);
    let correction = desk.work.with_untracked(|work| work.state == NoticeState::Published);
    let label =
        t(if correction { "staff.notice.publish.correction" } else { "staff.notice.publish" });
    let named = label.clone();
    let buttons = [
        desk.may(NoticeAct::Publish).then(|| {
            let open = Callback::new(move |()| publish.set(true));
            view! { <Button label=label on_press=open /> }.into_any()
        }),
        desk.may(NoticeAct::Withdraw).then(|| {
            let open = Callback::new(move |()| withdraw.set(true));
            view! { <Button label=t("staff.notice.withdraw") kind=Kind::Danger on_press=open /> }
                .into_any()
        }),
    ];
    view! {
        <div class="actions">{Vec::from(buttons)}</div>
        <Dialog open=publish on_close=Callback::new(move |()| publish.set(false)) title=named>
            {publish_form(desk, publish, correction)}
        </Dialog>
        <Dialog
            open=withdraw
            on_close=Callback::new(move |()| withdraw.set(false))
            title=t("staff.notice.withdraw")
        >
            {withdraw_form(desk, withdraw)}
        </Dialog>
    }
    .into_any()
}

fn publish_form(desk: Desk, open: RwSignal<bool>, correction: bool) -> AnyView {
    let time = Time::default();
    let send = Callback::new(move |()| {
        let at = match time.chosen() {
            Ok(at) => at,
            Err(remedy) => return time.wrong.set(Some(t(remedy))),
        };
        let known = desk.work.get_untracked();
        desk.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = api::desk::publish(&known, &PublishNotice { at }).await;
            open.set(false);
            let said =
                if at.is_some() { "staff.notice.scheduled" } else { "staff.notice.published" };
            desk.took(answer, t(said));
        });
    });
    // People read it already: a correction has no time of its own.
    let when = if correction {
        view! { <p>{t("staff.notice.publish.correction.help")}</p> }.into_any()
    } else {
        time.fields()
    };
    view! {
        <Form on_submit=send>
            {when}
            <div class="actions">
                <Button label=t("staff.notice.publish") submit=true busy=desk.busy />
            </div>
        </Form>
    }
    .into_any()
}

/// When it is to appear, as it stands in the fields.
#[derive(Clone, Copy)]
struct Time {
    later: RwSignal<bool>,
    day: RwSignal<String>,
    hour: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
}

impl Default for Time {
    fn default() -> Self {
        Self {
            later: RwSignal::new(false),
            day: RwSignal::new(String::new()),
            hour: RwSignal::new(String::from("9")),
            wrong: RwSignal::new(None),
        }
    }
}

impl Time {
    /// None for at once; the remedy's text where a later time is wanted and none stands there.
    fn chosen(self) -> Result<Option<DateTime<Utc>>, &'static str> {
        if !self.later.get_untracked() {
            return Ok(None);
        }
        let zone = City::get().view().map_or(8, |city| city.zone_hours);
        match moment(&self.day.get_untracked(), &self.hour.get_untracked(), zone) {
            None => Err("staff.notice.publish.day.missing"),
            Some(at) if at <= clock::now() => Err("staff.notice.publish.day.passed"),
            at => Ok(at),
        }
    }

    fn fields(self) -> AnyView {
        let options = ["now", "later"]
            .map(|value| Opt::new(value, t(&format!("staff.notice.publish.{value}"))));
        let value =
            Signal::derive(move || String::from(if self.later.get() { "later" } else { "now" }));
        view! {
            <RadioField
                caption=Caption::new("publish-when", t("staff.notice.publish.when"))
                options=Vec::from(options)
                value=value
                on_pick=Callback::new(move |value: String| self.later.set(value == "later"))
            />
            {live_if(move || self.later.get().then(|| self.moment_fields()))}
        }
        .into_any()
    }

    fn moment_fields(self) -> AnyView {
        let hours: Vec<Opt> =
            (0..24).map(|hour| Opt::new(hour.to_string(), format!("{hour:02}:00"))).collect();
        let typed = Callback::new(move |text| {
            self.day.set(text);
            self.wrong.set(None);
        });
        view! {
            <DateField
                caption=Caption::new("publish-day", t("staff.notice.publish.day")).error(self.wrong)
                value=self.day
                on_input=typed
            />
            <SelectField
                caption=Caption::new("publish-hour", t("staff.notice.publish.hour"))
                options=hours
                value=self.hour
                on_pick=Callback::new(move |text| {
                    self.hour.set(text);
                    self.wrong.set(None);
                })
            />
        }
        .into_any()
    }
}

/// A day and an hour of the city; none where either is not whole.
fn moment(day: &str, hour: &str, zone: i32) -> Option<DateTime<Utc>> {
    let day: NaiveDate = day.parse().ok()?;
    let local = day.and_hms_opt(hour.parse().ok()?, 0, 0)?;
    Some(local.and_utc() - TimeDelta::hours(i64::from(zone)))
}

fn withdraw_form(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let reason = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<String>);
    let send = Callback::new(move |()| {
        let wanted = WithdrawNotice { reason: reason.get_untracked().trim().to_owned() };
        if wanted.reason.is_empty() {
            return missing.set(Some(t("staff.notice.withdraw.reason.missing")));
        }
        let known = desk.work.get_untracked();
        desk.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = api::desk::withdraw(&known, &wanted).await;
            open.set(false);
            desk.took(answer, t("staff.notice.withdrawn"));
        });
    });
    view! {
        <Form on_submit=send>
            <AreaField
                caption=Caption::new("withdraw-reason", t("staff.notice.withdraw.reason")).error(missing)
                value=reason
                on_input=Callback::new(move |text| reason.set(text))
            />
            <div class="actions">
                <Button label=t("staff.notice.withdraw") kind=Kind::Danger submit=true busy=desk.busy />
            </div>
        </Form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_day_and_hour_are_the_citys() {
        let at = moment("2026-03-05", "9", 8).map(|at| at.to_rfc3339());
        assert_eq!(at.as_deref(), Some("2026-03-05T01:00:00+00:00"));
        assert_eq!(moment("", "9", 8), None);
        assert_eq!(moment("2026-03-05", "25", 8), None);
    }
}
