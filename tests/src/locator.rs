//! Finding things as a screen reader tells them: by role and accessible name, as the browser itself
//! computes them.

use serde_json::Value;

use crate::browser::Browser;
use crate::tree::Node;

/// What a name has to be.
#[derive(Clone, Debug)]
pub enum Name {
    /// Just this, white space apart.
    Exactly(String),
    /// Beginning with this.
    Starts(String),
    /// With this somewhere in it.
    Has(String),
}

/// A name beginning with `part`.
pub fn starts(part: &str) -> Name {
    Name::Starts(part.to_owned())
}

/// A name with `part` somewhere in it.
pub fn has(part: &str) -> Name {
    Name::Has(part.to_owned())
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self::Exactly(name.to_owned())
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::Exactly(name)
    }
}

impl Name {
    fn fits(&self, name: &str) -> bool {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        match self {
            Self::Exactly(wanted) => name == *wanted,
            Self::Starts(wanted) => name.starts_with(wanted.as_str()),
            Self::Has(wanted) => name.contains(wanted.as_str()),
        }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(name) => write!(f, "“{name}”"),
            Self::Starts(name) => write!(f, "“{name}…”"),
            Self::Has(name) => write!(f, "“…{name}…”"),
        }
    }
}

/// Roles of what people type or choose into.
const FIELDS: [&str; 6] = ["textbox", "searchbox", "spinbutton", "combobox", "Date", "listbox"];

/// One thing on the page, looked for anew at each use, so that a page may draw itself again meanwhile.
#[derive(Clone)]
pub struct Locator<'b> {
    pub(crate) browser: &'b Browser,
    within: Option<Box<Locator<'b>>>,
    roles: Vec<&'static str>,
    name: Name,
    nth: usize,
}

