//! A QR code as a picture that grows without blurring.

use leptos::prelude::*;
use onething_domain::qr::Code;

/// Shows an address as a QR code; nothing when it is too long for one. The address should stand
/// beside it as a link: a phone cannot scan its own screen.
#[component]
pub fn Qr(
    /// What is encoded.
    #[prop(into)]
    text: String,
    /// What it is for, for those who cannot see it.
    #[prop(into)]
    label: String,
) -> AnyView {
    let Some(code) = Code::new(&text) else {
        return ().into_any();
    };
    let side = code.side();
    view! {
        <svg class="qr" role="img" aria-label=label viewBox=format!("0 0 {side} {side}")>
            <path d=code.path() />
        </svg>
    }
    .into_any()
}
