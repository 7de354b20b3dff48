//! A form of sixty fields on one page, beside the same form in plain HTML and beside what engines took for it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::browser::Browser;
use super::form_page::{ROWS, Sheet};
use super::nginx::Nginx;
use super::phone::slow_phone;
use super::{Figure, median, note, timed};
use crate::{pack, pages, place, tools};

/// Each with browsers of their own: a key press takes as long as a frame, and of five rounds the medians differed by a
/// fifth between one run and the next.
const ROUNDS: usize = 15;
/// Keys that are pressed in a field in the middle.
const KEYS: usize = 40;

/// What the quickest of six engines took for the same form, in the order of [`Times::rows`], and the floor in the same
/// measurement: rjsf, JSON Forms, SurveyJS, Form.io, the Open Forms SDK, and Vue 3 with Vant made by hand
/// (medians, 2026-11-22, Chromium 156, the same phone and network).
const ENGINES: [(f64, f64); 5] =
    [(2192.0, 1149.0), (638.0, 45.0), (38.0, 33.0), (60.0, 56.0), (93.0, 38.0)];

/// One page's milliseconds.
#[derive(Default)]
struct Times {
    usable: Vec<f64>,
    mount: Vec<f64>,
    keys: Vec<f64>,
    slowest_key: Vec<f64>,
    toggle: Vec<f64>,
    row_keys: Vec<f64>,
    slowest_row_key: Vec<f64>,
    late_row_keys: Vec<f64>,
}

