//! Findings: what is wrong, and where.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Something that is wrong with content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// The document: `items/household`, `things/newborn`.
    pub place: String,
    /// Path within it, as `fields.child_name.options`; the same as those of differences.
    pub path: String,
    /// What is wrong.
    pub code: FindingCode,
    /// Values that the texts name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

/// What can be wrong. Each has its text and its remedy in `locales/`, with the parameters named here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FindingCode {
    /// A text that people need is empty in Chinese.
    EmptyText,
    /// A text has no English.
    NoEnglish,
    /// A list that needs an entry has none.
    EmptyList,
    /// No legal basis.
    NoBasis,
    /// A basis without law or article.
    HalfBasis,
    /// More days promised than the law allows: `promised`, `statutory`.
    PromiseOverLaw,
    /// More days than the kind of handling takes: `days`.
    TooLongForKind,
    /// No implementation code of 31 characters.
    BadCode,
    /// No id of lower-case words joined by hyphens or underscores: `id`.
    BadId,
    /// An id that something else has already: `id`.
    DuplicateId,
    /// No such department: `id`.
    UnknownDepartment,
    /// No such window: `id`.
    UnknownWindow,
    /// No such code in a table: `table`, `code`.
    UnknownCode,
    /// No such data element: `id`.
    UnknownElement,
    /// No such life event: `id`.
    UnknownEvent,
    /// No such item: `id`.
    UnknownItem,
    /// No such thing: `id`.
    UnknownThing,
    /// No such stage: `id`.
    UnknownStage,
    /// A thing lacks the section in which a field stands: `section`, `thing`.
    UnknownSection,
    /// No such source of prefilled values: `id`.
    UnknownPrefill,
    /// The prefix of numbers is not two to four capital letters.
    BadPrefix,
    /// Numbers that begin as those of another item of the thing: `prefix`, `with`.
    PrefixTwice,
    /// Another type than that of the data element: `element`.
    ElementType,
    /// A choice without options, or options without a choice.
    Options,
    /// A group without columns, or columns without a group.
    Columns,
    /// A group within a group.
    NestedGroup,
    /// A declaration without its text, or a text without a declaration.
    Declares,
    /// A lower bound over the upper one.
    Bounds,
    /// May follow later, but not until when.
    DeferredWithoutDays,
    /// Of a kind that the law has signed on paper, and does not say so.
    PaperNotSaid,
    /// Signed on paper, without the law for it.
    PaperWithoutBasis,
    /// Signed on paper, and yet nobody has to come.
    PaperOnline,
    /// Words that tell people nothing: `word`.
    Vague,
    /// A need of an item that is not in the thing: `item`, `need`.
    MissingNeed,
    /// Items that need one another in a circle: `items`.
    Circular,
    /// A name of both a question and a field: `name`.
    NameTwice,
    /// A condition on something that the thing does not ask: `name`, `thing`.
    UnknownName,
    /// A condition that compares with a value of another type: `name`.
    WrongType,
    /// A condition on an option that there is not: `name`, `option`.
    UnknownOption,
    /// A condition that can never hold.
    Unreachable,
    /// A condition that nests too deep.
    TooDeep,
    /// A question that nothing turns on.
    UnusedQuestion,
    /// No such registry: `id`.
    UnknownRegistry,
    /// A look-up without a key of its registry, or with one that the registry does not know: `key`, `registry`.
    LookupKeys,
    /// A look-up on which its rule does not turn: `id`.
    UnusedLookup,
    /// A share of something that is no money field: `name`.
    NoMoneyField,
    /// A fee of less than nothing.
    BadAmount,
    /// Another item asks the same data element otherwise: `with`, `part`.
    FieldClash,
    /// Another item has another material under this id: `with`.
    MaterialClash,
    /// A list that follows from the items and is not typed in: `code`.
    ComputedList,
    /// A synonym with nothing beside it: `word`.
    LoneSynonym,
    /// A synonym of two groups, or twice in one: `word`.
    SynonymTwice,
    /// A word that is both dropped and looked for: `word`.
    DroppedSynonym,
    /// No word of 1 to 20 small letters: `word`.
    BadWord,
    /// Both may file it, but it does not ask for whom by a question of options citizen and company: `id`.
    ForWhomNotAsked,
    /// Only one may file it, and yet it asks for whom.
    ForWhomAsked,
    /// Words for companies where not both may file it.
    WordsForNobody,
    /// Words for a field or material that none of the items has: `id`.
    WordsForNothing,
    /// A position nowhere in the country.
    BadPosition,
    /// No such region of the city: `id`.
    UnknownRegion,
    /// Opening hours that cannot be read.
    BadHours,
    /// An address that is no page of the web.
    BadAddress,
    /// No unified social credit code (GB 32100).
    BadCreditCode,
    /// No intermediary service of this id: `id`.
    UnknownService,
    /// No days where some are promised.
    NoDays,
    /// More days promised than the city has agreed with all firms: `promised`, `agreed`.
    PromiseOverAgreed,
    /// Markup in a text; people would read it as it is.
    Markup,
    /// Characters that cannot be printed.
    ControlCharacters,
    /// Longer than can be read: `most`.
    TooLong,
    /// More entries than can be handled: `most`.
    TooMany,
}

impl FindingCode {
    /// The name on the wire and in `locales/`.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            _ => String::new(),
        }
    }
}

/// Findings as they are collected.
#[derive(Default)]
pub(crate) struct Findings {
    /// The document that is looked at.
    pub place: String,
    /// What was found.
    pub list: Vec<Finding>,
}

impl Findings {
    /// Adds one of the document that is looked at.
    pub fn add(&mut self, path: &str, code: FindingCode, params: &[(&str, &str)]) {
        let finding = Finding {
            place: self.place.clone(),
            path: path.to_owned(),
            code,
            params: params
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        if !self.list.contains(&finding) {
            self.list.push(finding);
        }
    }
}
