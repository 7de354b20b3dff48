//! Reading from the server and showing what came of it: the four states of every page in one place.

use std::future::Future;

use leptos::prelude::*;

use crate::{
    api::ApiError,
    i18n::{t, t_if},
    ui::{Empty, Failure, Skeleton},
};

/// What a read gives: nothing yet, an answer or an error.
pub type Reading<T> = LocalResource<Result<T, ApiError>>;

/// Reads whenever a signal that `read` uses changes.
pub fn reading<T, F>(read: impl Fn() -> F + 'static) -> Reading<T>
where
    T: 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    LocalResource::new(read)
}

/// Shows a reading: grey bars while it is under way, what went wrong if it failed, `full` when it
/// is there. While it is read again the last answer stays, so that nothing jumps.
pub fn shown<T: Clone + 'static>(
    reading: Reading<T>,
    full: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let view = move || match reading.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Ok(value)) => full(value),
        Some(Err(error)) => failure(&error, Some(Callback::new(move |()| reading.refetch()))),
    };
    view! { {view} }.into_any()
}

/// An error as a block of the page. What does not exist is no fault that trying again could mend,
/// so that leads on instead.
pub fn failure(error: &ApiError, on_retry: Option<Callback<()>>) -> AnyView {
    let (title, text) = in_words(error);
    if error.is_missing() {
        let home = (String::from("/"), t("not_found.home"));
        return view! { <Empty title=title text=text action=home /> }.into_any();
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
