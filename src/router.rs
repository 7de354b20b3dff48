//! Which page belongs to an address. Pure: the browser's side is `platform::history`.
//!
//! A page is one line of a table (`Page`); matching is a walk over a few dozen lines, so there is
//! no tree, no macro and nothing generic that would weigh on the first load.

use leptos::prelude::*;
pub use onething_api::programs::{Program, program};

/// Who may open a page. The server decides again for every request; this only saves the visitor
/// a page full of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anyone, also without the program: the service renders the page.
    Reader,
    /// No log-in needed.
    Anyone,
    /// Asks to log in first and comes back afterwards.
    SignedIn,
    /// The same; the service renders the page for whoever is logged in, so that it can be begun with before its
    /// program has come.
    Owner,
}

impl Who {
    /// Whether somebody has to be logged in.
    pub fn logs_in(self) -> bool {
        matches!(self, Self::SignedIn | Self::Owner)
    }
}

/// One line of a table of pages.
#[derive(Clone, Copy)]
pub struct Page {
    /// The address, with `{name}` for a segment that varies.
    pub path: &'static str,
    /// Who may open it.
    pub who: Who,
    /// Builds the page.
    pub view: fn(Params) -> AnyView,
}

/// The varying segments of an address, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(&'static str, String)>);

impl Params {
    /// The value of `{name}`; empty when the page's path has no such segment.
    pub fn get(&self, name: &str) -> String {
        self.0
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }
}

/// Finds the page for a path, with the values of its varying segments.
pub fn find(pages: &'static [Page], path: &str) -> Option<(&'static Page, Params)> {
    pages.iter().find_map(|page| capture(page.path, path).map(|params| (page, params)))
}

fn capture(pattern: &'static str, path: &str) -> Option<Params> {
    let mut found = Vec::new();
    let mut actual = path.trim_matches('/').split('/');
    for expected in pattern.trim_matches('/').split('/') {
        let segment = actual.next()?;
        match expected.strip_prefix('{').and_then(|e| e.strip_suffix('}')) {
            Some(_) if segment.is_empty() => return None,
            Some(name) => found.push((name, decode(segment))),
            None if expected == segment => {}
            None => return None,
        }
    }
    actual.next().is_none().then_some(Params(found))
}

/// The part of an address after `?`, in order, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=1&b=2`, with or without the leading `?`.
    pub fn parse(text: &str) -> Self {
        let pairs = text.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(key), decode(value))
                })
                .collect(),
        )
    }

    /// The first value of `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    /// Every pair, in order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The same with `key` set to `value`, in its old place if it had one; an empty value removes it.
    pub fn with(&self, key: &str, value: &str) -> Self {
        let mut pairs = self.0.clone();
        if value.is_empty() {
            pairs.retain(|(k, _)| k != key);
        } else if let Some(pair) = pairs.iter_mut().find(|(k, _)| k == key) {
            pair.1 = value.to_owned();
        } else {
            pairs.push((key.to_owned(), value.to_owned()));
        }
        Self(pairs)
    }

    /// `path?a=1&b=2`, or just `path` when there is nothing to say.
    pub fn on(&self, path: &str) -> String {
        let mut address = path.to_owned();
        for (index, (key, value)) in self.0.iter().enumerate() {
            address.push(if index == 0 { '?' } else { '&' });
            encode_into(&mut address, key);
            address.push('=');
            encode_into(&mut address, value);
        }
        address
    }
}

/// Percent-encodes one segment or value (RFC 3986: everything but unreserved characters).
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    encode_into(&mut encoded, text);
    encoded
}

fn encode_into(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        }
    }
}

/// Undoes percent-encoding and `+`; what is not well formed stays as it is, so that no address
/// can fail.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| {
            let pair = core::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        });
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: Params) -> AnyView {
        ().into_any()
    }

    const PAGES: &[Page] = &[
        Page { path: "/", who: Who::Anyone, view: nothing },
        Page { path: "/guides", who: Who::Anyone, view: nothing },
        Page { path: "/guides/{thing}/check", who: Who::Anyone, view: nothing },
        Page { path: "/guides/{thing}", who: Who::Anyone, view: nothing },
    ];

    fn path_of(address: &str) -> Option<&'static str> {
        find(PAGES, address).map(|(page, _)| page.path)
    }

    #[test]
    fn an_address_finds_its_page() {
        assert_eq!(path_of("/"), Some("/"));
        assert_eq!(path_of("/guides/"), Some("/guides"));
        assert_eq!(path_of("/guides/newborn"), Some("/guides/{thing}"));
        assert_eq!(path_of("/guides/newborn/check"), Some("/guides/{thing}/check"));
        assert_eq!(path_of("/guides/newborn/other"), None);
        assert_eq!(path_of("/nowhere"), None);
    }

    #[test]
    fn segments_are_decoded() {
        let (_, params) = find(PAGES, "/guides/%E6%96%B0%E7%94%9F").unwrap();
        assert_eq!(params.get("thing"), "新生");
        assert_eq!(params.get("other"), "");
    }

    #[test]
    fn a_query_survives_the_round_trip() {
        let query = Query::parse("?q=%E4%B8%80%20%26&event=birth&odd=%zz");
        assert_eq!(query.get("q"), Some("一 &"));
        assert_eq!(query.get("odd"), Some("%zz"));
        assert_eq!(Query::parse(&query.on("/x")[3..]), query);
    }

    #[test]
    fn a_query_changes_in_place() {
        let query = Query::parse("a=1&b=2");
        assert_eq!(query.with("a", "3").on("/x"), "/x?a=3&b=2");
        assert_eq!(query.with("a", "").on("/x"), "/x?b=2");
        assert_eq!(Query::default().on("/x"), "/x");
    }
}
