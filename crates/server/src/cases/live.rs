//! Who watches which case: one watch channel for each, fed by this process's own commits and by a look
//! into the database for those of other nodes.

use std::collections::HashMap;
use std::sync::Mutex;

use onething_api::cases::Moved;
use tokio::sync::watch;

/// Channels by case number.
#[derive(Default)]
pub struct Live {
    channels: Mutex<HashMap<String, watch::Sender<Option<Moved>>>>,
}

impl Live {
    /// Watches a case; the channel ends when the process stops.
    pub fn watch(&self, number: &str) -> watch::Receiver<Option<Moved>> {
        let mut channels = self.lock();
        match channels.get(number) {
            Some(channel) => channel.subscribe(),
            None => {
                let (sender, receiver) = watch::channel(None);
                channels.insert(number.to_owned(), sender);
                receiver
            }
        }
    }

    /// Tells the watchers of a case that it has moved.
    pub fn tell(&self, number: &str, moved: Moved) {
        if let Some(channel) = self.lock().get(number) {
            channel.send_if_modified(|last| {
                let newer = last.as_ref().is_none_or(|last| last.seq < moved.seq);
                if newer {
                    *last = Some(moved);
                }
                newer
            });
        }
    }

    /// The cases that somebody watches; channels without watchers are dropped.
    pub fn watched(&self) -> Vec<String> {
        let mut channels = self.lock();
        channels.retain(|_, channel| channel.receiver_count() > 0);
        channels.keys().cloned().collect()
    }

    /// Ends all channels.
    pub fn close(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, watch::Sender<Option<Moved>>>> {
        match self.channels.lock() {
            Ok(channels) => channels,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}
