//! A signature drawn with a finger, a pen or a mouse, or a picture of one for those who cannot draw.
//!
//! Strokes are kept as fractions of the pad, so that they survive a turned phone and a sharper screen.

use leptos::{html, prelude::*};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, PointerEvent};

use super::{Button, Kind, live_if};
use crate::{
    i18n::t,
    platform::{self, file, image},
};

type Stroke = Vec<(f64, f64)>;

/// Pixels of the picture for each pixel of the page, at most: enough to be sharp on paper.
const SHARPEST: f64 = 2.0;
/// How thick a line is, in pixels of the page.
const PEN: f64 = 3.0;
/// Points of a whole drawing, at most: hundreds of signatures, and not what a stuck pen would fill a phone with.
const MOST_POINTS: usize = 50_000;
/// How well a picture of a signature is kept, 0 to 1.
const QUALITY: f64 = 0.8;

/// A pad to sign on. Tells the picture as Base64 (PNG of a drawing, JPEG of a picture), or nothing
/// once it has been cleared.
#[component]
pub fn SignaturePad(
    /// The id of the pad; errors link to it.
    id: String,
    /// What it is for, read by screen readers.
    #[prop(into)]
    label: String,
    /// Told after every stroke.
    on_change: Callback<Option<String>>,
) -> AnyView {
    let pad = NodeRef::<html::Canvas>::new();
    let strokes = RwSignal::new(Vec::<Stroke>::new());
    let undone = RwSignal::new(Vec::<Stroke>::new());
    let drawing = StoredValue::new(false);
    let picture = RwSignal::new(false);

    let tell = move || {
        let canvas = pad.get_untracked().filter(|_| strokes.with_untracked(|s| !s.is_empty()));
        on_change.run(canvas.and_then(|canvas| encoded(&canvas, "image/png")));
    };
    let redraw = move || {
        if let Some(canvas) = pad.get_untracked().filter(|_| !picture.get_untracked()) {
            strokes.with_untracked(|strokes| draw_all(&canvas, strokes));
        }
    };
    Effect::new(move |_| {
        if pad.get().is_some() {
            redraw();
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| redraw());
    on_cleanup(move || resized.remove());

    let begin = move |event: PointerEvent| {
        let Some(canvas) = pad.get_untracked().filter(|_| event.is_primary()) else { return };
        event.prevent_default();
        // Lines go on outside of the pad; a browser that cannot hold on merely ends them there.
        let _ = canvas.set_pointer_capture(event.pointer_id());
        if picture.get_untracked() {
            picture.set(false);
            strokes.set(Vec::new());
        }
        drawing.set_value(true);
        undone.set(Vec::new());
        strokes.update(|strokes| strokes.push(vec![point(&canvas, &event)]));
        redraw();
    };
    let go_on = move |event: PointerEvent| {
        let Some(canvas) = pad.get_untracked().filter(|_| drawing.get_value()) else { return };
        event.prevent_default();
        let to = point(&canvas, &event);
        if !strokes.try_update_untracked(|strokes| go_to(strokes, to)).unwrap_or_default() {
            return;
        }
        strokes.with_untracked(|strokes| {
            if let (Some(stroke), Some(pen)) = (strokes.last(), image::drawing(&canvas)) {
                draw_end(&canvas, &pen, stroke);
            }
        });
    };
    let end = move |_: PointerEvent| {
        if drawing.get_value() {
            drawing.set_value(false);
            tell();
        }
    };
    let undo = Callback::new(move |()| {
        // A picture is taken back as a whole.
        picture.set(false);
        if let Some(stroke) = strokes.try_update(Vec::pop).flatten() {
            undone.update(|undone| undone.push(stroke));
        }
        redraw();
        tell();
    });
    let redo = Callback::new(move |()| {
        let Some(stroke) = undone.try_update(Vec::pop).flatten() else { return };
        strokes.update(|strokes| strokes.push(stroke));
        redraw();
        tell();
    });
    let clear = Callback::new(move |()| {
        picture.set(false);
        strokes.set(Vec::new());
        undone.set(Vec::new());
        redraw();
        on_change.run(None);
    });
    let upload = move |event: web_sys::Event| {
        let (Some(file), Some(canvas)) = (file::chosen(&event).pop(), pad.get_untracked()) else {
            return;
        };
        leptos::task::spawn_local(async move {
            let Some(decoded) = image::decode(&file).await else {
                return super::say(t("sign.no_picture"));
            };
            strokes.set(Vec::new());
            undone.set(Vec::new());
            picture.set(true);
            draw_picture(&canvas, &decoded);
            on_change.run(encoded(&canvas, "image/jpeg"));
        });
    };

    let empty = Memo::new(move |_| !picture.get() && strokes.with(Vec::is_empty));
    let state = move || if empty.get() { t("sign.empty") } else { t("sign.there") };
    let about = format!("{id}-state");
    let input = format!("{id}-picture");
    view! {
        <div class="sign">
            <div class="sign-pad">
                <canvas
                    id=id
                    class="sign-canvas"
                    role="img"
                    tabindex="0"
                    aria-label=label
                    aria-describedby=about.clone()
                    node_ref=pad
                    on:pointerdown=begin
                    on:pointermove=go_on
                    on:pointerup=end
                    on:pointercancel=end
                ></canvas>
                {live_if(move || empty.get().then(hint))}
            </div>
            <p class="small soft" id=about.clone()>{state}</p>
            <div class="sign-acts">
                <Button label=t("sign.undo") kind=Kind::Quiet on_press=undo />
                <Button label=t("sign.redo") kind=Kind::Quiet on_press=redo />
                <Button label=t("sign.clear") kind=Kind::Quiet icon="trash" on_press=clear />
                <label class="btn btn-quiet upload-pick" for=input.clone()>
                    {super::icon("upload")}
                    <span>{t("sign.upload")}</span>
                    <input class="upload-input" type="file" id=input.clone() accept=file::ACCEPT_IMAGE on:change=upload />
                </label>
            </div>
        </div>
    }
    .into_any()
}

/// Leads the last line on, as long as there is room; whether it was led on.
fn go_to(strokes: &mut [Stroke], to: (f64, f64)) -> bool {
    let room = strokes.iter().map(Vec::len).sum::<usize>() < MOST_POINTS;
    match strokes.last_mut().filter(|_| room) {
        Some(stroke) => {
            stroke.push(to);
            true
        }
        None => false,
    }
}

fn hint() -> AnyView {
    view! { <p class="sign-hint" aria-hidden="true">{t("sign.here")}</p> }.into_any()
}

/// Where a pointer is, as fractions of the pad.
fn point(canvas: &HtmlCanvasElement, event: &PointerEvent) -> (f64, f64) {
    let area = canvas.get_bounding_client_rect();
    let x = f64::from(event.client_x()) - area.left();
    let y = f64::from(event.client_y()) - area.top();
    (x / area.width().max(1.0), y / area.height().max(1.0))
}

/// Gives the canvas as many pixels as the screen shows, and an empty sheet.
fn prepare(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let sharp = platform::window().device_pixel_ratio().clamp(1.0, SHARPEST);
    canvas.set_width((f64::from(canvas.client_width()) * sharp).round() as u32);
    canvas.set_height((f64::from(canvas.client_height()) * sharp).round() as u32);
    let pen = image::drawing(canvas)?;
    let style = platform::window().get_computed_style(canvas).ok().flatten();
    let ink = style.and_then(|style| style.get_property_value("color").ok()).unwrap_or_default();
    pen.set_stroke_style_str(&ink);
    pen.set_line_width(PEN * sharp);
    pen.set_line_cap("round");
    pen.set_line_join("round");
    Some(pen)
}

fn draw_all(canvas: &HtmlCanvasElement, strokes: &[Stroke]) {
    let Some(pen) = prepare(canvas) else { return };
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    for stroke in strokes {
        pen.begin_path();
        for (index, (x, y)) in stroke.iter().enumerate() {
            let (x, y) = (x * width, y * height);
            if index == 0 {
                pen.move_to(x, y);
            }
            // A dot is a line to itself.
            pen.line_to(x, y);
        }
        pen.stroke();
    }
}

fn draw_end(canvas: &HtmlCanvasElement, pen: &CanvasRenderingContext2d, stroke: &Stroke) {
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    if let [.., from, to] = stroke.as_slice() {
        pen.begin_path();
        pen.move_to(from.0 * width, from.1 * height);
        pen.line_to(to.0 * width, to.1 * height);
        pen.stroke();
    }
}

/// Draws a picture as large as the pad allows, in its middle.
fn draw_picture(canvas: &HtmlCanvasElement, picture: &image::Picture) {
    let Some(pen) = prepare(canvas) else { return };
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    pen.set_fill_style_str("white");
    pen.fill_rect(0.0, 0.0, width, height);
    let (own_width, own_height) = picture.size();
    let scale = (width / own_width.max(1.0)).min(height / own_height.max(1.0));
    let (w, h) = (own_width * scale, own_height * scale);
    picture.draw(&pen, (width - w) / 2.0, (height - h) / 2.0, w, h);
}

fn encoded(canvas: &HtmlCanvasElement, media: &str) -> Option<String> {
    let address = canvas.to_data_url_with_type_and_encoder_options(media, &QUALITY.into()).ok()?;
    address.split_once(',').map(|(_, data)| data.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_points_are_not_kept() {
        let mut strokes = vec![vec![(0.0, 0.0)], vec![(0.5, 0.5)]];
        let led_on = (0..1_000_000).filter(|_| go_to(&mut strokes, (0.1, 0.2))).count();
        assert_eq!(led_on, MOST_POINTS - 2);
        assert_eq!(strokes.iter().map(Vec::len).sum::<usize>(), MOST_POINTS);
        assert!(!go_to(&mut [], (0.0, 0.0)));
    }
}
