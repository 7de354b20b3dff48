//! Things: items on their own, and graphs of several of one district.

use std::collections::BTreeMap;

use onething_domain::condition::Condition;
use onething_domain::field::Choice;
use onething_domain::item::{Faq, Kind};
use onething_domain::text::Text;
use onething_domain::thing::{
    ApplicantKind, DeliveryKind, Question, Section, Stop, Thing, ThingNode,
};

use super::chance::Chance;
use super::city::Base;
use super::items::Plan;
use super::words::Nature;

/// How many items in a hundred are part of a thing of several.
const JOINT: u32 = 40;
/// Most items of a thing.
const MOST: u32 = 12;

/// Shares all items out to things: each item stands in one, and a thing holds 1 to 12.
pub fn things(plans: &[Plan], base: &Base, seed: u64) -> Vec<Thing> {
    let mut chance = Chance::of(seed, "things");
    let mut things = Vec::new();
    let mut waiting: Vec<(usize, bool, Vec<&Plan>)> = Vec::new();
    for plan in plans {
        if !chance.happens(JOINT) {
            things.push(thing(&[plan], base, seed));
            continue;
        }
        let key = (plan.area, plan.subject.company);
        let at = waiting.iter().position(|(area, company, _)| (*area, *company) == key);
        let at = at.unwrap_or_else(|| {
            waiting.push((key.0, key.1, Vec::new()));
            waiting.len() - 1
        });
        let group = &mut waiting[at].2;
        group.push(plan);
        let full = 2 + chance.between(0, 3) + chance.between(0, 3) + chance.between(0, MOST - 8);
        if group.len() >= usize::try_from(full).unwrap_or(usize::MAX) {
            things.push(thing(group, base, seed));
            group.clear();
        }
    }
    for (_, _, group) in waiting.into_iter().filter(|(.., group)| !group.is_empty()) {
        things.push(thing(&group, base, seed));
    }
    things
}

/// Which one each item of a thing of several is there, by its id.
pub fn places(things: &[Thing]) -> BTreeMap<String, u8> {
    let several = things.iter().filter(|thing| thing.nodes.len() > 1);
    let nodes = several.flat_map(|thing| (0_u8..).zip(&thing.nodes));
    nodes.map(|(place, node)| (node.item.clone(), place)).collect()
}

fn thing(plans: &[&Plan], base: &Base, seed: u64) -> Thing {
    let first = plans[0];
    let area = &base.areas[first.area];
    let company = first.subject.company;
    let joint = plans.len() > 1;
    let id = if joint { format!("joint-{}", first.id(area)) } else { first.id(area) };
    let mut chance = Chance::of(seed, &format!("thing {id}"));
    let place = |text: &str, open: &str, close: &str, name: &str| {
        if area.key.is_empty() { text.to_owned() } else { format!("{text}{open}{name}{close}") }
    };
    let (zh, en) = if joint {
        (format!("{}一件事", first.subject.zh), format!("{}, all in one", first.subject.en))
    } else {
        (first.name().zh, first.name().en)
    };
    let (questions, stops) = questions(first, base);
    Thing {
        title: Text::new(place(&zh, "·", "", &area.name.zh), place(&en, ", ", "", &area.name.en)),
        summary: summary(plans),
        draft: false,
        event: event(first).to_owned(),
        applicant: if company { ApplicantKind::Company } else { ApplicantKind::Citizen },
        company: None,
        tags: tags(plans, base),
        lists: lists(first, joint),
        themes: Vec::new(),
        for_whom: vec![if company {
            Text::new(
                format!("在{}登记或经营的单位", area.name.zh),
                format!("Companies in {}", area.name.en),
            )
        } else {
            Text::new(
                format!("在{}居住或有户籍的人", area.name.zh),
                format!("People in {}", area.name.en),
            )
        }],
        sections: sections(),
        questions,
        cosigners: Vec::new(),
        stops,
        nodes: nodes(plans, base, &mut chance),
        stages: Vec::new(),
        delivery: vec![DeliveryKind::Electronic, DeliveryKind::Window, DeliveryKind::Post],
        faq: joint_faq(joint),
        id,
    }
}

fn summary(plans: &[&Plan]) -> Text {
    let names = |of: fn(&Plan) -> String, with: &str| {
        let names: Vec<String> = plans.iter().take(3).map(|plan| of(plan)).collect();
        names.join(with)
    };
    let (zh, en) = (names(|plan| plan.name().zh, "、"), names(|plan| plan.name().en, "; "));
    match plans.len() {
        1 => Text::new(
            format!("办{zh}，网上申请，一次说清要带什么"),
            format!("{en}, on line, with everything named once"),
        ),
        count => Text::new(
            format!("{zh}等 {count} 个事项，一张表、一套材料一起办"),
            format!("{count} items in one form: {en}"),
        ),
    }
}

