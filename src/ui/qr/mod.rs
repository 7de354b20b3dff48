//! A QR code as a picture that grows without blurring.

mod code;

use leptos::prelude::*;

use code::Code;

/// Light modules around a code, without which scanners do not find it.
const QUIET: usize = 4;

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
    let side = code.size + 2 * QUIET;
    view! {
        <svg class="qr" role="img" aria-label=label viewBox=format!("0 0 {side} {side}")>
            <path d=squares(&code) />
        </svg>
    }
    .into_any()
}

/// One path for all dark modules, run by run.
fn squares(code: &Code) -> String {
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = (x..code.size).take_while(|x| code.is_dark(*x, y)).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    path
}
