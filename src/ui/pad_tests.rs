//! The signature pad in a real browser: finger, pen and mouse, back and forth, and a phone that is turned (A5).

use js_sys::Function;
use leptos::{mount::mount_to, prelude::*, task::tick};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlCanvasElement, HtmlElement};

use super::SignaturePad;
use crate::i18n::t;

/// Draws a line as a pointer does, between two places given as fractions of the pad.
const DRAW: &str = "
    const area = pad.getBoundingClientRect();
    const tell = (type, [x, y]) => pad.dispatchEvent(new PointerEvent(type, {
        pointerType: kind, pointerId: 1, isPrimary: true, bubbles: true, cancelable: true,
        clientX: area.left + x * area.width, clientY: area.top + y * area.height,
    }));
    tell('pointerdown', [0.1, height]);
    for (let x = 0.1; x < 0.9; x += 0.05) { tell('pointermove', [x, height]); }
    tell('pointerup', [0.9, height]);
";

const INK: &str = "
    const { data } = pad.getContext('2d')
        .getImageData(pad.width / 2, Math.round(height * pad.height) - 2, 4, 4);
    return data.some((value, at) => at % 4 === 3 && value > 0);
";

struct Pad {
    stage: HtmlElement,
    canvas: HtmlCanvasElement,
    told: RwSignal<Option<String>>,
}

impl Pad {
    fn draw(&self, kind: &str, height: f64) {
        let draw = Function::new_with_args("pad, kind, height", DRAW);
        draw.call3(&JsValue::NULL, &self.canvas, &kind.into(), &height.into()).expect("drawn");
    }

    /// Whether there is ink in the middle of the pad, at a height.
    fn has_ink(&self, height: f64) -> bool {
        let ink = Function::new_with_args("pad, height", INK);
        let found = ink.call2(&JsValue::NULL, &self.canvas, &height.into()).expect("looked at");
        found.as_bool().expect("yes or no")
    }

    fn press(&self, label: &str) {
        let buttons = self.stage.query_selector_all("button").expect("a selector");
        let found = (0..buttons.length())
            .filter_map(|at| buttons.item(at))
            .find(|button| button.text_content().is_some_and(|text| text.contains(label)));
        found.expect("the button").unchecked_into::<HtmlElement>().click();
    }
}

#[wasm_bindgen_test]
async fn finger_pen_and_mouse_sign_also_on_a_turned_phone() {
    let document = web_sys::window().and_then(|window| window.document()).expect("a document");
    let stage: HtmlElement = document.create_element("div").expect("a div").unchecked_into();
    document.body().expect("a body").append_child(&stage).expect("room");
    let told = RwSignal::new(None);
    let view = move || {
        let tell = Callback::new(move |picture| told.set(picture));
        view! { <SignaturePad id="t-pad".to_owned() label="签名" on_change=tell /> }
    };
    let mounted = mount_to(stage.clone(), view);
    let canvas: Element = stage.query_selector("canvas").expect("a selector").expect("the pad");
    let canvas: HtmlCanvasElement = canvas.unchecked_into();
    canvas.set_attribute("style", "width: 300px; height: 150px; color: black").expect("a style");
    let pad = Pad { stage, canvas, told };

    let pictures: Vec<String> = [("touch", 0.2), ("pen", 0.5), ("mouse", 0.8)]
        .into_iter()
        .map(|(kind, height)| {
            pad.draw(kind, height);
            assert!(pad.has_ink(height), "{kind}");
            pad.told.get_untracked().expect("a picture")
        })
        .collect();
    assert!(pictures[0] != pictures[1] && pictures[1] != pictures[2]);

    pad.press(&t("sign.undo"));
    tick().await;
    assert!(!pad.has_ink(0.8) && pad.has_ink(0.5), "the last line goes first");
    let undone = pad.told.get_untracked().expect("a picture");
    pad.press(&t("sign.redo"));
    tick().await;
    assert!(pad.has_ink(0.8) && pad.told.get_untracked().is_some_and(|again| again != undone));

    // The phone is turned: the pad is wider and lower, and what was drawn is where it was in it.
    pad.canvas.set_attribute("style", "width: 640px; height: 120px; color: black").expect("style");
    let window = web_sys::window().expect("a window");
    window.dispatch_event(&web_sys::Event::new("resize").expect("an event")).expect("heard");
    assert!(pad.canvas.width() >= 640, "as sharp as before");
    assert!([0.2, 0.5, 0.8].into_iter().all(|height| pad.has_ink(height)));
    assert!(!pad.has_ink(0.35));
    pad.draw("touch", 0.35);
    assert!(pad.has_ink(0.35), "and one goes on");

    pad.press(&t("sign.clear"));
    tick().await;
    assert_eq!(pad.told.get_untracked(), None);
    assert!(!pad.has_ink(0.5));
    drop(mounted);
}
