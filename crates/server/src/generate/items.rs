//! Items with every element of the national standard filled.

use std::collections::BTreeMap;

use onething_domain::condition::Condition;
use onething_domain::fee::{Amount, Fee};
use onething_domain::item::{
    Basis, Faq, Instant, Item, Kind, Lapse, Material, Paper, PauseKind, ResultSpec,
    SpecialProcedure, Step, StepKind,
};
use onething_domain::text::Text;

use super::chance::Chance;
use super::city::{Area, Base};
use super::words::{Act, Group, Nature, Subject};

/// An item before it is written: which subject, what is done with it, and where.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The subject.
    pub subject: Subject,
    /// What is done.
    pub act: Act,
    /// Index of the area.
    pub area: usize,
    /// Which one it is in a thing of several, once that is known.
    pub place: Option<u8>,
}

impl Plan {
    /// Id of the item.
    pub fn id(&self, area: &Area) -> String {
        let id = format!("{}-{}", self.subject.key(), self.act.key);
        if area.key.is_empty() { id } else { format!("{id}-{}", area.key) }
    }

    /// Name of the item.
    pub fn name(&self) -> Text {
        Text::new(
            format!("{}（{}）", self.subject.name(), self.act.zh),
            format!("{} ({})", self.subject.en, self.act.en),
        )
    }
}

/// Writes one item as it stands in version `version`.
pub fn item(
    plan: &Plan,
    base: &Base,
    pool: &BTreeMap<String, Group>,
    seed: u64,
    version: u32,
) -> Item {
    let area = &base.areas[plan.area];
    let id = plan.id(area);
    let mut chance = Chance::of(seed, &id);
    let (subject, name) = (&plan.subject, plan.name());
    let groups: Vec<&Group> = subject.groups().filter_map(|group| pool.get(group)).collect();
    let kind = subject.nature.kind();
    let (statutory_days, promised_days) = limits(kind, &mut chance);
    let department = area.department(subject.department);
    let body = base.departments.iter().find(|known| known.id == department);
    let phone = body.map(|body| body.phone.as_str()).unwrap_or_default();
    let code = body.map(|body| body.code.as_str()).unwrap_or_default();
    let paper = subject.zh.contains("收养").then_some(Paper::Adoption);
    let mut item = Item {
        paper,
        code: format!(
            "{code}{}{}{:010}",
            area.level,
            subject.nature.code(),
            chance.between(0, u32::MAX)
        ),
        summary: summary(plan, area),
        r#type: subject.nature.code().to_owned(),
        level: area.level.to_owned(),
        audience: if subject.company { codes(&["2", "3", "4"]) } else { codes(&["1"]) },
        department,
        body_nature: "1".to_owned(),
        basis: basis(subject, paper),
        conditions: conditions(plan, area),
        kind,
        statutory_days,
        promised_days,
        steps: steps(kind, promised_days),
        visits: visits(kind, paper, &mut chance),
        online_depth: match paper {
            Some(_) => codes(&["1", "2"]),
            None => codes(&["1", "2", "3", "4", "5", "6"]),
        },
        channels: codes(if kind == Kind::Immediate { &["1", "2", "3"] } else { &["1", "2"] }),
        scope: scope(area),
        windows: base.windows_of(area),
        consult: Text::new(
            format!("拨打 {phone} 或 12345，工作日 9:00–17:00"),
            format!("Call {phone} or 12345, on working days 9:00–17:00"),
        ),
        complain: Text::new(
            "拨打 12345，或到政务服务中心“办不成事”反映窗口",
            "Call 12345, or go to the “cannot get it done” counter",
        ),
        pauses: pauses(subject, &mut chance),
        quantity_limit: quantity(subject, &mut chance),
        instant: instant(plan),
        result: result(plan, &name, &mut chance),
        faq: faq(plan, promised_days),
        fields: groups.iter().flat_map(|group| group.fields.clone()).collect(),
        materials: materials(plan, &id, &groups),
        fees: fees(plan, &id, &groups, &mut chance),
        name,
        id,
    };
    for number in 2..=version {
        revise(&mut item, number, phone);
    }
    item
}

