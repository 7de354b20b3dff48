//! The builder of conditions: groups and tests from menus, and what they come to in words.

mod names;
mod tree;
mod value;

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use self::{
    names::{Answers, Name, chosen, names},
    tree::{Mode, Node, Op, Test},
};
use super::{
    form::group,
    pen::{Pen, focus_soon},
};
use crate::{
    i18n::{money, t, tr},
    platform::page,
    ui::{Button, Caption, ComboField, Kind as Looks, Opt, SelectField, icon, live},
};

/// A condition that is being built.
#[derive(Clone, Copy)]
struct Builder {
    pen: Pen,
    path: StoredValue<String>,
    id: StoredValue<String>,
    tree: RwSignal<Node>,
    /// Counts changes of which controls there are.
    shape: RwSignal<u32>,
    names: Memo<Arc<Vec<Name>>>,
}

/// A condition in words.
pub fn words(pen: Pen, value: &Value) -> String {
    said(&Node::read(value), &names(pen, ""), true)
}

/// The control of a condition. One that may be missing begins with a button.
pub fn control(pen: Pen, words: Caption, path: &str, may_miss: bool) -> AnyView {
    let is_there = pen.doc.watch(path, |value| !value.is_null());
    let (path, own_id) = (path.to_owned(), words.id.clone());
    let body = move || {
        let own = path.clone();
        if !is_there.get() {
            let id = format!("{own_id}-0-name");
            let add = Callback::new(move |()| {
                let first = Node::Group(Mode::All, vec![Node::Test(Test::blank())]).write();
                pen.doc.put(&own, first);
                let id = id.clone();
                focus_soon(move || {
                    page::focus(&id);
                });
            });
            return view! {
                <p class="soft">{t("staff.when.always")}</p>
                <Button label=t("staff.when.add") kind=Looks::Secondary on_press=add />
            }
            .into_any();
        }
        let drop = may_miss.then(|| {
            let drop = Callback::new(move |()| pen.doc.put(&own, Value::Null));
            view! { <Button label=t("staff.when.drop") kind=Looks::Quiet icon="trash" on_press=drop /> }
        });
        view! { {builder(pen, &path, &own_id)} {drop} }.into_any()
    };
    group(words, view! { <div class="condition">{live(body)}</div> }.into_any())
}

fn builder(pen: Pen, path: &str, id: &str) -> AnyView {
    let named = path.to_owned();
    let builder = Builder {
        pen,
        path: StoredValue::new(path.to_owned()),
        id: StoredValue::new(id.to_owned()),
        tree: RwSignal::new(Node::read(&pen.doc.at_now(path)).grouped()),
        shape: RwSignal::new(0),
        names: Memo::new(move |_| Arc::new(names(pen, &named))),
    };
    let parts = move || {
        builder.shape.track();
        builder.group(&[])
    };
    let sum = Memo::new(move |_| {
        builder.tree.with(|tree| builder.names.with(|names| said(tree, names, true)))
    });
    view! {
        {live(parts)}
        <p class="condition-words"><span class="condition-lead">{t("staff.when.words")}</span>{sum}</p>
    }
    .into_any()
}

impl Builder {
    fn change(self, way: &[usize], act: impl FnOnce(&mut Node)) {
        self.tree.update(|tree| {
            if let Some(node) = tree.at_mut(way) {
                act(node);
            }
        });
        let written = self.tree.with_untracked(Node::write);
        self.path.with_value(|path| self.pen.doc.put(path, written));
    }

    /// As `change`, for what changes which controls there are; the focus goes to `focus`.
    fn reshape(self, way: &[usize], focus: String, act: impl FnOnce(&mut Node)) {
        self.change(way, act);
        self.shape.update(|count| *count += 1);
        focus_soon(move || {
            page::focus(&focus);
        });
    }

