//! The flow chart of a guide.

use leptos::prelude::*;
use onething_domain::{
    guide::{Guide, Node},
    item::{Item, Kind},
    narrow::critical_path,
    thing::Stage,
};

use crate::{
    i18n::{days, pick, t, tr},
    ui::{Flow, FlowChart, FlowState, FlowStep},
};

/// Draws the items that apply, a lane per department, and greyed those that fell away; where a thing has
/// stages, one after the other with who leads them.
pub fn flow(guide: &Guide, nodes: &[&Node], gone: &[&Node]) -> AnyView {
    if guide.stages.is_empty() {
        return chart(guide, nodes, gone);
    }
    let stages = guide.stages.iter().filter_map(|stage| {
        let own = |nodes: &[&'_ Node]| {
            guide
                .nodes
                .iter()
                .filter(|node| node.stage == stage.id)
                .filter(|node| nodes.iter().any(|other| other.item.id == node.item.id))
                .collect::<Vec<_>>()
        };
        let (own, gone) = (own(nodes), own(gone));
        (!own.is_empty() || !gone.is_empty()).then_some((stage, own, gone))
    });
    let stages: Vec<AnyView> = stages
        .enumerate()
        .map(|(at, (stage, own, gone))| {
            view! {
                <li class="flow-stage">
                    <h3>{stage_name(at, stage)}</h3>
                    <p class="soft small">{stage_about(guide, stage, &own)}</p>
                    {chart(guide, &own, &gone)}
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ol class="flow-stages">{stages}</ol> }.into_any()
}

fn stage_name(at: usize, stage: &Stage) -> String {
    tr("flow.stage", &[("n", &(at + 1).to_string()), ("name", &pick(&stage.title))])
}

/// Who leads a stage, and how long it takes.
fn stage_about(guide: &Guide, stage: &Stage, nodes: &[&Node]) -> String {
    let lead = guide.department(&stage.lead).map(|lead| pick(&lead.name)).unwrap_or_default();
    let lead = tr("flow.lead", &[("department", &lead)]);
    match critical_path(nodes) {
        0 => lead,
        most => format!("{lead} · {}", tr("flow.most", &[("days", &days(most))])),
    }
}

fn chart(guide: &Guide, nodes: &[&Node], gone: &[&Node]) -> AnyView {
    let shown = || nodes.iter().chain(gone);
    let lanes: Vec<(&str, String)> = guide
        .departments
        .iter()
        .filter(|department| shown().any(|node| node.item.department == department.id))
        .map(|department| (department.id.as_str(), pick(&department.short)))
        .collect();
    let lane = |node: &Node| {
        lanes.iter().position(|(id, _)| *id == node.item.department).unwrap_or_default()
    };
    let step = |node: &Node, state: FlowState| FlowStep {
        id: node.item.id.clone(),
        lane: lane(node),
        title: pick(&node.item.name),
        note: note(&node.item),
        pause: pauses(&node.item),
        needs: node.needs.clone(),
        state,
    };
    let mut steps: Vec<FlowStep> = nodes.iter().map(|node| step(node, FlowState::Plain)).collect();
    // What fell away stands where it stood, but nothing waits for it.
    steps.extend(
        gone.iter().map(|node| FlowStep { needs: Vec::new(), ..step(node, FlowState::Gone) }),
    );
    let caption = tr(
        "flow.caption",
        &[("departments", &lanes.len().to_string()), ("items", &nodes.len().to_string())],
    );
    let flow = Flow { lanes: lanes.iter().map(|(_, name)| name.clone()).collect(), steps };
    view! { <FlowChart flow=flow caption=caption /> }.into_any()
}

/// "5 个工作日 · 承诺件", or that rules decide at once.
fn note(item: &Item) -> String {
    if item.instant.is_some() {
        return format!("{} · {}", days(item.promised_days), t("kind.instant"));
    }
    format!("{} · {}", days(item.promised_days), kind_name(item.kind))
}

/// What may stop the clock, with the days it takes beside the promise.
fn pauses(item: &Item) -> String {
    let pauses = item.pauses.iter().filter(|pause| pause.kind.stops_clock());
    let longest = pauses.clone().map(|pause| pause.days).sum::<u32>();
    let names: Vec<String> = pauses.map(|pause| pick(&pause.name)).collect();
    match names.is_empty() {
        true => String::new(),
        false => {
            tr("flow.pause", &[("names", &names.join(&t("mark.and"))), ("days", &days(longest))])
        }
    }
}

/// The legal kind of handling.
pub(super) fn kind_name(kind: Kind) -> String {
    match kind {
        Kind::Immediate => t("kind.immediate"),
        Kind::Reviewed => t("kind.reviewed"),
        Kind::Promised => t("kind.promised"),
    }
}
