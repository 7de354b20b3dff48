//! The answers in the address, as a situation of the domain and back. Pure.

use onething_domain::{answers::Situation, guide::Guide, narrow::outlook};

use crate::router::Query;

/// The answers that a query gives to questions of this guide; others are ignored, since anyone can
/// type an address.
pub fn from_query(guide: &Guide, query: &Query) -> Situation {
    let given = guide.questions.iter().filter_map(|question| {
        let value = query.get(&question.id)?;
        let known = question.options.iter().any(|option| option.value == value);
        known.then(|| (question.id.clone(), value.to_owned()))
    });
    only_asked(guide, given.collect())
}

/// The answers as a query, in the order of the questions.
pub fn to_query(guide: &Guide, situation: &Situation) -> Query {
    guide.questions.iter().fold(Query::default(), |query, question| {
        match situation.get(&question.id) {
            Some(value) => query.with(&question.id, value),
            None => query,
        }
    })
}

/// The situation after one more answer, without answers to questions that it does away with.
pub fn answered(
    guide: &Guide,
    mut situation: Situation,
    question: &str,
    value: String,
) -> Situation {
    situation.insert(question.to_owned(), value);
    only_asked(guide, situation)
}

/// Drops answers to questions that are not asked; a dropped answer may do away with further ones.
fn only_asked(guide: &Guide, mut situation: Situation) -> Situation {
    loop {
        let asked: Vec<String> = outlook(guide, &situation)
            .questions
            .iter()
            .map(|question| question.id.clone())
            .collect();
        let before = situation.len();
        situation.retain(|id, _| asked.contains(id));
        if situation.len() == before {
            return situation;
        }
    }
}

/// How many questions are still open.
pub fn open(guide: &Guide, situation: &Situation) -> usize {
    let narrowed = outlook(guide, situation);
    narrowed.questions.iter().filter(|question| !situation.contains_key(&question.id)).count()
}
