//! The table of guards: every path of the OpenAPI document with every role.

use std::collections::BTreeMap;

use onething_api::problem::Code;
use onething_server::config::Settings;
use onething_server::openapi;
use serde_json::Value;

use crate::world::{Client, MOTHER, World, monday};

/// Who may use what, said a second time and by hand: a route that is not here, or has another permission
/// in the code, fails the test.
const TABLE: &str = "
anyone      GET    /api/v1/city
anyone      GET    /api/v1/calendar
anyone      GET    /api/v1/clock
anyone      GET    /api/v1/places
anyone      GET    /api/v1/samples/{material}
anyone      GET    /api/v1/qr
anyone      GET    /api/v1/guides/{thing}/related
anyone      GET    /api/v1/guides
anyone      GET    /api/v1/suggestions
anyone      GET    /api/v1/departments
anyone      GET    /api/v1/departments/{department}
anyone      GET    /api/v1/guides/{thing}
anyone      GET    /api/v1/guides/{thing}/versions/{version}
anyone      POST   /api/v1/session/codes
anyone      POST   /api/v1/session
logged-in   GET    /api/v1/session
anyone      DELETE /api/v1/session
citizen     PUT    /api/v1/session/acting
clerks      POST   /api/v1/session/window
logged-in   GET    /api/v1/session/window
citizen     PUT    /api/v1/session/window
citizen     DELETE /api/v1/session/window
citizen     GET    /api/v1/profile
citizen     GET    /api/v1/messages
citizen     POST   /api/v1/messages/reads
citizen     GET    /api/v1/messages/settings
citizen     PUT    /api/v1/messages/settings
citizen     POST   /api/v1/messages/email
citizen     DELETE /api/v1/messages/email
citizen     POST   /api/v1/messages/email/code
citizen     POST   /api/v1/messages/wechat
citizen     DELETE /api/v1/messages/wechat
administrators GET /api/v1/work/deliveries
administrators POST /api/v1/work/deliveries/retries
anyone      GET    /api/v1/bookable-services
anyone      GET    /api/v1/slots
citizen     GET    /api/v1/bookings
citizen     POST   /api/v1/bookings
citizen     GET    /api/v1/bookings/{id}
citizen     POST   /api/v1/bookings/{id}/commands
anyone      GET    /api/v1/calendar-files/{token}
clerks      GET    /api/v1/work/bookings
clerks      POST   /api/v1/work/bookings/{id}/steps
clerks      POST   /api/v1/work/calls
citizen     GET    /api/v1/drafts
citizen     POST   /api/v1/drafts
citizen     GET    /api/v1/drafts/{id}
citizen     GET    /api/v1/drafts/{id}/known
citizen     PUT    /api/v1/drafts/{id}
citizen     DELETE /api/v1/drafts/{id}
citizen     GET    /api/v1/drafts/{id}/cosigners
citizen     POST   /api/v1/drafts/{id}/cosigners
citizen     DELETE /api/v1/drafts/{id}/cosigners/{cosigner}
citizen     GET    /api/v1/cases/{number}/cosigners
citizen     POST   /api/v1/cases/{number}/cosigners
citizen     GET    /api/v1/invitations/{token}
citizen     POST   /api/v1/invitations/{token}/signature
citizen     POST   /api/v1/invitations/{token}/decline
anyone      OPTIONS /api/v1/uploads
citizen     POST   /api/v1/uploads
citizen     HEAD   /api/v1/uploads/{id}
citizen     PATCH  /api/v1/uploads/{id}
citizen     DELETE /api/v1/uploads/{id}
citizen     GET    /api/v1/materials
citizen     GET    /api/v1/addresses
logged-in   GET    /api/v1/files/{id}
citizen     POST   /api/v1/signatures
logged-in   GET    /api/v1/signatures/{id}
logged-in   GET    /api/v1/signatures/{id}/seal
citizen     GET    /api/v1/signatures/{id}/package
logged-in   GET    /api/v1/signatures/{id}/stamp
citizen     GET    /api/v1/companies/{code}/seal
citizen     PUT    /api/v1/companies/{code}/seal
citizen     DELETE /api/v1/companies/{code}/seal
citizen     GET    /api/v1/companies/{code}/seal/image
anyone      GET    /api/v1/seal-keys
citizen     GET    /api/v1/licences
citizen     GET    /api/v1/licences/{id}
citizen     POST   /api/v1/licences/{id}/showings
anyone      GET    /api/v1/showing-keys
anyone      POST   /api/v1/showing-checks
chiefs      POST   /api/v1/work/licence-revocations
anyone      GET    /api/v1/verifications/{code}
logged-in   GET    /api/v1/cases/{number}/documents
logged-in   GET    /api/v1/cases/{number}/documents/{id}
logged-in   GET    /api/v1/cases/{number}/documents/{id}/pages
logged-in   GET    /api/v1/cases/{number}/documents/{id}/pages/{page}
citizen     GET    /api/v1/cases/{number}/archive
archivists  POST   /api/v1/cases/{number}/archive
citizen     GET    /api/v1/cases
citizen     POST   /api/v1/cases
logged-in   GET    /api/v1/cases/{number}
logged-in   POST   /api/v1/cases/{number}/commands
logged-in   GET    /api/v1/cases/{number}/events
handlers    POST   /api/v1/cases/{number}/reveals
citizen     POST   /api/v1/cases/{number}/payments
citizen     GET    /api/v1/cases/{number}/ratings
citizen     POST   /api/v1/cases/{number}/ratings
anyone      GET    /api/v1/figures
anyone      GET    /api/v1/figures.csv
citizen     GET    /api/v1/tickets
anyone      POST   /api/v1/tickets
citizen     GET    /api/v1/tickets/{number}
citizen     POST   /api/v1/tickets/{number}/commands
anyone      POST   /api/v1/ticket-lookups
anyone      GET    /api/v1/answers
supervisors GET    /api/v1/work/board
supervisors GET    /api/v1/work/board/cases
answerers   GET    /api/v1/work/tickets
clerks      POST   /api/v1/work/tickets
answerers   GET    /api/v1/work/tickets/{number}
answerers   POST   /api/v1/work/tickets/{number}/commands
deciders    GET    /api/v1/work/rectifications
deciders    GET    /api/v1/work/rectifications/{id}
deciders    POST   /api/v1/work/rectifications/{id}/commands
citizen     GET    /api/v1/payments/{id}
anyone      POST   /api/v1/lookups
handlers    GET    /api/v1/work/queue
handlers    POST   /api/v1/work/searches
handlers    GET    /api/v1/work/colleagues
handlers    GET    /api/v1/work/views
handlers    PUT    /api/v1/work/views/{id}
handlers    DELETE /api/v1/work/views/{id}
handlers    GET    /api/v1/work/sentences
leaders     PUT    /api/v1/work/sentences/{id}
leaders     DELETE /api/v1/work/sentences/{id}
checkers    GET    /api/v1/work/samples
anyone      GET    /api/v1/guides/{thing}/around
anyone      GET    /api/v1/notices
anyone      GET    /api/v1/notices/{id}
anyone      GET    /api/v1/results
anyone      GET    /api/v1/intermediaries
authors     GET    /api/v1/work/notices
editors     POST   /api/v1/work/notices
authors     GET    /api/v1/work/notices/{id}
editors     PUT    /api/v1/work/notices/{id}
publishers  POST   /api/v1/work/notices/{id}/publication
publishers  POST   /api/v1/work/notices/{id}/withdrawal
authors     POST   /api/v1/work/notice-previews
staff       GET    /api/v1/work/guides
staff       GET    /api/v1/work/guides/{thing}/versions/{version}
staff       GET    /api/v1/work/guides/{thing}/difference
authors     GET    /api/v1/work/dictionary
authors     POST   /api/v1/work/elements
authors     GET    /api/v1/work/intermediaries
publishers  PUT    /api/v1/work/intermediaries
authors     GET    /api/v1/work/documents
authors     GET    /api/v1/work/documents/{kind}/{id}
authors     PUT    /api/v1/work/documents/{kind}/{id}
authors     DELETE /api/v1/work/documents/{kind}/{id}
authors     GET    /api/v1/work/documents/{kind}/{id}/toml
authors     PUT    /api/v1/work/documents/{kind}/{id}/toml
authors     GET    /api/v1/work/documents/{kind}/{id}/changes
authors     GET    /api/v1/work/documents/{kind}/{id}/revisions
authors     GET    /api/v1/work/documents/{kind}/{id}/revisions/{revision}
publishers  POST   /api/v1/work/documents/{kind}/{id}/retirement
authors     POST   /api/v1/work/elements
authors     POST   /api/v1/work/lint
authors     POST   /api/v1/work/effects
hidden      GET    /api/v1/work/previews/{thing}
authors     GET    /api/v1/work/releases
authors     POST   /api/v1/work/releases
authors     GET    /api/v1/work/releases/{id}
authors     POST   /api/v1/work/releases/{id}/commands
citizen     POST   /api/v1/demo/cashier/{id}
anyone      GET    /api/v1/demo/outbox
anyone      GET    /api/v1/demo/people
";

