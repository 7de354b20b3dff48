//! Paths of the service; one place for both sides. `{…}` in the constants are axum's parameters.

/// Prefix of all paths.
pub const BASE: &str = "/api/v1";

/// GET: the city, its life events and regions.
pub const CITY: &str = "/api/v1/city";
/// GET: published guides, with words to look for and ways to narrow them.
pub const GUIDES: &str = "/api/v1/guides";
/// GET: what somebody who is typing may mean, with `q`.
pub const SUGGESTIONS: &str = "/api/v1/suggestions";
/// GET: the departments that take part in something.
pub const DEPARTMENTS: &str = "/api/v1/departments";
/// GET: a department's shop.
pub const DEPARTMENT: &str = "/api/v1/departments/{department}";
/// GET: the published version of a guide.
pub const GUIDE: &str = "/api/v1/guides/{thing}";
/// GET: one version of a guide, immutable.
pub const GUIDE_VERSION: &str = "/api/v1/guides/{thing}/versions/{version}";
/// GET: notices, policy readings and intermediary services around a guide.
pub const AROUND: &str = "/api/v1/guides/{thing}/around";
/// GET: notices and policy readings, with `kind`, `department`, `thing`, `cursor`.
pub const NOTICES: &str = "/api/v1/notices";
/// GET: a notice.
pub const NOTICE: &str = "/api/v1/notices/{id}";
/// GET: published results, with `department`, `cursor`.
pub const RESULTS: &str = "/api/v1/results";
/// GET: intermediary services, with `thing`, `department`.
pub const INTERMEDIARIES: &str = "/api/v1/intermediaries";
/// GET: guides that are near to one.
pub const RELATED: &str = "/api/v1/guides/{thing}/related";
/// GET: the working calendar.
pub const CALENDAR: &str = "/api/v1/calendar";
/// GET: the city's time, for opening hours.
pub const CLOCK: &str = "/api/v1/clock";
/// GET: places where people are served, with `q`, `district`, `kind`, `thing`, `item`.
pub const PLACES: &str = "/api/v1/places";
/// GET: a sample picture of a material.
pub const SAMPLE: &str = "/api/v1/samples/{material}";
/// GET: an address of this portal as a QR code.
pub const QR: &str = "/api/v1/qr";

/// POST: ask for a one-time code.
pub const CODES: &str = "/api/v1/session/codes";
/// POST: log in; GET: who am I; DELETE: log out.
pub const SESSION: &str = "/api/v1/session";
/// PUT: act for a company, or for oneself again.
pub const ACTING: &str = "/api/v1/session/acting";
/// POST: a clerk files with a person who came to the window; GET: how long the visit lasts without a request; PUT: it
/// goes on; DELETE: it is over.
pub const WINDOW: &str = "/api/v1/session/window";
/// GET: what is known about the person: source of prefilled values.
pub const PROFILE: &str = "/api/v1/profile";

/// GET: my messages, newest first.
pub const MESSAGES: &str = "/api/v1/messages";
/// POST: mark messages as read.
pub const MESSAGE_READS: &str = "/api/v1/messages/reads";
/// GET, PUT: how I want to be told.
pub const MESSAGE_SETTINGS: &str = "/api/v1/messages/settings";
/// POST: name an e-mail address, which gets a code; DELETE: take it back.
pub const MESSAGE_EMAIL: &str = "/api/v1/messages/email";
/// POST: the code that came to the e-mail address.
pub const MESSAGE_EMAIL_CODE: &str = "/api/v1/messages/email/code";
/// POST: bind a WeChat account; DELETE: take it back.
pub const MESSAGE_WECHAT: &str = "/api/v1/messages/wechat";

/// GET: what can be booked.
pub const BOOKABLE: &str = "/api/v1/bookable-services";
/// GET: days and slots, with `service`, `place`, `day`.
pub const SLOTS: &str = "/api/v1/slots";
/// GET: my bookings; POST: book a slot.
pub const BOOKINGS: &str = "/api/v1/bookings";
/// GET: a booking of mine.
pub const BOOKING: &str = "/api/v1/bookings/{id}";
/// POST: change or cancel it.
pub const BOOKING_COMMANDS: &str = "/api/v1/bookings/{id}/commands";
/// GET: a booking as a calendar file (RFC 5545), for whoever has the link.
pub const CALENDAR_FILE: &str = "/api/v1/calendar-files/{token}";
/// GET: the bookings of a day at a place.
pub const WORK_BOOKINGS: &str = "/api/v1/work/bookings";
/// POST: move a booking on.
pub const WORK_BOOKING_STEPS: &str = "/api/v1/work/bookings/{id}/steps";
/// POST: call whoever is next.
pub const WORK_CALLS: &str = "/api/v1/work/calls";

