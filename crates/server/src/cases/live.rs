//! Who watches which case: one watch channel for each, fed by this process's own commits and by a look
//! into the database for those of other nodes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard};

use onething_api::cases::Moved;
use tokio::sync::watch;

/// What watchers of a case are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// The last move that is known.
    pub moved: Option<Moved>,
    /// Ids of the staff who have it open, in order.
    pub present: Vec<String>,
}

/// Channels by case number, and who has a case open on this node.
#[derive(Default)]
pub struct Live {
    channels: Mutex<HashMap<String, watch::Sender<News>>>,
    here: Mutex<BTreeMap<(String, String), usize>>,
}

impl Live {
    /// Watches a case; the channel ends when the process stops.
    pub fn watch(&self, number: &str) -> watch::Receiver<News> {
        let mut channels = lock(&self.channels);
        match channels.get(number) {
            Some(channel) => channel.subscribe(),
            None => {
                let (sender, receiver) = watch::channel(News::default());
                channels.insert(number.to_owned(), sender);
                receiver
            }
        }
    }

    /// Tells the watchers of a case that it has moved.
    pub fn tell(&self, number: &str, moved: Moved) {
        self.change(number, |news| {
            let newer = news.moved.as_ref().is_none_or(|last| last.seq < moved.seq);
            if newer {
                news.moved = Some(moved);
            }
            newer
        });
    }

    /// Tells the watchers of a case which staff have it open.
    pub fn tell_present(&self, number: &str, present: Vec<String>) {
        self.change(number, |news| {
            let other = news.present != present;
            if other {
                news.present = present;
            }
            other
        });
    }

    fn change(&self, number: &str, change: impl FnOnce(&mut News) -> bool) {
        if let Some(channel) = lock(&self.channels).get(number) {
            channel.send_if_modified(change);
        }
    }

    /// The cases that somebody watches; channels without watchers are dropped.
    pub fn watched(&self) -> Vec<String> {
        let mut channels = lock(&self.channels);
        channels.retain(|_, channel| channel.receiver_count() > 0);
        channels.keys().cloned().collect()
    }

    /// A member of staff opens a case on this node, once more.
    pub fn come(&self, number: &str, staff: &str) {
        *lock(&self.here).entry((number.to_owned(), staff.to_owned())).or_default() += 1;
    }

    /// A member of staff closes it; gives whether that was the last time that they had it open here.
    pub fn go(&self, number: &str, staff: &str) -> bool {
        let mut here = lock(&self.here);
        let place = (number.to_owned(), staff.to_owned());
        match here.get_mut(&place) {
            Some(times) if *times > 1 => {
                *times -= 1;
                false
            }
            _ => here.remove(&place).is_some(),
        }
    }

    /// Who has which case open on this node: case number and id.
    pub fn here(&self) -> Vec<(String, String)> {
        lock(&self.here).keys().cloned().collect()
    }

    /// Ends all channels.
    pub fn close(&self) {
        lock(&self.channels).clear();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}