const STAFF: [&str; 7] = [
    "clerk-1",
    "health-reviewer",
    "health-chief",
    "editor",
    "publisher",
    "supervisor",
    "administrator",
];

fn expected() -> BTreeMap<(String, String), &'static str> {
    TABLE
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            ((words[2].to_owned(), words[1].to_owned()), words[0])
        })
        .collect()
}

fn documented() -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(openapi::text()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().keys().map(|method| (path.clone(), method.to_uppercase()))
    });
    operations.collect()
}

fn admits(permission: &str, who: &str) -> bool {
    match permission {
        "anyone" => true,
        "logged-in" => who != "nobody",
        "citizen" => who == "citizen",
        "staff" | "hidden" => STAFF.contains(&who),
        "authors" => ["editor", "publisher"].contains(&who),
        "handlers" => ["clerk-1", "health-reviewer", "health-chief", "supervisor"].contains(&who),
        "checkers" => ["health-reviewer", "health-chief", "supervisor"].contains(&who),
        "archivists" => ["clerk-1", "supervisor"].contains(&who),
        "deciders" => ["health-reviewer", "health-chief", "supervisor"].contains(&who),
        "answerers" => admits("handlers", who) || who == "publisher",
        "leaders" => ["health-chief", "supervisor"].contains(&who),
        "supervisors" => who == "supervisor",
        "editors" => who == "editor",
        "administrators" => who == "administrator",
        "clerks" => who == "clerk-1",
        "chiefs" => who == "health-chief",
        "publishers" => who == "publisher",
        other => panic!("{other} is no permission"),
    }
}

