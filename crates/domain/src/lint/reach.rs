//! Whether a condition can ever hold.
//!
//! It is written as alternatives, each a list of facts that must hold together; an alternative whose facts
//! contradict one another, or the answers that there are, falls away. What is too large to be written so is
//! taken to be possible.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::condition::Condition;
use crate::field::{Field, FieldType};
use crate::number;
use crate::thing::Question;

/// Most alternatives that are written out.
const MOST: usize = 512;

/// A field or question on which conditions may turn.
#[derive(Clone)]
pub struct Asked<'a> {
    /// Type; a question is a choice.
    pub r#type: FieldType,
    /// Options of a choice.
    pub options: Option<Vec<&'a str>>,
    /// Whether it is a question.
    pub question: bool,
    /// When it is asked.
    pub when: Option<&'a Condition>,
}

impl<'a> Asked<'a> {
    /// A field.
    pub fn field(field: &'a Field) -> Self {
        let choice = matches!(field.r#type, FieldType::Choice | FieldType::Many);
        let options = field.options.iter().map(|option| option.value.as_str());
        Self {
            r#type: field.r#type,
            options: choice.then(|| options.collect()),
            question: false,
            when: None, // another item may ask the same field otherwise
        }
    }

    /// Something that is found out.
    pub fn known(r#type: FieldType) -> Self {
        Self { r#type, options: None, question: false, when: None }
    }

    /// A question.
    pub fn question(question: &'a Question) -> Self {
        Self {
            r#type: FieldType::Choice,
            options: Some(question.options.iter().map(|option| option.value.as_str()).collect()),
            question: true,
            when: question.when.as_ref(),
        }
    }
}

/// One fact about an answer.
#[derive(Clone, Copy)]
enum Fact<'c> {
    /// It is (or is not) one of the values; for a choice of many, one of those chosen is.
    OneOf(&'c [Value], bool),
    /// It is (or is not) more than the value.
    More(&'c Value, bool),
    /// It is there, or is not.
    There(bool),
}

type Alternative<'c> = Vec<(&'c str, Fact<'c>)>;

/// Whether a condition can hold where another holds too.
pub fn can_hold(
    when: &Condition,
    within: Option<&Condition>,
    names: &BTreeMap<&str, Asked>,
) -> bool {
    let Some(mut alternatives) = alternatives(when, true) else {
        return true;
    };
    if let Some(within) = within {
        alternatives = match self::alternatives(within, true).and_then(|b| both(&alternatives, &b))
        {
            Some(joined) => joined,
            None => return true,
        };
    }
    alternatives.into_iter().any(|facts| is_possible(facts, names))
}

fn alternatives(condition: &Condition, wanted: bool) -> Option<Vec<Alternative<'_>>> {
    match condition {
        Condition::Not(part) => alternatives(part, !wanted),
        Condition::All(parts) | Condition::Any(parts) => {
            let together = matches!(condition, Condition::All(_)) == wanted;
            let mut out = if together { vec![Vec::new()] } else { Vec::new() };
            for part in parts {
                let more = alternatives(part, wanted)?;
                out = if together { both(&out, &more)? } else { [out, more].concat() };
                if out.len() > MOST {
                    return None;
                }
            }
            Some(out)
        }
        Condition::Is { of, value } => single(of, Fact::OneOf(std::slice::from_ref(value), wanted)),
        Condition::In { of, values } => single(of, Fact::OneOf(values, wanted)),
        Condition::MoreThan { of, value } => single(of, Fact::More(value, wanted)),
        Condition::Present { of } => single(of, Fact::There(wanted)),
    }
}

fn single<'c>(of: &'c str, fact: Fact<'c>) -> Option<Vec<Alternative<'c>>> {
    Some(vec![vec![(of, fact)]])
}

fn both<'c>(a: &[Alternative<'c>], b: &[Alternative<'c>]) -> Option<Vec<Alternative<'c>>> {
    if a.len() * b.len() > MOST {
        return None;
    }
    Some(a.iter().flat_map(|a| b.iter().map(move |b| [a.as_slice(), b].concat())).collect())
}

fn is_possible<'c>(facts: Alternative<'c>, names: &BTreeMap<&'c str, Asked<'c>>) -> bool {
    let of: std::collections::BTreeSet<&str> = facts.iter().map(|(of, _)| *of).collect();
    let each = of.iter().all(|name| {
        let facts: Vec<Fact> =
            facts.iter().filter(|(of, _)| of == name).map(|(_, fact)| *fact).collect();
        names.get(name).is_none_or(|asked| agree(&facts, asked))
    });
    each && asked_for(&facts, &of, names)
}

/// Whether the questions that must be answered can all be asked: one level of their own conditions is enough
/// to find the contradictions that editors make.
fn asked_for<'c>(
    facts: &Alternative<'c>,
    of: &std::collections::BTreeSet<&'c str>,
    names: &BTreeMap<&'c str, Asked<'c>>,
) -> bool {
    let whens = of.iter().filter(|name| {
        facts.iter().any(|(of, fact)| of == *name && !matches!(fact, Fact::There(false)))
    });
    let mut joined = vec![facts.clone()];
    for when in whens.filter_map(|name| names.get(name).and_then(|asked| asked.when)) {
        let Some(more) = alternatives(when, true).and_then(|more| both(&joined, &more)) else {
            return true;
        };
        joined = more;
    }
    joined.iter().any(|facts| {
        let of: std::collections::BTreeSet<&str> = facts.iter().map(|(of, _)| *of).collect();
        of.iter().all(|name| {
            let facts: Vec<Fact> =
                facts.iter().filter(|(of, _)| of == name).map(|(_, fact)| *fact).collect();
            names.get(name).is_none_or(|asked| agree(&facts, asked))
        })
    })
}

