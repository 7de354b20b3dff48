//! My messages (T3): the list with what is unread, and how I want to be told.

mod email;
mod settings;
mod wechat;

use leptos::prelude::*;
use onething_api::messages::{MessageList, MessageView};

pub use settings::page as settings;

use crate::{
    api,
    i18n::{moment, pick, t, tr},
    load::{in_words, reading, shown},
    router::Params,
    ui::{Button, Empty, Kind, LinkButton, LoadMore, Page, Tag, Tone, live, say},
};

/// The list.
pub fn page(_: Params) -> AnyView {
    let first = reading(|| async { api::messages::mine("").await });
    let up = (String::from("/my"), t("my.title"));
    view! {
        <Page title=t("messages.title") up=up>
            <div class="stack">
                <div class="actions">
                    <LinkButton href="/my/messages/settings" label=t("messages.settings") kind=Kind::Secondary icon="edit" />
                </div>
                {shown(first, list)}
            </div>
        </Page>
    }
    .into_any()
}

/// What the list knows.
#[derive(Clone, Copy)]
struct Inbox {
    rows: RwSignal<Vec<MessageView>>,
    next: RwSignal<Option<String>>,
    unread: RwSignal<u32>,
    busy: RwSignal<bool>,
}

fn list(first: MessageList) -> AnyView {
    if first.messages.is_empty() {
        return view! { <Empty title=t("messages.none") text=t("messages.none.help") /> }
            .into_any();
    }
    let inbox = Inbox {
        rows: RwSignal::new(first.messages),
        next: RwSignal::new(first.next),
        unread: RwSignal::new(first.unread),
        busy: RwSignal::new(false),
    };
    let head = move || {
        let unread = inbox.unread.get();
        if unread == 0 {
            return view! { <p class="soft">{t("messages.all_read")}</p> }.into_any();
        }
        let press = Callback::new(move |()| inbox.read(Vec::new()));
        view! {
            <div class="messages-head">
                <p>{tr("messages.unread", &[("n", &unread.to_string())])}</p>
                <Button label=t("messages.read_all") kind=Kind::Quiet icon="check" on_press=press />
            </div>
        }
        .into_any()
    };
    let lines = move || {
        let rows = inbox.rows.get();
        rows.iter().map(|row| line(row, inbox)).collect_view().into_any()
    };
    let has_more = Signal::derive(move || inbox.next.with(Option::is_some));
    view! {
        <section class="card" aria-label=t("messages.title")>
            <div role="status">{live(head)}</div>
            <ul class="rows">{live(lines)}</ul>
        </section>
        <LoadMore more=has_more busy=inbox.busy on_more=Callback::new(move |()| inbox.more()) />
    }
    .into_any()
}

impl Inbox {
    /// Marks some as read, or all.
    fn read(self, ids: Vec<String>) {
        leptos::task::spawn_local(async move {
            match api::messages::read(ids.clone()).await {
                Ok(left) => {
                    self.unread.set(left.unread);
                    self.rows.update(|rows| {
                        let meant =
                            |row: &&mut MessageView| ids.is_empty() || ids.contains(&row.id);
                        rows.iter_mut().filter(meant).for_each(|row| row.read = true);
                    });
                }
                Err(error) => say(in_words(&error).0),
            }
        });
    }

    fn more(self) {
        let Some(cursor) = self.next.get_untracked() else { return };
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            match api::messages::mine(&cursor).await {
                Ok(page) => {
                    self.rows.update(|rows| rows.extend(page.messages));
                    self.next.set(page.next);
                    self.unread.set(page.unread);
                }
                Err(error) => say(in_words(&error).0),
            }
            self.busy.set(false);
        });
    }
}

fn line(message: &MessageView, inbox: Inbox) -> AnyView {
    let id = message.id.clone();
    let mark = {
        let id = id.clone();
        Callback::new(move |()| inbox.read(vec![id.clone()]))
    };
    let title = pick(&message.title);
    let unread = (!message.read).then(|| view! { <Tag label=t("messages.new") tone=Tone::Info /> });
    let read = (!message.read).then(|| {
        let describe = format!("{}: {title}", t("messages.read"));
        view! { <Button label=t("messages.read") kind=Kind::Quiet describe=describe on_press=mark /> }
    });
    let link = (!message.about.is_empty()).then(|| {
        let follow = move |_| mark.run(());
        let name = format!("{}: {title}", t("messages.open"));
        view! {
            <a class="btn btn-secondary" href=message.about.clone() aria-label=name on:click=follow>
                <span>{t("messages.open")}</span>
            </a>
        }
    });
    view! {
        <li class="row-item" class:message-new=!message.read>
            <p class="row-name">{title.clone()}" "{unread}</p>
            <p>{pick(&message.text)}</p>
            <p class="small soft number">{moment(message.at)}</p>
            <div class="actions">{link}{read}</div>
        </li>
    }
    .into_any()
}
