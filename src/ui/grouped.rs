//! A field for a number, which is kept without blanks; a long one is shown in groups, as it is printed on cards.

use leptos::prelude::*;

use super::field::{Caption, Keyboard, TextField};

/// How a number is written.
#[derive(Clone, Copy)]
pub struct Grouping {
    /// Characters of each group; the last size goes on. None for a number in one piece.
    pub sizes: &'static [usize],
    /// Makes what was typed what is kept: half-width digits, no blanks.
    pub tidy: fn(&str) -> String,
}

impl Grouping {
    /// What was typed, in groups. What is no plain number stays as it is.
    fn shape(self, typed: &str) -> String {
        let number = (self.tidy)(typed);
        let Some(last) = self.sizes.last() else { return number };
        if !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return number;
        }
        let mut rest = number.as_str();
        let mut groups = Vec::new();
        for size in self.sizes.iter().chain(std::iter::repeat(last)) {
            if rest.is_empty() {
                break;
            }
            let (group, after) = rest.split_at(rest.len().min(*size));
            groups.push(group);
            rest = after;
        }
        groups.join(" ")
    }
}

/// A field of one number. While it is typed it is put in order only at its end, and while nothing is being composed, so
/// that the cursor never jumps and input methods are left alone; the rest when the field is left.
#[component]
pub fn GroupedField(
    /// The words around it.
    caption: Caption,
    /// The number as it is kept.
    value: Signal<String>,
    /// Told on every key what is to be kept.
    on_input: Callback<String>,
    /// Told when the visitor leaves the field.
    on_leave: Callback<()>,
    /// Its groups.
    grouping: Grouping,
    /// Which keyboard a phone shows.
    keyboard: Keyboard,
    /// What the browser may fill in (HTML `autocomplete`).
    autocomplete: &'static str,
    /// Longest input in UTF-16 units, with blanks.
    max_length: u32,
    /// How wide it looks, in characters; 0 for the whole width.
    width: u8,
) -> AnyView {
    let typed = RwSignal::new(String::new());
    let shown = Signal::derive(move || {
        let (kept, typed) = (value.get(), typed.get());
        if (grouping.tidy)(&typed) == kept { typed } else { grouping.shape(&kept) }
    });
    let put = Callback::new(move |number: String| {
        on_input.run((grouping.tidy)(&number));
        typed.set(number);
    });
    let leave = Callback::new(move |()| {
        typed.update(|typed| *typed = grouping.shape(typed));
        on_leave.run(());
    });
    view! {
        <TextField
            caption=caption
            value=shown
            on_input=put
            on_leave=leave
            keyboard=keyboard
            autocomplete=autocomplete
            max_length=max_length
            width=width
            shape=Callback::new(move |number: String| grouping.shape(&number))
        />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_groups() {
        let shape = |number: &str, sizes| {
            let tidy = |typed: &str| typed.replace(' ', "");
            Grouping { sizes, tidy }.shape(number)
        };
        assert_eq!(shape("13800000001", &[3, 4]), "138 0000 0001");
        assert_eq!(shape("1380", &[3, 4]), "138 0");
        assert_eq!(shape("13 80", &[3, 4]), "138 0");
        assert_eq!(shape("519902199406120020", &[6, 8, 4]), "519902 19940612 0020");
        assert_eq!(shape("138000000012", &[3, 4]), "138 0000 0001 2", "what is too long shows");
        for (number, sizes) in
            [("", &[3][..]), ("123", &[]), ("+8613800000001", &[3]), ("一三八", &[1])]
        {
            assert_eq!(shape(number, sizes), number);
        }
    }
}
