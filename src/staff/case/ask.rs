//! What each action asks, and the command that follows from what was typed: one table for all dialogs but those of
//! corrections and inspections.

use std::collections::BTreeMap;

use onething_domain::case::{Action, Command, CommandKind, RefusalReport};
use onething_domain::guide::Guide;
use onething_domain::item::SpecialProcedure;

use super::sample::{AGREES, VERDICT};
use super::templates::{self, Templates};
use crate::{
    i18n::{t, tr},
    words::code,
};

/// One text that an action asks for.
pub struct Ask {
    /// Its name; its label is `staff.ask.<name>`.
    pub name: &'static str,
    /// Sentences that are offered for it.
    pub templates: Templates,
    /// Whether it may stay empty.
    pub optional: bool,
}

const fn ask(name: &'static str, templates: Templates) -> Ask {
    Ask { name, templates, optional: false }
}

const REPORT: &[Ask] = &[ask("grounds", templates::REFUSE), ask("remedy", templates::REMEDY)];
const DECLINE: &[Ask] = &[ask("grounds", templates::DECLINE), ask("remedy", templates::REMEDY)];
const OPINION: &[Ask] = &[Ask { name: "opinion", templates: templates::OPINION, optional: true }];
const PAUSE: &[Ask] = &[ask("reason", templates::PAUSE)];
const FINDING: &[Ask] = &[ask("finding", templates::FINDING)];
const HAND_OUT: &[Ask] = &[Ask { name: "tracking", templates: templates::NONE, optional: true }];
const PARCEL: &[Ask] = &[ask("tracking", templates::NONE)];
const PARCEL_BACK: &[Ask] = &[ask("tracking", templates::NONE), ask("reason", templates::PARCEL)];
const RETURN: &[Ask] = &[ask("reason", templates::RETURN)];
const CONDITIONS: &[Ask] = &[
    ask("conditions", templates::NONE),
    Ask { name: "opinion", templates: templates::OPINION, optional: true },
];
const NOTE: &[Ask] = &[Ask { name: "note", templates: templates::OPINION, optional: true }];
const EXTENSION: &[Ask] = &[ask("reason", templates::EXTENSION)];
const REASON: &[Ask] = &[ask("reason", templates::NONE)];
const CHECK_SAMPLE: &[Ask] = &[Ask { name: "found", templates: templates::NONE, optional: true }];
const OVERDUE: &[Ask] = &[ask("text", templates::OVERDUE)];
const SETTLE: &[Ask] = &[ask("finding", templates::SETTLE)];

/// What an action asks.
pub fn asks(command: CommandKind) -> &'static [Ask] {
    match command {
        CommandKind::Decline => DECLINE,
        CommandKind::ProposeRefusal => REPORT,
        CommandKind::Approve => OPINION,
        CommandKind::StartPause => PAUSE,
        CommandKind::EndPause => FINDING,
        CommandKind::ReturnRefusal => RETURN,
        CommandKind::ReturnCorrections => REASON,
        CommandKind::HandOut => HAND_OUT,
        CommandKind::ReceiveParcel => PARCEL,
        CommandKind::ReturnParcel => PARCEL_BACK,
        CommandKind::ApproveWithConditions => CONDITIONS,
        CommandKind::PassStep => NOTE,
        CommandKind::ProposeExtension => EXTENSION,
        CommandKind::ReturnExtension => REASON,
        CommandKind::ExplainOverdue => OVERDUE,
        CommandKind::SettleOverdue => SETTLE,
        CommandKind::CheckSample => CHECK_SAMPLE,
        _ => &[],
    }
}

/// What was typed, by name.
pub type Typed = BTreeMap<&'static str, String>;

