//! The pre-check (G7): a few questions decide what applies, and tell at once who is not eligible
//! and why. The answers live in the address, so that they can be shared and survive Back.

mod outcome;
mod situation;

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::guides::GuideView;
use onething_domain::{
    answers::Situation,
    guide::Guide,
    narrow::outlook,
    thing::{ApplicantKind, Question},
    wording::AS,
};

use crate::{
    api,
    i18n::{pick, t, tr},
    links,
    load::{reading, shown},
    parts,
    platform::history,
    router::Params,
    session::Session,
    ui::{Caption, Notice, Opt, Page, RadioField, Tone, live},
};
use situation::{answered, from_query, to_query};

/// The pre-check of a thing.
pub fn page(params: Params) -> AnyView {
    let thing = params.get("thing");
    let up = (links::guide(&thing), t("guide.title"));
    let guide = reading(move || {
        let thing = thing.clone();
        async move { api::guides::guide(&thing).await.map(Arc::new) }
    });
    let here = history::here();
    let company = move || here.with(|place| place.query.get(AS) == Some("company"));
    let title = Signal::derive(move || match guide.get() {
        Some(Ok(view)) => title(&view.guide, company()),
        _ => t("check.title"),
    });
    view! {
        <Page title=title lead=t("check.lead") wide=true up=up>{shown(guide, check)}</Page>
    }
    .into_any()
}

/// What the pre-check is called: as the thing is, in the words of who files it.
fn title(guide: &Guide, company: bool) -> String {
    let reader = if company { ApplicantKind::Company } else { ApplicantKind::Citizen };
    let thing = parts::in_words(guide, reader, |guide| pick(&guide.title));
    tr("check.title_of", &[("thing", &thing)])
}

/// The questions of a guide with what they come to. Answers go into the address of the page around.
pub fn check(view: Arc<GuideView>) -> AnyView {
    let here = history::here();
    let guide = view.clone();
    let given = Memo::new(move |_| here.with(|place| from_query(&guide.guide, &place.query)));
    let questions: Vec<AnyView> =
        view.guide.questions.iter().map(|asked| question(&view, asked, given)).collect();
    let none = view.guide.questions.is_empty().then(|| {
        view! { <Notice tone=Tone::Info title=t("check.no_questions") /> }
    });
    let side = outcome::outcome(view.clone(), given);
    let bar = outcome::bar(view.clone(), given);
    name_reader(view.clone(), given);
    let title = title(&view.guide, false);
    let along = move || {
        let address =
            given.with(|given| links::check(&view.guide.thing, &to_query(&view.guide, given)));
        parts::take_along(&address)
    };
    view! {
        <div class="check">
            <div class="card check-questions">
                {none}{questions}
                <div class="actions no-print">{parts::share_button(title)}</div>
                {live(along)}
            </div>
            <div class="check-side" id="outcome">{side}</div>
            {bar}
        </div>
    }
    .into_any()
}

/// Answers in whose name for a visitor who acts for a company already, where the address does not say.
fn name_reader(view: Arc<GuideView>, given: Memo<Situation>) {
    let session = Session::get();
    Effect::new(move |_| {
        let guide = &view.guide;
        let company = session.person().is_some_and(|person| person.acting.is_some());
        let open = given.with_untracked(|given| !given.contains_key(AS));
        if guide.applicant == ApplicantKind::Both && company && open {
            let company = ApplicantKind::Company.word().to_owned();
            let situation = answered(guide, given.get_untracked(), AS, company);
            history::replace(&links::check(&guide.thing, &to_query(guide, &situation)));
        }
    });
}

/// The present address with these answers in the place of those before; a preview's own switches stay.
fn answers_here(guide: &Guide, situation: &Situation) -> String {
    let here = history::here();
    here.with_untracked(|place| {
        let asked = guide.questions.iter().map(|question| question.id.as_str()).chain([AS]);
        let kept = asked.fold(place.query.clone(), |query, id| query.with(id, ""));
        let answers = to_query(guide, situation);
        let all = answers.pairs().iter().fold(kept, |query, (id, answer)| query.with(id, answer));
        all.on(&place.path)
    })
}

/// One question. It stays in the page when it is not asked, so that nothing loses the focus.
fn question(view: &Arc<GuideView>, question: &Question, given: Memo<Situation>) -> AnyView {
    let id = question.id.clone();
    let guide = view.clone();
    let asked = Memo::new(move |_| {
        given.with(|given| outlook(&guide.guide, given).questions.iter().any(|q| q.id == id))
    });
    let id = question.id.clone();
    let value = Memo::new(move |_| given.with(|given| given.get(&id).cloned().unwrap_or_default()));
    let (guide, id) = (view.clone(), question.id.clone());
    let choose = Callback::new(move |value: String| {
        let situation = answered(&guide.guide, given.get_untracked(), &id, value);
        history::go(&answers_here(&guide.guide, &situation));
    });
    let options = question.options.iter().map(|o| Opt::new(&o.value, pick(&o.label))).collect();
    let caption =
        Caption::new(format!("q-{}", question.id), pick(&question.ask)).help(pick(&question.why));
    view! {
        <div class="check-question" hidden=Signal::derive(move || !asked.get())>
            <RadioField caption=caption options=options value=value on_pick=choose />
        </div>
    }
    .into_any()
}
