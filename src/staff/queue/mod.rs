//! What waits for this member of staff. Desk, filters, order and cursor stand in the address (C10).

mod asked;
mod bulk;
mod filters;
mod find;
mod handover;
mod run;
mod table;
mod views;

use std::time::Duration;

use leptos::prelude::*;
use onething_api::problem::Code;
use onething_api::work::{COUNTED, Desk, Queue, QueueRow};

use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load,
    platform::{clock, history, page},
    router::Params,
    session::Session,
    staff::parts::{
        counted,
        keys::{self, Key},
    },
    ui::{Empty, Kind, LinkButton, Notice, Page, Skeleton, TabLink, Tabs, Tone},
    words::code,
};
use asked::Asked;
use bulk::Bulk;

/// How often the queue is asked again while somebody looks at it.
const AGAIN: Duration = Duration::from_secs(15);

/// What is known: the last queue that came for what is asked, and what went wrong since.
#[derive(Clone, Debug, Default, PartialEq)]
struct Known {
    asked: Asked,
    queue: Option<Queue>,
    error: Option<ApiError>,
}

impl Known {
    /// A failed look keeps what an earlier one brought for the same address.
    fn after(before: Option<&Self>, asked: Asked, answer: Result<Queue, ApiError>) -> Self {
        match answer {
            Ok(queue) => Self { asked, queue: Some(queue), error: None },
            Err(error) => {
                let kept = before.filter(|known| known.asked == asked);
                let queue = kept.and_then(|known| known.queue.clone());
                Self { asked, queue, error: Some(error) }
            }
        }
    }
}

/// What the page shows; only a change of this draws the page anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Loading,
    Failed,
    Empty(Desk),
    Table(Desk),
}

/// The queue.
pub fn page(_: Params) -> AnyView {
    let asked = Memo::new(|_| Asked::here());
    let reading = LocalResource::new(move || {
        let asked = asked.get();
        async move {
            let answer = api::work::queue(asked.query()).await;
            (asked, answer)
        }
    });
    clock::every(AGAIN, move || {
        if page::is_visible(&document()) {
            reading.refetch();
        }
    });
    let known = Memo::new(move |before: Option<&Known>| match reading.get() {
        Some((asked, answer)) => Known::after(before, asked, answer),
        None => before.cloned().unwrap_or_default(),
    });
    Effect::new(move |_| {
        if known.with(|known| known.error.as_ref().is_some_and(ApiError::needs_login)) {
            Session::get().refresh(); // the log-in page comes by itself, and leads back here
        }
    });
    let has_queue =
        Memo::new(move |_| known.with(|known| !known.error.as_ref().is_some_and(is_none)));
    let again = Callback::new(move |()| reading.refetch());
    let desk = Signal::derive(move || {
        known.with(|known| known.queue.as_ref().map(|queue| queue.desk).unwrap_or_default())
    });
    let bulk = Bulk::new(Signal::derive(move || rows(known)), desk, again);
    view! {
        <Page title=t("staff.queue.title") wide=true>
            {move || has_queue.get().then(|| head(asked, known, bulk, again))}
            {body(known, bulk, again)}
        </Page>
    }
    .into_any()
}

/// Desks, search, views and filters.
fn head(asked: Memo<Asked>, known: Memo<Known>, bulk: Bulk, again: Callback<()>) -> AnyView {
    let queue = Memo::new(move |_| known.with(|known| known.queue.clone()));
    let desk = Memo::new(move |_| queue.with(|q| q.as_ref().map(|q| q.desk).unwrap_or_default()));
    view! {
        <div class="queue-tools">
            {handover::handover(desk, again)}
            {keys::keys(own_keys(known, bulk))}
        </div>
        <div class="queue-head">
            <Tabs label=t("staff.queue.desks") tabs=Signal::derive(move || known.with(tabs)) />
            {find::search(asked)}
        </div>
        {views::views(asked)}
        {filters::filters(asked, queue)}
    }
    .into_any()
}

/// The keys of a queue.
fn own_keys(known: Memo<Known>, bulk: Bulk) -> Vec<Key> {
    let go = move |to: fn(&Known) -> Option<String>| {
        if let Some(address) = known.with_untracked(to) {
            history::go(&address);
        }
    };
    vec![
        Key::new("/", "find", || {
            page::focus("find");
        }),
        Key::new("j", "down", || table::walk(true)),
        Key::new("k", "up", || table::walk(false)),
        Key::new("x", "choose", move || {
            if let Some(at) = table::focused() {
                bulk.toggle_at(at);
            }
        }),
        Key::new("a", "choose_all", move || bulk.toggle_all()),
        Key::new("b", "bulk", || {
            page::focus("bulk");
        }),
        Key::new("n", "next", move || go(next_page)),
        Key::new("r", "again", move || go(|known| Some(known.asked.clone().page("").address()))),
    ]
}

/// The address of the next page.
fn next_page(known: &Known) -> Option<String> {
    let next = known.queue.as_ref()?.next.clone()?;
    Some(known.asked.page(&next).address())
}

fn tabs(known: &Known) -> Vec<TabLink> {
    let Some(queue) = &known.queue else {
        return Vec::new();
    };
    let tab = |desk: Desk, count: i64| {
        let name = t(&format!("staff.desk.{}", code(&desk)));
        let many = count > COUNTED;
        TabLink {
            href: known.asked.on(desk).address(),
            // More is not counted, so that the count costs the same in any city.
            label: if many { format!("{name} {}", counted(count)) } else { name },
            count: (!many).then_some(count),
            current: desk == queue.desk,
        }
    };
    queue.desks.iter().map(|open| tab(open.desk, open.count)).collect()
}

