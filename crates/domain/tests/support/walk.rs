//! A case driven by commands, which checks on the way that what is listed is what is allowed.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use onething_domain::canonical::digests;
use onething_domain::case::{
    Actor, Case, Command, Cosignature, Cosigned, Event, Facts, GENESIS, NewCase, Party, Record,
    Refusal, RefusalReport, TaskStatus, allowed, decide, file, fold, seal,
};
use onething_domain::city::Role;
use onething_domain::clock::{ClockDays, Light, elapsed};
use onething_domain::guide::Guide;
use onething_domain::instant::Found;
use onething_domain::narrow::narrow;
use onething_domain::submission::Submission;

use super::sample::valid;
use super::{Content, morning};

pub const NUMBER: &str = "510999-260310-2222-2";

pub fn city() -> &'static Content {
    static CITY: OnceLock<Content> = OnceLock::new();
    CITY.get_or_init(Content::load)
}

/// A case with its chain, driven by commands at moments.
pub struct Walk {
    pub guide: Guide,
    pub records: Vec<Record>,
    pub now: DateTime<Utc>,
    pub found: Found,
}

impl Walk {
    pub fn file(thing: &str, n: usize) -> Self {
        let guide = city().guide(thing);
        let submission = valid(&guide, n);
        Self::file_this(guide, submission)
    }

    /// Files a submission that fits its guide.
    pub fn file_this(guide: Guide, submission: Submission) -> Self {
        let cosigned = narrow(&guide, &submission.situation, &submission.answers)
            .cosigners
            .iter()
            .map(|cosigner| Cosigned {
                by: Cosignature {
                    cosigner: cosigner.id.clone(),
                    person: "person-2".to_owned(),
                    signature: "signature-2".to_owned(),
                },
                signed: digests(&submission),
            })
            .collect();
        let mut walk = Self {
            guide: guide.clone(),
            records: Vec::new(),
            now: morning("2026-03-10"),
            found: Found::default(),
        };
        let new = NewCase {
            applicant: Party { person: "person-1".to_owned(), company: submission.company.clone() },
            signature: match narrow(&guide, &submission.situation, &submission.answers).paper {
                Some(_) => String::new(),
                None => "signature-1".to_owned(),
            },
            signed: digests(&submission),
            cosigned,
            submission,
            window: None,
        };
        let events = walk.with_facts(&Actor::Applicant, |facts| file(new, facts)).unwrap();
        walk.keep(events);
        walk
    }

    pub fn with_facts<T>(&self, actor: &Actor, run: impl FnOnce(&Facts) -> T) -> T {
        run(&Facts {
            now: self.now,
            actor,
            calendar: &city().calendar,
            guide: &self.guide,
            version: 1,
            number: NUMBER,
            colleague: None,
            found: &self.found,
        })
    }

    pub fn keep(&mut self, events: Vec<Event>) {
        let before = self.records.last().map_or(GENESIS.to_owned(), |record| record.hash.clone());
        let seq = self.records.len() as i64;
        self.records.extend(seal(NUMBER, seq, &before, self.now, "test", events));
    }

    pub fn case(&self) -> Case {
        fold(&self.records)
    }

    pub fn give(&mut self, actor: &Actor, command: &Command) -> Result<(), Refusal> {
        let case = self.case();
        let listed = allowed(&case, actor);
        let colleague = command.colleague().and_then(member);
        let result = self.with_facts(actor, |facts| {
            decide(&case, command, &Facts { colleague: colleague.as_ref(), ..*facts })
        });
        let permitted = listed.iter().any(|action| {
            action.command == command.kind() && action.item.as_deref() == command.item()
        });
        match &result {
            Ok(events) => {
                assert!(permitted || *actor == Actor::System, "{command:?} was not listed");
                assert!(!events.is_empty(), "{command:?} did nothing");
            }
            Err(Refusal::NotAllowed | Refusal::WrongState | Refusal::UnknownItem)
                if *actor != Actor::System =>
            {
                assert!(!permitted, "{command:?} was listed but refused");
            }
            Err(_) => {}
        }
        self.keep(result?);
        Ok(())
    }

