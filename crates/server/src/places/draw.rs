//! Draws sample pictures of materials: documents as people hold them in hand, marked as samples and with
//! numbers at what they should look at. The colours are those of paper, ink and seals, in every look.

use std::fmt::Write;

use onething_domain::item::Material;
use onething_domain::sample::{Layout, Sample};

use crate::markup::escape;

const WIDTH: usize = 360;
const MARGIN: usize = 28;
const LINE: usize = 24;
/// Width of half a character of the text, in units of the picture.
const CELL: usize = 7;

/// A material that has no sample of its own yet: a form with what its guide says of it.
pub fn plain(material: &Material) -> Sample {
    let points = material.sample.zh.split(['，', '；', '。', '、']);
    let lines = points.map(str::trim).filter(|point| !point.is_empty());
    Sample {
        id: material.id.clone(),
        layout: Layout::Form,
        title: material.name.zh.clone(),
        lines: lines
            .enumerate()
            .map(|(at, point)| (format!("要点 {}", at + 1), point.to_owned()))
            .collect(),
        seal: if material.source == "10" { String::new() } else { material.issuer.zh.clone() },
        marks: Vec::new(),
    }
}

/// A sample as SVG.
pub fn sample(sample: &Sample) -> String {
    let mut page = Page { out: String::new(), y: 0, at: Vec::new() };
    match sample.layout {
        Layout::Card => page.card(sample),
        Layout::Booklet => page.booklet(sample),
        Layout::Certificate => page.certificate(sample),
        Layout::Form => page.form(sample),
        Layout::Letter => page.letter(sample),
        Layout::Plan => page.plan(sample),
        Layout::Portrait => page.portrait(sample),
    }
    let paper = page.y;
    let mut over = String::new();
    if !sample.seal.is_empty() {
        seal(&mut over, &sample.seal, WIDTH - 84, paper.saturating_sub(70));
    }
    stamp(&mut over, paper);
    let legend = page.legend(&sample.marks);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-family="system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif" font-size="14" fill="#222"><rect width="{WIDTH}" height="{height}" fill="#eef1f5"/>{paper_part}{over}{legend}</svg>"##,
        height = page.y,
        paper_part = page.out,
    )
}

/// What has been drawn so far, and how far down it reaches.
struct Page {
    out: String,
    y: usize,
    /// Where each line stands; 0 is the whole.
    at: Vec<(usize, usize)>,
}

