//! The flow chart of a thing: a lane per department, arrows where one step needs another, and the
//! same as a list for narrow screens and screen readers.

mod layout;
mod rails;

use leptos::prelude::*;

use crate::i18n::{t, tr};
use layout::{Layout, Place, lay_out, wrap};
use rails::{At, Row, rails};

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
    /// Refused or withdrawn.
    Stopped,
    /// Fallen away by what somebody answered.
    Gone,
}

impl FlowState {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "flow-step",
            Self::Waiting => "flow-step flow-waiting",
            Self::Now => "flow-step flow-now",
            Self::Done => "flow-step flow-done",
            Self::Stopped => "flow-step flow-stopped",
            Self::Gone => "flow-step flow-gone",
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
    /// What may stop its clock; empty where nothing may.
    pub pause: String,
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
/// How much of a box its title leaves for the rest.
const BELOW_TITLE: usize = 76;
const TITLE_LINE: usize = 20;
const NOTE_LINE: usize = 16;
const NOTE_SIZE: usize = 13;
const GAP_X: usize = 44;
const GAP_Y: usize = 20;
const FONT_SIZE: usize = 15;
const COLUMN: usize = BOX_WIDTH + GAP_X;
/// Half-width characters that fit a line of a box, and of a lane's head.
const BOX_CELLS: usize = 20;
const HEAD_CELLS: usize = 12;
const NOTE_CELLS: usize = 26;

/// How high the boxes of a picture are: as high as the longest title needs, which is two lines in Chinese and often
/// three in English.
#[derive(Clone, Copy)]
struct Heights {
    title_lines: usize,
}

impl Heights {
    fn of(flow: &Flow) -> Self {
        let lines = flow.steps.iter().map(|step| title_lines(step).len());
        Self { title_lines: lines.max().unwrap_or(0).max(2) }
    }

    /// Where the notes begin below a box's upper edge.
    fn notes(self) -> usize {
        self.title_lines * TITLE_LINE + 22
    }

    fn of_box(self) -> usize {
        self.title_lines * TITLE_LINE + BELOW_TITLE
    }

    fn of_row(self) -> usize {
        self.of_box() + GAP_Y
    }
}

fn title_lines(step: &FlowStep) -> Vec<String> {
    wrap(&step.title, BOX_CELLS, 4)
}

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
    let heights = Heights::of(flow);
    let height = layout.rows * heights.of_row();
    let lanes: Vec<AnyView> = flow
        .lanes
        .iter()
        .zip(&layout.lanes)
        .map(|(name, lane)| lane_band(heights, name, *lane, width))
        .collect();
    let arrows: Vec<AnyView> = layout
        .arrows
        .iter()
        .map(|(from, to)| arrow(heights, layout.places[*from], layout.places[*to]))
        .collect();
    let steps = flow.steps.iter().zip(&layout.places);
    let steps: Vec<AnyView> = steps.map(|(step, place)| box_of(heights, step, *place)).collect();
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

fn lane_band(heights: Heights, name: &str, lane: layout::Lane, width: usize) -> AnyView {
    let (top, height) = (lane.first * heights.of_row(), lane.rows * heights.of_row());
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
            view! { <text class=class x=x y=first + index * TITLE_LINE>{line}</text> }.into_any()
        })
        .collect_view()
        .into_any()
}

fn corner(heights: Heights, place: Place) -> (usize, usize) {
    (HEAD + GAP_X / 2 + place.column * COLUMN, place.row * heights.of_row() + GAP_Y / 2)
}

/// Right out of one box, up or down in the gap before the other, and into it.
fn arrow(heights: Heights, from: Place, to: Place) -> AnyView {
    let ((x1, y1), (x2, y2)) = (corner(heights, from), corner(heights, to));
    let (start, end) = (x1 + BOX_WIDTH, x2);
    let (y1, y2) = (y1 + heights.of_box() / 2, y2 + heights.of_box() / 2);
    let turn = end.saturating_sub(GAP_X / 2);
    let path = format!(
        "M{start} {y1}H{turn}V{y2}H{end}M{} {}l8 5l-8 5",
        end.saturating_sub(9),
        y2.saturating_sub(5)
    );
    view! { <path class="flow-arrow" d=path /> }.into_any()
}

fn box_of(heights: Heights, step: &FlowStep, place: Place) -> AnyView {
    let (x, y) = corner(heights, place);
    let middle = x + BOX_WIDTH / 2;
    let lines = title_lines(step);
    let first = y + 22 + heights.title_lines.saturating_sub(lines.len()) * TITLE_LINE / 2;
    let notes = wrap(&step.note, NOTE_CELLS, 2).into_iter().map(|line| ("flow-note", line));
    let pauses = wrap(&step.pause, NOTE_CELLS, 2);
    let pauses = pauses.into_iter().map(|line| ("flow-note flow-pause", line));
    let notes: Vec<AnyView> = notes
        .chain(pauses)
        .enumerate()
        .map(|(at, (class, line))| {
            let y = y + heights.notes() + at * NOTE_LINE;
            view! { <text class=class font-size=NOTE_SIZE x=middle y=y>{line}</text> }.into_any()
        })
        .collect();
    view! {
        <g class=step.state.class()>
            <rect x=x y=y width=BOX_WIDTH height=heights.of_box() rx="6" />
            {text_lines("flow-title", middle, first, lines)}
            {notes}
        </g>
    }
    .into_any()
}

