//! Reading JSON of the contract into its types.
//!
//! Not by `serde_json::from_str`: its parser, its positions and its error texts are compiled into
//! every type anew, which made up a quarter of the first load. Here text becomes a tree once
//! (compiled once), and types are read from the tree with an error that says nothing, since an
//! answer that is not of the contract can only be reported as such.

use std::fmt;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess,
    VariantAccess, Visitor, value::StringDeserializer,
};
use serde_json::Value;

/// Reads a text; `None` when it is no JSON or not of this type.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    read_tree(serde_json::from_str(text).ok()?)
}

/// Reads what has been parsed already.
// Never inlined: a guide's type is 39 kB of code, and each caller would get a copy.
#[inline(never)]
pub fn read_tree<T: DeserializeOwned>(tree: Value) -> Option<T> {
    T::deserialize(Tree(tree)).ok()
}

/// It is not of the type that was asked for.
#[derive(Debug)]
struct Other;

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not of this type")
    }
}

impl std::error::Error for Other {}

/// Every detail is dropped, so that no text for it is kept in the program.
impl Error for Other {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: de::Unexpected, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: de::Unexpected, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

struct Tree(Value);

/// Each kind of type asks for what it can be; nothing else is tried, which keeps types small.
macro_rules! expects {
    ($($method:ident)* => $give:ident) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
            self.$give(visitor)
        })*
    };
}

impl Tree {
    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        let Value::Number(number) = self.0 else { return Err(Other) };
        match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), ..) => visitor.visit_i64(number),
            (_, Some(number), _) => visitor.visit_u64(number),
            (.., Some(number)) => visitor.visit_f64(number),
            _ => Err(Other),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(Other),
        }
    }

    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            _ => Err(Other),
        }
    }

    fn object<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        match self.0 {
            Value::Object(members) => {
                visitor.visit_map(Members { left: members.into_iter(), value: Value::Null })
            }
            _ => Err(Other),
        }
    }
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Other;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(flag),
            Value::Number(_) => self.number(visitor),
            Value::String(_) => self.text(visitor),
            Value::Array(_) => self.list(visitor),
            Value::Object(_) => self.object(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        match self.0 {
            Value::Bool(flag) => visitor.visit_bool(flag),
            _ => Err(Other),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Other> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Other> {
        self.object(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Other> {
        visitor.visit_unit()
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Other> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Other> {
        self.list(visitor)
    }

    /// A word, or an object of one member that names the variant.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Other> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant { name, inner: Value::Null }),
            Value::Object(members) => {
                let mut members = members.into_iter();
                match (members.next(), members.next()) {
                    (Some((name, inner)), None) => visitor.visit_enum(Variant { name, inner }),
                    _ => Err(Other),
                }
            }
            _ => Err(Other),
        }
    }

    expects! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64 => number
    }
    expects! {
        deserialize_char deserialize_str deserialize_string deserialize_identifier
        deserialize_bytes deserialize_byte_buf => text
    }
    expects! { deserialize_seq => list }
    expects! { deserialize_map => object }
}

struct Items(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Items {
    type Error = Other;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Other> {
        self.0.next().map(|item| seed.deserialize(Tree(item))).transpose()
    }
}

struct Members {
    left: serde_json::map::IntoIter,
    /// The value that belongs to the key read last.
    value: Value,
}

impl<'de> MapAccess<'de> for Members {
    type Error = Other;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Other> {
        let Some((key, value)) = self.left.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(StringDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Other> {
        seed.deserialize(Tree(self.value.take()))
    }
}

struct Variant {
    name: String,
    inner: Value,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Other;
    type Variant = Tree;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Tree), Other> {
        let variant = seed.deserialize(StringDeserializer::new(self.name))?;
        Ok((variant, Tree(self.inner)))
    }
}

impl<'de> VariantAccess<'de> for Tree {
    type Error = Other;

    fn unit_variant(self) -> Result<(), Other> {
        if self.0.is_null() { Ok(()) } else { Err(Other) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Other> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Other> {
        self.list(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Other> {
        self.object(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize, de::DeserializeOwned};

    use super::read;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plain,
        Wrapped(i64),
        Pair(u8, bool),
        Named { share: f64 },
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "how", rename_all = "snake_case")]
    enum Tagged {
        Nothing,
        Files { names: Vec<String>, kind: Option<Kind> },
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Everything {
        text: String,
        letter: char,
        small: u8,
        #[serde(default)]
        missing: Vec<u32>,
        kinds: Vec<Kind>,
        tagged: Vec<Tagged>,
        map: BTreeMap<String, serde_json::Value>,
        none: Option<bool>,
        some: Option<Box<Everything>>,
        pair: (i32, String),
    }

    fn everything() -> Everything {
        Everything {
            text: "一“件”事\n".into(),
            letter: '事',
            small: 255,
            missing: Vec::new(),
            kinds: vec![
                Kind::Plain,
                Kind::Wrapped(-7),
                Kind::Pair(1, true),
                Kind::Named { share: 0.5 },
            ],
            tagged: vec![
                Tagged::Nothing,
                Tagged::Files { names: vec!["a".into()], kind: Some(Kind::Wrapped(i64::MAX)) },
            ],
            map: [("k".to_owned(), serde_json::json!({ "n": [1, null, 2.5] }))].into(),
            none: None,
            some: None,
            pair: (-1, "x".into()),
        }
    }

    fn same<T: DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) {
        assert_eq!(read::<T>(text), serde_json::from_str(text).ok(), "{text}");
    }

    /// What serde_json reads, this reads; what it refuses, this refuses.
    #[test]
    fn agrees_with_serde_json() {
        let nested = Everything { some: Some(Box::new(everything())), ..everything() };
        let text = serde_json::to_string(&nested).unwrap();
        assert_eq!(read(&text), Some(nested));
        for change in [
            ("\"small\":255", "\"small\":256"),
            ("\"small\":255", "\"small\":-1"),
            ("\"small\":255", "\"small\":\"1\""),
            ("\"small\":255", "\"small\":1,\"more\":2"),
            ("\"plain\"", "\"strange\""),
            ("\"plain\"", "{\"plain\":null}"),
            ("{\"wrapped\":-7}", "{\"wrapped\":-7,\"plain\":null}"),
            ("\"pair\":[-1,\"x\"]", "\"pair\":[-1]"),
            ("\"missing\":[],", ""),
            ("\"none\":null,", ""),
            ("\"letter\":\"事\",", ""),
            ("\"how\":\"nothing\"", "\"what\":\"nothing\""),
        ] {
            let other = text.replace(change.0, change.1);
            assert_ne!(text, other, "{change:?} changes nothing");
            same::<Everything>(&other);
        }
        same::<Vec<u8>>("[1,2");
        same::<u64>("18446744073709551615");
        same::<String>("\"a\" b");
    }
}
