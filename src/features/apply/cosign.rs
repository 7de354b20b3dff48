//! `/cosign/{token}`: somebody who was invited sees everything, and signs or declines with a reason (A5).

use leptos::prelude::*;
use onething_api::cosign::{Cosign, CosignState, Invitation, REASON_MAX};
use onething_api::guides::{CityView, GuideView};
use onething_api::problem::Code;
use onething_domain::canonical;
use onething_domain::submission::Submission;

use super::fields::error_line;
use super::show;
use crate::{
    api::{self, ApiError},
    i18n::{moment, pick, t, tr},
    load::{Reading, in_words, reading, shown},
    platform::id,
    router::Params,
    ui::{
        AreaField, Button, Caption, Card, Dialog, Empty, Kind, Notice, Page, SignaturePad, Tone,
        live_if,
    },
    words::code,
};

/// What was asked, and what it is about as long as it may be read.
type Asked = (Invitation, Option<(GuideView, CityView)>);

/// The page.
pub fn page(params: Params) -> AnyView {
    let token = params.get("token");
    let asked = token.clone();
    let read = reading(move || {
        let token = asked.clone();
        async move { ask(&token).await }
    });
    let body = move |asked: Option<Asked>| match asked {
        Some((invitation, about)) => answer(token.clone(), invitation, about, read),
        None => view! { <Empty title=t("cosign.own") text=t("cosign.own.help") /> }.into_any(),
    };
    view! { <Page title=t("cosign.page")>{shown(read, body)}</Page> }.into_any()
}

/// The invitation; `None` for the applicant who opens their own link.
async fn ask(token: &str) -> Result<Option<Asked>, ApiError> {
    let invitation = match api::cosign::invitation(token).await {
        Ok(invitation) => invitation,
        Err(error) if error.problem.code == Code::Forbidden => return Ok(None),
        Err(error) => return Err(error),
    };
    let about = match &invitation.submission {
        Some(submission) => {
            let guide = api::guides::version(&submission.thing, submission.version).await?;
            Some((guide, api::guides::city().await?))
        }
        None => None,
    };
    Ok(Some((invitation, about)))
}

fn answer(
    token: String,
    invitation: Invitation,
    about: Option<(GuideView, CityView)>,
    read: Reading<Option<Asked>>,
) -> AnyView {
    let said = said(&invitation);
    let (Some((guide, city)), Some(submission)) = (about, invitation.submission) else {
        return said;
    };
    let label = pick(&invitation.label);
    let lead = tr(
        "cosign.lead",
        &[("from", &invitation.from), ("thing", &pick(&guide.guide.title)), ("label", &label)],
    );
    let pad = invitation.state.is_waiting().then(|| signing(token, submission.clone(), read));
    view! {
        <div class="stack">
            <p>{lead}</p>
            <p class="soft">{pick(&invitation.why)}</p>
            {said}
            {show::submission(&guide.guide, &submission, &city.regions, None)}
            {pad}
        </div>
    }
    .into_any()
}

/// Where it stands, where that is not simply "open".
fn said(invitation: &Invitation) -> AnyView {
    let when = invitation.answered_at.map(moment).unwrap_or_default();
    let tone = match invitation.state {
        CosignState::Open | CosignState::Missing => return ().into_any(),
        CosignState::Signed | CosignState::Filed => Tone::Good,
        CosignState::Declined => Tone::Info,
        CosignState::Void | CosignState::Expired | CosignState::Replaced => Tone::Warn,
    };
    let state = code(&invitation.state);
    let title = t(&format!("cosign.said.{state}"));
    let text =
        tr(&format!("cosign.said.{state}.text"), &[("when", &when), ("from", &invitation.from)]);
    view! { <Notice tone=tone title=title><p>{text}</p></Notice> }.into_any()
}

/// The pad, and the two answers.
fn signing(token: String, submission: Submission, read: Reading<Option<Asked>>) -> AnyView {
    let image = RwSignal::new(None::<String>);
    let unsigned = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let declining = RwSignal::new(false);
    let digests = canonical::digests(&submission);
    let tell = Callback::new(move |drawn: Option<String>| {
        unsigned.set(false);
        image.set(drawn);
    });
    // One id for what is shown: a double tap or a lost answer signs once.
    let request_id = id::fresh();
    let bound = digests.clone();
    let signed = token.clone();
    let sign = Callback::new(move |()| {
        failed.set(None);
        unsigned.set(image.with_untracked(Option::is_none));
        let Some(image) = image.get_untracked() else { return };
        let request = Cosign { id: request_id.clone(), digests: bound.clone(), image };
        let token = signed.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            match api::cosign::sign(&token, &request).await {
                Ok(_) => read.refetch(),
                // The applicant changed something just now: it is shown anew, to be read and signed.
                Err(error) if error.problem.code == Code::DigestMismatch => {
                    crate::ui::say(t("review.changed"));
                    read.refetch();
                }
                Err(error) => failed.set(Some(error)),
            }
            busy.set(false);
        });
    });
    let decline = Callback::new(move |()| declining.set(true));
    view! {
        <Card title=t("sign.title")>
            <p class="soft">{t("sign.law")}</p>
            {live_if(move || unsigned.get().then(|| error_line(t("sign.missing"))))}
            {live_if(move || failed.get().map(|error| failure(&error)))}
            <SignaturePad id=String::from("signature") label=t("sign.label") on_change=tell />
            {show::digests(&digests)}
        </Card>
        <div class="actions">
            <Button label=t("cosign.sign") busy=busy on_press=sign />
            <Button label=t("cosign.decline") kind=Kind::Secondary on_press=decline />
        </div>
        {declines(token, declining, read)}
    }
    .into_any()
}

fn failure(error: &ApiError) -> AnyView {
    let (title, text) = in_words(error);
    view! { <Notice tone=Tone::Bad title=title><p>{text}</p></Notice> }.into_any()
}

/// Asks for the reason that the applicant is told.
fn declines(token: String, open: RwSignal<bool>, read: Reading<Option<Asked>>) -> AnyView {
    let reason = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let close = Callback::new(move |()| open.set(false));
    let put = Callback::new(move |typed: String| {
        wrong.set(None);
        reason.set(typed);
    });
    let send = Callback::new(move |()| {
        let said = reason.get_untracked().trim().to_owned();
        if said.is_empty() || said.chars().count() > REASON_MAX {
            wrong.set(Some(tr("cosign.reason.wrong", &[("max", &REASON_MAX.to_string())])));
            return;
        }
        let token = token.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            match api::cosign::decline(&token, said).await {
                Ok(_) => {
                    open.set(false);
                    read.refetch();
                }
                Err(error) => wrong.set(Some(error.message())),
            }
            busy.set(false);
        });
    });
    view! {
        <Dialog open=open on_close=close title=t("cosign.decline.title")>
            <AreaField
                caption=Caption::new("cosign-reason", t("cosign.reason")).help(t("cosign.reason.help")).error(wrong)
                value=reason
                on_input=put
            />
            <div class="actions">
                <Button label=t("cosign.decline.send") kind=Kind::Danger busy=busy on_press=send />
                <Button label=t("crop.cancel") kind=Kind::Secondary on_press=close />
            </div>
        </Dialog>
    }
    .into_any()
}
