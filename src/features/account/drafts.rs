//! My drafts: how far each is, going on with it, throwing it away.

use leptos::prelude::*;
use onething_api::drafts::{Draft, DraftList};

use crate::{
    api,
    i18n::{date, day_of, moment, pick, t, tr},
    kept, links,
    load::{Reading, reading, shown},
    ui::{Button, Card, Dialog, Empty, Kind, LinkButton, say},
};

/// The list.
pub fn drafts() -> AnyView {
    let read = reading(|| async { api::drafts::mine().await });
    let asked = RwSignal::new(None::<(String, String)>);
    let list = move |list: DraftList| {
        if list.drafts.is_empty() {
            return view! { <Empty title=t("my.no_drafts") /> }.into_any();
        }
        let lines: Vec<AnyView> = list.drafts.iter().map(|draft| line(draft, asked)).collect();
        view! { <ul class="rows">{lines}</ul> }.into_any()
    };
    view! { <Card title=t("my.drafts")>{shown(read, list)}{question(asked, read)}</Card> }
        .into_any()
}

fn line(draft: &Draft, asked: RwSignal<Option<(String, String)>>) -> AnyView {
    let step = match &*draft.content.step {
        "" => "situation",
        step => step,
    };
    let title = pick(&draft.title);
    let about = tr(
        "begin.draft",
        &[("when", &moment(draft.saved_at)), ("step", &t(&format!("apply.step.{step}")))],
    );
    let (id, name) = (draft.id.clone(), title.clone());
    let ask = Callback::new(move |()| asked.set(Some((id.clone(), name.clone()))));
    let describe = format!("{} {title}", t("my.delete"));
    view! {
        <li class="row-item">
            <p class="row-name">{title}</p>
            <p class="small soft">{about}</p>
            <p class="small soft">{tr("my.draft.kept", &[("date", &date(day_of(draft.kept_until)))])}</p>
            <div class="actions">
                <LinkButton href=links::draft(&draft.id, step) label=t("begin.go_on") kind=Kind::Secondary />
                <Button label=t("my.delete") kind=Kind::Quiet icon="trash" describe=describe on_press=ask />
            </div>
        </li>
    }
    .into_any()
}

/// Asks once more before a draft is gone.
fn question(asked: RwSignal<Option<(String, String)>>, read: Reading<DraftList>) -> AnyView {
    let open = Signal::derive(move || asked.with(Option::is_some));
    let close = Callback::new(move |()| asked.set(None));
    let delete = Callback::new(move |()| {
        let Some((id, _)) = asked.get_untracked() else { return };
        asked.set(None);
        leptos::task::spawn_local(async move {
            match api::drafts::delete(&id).await {
                Ok(()) => {
                    kept::forget(&id);
                    say(t("my.deleted"));
                }
                Err(error) => say(error.message()),
            }
            read.refetch();
        });
    });
    let said = Signal::derive(move || match asked.get() {
        Some((_, name)) => tr("my.delete.text", &[("name", &name)]),
        None => String::new(),
    });
    view! {
        <Dialog open=open on_close=close title=t("my.delete.title")>
            <p>{said}</p>
            <div class="actions">
                <Button label=t("my.delete") kind=Kind::Danger on_press=delete />
                <Button label=t("my.keep") kind=Kind::Secondary on_press=close />
            </div>
        </Dialog>
    }
    .into_any()
}
