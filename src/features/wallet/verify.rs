//! Whoever was shown a licence sees here whether it is genuine and holds.

use leptos::prelude::*;
use onething_api::licences::ShowingClaims;
use onething_domain::licence::LicenceStatus;

use super::verdict::{Standing, Verdict, judge};
use crate::{
    i18n::{date, moment, pick, t, tr},
    parts::licence::until,
    platform,
    router::Params,
    ui::{Button, Card, Facts, Kind, Notice, Page, Skeleton, Tone, live},
};

/// The page.
pub fn page(_: Params) -> AnyView {
    let verdict = RwSignal::new(None::<Verdict>);
    let look = Callback::new(move |()| {
        verdict.set(None);
        leptos::task::spawn_local(async move { verdict.set(Some(judge(token()).await)) });
    });
    Effect::new(move |_| look.run(()));
    // Another code that is scanned while this page is open changes only what stands behind the hash; so does a jump
    // within the page.
    let heard = window_event_listener(leptos::ev::hashchange, move |_| {
        if token().contains('.') {
            look.run(());
        }
    });
    on_cleanup(move || heard.remove());
    let said = move || match verdict.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(verdict) => says(verdict, look),
    };
    view! {
        <Page title=t("verify.licence.title") lead=t("verify.licence.lead")>
            <div class="stack" aria-live="polite">{live(said)}</div>
        </Page>
    }
    .into_any()
}

/// What stands behind the hash of the address.
fn token() -> String {
    let hash = platform::window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

fn says(verdict: Verdict, again: Callback<()>) -> AnyView {
    let retry = || {
        let label = t("state.retry");
        view! { <div class="actions"><Button label=label kind=Kind::Secondary on_press=again /></div> }
    };
    match verdict {
        Verdict::Missing => plain(Tone::Info, t("verify.missing"), t("verify.missing.help")),
        Verdict::Forged => plain(Tone::Bad, t("verify.forged"), t("verify.forged.help")),
        Verdict::Over => plain(Tone::Warn, t("verify.over"), t("verify.over.help")),
        Verdict::Unknown => {
            let said = plain(Tone::Warn, t("verify.unknown"), t("verify.unknown.help"));
            view! { {said}{retry()} }.into_any()
        }
        Verdict::Genuine(claims, standing) => genuine(&claims, standing),
    }
}

/// A verdict without a licence, and what to do about it.
fn plain(tone: Tone, title: String, text: String) -> AnyView {
    view! { <Notice tone=tone title=title><p>{text}</p></Notice> }.into_any()
}

fn genuine(claims: &ShowingClaims, standing: Standing) -> AnyView {
    let (tone, title, text) = match standing {
        Standing::Asked(LicenceStatus::Valid, _) => {
            (Tone::Good, t("verify.good"), t("verify.good.help"))
        }
        Standing::Asked(LicenceStatus::Revoked, _) => {
            (Tone::Bad, t("verify.revoked"), t("verify.revoked.help"))
        }
        Standing::Asked(LicenceStatus::Expired, _) => {
            (Tone::Bad, t("verify.expired"), t("verify.expired.help"))
        }
        Standing::Unasked => (Tone::Info, t("verify.offline"), t("verify.offline.help")),
    };
    let often = match standing {
        Standing::Asked(_, checks) if checks > 1 => Some(checks.to_string()),
        _ => None,
    };
    let (name, rows) = (pick(&claims.name), facts(claims));
    let often = often.map(|count| {
        let text = tr("verify.often.help", &[("n", &count)]);
        view! { <Notice tone=Tone::Warn title=t("verify.often")><p>{text}</p></Notice> }
    });
    view! {
        <Notice tone=tone title=title><p>{text}</p></Notice>
        {often}
        <Card title=name>
            <Facts rows=rows />
            <p class="small soft">{t("verify.compare")}</p>
        </Card>
    }
    .into_any()
}

fn facts(claims: &ShowingClaims) -> Vec<(String, AnyView)> {
    let row = |name: String, text: String| (name, view! { <span>{text}</span> }.into_any());
    let shown = chrono::DateTime::from_timestamp(claims.iat, 0).unwrap_or_default();
    let number = view! { <span class="number">{claims.number.clone()}</span> }.into_any();
    vec![
        row(t("verify.holder"), claims.holder.clone()),
        (t("verify.number"), number),
        row(t("verify.issuer"), pick(&claims.issuer)),
        row(t("verify.issued"), date(claims.issued_on)),
        row(t("verify.until"), until(claims.valid_until)),
        row(t("verify.shown"), moment(shown)),
    ]
}
