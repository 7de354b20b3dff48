//! One file on its way to the service, by parts that suit the network, resumed where it stopped (A3).

use std::cell::RefCell;
use std::collections::HashSet;

use leptos::prelude::Set;
use onething_api::uploads::{MAX_BYTES, MEDIA_TYPES};
use onething_domain::submission::FileRef;
use web_sys::File;

use super::upload::size;
use crate::{
    api::{self, ApiError, uploads::Progress},
    i18n::{t, tr},
    platform::{clock, image, storage},
    ui::{FileRow, FileState},
};

/// How often a part is sent again before the person is asked to.
const TRIES: u32 = 3;
/// Bytes of the first part: on a slow network the bar moves soon, and a lost one costs little.
const PART: u32 = 64 * 1024;
/// Bytes of a part, at least and at most.
const PARTS: [u32; 2] = [32 * 1024, 2 * 1024 * 1024];
/// Milliseconds that a part should take, at least and at most: shorter ones waste a good network on asking, longer
/// ones let people wonder whether anything moves.
const PACE: [i64; 2] = [500, 2000];

thread_local! {
    /// Uploads on their way: the same picture for two materials is two uploads.
    static UNDER_WAY: RefCell<HashSet<String>> = RefCell::new(HashSet::new());
}

/// Why a file did not arrive.
pub struct Unsent {
    /// What went wrong, in words.
    pub words: String,
    /// Whether for want of a network.
    pub cut: bool,
}

/// What speaks against sending a file at all, in words.
fn unfit(file: &File) -> Option<String> {
    let media = file.type_();
    if file.size() == 0.0 {
        return Some(t("upload.empty"));
    }
    if file.size() > MAX_BYTES as f64 {
        return Some(tr("upload.too_large", &[("size", &size(MAX_BYTES as f64))]));
    }
    let known = media.is_empty() || MEDIA_TYPES.contains(&&*media);
    (!known).then(|| t("upload.wrong_type"))
}

/// Sends a file to its end.
pub async fn sent(original: &File, row: &FileRow) -> Result<FileRef, Unsent> {
    let file = image::compressed(original.clone()).await;
    if let Some(words) = unfit(&file) {
        return Err(Unsent { words, cut: false });
    }
    // The same file picked again after a closed tab goes on where it stopped.
    let mut print = storage::own(&format!(
        "upload.{}.{}.{}.{}",
        original.name(),
        original.size(),
        original.last_modified(),
        file.size()
    ));
    if !UNDER_WAY.with_borrow_mut(|prints| prints.insert(print.clone())) {
        print = format!("{print}.{}", row.key);
    }
    let stored = send_all(&file, &print, row).await;
    UNDER_WAY.with_borrow_mut(|prints| prints.remove(&print));
    if !stored.as_ref().is_err_and(is_passing) {
        storage::remove(&print);
    }
    stored.map_err(|error| Unsent { words: error.message(), cut: error.offline })
}

async fn send_all(file: &File, print: &str, row: &FileRow) -> Result<FileRef, ApiError> {
    let mut progress = Progress::Stored(0);
    let mut upload = storage::read(print);
    if let Some(begun) = &upload {
        match api::uploads::look(begun).await {
            Ok(stands) => progress = stands,
            Err(error) if is_passing(&error) => return Err(error),
            Err(_) => upload = None,
        }
    }
    let upload = match upload {
        Some(upload) => upload,
        None => {
            let upload = api::uploads::create(file).await?;
            storage::write(print, &upload);
            upload
        }
    };
    let (mut tries, mut part) = (0, PART);
    loop {
        let offset = match progress {
            Progress::Done(file) => return Ok(*file),
            Progress::Stored(offset) => offset,
        };
        row.state.set(FileState::Sending((f64::from(offset) / file.size() * 100.0) as u8));
        let begun = clock::now();
        progress = match api::uploads::send_part(&upload, file, offset, part).await {
            Ok(stands) => {
                tries = 0;
                part = next_part(part, (clock::now() - begun).num_milliseconds());
                stands
            }
            // The network broke, or the server has more than we know of: ask where it stands.
            Err(error) if tries < TRIES && (error.offline || is_offset(&error)) => {
                tries += 1;
                api::uploads::look(&upload).await?
            }
            Err(error) => return Err(error),
        };
    }
}

/// Bytes of the next part, after one of `part` bytes took so many milliseconds.
fn next_part(part: u32, took: i64) -> u32 {
    let [short, long] = PACE;
    let next = match took {
        took if took < short => part * 2,
        took if took > long => part / 2,
        _ => part,
    };
    next.clamp(PARTS[0], PARTS[1])
}

/// Whether nothing is wrong with the upload itself, which goes on where it stands once there is a network, a session, or
/// a server that is less busy.
fn is_passing(error: &ApiError) -> bool {
    error.offline || matches!(error.problem.status, 401 | 429 | 502..=504)
}

fn is_offset(error: &ApiError) -> bool {
    error.problem.code == onething_api::problem::Code::WrongOffset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_grow_and_shrink_with_the_network() {
        assert_eq!(next_part(PART, 100), 2 * PART);
        assert_eq!(next_part(PART, 1000), PART);
        assert_eq!(next_part(PART, 5000), PART / 2);
        assert_eq!(next_part(PARTS[1], 1), PARTS[1]);
        assert_eq!(next_part(PARTS[0], 60_000), PARTS[0]);
    }
}
