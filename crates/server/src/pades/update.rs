//! The incremental update that carries a signature (ISO 32000-1, 7.5.6, 12.7.4.5, 12.8): a signature field on the first
//! page, invisible, and its dictionary with a gap for the signature.
//!
//! It reads the plain files that our typesetter writes – a cross-reference table, dictionaries in the clear – and
//! refuses others.

use super::Stamp;

/// Room for the signature, in hexadecimal digits: two certificates and the attributes take about half of it.
const ROOM: usize = 8192;
/// Digits of each number in the byte range.
const DIGITS: usize = 10;

/// A file with a gap for its signature.
pub struct Prepared {
    /// The file.
    pub bytes: Vec<u8>,
    /// Where the gap with its angle brackets begins.
    gap: usize,
}

impl Prepared {
    /// What the signature covers: everything but the gap.
    pub fn covered(&self) -> Vec<u8> {
        let after = self.gap + ROOM + 2;
        [&self.bytes[..self.gap], &self.bytes[after..]].concat()
    }

    /// Fills the gap.
    ///
    /// # Errors
    /// Where the signature is too long for it.
    pub fn put(&mut self, hexadecimal: &str) -> Result<(), String> {
        if hexadecimal.len() > ROOM {
            return Err(format!("a signature of {} digits does not fit", hexadecimal.len()));
        }
        let from = self.gap + 1;
        self.bytes[from..from + hexadecimal.len()].copy_from_slice(hexadecimal.as_bytes());
        Ok(())
    }
}

/// What has to be known of a file to continue it.
struct Plan<'a> {
    /// Where its cross-reference table begins.
    table: usize,
    size: u32,
    root: u32,
    info: Option<&'a str>,
    id: Option<&'a str>,
}

/// Adds field and dictionary to a file, with a gap for the signature.
///
/// # Errors
/// Where the file is of another kind.
pub fn prepare(pdf: &[u8], stamp: &Stamp) -> Result<Prepared, String> {
    let plan = plan(pdf)?;
    let catalog = object(pdf, &plan, plan.root)?;
    let pages = object(pdf, &plan, reference(catalog, "/Pages")?)?;
    let page_number = first_reference(after(pages, "/Kids")?)?;
    let page = object(pdf, &plan, page_number)?;
    if catalog.contains("/AcroForm") || page.contains("/Annots") {
        return Err("the file has a form or annotations already".to_owned());
    }
    let (field, signature) = (plan.size, plan.size + 1);
    let mut update = Update { bytes: pdf.to_vec(), places: Vec::new() };
    update.newline();
    let form = format!("/AcroForm<</Fields[{field} 0 R]/SigFlags 3>>");
    update.add(plan.root, &with(catalog, &form)?);
    update.add(page_number, &with(page, &format!("/Annots[{field} 0 R]"))?);
    update.add(field, &format!(
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/Rect[0 0 0 0]/F 132/P {page_number} 0 R/V {signature} 0 R>>"
    ));
    let gap = update.add_signature(signature, stamp);
    update.finish(&plan);
    let mut prepared = Prepared { bytes: update.bytes, gap };
    fill_range(&mut prepared)?;
    Ok(prepared)
}

fn plan(pdf: &[u8]) -> Result<Plan<'_>, String> {
    let at = rfind(pdf, b"startxref").ok_or("the file has no startxref")?;
    let table = leading_number(text(&pdf[at + 9..]).trim_start())? as usize;
    let trailer = pdf.get(table..).filter(|rest| rest.starts_with(b"xref"));
    let trailer = trailer.ok_or("the file has no plain cross-reference table")?;
    let at = rfind(trailer, b"trailer").ok_or("the file has no trailer")?;
    let trailer = text(&trailer[at..]);
    Ok(Plan {
        table,
        size: leading_number(after(trailer, "/Size")?.trim_start())?,
        root: reference(trailer, "/Root")?,
        info: after(trailer, "/Info").ok().and_then(|rest| rest.split_once('R')).map(|(it, _)| it),
        id: after(trailer, "/ID").ok().and_then(|rest| rest.split_once(']')).map(|(it, _)| it),
    })
}

