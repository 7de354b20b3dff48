//! A region chosen step by step: province, city, district.

use leptos::prelude::*;
use onething_domain::city::Region;

use super::{Caption, Opt, SelectField, live_if};
use crate::i18n::{pick, t};

/// The regions from the top down to `code`; empty for a code that is not in the tree.
fn chain<'a>(places: &'a [Region], code: &str) -> Vec<&'a Region> {
    let mut found: Vec<&Region> = Vec::new();
    let mut wanted = code.to_owned();
    // A circle in the data must not hang the page.
    while found.len() < 8
        && let Some(place) = places.iter().find(|place| place.code == wanted)
    {
        wanted = place.parent.clone();
        found.insert(0, place);
    }
    found
}

/// One list for each level, each appearing when the one above has something below it. What is
/// stored is the lowest region chosen so far; while nothing is, the lists stand at `start`.
#[component]
pub fn RegionField(
    /// The words around it; its id is that of the first list.
    caption: Caption,
    /// All regions.
    places: StoredValue<Vec<Region>>,
    /// The region that most people mean, as the city.
    #[prop(into)]
    start: String,
    /// The code of the chosen region.
    #[prop(into)]
    value: Signal<String>,
    /// Told the code of the lowest region that is chosen.
    on_pick: Callback<String>,
) -> AnyView {
    let shown = Memo::new(move |_| match value.get() {
        code if code.is_empty() => start.clone(),
        code => code,
    });
    let labels = [t("region.province"), t("region.city"), t("region.district")];
    let lists: Vec<AnyView> = labels
        .into_iter()
        .enumerate()
        .map(|(depth, label)| level(depth, label, &caption.id, places, shown, on_pick))
        .collect();
    view! { <div class="region">{lists}</div> }.into_any()
}

/// The list of one level; nothing while there is nothing to choose from.
fn level(
    depth: usize,
    label: String,
    id: &str,
    places: StoredValue<Vec<Region>>,
    shown: Memo<String>,
    on_pick: Callback<String>,
) -> AnyView {
    let id = if depth == 0 { id.to_owned() } else { format!("{id}-{depth}") };
    let parent = Memo::new(move |_| match depth {
        0 => Some(String::new()),
        _ => chosen(places, &shown.get(), depth - 1),
    });
    let options =
        Memo::new(move |_| parent.get().map(|parent| below(places, &parent)).unwrap_or_default());
    let picked = Signal::derive(move || chosen(places, &shown.get(), depth).unwrap_or_default());
    let pick = Callback::new(move |code: String| {
        let up = || parent.get_untracked().unwrap_or_default();
        on_pick.run(if code.is_empty() { up() } else { code });
    });
    let some = Memo::new(move |_| !options.with(Vec::is_empty));
    let list = move || {
        let caption = Caption::new(id.clone(), label.clone());
        some.get().then(|| {
            view! { <SelectField caption=caption options=options value=picked on_pick=pick /> }
                .into_any()
        })
    };
    live_if(list)
}

/// The code chosen at a depth.
fn chosen(places: StoredValue<Vec<Region>>, code: &str, depth: usize) -> Option<String> {
    places.with_value(|places| chain(places, code).get(depth).map(|place| place.code.clone()))
}

fn below(places: StoredValue<Vec<Region>>, parent: &str) -> Vec<Opt> {
    places.with_value(|places| {
        places
            .iter()
            .filter(|place| place.parent == parent)
            .map(|place| Opt::new(&*place.code, pick(&place.name)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use onething_domain::text::Text;

    use super::*;

    fn place(code: &str, parent: &str) -> Region {
        Region { code: code.into(), name: Text::zh(code), parent: parent.into() }
    }

    #[test]
    fn a_chain_goes_from_the_top_down() {
        let places = [place("51", ""), place("5101", "51"), place("510104", "5101")];
        let codes = |code| chain(&places, code).iter().map(|p| &*p.code).collect::<Vec<_>>();
        assert_eq!(codes("510104"), ["51", "5101", "510104"]);
        assert_eq!(codes("51"), ["51"]);
        assert!(codes("99").is_empty());
    }

    #[test]
    fn a_circle_ends() {
        let places = [place("1", "2"), place("2", "1")];
        assert!(chain(&places, "1").len() <= 8);
    }
}
