//! How long a cheap phone on a slow network takes to a page that can be used.

use anyhow::{Context, Result};
use serde_json::json;

use super::browser::Browser;
use super::{Figure, median, note, timed};
use crate::pack;
use crate::pages::PAGES;
use crate::server::Running;

const ROUNDS: usize = 5;

/// How it is measured.
pub const HOW: &str = "Headless Chromium as a phone of 390 × 844 at 1.6 Mbit/s and 150 ms, with the processor slowed \
down four times and an empty cache; until home shows its search box and is no longer busy. Beside it the same browser \
merely downloads the same files. Median of five.";

/// Answers the milliseconds since the navigation began, once home can be used.
const USABLE: &str = "
    const done = arguments[arguments.length - 1];
    const ready = () => document.querySelector('main [type=search], main [role=searchbox], main input')
        && !document.getElementById('boot') && !document.querySelector('[aria-busy=true]');
    const look = () => ready() ? done(performance.now()) : requestAnimationFrame(look);
    look();";

/// The time to a usable home beside the time of merely downloading its files.
pub fn usable(server: &Running) -> Result<Figure> {
    let page = &PAGES[0];
    let files: Vec<String> = pack::first_load(page)?
        .into_iter()
        .map(|(name, _)| format!("{}{name}", page.at()))
        .collect();
    let download = format!(
        "const done = arguments[arguments.length - 1];
         const started = performance.now();
         Promise.all({}.map((file) => fetch(file, {{ cache: 'no-store' }}).then((answer) => answer.arrayBuffer())))
             .then(() => done(performance.now() - started));",
        json!(files)
    );
    timed("Measure the first load on a slow phone", || {
        let (mut ours, mut bare) = (Vec::new(), Vec::new());
        for round in 1..=ROUNDS {
            let browser = slow_phone()?;
            browser.open(&server.url())?;
            ours.push(browser.ask(USABLE)?.as_f64().context("no time")?);
            // Anything small of the same origin will do as a place to download from.
            let browser = slow_phone()?;
            browser.open(&format!("{}/icon.svg", server.url()))?;
            bare.push(browser.ask(&download)?.as_f64().context("no time")?);
            note(&format!("{round} of {ROUNDS}: {:.0} ms", ours[round - 1]));
        }
        let (ours, bare) = (median(ours), median(bare));
        Ok(Figure {
            what: "Home usable on a slow phone".to_owned(),
            ours: format!("{:.2} s", ours / 1000.0),
            beside: format!("{:.2} s to download the same files", bare / 1000.0),
            ratio: ours / bare,
            limit: None,
        })
    })
}

/// A browser with an empty cache, 1.6 Mbit/s, 150 ms and a quarter of the processor.
pub fn slow_phone() -> Result<Browser> {
    let browser = Browser::phone()?;
    browser.devtools("Network.enable", json!({}))?;
    let bytes_per_second = 1_600_000 / 8;
    browser.devtools(
        "Network.emulateNetworkConditions",
        json!({
            "offline": false, "latency": 150,
            "downloadThroughput": bytes_per_second, "uploadThroughput": bytes_per_second,
        }),
    )?;
    browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 4 }))?;
    Ok(browser)
}