/// GET: my drafts; POST: begin one.
pub const DRAFTS: &str = "/api/v1/drafts";
/// GET, PUT (with `If-Match`), DELETE.
pub const DRAFT: &str = "/api/v1/drafts/{id}";
/// GET: what earlier cases and licences say about its fields.
pub const DRAFT_KNOWN: &str = "/api/v1/drafts/{id}/known";

/// GET: who signs a draft beside me; POST: invite one of them.
pub const COSIGNERS: &str = "/api/v1/drafts/{id}/cosigners";
/// DELETE: take an invitation back.
pub const COSIGNER: &str = "/api/v1/drafts/{id}/cosigners/{cosigner}";
/// GET: who signs a case of mine beside me; POST: a new link to one of them, whose signature a correction has made void.
pub const CASE_COSIGNERS: &str = "/api/v1/cases/{number}/cosigners";
/// GET: what I was invited to sign.
pub const INVITATION: &str = "/api/v1/invitations/{token}";
/// POST: sign it.
pub const INVITATION_SIGNATURE: &str = "/api/v1/invitations/{token}/signature";
/// POST: decline it.
pub const INVITATION_DECLINE: &str = "/api/v1/invitations/{token}/decline";

/// OPTIONS, POST: tus 1.0 creation.
pub const UPLOADS: &str = "/api/v1/uploads";
/// HEAD, PATCH, DELETE: tus 1.0.
pub const UPLOAD: &str = "/api/v1/uploads/{id}";
/// GET: materials that I have handed in before.
pub const MATERIALS: &str = "/api/v1/materials";
/// GET: the content of a stored file, for its owner and for staff who handle its case.
pub const FILE: &str = "/api/v1/files/{id}";

/// GET, PUT, DELETE: the seal that a company keeps here.
pub const COMPANY_SEAL: &str = "/api/v1/companies/{code}/seal";
/// GET: its image.
pub const COMPANY_SEAL_IMAGE: &str = "/api/v1/companies/{code}/seal/image";
/// GET: the company's seal beside a signature, as it was then.
pub const SIGNATURE_STAMP: &str = "/api/v1/signatures/{id}/stamp";
/// POST: sign a draft or a correction.
pub const SIGNATURES: &str = "/api/v1/signatures";
/// GET: the image of a signature.
pub const SIGNATURE: &str = "/api/v1/signatures/{id}";
/// GET: what the service says of a signature, sealed, to be checked by anyone.
pub const SEAL: &str = "/api/v1/signatures/{id}/seal";
/// GET: a signature with everything that is needed to check it, as an archive.
pub const SIGNATURE_PACKAGE: &str = "/api/v1/signatures/{id}/package";
/// GET: the public keys under which the service seals.
pub const SEAL_KEYS: &str = "/api/v1/seal-keys";
/// GET: what a code that is printed on a document stands for.
pub const VERIFICATION: &str = "/api/v1/verifications/{code}";

/// GET: my licences, or those of the company that I act for, with `own`.
pub const LICENCES: &str = "/api/v1/licences";
/// GET: a licence with its showings.
pub const LICENCE: &str = "/api/v1/licences/{id}";
/// POST: show it for a minute.
pub const SHOWINGS: &str = "/api/v1/licences/{id}/showings";
/// GET: the public keys under which licences are shown, as a JWK set.
pub const SHOWING_KEYS: &str = "/api/v1/showing-keys";
/// POST: what the service knows of a showing.
pub const SHOWING_CHECKS: &str = "/api/v1/showing-checks";
/// POST: take licences of a number back.
pub const LICENCE_REVOCATIONS: &str = "/api/v1/work/licence-revocations";

