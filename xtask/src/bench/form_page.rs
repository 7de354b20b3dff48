//! The form that engines are measured by, as a guide for ours and as plain HTML for the floor.

use anyhow::{Context, Result};
use onething_domain::guide::Guide;
use serde_json::{Value, json};

/// Sixty fields, six of them conditional, and a repeating group.
const FORM: &str = include_str!("newborn-60.json");

/// Rows of its group, at most.
pub const ROWS: usize = 20;

/// The item that asks its fields.
const ITEM: &str = "newborn";

/// The form.
pub struct Sheet(Value);

impl Sheet {
    /// Reads it.
    pub fn read() -> Result<Self> {
        Ok(Self(serde_json::from_str(FORM)?))
    }

    /// The guide that asks the same: a `file` becomes a material, all else fields.
    pub fn guide(&self) -> Result<String> {
        let (mut sections, mut fields, mut materials) = (Vec::new(), Vec::new(), Vec::new());
        for section in list(&self.0["sections"]) {
            sections.push(json!({ "id": section["key"], "title": section["title"] }));
            for field in list(&section["fields"]) {
                match field["type"].as_str() {
                    Some("file") => materials.push(json!({
                        "id": field["key"], "name": field["label"], "form": "1", "copies": 0,
                        "source": "10", "necessity": "2", "issuer": "", "sample": "", "mistakes": [],
                        "items": [ITEM],
                    })),
                    _ => fields.push(self.field(field, &section["key"])?),
                }
            }
        }
        let none: [(); 0] = [];
        // Fields belong to an item; this one asks all of them.
        let item = json!({
            "id": ITEM, "code": "", "name": "", "summary": "", "type": "", "level": "", "audience": none,
            "department": "", "body_nature": "", "basis": none, "conditions": none, "kind": "promised",
            "statutory_days": 0, "promised_days": 0, "steps": none, "visits": 0, "online_depth": none,
            "channels": none, "scope": "", "windows": none, "consult": "", "complain": "", "faq": none,
            "result": { "name": "", "type": "", "prefix": "", "sample": "" },
        });
        let nodes = [json!({ "item": item, "needs": none })];
        let figure = json!({ "before": 0, "after": 0 });
        let guide = json!({
            "thing": self.0["id"], "title": self.0["title"], "summary": "", "event": "", "applicant": "citizen",
            "tags": none, "lists": none, "for_whom": none, "questions": none, "stops": none, "nodes": nodes,
            "stages": none, "sections": sections, "fields": fields, "materials": materials, "fees": none,
            "delivery": none, "faq": none, "departments": none, "windows": none,
            "figures": { "steps": figure, "days": figure, "materials": figure, "visits": figure, "fields": figure },
        });
        let guide: Guide = serde_json::from_value(guide).context("the form is no guide")?;
        Ok(serde_json::to_string(&guide)?)
    }

    fn field(&self, field: &Value, section: &Value) -> Result<Value> {
        let kind = field["type"].as_str().context("a field without a type")?;
        let mut out = json!({
            "id": field["key"], "element": field["key"], "section": section, "label": field["label"],
            "optional": field["required"] != true, "items": [ITEM],
            "min": field["min"], "max": if field["max"].is_null() { &field["maxLength"] } else { &field["max"] },
        });
        out["type"] = json!(match kind {
            "radio" | "select" => "choice",
            "checkboxes" => "many",
            "checkbox" => "declaration",
            "idcard" => "id_card",
            "textarea" => "text",
            other => other,
        });
        match kind {
            "radio" | "select" | "checkboxes" => out["options"] = self.options(field).clone(),
            "textarea" => out["lines"] = json!(true),
            "group" => {
                let columns = list(&field["fields"]).map(|column| self.field(column, section));
                out["fields"] = columns.collect::<Result<Vec<_>>>()?.into();
                // More than the form has, so that many can be measured.
                out["max"] = json!(ROWS);
            }
            _ => {}
        }
        if let Some(when) = field.get("showWhen") {
            out["when"] = json!({ "is": { "of": when["field"], "value": when["equals"] } });
        }
        Ok(out)
    }

