//! What each act on a ticket asks, and the command that it becomes.

use onething_api::tickets::TicketWork;
use onething_domain::{
    text::Text,
    ticket::{TicketAct, TicketCommand},
};

use crate::{
    i18n::t,
    staff::parts::acts::{Act, Ask, Question},
    ui::{Kind, Opt},
    words::code,
};

/// How an act is asked for.
pub fn offer(act: TicketAct, ticket: &TicketWork, departments: &[Opt]) -> Act {
    let label = t(&format!("staff.ticket.do.{}", code(&act)));
    let words = |id, key: &str| Question::new(id, t(key), Ask::Words(String::new()));
    let (id, kind, questions) = match act {
        TicketAct::Take => ("take", Kind::Primary, Vec::new()),
        TicketAct::Answer => {
            let help = Ask::Words(t("staff.ticket.answer.help"));
            (
                "answer",
                Kind::Primary,
                vec![Question::new("answer-text", t("staff.ticket.answer"), help)],
            )
        }
        TicketAct::HandOn => {
            let to = Question::new(
                "hand-on-to",
                t("staff.rating.hand_on.department"),
                Ask::Select(departments.to_vec()),
            );
            ("hand_on", Kind::Secondary, vec![to, words("hand-on-why", "staff.rating.reason")])
        }
        TicketAct::Propose => ("propose", Kind::Secondary, proposal(ticket)),
        TicketAct::Publish => ("publish", Kind::Primary, Vec::new()),
        TicketAct::Unpublish => {
            ("unpublish", Kind::Danger, vec![words("unpublish-why", "staff.rating.reason")])
        }
        TicketAct::Add => {
            ("add", Kind::Secondary, vec![words("caller-text", "staff.ticket.caller.add")])
        }
        TicketAct::Return => {
            ("return", Kind::Secondary, vec![words("caller-why", "staff.ticket.caller.return")])
        }
        TicketAct::Close => ("close", Kind::Secondary, Vec::new()),
    };
    Act { id, label, kind, questions }
}

/// Question and answer in both languages, with what was said to begin from.
fn proposal(ticket: &TicketWork) -> Vec<Question> {
    let answer = ticket.entries.iter().rev().find(|entry| entry.official);
    let answer = answer.map(|entry| entry.text.clone()).unwrap_or_default();
    let help = Ask::Words(t("staff.ticket.faq.help"));
    let zh = |id, key: &str, ask: Ask, first: String| Question {
        first,
        ..Question::new(id, t(key), ask)
    };
    let en = |id, key: &str| Question {
        optional: true,
        ..Question::new(id, t(key), Ask::Words(String::new()))
    };
    vec![
        zh("faq-question", "staff.ticket.faq.question", help, ticket.row.title.clone()),
        zh("faq-answer", "staff.ticket.faq.answer", Ask::Words(String::new()), answer),
        en("faq-question-en", "staff.ticket.faq.question_en"),
        en("faq-answer-en", "staff.ticket.faq.answer_en"),
    ]
}

/// The command of an act with its answers.
pub fn command(act: &str, answers: &[String]) -> TicketCommand {
    let answer = |at: usize| answers.get(at).cloned().unwrap_or_default();
    match act {
        "take" => TicketCommand::Take {},
        "answer" => TicketCommand::Answer { text: answer(0) },
        "add" => TicketCommand::Add { text: answer(0) },
        "return" => TicketCommand::Return { text: answer(0) },
        "hand_on" => TicketCommand::HandOn { department: answer(0), reason: answer(1) },
        "propose" => TicketCommand::Propose {
            question: Text::new(answer(0), answer(2)),
            answer: Text::new(answer(1), answer(3)),
        },
        "publish" => TicketCommand::Publish {},
        "unpublish" => TicketCommand::Unpublish { reason: answer(0) },
        _ => TicketCommand::Close {},
    }
}
