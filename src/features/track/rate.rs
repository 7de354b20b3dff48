//! Rating what was done (E1): one tap for each service; a bad rating says why first, a good one may say it later.

use leptos::prelude::*;
use onething_api::cases::{CaseView, TaskView};
use onething_api::ratings::{CaseRatings, GivenRating, OpenRating, Rate};
use onething_domain::case::TaskStatus;
use onething_domain::rating::{RatingTag, RectificationState, Verdict, is_bad};

use crate::{
    api,
    i18n::{date, pick, t, tr},
    load::{in_words, reading, shown},
    platform::id,
    ui::{
        AreaField, Button, Caption, Card, CheckField, Details, Dialog, Form, Kind, Opt, Tag, Tone,
        live, say,
    },
    words::code,
};

/// Something for which words are asked: the item, its name and the level.
#[derive(Clone, PartialEq, Eq)]
struct Asked {
    item: String,
    name: String,
    level: u8,
}

/// The card and what its parts share.
#[derive(Clone, Copy)]
struct Rater {
    number: StoredValue<String>,
    latest: RwSignal<Option<CaseRatings>>,
    asked: RwSignal<Option<Asked>>,
    busy: RwSignal<bool>,
    tags: RwSignal<Vec<String>>,
    text: RwSignal<String>,
}

/// The number of a case of which something can be rated, and how many of its items.
pub fn due(case: &CaseView) -> Option<(String, usize)> {
    let decided = |task: &&TaskView| matches!(task.status, TaskStatus::Done | TaskStatus::Refused);
    let decided = case.tasks.iter().filter(decided).count();
    (case.status.is_ended() || decided > 0).then(|| (case.number.clone(), decided))
}

/// The card of a case.
pub fn card(number: String) -> AnyView {
    let rater = Rater {
        number: StoredValue::new(number.clone()),
        latest: RwSignal::new(None),
        asked: RwSignal::new(None),
        busy: RwSignal::new(false),
        tags: RwSignal::new(Vec::new()),
        text: RwSignal::new(String::new()),
    };
    let read = reading(move || {
        let number = number.clone();
        async move { api::ratings::of(&number).await }
    });
    let body = move || match rater.latest.get() {
        Some(ratings) => rater.body(ratings),
        None => shown(read, move |ratings| rater.body(ratings)),
    };
    view! {
        <Card title=t("rate.title") id="rate">
            {live(body)}
            {live(move || rater.dialog())}
        </Card>
    }
    .into_any()
}

impl Rater {
    fn body(self, ratings: CaseRatings) -> AnyView {
        let given: Vec<AnyView> = ratings.given.iter().map(|given| self.given(given)).collect();
        let (whole, rest): (Vec<OpenRating>, Vec<OpenRating>) =
            ratings.open.into_iter().partition(|open| open.item.is_empty());
        let question = |open: OpenRating| self.question(open);
        let count = rest.len().to_string();
        let rest: Vec<AnyView> = rest.into_iter().map(question).collect();
        let rest = (!rest.is_empty()).then(|| {
            let summary = tr("rate.services", &[("count", &count)]);
            view! { <Details summary=summary open=whole.is_empty()>{rest}</Details> }
        });
        let nothing = whole.is_empty() && rest.is_none() && given.is_empty();
        let over = nothing.then(|| view! { <p class="soft">{t("rate.over")}</p> });
        let whole: Vec<AnyView> = whole.into_iter().map(question).collect();
        view! { {whole}{rest}<ul class="rows">{given}</ul>{over} }.into_any()
    }

    /// Five buttons under the name of what is rated.
    fn question(self, open: OpenRating) -> AnyView {
        let name = match open.item.is_empty() {
            true => t("rate.whole"),
            false => pick(&open.name),
        };
        let levels: Vec<AnyView> = (1..=5u8)
            .map(|level| {
                let asked = Asked { item: open.item.clone(), name: name.clone(), level };
                let press = Callback::new(move |()| self.tap(asked.clone()));
                view! { <Button label=level_word(level) kind=Kind::Secondary busy=self.busy on_press=press /> }
                    .into_any()
            })
            .collect();
        view! {
            <fieldset class="field rate">
                <legend class="field-label">{name}</legend>
                <div class="rate-levels">{levels}</div>
            </fieldset>
        }
        .into_any()
    }

