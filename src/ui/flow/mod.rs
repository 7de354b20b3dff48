//! The flow chart of a thing: a lane per department, arrows where one step needs another, and the
//! same as a list for narrow screens and screen readers.

mod layout;

use leptos::prelude::*;

use crate::i18n::{t, tr};
use layout::{Layout, Place, lay_out, wrap};

/// How far a step is; `Plain` where no case is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlowState {
    /// As in a guide.
    #[default]
    Plain,
    /// Not begun.
    Waiting,
    /// Being worked on.
    Now,
    /// Finished well.
    Done,
    /// Refused, withdrawn or left out.
    Stopped,
}

impl FlowState {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "flow-step",
            Self::Waiting => "flow-step flow-waiting",
            Self::Now => "flow-step flow-now",
            Self::Done => "flow-step flow-done",
            Self::Stopped => "flow-step flow-stopped",
        }
    }
}

/// One step of a flow chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowStep {
    /// Its id, named by others' `needs`.
    pub id: String,
    /// Index of its lane.
    pub lane: usize,
    /// What is done.
    pub title: String,
    /// Days, legal kind or state, in a few words.
    pub note: String,
    /// Ids of the steps that must come before.
    pub needs: Vec<String>,
    /// How far it is.
    pub state: FlowState,
}

/// A whole flow chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Names of the lanes, short.
    pub lanes: Vec<String>,
    /// The steps, in an order in which people understand them.
    pub steps: Vec<FlowStep>,
}

// Measures in sixteenths of a rem, so that the picture grows with the visitor's text size.
const HEAD: usize = 104;
const BOX_WIDTH: usize = 176;
const BOX_HEIGHT: usize = 84;
const GAP_X: usize = 44;
const GAP_Y: usize = 20;
const FONT_SIZE: usize = 15;
const NOTE_SIZE: usize = 13;
const COLUMN: usize = BOX_WIDTH + GAP_X;
const ROW: usize = BOX_HEIGHT + GAP_Y;
/// Half-width characters that fit a line of a box, and of a lane's head.
const BOX_CELLS: usize = 20;
const HEAD_CELLS: usize = 12;

/// Draws a flow.
#[component]
pub fn FlowChart(
    /// The flow.
    flow: Flow,
    /// What it shows, in a sentence.
    #[prop(into)]
    caption: String,
) -> AnyView {
    let layout = lay_out(&flow);
    view! {
        <div class="flow">
            <div class="flow-scroll" role="region" aria-label=caption.clone() tabindex="0">
                {picture(&flow, &layout, caption.clone())}
            </div>
            {list(&flow, &layout)}
        </div>
    }
    .into_any()
}

fn picture(flow: &Flow, layout: &Layout, caption: String) -> AnyView {
    let width = HEAD + GAP_X / 2 + layout.columns * COLUMN;
    let height = layout.rows * ROW;
    let lanes: Vec<AnyView> = flow
        .lanes
        .iter()
        .zip(&layout.lanes)
        .map(|(name, lane)| lane_band(name, *lane, width))
        .collect();
    let arrows: Vec<AnyView> = layout
        .arrows
        .iter()
        .map(|(from, to)| arrow(layout.places[*from], layout.places[*to]))
        .collect();
    let steps: Vec<AnyView> =
        flow.steps.iter().zip(&layout.places).map(|(step, place)| box_of(step, *place)).collect();
    view! {
        <svg
            class="flow-picture"
            font-size=FONT_SIZE
            role="img"
            aria-label=caption
            width=rem(width)
            height=rem(height)
            viewBox=format!("0 0 {width} {height}")
        >
            {lanes}
            {arrows}
            {steps}
        </svg>
    }
    .into_any()
}

fn rem(sixteenths: usize) -> String {
    format!("{}.{:02}rem", sixteenths / 16, sixteenths % 16 * 100 / 16)
}

fn lane_band(name: &str, lane: layout::Lane, width: usize) -> AnyView {
    let (top, height) = (lane.first * ROW, lane.rows * ROW);
    let lines = wrap(name, HEAD_CELLS, 3);
    let first = top + height / 2 + 5 - (lines.len() - 1) * 10;
    view! {
        <g class="flow-lane">
            <rect x="0" y=top width=width height=height />
            <rect class="flow-head" x="0" y=top width=HEAD height=height />
            {text_lines("flow-lane-name", HEAD / 2, first, lines)}
        </g>
    }
    .into_any()
}

fn text_lines(class: &'static str, x: usize, first: usize, lines: Vec<String>) -> AnyView {
    lines
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            view! { <text class=class x=x y=first + index * 20>{line}</text> }.into_any()
        })
        .collect_view()
        .into_any()
}

fn corner(place: Place) -> (usize, usize) {
    (HEAD + GAP_X / 2 + place.column * COLUMN, place.row * ROW + GAP_Y / 2)
}

/// Right out of one box, up or down in the gap before the other, and into it.
fn arrow(from: Place, to: Place) -> AnyView {
    let ((x1, y1), (x2, y2)) = (corner(from), corner(to));
    let (start, end) = (x1 + BOX_WIDTH, x2);
    let (y1, y2) = (y1 + BOX_HEIGHT / 2, y2 + BOX_HEIGHT / 2);
    let turn = end.saturating_sub(GAP_X / 2);
    let path = format!(
        "M{start} {y1}H{turn}V{y2}H{end}M{} {}l8 5l-8 5",
        end.saturating_sub(9),
        y2.saturating_sub(5)
    );
    view! { <path class="flow-arrow" d=path /> }.into_any()
}

fn box_of(step: &FlowStep, place: Place) -> AnyView {
    let (x, y) = corner(place);
    let lines = wrap(&step.title, BOX_CELLS, 2);
    let first = y + if lines.len() == 1 { 36 } else { 28 };
    view! {
        <g class=step.state.class()>
            <rect x=x y=y width=BOX_WIDTH height=BOX_HEIGHT rx="6" />
            {text_lines("flow-title", x + BOX_WIDTH / 2, first, lines)}
            <text class="flow-note" font-size=NOTE_SIZE x=x + BOX_WIDTH / 2 y=y + 72>{step.note.clone()}</text>
        </g>
    }
    .into_any()
}

/// The same, column by column, as a list.
fn list(flow: &Flow, layout: &Layout) -> AnyView {
    let columns: Vec<AnyView> = (0..layout.columns)
        .map(|column| {
            let steps: Vec<&FlowStep> = flow
                .steps
                .iter()
                .zip(&layout.places)
                .filter(|(_, place)| place.column == column)
                .map(|(step, _)| step)
                .collect();
            column_of(column, &steps, flow)
        })
        .collect();
    view! { <ol class="flow-list">{columns}</ol> }.into_any()
}

fn column_of(column: usize, steps: &[&FlowStep], flow: &Flow) -> AnyView {
    let number = (column + 1).to_string();
    let heading = match steps.len() {
        0 | 1 => tr("flow.step", &[("n", &number)]),
        count => tr("flow.parallel", &[("n", &number), ("count", &count.to_string())]),
    };
    let items: Vec<AnyView> = steps
        .iter()
        .map(|step| {
            let lane = flow.lanes.get(step.lane).cloned().unwrap_or_default();
            view! {
                <li class=step.state.class()>
                    <span class="flow-item-lane">{lane}<span class="sr-only">{t("mark.colon")}</span></span>
                    <span class="flow-item-title">{step.title.clone()}</span>
                    <span class="flow-item-note">{step.note.clone()}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <li class="flow-column"><p class="flow-column-name">{heading}</p><ul>{items}</ul></li> }
        .into_any()
}