    fn options(&self, field: &Value) -> &Value {
        &self.0["lists"][field["list"].as_str().unwrap_or_default()]
    }

    /// The same form without any engine: elements, and fifteen lines of script for what is conditional.
    pub fn native(&self) -> String {
        let mut body = String::new();
        for section in list(&self.0["sections"]) {
            body.push_str(&format!("<fieldset><legend>{}</legend>", text(&section["title"])));
            body.extend(list(&section["fields"]).map(|field| self.control(field)));
            body.push_str("</fieldset>");
        }
        format!(
            "<!DOCTYPE html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content='width=device-width'>\
             <title>{title}</title><style>label,legend{{display:block;margin:.5rem 0}}input,select,textarea\
             {{font:inherit;padding:.5rem}}</style><main><h1>{title}</h1>\
             <script>performance.mark('bench:mount-start')</script><form>{body}</form><script>{NATIVE}</script></main>",
            title = text(&self.0["title"])
        )
    }

    fn control(&self, field: &Value) -> String {
        let (id, label, kind) = (
            text(&field["key"]),
            text(&field["label"]),
            field["type"].as_str().unwrap_or_default(),
        );
        let choices = |kind: &str| {
            let options = list(self.options(field)).map(|option| {
                let (value, label) = (text(&option["value"]), text(&option["label"]));
                format!("<label><input type={kind} name={id} value={value}> {label}</label>")
            });
            options.collect::<String>()
        };
        let inner = match kind {
            "radio" => choices("radio"),
            "checkboxes" => choices("checkbox"),
            "checkbox" => format!("<input type=checkbox id={id}>"),
            "textarea" => format!("<textarea id={id}></textarea>"),
            "select" => {
                let options = list(self.options(field));
                let options = options.map(|o| {
                    format!("<option value={}>{}</option>", text(&o["value"]), text(&o["label"]))
                });
                format!("<select id={id}><option></option>{}</select>", options.collect::<String>())
            }
            "group" => {
                let columns = list(&field["fields"]).map(|column| self.control(column));
                format!("<div id={id}>{}</div>", columns.collect::<String>())
            }
            "date" | "number" | "file" => format!("<input type={kind} id={id}>"),
            "phone" => format!("<input type=tel id={id}>"),
            _ => format!("<input type=text id={id}>"),
        };
        let when = field.get("showWhen").map_or_else(String::new, |when| {
            format!(" hidden data-of={} data-is={}", text(&when["field"]), text(&when["equals"]))
        });
        format!("<div{when}><label for={id}>{label}</label>{inner}</div>")
    }
}

/// Shows what hangs on an answer, and says that everything is there.
const NATIVE: &str = "
document.forms[0].addEventListener('change', ({ target }) => {
  for (const part of document.querySelectorAll(`[data-of=${target.name}]`)) part.hidden = part.dataset.is !== target.value;
});
performance.mark('bench:mount-end');";

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_pages_ask_the_same() {
        let sheet = Sheet::read().expect("the form is JSON");
        let guide: Guide = serde_json::from_str(&sheet.guide().expect("a guide")).expect("a guide");
        assert_eq!(guide.fields.len() + guide.materials.len(), 61, "60 fields and the group");
        assert_eq!(guide.fields.iter().filter(|field| field.when.is_some()).count(), 6);
        let at_first =
            onething_domain::narrow::narrow(&guide, &Default::default(), &Default::default());
        assert_eq!(
            at_first.fields.len() + at_first.materials.len(),
            55,
            "all but the conditional ones"
        );
        let native = sheet.native();
        for field in &guide.fields {
            assert!(native.contains(&format!("<label for={}>", field.id)), "{}", field.id);
        }
    }
}
