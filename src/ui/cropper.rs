//! A picture to be turned upright and cut to the page, before somebody has to read it (A3).

use leptos::{html, prelude::*};
use web_sys::{HtmlCanvasElement, PointerEvent};

use super::{Button, Kind, Skeleton, live};
use crate::{
    i18n::{t, tr},
    platform::image::{self, Edit, Picture},
};

/// Longest side of the picture on the screen, in pixels of the canvas.
const SHOWN: f64 = 1000.0;
/// The most that may be cut off at each side.
const MOST: f64 = 0.45;
/// How near to an edge a finger takes hold of it, as a part of the side.
const NEAR: f64 = 0.2;
/// How dark what is cut off looks.
const SHADE: f64 = 0.6;

/// Names of the sides, in the order of [`Edit::cut`].
const SIDES: [&str; 4] = ["left", "top", "right", "bottom"];

/// Turns and cuts the picture at an address.
#[component]
pub fn Cropper(
    /// Where the picture is.
    address: String,
    /// Its name.
    #[prop(into)]
    name: String,
    /// Told the picture as a new file.
    on_done: Callback<web_sys::File>,
    /// Told that everything stays as it is.
    on_cancel: Callback<()>,
) -> AnyView {
    let loaded = LocalResource::new(move || {
        let address = address.clone();
        async move { image::fetched(&address).await.map(std::rc::Rc::new) }
    });
    let view = move || {
        match loaded.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(None) => view! {
            <p class="field-error" role="alert">{super::icon("warn")}<span>{t("crop.failed")}</span></p>
            <div class="actions"><Button label=t("crop.cancel") kind=Kind::Secondary on_press=on_cancel /></div>
        }
        .into_any(),
        Some(Some(picture)) => {
            let picture = StoredValue::new_local(picture);
            tools(picture, name.clone(), on_done, on_cancel)
        }
    }
    };
    live(view)
}

type Shared = StoredValue<std::rc::Rc<Picture>, LocalStorage>;

fn tools(
    picture: Shared,
    name: String,
    on_done: Callback<web_sys::File>,
    on_cancel: Callback<()>,
) -> AnyView {
    let canvas = NodeRef::<html::Canvas>::new();
    let edit = RwSignal::new(Edit::default());
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        let edit = edit.get();
        if let Some(canvas) = canvas.get() {
            picture.with_value(|picture| draw(&canvas, picture, edit));
        }
    });
    let turn =
        move |turns: u8| Callback::new(move |()| edit.update(|edit| *edit = turned(*edit, turns)));
    let reset = Callback::new(move |()| edit.set(Edit::default()));
    let done = Callback::new(move |()| {
        let (picture, name, edit) = (picture.get_value(), name.clone(), edit.get_untracked());
        if edit == Edit::default() {
            return on_cancel.run(());
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            match image::edited(&name, &picture, edit).await {
                Some(file) => on_done.run(file),
                None => super::say(t("crop.failed")),
            }
            busy.set(false);
        });
    });
    view! {
        <p class="soft small">{t("crop.help")}</p>
        {sheet(canvas, edit)}
        <div class="crop-acts">
            <Button label=t("crop.turn_left") kind=Kind::Quiet icon="turn-left" on_press=turn(3) />
            <Button label=t("crop.turn_right") kind=Kind::Quiet icon="turn-right" on_press=turn(1) />
            <Button label=t("crop.reset") kind=Kind::Quiet on_press=reset />
        </div>
        <div class="crop-sides">{(0..4).map(|side| slider(edit, side)).collect_view()}</div>
        <div class="actions">
            <Button label=t("crop.done") busy=busy on_press=done />
            <Button label=t("crop.cancel") kind=Kind::Secondary on_press=on_cancel />
        </div>
    }
    .into_any()
}

/// The picture, whose edges can be pulled by finger, pen or mouse.
fn sheet(canvas: NodeRef<html::Canvas>, edit: RwSignal<Edit>) -> AnyView {
    let held = StoredValue::new([false; 4]);
    let begin = move |event: PointerEvent| {
        let Some(canvas) = canvas.get_untracked().filter(|_| event.is_primary()) else { return };
        event.prevent_default();
        // Edges follow outside of the picture; a browser that cannot hold on merely lets go there.
        let _ = canvas.set_pointer_capture(event.pointer_id());
        held.set_value(near(edit.get_untracked().cut, distances(&canvas, &event)));
    };
    let pull = move |event: PointerEvent| {
        let Some(canvas) = canvas.get_untracked() else { return };
        let to = distances(&canvas, &event);
        let held = held.get_value();
        if held.contains(&true) {
            edit.update(|edit| {
                for side in 0..4 {
                    if held[side] {
                        edit.cut[side] = to[side].clamp(0.0, MOST);
                    }
                }
            });
        }
    };
    let end = move |_: PointerEvent| held.set_value([false; 4]);
    view! {
        <canvas
            class="crop-sheet"
            role="img"
            aria-label=t("crop.picture")
            node_ref=canvas
            on:pointerdown=begin
            on:pointermove=pull
            on:pointerup=end
            on:pointercancel=end
        ></canvas>
    }
    .into_any()
}

