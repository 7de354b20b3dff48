//! The OpenAPI 3.1 document, made from the table of routes.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use onething_api::problem::Problem;
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use crate::guard::Guard;
use crate::router::{Answer, Route, Shape, table};

/// Where the document is served.
pub const PATH: &str = "/api/v1/openapi.json";

/// The document as text, ending in a line break.
pub fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| format!("{:#}\n", build()))
}

/// Serves it.
pub async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], text())
}

fn build() -> Value {
    let mut schemas: BTreeMap<String, Value> = BTreeMap::new();
    let mut found = Vec::new();
    Problem::schemas(&mut found);
    found.push((Problem::name().into_owned(), Problem::schema()));
    add(&mut schemas, &found);
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for row in table() {
        let operation = operation(&row, &mut schemas);
        let methods = paths.entry(row.path).or_default();
        methods.insert(row.method.as_str().to_lowercase(), operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "onething",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Things that people and companies get done with their city, each joined from the items of several departments. Errors are problem documents (RFC 9457) with a stable `code`; times are RFC 3339 in UTC, money is in integer cents. Log in with POST /session; writes from a browser must come from the same origin.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": crate::session::COOKIE } },
        },
    })
}

fn add(schemas: &mut BTreeMap<String, Value>, found: &[(String, impl serde::Serialize)]) {
    for (name, schema) in found {
        let schema = json!(schema);
        let known = schemas.entry(name.clone()).or_insert_with(|| schema.clone());
        debug_assert_eq!(*known, schema, "two types are called {name}: give one `schema(as = …)`");
    }
}

fn operation(row: &Route, schemas: &mut BTreeMap<String, Value>) -> Value {
    let mut operation = json!({
        "operationId": operation_id(row),
        "tags": [tag(row.path)],
        "summary": row.summary,
        "description": permission(row.guard),
        "responses": responses(row, schemas),
    });
    let mut parameters: Vec<Value> = path_parameters(row.path);
    parameters.extend(row.parameters.iter().map(|parameter| json!(parameter)));
    parameters.extend(row.headers.iter().map(|(name, required)| header_parameter(name, *required)));
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(shape) = &row.takes {
        operation["requestBody"] = json!({ "required": true, "content": content(shape, schemas) });
    }
    if let Some(media) = row.takes_bytes {
        operation["requestBody"] = json!({ "required": true, "content": { media: {} } });
    }
    if row.guard.wants_session() {
        operation["security"] = json!([{ "session": [] }]);
    }
    operation
}

fn responses(row: &Route, schemas: &mut BTreeMap<String, Value>) -> Value {
    let mut out = Map::new();
    for (status, answer) in &row.gives {
        let said = StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason());
        let mut response = json!({ "description": said.unwrap_or_default() });
        match answer {
            Answer::Json(shape) if *status >= 400 => {
                add(schemas, &shape.all);
                response["content"] =
                    json!({ "application/problem+json": { "schema": reference(&shape.name) } });
            }
            Answer::Json(shape) => response["content"] = content(shape, schemas),
            Answer::Bytes(media) => response["content"] = json!({ *media: {} }),
            Answer::Empty => {}
        }
        out.insert(status.to_string(), response);
    }
    out.insert(
        "default".to_owned(),
        json!({
            "description": "A problem",
            "content": { "application/problem+json": { "schema": reference("Problem") } },
        }),
    );
    out.into()
}

fn content(shape: &Shape, schemas: &mut BTreeMap<String, Value>) -> Value {
    add(schemas, &shape.all);
    json!({ "application/json": { "schema": reference(&shape.name) } })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn path_parameters(path: &str) -> Vec<Value> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(|name| {
            let schema = match name {
                "version" | "revision" => {
                    json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX })
                }
                _ => json!({ "type": "string" }),
            };
            json!({ "name": name, "in": "path", "required": true, "schema": schema })
        })
        .collect()
}

fn header_parameter(name: &str, required: bool) -> Value {
    let schema = match name {
        "tus-resumable" => json!({ "const": "1.0.0" }),
        "upload-length" | "upload-offset" | "last-event-id" => {
            json!({ "type": "integer", "minimum": 0 })
        }
        "if-match" => json!({ "type": "string", "pattern": "^\"[0-9]+\"$" }),
        _ => json!({ "type": "string" }),
    };
    json!({ "name": name, "in": "header", "required": required, "schema": schema })
}

fn tag(path: &str) -> &str {
    path.split('/').nth(3).unwrap_or("onething")
}

fn operation_id(row: &Route) -> String {
    let words: Vec<&str> =
        row.path.split('/').skip(3).map(|word| word.trim_matches(['{', '}'])).collect();
    format!("{}_{}", row.method.as_str().to_lowercase(), words.join("_"))
}

fn permission(guard: Guard) -> String {
    match guard {
        Guard::Public => "For anyone.".to_owned(),
        Guard::LoggedIn => {
            "For whoever is logged in; what is not theirs does not exist.".to_owned()
        }
        Guard::Citizen => "For citizens, for themselves or their company.".to_owned(),
        Guard::Staff(roles) | Guard::Hidden(roles) => {
            let names: Vec<String> =
                roles.iter().map(|role| format!("{role:?}").to_lowercase()).collect();
            let names = names.join(", ");
            match guard {
                Guard::Hidden(_) => {
                    format!("For staff: {names}; for all others it does not exist.")
                }
                _ => format!("For staff: {names}."),
            }
        }
        Guard::Demo => "For anyone, in a demonstration only.".to_owned(),
        Guard::DemoCitizen => "For citizens, in a demonstration only.".to_owned(),
    }
}
