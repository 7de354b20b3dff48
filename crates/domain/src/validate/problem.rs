//! What may be wrong with an answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Something that is wrong with an answer. Its text is looked up by `code` in the locales.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = FieldProblem))]
pub struct Problem {
    /// Where: `situation.q`, `answers.f`, `answers.group.0.f`, `evidence.m`, `delivery.name`.
    pub path: String,
    /// What.
    pub code: ProblemCode,
    /// Numbers and names for the text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

/// Kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ProblemCode {
    /// An answer is missing.
    Required,
    /// The answer has the wrong JSON type.
    WrongType,
    /// No such field, material or question in this guide.
    Unknown,
    /// Not one of the options.
    NotAnOption,
    /// Too short; `min`.
    TooShort,
    /// Too long; `max`.
    TooLong,
    /// Too small; `min`.
    TooSmall,
    /// Too large; `max`.
    TooLarge,
    /// Too few; `min`.
    TooFew,
    /// Too many; `max`.
    TooMany,
    /// No number, or too many digits behind the point; `decimals`.
    NotANumber,
    /// No such day.
    NotADay,
    /// A day after today.
    InFuture,
    /// Not the shape of an identity card number.
    IdCardShape,
    /// An identity card number with a region that does not exist.
    IdCardRegion,
    /// An identity card number with a day that does not exist.
    IdCardDay,
    /// An identity card number with a typing error.
    IdCardCheck,
    /// Not the shape of a company code.
    CompanyCodeShape,
    /// A company code with a typing error.
    CompanyCodeCheck,
    /// No mobile number.
    Phone,
    /// No number plate.
    Plate,
    /// Not the shape of an account number.
    BankShape,
    /// An account number with a typing error.
    BankCheck,
    /// No such region.
    Region,
    /// Characters that cannot be printed.
    Characters,
    /// A declaration that has not been agreed to.
    NotAgreed,
    /// This way of meeting a material is not open for it.
    EvidenceNotAllowed,
    /// The applicant holds no licence of this kind and number.
    LicenceNotHeld,
    /// The licence has expired or was taken back.
    LicenceNotValid,
    /// The files were uploaded too long ago to serve as this material.
    FilesTooOld,
    /// This way of delivery is not offered.
    DeliveryNotOffered,
    /// The situation excludes the thing.
    Stopped,
    /// The guide is for companies.
    CompanyNeeded,
    /// The guide is for citizens.
    CitizenNeeded,
    /// The amount is not what the rules compute; `cents`.
    WrongTotal,
    /// Somebody who has to sign as well has not.
    SignatureMissing,
    /// Something was changed after somebody signed: they sign again.
    SignatureVoid,
    /// Somebody else has to sign, not the applicant once more.
    SignedByApplicant,
}

/// What has been found so far.
#[derive(Default)]
pub(super) struct Problems {
    pub(super) list: Vec<Problem>,
}

impl Problems {
    pub(super) fn add(&mut self, path: &str, code: ProblemCode) {
        self.with(path, code, &[]);
    }

    pub(super) fn with(&mut self, path: &str, code: ProblemCode, params: &[(&str, i64)]) {
        let params =
            params.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
        self.list.push(Problem { path: path.to_owned(), code, params });
    }
}
