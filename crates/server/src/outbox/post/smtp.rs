//! E-mail by SMTP.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, Message, SmtpTransport, Transport};
use serde::Deserialize;

use super::{Letter, Outcome, Provider, Stamp};

/// Seconds within which the server answers.
const SECONDS: u64 = 20;

/// The section `[email]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `smtps://user:password@host:465`, or `smtp://…:587?tls=required` for STARTTLS.
    url: String,
    /// Who writes, as `清河一件事 <noreply@city.example>`.
    from: String,
}

/// The provider.
pub struct Smtp {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Smtp {
    /// A provider by its settings.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let from = settings.from.parse();
        let from =
            from.map_err(|_| "from: must be an address, as 一件事 <noreply@city.example>")?;
        let transport = SmtpTransport::from_url(&settings.url);
        let transport = transport
            .map_err(|_| "url: must be smtps://user:password@host:465 or smtp://…?tls=required")?
            .timeout(Some(Duration::from_secs(SECONDS)))
            .build();
        Ok(Self { transport, from })
    }
}

impl Provider for Smtp {
    fn send(&self, letter: &Letter, stamp: &Stamp) -> Outcome {
        let Ok(address) = letter.address.parse::<Address>() else {
            return Outcome::Never("address".to_owned());
        };
        let mut text = letter.text.get(&letter.language).to_owned();
        if !letter.about.is_empty() {
            text = format!("{text}\n\n{}", letter.about);
        }
        let id = format!("<{}@{}>", letter.id, self.from.email.domain());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(letter.title.get(&letter.language))
            .message_id(Some(id))
            .date(stamp.now.into())
            .header(ContentType::TEXT_PLAIN)
            .body(text);
        let Ok(message) = message else {
            return Outcome::Never("unreadable".to_owned());
        };
        match self.transport.send(&message) {
            Ok(_) => Outcome::Sent,
            Err(error) => {
                let status = error.status().map(|status| format!("smtp_{status}"));
                let word = status.unwrap_or_else(|| match error.is_timeout() {
                    true => "timeout".to_owned(),
                    false => "unreachable".to_owned(),
                });
                if error.is_permanent() { Outcome::Never(word) } else { Outcome::Later(word) }
            }
        }
    }
}

/// Whether a text is an e-mail address.
pub fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.parse::<Address>().is_ok()
}
