//! Service items (事项) with the elements of the national standard (GB/T 39554.2-2020; code tables of
//! GB/T 39046-2020 annex A).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::fee::Fee;
use crate::field::Field;
use crate::text::Text;

/// What one department does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// Short id, unique in the city: lower-case words joined by hyphens.
    pub id: String,
    /// Implementation code (实施编码), 31 characters: credit code of the body (18), level (1), base code (12).
    pub code: String,
    /// Name.
    pub name: Text,
    /// What it is for, in a sentence.
    pub summary: Text,
    /// Code of table `item_type` (事项类型).
    pub r#type: String,
    /// Code of table `level` (行使层级).
    pub level: String,
    /// Codes of table `audience` (服务对象).
    pub audience: Vec<String>,
    /// Id of the implementing department (实施主体).
    pub department: String,
    /// Code of table `body_nature` (实施主体性质).
    pub body_nature: String,
    /// Legal basis, each cited.
    pub basis: Vec<Basis>,
    /// Conditions for getting it (受理条件).
    pub conditions: Vec<Text>,
    /// How it is handled.
    pub kind: Kind,
    /// Limit by law, in working days.
    pub statutory_days: u32,
    /// Limit that the department promises, in working days.
    pub promised_days: u32,
    /// Steps (办理环节), each with a standard time.
    pub steps: Vec<Step>,
    /// Visits needed when it is applied for alone (到办事现场次数).
    pub visits: u32,
    /// Codes of table `online_depth` (网办深度).
    pub online_depth: Vec<String>,
    /// Codes of table `channel` (办理形式).
    pub channels: Vec<String>,
    /// Area within which any window serves it (通办范围).
    pub scope: Text,
    /// Ids of the windows that serve it.
    pub windows: Vec<String>,
    /// Where to ask (咨询方式).
    pub consult: Text,
    /// Where to complain (监督投诉方式).
    pub complain: Text,
    /// Special procedures that stop or lengthen the clock (特别程序).
    #[serde(default)]
    pub pauses: Vec<SpecialProcedure>,
    /// Limits of quantity (数量限制), none where empty.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub quantity_limit: Text,
    /// The rule under which it is decided without a person (秒批, C5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instant: Option<Instant>,
    /// Why it is signed on paper and nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// What comes out.
    pub result: ResultSpec,
    /// Questions that people ask.
    pub faq: Vec<Faq>,
    /// What the form asks.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What must be handed in.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// What it costs.
    #[serde(default)]
    pub fees: Vec<Fee>,
}

/// A legal basis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Basis {
    /// Name of the law or rule, with its year or number.
    pub law: String,
    /// Article, as 第六条.
    pub article: String,
    /// What the article says, in short.
    pub says: Text,
}

/// How an item is handled (办件类型 and its steps, C3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Kind {
    /// 即办件: one step, one working day.
    Immediate,
    /// 一审一核: two steps, three working days.
    Reviewed,
    /// 承诺件: three steps, the promised days.
    Promised,
}

/// One step of handling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    /// Name.
    pub name: Text,
    /// What is done in it.
    pub kind: StepKind,
    /// Standard time in working days; 0 means at once.
    pub days: u32,
    /// Who does it, as 窗口人员.
    pub who: Text,
}

/// What is done in a step. Accepting and handing out are done once for a whole thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StepKind {
    /// 受理
    Accept,
    /// 审查
    Review,
    /// 现场勘验
    Inspect,
    /// 决定
    Decide,
    /// 颁证、送达
    Issue,
}

/// A special procedure: it stops the clock (行政许可法 art. 45), or lengthens it (art. 42).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpecialProcedure {
    /// Which kind.
    pub kind: PauseKind,
    /// Name.
    pub name: Text,
    /// How many working days it takes at most; announced to the applicant.
    pub days: u32,
    /// The rule that allows it, cited.
    pub basis: Text,
}

/// Kinds of special procedures that the law names (行政许可法 art. 42 and 45).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PauseKind {
    /// 听证
    Hearing,
    /// 招标
    Tender,
    /// 拍卖
    Auction,
    /// 检验、现场勘验
    Inspection,
    /// 检测
    Test,
    /// 检疫
    Quarantine,
    /// 鉴定
    Appraisal,
    /// 专家评审
    ExpertReview,
    /// 公示，where another rule says that it stops the clock
    Publication,
    /// 延长审批: stops no clock but lengthens the limits, once (art. 42; 特别程序 1 of GB/T 39046)
    Extension,
}

