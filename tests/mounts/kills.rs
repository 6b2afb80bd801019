//! Consoles on a share killed in the middle, keepers and others: nothing that a person was told is
//! pending is lost, none is doubled, the next start is clean. The processes are this test program,
//! started again for [`child`].

use std::env;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use allhands::domain::ids::{SessionId, SubmissionId};

use super::export::{Export, export};
use super::given::{Peer, all_in, opening_of, published, show_the_same};
use crate::says::{Says, ends, listen};

const ROLE: &str = "ALLHANDS_TEST_MOUNTED";

/// What a process does when it is started by [`start`]: says lines, and which of them are pending,
/// until it is killed. Started by the test runner it has nothing to do.
#[test]
fn child() {
    let Ok(role) = env::var(ROLE) else { return };
    let words: Vec<&str> = role.split('\n').collect();
    let [path, desk, session] = words[..] else { panic!("not a role: {role}") };
    let mut peer = Peer::open(opening_of(Path::new(path), Path::new(desk), session));
    for number in 1_u64.. {
        let id = peer.say("a line");
        peer.until("its line at the desk", |peer| peer.pending.contains(&id));
        // One whole line at a time, as a pipe takes it.
        let line = format!("\nsaid {number}\n");
        if std::io::stdout().write_all(line.as_bytes()).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(15));
    }
}

struct Running {
    process: Child,
    session: String,
    says: Says,
    last: u64,
}

fn start(export: &Export, host: usize, session: &str) -> Running {
    let opening = export.opening(host, session);
    let role = format!("{}\n{}\n{session}", opening.path.display(), opening.place.folder.display());
    let mut process = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "mounts::kills::child", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let says = listen(process.stdout.take().expect("a pipe"));
    Running { process, session: session.to_owned(), says, last: 0 }
}

/// The number that a line says is pending.
fn number(line: &str) -> Option<u64> {
    line.strip_prefix("said ").and_then(|it| it.parse().ok())
}

impl Running {
    /// Waits until it has said so many more lines.
    fn says(&mut self, more: u64) {
        let until = self.last + more;
        while self.last < until {
            let said = self.says.first(number);
            self.last = said.unwrap_or_else(|| panic!("{} came to its end", self.session));
        }
    }

    /// Kills it; gives everything that it was told is pending.
    fn kill(mut self) -> Vec<SubmissionId> {
        self.process.kill().expect("killed");
        ends(&mut self.process);
        // Its pipe is at its end soon.
        while let Some(number) = self.says.first(number) {
            self.last = number;
        }
        let session = SessionId::new(&*self.session);
        (1..=self.last).map(|number| SubmissionId { session: session.clone(), number }).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn consoles_and_keepers_killed_again_and_again_lose_nothing() {
    let test = "consoles_and_keepers_killed_again_and_again_lose_nothing";
    let Some(export) = export(test, 2) else { return };
    // The whole of it takes minutes; a part of it on every run is enough to notice what broke.
    let rounds = if env::var_os("ALLHANDS_LONG_TESTS").is_some() { 200 } else { 20 };
    let room = export.a_room();
    let mut said = Vec::new();
    let mut running = [start(&export, 0, "host0-0"), start(&export, 1, "host1-0")];
    for round in 1..=rounds {
        // Whoever stays is keeper, or becomes it: so each second kill meets a keeper.
        let host = round % 2;
        for one in &mut running {
            one.says(3);
        }
        thread::sleep(Duration::from_millis(round as u64 * 37 % 400));
        let next = start(&export, host, &format!("host{host}-{round}"));
        said.extend(std::mem::replace(&mut running[host], next).kill());
    }
    for one in running {
        said.extend(one.kill());
    }
    let mut one = export.console(0, "last0");
    let mut two = export.console(1, "last1");
    one.say("the last word");
    one.all_settled();
    one.until("nothing to wait", |one| one.waiting == 0);
    two.until("nothing to wait", |two| two.waiting == 0);
    show_the_same(&mut one, &mut two);
    let rows = one.incident.head;
    one.stop();
    two.stop();
    published(&room, rows);
    all_in(&room, said);
}
