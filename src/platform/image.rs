//! Pictures on the phone: made smaller before they travel, upright whatever their EXIF data say.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, FilePropertyBag, HtmlCanvasElement, HtmlImageElement,
    ImageBitmap, Url,
};

/// Bytes that a picture should travel in: a page stays readable, and a slow network takes it in seconds.
const ENOUGH: f64 = 700_000.0;
/// Longest side in pixels and how well JPEG keeps it (0 to 1), tried in turn until the picture is small enough. A page
/// photographed at the last of them can still be read.
const STEPS: [(f64, f64); 4] = [(2000.0, 0.82), (2000.0, 0.7), (2000.0, 0.55), (1600.0, 0.55)];
/// Longest side of a picture that is worked on, in pixels: phones give out of memory above it.
const WORKED_ON: f64 = 3000.0;
/// How well a picture is kept that will be made smaller yet.
const KEPT: f64 = 0.92;

/// A decoded picture, upright.
pub enum Picture {
    /// By `createImageBitmap`.
    Bitmap(ImageBitmap),
    /// By `<img>`, where that is missing (iOS before 15).
    Element(HtmlImageElement),
}

impl Picture {
    /// Width and height in pixels.
    pub fn size(&self) -> (f64, f64) {
        match self {
            Self::Bitmap(bitmap) => (bitmap.width().into(), bitmap.height().into()),
            Self::Element(image) => (image.natural_width().into(), image.natural_height().into()),
        }
    }

    /// Draws it into a rectangle.
    pub fn draw(&self, on: &CanvasRenderingContext2d, x: f64, y: f64, width: f64, height: f64) {
        // Fails only for a picture without content, which was not decoded.
        let _ = match self {
            Self::Bitmap(bitmap) => {
                on.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, x, y, width, height)
            }
            Self::Element(image) => {
                on.draw_image_with_html_image_element_and_dw_and_dh(image, x, y, width, height)
            }
        };
    }
}

/// Decodes a picture; `None` for a format that this browser does not know.
pub async fn decode(blob: &Blob) -> Option<Picture> {
    let window = super::window();
    let has = js_sys::Reflect::has(&window, &"createImageBitmap".into()).unwrap_or(false);
    if has && let Ok(promise) = window.create_image_bitmap_with_blob(blob) {
        return JsFuture::from(promise).await.ok()?.dyn_into().ok().map(Picture::Bitmap);
    }
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&address);
    let decoded = JsFuture::from(image.decode()).await;
    let _ = Url::revoke_object_url(&address);
    decoded.ok().map(|_| Picture::Element(image))
}

/// The picture as a JPEG that travels quickly. Whatever is no picture, cannot be decoded here or would only grow stays
/// as it is: the server looks at the content anyway.
pub async fn compressed(file: File) -> File {
    if !file.type_().starts_with("image/") {
        return file;
    }
    match smaller(&file).await {
        Some(blob) if blob.size() < file.size() => renamed(&file.name(), &blob).unwrap_or(file),
        _ => file,
    }
}

async fn smaller(file: &File) -> Option<Blob> {
    let picture = decode(file).await?;
    let mut last = None;
    for (longest, quality) in STEPS {
        let blob = jpeg(&scaled(&picture, longest)?, quality).await?;
        let enough = blob.size() <= ENOUGH;
        last = Some(blob);
        if enough {
            break;
        }
    }
    last
}

/// The picture on a canvas, its longest side at most so many pixels.
fn scaled(picture: &Picture, longest: f64) -> Option<HtmlCanvasElement> {
    let (width, height) = picture.size();
    let scale = (longest / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round(), (height * scale).round());
    let (canvas, drawing) = canvas(width, height)?;
    // JPEG knows no transparency.
    drawing.set_fill_style_str("white");
    drawing.fill_rect(0.0, 0.0, width, height);
    picture.draw(&drawing, 0.0, 0.0, width, height);
    Some(canvas)
}

