//! A notice as a file: front matter in TOML between lines of `+++`, then Markdown; behind a line `+++ en` the
//! English text.

use chrono::{DateTime, Utc};
use onething_domain::notice::{Notice, NoticeKind};
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

use crate::city::locate::line_at;

/// Stands before and behind the front matter.
const FENCE: &str = "+++";
/// Stands before the English text.
const ENGLISH: &str = "+++ en";

/// A notice of a city's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoticeFile {
    /// Its id, the name of the file.
    pub id: String,
    /// The notice.
    pub notice: Notice,
    /// Since when, or from when on, it can be read; none for a draft.
    pub published: Option<DateTime<Utc>>,
    /// When it was corrected.
    pub corrected: Option<DateTime<Utc>>,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Things among those of the notice that are no longer offered, and so in no file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<String>,
}

/// Its front matter.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Head {
    kind: NoticeKind,
    department: String,
    #[serde(default)]
    things: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    retired: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    corrected: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
    title: Text,
    summary: Text,
}

/// What is wrong with a file: line, what, remedy.
pub type FileFault = (usize, String, &'static str);

/// The line of the file on which the text in a language begins; 1 where there is none.
pub fn body_line(text: &str, english: bool) -> usize {
    let fences = text.lines().enumerate().filter(|(_, line)| line.trim_end() == FENCE).nth(1);
    let own = text.lines().position(|line| line.trim_end() == ENGLISH);
    let at = if english { own } else { fences.map(|(at, _)| at) };
    at.map_or(1, |at| at + 2)
}

/// The line of the front matter on which a key stands; 1 where it is missing.
pub fn key_line(text: &str, key: &str) -> usize {
    let own = |line: &str| {
        let name = line.trim_start_matches('[').split([']', '=']).next().unwrap_or_default();
        name.trim() == key
    };
    text.lines().position(own).map_or(1, |at| at + 1)
}

/// Reads a file.
///
/// # Errors
/// Where the front matter is missing or says something that is not known.
pub fn read(id: &str, text: &str) -> Result<NoticeFile, FileFault> {
    let missing = || {
        (1, "has no front matter".to_owned(), "begin with a line +++, then TOML, then a line +++")
    };
    let text = text.replace("\r\n", "\n");
    let rest = text.strip_prefix("+++\n").ok_or_else(missing)?;
    let (head, body) = rest.split_once("\n+++\n").ok_or_else(missing)?;
    let head: Head = toml::from_str(head).map_err(|error| {
        let line = 1 + error.span().map_or(1, |span| line_at(head, span.start));
        (line, error.message().replace('\n', " "), "see docs/content-format.md, notices")
    })?;
    let (zh, en) = match body.split_once("\n+++ en\n") {
        Some((zh, en)) => (zh, en),
        None => (body, ""),
    };
    let body = Text::new(zh.trim(), en.trim());
    Ok(NoticeFile {
        id: id.to_owned(),
        notice: Notice {
            kind: head.kind,
            department: head.department,
            title: head.title,
            summary: head.summary,
            things: [&head.things[..], &head.retired].concat(),
            body,
        },
        published: head.published,
        corrected: head.corrected,
        withdrawn: head.withdrawn,
        retired: head.retired,
    })
}

/// Writes a file that [`read`] reads back as it was.
///
/// # Errors
/// Never, for notices that can be stored.
pub fn write(file: &NoticeFile) -> Result<String, String> {
    let notice = &file.notice;
    let offered = notice.things.iter().filter(|thing| !file.retired.contains(thing));
    let head = Head {
        kind: notice.kind,
        department: notice.department.clone(),
        things: offered.cloned().collect(),
        retired: file.retired.clone(),
        published: file.published,
        corrected: file.corrected,
        withdrawn: file.withdrawn,
        title: notice.title.clone(),
        summary: notice.summary.clone(),
    };
    let head = toml::to_string(&head).map_err(|error| error.to_string())?;
    let english = match notice.body.en.trim() {
        "" => String::new(),
        en => format!("\n{ENGLISH}\n{en}\n"),
    };
    Ok(format!("{FENCE}\n{}\n{FENCE}\n{}\n{english}", head.trim_end(), notice.body.zh.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "+++\nkind = \"reading\"\ndepartment = \"health\"\nthings = [\"newborn\"]\npublished = \"2026-03-02T01:00:00Z\"\n\n[title]\nzh = \"解读\"\nen = \"Reading\"\n\n[summary]\nzh = \"一句话\"\n+++\n正文\n\n- 一\n\n+++ en\nThe text\n";

    #[test]
    fn comes_back_as_it_was() {
        let file = read("a", TEXT).unwrap();
        assert_eq!(
            (file.notice.body.zh.as_str(), file.notice.body.en.as_str()),
            ("正文\n\n- 一", "The text")
        );
        assert_eq!(write(&file).unwrap(), TEXT);
        assert_eq!(read("a", &write(&file).unwrap()), Ok(file));
        assert_eq!((body_line(TEXT, false), body_line(TEXT, true)), (14, 19));
        assert_eq!(
            [key_line(TEXT, "things"), key_line(TEXT, "summary"), key_line(TEXT, "x")],
            [4, 11, 1]
        );
    }

    #[test]
    fn things_that_are_no_longer_offered_are_kept_apart() {
        let text = TEXT.replace("published =", "retired = [\"old\"]\npublished =");
        let file = read("a", &text).unwrap();
        assert_eq!(file.notice.things, ["newborn", "old"]);
        assert_eq!(write(&file).unwrap(), text);
    }

    #[test]
    fn says_where_the_front_matter_is_broken() {
        assert_eq!(read("a", "正文").unwrap_err().0, 1);
        assert_eq!(read("a", "+++\nkind = \"reading\"\n正文").unwrap_err().0, 1);
        let (line, message, _) = read("a", &TEXT.replace("department", "departmnt")).unwrap_err();
        assert_eq!(line, 3, "{message}");
        assert!(message.contains("departmnt"));
        let (line, ..) = read("a", &TEXT.replace("\"reading\"", "\"rumour\"")).unwrap_err();
        assert_eq!(line, 2);
        let (line, ..) = read("a", &TEXT.replace("2026-03-02T", "2026-13-02T")).unwrap_err();
        assert_eq!(line, 5);
    }
}
