//! Answers and problems in words, and words typed by people as answers.

use onething_domain::field::{Field, FieldType};
use onething_domain::validate::Problem;
use serde_json::Value;

use crate::{
    i18n::{self, pick, t, tr},
    ui::{Place, chain},
    words::code,
};

/// What is wrong with an answer. Bounds of money are told in yuan.
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
    tr(&format!("problem.{}", code(&problem.code)), &params)
}

/// An answer for people to read.
pub fn value(field: &Field, value: &Value, places: &[Place]) -> String {
    let text = || value.as_str().unwrap_or_default().to_owned();
    let unit = |text: String| match pick(&field.unit) {
        unit if unit.is_empty() => text,
        unit => format!("{text} {unit}"),
    };
    match field.r#type {
        FieldType::Text
        | FieldType::IdCard
        | FieldType::CompanyCode
        | FieldType::Phone
        | FieldType::BankAccount => text(),
        FieldType::Number => unit(text()),
        FieldType::Money => value.as_i64().map(i18n::money).unwrap_or_else(text),
        FieldType::Date => text().parse().map(i18n::date).unwrap_or_else(|_| text()),
        FieldType::Region => region(&text(), places),
        FieldType::Address => {
            let part = |name: &str| value[name].as_str().unwrap_or_default();
            format!("{} {}", region(part("region"), places), part("detail"))
        }
        FieldType::Choice => option(field, value),
        FieldType::Many => {
            let chosen = value.as_array().map(Vec::as_slice).unwrap_or_default();
            chosen.iter().map(|one| option(field, one)).collect::<Vec<_>>().join(&t("mark.list"))
        }
        FieldType::Flag => t(if value == &Value::Bool(true) { "answer.yes" } else { "answer.no" }),
        FieldType::Declaration => t("answer.agreed"),
        FieldType::Person => joined(value, &["name", "id_card", "phone"]),
        FieldType::Company => joined(value, &["name", "code"]),
        FieldType::Group => rows(field, value, places),
    }
}

fn rows(field: &Field, value: &Value, places: &[Place]) -> String {
    let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let row = |row: &Value| {
        let cells: Vec<String> = field
            .fields
            .iter()
            .filter(|column| !row[&column.id].is_null())
            .map(|column| {
                let answer = self::value(column, &row[&column.id], places);
                [pick(&column.label), t("mark.colon"), answer].concat()
            })
            .collect();
        cells.join(&t("mark.list"))
    };
    rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn option(field: &Field, value: &Value) -> String {
    field
        .options
        .iter()
        .find(|option| value.as_str() == Some(&option.value))
        .map(|option| pick(&option.label))
        .unwrap_or_default()
}

fn joined(value: &Value, names: &[&str]) -> String {
    let parts: Vec<&str> =
        names.iter().filter_map(|name| value[*name].as_str()).filter(|p| !p.is_empty()).collect();
    parts.join(&t("mark.list"))
}

/// A region with those above it.
pub fn region(code: &str, places: &[Place]) -> String {
    let names: Vec<&str> = chain(places, code).iter().map(|place| &*place.name).collect();
    if names.is_empty() { code.to_owned() } else { names.join(" ") }
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
