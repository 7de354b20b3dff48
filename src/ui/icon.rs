//! Line icons, drawn on a grid of 24. Decoration only: the words beside them say it.

use leptos::prelude::*;

/// The icon of this name; a plain document for a name that is unknown, since life events come
/// from the city's data.
pub fn icon(name: &str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=shape(name) />
        </svg>
    }
    .into_any()
}

/// Strokes only, so that one style draws them all.
fn shape(name: &str) -> &'static str {
    match name {
        "baby" => {
            "M12 3a6 6 0 0 1 6 6a2 2 0 0 1 0 4a6 6 0 0 1-12 0a2 2 0 0 1 0-4a6 6 0 0 1 6-6zM10 9h.01M14 9h.01M10 13a3 3 0 0 0 4 0M12 3v2M5 21c1-2 4-3 7-3s6 1 7 3"
        }
        "home" | "house" => "M3 11l9-8l9 8M5 10v10h5v-6h4v6h5V10",
        "restaurant" | "shop" => {
            "M4 9h16l-1-5H5zM5 9v11h14V9M9 20v-6h6v6M4 9a2.7 2.7 0 0 0 5.3 0a2.7 2.7 0 0 0 5.4 0A2.7 2.7 0 0 0 20 9"
        }
        "school" | "education" => "M2 9l10-5l10 5l-10 5zM6 11v5c3 3 9 3 12 0v-5M22 9v6",
        "work" | "job" => "M4 8h16v12H4zM9 8V5h6v3M4 13h16",
        "retire" | "elder" => {
            "M12 3a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM8 21v-6l-1-3a4 4 0 0 1 10 0v4M17 13v8M13 21v-5"
        }
        "marry" | "marriage" | "heart" => {
            "M12 20C6 16 3 12 3 8.500A4.500 4.500 0 0 1 12 7a4.500 4.500 0 0 1 9 1.500C21 12 18 16 12 20z"
        }
        "health" | "medical" => "M4 4h16v16H4zM12 8v8M8 12h8",
        "car" | "traffic" => "M3 16v-4l2-6h14l2 6v4zM5 16v3M19 16v3M3 12h18M7 14h.01M17 14h.01",
        "company" | "business" => {
            "M4 21V4h10v17M14 9h6v12M2 21h20M7 8h4M7 12h4M7 16h4M17 13v.01M17 17v.01"
        }
        "disability" => "M11 4h.01M11 7v6h6l3 6M8 11a5.500 5.500 0 1 0 7 7",
        "farewell" | "flower" => {
            "M12 21V11M12 11c-4 0-6-3-6-7c4 0 6 3 6 7c0-4 2-7 6-7c0 4-2 7-6 7M6 21h12"
        }
        "factory" => "M3 21V10l6 4v-4l6 4V5h6v16zM8 17h.01M12 17h.01M16 17h.01",
        "exit" => "M13 4H5v16h8M10 12h11M17 8l4 4l-4 4",
        "card" => "M3 6h18v13H3zM3 10h18M7 15h4",
        "search" => "M10.500 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13zM15.500 15.500L21 21",
        "user" => "M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM4 21c1-5 4-6 8-6s7 1 8 6",
        "case" => "M6 3h9l4 4v14H6zM14 3v5h5M9 13l2 2l4-4",
        "phone" => "M7 2h10v20H7zM11 18.500h2",
        "print" => "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
        "share" => "M12 15V3M8 7l4-4l4 4M5 12v9h14v-9",
        "place" => {
            "M12 21c-5-6-7-8-7-12a7 7 0 0 1 14 0c0 4-2 6-7 12zM12 7a2 2 0 1 0 0 4a2 2 0 0 0 0-4z"
        }
        "message" => "M4 5h16v12H9l-5 4zM8 9h8M8 13h5",
        "clock" => "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 7v5l3 2",
        "check" => "M5 12l5 5L19 7",
        "close" => "M6 6l12 12M18 6L6 18",
        "up" => "M12 20V5M6 11l6-6l6 6",
        "down" => "M12 4v15M6 13l6 6l6-6",
        "next" => "M9 5l7 7l-7 7",
        "back" => "M15 5l-7 7l7 7",
        "arrow" => "M4 12h15M13 6l6 6l-6 6",
        "camera" => "M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.500 3.500 0 1 0 0 7a3.500 3.500 0 0 0 0-7z",
        "upload" => "M12 16V4M7 9l5-5l5 5M4 16v4h16v-4",
        "turn-left" => "M4 5v5h5M4.500 10a8 8 0 1 1 0 5",
        "turn-right" => "M20 5v5h-5M19.500 10a8 8 0 1 0 0 5",
        "trash" => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
        "edit" => "M4 20h4L20 8l-4-4L4 16zM14 6l4 4",
        "info" => "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 11v6M12 7.500v.01",
        "warn" => "M12 3L2 20h20zM12 10v4M12 17v.01",
        "sun" => {
            "M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2"
        }
        "moon" => "M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10z",
        "device" => "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
        "fee" | "tax" => "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM8 7l4 5l4-5M8 12h8M8 15h8M12 12v6",
        _ => "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
    }
}
