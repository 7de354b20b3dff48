//! Texts put into markup that is written by hand: HTML and SVG.

/// A text as it may stand between tags and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_stays_that_markup_understands() {
        assert_eq!(super::escape("<a b='c\"'>&户"), "&lt;a b=&#39;c&quot;&#39;&gt;&amp;户");
    }
}
