//! The third step: how each material is met (A3, A4).

use leptos::prelude::*;
use onething_domain::item::Material;
use onething_domain::submission::Evidence;
use web_sys::File;

use super::fields::error_line;
use super::form::{Form, today};
use super::upload::Uploads;
use super::work::Work;
use super::{again, step, wallet};
use crate::{
    api,
    i18n::{date, days, pick, t, tr},
    ui::{
        Caption, Card, Details, Empty, ErrorSummary, FieldError, FileAct, FlagField, Opt,
        RadioField, Tag, Tone, Uploader, live, live_if, say,
    },
};

/// A way to meet a material.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Upload,
    Licence,
    Commitment,
    Deferred,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Licence => "licence",
            Self::Commitment => "commitment",
            Self::Deferred => "deferred",
        }
    }

    fn of(evidence: &Evidence) -> Self {
        match evidence {
            Evidence::Upload { .. } => Self::Upload,
            Evidence::Commitment => Self::Commitment,
            Evidence::Deferred { .. } => Self::Deferred,
            Evidence::Licence { .. } => Self::Licence,
        }
    }
}

/// The step.
pub fn body(work: Work) -> AnyView {
    let form = work.form;
    let attempt = RwSignal::new(0u32);
    // Not for every percent of a file on its way.
    let errors = Memo::new(move |_| errors(work));
    let cards = move || {
        let ids = form.shape.with(|shape| shape.materials.clone());
        if ids.is_empty() {
            return view! { <Empty title=t("materials.none") /> }.into_any();
        }
        ids.iter()
            .filter_map(|id| form.material(id))
            .map(|of| {
                let missing = missing(&of);
                let wrong = Signal::derive(move || {
                    let wrong =
                        attempt.get() > 0 && errors.with(|errors| errors.contains(&missing));
                    wrong.then(|| t("materials.missing"))
                });
                card(form, work.uploads, of, wrong, String::new())
            })
            .collect_view()
            .into_any()
    };
    let ready = move || {
        attempt.update(|count| *count += 1);
        errors.with_untracked(Vec::is_empty)
    };
    view! {
        <ErrorSummary errors=errors attempt=attempt />
        {live(cards)}
        {step::buttons(work, "materials", ready)}
    }
    .into_any()
}

/// What keeps the person from going on: files that have not arrived, and materials that are needed and not met. Tracked.
fn errors(work: Work) -> Vec<FieldError> {
    let ids = work.form.shape.with(|shape| shape.materials.clone());
    let mut errors = work.uploads.unfinished(&ids);
    work.form.evidence.with(|evidence| {
        let open = ids.iter().filter(|id| !evidence.contains_key(*id));
        for material in open.filter_map(|id| work.form.material(id)) {
            let missing = missing(&material);
            if material.is_required() && !errors.iter().any(|error| error.id == missing.id) {
                errors.push(missing);
            }
        }
    });
    errors
}

fn missing(material: &Material) -> FieldError {
    let text = [pick(&material.name), t("mark.colon"), t("materials.missing")].concat();
    FieldError { id: place(material), text }
}

/// The id under which a material stands on its page.
pub fn place(material: &Material) -> String {
    format!("evidence.{}", material.id)
}

/// One material. `wrong` is what is said to be wrong with it; `asked` is what the intake said about it, where it did.
pub fn card(
    form: Form,
    uploads: Uploads,
    material: Material,
    wrong: Signal<Option<String>>,
    asked: String,
) -> AnyView {
    let ways = ways(&material);
    let id = material.id.clone();
    let chosen = RwSignal::new(
        form.evidence.with_untracked(|all| all.get(&id).map(Way::of)).unwrap_or(Way::Upload),
    );
    let mark = match (material.is_deferrable(), material.is_required()) {
        (true, _) => view! { <Tag label=t("materials.deferrable") tone=Tone::Info /> },
        (_, true) => view! { <Tag label=t("materials.needed") tone=Tone::Warn /> },
        _ => view! { <Tag label=t("materials.optional") /> },
    };
    let mistakes: Vec<AnyView> = material
        .mistakes
        .iter()
        .map(|mistake| view! { <li>{pick(mistake)}</li> }.into_any())
        .collect();
    let mistakes = (!mistakes.is_empty()).then(|| {
        view! { <Details summary=t("materials.mistakes")><ul class="bullets">{mistakes}</ul></Details> }
    });
    let error = move || wrong.get().map(error_line);
    let switch = material.id.clone();
    let switched = Callback::new(move |way: Way| {
        chosen.set(way);
        // What was said in another way no longer counts; stored files come back with theirs.
        match way {
            Way::Upload => uploads.tell(&switch),
            _ => {
                uploads.let_go(&switch);
                form.meet(&switch, None);
            }
        }
    });
    let picker = (ways.len() > 1).then(|| way_picker(&material, &ways, chosen, switched));
    let sample = pick(&material.sample);
    let place = place(&material);
    let name = pick(&material.name);
    let control = move || way_control(form, uploads, &material, chosen.get());
    view! {
        <div id=place tabindex="-1"><Card title=name>
            <div class="tags">{mark}</div>
            {(!asked.is_empty()).then(|| step::stop(t("correct.asked"), asked))}
            {live_if(error)}
            {(!sample.is_empty()).then(|| view! {
                <p><span class="soft">{t("materials.sample")}{t("mark.colon")}</span>{sample}</p>
            })}
            {mistakes}
            {picker}
            {live(control)}
        </Card></div>
    }
    .into_any()
}

