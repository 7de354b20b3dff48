//! The authority under which documents are signed: a root certificate and a signer's, both over P-256, since the
//! readers of PDF files do not know SM2. Files of a folder that only its owner may read:
//!
//! - `authority.crt`, and `authority.key` where it is our own: with it `rotate` makes further signers;
//! - `<time>-<serial>.crt` and `.key`: signers, the newest one in use. A city that has a certificate from a public
//!   authority puts it here under such a name, and that authority's as `authority.crt`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use onething_domain::canonical::hex;
use p256::SecretKey;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use x509_cert::Certificate;
use x509_cert::TbsCertificate;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{self, Builder, CertificateBuilder};
use x509_cert::der::asn1::{Any, ObjectIdentifier};
use x509_cert::der::{Decode, DecodePem, Encode, EncodePem, Tag};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

use crate::{crypto, key_files};

/// Years for which the root and a signer are valid.
const ROOT_YEARS: i64 = 20;
const SIGNER_YEARS: i64 = 5;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// Certificates and the key to sign with.
pub struct Authority {
    /// The root.
    pub root: Certificate,
    /// Who signs.
    pub signer: Certificate,
    /// The signer's key.
    pub key: SigningKey,
    pem: String,
}

impl Authority {
    /// Reads the authority of a folder; makes one in the city's name where there is none.
    ///
    /// # Errors
    /// What is wrong with the folder or a file, and what to do.
    pub fn open(folder: &Path, city: &str, now: DateTime<Utc>) -> Result<Self, String> {
        if let Some(found) = Self::read(folder)? {
            return Ok(found);
        }
        make_root(folder, city, now)?;
        rotate(folder, now)?;
        Self::read(folder)?.ok_or_else(|| format!("{}: no certificate", folder.display()))
    }

    /// Reads the authority of a folder; none where it has none.
    ///
    /// # Errors
    /// What is wrong with a file.
    pub fn read(folder: &Path) -> Result<Option<Self>, String> {
        let file = folder.join("authority.crt");
        if !file.exists() {
            return Ok(None);
        }
        let Some(signer) = newest(folder) else {
            return Err(format!(
                "{}: no signer's certificate beside authority.crt",
                folder.display()
            ));
        };
        let (root, pem) = certificate(&file)?;
        let key = SigningKey::from(&key(&signer.with_extension("key"))?);
        Ok(Some(Self { root, signer: certificate(&signer)?.0, key, pem }))
    }

    /// The root's certificate, as PEM.
    pub fn certificate(&self) -> &str {
        &self.pem
    }
}

/// Makes a new signer under the folder's own root, in use from the next start on; gives its serial number. Documents
/// that were signed before carry their certificate and stay genuine.
///
/// # Errors
/// Where there is no key of the root, or a file cannot be written.
pub fn rotate(folder: &Path, now: DateTime<Utc>) -> Result<String, String> {
    let (root, _) = certificate(&folder.join("authority.crt"))?;
    let root_key = SigningKey::from(&key(&folder.join("authority.key"))?);
    let organization = text_of(&root, ORGANIZATION);
    let subject = name(&organization, &format!("{organization} 电子文书"))?;
    let profile = Signer { issuer: root.tbs_certificate().subject().clone(), subject };
    let secret = key_files::p256();
    let made = build(profile, &secret, &root_key, now, SIGNER_YEARS)?;
    let serial = hex(made.tbs_certificate().serial_number().as_bytes());
    write(folder, &key_files::stem(now, &serial), &made, &secret)?;
    Ok(serial)
}

/// The text of an attribute of a certificate's subject.
pub fn text_of(certificate: &Certificate, wanted: ObjectIdentifier) -> String {
    let subject = certificate.tbs_certificate().subject();
    let value = subject.iter().find(|attribute| attribute.oid == wanted).map(|it| it.value.value());
    value.map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default()
}

/// The common name of a certificate's subject.
pub fn common_name(certificate: &Certificate) -> String {
    text_of(certificate, COMMON_NAME)
}

fn make_root(folder: &Path, city: &str, now: DateTime<Utc>) -> Result<(), String> {
    let secret = key_files::p256();
    let profile = Root { subject: name(city, &format!("{city} 电子文书根证书"))? };
    let made = build(profile, &secret, &SigningKey::from(&secret), now, ROOT_YEARS)?;
    write(folder, "authority", &made, &secret)
}

