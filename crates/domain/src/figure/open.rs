//! What of figures may be shown (k-anonymity): no count of fewer people than a city's smallest, and none that the
//! others and their total would tell.

use std::collections::BTreeMap;

use super::Measure;

/// The figures of one place: the city, a department or a thing, in one month.
pub type Column = BTreeMap<Measure, i64>;
/// The same as they may be shown; what is missing is hidden.
pub type Shown = BTreeMap<Measure, i64>;

/// Measures of which another counts a part; a part tells its remainder as well.
const WHOLE: [(Measure, Option<Measure>); 7] = [
    (Measure::Filed, None),
    (Measure::Accepted, None),
    (Measure::Finished, None),
    (Measure::Rated, None),
    (Measure::Online, Some(Measure::Filed)),
    (Measure::OnTime, Some(Measure::Finished)),
    (Measure::Satisfied, Some(Measure::Rated)),
];
/// Those of a department's services that also stand, as whole cases, in the table of things.
const SERVICES: [(Measure, Option<Measure>); 3] = [
    (Measure::Accepted, None),
    (Measure::Finished, None),
    (Measure::OnTime, Some(Measure::Finished)),
];
/// Sums over the people of a count, which are shown with it.
const SUMS: [(Measure, Measure); 2] =
    [(Measure::DaysSaved, Measure::Finished), (Measure::Levels, Measure::Rated)];

fn of(column: &Column, measure: Measure) -> i64 {
    column.get(&measure).copied().unwrap_or(0)
}

/// What may be shown of a total and of the parts that it is made of. `added` are the measures that parts add up to
/// the total's; for others a part stands alone. `least` is the smallest count of people that is shown.
pub fn open(
    total: &Column,
    parts: &[Column],
    added: &[Measure],
    least: i64,
) -> (Shown, Vec<Shown>) {
    let mut shown_total = Shown::new();
    let mut shown: Vec<Shown> = vec![Shown::new(); parts.len()];
    for (measure, whole) in WHOLE {
        let hide = |column: &Column, shown: &Shown| {
            let value = of(column, measure);
            let rest = whole.map_or(0, |whole| of(column, whole) - value);
            let lost = whole.is_some_and(|whole| !shown.contains_key(&whole));
            lost || is_small(value, least) || is_small(rest, least)
        };
        let mut hidden: Vec<bool> =
            parts.iter().zip(&shown).map(|(part, shown)| hide(part, shown)).collect();
        let mut total_hidden = hide(total, &shown_total);
        if !total_hidden && added.contains(&measure) {
            let values: Vec<i64> = parts.iter().map(|part| of(part, measure)).collect();
            let rests: Vec<i64> = whole.map_or_else(Vec::new, |whole| {
                parts.iter().map(|part| of(part, whole) - of(part, measure)).collect()
            });
            total_hidden = !blur(&values, &rests, &mut hidden, least);
        }
        if !total_hidden {
            shown_total.insert(measure, of(total, measure));
        }
        for ((part, shown), hidden) in parts.iter().zip(&mut shown).zip(hidden) {
            if !hidden {
                shown.insert(measure, of(part, measure));
            }
        }
    }
    for (sum, count) in SUMS {
        for (column, shown) in
            parts.iter().chain([total]).zip(shown.iter_mut().chain([&mut shown_total]))
        {
            if shown.contains_key(&count) {
                shown.insert(sum, of(column, sum));
            }
        }
    }
    (shown_total, shown)
}

/// A department's services of one thing, in one month.
pub struct Share<'a> {
    /// They.
    pub own: &'a Column,
    /// The thing's cases, and what of these is shown; none where the thing stands in no table.
    pub thing: Option<(&'a Column, &'a Shown)>,
}

/// Takes out of what may be shown of a department what would tell, beside the table of things, a count that is hidden
/// there: whoever takes the cases of things from a department's services may be left with few people. So nothing is
/// shown that a hidden count is a part of, nor what is a few over or short of so many services for each case.
pub fn withhold(shown: &mut Shown, shares: &[Share<'_>], least: i64) {
    for (measure, whole) in SERVICES {
        let lost = whole.is_some_and(|whole| !shown.contains_key(&whole));
        let hides = |share: &Share| {
            let is_hidden = |(_, shown): (&Column, &Shown)| !shown.contains_key(&measure);
            of(share.own, whole.unwrap_or(measure)) > 0 && share.thing.is_some_and(is_hidden)
        };
        let value = |column: &Column| of(column, measure);
        let rest = |column: &Column| whole.map_or(0, |whole| of(column, whole) - value(column));
        let few = is_small(odd(shares, value), least) || is_small(odd(shares, rest), least);
        if lost || few || shares.iter().any(hides) {
            shown.remove(&measure);
        }
    }
    for (sum, count) in SUMS {
        if !shown.contains_key(&count) {
            shown.remove(&sum);
        }
    }
}

/// How many services there are over, or short of, the same number of them for each case, added up over things.
fn odd(shares: &[Share<'_>], count: impl Fn(&Column) -> i64) -> i64 {
    let one = |share: &Share| {
        let own = count(share.own);
        match share.thing.map_or(0, |(cases, _)| count(cases)) {
            0 => own,
            cases => {
                let over = own.rem_euclid(cases);
                over.min(cases - over)
            }
        }
    };
    shares.iter().map(one).sum()
}

fn is_small(value: i64, least: i64) -> bool {
    0 < value && value < least
}

/// Hides more, smallest first, until what is hidden cannot be told from the total and from what is shown: at least
/// two places, and so many people that any of them may have up to `least`. Says whether that was possible with the
/// total shown.
fn blur(values: &[i64], rests: &[i64], hidden: &mut [bool], least: i64) -> bool {
    let mut order: Vec<usize> = (0..values.len()).filter(|at| values[*at] > 0).collect();
    order.sort_by_key(|at| values[*at]);
    loop {
        let some: Vec<usize> = (0..values.len()).filter(|at| hidden[*at]).collect();
        let count = i64::try_from(some.len()).unwrap_or(i64::MAX);
        let wide = |of: &[i64]| {
            let sum: i64 = some.iter().filter_map(|at| of.get(*at)).sum();
            sum == 0 || sum > least + count - 2
        };
        if some.is_empty() || (some.len() > 1 && wide(values) && wide(rests)) {
            return true;
        }
        let Some(next) = order.iter().find(|at| !hidden[**at]) else { return false };
        hidden[*next] = true;
    }
}
