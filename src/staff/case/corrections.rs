//! Asking for corrections: everything that is missing, at once (一次性告知, 行政许可法 art. 32; C1).

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::case::{
    Action, Command, CommandKind, CorrectionEntry, CorrectionProposal, CorrectionTarget,
    asked_before,
};
use onething_domain::city::Role;
use onething_domain::depends::settles;
use onething_domain::guide::Guide;

use super::{open::Open, send::Sender, templates, unsent::Texts};
use crate::{
    i18n::{pick, t, tr},
    session::Session,
    sheet,
    ui::{
        AreaField, Button, Caption, Dialog, ErrorSummary, FieldError, FlagField, Form, Kind,
        Notice, Tone,
    },
};

/// Something that may be asked for, with what is written to it.
#[derive(Clone, PartialEq)]
struct Choice {
    target: CorrectionTarget,
    label: String,
    /// What was filed, in short.
    now: String,
    /// Whether its item was asked about before, so that a supervisor has to agree.
    again: bool,
    /// Whether no correction can change it.
    settled: bool,
    ticked: RwSignal<bool>,
    message: RwSignal<String>,
}

impl Choice {
    /// As it stands in a case; what was written before and sent back is there again.
    fn new(guide: &Guide, case: &CaseView, target: CorrectionTarget, now: String) -> Self {
        let of_case = |item: &str| case.tasks.iter().any(|task| task.item == item);
        let settled = match &target {
            CorrectionTarget::Field(id) => settles(guide, &case.submission, id),
            CorrectionTarget::Material(_) => false,
        };
        let before = proposal(case).map(|before| before.entries).unwrap_or_default();
        let before = before.into_iter().find(|entry| entry.target == target);
        Self {
            label: name(guide, &target),
            now,
            again: asked_before(guide, &case.corrections, of_case, &target),
            settled,
            ticked: RwSignal::new(before.is_some()),
            message: RwSignal::new(before.map(|entry| entry.message).unwrap_or_default()),
            target,
        }
    }

    /// Its id in the page.
    fn id(&self) -> String {
        match &self.target {
            CorrectionTarget::Field(id) => format!("correct-field-{id}"),
            CorrectionTarget::Material(id) => format!("correct-material-{id}"),
        }
    }

    fn message_id(&self) -> String {
        format!("{}-message", self.id())
    }

    /// Puts back what was typed before the dialog was closed.
    fn restore(&self, before: &Texts) {
        if let Some(text) = before.get(&self.id()) {
            self.ticked.set(true);
            self.message.set(text.clone());
        }
    }

    fn entry(&self) -> Option<CorrectionEntry> {
        let message = self.message.with(|text| text.trim().to_owned());
        self.ticked.get().then(|| CorrectionEntry { target: self.target.clone(), message })
    }
}

/// The name of what is asked for.
fn name(guide: &Guide, target: &CorrectionTarget) -> String {
    let name = match target {
        CorrectionTarget::Field(id) => guide.field(id).map(|field| pick(&field.label)),
        CorrectionTarget::Material(id) => guide.material(id).map(|material| pick(&material.name)),
    };
    name.unwrap_or_default()
}

/// The second request that waits for a supervisor or was sent back.
fn proposal(case: &CaseView) -> Option<CorrectionProposal> {
    case.office.as_ref()?.proposal.clone()
}

/// Where a second request stands, with what it says: beside the case, and before it is agreed to.
pub fn proposed(open: Open) -> AnyView {
    let now = Memo::new(move |_| open.view.with(proposal));
    let view = move || {
        let proposal = now.get()?;
        let guide = open.guide();
        let line = |entry: &CorrectionEntry| {
            let what = [name(&guide, &entry.target), t("mark.colon")].concat();
            view! { <li><strong>{what}</strong>{entry.message.clone()}</li> }.into_any()
        };
        let lines: Vec<AnyView> = proposal.entries.iter().map(line).collect();
        let (tone, title) = match &proposal.returned {
            Some(why) => (Tone::Bad, tr("staff.proposal.returned", &[("why", why)])),
            None => (Tone::Warn, t("staff.proposal.waits")),
        };
        Some(
            view! { <Notice tone=tone title=title><ul class="bullets">{lines}</ul></Notice> }
                .into_any(),
        )
    };
    view! { {view} }.into_any()
}

