//! What the address of a queue asks for. Whatever narrows or orders it stands there, so that Back, reload and a link
//! sent to a colleague bring the same list (C10).

use leptos::prelude::With;
use onething_api::work::Desk;

use crate::{platform::history, router::Query, words::code};

/// The names that an address may have, as the service knows them.
const KEYS: [&str; 15] = [
    "desk",
    "number",
    "search",
    "status",
    "task_status",
    "light",
    "thing",
    "department",
    "mark",
    "holder",
    "colleague",
    "from",
    "until",
    "sort",
    "cursor",
];

/// Those that narrow a list.
const FILTERS: [&str; 12] = [
    "number",
    "search",
    "status",
    "task_status",
    "light",
    "thing",
    "department",
    "mark",
    "holder",
    "colleague",
    "from",
    "until",
];

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked(Query);

impl Asked {
    /// What the present address asks for; tracked.
    pub fn here() -> Self {
        history::here().with(|place| Self::of(&place.query))
    }

    /// What an address asks for, without what no queue knows.
    pub fn of(query: &Query) -> Self {
        let keep = |kept: Query, key: &str| kept.with(key, query.get(key).unwrap_or_default());
        Self(KEYS.into_iter().fold(Query::default(), keep))
    }

    /// One of its values; empty where it is not asked for.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).unwrap_or_default()
    }

    /// The same with one value changed, from its first page on.
    pub fn with(&self, key: &str, value: &str) -> Self {
        Self(self.0.with("cursor", "").with(key, value))
    }

    /// Its page behind a cursor; the first one for an empty cursor.
    pub fn page(&self, cursor: &str) -> Self {
        Self(self.0.with("cursor", cursor))
    }

    /// The same on another desk, without what only one desk knows.
    pub fn on(&self, desk: Desk) -> Self {
        let only = ["status", "task_status", "department", "sort"];
        let lights: &[&str] = if desk.has_lights() { &[] } else { &["light"] };
        let unknown = only.iter().chain(lights);
        let bare = unknown.fold(self.0.with("cursor", ""), |query, key| query.with(key, ""));
        Self(bare.with("desk", &code(&desk)))
    }

    /// The same desk with nothing that narrows it.
    pub fn whole(&self) -> Self {
        Self(FILTERS.iter().fold(self.0.with("cursor", ""), |query, key| query.with(key, "")))
    }

    /// Whether something narrows the list.
    pub fn is_narrowed(&self) -> bool {
        FILTERS.iter().any(|key| !self.get(key).is_empty())
    }

    /// What a view keeps of it: all but the page and the people who were looked for.
    pub fn kept(&self) -> String {
        let query = self.0.with("cursor", "").with("search", "");
        query.on("").trim_start_matches('?').to_owned()
    }

    /// As the service is asked.
    pub fn query(&self) -> &Query {
        &self.0
    }

    /// Its address.
    pub fn address(&self) -> String {
        self.0.on("/staff")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        Asked::of(&Query::parse(query))
    }

    #[test]
    fn what_is_asked_stands_in_the_address_and_nothing_else() {
        assert_eq!(Asked::default().address(), "/staff");
        let all = asked("colour=blue&cursor=c&desk=all&light=red");
        assert_eq!(all.address(), "/staff?desk=all&light=red&cursor=c");
        assert_eq!(all.with("light", "").address(), "/staff?desk=all");
        assert_eq!(all.with("mark", "errand").address(), "/staff?desk=all&light=red&mark=errand");
    }

    #[test]
    fn another_desk_drops_what_only_this_one_knows() {
        let all = asked("desk=all&status=finished&department=health&sort=oldest&thing=newborn");
        assert_eq!(all.on(Desk::Tasks).address(), "/staff?desk=tasks&thing=newborn");
        let red = asked("desk=tasks&light=red");
        assert_eq!(red.on(Desk::All).address(), "/staff?desk=all&light=red");
        assert_eq!(red.on(Desk::HandOut).address(), "/staff?desk=hand_out");
    }

    #[test]
    fn a_view_keeps_neither_the_page_nor_the_people() {
        let all = asked("desk=all&search=s&light=red&cursor=c");
        assert_eq!(all.kept(), "desk=all&light=red");
        assert!(all.is_narrowed() && !asked("desk=all&sort=oldest").is_narrowed());
        assert_eq!(all.whole().address(), "/staff?desk=all");
    }
}