/// GET: my cases; POST: file a draft.
pub const CASES: &str = "/api/v1/cases";
/// GET: a case as its owner or a member of staff may see it.
pub const CASE: &str = "/api/v1/cases/{number}";
/// GET: addresses to which I have had something sent.
pub const ADDRESSES: &str = "/api/v1/addresses";
/// POST: the one door for commands.
pub const COMMANDS: &str = "/api/v1/cases/{number}/commands";
/// GET: server-sent events; `Last-Event-ID` is a sequence number.
pub const EVENTS: &str = "/api/v1/cases/{number}/events";
/// POST: uncover a masked value, with a reason that is logged.
pub const REVEAL: &str = "/api/v1/cases/{number}/reveals";
/// GET: what the applicant has rated of a case and may rate; POST: rate it.
pub const RATINGS: &str = "/api/v1/cases/{number}/ratings";
/// GET: the documents of a case.
pub const DOCUMENTS: &str = "/api/v1/cases/{number}/documents";
/// GET: a document as PDF.
pub const DOCUMENT: &str = "/api/v1/cases/{number}/documents/{id}";
/// GET: a document to be looked at where no PDF is shown.
pub const DOCUMENT_PAGES: &str = "/api/v1/cases/{number}/documents/{id}/pages";
/// GET: a page of it as a picture, counted from 1.
pub const DOCUMENT_PAGE: &str = "/api/v1/cases/{number}/documents/{id}/pages/{page}";
/// GET: the case's package, once it has ended; POST: the same for staff, with a reason that is logged.
pub const ARCHIVE: &str = "/api/v1/cases/{number}/archive";
/// POST: begin a payment of the case's bill.
pub const PAYMENTS: &str = "/api/v1/cases/{number}/payments";
/// GET: a payment.
pub const PAYMENT: &str = "/api/v1/payments/{id}";
/// POST: the sandbox cashier's answer; only with `--demo`.
pub const CASHIER: &str = "/api/v1/demo/cashier/{id}";
/// GET: messages that would have been sent; only with `--demo`.
pub const OUTBOX: &str = "/api/v1/demo/outbox";
/// GET: the demo people; only with `--demo`.
pub const PEOPLE: &str = "/api/v1/demo/people";

/// POST: public look-up by case number and the last characters of the identity number.
pub const LOOKUP: &str = "/api/v1/lookups";

/// GET: the queue of a member of staff.
pub const QUEUE: &str = "/api/v1/work/queue";
/// GET: messages on their way, those that were given up first of all.
pub const DELIVERIES: &str = "/api/v1/work/deliveries";
/// POST: try deliveries again that were given up.
pub const DELIVERY_RETRIES: &str = "/api/v1/work/deliveries/retries";
/// POST: look for people whose cases are wanted; who looked is written down.
pub const WORK_SEARCHES: &str = "/api/v1/work/searches";
/// GET: colleagues to whom work can be given, with `department`.
pub const WORK_COLLEAGUES: &str = "/api/v1/work/colleagues";
/// GET: the queues that I keep under a name.
pub const WORK_VIEWS: &str = "/api/v1/work/views";
/// PUT: keep one; DELETE: let it go.
pub const WORK_VIEW: &str = "/api/v1/work/views/{id}";
/// GET: the sentences of my department, or of the intake.
pub const WORK_SENTENCES: &str = "/api/v1/work/sentences";
/// PUT: keep one; DELETE: let it go.
pub const WORK_SENTENCE: &str = "/api/v1/work/sentences/{id}";
/// GET: instant approvals that were drawn by lot, with `state`.
pub const WORK_SAMPLES: &str = "/api/v1/work/samples";
/// GET: all guides with their versions, drafts among them.
pub const WORK_GUIDES: &str = "/api/v1/work/guides";
/// GET: any version of a guide, a draft too.
pub const WORK_GUIDE: &str = "/api/v1/work/guides/{thing}/versions/{version}";
/// GET: notices as staff see them; POST: begin one.
pub const WORK_NOTICES: &str = "/api/v1/work/notices";
/// GET, PUT (with `If-Match`): a notice as it is written.
pub const WORK_NOTICE: &str = "/api/v1/work/notices/{id}";
/// POST (with `If-Match`): publish what is written.
pub const NOTICE_PUBLICATION: &str = "/api/v1/work/notices/{id}/publication";
/// POST (with `If-Match`): take it back.
pub const NOTICE_WITHDRAWAL: &str = "/api/v1/work/notices/{id}/withdrawal";
/// POST: how a notice would look, and what keeps it from being published.
pub const NOTICE_PREVIEW: &str = "/api/v1/work/notice-previews";

