//! Things (一件事): graphs of items.

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::item::Faq;
use crate::text::Text;
use crate::wording::Wording;

/// A thing as editors write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thing {
    /// Short id, unique in the city: lower-case words joined by hyphens.
    pub id: String,
    /// Whether an import publishes it or leaves it as a draft.
    #[serde(default)]
    pub draft: bool,
    /// Title, as people say it.
    pub title: Text,
    /// What it is, in a sentence.
    pub summary: Text,
    /// Id of the life event under which it stands.
    pub event: String,
    /// Who files it.
    pub applicant: ApplicantKind,
    /// What companies read instead, where both may file it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Wording>,
    /// Words that people would look for.
    pub tags: Vec<Text>,
    /// Lists of the city in which it stands, codes of table `list`: only those that do not follow from
    /// its items ([`crate::lists`]).
    #[serde(default)]
    pub lists: Vec<String>,
    /// Themes under which it stands, codes of table `theme`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub themes: Vec<String>,
    /// Conditions in plain words: who it is for.
    pub for_whom: Vec<Text>,
    /// Sections of the form, in order.
    pub sections: Vec<Section>,
    /// Questions of the pre-check, in order.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Situations in which it cannot be had here.
    #[serde(default)]
    pub stops: Vec<Stop>,
    /// Who signs beside the applicant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub cosigners: Vec<Cosigner>,
    /// Items, in an order in which people understand them.
    pub nodes: Vec<ThingNode>,
    /// Stages, where a thing has them.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// How results may be had.
    pub delivery: Vec<DeliveryKind>,
    /// Questions that people ask about the whole thing.
    #[serde(default)]
    pub faq: Vec<Faq>,
}

/// Who may file a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ApplicantKind {
    /// 自然人
    Citizen,
    /// 法人, through its representative or an agent
    Company,
    /// Either
    Both,
}

/// Somebody who signs beside the applicant (共同签名人, A5): the other parent, the seller of a flat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cosigner {
    /// Id, unique in the thing.
    pub id: String,
    /// Who that is to the applicant, as 另一位家长.
    pub label: Text,
    /// Why their signature is needed.
    pub why: Text,
    /// When it is needed; always, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// A section of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Section {
    /// Id, named by fields.
    pub id: String,
    /// Title.
    pub title: Text,
    /// A sentence of help.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub help: Text,
}

/// A question of the pre-check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    /// Id, used by conditions; distinct from all field ids.
    pub id: String,
    /// The question.
    pub ask: Text,
    /// Why it is asked.
    pub why: Text,
    /// Possible answers.
    pub options: Vec<crate::field::Choice>,
    /// When it is asked; always, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// A situation in which the thing cannot be had here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stop {
    /// The situation.
    pub when: Condition,
    /// Why not, with the rule.
    pub reason: Text,
    /// What to do instead.
    pub instead: Text,
    /// Id of a thing that fits, where there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub thing: String,
}

/// An item's place in a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThingNode {
    /// Id of the item.
    pub item: String,
    /// Ids of items whose results it needs.
    #[serde(default)]
    pub needs: Vec<String>,
    /// When it is part of the thing; always, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Id of the stage in which it stands.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub stage: String,
}

/// A stage with its lead department (牵头部门).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stage {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Id of the lead department.
    pub lead: String,
}

/// How results reach a person (A8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryKind {
    /// By post, free of charge.
    Post,
    /// At a window.
    Window,
    /// At a self-service machine.
    Machine,
    /// As electronic licences only.
    Electronic,
}
