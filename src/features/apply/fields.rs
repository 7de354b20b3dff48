//! From the type of a field to its control: one table, [`control`].
//!
//! To add a field type:
//! 1. a variant of `FieldType` in `crates/domain/src/field.rs`, and its check in `validate.rs`;
//! 2. a line in [`control`] below: most types are one of the controls of `ui` with the right
//!    keyboard, others are made of [`Slot::part`]s as [`person`] is;
//! 3. a line in [`crate::sheet`], which writes an answer for people;
//! 4. texts for new problem codes under `problem.` in both files of `locales/`.
//!
//! The compiler asks for 2 and 3, a test for 4.

use leptos::prelude::*;
use onething_api::guides::CityView;
use onething_domain::city::Region;
use onething_domain::field::{Field, FieldType};
use onething_domain::validate::TEXT_MAX;
use serde_json::Value;

use super::{form::today, rows, slot::Slot, words};
use crate::{
    i18n::{pick, t},
    ui::{
        AreaField, Caption, CheckField, DateField, FlagField, GroupedField, Grouping, Keyboard,
        Opt, RadioField, RegionField, SelectField, TextField, live_if,
    },
};

/// From how many options on a choice is a list instead of dots.
const MANY_OPTIONS: usize = 7;

/// What controls need beside their field.
#[derive(Clone, Copy)]
pub struct Around {
    /// Regions to choose from.
    pub places: StoredValue<Vec<Region>>,
    /// Code of the city: where most people live.
    pub start: StoredValue<String>,
}

impl Around {
    /// What a city has for its forms.
    pub fn new(city: &CityView) -> Self {
        Self {
            places: StoredValue::new(city.regions.clone()),
            start: StoredValue::new(city.region.clone()),
        }
    }
}

/// The control for a field, with its words around it. `source` says where a prefilled value is from.
pub fn control(field: &Field, slot: &Slot, around: Around, source: String) -> AnyView {
    let caption = Caption::new(slot.path(), pick(&field.label))
        .help(pick(&field.help))
        .unit(pick(&field.unit))
        .optional(field.optional)
        .source(source)
        .error(slot.error());
    match field.r#type {
        FieldType::Text if field.lines => area(slot, caption),
        FieldType::Text => text(slot, caption, Line { most: length(field), ..Line::default() }),
        FieldType::Number => number(slot, caption, Line::NUMBER),
        FieldType::Money => money(slot, caption),
        FieldType::Date => date(field, slot, caption),
        FieldType::Region => region(slot, caption, around),
        FieldType::Address => address(slot, caption, around),
        FieldType::IdCard => number(slot, caption, Line::ID_CARD),
        FieldType::CompanyCode => number(slot, caption, Line::COMPANY_CODE),
        FieldType::Phone => number(slot, caption, Line::PHONE),
        FieldType::BankAccount => number(slot, caption, Line::BANK_ACCOUNT),
        FieldType::Plate => number(slot, caption, Line::PLATE),
        FieldType::Choice => choice(field, slot, caption),
        FieldType::Many => many(field, slot, caption),
        FieldType::Flag => flag(slot, caption),
        FieldType::Person => person(slot, caption),
        FieldType::Company => company(slot, caption),
        FieldType::Group => rows::group(field, slot, caption, around),
        FieldType::Declaration => declaration(field, slot, caption),
    }
}

fn length(field: &Field) -> u32 {
    field.max.unwrap_or(TEXT_MAX).try_into().unwrap_or(200)
}

/// How a line of text is typed.
struct Line {
    keyboard: Keyboard,
    autocomplete: &'static str,
    most: u32,
    width: u8,
    /// Makes what was typed what is meant: half-width digits, no blanks, capitals. Of a number only.
    tidy: fn(&str) -> String,
    /// The groups in which a long number is shown, as it is printed on cards; none for a short one.
    groups: &'static [usize],
}

impl Default for Line {
    fn default() -> Self {
        Self {
            keyboard: Keyboard::Text,
            autocomplete: "off",
            most: 200,
            width: 0,
            tidy: str::to_owned,
            groups: &[],
        }
    }
}

