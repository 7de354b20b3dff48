//! What waits for this member of staff. Desk, number and cursor stand in the address (C10).

mod table;

use std::time::Duration;

use leptos::prelude::*;
use onething_api::problem::Code;
use onething_api::work::{Desk, Queue, QueueRow};

use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load,
    platform::{clock, history, page},
    router::{Params, Query},
    session::Session,
    ui::{
        Button, Caption, Empty, Form, Keyboard, Kind, LinkButton, Notice, Page, Skeleton, TabLink,
        Tabs, TextField, Tone,
    },
    words::code,
};

/// How often the queue is asked again while somebody looks at it.
const AGAIN: Duration = Duration::from_secs(15);

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    desk: String,
    number: String,
    cursor: String,
}

impl Asked {
    fn here() -> Self {
        let part =
            |key| history::here().with(|place| place.query.get(key).unwrap_or_default().to_owned());
        Self { desk: part("desk"), number: part("number"), cursor: part("cursor") }
    }

    fn address(&self) -> String {
        let query = Query::default().with("desk", &self.desk).with("number", &self.number);
        query.with("cursor", &self.cursor).on("/staff")
    }
}

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
    Empty,
    Table(Desk),
}

/// The queue.
pub fn page(_: Params) -> AnyView {
    let asked = Memo::new(|_| Asked::here());
    let reading = LocalResource::new(move || {
        let asked = asked.get();
        async move {
            let answer = api::work::queue(&asked.desk, asked.number.trim(), &asked.cursor).await;
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
    view! {
        <Page title=t("staff.queue.title") wide=true>
            {move || has_queue.get().then(|| view! {
                <div class="queue-head">
                    <Tabs label=t("staff.queue.desks") tabs=Signal::derive(move || known.with(tabs)) />
                    {search(asked)}
                </div>
            })}
            {body(known, again)}
        </Page>
    }
    .into_any()
}

fn tabs(known: &Known) -> Vec<TabLink> {
    let Some(queue) = &known.queue else {
        return Vec::new();
    };
    let tab = |desk: Desk, count| TabLink {
        href: Asked { desk: code(&desk), ..known.asked.clone() }.first_page().address(),
        label: t(&format!("staff.desk.{}", code(&desk))),
        count: Some(count),
        current: desk == queue.desk,
    };
    queue.desks.iter().map(|open| tab(open.desk, open.count)).collect()
}

impl Asked {
    fn first_page(self) -> Self {
        Self { cursor: String::new(), ..self }
    }
}

fn search(asked: Memo<Asked>) -> AnyView {
    let typed = RwSignal::new(asked.get_untracked().number);
    let look = Callback::new(move |()| {
        let number = typed.get_untracked().trim().to_uppercase();
        history::go(&Asked { number, ..asked.get_untracked() }.first_page().address());
    });
    let clear = Callback::new(move |()| {
        typed.set(String::new());
        look.run(());
    });
    let searched = Memo::new(move |_| asked.with(|asked| !asked.number.is_empty()));
    let clear_button = move || {
        searched.get().then(|| {
            view! { <Button label=t("staff.queue.all") kind=Kind::Quiet on_press=clear /> }
                .into_any()
        })
    };
    view! {
        <div class="queue-search" role="search">
            <Form on_submit=look>
                <TextField
                    caption=Caption::new("number", t("staff.queue.number"))
                    value=typed
                    on_input=Callback::new(move |text| typed.set(text))
                    keyboard=Keyboard::Search
                    width=20
                />
                <Button label=t("staff.queue.search") kind=Kind::Secondary submit=true icon="search" />
                {clear_button}
            </Form>
        </div>
    }
    .into_any()
}

fn body(known: Memo<Known>, again: Callback<()>) -> AnyView {
    let shown = Memo::new(move |_| {
        known.with(|known| match (&known.queue, &known.error) {
            (None, None) => Shown::Loading,
            (None, Some(_)) => Shown::Failed,
            (Some(queue), _) if queue.rows.is_empty() => Shown::Empty,
            (Some(queue), _) => Shown::Table(queue.desk),
        })
    });
    let view = move || match shown.get() {
        Shown::Loading => view! { <Skeleton blocks=3 /> }.into_any(),
        Shown::Failed => {
            let error = known.with_untracked(|known| known.error.clone());
            error.map_or_else(|| ().into_any(), |error| failed(&error, again))
        }
        Shown::Empty => nothing(&known.with_untracked(|known| known.asked.clone())),
        Shown::Table(desk) => table::table(desk, Signal::derive(move || rows(known))),
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

fn nothing(asked: &Asked) -> AnyView {
    if asked.number.is_empty() {
        view! { <Empty title=t("staff.queue.empty") text=t("staff.queue.empty.help") /> }.into_any()
    } else {
        let title = tr("staff.queue.none", &[("number", &asked.number)]);
        view! { <Empty title=title text=t("staff.queue.none.help") /> }.into_any()
    }
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
            let asked = known.asked.clone();
            let first = (!asked.cursor.is_empty()).then(|| asked.clone().first_page().address());
            let next = known.queue.as_ref().and_then(|queue| queue.next.clone());
            (first, next.map(|cursor| Asked { cursor, ..asked }.address()))
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

    fn asked(desk: &str) -> Asked {
        Asked { desk: desk.into(), ..Asked::default() }
    }

    #[test]
    fn what_is_asked_stands_in_the_address() {
        assert_eq!(Asked::default().address(), "/staff");
        let all = Asked { desk: "all".into(), number: "QH-1".into(), cursor: "c".into() };
        assert_eq!(all.address(), "/staff?desk=all&number=QH-1&cursor=c");
        assert_eq!(all.first_page().address(), "/staff?desk=all&number=QH-1");
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
}