/// Whether facts about one answer agree. While an answer is missing nothing holds but that it is missing.
fn agree(facts: &[Fact], asked: &Asked) -> bool {
    let missing = facts.iter().any(|fact| matches!(fact, Fact::There(false)));
    if missing {
        return facts.iter().all(|fact| matches!(fact, Fact::There(false)));
    }
    match asked.r#type {
        FieldType::Many => {
            let must = |wanted| {
                facts.iter().filter_map(move |fact| match fact {
                    Fact::OneOf(values, held) if *held == wanted => Some(*values),
                    _ => None,
                })
            };
            let out: Vec<&Value> = must(false).flatten().collect();
            must(true).all(|values| values.iter().any(|value| !out.contains(&value)))
        }
        FieldType::Choice => {
            let options = asked.options.as_deref().unwrap_or_default();
            options.iter().any(|option| {
                let answer = Value::from(*option);
                facts.iter().all(|fact| holds(fact, &answer))
            })
        }
        FieldType::Flag => {
            [true, false].into_iter().any(|b| facts.iter().all(|f| holds(f, &Value::from(b))))
        }
        FieldType::Number | FieldType::Money => numbers(facts),
        _ => named(facts),
    }
}

fn holds(fact: &Fact, answer: &Value) -> bool {
    match fact {
        Fact::OneOf(values, wanted) => values.contains(answer) == *wanted,
        Fact::More(value, wanted) => match (number::scaled(answer), number::scaled(value)) {
            (Some(answer), Some(value)) => (answer > value) == *wanted,
            _ => false,
        },
        Fact::There(wanted) => *wanted,
    }
}

/// Numbers: some value that is named, or one just over a bound, fits all facts.
fn numbers(facts: &[Fact]) -> bool {
    let step = 10i128.pow(number::DIGITS);
    let mut tries: Vec<i128> = vec![0];
    for fact in facts {
        match fact {
            Fact::OneOf(values, _) => tries.extend(values.iter().filter_map(number::scaled)),
            Fact::More(value, _) => tries.extend(number::scaled(value)),
            Fact::There(_) => {}
        }
    }
    let near: Vec<i128> = tries.iter().flat_map(|n| [*n, n + 1, n + step, n - step]).collect();
    near.into_iter().any(|n| {
        facts.iter().all(|fact| match fact {
            Fact::OneOf(values, wanted) => {
                values.iter().any(|value| number::scaled(value) == Some(n)) == *wanted
            }
            Fact::More(value, wanted) => number::scaled(value).is_some_and(|v| (n > v) == *wanted),
            Fact::There(wanted) => *wanted,
        })
    })
}

/// Free texts, dates and the like: some value that is named fits, or nothing asks for a certain one.
fn named(facts: &[Fact]) -> bool {
    let mut wanted = facts.iter().filter_map(|fact| match fact {
        Fact::OneOf(values, true) => Some(*values),
        _ => None,
    });
    wanted
        .next()
        .is_none_or(|values| values.iter().any(|value| facts.iter().all(|fact| holds(fact, value))))
}
