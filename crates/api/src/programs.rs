//! The programs among which the pages are shared out (docs/adr/0005-weight.md): which there are, and which of them
//! draws a path. One place for the pages, the service and the build.

/// A program: a binary of the pages' package, loaded by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// The ways in: home, lists, department shops, notices, places.
    Portal,
    /// One guide.
    Guide,
    /// A person's own business: checking what applies, logging in, applying for something.
    Own,
    /// Going on with what was filed: correcting it, handing in what was to follow, having results sent elsewhere.
    Amend,
    /// What becomes of it: a person's space and cases, paying, receipts, progress.
    Follow,
    /// What a person holds or is shown: documents, licences, and whether they are genuine.
    Papers,
    /// Asking and looking up beside an application.
    Services,
    /// The workbench.
    Staff,
    /// The workbench of those who write guides and notices.
    Editor,
    /// None: an answer of the service itself.
    Service,
}

use Program::*;

/// Beginnings of paths with the program that draws them, the first that fits; `*` is any segment. What fits none is
/// drawn by the portal.
pub const WAYS: [(&str, Program); 28] = [
    ("api", Service),
    ("staff/catalogue", Editor),
    ("staff/guides", Editor),
    ("staff/notices", Editor),
    ("staff/previews", Editor),
    ("staff/releases", Editor),
    ("staff", Staff),
    ("cases/*/documents", Papers),
    ("verify", Papers),
    ("wallet", Papers),
    ("booking", Services),
    ("answers", Services),
    ("figures", Services),
    ("lookup", Services),
    ("my/bookings", Services),
    ("my/messages", Services),
    ("outbox", Services),
    ("tickets", Services),
    ("apply", Own),
    ("cases/*/correct", Amend),
    ("cases/*/supply", Amend),
    ("cases/*/delivery", Amend),
    ("cases", Follow),
    ("cosign", Own),
    ("login", Own),
    ("my", Follow),
    ("guides/*/check", Own),
    ("guides/*", Guide),
];

impl Program {
    /// All programs. The portal comes first: the others lie in folders below its own.
    pub const ALL: [Self; 9] = [Portal, Guide, Own, Amend, Follow, Papers, Services, Staff, Editor];

    /// The name of its binary.
    pub const fn name(self) -> &'static str {
        match self {
            Portal | Service => "portal",
            Guide => "guide",
            Own => "own",
            Amend => "amend",
            Follow => "follow",
            Papers => "papers",
            Services => "services",
            Staff => "staff",
            Editor => "editor",
        }
    }

    /// Where its files are served, as `/own/`.
    pub fn base(self) -> String {
        match self {
            Portal | Service => "/".to_owned(),
            _ => format!("/{}/", self.name()),
        }
    }

    /// Whether it is made for staff; citizens load nothing of it.
    pub const fn is_for_staff(self) -> bool {
        matches!(self, Staff | Editor)
    }
}

/// The program that draws a path. The service answers with its document, and the others leave links to it to the
/// browser.
pub fn program(path: &str) -> Program {
    WAYS.iter().find(|(way, _)| begins(path, way)).map_or(Portal, |(_, program)| *program)
}

/// Whether a path begins with these segments.
fn begins(path: &str, way: &str) -> bool {
    let mut segments = path.trim_start_matches('/').split('/');
    way.split('/').all(|wanted| match segments.next() {
        Some(segment) => segment == wanted || (wanted == "*" && !segment.is_empty()),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_program() {
        for (path, wanted) in [
            ("/", Portal),
            ("/guides", Portal),
            ("/guides/", Portal),
            ("/mystery", Portal),
            ("/guides/newborn", Guide),
            ("/guides/newborn/", Guide),
            ("/guides/newborn/check", Own),
            ("/my", Follow),
            ("/cases", Follow),
            ("/cases/51-260304-0001-K", Follow),
            ("/cases/51-260304-0001-K/pay", Follow),
            ("/cases/51-260304-0001-K/correct", Amend),
            ("/cases/51-260304-0001-K/documents/7", Papers),
            ("/verify/licence", Papers),
            ("/wallet", Papers),
            ("/lookup", Services),
            ("/my/messages/settings", Services),
            ("/booking/marriage", Services),
            ("/staff", Staff),
            ("/staff/", Staff),
            ("/staff/cases/51-260304-0001-K", Staff),
            ("/staff/login", Staff),
            ("/staff/catalogue/item/x/history", Editor),
            ("/staff/guides", Editor),
            ("/api/docs", Service),
        ] {
            assert_eq!(program(path), wanted, "{path}");
        }
    }

    #[test]
    fn a_program_has_its_own_folder() {
        assert_eq!((Portal.base(), Own.base()), ("/".into(), "/own/".into()));
        let names = Program::ALL.map(Program::name);
        let different: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
    }
}
