//! SMS by Alibaba Cloud's Short Message Service: `SendSms` of version 2017-05-25, signed by ACS3-HMAC-SHA256.
//! <https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature>

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use onething_domain::canonical::hex;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::http::{Http, query};
use super::{ByKind, Letter, Outcome, Provider, Stamp, check_kinds, code, of_kind};

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Why trying again would change nothing.
const FOR_EVER: [&str; 8] = [
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.SMS_TEMPLATE_ILLEGAL",
    "isv.SMS_SIGNATURE_ILLEGAL",
    "isv.TEMPLATE_MISSING_PARAMETERS",
    "isv.TEMPLATE_PARAMS_ILLEGAL",
    "isv.PARAM_LENGTH_LIMIT",
    "isv.INVALID_PARAMETERS",
    "isv.BLACK_KEY_CONTROL_LIMIT",
];

/// The section `[sms]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(default = "endpoint")]
    url: String,
    key_id: String,
    key_secret: String,
    /// Signature (签名) that stands before every text.
    sign: String,
    /// Codes of the approved templates by kind of message.
    templates: ByKind<String>,
}

fn endpoint() -> String {
    "https://dysmsapi.aliyuncs.com".to_owned()
}

/// The provider.
pub struct Aliyun {
    settings: Settings,
    host: String,
    http: Http,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    code: String,
}

impl Aliyun {
    /// A provider by its settings.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new(settings: Settings) -> Result<Self, String> {
        check_kinds(&settings.templates)?;
        let rest = settings.url.split_once("://").map(|(_, rest)| rest.trim_end_matches('/'));
        let host = rest.filter(|rest| !rest.is_empty() && !rest.contains('/'));
        let host = host.ok_or("url: must be scheme and host, as https://dysmsapi.aliyuncs.com")?;
        Ok(Self { host: host.to_owned(), settings, http: Http::new() })
    }
}

impl Provider for Aliyun {
    fn send(&self, letter: &Letter, stamp: &Stamp) -> Outcome {
        let Some(template) = of_kind(&self.settings.templates, letter.kind) else {
            return Outcome::Never("no_template".to_owned());
        };
        // Their templates are approved in Chinese.
        let values: BTreeMap<&str, &str> =
            letter.values.iter().map(|(name, value)| (name.as_str(), value.zh.as_str())).collect();
        let Ok(values) = serde_json::to_string(&values) else {
            return Outcome::Never("unreadable".to_owned());
        };
        let query = query(&[
            ("PhoneNumbers", &letter.address),
            ("SignName", &self.settings.sign),
            ("TemplateCode", template),
            ("TemplateParam", &values),
            ("OutId", &letter.id),
        ]);
        let date = stamp.now.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let nothing = hex(&Sha256::digest(b""));
        // In the order in which they are signed: sorted by name.
        let headers = [
            ("host", self.host.as_str()),
            ("x-acs-action", "SendSms"),
            ("x-acs-content-sha256", &nothing),
            ("x-acs-date", &date),
            ("x-acs-signature-nonce", &stamp.nonce),
            ("x-acs-version", "2017-05-25"),
        ];
        let authorization =
            authorization(&self.settings.key_id, &self.settings.key_secret, &query, &headers);
        let mut sent = headers[1..].to_vec(); // the client writes the host itself
        sent.push(("authorization", &authorization));
        let url = format!("{}/?{query}", self.settings.url.trim_end_matches('/'));
        match self.http.post_empty::<Answer>(&url, &sent) {
            Ok(answer) if answer.code == "OK" => Outcome::Sent,
            Ok(answer) if FOR_EVER.contains(&answer.code.as_str()) => {
                Outcome::Never(code(&answer.code))
            }
            Ok(answer) => Outcome::Later(code(&answer.code)),
            Err(outcome) => outcome,
        }
    }
}

/// The header `Authorization` of a POST without a body.
fn authorization(key_id: &str, secret: &str, query: &str, headers: &[(&str, &str)]) -> String {
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let body = hex(&Sha256::digest(b""));
    let request = format!("POST\n/\n{query}\n{lines}\n{names}\n{body}");
    let text = format!("{ALGORITHM}\n{}", hex(&Sha256::digest(request.as_bytes())));
    let mut mac = match <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes keys of any length (RFC 2104 §2)"),
    };
    mac.update(text.as_bytes());
    let signature = hex(&mac.finalize().into_bytes());
    format!("{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example with fixed values of their documentation.
    #[test]
    fn signs_as_their_own_example() {
        let query = query(&[
            ("RegionId", "cn-shanghai"),
            ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
        ]);
        let nothing = hex(&Sha256::digest(b""));
        let headers = [
            ("host", "ecs.cn-shanghai.aliyuncs.com"),
            ("x-acs-action", "RunInstances"),
            ("x-acs-content-sha256", &nothing),
            ("x-acs-date", "2023-10-26T10:22:32Z"),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
            ("x-acs-version", "2014-05-26"),
        ];
        let header = authorization("YourAccessKeyId", "YourAccessKeySecret", &query, &headers);
        let signature = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
        assert!(header.ends_with(&format!(",Signature={signature}")), "{header}");
    }
}
