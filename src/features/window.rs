//! A visit at a clerk's window (A9): the person's own pages say whose window they are at, how the visit ends, and when it
//! is about to end by itself.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use onething_api::session::Visit;
use onething_domain::visit;

use crate::{
    api, app,
    i18n::{t, time, tr},
    load::when_read,
    platform::{
        clock::{every, now},
        page::focus,
    },
    session::Session,
    ui::{Notice, Tone, live_if, say},
};

/// How often the page looks at the time.
const LOOK: Duration = Duration::from_secs(5);

/// The frame around a page, with the visit above it where there is one.
pub fn frame(page: AnyView) -> AnyView {
    app::frame(view! { {bar()}{page} }.into_any())
}

fn bar() -> AnyView {
    let session = Session::get();
    let watch = Watch {
        session,
        next: StoredValue::new(DateTime::UNIX_EPOCH),
        ends: RwSignal::new(None),
        lapsed: RwSignal::new(false),
    };
    every(LOOK, move || watch.look());
    let bar = move || {
        let person = session.person()?;
        let words = tr("window.bar", &[("clerk", &person.window?), ("name", &person.name)]);
        let view = view! {
            <div class="window-bar" id="window-bar" tabindex="-1" role="region" aria-label=t("window.title")>
                <p>{words}</p>
                <button type="button" class="tool" on:click=move |_| session.end_visit()>{t("window.end")}</button>
            </div>
        };
        Some(view.into_any())
    };
    let lapsed = move || {
        let words = t("window.lapsed");
        watch.lapsed.get().then(|| {
            let way = view! { <a href="/staff/window">{t("window.title")}</a> };
            view! { <div class="window-note"><Notice tone=Tone::Warn title=words>{way}</Notice></div> }
                .into_any()
        })
    };
    view! { {live_if(bar)}{live_if(move || watch.warning())}{live_if(lapsed)} }.into_any()
}

/// Whether the visit is about to end by itself. The service's clock decides: it alone knows what was asked last, also by
/// other tabs.
#[derive(Clone, Copy)]
struct Watch {
    session: Session,
    /// When the service is asked again, by the device's clock.
    next: StoredValue<DateTime<Utc>>,
    /// When the visit ends by itself, once people are warned of it.
    ends: RwSignal<Option<DateTime<Utc>>>,
    /// Whether it has ended, and the session is the clerk's.
    lapsed: RwSignal<bool>,
}

impl Watch {
    fn look(self) {
        let person = untrack(|| self.session.person());
        // Of others nobody asks: they have no visit, and never had one.
        if person.is_some_and(|person| person.window.is_some() || !person.roles.is_empty())
            && self.next.get_value() <= now()
        {
            when_read(api::session::visit(), move |answer| {
                if let Ok(visit) = answer {
                    self.take(&visit);
                }
            });
        }
    }

    fn take(self, visit: &Visit) {
        let after = |seconds: u32| now() + TimeDelta::seconds(seconds.into());
        let Some(left) = visit.seconds_left else {
            if untrack(|| self.session.person()).is_some_and(|person| person.window.is_some()) {
                self.session.leave_visit();
            } else {
                self.lapsed.try_set(visit.lapsed);
                self.next.try_update_value(|next| *next = DateTime::<Utc>::MAX_UTC);
            }
            return;
        };
        let wait = visit::until_warning(left, visit.limit_seconds);
        self.next.try_update_value(|next| *next = after(wait));
        // Said once, and not again with every look.
        let warned = self.ends.try_get_untracked().flatten().is_some();
        if warned != (wait == 0) {
            self.ends.try_set((!warned).then(|| after(left)));
        }
    }

    fn warning(self) -> Option<AnyView> {
        let words = tr("window.warning", &[("time", &time(self.ends.get()?))]);
        let view = view! {
            <div class="window-note">
                <Notice tone=Tone::Warn title=words>
                    <button type="button" class="btn btn-secondary" on:click=move |_| self.go_on()>
                        {t("window.go_on")}
                    </button>
                </Notice>
            </div>
        };
        Some(view.into_any())
    }

    fn go_on(self) {
        when_read(api::session::go_on(), move |answer| match answer {
            Ok(visit) => {
                focus("window-bar"); // the button that was pressed is about to go
                self.take(&visit);
                say(t("window.goes_on"));
            }
            Err(error) => say(error.message()),
        });
    }
}
