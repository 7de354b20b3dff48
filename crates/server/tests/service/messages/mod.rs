//! Messages: written once, brought by the ways that people chose, tried again, never lost.

mod counterparts;
mod providers;
mod ways;

use std::path::PathBuf;

use onething_api::messages::{DeliveryList, DeliveryStatus, MessageList};
use onething_api::paths;
use onething_server::config::Settings;
use onething_server::outbox;

use crate::world::{Client, World};

/// The same city with providers.
async fn with_providers(world: &World, providers: &str) -> World {
    let file: PathBuf = world.folder.join("providers.toml");
    std::fs::write(&file, providers).unwrap();
    let settings = Settings {
        message_providers: Some(file),
        public_url: Some("http://city.example".to_owned()),
        ..world.app.settings.clone()
    };
    World::open(settings, world.app.clock.clone()).await
}

fn sms(url: &str) -> String {
    format!(
        "[sms]\nurl = \"{url}\"\nkey_id = \"LTAI-test\"\nkey_secret = \"secret & more\"\nsign = \"清河一件事\"\n\
         templates = {{ login_code = \"SMS_1\", case_filed = \"SMS_2\", other = \"SMS_9\" }}\n"
    )
}

fn email(url: &str) -> String {
    format!("[email]\nurl = \"{url}\"\nfrom = \"清河一件事 <noreply@city.example>\"\n")
}

/// Delivers until nothing is due.
async fn deliver(world: &World) -> usize {
    let mut all = 0;
    loop {
        match outbox::deliver(&world.app).await.unwrap() {
            0 => return all,
            some => all += some,
        }
    }
}

async fn mine(client: &Client) -> MessageList {
    client.get(paths::MESSAGES).await.expect(200).json()
}

async fn deliveries(world: &World, status: DeliveryStatus) -> DeliveryList {
    let name = serde_json::to_value(status).unwrap();
    let path = format!("{}?status={}", paths::DELIVERIES, name.as_str().unwrap());
    world.staff("administrator").await.get(&path).await.expect(200).json()
}
