//! The flow chart of a guide.

use leptos::prelude::*;
use onething_domain::{
    city::Department,
    guide::Node,
    item::{Item, Kind},
};

use crate::{
    i18n::{days, pick, t, tr},
    ui::{Flow, FlowChart, FlowState, FlowStep},
};

/// Draws the items that apply: a lane per department, in the order of the graph.
pub fn flow(nodes: &[&Node], departments: &[Department]) -> AnyView {
    let taking_part: Vec<&Department> = departments
        .iter()
        .filter(|department| nodes.iter().any(|node| node.item.department == department.id))
        .collect();
    let steps = nodes.iter().map(|node| step(node, &taking_part)).collect();
    let flow = Flow { lanes: taking_part.iter().map(|d| pick(&d.short)).collect(), steps };
    let caption = tr(
        "flow.caption",
        &[("departments", &flow.lanes.len().to_string()), ("items", &flow.steps.len().to_string())],
    );
    view! { <FlowChart flow=flow caption=caption /> }.into_any()
}

fn step(node: &Node, lanes: &[&Department]) -> FlowStep {
    FlowStep {
        id: node.item.id.clone(),
        lane: lanes.iter().position(|lane| lane.id == node.item.department).unwrap_or_default(),
        title: pick(&node.item.name),
        note: note(&node.item),
        needs: node.needs.clone(),
        state: FlowState::Plain,
    }
}

/// "5 个工作日 · 承诺件", or that rules decide at once.
fn note(item: &Item) -> String {
    if item.instant.is_some() {
        return format!("{} · {}", days(item.promised_days), t("kind.instant"));
    }
    format!("{} · {}", days(item.promised_days), kind_name(item.kind))
}

/// The legal kind of handling.
pub(super) fn kind_name(kind: Kind) -> String {
    match kind {
        Kind::Immediate => t("kind.immediate"),
        Kind::Reviewed => t("kind.reviewed"),
        Kind::Promised => t("kind.promised"),
    }
}
