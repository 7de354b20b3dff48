//! One person's browser: a phone or a desktop, with a profile of its own.

use std::cell::RefCell;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::driver::Driver;
use crate::place;
use crate::shown::Shown;
use crate::wire::Wire;

/// How long a condition may take. Generous, because two journeys share a small machine with the
/// server and unoptimised pages; a condition that holds is noticed at once.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Resolves when the page changes, and after 100 ms at the latest. A change is a mutation or a frame
/// after one, so that what the change leads to is seen too.
const CHANGE: &str = "
    const done = arguments[arguments.length - 1];
    const over = () => { watch.disconnect(); clearTimeout(late); done(true); };
    const watch = new MutationObserver(() => requestAnimationFrame(over));
    const late = setTimeout(over, 100);
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
";

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// Chromium, 390 × 844, touch: as citizens come.
    Phone,
    /// Chromium, 1280 × 800, mouse: as staff work.
    Desktop,
    /// WebKit, which iPhones use, in the narrowest window that it has.
    WebKit,
}

/// A real browser with one window.
pub struct Browser {
    // Before the driver, so that the browser is closed before its driver goes.
    pub(crate) wire: Wire,
    _driver: Driver,
    /// Whose browser it is, for the names of screenshots.
    pub(crate) who: String,
    pub(crate) screen: Screen,
    home: String,
    pub(crate) shown: Shown,
    console: RefCell<Vec<String>>,
}

impl Browser {
    /// Starts a browser. `home` is the address that paths given to [`Browser::open`] belong to.
    pub(crate) fn start(who: &str, screen: Screen, home: String, shown: Shown) -> Self {
        let (driver, capabilities) = match screen {
            Screen::WebKit => (Driver::webkit(), webkit()),
            Screen::Phone | Screen::Desktop => (Driver::chromium(), chromium(screen)),
        };
        let wire = Wire::open(&driver.url, &capabilities)
            .unwrap_or_else(|refused| panic!("cannot start {screen:?}: {refused}"));
        let limits = json!({ "script": 60_000, "pageLoad": 60_000, "implicit": 0 });
        let browser = Self {
            wire,
            _driver: driver,
            who: who.to_owned(),
            screen,
            home,
            shown,
            console: RefCell::default(),
        };
        browser.must("set limits", browser.wire.post("/timeouts", &limits));
        browser.must("set the size", browser.size());
        browser
    }

    /// Gives the page its size; a phone has got it from the emulation.
    fn size(&self) -> crate::wire::Answer {
        match self.screen {
            Screen::Phone => Ok(Value::Null),
            // The window's own frame takes away from a window's size.
            Screen::Desktop => self.wire.chromium(
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": false }),
            ),
            Screen::WebKit => {
                let narrow = json!({ "x": 0, "y": 0, "width": 390, "height": 844 });
                self.wire.post("/window/rect", &narrow)
            }
        }
    }

    /// Opens a path of the portal, or a whole address, and waits for the program that draws it.
    pub fn open(&self, path: &str) {
        self.open_early(path);
        self.program_is_there();
    }

    /// Opens a path and does not wait for its program: it may be late, or scripts may be off.
    pub fn open_early(&self, path: &str) {
        let url =
            if path.starts_with('/') { format!("{}{path}", self.home) } else { path.to_owned() };
        self.must(&format!("open {url}"), self.wire.post("/url", &json!({ "url": url })));
    }

    /// Waits until the program has taken over from the document that came first, or has failed to.
    pub fn program_is_there(&self) {
        const WAITING: &str = "return !!document.querySelector('#boot .boot-line[role=status]')";
        self.until("the program", || {
            (self.wire.run(WAITING, &[]).ok()? == Value::Bool(false)).then_some(())
        });
    }

    /// Loads the page anew.
    pub fn reload(&self) {
        self.must("reload", self.wire.post("/refresh", &json!({})));
        self.program_is_there();
    }

    /// Keeps every script of the portal away from now on. Turning scripts off altogether would stop the
    /// driver too, which looks for things and clicks by scripts of its own.
    pub fn without_scripts(&self) {
        self.must("enable network", self.wire.chromium("Network.enable", json!({})));
        let scripts = json!({ "urls": ["*.js", "*.wasm"] });
        self.must("block scripts", self.wire.chromium("Network.setBlockedURLs", scripts));
    }

    /// Goes back, as with the browser's button.
    pub fn back(&self) {
        self.must("go back", self.wire.post("/back", &json!({})));
    }

    /// Path, query and fragment of the address.
    pub fn path(&self) -> String {
        let url = self.must("read the address", self.wire.get("/url"));
        let url = url.as_str().unwrap_or_default();
        url.strip_prefix(&self.home).unwrap_or(url).to_owned()
    }

    /// Waits until the path is one that `wanted` takes.
    pub fn wait_path(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        self.until(&format!("address: {what}"), || Some(self.path()).filter(|path| wanted(path)))
    }

