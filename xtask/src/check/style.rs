//! Colours live in `style/tokens.css` and nowhere else; sizes grow with the reader's font.

use std::fs;

use anyhow::Result;

use crate::place;

const FUNCTIONS: [&str; 9] =
    ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch("];
const NAMES: [&str; 16] = [
    "white", "black", "red", "green", "blue", "gray", "grey", "orange", "yellow", "purple", "pink",
    "brown", "navy", "teal", "silver", "gold",
];
/// Hairlines do not grow with the font.
const HAIRLINE: f64 = 3.0;

/// Every literal colour and every size in pixels.
pub fn problems() -> Result<Vec<String>> {
    let root = place::root();
    let mut wrong = Vec::new();
    for file in place::files(&root.join("style"), &["css"]) {
        if file.ends_with("style/tokens.css") {
            continue;
        }
        let text = fs::read_to_string(&file)?;
        for (number, line) in lines_without_comments(&text).iter().enumerate() {
            if let Some(what) = in_css(line) {
                wrong.push(format!("{}:{}: {what}", place::short(&file), number + 1));
            }
        }
    }
    for file in place::files(&root.join("src"), &["rs"]) {
        let text = fs::read_to_string(&file)?;
        for (number, line) in text.lines().enumerate() {
            if hex(line).is_some_and(|digits| digits == 6) || line.contains("rgb(") {
                wrong.push(format!("{}:{}: a colour", place::short(&file), number + 1));
            }
        }
    }
    Ok(wrong)
}

/// The lines of a style sheet, comments blanked out so that the numbers stay right.
fn lines_without_comments(css: &str) -> Vec<String> {
    let mut inside = false;
    css.lines()
        .map(|line| {
            let mut kept = String::new();
            let mut rest = line;
            loop {
                let mark = if inside { "*/" } else { "/*" };
                let Some((before, after)) = rest.split_once(mark) else { break };
                if !inside {
                    kept.push_str(before);
                }
                inside = !inside;
                rest = after;
            }
            if !inside {
                kept.push_str(rest);
            }
            kept
        })
        .collect()
}

/// What is wrong with one line of a style sheet.
fn in_css(line: &str) -> Option<String> {
    let (property, value) = line.split_once(':')?;
    if line.trim_end().ends_with(['{', ','])
        && !line.trim_start().starts_with("--")
        && line.contains('{')
    {
        // A selector such as `a:hover {`.
        return None;
    }
    if property.trim_start().starts_with("@media") {
        return None;
    }
    let value = without_variables(value);
    if hex(&value).is_some_and(|digits| matches!(digits, 3 | 4 | 6 | 8)) {
        return Some(format!("a colour in {}", line.trim()));
    }
    let words = value.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '('));
    for word in words {
        let function = FUNCTIONS.iter().any(|name| word.starts_with(name));
        if function || NAMES.contains(&word) {
            return Some(format!("a colour in {}", line.trim()));
        }
    }
    let pixels = value.split("px").map(|before| {
        let number =
            before.rsplit(|c: char| !(c.is_ascii_digit() || c == '.')).next().unwrap_or("");
        number.parse::<f64>().unwrap_or(0.0)
    });
    let sizes = value.matches("px").count();
    if pixels.take(sizes).any(|size| size > HAIRLINE) {
        return Some(format!("pixels in {}", line.trim()));
    }
    None
}

/// A value without its `var(--name)`: names of tokens may well be names of colours.
fn without_variables(value: &str) -> String {
    let mut kept = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("var(--") {
        kept.push_str(before);
        let end = after.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(after.len());
        rest = &after[end..];
    }
    kept + rest
}

/// How many hexadecimal digits follow the first `#` that looks like a colour.
fn hex(text: &str) -> Option<usize> {
    text.match_indices('#').find_map(|(at, _)| {
        let word: String =
            text[at + 1..].chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
        let colour =
            matches!(word.len(), 3 | 4 | 6 | 8) && word.chars().all(|c| c.is_ascii_hexdigit());
        colour.then_some(word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_pixels_are_found() {
        for line in [
            "color: #fff;",
            "a { color: red; }",
            "--x: rgb(0 0 0);",
            "width: 40px;",
            "margin: 1px 12px;",
        ] {
            assert!(in_css(line).is_some(), "{line}");
        }
    }

    #[test]
    fn what_is_allowed_passes() {
        for line in [
            "color: var(--red);",
            "border: 1px solid var(--line, currentColor);",
            "a:hover {",
            "#add:focus {",
            "@media (min-width: 600px) {",
            "background: transparent;",
            "white-space: pre-line;",
            "margin: 1.5rem;",
        ] {
            assert_eq!(in_css(line), None, "{line}");
        }
    }

    #[test]
    fn comments_keep_their_lines() {
        assert_eq!(lines_without_comments("a /* #fff\n#000 */ b\nc"), ["a ", " b", "c"]);
    }
}