/// The dictionary of an object, with its brackets.
fn object<'a>(pdf: &'a [u8], plan: &Plan, number: u32) -> Result<&'a str, String> {
    let broken = || format!("object {number} is not where the table says");
    let lines = text(&pdf[plan.table..]);
    let mut lines = lines.lines().skip(1);
    // One section from 0 on, twenty bytes an entry.
    let head = lines.next().and_then(|head| head.split_once(' ')).ok_or_else(broken)?;
    if head.0 != "0" {
        return Err("the cross-reference table does not begin at 0".to_owned());
    }
    let entry = lines.nth(number as usize).ok_or_else(broken)?;
    let offset = leading_number(entry)? as usize;
    let object = pdf.get(offset..).ok_or_else(broken)?;
    let end = find(object, b"endobj").ok_or_else(broken)?;
    let object = std::str::from_utf8(&object[..end]).map_err(|_| broken())?;
    let rest = object.strip_prefix(&format!("{number} 0 obj")).ok_or_else(broken)?.trim();
    if rest.starts_with("<<") && rest.ends_with(">>") { Ok(rest) } else { Err(broken()) }
}

/// A dictionary with one more entry.
fn with(dictionary: &str, entry: &str) -> Result<String, String> {
    let body = dictionary.strip_suffix(">>").ok_or("no dictionary")?;
    Ok(format!("{body}{entry}>>"))
}

struct Update {
    bytes: Vec<u8>,
    places: Vec<(u32, usize)>,
}

impl Update {
    fn newline(&mut self) {
        if !self.bytes.ends_with(b"\n") {
            self.bytes.push(b'\n');
        }
    }

    fn add(&mut self, number: u32, body: &str) {
        self.places.push((number, self.bytes.len()));
        self.bytes.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
    }

    /// Adds the signature's dictionary; gives where its gap begins.
    fn add_signature(&mut self, number: u32, stamp: &Stamp) -> usize {
        let at = stamp.at.format("D:%Y%m%d%H%M%SZ");
        let (name, reason) = (utf16(stamp.name), utf16(stamp.reason));
        let range = "0".repeat(DIGITS);
        self.places.push((number, self.bytes.len()));
        let head = format!(
            "{number} 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M({at})/Name<{name}>/Reason<{reason}>/ByteRange[0 {range} {range} {range}]/Contents"
        );
        self.bytes.extend(head.bytes());
        let gap = self.bytes.len();
        self.bytes.extend(format!("<{}>>>\nendobj\n", "0".repeat(ROOM)).bytes());
        gap
    }

    fn finish(&mut self, plan: &Plan) {
        let table = self.bytes.len();
        let size = plan.size + 2;
        self.places.sort_unstable();
        let mut out = "xref\n".to_owned();
        for (number, at) in &self.places {
            out.push_str(&format!("{number} 1\n{at:010} 00000 n\r\n"));
        }
        out.push_str(&format!(
            "trailer\n<</Size {size}/Root {} 0 R/Prev {}",
            plan.root, plan.table
        ));
        if let Some(info) = plan.info {
            out.push_str(&format!("/Info {}R", info.trim_start()));
        }
        if let Some(id) = plan.id {
            out.push_str(&format!("/ID{id}]"));
        }
        out.push_str(&format!(">>\nstartxref\n{table}\n%%EOF\n"));
        self.bytes.extend(out.bytes());
    }
}

/// Writes what is covered into the byte range.
fn fill_range(prepared: &mut Prepared) -> Result<(), String> {
    let (gap, after) = (prepared.gap, prepared.gap + ROOM + 2);
    let range =
        format!("{gap:0DIGITS$} {after:0DIGITS$} {:0DIGITS$}", prepared.bytes.len() - after);
    let key = b"/ByteRange[0 ";
    let at = rfind(&prepared.bytes[..gap], key).ok_or("the byte range is gone")? + key.len();
    prepared.bytes[at..at + range.len()].copy_from_slice(range.as_bytes());
    Ok(())
}

/// Text of a PDF string in hexadecimal, UTF-16 with its mark (ISO 32000-1, 7.9.2.2).
fn utf16(text: &str) -> String {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).map(|unit| format!("{unit:04X}")).collect()
}

/// The text from the beginning of some bytes on; binary streams end it.
fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

fn after<'a>(dictionary: &'a str, key: &str) -> Result<&'a str, String> {
    let found = dictionary.match_indices(key).map(|(at, _)| &dictionary[at + key.len()..]);
    let mut whole = found.filter(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    whole.next().ok_or_else(|| format!("the file has no {key}"))
}

fn reference(dictionary: &str, key: &str) -> Result<u32, String> {
    first_reference(after(dictionary, key)?)
}

fn first_reference(rest: &str) -> Result<u32, String> {
    leading_number(rest.trim_start_matches(|c: char| c == '[' || c.is_whitespace()))
}

fn leading_number(text: &str) -> Result<u32, String> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().map_err(|_| "a number is missing".to_owned())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}
