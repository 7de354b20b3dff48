//! One bad rating: what was said, the call, and what was done about it.

use leptos::prelude::*;
use onething_api::departments::DepartmentList;
use onething_api::ratings::{Moment, Rectification, RectificationRequest};
use onething_domain::rating::{RatingAct, RatingCommand, RectificationState};

use crate::{
    api::{self, ApiError, Wrote},
    i18n::{date, moment, pick, t, tr},
    load::{failure, reading, shown},
    platform::id,
    router::{Params, encode},
    staff::parts::acts::{Act, Ask, Question, acts, other_departments},
    ui::{Card, Facts, Kind, Opt, Page, Tag, Timeline, TimelineEntry, Tone, live, live_if, say},
    words::code,
};

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Open {
    rating: RwSignal<Rectification>,
    departments: StoredValue<DepartmentList>,
    doing: RwSignal<Option<usize>>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
}

/// The page.
pub fn page(params: Params) -> AnyView {
    let id = params.get("id");
    let read = reading(move || {
        let id = id.clone();
        async move { Ok((api::rectifications::one(&id).await?, api::departments::list().await?)) }
    });
    let title = Signal::derive(move || match read.get() {
        Some(Ok((rating, _))) => tr("staff.rating.of", &[("name", &pick(&rating.name))]),
        _ => t("staff.ratings.title"),
    });
    let up = (String::from(super::HERE), t("staff.ratings.title"));
    view! {
        <Page title=title wide=true up=up>
            {shown(read, |(rating, departments)| opened(rating, departments))}
        </Page>
    }
    .into_any()
}

fn opened(rating: Rectification, departments: DepartmentList) -> AnyView {
    let open = Open {
        rating: RwSignal::new(rating),
        departments: StoredValue::new(departments),
        doing: RwSignal::new(None),
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
    };
    view! {
        <div class="stack">
            {live_if(move || open.error.get().map(|error| failure(&error, None)))}
            {live(move || open.rating.with(about))}
            {live(move || open.rating.with(|rating| open.acts(rating)))}
            <Card title=t("staff.rating.history")>{live(move || open.rating.with(|rating| history(&rating.history)))}</Card>
        </div>
    }
    .into_any()
}

fn about(rating: &Rectification) -> AnyView {
    let words = |text: String| view! { <span>{text}</span> }.into_any();
    let late =
        rating.late.then(|| view! { " "<Tag label=t("staff.ratings.late") tone=Tone::Bad /> });
    let level = t(&format!("rate.level.{}", rating.verdict.level));
    let tags: Vec<String> =
        rating.verdict.tags.iter().map(|tag| t(&format!("rate.tag.{}", code(tag)))).collect();
    let said = match rating.verdict.text.as_str() {
        "" => t("staff.rating.no_text"),
        text => text.to_owned(),
    };
    let href = format!("/staff/cases/{}", encode(&rating.number));
    let mut facts = vec![
        (
            t("staff.ratings.column.number"),
            view! { <a class="number" href=href>{rating.number.clone()}</a> }.into_any(),
        ),
        (t("staff.ratings.column.name"), words(pick(&rating.name))),
        (t("staff.ratings.column.level"), view! { <Tag label=level tone=Tone::Warn /> }.into_any()),
        (t("staff.rating.text"), words(said)),
    ];
    if !tags.is_empty() {
        facts.push((t("staff.rating.tags"), words(tags.join(&t("mark.list")))));
    }
    facts.push((t("staff.rating.person"), words(rating.person.clone())));
    if !rating.phone.is_empty() {
        let href = format!("tel:{}", rating.phone);
        facts.push((
            t("staff.rating.phone"),
            view! { <a class="number" href=href>{rating.phone.clone()}</a> }.into_any(),
        ));
    }
    facts.push((t("staff.ratings.column.department"), words(pick(&rating.department_name))));
    facts.push((t("staff.ratings.column.state"), super::state_tag(rating.state)));
    if let Some(due) = rating.due {
        let due = view! { <span class="number">{date(due)}</span>{late} };
        facts.push((t("staff.ratings.column.due"), due.into_any()));
    }
    if rating.state == RectificationState::Closed {
        let key =
            if rating.justified { "staff.rating.justified" } else { "staff.rating.unjustified" };
        facts.push((
            t("staff.rating.measure"),
            words([t(key), rating.measure.clone()].join(&t("mark.colon"))),
        ));
    }
    view! { <Card title=t("staff.rating.about")><Facts rows=facts /></Card> }.into_any()
}