/// The command that an action and what was typed make; `None` for an action that has no such dialog.
pub fn command(action: &Action, typed: &Typed, pauses: &[SpecialProcedure]) -> Option<Command> {
    let text = |name: &str| typed.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let item = action.item.clone().unwrap_or_default();
    let report = || RefusalReport { grounds: text("grounds"), remedy: text("remedy") };
    Some(match action.command {
        CommandKind::Accept => Command::Accept {},
        CommandKind::TakePaper => Command::TakePaper {},
        CommandKind::Decline => Command::Decline { report: report() },
        CommandKind::StartPause => Command::StartPause {
            item,
            kind: procedure(typed, pauses)?.kind,
            days: text("days").parse().ok()?,
            reason: text("reason"),
        },
        CommandKind::EndPause => Command::EndPause { item, finding: text("finding") },
        CommandKind::Approve => Command::Approve { item, opinion: text("opinion") },
        CommandKind::ProposeRefusal => Command::ProposeRefusal { item, report: report() },
        CommandKind::ConfirmCorrections => Command::ConfirmCorrections {},
        CommandKind::ReturnCorrections => Command::ReturnCorrections { reason: text("reason") },
        CommandKind::ConfirmRefusal => Command::ConfirmRefusal { item },
        CommandKind::ReturnRefusal => Command::ReturnRefusal { item, reason: text("reason") },
        CommandKind::IssueResult => Command::IssueResult { item },
        CommandKind::HandOut => Command::HandOut { tracking: text("tracking") },
        CommandKind::ReceiveParcel => Command::ReceiveParcel { tracking: text("tracking") },
        CommandKind::ReturnParcel => {
            Command::ReturnParcel { tracking: text("tracking"), reason: text("reason") }
        }
        CommandKind::ApproveWithConditions => Command::ApproveWithConditions {
            item,
            opinion: text("opinion"),
            conditions: lines(&text("conditions")),
        },
        CommandKind::PassStep => Command::PassStep { item, note: text("note") },
        CommandKind::ProposeExtension => Command::ProposeExtension {
            item,
            days: text("days").parse().ok()?,
            reason: text("reason"),
        },
        CommandKind::ConfirmExtension => Command::ConfirmExtension { item },
        CommandKind::ReturnExtension => Command::ReturnExtension { item, reason: text("reason") },
        CommandKind::ExplainOverdue => {
            Command::ExplainOverdue { item: action.item.clone(), text: text("text") }
        }
        CommandKind::SettleOverdue => {
            Command::SettleOverdue { item: action.item.clone(), finding: text("finding") }
        }
        CommandKind::CheckSample => {
            Command::CheckSample { item, agrees: text(VERDICT) == AGREES, note: text("found") }
        }
        _ => return None,
    })
}

/// Each line of a text that says something.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The procedure that was chosen.
pub fn procedure<'a>(
    typed: &Typed,
    pauses: &'a [SpecialProcedure],
) -> Option<&'a SpecialProcedure> {
    let chosen = typed.get("kind")?;
    pauses.iter().find(|pause| code(&pause.kind) == *chosen)
}

/// What is missing or wrong, by name, with its text.
pub fn problems(
    action: &Action,
    typed: &Typed,
    pauses: &[SpecialProcedure],
) -> Vec<(&'static str, String)> {
    let blank = |name: &str| typed.get(name).is_none_or(|text| text.trim().is_empty());
    let mut wrong = Vec::new();
    if has_days(action.command) {
        match procedure(typed, pauses) {
            None => wrong.push(("kind", t("staff.form.choose"))),
            Some(pause) => {
                let days = typed.get("days").and_then(|days| days.trim().parse::<u32>().ok());
                if !days.is_some_and(|days| (1..=pause.days).contains(&days)) {
                    let most = pause.days.to_string();
                    wrong.push(("days", tr("staff.form.days", &[("most", &most)])));
                }
            }
        }
    }
    if action.command == CommandKind::CheckSample {
        match typed.get(VERDICT).map(String::as_str) {
            Some(AGREES) => {}
            None | Some("") => wrong.push((VERDICT, t("staff.form.choose"))),
            Some(_) if blank("found") => wrong.push(("found", t("staff.form.missing"))),
            Some(_) => {}
        }
    }
    let missing = asks(action.command).iter().filter(|ask| !ask.optional && blank(ask.name));
    wrong.extend(missing.map(|ask| (ask.name, t("staff.form.missing"))));
    wrong
}

