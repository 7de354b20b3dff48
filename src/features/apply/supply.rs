//! `/cases/{number}/supply`: what was to follow is handed in (容缺后补, A4).

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use onething_api::cases::CommandRequest;
use onething_api::guides::GuideView;
use onething_domain::case::{Command, Deferred};
use onething_domain::draft::DraftContent;
use onething_domain::guide::Guide;

use super::filed::Filed;
use super::filing::is_undecided;
use super::form::Form;
use super::materials;
use super::shelf::Shelf;
use super::upload::Uploads;
use crate::{
    api::{self, Wrote},
    i18n::{date, pick, t, tr},
    json, links,
    load::{in_words, reading, shown},
    platform::{history, id, storage},
    router::Params,
    ui::{Button, Card, Empty, ErrorSummary, FieldError, Notice, Page, Tone, live_if, say},
    words::why,
};

/// Where this device keeps what was uploaded for a case and is not handed in yet.
fn key(number: &str) -> String {
    storage::own(&format!("supply.{number}"))
}

/// The page.
pub fn page(params: Params) -> AnyView {
    let number = params.get("number");
    let up = (links::case(&number), t("track.title"));
    let read = reading(move || {
        let number = number.clone();
        async move {
            let case: Filed = api::cases::case(&number).await?;
            let filed = &case.submission;
            let guide = api::guides::version(&filed.thing, filed.version).await?;
            Ok((case, guide))
        }
    });
    let body = |(case, guide): (Filed, GuideView)| match open(&case) {
        open if open.is_empty() => {
            storage::remove(&key(&case.number));
            let action = (links::case(&case.number), t("track.title"));
            view! { <Empty title=t("supply.none") action=action /> }.into_any()
        }
        open => supplying(case, guide.guide, open),
    };
    view! { <Page title=t("supply.title") lead=t("supply.lead") up=up>{shown(read, body)}</Page> }
        .into_any()
}

/// What may be handed in now.
fn open(case: &Filed) -> Vec<Deferred> {
    if case.status.is_ended() {
        return Vec::new();
    }
    let goes_on =
        |item: &str| case.tasks.iter().any(|task| task.item == item && !task.status.is_ended());
    case.deferred.iter().filter(|one| one.is_wanted(goes_on)).cloned().collect()
}

/// What is being handed in.
#[derive(Clone, Copy)]
struct Supply {
    form: Form,
    number: StoredValue<String>,
    seq: StoredValue<i64>,
    /// One id for each material: a double tap or a lost answer hands it in once.
    ids: StoredValue<BTreeMap<String, String>>,
}

impl Supply {
    /// Sends what there is of one material, if anything; what was refused, in words.
    async fn send(self, material: &str) -> Result<bool, (String, String)> {
        let evidence = self.form.evidence.with_untracked(|all| all.get(material).cloned());
        let Some(evidence) = evidence else { return Ok(false) };
        let request = CommandRequest {
            id: self.ids.with_value(|ids| ids.get(material).cloned()).unwrap_or_default(),
            expected_seq: self.seq.get_value(),
            command: Command::SupplyMaterial { material: material.to_owned(), evidence },
        };
        match api::cases::command::<Filed>(&self.number.get_value(), &request).await {
            Ok(Wrote::Done(case)) => {
                self.seq.set_value(case.seq);
                Ok(true)
            }
            Ok(Wrote::Stale(case)) => {
                self.seq.set_value(case.seq);
                Err((t("error.stale_case"), String::new()))
            }
            Err(error) => {
                if !is_undecided(&error) {
                    // What is sent after this is another request.
                    self.ids.update_value(|ids| {
                        ids.insert(material.to_owned(), id::fresh());
                    });
                }
                let (title, text) = in_words(&error);
                Err((title, why(&error).unwrap_or(text)))
            }
        }
    }
}

