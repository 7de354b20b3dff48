//! The words that a generated catalogue is put together from: what departments do, and what one does with it.

use std::collections::BTreeMap;

use onething_domain::field::Field;
use onething_domain::item::{Kind, Material};
use serde::Deserialize;

/// What departments do, one subject a line.
const VOCABULARY: &str = include_str!("vocabulary.txt");
/// What forms ask and what is handed in.
const POOL: &str = include_str!("pool.toml");

/// Something that a department does, with everything one can do with it.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// Id of the department.
    pub department: &'static str,
    /// What kind of thing it is.
    pub nature: Nature,
    /// Whether companies file it.
    pub company: bool,
    /// Name in Chinese.
    pub zh: &'static str,
    /// Name in English.
    pub en: &'static str,
    /// The law that it stands on.
    pub law: &'static str,
    /// The article.
    pub article: &'static str,
    /// Ids of groups, separated by commas.
    groups: &'static str,
}

/// What kind of thing a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// 许可
    Licence,
    /// 登记
    Register,
    /// 给付
    Benefit,
    /// 备案
    Filing,
    /// 公共服务
    Service,
}

/// One thing that can be done with a subject.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    /// Part of ids.
    pub key: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

const fn act(key: &'static str, zh: &'static str, en: &'static str) -> Act {
    Act { key, zh, en }
}

const LICENCE: [Act; 5] = [
    act("new", "新办", "new"),
    act("change", "变更", "change"),
    act("renewal", "延续", "renewal"),
    act("replacement", "补办", "replacement"),
    act("cancellation", "注销", "cancellation"),
];
const REGISTER: [Act; 5] = [
    act("first", "首次", "first"),
    act("change", "变更", "change"),
    act("cancellation", "注销", "cancellation"),
    act("replacement", "补证", "replacement"),
    act("extract", "出具证明", "extract"),
];
const BENEFIT: [Act; 5] = [
    act("claim", "申领", "claim"),
    act("change", "信息变更", "change"),
    act("review", "复核", "review"),
    act("proof", "资格认证", "proof of entitlement"),
    act("end", "停发", "end"),
];
const FILING: [Act; 4] = [
    act("first", "首次", "first"),
    act("change", "变更", "change"),
    act("extension", "延期", "extension"),
    act("cancellation", "撤回", "withdrawal"),
];
const SERVICE: [Act; 4] = [
    act("apply", "办理", "application"),
    act("change", "变更", "change"),
    act("replacement", "补办", "replacement"),
    act("query", "查询", "query"),
];

impl Nature {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "licence" => Self::Licence,
            "register" => Self::Register,
            "benefit" => Self::Benefit,
            "filing" => Self::Filing,
            "service" => Self::Service,
            _ => return None,
        })
    }

    /// What can be done with a subject of this nature.
    pub fn acts(self) -> &'static [Act] {
        match self {
            Self::Licence => &LICENCE,
            Self::Register => &REGISTER,
            Self::Benefit => &BENEFIT,
            Self::Filing => &FILING,
            Self::Service => &SERVICE,
        }
    }

    /// What its names end with, so that people know what it is.
    fn ending(self) -> &'static str {
        match self {
            Self::Register => "登记",
            Self::Filing => "备案",
            Self::Licence | Self::Benefit | Self::Service => "",
        }
    }

    /// Code of table `item_type` (GB/T 39046 annex A).
    pub fn code(self) -> &'static str {
        match self {
            Self::Licence => "01",
            Self::Register => "07",
            Self::Benefit => "05",
            Self::Filing => "10",
            Self::Service => "20",
        }
    }

    /// Code of table `result_type`.
    pub fn result(self) -> &'static str {
        match self {
            Self::Licence => "licence",
            Self::Register => "registration",
            Self::Benefit => "payment",
            Self::Filing | Self::Service => "approval",
        }
    }

    /// How it is handled.
    pub fn kind(self) -> Kind {
        match self {
            Self::Service => Kind::Immediate,
            Self::Register | Self::Filing => Kind::Reviewed,
            Self::Licence | Self::Benefit => Kind::Promised,
        }
    }
}

impl Subject {
    fn read(line: &'static str) -> Option<Self> {
        let mut parts = line.split('|');
        let mut part = || parts.next();
        Some(Self {
            department: part()?,
            nature: Nature::read(part()?)?,
            company: part()? == "company",
            zh: part()?,
            en: part()?,
            law: part()?,
            article: part()?,
            groups: part()?,
        })
    }

    /// Its full name in Chinese, as 有限责任公司登记.
    pub fn name(&self) -> String {
        let ending = self.nature.ending();
        if self.zh.ends_with(ending) { self.zh.to_owned() } else { format!("{}{ending}", self.zh) }
    }

    /// Part of ids: its English name in lower-case words joined by hyphens.
    pub fn key(&self) -> String {
        let words = self.en.split(|letter: char| !letter.is_ascii_alphanumeric());
        let words: Vec<String> =
            words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
        format!("{}-{}", self.department, words.join("-"))
    }

    /// Ids of the groups that its form and its materials come from.
    pub fn groups(&self) -> impl Iterator<Item = &'static str> {
        let base = if self.company { "company" } else { "citizen" };
        std::iter::once(base).chain(self.groups.split(',')).chain(["declaration"])
    }
}

/// All subjects.
pub fn subjects() -> Vec<Subject> {
    let lines = VOCABULARY.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(Subject::read).collect()
}

/// Fields and materials that go together.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Id, as `premises`.
    pub id: String,
    /// What is asked.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What is handed in.
    #[serde(default)]
    pub materials: Vec<Material>,
}

/// All groups by id.
///
/// # Errors
/// Where the file in the program is no pool.
pub fn pool() -> Result<BTreeMap<String, Group>, String> {
    #[derive(Deserialize)]
    struct Pool {
        group: Vec<Group>,
    }
    let pool: Pool = toml::from_str(POOL).map_err(|error| error.to_string())?;
    Ok(pool.group.into_iter().map(|group| (group.id.clone(), group)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_speaks_of_groups_that_exist() {
        let pool = pool().unwrap();
        let subjects = subjects();
        let lines = VOCABULARY.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(subjects.len(), lines);
        for subject in &subjects {
            assert!(subject.groups().all(|group| pool.contains_key(group)), "{}", subject.zh);
            assert!(subject.article.starts_with('第'), "{}", subject.zh);
        }
    }
}
