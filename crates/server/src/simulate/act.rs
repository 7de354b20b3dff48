//! What somebody does next with a case, and when: read from the case alone, so that whoever comes back after a crash goes
//! on where things stand. Chance is that of seed, case and event, so that the same city lives the same year.

use chrono::{DateTime, TimeDelta, Utc};
use onething_domain::case::{
    Action, Actor, Case, CaseStatus, Command, CommandKind, CorrectionEntry, CorrectionTarget,
    OverdueState, RefusalReport, Task, TaskStatus, allowed, inspectable,
};
use onething_domain::city::Role;
use onething_domain::guide::Guide;
use onething_domain::item::PauseKind;
use onething_domain::thing::DeliveryKind;

use crate::cases::store::Loaded;
use crate::generate::Chance;

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doer {
    /// Who filed.
    Applicant,
    /// A member of staff of a role and department.
    Staff(Role, Option<String>),
}

/// Something that will be done.
#[derive(Clone, Debug)]
pub struct Next {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub doer: Doer,
    /// What.
    pub what: What,
}

/// What is done.
#[derive(Clone, Debug)]
pub enum What {
    /// The bill is paid.
    Pay,
    /// What was asked is corrected, and signed again.
    Correct,
    /// A command is given.
    Give(Command),
}

/// A case that is looked at.
pub struct Sight<'a> {
    /// Chance begins here.
    pub seed: u64,
    /// The case.
    pub loaded: &'a Loaded,
    /// Its guide.
    pub guide: &'a Guide,
}

