//! Finds the line of a key in a TOML file, so that an error can point at it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The line, counted from 1, on which a place within a text stands.
pub fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The line of a key as the linter writes it: `fields.child_name.options`, where a part names a member, an
/// index, or the entry of that `id` (or `item`, or `value`). As deep as it can be followed; 1 where it cannot.
pub fn line_of(text: &str, key: &str) -> usize {
    let Ok(document) = DeTable::parse(text) else {
        return 1;
    };
    let mut at = 0;
    let mut value: Option<&Spanned<DeValue>> = None;
    for part in key.split('.') {
        let table = match value {
            None => Some(document.get_ref()),
            Some(value) => value.get_ref().as_table(),
        };
        let next = match (table, value.and_then(|value| value.get_ref().as_array())) {
            (Some(table), _) => table
                .iter()
                .find(|(name, _)| name.get_ref() == part)
                .map(|(name, value)| (name.span().start, value)),
            // A number is an index, even where an entry is called so.
            (None, Some(array)) => part
                .parse::<usize>()
                .ok()
                .and_then(|index| array.get(index))
                .or_else(|| array.iter().find(|entry| is_called(entry, part)))
                .map(|entry| (entry.span().start, entry)),
            (None, None) => None,
        };
        let Some((start, next)) = next else {
            break;
        };
        at = start;
        value = Some(next);
    }
    line_at(text, at)
}

fn is_called(entry: &Spanned<DeValue>, name: &str) -> bool {
    let table = entry.get_ref().as_table();
    table.is_some_and(|table| {
        ["id", "item", "value"].iter().any(|key| {
            let value = table.iter().find(|(known, _)| known.get_ref() == key);
            value.and_then(|(_, value)| value.get_ref().as_str()) == Some(name)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::line_of;

    const TEXT: &str = "id = \"a\"\nbasis = []\n\n[[fields]]\nid = \"x\"\n\n[[fields]]\nid = \"y\"\noptions = [\n  { value = \"1\" },\n  { value = \"2\" },\n]\n";

    #[test]
    fn follows_names_ids_and_indices() {
        assert_eq!(line_of(TEXT, "basis"), 2);
        assert_eq!(line_of(TEXT, "fields.y.options"), 9);
        assert_eq!(line_of(TEXT, "fields.1.options.1"), 11);
    }

    #[test]
    fn stops_where_the_key_cannot_be_followed() {
        assert_eq!(line_of(TEXT, "fields.y.when"), 7);
        assert_eq!(line_of(TEXT, "nothing"), 1);
        assert_eq!(line_of("a = [", "a"), 1);
    }
}
