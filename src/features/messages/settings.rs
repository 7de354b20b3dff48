//! How I want to be told: ways by topic, quiet hours, language, and where beside the phone.

use std::collections::BTreeSet;

use leptos::prelude::*;
use onething_api::messages::MessageSettings;
use onething_domain::message::{Channel, Choice, Quiet, QuietChoice, Topic};

use super::{email, wechat};
use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load::{in_words, reading, shown},
    router::Params,
    ui::{
        Button, Caption, Card, CheckField, Form, Opt, Page, RadioField, SelectField, live_if, say,
    },
    words::code,
};

/// The page.
pub fn page(_: Params) -> AnyView {
    let read = reading(|| async { api::messages::settings().await });
    let up = (String::from("/my/messages"), t("messages.title"));
    view! {
        <Page title=t("messages.settings") lead=t("messages.settings.lead") up=up>
            {shown(read, form)}
        </Page>
    }
    .into_any()
}

/// What the page knows: what the service has, and what the person has chosen since.
#[derive(Clone, Copy)]
pub struct Desk {
    /// As the service has it.
    pub kept: RwSignal<MessageSettings>,
    choice: RwSignal<Choice>,
    /// Whether something is under way.
    pub busy: RwSignal<bool>,
}

impl Desk {
    /// Takes what the service answers; what was chosen meanwhile and not saved yet stays.
    pub fn take(self, answer: Result<MessageSettings, ApiError>, said: &str) -> bool {
        self.busy.set(false);
        match answer {
            Ok(settings) => {
                self.choice.set(settings.choice.clone());
                self.kept.set(settings);
                say(t(said));
                true
            }
            Err(error) => {
                say(in_words(&error).0);
                false
            }
        }
    }
}

fn form(settings: MessageSettings) -> AnyView {
    let choice = RwSignal::new(settings.choice.clone());
    let desk = Desk { choice, kept: RwSignal::new(settings), busy: RwSignal::new(false) };
    let save = Callback::new(move |()| {
        if desk.busy.get_untracked() {
            return;
        }
        desk.busy.set(true);
        let choice = desk.choice.get_untracked();
        leptos::task::spawn_local(async move {
            desk.take(api::messages::choose(&choice).await, "messages.saved");
        });
    });
    // The ways to choose from change as addresses come and go; the rest of the form stays.
    let topics = move || {
        let channels = desk.kept.with(reachable);
        Some(Topic::ALL.map(|topic| ways(desk, topic, &channels)).collect_view().into_any())
    };
    view! {
        <div class="stack">
            <Card title=t("messages.where")>
                <p>{tr("messages.where.phone", &[("phone", &desk.kept.with_untracked(|kept| kept.phone.clone()))])}</p>
                {email::part(desk)}
                {wechat::part(desk)}
            </Card>
            <Card title=t("messages.how")>
                <p class="soft">{t("messages.how.help")}</p>
                <Form on_submit=save>
                    {live_if(topics)}
                    {quiet(desk)}
                    {language(desk)}
                    <Button label=t("messages.save") busy=desk.busy submit=true />
                </Form>
            </Card>
        </div>
    }
    .into_any()
}

/// Ways on which the person can be reached now.
fn reachable(kept: &MessageSettings) -> Vec<Channel> {
    let has = |channel: &Channel| match channel {
        Channel::Sms => true,
        Channel::Email => !kept.email.is_empty(),
        Channel::Wechat => kept.wechat,
    };
    kept.channels.iter().copied().filter(has).collect()
}

fn ways(desk: Desk, topic: Topic, channels: &[Channel]) -> AnyView {
    let name = code(&topic);
    let caption = Caption::new(format!("ways-{name}"), t(&format!("messages.topic.{name}")))
        .help(t(&format!("messages.topic.{name}.help")));
    let options = channels.iter().map(|channel| {
        let name = code(channel);
        Opt::new(name.clone(), t(&format!("messages.channel.{name}")))
    });
    let known = channels.to_vec();
    let values = Signal::derive(move || {
        let chosen = desk.choice.with(|choice| choice.ways.get(&topic).cloned());
        chosen.unwrap_or_default().iter().map(code).collect::<Vec<String>>()
    });
    let pick = Callback::new(move |names: Vec<String>| {
        let chosen: BTreeSet<Channel> =
            known.iter().copied().filter(|channel| names.contains(&code(channel))).collect();
        desk.choice.update(|choice| {
            choice.ways.insert(topic, chosen);
        });
    });
    view! { <CheckField caption=caption options=options.collect() values=values on_pick=pick /> }
        .into_any()
}

