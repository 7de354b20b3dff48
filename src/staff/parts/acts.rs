//! What may be done with a rating or a ticket: a button for each act, and a dialog that asks what it needs.

use leptos::prelude::*;
use onething_api::departments::DepartmentList;

use crate::{
    i18n::{pick, t},
    ui::{AreaField, Button, Caption, Dialog, Form, Kind, Opt, RadioField, SelectField},
};

/// How something is asked.
#[derive(Clone)]
pub enum Ask {
    /// In words, with a sentence of help.
    Words(String),
    /// One of a few, all visible.
    Radio(Vec<Opt>),
    /// One of many.
    Select(Vec<Opt>),
}

/// Something that an act needs.
#[derive(Clone)]
pub struct Question {
    /// The field's id.
    pub id: &'static str,
    /// Its label.
    pub label: String,
    /// How it is asked.
    pub ask: Ask,
    /// What stands there at first.
    pub first: String,
    /// Whether it may stay empty.
    pub optional: bool,
}

impl Question {
    /// A question that must be answered.
    pub fn new(id: &'static str, label: String, ask: Ask) -> Self {
        Self { id, label, ask, first: String::new(), optional: false }
    }
}

/// Something that may be done.
#[derive(Clone)]
pub struct Act {
    /// What it is called in code.
    pub id: &'static str,
    /// What it is called.
    pub label: String,
    /// How much its button stands out.
    pub kind: Kind,
    /// What it needs; nothing is asked where there is none.
    pub questions: Vec<Question>,
}

/// Told the act and the answers, in the order of its questions.
pub type Told = Callback<(&'static str, Vec<String>)>;

/// The buttons of what may be done, and the dialog of the one that is being done.
pub fn acts(
    acts: Vec<Act>,
    doing: RwSignal<Option<usize>>,
    busy: RwSignal<bool>,
    told: Told,
) -> AnyView {
    let button = |(at, act): (usize, &Act)| {
        let (id, plain) = (act.id, act.questions.is_empty());
        let press = Callback::new(move |()| match plain {
            true => told.run((id, Vec::new())),
            false => doing.set(Some(at)),
        });
        view! { <Button label=act.label.clone() kind=act.kind busy=busy on_press=press /> }
            .into_any()
    };
    let buttons: Vec<AnyView> = acts.iter().enumerate().map(button).collect();
    let dialog = move || {
        doing.get().and_then(|at| acts.get(at).cloned()).map(|act| ask(act, doing, busy, told))
    };
    view! { <div class="actions">{buttons}</div>{dialog} }.into_any()
}

fn ask(act: Act, doing: RwSignal<Option<usize>>, busy: RwSignal<bool>, told: Told) -> AnyView {
    let answers: Vec<RwSignal<String>> =
        act.questions.iter().map(|question| RwSignal::new(question.first.clone())).collect();
    let tried = RwSignal::new(false);
    let (known, asked, id) = (answers.clone(), act.questions.clone(), act.id);
    let send = Callback::new(move |()| {
        tried.set(true);
        let given: Vec<String> =
            known.iter().map(|answer| answer.get_untracked().trim().to_owned()).collect();
        let whole = asked.iter().zip(&given).all(|(one, given)| one.optional || !given.is_empty());
        if whole && !busy.get_untracked() {
            told.run((id, given));
        }
    });
    let close = Callback::new(move |()| doing.set(None));
    let (label, title, kind) = (StoredValue::new(act.label.clone()), act.label, act.kind);
    let fields: Vec<(Question, RwSignal<String>)> =
        act.questions.into_iter().zip(answers).collect();
    let fields = StoredValue::new(fields);
    let draw =
        move |(one, answer): &(Question, RwSignal<String>)| field(one.clone(), *answer, tried);
    view! {
        <Dialog open=true on_close=close title=title>
            <Form on_submit=send>
                {fields.with_value(|all| all.iter().map(draw).collect_view())}
                <div class="actions">
                    <Button label=label.get_value() kind=kind submit=true busy=busy />
                    <Button label=t("staff.cancel") kind=Kind::Secondary on_press=close />
                </div>
            </Form>
        </Dialog>
    }
    .into_any()
}

fn field(question: Question, answer: RwSignal<String>, tried: RwSignal<bool>) -> AnyView {
    let Question { id, label, ask, optional, .. } = question;
    let key = if matches!(ask, Ask::Words(_)) { "staff.form.missing" } else { "staff.form.choose" };
    let wrong = Signal::derive(move || {
        let blank = answer.with(|answer| answer.trim().is_empty());
        (tried.get() && blank && !optional).then(|| t(key))
    });
    let caption = Caption::new(id, label).optional(optional).error(wrong);
    let took = Callback::new(move |text: String| answer.set(text));
    match ask {
        Ask::Words(help) => {
            view! { <AreaField caption=caption.help(help) value=answer on_input=took rows=3 /> }
                .into_any()
        }
        Ask::Radio(options) => {
            view! { <RadioField caption=caption options=options value=answer on_pick=took /> }
                .into_any()
        }
        Ask::Select(options) => {
            view! { <SelectField caption=caption options=options value=answer on_pick=took /> }
                .into_any()
        }
    }
}

/// All departments but one, to choose from.
pub fn other_departments(list: &DepartmentList, but: &str) -> Vec<Opt> {
    let others = list.departments.iter().filter(|department| department.id != but);
    let options = others.map(|department| Opt::new(department.id.clone(), pick(&department.name)));
    std::iter::once(Opt::new("", t("staff.form.choose"))).chain(options).collect()
}