/// How far a pointer is from each side, as a part of it.
fn distances(canvas: &HtmlCanvasElement, event: &PointerEvent) -> [f64; 4] {
    let area = canvas.get_bounding_client_rect();
    let x = (f64::from(event.client_x()) - area.left()) / area.width().max(1.0);
    let y = (f64::from(event.client_y()) - area.top()) / area.height().max(1.0);
    [x, y, 1.0 - x, 1.0 - y]
}

/// The edges that a finger takes hold of: at most one of two that face each other.
fn near(cut: [f64; 4], at: [f64; 4]) -> [bool; 4] {
    let far = |side: usize| (at[side] - cut[side]).abs();
    std::array::from_fn(|side| far(side) < NEAR && far(side) <= far((side + 2) % 4))
}

/// A picture turned on by quarters, with the edges turning along.
fn turned(edit: Edit, turns: u8) -> Edit {
    let mut cut = edit.cut;
    cut.rotate_right(usize::from(turns));
    Edit { turns: (edit.turns + turns) % 4, cut }
}

/// The same edge for keys and screen readers.
fn slider(edit: RwSignal<Edit>, side: usize) -> AnyView {
    let percent = Memo::new(move |_| (edit.with(|edit| edit.cut[side]) * 100.0).round());
    let put = move |event: web_sys::Event| {
        if let Ok(percent) = event_target_value(&event).parse::<f64>() {
            edit.update(|edit| edit.cut[side] = (percent / 100.0).clamp(0.0, MOST));
        }
    };
    let said = move || tr("crop.cut", &[("percent", &percent.get().to_string())]);
    view! {
        <label class="crop-side">
            <span>{t(&format!("crop.side.{}", SIDES[side]))}</span>
            <input
                type="range"
                class="range"
                min="0"
                max="45"
                prop:value=move || percent.get().to_string()
                aria-valuetext=said
                on:input=put
            />
        </label>
    }
    .into_any()
}

/// The turned picture, what is cut off in the shade.
fn draw(canvas: &HtmlCanvasElement, picture: &Picture, edit: Edit) {
    let (width, height) = picture.size();
    let scale = (SHOWN / width.max(height)).min(1.0);
    let drawn = image::draw_turned(canvas, picture, edit, scale);
    let (Some(()), Some(pen)) = (drawn, image::drawing(canvas)) else { return };
    let (w, h) = (f64::from(canvas.width()), f64::from(canvas.height()));
    let [left, top, right, bottom] = edit.cut;
    let (inner_x, inner_y) = (w * left, h * top);
    let (inner_w, inner_h) = (w * (1.0 - left - right), h * (1.0 - top - bottom));
    pen.set_global_alpha(SHADE);
    pen.fill_rect(0.0, 0.0, w, inner_y);
    pen.fill_rect(0.0, inner_y + inner_h, w, h * bottom);
    pen.fill_rect(0.0, inner_y, inner_x, inner_h);
    pen.fill_rect(inner_x + inner_w, inner_y, w * right, inner_h);
    pen.set_global_alpha(1.0);
    pen.set_line_width(4.0);
    pen.stroke_rect(inner_x, inner_y, inner_w, inner_h);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_turn_with_the_picture() {
        let edit = Edit { turns: 0, cut: [0.1, 0.2, 0.3, 0.4] };
        let right = turned(edit, 1);
        assert_eq!(
            right,
            Edit { turns: 1, cut: [0.4, 0.1, 0.2, 0.3] },
            "what was at the left is at the top"
        );
        assert_eq!(turned(right, 3), edit);
        assert_eq!(edit.turned((30.0, 20.0)), (30.0, 20.0));
        assert_eq!(right.turned((30.0, 20.0)), (20.0, 30.0));
    }

    #[test]
    fn a_finger_takes_the_nearest_edges() {
        assert_eq!(near([0.0; 4], [0.05, 0.5, 0.95, 0.5]), [true, false, false, false]);
        assert_eq!(near([0.0; 4], [0.05, 0.1, 0.95, 0.9]), [true, true, false, false], "a corner");
        assert_eq!(near([0.0; 4], [0.5; 4]), [false; 4]);
        assert_eq!(near([0.4, 0.0, 0.4, 0.0], [0.55, 0.5, 0.45, 0.5]), [false, false, true, false]);
    }
}
