//! A table that becomes a list of cards on a phone.

use leptos::prelude::*;

/// Rows and columns. On narrow screens each row is a card that repeats the column's name before
/// each cell; roles are spelled out because that layout makes browsers forget the table.
#[component]
pub fn Table(
    /// What the table shows; read first by screen readers.
    #[prop(into)]
    caption: String,
    /// Names of the columns.
    heads: Vec<String>,
    /// Rows of cells, as many as there are columns.
    rows: Vec<Vec<AnyView>>,
) -> AnyView {
    let body: Vec<AnyView> = rows.into_iter().map(|cells| row(&heads, cells)).collect();
    let heads: Vec<AnyView> = heads
        .into_iter()
        .map(|head| view! { <th role="columnheader" scope="col">{head}</th> }.into_any())
        .collect();
    view! {
        <table class="table" role="table">
            <caption class="sr-only">{caption}</caption>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            <tbody role="rowgroup">{body}</tbody>
        </table>
    }
    .into_any()
}

fn row(heads: &[String], cells: Vec<AnyView>) -> AnyView {
    let cells: Vec<AnyView> = cells
        .into_iter()
        .zip(heads)
        .map(|(cell, head)| {
            view! { <td role="cell" data-label=head.clone()>{cell}</td> }.into_any()
        })
        .collect();
    view! { <tr role="row">{cells}</tr> }.into_any()
}
