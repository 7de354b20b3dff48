//! The WeChat account: bound inside of WeChat by its OAuth, forgotten anywhere.

use leptos::prelude::*;

use super::settings::Desk;
use crate::{
    api,
    i18n::t,
    platform::{self, history, id, storage},
    router::encode,
    ui::{Button, Kind, live_if},
};

/// Where WeChat is asked who is there.
const AUTHORIZE: &str = "https://open.weixin.qq.com/connect/oauth2/authorize";
/// The page that it comes back to.
const HERE: &str = "/my/messages/settings";
/// Where the word is kept by which our own request is known again (RFC 6749 §10.12).
const STATE: &str = "wechat-state";

/// The part of the page; nothing where the city has no WeChat account.
pub fn part(desk: Desk) -> AnyView {
    let inside = RwSignal::new(false);
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            inside.set(platform::in_wechat());
            come_back(desk);
        }
    });
    let view = move || {
        let (bound, app) = desk.kept.with(|kept| (kept.wechat, kept.wechat_app.clone()));
        if app.is_empty() {
            return None;
        }
        Some(match (bound, inside.get()) {
            (true, _) => bound_part(desk),
            (false, true) => {
                let ask = Callback::new(move |()| ask(&app));
                view! { <Button label=t("messages.wechat.bind") kind=Kind::Secondary on_press=ask /> }
                    .into_any()
            }
            (false, false) => {
                view! { <p class="soft">{t("messages.wechat.inside")}</p> }.into_any()
            }
        })
    };
    live_if(view)
}

fn bound_part(desk: Desk) -> AnyView {
    let forget = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            desk.take(api::messages::forget_wechat().await, "messages.wechat.forgotten");
        });
    });
    view! {
        <div class="messages-contact">
            <p>{t("messages.wechat.bound")}</p>
            <Button label=t("messages.wechat.forget") kind=Kind::Quiet icon="trash" on_press=forget />
        </div>
    }
    .into_any()
}

/// Goes to WeChat, which comes back with a code.
fn ask(app: &str) {
    let state = id::fresh();
    storage::write(&storage::own(STATE), &state);
    let origin = platform::window().location().origin().unwrap_or_default();
    let back = encode(&format!("{origin}{HERE}"));
    history::leave(&format!(
        "{AUTHORIZE}?appid={}&redirect_uri={back}&response_type=code&scope=snsapi_base&state={state}#wechat_redirect",
        encode(app)
    ));
}

/// Binds what WeChat has come back with, if it was us who asked.
fn come_back(desk: Desk) {
    let place = history::here().get_untracked();
    let (Some(code), Some(state)) = (place.query.get("code"), place.query.get("state")) else {
        return;
    };
    let key = storage::own(STATE);
    let ours = storage::read(&key).is_some_and(|known| known == state);
    storage::remove(&key);
    let code = code.to_owned();
    history::replace(HERE);
    if ours {
        leptos::task::spawn_local(async move {
            desk.take(api::messages::bind_wechat(code).await, "messages.wechat.bound");
        });
    }
}
