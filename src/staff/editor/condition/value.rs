//! What an answer is compared with: chosen where the answers are options, typed elsewhere.

use leptos::prelude::*;
use onething_domain::number::parse;
use serde_json::{Value, json};

use super::{
    Builder,
    names::{Answers, Name, chosen},
    tree::{Node, Test},
};
use crate::{
    i18n::t,
    staff::editor::form::number::yuan,
    ui::{Caption, CheckField, Keyboard, SelectField, TextField},
};

/// The control for the value of a test; none where it compares with nothing.
pub fn control(builder: Builder, way: &[usize], test: &Test, name: &Name) -> AnyView {
    if !test.op.takes_any() {
        return ().into_any();
    }
    let words = Caption::new(builder.id(way, "value"), t("staff.when.value"));
    let own = way.to_vec();
    let put = move |values: Vec<Value>| {
        builder.change(&own, |node| {
            if let Node::Test(test) = node {
                test.values = values;
            }
        });
    };
    let choices = name.choices();
    let name = name.clone();
    match (name.answers, test.op.takes_many()) {
        (Answers::Options, true) => {
            let ticked = RwSignal::new(test.values.iter().map(chosen).collect::<Vec<_>>());
            let pick = Callback::new(move |values: Vec<String>| {
                put(values.iter().map(|value| name.stored(value)).collect());
                ticked.set(values);
            });
            view! { <CheckField caption=words options=choices values=ticked on_pick=pick /> }
                .into_any()
        }
        (Answers::Options | Answers::Flag, _) => {
            let value = RwSignal::new(test.values.first().map(chosen).unwrap_or_default());
            let pick = Callback::new(move |chosen: String| {
                put(vec![name.stored(&chosen)]);
                value.set(chosen);
            });
            view! { <SelectField caption=words options=choices value=value on_pick=pick /> }
                .into_any()
        }
        (Answers::Money, _) => {
            yuan(words, test.value().as_i64().unwrap_or_default(), move |cents| {
                put(vec![json!(cents)]);
            })
        }
        (Answers::Number, _) => number(words, chosen(&test.value()), put),
        (Answers::Text, _) => {
            let text = RwSignal::new(chosen(&test.value()));
            let typed = Callback::new(move |now: String| {
                put(vec![json!(now.trim())]);
                text.set(now);
            });
            view! { <TextField caption=words value=text on_input=typed /> }.into_any()
        }
    }
}

/// A decimal: kept as a number where it is whole, as a text of the same digits elsewhere.
fn number(
    words: Caption,
    first: String,
    put: impl Fn(Vec<Value>) + Send + Sync + 'static,
) -> AnyView {
    let (text, bad) = (RwSignal::new(first), RwSignal::new(false));
    let typed = Callback::new(move |now: String| {
        let trimmed = now.trim();
        bad.set(!trimmed.is_empty() && parse(trimmed).is_none());
        if !bad.get_untracked() {
            put(vec![trimmed.parse::<i64>().map_or_else(|_| json!(trimmed), |whole| json!(whole))]);
        }
        text.set(now);
    });
    let words = words.error(Signal::derive(move || bad.get().then(|| t("staff.number.decimal"))));
    view! { <TextField caption=words value=text on_input=typed keyboard=Keyboard::Decimal width=8 /> }
        .into_any()
}
