//! The pages and what stands around every answer.

use onething_api::problem::Code;
use onething_server::config::Settings;

use crate::world::World;

async fn with_pages() -> World {
    let world = World::sqlite().await;
    let web = world.folder.join("web");
    for folder in ["guide", "papers", "staff", "editor"] {
        std::fs::create_dir_all(web.join(folder)).unwrap();
    }
    for (name, text) in [
        ("index.html", "portal"),
        ("guide/index.html", "guide"),
        ("papers/index.html", "papers"),
        ("staff/index.html", "staff"),
        ("editor/index.html", "editor"),
        ("portal-1a2b3c4d5e6f7a8b.js", "script"),
        ("portal-1a2b3c4d5e6f7a8b.js.br", "packed"),
        ("boot.js", "boot"),
    ] {
        std::fs::write(web.join(name), text).unwrap();
    }
    std::fs::write(world.folder.join("secret"), "secret").unwrap();
    let settings = Settings { web: Some(web), ..world.app.settings.clone() };
    world.reopened(settings).await
}

#[tokio::test]
async fn addresses_of_pages_give_the_page_and_files_are_files() {
    let world = with_pages().await;
    let nobody = world.nobody();
    for (path, body) in [
        ("/", "portal"),
        ("/guides", "portal"),
        ("/guides/newborn", "guide"),
        ("/places", "portal"),
        ("/staff/", "staff"),
        ("/staff/cases/51-260304-0001-K", "staff"),
        ("/staff/catalogue/item/x", "editor"),
        ("/cases/51-260304-0001-K/documents/7", "papers"),
        ("/boot.js", "boot"),
    ] {
        let reply = nobody.get(path).await.expect(200);
        assert_eq!(String::from_utf8(reply.body).unwrap(), body, "{path}");
        assert_eq!(reply.headers["cache-control"], "no-cache", "{path}");
    }
    let hashed = nobody.get("/portal-1a2b3c4d5e6f7a8b.js").await.expect(200);
    assert!(hashed.headers["cache-control"].to_str().unwrap().contains("immutable"));
    let br = [("accept-encoding", "gzip, br")];
    let packed =
        nobody.call("GET", "/portal-1a2b3c4d5e6f7a8b.js", &br, Vec::new()).await.expect(200);
    assert_eq!(
        (packed.body.as_slice(), packed.headers["content-encoding"].as_bytes()),
        (&b"packed"[..], &b"br"[..])
    );
    assert_eq!(packed.headers["content-type"], "text/javascript; charset=utf-8");
    nobody.get("/missing.js").await.expect(404).problem(Code::NotFound);
    nobody.get("/staff").await.expect(308);
    let narrowed = nobody.get("/staff?desk=intake&holder=mine").await.expect(308);
    assert_eq!(narrowed.headers["location"], "/staff/?desk=intake&holder=mine");
    for path in
        ["/../secret", "/..%2fsecret", "/staff/../../secret", "//secret", "/%2e%2e/secret.txt"]
    {
        let reply = nobody.get(path).await;
        assert!(!reply.body.windows(6).any(|part| part == b"secret"), "{path}");
    }
}

#[tokio::test]
async fn every_answer_has_the_headers_of_safety() {
    let world = with_pages().await;
    let nobody = world.nobody();
    for path in ["/", "/api/v1/city", "/api/v1/none", "/boot.js", "/healthz"] {
        let headers = nobody.get(path).await.headers;
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval'")
                && !policy.contains("unsafe-inline"),
            "{path}"
        );
        assert!(policy.contains("frame-ancestors 'self'"), "{path}");
        assert!(headers.contains_key("x-request-id"), "{path}");
    }
}

#[tokio::test]
async fn health_is_told_and_stopping_is_not_ready() {
    let world = World::sqlite().await;
    let nobody = world.nobody();
    nobody.get("/healthz").await.expect(200);
    nobody.get("/readyz").await.expect(200);
    world.app.stop();
    nobody.get("/healthz").await.expect(200);
    nobody.get("/readyz").await.expect(503).problem(Code::Unavailable);
}
