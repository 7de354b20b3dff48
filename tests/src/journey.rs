//! One journey: its server, its browsers, and what is kept of it.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use crate::api::Api;
use crate::browser::{Browser, Screen};
use crate::place;
use crate::server::Server;
use crate::shown::Shown;

/// A journey under way.
pub struct Journey {
    // In the order in which they go: browsers before the server that they are connected to.
    browsers: RefCell<Vec<Rc<Browser>>>,
    server: RefCell<Option<Server>>,
    shown: Shown,
    home: RefCell<String>,
}

/// Walks a journey with a server of its own. When it fails, what every browser shows and the server's
/// log are kept beside the screenshots.
pub fn journey(name: &str, walk: impl FnOnce(&Journey)) {
    let shown = Shown::new(place::artefacts(name));
    let server = Server::start(&shown.folder);
    let home = server.url();
    run(shown, home, Some(server), walk);
}

impl Journey {
    /// Walks without the server, over pages at another address.
    pub fn elsewhere(name: &str, home: &str, walk: impl FnOnce(&Journey)) {
        run(Shown::new(place::artefacts(name)), home.to_owned(), None, walk);
    }

    /// A phone, 390 × 844. `who` names its screenshots.
    pub fn phone(&self, who: &str) -> Rc<Browser> {
        self.browser(who, Screen::Phone)
    }

    /// A desktop, 1280 × 800.
    pub fn desktop(&self, who: &str) -> Rc<Browser> {
        self.browser(who, Screen::Desktop)
    }

    /// WebKit, as on iPhones. Its driver finds things more slowly and tells no console.
    pub fn webkit(&self, who: &str) -> Rc<Browser> {
        self.browser(who, Screen::WebKit)
    }

    fn browser(&self, who: &str, screen: Screen) -> Rc<Browser> {
        let home = self.home.borrow().clone();
        let browser = Rc::new(Browser::start(who, screen, home, self.shown.clone()));
        self.browsers.borrow_mut().push(Rc::clone(&browser));
        browser
    }

    /// A connection to the service, nobody being logged in.
    pub fn api(&self) -> Api {
        Api::new(&self.home.borrow())
    }

    /// Does something with the server: kill it, restart it, ask its commands.
    pub fn server<T>(&self, deed: impl FnOnce(&mut Server) -> T) -> T {
        let mut server = self.server.borrow_mut();
        deed(server.as_mut().expect("this journey has a server"))
    }
}

fn run(shown: Shown, home: String, server: Option<Server>, walk: impl FnOnce(&Journey)) {
    let journey = Journey {
        browsers: RefCell::default(),
        server: RefCell::new(server),
        shown,
        home: RefCell::new(home),
    };
    let Err(failure) = catch_unwind(AssertUnwindSafe(|| walk(&journey))) else { return };
    for browser in journey.browsers.borrow().iter() {
        // A browser that is gone must not hide why the journey failed.
        let _ = catch_unwind(AssertUnwindSafe(|| browser.keep_all()));
    }
    eprintln!(
        "What was seen, and the server's log, are kept in {}",
        journey.shown.folder.display()
    );
    resume_unwind(failure);
}
