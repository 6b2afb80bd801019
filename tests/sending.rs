//! What leaves by the program itself, against real servers on loopback that behave and misbehave:
//! what is known afterwards is what is said.

mod http;
mod journey;
mod smtp;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use allhands::bridge::{Letter, Mail, Security, Stage, Ways, Webhook, let_out};
use allhands::domain::digest::Digest;
use allhands::domain::event::{Outcome, Way};
use allhands::domain::ids::ClaimId;

use http::Http;
use smtp::{Bent, Smtp};

const STEP: Duration = Duration::from_millis(700);

fn mail_to(server: &str) -> Ways {
    let mail = Mail {
        server: server.to_owned(),
        from: "Acme Security <security@acme.example>".to_owned(),
        security: Security::None,
        user: None,
        password_file: None,
    };
    Ways { mail: Some(mail), chat: Vec::new() }
}

fn letter(way: Way, to: &[&str]) -> Letter {
    Letter {
        claim: ClaimId::from("s1-7"),
        way,
        to: to.iter().map(|one| (*one).to_owned()).collect(),
        title: "Notice".to_owned(),
        words: "Subject: Réset tokens\n\n**Now** reset them.\n.\nDana".to_owned(),
    }
}

fn mailed(bent: Bent) -> (Outcome, Vec<String>) {
    let server = Smtp::new(bent);
    let to = letter(Way::Mail, &["CISO <ciso@globex.example>", "soc@globex.example"]);
    let ended = let_out(&mail_to(&server.address), &to, &Stage::default(), STEP);
    (ended, server.got())
}

#[test]
fn a_mail_is_text_and_html_and_its_digest_is_that_of_what_arrived() {
    let (ended, got) = mailed(Bent::Straight);
    let Outcome::Sent { message, answer } = ended else { panic!("{ended:?}") };
    assert_eq!(answer, "250 2.0.0 queued as 12F");
    let whole = got.iter().find_map(|one| one.strip_prefix("DATA:")).expect("a message");
    // A line that begins with a dot has two on the way.
    let arrived = whole.replace("\r\n..", "\r\n.");
    let arrived = arrived.strip_suffix("\r\n").unwrap_or(&arrived);
    let either = [Digest::of(arrived), Digest::of(&format!("{arrived}\r\n"))];
    assert!(either.contains(&message), "{whole}");
    for has in [
        "From: \"Acme Security\" <security@acme.example>",
        "Message-ID: <s1-7@acme.example>",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "<strong>Now</strong>",
    ] {
        assert!(whole.contains(has), "{has}: {whole}");
    }
    assert!(!whole.contains("Subject: R\u{e9}"), "a header is ASCII");
    let rcpt: Vec<_> = got.iter().filter(|one| one.starts_with("RCPT")).collect();
    assert_eq!(rcpt.len(), 2);
}

#[test]
fn what_a_mail_server_does_wrong_is_known_for_what_it_is() {
    let failed = |bent, words: &str| {
        let (ended, _) = mailed(bent);
        assert!(
            matches!(&ended, Outcome::Failed { because } if because.contains(words)),
            "{bent:?}: {ended:?}"
        );
    };
    failed(Bent::Silent, "did not answer in time");
    failed(Bent::RefusesSecond, "the server refuses soc@globex.example");
    failed(Bent::Later, "451");
    failed(Bent::Hostile, "554");
    failed(Bent::Endless, "nothing was sent");
    for bent in [Bent::GoneAfterText, Bent::GoneInText, Bent::SilentAfterText] {
        let (ended, _) = mailed(bent);
        assert!(
            matches!(&ended, Outcome::Unknown { because } if because.contains("s1-7")),
            "{bent:?}: {ended:?}"
        );
    }
    let (ended, _) = mailed(Bent::Hostile);
    let Outcome::Failed { because } = ended else { panic!("{ended:?}") };
    assert!(!because.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{because:?}");
    let nobody = let_out(
        &mail_to("127.0.0.1:9"),
        &letter(Way::Mail, &["a@b.example"]),
        &Stage::default(),
        STEP,
    );
    assert!(matches!(nobody, Outcome::Failed { .. }), "{nobody:?}");
}

fn secret_file(folder: &Path, name: &str, text: &str, mode: u32) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("its rights");
    path
}