impl Line {
    const NUMBER: Self = Self {
        keyboard: Keyboard::Decimal,
        autocomplete: "off",
        most: 22,
        width: 12,
        tidy: words::tidy,
        groups: &[],
    };
    // The last character may be an X, which keyboards for digits lack.
    const ID_CARD: Self = Self {
        keyboard: Keyboard::Text,
        autocomplete: "off",
        most: 24,
        width: 0,
        tidy: words::tidy,
        groups: &[6, 8, 4],
    };
    const COMPANY_CODE: Self = Self { groups: &[4], ..Self::ID_CARD };
    const PHONE: Self = Self {
        keyboard: Keyboard::Phone,
        autocomplete: "tel-national",
        most: 20,
        width: 16,
        tidy: words::tidy,
        groups: &[3, 4],
    };
    const BANK_ACCOUNT: Self = Self {
        keyboard: Keyboard::Digits,
        autocomplete: "off",
        most: 44,
        width: 0,
        tidy: words::tidy,
        groups: &[4],
    };
    // With the dot that many write between the office and the rest, which is no part of it.
    const PLATE: Self = Self {
        keyboard: Keyboard::Text,
        autocomplete: "off",
        most: 16,
        width: 12,
        tidy: |typed| words::tidy(typed).replace(['·', '•', '.', '-'], ""),
        groups: &[],
    };
    const NAME: Self = Self {
        keyboard: Keyboard::Text,
        autocomplete: "name",
        most: 200,
        width: 0,
        tidy: str::to_owned,
        groups: &[],
    };
}

fn text(slot: &Slot, caption: Caption, line: Line) -> AnyView {
    let own = slot.clone();
    let put = Callback::new(move |typed: String| own.put(typed.into()));
    view! {
        <TextField
            caption=caption
            value=slot.text()
            on_input=put
            on_leave=slot.leave()
            keyboard=line.keyboard
            autocomplete=line.autocomplete
            max_length=line.most
            width=line.width
        />
    }
    .into_any()
}

/// What is kept tidier than it is typed. It shows as it was typed until the field is left, since what an input method is
/// still composing must not be touched.
fn number(slot: &Slot, caption: Caption, line: Line) -> AnyView {
    let own = slot.clone();
    let put = Callback::new(move |number: String| own.put(number.into()));
    view! {
        <GroupedField
            caption=caption
            value=slot.text()
            on_input=put
            on_leave=slot.leave()
            grouping=Grouping { sizes: line.groups, tidy: line.tidy }
            keyboard=line.keyboard
            autocomplete=line.autocomplete
            max_length=line.most
            width=line.width
        />
    }
    .into_any()
}

fn area(slot: &Slot, caption: Caption) -> AnyView {
    let own = slot.clone();
    let put = Callback::new(move |typed: String| own.put(typed.into()));
    view! { <AreaField caption=caption value=slot.text() on_input=put on_leave=slot.leave() /> }
        .into_any()
}

/// Typed in yuan, kept in cents. What is no amount is kept as it was typed, for the rules to refuse.
fn money(slot: &Slot, caption: Caption) -> AnyView {
    let caption = caption.unit(t("unit.yuan"));
    let typed = RwSignal::new(words::yuan(&slot.get()));
    let shown = slot.clone();
    // What is typed stays on the screen as long as it means what is kept.
    let value = Signal::derive(move || {
        let (kept, typed) = (shown.get(), typed.get());
        if words::cents(&typed) == kept { typed } else { words::yuan(&kept) }
    });
    let own = slot.clone();
    let put = Callback::new(move |text: String| {
        let text = words::tidy(&text);
        typed.set(text.clone());
        own.put(words::cents(&text));
    });
    view! {
        <TextField
            caption=caption
            value=value
            on_input=put
            on_leave=slot.leave()
            keyboard=Keyboard::Decimal
            max_length=18
            width=12
        />
    }
    .into_any()
}

fn date(field: &Field, slot: &Slot, caption: Caption) -> AnyView {
    let own = slot.clone();
    let put = Callback::new(move |day: String| own.put(day.into()));
    let last = field.past.then(today).map_or_else(String::new, |day| day.to_string());
    view! { <DateField caption=caption value=slot.text() on_input=put on_leave=slot.leave() max=last /> }
        .into_any()
}

/// The lists of a region, under the legend of the field.
fn region(slot: &Slot, caption: Caption, around: Around) -> AnyView {
    // Nothing is chosen beforehand here: the city is a guess for addresses only.
    let lists = region_lists(slot, around, String::new());
    parts(slot, caption, vec![lists])
}

fn region_lists(slot: &Slot, around: Around, start: String) -> AnyView {
    let own = slot.clone();
    let put = Callback::new(move |code: String| own.put(code.into()));
    // The legend has the field's own id.
    let caption = Caption::new(format!("{}-0", slot.path()), "");
    view! {
        <RegionField caption=caption places=around.places start=start value=slot.text() on_pick=put />
    }
    .into_any()
}

fn choice(field: &Field, slot: &Slot, caption: Caption) -> AnyView {
    let own = slot.clone();
    let put = Callback::new(move |value: String| own.put(value.into()));
    let options = options(field);
    if options.len() > MANY_OPTIONS {
        view! { <SelectField caption=caption options=options value=slot.text() on_pick=put /> }
            .into_any()
    } else {
        view! { <RadioField caption=caption options=options value=slot.text() on_pick=put /> }
            .into_any()
    }
}

