//! Who signs beside the applicant: inviting by link, anew where one has run out or was lost, and where each of them
//! stands (A5); over a draft in its review, over a case at `/cosign/cases/{number}`.

use std::time::Duration;

use leptos::prelude::*;
use onething_api::cosign::{CosignState, CosignerList, CosignerView, Invite};
use onething_api::problem::Code;
use onething_domain::cosign::DAYS;

use super::filing::is_undecided;
use super::work::Work;
use crate::{
    api::{self, ApiError},
    i18n::{date, day_of, moment, pick, t, tr},
    links,
    load::{Reading, lasting, reading, shown},
    platform::{self, clock, id, share},
    router::Params,
    ui::{Button, Card, Empty, Kind, Notice, Page, Qr, Tag, Tone, live_if, say},
    words::code,
};

/// How often to look whether somebody has signed, while the page waits for it.
const LOOK: Duration = Duration::from_secs(4);

/// What is signed by several.
#[derive(Clone, Copy)]
enum Over {
    /// A draft.
    Draft(StoredValue<Work>),
    /// A case, by its number: after a correction all sign again.
    Case(StoredValue<String>),
}

impl Over {
    async fn list(self) -> Result<CosignerList, ApiError> {
        match self {
            Self::Draft(work) => {
                // The server says who signs what it has.
                let work = work.get_value();
                work.send().await?;
                api::cosign::list(&work.id()).await
            }
            Self::Case(number) => api::cosign::list_of_case(&number.get_value()).await,
        }
    }

    async fn invite(self, invite: &Invite) -> Result<CosignerList, ApiError> {
        match self {
            Self::Draft(work) => api::cosign::invite(&work.get_value().id(), invite).await,
            Self::Case(number) => api::cosign::invite_again(&number.get_value(), invite).await,
        }
    }
}

/// The card; nothing where only the applicant signs.
pub fn card(work: Work) -> AnyView {
    let needed = Memo::new(move |_| work.form.shape.with(|shape| shape.cosigners));
    let card = move || {
        view! {
            <div id="cosigners" tabindex="-1">
                <Card title=t("cosign.title")>
                    <p class="soft">{t("cosign.help")}</p>
                    {signers(Over::Draft(StoredValue::new(work)))}
                </Card>
            </div>
        }
        .into_any()
    };
    live_if(move || (needed.get() > 0).then(|| untrack(card)))
}

/// The page of a case: who has to sign again, and a new link for each.
pub fn page(params: Params) -> AnyView {
    let number = params.get("number");
    let up = (links::case(&number), t("track.title"));
    let list = signers(Over::Case(StoredValue::new(number)));
    view! {
        <Page title=t("cosign.title") lead=t("cosign.case.lead") up=up><Card>{list}</Card></Page>
    }
    .into_any()
}

fn signers(over: Over) -> AnyView {
    let (last, old) = (StoredValue::new(None::<CosignerList>), RwSignal::new(false));
    let read = reading(move || async move { lasting(over.list().await, is_undecided, last, old) });
    clock::every(LOOK, move || {
        if matches!(read.get_untracked(), Some(Ok(list)) if waits(&list)) {
            read.refetch();
        }
    });
    let list = move |list: CosignerList| {
        if list.cosigners.is_empty() {
            return view! { <Empty title=t("cosign.none") /> }.into_any();
        }
        let lines: Vec<AnyView> =
            list.cosigners.into_iter().map(|one| line(over, one, read)).collect();
        view! { <ul class="rows">{lines}</ul> }.into_any()
    };
    let may_be_old = move || {
        old.get().then(|| view! { <Notice tone=Tone::Warn title=t("track.lost") /> }.into_any())
    };
    view! { {live_if(may_be_old)}{shown(read, list)} }.into_any()
}

/// Whether anybody is still to answer.
fn waits(list: &CosignerList) -> bool {
    list.cosigners.iter().any(|one| one.state.is_waiting())
}

