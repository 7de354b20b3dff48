//! Two people changed the same: whoever comes second sees both and chooses; everything else has been
//! joined already.

use leptos::prelude::*;
use onething_domain::authoring::Clash;
use serde_json::Value;

use super::{pen::Pen, places, read, work::Clashes};
use crate::{
    i18n::{t, tr},
    ui::{Button, Dialog, live_if},
};

/// Asks for each part that both changed, when there is one; `settle` is told the paths where theirs is taken.
pub fn dialog(
    clash: RwSignal<Option<Clashes>>,
    settle: Callback<Vec<String>>,
    pen: Pen,
) -> AnyView {
    let open = Signal::derive(move || clash.with(Option::is_some));
    // Closing without a choice keeps what is on the screen.
    let close = Callback::new(move |()| settle.run(Vec::new()));
    view! {
        <Dialog open=open on_close=close title=t("staff.clash.title") wide=true>
            {live_if(move || clash.get().map(|clashes| choices(settle, pen, clashes)))}
        </Dialog>
    }
    .into_any()
}

/// What the person has chosen: theirs at the paths in `taken`, mine elsewhere.
pub fn settled(mine: &Value, clashes: Clashes, taken: &[String]) -> Value {
    let mut tree = mine.clone();
    for clash in clashes.list.into_iter().filter(|clash| taken.contains(&clash.path)) {
        places::put(&mut tree, &clash.path, clash.theirs);
    }
    tree
}

fn choices(settle: Callback<Vec<String>>, pen: Pen, clashes: Clashes) -> AnyView {
    let who = clashes.by.map_or_else(|| t("staff.clash.somebody"), |by| by.name);
    let taken = RwSignal::new(Vec::<String>::new());
    let rows: Vec<AnyView> =
        clashes.list.iter().map(|clash| choice(pen, clash, &who, taken)).collect();
    let done = Callback::new(move |()| settle.run(taken.get_untracked()));
    view! {
        <p>{tr("staff.clash.text", &[("who", &who)])}</p>
        <div class="stack clashes">{rows}</div>
        <div class="actions"><Button label=t("staff.clash.done") on_press=done /></div>
    }
    .into_any()
}

fn choice(pen: Pen, clash: &Clash, who: &str, taken: RwSignal<Vec<String>>) -> AnyView {
    let place = read::way(pen, &clash.path).unwrap_or_else(|| clash.path.clone());
    let id = format!("clash-{}", clash.path.replace('.', "-"));
    let side = |mine: bool, value: &Option<Value>, label: String| {
        let (path, own) = (clash.path.clone(), clash.path.clone());
        let checked = Signal::derive(move || taken.with(|taken| taken.contains(&own)) != mine);
        let pick = move |_| {
            taken.update(|taken| {
                taken.retain(|known| *known != path);
                if !mine {
                    taken.push(path.clone());
                }
            });
        };
        let own_id = format!("{id}-{}", if mine { "mine" } else { "theirs" });
        let label_for = own_id.clone();
        let said = match value {
            Some(value) => read::part(pen, &clash.path, value),
            None => t("staff.clash.removed").into_any(),
        };
        view! {
            <label class="clash-side" for=label_for>
                <span class="clash-who">
                    <input class="choice-mark" type="radio" id=own_id name=id.clone() prop:checked=checked on:change=pick />
                    <span>{label}</span>
                </span>
                <span class="clash-value">{said}</span>
            </label>
        }
    };
    view! {
        <fieldset class="clash">
            <legend class="field-label">{place}</legend>
            <div class="clash-sides">
                {side(true, &clash.mine, t("staff.clash.mine"))}
                {side(false, &clash.theirs, tr("staff.clash.theirs", &[("who", who)]))}
            </div>
        </fieldset>
    }
    .into_any()
}
