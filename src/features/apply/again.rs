//! Files that were handed in before, used again instead of photographed again (A4).

use leptos::prelude::*;
use onething_api::uploads::{MaterialList, UsedMaterial};
use onething_domain::item::Material;

use super::{
    form::today,
    upload::{Uploads, about},
};
use crate::{
    api,
    i18n::{date, moment, pick, t, tr},
    load::{reading, shown},
    ui::{Button, Dialog, Empty, Kind, live_if},
};

/// A button that opens what was handed in before; the list is read when it is opened.
pub fn picker(uploads: Uploads, material: &Material) -> AnyView {
    let open = RwSignal::new(false);
    let close = Callback::new(move |()| open.set(false));
    let press = Callback::new(move |()| open.set(true));
    let (material, name) = (material.clone(), pick(&material.name));
    let describe = format!("{} {name}", t("again.pick"));
    let list = move || {
        let material = material.clone();
        open.get().then(|| untrack(|| choices(uploads, material, close)))
    };
    view! {
        <div class="upload-acts">
            <Button label=t("again.pick") kind=Kind::Quiet icon="document" describe=describe on_press=press />
        </div>
        <Dialog open=open on_close=close title=t("again.title")>{live_if(list.clone())}</Dialog>
    }
    .into_any()
}

fn choices(uploads: Uploads, material: Material, close: Callback<()>) -> AnyView {
    let read = reading(|| async { api::uploads::mine().await });
    let list = move |list: MaterialList| {
        // What was the same material before comes first; anything else may serve too.
        let (same, others): (Vec<_>, Vec<_>) =
            list.materials.into_iter().partition(|used| used.material == material.id);
        if same.is_empty() && others.is_empty() {
            return view! { <Empty title=t("again.none") text=t("again.none.help") /> }.into_any();
        }
        let lines: Vec<AnyView> = same
            .into_iter()
            .chain(others)
            .map(|used| line(uploads, &material, used, close))
            .collect();
        view! { <ul class="rows">{lines}</ul> }.into_any()
    };
    shown(read, list)
}

fn line(uploads: Uploads, material: &Material, used: UsedMaterial, close: Callback<()>) -> AnyView {
    let name = pick(&used.name);
    let when = tr("again.used", &[("when", &moment(used.used_at)), ("thing", &pick(&used.title))]);
    let files: Vec<AnyView> = used
        .files
        .iter()
        .map(|file| {
            let address = api::uploads::file_address(&file.id);
            let small = file.media.starts_with("image/").then(|| {
                view! { <img class="upload-thumb" src=address.clone() alt="" loading="lazy" /> }
            });
            view! {
                <li><a class="review-file" href=address.clone() target="_blank" rel="noopener external">
                    {small}<span>{file.name.clone()}" "<span class="small soft">{about(file)}</span></span>
                </a></li>
            }
            .into_any()
        })
        .collect();
    let until = used.uploaded_on.and_then(|day| material.serves_until(day));
    let expired = used.uploaded_on.is_some_and(|day| !material.serves(day, today()));
    let validity = until.map(|until| match expired {
        true => tr("again.expired", &[("until", &date(until))]),
        false => tr("again.valid", &[("until", &date(until))]),
    });
    let describe = format!("{} {name}", t("again.use"));
    let id = material.id.clone();
    let press = Callback::new(move |()| {
        uploads.reuse(&id, &used.files);
        close.run(());
    });
    // What is too old is shown, so that nobody wonders where it is, but not to be taken.
    let take = (!expired).then(|| {
        view! {
            <div class="actions">
                <Button label=t("again.use") kind=Kind::Secondary describe=describe on_press=press />
            </div>
        }
    });
    view! {
        <li class="row-item">
            <p class="row-name">{name}</p>
            <p class="small soft">{when}</p>
            <ul>{files}</ul>
            {validity.map(|words| view! { <p class="small" class:soft=!expired>{words}</p> })}
            {take}
        </li>
    }
    .into_any()
}