    fn given(self, given: &GivenRating) -> AnyView {
        let level = given.verdict.level;
        let tone = if is_bad(level) { Tone::Warn } else { Tone::Good };
        let name = if given.item.is_empty() { t("rate.whole") } else { pick(&given.name) };
        let silent = given.verdict.tags.is_empty() && given.verdict.text.is_empty();
        let asked = Asked { item: given.item.clone(), name: name.clone(), level };
        let more = silent.then(|| {
            let press = Callback::new(move |()| self.ask(asked.clone()));
            let describe = tr("rate.more.of", &[("name", &name)]);
            view! { <Button label=t("rate.more") kind=Kind::Quiet describe=describe on_press=press /> }
        });
        let follow = follow(given).map(|words| view! { <p class="small">{words}</p> });
        view! {
            <li class="row-item">
                <p class="lane-head"><span class="row-name">{name.clone()}</span><Tag label=level_word(level) tone=tone /></p>
                {follow}
                {more}
            </li>
        }
        .into_any()
    }

    /// A good rating is sent at once, a bad one with its reasons.
    fn tap(self, asked: Asked) {
        if is_bad(asked.level) { self.ask(asked) } else { self.send(asked) }
    }

    fn ask(self, asked: Asked) {
        self.tags.set(Vec::new());
        self.text.set(String::new());
        self.asked.set(Some(asked));
    }

    fn send(self, asked: Asked) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let tags = self.tags.get_untracked();
        let chosen = RatingTag::ALL.into_iter().filter(|tag| tags.contains(&code(tag))).collect();
        let text = self.text.get_untracked().trim().to_owned();
        let verdict = Verdict { level: asked.level, tags: chosen, text };
        let rate = Rate { id: id::fresh(), item: asked.item, verdict };
        leptos::task::spawn_local(async move {
            match api::ratings::rate(&self.number.get_value(), &rate).await {
                Ok(now) => {
                    self.asked.set(None);
                    self.tags.set(Vec::new());
                    self.text.set(String::new());
                    self.latest.set(Some(now));
                    say(t("rate.thanks"));
                }
                Err(error) => say(in_words(&error).0),
            }
            self.busy.try_set(false);
        });
    }

    fn dialog(self) -> AnyView {
        let Some(asked) = self.asked.get() else { return ().into_any() };
        let close = Callback::new(move |()| self.asked.set(None));
        let praise = !is_bad(asked.level);
        let options = RatingTag::ALL.into_iter().filter(move |tag| tag.is_praise() == praise);
        let options: Vec<Opt> = options
            .map(|tag| Opt::new(code(&tag), t(&format!("rate.tag.{}", code(&tag)))))
            .collect();
        let title = [asked.name.clone(), level_word(asked.level)].join(" · ");
        let send = Callback::new(move |()| self.send(asked.clone()));
        view! {
            <Dialog open=true on_close=close title=title>
                {self.form(options.clone(), praise, send)}
            </Dialog>
        }
        .into_any()
    }

    fn form(self, options: Vec<Opt>, praise: bool, send: Callback<()>) -> AnyView {
        let caption = t(if praise { "rate.good" } else { "rate.bad" });
        let help = t(if praise { "rate.text.help" } else { "rate.bad.help" });
        view! {
            <Form on_submit=send>
                <CheckField
                    caption=Caption::new("rate-tags", caption).optional(true)
                    options=options
                    values=self.tags
                    on_pick=Callback::new(move |tags| self.tags.set(tags))
                />
                <AreaField
                    caption=Caption::new("rate-text", t("rate.text")).help(help).optional(true)
                    value=self.text
                    on_input=Callback::new(move |text| self.text.set(text))
                    rows=3
                />
                <div class="actions"><Button label=t("rate.send") submit=true busy=self.busy /></div>
            </Form>
        }
        .into_any()
    }
}

fn level_word(level: u8) -> String {
    t(&format!("rate.level.{level}"))
}

/// What comes of a bad rating.
fn follow(given: &GivenRating) -> Option<String> {
    let department = pick(&given.department);
    match (given.state, given.due) {
        (RectificationState::None, _) | (_, None) => None,
        (RectificationState::Closed, _) => {
            Some(tr("rate.closed", &[("department", &department), ("measure", &given.measure)]))
        }
        (_, Some(due)) => {
            Some(tr("rate.open", &[("department", &department), ("date", &date(due))]))
        }
    }
}
