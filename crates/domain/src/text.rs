//! Text in the languages of the city.

use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A text in Chinese and, where someone has written it, in English.
///
/// In files it is a plain string (Chinese only) or a table `{ zh = "…", en = "…" }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Text {
    /// Simplified Chinese; never empty in published content.
    pub zh: String,
    /// English; empty where nobody has translated it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// A text in Chinese only.
    pub fn zh(zh: impl Into<String>) -> Self {
        Self::new(zh, "")
    }

    /// The text for a language tag (`en…` is English, all else Chinese); Chinese where English is missing.
    pub fn get(&self, language: &str) -> &str {
        if language.starts_with("en") && !self.en.is_empty() { &self.en } else { &self.zh }
    }

    /// Whether nothing has been written in any language.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a text: a string, or { zh = \"…\", en = \"…\" }")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text::zh(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        let mut text = Text::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "zh" => text.zh = map.next_value()?,
                "en" => text.en = map.next_value()?,
                other => return Err(de::Error::unknown_field(other, &["zh", "en"])),
            }
        }
        Ok(text)
    }
}
