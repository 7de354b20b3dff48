//! Why the rules refuse a command, in the visitor's words. Its texts go to the programs that send commands alone.

use onething_domain::case::Refusal;

use crate::{
    api::ApiError,
    i18n::{money, pick, t, t_if, tr},
};

/// Why a command was refused.
fn refusal(refusal: &Refusal) -> String {
    let tag = serde_json::to_value(refusal).unwrap_or_default();
    let key = format!("refusal.{}", tag["refusal"].as_str().unwrap_or_default());
    match refusal {
        Refusal::BadPause { most }
        | Refusal::BadExtension { most }
        | Refusal::BadInspection { most } => tr(&key, &[("most", &most.to_string())]),
        Refusal::Settled { label, .. } => tr(&key, &[("what", &pick(label))]),
        Refusal::WrongAmount { owed } => tr(&key, &[("owed", &money(*owed))]),
        Refusal::Blank { field } => about(named(field), t(&key)),
        _ => t(&key),
    }
}

/// The same from an answer, which names the field, material or item that it is about.
pub fn why(error: &ApiError) -> Option<String> {
    let text = refusal(&error.refusal()?);
    Some(about(error.subject().as_ref().map(pick), text))
}

/// What a text of a command is called: by the end of its path.
pub fn named(path: &str) -> Option<String> {
    let name = path.rsplit('.').find(|part| part.parse::<u32>().is_err())?;
    t_if(&format!("refusal.field.{name}"))
}

/// A sentence behind the name of what it is about.
pub fn about(subject: Option<String>, text: String) -> String {
    match subject {
        Some(subject) => [subject, t("mark.colon"), text].concat(),
        None => text,
    }
}
