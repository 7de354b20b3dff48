//! `/staff/licences`: a chief representative takes back what the department has issued (注销证照), with a reason that
//! the holder is told. The address may name kind and number, as the links of cases do.

use leptos::prelude::*;
use onething_api::licences::RevokeLicence;
use onething_domain::licence;

use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load::failure,
    platform::history,
    router::Params,
    ui::{
        AreaField, Button, Caption, Card, Dialog, Empty, ErrorSummary, FieldError, Form, Kind,
        Notice, Opt, Page, SelectField, TextField, Tone, live,
    },
};

/// What is being written.
#[derive(Clone, Copy)]
struct Draft {
    kind: RwSignal<String>,
    number: RwSignal<String>,
    reason: RwSignal<String>,
    attempt: RwSignal<u32>,
}

impl Draft {
    fn missing(self, of: RwSignal<String>) -> bool {
        self.attempt.get() > 0 && of.with(|text| text.trim().is_empty())
    }

    fn errors(self) -> Vec<FieldError> {
        let fields = [
            ("licence-kind", self.kind, "staff.revoke.kind.missing"),
            ("licence-number", self.number, "staff.revoke.number.missing"),
            ("licence-reason", self.reason, "staff.revoke.reason.missing"),
        ];
        let wrong = fields.into_iter().filter(|(_, of, _)| self.missing(*of));
        wrong.map(|(id, _, key)| FieldError { id: id.into(), text: t(key) }).collect()
    }
}

/// The page.
pub fn page(_: Params) -> AnyView {
    let chief = crate::staff::is_chief();
    let body = move || match chief.get() {
        true => untrack(form),
        false => {
            let action = (String::from("/staff"), t("staff.nav.queue"));
            view! { <Empty title=t("staff.revoke.not_yours") action=action /> }.into_any()
        }
    };
    view! {
        <Page title=t("staff.revoke.title") lead=t("staff.revoke.lead") up=(String::from("/staff"), t("staff.nav.queue"))>
            {live(body)}
        </Page>
    }
    .into_any()
}

fn form() -> AnyView {
    let query = history::here().with_untracked(|place| place.query.clone());
    let given = |name: &str| RwSignal::new(query.get(name).unwrap_or_default().to_owned());
    let draft = Draft {
        kind: given("kind"),
        number: given("number"),
        reason: RwSignal::new(String::new()),
        attempt: RwSignal::new(0),
    };
    let sure = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let done = RwSignal::new(None::<u32>);
    let failed = RwSignal::new(None::<ApiError>);
    let errors = Signal::derive(move || draft.errors());
    let ask = Callback::new(move |()| {
        draft.attempt.update(|count| *count += 1);
        if untrack(|| draft.errors()).is_empty() {
            sure.set(true);
        }
    });
    let send = Callback::new(move |()| {
        sure.set(false);
        busy.set(true);
        failed.set(None);
        done.set(None);
        let text = |of: RwSignal<String>| of.get_untracked().trim().to_owned();
        let request = RevokeLicence {
            kind: text(draft.kind),
            number: text(draft.number),
            reason: text(draft.reason),
        };
        leptos::task::spawn_local(async move {
            match api::licences::revoke(&request).await {
                Ok(revoked) => done.set(Some(revoked.licences)),
                Err(error) => failed.set(Some(error)),
            }
            busy.set(false);
        });
    });
    view! {
        <div class="stack">
            <div aria-live="polite">{live(move || outcome(done.get(), failed.get()))}</div>
            <Card>
                <Form on_submit=ask>
                    <ErrorSummary errors=errors attempt=draft.attempt />
                    {fields(draft)}
                    <Button label=t("staff.revoke.do") kind=Kind::Danger submit=true busy=busy />
                </Form>
            </Card>
            {question(draft, sure, send)}
        </div>
    }
    .into_any()
}

fn fields(draft: Draft) -> AnyView {
    let mut kinds: Vec<Opt> = licence::KINDS
        .iter()
        .map(|kind| Opt::new(*kind, t(&format!("staff.licence.{kind}"))))
        .collect();
    kinds.sort_by(|a, b| a.label.cmp(&b.label));
    let wrong = move |of: RwSignal<String>, key: &'static str| {
        Signal::derive(move || draft.missing(of).then(|| t(key)))
    };
    let kind = Caption::new("licence-kind", t("staff.revoke.kind"))
        .error(wrong(draft.kind, "staff.revoke.kind.missing"));
    let number = Caption::new("licence-number", t("staff.revoke.number"))
        .help(t("staff.revoke.number.help"))
        .error(wrong(draft.number, "staff.revoke.number.missing"));
    let reason = Caption::new("licence-reason", t("staff.revoke.reason"))
        .help(t("staff.revoke.reason.help"))
        .error(wrong(draft.reason, "staff.revoke.reason.missing"));
    view! {
        <SelectField caption=kind options=kinds value=draft.kind on_pick=Callback::new(move |kind| draft.kind.set(kind)) />
        <TextField caption=number value=draft.number on_input=Callback::new(move |text| draft.number.set(text)) max_length=60 />
        <AreaField caption=reason value=draft.reason on_input=Callback::new(move |text| draft.reason.set(text)) />
    }
    .into_any()
}

/// Asks once more: what is taken back is not given again.
fn question(draft: Draft, sure: RwSignal<bool>, send: Callback<()>) -> AnyView {
    let close = Callback::new(move |()| sure.set(false));
    let said = Signal::derive(move || {
        let kind = draft.kind.get();
        let name = t(&format!("staff.licence.{kind}"));
        tr("staff.revoke.sure", &[("name", &name), ("number", &draft.number.get())])
    });
    view! {
        <Dialog open=sure on_close=close title=t("staff.revoke.title")>
            <p>{said}</p>
            <div class="actions">
                <Button label=t("staff.revoke.confirm") kind=Kind::Danger on_press=send />
                <Button label=t("crop.cancel") kind=Kind::Secondary on_press=close />
            </div>
        </Dialog>
    }
    .into_any()
}

fn outcome(done: Option<u32>, failed: Option<ApiError>) -> AnyView {
    if let Some(count) = done {
        let text = tr("staff.revoke.done.help", &[("n", &count.to_string())]);
        return view! { <Notice tone=Tone::Good title=t("staff.revoke.done")><p>{text}</p></Notice> }
            .into_any();
    }
    match failed {
        Some(error) if error.is_missing() => {
            view! { <Notice tone=Tone::Warn title=t("staff.revoke.none")><p>{t("staff.revoke.none.help")}</p></Notice> }
                .into_any()
        }
        Some(error) => failure(&error, None),
        None => ().into_any(),
    }
}