    /// Kills the tab, as a phone short of memory does, and opens an empty one.
    pub fn kill_tab(&self) {
        let old = self.must("name the tab", self.wire.get("/window"));
        let new = self.must("open a tab", self.wire.post("/window/new", &json!({ "type": "tab" })));
        // Closing runs no unload handler when the renderer is gone.
        let _ = self.wire.chromium("Page.crash", json!({}));
        self.must("choose the old tab", self.wire.post("/window", &json!({ "handle": old })));
        let _ = self.wire.delete("/window");
        self.must("choose the tab", self.wire.post("/window", &json!({ "handle": new["handle"] })));
    }

    /// Runs a script in the page.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.must("run a script", self.wire.run(script, arguments))
    }

    /// How many pages of A4 the page fills when it is printed (WebDriver, section 18).
    pub fn printed(&self) -> usize {
        use base64::Engine;
        let paper = json!({ "page": { "width": 21.0, "height": 29.7 } });
        let data = self.must("print", self.wire.post("/print", &paper));
        let pdf =
            base64::engine::general_purpose::STANDARD.decode(data.as_str().unwrap_or_default());
        let pdf = String::from_utf8_lossy(&pdf.expect("a document")).into_owned();
        pdf.matches("/Type /Page\n").count() + pdf.matches("/Type /Page ").count()
    }

    /// Runs `script` before any of the page's own, on every page opened from now on.
    pub fn before_each_page(&self, script: &str) {
        let done = self
            .wire
            .chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
        self.must("add a script", done);
    }

    /// Takes the network away, or gives it back.
    pub fn network(&self, on: bool) {
        self.emulate(json!({ "offline": !on, "uploadThroughput": -1 }));
    }

    /// Forgets all cookies, as when a session has ended.
    pub fn forget_cookies(&self) {
        self.must("forget cookies", self.wire.delete("/cookie"));
    }

    /// Lets only so many bytes a second out; all of them again for `None`.
    pub fn upload_speed(&self, bytes: Option<u32>) {
        let bytes = bytes.map_or(-1, i64::from);
        self.emulate(json!({ "offline": false, "uploadThroughput": bytes }));
    }

    fn emulate(&self, mut conditions: Value) {
        conditions["latency"] = json!(0);
        conditions["downloadThroughput"] = json!(-1);
        self.must("enable network", self.wire.chromium("Network.enable", json!({})));
        let done = self.wire.chromium("Network.emulateNetworkConditions", conditions);
        self.must("switch the network", done);
    }

    /// The words that the page shows.
    pub fn words(&self) -> String {
        let words = self.wire.run("return document.body ? document.body.innerText : ''", &[]);
        words.ok().and_then(|words| words.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Waits until the page shows these words.
    pub fn says(&self, words: &str) {
        self.until(&format!("the words “{words}”"), || {
            self.words().contains(words).then_some(())
        });
    }

    /// Waits until the page does not show these words (any more).
    pub fn says_no(&self, words: &str) {
        self.until(&format!("the words “{words}” to be gone"), || {
            (!self.words().contains(words)).then_some(())
        });
    }

    /// Looks until `look` finds something, and whenever the page changes.
    ///
    /// # Panics
    /// When nothing was found by the deadline.
    pub fn until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let end = Instant::now() + DEADLINE;
        loop {
            if let Some(found) = look() {
                return found;
            }
            if Instant::now() > end {
                let path = self.path();
                panic!("{}: waited in vain for {what} at {path}", self.who);
            }
            // Fails while a page gives way to the next; the next look tells.
            let _ = self.wire.run_async(CHANGE, &[]);
        }
    }

    /// Presses a key, wherever the focus is: a character, or a name such as `Tab` or `Shift+Tab`.
    pub fn press(&self, keys: &str) {
        let codes: Vec<&str> = keys.split('+').map(key).collect();
        let down = codes.iter().map(|code| json!({ "type": "keyDown", "value": code }));
        let up = codes.iter().rev().map(|code| json!({ "type": "keyUp", "value": code }));
        let actions: Vec<Value> = down.chain(up).collect();
        self.perform(&json!([{ "type": "key", "id": "keys", "actions": actions }]));
    }

    /// Types characters, wherever the focus is.
    pub fn type_keys(&self, text: &str) {
        text.chars().for_each(|key| self.press(&key.to_string()));
    }

    /// Waits until the focus is on this, as [`Browser::focus`] tells it.
    pub fn focus_is(&self, wanted: &str) {
        self.until(&format!("the focus on {wanted}"), || (self.focus() == wanted).then_some(()));
    }

    /// Role and name of what has the focus, as `button 下一步`.
    pub fn focus(&self) -> String {
        let active = self.must("find the focus", self.wire.get("/element/active"));
        let id = element_id(&active).unwrap_or_default();
        let read = |what: &str| {
            let read = self.wire.get(&format!("/element/{id}/computed{what}"));
            read.ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
        };
        format!("{} {}", read("role"), read("label")).trim().to_owned()
    }

    /// Presses Tab until the focus is on this (role and name, as [`Browser::focus`] tells it).
    ///
    /// # Panics
    /// When the focus comes round without passing it, with every stop on the way.
    pub fn tab_to(&self, wanted: &str) {
        let mut stops = Vec::new();
        for _ in 0..120 {
            let here = self.focus();
            if here == wanted {
                return;
            }
            stops.push(here);
            self.press("Tab");
        }
        panic!("{}: Tab never reached “{wanted}”; it went {stops:?}", self.who);
    }

    pub(crate) fn perform(&self, actions: &Value) {
        self.must("act", self.wire.post("/actions", &json!({ "actions": actions })));
    }

    /// What the console said since the last call, apart from what pages ask for on purpose. WebKit's
    /// driver does not tell.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let entries = self.wire.post("/se/log", &json!({ "type": "browser" })).unwrap_or_default();
        let mut complaints = Vec::new();
        for entry in entries.as_array().into_iter().flatten() {
            let (level, message) = (text(entry, "level"), text(entry, "message"));
            self.console.borrow_mut().push(format!("{level} {message}"));
            // A page that is not there says so by its own status, too.
            let is_missing = message.starts_with(&format!("{} - ", self.address()))
                && message.contains("status of 404");
            if level == "SEVERE" && !is_missing && !expected(&message) {
                complaints.push(message);
            }
        }
        complaints
    }

    /// The whole address of the page; empty where the browser is gone.
    fn address(&self) -> String {
        let address = self.wire.get("/url").unwrap_or_default();
        address.as_str().unwrap_or_default().to_owned()
    }

    /// Everything that the console has said.
    pub(crate) fn console(&self) -> String {
        self.complaints();
        self.console.borrow().join("\n")
    }

    /// The result, or the end of the journey.
    pub(crate) fn must(&self, what: &str, answer: crate::wire::Answer) -> Value {
        answer.unwrap_or_else(|refused| panic!("{}: could not {what}: {refused}", self.who))
    }

    /// The page as a picture, from top to bottom.
    pub(crate) fn picture(&self) -> Option<Vec<u8>> {
        use base64::Engine;
        let data = if self.screen == Screen::WebKit {
            self.wire.get("/screenshot").ok()?
        } else {
            let options = json!({ "format": "png", "captureBeyondViewport": true });
            self.wire.chromium("Page.captureScreenshot", options).ok()?["data"].take()
        };
        base64::engine::general_purpose::STANDARD.decode(data.as_str()?).ok()
    }

    /// The page's source as it stands.
    pub(crate) fn source(&self) -> String {
        let source = self.wire.get("/source").unwrap_or_default();
        source.as_str().unwrap_or_default().to_owned()
    }

    /// Chooses files in a file field that `element` is.
    pub(crate) fn choose_files(&self, element: &str, files: &[&Path]) -> crate::wire::Answer {
        let paths: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let keys = json!({ "text": paths.join("\n") });
        self.wire.post(&format!("/element/{element}/value"), &keys)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.wire.delete("");
    }
}

