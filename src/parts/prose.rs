//! A text that somebody wrote, drawn part by part: no markup from outside is ever taken over.

use leptos::prelude::*;
use onething_domain::prose::{Mark, Part, is_safe};

/// The text.
pub fn prose(parts: &[Part]) -> AnyView {
    view! { <div class="prose">{all(parts)}</div> }.into_any()
}

fn all(parts: &[Part]) -> Vec<AnyView> {
    parts.iter().map(one).collect()
}

fn one(part: &Part) -> AnyView {
    let inside = all(&part.parts);
    match part.mark {
        Mark::Paragraph => view! { <p>{inside}</p> }.into_any(),
        Mark::Heading => view! { <h2>{inside}</h2> }.into_any(),
        Mark::Subheading => view! { <h3>{inside}</h3> }.into_any(),
        Mark::List => view! { <ul>{inside}</ul> }.into_any(),
        Mark::Numbered => view! { <ol>{inside}</ol> }.into_any(),
        Mark::Entry => view! { <li>{inside}</li> }.into_any(),
        Mark::Quote => view! { <blockquote>{inside}</blockquote> }.into_any(),
        Mark::Rule => view! { <hr/> }.into_any(),
        Mark::Table => view! {
            <div class="prose-table" tabindex="0"><table><tbody>{inside}</tbody></table></div>
        }
        .into_any(),
        Mark::Head => {
            let heads: Vec<AnyView> = part
                .parts
                .iter()
                .map(|cell| view! { <th scope="col">{all(&cell.parts)}</th> }.into_any())
                .collect();
            view! { <tr>{heads}</tr> }.into_any()
        }
        Mark::Row => view! { <tr>{inside}</tr> }.into_any(),
        Mark::Cell => view! { <td>{inside}</td> }.into_any(),
        Mark::Text => part.text.clone().into_any(),
        Mark::Strong => view! { <strong>{inside}</strong> }.into_any(),
        Mark::Emphasis => view! { <em>{inside}</em> }.into_any(),
        Mark::Code => view! { <code>{part.text.clone()}</code> }.into_any(),
        // Said once more on this side: an answer may come from anywhere.
        Mark::Link if is_safe(&part.text) => {
            view! { <a href=part.text.clone()>{inside}</a> }.into_any()
        }
        Mark::Link => inside.into_any(),
        Mark::Break => view! { <br/> }.into_any(),
    }
}
