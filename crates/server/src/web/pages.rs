//! Pages as HTML (docs/adr/0006-rendered-pages.md): rendered by the portal's own components with the answers of this
//! service, so that they can be read before any program has loaded, and the public ones without one.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use onething_api::paths;
use onething_domain::canonical;
use onething_portal::first::{Answer, Answers};
use onething_portal::i18n::Lang;
use onething_portal::render::{Rendered, render};
use onething_portal::router::Who;
use tower::ServiceExt;

use super::template;
use crate::app::App;
use crate::etag;
use crate::extract::{origin, text};

/// How often a page may ask for more: each answer may lead to another question.
const ROUNDS: usize = 4;

/// A copy may be kept, and asked after each time.
const CACHING: &str = "no-cache";

/// What a page is, and by what of a request it differs.
const HTML: &str = "text/html; charset=utf-8";
const VARIES: &str = "accept-encoding, accept-language, cookie, host";

/// A page of one person is kept nowhere.
const PERSONAL: &str = "no-store";

/// Largest answer that a page is rendered with, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// Renders the page of an address into the portal's document; none where that fails, and the program draws
/// the page by itself.
pub async fn page(
    app: &App,
    api: &Router,
    uri: &Uri,
    headers: &HeaderMap,
    document: &str,
) -> Option<Response> {
    let lang = language(uri, headers);
    let mut answers = Answers::new();
    // The page of a person is rendered with what they may read; of nobody, there is none.
    let cookies = match onething_portal::app::rendered(uri.path()) {
        Some((page, _)) if page.who == Who::Owner => Some(headers.get(header::COOKIE)?),
        _ => None,
    };
    if cookies.is_some() {
        answers.insert(paths::SESSION.to_owned(), read(api, paths::SESSION, cookies).await?);
    }
    let mut rendered = attempt(app, uri, lang, &answers)?;
    for _ in 1..ROUNDS {
        let missed: Vec<String> =
            rendered.missed.iter().filter(|path| !answers.contains_key(*path)).cloned().collect();
        let known = answers.len();
        for path in missed {
            if let Some(answer) = read(api, &path, cookies).await {
                answers.insert(path, answer);
            }
        }
        if answers.len() == known {
            break;
        }
        rendered = attempt(app, uri, lang, &answers)?;
    }
    let here = template::Here { base: origin(app, headers), uri, lang };
    let html = template::fill(document, &here, &rendered, &answers)?;
    let status = status(&rendered, &answers);
    match cookies {
        // Whatever is wrong with it, the program knows better what to do about it.
        Some(_) if status != StatusCode::OK || !rendered.missed.is_empty() => None,
        Some(_) => Some(personal(html)),
        None => Some(respond(headers, status, html)),
    }
}

fn personal(html: String) -> Response {
    let headers =
        [(header::CONTENT_TYPE, HTML), (header::CACHE_CONTROL, PERSONAL), (header::VARY, VARIES)];
    (headers, html).into_response()
}

fn attempt(app: &App, uri: &Uri, lang: Lang, answers: &Answers) -> Option<Rendered> {
    let (path, query, now) = (uri.path(), uri.query().unwrap_or_default(), app.clock.now());
    match catch_unwind(AssertUnwindSafe(|| render(path, query, lang, now, answers.clone()))) {
        Ok(rendered) => Some(rendered),
        Err(_) => {
            tracing::error!("a page cannot be rendered; the program will draw it");
            None
        }
    }
}

/// Asks this service as anyone might, so that nothing can be in a page that is not for everybody; or as the person whose
/// page it is. What is not simply there is left to the program.
async fn read(api: &Router, path: &str, cookies: Option<&HeaderValue>) -> Option<Answer> {
    let mut request = Request::get(path);
    if let Some(cookies) = cookies {
        request = request.header(header::COOKIE, cookies);
    }
    let request = request.body(Body::empty()).ok()?;
    let Ok(response) = api.clone().oneshot(request).await;
    let status = response.status();
    if !matches!(status, StatusCode::OK | StatusCode::NOT_FOUND | StatusCode::GONE) {
        return None;
    }
    let bytes = to_bytes(response.into_body(), LARGEST).await.ok()?;
    Some(Answer { status: status.as_u16(), body: serde_json::from_slice(&bytes).ok()? })
}

/// A page is missing or gone with what it is about, and where nothing is at its address.
fn status(page: &Rendered, answers: &Answers) -> StatusCode {
    let worst = answers.values().map(|answer| answer.status).max().unwrap_or(200);
    if page.found { StatusCode::from_u16(worst).unwrap_or_default() } else { StatusCode::NOT_FOUND }
}

/// The reader's language: the address, then what the reader chose, then what the browser prefers (RFC 9110 §12.5.4).
fn language(uri: &Uri, headers: &HeaderMap) -> Lang {
    let asked = uri.query().and_then(|query| value(query.split('&'), "lang"));
    let chosen = text(headers, "cookie").and_then(|cookies| value(cookies.split("; "), "lang"));
    let preferred = text(headers, "accept-language").unwrap_or_default();
    let tags = asked.into_iter().chain(chosen).chain(by_preference(preferred));
    tags.into_iter().find(|tag| is_known(tag)).map_or(Lang::Zh, Lang::from_tag)
}

fn is_known(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    tag.starts_with("zh") || tag.starts_with("en")
}

/// The languages of a list, the most wanted first; those wanted alike in the order of the list.
fn by_preference(list: &str) -> Vec<&str> {
    let mut tags: Vec<(f32, &str)> = list
        .split(',')
        .map(|wish| {
            let (tag, weight) = wish.split_once(";q=").unwrap_or((wish, "1"));
            (weight.trim().parse().unwrap_or(0.0), tag.trim())
        })
        .collect();
    tags.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    tags.into_iter().map(|(_, tag)| tag).collect()
}

fn value<'a>(mut pairs: impl Iterator<Item = &'a str>, key: &str) -> Option<&'a str> {
    pairs.find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
}

fn respond(headers: &HeaderMap, status: StatusCode, html: String) -> Response {
    // Weak: one tag for all encodings, into which the service packs it on the way.
    let tag = format!("W/{}", etag::strong(&canonical::sha256(html.as_bytes()), ""));
    let page = || (status, [(header::CONTENT_TYPE, HTML)], html).into_response();
    // That nothing has changed can only be said of what is there.
    let mut response = match status {
        StatusCode::OK => etag::answer(headers, &tag, CACHING, page),
        _ => ([(header::CACHE_CONTROL, CACHING)], page()).into_response(),
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static(VARIES));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_asked_for_then_chosen_then_preferred() {
        let of = |uri: &'static str, cookie: &'static str, accepted: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", HeaderValue::from_static(cookie));
            headers.insert("accept-language", HeaderValue::from_static(accepted));
            language(&Uri::from_static(uri), &headers)
        };
        assert_eq!(of("/?lang=en", "lang=zh-CN", "zh"), Lang::En);
        assert_eq!(of("/?a=b", "a=b; lang=en", "zh"), Lang::En);
        assert_eq!(of("/", "", "fr, en;q=0.8, zh;q=0.7"), Lang::En);
        assert_eq!(of("/", "", "en;q=0.2, zh;q=0.9"), Lang::Zh);
        assert_eq!(of("/", "", "zh-TW"), Lang::Zh);
        assert_eq!(of("/?lang=xx", "", "fr"), Lang::Zh);
    }
}