impl Times {
    /// The medians of what engines were measured by, and what each is.
    fn rows(&self) -> [(&'static str, f64); 5] {
        [
            ("Form of 60 fields, usable", median(self.usable.clone())),
            ("… mounted", median(self.mount.clone())),
            ("… a key press on the screen", median(self.keys.clone())),
            ("… the slowest of them", median(self.slowest_key.clone())),
            ("… four fields shown by a choice", median(self.toggle.clone())),
        ]
    }

    /// The medians among many rows.
    fn among_rows(&self) -> [(&'static str, f64); 2] {
        [
            ("… a key press in the last of 20 rows", median(self.row_keys.clone())),
            ("… the slowest of these", median(self.slowest_row_key.clone())),
        ]
    }
}

/// How much longer than in plain HTML a key press may take among many rows: no frame more.
const ROWS_LIMIT: f64 = 1.3;

/// Milliseconds from a key to the end of the next frame, where no frame was lost: it comes at any time within one, and the
/// next is there in time (60 a second).
const TWO_FRAMES: f64 = 2.0 * 1000.0 / 60.0;

/// How it is measured.
pub const HOW: &str = "`xtask/src/bench/newborn-60.json` whole on one page, drawn by the controls and rules of the \
application form in a build of its own, on the same phone, in a document with the form rendered as the service does it \
for a draft; beside it the same form in plain HTML, in turns. *Usable*: a real key press in the first field ends in its value and a painted frame. *Mounted*: from the beginning of drawing to \
its end. *A key press*: to the end of the next frame, 40 characters into a field in the middle; *slowest* is the slowest \
of them. *Shown by a choice*: from the click to four more fields laid out and painted. *In the last of 20 rows*: the \
same keys there, once the group has so many; *lost a frame*: those of the forty that took longer than two frames. Medians of fifteen. Six engines \
(rjsf, JSON Forms, SurveyJS, Form.io, Open Forms SDK, Vue 3 with Vant) were measured in the same way beside the same \
floor on 2026-11-22: what the quickest of them took, as a multiple of that floor, is the limit.";

/// Builds both pages and measures them, taking turns.
pub fn figures() -> Result<Vec<Figure>> {
    tools::for_pages()?;
    tools::for_floor()?;
    let sheet = Sheet::read()?;
    let dist = pages::build_bench(&sheet.guide()?)?;
    let bytes: usize = {
        let files = pack::first_load_of(&dist, "/", &dist)?;
        files.iter().map(|(_, bytes)| bytes).sum()
    };
    // Everything is sent packed by brotli, as the binary sends it.
    let settings = "add_header Content-Encoding br; types { text/html html; text/javascript js; text/css css; \
                    application/wasm wasm; application/json json; image/svg+xml svg; }\n";
    let ours = Nginx::start("form", settings, |www| packed(&dist, www))?;
    let native = sheet.native();
    let floor = Nginx::start("floor", settings, |www| {
        write_packed(&www.join("index.html"), native.as_bytes())
    })?;
    let (mut of_ours, mut of_floor) = (Times::default(), Times::default());
    timed("Measure a form of 60 fields on a slow phone", || {
        for round in 1..=ROUNDS {
            measure(ours.port, "answers.", &mut of_ours)?;
            measure(floor.port, "", &mut of_floor)?;
            note(&format!("{round} of {ROUNDS}: {:.0} ms", of_ours.usable[round - 1]));
        }
        Ok(())
    })?;
    let plain = pack::brotli(native.as_bytes())?.len();
    let mut figures = vec![Figure {
        what: String::from("Form of 60 fields, weight"),
        ours: format!("{} kB brotli", bytes / 1000),
        beside: format!("{} kB of plain HTML", plain / 1000),
        ratio: bytes as f64 / plain as f64,
        limit: None,
    }];
    for (((what, ours), (_, floor)), (engine, its_floor)) in
        of_ours.rows().into_iter().zip(of_floor.rows()).zip(ENGINES)
    {
        figures.push(Figure {
            what: what.to_owned(),
            ours: format!("{ours:.0} ms"),
            beside: format!(
                "{floor:.0} ms in plain HTML; the quickest engine {:.2} times its floor",
                engine / its_floor
            ),
            ratio: ours / floor,
            limit: Some(engine / its_floor),
        });
    }
    for ((what, ours), (_, floor)) in of_ours.among_rows().into_iter().zip(of_floor.among_rows()) {
        figures.push(Figure {
            what: what.to_owned(),
            ours: format!("{ours:.0} ms"),
            beside: format!("{floor:.0} ms in plain HTML"),
            ratio: ours / floor,
            limit: Some(ROWS_LIMIT),
        });
    }
    let (late, floor) = (median(of_ours.late_row_keys), median(of_floor.late_row_keys));
    figures.push(Figure {
        what: String::from("… how many of these lost a frame"),
        ours: format!("{late:.0} of {KEYS}"),
        beside: format!("{floor:.0} of {KEYS} in plain HTML"),
        ratio: (1.0 + late) / (1.0 + floor),
        limit: Some(1.0),
    });
    Ok(figures)
}

/// All files of a folder, packed.
fn packed(dist: &Path, www: &Path) -> Result<()> {
    for file in place::files(dist, &["html", "js", "wasm", "css", "json", "svg", "webmanifest"]) {
        write_packed(&www.join(file.strip_prefix(dist)?), &fs::read(&file)?)?;
    }
    Ok(())
}

fn write_packed(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::create_dir_all(file.parent().context("a file has a folder")?)?;
    Ok(fs::write(file, pack::brotli(bytes)?)?)
}

/// One visit with an empty cache. `ids` is how the ids of fields begin.
fn measure(port: u16, ids: &str, times: &mut Times) -> Result<()> {
    let browser = slow_phone()?;
    browser.open(&format!("http://127.0.0.1:{port}/index.html"))?;
    let number = |script: &str| -> Result<f64> {
        browser.ask(script)?.as_f64().context("the page gave no time")
    };
    // Usable: a real key press ends in a value and a painted frame.
    browser.ask(&FIRST.replace("$ID", &format!("{ids}newborn_name")))?;
    key(&browser)?;
    times.usable.push(number(&ASK.replace("$WHAT", "first"))?);
    // The keys and choices that follow are the program's.
    times.mount.push(number(MOUNTED)?);
    let (usual, slowest, _) = keys(&browser, &format!("{ids}father_occupation"))?;
    times.keys.push(usual);
    times.slowest_key.push(slowest);
    times.toggle.push(number(&TOGGLE.replace("$IDS", ids))?);
    let add = ADD_ROWS.replace("$ID", &format!("{ids}household"));
    let last = browser.ask(&add.replace("$ROWS", &ROWS.to_string()))?;
    let (usual, slowest, late) = keys(&browser, last.as_str().context("no last row")?)?;
    times.row_keys.push(usual);
    times.slowest_row_key.push(slowest);
    times.late_row_keys.push(late);
    Ok(())
}

/// Presses keys in a field: how long one takes, the slowest, and how many lost a frame.
fn keys(browser: &Browser, id: &str) -> Result<(f64, f64, f64)> {
    browser.ask(&LISTEN.replace("$ID", id))?;
    for _ in 0..KEYS {
        key(browser)?;
    }
    let taken = browser.ask(&ASK.replace("$WHAT", "keys"))?;
    let mut taken: Vec<f64> =
        taken.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    taken.sort_by(f64::total_cmp);
    let slowest = *taken.last().context("no key was seen")?;
    let late = taken.iter().filter(|taken| **taken > TWO_FRAMES).count() as f64;
    Ok((median(taken), slowest, late))
}

/// A press of the key A, as a keyboard sends it.
fn key(browser: &Browser) -> Result<()> {
    for (kind, text) in [("keyDown", "a"), ("keyUp", "")] {
        browser.devtools(
            "Input.dispatchKeyEvent",
            json!({ "type": kind, "key": "a", "code": "KeyA", "text": text, "windowsVirtualKeyCode": 65 }),
        )?;
    }
    Ok(())
}

/// Waits for the first field, goes into it, and notes when a key press has been painted.
const FIRST: &str = "
    const done = arguments[arguments.length - 1];
    const look = () => {
        const field = document.getElementById('$ID');
        if (!field) return requestAnimationFrame(look);
        field.addEventListener('input', () => requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => { if (field.value === 'a') window.benchFirst = performance.now(); };
            port2.postMessage(0);
        }));
        field.focus();
        done(true);
    };
    look();";

