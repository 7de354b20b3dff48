//! What is made in quiet: documents, and packages of cases that have ended. One at a time, with rests, so that nobody who
//! waits is held up.

use std::time::Duration;

use crate::app::App;
use crate::error::Result;
use crate::{archive, documents};

/// Longest rest between two looks for work.
const REST: Duration = Duration::from_secs(1);
/// How much longer than its work the maker rests: most of the machine is for those who wait.
const EASE: u32 = 3;

/// Makes what is to be made, until the process stops.
pub async fn run(app: App) {
    while !app.is_stopping() {
        let begun = tokio::time::Instant::now();
        let rest = match next(&app).await {
            Ok(true) => (begun.elapsed() * EASE).min(REST),
            Ok(false) => REST,
            Err(error) => {
                tracing::warn!(?error, "a file could not be made; it will be tried again");
                REST
            }
        };
        tokio::time::sleep(rest).await;
    }
}

/// Makes the next file, documents first, for packages hold them; whether there was one.
async fn next(app: &App) -> Result<bool> {
    Ok(documents::make::next(app).await? || archive::make::next(app).await?)
}