#[test]
fn a_password_comes_from_its_owners_file_and_is_told_to_nobody_else() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let with = |text: &str, mode| {
        let server = Smtp::new(Bent::Locked);
        let mut ways = mail_to(&server.address);
        let file = secret_file(folder.path(), "password", text, mode);
        let mail = ways.mail.as_mut().expect("mail");
        (mail.user, mail.password_file) = (Some("lee".to_owned()), Some(file));
        let_out(&ways, &letter(Way::Mail, &["a@b.example"]), &Stage::default(), STEP)
    };
    assert!(matches!(with("hunter2\n", 0o600), Outcome::Sent { .. }));
    for (text, mode, words) in
        [("hunter3", 0o600, "does not let lee in"), ("hunter2", 0o644, "chmod 600")]
    {
        let ended = with(text, mode);
        let Outcome::Failed { because } = &ended else { panic!("{ended:?}") };
        assert!(because.contains(words) && !because.contains("hunter"), "{because}");
        assert!(!because.contains("AGxl"), "what it says again is not told: {because}");
    }
}

#[test]
fn a_letter_that_was_stopped_never_leaves() {
    let server = Smtp::new(Bent::Straight);
    let stage = Stage::default();
    assert!(stage.stop());
    let ended =
        let_out(&mail_to(&server.address), &letter(Way::Mail, &["a@b.example"]), &stage, STEP);
    assert!(matches!(ended, Outcome::Failed { .. }));
    assert!(!server.got().iter().any(|one| one.starts_with("DATA:")));
}

fn posted(bent: http::Bent) -> (Outcome, Vec<String>, String) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let server = Http::new(bent);
    let address = format!("{}/hooks/SECRET", server.address);
    let file = secret_file(folder.path(), "hook", &address, 0o600);
    let chat = Webhook { name: "support".to_owned(), address_file: Some(file) };
    let ways = Ways { mail: None, chat: vec![chat] };
    let ended = let_out(&ways, &letter(Way::Webhook, &["support"]), &Stage::default(), STEP);
    (ended, server.got(), address)
}

fn answers(status: &str, more: &str) -> http::Bent {
    http::Bent::Answers(format!("HTTP/1.1 {status}\r\n{more}Content-Length: 2\r\n\r\nok"))
}

#[test]
fn a_webhook_gets_one_post_of_text() {
    let (ended, got, _) = posted(answers("200 OK", ""));
    assert!(matches!(&ended, Outcome::Sent { answer, .. } if answer == "200 ok"), "{ended:?}");
    assert_eq!(got[0], "POST /hooks/SECRET HTTP/1.1");
    let body: serde_json::Value = serde_json::from_str(&got[1]).expect("JSON");
    assert_eq!(body["text"], "Subject: Réset tokens\n\n**Now** reset them.\n.\nDana");
}

#[test]
fn what_a_web_server_does_wrong_is_known_for_what_it_is() {
    let redirect = "Location: http://127.0.0.1:9/elsewhere\r\n";
    for (bent, words) in [
        (answers("302 Found", redirect), "not followed"),
        (answers("403 Forbidden", ""), "the chat refuses it"),
        (http::Bent::Answers("HTTP/1.1 404 \x1b[2J\r\n\r\n".to_owned()), ""),
    ] {
        let (ended, ..) = posted(bent.clone());
        let (Outcome::Failed { because } | Outcome::Unknown { because }) = &ended else {
            panic!("{bent:?}: {ended:?}")
        };
        assert!(because.contains(words) && !because.contains('\u{1b}'), "{because:?}");
    }
    let broken = http::Bent::Answers("nonsense\r\n\r\n".to_owned());
    for bent in [http::Bent::Silent, http::Bent::Gone, answers("500 Oops", ""), broken] {
        let (ended, _, address) = posted(bent.clone());
        let Outcome::Unknown { because } = &ended else { panic!("{bent:?}: {ended:?}") };
        assert!(!because.contains("SECRET") && !because.contains(&address), "{because}");
    }
    // An answer without end is an answer: it was taken, and is not read to its end.
    let begun = Instant::now();
    let (ended, ..) = posted(http::Bent::Endless);
    assert!(matches!(ended, Outcome::Sent { .. }), "{ended:?}");
    assert!(begun.elapsed() < STEP * 4);
}

#[test]
fn a_file_is_new_and_its_owners_alone() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("out.md");
    let to = letter(Way::File, &[path.to_str().expect("UTF-8")]);
    let ended = let_out(&Ways::default(), &to, &Stage::default(), STEP);
    assert_eq!(ended, Outcome::HandedOver { message: Digest::of(&to.words) });
    let mode = std::fs::metadata(&path).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let ended = let_out(&Ways::default(), &to, &Stage::default(), STEP);
    assert!(matches!(ended, Outcome::Failed { .. }), "nothing is written over");
}