fn ways(material: &Material) -> Vec<Way> {
    let all = [
        (true, Way::Upload),
        (!material.licence.is_empty(), Way::Licence),
        (!material.commitment.is_empty(), Way::Commitment),
        (material.is_deferrable(), Way::Deferred),
    ];
    all.into_iter().filter(|(open, _)| *open).map(|(_, way)| way).collect()
}

fn way_picker(
    material: &Material,
    ways: &[Way],
    chosen: RwSignal<Way>,
    switched: Callback<Way>,
) -> AnyView {
    let options = ways
        .iter()
        .map(|way| Opt::new(way.word(), t(&format!("materials.way.{}", way.word()))))
        .collect();
    let caption = Caption::new(format!("way.{}", material.id), t("materials.way"));
    let value = Signal::derive(move || chosen.get().word().to_owned());
    let put = Callback::new(move |word: String| {
        switched.run(match &*word {
            "licence" => Way::Licence,
            "commitment" => Way::Commitment,
            "deferred" => Way::Deferred,
            _ => Way::Upload,
        });
    });
    view! { <RadioField caption=caption options=options value=value on_pick=put /> }.into_any()
}

fn way_control(form: Form, uploads: Uploads, material: &Material, way: Way) -> AnyView {
    match way {
        Way::Upload => uploader(uploads, material),
        Way::Licence => wallet::picker(form, material),
        Way::Commitment => commitment(form, material),
        Way::Deferred => deferral(form, material),
    }
}

pub(super) fn uploader(uploads: Uploads, material: &Material) -> AnyView {
    let (adding, acting) = (material.id.clone(), material.id.clone());
    let pick_files = Callback::new(move |files: Vec<File>| uploads.add(&adding, files));
    let act = Callback::new(move |(key, act): (String, FileAct)| uploads.act(&acting, &key, act));
    let editing = material.id.clone();
    let edit =
        Callback::new(move |(key, file): (String, File)| uploads.replace(&editing, &key, file));
    view! {
        <Uploader
            id=format!("upload.{}", material.id)
            of=pick(&material.name)
            rows=uploads.rows(&material.id)
            most=material.max_files as usize
            on_pick=pick_files
            on_act=act
            on_edit=edit
        />
        {again::picker(uploads, material)}
    }
    .into_any()
}

/// 告知承诺: the text in full, and the tick that signs to it.
fn commitment(form: Form, material: &Material) -> AnyView {
    let (shown, id) = (material.id.clone(), material.id.clone());
    let value = Signal::derive(move || {
        form.evidence.with(|all| matches!(all.get(&shown), Some(Evidence::Commitment)))
    });
    let put = Callback::new(move |yes: bool| form.meet(&id, yes.then_some(Evidence::Commitment)));
    let caption = Caption::new(format!("commit.{}", material.id), t("materials.commit"));
    view! {
        <div class="declaration">
            <p class="declaration-text">{pick(&material.commitment)}</p>
            <FlagField caption=caption value=value on_pick=put />
        </div>
    }
    .into_any()
}

/// 容缺: may follow, by a day that the working calendar gives.
fn deferral(form: Form, material: &Material) -> AnyView {
    let (shown, id) = (material.id.clone(), material.id.clone());
    let within = material.deferred_days;
    let until = Signal::derive(move || {
        form.evidence.with(|all| match all.get(&shown) {
            Some(Evidence::Deferred { until }) => Some(*until),
            _ => None,
        })
    });
    let put = Callback::new(move |yes: bool| {
        let id = id.clone();
        if !yes {
            return form.meet(&id, None);
        }
        leptos::task::spawn_local(async move {
            match api::guides::calendar().await {
                Ok(calendar) => {
                    let until = calendar.add(today(), within);
                    form.meet(&id, Some(Evidence::Deferred { until }));
                }
                Err(error) => say(error.message()),
            }
        });
    });
    let caption = Caption::new(
        format!("defer.{}", material.id),
        tr("materials.defer", &[("days", &days(within))]),
    );
    let ticked = Signal::derive(move || until.get().is_some());
    let day = move || {
        until
            .get()
            .map(|day| view! { <p>{tr("materials.until", &[("date", &date(day))])}</p> }.into_any())
    };
    view! { <FlagField caption=caption value=ticked on_pick=put />{live_if(day)} }.into_any()
}
