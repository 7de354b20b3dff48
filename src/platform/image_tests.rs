//! A large photo in a real browser: it travels small, and can still be read (A3).

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::File;

use super::image::compressed;

/// Photographs a page as the camera of a phone does: 13 million pixels, light that falls off towards the edges, print of
/// the size that it has on an A4 page, and the grain of a sensor.
const TAKE: &str = "
    const [width, height] = [4240, 3180];
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const paint = canvas.getContext('2d');
    const light = paint.createRadialGradient(2000, 1500, 200, 2000, 1500, 2600);
    light.addColorStop(0, 'hsl(44 22% 90%)');
    light.addColorStop(1, 'hsl(38 9% 66%)');
    paint.fillStyle = light;
    paint.fillRect(0, 0, width, height);
    paint.fillStyle = 'hsl(270 5% 15%)';
    paint.font = '52px sans-serif';
    for (let line = 0; line < 30; line += 1) {
        paint.fillText('兹证明陈小满于二〇二六年三月二日出生 519902202603020018 Qinghe ' + line, 240, 200 + line * 90);
    }
    const picture = paint.getImageData(0, 0, width, height);
    const data = picture.data;
    let seed = 7;
    for (let at = 0; at < data.length; at += 4) {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
        const grain = ((seed >> 16) & 31) - 16;
        data[at] += grain; data[at + 1] += grain; data[at + 2] += grain;
    }
    paint.putImageData(picture, 0, 0);
    return new Promise(done => canvas.toBlob(
        blob => done(new File([blob], 'IMG_0001.jpg', { type: 'image/jpeg' })), 'image/jpeg', 1));
";

/// Of what is ink in the photo, and of what is paper, how much still is in what travels: its longest side, and both as
/// parts of a hundred. Looked at in the photo's own size, so that blurred strokes count as lost.
const READ: &str = "
    const pixels = async (file, width, height) => {
        const bitmap = await createImageBitmap(file);
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const paint = canvas.getContext('2d');
        paint.drawImage(bitmap, 0, 0, width, height);
        return [Math.max(bitmap.width, bitmap.height), paint.getImageData(0, 0, width, height).data];
    };
    return (async () => {
        const [, taken] = await pixels(photo, 2000, 1500);
        const [longest, sent] = await pixels(small, 2000, 1500);
        const count = { ink: 0, kept: 0, paper: 0, white: 0 };
        for (let at = 0; at < taken.length; at += 4) {
            if (taken[at + 1] < 80) { count.ink += 1; count.kept += sent[at + 1] < 120; }
            if (taken[at + 1] > 160) { count.paper += 1; count.white += sent[at + 1] > 120; }
        }
        return [longest, 100 * count.kept / count.ink, 100 * count.white / count.paper];
    })();
";

async fn run(script: &str, names: &str, values: &[&JsValue]) -> JsValue {
    let function = Function::new_with_args(names, script);
    let arguments = values.iter().copied().collect::<Array>();
    let promise = function.apply(&JsValue::NULL, &arguments).expect("the script runs");
    JsFuture::from(promise.unchecked_into::<Promise>()).await.expect("it ends well")
}

#[wasm_bindgen_test]
async fn a_photo_of_twelve_megabytes_travels_small_and_can_be_read() {
    let photo: File = run(TAKE, "", &[]).await.unchecked_into();
    assert!(photo.size() > 12e6, "a large photo: {} bytes", photo.size());
    let small = compressed(photo.clone()).await;
    assert!(small.size() < 700_000.0, "{} bytes", small.size());
    assert_eq!(small.name(), "IMG_0001.jpg");
    let read = run(READ, "photo, small", &[&photo, &small]).await.unchecked_into::<Array>();
    let [longest, ink, paper] = [0, 1, 2].map(|at| read.get(at).as_f64().expect("a number"));
    assert!(longest >= 1600.0, "{longest} pixels");
    assert!(ink > 97.0 && paper > 97.0, "{ink} of the ink, {paper} of the paper");
}