    fn id(self, way: &[usize], what: &str) -> String {
        let steps: Vec<String> = way.iter().map(usize::to_string).collect();
        let id = self.id.get_value();
        [id.as_str(), &steps.join("-"), what]
            .iter()
            .filter(|s| !s.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("-")
    }

    fn node(self, way: &[usize]) -> Option<Node> {
        self.tree.with_untracked(|tree| tree.at(way).cloned())
    }

    /// A group with its parts and the buttons that add to it.
    fn group(self, way: &[usize]) -> AnyView {
        let Some(Node::Group(mode, parts)) = self.node(way) else { return ().into_any() };
        let rows: Vec<AnyView> = (0..parts.len())
            .map(|index| {
                let way: Vec<usize> = way.iter().copied().chain([index]).collect();
                let inner = match &parts[index] {
                    Node::Group(..) => self.group(&way),
                    Node::Test(test) => self.test(&way, test),
                };
                view! { <li class="condition-part">{inner}{self.remove(&way)}</li> }.into_any()
            })
            .collect();
        let modes: Vec<Opt> = Mode::ALL
            .iter()
            .map(|(_, word)| Opt::new(*word, t(&format!("staff.when.{word}"))))
            .collect();
        let own = way.to_vec();
        let pick = Callback::new(move |word: String| {
            let mode = Mode::ALL.iter().find(|(_, known)| *known == word).map(|(mode, _)| *mode);
            self.change(&own, |node| {
                if let (Node::Group(own, _), Some(mode)) = (node, mode) {
                    *own = mode;
                }
            });
        });
        let add = |key: &str, made: fn() -> Node, deeper: &'static str| {
            let (own, count) = (way.to_vec(), parts.len());
            let press = Callback::new(move |()| {
                let next: Vec<usize> = own.iter().copied().chain([count]).collect();
                self.reshape(&own, self.id(&next, deeper), |node| {
                    if let Node::Group(_, parts) = node {
                        parts.push(made());
                    }
                });
            });
            view! { <Button label=t(key) kind=Looks::Quiet on_press=press /> }.into_any()
        };
        // With one part all modes but "none" say the same, and a group of one is asked no mode.
        let mode_field =
            (parts.len() > 1 || !way.is_empty() || !matches!(mode, Mode::All)).then(|| {
                let caption = Caption::new(self.id(way, "mode"), t("staff.when.mode"));
                let value = fixed(mode.word());
                view! { <SelectField caption=caption options=modes value=value on_pick=pick /> }
            });
        view! {
            <div class="condition-group">
                {mode_field}
                <ul class="condition-parts">{rows}</ul>
                <div class="condition-add">
                    {add("staff.when.test", || Node::Test(Test::blank()), "name")}
                    {add("staff.when.group", || Node::Group(Mode::Any, vec![Node::Test(Test::blank())]), "mode")}
                </div>
            </div>
        }
        .into_any()
    }

    fn remove(self, way: &[usize]) -> AnyView {
        let (own, label) = (way.to_vec(), t("staff.when.remove"));
        let press = move |_| {
            let Some((index, group)) = own.split_last() else { return };
            let focus = match group {
                [] => self.id.get_value(),
                group => self.id(group, "mode"),
            };
            self.reshape(group, focus, |node| {
                if let Node::Group(_, parts) = node {
                    parts.remove(*index);
                }
            });
        };
        view! {
            <button type="button" class="row-tool" aria-label=label.clone() title=label on:click=press>{icon("trash")}</button>
        }
        .into_any()
    }

    /// A test: what it asks, how it compares, with what.
    fn test(self, way: &[usize], test: &Test) -> AnyView {
        let names = self.names.get_untracked();
        let name = names.iter().find(|name| name.id == test.of).cloned();
        let options = Signal::derive(move || {
            self.names.with(|names| {
                let opt = |name: &Name| Opt {
                    value: name.id.clone(),
                    label: name.label.clone(),
                    hint: name.from.clone(),
                };
                names.iter().map(opt).collect::<Vec<_>>()
            })
        });
        let own = way.to_vec();
        let pick = Callback::new(move |of: String| {
            let known = self.names.get_untracked().iter().find(|name| name.id == of).cloned();
            self.reshape(&own, self.id(&own, "op"), |node| {
                let op = known.as_ref().map_or(Op::Is, |name| ops(name)[0]);
                *node = Node::Test(Test { of, op, values: Vec::new() });
            });
        });
        let caption = Caption::new(self.id(way, "name"), t("staff.when.name"));
        let of = fixed(&test.of);
        let rest = name.map(
            |name| view! { {self.op(way, test, &name)}{value::control(self, way, test, &name)} },
        );
        view! {
            <div class="condition-test">
                <ComboField caption=caption options=options value=of on_pick=pick />
                {rest}
            </div>
        }
        .into_any()
    }