/// Gives a group its rows, by its button or, in plain HTML, as copies of the first; tells the id of the first field of
/// the last one.
const ADD_ROWS: &str = "
    const done = arguments[arguments.length - 1];
    const group = document.getElementById('$ID');
    const frame = () => new Promise(requestAnimationFrame);
    (async () => {
        const ours = '$ID'.includes('.');
        const first = ours ? '' : group.innerHTML;
        for (let row = ours ? 0 : 1; row < $ROWS; row += 1) {
            if (ours) {
                [...group.querySelectorAll('button')].at(-1).click();
            } else {
                group.insertAdjacentHTML('beforeend', first.replaceAll(/(id|for)=\"?([a-z_0-9]+)\"?/g, `$1=$2_${row}`));
            }
            await frame();
        }
        const last = $ROWS - 1;
        done(ours ? `$ID.${last}.name` : `name_${last}`);
    })();";

/// Notes the time from each key press to the end of the next frame.
const LISTEN: &str = "
    const done = arguments[arguments.length - 1];
    const field = document.getElementById('$ID');
    const keys = [];
    window.benchKeys = undefined;
    field.addEventListener('keydown', (event) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { keys.push(performance.now() - event.timeStamp); if (keys.length === 40) window.benchKeys = keys; };
        port2.postMessage(0);
    }), true);
    field.focus();
    done(true);";

/// Waits for what was noted.
const ASK: &str = "
    const done = arguments[arguments.length - 1];
    const name = { first: 'benchFirst', keys: 'benchKeys' }['$WHAT'];
    const look = () => window[name] === undefined ? requestAnimationFrame(look) : done(window[name]);
    look();";

/// Milliseconds between the marks, once the program has taken over.
const MOUNTED: &str = "
    const done = arguments[arguments.length - 1];
    const at = (name) => performance.getEntriesByName(`bench:mount-${name}`)[0]?.startTime;
    const look = () => at('end') === undefined || document.getElementById('boot')
        ? requestAnimationFrame(look) : done(at('end') - at('start'));
    look();";

/// Chooses delivery by post, and waits until the four fields for it are laid out and painted.
const TOGGLE: &str = "
    const done = arguments[arguments.length - 1];
    const four = ['mail_name', 'mail_phone', 'mail_province', 'mail_address'];
    const radio = document.querySelector(`input[type=radio][name='$IDSpickup'][value=mail]`);
    const started = performance.now();
    radio.click();
    const look = () => requestAnimationFrame(() => {
        if (!four.every((id) => document.getElementById('$IDS' + id)?.offsetHeight > 0)) return look();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now() - started);
        port2.postMessage(0);
    });
    look();";