/// What is asked of WebKit's driver.
fn webkit() -> Value {
    json!({
        "browserName": "MiniBrowser",
        "webkitgtk:browserOptions": { "binary": place::mini_browser(), "args": ["--automation"] },
    })
}

/// What is asked of Chromium's driver.
fn chromium(screen: Screen) -> Value {
    let mut arguments = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-quic".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--no-first-run".to_owned(),
        "--force-prefers-reduced-motion".to_owned(),
        "--lang=zh-CN".to_owned(),
    ];
    let mut options = json!({
        "binary": place::chromium(),
        "prefs": { "intl.accept_languages": "zh-CN,zh" },
    });
    match screen {
        Screen::Phone => {
            options["mobileEmulation"] = json!({
                "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2, "touch": true },
            });
        }
        _ => arguments.push("--window-size=1280,900".to_owned()),
    }
    options["args"] = json!(arguments);
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

/// A refusal that the service gives on purpose (4xx below `/api/`) is no fault of the page, nor is a network
/// or server that the journey took away.
fn expected(message: &str) -> bool {
    let refused = message.contains("the server responded with a status of 4");
    // The last is said of a kept connection whose server went between two requests.
    let gone = [
        "INTERNET_DISCONNECTED",
        "CONNECTION_",
        "EMPTY_RESPONSE",
        "INCOMPLETE_CHUNKED",
        "SOCKET_NOT_CONNECTED",
    ];
    message.contains("/api/") && refused
        || gone.iter().any(|what| message.contains(&format!("net::ERR_{what}")))
}

/// The element that a WebDriver answer names (W3C WebDriver, section 11).
pub(crate) fn element_id(answer: &Value) -> Option<String> {
    answer["element-6066-11e4-a52e-4f735466cecf"].as_str().map(str::to_owned)
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// A key's code point (W3C WebDriver, section 17.4.2); a character is itself.
fn key(name: &str) -> &str {
    match name {
        "Tab" => "\u{e004}",
        "Enter" => "\u{e007}",
        "Shift" => "\u{e008}",
        "Control" => "\u{e009}",
        "Escape" => "\u{e00c}",
        "Space" => " ",
        "End" => "\u{e010}",
        "Home" => "\u{e011}",
        "Left" => "\u{e012}",
        "Up" => "\u{e013}",
        "Right" => "\u{e014}",
        "Down" => "\u{e015}",
        "Backspace" => "\u{e003}",
        other => other,
    }
}