fn codes(list: &[&str]) -> Vec<String> {
    list.iter().map(|code| (*code).to_owned()).collect()
}

/// Statutory and promised days.
fn limits(kind: Kind, chance: &mut Chance) -> (u32, u32) {
    match kind {
        Kind::Immediate => (chance.between(1, 5), 1),
        Kind::Reviewed => (chance.between(5, 15), chance.between(1, 3)),
        Kind::Promised => (20, chance.between(4, 12)),
    }
}

fn summary(plan: &Plan, area: &Area) -> Text {
    let (who, whom) =
        if plan.subject.company { ("单位", "companies") } else { ("个人", "people") };
    Text::new(
        format!("{}的{who}办理{}，办完领取结果文书", area.name.zh, plan.name().zh),
        format!("{} for {whom} in {}", plan.name().en, area.name.en),
    )
}

/// How often people come; once at least to sign what the law has signed by hand.
fn visits(kind: Kind, paper: Option<Paper>, chance: &mut Chance) -> u32 {
    let visits = if kind == Kind::Immediate { 0 } else { chance.between(0, 2) };
    visits.max(u32::from(paper.is_some()))
}

fn basis(subject: &Subject, paper: Option<Paper>) -> Vec<Basis> {
    let by_hand = paper.map(|_| Basis {
        law: "中华人民共和国电子签名法（2019年修正）".to_owned(),
        article: "第三条".to_owned(),
        says: Text::new(
            "涉及婚姻、收养、继承等人身关系的文书，不适用电子签名",
            "Papers about marriage, adoption or inheritance are not signed electronically",
        ),
    });
    [own_basis(subject)].into_iter().chain(by_hand).collect()
}

fn own_basis(subject: &Subject) -> Basis {
    let (verb, does) = match subject.nature {
        Nature::Licence => ("应当依法取得许可后从事", "needs a permit before it is done"),
        Nature::Register => ("应当依法办理登记", "is registered"),
        Nature::Benefit => ("符合条件的可以申请", "may be claimed by whoever qualifies"),
        Nature::Filing => ("应当报主管部门备案", "is filed with the authority"),
        Nature::Service => ("由主管部门依申请提供", "is provided by the authority on request"),
    };
    Basis {
        law: subject.law.to_owned(),
        article: subject.article.to_owned(),
        says: Text::new(format!("{}：{verb}", subject.zh), format!("{} {does}", subject.en)),
    }
}

fn conditions(plan: &Plan, area: &Area) -> Vec<Text> {
    let where_ = if plan.subject.company {
        Text::new(
            format!("登记或经营地点在{}", area.name.zh),
            format!("Registered or at work in {}", area.name.en),
        )
    } else {
        Text::new(
            format!("户籍或居住地在{}", area.name.zh),
            format!("Registered or living in {}", area.name.en),
        )
    };
    let state = if matches!(plan.act.key, "new" | "first" | "claim" | "apply") {
        Text::new(
            format!("符合{}{}的规定", plan.subject.law, plan.subject.article),
            "What the law asks for is met",
        )
    } else {
        Text::new(
            format!("已经办过{}，证件或记录还有效", plan.subject.name()),
            "It was granted before and is still valid",
        )
    };
    vec![where_, state]
}

