//! The viewer of materials: enlarge, turn, go on to the next file of the case.

use leptos::prelude::*;

use super::{
    materials::{Sheet, sheets},
    open::Open,
};
use crate::{
    api,
    i18n::{t, tr},
    ui::{Button, Dialog, Kind},
    words,
};

const PDF: &str = "application/pdf";

/// Steps by which a picture is enlarged, in percent of the stage's width.
const ZOOM: [u32; 5] = [100, 150, 200, 300, 400];

/// The viewer, while a file is looked at.
pub fn dialog(open: Open) -> AnyView {
    let is_open = Memo::new(move |_| open.looking.with(Option::is_some));
    let view = move || is_open.get().then(|| viewer(open));
    view! { {view} }.into_any()
}

/// Looks at the first file, where there is one.
pub fn first(open: Open) {
    let first = all(open).into_iter().next().map(|sheet| sheet.file.id);
    if first.is_some() {
        open.looking.set(first);
    }
}

/// Files of the case now and, behind them, those that a correction replaced.
fn all(open: Open) -> Vec<Sheet> {
    let guide = open.guide();
    open.view.with(|view| {
        let before = view.corrections.iter().filter_map(|round| round.before.as_ref());
        let filed = std::iter::once(&view.submission).chain(before);
        let mut all: Vec<Sheet> = Vec::new();
        for sheet in filed.flat_map(|submission| sheets(&guide, submission)) {
            // One file may serve several materials; it is looked at once.
            if !all.iter().any(|known| known.file.id == sheet.file.id) {
                all.push(sheet);
            }
        }
        all
    })
}

/// How a picture is shown.
#[derive(Clone, Copy)]
struct Stand {
    zoom: RwSignal<usize>,
    turn: RwSignal<u32>,
}

impl Stand {
    fn larger(self) {
        self.zoom.update(|step| *step = (*step + 1).min(ZOOM.len() - 1));
    }

    fn smaller(self) {
        self.zoom.update(|step| *step = step.saturating_sub(1));
    }

    fn turned(self) {
        self.turn.update(|turn| *turn = (*turn + 90) % 360);
    }

    fn reset(self) {
        self.zoom.set(0);
        self.turn.set(0);
    }
}

fn viewer(open: Open) -> AnyView {
    let files = Memo::new(move |_| all(open));
    let at = Memo::new(move |_| {
        let id = open.looking.get()?;
        files.with(|files| files.iter().position(|sheet| sheet.file.id == id))
    });
    let sheet =
        Memo::new(move |_| at.get().and_then(|at| files.with(|files| files.get(at).cloned())));
    let stand = Stand { zoom: RwSignal::new(0), turn: RwSignal::new(0) };
    let go = move |forward: bool| {
        let count = files.with_untracked(Vec::len);
        if let (Some(at), true) = (at.get_untracked(), count > 1) {
            let next = if forward { at + 1 } else { at + count - 1 } % count;
            stand.reset();
            open.looking
                .set(files.with_untracked(|files| files.get(next).map(|s| s.file.id.clone())));
        }
    };
    let keys = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "ArrowRight" => go(true),
        "ArrowLeft" => go(false),
        "+" | "=" => stand.larger(),
        "-" => stand.smaller(),
        "r" => stand.turned(),
        _ => {}
    };
    // Heard wherever the focus is in the dialog, also before it has moved.
    let listening = window_event_listener(leptos::ev::keydown, keys);
    on_cleanup(move || listening.remove());
    let where_at = move || {
        let n = at.get().map_or(0, |at| at + 1).to_string();
        tr("staff.viewer.at", &[("n", &n), ("total", &files.with(Vec::len).to_string())])
    };
    let about = move || {
        sheet.get().map(|sheet| {
            let Sheet { material, file } = sheet;
            view! {
                <p class="viewer-about">
                    <strong>{material}</strong>" "{file.name}" "
                    <span class="soft">{words::size(file.size)}</span>" "
                    <a href=api::uploads::file_address(&file.id) target="_blank" rel="noopener">{t("staff.viewer.save")}</a>
                </p>
            }
            .into_any()
        })
    };
    let close = Callback::new(move |()| open.looking.set(None));
    let stage = move || sheet.get().map(|sheet| stage(sheet, stand));
    // A document comes with the browser's own tools.
    let is_picture = Memo::new(move |_| {
        sheet.with(|sheet| sheet.as_ref().is_some_and(|sheet| sheet.file.media != PDF))
    });
    view! {
        <Dialog open=true on_close=close title=t("staff.viewer.title") wide=true>
            <div class="viewer">
                {about}
                <div class="viewer-tools" role="toolbar" aria-label=t("staff.viewer.tools")>
                    {tool("staff.viewer.previous", move || go(false))}
                    <span class="number" role="status">{where_at}</span>
                    {tool("staff.viewer.next", move || go(true))}
                    {move || is_picture.get().then(|| picture_tools(stand))}
                </div>
                {stage}
            </div>
        </Dialog>
    }
    .into_any()
}

fn tool(label: &str, press: impl Fn() + Send + Sync + 'static) -> AnyView {
    let press = Callback::new(move |()| press());
    view! { <Button label=t(label) kind=Kind::Secondary on_press=press /> }.into_any()
}

fn picture_tools(stand: Stand) -> Vec<AnyView> {
    vec![
        tool("staff.viewer.larger", move || stand.larger()),
        tool("staff.viewer.smaller", move || stand.smaller()),
        tool("staff.viewer.turn", move || stand.turned()),
        tool("staff.viewer.fit", move || stand.reset()),
    ]
}

fn stage(sheet: Sheet, stand: Stand) -> AnyView {
    let Sheet { file, material } = sheet;
    let label = tr("staff.viewer.of", &[("material", &material), ("name", &file.name)]);
    if file.media == PDF {
        // The browser's own viewer turns pages and enlarges; the server names us as the only frame.
        return view! {
            <div class="viewer-stage">
                <iframe
                    class="viewer-document"
                    src=api::uploads::file_address(&file.id)
                    title=label
                ></iframe>
            </div>
        }
        .into_any();
    }
    let width = move || format!("{}%", ZOOM[stand.zoom.get().min(ZOOM.len() - 1)]);
    let turned = move || format!("rotate({}deg)", stand.turn.get());
    view! {
        <div class="viewer-stage" role="region" aria-label=t("staff.viewer.picture") tabindex="0">
            <img
                class:viewer-fit=move || stand.zoom.get() == 0
                style:width=width
                style:transform=turned
                src=api::uploads::file_address(&file.id)
                alt=label
            />
        </div>
    }
    .into_any()
}
