//! What of a guide applies in a situation (情形导办, G7): items, fields, materials, fees, days.

use crate::answers::{Answers, Scope, Situation};
use crate::condition::{Condition, applies, may_apply};
use crate::fee::{self, BillLine, Fee};
use crate::field::Field;
use crate::guide::{Figure, Figures, Guide, Node};
use crate::item::{Material, Paper, StepKind};
use crate::thing::{Cosigner, Question, Stop};

/// A guide narrowed to a situation.
#[derive(Clone, Debug)]
pub struct Narrowed<'a> {
    /// Items that apply.
    pub nodes: Vec<&'a Node>,
    /// Questions to be asked, in order.
    pub questions: Vec<&'a Question>,
    /// Who signs beside the applicant; nobody does here where all of it is signed on paper.
    pub cosigners: Vec<&'a Cosigner>,
    /// Why it is signed on paper, where it is: one item that the law excludes is enough.
    pub paper: Option<Paper>,
    /// What excludes the thing, in order.
    pub stops: Vec<&'a Stop>,
    /// Fields that apply.
    pub fields: Vec<&'a Field>,
    /// Materials that apply.
    pub materials: Vec<&'a Material>,
    /// Fees that apply.
    pub fees: Vec<&'a Fee>,
    /// The bill, as far as it can be computed.
    pub bill: Vec<BillLine>,
    /// The figures for what applies.
    pub figures: Figures,
}

/// What surely applies, given these answers: the form, the bill and the case are made of it.
pub fn narrow<'a>(guide: &'a Guide, situation: &Situation, answers: &Answers) -> Narrowed<'a> {
    narrow_by(guide, situation, answers, applies)
}

/// What may still apply while questions are open: the pre-check shows it shrink.
pub fn outlook<'a>(guide: &'a Guide, situation: &Situation) -> Narrowed<'a> {
    narrow_by(guide, situation, &Answers::new(), may_apply)
}

fn narrow_by<'a>(
    guide: &'a Guide,
    situation: &Situation,
    answers: &Answers,
    test: fn(Option<&Condition>, &Scope) -> bool,
) -> Narrowed<'a> {
    let scope = Scope::new(situation, answers);
    let nodes: Vec<&Node> =
        guide.nodes.iter().filter(|node| test(node.when.as_ref(), &scope)).collect();
    let paper = nodes.iter().find_map(|node| node.item.paper);
    let present = |id: &str| nodes.iter().any(|node| node.item.id == id);
    let asked = |items: &[String]| items.iter().any(|item| present(item));
    let fields: Vec<&Field> = guide
        .fields
        .iter()
        .filter(|field| asked(&field.items) && test(field.when.as_ref(), &scope))
        .collect();
    let materials: Vec<&Material> = guide
        .materials
        .iter()
        .filter(|material| asked(&material.items) && test(material.when.as_ref(), &scope))
        .collect();
    let fees: Vec<&Fee> = guide
        .fees
        .iter()
        .filter(|fee| present(&fee.item) && test(fee.when.as_ref(), &scope))
        .collect();
    Narrowed {
        questions: guide
            .questions
            .iter()
            .filter(|question| applies(question.when.as_ref(), &scope))
            .collect(),
        cosigners: guide
            .cosigners
            .iter()
            .filter(|cosigner| paper.is_none() && applies(cosigner.when.as_ref(), &scope))
            .collect(),
        paper,
        stops: guide.stops.iter().filter(|stop| stop.when.holds(&scope)).collect(),
        bill: fee::bill(fees.iter().copied(), &scope),
        figures: figures(&nodes, &fields, &materials),
        nodes,
        fields,
        materials,
        fees,
    }
}

/// Something that answers have taken away, with the questions whose answers did.
#[derive(Clone, Debug)]
pub struct Gone<'a, T> {
    /// What.
    pub what: &'a T,
    /// The questions, in the order of the guide.
    pub why: Vec<&'a Question>,
}

/// What the answers have taken away, each with the reason.
#[derive(Clone, Debug)]
pub struct FellAway<'a> {
    /// Items.
    pub nodes: Vec<Gone<'a, Node>>,
    /// Materials.
    pub materials: Vec<Gone<'a, Material>>,
    /// Fees.
    pub fees: Vec<Gone<'a, Fee>>,
}

