//! Why a command was not done, for staff: the rule, and the field, material or item that it names.

use crate::{
    api::ApiError,
    i18n::{pick, tr},
    words::{self, code},
};

/// Why the rules refuse a command; `None` where something else went wrong.
pub fn why(error: &ApiError) -> Option<String> {
    words::why(error).or_else(|| {
        let first = error.problems().into_iter().next()?;
        let params: Vec<(&str, &str)> =
            first.params.iter().map(|(name, value)| (&**name, &**value)).collect();
        let subject = error.subject().as_ref().map(pick).or_else(|| words::named(&first.path));
        Some(words::about(subject, tr(&format!("problem.{}", code(&first.code)), &params)))
    })
}
