//! Giving a working copy up, and taking a document out of force.

use leptos::prelude::*;
use onething_domain::authoring::DocumentKind;

use super::{address, pen::Pen, spec::Source, work::Work};
use crate::{
    api::{self, catalogue::said},
    i18n::{pick, t, tr},
    load::in_words,
    platform::{history, id},
    session::Session,
    ui::{
        AreaField, Button, Caption, ComboField, Dialog, Form, Kind as Looks, Notice, Tone, live_if,
        say,
    },
};

/// The two acts, as rows of a list; each only where it can be done.
pub fn tools(work: Work, pen: Pen) -> AnyView {
    let asked = RwSignal::new("");
    let row = move |act: &'static str, key: &'static str| {
        view! { <li><button type="button" class="edit-tool" on:click=move |_| asked.set(act)>{t(key)}</button></li> }
            .into_any()
    };
    let head = work.head;
    let can_discard = Memo::new(move |_| head.with(|head| head.status.has_copy()));
    let can_retire = Memo::new(move |_| {
        let roles = Session::get().person().map(|person| person.roles).unwrap_or_default();
        head.with(|head| head.status.may_retire(&roles))
    });
    let close = Callback::new(move |()| asked.set(""));
    let title = Signal::derive(move || asked.get());
    let discarding = Signal::derive(move || title.get() == "discard");
    let retiring = Signal::derive(move || title.get() == "retire");
    view! {
        {live_if(move || can_discard.get().then(|| row("discard", "staff.discard")))}
        {live_if(move || can_retire.get().then(|| row("retire", "staff.retire")))}
        <Dialog open=discarding on_close=close title=t("staff.discard")>{discard(work, close)}</Dialog>
        <Dialog open=retiring on_close=close title=t("staff.retire")>{retire(work, pen)}</Dialog>
    }
    .into_any()
}

fn discard(work: Work, close: Callback<()>) -> AnyView {
    let busy = RwSignal::new(false);
    let is_new = work.head.with_untracked(|head| head.is_new);
    let go = Callback::new(move |()| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            let given_up = match work.send().await {
                Ok(revision) => api::catalogue::discard(&work.of(), revision).await,
                Err(error) => Err(error),
            };
            busy.try_set(false);
            match given_up {
                Ok(()) => {
                    say(t("staff.discard.done"));
                    if is_new {
                        history::go(address::CATALOGUE);
                    } else {
                        work.reload().await;
                        close.try_run(());
                    }
                }
                Err(error) => say(in_words(&error).0),
            }
        });
    });
    let text = if is_new { "staff.discard.new" } else { "staff.discard.text" };
    view! {
        <p>{t(text)}</p>
        <div class="actions">
            <Button label=t("staff.discard.go") kind=Looks::Danger busy=busy on_press=go />
            <Button label=t("staff.cancel") kind=Looks::Secondary on_press=close />
        </div>
    }
    .into_any()
}

fn retire(work: Work, pen: Pen) -> AnyView {
    let of = work.of();
    let (reason, successor) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<(String, String)>));
    let missing = RwSignal::new(None::<String>);
    let key = StoredValue::new(id::fresh());
    let is_thing = of.kind == DocumentKind::Thing;
    let own = of.id.clone();
    let others = Signal::derive(move || {
        let mut others = pen.choices(Source::Things);
        others.retain(|other| other.value != own);
        others
    });
    let go = Callback::new(move |()| {
        let why = reason.get_untracked().trim().to_owned();
        if why.is_empty() {
            return missing.set(Some(t("staff.retire.reason.missing")));
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let of = of.clone();
        leptos::task::spawn_local(async move {
            let next = successor.get_untracked();
            let next = Some(next.as_str()).filter(|next| !next.is_empty());
            let done = api::catalogue::retire(&of, &key.get_value(), next, &why).await;
            busy.try_set(false);
            match done {
                Ok(()) => {
                    say(t("staff.retire.done"));
                    history::go(address::CATALOGUE);
                }
                Err(refused) => {
                    let used = said(&refused).used_by;
                    let names: Vec<String> = used.iter().map(|used| pick(&used.title)).collect();
                    let (title, text) = in_words(&refused);
                    let text = match names.is_empty() {
                        true => text,
                        false => {
                            tr("staff.retire.in_use", &[("things", &names.join(&t("mark.and")))])
                        }
                    };
                    error.try_set(Some((title, text)));
                }
            }
        });
    });
    let refusal = move || {
        error.get().map(|(title, text)| {
            view! { <Notice tone=Tone::Bad title=title><p>{text}</p></Notice> }.into_any()
        })
    };
    let next_field = is_thing.then(|| {
        let caption = Caption::new("retire-successor", t("staff.retire.successor"))
            .help(t("staff.retire.successor.help"))
            .optional(true);
        let put = Callback::new(move |id: String| successor.set(id));
        view! { <ComboField caption=caption options=others value=successor on_pick=put /> }
    });
    let caption = Caption::new("retire-reason", t("staff.retire.reason")).error(missing);
    let put = Callback::new(move |text: String| {
        reason.set(text);
        missing.set(None);
    });
    view! {
        <p>{t("staff.retire.text")}</p>
        {live_if(refusal)}
        <Form on_submit=go>
            {next_field}
            <AreaField caption=caption value=reason on_input=put rows=2 />
            <Button label=t("staff.retire.go") kind=Looks::Danger submit=true busy=busy />
        </Form>
    }
    .into_any()
}
