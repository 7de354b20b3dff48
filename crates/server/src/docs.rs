//! The API's documentation for people: one page, rendered from the OpenAPI document, with no script and
//! nothing from elsewhere.

use std::sync::OnceLock;

use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use onething_api::problem::Code;
use serde_json::Value;

use crate::markup::escape;
use crate::{error, openapi};

/// Where the page is served.
pub const PATH: &str = "/api/docs";

/// The page needs its own few lines of style, nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "body{font:1rem/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
code{font-family:ui-monospace,monospace}h2{margin-top:2.5rem}details{border-top:1px solid;padding:.5rem 0}\
summary{cursor:pointer}table{border-collapse:collapse}td,th{text-align:left;padding:.15rem .75rem .15rem 0;vertical-align:top}\
pre{overflow-x:auto}";

/// Serves the page.
pub async fn page() -> impl IntoResponse {
    static PAGE: OnceLock<String> = OnceLock::new();
    let page =
        PAGE.get_or_init(|| render(&serde_json::from_str(openapi::text()).unwrap_or_default()));
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (HeaderName::from_static("content-security-policy"), POLICY),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, page.as_str())
}

fn render(document: &Value) -> String {
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>onething API</title><style>{STYLE}</style><h1>onething API</h1><p>{}</p>\
         <p>As a document: <a href=\"{}\">OpenAPI 3.1</a>.</p>",
        escape(text(&document["info"]["description"])),
        openapi::PATH
    );
    let mut tag = "";
    for (path, methods) in members(&document["paths"]) {
        for (method, operation) in members(methods) {
            let own = text(&operation["tags"][0]);
            if own != tag {
                out.push_str(&format!("<h2>{}</h2>", escape(own)));
                tag = own;
            }
            out.push_str(&render_operation(method, path, operation));
        }
    }
    out.push_str("<h2>Shapes</h2>");
    for (name, schema) in members(&document["components"]["schemas"]) {
        out.push_str(&render_schema(name, schema));
    }
    out.push_str(&render_codes(&document["components"]["schemas"]["Code"]));
    out.push_str("</html>");
    out
}

fn render_operation(method: &str, path: &str, operation: &Value) -> String {
    let mut out = format!(
        "<details><summary><code><b>{}</b> {}</code> {}</summary><p>{}</p><table>",
        method.to_uppercase(),
        escape(path),
        escape(text(&operation["summary"])),
        escape(text(&operation["description"]))
    );
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        out.push_str(&format!(
            "<tr><td>{} <code>{}</code><td>{}",
            escape(text(&parameter["in"])),
            escape(text(&parameter["name"])),
            escape(text(&parameter["description"]))
        ));
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !body.is_null() {
        out.push_str(&format!("<tr><td>takes<td>{}", shape(body)));
    }
    for (status, response) in members(&operation["responses"]) {
        let content: Vec<String> = members(&response["content"])
            .map(|(media, content)| {
                format!("<code>{}</code> {}", escape(media), shape(&content["schema"]))
            })
            .collect();
        out.push_str(&format!(
            "<tr><td>{}<td>{} {}",
            escape(status),
            escape(text(&response["description"])),
            content.join(", ")
        ));
    }
    out.push_str("</table></details>");
    out
}

fn render_schema(name: &str, schema: &Value) -> String {
    let mut out = format!(
        "<details id=\"shape-{name}\"><summary><code>{name}</code> {}</summary><table>",
        escape(text(&schema["description"])),
        name = escape(name)
    );
    for (member, schema) in members(&schema["properties"]) {
        out.push_str(&format!(
            "<tr><td><code>{}</code><td>{}<td>{}",
            escape(member),
            shape(schema),
            escape(text(&schema["description"]))
        ));
    }
    out.push_str("</table>");
    if schema["properties"].is_null() {
        out.push_str(&format!("<pre>{}</pre>", escape(&format!("{schema:#}"))));
    }
    out.push_str("</details>");
    out
}

fn render_codes(schema: &Value) -> String {
    let mut out = "<h2>Codes of problems</h2><table>".to_owned();
    for name in schema["enum"].as_array().into_iter().flatten() {
        let code: Option<Code> = serde_json::from_value(name.clone()).ok();
        let status = code.map(|code| error::status(code).as_u16()).unwrap_or_default();
        let name = escape(text(name));
        out.push_str(&format!("<tr id=\"{name}\"><td><code>{name}</code><td>{status}"));
    }
    out.push_str("</table>");
    out
}

fn shape(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        let name = escape(name);
        return format!("<a href=\"#shape-{name}\">{name}</a>");
    }
    if let Some(parts) = schema["oneOf"].as_array() {
        return parts.iter().map(shape).collect::<Vec<_>>().join(" or ");
    }
    match (&schema["type"], &schema["items"]) {
        (_, items) if !items.is_null() => format!("list of {}", shape(items)),
        (Value::String(name), _) => escape(name),
        (Value::Array(names), _) => {
            escape(&names.iter().map(text).collect::<Vec<_>>().join(" or "))
        }
        _ => String::new(),
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
