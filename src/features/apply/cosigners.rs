//! Who signs beside the applicant: inviting by link, and where each of them stands (A5).

use std::time::Duration;

use leptos::prelude::*;
use onething_api::cosign::{CosignState, CosignerList, CosignerView, Invite};

use super::work::Work;
use crate::{
    api,
    i18n::{date, day_of, moment, pick, t, tr},
    load::{Reading, reading, shown},
    platform::{self, id, share},
    ui::{Button, Card, Kind, Notice, Qr, Tag, Tone, live_if, say},
    words::code,
};

/// How often to look whether somebody has signed, while the page waits for it.
const LOOK: Duration = Duration::from_secs(4);

/// The card; nothing where only the applicant signs.
pub fn card(work: Work) -> AnyView {
    let needed = Memo::new(move |_| work.form.shape.with(|shape| shape.cosigners));
    live_if(move || (needed.get() > 0).then(|| untrack(|| needs(work))))
}

fn needs(work: Work) -> AnyView {
    let read = reading(move || async move {
        // The server says who signs what it has.
        work.send().await?;
        api::cosign::list(&work.id()).await
    });
    let looking = set_interval_with_handle(
        move || {
            if matches!(read.get_untracked(), Some(Ok(list)) if waits(&list)) {
                read.refetch();
            }
        },
        LOOK,
    );
    on_cleanup(move || {
        if let Ok(looking) = looking {
            looking.clear();
        }
    });
    let list = move |list: CosignerList| {
        let lines: Vec<AnyView> =
            list.cosigners.into_iter().map(|one| line(work, one, read)).collect();
        view! { <ul class="rows">{lines}</ul> }.into_any()
    };
    view! {
        <div id="cosigners" tabindex="-1">
            <Card title=t("cosign.title")>
                <p class="soft">{t("cosign.help")}</p>
                {shown(read, list)}
            </Card>
        </div>
    }
    .into_any()
}

/// Whether anybody is still to answer.
fn waits(list: &CosignerList) -> bool {
    list.cosigners.iter().any(|one| matches!(one.state, CosignState::Open | CosignState::Void))
}

fn line(work: Work, one: CosignerView, read: Reading<CosignerList>) -> AnyView {
    let label = pick(&one.label);
    let tone = match one.state {
        CosignState::Signed | CosignState::Filed => Tone::Good,
        CosignState::Declined | CosignState::Expired | CosignState::Void => Tone::Bad,
        CosignState::Missing | CosignState::Open => Tone::Warn,
    };
    let state = t(&format!("cosign.state.{}", code(&one.state)));
    let who = one.name.clone().map(|name| match one.answered_at {
        Some(at) => format!("{name} · {}", moment(at)),
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
            {one.link.clone().map(|link| invitation(&link))}
            {until.map(|until| view! { <p class="small soft">{until}</p> })}
            <div class="actions">{acts(work, &one, &label, read)}</div>
        </li>
    }
    .into_any()
}

/// The link to pass on: the other person scans it, or gets it in a message.
fn invitation(link: &str) -> AnyView {
    let address = format!("{}{link}", platform::window().location().origin().unwrap_or_default());
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
            <p class="small">{t("cosign.pass_on")}</p>
            <p class="small cosign-address">{address}</p>
            <Button label=t("cosign.copy") kind=Kind::Secondary icon="share" on_press=copy />
        </div>
    }
    .into_any()
}

fn acts(work: Work, one: &CosignerView, label: &str, read: Reading<CosignerList>) -> AnyView {
    let busy = RwSignal::new(false);
    let cosigner = one.id.clone();
    // One id for this button: a double tap invites once.
    let invite_id = id::fresh();
    let invite = Callback::new(move |()| {
        let invite = Invite { id: invite_id.clone(), cosigner: cosigner.clone() };
        busy.set(true);
        leptos::task::spawn_local(async move {
            if let Err(error) = api::cosign::invite(&work.id(), &invite).await {
                say(error.message());
            }
            busy.set(false);
            read.refetch();
        });
    });
    let cosigner = one.id.clone();
    let withdraw = Callback::new(move |()| {
        let cosigner = cosigner.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            if let Err(error) = api::cosign::withdraw(&work.id(), &cosigner).await {
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
    match one.state {
        CosignState::Missing => button("cosign.invite", Kind::Primary, invite),
        CosignState::Declined | CosignState::Expired => {
            button("cosign.invite_again", Kind::Secondary, invite)
        }
        CosignState::Open | CosignState::Void | CosignState::Signed => {
            button("cosign.withdraw", Kind::Quiet, withdraw)
        }
        CosignState::Filed => ().into_any(),
    }
}
