//! What people do with what they found: press, type, choose, upload, draw.

use std::path::Path;

use serde_json::{Value, json};

use crate::browser::{Screen, element_id};
use crate::locator::Locator;
use crate::wire::{Answer, Refused};

impl Locator<'_> {
    /// Presses it, as soon as it is there, can be reached and is not disabled.
    pub fn click(&self) {
        self.act("press", |element| self.press(element));
    }

    /// Presses it if that can be done right now, and says whether it was: for what a page may take away at any moment,
    /// as a button for trying again beside work that may end by itself.
    pub fn click_now(&self) -> bool {
        self.element().is_some_and(|element| self.press(&element).is_ok())
    }

    fn press(&self, element: &str) -> Answer {
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
