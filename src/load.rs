//! Reading from the server and showing what came of it: the four states of every page in one place.

mod source;

use std::{any::Any, future::Future, marker::PhantomData, pin::Pin, rc::Rc};

use leptos::prelude::*;
use onething_api::problem::Code;

use source::Source;

use crate::{
    api::ApiError,
    i18n::{t, t_if},
    shell,
    ui::{Empty, Failure, Skeleton, live},
};

/// An answer of any type. What a resource does is the same for all of them, so it is compiled
/// once, for this; each type more would cost several kilobytes of the first load.
type Anything = Result<Rc<dyn Any>, ApiError>;
type Read = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Anything>>>>;

/// An answer that is asked for again and again; after an error that `stays` takes for a passing one it is the `last` one,
/// which may be `old` then.
pub fn lasting<T: Clone + Send + Sync + 'static>(
    answer: Result<T, ApiError>,
    stays: fn(&ApiError) -> bool,
    last: StoredValue<Option<T>>,
    old: RwSignal<bool>,
) -> Result<T, ApiError> {
    let is_lost = answer.as_ref().is_err_and(stays);
    let before = if is_lost { last.try_get_value().flatten() } else { None };
    // Told only where it changes: it would be read out each time.
    if old.try_get_untracked() == Some(before.is_none()) {
        old.try_set(before.is_some());
    }
    match before {
        Some(before) => Ok(before),
        None => {
            last.try_set_value(answer.as_ref().ok().cloned());
            answer
        }
    }
}

/// What a read gives: nothing yet, an answer or an error.
pub struct Reading<T> {
    source: Source,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reading<T> {}

impl<T: Clone + 'static> Reading<T> {
    /// What is known now; `None` while nothing is. Tracked.
    pub fn get(self) -> Option<Result<T, ApiError>> {
        typed(self.source.get()?)
    }

    /// The same, untracked.
    pub fn get_untracked(self) -> Option<Result<T, ApiError>> {
        typed(self.source.get_untracked()?)
    }

    /// Reads again; the last answer stays until then.
    pub fn refetch(self) {
        self.source.refetch();
    }
}

fn typed<T: Clone + 'static>(answer: Anything) -> Option<Result<T, ApiError>> {
    match answer {
        // It is of this type, since only `reading` makes one.
        Ok(value) => value.downcast_ref::<T>().cloned().map(Ok),
        Err(error) => Some(Err(error)),
    }
}

/// Reads whenever a signal that `read` uses changes.
pub fn reading<T, F>(read: impl Fn() -> F + 'static) -> Reading<T>
where
    T: 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let erased: Read = Box::new(move || {
        let answer = read();
        Box::pin(async move { answer.await.map(|value| Rc::new(value) as Rc<dyn Any>) })
    });
    Reading { source: Source::new(erased), kind: PhantomData }
}

/// Hands over what a request gives, when it gives it; on a server, if it is there by now.
pub fn when_read<T: 'static>(
    request: impl Future<Output = Result<T, ApiError>> + 'static,
    then: impl FnOnce(Result<T, ApiError>) + 'static,
) {
    source::start(async move { then(request.await) });
}

/// Shows a reading: grey bars while it is under way, what went wrong if it failed, `full` when it
/// is there. While it is read again the last answer stays, so that nothing jumps.
pub fn shown<T: Clone + 'static>(
    reading: Reading<T>,
    full: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    live(move || match reading.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Ok(value)) => full(value),
        Some(Err(error)) => failure(&error, Some(Callback::new(move |()| reading.refetch()))),
    })
}

/// As [`shown`], for what is read again and again: it is drawn anew only where it has changed, so that the focus stays.
pub fn shown_steadily<T: Clone + PartialEq + Send + Sync + 'static>(
    reading: Reading<T>,
    full: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let known = Memo::new(move |_| reading.get());
    live(move || match known.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Ok(value)) => full(value),
        Some(Err(error)) => failure(&error, Some(Callback::new(move |()| reading.refetch()))),
    })
}

/// An error as a block of the page. What does not exist, and what only a log-in opens, is no fault that trying again
/// could mend, so that leads on instead.
pub fn failure(error: &ApiError, on_retry: Option<Callback<()>>) -> AnyView {
    let (title, text) = in_words(error);
    let way = match error.problem.code {
        Code::NotFound => Some((shell::home(), t("not_found.home"))),
        Code::NotLoggedIn => Some((shell::login(), t("account.log_in"))),
        _ => None,
    };
    if let Some(way) = way {
        return view! { <Empty title=title text=text action=way /> }.into_any();
    }
    let request_id = error.problem.request_id.clone();
    match on_retry {
        Some(retry) => {
            view! { <Failure title=title text=text request_id=request_id on_retry=retry /> }
                .into_any()
        }
        None => view! { <Failure title=title text=text request_id=request_id /> }.into_any(),
    }
}

/// What happened and what to do about it, for people.
pub fn in_words(error: &ApiError) -> (String, String) {
    if error.offline {
        return (t("error.offline"), t("error.offline.help"));
    }
    (error.message(), t_if(&format!("error.{}.help", error.code())).unwrap_or_default())
}
