//! Where the visitor is, if they say so.

use onething_domain::geo::Position;
use wasm_bindgen::{JsCast, prelude::*};

/// Asks the browser, which asks the visitor; `then` hears the position, or that there is none.
pub fn ask(then: impl FnOnce(Option<Position>) + 'static) {
    let get = |object: &JsValue, name: &str| js_sys::Reflect::get(object, &name.into()).ok();
    let source = get(&super::window().navigator(), "geolocation").filter(JsValue::is_object);
    let method = source
        .as_ref()
        .and_then(|source| get(source, "getCurrentPosition"))
        .and_then(|method| method.dyn_into::<js_sys::Function>().ok());
    let (Some(source), Some(method)) = (source, method) else {
        return then(None);
    };
    // One of the two is called, once; the other goes with it.
    let answer = Closure::once_into_js(move |found: JsValue| {
        let coordinates = js_sys::Reflect::get(&found, &"coords".into()).unwrap_or_default();
        let number = |name: &str| {
            let degrees = js_sys::Reflect::get(&coordinates, &name.into()).ok()?.as_f64()?;
            Some((degrees * 1e6) as i64)
        };
        then(
            number("latitude")
                .zip(number("longitude"))
                .map(|(latitude, longitude)| Position { latitude, longitude }),
        );
    });
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"timeout".into(), &10_000.into());
    let _ = js_sys::Reflect::set(&options, &"maximumAge".into(), &60_000.into());
    // An error has no `coords`, so it is heard as no position.
    if method.call3(&source, &answer, &answer, &options).is_err() {
        let _ = answer
            .unchecked_ref::<js_sys::Function>()
            .call1(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
    }
}
