//! What a new version of a guide means for somebody who is filling in the old one (A6): only what applies to their
//! situation and answers.

use serde::Serialize;

use crate::answers::{Answers, Situation};
use crate::fee;
use crate::guide::Guide;
use crate::narrow::{Narrowed, narrow};
use crate::text::Text;

/// A part of a guide that an applicant meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// An item that is done along.
    Item,
    /// A question of the pre-check.
    Question,
    /// A field of the form.
    Field,
    /// A material.
    Material,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// It is new.
    Added,
    /// It is no longer needed.
    Gone,
    /// It asks something else than before.
    Changed,
}

/// One difference that an applicant should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewed {
    /// A part of the guide, by its name in the newer version that has it.
    Part(Part, Turn, Text),
    /// What has to be paid, in cents: before and now, as far as it can be computed.
    Total(i64, i64),
    /// Working days that are promised: before and now.
    Days(u32, u32),
}

/// What changed between two versions of a guide for a situation and answers, in the order of an application.
pub fn renewed(
    before: &Guide,
    now: &Guide,
    situation: &Situation,
    answers: &Answers,
) -> Vec<Renewed> {
    let old = narrow(before, situation, answers);
    let new = narrow(now, situation, answers);
    let mut out = Vec::new();
    compare(&mut out, Part::Item, items(&old), items(&new));
    compare(&mut out, Part::Question, questions(&old), questions(&new));
    compare(&mut out, Part::Field, fields(&old), fields(&new));
    compare(&mut out, Part::Material, materials(&old), materials(&new));
    let (paid, pays) = (fee::total(&old.bill), fee::total(&new.bill));
    if paid != pays {
        out.push(Renewed::Total(paid, pays));
    }
    let (took, takes) = (old.figures.days.after, new.figures.days.after);
    if took != takes {
        out.push(Renewed::Days(took, takes));
    }
    out
}

/// A part as it is compared: its id, its name, and what it asks.
struct Known<T> {
    id: String,
    name: Text,
    asks: T,
}

fn compare<T: PartialEq>(
    out: &mut Vec<Renewed>,
    part: Part,
    old: Vec<Known<T>>,
    new: Vec<Known<T>>,
) {
    for now in &new {
        match old.iter().find(|was| was.id == now.id) {
            None => out.push(Renewed::Part(part, Turn::Added, now.name.clone())),
            Some(was) if was.asks != now.asks => {
                out.push(Renewed::Part(part, Turn::Changed, now.name.clone()));
            }
            Some(_) => {}
        }
    }
    for was in old {
        if !new.iter().any(|now| now.id == was.id) {
            out.push(Renewed::Part(part, Turn::Gone, was.name));
        }
    }
}

/// Of an item only whether it is there matters to an applicant.
fn items(of: &Narrowed) -> Vec<Known<()>> {
    let known = |item: &crate::item::Item| (item.id.clone(), item.name.clone());
    let known = of.nodes.iter().map(|node| known(&node.item));
    known.map(|(id, name)| Known { id, name, asks: () }).collect()
}

fn questions(of: &Narrowed) -> Vec<Known<Vec<String>>> {
    of.questions
        .iter()
        .map(|question| Known {
            id: question.id.clone(),
            name: question.ask.clone(),
            asks: question.options.iter().map(|option| option.value.clone()).collect(),
        })
        .collect()
}

/// Which items ask a field, and when, is no matter to who fills it in.
fn fields(of: &Narrowed) -> Vec<Known<crate::field::Field>> {
    of.fields
        .iter()
        .map(|field| {
            let mut asks = (*field).clone();
            asks.items.clear();
            asks.when = None;
            Known { id: field.id.clone(), name: field.label.clone(), asks }
        })
        .collect()
}

fn materials(of: &Narrowed) -> Vec<Known<crate::item::Material>> {
    of.materials
        .iter()
        .map(|material| {
            let mut asks = (*material).clone();
            asks.items.clear();
            asks.when = None;
            Known { id: material.id.clone(), name: material.name.clone(), asks }
        })
        .collect()
}