/// The life event under which it stands (ids of the demo city).
fn event(plan: &Plan) -> &'static str {
    let company = plan.subject.company;
    match plan.subject.department {
        "health" | "cdc" if !company => "birth",
        "education" if !company => "school",
        "hrss" if !company => "work",
        "police" if !company => "settle",
        "civil" | "medicare" if !company => "retirement",
        "fund" | "housing" | "resources" if !company => "home",
        "transport" if !company => "car",
        "disabled" if !company => "disability",
        _ if !company => "work",
        "tax" => "tax",
        "market" | "hrss" | "police" => "start",
        "housing" | "development" | "resources" | "ecology" | "water" | "fire" => "factory",
        _ => "shop",
    }
}

fn tags(plans: &[&Plan], base: &Base) -> Vec<Text> {
    let mut tags: Vec<Text> = Vec::new();
    for plan in plans.iter().take(4) {
        let tag = Text::new(plan.subject.zh, plan.subject.en);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.push(Text::new(plans[0].act.zh, plans[0].act.en));
    let department = base.areas[plans[0].area].department(plans[0].subject.department);
    tags.extend(
        base.departments
            .iter()
            .find(|known| known.id == department)
            .map(|known| known.short.clone()),
    );
    tags
}

/// What the city adds to the lists that follow from the items.
fn lists(first: &Plan, joint: bool) -> Vec<String> {
    let near = !joint && first.subject.nature.kind() == Kind::Immediate;
    let names: &[&str] = if near { &["nearby", "citywide"] } else { &[] };
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn sections() -> Vec<Section> {
    [
        ("applicant", "您的信息", "About you"),
        ("company", "公司信息", "The company"),
        ("place", "场所和地址", "Place"),
        ("subject", "办理内容", "What it is about"),
        ("payout", "收款账户", "Payment"),
        ("declaration", "声明", "Declarations"),
    ]
    .into_iter()
    .map(|(id, zh, en)| Section {
        id: id.to_owned(),
        title: Text::new(zh, en),
        help: Text::default(),
    })
    .collect()
}

/// Benefits ask first whether one has lived here long enough.
fn questions(first: &Plan, base: &Base) -> (Vec<Question>, Vec<Stop>) {
    if first.subject.nature != Nature::Benefit || first.subject.company {
        return (Vec::new(), Vec::new());
    }
    let area = &base.areas[first.area];
    let option = |value: &str, zh: &str, en: &str| Choice {
        value: value.to_owned(),
        label: Text::new(zh, en),
    };
    let question = Question {
        id: "lives_here".to_owned(),
        ask: Text::new(
            format!("户籍或居住证在{}吗？", area.name.zh),
            format!("Are you registered in {}?", area.name.en),
        ),
        why: Text::new("这笔钱由户籍地或居住地发放", "It is paid where one is registered"),
        options: vec![option("yes", "在", "Yes"), option("no", "不在", "No")],
        when: None,
    };
    let stop = Stop {
        when: Condition::Is { of: "lives_here".to_owned(), value: "no".into() },
        reason: Text::new(
            format!(
                "{}由户籍地或居住地办理（{}{}）。",
                first.subject.zh, first.subject.law, first.subject.article
            ),
            "It is handled where one is registered.",
        ),
        instead: Text::new(
            "请到户籍地的政务服务网申请。",
            "Please apply where you are registered.",
        ),
        thing: String::new(),
    };
    (vec![question], vec![stop])
}

/// Nodes that need up to two results of those before them, so that there is no circle.
fn nodes(plans: &[&Plan], base: &Base, chance: &mut Chance) -> Vec<ThingNode> {
    let ids: Vec<String> = plans.iter().map(|plan| plan.id(&base.areas[plan.area])).collect();
    let mut nodes = Vec::with_capacity(ids.len());
    for (at, id) in ids.iter().enumerate() {
        let mut needs: Vec<String> = Vec::new();
        let most = if at == 0 { 0 } else { chance.between(0, 2) };
        for _ in 0..most {
            let other = chance.between(0, u32::try_from(at - 1).unwrap_or(0));
            let other = &ids[usize::try_from(other).unwrap_or(0)];
            if !needs.contains(other) {
                needs.push(other.clone());
            }
        }
        nodes.push(ThingNode { item: id.clone(), needs, when: None, stage: String::new() });
    }
    nodes
}

fn joint_faq(joint: bool) -> Vec<Faq> {
    if !joint {
        return Vec::new();
    }
    vec![Faq {
        question: Text::new("可以只办其中几项吗？", "May I have only some of them?"),
        answer: Text::new(
            "可以，单独的事项也能分别申请；一起办只填一张表、交一套材料。",
            "Yes, each can be applied for alone; together there is one form and one set of papers.",
        ),
    }]
}