fn build(
    profile: impl BuilderProfile,
    secret: &SecretKey,
    issuer: &SigningKey,
    now: DateTime<Utc>,
    years: i64,
) -> Result<Certificate, String> {
    let make = || -> builder::Result<Certificate> {
        let mut serial = crypto::random::<16>();
        serial[0] = serial[0] & 0x7f | 0x40; // positive, and of full length
        let public = SubjectPublicKeyInfo::from_key(&secret.public_key())?;
        // An hour before: clocks of those who check may be behind.
        let from = time(now - TimeDelta::hours(1))?;
        let validity = Validity::new(from, time(now + TimeDelta::days(365 * years))?);
        CertificateBuilder::new(profile, SerialNumber::new(&serial)?, validity, public)?
            .build::<_, DerSignature>(issuer)
    };
    make().map_err(|error| format!("the certificate cannot be made: {error}"))
}

fn time(at: DateTime<Utc>) -> x509_cert::der::Result<Time> {
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
    x509_cert::der::DateTime::from_unix_duration(Duration::from_secs(seconds)).map(Time::from)
}

fn name(organization: &str, common: &str) -> Result<Name, String> {
    let make = || -> x509_cert::der::Result<Name> {
        let mut names = RdnSequence::default();
        for (oid, text) in [(ORGANIZATION, organization), (COMMON_NAME, common)] {
            let value = Any::new(Tag::Utf8String, text.as_bytes())?;
            let mut part = RelativeDistinguishedName::default();
            part.insert(AttributeTypeAndValue { oid, value })?;
            names.push(part);
        }
        Name::from_der(&names.to_der()?)
    };
    make().map_err(|error| format!("the name {common} does not fit a certificate: {error}"))
}

/// A root: signs signers, nothing below them.
struct Root {
    subject: Name,
}

impl BuilderProfile for Root {
    fn get_issuer(&self, subject: &Name) -> Name {
        subject.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        own: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
        extensions(own, None, tbs, true, usage)
    }
}

/// Who signs documents.
struct Signer {
    issuer: Name,
    subject: Name,
}

impl BuilderProfile for Signer {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        own: SubjectPublicKeyInfoRef<'_>,
        issuer: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let usage = KeyUsage(KeyUsages::DigitalSignature | KeyUsages::NonRepudiation);
        extensions(own, Some(issuer), tbs, false, usage)
    }
}

fn extensions(
    own: SubjectPublicKeyInfoRef<'_>,
    issuer: Option<SubjectPublicKeyInfoRef<'_>>,
    tbs: &TbsCertificate,
    ca: bool,
    usage: KeyUsage,
) -> builder::Result<Vec<Extension>> {
    let constraints = BasicConstraints { ca, path_len_constraint: ca.then_some(0) };
    let mut all: Vec<Extension> = Vec::new();
    all.push(constraints.to_extension(tbs.subject(), &all)?);
    all.push(usage.to_extension(tbs.subject(), &all)?);
    all.push(SubjectKeyIdentifier::try_from(own)?.to_extension(tbs.subject(), &all)?);
    if let Some(issuer) = issuer {
        all.push(AuthorityKeyIdentifier::try_from(issuer)?.to_extension(tbs.subject(), &all)?);
    }
    Ok(all)
}

/// The newest signer's certificate: names of files begin with the time.
fn newest(folder: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let signer = |file: &PathBuf| {
        file.extension().is_some_and(|ending| ending == "crt")
            && file.file_stem().is_some_and(|stem| stem != "authority")
    };
    files.filter(signer).max()
}

fn certificate(file: &Path) -> Result<(Certificate, String), String> {
    key_files::read(file, |pem| {
        let read = Certificate::from_pem(pem);
        let read = read.map_err(|error| format!("no certificate as PEM: {error}"))?;
        Ok((read, pem.to_owned()))
    })
}

fn key(file: &Path) -> Result<SecretKey, String> {
    key_files::read(file, |pem| {
        SecretKey::from_pkcs8_pem(pem)
            .map_err(|error| format!("no key for P-256 as PEM (PKCS #8): {error}"))
    })
}

fn write(folder: &Path, name: &str, made: &Certificate, secret: &SecretKey) -> Result<(), String> {
    let cannot = |error: String| format!("cannot write {name} in {}: {error}", folder.display());
    let certificate = made.to_pem(LineEnding::LF).map_err(|error| cannot(error.to_string()))?;
    let secret = secret.to_pkcs8_pem(LineEnding::LF).map_err(|error| cannot(error.to_string()))?;
    // The key first: a certificate without its key would be taken for the one in use.
    for (ending, pem) in [("key", secret.as_str()), ("crt", &certificate)] {
        key_files::write(folder, &format!("{name}.{ending}"), pem)?;
    }
    Ok(())
}
