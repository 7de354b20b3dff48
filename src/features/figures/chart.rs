//! Bars by month, drawn as SVG. Screen readers hear a sentence; the table below has the same numbers.

use leptos::prelude::*;

use crate::i18n::{t, tr};

/// Width and height of the drawing, and the room for words below and above the bars.
const SIZE: (i64, i64) = (360, 180);
const BELOW: i64 = 24;
const ABOVE: i64 = 20;

/// One month of a chart.
pub struct Bar {
    /// Name of the month in full, for the sentence.
    pub name: String,
    /// The same in short, below the bar.
    pub short: String,
    /// How high; none where it is hidden.
    pub value: Option<i64>,
    /// The value in words.
    pub words: String,
    /// The same in short, above the bar.
    pub above: String,
}

/// A chart with its title. `most` is the value of a full bar; the highest bar's where it is none.
pub fn bars(title: String, bars: &[Bar], most: Option<i64>) -> AnyView {
    let highest = bars.iter().filter_map(|bar| bar.value).max().unwrap_or(0);
    let most = most.unwrap_or(highest).max(1);
    let step = SIZE.0 / i64::try_from(bars.len().max(1)).unwrap_or(1);
    let drawn: Vec<AnyView> =
        (0i64..).zip(bars).map(|(at, bar)| one(bar, at * step, step, most)).collect();
    let said: Vec<String> = bars
        .iter()
        .map(|bar| tr("figures.chart.month", &[("month", &bar.name), ("value", &bar.words)]))
        .collect();
    let label = [title.clone(), said.join(&t("mark.list"))].join(&t("mark.colon"));
    let frame = format!("0 0 {} {}", SIZE.0, SIZE.1);
    view! {
        <figure class="chart">
            <figcaption class="chart-title">{title}</figcaption>
            <svg class="chart-bars" viewBox=frame role="img" aria-label=label>{drawn}</svg>
        </figure>
    }
    .into_any()
}

fn one(bar: &Bar, left: i64, step: i64, most: i64) -> AnyView {
    let floor = SIZE.1 - BELOW;
    let height = bar.value.unwrap_or(0) * (floor - ABOVE) / most;
    let width = (step * 3 / 5).min(48);
    let (x, middle, top) = (left + (step - width) / 2, left + step / 2, floor - height);
    view! {
        <rect class="chart-bar" x=x y=top width=width height=height rx="2"></rect>
        <text class="chart-value" x=middle y=top - 6 text-anchor="middle">{bar.above.clone()}</text>
        <text class="chart-month" x=middle y=SIZE.1 - 6 text-anchor="middle">{bar.short.clone()}</text>
    }
    .into_any()
}
