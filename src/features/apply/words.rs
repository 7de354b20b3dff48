//! Problems in words, and words typed by people as answers.

use onething_domain::field::FieldType;
use onething_domain::validate::{Problem, ProblemCode};
use serde_json::Value;

use crate::{
    i18n::{self, tr},
    words,
};

/// What is wrong with an answer or a material. Bounds of money are told in yuan.
pub fn problem(problem: &Problem, kind: Option<FieldType>) -> String {
    let params: Vec<(String, String)> = problem
        .params
        .iter()
        .map(|(name, value)| match (kind, value.parse()) {
            (Some(FieldType::Money), Ok(cents)) => (name.clone(), i18n::money(cents)),
            _ => (name.clone(), value.clone()),
        })
        .collect();
    let params: Vec<(&str, &str)> = params.iter().map(|(k, v)| (&**k, &**v)).collect();
    let key = match problem.code {
        // What does not apply is never sent: the server no longer has these files.
        ProblemCode::Unknown if problem.path.starts_with("evidence.") => {
            "materials.gone".to_owned()
        }
        code => format!("problem.{}", words::code(&code)),
    };
    tr(&key, &params)
}

/// What was typed as it is meant: half-width characters, no blanks or separators, capitals.
pub fn tidy(typed: &str) -> String {
    typed
        .chars()
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                // The full-width forms lie this far above ASCII.
                char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
            }
            '．' | '。' => '.',
            '－' => '-',
            _ => c,
        })
        .filter(|c| !c.is_whitespace() && *c != ',' && *c != '，')
        .flat_map(char::to_uppercase)
        .collect()
}

/// An amount in yuan as cents; blank is no answer, and what is no amount stays as it is.
pub fn cents(typed: &str) -> Value {
    if typed.is_empty() {
        return Value::Null;
    }
    let (yuan, fraction) = typed.split_once('.').unwrap_or((typed, ""));
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    // Twelve digits of yuan fit an i64 of cents.
    let fits = !yuan.is_empty() && yuan.len() <= 12 && fraction.len() <= 2;
    if !(fits && plain(yuan) && plain(fraction)) {
        return typed.into();
    }
    format!("{yuan}{fraction:0<2}").parse::<i64>().map_or_else(|_| typed.into(), Value::from)
}

/// Cents as they are typed: `1200.50`.
pub fn yuan(value: &Value) -> String {
    match (value.as_i64(), value.as_str()) {
        (Some(cents), _) => format!("{}.{:02}", cents / 100, cents % 100),
        (None, Some(text)) => text.to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn yuan_become_cents_and_back() {
        for (typed, cents_) in
            [("0", 0), ("80", 8_000), ("1200.5", 120_050), ("0.05", 5), ("3.", 300)]
        {
            assert_eq!(cents(typed), json!(cents_), "{typed}");
        }
        assert_eq!(yuan(&json!(120_050)), "1200.50");
        assert_eq!(cents(""), Value::Null);
        for no_amount in ["1.234", "-5", "1e3", ".5", "1234567890123"] {
            assert_eq!(cents(no_amount), json!(no_amount));
            assert_eq!(yuan(&cents(no_amount)), no_amount);
        }
    }

    #[test]
    fn what_was_typed_becomes_what_is_meant() {
        assert_eq!(tidy("１３８ 0013-8000"), "1380013-8000");
        assert_eq!(tidy("11010519491231002x"), "11010519491231002X");
        assert_eq!(tidy("1，200。5"), "1200.5");
    }
}
