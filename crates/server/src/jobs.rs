//! What happens by itself: looks each second whether content or watched cases have changed elsewhere.

use std::time::Duration;

use crate::app::App;

/// Runs until the process stops.
pub async fn run(app: App) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    while !app.is_stopping() {
        tick.tick().await;
        if let Err(error) = app.refresh().await {
            tracing::warn!(?error, "cannot look for new content");
        }
    }
}
