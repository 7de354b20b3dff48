//! The upright flow chart of narrow screens: steps below each other, and beside them rails that lead from
//! each step to those that need it. Pure.

use super::layout::Layout;

/// Where a line of a row begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The upper edge of the row.
    Top,
    /// Where rails come in.
    In,
    /// Where rails go out.
    Out,
    /// The lower edge of the row.
    Bottom,
}

/// What is drawn beside a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Index of the step.
    pub step: usize,
    /// Rails by number from the left, each from where to where.
    pub rails: Vec<(usize, At, At)>,
    /// Rails that lead into the step.
    pub into: Vec<usize>,
    /// The rail that the step begins.
    pub out: Option<usize>,
}

/// The rows in the order of the columns, and how many rails they need.
pub fn rails(layout: &Layout) -> (Vec<Row>, usize) {
    let mut order: Vec<usize> = (0..layout.places.len()).collect();
    order.sort_by_key(|step| layout.places[*step].column); // stable: as the city lists them
    let row_of = |step: usize| order.iter().position(|other| *other == step).unwrap_or(0);
    let mut rows: Vec<Row> =
        order.iter().map(|step| Row { step: *step, ..Row::default() }).collect();
    // Until which row each rail is taken.
    let mut taken: Vec<usize> = Vec::new();
    for (first, step) in order.iter().enumerate() {
        let targets: Vec<usize> = layout
            .arrows
            .iter()
            .filter(|(from, _)| from == step)
            .map(|(_, to)| row_of(*to))
            .filter(|row| *row > first)
            .collect();
        let Some(last) = targets.iter().copied().max() else { continue };
        let free = taken.iter().position(|until| *until <= first);
        let rail = free.unwrap_or(taken.len());
        match free {
            Some(rail) => taken[rail] = last,
            None => taken.push(last),
        }
        rows[first].out = Some(rail);
        for (at, row) in rows.iter_mut().enumerate().take(last + 1).skip(first) {
            let from = if at == first { At::Out } else { At::Top };
            let to = if at == last { At::In } else { At::Bottom };
            row.rails.push((rail, from, to));
            if targets.contains(&at) {
                row.into.push(rail);
            }
        }
    }
    (rows, taken.len())
}

#[cfg(test)]
mod tests {
    use super::super::layout::lay_out;
    use super::*;
    use crate::ui::{Flow, FlowState, FlowStep};

    fn flow(steps: &[(&str, &[&str])]) -> Flow {
        let step = |(id, needs): &(&str, &[&str])| FlowStep {
            id: (*id).into(),
            lane: 0,
            title: (*id).into(),
            note: String::new(),
            pause: String::new(),
            needs: needs.iter().map(|need| (*need).into()).collect(),
            state: FlowState::Plain,
        };
        Flow { lanes: vec!["A".into()], steps: steps.iter().map(step).collect() }
    }

    #[test]
    fn every_arrow_has_a_rail_from_step_to_step() {
        let flow = flow(&[
            ("birth", &[]),
            ("home", &["birth"]),
            ("jab", &["birth"]),
            ("card", &["home"]),
            ("care", &["home", "jab"]),
        ]);
        let layout = lay_out(&flow);
        let (rows, count) = rails(&layout);
        assert_eq!(count, 2, "home's rail takes birth's place, jab's stands beside it");
        for (from, to) in &layout.arrows {
            let row = |step: &usize| rows.iter().position(|row| row.step == *step).unwrap();
            let rail = rows[row(from)].out.unwrap();
            assert!(rows[row(to)].into.contains(&rail), "{from} → {to}");
            for between in &rows[row(from)..=row(to)] {
                assert!(between.rails.iter().any(|(other, ..)| *other == rail));
            }
        }
    }

    #[test]
    fn two_rails_never_share_a_stretch() {
        let flow =
            flow(&[("a", &[]), ("b", &[]), ("c", &[]), ("d", &["a", "b", "c"]), ("e", &["a"])]);
        let (rows, _) = rails(&lay_out(&flow));
        for row in &rows {
            let mut through: Vec<usize> = row
                .rails
                .iter()
                .filter(|(_, from, to)| (*from, *to) == (At::Top, At::Bottom))
                .map(|(rail, ..)| *rail)
                .collect();
            let before = through.len();
            through.dedup();
            assert_eq!(through.len(), before, "{row:?}");
        }
        assert_eq!(rows.last().unwrap().out, None, "what nothing needs leads nowhere");
    }

    #[test]
    fn steps_that_need_nothing_have_no_rails() {
        let (rows, count) = rails(&lay_out(&flow(&[("a", &[]), ("b", &[])])));
        assert_eq!((rows.len(), count), (2, 0));
    }
}
