//! Pictures on the phone: made smaller before they travel, upright whatever their EXIF data say.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, FilePropertyBag, HtmlCanvasElement, HtmlImageElement,
    ImageBitmap, Url,
};

/// Longest side of a picture that is sent, in pixels: a page photographed at it stays readable.
const LONGEST: f64 = 2000.0;
/// How well JPEG keeps it, 0 to 1.
const QUALITY: f64 = 0.82;

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

/// The picture as a JPEG of at most 2,000 pixels a side. Whatever is no picture, cannot be decoded
/// here or would only grow stays as it is: the server looks at the content anyway.
pub async fn compressed(file: File) -> File {
    if !file.type_().starts_with("image/") {
        return file;
    }
    match smaller(&file).await {
        Some(blob) if blob.size() < file.size() => renamed(&file, &blob).unwrap_or(file),
        _ => file,
    }
}

async fn smaller(file: &File) -> Option<Blob> {
    let picture = decode(file).await?;
    let (width, height) = picture.size();
    let scale = (LONGEST / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round(), (height * scale).round());
    let (canvas, drawing) = canvas(width, height)?;
    // JPEG knows no transparency.
    drawing.set_fill_style_str("white");
    drawing.fill_rect(0.0, 0.0, width, height);
    picture.draw(&drawing, 0.0, 0.0, width, height);
    let promise = Promise::new(&mut |resolve, reject| {
        let asked = canvas.to_blob_with_type_and_encoder_options(
            &resolve,
            "image/jpeg",
            &JsValue::from_f64(QUALITY),
        );
        if let Err(error) = asked {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
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
fn renamed(file: &File, blob: &Blob) -> Option<File> {
    let name = file.name();
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
    let options = FilePropertyBag::new();
    options.set_type("image/jpeg");
    let parts = Array::of1(blob);
    File::new_with_blob_sequence_and_options(&parts, &format!("{stem}.jpg"), &options).ok()
}
