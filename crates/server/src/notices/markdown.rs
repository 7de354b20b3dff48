//! Markdown into parts. What Markdown may hold and we do not is shown as text and named as a fault; no HTML
//! comes out of here.

use onething_domain::notice::{BODY, NoticeFaultCode};
use onething_domain::prose::{Mark, Part, is_safe};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

/// Deepest nesting that is kept.
const DEEPEST: usize = 12;

/// What a text says, and what is wrong with it, by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The parts.
    pub parts: Vec<Part>,
    /// Line, counted from 1, and fault.
    pub faults: Vec<(u32, NoticeFaultCode)>,
}

/// Reads a text. One that is too long is not looked at.
pub fn read(text: &str) -> Reading {
    if text.len() > BODY {
        return Reading { parts: Vec::new(), faults: vec![(0, NoticeFaultCode::Long)] };
    }
    let mut tree = Tree {
        open: vec![Open { mark: None, text: String::new(), parts: Vec::new() }],
        faults: Vec::new(),
    };
    let mut lines = Lines { text, at: 0, line: 1 };
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        tree.take(event, lines.of(range.start));
    }
    tree.faults.sort_unstable_by_key(|(line, _)| *line);
    tree.faults.dedup();
    Reading { parts: tree.end(), faults: tree.faults }
}

/// Counts lines up to a place; places come nearly in order, so each byte is looked at about once.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, place: usize) -> u32 {
        if place < self.at {
            return self.line;
        }
        let between = self.text.as_bytes().get(self.at..place).unwrap_or_default();
        self.line +=
            u32::try_from(between.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(0);
        self.at = place;
        self.line
    }
}

/// A part that is still being read; without a mark its parts go to the one around it.
struct Open {
    mark: Option<Mark>,
    text: String,
    parts: Vec<Part>,
}

struct Tree {
    open: Vec<Open>,
    faults: Vec<(u32, NoticeFaultCode)>,
}

impl Tree {
    fn take(&mut self, event: Event, line: u32) {
        match event {
            Event::Start(tag) => self.start(&tag, line),
            Event::End(_) => self.close(),
            Event::Text(words) => self.words(&words),
            Event::Code(words) => self
                .add(Part { text: words.into_string(), ..Part::holding(Mark::Code, Vec::new()) }),
            Event::Html(words) | Event::InlineHtml(words) => {
                self.faults.push((line, NoticeFaultCode::Html));
                self.words(&words);
            }
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.add(Part::holding(Mark::Break, Vec::new())),
            Event::Rule => self.add(Part::holding(Mark::Rule, Vec::new())),
            // Extensions that are not switched on.
            Event::InlineMath(words)
            | Event::DisplayMath(words)
            | Event::FootnoteReference(words) => self.words(&words),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag, line: u32) {
        let mut text = String::new();
        let mark = match tag {
            Tag::Paragraph | Tag::HtmlBlock | Tag::CodeBlock(_) => Some(Mark::Paragraph),
            Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. } => Some(Mark::Heading),
            Tag::Heading { .. } => Some(Mark::Subheading),
            Tag::BlockQuote(_) => Some(Mark::Quote),
            Tag::List(None) => Some(Mark::List),
            Tag::List(Some(_)) => Some(Mark::Numbered),
            Tag::Item => Some(Mark::Entry),
            Tag::Table(_) => Some(Mark::Table),
            Tag::TableHead => Some(Mark::Head),
            Tag::TableRow => Some(Mark::Row),
            Tag::TableCell => Some(Mark::Cell),
            Tag::Strong => Some(Mark::Strong),
            Tag::Emphasis => Some(Mark::Emphasis),
            Tag::Link { dest_url, .. } if is_safe(dest_url) => {
                text = dest_url.to_string();
                Some(Mark::Link)
            }
            Tag::Link { .. } => {
                self.faults.push((line, NoticeFaultCode::Address));
                None
            }
            Tag::Image { .. } => {
                self.faults.push((line, NoticeFaultCode::Picture));
                None
            }
            _ => None,
        };
        let deep = self.open.len() > DEEPEST;
        if deep && mark.is_some() {
            self.faults.push((line, NoticeFaultCode::Deep));
        }
        self.open.push(Open { mark: mark.filter(|_| !deep), text, parts: Vec::new() });
    }

    fn close(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        let Some(Open { mark, text, parts }) = self.open.pop() else { return };
        match mark {
            Some(mark) => self.add(Part { mark, text, parts }),
            None => parts.into_iter().for_each(|part| self.add(part)),
        }
    }

    fn add(&mut self, part: Part) {
        if let Some(open) = self.open.last_mut() {
            open.parts.push(part);
        }
    }

    /// Words behind words are one text.
    fn words(&mut self, words: &str) {
        match self.open.last_mut().and_then(|open| open.parts.last_mut()) {
            Some(last) if last.mark == Mark::Text => last.text.push_str(words),
            _ => self.add(Part::words(words)),
        }
    }

