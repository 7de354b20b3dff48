//! A signature to take along: an archive with everything that is needed to check it, by us or by OpenSSL.

use std::io::{Cursor, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use onething_api::seals::{SealAlgorithm, SealKey, Sealed};
use onething_domain::canonical::{canonical, digests_of, sha256};
use onething_domain::submission::Submission;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::keys::DISTID;

/// Names of the files inside.
const STATEMENT: &str = "statement.json";
const SEAL: &str = "seal.der";
const KEY: &str = "key.pem";
const IMAGE: &str = "image";
const SUBMISSION: &str = "submission.json";
const README: &str = "README.txt";

/// Most bytes of a file inside that are read: a forged archive may unpack to anything.
const MOST: u64 = 4 * 1024 * 1024;

/// What goes into a package.
pub struct Contents<'a> {
    /// What the service says of the signature.
    pub sealed: &'a Sealed,
    /// The public key that it is sealed under.
    pub key: &'a SealKey,
    /// The drawn image.
    pub image: &'a [u8],
    /// What was signed, where it was filed.
    pub submission: Option<&'a Submission>,
}

/// Writes a package.
///
/// # Errors
/// The archive's.
pub fn write(contents: &Contents) -> Result<Vec<u8>, String> {
    let seal = STANDARD.decode(&contents.sealed.seal).map_err(|error| error.to_string())?;
    let statement = canonical(&contents.sealed.statement);
    let readme = readme(contents.sealed.statement.algorithm);
    let mut files: Vec<(&str, &[u8])> = vec![
        (README, readme.as_bytes()),
        (STATEMENT, &statement),
        (SEAL, &seal),
        (KEY, contents.key.pem.as_bytes()),
        (IMAGE, contents.image),
    ];
    let submission = contents.submission.map(canonical);
    if let Some(submission) = &submission {
        files.push((SUBMISSION, submission));
    }
    pack(files)
}

/// Writes an archive of files by name. Nothing of the moment goes in, so that the same files give the same bytes.
///
/// # Errors
/// The archive's.
pub fn pack<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>, String> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name, options).map_err(|error| error.to_string())?;
        archive.write_all(bytes).map_err(|error| error.to_string())?;
    }
    Ok(archive.finish().map_err(|error| error.to_string())?.into_inner())
}

/// Reads the sealed statement of a package, after checking that image and submission are those that it speaks of.
///
/// # Errors
/// What is missing or does not belong.
pub fn read(bytes: &[u8]) -> Result<Sealed, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let statement = file(&mut archive, STATEMENT)?.ok_or("statement.json is missing")?;
    let seal = file(&mut archive, SEAL)?.ok_or("seal.der is missing")?;
    let image = file(&mut archive, IMAGE)?.ok_or("the image is missing")?;
    let statement: onething_api::seals::Statement =
        serde_json::from_slice(&statement).map_err(|error| format!("{STATEMENT}: {error}"))?;
    if sha256(&image) != statement.image {
        return Err("NOT GENUINE: the image is not the one that was sealed".to_owned());
    }
    if let Some(submission) = file(&mut archive, SUBMISSION)?
        && digests_of(&submission) != statement.digests
    {
        return Err("NOT GENUINE: submission.json is not what was signed".to_owned());
    }
    Ok(Sealed { statement, seal: STANDARD.encode(seal) })
}

fn file(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<Vec<u8>>, String> {
    if archive.index_for_name(name).is_none() {
        return Ok(None);
    }
    let file = archive.by_name(name).map_err(|error| format!("{name}: {error}"))?;
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
    Ok(Some(bytes))
}

/// The command that checks the seal without anything of ours.
pub fn openssl(algorithm: SealAlgorithm) -> String {
    openssl_for(algorithm, STATEMENT)
}

/// The same for another sealed file beside `key.pem` and `seal.der`.
pub fn openssl_for(algorithm: SealAlgorithm, sealed: &str) -> String {
    match algorithm {
        SealAlgorithm::Sm2 => format!(
            "openssl pkeyutl -verify -pubin -inkey {KEY} -rawin -digest sm3 -in {sealed} -sigfile {SEAL} -pkeyopt distid:{DISTID}"
        ),
        SealAlgorithm::Es256 => {
            format!("openssl dgst -sha256 -verify {KEY} -signature {SEAL} {sealed}")
        }
    }
}

fn readme(algorithm: SealAlgorithm) -> String {
    let command = openssl(algorithm);
    format!(
        "一份签名，以及核验它所需的一切。
statement.json 写明谁、何时、签了什么（SM3 与 SHA-256 摘要）；seal.der 是服务对它的电子签章；
key.pem 是公钥（与网站公布的公钥核对后再用）；image 是手写签名；submission.json 是当时签的内容。

A signature, and all that is needed to check it. Compare key.pem with the keys that the service publishes
(/api/v1/seal-keys), then:

    {command}
    sha256sum submission.json image

Or: onething verify FILE
"
    )
}
