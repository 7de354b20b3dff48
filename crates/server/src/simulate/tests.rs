//! What is done in a simulated year, and that the checks at its end find what must not be.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use onething_domain::case::{
    CommandKind, CorrectionEntry, CorrectionTarget, Event, GENESIS, Party, Record, RefusalReport,
    TaskPlan, fold, seal,
};
use onething_domain::city::Role;
use onething_domain::clock::Limit;
use onething_domain::guide::{Guide, Node};
use onething_domain::{canonical, fill};

use super::act::{Doer, Sight, What};
use super::course::follow;
use crate::cases::store::Loaded;
use crate::city::content;
use crate::progress::Progress;

static NEWBORN: LazyLock<Guide> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/demo-city");
    let content = content::read(&folder).expect("the demo city");
    let guides = content.guides(&folder, Progress::Silent).expect("its guides");
    guides.into_iter().find(|guide| guide.thing == "newborn").expect("newborn")
});

/// What happened, and by whom.
type History = Vec<(&'static str, Event)>;

fn plan(node: &Node) -> TaskPlan {
    TaskPlan {
        item: node.item.id.clone(),
        name: node.item.name.clone(),
        department: node.item.department.clone(),
        needs: node.needs.clone(),
        limit: Limit::default(),
        steps: Vec::new(),
        procedures: Vec::new(),
    }
}

/// A case with all items of newborns, at the intake.
fn received() -> History {
    let submission = fill::valid(&NEWBORN, 0);
    let filed = Event::Filed {
        title: NEWBORN.title.clone(),
        applicant: Party::default(),
        digests: canonical::digests(&submission),
        submission: Box::new(submission),
        signature: "signature".to_owned(),
        cosignatures: Vec::new(),
        tasks: NEWBORN.nodes.iter().map(plan).collect(),
        bill: Vec::new(),
        deferred: Vec::new(),
        paper: None,
        window: None,
    };
    vec![("applicant:person", filed), ("applicant:person", Event::Received)]
}

fn sealed(history: History) -> Vec<Record> {
    let mut records = Vec::new();
    for (seq, (actor, event)) in (0..).zip(history) {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        records.extend(seal("case", seq, GENESIS, at, actor, vec![event]));
    }
    records
}

fn faults(history: History) -> usize {
    let supervisors = BTreeSet::from(["staff:supervisor".to_owned()]);
    follow(&sealed(history), &NEWBORN, &supervisors).faults.len()
}

/// Asks about what the vaccination alone needs, or about what it does not need.
fn entries(of_vaccination: bool) -> Vec<CorrectionEntry> {
    let found = NEWBORN.materials.iter().find(|material| match of_vaccination {
        true => material.items == ["vaccination"],
        false => material.items.iter().all(|item| item != "vaccination"),
    });
    let target = CorrectionTarget::Material(found.expect("a material").id.clone());
    vec![CorrectionEntry { target, message: "看不清".to_owned() }]
}

fn asked(of_vaccination: bool) -> Event {
    Event::CorrectionsRequested { entries: entries(of_vaccination) }
}

fn proposed(by: &str) -> Event {
    Event::CorrectionsProposed { entries: entries(true), by: by.to_owned() }
}

#[test]
fn who_is_asked_again_is_asked_with_a_supervisor() {
    let again = |by: Option<&str>, actor: &'static str| {
        let mut history = received();
        history.push(("staff:clerk", asked(true)));
        history.extend(by.map(|by| ("staff:clerk", proposed(by))));
        history.push((actor, asked(true)));
        faults(history)
    };
    assert_eq!(again(Some("clerk"), "staff:supervisor"), 0);
    assert_eq!(again(None, "staff:clerk"), 1, "nobody was asked whether");
    assert_eq!(again(Some("clerk"), "staff:clerk-2"), 1, "another, but no supervisor");
    assert_eq!(again(Some("supervisor"), "staff:supervisor"), 1, "the same eyes");
    let mut other = received();
    other.extend([("staff:clerk", asked(true)), ("staff:clerk", asked(false))]);
    assert_eq!(faults(other), 0, "of another item it is the first");
}