/// GET: open figures, with `month`.
pub const FIGURES: &str = "/api/v1/figures";
/// GET: all open figures as a table (RFC 4180).
pub const FIGURES_CSV: &str = "/api/v1/figures.csv";
/// GET: my tickets; POST: ask something.
pub const TICKETS: &str = "/api/v1/tickets";
/// GET: a ticket of mine.
pub const TICKET: &str = "/api/v1/tickets/{number}";
/// POST: what whoever asked may do with it.
pub const TICKET_COMMANDS: &str = "/api/v1/tickets/{number}/commands";
/// POST: look a ticket up that was asked without a name.
pub const TICKET_LOOKUPS: &str = "/api/v1/ticket-lookups";
/// GET: answers for everyone.
pub const ANSWERS: &str = "/api/v1/answers";
/// GET: the supervisors' board.
pub const BOARD: &str = "/api/v1/work/board";
/// GET: what stands behind a number of the board.
pub const BOARD_CASES: &str = "/api/v1/work/board/cases";
/// GET: tickets as staff see them; POST: write a caller's down.
pub const WORK_TICKETS: &str = "/api/v1/work/tickets";
/// GET: a ticket as staff see it.
pub const WORK_TICKET: &str = "/api/v1/work/tickets/{number}";
/// POST: the one door for staff's commands to a ticket.
pub const WORK_TICKET_COMMANDS: &str = "/api/v1/work/tickets/{number}/commands";
/// GET: bad ratings that are to be put right, and how departments are rated.
pub const RECTIFICATIONS: &str = "/api/v1/work/rectifications";
/// GET: a bad rating.
pub const RECTIFICATION: &str = "/api/v1/work/rectifications/{id}";
/// POST: the one door for commands to a bad rating.
pub const RECTIFICATION_COMMANDS: &str = "/api/v1/work/rectifications/{id}/commands";

/// GET: how two versions of a guide differ.
pub const WORK_DIFFERENCE: &str = "/api/v1/work/guides/{thing}/difference";
/// GET: what menus of the editor offer.
pub const WORK_DICTIONARY: &str = "/api/v1/work/dictionary";
/// POST: a new data element.
pub const WORK_ELEMENTS: &str = "/api/v1/work/elements";
/// GET: the list of intermediary services; PUT: another in its place, with `If-Match`.
pub const WORK_INTERMEDIARIES: &str = "/api/v1/work/intermediaries";
/// GET: items and things, working copies among them.
pub const WORK_DOCUMENTS: &str = "/api/v1/work/documents";
/// GET, PUT (with `If-Match`), DELETE: a document's working copy.
pub const WORK_DOCUMENT: &str = "/api/v1/work/documents/{kind}/{id}";
/// GET, PUT (with `If-Match`): the same as a TOML file.
pub const WORK_TOML: &str = "/api/v1/work/documents/{kind}/{id}/toml";
/// GET: how the working copy differs from what is in force.
pub const WORK_CHANGES: &str = "/api/v1/work/documents/{kind}/{id}/changes";
/// GET: its history.
pub const WORK_REVISIONS: &str = "/api/v1/work/documents/{kind}/{id}/revisions";
/// GET: a saved state of it.
pub const WORK_REVISION: &str = "/api/v1/work/documents/{kind}/{id}/revisions/{revision}";
/// POST: take it out of force.
pub const WORK_RETIREMENT: &str = "/api/v1/work/documents/{kind}/{id}/retirement";
/// POST: everything that is wrong with a document, saved or not.
pub const WORK_LINT: &str = "/api/v1/work/lint";
/// GET: a thing merged on the fly, for staff only.
pub const WORK_PREVIEW: &str = "/api/v1/work/previews/{thing}";
/// GET: releases; POST: submit documents for review.
pub const WORK_RELEASES: &str = "/api/v1/work/releases";
/// POST: what publishing some documents would do.
pub const WORK_EFFECTS: &str = "/api/v1/work/effects";
/// GET: a release.
pub const WORK_RELEASE: &str = "/api/v1/work/releases/{id}";
/// POST: the one door for commands to a release.
pub const WORK_RELEASE_COMMANDS: &str = "/api/v1/work/releases/{id}/commands";

/// Fills the parameters of a path, in order.
pub fn fill(path: &str, values: &[&str]) -> String {
    let mut out = String::with_capacity(path.len() + 32);
    let mut values = values.iter();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push_str(values.next().unwrap_or(&""));
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn fills_in_order() {
        assert_eq!(
            super::fill(super::GUIDE_VERSION, &["newborn", "3"]),
            "/api/v1/guides/newborn/versions/3"
        );
        assert_eq!(super::fill(super::CITY, &[]), "/api/v1/city");
    }
}
