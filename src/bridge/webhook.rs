//! A chat's incoming webhook, of the form that Slack and Mattermost share: one POST of
//! `{"text": …}`. Its address is a secret: whoever has it may post.
//!
//! What must stay true: no redirect is followed, nothing goes unencrypted but to this very host,
//! the answer is bounded, and the address never stands in what is told of a failure.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Error};

use super::mail::is_loopback;
use super::{Letter, STOPPED_FIRST, Stage, answer, secret, sum};
use crate::domain::event::Outcome;

/// How much of an answer is read.
const ANSWER_BYTES: u64 = 4 * 1024;

/// A chat, from `config.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Webhook {
    /// What it is called here; its address is in `ALLHANDS_WEBHOOK_NAME`, or in the file.
    pub name: String,
    /// The file with its address.
    pub address_file: Option<PathBuf>,
}

impl Webhook {
    /// The variable that holds its address.
    fn variable(&self) -> String {
        let letter = |one: char| if one.is_ascii_alphanumeric() { one } else { '_' };
        let name: String = self.name.to_ascii_uppercase().chars().map(letter).collect();
        format!("ALLHANDS_WEBHOOK_{name}")
    }
}

/// Posts it. An error means that nothing was posted.
pub fn post(
    chat: &Webhook,
    letter: &Letter,
    stage: &Stage,
    step: Duration,
) -> Result<Outcome, String> {
    let what = format!("the address of {}", chat.name);
    let address = secret::read(&what, &chat.variable(), chat.address_file.as_deref())?;
    allowed(&address).map_err(|why| format!("{what}: {why}"))?;
    let safe = crate::text::clipboard(&letter.words);
    let body = format!("{{\"text\":{}}}", json(&safe));
    let agent = agent(step);
    if !stage.hand_over() {
        return Err(STOPPED_FIRST.to_owned());
    }
    let request = agent.post(&address).header("Content-Type", "application/json");
    match request.send(body.as_bytes()) {
        Ok(mut taken) => {
            let status = taken.status();
            let read = taken.body_mut().with_config().limit(ANSWER_BYTES).lossy_utf8(true);
            let text = read.read_to_string().unwrap_or_default();
            let said = answer(&format!("{} {text}", status.as_u16()));
            if status.is_success() {
                Ok(Outcome::Sent { message: sum(body.as_bytes()), answer: said })
            } else if status.is_redirection() {
                Err(format!("it leads elsewhere ({status}), and that is not followed"))
            } else if status.is_client_error() {
                Err(format!("the chat refuses it: {said}"))
            } else {
                Ok(Outcome::Unknown { because: format!("the chat answered {said}") })
            }
        }
        Err(error) => failed(&error),
    }
}

/// What a failure means: before the request could be written nothing was posted.
fn failed(error: &Error) -> Result<Outcome, String> {
    match error {
        Error::HostNotFound => Err("its host is not found".to_owned()),
        Error::ConnectionFailed => Err("its host cannot be reached".to_owned()),
        Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => {
            Err("its host did not answer in time".to_owned())
        }
        Error::Tls(_) | Error::Rustls(_) => Err("no safe connection could be made".to_owned()),
        Error::BadUri(_) | Error::Http(_) | Error::RequireHttpsOnly(_) => {
            Err("its address is none".to_owned())
        }
        Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Err("its host refuses the connection".to_owned())
        }
        Error::Timeout(_) => {
            Ok(Outcome::Unknown { because: "it did not answer in time".to_owned() })
        }
        _ => Ok(Outcome::Unknown { because: "the connection broke before an answer".to_owned() }),
    }
}

/// Encrypted, or to this very host.
fn allowed(address: &str) -> Result<(), String> {
    let uri: ureq::http::Uri = address.parse().map_err(|_| "that is no address".to_owned())?;
    let host = uri.host().ok_or("it names no host")?;
    match uri.scheme_str() {
        Some("https") => Ok(()),
        Some("http") if is_loopback(host) => Ok(()),
        _ => Err("it must begin with https://".to_owned()),
    }
}

fn agent(step: Duration) -> Agent {
    let found = rustls_native_certs::load_native_certs().certs;
    let known = found.iter().map(|one| Certificate::from_der(one).to_owned());
    let roots = RootCerts::Specific(Arc::new(known.collect()));
    let config = Agent::config_builder()
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_connect(Some(step))
        .timeout_global(Some(step))
        .user_agent("allhands")
        .build();
    config.new_agent()
}

/// A JSON string.
fn json(words: &str) -> String {
    serde_json::Value::from(words).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Webhook, allowed};

    #[test]
    fn an_address_is_encrypted_or_of_this_host() {
        for good in ["https://chat.example/hooks/x", "http://127.0.0.1:80/x", "http://localhost/x"]
        {
            assert_eq!(allowed(good), Ok(()), "{good}");
        }
        for bad in ["http://chat.example/x", "ftp://x/y", "x", "", "http://10.0.0.1/x"] {
            assert!(allowed(bad).is_err(), "{bad}");
        }
        let chat = Webhook { name: "support desk".to_owned(), address_file: None };
        assert_eq!(chat.variable(), "ALLHANDS_WEBHOOK_SUPPORT_DESK");
    }
}