fn options(field: &Field) -> Vec<Opt> {
    field.options.iter().map(|option| Opt::new(&*option.value, pick(&option.label))).collect()
}

fn many(field: &Field, slot: &Slot, caption: Caption) -> AnyView {
    let shown = slot.clone();
    let values = Signal::derive(move || match shown.get() {
        Value::Array(chosen) => {
            chosen.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    });
    let own = slot.clone();
    let put = Callback::new(move |chosen: Vec<String>| own.put(chosen.into()));
    view! { <CheckField caption=caption options=options(field) values=values on_pick=put /> }
        .into_any()
}

/// Yes or no, since "not answered" differs from "no".
fn flag(slot: &Slot, caption: Caption) -> AnyView {
    let shown = slot.clone();
    let value = Signal::derive(move || match shown.get() {
        Value::Bool(yes) => yes.to_string(),
        _ => String::new(),
    });
    let own = slot.clone();
    let put = Callback::new(move |value: String| own.put(Value::Bool(value == "true")));
    let options = vec![Opt::new("true", t("answer.yes")), Opt::new("false", t("answer.no"))];
    view! { <RadioField caption=caption options=options value=value on_pick=put /> }.into_any()
}

fn declaration(field: &Field, slot: &Slot, caption: Caption) -> AnyView {
    let shown = slot.clone();
    let value = Signal::derive(move || shown.get() == Value::Bool(true));
    let own = slot.clone();
    let put = Callback::new(move |agreed: bool| own.put(Value::Bool(agreed)));
    let text = pick(&field.declares);
    view! {
        <div class="field declaration">
            {(!text.is_empty()).then(|| view! { <p class="declaration-text">{text}</p> })}
            <FlagField caption=caption value=value on_pick=put />
        </div>
    }
    .into_any()
}

/// Several controls under one legend; the legend carries what is wrong with all of them together.
pub fn parts(slot: &Slot, caption: Caption, controls: Vec<AnyView>) -> AnyView {
    let (id, error) = (slot.path(), caption.error);
    let wrong = Signal::derive(move || error.with(Option::is_some));
    let (label, help, source) = (caption.label, caption.help, caption.source);
    let optional = caption
        .optional
        .then(|| view! { <span class="field-optional">{t("field.optional")}</span> });
    view! {
        <fieldset class="field field-parts" id=id tabindex="-1" class:field-wrong=wrong>
            <legend class="field-label">{label}{optional}</legend>
            {(!help.is_empty()).then(|| view! { <p class="field-help">{help}</p> })}
            {(!source.is_empty()).then(|| view! { <p class="field-help field-source">{source}</p> })}
            {live_if(move || error.get().map(error_line))}
            <div class="field-rows">{controls}</div>
        </fieldset>
    }
    .into_any()
}

/// What is wrong, as a line of its own.
pub fn error_line(words: String) -> AnyView {
    view! { <p class="field-error">{crate::ui::icon("warn")}<span>{words}</span></p> }.into_any()
}

/// What is wrong with a part that has no words of its own around it.
fn problem_line(slot: &Slot) -> AnyView {
    let (id, error) = (slot.path(), slot.error());
    let line = move || {
        let words = error.get()?;
        let view = view! {
            <p class="field-error" id=id.clone() tabindex="-1">{crate::ui::icon("warn")}<span>{words}</span></p>
        };
        Some(view.into_any())
    };
    live_if(line)
}

fn inner(slot: &Slot, label: String) -> Caption {
    Caption::new(slot.path(), label).error(slot.error())
}

fn address(slot: &Slot, caption: Caption, around: Around) -> AnyView {
    let (place, detail) = (slot.part("region"), slot.part("detail"));
    let controls = vec![
        problem_line(&place),
        region_lists(&place, around, around.start.get_value()),
        text(
            &detail,
            inner(&detail, t("part.detail")).help(t("part.detail.help")),
            Line { autocomplete: "street-address", ..Line::default() },
        ),
    ];
    parts(slot, caption, controls)
}

fn person(slot: &Slot, caption: Caption) -> AnyView {
    let (name, card, phone) = (slot.part("name"), slot.part("id_card"), slot.part("phone"));
    let controls = vec![
        text(&name, inner(&name, t("part.name")), Line::NAME),
        number(&card, inner(&card, t("part.id_card")), Line::ID_CARD),
        number(&phone, inner(&phone, t("part.phone")), Line::PHONE),
    ];
    parts(slot, caption, controls)
}

fn company(slot: &Slot, caption: Caption) -> AnyView {
    let (name, code) = (slot.part("name"), slot.part("code"));
    let controls = vec![
        text(
            &name,
            inner(&name, t("part.company")),
            Line { autocomplete: "organization", ..Line::default() },
        ),
        number(&code, inner(&code, t("part.code")), Line::COMPANY_CODE),
    ];
    parts(slot, caption, controls)
}