/// Choices under one heading.
struct Group {
    title: String,
    choices: Vec<Choice>,
}

/// Every field that was asked, by section, then every material.
fn groups(guide: &Guide, case: &CaseView, open: Open) -> Vec<Group> {
    let submission = &case.submission;
    let mut groups = Vec::new();
    for section in sheet::sheet(guide, submission, &open.regions()) {
        let mut choices: Vec<Choice> = Vec::new();
        for row in section.rows.iter().filter(|row| !row.field.is_empty()) {
            let target = CorrectionTarget::Field(row.field.clone());
            match choices.last_mut().filter(|last| last.target == target) {
                // The parts of one field are corrected together.
                Some(last) => last.now = [last.now.as_str(), &row.value].join(" "),
                None => choices.push(Choice::new(guide, case, target, row.value.clone())),
            }
        }
        groups.push(Group { title: section.title, choices });
    }
    let materials = guide.materials.iter().filter(|m| submission.evidence.contains_key(&m.id));
    let wanting = open.verdicts.get_untracked();
    let choices = materials.map(|material| {
        let target = CorrectionTarget::Material(material.id.clone());
        let choice = Choice::new(guide, case, target, String::new());
        // What the checklist found wanting need not be found again here.
        if wanting.get(&material.id) == Some(&false) {
            choice.ticked.set(true);
        }
        choice
    });
    groups.push(Group { title: t("staff.case.materials"), choices: choices.collect() });
    groups.retain(|group| !group.choices.is_empty());
    groups
}

/// The dialog, while corrections are being asked for.
pub fn dialog(open: Open) -> AnyView {
    let view = move || {
        let action = open.doing.get()?;
        (action.command == CommandKind::RequestCorrections).then(|| fill_in(open, action))
    };
    view! { {view} }.into_any()
}

fn fill_in(open: Open, action: Action) -> AnyView {
    let groups = open.view.with_untracked(|view| groups(&open.guide(), view, open));
    let all: Vec<Choice> = groups.iter().flat_map(|group| group.choices.clone()).collect();
    let before = open.unsent.of(&action);
    all.iter().for_each(|choice| choice.restore(&before));
    let all = StoredValue::new(all);
    open.unsent.keep(&action, move || all.with_value(|all| typed(all)));
    let sender = Sender::new(open);
    let possible = sender.possible(action.clone());
    let attempt = RwSignal::new(0_u32);
    let entries = move || {
        all.with_value(|all| all.iter().filter_map(Choice::entry).collect::<Vec<CorrectionEntry>>())
    };
    let errors = Signal::derive(move || all.with_value(|all| problems(all)));
    let close = Callback::new(move |()| open.doing.set(None));
    let send = Callback::new(move |()| {
        attempt.update(|count| *count += 1);
        if errors.with_untracked(Vec::is_empty) {
            sender.send(Command::RequestCorrections { entries: untrack(entries) });
        }
    });
    let supervises =
        Session::get().person().is_some_and(|person| person.roles.contains(&Role::Supervisor));
    let second = Memo::new(move |_| {
        let asks = |all: &Vec<Choice>| all.iter().any(|one| one.again && one.ticked.get());
        !supervises && all.with_value(asks)
    });
    let submit = Signal::derive(move || {
        let key = if second.get() { "staff.corrections.propose" } else { "staff.corrections.send" };
        tr(key, &[("n", &entries().len().to_string())])
    });
    let told = move || {
        second.get().then(|| {
            view! { <Notice tone=Tone::Warn title=t("staff.corrections.second")><p>{t("staff.corrections.second.help")}</p></Notice> }
        })
    };
    let groups = StoredValue::new(groups);
    let list = move || {
        groups.with_value(|groups| groups.iter().map(|one| group(one, attempt)).collect_view())
    };
    view! {
        <Dialog open=true on_close=close title=t("staff.do.request_corrections") wide=true>
            <p class="soft">{t("staff.lead.request_corrections")}</p>
            {sender.notices(action.clone())}
            {proposed(open)}
            <ErrorSummary errors=errors attempt=attempt />
            <Form on_submit=send>
                <div class="checklist">{list()}</div>
                {told}
                <div class="actions dialog-foot">
                    {move || possible.get().then(|| view! {
                        <Button label=submit submit=true busy=sender.busy />
                    })}
                    <Button label=t("staff.cancel") kind=Kind::Secondary on_press=close />
                </div>
            </Form>
        </Dialog>
    }
    .into_any()
}

