//! A whole form on one page, for measurement: the same controls, rules and uploads as in an application, without the
//! steps around them; rendered and then taken over by its program, as the form of a draft is. `cargo xtask bench` builds
//! it into a page of its own that no product has.

use leptos::prelude::*;
use onething_domain::draft::DraftContent;
use onething_domain::field::Field;
use onething_domain::guide::Guide;
use std::sync::Arc;

use super::fields::{self, Around};
use super::form::Form;
use super::slot::Slot;
use super::upload::Uploads;
use super::{materials, sheet};
use crate::{
    i18n::{self, Lang, pick},
    json,
    platform::{self, page},
    shell,
    ui::{Card, Page},
};

/// Draws the guide that the document carries in `#guide`, between the marks `bench:mount-start` and
/// `bench:mount-end`.
pub fn mount() {
    console_error_panic_hook::set_once();
    i18n::use_texts(
        Lang::Zh,
        json::read::<i18n::Texts>(&shell::left_over("__texts")).unwrap_or_default(),
    );
    let carried = platform::document().get_element_by_id("guide");
    let Some(guide) = carried.and_then(|node| json::read::<Guide>(&node.text_content()?)) else {
        return;
    };
    page::mark("bench:mount-start");
    mount_to_body(move || whole(Arc::new(guide)));
    page::mark("bench:mount-end");
}

/// The form of a guide.
pub fn whole(guide: Arc<Guide>) -> AnyView {
    let changed = Callback::new(|()| {});
    let form = Form::new(guide.clone(), &DraftContent::default(), changed);
    let uploads = Uploads::new(form);
    let around =
        Around { places: StoredValue::new(Vec::new()), start: StoredValue::new(String::new()) };
    let sections: Vec<AnyView> = guide
        .sections
        .iter()
        .map(|section| {
            let own = guide.fields.iter().filter(|field| field.section == section.id);
            let own: Vec<AnyView> = own.map(|field| line(form, field.clone(), around)).collect();
            view! { <Card title=pick(&section.title)>{own}</Card> }.into_any()
        })
        .collect();
    let files: Vec<AnyView> = guide
        .materials
        .iter()
        .map(|of| {
            materials::card(form, uploads, of.clone(), Signal::derive(|| None), String::new())
        })
        .collect();
    view! { <main class="main"><Page title=pick(&guide.title)>{sections}{files}</Page></main> }
        .into_any()
}

fn line(form: Form, field: Field, around: Around) -> AnyView {
    let control = move |field: &Field| {
        fields::control(field, &Slot::of(form, &field.id), around, String::new())
    };
    sheet::shown(form, field, control)
}
