//! Real files to upload, made by the browser's own encoders when a journey runs.

use std::path::PathBuf;

use base64::Engine;
use serde_json::json;

use crate::browser::Browser;

/// Draws a photo of a paper with these words, noisy as cameras are, and encodes it.
const PHOTO: &str = "
    const [words, done] = arguments;
    const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 1600 });
    const paint = canvas.getContext('2d');
    for (let y = 0; y < 1600; y += 8) for (let x = 0; x < 1200; x += 8) {
        const light = 205 + ((x * 7 + y * 13) % 41);
        paint.fillStyle = `rgb(${light},${light},${light - 8})`;
        paint.fillRect(x, y, 8, 8);
    }
    paint.fillStyle = 'rgb(20,20,40)';
    paint.font = '72px sans-serif';
    paint.fillText(words, 100, 300);
    done(canvas.toDataURL('image/jpeg', 0.9).split(',')[1]);
";

impl Browser {
    /// A JPEG such as a phone's camera makes, showing these words.
    pub fn photo(&self, words: &str) -> PathBuf {
        let data = self.must("take a photo", self.wire.run_async(PHOTO, &[json!(words)]));
        self.keep_file(words, "jpg", data.as_str().unwrap_or_default())
    }

    /// The page as PDF, printed by the browser.
    pub fn pdf(&self, name: &str) -> PathBuf {
        let data = self.must("print", self.wire.post("/print", &json!({})));
        self.keep_file(name, "pdf", data.as_str().unwrap_or_default())
    }

    fn keep_file(&self, name: &str, ending: &str, data: &str) -> PathBuf {
        let bytes = base64::engine::general_purpose::STANDARD.decode(data);
        let folder = self.shown.folder.join("files");
        std::fs::create_dir_all(&folder).expect("the folder of files can be made");
        let file = folder.join(format!("{name}.{ending}"));
        std::fs::write(&file, bytes.expect("the browser sends Base64"))
            .expect("a file can be kept");
        file
    }
}