    pub fn pay(&mut self) {
        let cents = self.case().bill.total();
        if cents > 0 {
            self.give(
                &Actor::System,
                &Command::RecordPayment { payment: "payment-1".to_owned(), cents },
            )
            .unwrap();
        }
    }

    pub fn accept(&mut self) {
        self.pay();
        if self.case().waits_for_paper() {
            self.give(&clerk(), &Command::TakePaper {}).unwrap();
        }
        self.give(&clerk(), &Command::Accept {}).unwrap();
    }

    pub fn reviewer_of(&self, item: &str) -> Actor {
        staff(Role::Reviewer, &self.case().task(item).unwrap().department)
    }

    pub fn refuse(&mut self, item: &str) {
        let department = self.case().task(item).unwrap().department.clone();
        let propose = Command::ProposeRefusal { item: item.to_owned(), report: report() };
        self.give(&staff(Role::Reviewer, &department), &propose).unwrap();
        self.give(
            &staff(Role::Chief, &department),
            &Command::ConfirmRefusal { item: item.to_owned() },
        )
        .unwrap();
    }

    /// Approves and issues what an item needs, until it is open itself.
    pub fn bring(&mut self, item: &str) {
        while self.case().task(item).unwrap().status == TaskStatus::Waiting {
            let case = self.case();
            let wanted = |status| matches!(status, TaskStatus::Open | TaskStatus::Approved);
            let needed = case.tasks.iter().find(|task| wanted(task.status)).unwrap();
            let (next, actor) = (needed.item.clone(), self.reviewer_of(&needed.item));
            let command = match needed.status {
                TaskStatus::Open => Command::Approve { item: next, opinion: String::new() },
                _ => Command::IssueResult { item: next },
            };
            self.give(&actor, &command).unwrap();
        }
    }

    pub fn chief_of(&self, item: &str) -> Actor {
        staff(Role::Chief, &self.case().task(item).unwrap().department)
    }

    pub fn light(&self, item: &str) -> Light {
        self.clock(item).light
    }

    pub fn clock(&self, item: &str) -> ClockDays {
        elapsed(self.case().task(item).unwrap(), &city().calendar, self.now).unwrap()
    }

    /// Approves and issues everything that is open, until nothing is.
    pub fn finish(&mut self) {
        while let Some(task) = self
            .case()
            .tasks
            .iter()
            .find(|task| matches!(task.status, TaskStatus::Open | TaskStatus::Approved))
        {
            let (item, actor) = (task.item.clone(), self.reviewer_of(&task.item));
            let command = if task.status == TaskStatus::Open {
                Command::Approve { item, opinion: String::new() }
            } else {
                Command::IssueResult { item }
            };
            self.give(&actor, &command).unwrap();
        }
    }
}

pub fn staff(role: Role, department: &str) -> Actor {
    Actor::Staff {
        id: format!("{role:?}-{department}"),
        roles: vec![role],
        department: Some(department.to_owned()),
    }
}

pub fn supervisor() -> Actor {
    Actor::Staff { id: "supervisor".to_owned(), roles: vec![Role::Supervisor], department: None }
}

/// The member of staff of an id, as the service would find them: those of [`staff`] and [`clerk`].
fn member(id: &str) -> Option<Actor> {
    let departments = city().departments.iter();
    let of_departments = departments.flat_map(|department| {
        [Role::Reviewer, Role::Chief].map(|role| staff(role, &department.id))
    });
    let mut all = of_departments.chain([clerk(), second_clerk()]);
    all.find(|actor| matches!(actor, Actor::Staff { id: known, .. } if known == id))
}

pub fn second_clerk() -> Actor {
    Actor::Staff { id: "clerk-2".to_owned(), roles: vec![Role::Clerk], department: None }
}

pub fn clerk() -> Actor {
    Actor::Staff { id: "clerk".to_owned(), roles: vec![Role::Clerk], department: None }
}

pub fn report() -> RefusalReport {
    RefusalReport {
        grounds: "不符合第六条".to_owned(), remedy: "补齐后可重新申请".to_owned()
    }
}