    fn op(self, way: &[usize], test: &Test, name: &Name) -> AnyView {
        let mut fitting = ops(name);
        if !fitting.contains(&test.op) {
            fitting.push(test.op);
        }
        let word = |op: &Op| Opt::new(op.word(), t(&format!("staff.op.{}", op.word())));
        let options: Vec<Opt> = fitting.iter().map(word).collect();
        let own = way.to_vec();
        let pick = Callback::new(move |word: String| {
            let op = Op::of(&word);
            self.reshape(&own, self.id(&own, "op"), |node| {
                if let Node::Test(test) = node {
                    test.op = op;
                    if !op.takes_any() {
                        test.values.clear();
                    } else if !op.takes_many() {
                        test.values.truncate(1);
                    }
                }
            });
        });
        let caption = Caption::new(self.id(way, "op"), t("staff.when.op"));
        let value = fixed(test.op.word());
        view! { <SelectField caption=caption options=options value=value on_pick=pick /> }
            .into_any()
    }
}

/// A value that stays until the builder is drawn anew.
fn fixed(value: &str) -> Signal<String> {
    Signal::stored(value.to_owned())
}

/// The comparisons that make sense for answers of this kind.
fn ops(name: &Name) -> Vec<Op> {
    match name.answers {
        Answers::Options => vec![Op::Is, Op::IsNot, Op::In, Op::NotIn, Op::Present, Op::Missing],
        Answers::Flag => vec![Op::Is, Op::Present, Op::Missing],
        Answers::Number | Answers::Money => {
            vec![Op::MoreThan, Op::AtMost, Op::Present, Op::Missing]
        }
        Answers::Text => vec![Op::Present, Op::Missing, Op::Is, Op::IsNot],
    }
}

/// A condition in a sentence.
fn said(node: &Node, names: &[Name], top: bool) -> String {
    match node {
        Node::Group(_, parts) if parts.is_empty() => t("staff.when.empty"),
        Node::Group(mode, parts) => {
            let joint = t(match mode {
                Mode::All | Mode::NotAll => "staff.when.and",
                Mode::Any | Mode::None => "staff.when.or",
            });
            let words: Vec<String> = parts.iter().map(|part| said(part, names, false)).collect();
            let words = words.join(&joint);
            match mode {
                Mode::NotAll | Mode::None => tr("staff.when.not", &[("words", &words)]),
                _ if top || parts.len() == 1 => words,
                _ => tr("staff.when.brackets", &[("words", &words)]),
            }
        }
        Node::Test(test) => said_test(test, names),
    }
}

fn said_test(test: &Test, names: &[Name]) -> String {
    if test.of.is_empty() {
        return t("staff.when.unset");
    }
    let name = names.iter().find(|name| name.id == test.of);
    let value = |value: &Value| {
        let chosen = chosen(value);
        let Some(name) = name else { return chosen };
        if let (Answers::Money, Some(cents)) = (name.answers, value.as_i64()) {
            return money(cents);
        }
        let label = name.choices().into_iter().find(|choice| choice.value == chosen);
        label.map_or(chosen, |choice| choice.label)
    };
    let values: Vec<String> =
        test.values.iter().map(value).filter(|words| !words.is_empty()).collect();
    let values = match values.as_slice() {
        [] => t("staff.when.blank"),
        values => values.join(&t("staff.when.list")),
    };
    let label = name.map_or_else(|| test.of.clone(), |name| name.label.clone());
    tr(&format!("staff.said.{}", test.op.word()), &[("name", &label), ("value", &values)])
}