fn steps(kind: Kind, promised: u32) -> Vec<Step> {
    let step = |zh: &str, en: &str, kind, days, who: (&str, &str)| Step {
        name: Text::new(zh, en),
        kind,
        days,
        who: Text::new(who.0, who.1),
    };
    let (counter, reviewer) = (("综合窗口", "One Thing counter"), ("审查人员", "Reviewer"));
    let head = ("核准人员", "Approving officer");
    let accept = step("受理", "Intake", StepKind::Accept, 0, counter);
    let issue = step("制证送达", "Hand-over", StepKind::Issue, 0, counter);
    match kind {
        Kind::Immediate => {
            vec![step("当场办理", "Done at once", StepKind::Decide, promised, counter)]
        }
        Kind::Reviewed => {
            let review = step("审核", "Review", StepKind::Review, promised - 1, reviewer);
            vec![accept, review, step("核准", "Decision", StepKind::Decide, 1, head), issue]
        }
        Kind::Promised => {
            let review = step("审查", "Review", StepKind::Review, promised - 1, reviewer);
            vec![accept, review, step("决定", "Decision", StepKind::Decide, 1, head), issue]
        }
    }
}

fn scope(area: &Area) -> Text {
    if area.key.is_empty() {
        Text::new("全市通办：任何一个综合窗口都能办", "Anywhere in the city: any counter will do")
    } else {
        Text::new(
            format!("{}内任何一个综合窗口", area.name.zh),
            format!("Any counter in {}", area.name.en),
        )
    }
}

/// Stops of the clock that 行政许可法 art. 45 names, for licences that look at a place.
fn pauses(subject: &Subject, chance: &mut Chance) -> Vec<SpecialProcedure> {
    let on_site = subject.groups().any(|group| matches!(group, "premises" | "project"));
    if subject.nature != Nature::Licence || !on_site {
        return Vec::new();
    }
    let (kind, zh, en) = if chance.happens(60) {
        (PauseKind::Inspection, "现场核查", "On-site inspection")
    } else {
        (PauseKind::ExpertReview, "专家评审", "Expert review")
    };
    vec![SpecialProcedure {
        kind,
        name: Text::new(zh, en),
        days: chance.between(3, 15),
        basis: Text::new("行政许可法第四十五条", "Administrative Licensing Law, article 45"),
    }]
}

fn quantity(subject: &Subject, chance: &mut Chance) -> Text {
    if subject.nature == Nature::Licence && chance.happens(4) {
        let number = chance.between(2, 40) * 10;
        return Text::new(
            format!("按规划全年不超过 {number} 个，先到先办"),
            format!("At most {number} a year, first come, first served"),
        );
    }
    Text::default()
}

/// Proofs of entitlement are decided by a rule (C5).
fn instant(plan: &Plan) -> Option<Instant> {
    (plan.act.key == "proof").then(|| Instant {
        rule: Text::new(
            "声明填写属实的，当场通过",
            "Passed at once where the declaration is given",
        ),
        when: Condition::Is { of: "declare_truth".to_owned(), value: true.into() },
        lookups: Vec::new(),
    })
}

fn result(plan: &Plan, name: &Text, chance: &mut Chance) -> ResultSpec {
    let letter =
        |chance: &mut Chance| char::from(b'A' + u8::try_from(chance.between(0, 25)).unwrap_or(0));
    let licence = plan.subject.nature == Nature::Licence;
    let mut prefix: String = (0..3).map(|_| letter(chance)).collect();
    if let Some(place) = plan.place {
        // No two of a thing begin alike.
        prefix.pop();
        prefix.push(char::from(b'A' + place));
    }
    ResultSpec {
        name: if licence {
            Text::new(
                format!("{}证", plan.subject.zh.trim_end_matches('证')),
                format!("Permit: {}", plan.subject.en),
            )
        } else {
            Text::new(format!("{}通知书", name.zh), format!("Notice: {}", name.en))
        },
        r#type: plan.subject.nature.result().to_owned(),
        prefix,
        sample: Text::new(
            "载明编号、办理人、事项和有效期，盖电子印章，可扫码核验",
            "With number, holder, matter and term, sealed, to be verified by its QR code",
        ),
        valid_months: licence.then(|| chance.between(1, 5) * 12),
        licence: String::new(),
        published: licence,
    }
}

