//! What a file is, found from its content and never from its name.

/// Pixels that an image may have: more is a bomb for whoever opens it.
const PIXELS: u64 = 100_000_000;

/// What was found in a file that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// Media type.
    pub media: &'static str,
    /// Pages of a PDF; 0 for an image.
    pub pages: u32,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is of no type that is taken, or broken; how, for people who write programs.
    Content(&'static str),
    /// A PDF that opens with a password only.
    Encrypted,
}

/// What is in a file that is taken, or why it is not taken.
pub fn content(bytes: &[u8]) -> Result<Content, Unfit> {
    if bytes.starts_with(b"%PDF-") {
        return Ok(Content { media: "application/pdf", pages: pdf(bytes)? });
    }
    image(bytes).map(|media| Content { media, pages: 0 }).map_err(Unfit::Content)
}

/// The media type of an image that is taken, or why it is not.
pub fn image(bytes: &[u8]) -> Result<&'static str, &'static str> {
    let (media, size) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        ("image/png", png(bytes))
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        ("image/jpeg", jpeg(bytes))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        ("image/webp", webp(bytes))
    } else {
        return Err("neither JPEG, PNG, WebP nor PDF");
    };
    match size {
        None | Some((0, _) | (_, 0)) => Err("a broken image"),
        Some((width, height)) if u64::from(width) * u64::from(height) > PIXELS => {
            Err("an image of more than 100 million pixels")
        }
        Some(_) => Ok(media),
    }
}

/// Pages of a PDF (ISO 32000-2). One that only forbids printing or changing opens without a password and is taken.
fn pdf(bytes: &[u8]) -> Result<u32, Unfit> {
    let broken = Unfit::Content("a PDF that is broken or broken off");
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    if !tail.windows(5).any(|window| window == b"%%EOF") {
        return Err(broken);
    }
    match lopdf::Document::load_metadata_mem(bytes) {
        Ok(about) if about.page_count > 0 => Ok(about.page_count),
        Ok(about) if about.encrypted => Err(Unfit::Encrypted),
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => Err(Unfit::Encrypted),
        _ => Err(broken),
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at + 3)?;
    Some(u32::from_le_bytes([part[0], part[1], part[2], 0]))
}

/// PNG (ISO/IEC 15948): the header comes first, `IEND` last.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let ends = bytes.windows(4).rev().take(1024).any(|window| window == b"IEND");
    (bytes.get(12..16)? == b"IHDR" && ends).then_some((number(16)?, number(20)?))
}

/// JPEG (ITU-T T.81 annex B): walks the segments to the frame header.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        match *bytes.get(at + 1)? {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((be16(bytes, at + 7)?, be16(bytes, at + 5)?));
            }
            0xd9 | 0xda => return None,
            _ => {
                let length = be16(bytes, at + 2)? as usize;
                at += 2 + length.max(2);
            }
        }
    }
}

/// WebP (RFC 9649): lossy, lossless or extended.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => {
            let size = |at: usize| {
                Some(u32::from(
                    u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?) & 0x3fff,
                ))
            };
            (bytes.get(23..26)? == [0x9d, 0x01, 0x2a]).then_some((size(26)?, size(28)?))
        }
        b"VP8L" => {
            let bits = u32::from_le_bytes(bytes.get(21..25)?.try_into().ok()?);
            (*bytes.get(20)? == 0x2f).then_some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((le24(bytes, 24)? + 1, le24(bytes, 27)? + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(b"\x08\x06\0\0\0....\0\0\0\0IEND....");
        bytes
    }

    #[test]
    fn knows_what_is_taken() {
        let media = |bytes: &[u8]| content(bytes).map(|content| content.media);
        assert_eq!(media(&png_of(10, 10)), Ok("image/png"));
        let jpeg =
            [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 9, 0, 7, 1, 1, 0x11, 0];
        assert_eq!(media(&jpeg), Ok("image/jpeg"));
        assert_eq!(super::jpeg(&jpeg), Some((7, 9)));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x01\0\0\x02\0\0";
        assert_eq!(super::webp(webp), Some((2, 3)));
    }

    /// A PDF of some pages, as small as can be; `trailer` stands in its trailer.
    fn pdf_of(pages: usize, trailer: &str) -> Vec<u8> {
        let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 3)).collect();
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"),
        ];
        objects
            .extend((0..pages).map(|_| "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>".to_owned()));
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut xref = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (index, object) in objects.iter().enumerate() {
            xref.push_str(&format!("{:010} 00000 n \n", bytes.len()));
            bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
        }
        let at = bytes.len();
        let size = objects.len() + 1;
        bytes.extend(
            format!(
                "{xref}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{at}\n%%EOF\n"
            )
            .bytes(),
        );
        bytes
    }

    #[test]
    fn counts_the_pages_of_a_pdf_and_sees_a_password() {
        assert_eq!(content(&pdf_of(3, "")), Ok(Content { media: "application/pdf", pages: 3 }));
        let mark = "a".repeat(64);
        let locked = format!(
            "/ID[<{id}><{id}>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{mark}>/U<{mark}>>>",
            id = "0".repeat(32)
        );
        assert_eq!(content(&pdf_of(1, &locked)), Err(Unfit::Encrypted));
        let broken = pdf_of(0, "");
        assert!(matches!(content(&broken), Err(Unfit::Content(_))), "no page at all");
    }

    #[test]
    fn refuses_what_lies() {
        let media = content;
        assert!(media(b"MZ\x90\0 I am report.pdf").is_err());
        assert!(media(b"%PDF-1.7 nothing more").is_err());
        assert!(media(b"<svg onload=alert(1)>").is_err());
        assert!(media(b"\x89PNG\r\n\x1a\n").is_err());
        assert!(media(&[0xff, 0xd8, 0xff]).is_err());
        assert!(media(&[0xff, 0xd8, 0xff, 0xe0, 0, 0]).is_err());
        assert!(media(&png_of(20_000, 20_000)).is_err());
        assert!(media(&png_of(0, 5)).is_err());
        assert!(media(b"").is_err());
    }
}