/// Whether an action asks for a procedure of the item and its days.
pub fn has_days(command: CommandKind) -> bool {
    matches!(command, CommandKind::StartPause | CommandKind::ProposeExtension)
}

/// The procedures of the action's item that it may choose from: those that stop the clock, or the one that lengthens
/// it.
pub fn pauses(guide: &Guide, action: &Action) -> Vec<SpecialProcedure> {
    let node = action.item.as_deref().and_then(|item| guide.node(item));
    let named = node.map(|node| node.item.pauses.clone()).unwrap_or_default();
    let stops = match action.command {
        CommandKind::StartPause => true,
        CommandKind::ProposeExtension => false,
        _ => return Vec::new(),
    };
    named.into_iter().filter(|named| named.kind.stops_clock() == stops).collect()
}

#[cfg(test)]
mod tests {
    use onething_domain::item::PauseKind;
    use onething_domain::text::Text;

    use super::*;

    fn action(command: CommandKind) -> Action {
        Action { command, item: Some("food-permit".into()) }
    }

    fn inspection() -> Vec<SpecialProcedure> {
        vec![SpecialProcedure {
            kind: PauseKind::Inspection,
            name: Text::zh("现场核查"),
            days: 5,
            basis: Text::zh("第四十五条"),
        }]
    }

    fn wrong(kind: CommandKind, typed: &[(&'static str, &str)]) -> Vec<&'static str> {
        let typed = typed.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        problems(&action(kind), &typed, &inspection()).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn a_refusal_needs_grounds_and_remedy() {
        assert_eq!(wrong(CommandKind::ProposeRefusal, &[("grounds", " ")]), ["grounds", "remedy"]);
        assert_eq!(wrong(CommandKind::Approve, &[]), [""; 0]);
    }

    #[test]
    fn a_pause_lasts_no_longer_than_the_item_says() {
        let with = |days| [("kind", "inspection"), ("days", days), ("reason", "现场核查")];
        assert_eq!(wrong(CommandKind::StartPause, &with("5")), [""; 0]);
        assert_eq!(wrong(CommandKind::StartPause, &with("6")), ["days"]);
        assert_eq!(wrong(CommandKind::StartPause, &with("0")), ["days"]);
        assert_eq!(wrong(CommandKind::StartPause, &[("reason", "x")]), ["kind"]);
    }

    #[test]
    fn conditions_stand_one_to_a_line() {
        let kind = CommandKind::ApproveWithConditions;
        assert_eq!(wrong(kind, &[("conditions", " \n ")]), ["conditions"]);
        let typed =
            Typed::from([("conditions", "一、营业前装好油烟净化器\n\n 二、不占道 ".into())]);
        let wanted = Command::ApproveWithConditions {
            item: "food-permit".into(),
            opinion: String::new(),
            conditions: vec!["一、营业前装好油烟净化器".into(), "二、不占道".into()],
        };
        assert_eq!(command(&action(kind), &typed, &[]), Some(wanted));
    }

    #[test]
    fn what_was_typed_becomes_the_command() {
        let typed = Typed::from([
            ("kind", "inspection".into()),
            ("days", " 3 ".into()),
            ("reason", " 现场核查 ".into()),
        ]);
        let made = command(&action(CommandKind::StartPause), &typed, &inspection());
        let wanted = Command::StartPause {
            item: "food-permit".into(),
            kind: PauseKind::Inspection,
            days: 3,
            reason: "现场核查".into(),
        };
        assert_eq!(made, Some(wanted));
    }
}