fn history(moments: &[Moment]) -> AnyView {
    let entry = |of: &Moment| TimelineEntry {
        title: t(&format!("moment.{}", of.what)),
        when: [moment(of.at), of.who.clone()].join(" ").trim().to_owned(),
        body: (!of.note.is_empty()).then(|| view! { <p>{of.note.clone()}</p> }.into_any()),
        tone: Tone::Plain,
    };
    view! { <Timeline entries=moments.iter().map(entry).collect() /> }.into_any()
}

impl Open {
    /// The buttons for what may be done now; what still keeps it from being closed, where that is a call.
    fn acts(self, rating: &Rectification) -> AnyView {
        if rating.may.is_empty() {
            return ().into_any();
        }
        let departments =
            self.departments.with_value(|list| other_departments(list, &rating.department));
        let offered = rating.may.iter().map(|act| offer(*act, &departments)).collect();
        let told = Callback::new(move |(act, answers): (&'static str, Vec<String>)| {
            self.give(act, &answers)
        });
        let waits = rating.state == RectificationState::Open;
        let hint =
            waits.then(|| view! { <p class="small soft">{t("staff.rating.needs_call")}</p> });
        view! { {acts(offered, self.doing, self.busy, told)}{hint} }.into_any()
    }

    fn give(self, act: &'static str, answers: &[String]) {
        let answer = |at: usize| answers.get(at).cloned().unwrap_or_default();
        let command = match act {
            "call" => RatingCommand::Call { reached: answer(0) == "yes", note: answer(1) },
            "close" => RatingCommand::Close { justified: answer(0) == "yes", measure: answer(1) },
            "hand_on" => RatingCommand::HandOn { department: answer(0), reason: answer(1) },
            _ => RatingCommand::Reopen { reason: answer(0) },
        };
        let (id, expected_seq) =
            self.rating.with_untracked(|rating| (rating.id.clone(), rating.seq));
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let request = RectificationRequest { id: id::fresh(), expected_seq, command };
            let answer = api::rectifications::give(&id, &request).await;
            self.busy.set(false);
            self.doing.set(None);
            match answer {
                Ok(Wrote::Done(now)) => {
                    self.error.set(None);
                    self.rating.set(*now);
                    say(t("staff.rating.done"));
                }
                Ok(Wrote::Stale(now)) => {
                    self.rating.set(*now);
                    say(t("staff.rating.stale"));
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}

/// How an act is asked for.
fn offer(act: RatingAct, departments: &[Opt]) -> Act {
    let label = t(&format!("staff.rating.do.{}", code(&act)));
    let yes_no =
        |yes: &str, no: &str| Ask::Radio(vec![Opt::new("yes", t(yes)), Opt::new("no", t(no))]);
    let words = |id, key: &str| Question::new(id, t(key), Ask::Words(String::new()));
    let (id, kind, questions) = match act {
        RatingAct::Call => {
            let reached = yes_no("staff.rating.call.yes", "staff.rating.call.no");
            let reached = Question::new("call-reached", t("staff.rating.call.reached"), reached);
            ("call", Kind::Primary, vec![reached, words("call-note", "staff.rating.call.note")])
        }
        RatingAct::Close => {
            let justified = yes_no("staff.rating.justified", "staff.rating.unjustified");
            let help = Ask::Words(t("staff.rating.close.measure.help"));
            let measure = Question::new("close-measure", t("staff.rating.close.measure"), help);
            let justified =
                Question::new("close-justified", t("staff.rating.close.justified"), justified);
            ("close", Kind::Primary, vec![justified, measure])
        }
        RatingAct::HandOn => {
            let to = Ask::Select(departments.to_vec());
            let to = Question::new("hand-on-to", t("staff.rating.hand_on.department"), to);
            ("hand_on", Kind::Secondary, vec![to, words("hand-on-why", "staff.rating.reason")])
        }
        RatingAct::Reopen => {
            ("reopen", Kind::Danger, vec![words("reopen-why", "staff.rating.reason")])
        }
    };
    Act { id, label, kind, questions }
}