/// What falls away by the answers, of all that might apply before the first of them.
pub fn fell_away<'a>(guide: &'a Guide, situation: &Situation) -> FellAway<'a> {
    let left = outlook(guide, situation);
    let all = outlook(guide, &Situation::new());
    let answers = Answers::new();
    let scope = Scope::new(situation, &answers);
    let questions = |names: Vec<&str>| {
        let asked = guide.questions.iter();
        asked.filter(|question| names.contains(&question.id.as_str())).collect::<Vec<_>>()
    };
    let of_node =
        |node: &'a Node| node.when.as_ref().map_or_else(Vec::new, |when| when.against(&scope));
    // What some items need falls away by itself, or with the last of them.
    let of_part = |when: &'a Option<Condition>, items: &'a [String]| {
        let own = when.as_ref().map_or_else(Vec::new, |when| when.against(&scope));
        if !own.is_empty() {
            return own;
        }
        items.iter().filter_map(|item| guide.node(item)).flat_map(of_node).collect()
    };
    let gone = |id: &str| left.nodes.iter().all(|node| node.item.id != id);
    FellAway {
        nodes: all
            .nodes
            .into_iter()
            .filter(|node| gone(&node.item.id))
            .map(|what| Gone { what, why: questions(of_node(what)) })
            .collect(),
        materials: all
            .materials
            .into_iter()
            .filter(|material| left.materials.iter().all(|other| other.id != material.id))
            .map(|what| Gone { what, why: questions(of_part(&what.when, &what.items)) })
            .collect(),
        fees: all
            .fees
            .into_iter()
            .filter(|fee| left.fees.iter().all(|other| other.id != fee.id))
            .map(|what| Gone {
                what,
                why: questions(of_part(&what.when, std::slice::from_ref(&what.item))),
            })
            .collect(),
    }
}

/// The figures before → after of some items with their merged fields and materials.
pub fn figures(nodes: &[&Node], fields: &[&Field], materials: &[&Material]) -> Figures {
    let shares = |items: &[String]| {
        items.iter().filter(|item| nodes.iter().any(|node| node.item.id == **item)).count()
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Figures {
        steps: steps(nodes),
        days: Figure {
            before: nodes.iter().map(|node| node.item.statutory_days).sum(),
            after: critical_path(nodes),
        },
        materials: Figure {
            before: count(materials.iter().map(|material| shares(&material.items)).sum()),
            after: count(materials.len()),
        },
        visits: Figure {
            before: nodes.iter().map(|node| node.item.visits).sum(),
            after: nodes.iter().map(|node| u32::from(!done_online(node))).max().unwrap_or(0),
        },
        fields: Figure {
            before: count(fields.iter().map(|field| shares(&field.items)).sum()),
            after: count(fields.len()),
        },
    }
}

/// Online depth 5 (办理): nobody has to come.
fn done_online(node: &Node) -> bool {
    node.item.online_depth.iter().any(|code| code == "5")
}

fn steps(nodes: &[&Node]) -> Figure {
    let all = || nodes.iter().flat_map(|node| &node.item.steps);
    let joint = |kind: StepKind| u32::from(all().any(|step| step.kind == kind));
    let own = all().filter(|step| !matches!(step.kind, StepKind::Accept | StepKind::Issue)).count();
    Figure {
        before: u32::try_from(all().count()).unwrap_or(u32::MAX),
        after: u32::try_from(own).unwrap_or(u32::MAX)
            + joint(StepKind::Accept)
            + joint(StepKind::Issue),
    }
}

/// Promised working days along the longest path of the graph.
pub fn critical_path(nodes: &[&Node]) -> u32 {
    let layers = crate::guide::layers(nodes);
    let mut ends: Vec<(&str, u32)> = Vec::new();
    for node in layers.into_iter().flatten() {
        let start = node
            .needs
            .iter()
            .filter_map(|need| ends.iter().find(|(id, _)| id == need).map(|(_, end)| *end))
            .max()
            .unwrap_or(0);
        ends.push((&node.item.id, start + node.item.promised_days));
    }
    ends.into_iter().map(|(_, end)| end).max().unwrap_or(0)
}
