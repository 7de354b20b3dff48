//! Showing a licence: a code that lives a minute, and a new one by itself as long as the page is looked at.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use onething_api::licences::{SHOWING_SECONDS, Showing};

use super::log::Log;
use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load::failure,
    platform::{self, clock, id, share},
    ui::{Button, Card, Kind, Qr, Skeleton, live, live_if, say},
};

/// A showing on the screen, and when it ends by this device's clock.
#[derive(Clone)]
struct Shown {
    address: String,
    until: DateTime<Utc>,
}

#[derive(Clone, Copy)]
struct Area {
    licence: StoredValue<String>,
    /// None before it was asked for.
    now: RwSignal<Option<Result<Shown, ApiError>>>,
    /// Seconds that are left.
    left: RwSignal<i64>,
    busy: RwSignal<bool>,
    log: Log,
}

/// The button that shows it, and the code.
pub fn area(licence: String, log: Log) -> AnyView {
    let area = Area {
        licence: StoredValue::new(licence),
        now: RwSignal::new(None),
        left: RwSignal::new(0),
        busy: RwSignal::new(false),
        log,
    };
    clock::every(Duration::from_millis(500), move || area.tick());
    let start = Callback::new(move |()| area.renew());
    let idle = Memo::new(move |_| area.now.with(Option::is_none));
    let begin = move || {
        idle.get().then(|| {
            view! {
                <p class="soft">{t("show.lead")}</p>
                <div class="actions">
                    <Button label=t("show.do") icon="card" busy=area.busy on_press=start />
                </div>
            }
            .into_any()
        })
    };
    view! { <Card title=t("show.title")>{live_if(begin)}{live(move || area.code())}</Card> }
        .into_any()
}

impl Area {
    /// Counts down. A page that nobody looks at shows nothing new.
    fn tick(self) {
        let until = self.now.with_untracked(|now| match now {
            Some(Ok(shown)) => Some(shown.until),
            _ => None,
        });
        let Some(until) = until else { return };
        let left = (until - clock::now()).num_seconds().clamp(0, SHOWING_SECONDS);
        if left != self.left.get_untracked() {
            self.left.set(left);
        }
        if left == 0 && !platform::document().hidden() {
            self.renew();
        }
    }

    fn renew(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let licence = self.licence.get_value();
            let answer = api::licences::show(&licence, id::fresh()).await;
            self.left.set(answer.as_ref().map_or(0, |showing| i64::from(showing.seconds)));
            self.now.set(Some(answer.map(Shown::new)));
            self.busy.set(false);
            self.log.again();
        });
    }

    /// The code with its seconds, or what went wrong.
    fn code(self) -> AnyView {
        match self.now.get() {
            None => ().into_any(),
            Some(Err(error)) => failure(&error, Some(Callback::new(move |()| self.renew()))),
            Some(Ok(shown)) => self.shown(shown.address),
        }
    }

    fn shown(self, address: String) -> AnyView {
        let copied = address.clone();
        let copy = Callback::new(move |()| {
            let copied = copied.clone();
            leptos::task::spawn_local(async move {
                let done = share::copy(&copied).await;
                say(t(if done { "show.copied" } else { "show.not_copied" }));
            });
        });
        let stop = Callback::new(move |()| self.now.set(None));
        let seconds = move || tr("show.left", &[("n", &self.left.get().to_string())]);
        // What has run out is not held out any longer, while the next one is on its way.
        let over = Memo::new(move |_| self.left.get() == 0);
        let picture = move || {
            if over.get() {
                return view! { <Skeleton blocks=1 /> }.into_any();
            }
            view! { <Qr text=address.clone() label=t("show.qr") /> }.into_any()
        };
        view! {
            <div class="showing">
                <div class="showing-code">{live(picture)}</div>
                <p class="showing-left" role="timer">{seconds}</p>
                <progress class="showing-bar" max=SHOWING_SECONDS value=move || self.left.get() aria-hidden="true"></progress>
                <p class="small soft">{t("show.help")}</p>
                <div class="actions">
                    <Button label=t("show.copy") kind=Kind::Secondary icon="share" on_press=copy />
                    <Button label=t("show.stop") kind=Kind::Quiet on_press=stop />
                </div>
            </div>
        }
        .into_any()
    }
}

impl Shown {
    fn new(showing: Showing) -> Self {
        let origin = platform::window().location().origin().unwrap_or_default();
        let left = TimeDelta::seconds(i64::from(showing.seconds));
        // Behind a hash: what is shown never reaches the logs of whoever stands between.
        let address = format!("{origin}/verify/licence#{}", showing.token);
        Self { address, until: clock::now() + left }
    }
}