async fn jpeg(canvas: &HtmlCanvasElement, quality: f64) -> Option<Blob> {
    let promise = Promise::new(&mut |resolve, reject| {
        let asked = canvas.to_blob_with_type_and_encoder_options(
            &resolve,
            "image/jpeg",
            &JsValue::from_f64(quality),
        );
        if let Err(error) = asked {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// What is done to a picture before it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Edit {
    /// Quarter turns to the right, 0 to 3.
    pub turns: u8,
    /// What is cut off at the left, top, right and bottom of the turned picture, as parts of its side.
    pub cut: [f64; 4],
}

impl Edit {
    /// Width and height of a turned picture that was so large.
    pub fn turned(self, (width, height): (f64, f64)) -> (f64, f64) {
        if self.turns % 2 == 1 { (height, width) } else { (width, height) }
    }
}

/// Draws a picture, turned and whole, over a canvas of the size that [`Edit::turned`] gives, times `scale`.
pub fn draw_turned(
    on: &HtmlCanvasElement,
    picture: &Picture,
    edit: Edit,
    scale: f64,
) -> Option<()> {
    let (width, height) = picture.size();
    let (wide, high) = edit.turned((width * scale, height * scale));
    on.set_width(wide as u32);
    on.set_height(high as u32);
    let pen = drawing(on)?;
    pen.set_fill_style_str("white");
    pen.fill_rect(0.0, 0.0, wide, high);
    pen.translate(wide / 2.0, high / 2.0).ok()?;
    pen.rotate(f64::from(edit.turns) * std::f64::consts::FRAC_PI_2).ok()?;
    let (width, height) = (width * scale, height * scale);
    picture.draw(&pen, -width / 2.0, -height / 2.0, width, height);
    pen.reset_transform().ok()
}

/// The edited picture as a file of the same name.
pub async fn edited(name: &str, picture: &Picture, edit: Edit) -> Option<File> {
    let (width, height) = picture.size();
    let scale = (WORKED_ON / width.max(height)).min(1.0);
    let (whole, _) = canvas(1.0, 1.0)?;
    draw_turned(&whole, picture, edit, scale)?;
    let (wide, high) = (f64::from(whole.width()), f64::from(whole.height()));
    let [left, top, right, bottom] = edit.cut;
    let (cut, pen) = canvas(wide * (1.0 - left - right), high * (1.0 - top - bottom))?;
    pen.draw_image_with_html_canvas_element(&whole, -wide * left, -high * top).ok()?;
    renamed(name, &jpeg(&cut, KEPT).await?)
}

/// A stored picture, to be worked on again.
pub async fn fetched(address: &str) -> Option<Picture> {
    let answer = JsFuture::from(super::window().fetch_with_str(address)).await.ok()?;
    let answer: web_sys::Response = answer.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    let blob = JsFuture::from(answer.blob().ok()?).await.ok()?;
    decode(&blob.dyn_into().ok()?).await
}

/// A picture as a small PNG in Base64; what is transparent stays so.
pub async fn small_png(file: &File, longest: f64) -> Option<String> {
    let picture = decode(file).await?;
    let (width, height) = picture.size();
    let scale = (longest / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round(), (height * scale).round());
    let (canvas, pen) = canvas(width, height)?;
    picture.draw(&pen, 0.0, 0.0, width, height);
    let address = canvas.to_data_url().ok()?;
    address.split_once(',').map(|(_, data)| data.to_owned())
}

/// A canvas that is not on the page.
fn canvas(width: f64, height: f64) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas: HtmlCanvasElement =
        super::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let drawing = drawing(&canvas)?;
    Some((canvas, drawing))
}

/// What draws on a canvas.
pub fn drawing(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// The picture under the name that people gave it, with the ending that it now has.
fn renamed(name: &str, blob: &Blob) -> Option<File> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let options = FilePropertyBag::new();
    options.set_type("image/jpeg");
    let parts = Array::of1(blob);
    File::new_with_blob_sequence_and_options(&parts, &format!("{stem}.jpg"), &options).ok()
}