/// The hours that are proposed to whoever wants their own.
const PROPOSED: &str = "21:00-08:00";

fn quiet(desk: Desk) -> AnyView {
    let city = desk.kept.with_untracked(|kept| kept.city_quiet.clone());
    let city_words = match city.is_empty() {
        true => t("messages.quiet.city.none"),
        false => tr("messages.quiet.city", &[("hours", &city)]),
    };
    let options = vec![
        Opt::new("city", city_words),
        Opt::new("never", t("messages.quiet.never")),
        Opt::new("own", t("messages.quiet.own")),
    ];
    let value = Signal::derive(move || {
        let name = desk.choice.with(|choice| match choice.quiet {
            QuietChoice::City => "city",
            QuietChoice::Never => "never",
            QuietChoice::Own(_) => "own",
        });
        name.to_owned()
    });
    let pick = Callback::new(move |name: String| {
        desk.choice.update(|choice| {
            choice.quiet = match name.as_str() {
                "never" => QuietChoice::Never,
                "own" => QuietChoice::Own(PROPOSED.to_owned()),
                _ => QuietChoice::City,
            }
        });
    });
    let own = Memo::new(move |_| value.get() == "own");
    let caption = Caption::new("quiet", t("messages.quiet")).help(t("messages.quiet.help"));
    view! {
        <RadioField caption=caption options=options value=value on_pick=pick />
        {live_if(move || own.get().then(|| hours(desk)))}
    }
    .into_any()
}

/// From and until, to the half hour.
fn hours(desk: Desk) -> AnyView {
    let part = move |from: bool| {
        let value = Signal::derive(move || {
            let hours = desk.choice.with(|choice| choice.quiet(None))?;
            let text = hours.write();
            let (start, end) = text.split_once('-')?;
            Some(if from { start } else { end }.to_owned())
        });
        let value = Signal::derive(move || value.get().unwrap_or_default());
        let pick = Callback::new(move |time: String| {
            let now = desk.choice.with_untracked(|choice| choice.quiet(None));
            let Some(now) = now.map(Quiet::write) else { return };
            let Some((start, end)) = now.split_once('-') else { return };
            let text = if from { format!("{time}-{end}") } else { format!("{start}-{time}") };
            // Hours without a length are no quiet hours: the field falls back to what it was.
            if Quiet::read(&text).is_some() {
                desk.choice.update(|choice| choice.quiet = QuietChoice::Own(text));
            } else {
                desk.choice.notify();
            }
        });
        let times = (0..48).map(|half| format!("{:02}:{:02}", half / 2, half % 2 * 30));
        let options: Vec<Opt> = times.map(|time| Opt::new(time.clone(), time)).collect();
        let key = if from { "messages.quiet.from" } else { "messages.quiet.until" };
        let caption = Caption::new(if from { "quiet-from" } else { "quiet-until" }, t(key));
        view! { <SelectField caption=caption options=options value=value on_pick=pick /> }
    };
    view! { <div class="messages-hours">{part(true)}{part(false)}</div> }.into_any()
}

fn language(desk: Desk) -> AnyView {
    let options = vec![Opt::new("zh", "中文"), Opt::new("en", "English")];
    let value = Signal::derive(move || desk.choice.with(|choice| choice.language.clone()));
    let pick = Callback::new(move |language: String| {
        desk.choice.update(|choice| choice.language = language);
    });
    let caption =
        Caption::new("language", t("messages.language")).help(t("messages.language.help"));
    view! { <RadioField caption=caption options=options value=value on_pick=pick /> }.into_any()
}
