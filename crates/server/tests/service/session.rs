//! Log-in: codes that run out, sessions that end, nobody learns who exists.

use chrono::TimeDelta;
use futures_util::future::join_all;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::session::{CodeRequest, CodeSent, LogIn, Session};
use onething_server::config::Settings;
use onething_server::jobs;

use crate::world::{MOTHER, World};

fn code_request(phone: &str) -> CodeRequest {
    CodeRequest { phone: phone.into() }
}

fn log_in(phone: &str, code: &str) -> LogIn {
    LogIn { phone: phone.into(), code: code.into() }
}

async fn known_and_unknown_numbers_are_answered_alike(world: World) {
    let nobody = world.nobody();
    let unknown = "13700000000";
    let known = nobody.post(paths::CODES, &code_request(MOTHER)).await.expect(200);
    let other = nobody.post(paths::CODES, &code_request(unknown)).await.expect(200);
    assert_eq!(known.body, other.body);
    let known = nobody.post(paths::CODES, &code_request(MOTHER)).await.expect(429);
    let other = nobody.post(paths::CODES, &code_request(unknown)).await.expect(429);
    assert_eq!(known.headers["retry-after"], other.headers["retry-after"]);
    let known = nobody.post(paths::SESSION, &log_in(MOTHER, "000000x")).await.expect(422);
    let other = nobody.post(paths::SESSION, &log_in(unknown, "000000x")).await.expect(422);
    assert_eq!(known.problem(Code::WrongCode).detail, other.problem(Code::WrongCode).detail);
}

async fn a_code_runs_out_by_time_and_by_tries_and_works_once(world: World) {
    let nobody = world.nobody();
    let ask = async || {
        nobody.post(paths::CODES, &code_request(MOTHER)).await.expect(200);
        nobody.code_for(MOTHER).await
    };
    let late = ask().await;
    world.pass(TimeDelta::seconds(301));
    nobody.post(paths::SESSION, &log_in(MOTHER, &late)).await.expect(422).problem(Code::WrongCode);
    let guessed = ask().await;
    for _ in 0..5 {
        nobody.post(paths::SESSION, &log_in(MOTHER, "wrong!")).await.expect(422);
    }
    nobody
        .post(paths::SESSION, &log_in(MOTHER, &guessed))
        .await
        .expect(422)
        .problem(Code::WrongCode);
    world.pass(TimeDelta::seconds(61));
    let right = ask().await;
    let reply = nobody.post(paths::SESSION, &log_in(MOTHER, &right)).await.expect(200);
    assert_eq!(reply.json::<Session>().phone, "138****0001");
    let cookie = reply.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    nobody.post(paths::SESSION, &log_in(MOTHER, &right)).await.expect(422).problem(Code::WrongCode);
}

async fn after_some_codes_without_a_log_in_they_come_slowly(world: World) {
    let nobody = world.nobody();
    let ask = async || nobody.post(paths::CODES, &code_request(MOTHER)).await;
    for again in [60, 60, 60, 60, 900] {
        let sent: CodeSent = ask().await.expect(200).json();
        assert_eq!(sent.again_seconds, again);
        world.pass(TimeDelta::seconds(61));
    }
    let refused = ask().await.expect(429);
    refused.problem(Code::TooManyRequests);
    assert_eq!(refused.headers["retry-after"], "839");
    world.pass(TimeDelta::seconds(838));
    jobs::clear(&world.app).await.unwrap();
    ask().await.expect(429);
    world.pass(TimeDelta::seconds(1));
    let sent: CodeSent = ask().await.expect(200).json();
    assert_eq!(sent.again_seconds, 900);

    let code = nobody.code_for(MOTHER).await;
    nobody.post(paths::SESSION, &log_in(MOTHER, &code)).await.expect(200);
    let sent: CodeSent = ask().await.expect(200).json();
    assert_eq!(sent.again_seconds, 60, "who has logged in begins anew");
}

async fn of_codes_asked_for_at_once_one_is_sent(world: World) {
    let nobody = world.nobody();
    for minutes in [0, 2] {
        world.pass(TimeDelta::minutes(minutes));
        let request = code_request(MOTHER);
        let asked = (0..8).map(|_| nobody.post(paths::CODES, &request));
        let replies = join_all(asked).await;
        let sent = replies.iter().filter(|reply| reply.status == 200).count();
        assert_eq!((sent, replies.iter().filter(|reply| reply.status == 429).count()), (1, 7));
    }
}

async fn behind_a_proxy_the_last_address_counts_with_its_network(world: World) {
    let settings =
        Settings { behind_proxy: true, login_per_minute: 1, ..world.app.settings.clone() };
    let city = world.reopened(settings).await;
    let nobody = city.nobody();
    for (number, lines, status) in [
        (1, "198.51.100.1|203.0.113.1", 200),
        (2, "198.51.100.2|203.0.113.1", 429),
        (3, "198.51.100.3, 203.0.113.1", 429),
        (4, "203.0.113.1|203.0.113.2", 200),
        (5, "2001:db8:1:2::1", 200),
        (6, "2001:db8:1:2:ffff::9", 429),
        (7, "2001:db8:1:3::1", 200),
    ] {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(lines.split('|').map(|line| ("x-forwarded-for", line)));
        let body = serde_json::to_vec(&code_request(&format!("1370000000{number}"))).unwrap();
        let reply = nobody.call("POST", paths::CODES, &headers, body).await;
        assert_eq!(reply.status, status, "{lines}");
    }
}

async fn sessions_end_by_log_out_and_by_time(world: World) {
    let mother = world.log_in(MOTHER).await;
    let other = world.log_in(MOTHER).await;
    mother.get(paths::SESSION).await.expect(200);
    let gone = mother.delete(paths::SESSION).await.expect(204);
    assert_eq!(gone.headers["clear-site-data"], "\"cache\"");
    mother.get(paths::SESSION).await.expect(401).problem(Code::NotLoggedIn);
    other.get(paths::SESSION).await.expect(200);
    world.pass(TimeDelta::hours(13));
    other.get(paths::SESSION).await.expect(401).problem(Code::NotLoggedIn);
    let mut forged = world.nobody();
    forged.cookie = Some("onething_session=forged; x=y".into());
    forged.get(paths::SESSION).await.expect(401).problem(Code::NotLoggedIn);
}

async fn cookies_are_secure_but_on_this_very_machine(world: World) {
    let nobody = world.nobody();
    nobody.post(paths::CODES, &code_request(MOTHER)).await.expect(200);
    let code = nobody.code_for(MOTHER).await;
    let body = serde_json::to_vec(&log_in(MOTHER, &code)).unwrap();
    let headers = [("content-type", "application/json"), ("host", "city.example")];
    let request = headers.iter().fold(
        axum::http::Request::builder().method("POST").uri(paths::SESSION),
        |request, (name, value)| request.header(*name, *value),
    );
    let router = onething_server::router::router(world.app.clone());
    let request = request.body(axum::body::Body::from(body)).unwrap();
    let response = tower::ServiceExt::oneshot(router, request).await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
}

on_both!(
    known_and_unknown_numbers_are_answered_alike,
    a_code_runs_out_by_time_and_by_tries_and_works_once,
    after_some_codes_without_a_log_in_they_come_slowly,
    of_codes_asked_for_at_once_one_is_sent,
    behind_a_proxy_the_last_address_counts_with_its_network,
    sessions_end_by_log_out_and_by_time,
    cookies_are_secure_but_on_this_very_machine,
);
