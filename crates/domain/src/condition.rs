//! Conditions: structured data over fields and pre-check answers, not a script.
//!
//! The same evaluator decides which items, fields, materials and fees apply and whether a rule
//! approves instantly, in the browser and on the server.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answers::Scope;
use crate::number;

/// A condition over fields and questions, each named by its id (`of`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Condition {
    /// Every one of them holds.
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    All(Vec<Condition>),
    /// At least one of them holds.
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    Any(Vec<Condition>),
    /// It does not hold.
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    Not(Box<Condition>),
    /// The answer equals the value; for a choice of many, it is among the chosen.
    Is {
        /// Id of a field or question.
        of: String,
        /// The value that is looked for.
        value: Value,
    },
    /// The answer is one of the values.
    In {
        /// Id of a field or question.
        of: String,
        /// The values that count.
        values: Vec<Value>,
    },
    /// The number (or cents of money) is greater than the value.
    MoreThan {
        /// Id of a field or question.
        of: String,
        /// A number, or a decimal as text; cents for money.
        value: Value,
    },
    /// There is an answer.
    Present {
        /// Id of a field or question.
        of: String,
    },
}

impl Condition {
    /// Evaluates in three values: `None` means that an answer it turns on is still missing.
    pub fn eval(&self, scope: &Scope) -> Option<bool> {
        match self {
            Self::All(parts) => fold(parts, scope, false),
            Self::Any(parts) => fold(parts, scope, true),
            Self::Not(part) => part.eval(scope).map(|held| !held),
            Self::Is { of, value } => scope.get(of).map(|answer| matches(&answer, value)),
            Self::In { of, values } => {
                scope.get(of).map(|answer| values.iter().any(|value| matches(&answer, value)))
            }
            Self::MoreThan { of, value } => {
                let answer = scope.get(of)?;
                Some(number::scaled(&answer)? > number::scaled(value)?)
            }
            Self::Present { of } => Some(scope.get(of).is_some()),
        }
    }

    /// Whether it surely holds.
    pub fn holds(&self, scope: &Scope) -> bool {
        self.eval(scope) == Some(true)
    }

    /// Ids of those fields and questions whose answers keep it from holding; none while it may still hold.
    pub fn against(&self, scope: &Scope) -> Vec<&str> {
        match self {
            _ if self.eval(scope) != Some(false) => Vec::new(),
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().flat_map(|part| part.against(scope)).collect()
            }
            _ => self.names(),
        }
    }

    /// Ids of all fields and questions it speaks of.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::names).collect(),
            Self::Not(part) => part.names(),
            Self::Is { of, .. }
            | Self::In { of, .. }
            | Self::MoreThan { of, .. }
            | Self::Present { of } => vec![of],
        }
    }
}

/// Kleene's `and` (`decisive = false`) and `or` (`decisive = true`).
fn fold(parts: &[Condition], scope: &Scope, decisive: bool) -> Option<bool> {
    let mut unknown = false;
    for part in parts {
        match part.eval(scope) {
            Some(value) if value == decisive => return Some(decisive),
            Some(_) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(!decisive)
}

fn matches(answer: &Value, value: &Value) -> bool {
    match answer {
        Value::Array(chosen) => chosen.contains(value),
        _ => answer == value,
    }
}

/// Whether something with an optional condition applies for sure.
pub fn applies(when: Option<&Condition>, scope: &Scope) -> bool {
    when.is_none_or(|condition| condition.holds(scope))
}

/// Whether something with an optional condition may still apply, since an answer is missing.
pub fn may_apply(when: Option<&Condition>, scope: &Scope) -> bool {
    when.is_none_or(|condition| condition.eval(scope) != Some(false))
}