impl PauseKind {
    /// Whether the clock stands still for it.
    pub fn stops_clock(self) -> bool {
        self != Self::Extension
    }
}

/// Papers about family and inheritance, to which the rules of electronic signatures do not apply (电子签名法 art. 3):
/// what contains one is signed by hand, on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Paper {
    /// 婚姻
    Marriage,
    /// 收养
    Adoption,
    /// 继承
    Inheritance,
}

/// A rule that decides without a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Instant {
    /// The rule in words.
    pub rule: Text,
    /// Approves where it surely holds; otherwise a person decides.
    pub when: Condition,
    /// What is asked of registries before; the condition knows what they say as `<id>.<value>`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub lookups: Vec<Lookup>,
}

/// A question to a registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lookup {
    /// Id: what names of its values begin with.
    pub id: String,
    /// Id of the registry.
    pub registry: String,
    /// What one asks with: all keys of the registry.
    pub by: Vec<LookupKey>,
}

/// A key with which a registry is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookupKey {
    /// Name of the key.
    pub key: String,
    /// Id of the field whose answer it is.
    pub of: String,
}

/// What an item gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResultSpec {
    /// Name of the document or effect.
    pub name: Text,
    /// Code of table `result_type` (结果类型): licence, approval, registration or payment.
    pub r#type: String,
    /// Two to four capital letters that begin its number.
    pub prefix: String,
    /// What a sample shows.
    pub sample: Text,
    /// Months for which it is valid; without end where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_months: Option<u32>,
    /// Kind of licence that it is, as materials name it: what is issued enters its holder's wallet (I3). Empty
    /// where it is none that can be shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub licence: String,
    /// Whether results are published (公示): 政府信息公开条例 art. 20 (5) has decisions on licences
    /// published, and other laws those on honours and subsidies.
    #[serde(default, skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub published: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Faq {
    /// Question.
    pub question: Text,
    /// Answer.
    pub answer: Text,
}

/// A requirement for a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Material {
    /// Material type; equal ids in several items are one material of the thing.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Code of table `material_form` (材料类型): original, copy or either.
    pub form: String,
    /// How many copies on paper; 0 for electronic only.
    pub copies: u32,
    /// Code of table `material_source` (来源渠道).
    pub source: String,
    /// Code of table `necessity` (必要性); `3` may follow later (容缺).
    pub necessity: String,
    /// Who issues it.
    pub issuer: Text,
    /// What a good one looks like.
    pub sample: Text,
    /// What people often get wrong.
    pub mistakes: Vec<Text>,
    /// How many files at most; photos of pages count one each.
    #[serde(default = "nine")]
    pub max_files: u32,
    /// Kind of licence that serves as this material.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub licence: String,
    /// The text that a person may sign instead of handing it in (告知承诺).
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub commitment: Text,
    /// Within how many working days it may follow, for necessity `3`.
    #[serde(default)]
    pub deferred_days: u32,
    /// What happens when it has not followed in time.
    #[serde(default, skip_serializing_if = "Lapse::waits")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub lapse: Lapse,
    /// For how many days after it was uploaded it may be handed in again; 0 for as long as the city keeps it.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub valid_days: u32,
    /// When it is needed; always, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Items that need it; filled by the merge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
}

/// What happens when a material that may follow (容缺) has not come by its day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Lapse {
    /// Results wait for it; the department is told and may refuse.
    #[default]
    Waits,
    /// The items that need it end, and what they cost goes back (视为撤回).
    Ends,
}

impl Lapse {
    fn waits(&self) -> bool {
        *self == Self::Waits
    }
}

fn nine() -> u32 {
    9
}

fn is_zero(days: &u32) -> bool {
    *days == 0
}

impl Material {
    /// Whether it must be met before a case can be filed (a deferred one is met by its promise).
    pub fn is_required(&self) -> bool {
        self.necessity != "2"
    }

    /// Whether it may follow later (容缺后补).
    pub fn is_deferrable(&self) -> bool {
        self.necessity == "3"
    }

    /// The last day on which files that were uploaded on a day serve as it; none where they always do.
    pub fn serves_until(&self, uploaded: NaiveDate) -> Option<NaiveDate> {
        let days = Days::new(self.valid_days.into());
        uploaded.checked_add_days(days).filter(|_| self.valid_days > 0)
    }

    /// Whether files that were uploaded on a day serve as it today.
    pub fn serves(&self, uploaded: NaiveDate, today: NaiveDate) -> bool {
        self.serves_until(uploaded).is_none_or(|until| today <= until)
    }
}
