//! Real files to upload, made by the browser's own encoders when a journey runs.

use std::path::PathBuf;

use base64::Engine;
use serde_json::json;

use crate::browser::Browser;

/// Draws a photo of a paper with these words and encodes it; `grain` makes it as large as noisy cameras do.
const PHOTO: &str = "
    const [words, grain, done] = arguments;
    const [width, height] = [1500, 2000];
    const paint = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
    const picture = paint.createImageData(width, height);
    for (let at = 0; at < picture.data.length; at += 1) {
        picture.data[at] = at % 4 === 3 ? 255 : grain ? Math.random() * 256 : 220;
    }
    paint.putImageData(picture, 0, 0);
    paint.fillStyle = 'rgb(20,20,40)';
    paint.font = '90px sans-serif';
    paint.fillText(words, 100, 300);
    done(paint.canvas.toDataURL('image/jpeg', 0.9).split(',')[1]);
";

impl Browser {
    /// A JPEG such as a phone's camera makes, showing these words.
    pub fn photo(&self, words: &str) -> PathBuf {
        self.shot(words, false)
    }

    /// A JPEG of some megabytes, which a phone cannot make much smaller.
    pub fn large_photo(&self, words: &str) -> PathBuf {
        self.shot(words, true)
    }

    fn shot(&self, words: &str, grain: bool) -> PathBuf {
        let arguments = [json!(words), json!(grain)];
        let data = self.must("take a photo", self.wire.run_async(PHOTO, &arguments));
        self.keep_file(words, "jpg", data.as_str().unwrap_or_default())
    }

    /// The page as PDF, printed by the browser.
    pub fn pdf(&self, name: &str) -> PathBuf {
        let data = self.must("print", self.wire.post("/print", &json!({})));
        self.keep_file(name, "pdf", data.as_str().unwrap_or_default())
    }

    fn keep_file(&self, name: &str, ending: &str, data: &str) -> PathBuf {
        let bytes = base64::engine::general_purpose::STANDARD.decode(data);
        self.keep(name, ending, &bytes.expect("the browser sends Base64"))
    }

    /// Keeps a file that pages can be given.
    pub fn keep(&self, name: &str, ending: &str, bytes: &[u8]) -> PathBuf {
        let folder = self.shown.folder.join("files");
        std::fs::create_dir_all(&folder).expect("the folder of files can be made");
        let file = folder.join(format!("{name}.{ending}"));
        std::fs::write(&file, bytes).expect("a file can be kept");
        file
    }
}
