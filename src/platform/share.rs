//! Passing an address on: the device's share sheet where there is one, the clipboard otherwise.
//! Inside WeChat only WeChat's own menu can share, so the page has to say so.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// How passing on went, so that the page can say the right thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The share sheet was shown.
    Handed,
    /// The address is on the clipboard.
    Copied,
    /// Use WeChat's menu at the top right.
    UseWechatMenu,
    /// Neither worked; show the address to be copied by hand.
    Failed,
}

/// Shares the present address under `title`. Call it from a tap: browsers refuse otherwise.
pub async fn share_here(title: String) -> Shared {
    if super::in_wechat() {
        return Shared::UseWechatMenu;
    }
    let address = super::window().location().href().unwrap_or_default();
    if let Some(share) = method(&super::window().navigator(), "share") {
        let data = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&data, &"title".into(), &title.into());
        let _ = js_sys::Reflect::set(&data, &"url".into(), &address.as_str().into());
        let promise =
            share.call1(&super::window().navigator(), &data).ok().map(js_sys::Promise::from);
        if let Some(promise) = promise {
            // A visitor who closes the sheet has still seen it.
            let _ = JsFuture::from(promise).await;
            return Shared::Handed;
        }
    }
    if copy(&address).await { Shared::Copied } else { Shared::Failed }
}

/// Puts text on the clipboard; says whether the browser allowed it.
pub async fn copy(text: &str) -> bool {
    let navigator = super::window().navigator();
    let Ok(clipboard) = js_sys::Reflect::get(&navigator, &"clipboard".into()) else {
        return false;
    };
    let Some(write) = method(&clipboard, "writeText") else {
        return false;
    };
    match write.call1(&clipboard, &text.into()) {
        Ok(promise) => JsFuture::from(js_sys::Promise::from(promise)).await.is_ok(),
        Err(_) => false,
    }
}

/// A method that older browsers may lack.
fn method(object: &JsValue, name: &str) -> Option<js_sys::Function> {
    if object.is_undefined() || object.is_null() {
        return None;
    }
    js_sys::Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}
