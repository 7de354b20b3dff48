//! Conditions as people build them: groups of tests. Pure; `Condition` of the domain is its form on
//! the wire.

use serde_json::{Value, json};

/// How the parts of a group count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Every one holds.
    All,
    /// At least one holds.
    Any,
    /// Not every one holds.
    NotAll,
    /// None holds.
    None,
}

impl Mode {
    /// All modes with the ends of the keys of their texts.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::All, "all"), (Self::Any, "any"), (Self::None, "none"), (Self::NotAll, "not_all")];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(mode, _)| *mode == self).map_or("all", |(_, word)| word)
    }

    fn not(self) -> Self {
        match self {
            Self::All => Self::NotAll,
            Self::NotAll => Self::All,
            Self::Any => Self::None,
            Self::None => Self::Any,
        }
    }
}

/// How an answer is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// It is the value.
    Is,
    /// It is another.
    IsNot,
    /// It is one of the values.
    In,
    /// It is none of them.
    NotIn,
    /// It is greater.
    MoreThan,
    /// It is not greater.
    AtMost,
    /// There is an answer.
    Present,
    /// There is none.
    Missing,
}

impl Op {
    /// All of them with the ends of the keys of their texts.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Is, "is"),
        (Self::IsNot, "is_not"),
        (Self::In, "in"),
        (Self::NotIn, "not_in"),
        (Self::MoreThan, "more_than"),
        (Self::AtMost, "at_most"),
        (Self::Present, "present"),
        (Self::Missing, "missing"),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(op, _)| *op == self).map_or("is", |(_, word)| word)
    }

    /// The one of this word.
    pub fn of(word: &str) -> Self {
        Self::ALL.iter().find(|(_, known)| *known == word).map_or(Self::Is, |(op, _)| *op)
    }

    /// Whether it compares with several values.
    pub fn takes_many(self) -> bool {
        matches!(self, Self::In | Self::NotIn)
    }

    /// Whether it compares with anything.
    pub fn takes_any(self) -> bool {
        !matches!(self, Self::Present | Self::Missing)
    }

    fn not(self) -> Self {
        match self {
            Self::Is => Self::IsNot,
            Self::IsNot => Self::Is,
            Self::In => Self::NotIn,
            Self::NotIn => Self::In,
            Self::MoreThan => Self::AtMost,
            Self::AtMost => Self::MoreThan,
            Self::Present => Self::Missing,
            Self::Missing => Self::Present,
        }
    }
}

/// A group of parts, or a test of one answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Several parts.
    Group(Mode, Vec<Node>),
    /// One answer.
    Test(Test),
}

/// A test of one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Id of a field or question; empty while none is chosen.
    pub of: String,
    /// How it is compared.
    pub op: Op,
    /// With what; several only for operators that take many.
    pub values: Vec<Value>,
}

impl Test {
    /// A test of nothing yet.
    pub fn blank() -> Self {
        Self { of: String::new(), op: Op::Is, values: Vec::new() }
    }

    /// The one value that it compares with.
    pub fn value(&self) -> Value {
        self.values.first().cloned().unwrap_or_else(|| json!(""))
    }
}

impl Node {
    /// Reads a condition; what is none is an empty group.
    pub fn read(value: &Value) -> Self {
        let of = |test: &Value| test["of"].as_str().unwrap_or_default().to_owned();
        let parts = |parts: &Value| match parts {
            Value::Array(parts) => parts.iter().map(Self::read).collect(),
            _ => Vec::new(),
        };
        let Some((key, inner)) = value.as_object().and_then(|map| map.iter().next()) else {
            return Self::Group(Mode::All, Vec::new());
        };
        let test = |op, values| Self::Test(Test { of: of(inner), op, values });
        match key.as_str() {
            "any" => Self::Group(Mode::Any, parts(inner)),
            "not" => Self::read(inner).not(),
            "is" => test(Op::Is, vec![inner["value"].clone()]),
            "in" => test(Op::In, inner["values"].as_array().cloned().unwrap_or_default()),
            "more_than" => test(Op::MoreThan, vec![inner["value"].clone()]),
            "present" => test(Op::Present, Vec::new()),
            _ => Self::Group(Mode::All, parts(inner)),
        }
    }

