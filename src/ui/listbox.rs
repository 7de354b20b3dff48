//! The list below a field in which one types (the combobox of ARIA 1.2 with a list box): whether it is unfolded, on
//! which option the keys are, how they move. [`super::Combobox`] suggests with it, [`super::ComboField`] chooses.

use leptos::{ev, prelude::*};

/// The list.
#[derive(Clone, Copy)]
pub struct ListBox {
    id: StoredValue<String>,
    /// Whether it is unfolded.
    pub open: RwSignal<bool>,
    /// The option on which the keys are; none while they are in the field.
    pub active: RwSignal<Option<usize>>,
}

impl ListBox {
    /// A folded one.
    pub fn new(id: String) -> Self {
        Self { id: StoredValue::new(id), open: RwSignal::new(false), active: RwSignal::new(None) }
    }

    /// Its id, for `aria-controls`.
    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// The id of an option.
    pub fn option_id(self, place: usize) -> String {
        self.id.with_value(|id| format!("{id}-{place}"))
    }

    /// The id of the option on which the keys are, for `aria-activedescendant`.
    pub fn active_id(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            let active = self.active.get().filter(|_| self.open.get());
            active.map(|place| self.option_id(place))
        })
    }

    /// Folds it.
    pub fn close(self) {
        self.open.set(false);
        self.active.set(None);
    }

    /// Moves by an arrow among `count` options and the field itself; whether the key was one.
    pub fn step(self, key: &str, count: usize) -> bool {
        let step = match key {
            "ArrowDown" => 1,
            "ArrowUp" => count, // of count + 1 places, one of them the field
            _ => return false,
        };
        self.open.set(true);
        self.active.update(|active| {
            let place = active.map_or(0, |place| place + 1);
            *active = ((place + step) % (count + 1)).checked_sub(1);
        });
        true
    }

    /// The list with its options.
    pub fn draw(self, label: String, options: Vec<AnyView>) -> AnyView {
        view! { <ul class="options" id=self.id() role="listbox" aria-label=label>{options}</ul> }
            .into_any()
    }

    /// An option; pressing it keeps the focus in the field.
    pub fn option(self, place: usize, words: AnyView, pick: Callback<usize>) -> AnyView {
        let chosen = Signal::derive(move || (self.active.get() == Some(place)).to_string());
        view! {
            <li
                class="option"
                id=self.option_id(place)
                role="option"
                aria-selected=chosen
                on:mousedown=move |event: ev::MouseEvent| event.prevent_default()
                on:click=move |_| pick.run(place)
            >
                {words}
            </li>
        }
        .into_any()
    }
}
