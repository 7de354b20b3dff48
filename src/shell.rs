//! What all programs have around their pages: start, the page that belongs to the address, the
//! switch of language.

use leptos::prelude::*;
use leptos_router::{
    WildcardSegment,
    components::{FlatRoutes, Route, Router},
};
use wasm_bindgen::{JsCast, JsValue};

use crate::{
    first,
    i18n::{self, Lang, t},
    json,
    platform::{self, history, look, network},
    router::{self, Page, Program},
    ui::{Empty, Page as PageView, live},
};

/// One of the programs.
pub struct FrontEnd {
    /// Which one; links to what others draw load a new document.
    pub program: Program,
    /// Its pages.
    pub pages: &'static [Page],
    /// Puts the frame around the page.
    pub frame: fn(AnyView) -> AnyView,
    /// Where visitors log in.
    pub login: &'static str,
    /// Where visitors begin, and begin again when a page is not there.
    pub home: &'static str,
}

#[derive(Clone, Copy)]
struct Ours(&'static FrontEnd);

/// Where visitors of this front end begin.
pub fn home() -> String {
    use_context::<Ours>().map_or("/", |ours| ours.0.home).to_owned()
}

/// Where they log in, to come back to this page.
pub fn login() -> String {
    let login = use_context::<Ours>().map_or("/login", |ours| ours.0.login);
    let here = history::here().with_untracked(|place| place.query.on(&place.path));
    format!("{login}?next={}", router::encode(&here))
}

/// Who is there, as far as guarding pages needs to know: `None` while it is being asked.
#[derive(Clone, Copy)]
pub struct SignedIn(pub Signal<Option<bool>>);

/// The counter that draws everything anew when the language has changed.
#[derive(Clone, Copy)]
pub struct Language(RwSignal<u32>);

/// Starts a front end: reads what `start.js` left, provides what all pages share, mounts. `provide`
/// runs once, outside of what the language redraws.
pub fn run(front_end: &'static FrontEnd, provide: fn()) {
    // As shipped, a panic ends the program without a word (docs/adr/0005-weight.md).
    if cfg!(debug_assertions) {
        console_error_panic_hook::set_once();
    }
    network::start();
    history::keep_to(front_end.program);
    i18n::use_texts(Lang::from_tag(&left_over("__lang")), parse(&left_over("__texts")));
    first::lay_out(came_along());
    mount_to_body(move || {
        let language = Language(RwSignal::new(0));
        provide_context(language);
        provide_context(Ours(front_end));
        let pages = move || {
            language.0.track();
            (front_end.frame)(view! { <Pages front_end=front_end /> }.into_any())
        };
        view! {
            <Router>
                {
                    history::start();
                    provide();
                    pages
                }
            </Router>
        }
    });
}

/// The router's one route: any address. Which page it is, the table says, so that a page is a line and the
/// route types do not grow with the pages.
#[component]
fn Pages(front_end: &'static FrontEnd) -> AnyView {
    view! {
        <FlatRoutes fallback=not_found>
            <Route path=WildcardSegment("any") view=move || page_of(front_end) />
        </FlatRoutes>
    }
    .into_any()
}

/// A text that `start.js` left on the window.
pub(crate) fn left_over(name: &str) -> String {
    let value = js_sys::Reflect::get(&platform::window(), &JsValue::from_str(name));
    value.ok().and_then(|value| value.as_string()).unwrap_or_default()
}

/// The answers that the service put into the document.
fn came_along() -> first::Answers {
    let node = platform::document().get_element_by_id("answers");
    node.and_then(|node| json::read(&node.text_content()?)).unwrap_or_default()
}

fn parse(texts: &str) -> i18n::Texts {
    json::read(texts).unwrap_or_default()
}

/// The page for the present address. Redrawn when the page or its segments change, not when only
/// the query does.
fn page_of(front_end: &'static FrontEnd) -> AnyView {
    let here = history::here();
    let path = Memo::new(move |_| here.with(|place| place.path.clone()));
    let signed_in = use_context::<SignedIn>();
    let view = move || {
        let path = path.get();
        let Some((page, params)) = router::find(front_end.pages, &path) else {
            return not_found();
        };
        let allowed = match signed_in {
            Some(SignedIn(signed_in)) if page.who.logs_in() => signed_in.get(),
            _ => Some(true),
        };
        match allowed {
            Some(true) => untrack(|| (page.view)(params)),
            Some(false) => {
                let login = login();
                queue_microtask(move || history::replace(&login));
                ().into_any()
            }
            None => view! { <crate::ui::Skeleton /> }.into_any(),
        }
    };
    live(view)
}

/// There is no such page, or not for this visitor.
pub fn not_found() -> AnyView {
    view! {
        <PageView title=t("not_found.title")>
            <Empty title=t("not_found.what") text=t("not_found.help") action=(home(), t("not_found.home")) />
        </PageView>
    }
    .into_any()
}

/// Fetches the other language and draws everything anew; the address, and with it the page, stays.
/// When the file cannot be had, the language stays as it is.
pub fn switch_language() {
    let Some(Language(drawn)) = use_context::<Language>() else {
        return;
    };
    leptos::task::spawn_local(async move {
        let lang = i18n::lang().other();
        match fetch_texts(lang).await {
            Some(texts) => {
                i18n::use_texts(lang, texts);
                look::set_lang(lang.tag());
                let here = history::here().get_untracked();
                history::replace(&here.query.with("lang", "").on(&here.path));
                drawn.update(|count| *count += 1);
            }
            None => crate::ui::say(t("error.offline")),
        }
    });
}

/// Draws this document in a language without remembering it, as previews do.
pub fn speak(lang: Lang) {
    let Some(Language(drawn)) = use_context::<Language>() else {
        return;
    };
    if lang == i18n::lang() {
        return;
    }
    leptos::task::spawn_local(async move {
        if let Some(texts) = fetch_texts(lang).await {
            i18n::use_texts(lang, texts);
            look::show("lang", lang.tag());
            drawn.update(|count| *count += 1);
        }
    });
}

async fn fetch_texts(lang: Lang) -> Option<i18n::Texts> {
    use wasm_bindgen_futures::JsFuture;
    let address = address_of_texts(lang)?;
    let fetched = JsFuture::from(platform::window().fetch_with_str(&address)).await.ok()?;
    let response: web_sys::Response = fetched.dyn_into().ok()?;
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    response.ok().then(|| json::read(&text)).flatten()
}

/// Where the texts of a language are, as `start.js` was told.
fn address_of_texts(lang: Lang) -> Option<String> {
    let start = platform::document().get_element_by_id("start")?;
    let name = start.get_attribute(&format!("data-texts-{}", lang.tag()))?;
    Some(start.get_attribute("data-base")? + &name)
}
