//! What a code stands for, in words.

use chrono::NaiveDate;
use leptos::prelude::*;
use onething_api::seals::{LogInLevel, SealAlgorithm};
use onething_api::verify::{Subject, Verification};

use super::compare::compare;
use crate::{
    documents::name_of,
    i18n::{date, moment, pick, t, tr},
    ui::{Card, Facts, Notice, Tone},
};

type Rows = Vec<(String, AnyView)>;

/// Whether what is genuine still holds.
#[derive(Clone, Copy, Default)]
enum Standing {
    /// It does.
    #[default]
    Holds,
    /// A later signature has taken its place.
    Replaced,
    /// The licence was taken back on a day.
    Revoked(NaiveDate),
}

/// The answer.
pub fn result(found: &Verification) -> AnyView {
    let (name, mut rows, digest, standing) = match &found.subject {
        Subject::Document { .. } => document(&found.subject),
        Subject::Signature { .. } => signature(&found.subject),
    };
    if let Some(case) = &found.case {
        rows.push(row(t("verify.case"), [case.number.clone(), pick(&case.title)].join(" · ")));
    }
    rows.push(row(t("verify.code"), found.code.clone()));
    let (tone, said, more) = match (found.genuine, standing) {
        (false, _) => (Tone::Bad, t("verify.forged"), t("verify.forged.help")),
        (true, Standing::Revoked(day)) => {
            let more = tr("verify.revoked.paper", &[("date", &date(day))]);
            (Tone::Bad, t("verify.revoked"), more)
        }
        (true, Standing::Replaced) => (Tone::Warn, t("verify.genuine"), t("verify.replaced")),
        (true, Standing::Holds) => (Tone::Good, t("verify.genuine"), t("verify.genuine.help")),
    };
    let file = digest.map(|digest| view! { <Card title=t("verify.file")>{compare(digest)}</Card> });
    view! {
        <div class="stack">
            <Notice tone=tone title=said><p>{more}</p></Notice>
            <Card title=name><Facts rows=rows /></Card>
            {file}
        </div>
    }
    .into_any()
}

fn row(name: String, text: String) -> (String, AnyView) {
    (name, view! { <span class="wrap-anywhere">{text}</span> }.into_any())
}

fn document(subject: &Subject) -> (String, Rows, Option<String>, Standing) {
    let Subject::Document {
        kind,
        item,
        issuer,
        holder,
        issued_at,
        result,
        valid_until,
        revoked,
        sha256,
    } = subject
    else {
        return Default::default();
    };
    let mut rows = vec![
        row(t("verify.issuer"), pick(issuer)),
        row(t("verify.holder"), holder.clone()),
        row(t("verify.issued"), moment(*issued_at)),
    ];
    if let Some(number) = result {
        rows.push(row(t("verify.result"), number.clone()));
    }
    if let Some(until) = valid_until {
        rows.push(row(t("verify.until"), date(*until)));
    }
    let name = name_of(&kind.title(), item.as_ref());
    let standing = revoked.map_or(Standing::Holds, Standing::Revoked);
    (name, rows, Some(sha256.clone()), standing)
}

fn signature(subject: &Subject) -> (String, Rows, Option<String>, Standing) {
    let Subject::Signature { signer, signed_at, login, digests, company, replaced, algorithm, key } =
        subject
    else {
        return Default::default();
    };
    let login = match login {
        LogInLevel::OneTimeCode => t("verify.login.code"),
        LogInLevel::AtWindow => t("verify.login.window"),
    };
    let algorithm = match algorithm {
        SealAlgorithm::Sm2 => "SM2 / SM3",
        SealAlgorithm::Es256 => "ES256",
    };
    let mut rows = vec![
        row(t("verify.signer"), signer.clone()),
        row(t("verify.signed"), moment(*signed_at)),
        row(t("verify.login"), login),
        row(t("verify.covers"), format!("SM3 {} SHA-256 {}", digests.sm3, digests.sha256)),
        row(t("verify.seal"), format!("{algorithm} · {key}")),
    ];
    if let Some(company) = company {
        rows.insert(1, row(t("verify.stamp"), company.clone()));
    }
    let standing = if *replaced { Standing::Replaced } else { Standing::Holds };
    (t("verify.signature"), rows, None, standing)
}
