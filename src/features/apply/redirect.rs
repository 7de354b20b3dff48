//! `/cases/{number}/delivery`: how results are handed over is changed, as long as they are not (A8).

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::cases::CommandRequest;
use onething_api::guides::{CityView, GuideView};
use onething_api::session::Profile;
use onething_domain::case::{Command, CommandKind};
use onething_domain::draft::DraftContent;

use super::delivery::{self, Asked};
use super::fields::Around;
use super::filed::Filed;
use super::form::Form;
use crate::{
    api::{self, Wrote},
    i18n::t,
    links,
    load::{reading, shown},
    platform::{history, id},
    router::Params,
    ui::{Button, Empty, Kind, LinkButton, Page, say},
    words::why,
};

/// The page.
pub fn page(params: Params) -> AnyView {
    let number = params.get("number");
    let up = (links::case(&number), t("track.title"));
    let read = reading(move || {
        let number = number.clone();
        async move {
            let case: Filed = api::cases::case(&number).await?;
            let filed = &case.submission;
            let guide = api::guides::version(&filed.thing, filed.version).await?;
            let city = api::guides::city().await?;
            let profile = api::session::profile().await.unwrap_or_default();
            Ok((case, guide, city, profile))
        }
    });
    let body = |(case, guide, city, profile): (Filed, GuideView, CityView, Profile)| {
        let open = case.allowed.iter().any(|action| action.command == CommandKind::ChangeDelivery);
        match open {
            true => changing(case, guide, &city, &profile),
            false => {
                let action = (links::case(&case.number), t("track.title"));
                view! { <Empty title=t("redirect.none") action=action /> }.into_any()
            }
        }
    };
    view! { <Page title=t("redirect.title") lead=t("redirect.lead") up=up>{shown(read, body)}</Page> }
        .into_any()
}

fn changing(case: Filed, guide: GuideView, city: &CityView, profile: &Profile) -> AnyView {
    let content = DraftContent { delivery: Some(case.delivery), ..DraftContent::default() };
    let form = Form::new(Arc::new(guide.guide), &content, Callback::new(|()| {}));
    let known = |name: &str| profile.values.get(name).cloned().unwrap_or_default();
    let asked = Asked::new(form, Around::new(city), known("person.name"), known("person.phone"));
    let busy = RwSignal::new(false);
    let (number, seq) = (case.number, case.seq);
    let back = links::case(&number);
    // One id for this page: a double tap or a lost answer changes it once.
    let request_id = StoredValue::new(id::fresh());
    let send = Callback::new(move |()| {
        let Some(delivery) = asked.ready() else { return };
        let number = number.clone();
        let request = CommandRequest {
            id: request_id.get_value(),
            expected_seq: seq,
            command: Command::ChangeDelivery { delivery },
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match api::cases::command::<Filed>(&number, &request).await {
                Ok(Wrote::Done(_)) => {
                    say(t("redirect.done"));
                    history::go(&links::case(&number));
                }
                Ok(Wrote::Stale(_)) => {
                    say(t("error.stale_case"));
                    history::go(&links::case(&number));
                }
                Err(error) => {
                    say(why(&error).unwrap_or_else(|| error.message()));
                    // What is sent after this is another request.
                    if !error.offline {
                        request_id.set_value(id::fresh());
                    }
                }
            }
            busy.set(false);
        });
    });
    view! {
        {delivery::choice(asked)}
        <div class="actions">
            <Button label=t("redirect.save") busy=busy on_press=send />
            <LinkButton href=back label=t("crop.cancel") kind=Kind::Secondary />
        </div>
    }
    .into_any()
}
