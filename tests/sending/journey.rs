//! The whole road of a letter through the real program: claimed, let out once, asked about where
//! the console was killed in between, stopped and left.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::terminal::given::Host;

use super::smtp::{Bent, Smtp};

/// A room with a draft that has the go, on a host where mail is set up.
struct Room {
    host: Host,
}

const READY: &str = "= customers 4120\n/role commander Dana\n/new-draft Affected\n\
                     /write 1\nIt concerns {{ customers }} of you.\n.\n/review 1 legal\n\
                     /approve 1 legal Amara, by phone\n\n/go 1\n\n";

impl Room {
    fn ready() -> Self {
        let room = Self { host: Host::new() };
        let said = room.types(READY);
        assert!(said.contains("the go was given"), "{said}");
        room
    }

    /// Sets the mail server up.
    fn mails_to(&self, server: &Smtp) {
        let folder = self.config();
        std::fs::create_dir_all(&folder).expect("a folder");
        let text = format!(
            "[ways.mail]\nserver = \"{}\"\nsecurity = \"none\"\nfrom = \"sec@acme.example\"\n",
            server.address
        );
        std::fs::write(folder.join("config.toml"), text).expect("written");
    }

    fn config(&self) -> PathBuf {
        self.host.path("config")
    }

    /// The program in plain lines, with its input open.
    fn linear(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_allhands"))
            .args(["--linear", "--as", "Dana", "--department", "coord"])
            .arg(self.host.room())
            .env_clear()
            .env("HOME", self.host.path(""))
            .env("ALLHANDS_DESK", self.host.path("desk"))
            .env("ALLHANDS_CONFIG", self.config())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program")
    }

    /// Types these lines; all that was printed.
    fn types(&self, lines: &str) -> String {
        let mut child = self.linear();
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(lines.as_bytes()).expect("it listens");
        drop(input);
        let output = crate::says::output(child);
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    fn drafts(&self) -> String {
        let room = self.host.room();
        self.host.run(&["show", room.to_str().expect("UTF-8"), "--drafts"]).1
    }
}

#[test]
fn a_mail_goes_out_once_and_once_more_only_where_a_person_says_so() {
    let room = Room::ready();
    let server = Smtp::new(Bent::Straight);
    room.mails_to(&server);
    let said = room.types("/drafts\n/let-out 1 mail ciso@globex.example\n\n/draft 1\n");
    for has in ["Let these words out?", "It went out.", "answered: 250 2.0.0 queued as 12F"] {
        assert!(said.contains(has), "{has}: {said}");
    }
    assert!(server.got().iter().any(|one| one.contains("It concerns 4120 of you.")));
    let drafts = room.drafts();
    assert!(drafts.contains("by Dana by mail, 1 recipient"), "{drafts}");
    assert!(drafts.contains("message as sent, SHA-256 "), "{drafts}");
    let more = Smtp::new(Bent::Straight);
    room.mails_to(&more);
    let said = room.types("/drafts\n/let-out 1 mail ciso@globex.example\n\n/draft 1\n");
    for has in ["Let these words out once more?", "IT IS OUT ALREADY", "It went out."] {
        assert!(said.contains(has), "{has}: {said}");
    }
    assert!(more.got().iter().any(|one| one.starts_with("DATA:")));
    let twenty_one: Vec<String> = (0..21).map(|n| format!("p{n}@example.org")).collect();
    let said = room.types(&format!("/drafts\n/let-out 1 mail {}\n", twenty_one.join(", ")));
    assert!(said.contains("give that to a bulk mailer"), "{said}");
}

#[test]
fn killed_between_the_claim_and_the_answer_it_is_asked_about_and_not_sent_again() {
    let room = Room::ready();
    let server = Smtp::new(Bent::SilentAfterText);
    room.mails_to(&server);
    let mut child = room.linear();
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"/drafts\n/let-out 1 mail ciso@globex.example\n\n").expect("it listens");
    server.until("DATA:");
    child.kill().expect("it is there");
    child.wait().expect("it ended");
    drop(input);
    let said = room.types("/next\n/drafts\n/let-out 1 mail ciso@globex.example\n!\n");
    for has in ["no outcome is on the record", "IT IS OUT ALREADY, OR MAY BE"] {
        assert!(said.contains(has), "{has}: {said}");
    }
    let said = room.types("/drafts\n/not-sent 1 nothing in the server's log\n/next\n");
    assert!(said.contains("it did not go out"), "{said}");
    assert!(!said.contains("no outcome is on the record"), "{said}");
}

#[test]
fn on_a_screen_a_letter_is_stopped_by_escape_and_leaving_never_waits_for_it() {
    let room = Room::ready();
    let server = Smtp::new(Bent::Silent);
    room.mails_to(&server);
    let config = room.config();
    let config = config.to_str().expect("UTF-8");
    let mut console = room.host.console_of(&[("ALLHANDS_CONFIG", config)]);
    let to = |console: &mut crate::terminal::given::Console| {
        console.press("esc");
        console.sees("Esc line");
        console.press("tab");
        console.sees("┏ Next");
        console.press("enter");
        console.sees("The go");
        console.press("D");
        console.sees("Let it out by");
        console.sees("Mail, to 20 at most");
        console.press("down");
        console.sees("> A file");
        console.press("down");
        console.sees("> Mail");
        console.press("enter");
        console.sees("To which addresses?");
        console.types("ciso@globex.example");
        console.press("enter");
        console.sees("Let these words out?");
        console.press("y");
        console.sees("SENT? say if it went out");
    };
    to(&mut console);
    console.press("esc");
    console.sees("it was stopped before anything was handed over");
    let silent = Smtp::new(Bent::SilentAfterText);
    room.mails_to(&silent);
    console.press("ctrl-q");
    assert!(console.ends().success());
    let mut console = room.host.console_of(&[("ALLHANDS_CONFIG", config)]);
    to(&mut console);
    silent.until("DATA:");
    let begun = Instant::now();
    console.press("ctrl-q");
    assert!(console.ends().success());
    assert!(begun.elapsed() < Duration::from_secs(4), "it waited {:?}", begun.elapsed());
    let said = room.types("/next\n");
    assert!(said.contains("the console was left before the other end answered"), "{said}");
}
