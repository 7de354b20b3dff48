//! Text that somebody wrote in Markdown, as a tree: what pages draw is made of these parts and nothing else,
//! so that no markup that came in from outside ever reaches a page.

use serde::{Deserialize, Serialize};

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Mark {
    /// A paragraph.
    Paragraph,
    /// A heading below the page's own.
    Heading,
    /// A heading below a heading.
    Subheading,
    /// A list; its parts are entries.
    List,
    /// A numbered list; its parts are entries.
    Numbered,
    /// An entry of a list.
    Entry,
    /// A quotation.
    Quote,
    /// A line across.
    Rule,
    /// A table; its parts are rows.
    Table,
    /// The first row of a table, which names the columns.
    Head,
    /// A row of a table; its parts are cells.
    Row,
    /// A cell.
    Cell,
    /// Words as they are.
    Text,
    /// Words that matter.
    Strong,
    /// Words that are stressed.
    Emphasis,
    /// Words to be typed or copied exactly.
    Code,
    /// A link; `text` is its address.
    Link,
    /// A new line.
    Break,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Part {
    /// What it is.
    pub mark: Mark,
    /// Words of a text or code, the address of a link; empty for the others.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub text: String,
    /// What stands in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false, no_recursion))]
    pub parts: Vec<Part>,
}

impl Part {
    /// A part that holds others.
    pub fn holding(mark: Mark, parts: Vec<Part>) -> Self {
        Self { mark, text: String::new(), parts }
    }

    /// Words as they are.
    pub fn words(text: impl Into<String>) -> Self {
        Self { mark: Mark::Text, text: text.into(), parts: Vec::new() }
    }
}

/// Whether a link may lead there: to a page of ours (`/guides/newborn`), to another site over HTTPS, to a
/// telephone or a mailbox. Everything else (`javascript:`, `data:`, `//elsewhere` …) may not.
pub fn is_safe(address: &str) -> bool {
    let plain =
        address.chars().all(|letter| !letter.is_control() && letter != '\\' && letter != ' ');
    let ours = address.starts_with('/') && !address.starts_with("//");
    plain
        && (ours || ["https://", "mailto:", "tel:"].iter().any(|start| address.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn links_lead_to_pages_and_people_only() {
        for good in ["/guides/newborn", "https://www.gov.cn/x?y=1", "tel:12345", "mailto:a@b.cn"] {
            assert!(is_safe(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "http://plain.example",
            "//evil.example",
            "/\\evil.example",
            "guides",
            "",
        ] {
            assert!(!is_safe(bad), "{bad}");
        }
    }
}