    fn not(self) -> Self {
        match self {
            Self::Group(mode, parts) => Self::Group(mode.not(), parts),
            Self::Test(test) => Self::Test(Test { op: test.op.not(), ..test }),
        }
    }

    /// As a group at the top: a lone test stands in a group of its own.
    pub fn grouped(self) -> Self {
        match self {
            Self::Group(..) => self,
            Self::Test(_) => Self::Group(Mode::All, vec![self]),
        }
    }

    /// Writes it; a group that says no more than its one part is that part.
    pub fn write(&self) -> Value {
        match self {
            Self::Group(Mode::All | Mode::Any, parts) if parts.len() == 1 => parts[0].write(),
            Self::Group(mode, parts) => {
                let parts: Vec<Value> = parts.iter().map(Self::write).collect();
                match mode {
                    Mode::All => json!({ "all": parts }),
                    Mode::Any => json!({ "any": parts }),
                    Mode::NotAll => json!({ "not": { "all": parts } }),
                    Mode::None => json!({ "not": { "any": parts } }),
                }
            }
            Self::Test(test) => test.write(),
        }
    }

    /// A part by the indexes that lead to it.
    pub fn at(&self, way: &[usize]) -> Option<&Self> {
        way.iter().try_fold(self, |node, index| match node {
            Self::Group(_, parts) => parts.get(*index),
            Self::Test(_) => None,
        })
    }

    /// As [`Self::at`], to change it.
    pub fn at_mut(&mut self, way: &[usize]) -> Option<&mut Self> {
        way.iter().try_fold(self, |node, index| match node {
            Self::Group(_, parts) => parts.get_mut(*index),
            Self::Test(_) => None,
        })
    }
}

impl Test {
    fn write(&self) -> Value {
        let of = &self.of;
        let value = self.value();
        let plain = match self.op {
            Op::Is | Op::IsNot => json!({ "is": { "of": of, "value": value } }),
            Op::In | Op::NotIn => json!({ "in": { "of": of, "values": self.values } }),
            Op::MoreThan | Op::AtMost => json!({ "more_than": { "of": of, "value": value } }),
            Op::Present | Op::Missing => json!({ "present": { "of": of } }),
        };
        match self.op {
            Op::IsNot | Op::NotIn | Op::AtMost | Op::Missing => json!({ "not": plain }),
            _ => plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_survive_the_builder() {
        for condition in [
            json!({ "is": { "of": "a", "value": false } }),
            json!({ "not": { "is": { "of": "parents", "value": "single" } } }),
            json!({ "in": { "of": "a", "values": ["x", "y"] } }),
            json!({ "all": [
                { "is": { "of": "a", "value": "x" } },
                { "not": { "more_than": { "of": "area", "value": 140 } } },
                { "not": { "any": [{ "present": { "of": "b" } }, { "not": { "present": { "of": "c" } } }] } },
            ] }),
        ] {
            assert_eq!(Node::read(&condition).grouped().write(), condition);
            serde_json::from_value::<onething_domain::condition::Condition>(condition).unwrap();
        }
    }

    #[test]
    fn a_blank_test_is_a_condition_of_the_domain() {
        let blank = Node::Group(Mode::All, vec![Node::Test(Test::blank())]).write();
        serde_json::from_value::<onething_domain::condition::Condition>(blank).unwrap();
    }

    #[test]
    fn parts_are_found_by_their_way() {
        let mut node = Node::read(&json!({ "all": [{ "any": [] }, { "present": { "of": "b" } }] }));
        assert!(matches!(node.at(&[1]), Some(Node::Test(test)) if test.of == "b"));
        assert!(node.at_mut(&[1, 0]).is_none());
        assert!(node.at(&[0]).is_some() && node.at(&[7]).is_none());
    }
}
