//! Findings in words, for the command line: the same texts as on the screens, in English.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use onething_domain::lint::Finding;

const ENGLISH: &str = include_str!("../../../../locales/en.json");

/// What is wrong, and what to do.
pub fn finding(finding: &Finding) -> (String, String) {
    let key = format!("staff.finding.{}", finding.code.name());
    let mut texts = [text(&key), text(&format!("{key}.remedy"))];
    for (name, value) in &finding.params {
        texts = texts.map(|text| text.replace(&format!("{{{name}}}"), value));
    }
    let [message, remedy] = texts;
    (message, remedy)
}

fn text(key: &str) -> String {
    static TEXTS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| serde_json::from_str(ENGLISH).unwrap_or_default());
    texts.get(key).cloned().unwrap_or_else(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use onething_domain::lint::FindingCode;

    #[test]
    fn every_place_in_a_text_is_filled() {
        let finding_of = |params: &[(&str, &str)]| Finding {
            place: "items/x".to_owned(),
            path: "promised_days".to_owned(),
            code: FindingCode::PromiseOverLaw,
            params: params.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        };
        let (message, remedy) = finding(&finding_of(&[("promised", "9"), ("statutory", "5")]));
        assert!(message.contains('9') && message.contains('5') && !message.contains('{'));
        assert!(!remedy.is_empty() && !remedy.starts_with("staff."));
    }
}
