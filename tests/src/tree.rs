//! The accessibility tree, read from the browser itself: Chromium gives all nodes of a role at once;
//! WebKit tells role and name of one element at a time.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::acts::reference;
use crate::browser::{Browser, Screen, element_id};

/// A node of the accessibility tree.
pub struct Node {
    handle: Handle,
    /// Accessible name.
    pub name: String,
    /// What is in it, for fields.
    pub value: Value,
    /// Properties such as `checked`, `disabled`, `expanded`.
    pub properties: BTreeMap<String, Value>,
}

/// How to come back to a node's element.
enum Handle {
    /// Chromium's number of the node.
    Chromium(i64),
    /// The WebDriver element.
    Element(String),
}

impl Browser {
    /// All nodes of these roles, role by role in the order of the page.
    pub(crate) fn nodes(&self, roles: &[&'static str], within: Option<&Node>) -> Vec<Node> {
        match self.screen {
            Screen::WebKit => self.asked(roles, within),
            Screen::Phone | Screen::Desktop => self.queried(roles, within).unwrap_or_default(),
        }
    }

    /// The WebDriver element of a node.
    pub(crate) fn element(&self, node: &Node) -> Option<String> {
        match &node.handle {
            Handle::Element(element) => Some(element.clone()),
            // Handed over in a variable of the page, since the two protocols share no names.
            Handle::Chromium(number) => {
                let keep = json!({
                    "objectId": self.object(*number)?,
                    "functionDeclaration": "function () { window.__found = this; }",
                });
                self.wire.chromium("Runtime.callFunctionOn", keep).ok()?;
                let take = "const found = window.__found; delete window.__found; return found;";
                element_id(&self.wire.run(take, &[]).ok()?)
            }
        }
    }

    fn queried(&self, roles: &[&'static str], within: Option<&Node>) -> Option<Vec<Node>> {
        let root = match within.map(|node| &node.handle) {
            Some(Handle::Chromium(number)) => self.object(*number)?,
            _ => {
                let whole = json!({ "expression": "document" });
                let answer = self.wire.chromium("Runtime.evaluate", whole).ok()?;
                answer["result"]["objectId"].as_str()?.to_owned()
            }
        };
        let mut found = Vec::new();
        for role in roles {
            let query = json!({ "objectId": root, "role": role });
            let answer = self.wire.chromium("Accessibility.queryAXTree", query).ok()?;
            let nodes = answer["nodes"].as_array()?;
            found.extend(nodes.iter().filter(|node| node["ignored"] != true).filter_map(read));
        }
        Some(found)
    }

    fn object(&self, number: i64) -> Option<String> {
        let answer =
            self.wire.chromium("DOM.resolveNode", json!({ "backendNodeId": number })).ok()?;
        answer["object"]["objectId"].as_str().map(str::to_owned)
    }

    /// Asks elements that may have one of these roles for their role and name.
    fn asked(&self, roles: &[&'static str], within: Option<&Node>) -> Vec<Node> {
        let candidates: Vec<String> = roles.iter().map(|role| candidates(role)).collect();
        let scope = within.and_then(|node| self.element(node));
        let path =
            scope.map_or("/elements".to_owned(), |scope| format!("/element/{scope}/elements"));
        let query = json!({ "using": "css selector", "value": candidates.join(",") });
        let found = self.wire.post(&path, &query).unwrap_or_default();
        let elements = found.as_array().into_iter().flatten().filter_map(element_id);
        elements.filter_map(|element| self.told(roles, element)).collect()
    }

    fn told(&self, roles: &[&'static str], element: String) -> Option<Node> {
        let shown = self.wire.run(SHOWN, &[reference(&element)]).ok()?;
        let get = |what: &str| self.wire.get(&format!("/element/{element}/{what}")).ok();
        let role = get("computedrole")?;
        if shown != true || !roles.contains(&role.as_str()?) {
            return None;
        }
        let name = get("computedlabel")?.as_str()?.to_owned();
        let mut properties = BTreeMap::new();
        properties.insert("checked".to_owned(), get("selected")?);
        let value = get("property/value").unwrap_or_default();
        Some(Node { handle: Handle::Element(element), name, value, properties })
    }
}

/// What has no box, or is hidden from assistive technology, is not in the tree.
const SHOWN: &str = "
    const element = arguments[0];
    return element.getClientRects().length > 0 && !element.closest('[aria-hidden=true], [hidden]');
";

/// A node as Chromium tells it.
fn read(node: &Value) -> Option<Node> {
    let properties = node["properties"].as_array().into_iter().flatten();
    Some(Node {
        handle: Handle::Chromium(node["backendDOMNodeId"].as_i64()?),
        name: node["name"]["value"].as_str().unwrap_or_default().to_owned(),
        value: node["value"]["value"].clone(),
        properties: properties
            .map(|entry| {
                let name = entry["name"].as_str().unwrap_or_default();
                (name.to_owned(), entry["value"]["value"].clone())
            })
            .collect(),
    })
}

/// The elements that can have a role; whether they have it the browser tells.
fn candidates(role: &str) -> String {
    let native = match role {
        "button" => "button, summary, input[type=file]",
        "link" => "a[href]",
        "heading" => "h1, h2, h3, h4",
        "radio" => "input[type=radio]",
        "checkbox" => "input[type=checkbox]",
        "textbox" | "searchbox" => "input, textarea",
        "combobox" => "select",
        "group" => "fieldset, details",
        "list" => "ul, ol",
        "listitem" => "li",
        "row" => "tr",
        "navigation" => "nav",
        "main" => "main",
        "status" => "output",
        _ => "",
    };
    let named = format!("[role={role}]");
    if native.is_empty() { named } else { format!("{native}, {named}") }
}
