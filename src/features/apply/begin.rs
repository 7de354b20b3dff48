//! `/apply/{thing}`: begins a draft, or offers the one that is there. The address carries the answers
//! of the pre-check.

use leptos::prelude::*;
use onething_api::drafts::{Draft, NewDraft};
use onething_api::guides::GuideView;
use onething_api::session::Session as Person;
use onething_domain::answers::{Answers, Situation};
use onething_domain::draft::DraftContent;
use onething_domain::narrow::narrow;
use onething_domain::thing::ApplicantKind;

use super::shelf::Shelf;
use crate::{
    api::{self, ApiError, Wrote},
    i18n::{moment, pick, t, tr},
    kept, links,
    load::{failure, reading, shown},
    platform::history,
    router::Params,
    session::Session,
    ui::{Button, Card, Kind, Page, Skeleton, live},
};

/// The page.
pub fn page(params: Params) -> AnyView {
    let thing = params.get("thing");
    let up = (links::guide(&thing), t("apply.to_guide"));
    let read = reading(move || {
        let thing = thing.clone();
        async move {
            let guide = api::guides::guide(&thing).await?;
            let drafts = match api::drafts::mine().await {
                Ok(list) => list.drafts,
                // What this device keeps can be gone on with.
                Err(error) if error.offline => kept_of(&thing).ok_or(error)?,
                Err(error) => return Err(error),
            };
            Ok((guide, drafts))
        }
    });
    let title = Signal::derive(move || match read.get() {
        Some(Ok((view, _))) => pick(&view.guide.title),
        _ => t("apply.title"),
    });
    let body = move |(guide, drafts): (GuideView, Vec<Draft>)| {
        let view = move || match Session::get().person() {
            Some(person) => way(&guide, &drafts, &person),
            None if Session::get().is_unasked() => {
                drafts.first().map_or_else(|| ().into_any(), |draft| offer(&guide, draft.clone()))
            }
            None => view! { <Skeleton /> }.into_any(),
        };
        live(view)
    };
    view! { <Page title=title up=up>{shown(read, body)}</Page> }.into_any()
}

/// The drafts of a thing that this device keeps; none where it keeps none.
fn kept_of(thing: &str) -> Option<Vec<Draft>> {
    let mut drafts = kept::drafts();
    drafts.retain(|draft| draft.thing == thing);
    (!drafts.is_empty()).then_some(drafts)
}

/// First for whom, then with which draft.
fn way(view: &GuideView, drafts: &[Draft], person: &Person) -> AnyView {
    let guide = &view.guide;
    match (guide.applicant, &person.acting) {
        (ApplicantKind::Company, None) if person.companies.is_empty() => {
            view! { <Card title=t("begin.no_company")><p>{t("begin.no_company.help")}</p></Card> }
                .into_any()
        }
        (ApplicantKind::Company, None) => {
            let companies = person
                .companies
                .iter()
                .map(|company| (Some(company.code.clone()), company.name.clone()));
            acting(t("begin.which_company"), companies.collect())
        }
        (ApplicantKind::Citizen, Some(_)) => {
            acting(t("begin.for_yourself"), vec![(None, person.name.clone())])
        }
        _ => {
            let own = |draft: &&Draft| draft.thing == guide.thing && draft.company == person.acting;
            match drafts.iter().find(own) {
                Some(draft) => offer(view, draft.clone()),
                None => start(view, false),
            }
        }
    }
}

/// Buttons for whom one may act.
fn acting(ask: String, choices: Vec<(Option<String>, String)>) -> AnyView {
    let session = Session::get();
    let buttons: Vec<AnyView> = choices
        .into_iter()
        .map(|(company, name)| {
            let press = Callback::new(move |()| {
                let company = company.clone();
                leptos::task::spawn_local(async move {
                    match api::session::act_for(company).await {
                        Ok(person) => session.set(Some(person)),
                        Err(error) => crate::ui::say(error.message()),
                    }
                });
            });
            view! { <Button label=name on_press=press /> }.into_any()
        })
        .collect();
    view! { <Card title=ask><div class="actions">{buttons}</div></Card> }.into_any()
}

