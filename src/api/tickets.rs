//! Asking, and reading answers.

use onething_api::{
    paths,
    tickets::{
        AnswerList, AskTicket, CallTicket, TicketAsked, TicketList, TicketLookUp, TicketRequest,
        TicketView, TicketWork,
    },
};

use super::{ApiError, Body, Wrote, at, get, post, to_json, with_query, write_over};

/// A page of what I have asked.
pub async fn mine(cursor: &str) -> Result<TicketList, ApiError> {
    get(&with_query(paths::TICKETS, &[("cursor", cursor)])).await
}

/// Asks.
pub async fn ask(request: &AskTicket) -> Result<TicketAsked, ApiError> {
    post(paths::TICKETS, request).await
}

/// A ticket of mine.
pub async fn one(number: &str) -> Result<TicketView, ApiError> {
    get(&at(paths::TICKET, &[number])).await
}

/// Does something with it.
pub async fn give(number: &str, request: &TicketRequest) -> Result<Wrote<TicketView>, ApiError> {
    let path = at(paths::TICKET_COMMANDS, &[number]);
    write_over("POST", &path, None, Body::Json(&to_json(request))).await
}

/// What was reported without a name.
pub async fn look_up(request: &TicketLookUp) -> Result<TicketView, ApiError> {
    post(paths::TICKET_LOOKUPS, request).await
}

/// A page of answers for everyone.
pub async fn answers(thing: &str, cursor: &str) -> Result<AnswerList, ApiError> {
    get(&with_query(paths::ANSWERS, &[("thing", thing), ("cursor", cursor)])).await
}

/// A page of tickets for staff, by what the address asks for.
pub async fn desk(query: &[(&str, &str)]) -> Result<TicketList, ApiError> {
    get(&with_query(paths::WORK_TICKETS, query)).await
}

/// Writes a caller's down.
pub async fn call(request: &CallTicket) -> Result<TicketAsked, ApiError> {
    post(paths::WORK_TICKETS, request).await
}

/// A ticket as staff see it.
pub async fn work(number: &str) -> Result<TicketWork, ApiError> {
    get(&at(paths::WORK_TICKET, &[number])).await
}

/// Does something with it, as staff.
pub async fn act(number: &str, request: &TicketRequest) -> Result<Wrote<TicketWork>, ApiError> {
    let path = at(paths::WORK_TICKET_COMMANDS, &[number]);
    write_over("POST", &path, None, Body::Json(&to_json(request))).await
}
