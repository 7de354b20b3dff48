//! One case: the form, the materials, the work and its history side by side, what may be done above, so that a desk
//! needs no scrolling of the page. Everything that may be done comes from the server's list; the page only draws it
//! (C1 C2 C4 C6 C10).

mod actions;
mod answers;
mod archive;
mod ask;
mod changes;
mod check;
mod corrections;
mod form;
mod inspection;
mod materials;
mod office;
mod open;
mod overdue;
mod reveal;
mod sample;
mod send;
mod tasks;
mod templates;
mod unsent;
mod viewer;

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::case::{Action, CommandKind};

use crate::{
    api,
    i18n::{date, moment, pick, t, tr},
    load::{reading, shown},
    platform::{history, page},
    router::Params,
    staff::parts::keys::{self, Key},
    ui::{Notice, Page, Skeleton, Tag, Tone},
    words,
};
use open::{Loaded, Open};

/// The page of a case.
pub fn page(params: Params) -> AnyView {
    let number = params.get("number");
    templates::provide_own();
    let first = reading(move || load(number.clone()));
    let up = || (String::from("/staff"), t("staff.nav.queue"));
    let view = move || {
        match first.get() {
        Some(Ok(_)) => shown(first, workspace),
        None => {
            view! { <Page title=t("staff.case.title") up=up() wide=true><Skeleton blocks=3 /></Page> }
                .into_any()
        }
        Some(Err(_)) => {
            view! { <Page title=t("staff.case.title") up=up()>{shown(first, workspace)}</Page> }
                .into_any()
        }
    }
    };
    view! { {view} }.into_any()
}

/// The case, the guide version that it was filed under, and the regions that answers name.
async fn load(number: String) -> Result<Loaded, api::ApiError> {
    let case: CaseView = api::cases::case(&number).await?;
    let submission = &case.submission;
    let guide = api::guides::version(&submission.thing, submission.version).await?.guide;
    let city = api::guides::city().await?;
    Ok(Loaded { case, guide, regions: city.regions })
}

fn workspace(loaded: Loaded) -> AnyView {
    let title = format!("{} {}", pick(&loaded.case.title), loaded.case.number);
    let open = Open::new(loaded);
    open.verdicts.set(check::before(open));
    open.follow();
    view! {
        <Page title=title up=(String::from("/staff"), t("staff.nav.queue")) wide=true>
            {facts(open)}
            {present(open)}
            <div class="case-keys">{keys::keys(own_keys(open))}</div>
            {actions::bar(open)}
            <div class="panes">
                <section class="pane pane-form" id="pane-form" aria-label=t("staff.case.filed") tabindex="0">
                    {returned(open)}
                    {corrections::proposed(open)}
                    {changes::changes(open)}
                    {answers::answers(open)}
                </section>
                <section class="pane pane-materials" id="pane-materials" aria-label=t("staff.case.handed") tabindex="0">
                    {materials::materials(open)}
                    {signature(open)}
                </section>
                <section class="pane pane-work" id="pane-work" aria-label=t("staff.case.work") tabindex="0">
                    {overdue::records(open)}
                    {inspection::visits(open)}
                    {tasks::lanes(open)}
                    {tasks::bill(open)}
                    {office::office(open)}
                </section>
                <section class="pane pane-history" id="pane-history" aria-label=t("staff.case.past") tabindex="0">
                    {tasks::history(open)}
                    {archive::part(open)}
                </section>
            </div>
            {form::dialog(open)}
            {office::dialog(open)}
            {corrections::dialog(open)}
            {inspection::dialog(open)}
            {reveal::dialog(open)}
            {viewer::dialog(open)}
        </Page>
    }
    .into_any()
}

/// Status, applicant and dates in one line.
fn facts(open: Open) -> AnyView {
    let view = move || {
        open.view.with(|case| {
            let (status, tone) = words::case_status(case.status);
            let mut facts = vec![(t("staff.case.applicant"), case.applicant.clone())];
            if let Some(company) = &case.company {
                facts.push((t("staff.case.company"), company.clone()));
            }
            facts.push((t("staff.case.filed_at"), moment(case.filed_at)));
            if let Some(due) = case.intake_due {
                facts.push((t("staff.case.intake_due"), date(due)));
            }
            let facts: Vec<AnyView> = facts.into_iter().map(fact).collect();
            view! { <div class="case-facts"><Tag label=status tone=tone /><dl>{facts}</dl></div> }
                .into_any()
        })
    };
    view! { {view} }.into_any()
}

fn fact((name, value): (String, String)) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}

