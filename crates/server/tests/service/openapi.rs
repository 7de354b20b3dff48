//! The OpenAPI document: as the snapshot says, and served with documentation.

use onething_server::openapi;

use crate::world::World;

#[test]
fn the_document_is_as_in_the_snapshot() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(file, openapi::text()).unwrap();
    }
    let snapshot = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        snapshot == openapi::text(),
        "the interface has changed: look at it, then UPDATE_SNAPSHOTS=1 cargo test -p onething-server the_document"
    );
}

#[test]
fn every_reference_leads_somewhere() {
    let text = openapi::text();
    let document: serde_json::Value = serde_json::from_str(text).unwrap();
    for rest in text.split("#/components/schemas/").skip(1) {
        let name = rest.split('"').next().unwrap();
        assert!(!document["components"]["schemas"][name].is_null(), "{name}");
    }
}

#[tokio::test]
async fn it_is_served_with_documentation() {
    let nobody = World::sqlite().await.nobody();
    let document = nobody.get(openapi::PATH).await.expect(200);
    assert_eq!(String::from_utf8(document.body).unwrap(), openapi::text());
    let page = nobody.get("/api/docs").await.expect(200);
    let html = String::from_utf8(page.body).unwrap();
    assert!(html.contains("/api/v1/cases/{number}/commands") && html.contains("id=\"stale_case\""));
    assert!(!html.contains("<script") && !html.contains("http://") && !html.contains("https://"));
}
