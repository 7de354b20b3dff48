//! `/staff/sentences`: the sentences that a department keeps for texts that its staff write again and again (C10). Who leads
//! the desk adds, changes and removes them; the dialogs of a case offer them before the standard ones.

use leptos::prelude::*;
use onething_api::sentences::{KeptSentence, Sentences};
use onething_domain::sentence::{MOST, Sentence, SentenceKind};

use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load::{Reading, in_words, reading, shown_steadily},
    platform::id,
    router::Params,
    ui::{
        AreaField, Button, Caption, Card, Dialog, Empty, Form, Kind, Notice, Opt, Page,
        SelectField, TextField, Tone, live_if, say,
    },
    words::code,
};

/// What is being done to which sentence.
#[derive(Clone, PartialEq, Eq)]
enum Doing {
    /// It is written, under this id: a new one, or one that was there.
    Writing(String, Option<Sentence>),
    /// It is about to be removed.
    Removing(KeptSentence),
}

/// What the page knows.
#[derive(Clone, Copy)]
struct State {
    read: Reading<Sentences>,
    doing: RwSignal<Option<Doing>>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
}

/// The page.
pub fn page(_: Params) -> AnyView {
    let state = State {
        read: reading(api::work::sentences),
        doing: RwSignal::new(None),
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
    };
    let dialog = move || {
        state.doing.get().map(|doing| match doing {
            Doing::Writing(id, known) => Draft::new(state, id, known).dialog(),
            Doing::Removing(kept) => removing(state, kept),
        })
    };
    view! {
        <Page title=t("staff.sentences.title") lead=t("staff.sentences.lead")>
            {shown_steadily(state.read, move |kept| list(state, &kept))}
            {live_if(dialog)}
        </Page>
    }
    .into_any()
}

fn list(state: State, kept: &Sentences) -> AnyView {
    let add = Callback::new(move |()| state.begin(Doing::Writing(id::fresh(), None)));
    let cards: Vec<AnyView> = SentenceKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let of = kept.sentences.iter().filter(|kept| kept.sentence.kind == kind);
            let rows: Vec<AnyView> = of.map(|one| row(state, one, kept.keeps)).collect();
            let card =
                |rows| view! { <Card title=name(kind)><ul class="task-lanes">{rows}</ul></Card> };
            (!rows.is_empty()).then(|| card(rows).into_any())
        })
        .collect();
    let none = cards.is_empty().then(|| {
        view! { <Empty title=t("staff.sentences.none") text=t("staff.sentences.none.help") /> }
    });
    view! {
        <div class="stack">
            {kept.keeps.then(|| view! {
                <div class="actions"><Button label=t("staff.sentences.add") on_press=add /></div>
            })}
            {none}
            {cards}
        </div>
    }
    .into_any()
}

/// For which text, in words.
fn name(kind: SentenceKind) -> String {
    t(&format!("staff.sentences.kind.{}", code(&kind)))
}

fn row(state: State, kept: &KeptSentence, keeps: bool) -> AnyView {
    let Sentence { short, text, .. } = kept.sentence.clone();
    let (changed, removed) = (kept.clone(), kept.clone());
    let change = Callback::new(move |()| {
        let KeptSentence { id, sentence } = changed.clone();
        state.begin(Doing::Writing(id, Some(sentence)));
    });
    let remove = Callback::new(move |()| state.begin(Doing::Removing(removed.clone())));
    let describe = |key: &str| tr(key, &[("name", &kept.sentence.short)]);
    let acts = keeps.then(|| {
        view! {
            <div class="actions">
                <Button label=t("staff.sentences.change") kind=Kind::Quiet describe=describe("staff.sentences.change.which") on_press=change />
                <Button label=t("staff.sentences.remove") kind=Kind::Quiet describe=describe("staff.sentences.remove.which") on_press=remove />
            </div>
        }
    });
    view! {
        <li class="task-lane"><p class="task-head"><strong>{short}</strong></p><p>{text}</p>{acts}</li>
    }
    .into_any()
}

impl State {
    fn begin(self, doing: Doing) {
        self.error.set(None);
        self.doing.set(Some(doing));
    }

    fn close(self) -> Callback<()> {
        Callback::new(move |()| self.doing.set(None))
    }

    /// What came of a change.
    fn take(self, answer: Result<Sentences, ApiError>, said: String) {
        let _ = self.busy.try_set(false);
        match answer {
            Ok(_) => {
                let _ = self.doing.try_set(None);
                self.read.refetch();
                say(said);
            }
            Err(error) => {
                let words = match error.problem.field.as_deref() {
                    Some("kind") => tr("staff.sentences.full", &[("n", &MOST.to_string())]),
                    _ => in_words(&error).0,
                };
                let _ = self.error.try_set(Some(words));
            }
        }
    }

    /// What the service did not take.
    fn refusal(self) -> AnyView {
        let words = move || {
            self.error.get().map(|words| view! { <Notice tone=Tone::Bad title=words /> }.into_any())
        };
        live_if(words)
    }
}

