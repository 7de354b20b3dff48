//! What stands around every page: skip link, header with the visitor's preferences, navigation,
//! main part, footer and the live region.

use leptos::prelude::*;

use crate::{
    i18n::{self, t},
    platform::look::{self, Theme},
    ui::{LiveRegion, icon, live},
};

/// A link of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavLink {
    /// Where it leads.
    pub href: String,
    /// What is there.
    pub label: String,
    /// Name of its icon.
    pub icon: &'static str,
}

/// The frame around all pages of one front end.
#[component]
pub fn Frame(
    /// The portal's name.
    #[prop(into)]
    brand: Signal<String>,
    /// Where the name leads.
    home: &'static str,
    /// The navigation.
    #[prop(into)]
    nav: Signal<Vec<NavLink>>,
    /// The path of the present page, to mark its link.
    #[prop(into)]
    path: Signal<String>,
    /// The page in the other language, where no program is there to change it.
    #[prop(optional, into)]
    language_link: Signal<String>,
    /// Called to change to the other language.
    on_language: Callback<()>,
    /// Who is signed in and how to sign in or out.
    account: AnyView,
    /// What stands at the bottom.
    footer: AnyView,
    /// The page.
    children: Children,
) -> AnyView {
    let links = move || {
        nav.get().into_iter().map(|link| nav_item(link, home, path)).collect_view().into_any()
    };
    view! {
        <a class="skip" href="#main" rel="external">{t("frame.skip")}</a>
        <header class="head">
            <div class="head-row">
                <a class="brand" href=home>
                    <span class="brand-mark" aria-hidden="true">"一"</span>
                    <span class="brand-name">{brand}</span>
                </a>
                <div class="head-tools">{preferences(language_link, on_language)}{account}</div>
            </div>
            <nav class="nav" aria-label=t("frame.nav")>
                <ul>{live(links)}</ul>
            </nav>
        </header>
        <main id="main" class="main" tabindex="-1">{children()}</main>
        <footer class="foot">{footer}</footer>
        <LiveRegion />
    }
    .into_any()
}

fn nav_item(link: NavLink, home: &'static str, path: Signal<String>) -> AnyView {
    let NavLink { href, label, icon: name } = link;
    let target = href.clone();
    let current = Signal::derive(move || {
        let path = path.get();
        let here = path == target || (target != home && path.starts_with(&format!("{target}/")));
        here.then_some("page")
    });
    view! { <li><a href=href aria-current=current>{icon(name)}<span>{label}</span></a></li> }
        .into_any()
}

/// Elderly mode, language and theme.
fn preferences(language_link: Signal<String>, on_language: Callback<()>) -> AnyView {
    let care = RwSignal::new(look::care());
    let theme = RwSignal::new(look::theme());
    let switch_care = move |_| {
        care.update(|care| *care = !*care);
        look::set_care(care.get_untracked());
    };
    let switch_theme = move |_| {
        theme.update(|theme| *theme = after(*theme));
        look::set_theme(theme.get_untracked());
        super::say(theme_name(theme.get_untracked()));
    };
    let other = i18n::lang().other().tag();
    let language_link = Signal::derive(move || match language_link.get() {
        link if link.is_empty() => format!("?lang={other}"),
        link => link,
    });
    let switch_language = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        on_language.run(());
    };
    view! {
        <button type="button" class="tool needs-script" aria-pressed=Signal::derive(move || care.get().to_string()) on:click=switch_care>
            {t("frame.care")}
        </button>
        <a class="tool" href=language_link lang=other on:click=switch_language>
            {t("frame.language")}
        </a>
        <button
            type="button"
            class="tool tool-icon needs-script"
            aria-label=Signal::derive(move || format!("{} {}", t("frame.theme"), theme_name(theme.get())))
            on:click=switch_theme
        >
            {live(move || icon(match theme.get() {
                Theme::Auto => "device",
                Theme::Light => "sun",
                Theme::Dark => "moon",
            }))}
        </button>
    }
    .into_any()
}

fn after(theme: Theme) -> Theme {
    match theme {
        Theme::Auto => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::Auto,
    }
}

fn theme_name(theme: Theme) -> String {
    match theme {
        Theme::Auto => t("frame.theme.auto"),
        Theme::Light => t("frame.theme.light"),
        Theme::Dark => t("frame.theme.dark"),
    }
}
