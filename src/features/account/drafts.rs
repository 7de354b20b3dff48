//! My drafts: how far each is, going on with it, throwing it away; without the server those that this device keeps (A2).

use leptos::prelude::*;
use onething_api::drafts::Draft;

use crate::{
    api,
    i18n::{date, day_of, moment, pick, t, tr},
    kept, links,
    load::{Reading, reading, shown},
    ui::{Button, Card, Dialog, Empty, Kind, LinkButton, Notice, Tone, say},
};

/// The draft, by id and title, that is asked about before it goes.
type Asked = RwSignal<Option<(String, String)>>;

/// What there is to list.
#[derive(Clone)]
struct Listed {
    drafts: Vec<Draft>,
    /// Whether these are merely what this device keeps, for the server cannot be reached.
    here: bool,
}

/// The list.
pub fn drafts() -> AnyView {
    let read = reading(|| async {
        match api::drafts::mine().await {
            Ok(list) => Ok(Listed { drafts: list.drafts, here: false }),
            Err(error) if error.offline => match kept::drafts() {
                none if none.is_empty() => Err(error),
                drafts => Ok(Listed { drafts, here: true }),
            },
            Err(error) => Err(error),
        }
    });
    let asked = RwSignal::new(None::<(String, String)>);
    let list = move |Listed { drafts, here }: Listed| {
        if drafts.is_empty() {
            return view! { <Empty title=t("my.no_drafts") /> }.into_any();
        }
        let asked = (!here).then_some(asked);
        let lines: Vec<AnyView> = drafts.iter().map(|draft| line(draft, asked)).collect();
        let offline = here.then(|| offline(read));
        view! { {offline}<ul class="rows">{lines}</ul> }.into_any()
    };
    view! { <Card title=t("my.drafts")>{shown(read, list)}{question(asked, read)}</Card> }
        .into_any()
}

/// Says that the list is this device's.
fn offline(read: Reading<Listed>) -> AnyView {
    let retry = Callback::new(move |()| read.refetch());
    view! {
        <Notice tone=Tone::Warn title=t("error.offline")>
            <p>{t("my.drafts.here")}</p>
            <div class="actions">
                <Button label=t("state.retry") kind=Kind::Secondary on_press=retry />
            </div>
        </Notice>
    }
    .into_any()
}

/// A draft; without `asked` it can be gone on with only, for nothing can be thrown away without the server.
fn line(draft: &Draft, asked: Option<Asked>) -> AnyView {
    let step = match &*draft.content.step {
        "" => "situation",
        step => step,
    };
    let title = pick(&draft.title);
    let about = tr(
        "begin.draft",
        &[("when", &moment(draft.saved_at)), ("step", &t(&format!("apply.step.{step}")))],
    );
    let until = asked.is_some().then(|| {
        let until = tr("my.draft.kept", &[("date", &date(day_of(draft.kept_until)))]);
        view! { <p class="small soft">{until}</p> }
    });
    let delete = asked.map(|asked| {
        let (id, name) = (draft.id.clone(), title.clone());
        let ask = Callback::new(move |()| asked.set(Some((id.clone(), name.clone()))));
        let describe = format!("{} {title}", t("my.delete"));
        view! {
            <Button label=t("my.delete") kind=Kind::Quiet icon="trash" describe=describe on_press=ask />
        }
    });
    view! {
        <li class="row-item">
            <p class="row-name">{title}</p>
            <p class="small soft">{about}</p>
            {until}
            <div class="actions">
                <LinkButton href=links::draft(&draft.id, step) label=t("begin.go_on") kind=Kind::Secondary />
                {delete}
            </div>
        </li>
    }
    .into_any()
}

/// Asks once more before a draft is gone.
fn question(asked: Asked, read: Reading<Listed>) -> AnyView {
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
