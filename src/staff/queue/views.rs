//! Lists that a member of staff keeps under a name, on the server: a link each, and a way to keep the present one.

use leptos::prelude::*;
use onething_api::work::{SavedView, SavedViews, VIEWS};

use super::asked::Asked;
use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load::{in_words, when_read},
    platform::id,
    router::Query,
    ui::{Button, Caption, Dialog, Form, Kind, TextField, chip, say},
};

/// What is known of the views.
#[derive(Clone, Copy)]
struct Known {
    views: RwSignal<Vec<SavedView>>,
    naming: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
}

impl Known {
    fn take(self, answer: Result<SavedViews, ApiError>, said: String) {
        let _ = self.busy.try_set(false);
        match answer {
            Ok(kept) => {
                let _ = self.views.try_set(kept.views);
                let _ = self.naming.try_set(false);
                say(said);
            }
            Err(error) => {
                let words = match error.problem.field.as_deref() {
                    Some("name") => t("staff.views.taken"),
                    _ => in_words(&error).0,
                };
                let _ = self.error.try_set(Some(words));
            }
        }
    }

    fn drop_view(self, view: &SavedView) {
        let (id, name) = (view.id.clone(), view.name.clone());
        leptos::task::spawn_local(async move {
            let answer = api::work::drop_view(&id).await;
            self.take(answer, tr("staff.views.gone", &[("name", &name)]));
        });
    }
}

/// The row of views.
pub fn views(asked: Memo<Asked>) -> AnyView {
    let known = Known {
        views: RwSignal::new(Vec::new()),
        naming: RwSignal::new(false),
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
    };
    // Without them the queue is as useful; they come with the next look.
    when_read(api::work::views(), move |answer: Result<SavedViews, ApiError>| {
        if let Ok(kept) = answer {
            let _ = known.views.try_set(kept.views);
        }
    });
    let here = Memo::new(move |_| asked.with(Asked::kept));
    let links = move || {
        let here = here.get();
        known.views.get().into_iter().map(|view| link(known, view, &here)).collect_view()
    };
    let may_keep = Memo::new(move |_| {
        let here = here.get();
        let known =
            known.views.with(|all| all.len() < VIEWS && !all.iter().any(|view| same(view, &here)));
        known && asked.with(Asked::is_narrowed)
    });
    let name = Callback::new(move |()| known.naming.set(true));
    let keep = move || {
        may_keep.get().then(|| {
            view! { <Button label=t("staff.views.keep") kind=Kind::Quiet on_press=name /> }
                .into_any()
        })
    };
    let any = Memo::new(move |_| known.views.with(|all| !all.is_empty()));
    let list = move || {
        any.get().then(|| {
            view! { <ul class="chips" aria-label=t("staff.views")>{links}</ul> }.into_any()
        })
    };
    let dialog = move || known.naming.get().then(|| dialog(known, here.get_untracked()));
    view! { <div class="queue-views">{list}{keep}</div>{dialog} }.into_any()
}

/// Whether a view keeps the present list.
fn same(view: &SavedView, here: &str) -> bool {
    Asked::of(&Query::parse(&view.query)).kept() == here
}

fn link(known: Known, view: SavedView, here: &str) -> AnyView {
    let chosen = same(&view, here);
    let href = Asked::of(&Query::parse(&view.query)).address();
    let name = view.name.clone();
    let describe = tr("staff.views.drop", &[("name", &name)]);
    let press = Callback::new(move |()| known.drop_view(&view));
    let drop = chosen.then(|| {
        view! { <li><Button label=t("staff.views.drop.short") kind=Kind::Quiet describe=describe on_press=press /></li> }
    });
    view! { {chip(href, chosen, name)}{drop} }.into_any()
}

fn dialog(known: Known, query: String) -> AnyView {
    let name = RwSignal::new(String::new());
    let id = id::fresh();
    known.error.set(None);
    let close = Callback::new(move |()| known.naming.set(false));
    let keep = Callback::new(move |()| {
        let typed = name.get_untracked().trim().to_owned();
        if typed.is_empty() {
            return known.error.set(Some(t("staff.form.missing")));
        }
        if known.busy.get_untracked() {
            return;
        }
        known.busy.set(true);
        known.error.set(None);
        let view = SavedView { id: id.clone(), name: typed.clone(), query: query.clone() };
        leptos::task::spawn_local(async move {
            let answer = api::work::keep_view(&view).await;
            known.take(answer, tr("staff.views.kept", &[("name", &typed)]));
        });
    });
    view! {
        <Dialog open=true on_close=close title=t("staff.views.keep")>
            <Form on_submit=keep>
                <TextField
                    caption=Caption::new("view-name", t("staff.views.name")).error(known.error)
                    value=name
                    on_input=Callback::new(move |typed| name.set(typed))
                    max_length=40
                />
                <div class="actions">
                    <Button label=t("staff.views.save") submit=true busy=known.busy />
                    <Button label=t("staff.cancel") kind=Kind::Secondary on_press=close />
                </div>
            </Form>
        </Dialog>
    }
    .into_any()
}
