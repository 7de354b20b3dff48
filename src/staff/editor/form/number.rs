//! Whole numbers, and how much a fee is. What is no number is said at the field and not written.

use leptos::prelude::*;
use onething_domain::number::parse;
use serde_json::{Value, json};

use crate::{
    i18n::t,
    staff::editor::{
        doc::rows_of,
        pen::{Pen, id_of, percent},
    },
    ui::{Caption, Keyboard, Opt, SelectField, TextField, live},
};

/// Millionths, the unit of [`parse`], in a hundredth.
const HUNDREDTH: i128 = 10_000;

/// A field over text that means something else: what is typed is kept as it is typed, and written
/// while it can be read.
fn typed(
    words: Caption,
    first: String,
    width: u8,
    wrong: &'static str,
    read: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> AnyView {
    let text = RwSignal::new(first);
    let bad = RwSignal::new(false);
    let error = Signal::derive(move || bad.get().then(|| t(wrong)));
    let put = Callback::new(move |now: String| {
        bad.set(!read(now.trim()));
        text.set(now);
    });
    let words = words.error(error);
    view! {
        <TextField caption=words value=text on_input=put keyboard=Keyboard::Decimal width=width max_length=16 />
    }
    .into_any()
}

/// A whole number. Where it may be missing, an empty field takes it away; elsewhere it means none.
pub fn whole(pen: Pen, words: Caption, path: &str, unit: &str, may_miss: bool) -> AnyView {
    let first = match pen.doc.at_now(path) {
        Value::Null if may_miss => String::new(),
        value => value.as_i64().unwrap_or_default().to_string(),
    };
    let words = match unit {
        "" => words,
        unit => words.unit(t(&format!("staff.unit.{unit}"))),
    };
    let path = path.to_owned();
    typed(words, first, 6, "staff.number.whole", move |text| {
        let value = match text {
            "" if may_miss => Value::Null,
            "" => json!(0),
            text => match text.parse::<u32>() {
                Ok(number) if number <= 1_000_000_000 => json!(number),
                _ => return false,
            },
        };
        pen.doc.put(&path, value);
        true
    })
}

/// An amount of yuan typed, cents kept.
pub fn yuan(words: Caption, cents: i64, put: impl Fn(i64) + Send + Sync + 'static) -> AnyView {
    let first = percent(cents); // both have two digits behind the point
    typed(words.unit(t("staff.unit.yuan")), first, 10, "staff.number.money", move |text| {
        let Some(cents) = hundredths(text) else { return false };
        put(cents);
        true
    })
}

/// A decimal with at most two digits, as a whole number of hundredths; none is nothing.
fn hundredths(text: &str) -> Option<i64> {
    let millionths = if text.is_empty() { 0 } else { parse(text)? };
    if millionths < 0 || millionths % HUNDREDTH != 0 {
        return None;
    }
    i64::try_from(millionths / HUNDREDTH).ok().filter(|cents| *cents <= 1_000_000_000_000)
}

/// How much a fee is: a fixed sum, or a share of an amount that people fill in.
pub fn amount(pen: Pen, words: Caption, path: &str) -> AnyView {
    let is_rate = pen.doc.watch(path, |value| value["rate"].is_object());
    let id = words.id.clone();
    let kinds =
        vec![Opt::new("fixed", t("staff.amount.fixed")), Opt::new("rate", t("staff.amount.rate"))];
    let chosen = Signal::derive(move || String::from(if is_rate.get() { "rate" } else { "fixed" }));
    let own = path.to_owned();
    let choose = Callback::new(move |kind: String| {
        if (kind == "rate") != is_rate.get_untracked() {
            let blank = match kind.as_str() {
                "rate" => json!({ "rate": { "of": "", "basis_points": 0 } }),
                _ => json!({ "fixed": { "cents": 0 } }),
            };
            pen.doc.put(&own, blank);
        }
    });
    let path = path.to_owned();
    let body = move || if is_rate.get() { rate(pen, &id, &path) } else { fixed(pen, &id, &path) };
    view! {
        <div class="amount">
            <SelectField caption=words options=kinds value=chosen on_pick=choose />
            {live(body)}
        </div>
    }
    .into_any()
}

fn fixed(pen: Pen, id: &str, path: &str) -> AnyView {
    let path = format!("{path}.fixed.cents");
    let cents = pen.doc.at_now(&path).as_i64().unwrap_or_default();
    let words = Caption::new(format!("{id}-cents"), t("staff.amount.cents"));
    yuan(words, cents, move |cents| pen.doc.put(&path, json!(cents)))
}

fn rate(pen: Pen, id: &str, path: &str) -> AnyView {
    let of_path = format!("{path}.rate.of");
    let value = pen.doc.watch(&of_path, |value| value.as_str().unwrap_or_default().to_owned());
    let options = Signal::derive(move || money_fields(pen));
    let put = {
        let of_path = of_path.clone();
        Callback::new(move |of: String| pen.doc.put(&of_path, Value::String(of)))
    };
    let of = Caption::new(id_of(&of_path), t("staff.amount.of"));
    let points_path = format!("{path}.rate.basis_points");
    let points = pen.doc.at_now(&points_path).as_i64().unwrap_or_default();
    let words = Caption::new(format!("{id}-points"), t("staff.amount.percent")).unit("%");
    let share = typed(words, percent(points), 6, "staff.number.percent", move |text| {
        let Some(points) = hundredths(text) else { return false };
        pen.doc.put(&points_path, json!(points));
        true
    });
    view! { <SelectField caption=of options=options value=value on_pick=put />{share} }.into_any()
}

/// Fields of which a share can be taken.
fn money_fields(pen: Pen) -> Vec<Opt> {
    let own = rows_of(&pen.doc.at("fields"));
    let own = own.iter().filter(|field| field["type"] == "money");
    own.map(|field| {
        let id = field["id"].as_str().unwrap_or_default();
        Opt::new(id, super::super::pen::plain(&field["label"]))
    })
    .collect()
}
