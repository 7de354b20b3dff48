//! Notices (通知公告) and policy readings (政策解读): what departments tell the public (G10).

use serde::{Deserialize, Serialize};

use crate::city::Role;
use crate::text::Text;

/// What kind of notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NoticeKind {
    /// 通知公告: something happens, closes, moves.
    Notice,
    /// 政策解读: what a rule means for people; it names the guides that it touches.
    Reading,
}

/// A notice as an editor writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    /// Which kind.
    pub kind: NoticeKind,
    /// Id of the department that issues it.
    pub department: String,
    /// Title.
    pub title: Text,
    /// What it is about, in a sentence.
    pub summary: Text,
    /// Ids of the things whose guides it touches.
    #[serde(default)]
    pub things: Vec<String>,
    /// The text in Markdown.
    pub body: Text,
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NoticeState {
    /// Being written.
    Draft,
    /// It will be published by itself.
    Scheduled,
    /// People read it.
    Published,
    /// It was taken back.
    Withdrawn,
}

/// What may be done with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NoticeAct {
    /// Write it.
    Write,
    /// Publish what is written.
    Publish,
    /// Take it back.
    Withdraw,
}

/// What decides who may do what with a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Where it stands.
    pub state: NoticeState,
    /// Whether what is written differs from what people read.
    pub changed: bool,
    /// Ids of those who have written since it was last published.
    pub writers: &'a [String],
}

impl Standing<'_> {
    /// Whether something waits to be published.
    pub fn waits(&self) -> bool {
        self.changed || matches!(self.state, NoticeState::Draft | NoticeState::Withdrawn)
    }

    /// Whether a member of staff has a part in what waits.
    pub fn is_own(&self, who: &str) -> bool {
        self.waits() && self.writers.iter().any(|writer| writer == who)
    }

    /// What a member of staff may do. Nobody publishes what they have a part in: a notice needs a second pair of
    /// eyes, as a guide does.
    pub fn allowed(&self, who: &str, roles: &[Role]) -> Vec<NoticeAct> {
        let publisher = roles.contains(&Role::Publisher);
        let readable = matches!(self.state, NoticeState::Published | NoticeState::Scheduled);
        [
            (NoticeAct::Write, roles.contains(&Role::Editor)),
            (NoticeAct::Publish, publisher && self.waits() && !self.is_own(who)),
            (NoticeAct::Withdraw, publisher && readable),
        ]
        .into_iter()
        .filter_map(|(act, may)| may.then_some(act))
        .collect()
    }
}

/// Longest title, in characters.
pub const TITLE: usize = 100;
/// Longest summary, in characters.
pub const SUMMARY: usize = 300;
/// Longest text in one language, in bytes: some thirty pages.
pub const BODY: usize = 100_000;
/// Most guides that a notice touches.
pub const THINGS: usize = 30;

/// What keeps a notice from being published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeFault {
    /// Where: `title`, `summary`, `department`, `things`, `body.zh` or `body.en`.
    pub field: String,
    /// The line of the text, counted from 1; 0 where it is about the whole field.
    pub line: u32,
    /// What is wrong.
    pub code: NoticeFaultCode,
}

/// What may be wrong with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NoticeFaultCode {
    /// Nothing is written.
    Empty,
    /// It is longer than allowed.
    Long,
    /// It names something that does not exist: a department, a thing.
    Unknown,
    /// A policy reading that names no guide.
    NoGuide,
    /// HTML, which is shown as text.
    Html,
    /// A link that leads where links may not ([`crate::prose::is_safe`]).
    Address,
    /// A picture.
    Picture,
    /// Lists or quotations within one another deeper than can be read.
    Deep,
}

impl NoticeFaultCode {
    /// What is wrong, and what to do; for whoever reads the program's errors.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Empty => ("is empty", "write it in Chinese at least"),
            Self::Long => {
                ("is too long", "title 100, summary 300 characters, text 100,000 bytes, 30 guides")
            }
            Self::Unknown => {
                ("names something that does not exist", "use an id of departments.toml or things/")
            }
            Self::NoGuide => {
                ("names no guide", "a policy reading names the things that it touches")
            }
            Self::Html => ("holds HTML", "write Markdown, or put the words between backticks"),
            Self::Address => {
                ("has a link that leads nowhere safe", "begin it with /, https://, tel: or mailto:")
            }
            Self::Picture => {
                ("holds a picture", "say it in words, or link to a page that shows it")
            }
            Self::Deep => ("is nested too deeply", "write it with fewer levels"),
        }
    }
}

