//! What an editor fills in.

use leptos::prelude::*;
use onething_api::notices::Named;
use onething_domain::notice::{Notice, NoticeKind};

use super::{desk::Desk, things};
use crate::{
    i18n::{pick, t},
    ui::{AreaField, Button, Caption, Form, Opt, RadioField, SelectField, TextField, live_if},
    words::code,
};

/// The form.
pub fn fields(desk: Desk, departments: Vec<Named>) -> AnyView {
    let kinds = [NoticeKind::Notice, NoticeKind::Reading];
    let kinds: Vec<Opt> = kinds
        .iter()
        .map(|kind| Opt::new(code(kind), t(&format!("notice.kind.{}", code(kind)))))
        .collect();
    let pick_kind = Callback::new(move |value: String| {
        let reading = value == code(&NoticeKind::Reading);
        desk.change(|text| {
            text.kind = if reading { NoticeKind::Reading } else { NoticeKind::Notice };
        });
    });
    let departments: Vec<Opt> =
        departments.into_iter().map(|known| Opt::new(known.id, pick(&known.name))).collect();
    let pick_department = Callback::new(move |id: String| desk.change(|text| text.department = id));
    let body =
        Caption::new("notice-body", t("staff.notice.body_zh")).help(t("staff.notice.body.help"));
    let body_en = Caption::new("notice-body-en", t("staff.notice.body_en")).optional(true);
    let unsaved = move || {
        desk.is_unsaved()
            .then(|| view! { <p class="soft">{t("staff.notice.unsaved")}</p> }.into_any())
    };
    view! {
        <Form on_submit=Callback::new(move |()| desk.save())>
            <RadioField
                caption=Caption::new("notice-kind", t("staff.notice.kind"))
                options=kinds
                value=Signal::derive(move || desk.text.with(|text| code(&text.kind)))
                on_pick=pick_kind
            />
            <SelectField
                caption=Caption::new("notice-department", t("staff.notice.department"))
                options=departments
                value=Signal::derive(move || desk.text.with(|text| text.department.clone()))
                on_pick=pick_department
            />
            {line(desk, "notice-title", t("staff.notice.title_zh"), false, |text| &mut text.title.zh)}
            {line(desk, "notice-summary", t("staff.notice.summary_zh"), false, |text| &mut text.summary.zh)}
            {things::things(desk)}
            {area(desk, body, 16, |text| &mut text.body.zh)}
            {line(desk, "notice-title-en", t("staff.notice.title_en"), true, |text| &mut text.title.en)}
            {line(desk, "notice-summary-en", t("staff.notice.summary_en"), true, |text| &mut text.summary.en)}
            {area(desk, body_en, 8, |text| &mut text.body.en)}
            <div class="actions">
                <Button label=t("staff.notice.save") submit=true busy=desk.busy />
                {live_if(unsaved)}
            </div>
        </Form>
    }
    .into_any()
}

/// Which text of a notice a field holds.
type Place = fn(&mut Notice) -> &mut String;

fn value(desk: Desk, place: Place) -> Signal<String> {
    Signal::derive(move || place(&mut desk.text.get()).clone())
}

fn told(desk: Desk, place: Place) -> Callback<String> {
    Callback::new(move |typed| desk.change(|text| *place(text) = typed))
}

fn line(desk: Desk, id: &str, label: String, optional: bool, place: Place) -> AnyView {
    let caption = Caption::new(id, label).optional(optional);
    view! {
        <TextField caption=caption value=value(desk, place) on_input=told(desk, place) max_length=300 />
    }
    .into_any()
}

fn area(desk: Desk, caption: Caption, rows: u32, place: Place) -> AnyView {
    view! {
        <AreaField caption=caption value=value(desk, place) on_input=told(desk, place) rows=rows />
    }
    .into_any()
}