    /// The end of a line within a paragraph: a space between words, nothing between Chinese characters.
    fn soft_break(&mut self) {
        let last = self
            .open
            .last()
            .and_then(|open| open.parts.last())
            .and_then(|part| part.text.chars().last());
        if last.is_none_or(|last| last.is_ascii()) {
            self.words(" ");
        }
    }

    fn end(&mut self) -> Vec<Part> {
        while self.open.len() > 1 {
            self.close();
        }
        self.open.pop().map(|root| root.parts).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(parts: &[Part]) -> String {
        let words = |part: &Part| {
            let own = if part.mark == Mark::Link { "" } else { part.text.as_str() };
            format!("{own}{}", plain(&part.parts))
        };
        parts.iter().map(words).collect()
    }

    fn faults(text: &str) -> Vec<(u32, NoticeFaultCode)> {
        read(text).faults
    }

    #[test]
    fn reads_what_notices_are_made_of() {
        let text = "## 怎么办\n\n第一段，**要紧**，见[指南](/guides/newborn)。\n接着\n\n1. 一\n2. 二\n\n| 项目 | 天数 |\n|---|---|\n| 甲 | 3 |\n\n---\n";
        let reading = read(text);
        assert!(reading.faults.is_empty(), "{:?}", reading.faults);
        let marks: Vec<Mark> = reading.parts.iter().map(|part| part.mark).collect();
        assert_eq!(
            marks,
            [Mark::Heading, Mark::Paragraph, Mark::Numbered, Mark::Table, Mark::Rule]
        );
        let paragraph = &reading.parts[1];
        assert_eq!(paragraph.parts[1].mark, Mark::Strong);
        assert_eq!(
            (paragraph.parts[3].mark, paragraph.parts[3].text.as_str()),
            (Mark::Link, "/guides/newborn")
        );
        assert_eq!(plain(&paragraph.parts), "第一段，要紧，见指南。接着");
        let table = &reading.parts[3];
        assert_eq!((table.parts[0].mark, table.parts[1].mark), (Mark::Head, Mark::Row));
        assert_eq!(plain(&table.parts[1].parts), "甲3");
    }

    #[test]
    fn what_could_run_is_text_and_named_with_its_line() {
        let script = read("第一行\n\n<script>alert(1)</script>\n");
        assert_eq!(script.faults, [(3, NoticeFaultCode::Html)]);
        assert!(plain(&script.parts).contains("<script>alert(1)</script>"), "shown as text");
        assert_eq!(faults("字<img src=x onerror=alert(1)>字"), [(1, NoticeFaultCode::Html)]);
        assert_eq!(faults("\n[点我](javascript:alert(1))"), [(2, NoticeFaultCode::Address)]);
        assert_eq!(faults("[点我](JaVaScRiPt:alert(1))"), [(1, NoticeFaultCode::Address)]);
        assert_eq!(faults("[a](&#106;avascript:alert(1))"), [(1, NoticeFaultCode::Address)]);
        assert_eq!(faults("<javascript:alert(1)>"), [(1, NoticeFaultCode::Address)]);
        assert_eq!(faults("[a](data:text/html;base64,PHM+)"), [(1, NoticeFaultCode::Address)]);
        assert_eq!(
            faults("![图](https://elsewhere.example/x.png)"),
            [(1, NoticeFaultCode::Picture)]
        );
        assert_eq!(faults("[a]\n\n[a]: javascript:alert(1)"), [(1, NoticeFaultCode::Address)]);
        assert_eq!(plain(&read("[点我](javascript:alert(1))").parts), "点我");
    }

    #[test]
    fn no_link_comes_out_that_is_not_safe() {
        fn links(parts: &[Part]) -> Vec<&str> {
            parts
                .iter()
                .flat_map(|part| {
                    let mut found = links(&part.parts);
                    if part.mark == Mark::Link {
                        found.push(&part.text);
                    }
                    found
                })
                .collect()
        }
        let text =
            "[a](javascript:x) [b](/ok) <https://ok.example> [c](//evil) [d](\tjavascript:x)";
        let reading = read(text);
        assert_eq!(links(&reading.parts), ["/ok", "https://ok.example"]);
    }

    #[test]
    fn a_text_that_is_too_large_or_too_deep_is_refused_at_once() {
        assert_eq!(faults(&"字".repeat(4_000_000)), [(0, NoticeFaultCode::Long)]);
        let deep = format!("{}a", "> ".repeat(5_000));
        let reading = read(&deep);
        assert_eq!(reading.faults, [(1, NoticeFaultCode::Deep)]);
        fn depth(parts: &[Part]) -> usize {
            parts.iter().map(|part| 1 + depth(&part.parts)).max().unwrap_or(0)
        }
        assert!(depth(&reading.parts) <= DEEPEST + 2, "{}", depth(&reading.parts));
        read(&"[".repeat(60_000));
        read(&"*a ".repeat(30_000));
    }
}