/// Everything wrong with a notice but its text's Markdown, which the server reads. `knows_department` and
/// `knows_thing` tell what exists.
pub fn check(
    notice: &Notice,
    knows_department: impl Fn(&str) -> bool,
    knows_thing: impl Fn(&str) -> bool,
) -> Vec<NoticeFault> {
    use NoticeFaultCode::{Empty, Long, NoGuide, Unknown};
    let mut faults = Vec::new();
    let mut add = |field: &str, wrong: bool, code| {
        if wrong {
            faults.push(NoticeFault { field: field.to_owned(), line: 0, code });
        }
    };
    let longer = |text: &Text, most: usize| {
        [&text.zh, &text.en].iter().any(|text| text.chars().count() > most)
    };
    add("title", notice.title.zh.trim().is_empty(), Empty);
    add("title", longer(&notice.title, TITLE), Long);
    add("summary", notice.summary.zh.trim().is_empty(), Empty);
    add("summary", longer(&notice.summary, SUMMARY), Long);
    add("department", notice.department.is_empty(), Empty);
    let foreign = !notice.department.is_empty() && !knows_department(&notice.department);
    add("department", foreign, Unknown);
    add("things", notice.kind == NoticeKind::Reading && notice.things.is_empty(), NoGuide);
    add("things", notice.things.len() > THINGS, Long);
    add("things", !notice.things.iter().all(|thing| knows_thing(thing)), Unknown);
    add("body.zh", notice.body.zh.trim().is_empty(), Empty);
    add("body.zh", notice.body.zh.len() > BODY, Long);
    add("body.en", notice.body.en.len() > BODY, Long);
    faults
}

#[cfg(test)]
mod tests {
    #[test]
    fn nobody_publishes_what_they_have_a_part_in() {
        use super::{NoticeAct, NoticeState, Standing};
        use crate::city::Role;
        let writers = ["a".to_owned(), "b".to_owned()];
        let both = [Role::Editor, Role::Publisher];
        let draft = Standing { state: NoticeState::Draft, changed: false, writers: &writers };
        for writer in ["a", "b"] {
            assert_eq!(draft.allowed(writer, &both), [NoticeAct::Write], "{writer}");
        }
        assert_eq!(draft.allowed("c", &both), [NoticeAct::Write, NoticeAct::Publish]);
        assert_eq!(draft.allowed("c", &[Role::Editor]), [NoticeAct::Write]);
        let read = Standing { state: NoticeState::Published, changed: false, writers: &[] };
        assert_eq!(read.allowed("c", &both), [NoticeAct::Write, NoticeAct::Withdraw]);
    }

    use super::*;

    fn reading() -> Notice {
        Notice {
            kind: NoticeKind::Reading,
            department: "health".to_owned(),
            title: Text::zh("解读"),
            summary: Text::zh("一句话"),
            things: vec!["newborn".to_owned()],
            body: Text::zh("正文"),
        }
    }

    fn faults(notice: &Notice) -> Vec<(String, NoticeFaultCode)> {
        let found = check(notice, |id| id == "health", |id| id == "newborn");
        found.into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn names_the_field_that_is_wrong() {
        assert!(faults(&reading()).is_empty());
        let fault = |change: fn(&mut Notice)| {
            let mut notice = reading();
            change(&mut notice);
            faults(&notice)
        };
        let one = |field: &str, code| vec![(field.to_owned(), code)];
        assert_eq!(fault(|n| n.title.zh = " ".into()), one("title", NoticeFaultCode::Empty));
        assert_eq!(
            fault(|n| n.summary.en = "x".repeat(301)),
            one("summary", NoticeFaultCode::Long)
        );
        assert_eq!(fault(|n| n.department.clear()), one("department", NoticeFaultCode::Empty));
        assert_eq!(
            fault(|n| n.department = "moon".into()),
            one("department", NoticeFaultCode::Unknown)
        );
        assert_eq!(fault(|n| n.things.clear()), one("things", NoticeFaultCode::NoGuide));
        assert_eq!(
            fault(|n| n.things.push("moon".into())),
            one("things", NoticeFaultCode::Unknown)
        );
        assert_eq!(fault(|n| n.body.zh.clear()), one("body.zh", NoticeFaultCode::Empty));
        assert_eq!(
            fault(|n| n.body.en = "x".repeat(BODY + 1)),
            one("body.en", NoticeFaultCode::Long)
        );
        let plain = Notice { kind: NoticeKind::Notice, things: Vec::new(), ..reading() };
        assert!(faults(&plain).is_empty(), "a notice need not touch a guide");
    }
}
