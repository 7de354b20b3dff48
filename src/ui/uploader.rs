//! Files on their way: picking them, how far each is, trying again, taking away, putting in order.

use leptos::prelude::*;
use web_sys::File;

use super::{Button, Cropper, Dialog, Kind, icon, live, live_if};
use crate::{
    i18n::{t, tr},
    platform::file,
};

/// Where one file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// Waiting for its turn.
    Waiting,
    /// On its way, in percent.
    Sending(u8),
    /// Stored and checked.
    Done,
    /// It did not work; why, in words.
    Failed(String),
}

/// One file in the list.
#[derive(Clone)]
pub struct FileRow {
    /// Names the row for as long as it is there.
    pub key: String,
    /// The name that people gave the file.
    pub name: String,
    /// How large it is, in words.
    pub size: String,
    /// Where it is.
    pub state: RwSignal<FileState>,
    /// Where a stored file can be looked at.
    pub address: RwSignal<Option<String>>,
    /// Whether it is a picture, to be shown small.
    pub picture: bool,
}

/// What the visitor may do with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAct {
    /// Send it again, from where it stopped.
    Retry,
    /// Take it away.
    Remove,
    /// One place up.
    Up,
    /// One place down.
    Down,
}

/// A list of files with a button to add more.
#[component]
pub fn Uploader(
    /// The id of the file input.
    id: String,
    /// What the files are of, for screen readers.
    #[prop(into)]
    of: String,
    /// The files, in order.
    #[prop(into)]
    rows: Signal<Vec<FileRow>>,
    /// How many there may be.
    most: usize,
    /// Told the files that were picked.
    on_pick: Callback<Vec<File>>,
    /// Told what to do with the row of a key.
    on_act: Callback<(String, FileAct)>,
    /// Told the picture that takes the place of the row of a key.
    on_edit: Callback<(String, File)>,
) -> AnyView {
    let editing = RwSignal::new(None::<FileRow>);
    let full = Memo::new(move |_| rows.with(|rows| rows.len() >= most));
    let label = move || if rows.with(Vec::is_empty) { t("upload.pick") } else { t("upload.more") };
    let spoken = move || format!("{} {of}", label());
    let picker = move || {
        let (id, spoken) = (id.clone(), spoken.clone());
        (!full.get()).then(|| {
            view! {
                <label class="btn btn-secondary upload-pick" for=id.clone()>
                    {icon("camera")}
                    <span>{label}</span>
                    <input
                        class="upload-input"
                        type="file"
                        id=id.clone()
                        accept=file::ACCEPT_MATERIAL
                        multiple=true
                        aria-label=spoken
                        on:change=move |event| on_pick.run(file::chosen(&event))
                    />
                </label>
            }
            .into_any()
        })
    };
    view! {
        <div class="upload">
            <ol class="upload-list">
                <For each=move || rows.get() key=|row| row.key.clone() children=move |row| line(row, rows, on_act, editing) />
            </ol>
            {live_if(picker)}
            <p class="small soft">{tr("upload.limits", &[("n", &most.to_string())])}</p>
            {editor(editing, on_edit)}
        </div>
    }
    .into_any()
}

/// The picture that is being worked on.
fn editor(editing: RwSignal<Option<FileRow>>, on_edit: Callback<(String, File)>) -> AnyView {
    let open = Signal::derive(move || editing.with(Option::is_some));
    let close = Callback::new(move |()| editing.set(None));
    let content = move || {
        let row = editing.get()?;
        let address = row.address.get_untracked()?;
        let key = row.key.clone();
        let done = Callback::new(move |file: File| {
            on_edit.run((key.clone(), file));
            editing.set(None);
        });
        Some(
            view! { <Cropper address=address name=row.name.clone() on_done=done on_cancel=close /> }
                .into_any(),
        )
    };
    view! { <Dialog open=open on_close=close title=t("crop.title") wide=true>{live_if(content)}</Dialog> }
        .into_any()
}

fn line(
    row: FileRow,
    rows: Signal<Vec<FileRow>>,
    on_act: Callback<(String, FileAct)>,
    editing: RwSignal<Option<FileRow>>,
) -> AnyView {
    let whole = row.clone();
    let FileRow { key, name, size, state, address, picture } = row;
    let place = {
        let key = key.clone();
        Memo::new(move |_| {
            rows.with(|rows| rows.iter().position(|row| row.key == key)).unwrap_or(0)
        })
    };
    let last = Memo::new(move |_| place.get() + 1 == rows.with(Vec::len));
    let button = {
        let name = name.clone();
        move |act: FileAct, label: String, icon: &'static str| {
            let key = key.clone();
            let describe = format!("{label} {name}");
            let press = Callback::new(move |()| on_act.run((key.clone(), act)));
            view! { <Button label=label kind=Kind::Quiet icon=icon describe=describe on_press=press /> }
                .into_any()
        }
    };
    let edit = {
        let describe = format!("{} {name}", t("upload.edit"));
        move || {
            let (whole, describe) = (whole.clone(), describe.clone());
            let press = Callback::new(move |()| editing.set(Some(whole.clone())));
            (picture && state.get() == FileState::Done).then(|| {
                view! { <Button label=t("upload.edit") kind=Kind::Quiet icon="edit" describe=describe on_press=press /> }
                    .into_any()
            })
        }
    };
    let buttons = move || {
        let failed = matches!(state.get(), FileState::Failed(_));
        [
            (failed, FileAct::Retry, t("upload.retry"), "upload"),
            (place.get() > 0, FileAct::Up, t("upload.up"), "up"),
            (!last.get(), FileAct::Down, t("upload.down"), "down"),
            (true, FileAct::Remove, t("upload.remove"), "trash"),
        ]
        .into_iter()
        .filter(|(shown, ..)| *shown)
        .map(|(_, act, label, icon)| button(act, label, icon))
        .collect_view()
        .into_any()
    };
    view! {
        <li class="upload-row">
            <div class="upload-about">
                {thumbnail(address, picture)}
                <div class="upload-words">
                    <p class="upload-name">{name.clone()}</p>
                    <p class="small soft">{size}</p>
                    {live(move || progress(&state.get(), &name))}
                </div>
            </div>
            <div class="upload-acts">{live_if(edit)}{live(buttons)}</div>
        </li>
    }
    .into_any()
}

fn thumbnail(address: RwSignal<Option<String>>, picture: bool) -> AnyView {
    let shown = move || match address.get() {
        Some(address) if picture => {
            view! { <img class="upload-thumb" src=address alt="" loading="lazy" /> }.into_any()
        }
        _ => view! { <span class="upload-thumb upload-blank">{icon("document")}</span> }.into_any(),
    };
    live(shown)
}

fn progress(state: &FileState, name: &str) -> AnyView {
    match state {
        FileState::Waiting => view! { <p class="small soft">{t("upload.waiting")}</p> }.into_any(),
        FileState::Sending(percent) => view! {
            <progress class="upload-bar" max="100" value=*percent aria-label=tr("upload.sending", &[("name", name)])></progress>
            <p class="small soft number">{format!("{percent}%")}</p>
        }
        .into_any(),
        FileState::Done => {
            view! { <p class="small upload-done">{icon("check")}<span>{t("upload.done")}</span></p> }
                .into_any()
        }
        FileState::Failed(why) => {
            view! { <p class="field-error" role="alert">{icon("warn")}<span>{why.clone()}</span></p> }
                .into_any()
        }
    }
}
