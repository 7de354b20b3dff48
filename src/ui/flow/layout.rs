//! Where each step of a flow chart stands. Pure.

use super::{Flow, FlowStep};

/// A step's place: its column (how many steps must come before) and its row over all lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Longest path from a beginning.
    pub column: usize,
    /// Row, counted over all lanes.
    pub row: usize,
}

/// A lane's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its first row.
    pub first: usize,
    /// How many rows it has; at least one.
    pub rows: usize,
}

/// The places of all steps and lanes, and the arrows between steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// By index of the step.
    pub places: Vec<Place>,
    /// By index of the lane.
    pub lanes: Vec<Lane>,
    /// From step to step, by index; those that longer ways already show are left out.
    pub arrows: Vec<(usize, usize)>,
    /// How many columns there are.
    pub columns: usize,
    /// How many rows there are.
    pub rows: usize,
}

/// Lays a flow out.
pub fn lay_out(flow: &Flow) -> Layout {
    let before: Vec<Vec<usize>> = flow.steps.iter().map(|step| needed(flow, step)).collect();
    let columns = columns(&before);
    let mut lanes = vec![Lane { first: 0, rows: 1 }; flow.lanes.len()];
    let mut places = vec![Place { column: 0, row: 0 }; flow.steps.len()];
    let mut next_row = 0;
    for (index, lane) in lanes.iter_mut().enumerate() {
        lane.first = next_row;
        let mut taken = vec![0; flow.steps.len() + 1];
        for (step, place) in
            flow.steps.iter().zip(&mut places).enumerate().filter_map(|(at, (step, place))| {
                (step.lane == index).then_some((columns[at], place))
            })
        {
            *place = Place { column: step, row: lane.first + taken[step] };
            taken[step] += 1;
        }
        lane.rows = taken.into_iter().max().unwrap_or(0).max(1);
        next_row += lane.rows;
    }
    Layout {
        places,
        arrows: arrows(&before),
        columns: columns.iter().max().map_or(0, |c| c + 1),
        rows: next_row,
        lanes,
    }
}

fn needed(flow: &Flow, step: &FlowStep) -> Vec<usize> {
    step.needs.iter().filter_map(|id| flow.steps.iter().position(|other| other.id == *id)).collect()
}

/// The longest path to each step. A circle, which a published guide cannot have, ends the walk
/// after as many rounds as there are steps.
fn columns(before: &[Vec<usize>]) -> Vec<usize> {
    let mut columns = vec![0; before.len()];
    for _ in before {
        for (step, needs) in before.iter().enumerate() {
            let earliest = needs.iter().map(|need| columns[*need] + 1).max().unwrap_or(0);
            columns[step] = earliest.min(before.len());
        }
    }
    columns
}

fn arrows(before: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut arrows = Vec::new();
    for (step, needs) in before.iter().enumerate() {
        for need in needs {
            let roundabout = needs
                .iter()
                .any(|other| other != need && reaches(before, *other, *need, before.len()));
            if !roundabout {
                arrows.push((*need, step));
            }
        }
    }
    arrows
}

/// Whether `step` comes, over any number of steps, after `need`.
fn reaches(before: &[Vec<usize>], step: usize, need: usize, depth: usize) -> bool {
    depth > 0
        && before[step]
            .iter()
            .any(|other| *other == need || reaches(before, *other, need, depth - 1))
}

/// Breaks a text into at most `lines` lines of `width` half-width characters; Chinese characters
/// count two. What does not fit ends in an ellipsis.
pub fn wrap(text: &str, width: usize, lines: usize) -> Vec<String> {
    let mut wrapped = vec![String::new()];
    let mut used = 0;
    for word in pieces(text) {
        let size = word.chars().map(cells).sum::<usize>();
        if used + size > width && used > 0 {
            if wrapped.len() == lines {
                if let Some(last) = wrapped.last_mut() {
                    last.truncate(last.trim_end().len());
                    last.push('…');
                }
                return wrapped;
            }
            wrapped.push(String::new());
            used = 0;
        }
        if used == 0 && word == " " {
            continue;
        }
        used += size;
        if let Some(last) = wrapped.last_mut() {
            last.push_str(&word);
        }
    }
    wrapped
}

/// Chinese characters one by one, Latin words whole, spaces apart.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut in_word = false;
    for c in text.chars() {
        let part_of_word = c.is_ascii() && c != ' ';
        match pieces.last_mut() {
            Some(last) if in_word && part_of_word => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        in_word = part_of_word;
    }
    pieces
}

fn cells(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::FlowState;

    fn step(id: &str, lane: usize, needs: &[&str]) -> FlowStep {
        FlowStep {
            id: id.into(),
            lane,
            title: id.into(),
            note: String::new(),
            pause: String::new(),
            needs: needs.iter().map(|need| (*need).into()).collect(),
            state: FlowState::Plain,
        }
    }

    #[test]
    fn what_needs_nothing_of_each_other_stands_side_by_side() {
        let flow = Flow {
            lanes: vec!["A".into(), "B".into()],
            steps: vec![
                step("birth", 0, &[]),
                step("home", 1, &["birth"]),
                step("card", 0, &["home"]),
                step("care", 0, &["home", "birth"]),
            ],
        };
        let layout = lay_out(&flow);
        let columns: Vec<_> = layout.places.iter().map(|place| place.column).collect();
        assert_eq!(columns, [0, 1, 2, 2]);
        assert_eq!(layout.places[2].row, 0);
        assert_eq!(layout.places[3].row, 1);
        assert_eq!(layout.lanes[1], Lane { first: 2, rows: 1 });
        assert_eq!(layout.arrows, [(0, 1), (1, 2), (1, 3)], "birth → care is shown by way of home");
    }

    #[test]
    fn a_circle_or_a_dangling_need_does_no_harm() {
        let flow = Flow {
            lanes: vec!["A".into()],
            steps: vec![step("a", 0, &["b"]), step("b", 0, &["a", "gone"])],
        };
        assert!(lay_out(&flow).columns <= 3);
    }

    #[test]
    fn texts_break_where_they_may() {
        assert_eq!(wrap("出生医学证明签发", 10, 2), ["出生医学证", "明签发"]);
        assert_eq!(wrap("出生医学证明签发与首次登记", 10, 2), ["出生医学证", "明签发与首…"]);
        assert_eq!(wrap("birth certificate", 12, 2), ["birth ", "certificate"]);
    }
}