/// Items that this applicant has had returned again and again (C6).
fn returned(open: Open) -> AnyView {
    let lines = Memo::new(move |_| {
        open.view.with(|view| {
            let line = |known: &onething_api::cases::Returned| {
                let task = view.tasks.iter().find(|task| task.item == known.item);
                let name = task.map(|task| pick(&task.name)).unwrap_or_default();
                let times = known.times.to_string();
                tr("staff.returned.line", &[("item", &name), ("times", &times)])
            };
            view.returned.iter().map(line).collect::<Vec<String>>()
        })
    });
    let view = move || {
        let lines = lines.get();
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
            view! { <Notice tone=Tone::Warn title=t("staff.returned")>{lines}</Notice> }.into_any()
        })
    };
    view! { {view} }.into_any()
}

/// Colleagues who have the case open too.
fn present(open: Open) -> AnyView {
    let view = move || {
        let names: Vec<String> =
            open.present.with(|all| all.iter().map(|one| one.name.clone()).collect());
        (!names.is_empty()).then(|| {
            let text = tr("staff.case.present", &[("names", &names.join(&t("mark.list")))]);
            view! { <span class="tag tag-warn">{text}</span> }.into_any()
        })
    };
    view! { <p class="case-present" role="status">{view}</p> }.into_any()
}

/// The keys of a case.
fn own_keys(open: Open) -> Vec<Key> {
    let show = |id: &'static str| {
        move || {
            page::focus(id);
        }
    };
    let mut keys = vec![
        Key::new("o", "actions", show("actions")),
        Key::new("f", "form", show("pane-form")),
        Key::new("m", "materials", show("pane-materials")),
        Key::new("w", "work", show("pane-work")),
        Key::new("h", "history", show("pane-history")),
        Key::new("v", "view", move || viewer::first(open)),
        Key::new("c", "note", move || {
            let note = Action { command: CommandKind::AddNote, item: None };
            if open.view.with_untracked(|view| view.allowed.contains(&note)) {
                open.doing.set(Some(note));
            }
        }),
        Key::new("u", "up", || history::go("/staff")),
    ];
    let nth = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    keys.extend(nth.into_iter().enumerate().map(|(at, key)| {
        Key::new(key, "nth", move || {
            let action = open.view.with_untracked(|view| actions::nth(view, at));
            if action.is_some() {
                open.doing.set(action);
            }
        })
    }));
    keys
}

/// The drawn signature and the digests that it binds to.
fn signature(open: Open) -> AnyView {
    let bound = Memo::new(move |_| open.view.with(|v| (v.signature.clone(), v.digests.clone())));
    let view = move || {
        let (id, digests) = bound.get();
        let image = if id.is_empty() {
            view! { <p>{t("staff.case.signature.paper")}</p> }.into_any()
        } else {
            let source = api::uploads::signature_address(&id);
            view! { <img class="signature" src=source alt=t("staff.case.signature.image") /> }
                .into_any()
        };
        let stamp = (open.view.with_untracked(|view| view.stamped)).then(|| {
            let source = api::uploads::stamp_address(&id);
            view! { <img class="signature" src=source alt=t("seal.picture") /> }
        });
        view! {
            {image}{stamp}
            <dl class="digests">
                <div><dt>"SM3"</dt><dd>{digests.sm3}</dd></div>
                <div><dt>"SHA-256"</dt><dd>{digests.sha256}</dd></div>
            </dl>
        }
        .into_any()
    };
    let others = move || {
        let others = open.view.with(|view| view.cosignatures.clone());
        let one = |cosigned: onething_api::cases::CosignatureView| {
            let name = format!("{} {}", pick(&cosigned.label), cosigned.name);
            let source = api::uploads::signature_address(&cosigned.signature);
            let void = cosigned
                .void
                .then(|| view! { <Tag label=t("staff.case.cosign.void") tone=Tone::Warn /> });
            view! {
                <p class="soft small">{name}" "{void}</p>
                <img class="signature" src=source alt=t("staff.case.signature.image") />
            }
            .into_any()
        };
        others.into_iter().map(one).collect_view()
    };
    let signer = move || {
        tr("staff.case.signature.by", &[("name", &open.view.with(|v| v.applicant.clone()))])
    };
    view! {
        <section class="part" id="signature" aria-labelledby="signature-title">
            <h2 class="part-title" id="signature-title">{t("staff.case.signature")}</h2>
            <p class="soft small">{signer}</p>
            {view}
            {others}
        </section>
    }
    .into_any()
}