fn body(known: Memo<Known>, bulk: Bulk, again: Callback<()>) -> AnyView {
    let shown = Memo::new(move |_| {
        known.with(|known| match (&known.queue, &known.error) {
            (None, None) => Shown::Loading,
            (None, Some(_)) => Shown::Failed,
            (Some(queue), _) if queue.rows.is_empty() => Shown::Empty(queue.desk),
            (Some(queue), _) => Shown::Table(queue.desk),
        })
    });
    let view = move || match shown.get() {
        Shown::Loading => view! { <Skeleton blocks=3 /> }.into_any(),
        Shown::Failed => {
            let error = known.with_untracked(|known| known.error.clone());
            error.map_or_else(|| ().into_any(), |error| failed(&error, again))
        }
        Shown::Empty(desk) => nothing(&known.with_untracked(|known| known.asked.clone()), desk),
        Shown::Table(desk) => {
            let rows = Signal::derive(move || rows(known));
            view! { {bulk.bar(desk)} {table::table(desk, rows, bulk)} }.into_any()
        }
    };
    view! { {stale(known)} {view} {pages(known)} }.into_any()
}

/// Editors, publishers and administrators have no queue; that is no failure.
fn is_none(error: &ApiError) -> bool {
    error.problem.code == Code::Forbidden
}

fn failed(error: &ApiError, again: Callback<()>) -> AnyView {
    if !is_none(error) {
        return load::failure(error, Some(again));
    }
    let action = (String::from("/staff/guides"), t("staff.nav.guides"));
    let help = t("staff.queue.not_yours.help");
    view! { <Empty title=t("staff.queue.not_yours") text=help action=action /> }.into_any()
}

fn rows(known: Memo<Known>) -> Vec<QueueRow> {
    known.with(|known| known.queue.as_ref().map(|queue| queue.rows.clone()).unwrap_or_default())
}

fn nothing(asked: &Asked, desk: Desk) -> AnyView {
    let number = asked.get("number");
    let (title, text) = match (number, asked.is_narrowed()) {
        ("", false) if desk == Desk::Explain => {
            (t("staff.queue.empty.explain"), t("staff.queue.empty.explain.help"))
        }
        ("", false) if desk == Desk::HandOut => {
            (t("staff.queue.empty.hand_out"), t("staff.queue.empty.hand_out.help"))
        }
        ("", false) if desk == Desk::Confirm => {
            (t("staff.queue.empty.confirm"), t("staff.queue.empty.confirm.help"))
        }
        ("", false) => (t("staff.queue.empty"), t("staff.queue.empty.help")),
        ("", true) => (t("staff.queue.narrow"), t("staff.queue.narrow.help")),
        (number, _) => (tr("staff.queue.none", &[("number", number)]), t("staff.queue.none.help")),
    };
    view! { <Empty title=title text=text /> }.into_any()
}

/// Says that the rows are those of an earlier look.
fn stale(known: Memo<Known>) -> AnyView {
    let is_stale =
        Memo::new(move |_| known.with(|known| known.queue.is_some() && known.error.is_some()));
    let view = move || {
        is_stale
            .get()
            .then(|| view! { <Notice tone=Tone::Warn title=t("staff.queue.stale") /> }.into_any())
    };
    view! { {view} }.into_any()
}

/// The ways to the next page and back to the first.
fn pages(known: Memo<Known>) -> AnyView {
    let ways = Memo::new(move |_| {
        known.with(|known| {
            let asked = &known.asked;
            let first = (!asked.get("cursor").is_empty()).then(|| asked.page("").address());
            (first, next_page(known))
        })
    });
    let link = |href: Option<String>, key| {
        href.map(|href| {
            view! { <LinkButton href=href label=t(key) kind=Kind::Secondary /> }.into_any()
        })
    };
    let view = move || {
        let (first, next) = ways.get();
        let any = first.is_some() || next.is_some();
        any.then(|| {
            view! {
                <nav class="actions" aria-label=t("staff.queue.pages")>
                    {link(first, "staff.queue.first")}
                    {link(next, "staff.queue.next")}
                </nav>
            }
            .into_any()
        })
    };
    view! { {view} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::Query;

    fn asked(desk: &str) -> Asked {
        Asked::of(&Query::default().with("desk", desk))
    }

    #[test]
    fn a_failed_look_keeps_the_rows_of_the_same_desk_only() {
        let first = Known::after(None, asked("intake"), Ok(Queue::default()));
        let error = || ApiError {
            problem: serde_json::from_value(serde_json::json!({
                "type": "", "title": "", "status": 503, "code": "unavailable"
            }))
            .unwrap(),
            offline: true,
            body: String::new(),
        };
        assert!(Known::after(Some(&first), asked("intake"), Err(error())).queue.is_some());
        assert!(Known::after(Some(&first), asked("tasks"), Err(error())).queue.is_none());
    }

    #[test]
    fn another_desk_begins_with_its_first_page() {
        let queue = Queue { next: Some("c".into()), ..Queue::default() };
        let known = Known::after(None, asked("intake"), Ok(queue));
        assert_eq!(next_page(&known).as_deref(), Some("/staff?desk=intake&cursor=c"));
    }
}
