//! A clerk files with a person at the window (A9): in the person's name, with nothing that is theirs alone, and written
//! down.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::cases::{CaseView, FileCase};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::seals::{LogInLevel, Sealed};
use onething_api::session::{Session, Visit, Visitor};
use onething_api::tickets::AskTicket;
use onething_domain::ticket::NewTicket;
use onething_domain::visit;
use onething_server::{all, audit, one, session};

use crate::figures::{of, rows};
use crate::world::{Client, MOTHER, World, id};

/// 林悦, as her identity card says.
fn mother() -> Visitor {
    Visitor {
        name: "林悦".into(),
        id_card: "519902199406120020".into(),
        phone: MOTHER.into(),
        looked: false,
    }
}

pub async fn at_window(world: &World) -> Client {
    let mut clerk = world.staff("clerk-1").await;
    let session: Session = clerk.post(paths::WINDOW, &mother()).await.expect(200).json();
    assert_eq!((session.name.as_str(), session.window.as_deref()), ("林悦", Some("周婷")));
    clerk.id = session.id;
    clerk.phone = MOTHER.to_owned();
    clerk
}

async fn a_clerk_files_with_whoever_came(world: World) {
    let window = at_window(&world).await;
    let draft = window.draft("newborn", 0).await;
    let signature = window.sign(&draft).await;
    let request: FileCase = window.filing(&draft, signature.clone());
    let filed: CaseView = window.post(paths::CASES, &request).await.expect(201).json();
    assert_eq!(filed.timeline[0].event, "filed_at_window");
    window.get(&fill(paths::SEAL, &[&signature])).await.expect(403);

    let theirs = world.log_in(MOTHER).await;
    let sealed: Sealed = theirs.get(&fill(paths::SEAL, &[&signature])).await.expect(200).json();
    assert_eq!(sealed.statement.login, LogInLevel::AtWindow);
    assert_eq!(theirs.case(&filed.number).await.applicant, "林悦", "it is her own case");
    let back = window.delete(paths::WINDOW).await.expect(200);
    assert_eq!(
        back.headers["clear-site-data"], "\"cache\"",
        "nothing is left of her in the browser"
    );
    let back: Session = back.json();
    assert_eq!((back.id.as_str(), back.window), ("clerk-1", None));
    window.delete(paths::WINDOW).await.expect(403);
    window.get(paths::QUEUE).await.expect(200);
    window.get(paths::DRAFTS).await.expect(403);

    let visits = one!(
        &mut world.app.db.read().await.unwrap(),
        (String, String),
        "SELECT clerk, person FROM window_visit"
    );
    assert_eq!(visits.unwrap(), Some(("clerk-1".to_owned(), theirs.id.clone())));
}

async fn only_what_a_filing_needs_may_be_done_there(world: World) {
    let window = at_window(&world).await;
    for path in [paths::MESSAGES, paths::MESSAGE_SETTINGS, paths::BOOKINGS, paths::QUEUE] {
        window.get(path).await.expect(403).problem(Code::Forbidden);
    }
    window.post(paths::WINDOW, &mother()).await.expect(403);
    let ask = AskTicket { id: id(), ticket: NewTicket::default(), anonymous: false };
    window.post(paths::TICKETS, &ask).await.expect(403).problem(Code::Forbidden);
    window.get(paths::DRAFTS).await.expect(200);
    window.get(paths::PROFILE).await.expect(200);
}

async fn who_comes_is_known_by_card_and_number(world: World) {
    let clerk = world.staff("clerk-1").await;
    for (field, visitor) in [
        ("name", Visitor { name: " ".into(), ..mother() }),
        ("id_card", Visitor { id_card: "519902199406120021".into(), ..mother() }),
        ("phone", Visitor { phone: "1380000000".into(), ..mother() }),
        ("phone", Visitor { name: "别人".into(), ..mother() }),
        ("phone", Visitor { phone: "13900000003".into(), ..mother() }),
        ("id_card", Visitor { phone: "13712345679".into(), looked: true, ..mother() }),
    ] {
        let refused = clerk.post(paths::WINDOW, &visitor).await.expect(422);
        assert_eq!(refused.problem(Code::WrongShape).field.as_deref(), Some(field), "{visitor:?}");
    }
    world.log_in(MOTHER).await.post(paths::WINDOW, &mother()).await.expect(403);
    world.staff("health-reviewer").await.post(paths::WINDOW, &mother()).await.expect(403);
    world.nobody().post(paths::WINDOW, &mother()).await.expect(401);

    // Somebody new gets an account, and can log in with the number from then on.
    let new = Visitor {
        name: "王建国".into(),
        id_card: "519902195501010014".into(),
        phone: "13712345678".into(),
        looked: false,
    };
    let unseen = Visitor { id_card: with_check(&new.id_card), ..new };
    let refused = clerk.post(paths::WINDOW, &unseen).await.expect(422);
    assert_eq!(refused.problem(Code::WrongShape).field.as_deref(), Some("looked"));
    let fixed = Visitor { looked: true, ..unseen };
    let session: Session = clerk.post(paths::WINDOW, &fixed).await.expect(200).json();
    clerk.delete(paths::WINDOW).await.expect(200);
    let theirs = world.log_in("13712345678").await;
    assert_eq!(theirs.id, session.id);
    let again: Session = clerk.post(paths::WINDOW, &fixed).await.expect(200).json();
    assert_eq!(again.id, session.id, "once, however often they come");
}