impl Page {
    /// Draws `inside` on a sheet of its height.
    fn sheet(&mut self, fill: &str, radius: usize, inside: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.out);
        self.y = 48;
        self.at.push((WIDTH - 30, 30));
        inside(self);
        self.y += 28;
        let drawn = std::mem::replace(&mut self.out, before);
        let (width, height) = (WIDTH - 24, self.y - 12);
        self.put(&format!(
            r##"<rect x="12" y="12" width="{width}" height="{height}" rx="{radius}" fill="{fill}" stroke="#b9c2cc"/>{drawn}"##
        ));
        self.y += 12;
    }

    fn put(&mut self, svg: &str) {
        self.out.push_str(svg);
    }

    fn text(&mut self, x: usize, text: &str, more: &str) {
        let y = self.y;
        // Writing to a string cannot fail.
        let _ = write!(self.out, r#"<text x="{x}" y="{y}" {more}>{}</text>"#, escape(text));
    }

    fn title(&mut self, title: &str, size: usize) {
        let middle = WIDTH / 2;
        for line in wrap(title, (WIDTH - 2 * MARGIN) * 2 / size) {
            self.text(
                middle,
                &line,
                &format!(r#"text-anchor="middle" font-size="{size}" font-weight="700""#),
            );
            self.y += size + 8;
        }
        self.y += 6;
    }

    /// Labels and values below each other, within a width.
    fn lines(&mut self, lines: &[(String, String)], width: usize) {
        for (label, value) in lines {
            self.at.push((MARGIN + width, self.y));
            let indent = if label.is_empty() { 0 } else { 2 * CELL + cells(label) * CELL };
            if indent > 0 {
                self.text(MARGIN, label, r##"fill="#6a7480""##);
            }
            for line in wrap(value, (width.saturating_sub(indent) / CELL).max(8)) {
                self.text(MARGIN + indent, &line, "");
                self.y += LINE;
            }
        }
    }

    fn photo(&mut self, x: usize, y: usize, width: usize) {
        let (height, middle) = (width * 5 / 4, x + width / 2);
        let (head, neck) = (width / 5, y + height * 11 / 20);
        let (left, right, foot) = (x + width / 8, x + width * 7 / 8, y + height);
        self.put(&format!(
            r##"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#dfe8f3" stroke="#9fb0c4"/><circle cx="{middle}" cy="{cy}" r="{head}" fill="#8b9bb0"/><path fill="#8b9bb0" d="M{left} {foot}q0-{rise} {half}-{rise}t{half} {rise}z"/>"##,
            cy = neck - head,
            rise = foot - neck,
            half = (right - left) / 2,
        ));
    }

    fn card(&mut self, sample: &Sample) {
        self.sheet("#f3f8fd", 14, |page| {
            page.title(&sample.title, 17);
            let top = page.y;
            page.photo(WIDTH - MARGIN - 84, top - 14, 80);
            page.lines(&sample.lines, WIDTH - 2 * MARGIN - 110);
            page.y = page.y.max(top + 96);
        });
    }

    fn booklet(&mut self, sample: &Sample) {
        self.sheet("#fffaf3", 4, |page| {
            page.title(&sample.title, 17);
            let top = page.y;
            page.photo(WIDTH - MARGIN - 84, top - 14, 80);
            page.lines(&sample.lines, WIDTH - 2 * MARGIN - 110);
            page.y = page.y.max(top + 110);
            let (middle, end) = (WIDTH / 2, page.y + 10);
            page.put(&format!(
                r##"<path d="M{middle} 13V24M{middle} {end}v14" stroke="#c9b79c" stroke-width="2"/>"##
            ));
        });
    }

    fn certificate(&mut self, sample: &Sample) {
        self.sheet("#fffdf6", 2, |page| {
            page.y += 22;
            page.title(&sample.title, 21);
            page.lines(&sample.lines, WIDTH - 2 * MARGIN);
            page.y += 86;
            let (width, height) = (WIDTH - 40, page.y + 8);
            page.put(&format!(
                r##"<rect x="20" y="20" width="{width}" height="{height}" fill="none" stroke="#b8975a" stroke-width="3"/>"##
            ));
        });
    }

    fn form(&mut self, sample: &Sample) {
        self.sheet("#fff", 2, |page| {
            page.title(&sample.title, 17);
            for (label, value) in &sample.lines {
                let top = page.y - 16;
                page.at.push((WIDTH - MARGIN, page.y));
                let begin = page.y;
                for line in wrap(label, 12) {
                    page.text(MARGIN + 6, &line, r##"fill="#55606c""##);
                    page.y += LINE;
                }
                let after = std::mem::replace(&mut page.y, begin);
                for line in wrap(value, (WIDTH - 2 * MARGIN - 108) / CELL) {
                    page.text(MARGIN + 102, &line, "");
                    page.y += LINE;
                }
                page.y = page.y.max(after);
                let (width, height, split) = (WIDTH - 2 * MARGIN, page.y - 16 - top, MARGIN + 96);
                page.put(&format!(
                    r##"<path d="M{MARGIN} {top}h{width}v{height}h-{width}zM{split} {top}v{height}" fill="none" stroke="#8d98a5"/>"##
                ));
            }
            page.y += 10;
            page.text(MARGIN, "签名：张样", r#"font-style="italic""#);
            page.y += if sample.seal.is_empty() { 8 } else { 70 };
        });
    }

    fn letter(&mut self, sample: &Sample) {
        self.sheet("#fff", 2, |page| {
            page.y += 8;
            page.title(&sample.title, 18);
            page.lines(&sample.lines, WIDTH - 2 * MARGIN);
            page.y += if sample.seal.is_empty() { 8 } else { 76 };
        });
    }

    fn plan(&mut self, sample: &Sample) {
        self.sheet("#fff", 2, |page| {
            page.title(&sample.title, 17);
            let top = page.y - 8;
            page.put(&format!(
                r##"<g transform="translate({MARGIN} {top})" fill="none" stroke="#33475b" stroke-width="2"><path d="M4 4h296v150H4z"/><path d="M4 70h120V4M124 70v30M124 126v28M190 4v96h110M190 126v28" /><path d="M150 154a26 26 0 0 0-26-26v26M190 100a26 26 0 0 1-26 26" stroke-width="1"/><path d="M4 168h296M4 163v10M124 163v10M190 163v10M300 163v10" stroke="#8a97a6" stroke-width="1"/><path d="M276 44l8-28 8 28-8-6z" fill="#33475b" stroke="none"/></g>"##
            ));
            page.y = top + 204;
            page.lines(&sample.lines, WIDTH - 2 * MARGIN);
            page.y += if sample.seal.is_empty() { 0 } else { 64 };
        });
    }

    fn portrait(&mut self, sample: &Sample) {
        self.sheet("#fff", 2, |page| {
            page.title(&sample.title, 17);
            let top = page.y;
            page.photo(WIDTH / 2 - 62, top - 8, 124);
            page.y = top + 180;
            page.lines(&sample.lines, WIDTH - 2 * MARGIN);
        });
    }

    /// Numbers in the picture, and below it what they mean.
    fn legend(&mut self, marks: &[(usize, String)]) -> String {
        let mut over = String::new();
        for (index, (line, words)) in marks.iter().enumerate() {
            let number = index + 1;
            let (x, y) = self.at.get(*line).copied().unwrap_or((WIDTH - 30, 30));
            let dot = |out: &mut String, x: usize, y: usize| {
                let _ = write!(
                    out,
                    r##"<circle cx="{x}" cy="{y}" r="10" fill="#c22"/><text x="{x}" y="{}" text-anchor="middle" font-size="13" font-weight="700" fill="#fff">{number}</text>"##,
                    y + 5
                );
            };
            dot(&mut over, x, y.saturating_sub(5));
            self.y += 14;
            dot(&mut over, 24, self.y - 5);
            for text in wrap(words, (WIDTH - 64) / CELL) {
                let _ = write!(over, r#"<text x="42" y="{}">{}</text>"#, self.y, escape(&text));
                self.y += LINE - 4;
            }
        }
        if !marks.is_empty() {
            self.y += 4;
        }
        over
    }
}

/// A round seal with its star, the name along the rim.
fn seal(out: &mut String, name: &str, x: usize, y: usize) {
    let size = if name.chars().count() > 12 { 9 } else { 11 };
    let _ = write!(
        out,
        r##"<g transform="translate({x} {y})" fill="none" stroke="#d0021b" opacity=".78"><circle r="44" stroke-width="3"/><path id="rim" d="M-33 6A33.500 33.500 0 1 1 33 6" stroke="none"/><path d="M0-13l3 9.200h9.700L4.800 1.900l3 9.200L0 5.400l-7.800 5.700 3-9.200-7.900-5.700H-3z" fill="#d0021b" stroke="none"/><text font-size="{size}" fill="#d0021b" stroke="none" text-anchor="middle"><textPath href="#rim" startOffset="50%">{}</textPath></text></g>"##,
        escape(name)
    );
}

/// Says across the paper that this is no real document.
fn stamp(out: &mut String, height: usize) {
    let (x, y) = (WIDTH / 2, height / 2 + 20);
    let _ = write!(
        out,
        r##"<text x="{x}" y="{y}" text-anchor="middle" font-size="64" font-weight="700" letter-spacing="24" fill="#8090a0" opacity=".2" transform="rotate(-24 {x} {y})">样本</text>"##
    );
}

/// Half-width characters of a text; Chinese ones count two.
fn cells(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Breaks a text into lines of at most `width` half-width characters; no line begins with a full stop or a
/// comma.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for c in text.chars() {
        let last = lines.last().map_or(0, |line| cells(line));
        let size = if c.is_ascii() { 1 } else { 2 };
        if last + size > width && !"，。；：、）》”,.;:)".contains(c) {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(layout: Layout) -> String {
        sample(&Sample {
            id: "x".into(),
            layout,
            title: "证<件>".into(),
            lines: vec![("姓名".into(), "张样".into()), (String::new(), "一".repeat(60))],
            seal: "清河市公安局".into(),
            marks: vec![(1, "看这里".into()), (9, "没有这一行".into())],
        })
    }

    #[test]
    fn every_layout_is_well_formed_and_says_that_it_is_a_sample() {
        use Layout::{Booklet, Card, Certificate, Form, Letter, Plan, Portrait};
        for layout in [Card, Booklet, Certificate, Form, Letter, Plan, Portrait] {
            let svg = drawn(layout);
            assert!(svg.contains("样本") && svg.contains("证&lt;件&gt;"), "{layout:?}");
            assert!(svg.contains("看这里") && svg.contains("没有这一行"), "{layout:?}");
            let count = |part: &str| svg.matches(part).count();
            assert_eq!(count("<text"), count("</text"), "{layout:?}");
            assert_eq!(count("<svg") + count("<g "), count("</svg>") + count("</g>"), "{layout:?}");
        }
    }

    #[test]
    fn lines_break_and_keep_their_commas() {
        assert_eq!(wrap("四个角都在，字看得清", 10), ["四个角都在，", "字看得清"]);
        assert_eq!(wrap("", 10), [""]);
    }
}
