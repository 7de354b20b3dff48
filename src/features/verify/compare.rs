//! Whether a file is the very one: its digest is computed here, and the file stays on the phone.

use leptos::prelude::*;
use onething_domain::canonical::sha256;

use crate::{
    i18n::t,
    platform::file,
    ui::{Notice, Tone, live_if},
};

/// A place to pick a file, and what comes of it.
pub fn compare(digest: String) -> AnyView {
    let same = RwSignal::new(None::<bool>);
    let pick = move |event| {
        let digest = digest.clone();
        let Some(picked) = file::chosen(&event).into_iter().next() else { return };
        leptos::task::spawn_local(async move {
            let bytes = file::bytes(&picked).await;
            same.set(Some(bytes.is_some_and(|bytes| sha256(&bytes) == digest)));
        });
    };
    let said = move || {
        same.get().map(|same| {
            let (tone, said) = match same {
                true => (Tone::Good, t("verify.file.same")),
                false => (Tone::Bad, t("verify.file.other")),
            };
            view! { <Notice tone=tone title=said /> }.into_any()
        })
    };
    view! {
        <div class="stack">
            <p>{t("verify.file.help")}</p>
            <div>
                <label class="btn btn-secondary upload-pick" for="verify-file">
                    <span>{t("verify.file.pick")}</span>
                    <input
                        class="upload-input"
                        type="file"
                        id="verify-file"
                        accept="application/pdf"
                        on:change=pick
                    />
                </label>
            </div>
            <div aria-live="polite">{live_if(said)}</div>
        </div>
    }
    .into_any()
}