/// The same upright, for narrow screens and screen readers: an ordered list that says what comes after what.
fn list(flow: &Flow, layout: &Layout) -> AnyView {
    let (rows, rails) = rails(layout);
    let mut before = None;
    let items: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            let column = layout.places[row.step].column;
            let first = before.replace(column) != Some(column);
            let name = first.then(|| column_name(layout, column));
            item(flow, &flow.steps[row.step], row, rails, name)
        })
        .collect();
    view! { <ol class="flow-list">{items}</ol> }.into_any()
}

/// "第 2 步：4 项同时办理"
fn column_name(layout: &Layout, column: usize) -> String {
    let number = (column + 1).to_string();
    match layout.places.iter().filter(|place| place.column == column).count() {
        0 | 1 => tr("flow.step", &[("n", &number)]),
        count => tr("flow.parallel", &[("n", &number), ("count", &count.to_string())]),
    }
}

fn item(flow: &Flow, step: &FlowStep, row: &Row, rails: usize, name: Option<String>) -> AnyView {
    let lane = flow.lanes.get(step.lane).cloned().unwrap_or_default();
    let needs: Vec<String> = step
        .needs
        .iter()
        .filter_map(|id| flow.steps.iter().find(|other| other.id == *id))
        .map(|other| other.title.clone())
        .collect();
    let after = (!needs.is_empty()).then(|| {
        let text = tr("flow.after", &[("items", &needs.join(&t("mark.and")))]);
        view! { <span class="sr-only">{text}</span> }
    });
    let gone = (step.state == FlowState::Gone)
        .then(|| view! { <span class="sr-only">{t("flow.gone")}</span> });
    let title = match step.state {
        FlowState::Gone => view! { <s class="flow-item-title">{step.title.clone()}</s> }.into_any(),
        _ => view! { <span class="flow-item-title">{step.title.clone()}</span> }.into_any(),
    };
    let pause = (!step.pause.is_empty())
        .then(|| view! { <span class="flow-item-note flow-pause">{step.pause.clone()}</span> });
    let through = Row { rails: through(row), ..Row::default() };
    let name = name.map(|name| {
        view! {
            <div class="flow-row">
                {beside(&through, rails)}<p class="flow-column-name">{name}</p>
            </div>
        }
    });
    view! {
        <li>
            {name}
            <div class="flow-row">
                {beside(row, rails)}
                <div class=step.state.class()>
                    <span class="flow-item-lane">
                        {lane}<span class="sr-only">{t("mark.colon")}</span>
                    </span>
                    {title}
                    {gone}
                    <span class="flow-item-note">{step.note.clone()}</span>
                    {pause}
                    {after}
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// The rails above a row: those that come into it.
fn through(row: &Row) -> Vec<(usize, At, At)> {
    let coming = row.rails.iter().filter(|(_, from, _)| *from == At::Top);
    coming.map(|(rail, ..)| (*rail, At::Top, At::Bottom)).collect()
}

/// Draws the rails beside a row. Heights are shares of the row, since its words may take any room; widths
/// are in em, since they grow with the words. An empty picture keeps the room, for a picture without a height
/// of its own would take one.
fn beside(row: &Row, rails: usize) -> AnyView {
    if rails == 0 {
        return ().into_any();
    }
    let quarters = |count: usize| format!("{}.{:02}em", count / 4, count % 4 * 25);
    let x = |rail: usize| quarters(2 + 3 * rail);
    let end = quarters(3 * rails + 3);
    let y = |at: At| match at {
        At::Top => "0",
        At::In => "40%",
        At::Out => "70%",
        At::Bottom => "100%",
    };
    let line = |x1: String, x2: String, y1: &'static str, y2: &'static str| {
        view! { <line x1=x1 x2=x2 y1=y1 y2=y2 /> }.into_any()
    };
    let mut lines: Vec<AnyView> = row
        .rails
        .iter()
        .map(|(rail, from, to)| line(x(*rail), x(*rail), y(*from), y(*to)))
        .collect();
    lines.extend(row.into.iter().map(|rail| line(x(*rail), end.clone(), y(At::In), y(At::In))));
    lines.extend(row.out.map(|rail| line(x(rail), end.clone(), y(At::Out), y(At::Out))));
    let head = (!row.into.is_empty()).then(|| {
        view! { <svg class="flow-tip" x=end.clone() y=y(At::In)><path d="M-8 -5L-1 0L-8 5" /></svg> }
    });
    view! {
        <div class="flow-side" aria-hidden="true">
            <svg class="flow-room" width=end height="1"></svg>
            <svg class="flow-rails" focusable="false">{lines}{head}</svg>
        </div>
    }
    .into_any()
}
