//! Mail to a few named recipients, through one server, as text and as HTML.
//!
//! The connection is driven step by step, because the steps decide what is known afterwards: until
//! the text is handed over nothing has gone out; once it is, only the server's answer tells. What
//! must stay true: what was lost after that is unknown, never failed and never sent.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::Duration;

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as From, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use serde::Deserialize;

use super::{Letter, STOPPED_FIRST, Stage, answer, markup, secret, sum};
use crate::domain::event::Outcome;

/// The variable that holds the password.
const PASSWORD: &str = "ALLHANDS_SMTP_PASSWORD";

/// The mail server, from `config.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mail {
    /// `host` or `host:port`.
    pub server: String,
    /// From whom: `Acme Security <security@acme.example>`.
    pub from: String,
    /// How the connection is kept from others.
    #[serde(default)]
    pub security: Security,
    /// Who logs in; nothing where nobody need.
    pub user: Option<String>,
    /// The file with the password.
    pub password_file: Option<PathBuf>,
}

/// How the connection is kept from others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte.
    #[default]
    Tls,
    /// TLS once the server says that it can; without it nothing is sent.
    Starttls,
    /// None: to this very host alone.
    None,
}

impl Mail {
    fn host_and_port(&self) -> Result<(&str, u16), String> {
        let usual = match self.security {
            Security::Tls => 465,
            Security::Starttls => 587,
            Security::None => 25,
        };
        match self.server.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') => {
                let port = port.parse().map_err(|_| format!("{port} is no port"))?;
                Ok((host, port))
            }
            Some(_) | None => Ok((&self.server, usual)),
        }
    }
}

/// Sends it. An error means that nothing went out.
pub fn send(
    mail: &Mail,
    letter: &Letter,
    stage: &Stage,
    step: Duration,
) -> Result<Outcome, String> {
    let message = written(mail, letter)?;
    let bytes = message.formatted();
    let mut connection = connect(mail, step)?;
    let refused = |what: &str, error: &Error| format!("{what}: {}; nothing was sent", said(error));
    let envelope = message.envelope();
    let from = From::new(envelope.from().cloned(), Vec::new());
    connection.command(from).map_err(|error| refused("the server refuses the sender", &error))?;
    for to in envelope.to() {
        let rcpt = Rcpt::new(to.clone(), Vec::new());
        let what = || format!("the server refuses {to}");
        connection.command(rcpt).map_err(|error| refused(&what(), &error))?;
    }
    connection.command(Data).map_err(|error| refused("the server takes no text", &error))?;
    if !stage.hand_over() {
        // Not quitted: what the server was promised must not end.
        drop(connection);
        return Err(STOPPED_FIRST.to_owned());
    }
    match connection.message(&bytes) {
        Ok(taken) => {
            let lines: Vec<&str> = taken.message().collect();
            let answer = answer(&format!("{} {}", taken.code(), lines.join(" ")));
            // Whether it says goodbye changes nothing.
            drop(connection.quit());
            Ok(Outcome::Sent { message: sum(&bytes), answer })
        }
        Err(error) if error.status().is_some() => Err(refused("the server refuses it", &error)),
        Err(error) => {
            let why = said(&error);
            Ok(Outcome::Unknown {
                because: format!(
                    "the text was handed over, and then: {why}. Look for claim {} in the \
                     server's log",
                    letter.claim
                ),
            })
        }
    }
}

/// The message as it is handed over: text, and the same as HTML.
fn written(mail: &Mail, letter: &Letter) -> Result<Message, String> {
    let from = Mailbox::from_str(&mail.from)
        .map_err(|error| format!("from in config.toml is no address: {error}"))?;
    let domain = from.email.domain().to_owned();
    let (subject, body) = letter.parts();
    let mut message = Message::builder()
        .from(from)
        .subject(subject)
        .date_now()
        // The claim finds it again in the server's log.
        .message_id(Some(format!("<{}@{domain}>", letter.claim)));
    for to in &letter.to {
        let to = Mailbox::from_str(to).map_err(|error| format!("“{to}” is no address: {error}"))?;
        ascii(&to.email)?;
        message = message.to(to);
    }
    let text = crate::text::clipboard(body).into_owned();
    let parts = MultiPart::alternative_plain_html(text, markup::document(body));
    message.multipart(parts).map_err(|error| format!("no mail can be made of it: {error}"))
}

/// An address that every server understands.
fn ascii(address: &Address) -> Result<(), String> {
    let plain: &str = address.as_ref();
    if plain.is_ascii() {
        return Ok(());
    }
    Err(format!("“{plain}” has letters that not every server takes; give its plain form"))
}

fn connect(mail: &Mail, step: Duration) -> Result<SmtpConnection, String> {
    let (host, port) = mail.host_and_port()?;
    let at = format!("{host}:{port}");
    let failed = |error: &Error| format!("{at}: {}; nothing was sent", said(error));
    let tls = match mail.security {
        Security::None if !is_loopback(host) => {
            return Err(format!(
                "without TLS nothing is sent to {host}: security = \"tls\" or \"starttls\""
            ));
        }
        Security::None => None,
        Security::Tls | Security::Starttls => {
            Some(TlsParameters::new(host.to_owned()).map_err(|error| failed(&error))?)
        }
    };
    let hello = ClientId::default();
    let at_once = tls.as_ref().filter(|_| mail.security == Security::Tls);
    let connected = SmtpConnection::connect((host, port), Some(step), &hello, at_once, None);
    let mut connection = connected.map_err(|error| failed(&error))?;
    if let (Security::Starttls, Some(tls)) = (mail.security, &tls) {
        connection.starttls(tls, &hello).map_err(|error| failed(&error))?;
    }
    if let Some(user) = &mail.user {
        let password = secret::read("the mail password", PASSWORD, mail.password_file.as_deref())?;
        let who = Credentials::new(user.clone(), password);
        let taken = connection.auth(DEFAULT_MECHANISMS, &who);
        // Its words are not told: a server may say again what it was sent.
        taken.map_err(|error| {
            let code = error.status().map(|code| format!(" ({code})")).unwrap_or_default();
            format!("{at} does not let {user} in{code}; nothing was sent")
        })?;
    }
    Ok(connection)
}

/// Whether a connection to there leaves this host.
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What a server or a connection said, on one line.
fn said(error: &Error) -> String {
    if error.is_timeout() || is_late(error) {
        return "it did not answer in time".to_owned();
    }
    answer(&whole(error))
}

/// Whether a socket's time limit lies under it; systems have two words for that.
fn is_late(error: &(dyn std::error::Error + 'static)) -> bool {
    let late = |error: &std::io::Error| {
        matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
    };
    let own = error.downcast_ref().is_some_and(late);
    own || error.source().is_some_and(is_late)
}

/// An error with what lies under it.
fn whole(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut under = error.source();
    while let Some(error) = under {
        let more = error.to_string();
        if !words.contains(&more) {
            words.push_str(": ");
            words.push_str(&more);
        }
        under = error.source();
    }
    crate::text::unnumbered(&words)
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_very_host_is_spoken_to_without_tls() {
        for here in ["localhost", "127.0.0.1", "127.8.8.8", "[::1]", "::1"] {
            assert!(is_loopback(here), "{here}");
        }
        for away in ["mail.example.org", "10.0.0.1", "localhost.example.org", "0.0.0.0"] {
            assert!(!is_loopback(away), "{away}");
        }
    }
}