/// What is ticked, with what is written to it. Tracked.
fn typed(all: &[Choice]) -> Texts {
    let ticked = all.iter().filter(|choice| choice.ticked.get());
    ticked.map(|choice| (choice.id(), choice.message.get())).collect()
}

/// Nothing ticked, or ticked without a word about what is wrong.
fn problems(all: &[Choice]) -> Vec<FieldError> {
    let ticked: Vec<&Choice> = all.iter().filter(|choice| choice.ticked.get()).collect();
    let first = all.iter().find(|choice| !choice.settled);
    if let (true, Some(first)) = (ticked.is_empty(), first) {
        return vec![FieldError { id: first.id(), text: t("staff.corrections.nothing") }];
    }
    let blank = ticked.into_iter().filter(|c| c.message.with(|text| text.trim().is_empty()));
    let error = |choice: &Choice| FieldError {
        id: choice.message_id(),
        text: tr("staff.corrections.blank", &[("what", &choice.label)]),
    };
    blank.map(error).collect()
}

fn group(group: &Group, attempt: RwSignal<u32>) -> AnyView {
    let choices: Vec<AnyView> =
        group.choices.iter().map(|one| choice(one.clone(), attempt)).collect();
    view! {
        <fieldset class="checklist-group">
            <legend class="part-section">{group.title.clone()}</legend>
            {choices}
        </fieldset>
    }
    .into_any()
}

fn choice(choice: Choice, attempt: RwSignal<u32>) -> AnyView {
    let Choice { ticked, message, .. } = choice;
    if choice.settled {
        return view! {
            <div class="checklist-choice">
                <p><strong>{choice.label}</strong></p>
                <p class="soft small">{choice.now}</p>
                <p class="soft small">{t("staff.corrections.settled")}</p>
            </div>
        }
        .into_any();
    }
    let again = choice.again.then(|| t("staff.corrections.again"));
    let help: Vec<String> =
        again.into_iter().chain([choice.now.clone()]).filter(|text| !text.is_empty()).collect();
    let caption = Caption::new(choice.id(), choice.label.clone()).help(help.join(" · "));
    let tick = Callback::new(move |on| ticked.set(on));
    let wrong = Signal::derive(move || {
        let blank = message.with(|text| text.trim().is_empty());
        (attempt.get() > 0 && blank).then(|| t("staff.form.missing"))
    });
    let words = move || {
        ticked.get().then(|| {
            let label = tr("staff.corrections.message", &[("what", &choice.label)]);
            let caption = Caption::new(choice.message_id(), label).error(wrong);
            let templates = match choice.target {
                CorrectionTarget::Field(_) => templates::FIELD,
                CorrectionTarget::Material(_) => templates::MATERIAL,
            };
            view! {
                <div class="checklist-words">
                    <AreaField
                        caption=caption
                        value=message
                        on_input=Callback::new(move |text| message.set(text))
                        rows=2
                    />
                    {templates::buttons(templates, message)}
                </div>
            }
            .into_any()
        })
    };
    view! {
        <div class="checklist-choice">
            <FlagField caption=caption value=ticked on_pick=tick />
            {words}
        </div>
    }
    .into_any()
}
