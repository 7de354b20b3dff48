//! The signature itself: CMS SignedData without the content (RFC 5652), with the attributes that PAdES wants
//! (ETSI EN 319 122-1, RFC 5035). The time stands in the PDF's dictionary, not here.

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Signer;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::der::asn1::{ObjectIdentifier, OctetString, SetOfVec};
use x509_cert::der::{Any, Encode, Tag};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::Authority;

/// id-data.
pub const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// id-signedData.
pub const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// The attribute contentType.
pub const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
/// The attribute messageDigest.
pub const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
/// The attribute signing-certificate-v2.
pub const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// SHA-256.
pub const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
/// ecdsa-with-SHA256.
pub const ECDSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// Signs bytes; gives the DER of the signature.
///
/// # Errors
/// The encoder's; none that is known.
pub fn sign(covered: &[u8], authority: &Authority) -> Result<Vec<u8>, String> {
    build(covered, authority).map_err(|error| format!("the signature cannot be written: {error}"))
}

fn build(covered: &[u8], authority: &Authority) -> x509_cert::der::Result<Vec<u8>> {
    let attributes = attributes(covered, &authority.signer)?;
    let signature: Signature = authority.key.sign(&attributes.to_der()?);
    let tbs = authority.signer.tbs_certificate();
    let info = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        }),
        digest_alg: algorithm(SHA256),
        signed_attrs: Some(attributes),
        signature_algorithm: algorithm(ECDSA),
        signature: OctetString::new(signature.to_der().as_bytes())?,
        unsigned_attrs: None,
    };
    let certificates = [&authority.signer, &authority.root];
    let certificates = certificates.map(|it| CertificateChoices::Certificate(it.clone()));
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![algorithm(SHA256)])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
        certificates: Some(CertificateSet::try_from(certificates.to_vec())?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![info])?,
    };
    ContentInfo { content_type: SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()
}

fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: None }
}

fn attributes(covered: &[u8], signer: &Certificate) -> x509_cert::der::Result<Attributes> {
    let digest = OctetString::new(Sha256::digest(covered).as_slice())?;
    SetOfVec::try_from(vec![
        attribute(CONTENT_TYPE, Any::encode_from(&DATA)?)?,
        attribute(MESSAGE_DIGEST, Any::encode_from(&digest)?)?,
        attribute(SIGNING_CERTIFICATE, signing_certificate(signer)?)?,
    ])
}

fn attribute(oid: ObjectIdentifier, value: Any) -> x509_cert::der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}

/// SigningCertificateV2 with one ESSCertIDv2: its digest by SHA-256, which is the default and not written.
pub fn signing_certificate(signer: &Certificate) -> x509_cert::der::Result<Any> {
    let digest = OctetString::new(Sha256::digest(signer.to_der()?).as_slice())?;
    let id = Any::new(Tag::Sequence, digest.to_der()?)?;
    let ids = Any::new(Tag::Sequence, id.to_der()?)?;
    Any::new(Tag::Sequence, ids.to_der()?)
}