/// The answers in the address that belong to questions of the guide.
fn given(view: &GuideView) -> Situation {
    let query = history::here().with_untracked(|place| place.query.clone());
    let known = view.guide.questions.iter().filter_map(|question| {
        let value = query.get(&question.id)?;
        let option = question.options.iter().find(|option| option.value == value)?;
        Some((question.id.clone(), option.value.clone()))
    });
    known.collect()
}

/// The step to begin at: the form where the pre-check has been answered.
fn first_step(view: &GuideView, situation: &Situation) -> &'static str {
    let narrowed = narrow(&view.guide, situation, &Answers::new());
    let open = narrowed.questions.iter().any(|question| !situation.contains_key(&question.id));
    if open || !narrowed.stops.is_empty() { "situation" } else { "form" }
}

/// Begins a draft at once and goes there.
fn start(view: &GuideView, anew: bool) -> AnyView {
    let failed = RwSignal::new(None::<ApiError>);
    let situation = given(view);
    let step = first_step(view, &situation);
    let content = DraftContent { situation, step: step.to_owned(), ..DraftContent::default() };
    let new = NewDraft { thing: view.guide.thing.clone(), content, anew };
    let begin = Callback::new(move |()| {
        failed.set(None);
        let new = new.clone();
        leptos::task::spawn_local(async move {
            match api::drafts::begin(&new).await {
                Ok(draft) => {
                    if anew {
                        kept::forget_others(&draft);
                    }
                    history::replace(&links::draft(&draft.id, step));
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    });
    begin.run(());
    let shown = move || match failed.get() {
        Some(error) => failure(&error, Some(begin)),
        None => view! { <Skeleton /> }.into_any(),
    };
    live(shown)
}

/// There is a draft: go on with it, or begin anew.
fn offer(view: &GuideView, draft: Draft) -> AnyView {
    let anew = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let situation = given(view);
    let shelf = Shelf::get();
    let step = match &*draft.content.step {
        "" => "situation".to_owned(),
        step => step.to_owned(),
    };
    let about = tr(
        "begin.draft",
        &[("when", &moment(draft.saved_at)), ("step", &t(&format!("apply.step.{step}")))],
    );
    let go_on = Callback::new(move |()| {
        busy.set(true);
        let (draft, situation, step) = (draft.clone(), situation.clone(), step.clone());
        leptos::task::spawn_local(async move {
            go_on_with(draft, situation, step).await;
            busy.set(false);
        });
    });
    let view = view.clone();
    let start_anew = Callback::new(move |()| anew.set(true));
    let shown = move || {
        if anew.get() {
            shelf.clear();
            return start(&view, true);
        }
        let about = about.clone();
        view! {
            <Card title=t("begin.there")>
                <p>{about}</p>
                <div class="actions">
                    <Button label=t("begin.go_on") busy=busy on_press=go_on />
                    <Button label=t("begin.anew") kind=Kind::Secondary on_press=start_anew />
                </div>
                <p class="small soft">{t("begin.anew.help")}</p>
            </Card>
        }
        .into_any()
    };
    live(shown)
}

/// Takes the answers of the pre-check over into the old draft, where they differ, and opens it.
async fn go_on_with(draft: Draft, situation: Situation, step: String) {
    let mut content = draft.content.clone();
    content.situation.extend(situation);
    if content != draft.content {
        match api::drafts::save(&draft.id, draft.revision, &content).await {
            // Opening reads the newest copy anyway.
            Ok(Wrote::Done(_) | Wrote::Stale(_)) => {}
            // Opening leads on to its case.
            Err(error) if error.filed_as().is_some() => {}
            // It is sent from the draft itself, once the server is there.
            Err(error) if error.offline => kept::change(&draft.id, content),
            Err(error) => return crate::ui::say(error.message()),
        }
    }
    history::go(&links::draft(&draft.id, &step));
}
