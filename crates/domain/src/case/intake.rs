//! Deciding at the intake: acceptance (C1).

use super::actor::Actor;
use super::decide::Draft;
use super::deferral;
use super::event::Event;
use super::refusal::Refusal;
use crate::clock;

pub(super) fn accept(draft: &mut Draft) -> Result<(), Refusal> {
    let facts = draft.facts;
    let silently = *facts.actor == Actor::System;
    if silently {
        let received = draft.case.received_at.ok_or(Refusal::WrongState)?;
        if facts.calendar.day(facts.now) <= clock::intake_due(received, facts.calendar) {
            return Err(Refusal::TooEarly);
        }
    }
    draft.push(Event::Accepted { silently });
    deferral::end_lapsed(draft);
    draft.go_on();
    Ok(())
}