fn faq(plan: &Plan, promised: u32) -> Vec<Faq> {
    vec![
        Faq {
            question: Text::new(
                format!("{}要多久？", plan.name().zh),
                format!("How long does it take: {}?", plan.name().en),
            ),
            answer: Text::new(
                format!("受理后 {promised} 个工作日内办结，材料不齐的会一次说清要补什么。"),
                format!(
                    "Within {promised} working days of acceptance; whatever is missing is named once."
                ),
            ),
        },
        Faq {
            question: Text::new("可以请别人代办吗？", "May somebody else do it for me?"),
            answer: Text::new(
                "可以，带上授权委托书和代办人的身份证。",
                "Yes, with an authorisation and their identity card.",
            ),
        },
    ]
}

/// The materials of the groups, and one that only this item asks for.
fn materials(plan: &Plan, id: &str, groups: &[&Group]) -> Vec<Material> {
    let mut materials: Vec<Material> =
        groups.iter().flat_map(|group| group.materials.clone()).collect();
    let name = plan.name();
    materials.push(Material {
        lapse: Lapse::default(),
        id: format!("{id}-form"),
        name: Text::new(format!("{}申请表", name.zh), format!("Application: {}", name.en)),
        form: "1".to_owned(),
        copies: 1,
        source: "10".to_owned(),
        necessity: "1".to_owned(),
        issuer: Text::new("申请人", "You"),
        sample: Text::new(
            "在线填写后自动生成，签名或盖章",
            "Made from what you fill in; signed or sealed",
        ),
        mistakes: vec![Text::new("日期没有填", "No date")],
        max_files: 3,
        licence: String::new(),
        commitment: Text::default(),
        deferred_days: 0,
        valid_days: 0,
        when: None,
        items: Vec::new(),
    });
    materials
}

fn fees(plan: &Plan, id: &str, groups: &[&Group], chance: &mut Chance) -> Vec<Fee> {
    let paid = matches!(plan.act.key, "new" | "first" | "replacement") && chance.happens(25);
    if !paid || plan.subject.nature == Nature::Benefit {
        return Vec::new();
    }
    let by_amount = groups.iter().any(|group| group.id == "money") && chance.happens(40);
    let amount = if by_amount {
        Amount::Rate { of: "amount".to_owned(), basis_points: i64::from(chance.between(1, 5)) }
    } else {
        Amount::Fixed { cents: i64::from(chance.between(1, 60)) * 500 }
    };
    vec![Fee {
        id: format!("fee_{}", id.replace('-', "_")),
        name: Text::new(
            format!("{}工本费", plan.subject.zh),
            format!("Charge: {}", plan.subject.en),
        ),
        basis: Text::new(
            "本市行政事业性收费目录清单（2026年）",
            "The city's list of administrative charges, 2026",
        ),
        amount,
        when: None,
        item: String::new(),
    }]
}

/// Changes a real element, so that the guide gets a new version; each number changes something to what no
/// earlier one made of it.
fn revise(item: &mut Item, number: u32, phone: &str) {
    match number % 4 {
        0 => {
            item.consult = Text::new(
                format!("拨打 {phone} 转 {number:02} 或 12345，工作日 9:00–17:00"),
                format!(
                    "Call {phone}, extension {number:02}, or 12345, on working days 9:00–17:00"
                ),
            );
        }
        1 => {
            item.statutory_days = item.promised_days + 30 + number;
        }
        2 => {
            let mistake = Text::new(
                format!("用了第 {} 版以前的旧表", number - 1),
                format!("A form older than edition {}", number - 1),
            );
            if let Some(material) = item.materials.last_mut() {
                material.mistakes = vec![mistake];
            }
        }
        _ => {
            if let Some(faq) = item.faq.last_mut() {
                faq.answer = Text::new(
                    format!("可以，带上授权委托书和代办人的身份证；一次最多代办 {number} 件。"),
                    format!(
                        "Yes, with an authorisation and their identity card; at most {number} at a time."
                    ),
                );
            }
        }
    }
}