async fn every_route_admits_whom_the_table_names(world: World) {
    let expected = expected();
    let documented = documented();
    let mut people: Vec<(&str, Client)> =
        vec![("nobody", world.nobody()), ("citizen", world.log_in(MOTHER).await)];
    for id in STAFF {
        people.push((id, world.staff(id).await));
    }
    for (path, method) in &documented {
        let key = (path.clone(), method.clone());
        let permission = expected
            .get(&key)
            .unwrap_or_else(|| panic!("{method} {path} has no entry in the table"));
        for (who, client) in &people {
            if method == "DELETE" && path == "/api/v1/session" {
                continue; // would log out; anyone may
            }
            let real = path
                .replace("{version}", "1")
                .replace("{revision}", "1")
                .replace("{kind}", "item")
                .replace("{page}", "1")
                .replace("{code}", "2222-2222-2222-2222")
                .replace("{thing}", "none")
                .replace("{number}", "519900-260302-2222-2")
                .replace("{id}", "x");
            let headers = [("content-type", "application/json"), ("tus-resumable", "1.0.0")];
            let reply = client.call(method, &real, &headers, b"{}".to_vec()).await;
            let place =
                format!("{method} {path} as {who}: {}", String::from_utf8_lossy(&reply.body));
            assert!(reply.status < 500, "{place}");
            match (admits(permission, who), *who) {
                (true, _) => assert!(!matches!(reply.status, 401 | 403), "{place}"),
                (false, _) if *permission == "hidden" => assert_eq!(reply.status, 404, "{place}"),
                (false, "nobody") => assert_eq!(reply.status, 401, "{place}"),
                (false, _) => assert_eq!(reply.status, 403, "{place}"),
            }
        }
    }
    for (path, method) in expected.keys() {
        assert!(documented.contains(&(path.clone(), method.clone())), "{method} {path} is gone");
    }
}

async fn without_demo_its_paths_do_not_exist_and_its_people_cannot_log_in(world: World) {
    let settings = Settings { demo: false, ..world.app.settings.clone() };
    let plain = World::open(settings, world.app.clock.clone()).await;
    let nobody = plain.nobody();
    for (method, path) in [
        ("GET", "/api/v1/demo/outbox"),
        ("GET", "/api/v1/demo/people"),
        ("POST", "/api/v1/demo/cashier/x"),
    ] {
        nobody.call(method, path, &[], Vec::new()).await.expect(404).problem(Code::NotFound);
    }
    let logged_in = world.log_in(MOTHER).await; // on the demonstration beside it
    let mut same = plain.nobody();
    same.cookie = logged_in.cookie.clone();
    same.get("/api/v1/session").await.expect(401).problem(Code::NotLoggedIn);
    assert!(plain.app.clock.now() >= monday());
}

async fn writes_from_another_site_are_refused(world: World) {
    let mother = world.log_in(MOTHER).await;
    let body = br#"{"thing":"newborn"}"#.to_vec();
    let post = async |name: &str, value: &str| {
        let headers = [("content-type", "application/json"), (name, value)];
        mother.call("POST", "/api/v1/drafts", &headers, body.clone()).await
    };
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1.evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        post(name, value).await.expect(403).problem(Code::WrongOrigin);
    }
    post("origin", "http://127.0.0.1").await.expect(201);
    post("sec-fetch-site", "same-origin").await.expect(200);
    let headers = [("origin", "https://evil.example")];
    mother.call("GET", "/api/v1/drafts", &headers, Vec::new()).await.expect(200);
}

on_both!(
    every_route_admits_whom_the_table_names,
    without_demo_its_paths_do_not_exist_and_its_people_cannot_log_in,
    writes_from_another_site_are_refused,
);
