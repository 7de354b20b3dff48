//! Fields of a form.

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::text::Text;

/// The type of a field: it brings the check, the keyboard, the mask and the source of prefilled values.
///
/// To add one: a variant here, its check in [`crate::validate`], its widget in the portal's form
/// feature, its texts in `locales/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FieldType {
    /// A line of text, or several with `lines`; `min` and `max` count characters.
    Text,
    /// A decimal as text, `decimals` digits behind the point; `min` and `max` bound it.
    Number,
    /// An amount in integer cents.
    Money,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A region by its six-digit code (GB/T 2260).
    Region,
    /// `{ region, detail }`.
    Address,
    /// An identity card number (GB 11643-1999).
    IdCard,
    /// A unified social credit code (GB 32100-2015).
    CompanyCode,
    /// A mobile number of mainland China.
    Phone,
    /// A bank card or account number; 16 to 19 digits are checked by Luhn (ISO/IEC 7812).
    BankAccount,
    /// A number plate (GA 36-2018).
    Plate,
    /// One of the options.
    Choice,
    /// Several of the options; `min` and `max` count them.
    Many,
    /// Yes or no.
    Flag,
    /// `{ name, id_card, phone }`.
    Person,
    /// `{ name, code }`.
    Company,
    /// Rows of `fields`; `min` and `max` count the rows.
    Group,
    /// A text that must be agreed to.
    Declaration,
}

/// One of the options of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What people read.
    pub label: Text,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Field {
    /// Unique in a thing; two items that ask the same data element use the same id.
    pub id: String,
    /// The data element (数据元) that it asks; equal elements are merged into one field.
    pub element: String,
    /// Section of the form in which it stands (id of a thing's section).
    pub section: String,
    /// The label above the field.
    pub label: Text,
    /// One sentence of help below the label.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub help: Text,
    /// The type.
    pub r#type: FieldType,
    /// Whether an answer must be given when the field applies.
    #[serde(default)]
    pub optional: bool,
    /// Lower bound: of characters, of the number, of cents, of rows or of chosen options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Upper bound, as `min`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// Digits allowed behind the point of a number.
    #[serde(default)]
    pub decimals: u8,
    /// The unit that stands behind the field, as 平方米.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub unit: Text,
    /// Whether a text may have several lines.
    #[serde(default)]
    pub lines: bool,
    /// For a date: whether days after today are refused.
    #[serde(default)]
    pub past: bool,
    /// Options of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Fields of a group's rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub fields: Vec<Field>,
    /// What a declaration declares.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub declares: Text,
    /// When the field applies; always, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Where a value may come from: one of [`crate::prefill::PROFILE`] as `person.name`, `earlier` for the last
    /// answer to the same data element, or `licence.KIND` for the number of a licence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub prefill: String,
    /// Items that ask it; filled by the merge, never written in content.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
}
