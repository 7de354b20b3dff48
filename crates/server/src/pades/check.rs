//! Checks the signature of a PDF file against the authority: what is covered, by whom, and that nothing was added.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::pkcs8::DecodePublicKey;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::attr::Attributes;
use x509_cert::der::asn1::{ObjectIdentifier, OctetString};
use x509_cert::der::{Any, Decode, DecodePem, Encode, SliceReader};

use super::{authority, cms as form};

/// What a genuine signature says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Common name of who signed.
    pub name: String,
    /// When, as the file tells it: `2026-03-02 02:00:00 UTC`.
    pub at: Option<String>,
}

/// Checks a file against the root certificate (PEM) of an authority.
///
/// # Errors
/// Why it is not genuine.
pub fn check(pdf: &[u8], root: &str) -> Result<Signed, String> {
    let root = Certificate::from_pem(root)
        .map_err(|_| "there is no certificate of an authority to check it with".to_owned())?;
    let place = Place::find(pdf)?;
    let covered = [&pdf[..place.gap], &pdf[place.after..]].concat();
    let data = signed_data(&place.contents(pdf)?).ok_or("its signature cannot be read")?;
    let [info] = data.signer_infos.0.as_slice() else {
        return Err("it has more than one signer".to_owned());
    };
    let signer = signer(&data, info).ok_or("the signer's certificate is missing")?;
    let attributes = info.signed_attrs.as_ref().ok_or("its signature has no attributes")?;
    if !binds(attributes, form::MESSAGE_DIGEST, &octets(&covered)) {
        return Err("it was changed after it was signed".to_owned());
    }
    let known = form::signing_certificate(signer).map_err(|error| error.to_string())?;
    if !binds(attributes, form::SIGNING_CERTIFICATE, &Some(known)) {
        return Err("its signature names another certificate".to_owned());
    }
    let bytes = attributes.to_der().map_err(|error| error.to_string())?;
    if !holds(signer, &bytes, info.signature.as_bytes()) {
        return Err("its signature does not hold".to_owned());
    }
    if !issued_by(signer, &root) {
        return Err("it was signed under another authority".to_owned());
    }
    Ok(Signed { name: authority::common_name(signer), at: time(&pdf[..place.gap]) })
}

/// Where a signature stands in its file.
struct Place {
    gap: usize,
    after: usize,
}

impl Place {
    fn find(pdf: &[u8]) -> Result<Self, String> {
        let key = b"/ByteRange[";
        let at = pdf.windows(key.len()).rposition(|window| window == key);
        let rest = &pdf[at.ok_or("it is not signed")? + key.len()..];
        let end = rest.iter().position(|byte| *byte == b']').ok_or("its byte range is broken")?;
        let range = std::str::from_utf8(&rest[..end]).unwrap_or_default();
        let numbers: Vec<usize> =
            range.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let [0, gap, after, length] = numbers[..] else {
            return Err("its byte range is broken".to_owned());
        };
        if after.checked_add(length) != Some(pdf.len()) || gap + 2 > after {
            return Err("something was added after it was signed".to_owned());
        }
        Ok(Self { gap, after })
    }

    /// The signature's bytes, zeros behind it.
    fn contents(&self, pdf: &[u8]) -> Result<Vec<u8>, String> {
        let broken = || "its signature is no hexadecimal text".to_owned();
        let text = std::str::from_utf8(&pdf[self.gap..self.after]).map_err(|_| broken())?;
        let digits = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        let pairs = digits.ok_or_else(broken)?.as_bytes().chunks(2);
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        pairs.map(byte).collect::<Option<_>>().ok_or_else(broken)
    }
}

fn signed_data(bytes: &[u8]) -> Option<SignedData> {
    let info = ContentInfo::decode(&mut SliceReader::new(bytes).ok()?).ok()?;
    (info.content_type == form::SIGNED_DATA).then_some(())?;
    info.content.decode_as().ok()
}

fn signer<'a>(data: &'a SignedData, info: &SignerInfo) -> Option<&'a Certificate> {
    let SignerIdentifier::IssuerAndSerialNumber(wanted) = &info.sid else { return None };
    let certificates = data.certificates.as_ref()?.0.iter().filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate),
        CertificateChoices::Other(_) => None,
    });
    let mut found = certificates.filter(|it| {
        let tbs = it.tbs_certificate();
        *tbs.serial_number() == wanted.serial_number && *tbs.issuer() == wanted.issuer
    });
    found.next()
}

fn octets(covered: &[u8]) -> Option<Any> {
    let digest = OctetString::new(Sha256::digest(covered).as_slice()).ok()?;
    Any::encode_from(&digest).ok()
}

fn binds(attributes: &Attributes, oid: ObjectIdentifier, value: &Option<Any>) -> bool {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
    found.next().is_some_and(|it| it.values.iter().next() == value.as_ref()) && value.is_some()
}

fn holds(signer: &Certificate, bytes: &[u8], signature: &[u8]) -> bool {
    let key = signer.tbs_certificate().subject_public_key_info().to_der().ok();
    let key = key.and_then(|der| VerifyingKey::from_public_key_der(&der).ok());
    let signature = Signature::from_der(signature).ok();
    key.zip(signature).is_some_and(|(key, signature)| key.verify(bytes, &signature).is_ok())
}

fn issued_by(signer: &Certificate, root: &Certificate) -> bool {
    let same = signer.tbs_certificate().issuer() == root.tbs_certificate().subject();
    let bytes = signer.tbs_certificate().to_der();
    let signature = signer.signature().as_bytes();
    same && bytes.ok().zip(signature).is_some_and(|(bytes, it)| holds(root, &bytes, it))
}

fn time(before: &[u8]) -> Option<String> {
    let key = b"/M(D:";
    let at = before.windows(key.len()).rposition(|window| window == key)? + key.len();
    let digits = std::str::from_utf8(before.get(at..at + 14)?).ok()?;
    let at = chrono::NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S").ok()?;
    Some(format!("{at} UTC"))
}
