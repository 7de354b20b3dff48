//! Finding things as a screen reader tells them: by role and accessible name, as the browser itself
//! computes them.

use std::path::Path;

use serde_json::{Value, json};

use crate::browser::{Browser, Screen, element_id};
use crate::tree::Node;
use crate::wire::{Answer, Refused};

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
    browser: &'b Browser,
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

    /// Presses it, as soon as it is there, can be reached and is not disabled.
    pub fn click(&self) {
        self.act("press", |element| {
            let browser = self.browser;
            if self.state("disabled") == Some(json!(true)) {
                return Err(Refused {
                    code: "invalid element state".into(),
                    message: "disabled".into(),
                });
            }
            let press =
                |element: &str| browser.wire.post(&format!("/element/{element}/click"), &json!({}));
            let covered = match press(element) {
                Err(refused) if refused.code == "element click intercepted" => refused,
                other => return other,
            };
            // Under a bar at the edge of the screen: scrolled away from it, as people do.
            browser.wire.run(CENTRE, &[reference(element)])?;
            // A drawn radio or check box lies under its label: that is what people press.
            let label = "return arguments[0].labels && arguments[0].labels[0]";
            let label = element_id(&browser.wire.run(label, &[reference(element)])?);
            press(label.as_deref().unwrap_or(element)).map_err(|_| covered)
        });
    }

    /// Presses it unless it is checked already.
    pub fn check(&self) {
        self.wait();
        if !self.is_checked() {
            self.click();
        }
        self.checked();
    }

    /// Moves the focus to it with Tab and arrow keys, as one does in a group of choices.
    pub fn reach(&self) {
        let name = self.name();
        let page = self.browser;
        let is_here = || page.focus().ends_with(&format!(" {name}")) && self.has_focus();
        for _ in 0..120 {
            if is_here() {
                return;
            }
            // Within a group of choices the arrows lead on; Tab leaves it.
            page.press(if self.shares_group() { "Down" } else { "Tab" });
        }
        panic!("{}: the keyboard never reached {self}", page.who);
    }

    fn has_focus(&self) -> bool {
        let is = "return document.activeElement === arguments[0]";
        let here = self.element().and_then(|id| self.browser.wire.run(is, &[reference(&id)]).ok());
        here == Some(json!(true))
    }

    /// Whether the focus is on another choice of the same group.
    fn shares_group(&self) -> bool {
        let same = "const [one, other] = [arguments[0], document.activeElement];
            return one.type === 'radio' && other.type === 'radio' && one.name === other.name";
        let here =
            self.element().and_then(|id| self.browser.wire.run(same, &[reference(&id)]).ok());
        here == Some(json!(true))
    }

    /// Waits until it is checked.
    pub fn checked(&self) {
        self.browser.until(&format!("{self} to be checked"), || self.is_checked().then_some(()));
    }

    /// Whether it is checked.
    pub fn is_checked(&self) -> bool {
        self.state("checked").is_some_and(|checked| checked == "true" || checked == true)
    }

    /// Types `value` in place of what is there; in a list of choices, chooses the one named so.
    pub fn fill(&self, value: &str) {
        self.act("fill", |element| self.enter(element, value));
    }

    fn enter(&self, element: &str, value: &str) -> Answer {
        let wire = &self.browser.wire;
        let path = |what: &str| format!("/element/{element}/{what}");
        let kind = wire.run(KIND, &[reference(element)])?;
        match kind.as_str() {
            Some("select") => {
                let option = wire.run(OPTION, &[reference(element), json!(value)])?;
                let option = element_id(&option).ok_or_else(|| Refused {
                    code: "no such element".into(),
                    message: format!("no option “{value}”"),
                })?;
                wire.post(&format!("/element/{option}/click"), &json!({}))
            }
            // A date field takes its parts in the order of the browser's language.
            Some("date") => wire.run(SET, &[reference(element), json!(value)]),
            _ => {
                wire.post(&path("clear"), &json!({}))?;
                wire.post(&path("value"), &json!({ "text": value }))
            }
        }
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

    /// The words that it shows.
    pub fn words(&self) -> String {
        let mut words = String::new();
        self.act("read", |element| {
            let read = self.browser.wire.get(&format!("/element/{element}/text"))?;
            words = read.as_str().unwrap_or_default().to_owned();
            Ok(read)
        });
        words
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

    /// Chooses files in it.
    pub fn upload(&self, files: &[&Path]) {
        self.act("choose files in", |element| self.browser.choose_files(element, files));
    }

    /// Draws a line through points given in parts of its width and height, with finger or mouse.
    pub fn draw(&self, points: &[(f64, f64)]) {
        self.act("bring into view", |element| self.browser.wire.run(CENTRE, &[reference(element)]));
        self.act("draw on", |element| {
            let rect = self.browser.wire.get(&format!("/element/{element}/rect"))?;
            let side = |key: &str| rect[key].as_f64().unwrap_or_default();
            let actions: Vec<Value> = stroke(element, points, side("width"), side("height"));
            let finger = self.browser.screen == Screen::Phone;
            let kind = if finger { "touch" } else { "mouse" };
            let body = json!({ "actions": [{
                "type": "pointer", "id": kind, "parameters": { "pointerType": kind }, "actions": actions
            }] });
            self.browser.wire.post("/actions", &body)
        });
    }

    /// A property of its accessibility node, as `expanded` or `invalid`.
    pub fn state(&self, property: &str) -> Option<Value> {
        self.node()?.properties.remove(property)
    }

    /// Does something to it, again and again until it can be done.
    fn act(&self, what: &str, mut deed: impl FnMut(&str) -> Answer) {
        let mut last = String::from("it is not there");
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            self.browser.until(&format!("{self}, to {what} it"), || {
                let element = self.element()?;
                match deed(&element) {
                    Ok(_) => Some(()),
                    Err(refused) if refused.passes() => {
                        last = refused.to_string();
                        None
                    }
                    Err(refused) => panic!("{}: cannot {what} {self}: {refused}", self.browser.who),
                }
            })
        }));
        if let Err(panic) = done {
            eprintln!("{}: last try to {what} {self}: {last}", self.browser.who);
            std::panic::resume_unwind(panic);
        }
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
    fn element(&self) -> Option<String> {
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

const CENTRE: &str = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";

const KIND: &str = "
    const field = arguments[0];
    return field.localName === 'select' ? 'select' : field.type === 'date' ? 'date' : 'text';
";

const OPTION: &str = "
    return [...arguments[0].options].find(option => option.label.trim() === arguments[1]);
";

/// Sets a value past a framework that watches the property, and tells it as typing does.
const SET: &str = "
    const [field, value] = arguments;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
";

/// An element as an argument of a script.
pub(crate) fn reference(element: &str) -> Value {
    json!({ "element-6066-11e4-a52e-4f735466cecf": element })
}

/// Pointer actions along points, measured from the centre of the element as the standard wants it.
fn stroke(element: &str, points: &[(f64, f64)], width: f64, height: f64) -> Vec<Value> {
    let to = |(x, y): (f64, f64), milliseconds: u32| {
        json!({
            "type": "pointerMove", "duration": milliseconds, "origin": reference(element),
            "x": ((x - 0.5) * width).round() as i64, "y": ((y - 0.5) * height).round() as i64,
        })
    };
    let mut points = points.iter().copied();
    let mut actions: Vec<Value> = points.next().map(|start| to(start, 0)).into_iter().collect();
    actions.push(json!({ "type": "pointerDown", "button": 0 }));
    let rest: Vec<(f64, f64)> = points.collect();
    actions.extend(rest.iter().map(|point| to(*point, 40)));
    // A finger that is lifted while it moves throws, and the next tap would only stop that: it rests first.
    actions.extend(rest.last().map(|end| to((end.0, end.1 + 0.01), 150)));
    actions.push(json!({ "type": "pointerUp", "button": 0 }));
    actions
}
