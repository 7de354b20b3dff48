//! The portal's document with a rendered page in it: language, head, body, and the answers that the page was
//! rendered with, for the program to begin with.

use axum::http::Uri;
use onething_portal::first::Answers;
use onething_portal::i18n::Lang;
use onething_portal::render::Rendered;

use crate::markup::escape;

/// Where and for whom a page is rendered.
pub struct Here<'a> {
    /// Scheme and host of the portal.
    pub base: String,
    /// The address.
    pub uri: &'a Uri,
    /// The reader's language.
    pub lang: Lang,
}

/// Fills a document; none where it has no place for a page.
pub fn fill(document: &str, here: &Here, page: &Rendered, answers: &Answers) -> Option<String> {
    let (top, rest) = document.split_once("<html lang=\"zh-CN\"")?;
    let (above, rest) = between(rest, "<!--head-->", "<!--/head-->")?;
    let (middle, below) = between(rest, "<!--page-->", "<!--/page-->")?;
    let json = serde_json::to_string(answers).ok()?.replace('<', "\\u003c");
    Some(format!(
        "{top}<html lang=\"{lang}\" data-rendered{above}{head}{middle}{html}\n\
         <script type=\"application/json\" id=\"answers\">{json}</script>{below}",
        lang = here.lang.tag(),
        head = head(here, page),
        html = page.html,
    ))
}

/// What stands before a pair of marks and behind it.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<(&'a str, &'a str)> {
    let (before, rest) = text.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some((before, after))
}

/// Title, description, addresses, and the card that messengers show (Open Graph).
fn head(here: &Here, page: &Rendered) -> String {
    let title = escape(&page.title);
    let description = escape(&page.head.description);
    let address = escape(&format!("{}{}", here.base, here.uri));
    let site = escape(&page.site);
    let base = escape(&here.base);
    let locale = if here.lang == Lang::En { "en" } else { "zh_CN" };
    let mut head = format!(
        "<title>{title}</title>\n\
         <meta property=\"og:type\" content=\"website\">\n\
         <meta property=\"og:site_name\" content=\"{site}\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n\
         <meta property=\"og:url\" content=\"{address}\">\n\
         <meta property=\"og:image\" content=\"{base}/share.png\">\n\
         <meta property=\"og:locale\" content=\"{locale}\">\n\
         <link rel=\"canonical\" href=\"{address}\">\n"
    );
    if !description.is_empty() {
        head.push_str(&format!(
            "<meta name=\"description\" content=\"{description}\">\n\
             <meta property=\"og:description\" content=\"{description}\">\n"
        ));
    }
    head
}

#[cfg(test)]
mod tests {
    use onething_portal::first::Answer;
    use onething_portal::head::Head;

    use super::*;

    const DOCUMENT: &str = "<!DOCTYPE html><html lang=\"zh-CN\" data-x><head><!--head--><title>t</title><!--/head--></head>\
        <body><div id=\"boot\"><!--page-->waiting<!--/page--></div></body></html>";

    #[test]
    fn nothing_breaks_out_of_its_place() {
        let uri = Uri::from_static("/guides?q=%22%3E");
        let here = Here { base: "https://city.example".into(), uri: &uri, lang: Lang::En };
        let page = Rendered {
            html: "<p>page</p>".into(),
            head: Head { title: String::new(), description: "a \"quoted\" <b>".into() },
            title: "</title><script>".into(),
            site: "City".into(),
            found: true,
            missed: Vec::new(),
        };
        let body = serde_json::json!({"text": "</script><script>alert(1)</script>"});
        let answers = Answers::from([("/api".to_owned(), Answer { status: 200, body })]);
        let html = fill(DOCUMENT, &here, &page, &answers).unwrap();
        assert!(html.contains("<html lang=\"en\" data-rendered data-x>"));
        assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"));
        assert!(html.contains("content=\"a &quot;quoted&quot; &lt;b&gt;\""));
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        assert!(!html.contains("waiting") && html.contains("<p>page</p>"));
        assert_eq!(fill("<html lang=\"zh-CN\">", &here, &page, &answers), None);
    }
}