/// The finders, on a page and within a part of it.
macro_rules! finders {
    ($($(#[$doc:meta])* $finder:ident: $($role:literal)+;)+) => {
        impl Browser {
            $($(#[$doc])* pub fn $finder(&self, name: impl Into<Name>) -> Locator<'_> {
                self.find(&[$($role),+], name)
            })+
        }
        impl<'b> Locator<'b> {
            $($(#[$doc])* pub fn $finder(&self, name: impl Into<Name>) -> Locator<'b> {
                self.find(&[$($role),+], name)
            })+
        }
    };
}

finders! {
    /// A button.
    button: "button" "DisclosureTriangle";
    /// A link.
    link: "link";
    /// A heading of any level.
    heading: "heading";
    /// A check box or switch.
    checkbox: "checkbox" "switch";
    /// One of several choices, where one name is enough to tell it.
    choice: "radio";
    /// A group of fields (fieldset), a list of choices.
    group: "group" "radiogroup";
    /// A dialog.
    dialog: "dialog" "alertdialog";
    /// A message that is read out at once.
    alert: "alert";
    /// A message that is read out when there is a pause.
    status: "status";
    /// A landmark or section with a name.
    region: "region" "form" "navigation" "main" "complementary" "search" "banner" "contentinfo";
    /// An entry of a list.
    entry: "listitem";
    /// A list.
    list: "list";
    /// A suggestion below a field.
    option: "option";
    /// A row of a table.
    row: "row";
    /// A tab of a list of tabs.
    tab: "tab";
    /// A picture.
    image: "image" "img" "graphics-document" "canvas" "Canvas";
}

impl Browser {
    /// Something to type or choose into.
    pub fn field(&self, name: impl Into<Name>) -> Locator<'_> {
        self.find(&FIELDS, name)
    }

    /// One choice of a group.
    pub fn radio(&self, group: impl Into<Name>, option: impl Into<Name>) -> Locator<'_> {
        self.group(group).choice(option)
    }

    fn find(&self, roles: &[&'static str], name: impl Into<Name>) -> Locator<'_> {
        Locator { browser: self, within: None, roles: roles.to_vec(), name: name.into(), nth: 0 }
    }
}

impl<'b> Locator<'b> {
    /// Something to type or choose into.
    pub fn field(&self, name: impl Into<Name>) -> Locator<'b> {
        self.find(&FIELDS, name)
    }

    /// One choice of a group.
    pub fn radio(&self, group: impl Into<Name>, option: impl Into<Name>) -> Locator<'b> {
        self.group(group).choice(option)
    }

    fn find(&self, roles: &[&'static str], name: impl Into<Name>) -> Locator<'b> {
        Locator {
            browser: self.browser,
            within: Some(Box::new(self.clone())),
            roles: roles.to_vec(),
            name: name.into(),
            nth: 0,
        }
    }

    /// The next one of several with the same name, counted from 0.
    #[must_use]
    pub fn nth(mut self, nth: usize) -> Self {
        self.nth = nth;
        self
    }

    /// Waits until it is there.
    pub fn wait(&self) -> &Self {
        self.browser.until(&self.to_string(), || self.node());
        self
    }

    /// Waits until it is not there (any more).
    pub fn gone(&self) {
        self.browser.until(&format!("{self} to be gone"), || self.node().is_none().then_some(()));
    }

    /// Whether it is there now.
    pub fn is_here(&self) -> bool {
        self.node().is_some()
    }

    /// How many there are now.
    pub fn count(&self) -> usize {
        self.nodes().len()
    }

    /// Waits until it is checked.
    pub fn checked(&self) {
        self.browser.until(&format!("{self} to be checked"), || self.is_checked().then_some(()));
    }

    /// Whether it is checked.
    pub fn is_checked(&self) -> bool {
        self.state("checked").is_some_and(|checked| checked == "true" || checked == true)
    }

    /// What is in the field.
    pub fn value(&self) -> String {
        let node = self.browser.until(&self.to_string(), || self.node());
        node.value.as_str().map(str::to_owned).unwrap_or_default()
    }

    /// Waits until the field holds this.
    pub fn holds(&self, value: &str) {
        let here = || self.node().filter(|node| node.value.as_str().unwrap_or_default() == value);
        self.browser.until(&format!("{self} to hold “{value}”"), here);
    }

    /// Waits until it shows these words.
    pub fn says(&self, words: &str) {
        self.browser.until(&format!("{self} to say “{words}”"), || {
            let element = self.element()?;
            let read = self.browser.wire.get(&format!("/element/{element}/text")).ok()?;
            read.as_str()?.contains(words).then_some(())
        });
    }

    /// Its accessible name, as it is now.
    pub fn name(&self) -> String {
        self.browser.until(&self.to_string(), || self.node()).name
    }

    /// A property of its accessibility node, as `expanded` or `invalid`.
    pub fn state(&self, property: &str) -> Option<Value> {
        self.node()?.properties.remove(property)
    }

    fn node(&self) -> Option<Node> {
        self.nodes().into_iter().nth(self.nth)
    }

    /// All nodes of these roles with this name, in the order of the page.
    fn nodes(&self) -> Vec<Node> {
        let within = match &self.within {
            Some(within) => match within.node() {
                Some(node) => Some(node),
                None => return Vec::new(),
            },
            None => None,
        };
        let mut nodes = self.browser.nodes(&self.roles, within.as_ref());
        nodes.retain(|node| self.name.fits(&node.name));
        nodes
    }

    /// The WebDriver element of the node.
    pub(crate) fn element(&self) -> Option<String> {
        self.browser.element(&self.node()?)
    }
}

impl std::fmt::Display for Locator<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = if self.roles == FIELDS { "field" } else { self.roles[0] };
        write!(f, "{what} {}", self.name)?;
        if self.nth > 0 {
            write!(f, " ({})", self.nth + 1)?;
        }
        match &self.within {
            Some(within) => write!(f, " in {within}"),
            None => Ok(()),
        }
    }
}
