//! Above the form: where the document stands, whether it is saved, and the next step.

use leptos::prelude::*;
use onething_domain::authoring::DocumentKind;

use super::{
    address, open,
    pen::Pen,
    submit,
    work::{Saving, Work},
};
use crate::{
    i18n::{moment, t, tr},
    load::in_words,
    ui::{Button, Kind as Looks, LinkButton, icon, live, live_if, say},
};

/// The bar.
pub fn bar(work: Work, pen: Pen) -> AnyView {
    let status = Memo::new(move |_| work.head.with(|head| head.status));
    let editable = Memo::new(move |_| work.head.with(|head| head.editable));
    let undo = Callback::new(move |()| {
        if !pen.doc.undo() {
            say(t("staff.undo.none"));
        }
    });
    let acts = move || {
        let can_submit = status.get().has_copy();
        editable.get().then(|| {
            view! {
                <Button label=t("staff.undo") kind=Looks::Quiet on_press=undo />
                {previews(work)}
                {can_submit.then(|| submit::button(work))}
            }
            .into_any()
        })
    };
    view! {
        <div class="edit-bar">
            <p class="edit-state">
                <span class="soft">{t(&format!("staff.document.{}", work.kind().name()))}</span>
                {live(move || open::status_tag(status.get()))}
                {saving(work)}
            </p>
            <div class="edit-acts">{live_if(acts)}</div>
        </div>
    }
    .into_any()
}

/// Where the preview of a document is: of a thing its own, of an item those of the things that join it.
fn previews(work: Work) -> AnyView {
    let of = work.of();
    if of.kind == DocumentKind::Thing {
        let href = address::preview(&of.id, "");
        return view! { <LinkButton href=href label=t("staff.edit.preview") kind=Looks::Secondary /> }
            .into_any();
    }
    let first = work.head.with_untracked(|head| head.used_by.first().cloned());
    let Some(first) = first else { return ().into_any() };
    let href = address::preview(&first.thing, "");
    view! { <LinkButton href=href label=t("staff.edit.preview") kind=Looks::Secondary /> }
        .into_any()
}

/// Whether everything is saved; said aloud when it changes.
fn saving(work: Work) -> AnyView {
    let words = move || {
        let (mark, words) = match work.saving.get() {
            Saving::Saved => ("check", saved(work)),
            Saving::Busy => ("clock", t("saving.busy")),
            Saving::Offline => ("warn", t("saving.offline")),
            Saving::Failed(error) => {
                ("warn", tr("staff.save.failed", &[("why", &in_words(&error).0)]))
            }
        };
        view! { {icon(mark)}<span>{words}</span> }.into_any()
    };
    let again = move || {
        let stuck = matches!(work.saving.get(), Saving::Failed(_) | Saving::Offline);
        let press = Callback::new(move |()| {
            leptos::task::spawn_local(async move {
                let _ = work.send().await; // what went wrong is shown just here
            });
        });
        stuck.then(|| {
            view! { <Button label=t("saving.retry") kind=Looks::Quiet on_press=press /> }.into_any()
        })
    };
    let is_bad =
        Memo::new(move |_| matches!(work.saving.get(), Saving::Failed(_) | Saving::Offline));
    view! {
        <span class="edit-saving" class:edit-unsaved=is_bad role="status">{live(words)}</span>
        {live_if(again)}
    }
    .into_any()
}

fn saved(work: Work) -> String {
    work.head.with(|head| match (&head.changed_by, head.changed_at) {
        (Some(by), Some(at)) => {
            tr("staff.save.saved_by", &[("who", &by.name), ("when", &moment(at))])
        }
        _ => t("staff.save.saved"),
    })
}