/// The number with the last character that fits the others.
fn with_check(id_card: &str) -> String {
    let body = &id_card[..17];
    let all = "0123456789X".chars().map(|last| format!("{body}{last}"));
    all.into_iter().find(|text| onething_domain::identifier::id_card(text).is_ok()).unwrap()
}

async fn the_share_filed_on_line_knows_of_windows(world: World) {
    at_window(&world).await.file("newborn", 0).await;
    world.log_in(MOTHER).await.file("newborn", 0).await;
    let kept = rows(&world).await;
    assert_eq!((of(&kept, "2026-03", "", "filed"), of(&kept, "2026-03", "", "online")), (2, 1));
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(rows(&world).await, kept);
}

/// Seconds that are left of the visit, asked without touching it; none where it is over.
async fn left(client: &Client) -> (Option<u32>, bool) {
    let visit: Visit = client.get(paths::WINDOW).await.expect(200).json();
    assert_eq!(visit.limit_seconds, visit::IDLE_SECONDS);
    (visit.seconds_left, visit.lapsed)
}

/// When and how the visits ended, in the order in which they began.
async fn ends(world: &World) -> Vec<(Option<DateTime<Utc>>, String)> {
    let mut tx = world.app.db.read().await.unwrap();
    let sql = "SELECT ended_at, ended_by FROM window_visit ORDER BY begun_at";
    all!(&mut tx, (Option<DateTime<Utc>>, String), sql).unwrap()
}

async fn a_visit_ends_by_itself_when_nothing_is_asked(world: World) {
    let window = at_window(&world).await;
    let draft = window.draft("newborn", 0).await;
    assert_eq!(left(&window).await, (Some(900), false));
    world.pass(TimeDelta::minutes(14));
    window.get(paths::DRAFTS).await.expect(200);
    assert_eq!(left(&window).await, (Some(900), false), "whatever is asked lets it go on");
    world.pass(TimeDelta::minutes(13));
    let who: Session = window.get(paths::SESSION).await.expect(200).json();
    assert_eq!(who.window.as_deref(), Some("周婷"));
    assert_eq!(left(&window).await, (Some(120), false), "who is there is no such request");
    let on: Visit = window.put(paths::WINDOW, &(), &[]).await.expect(200).json();
    assert_eq!(on.seconds_left, Some(900));
    world.pass(TimeDelta::minutes(15));
    let over = window.get(paths::DRAFTS).await.expect(403).problem(Code::Forbidden);
    assert!(over.detail.unwrap().contains("ended by itself"));
    window.put(paths::WINDOW, &(), &[]).await.expect(403);
    let back: Session = window.get(paths::SESSION).await.expect(200).json();
    assert_eq!((back.id.as_str(), back.window), ("clerk-1", None));
    window.get(paths::QUEUE).await.expect(200);
    assert_eq!(left(&window).await, (None, true), "and the clerk is told");
    assert_eq!(ends(&world).await, [(Some(world.app.clock.now()), "idle".to_owned())]);

    let theirs = world.log_in(MOTHER).await;
    theirs.get(&fill(paths::DRAFT, &[&draft.id])).await.expect(200);
    assert_eq!(left(&theirs).await, (None, false));
    theirs.put(paths::WINDOW, &(), &[]).await.expect(404);
    window.post(paths::WINDOW, &mother()).await.expect(200);
    assert_eq!(left(&window).await, (Some(900), false));
    window.delete(paths::WINDOW).await.expect(200);
    assert_eq!(left(&window).await, (None, false));
    assert_eq!(ends(&world).await[1].1, "clerk");
    window.get(paths::DRAFTS).await.expect(403);
}

async fn a_visit_ends_without_a_request_and_with_its_session(world: World) {
    let window = at_window(&world).await;
    session::end_idle_visits(&world.app).await.unwrap();
    assert_eq!(ends(&world).await, [(None, String::new())]);
    world.pass(TimeDelta::minutes(15));
    session::end_idle_visits(&world.app).await.unwrap();
    let then = world.app.clock.now();
    world.pass(TimeDelta::hours(1));
    window.get(paths::QUEUE).await.expect(200);
    assert_eq!(ends(&world).await, [(Some(then), "idle".to_owned())]);

    window.post(paths::WINDOW, &mother()).await.expect(200);
    window.delete(paths::SESSION).await.expect(204);
    world.pass(TimeDelta::hours(1));
    let other = at_window(&world).await;
    world.pass(TimeDelta::hours(13));
    world.log_in(MOTHER).await;
    other.get(paths::SESSION).await.expect(401);
    let how: Vec<String> = ends(&world).await.into_iter().map(|(_, how)| how).collect();
    assert_eq!(how, ["idle", "session", "session"]);
}

on_both!(
    a_visit_ends_by_itself_when_nothing_is_asked,
    a_visit_ends_without_a_request_and_with_its_session,
    a_clerk_files_with_whoever_came,
    only_what_a_filing_needs_may_be_done_there,
    who_comes_is_known_by_card_and_number,
    the_share_filed_on_line_knows_of_windows
);