impl Sight<'_> {
    fn chance(&self, what: &str) -> Chance {
        let (number, seq) = (&self.loaded.number, self.loaded.case.seq);
        Chance::of(self.seed, &format!("{number} {seq} {what}"))
    }

    fn case(&self) -> &Case {
        &self.loaded.case
    }

    /// When the case last moved.
    fn moved(&self) -> DateTime<Utc> {
        self.loaded.records.last().map_or(DateTime::UNIX_EPOCH, |record| record.at)
    }

    /// Everything that will be done as things stand, each by who may.
    pub fn next(&self) -> Vec<Next> {
        let mut next = Vec::new();
        match self.case().status {
            CaseStatus::Unpaid => next.push(self.pay()),
            CaseStatus::Received => next.push(self.intake()),
            CaseStatus::Correcting => next.push(self.correct()),
            CaseStatus::Accepted => {
                next.extend(self.case().tasks.iter().filter_map(|task| self.work(task)));
                next.extend(self.change_of_mind());
                next.extend(self.inspect_together());
            }
            _ => {}
        }
        next.extend(self.afterwards());
        next
    }

    /// Most pay at once, some late, a few never.
    fn pay(&self) -> Next {
        let mut chance = self.chance("pay");
        let minutes = match chance.between(1, 100) {
            1..=85 => chance.between(1, 40),
            86..=97 => chance.between(60, 20 * 24 * 60),
            _ => return self.withdraw(TimeDelta::days(30), "不办了"),
        };
        let at = self.moved() + TimeDelta::minutes(minutes.into());
        Next { at, doer: Doer::Applicant, what: What::Pay }
    }

    fn withdraw(&self, after: TimeDelta, reason: &str) -> Next {
        let command = Command::Withdraw { reason: reason.to_owned() };
        Next { at: self.moved() + after, doer: Doer::Applicant, what: What::Give(command) }
    }

    /// Clerks mostly answer in a day or two; now and then one forgets, and silence accepts. Many who were asked once
    /// are asked once more, to which a supervisor has to agree.
    fn intake(&self) -> Next {
        if self.case().open_proposal().is_some() {
            return self.agree();
        }
        let mut chance = self.chance("intake");
        let hours = match chance.between(1, 100) {
            1..=96 => chance.between(1, 60),
            _ => 24 * 14,
        };
        let (asked, proposal) = (self.case().corrections.len(), &self.case().proposal);
        let command = match chance.between(1, 100) {
            _ if self.case().waits_for_paper() => Command::TakePaper {},
            1..=2 => Command::Decline { report: report() },
            3..=14 if asked == 0 => self.ask_for_corrections(&mut chance),
            3..=50 if asked == 1 && proposal.is_none() => self.ask_for_corrections(&mut chance),
            _ => Command::Accept {},
        };
        let at = self.moved() + TimeDelta::hours(hours.into());
        Next { at, doer: Doer::Staff(Role::Clerk, None), what: What::Give(command) }
    }

    /// A supervisor mostly agrees that an applicant is asked a second time; else the clerk accepts what is there.
    fn agree(&self) -> Next {
        let mut chance = self.chance("agree");
        let at = self.moved() + TimeDelta::hours(chance.between(1, 30).into());
        let command = match chance.happens(70) {
            true => Command::ConfirmCorrections {},
            false => Command::ReturnCorrections { reason: "已有材料可以受理".to_owned() },
        };
        Next { at, doer: Doer::Staff(Role::Supervisor, None), what: What::Give(command) }
    }

    fn ask_for_corrections(&self, chance: &mut Chance) -> Command {
        let submission = self.case().submission.as_ref();
        let ids: Vec<String> =
            submission.map(|it| it.evidence.keys().cloned().collect()).unwrap_or_default();
        let last = u32::try_from(ids.len()).unwrap_or(0).saturating_sub(1);
        let chosen = usize::try_from(chance.between(0, last)).unwrap_or(0);
        match ids.into_iter().nth(chosen) {
            Some(id) => Command::RequestCorrections {
                entries: vec![CorrectionEntry {
                    target: CorrectionTarget::Material(id),
                    message: "照片不清楚，请重新拍".to_owned(),
                }],
            },
            None => Command::Accept {},
        }
    }

    /// People correct within days or weeks; some give up, and some never answer.
    fn correct(&self) -> Next {
        let mut chance = self.chance("correct");
        let days = match chance.between(1, 100) {
            1..=80 => chance.between(0, 6),
            81..=95 => chance.between(7, 40),
            _ => return self.withdraw(TimeDelta::days(chance.between(1, 20).into()), "材料补不齐"),
        };
        let at = self.moved() + TimeDelta::hours((days * 24 + chance.between(1, 20)).into());
        Next { at, doer: Doer::Applicant, what: What::Correct }
    }

    /// What the department of a task does, by what the rules let it.
    fn work(&self, task: &Task) -> Option<Next> {
        let department = Some(task.department.clone());
        let mut chance = self.chance(&task.item);
        let item = task.item.clone();
        let give = |hours: u32, role: Role, command: Command| {
            let at = self.moved() + TimeDelta::hours(hours.into());
            Next { at, doer: Doer::Staff(role, department.clone()), what: What::Give(command) }
        };
        Some(match task.status {
            TaskStatus::Open => self.decide(task, &mut chance),
            TaskStatus::Paused => {
                let days = task.pauses.last().map_or(1, |pause| pause.days);
                let command = Command::EndPause { item, finding: "符合要求".to_owned() };
                give(chance.between(1, days.max(1)) * 24, Role::Reviewer, command)
            }
            TaskStatus::RefusalProposed if chance.happens(85) => {
                give(chance.between(2, 30), Role::Chief, Command::ConfirmRefusal { item })
            }
            TaskStatus::RefusalProposed => {
                let command = Command::ReturnRefusal { item, reason: "理由不充分".to_owned() };
                give(chance.between(2, 30), Role::Chief, command)
            }
            TaskStatus::ExtensionProposed if chance.happens(80) => {
                give(chance.between(1, 12), Role::Chief, Command::ConfirmExtension { item })
            }
            TaskStatus::ExtensionProposed => {
                let command =
                    Command::ReturnExtension { item, reason: "按期能办完".to_owned() };
                give(chance.between(1, 12), Role::Chief, command)
            }
            TaskStatus::Approved => {
                give(chance.between(1, 20), Role::Reviewer, Command::IssueResult { item })
            }
            _ => return None,
        })
    }

    /// Most tasks are decided within their promise, a few are not.
    fn decide(&self, task: &Task, chance: &mut Chance) -> Next {
        let doer = Doer::Staff(Role::Reviewer, Some(task.department.clone()));
        let actor = Actor::Staff {
            id: String::new(),
            roles: vec![Role::Reviewer],
            department: Some(task.department.clone()),
        };
        let item = task.item.clone();
        let may = |kind: CommandKind| {
            let wanted = Action { command: kind, item: Some(item.clone()) };
            allowed(self.case(), &actor).contains(&wanted)
        };
        let promised = task.limit.promised.max(1) * 24;
        let hours = match chance.between(1, 100) {
            1..=97 => chance.between(1, promised),
            _ => chance.between(promised, promised * 3),
        };
        let paused_before = !task.pauses.is_empty();
        let opinion = "材料齐全，符合条件".to_owned();
        let command = match chance.between(1, 100) {
            1..=15 if !paused_before && may(CommandKind::StartPause) => self.pause(task),
            16..=18 => Some(Command::ProposeRefusal { item: item.clone(), report: report() }),
            19..=22 if may(CommandKind::ProposeExtension) => Some(Command::ProposeExtension {
                item: item.clone(),
                days: task.procedure_days(PauseKind::Extension).min(5),
                reason: "情况复杂，需要进一步核实".to_owned(),
            }),
            23..=90 if may(CommandKind::PassStep) => {
                Some(Command::PassStep { item: item.clone(), note: String::new() })
            }
            91..=93 => Some(Command::ApproveWithConditions {
                item: item.clone(),
                opinion: opinion.clone(),
                conditions: vec!["开业前补齐标识".to_owned()],
            }),
            _ => None,
        };
        let approve = Command::Approve { item: item.clone(), opinion };
        let since = task.pauses.last().and_then(|pause| pause.to).or(task.started_at);
        let at = since.unwrap_or_else(|| self.moved()) + TimeDelta::hours(hours.into());
        Next { at, doer, what: What::Give(command.unwrap_or(approve)) }
    }

    fn pause(&self, task: &Task) -> Option<Command> {
        let mut named = self.guide.node(&task.item)?.item.pauses.iter();
        let named = named.find(|named| named.kind.stops_clock())?;
        Some(Command::StartPause {
            item: task.item.clone(),
            kind: named.kind,
            days: named.days,
            reason: "需要现场核查".to_owned(),
        })
    }

    /// A few withdraw while departments are at work.
    fn change_of_mind(&self) -> Option<Next> {
        let mut chance = Chance::of(self.seed, &format!("{} mind", self.loaded.number));
        let hours = TimeDelta::hours(chance.between(1, 10 * 24).into());
        let at = self.case().accepted_at? + hours;
        let reason = "暂时不需要了".to_owned();
        let may = allowed(self.case(), &Actor::Applicant);
        let item = may.iter().find(|action| action.command == CommandKind::WithdrawItem);
        let whole = may.iter().any(|action| action.command == CommandKind::Withdraw);
        let command = match (chance.between(1, 100), item.and_then(|it| it.item.clone())) {
            (1..=2, _) if whole => Command::Withdraw { reason },
            (3..=4, Some(item)) => Command::WithdrawItem { item, reason },
            _ => return None,
        };
        Some(Next { at, doer: Doer::Applicant, what: What::Give(command) })
    }

    /// Where several departments have to see the place, the counter often has them come together.
    fn inspect_together(&self) -> Option<Next> {
        let mut chance = Chance::of(self.seed, &format!("{} together", self.loaded.number));
        let items: Vec<String> =
            inspectable(self.case()).into_iter().map(|task| task.item.clone()).collect();
        if items.len() < 2 || !chance.happens(60) {
            return None;
        }
        let at = self.moved() + TimeDelta::hours(chance.between(1, 8).into());
        let (place, note) = ("经营场所".to_owned(), String::new());
        // When they come is said when it is scheduled.
        let command = Command::ScheduleInspection { items, at, place, note };
        Some(Next { at, doer: Doer::Staff(Role::Clerk, None), what: What::Give(command) })
    }

    /// Limits that have passed are explained, and closed by the supervisor.
    fn lateness(&self, chance: &mut Chance) -> Vec<Next> {
        let mut next = Vec::new();
        for past in &self.case().overdue {
            let item = past.item.clone();
            let task = item.as_deref().and_then(|item| self.case().task(item));
            let (doer, command) = match past.state() {
                OverdueState::Open => {
                    let doer = match task {
                        Some(task) => Doer::Staff(Role::Chief, Some(task.department.clone())),
                        None => Doer::Staff(Role::Clerk, None),
                    };
                    let text = "人员轮岗，衔接不及时".to_owned();
                    (doer, Command::ExplainOverdue { item, text })
                }
                OverdueState::Explained => {
                    let finding = "已提醒，下不为例".to_owned();
                    let doer = Doer::Staff(Role::Supervisor, None);
                    (doer, Command::SettleOverdue { item, finding })
                }
                OverdueState::Settled => continue,
            };
            let at = past.at + TimeDelta::hours(chance.between(8, 90).into());
            next.push(Next { at, doer, what: What::Give(command) });
        }
        next
    }

    /// Results are handed over; what was drawn by lot is checked.
    fn afterwards(&self) -> Vec<Next> {
        let case = self.case();
        let mut chance = self.chance("after");
        let mut next = self.lateness(&mut chance);
        if let Some((_, by)) = case.ready() {
            let tracking = if by == DeliveryKind::Post {
                format!("SF{:010}", chance.between(1, 999_999_999))
            } else {
                String::new()
            };
            let at = self.moved() + TimeDelta::hours(chance.between(2, 60).into());
            let doer = Doer::Staff(Role::Clerk, None);
            next.push(Next { at, doer, what: What::Give(Command::HandOut { tracking }) });
        }
        for parcel in case.handed_out.iter().filter(|parcel| parcel.is_under_way()) {
            let tracking = parcel.tracking.clone();
            let (doer, command) = if chance.happens(6) {
                let reason = "地址不详，无人签收".to_owned();
                (Doer::Staff(Role::Clerk, None), Command::ReturnParcel { tracking, reason })
            } else {
                (Doer::Applicant, Command::ReceiveParcel { tracking })
            };
            let at = parcel.at + TimeDelta::hours(chance.between(20, 120).into());
            next.push(Next { at, doer, what: What::Give(command) });
        }
        for task in case.tasks.iter().filter(|task| case.has_open_sample(&task.item)) {
            let agrees = chance.happens(97);
            let note =
                if agrees { String::new() } else { "材料与登记信息不一致".to_owned() };
            let command = Command::CheckSample { item: task.item.clone(), agrees, note };
            let at = self.moved() + TimeDelta::hours(chance.between(4, 200).into());
            let doer = Doer::Staff(Role::Reviewer, Some(task.department.clone()));
            next.push(Next { at, doer, what: What::Give(command) });
        }
        next
    }
}

fn report() -> RefusalReport {
    RefusalReport {
        grounds: "不符合第六条规定的条件".to_owned(),
        remedy: "补齐后可以重新申请".to_owned(),
    }
}