/// What is in the fields of a sentence.
#[derive(Clone, Copy)]
struct Draft {
    state: State,
    id: StoredValue<String>,
    is_new: bool,
    kind: RwSignal<String>,
    short: RwSignal<String>,
    text: RwSignal<String>,
    tried: RwSignal<bool>,
}

impl Draft {
    fn new(state: State, id: String, known: Option<Sentence>) -> Self {
        let is_new = known.is_none();
        let kind = known.as_ref().map(|sentence| code(&sentence.kind)).unwrap_or_default();
        let (short, text) = known.map(|known| (known.short, known.text)).unwrap_or_default();
        Self {
            state,
            id: StoredValue::new(id),
            is_new,
            kind: RwSignal::new(kind),
            short: RwSignal::new(short),
            text: RwSignal::new(text),
            tried: RwSignal::new(false),
        }
    }

    /// The kind, once it is chosen.
    fn kind(self) -> Option<SentenceKind> {
        let kind = self.kind.get();
        SentenceKind::ALL.into_iter().find(|known| code(known) == kind)
    }

    fn sentence(self, kind: SentenceKind) -> Sentence {
        Sentence { kind, short: self.short.get(), text: self.text.get() }.tidy()
    }

    /// What is wrong with a field, once it was tried to keep the sentence.
    fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            if !self.tried.get() {
                return None;
            }
            if field == "kind" {
                return self.kind().is_none().then(|| t("staff.sentences.kind.missing"));
            }
            // How long its texts may be does not depend on the kind.
            let sentence = self.sentence(self.kind().unwrap_or(SentenceKind::Field));
            let most = if field == "short" { Sentence::SHORT } else { Sentence::TEXT };
            let words = || tr("staff.sentences.length", &[("n", &most.to_string())]);
            sentence.wrong().contains(&field).then(words)
        })
    }

    fn send(self) {
        self.tried.set(true);
        let sentence = untrack(|| self.kind().map(|kind| self.sentence(kind)));
        let Some(sentence) = sentence.filter(|sentence| sentence.wrong().is_empty()) else {
            return;
        };
        if self.state.busy.get_untracked() {
            return;
        }
        self.state.busy.set(true);
        let id = self.id.get_value();
        leptos::task::spawn_local(async move {
            let answer = api::work::keep_sentence(&id, &sentence).await;
            let said = tr("staff.sentences.kept", &[("name", &sentence.short)]);
            self.state.take(answer, said);
        });
    }

    fn dialog(self) -> AnyView {
        let title =
            t(if self.is_new { "staff.sentences.add" } else { "staff.sentences.change.title" });
        view! {
            <Dialog open=true on_close=self.state.close() title=title>
                {self.state.refusal()}
                {self.form()}
            </Dialog>
        }
        .into_any()
    }

    fn form(self) -> AnyView {
        let kinds = || {
            let kinds = SentenceKind::ALL.into_iter();
            kinds.map(|kind| Opt::new(code(&kind), name(kind))).collect::<Vec<_>>()
        };
        let typed = |signal: RwSignal<String>| Callback::new(move |text: String| signal.set(text));
        let caption = move |field: &'static str| {
            let label = t(&format!("staff.sentences.{field}"));
            Caption::new(format!("sentence-{field}"), label).error(self.error(field))
        };
        let short = caption("short").help(t("staff.sentences.short.help"));
        let most = u32::try_from(Sentence::SHORT).unwrap_or(u32::MAX);
        view! {
            <Form on_submit=Callback::new(move |()| self.send())>
                <SelectField caption=caption("kind") options=Signal::derive(kinds) value=self.kind on_pick=typed(self.kind) />
                <TextField caption=short value=self.short on_input=typed(self.short) max_length=most />
                <AreaField caption=caption("text") value=self.text on_input=typed(self.text) rows=4 />
                <div class="actions">
                    <Button label=t("staff.sentences.keep") submit=true busy=self.state.busy />
                    <Button label=t("staff.cancel") kind=Kind::Secondary on_press=self.state.close() />
                </div>
            </Form>
        }
        .into_any()
    }
}

fn removing(state: State, kept: KeptSentence) -> AnyView {
    let KeptSentence { id, sentence } = kept;
    let (id, short) = (StoredValue::new(id), StoredValue::new(sentence.short));
    let text = StoredValue::new(sentence.text);
    let remove = Callback::new(move |()| {
        if state.busy.get_untracked() {
            return;
        }
        state.busy.set(true);
        let (id, short) = (id.get_value(), short.get_value());
        leptos::task::spawn_local(async move {
            let answer = api::work::drop_sentence(&id).await;
            state.take(answer, tr("staff.sentences.removed", &[("name", &short)]));
        });
    });
    let title = tr("staff.sentences.remove.which", &[("name", &short.get_value())]);
    view! {
        <Dialog open=true on_close=state.close() title=title>
            {state.refusal()}
            <p>{text.get_value()}</p>
            <div class="actions">
                <Button label=t("staff.sentences.remove") kind=Kind::Danger busy=state.busy on_press=remove />
                <Button label=t("staff.cancel") kind=Kind::Secondary on_press=state.close() />
            </div>
        </Dialog>
    }
    .into_any()
}
