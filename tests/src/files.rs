//! Real files to upload, made by the browser's own encoders when a journey runs.

use std::path::PathBuf;

use base64::Engine;
use serde_json::json;

use crate::browser::Browser;

/// Draws a photo of a paper with these words and encodes it; `grain` makes it as large as noisy cameras do.
const PHOTO: &str = "
    const [words, grain, done] = arguments;
    const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 1600 });
    const paint = canvas.getContext('2d');
    for (let y = 0; y < 1600; y += 8) for (let x = 0; x < 1200; x += 8) {
        const light = 205 + ((x * 7 + y * 13) % 41);
        paint.fillStyle = `rgb(${light},${light},${light - 8})`;
        paint.fillRect(x, y, 8, 8);
    }
    if (grain) {
        const picture = paint.getImageData(0, 0, 1200, 1600);
        let seed = 1;
        for (let at = 0; at < picture.data.length; at += 1) {
            seed = (seed * 1103515245 + 12345) % 2147483648;
            if (at % 4 !== 3) picture.data[at] = seed >> 16;
        }
        paint.putImageData(picture, 0, 0);
    }
    paint.fillStyle = 'rgb(20,20,40)';
    paint.font = '72px sans-serif';
    paint.fillText(words, 100, 300);
    done(canvas.toDataURL('image/jpeg', 0.9).split(',')[1]);
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
        let folder = self.shown.folder.join("files");
        std::fs::create_dir_all(&folder).expect("the folder of files can be made");
        let file = folder.join(format!("{name}.{ending}"));
        std::fs::write(&file, bytes.expect("the browser sends Base64"))
            .expect("a file can be kept");
        file
    }
}
