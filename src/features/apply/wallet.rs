//! A licence from the wallet instead of a paper (A4).

use leptos::prelude::*;
use onething_api::licences::{LicenceView, Wallet};
use onething_domain::identifier::mask_id;
use onething_domain::item::Material;
use onething_domain::licence::LicenceStatus;
use onething_domain::submission::Evidence;

use super::form::Form;
use crate::{
    api,
    i18n::{pick, t},
    load::{reading, shown},
    parts::licence::{status, until},
    ui::{Button, Empty, Kind, Tag, Tone, live},
};

/// The licences of the kind that the material takes. Where one alone serves, choosing this way was the choice.
pub fn picker(form: Form, material: &Material) -> AnyView {
    let (id, kind) = (material.id.clone(), material.licence.clone());
    let read = reading(move || {
        let (id, kind) = (id.clone(), kind.clone());
        async move {
            let mut wallet = api::licences::mine(true).await?;
            wallet.licences.retain(|licence| licence.kind == kind);
            take_only(form, &id, &wallet);
            Ok(wallet)
        }
    });
    let id = material.id.clone();
    shown(read, move |wallet: Wallet| {
        if wallet.licences.is_empty() {
            return view! { <Empty title=t("licence.none") text=t("licence.none.help") /> }
                .into_any();
        }
        let lines: Vec<AnyView> =
            wallet.licences.iter().map(|licence| line(form, id.clone(), licence)).collect();
        view! { <ul class="rows">{lines}</ul> }.into_any()
    })
}

fn take_only(form: Form, material: &str, wallet: &Wallet) {
    let mut valid = wallet.licences.iter().filter(|one| one.status == LicenceStatus::Valid);
    let met = form.evidence.with_untracked(|all| all.contains_key(material));
    if let (Some(only), None, false) = (valid.next(), valid.next(), met) {
        form.meet(material, Some(Evidence::Licence { number: only.number.clone() }));
    }
}

fn line(form: Form, material: String, licence: &LicenceView) -> AnyView {
    let (name, number) = (pick(&licence.name), licence.number.clone());
    let (word, tone) = status(licence.status);
    let valid = licence.status == LicenceStatus::Valid;
    let (of, wanted) = (material.clone(), number.clone());
    let chosen = Memo::new(move |_| {
        form.evidence.with(
            |all| matches!(all.get(&of), Some(Evidence::Licence { number }) if *number == wanted),
        )
    });
    let describe = format!("{} {name}", t("licence.use"));
    let covered = mask_id(&number);
    let act = move || {
        if chosen.get() {
            return view! { <Tag label=t("licence.used") tone=Tone::Good /> }.into_any();
        }
        if !valid {
            return ().into_any();
        }
        let (material, number) = (material.clone(), number.clone());
        let press = Callback::new(move |()| {
            form.meet(&material, Some(Evidence::Licence { number: number.clone() }));
        });
        let describe = describe.clone();
        view! {
            <div class="actions">
                <Button label=t("licence.use") kind=Kind::Secondary describe=describe on_press=press />
            </div>
        }
        .into_any()
    };
    view! {
        <li class="row-item">
            <p class="row-name">{name}" "<Tag label=word tone=tone /></p>
            <p class="small soft">
                <span class="number">{covered}</span>" · "{licence.holder.clone()}" · "{until(licence.valid_until)}
            </p>
            {live(act)}
        </li>
    }
    .into_any()
}