fn line(over: Over, one: CosignerView, read: Reading<CosignerList>) -> AnyView {
    let label = pick(&one.label);
    let tone = match one.state {
        CosignState::Signed | CosignState::Filed => Tone::Good,
        CosignState::Declined
        | CosignState::Expired
        | CosignState::Void
        | CosignState::Replaced => Tone::Bad,
        CosignState::Missing | CosignState::Open => Tone::Warn,
    };
    let state = t(&format!("cosign.state.{}", code(&one.state)));
    let who = one.name.clone().map(|name| match one.answered_at {
        Some(at) => format!("{name} · {}", moment(at)),
        // A case knows whose signature it waits for, whether or not they have opened the new link.
        None if matches!(over, Over::Case(_)) => name,
        None => tr("cosign.opened", &[("name", &name)]),
    });
    let reason = one.reason.clone().map(|reason| {
        view! { <Notice tone=Tone::Warn title=t("cosign.declined.why")><p>{reason}</p></Notice> }
    });
    let until = one
        .expires_at
        .filter(|_| one.link.is_some())
        .map(|at| tr("cosign.until", &[("date", &date(day_of(at)))]));
    view! {
        <li class="row-item">
            <p class="row-name">{label.clone()}" "<Tag label=state tone=tone /></p>
            <p class="small soft">{pick(&one.why)}</p>
            {who.map(|who| view! { <p class="small">{who}</p> })}
            {reason}
            {(one.state == CosignState::Expired).then(expired)}
            {one.link.clone().map(|link| invitation(over, &link))}
            {until.map(|until| view! { <p class="small soft">{until}</p> })}
            <div class="actions">{acts(over, &one, &label, read)}</div>
        </li>
    }
    .into_any()
}

fn expired() -> AnyView {
    let help = tr("cosign.expired.help", &[("days", &DAYS.to_string())]);
    view! { <p class="small">{help}</p> }.into_any()
}

/// The link to pass on: the other person scans it, or gets it in a message.
fn invitation(over: Over, link: &str) -> AnyView {
    let pass_on = match over {
        Over::Draft(_) => t("cosign.pass_on"),
        Over::Case(_) => t("cosign.case.pass_on"),
    };
    // A server that draws the page leaves it to the program to say where it is.
    let origin =
        platform::IN_BROWSER.then(|| platform::window().location().origin().ok()).flatten();
    let address = format!("{}{link}", origin.unwrap_or_default());
    let copied = address.clone();
    let copy = Callback::new(move |()| {
        let copied = copied.clone();
        leptos::task::spawn_local(async move {
            say(if share::copy(&copied).await {
                t("cosign.copied")
            } else {
                t("cosign.copy_by_hand")
            });
        });
    });
    view! {
        <div class="cosign-link">
            <Qr text=address.clone() label=t("cosign.qr") />
            <p class="small">{pass_on}</p>
            <p class="small cosign-address">{address}</p>
            <Button label=t("cosign.copy") kind=Kind::Secondary icon="share" on_press=copy />
        </div>
    }
    .into_any()
}

fn acts(over: Over, one: &CosignerView, label: &str, read: Reading<CosignerList>) -> AnyView {
    let busy = RwSignal::new(false);
    let cosigner = one.id.clone();
    // One id for this button: a double tap invites once.
    let invite_id = id::fresh();
    let is_newer = one.state != CosignState::Missing;
    let invite = Callback::new(move |()| {
        let invite = Invite { id: invite_id.clone(), cosigner: cosigner.clone() };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match over.invite(&invite).await {
                Ok(_) if is_newer => say(t("cosign.renewed")),
                Ok(_) => {}
                // They were quicker.
                Err(error) if error.problem.code == Code::InvitationOver => {
                    say(t("cosign.has_signed"));
                }
                Err(error) => say(error.message()),
            }
            busy.set(false);
            read.refetch();
        });
    });
    let cosigner = one.id.clone();
    let withdraw = Callback::new(move |()| {
        let Over::Draft(work) = over else { return };
        let cosigner = cosigner.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            if let Err(error) = api::cosign::withdraw(&work.get_value().id(), &cosigner).await {
                say(error.message());
            }
            busy.set(false);
            read.refetch();
        });
    });
    let button = |word: &str, kind, press| {
        let describe = format!("{} {label}", t(word));
        view! { <Button label=t(word) kind=kind describe=describe busy=busy on_press=press /> }
            .into_any()
    };
    let inviting = match one.state {
        CosignState::Missing => Some(button("cosign.invite", Kind::Primary, invite)),
        state if state.is_waiting() => Some(button("cosign.renew", Kind::Secondary, invite)),
        state if state.gives_way() => Some(button("cosign.invite_again", Kind::Secondary, invite)),
        _ => None,
    };
    let is_out = one.state.is_readable() && matches!(over, Over::Draft(_));
    let withdrawing = is_out.then(|| button("cosign.withdraw", Kind::Quiet, withdraw));
    view! { {inviting}{withdrawing} }.into_any()
}