#[test]
fn a_refusal_ends_what_needs_it_and_nothing_else() {
    let refused = "household-registration".to_owned();
    let needing = NEWBORN.nodes.iter().filter(|node| node.needs.contains(&refused));
    let needing: Vec<&str> = needing.map(|node| node.item.id.as_str()).collect();
    let wrong = |actor: &'static str, ended: &[&str]| {
        let (item, report) = (refused.clone(), RefusalReport::default());
        let by = "reviewer".to_owned();
        let proposal = Event::RefusalProposed { item: item.clone(), report: report.clone(), by };
        let mut history = received();
        history.push(("staff:clerk", Event::Accepted { silently: false }));
        history.push(("staff:reviewer", proposal));
        history.push((actor, Event::TaskRefused { item, report }));
        for item in ended {
            let (item, needed) = ((*item).to_owned(), Some(refused.clone()));
            history.push((actor, Event::TaskEnded { item, needed, lacking: None }));
        }
        faults(history)
    };
    assert_eq!(wrong("staff:chief", &needing), 0);
    assert_eq!(wrong("staff:reviewer", &needing), 1, "the same eyes");
    assert_eq!(wrong("staff:chief", &needing[1..]), 1, "one waits for what will not come");
    let mut more = needing.clone();
    more.push("vaccination");
    assert_eq!(wrong("staff:chief", &more), 1, "this needs nothing of it");
}

#[test]
fn without_a_cause_tasks_end_only_with_their_case() {
    let ended = |declined: bool| {
        let report = RefusalReport::default();
        let mut history = received();
        history.extend(declined.then_some(("staff:clerk", Event::Declined { report })));
        for node in &NEWBORN.nodes {
            let item = node.item.id.clone();
            let ended = Event::TaskEnded { item, needed: None, lacking: None };
            history.push(("staff:clerk", ended));
        }
        faults(history)
    };
    assert_eq!(ended(true), 0);
    assert_eq!(ended(false), NEWBORN.nodes.len());
}

/// What is done next, by chance, and by whom.
fn next(history: &History) -> BTreeSet<(Doer, CommandKind)> {
    let records = sealed(history.clone());
    let loaded = Loaded { number: "case".to_owned(), case: fold(&records), records };
    let of = |seed| Sight { seed, loaded: &loaded, guide: &NEWBORN }.next();
    let given = (0..200).flat_map(of).filter_map(|next| match next.what {
        What::Give(command) => Some((next.doer, command.kind())),
        What::Pay | What::Correct => None,
    });
    given.collect()
}

#[test]
fn clerks_ask_again_and_supervisors_agree_or_do_not() {
    let mut history = received();
    let submission = fill::valid(&NEWBORN, 0);
    history.push(("staff:clerk", asked(true)));
    let corrected = Event::Corrected {
        digests: canonical::digests(&submission),
        submission: Box::new(submission),
        signature: "signature".to_owned(),
        deferred: Vec::new(),
    };
    history.push(("applicant:person", corrected));
    let clerk = |kind| (Doer::Staff(Role::Clerk, None), kind);
    assert!(next(&history).contains(&clerk(CommandKind::RequestCorrections)));
    history.push(("staff:clerk", proposed("clerk")));
    let supervisor = |kind| (Doer::Staff(Role::Supervisor, None), kind);
    let both = [CommandKind::ConfirmCorrections, CommandKind::ReturnCorrections].map(supervisor);
    assert_eq!(next(&history), BTreeSet::from(both), "a supervisor first");
    let reason = "已有材料可以受理".to_owned();
    history.push(("staff:supervisor", Event::CorrectionsReturned { reason }));
    let after = next(&history);
    assert!(after.contains(&clerk(CommandKind::Accept)));
    assert!(!after.contains(&clerk(CommandKind::RequestCorrections)), "not for ever");
}
