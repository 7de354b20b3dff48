//! The fonts that documents are set in: Chinese ones of the system or of a folder that the settings name. Files embed
//! only the characters that they use.

use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::Font;

/// Where systems keep fonts.
const FOLDERS: [&str; 3] = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"];

/// Families that do, best first: the song face of official papers, then what is widely installed.
pub const FAMILIES: [&str; 8] = [
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Serif SC",
    "SimSun",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Zen Hei",
];

/// What names of their files contain, in lower case: other files are not opened.
const FILES: [&str; 6] = ["cjk", "sourcehans", "notoserifsc", "notosanssc", "simsun", "wqy"];

/// Depth of folders that are looked into.
const DEPTH: usize = 5;

/// The family that documents are set in, and its faces.
pub struct Fonts {
    /// Name of the family.
    pub family: &'static str,
    /// Its faces.
    pub faces: Vec<Font>,
}

/// Finds fonts in a folder or file, or in the system's folders.
///
/// # Errors
/// That there are none, with the remedy.
pub fn find(named: Option<&Path>) -> Result<Fonts, String> {
    let mut files = Vec::new();
    match named {
        Some(file) if file.is_file() => files.push(file.to_owned()),
        Some(folder) => collect(folder, DEPTH, &mut files),
        None => FOLDERS.iter().for_each(|folder| collect(Path::new(folder), DEPTH, &mut files)),
    }
    files.sort();
    let mut best: Option<Fonts> = None;
    for file in files {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        for face in Font::iter(Bytes::new(bytes)) {
            take(&mut best, face);
        }
    }
    best.ok_or_else(|| {
        let place = named.map_or("the system's folders".to_owned(), |it| it.display().to_string());
        format!(
            "fonts: no Chinese font in {place}, and documents cannot be set without one: install fonts-noto-cjk (Debian), or name a folder that has {}",
            FAMILIES[0]
        )
    })
}

fn rank(family: &str) -> Option<usize> {
    FAMILIES.iter().position(|known| *known == family)
}

/// Keeps a face that is of a better family, or of the same.
fn take(best: &mut Option<Fonts>, face: Font) {
    let Some(found) = rank(&face.info().family) else { return };
    match best.as_mut().map(|fonts| (rank(fonts.family), fonts)) {
        Some((Some(known), fonts)) if known == found => fonts.faces.push(face),
        Some((Some(known), _)) if known < found => {}
        _ => *best = Some(Fonts { family: FAMILIES[found], faces: vec![face] }),
    }
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() && depth > 0 {
            collect(&path, depth - 1, files);
        } else if looks_right(&path) {
            files.push(path);
        }
    }
}

fn looks_right(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let ending = ["ttf", "ttc", "otf", "otc"].iter().any(|ending| name.ends_with(ending));
    let plain = ["regular", "bold", "simsun", "zenhei", "vf"].iter().any(|it| name.contains(it));
    ending && plain && FILES.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_no_font_it_says_what_to_do() {
        let nowhere = Path::new("/nowhere/at/all");
        let said = find(Some(nowhere)).err().unwrap();
        assert!(said.contains("/nowhere/at/all") && said.contains("fonts-noto-cjk"), "{said}");
    }

    #[test]
    fn only_files_that_look_right_are_opened() {
        assert!(looks_right(Path::new("/a/NotoSerifCJK-Regular.ttc")));
        assert!(!looks_right(Path::new("/a/NotoSerifCJK-Light.ttc")));
        assert!(!looks_right(Path::new("/a/DejaVuSans-Bold.ttf")));
    }
}