/// A form with what this device has of it, where it stays until it is handed in: no photo is taken twice for a reload.
fn kept(number: &str, guide: Guide, ids: &[String]) -> Form {
    let key = key(number);
    let kept = storage::read(&key).and_then(|text| json::read(&text));
    let mut content =
        DraftContent { evidence: kept.unwrap_or_default(), ..DraftContent::default() };
    content.evidence.retain(|id, _| ids.contains(id));
    let told = StoredValue::new(None::<Form>);
    let changed = Callback::new(move |()| {
        let Some(form) = told.get_value() else { return };
        form.evidence.with_untracked(|evidence| {
            if evidence.is_empty() {
                storage::remove(&key);
            } else {
                storage::write(&key, &api::to_json(evidence));
            }
        });
    });
    let form = Form::new(Arc::new(guide), &content, changed);
    told.set_value(Some(form));
    form
}

fn supplying(case: Filed, guide: Guide, open: Vec<Deferred>) -> AnyView {
    let ids: Vec<String> = open.iter().map(|one| one.plan.material.clone()).collect();
    let (supply, uploads) = Shelf::get().keep(|| {
        let form = kept(&case.number, guide, &ids);
        let supply = Supply {
            form,
            number: StoredValue::new(case.number.clone()),
            seq: StoredValue::new(case.seq),
            ids: StoredValue::new(ids.iter().map(|of| (of.clone(), id::fresh())).collect()),
        };
        let uploads = Uploads::new(form);
        uploads.sync();
        (supply, uploads)
    });
    let cards: Vec<AnyView> = open.iter().map(|one| card(supply.form, uploads, one)).collect();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<(String, String)>);
    let (errors, attempt) = (RwSignal::new(Vec::<FieldError>::new()), RwSignal::new(0u32));
    let press = Callback::new(move |()| {
        let unfinished = untrack(|| uploads.unfinished(&ids));
        if !unfinished.is_empty() {
            errors.set(unfinished);
            return attempt.update(|count| *count += 1);
        }
        errors.set(Vec::new());
        if supply.form.evidence.with_untracked(BTreeMap::is_empty) {
            return failed.set(Some((t("supply.nothing"), String::new())));
        }
        failed.set(None);
        busy.set(true);
        let ids = ids.clone();
        leptos::task::spawn_local(async move {
            match all(supply, &ids).await {
                Ok(()) => {
                    say(t("supply.done"));
                    history::go(&links::case(&supply.number.get_value()));
                }
                Err(why) => failed.set(Some(why)),
            }
            busy.set(false);
        });
    });
    let not_sent = move || {
        let (title, text) = failed.get()?;
        Some(view! { <Notice tone=Tone::Bad title=title><p>{text}</p></Notice> }.into_any())
    };
    view! {
        <div class="stack">
            <ErrorSummary errors=errors attempt=attempt />
            {cards}
            {live_if(not_sent)}
            <div class="actions"><Button label=t("supply.send") busy=busy on_press=press /></div>
        </div>
    }
    .into_any()
}

/// One after the other: what has gone stays gone when a later one fails.
async fn all(supply: Supply, ids: &[String]) -> Result<(), (String, String)> {
    for material in ids {
        if supply.send(material).await? {
            supply.form.meet(material, None);
        }
    }
    Ok(())
}

fn card(form: Form, uploads: Uploads, one: &Deferred) -> AnyView {
    let Some(material) = form.material(&one.plan.material) else { return ().into_any() };
    let (place, name) = (materials::place(&material), pick(&material.name));
    let until = tr("materials.until", &[("date", &date(one.plan.until))]);
    let late = one
        .lapsed_at
        .map(|_| view! { <Notice tone=Tone::Bad title=t("supply.late")><p>{t("supply.late.help")}</p></Notice> });
    view! {
        <div id=place tabindex="-1"><Card title=name>
            {late}
            <p class="soft">{until}</p>
            <p><span class="soft">{t("materials.sample")}{t("mark.colon")}</span>{pick(&material.sample)}</p>
            {materials::uploader(uploads, &material)}
        </Card></div>
    }
    .into_any()
}
