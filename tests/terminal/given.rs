//! A console in a terminal: the real program in a PTY, with an emulator that shows what a person
//! would see. Everything waits for a condition, with a deadline that only a failure meets.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use allhands::args::Me;
use allhands::console::keymap;
use allhands::runtime::begin::{Beginning, Typist, begin};
use allhands::runtime::{clock, practice};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// Longer than anything takes on a busy machine.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// A folder with a room in it, and everything of this host that the program would look at.
pub struct Host {
    folder: tempfile::TempDir,
}

impl Host {
    /// A fresh host, and a room on it called `SILVER OTTER`.
    pub fn new() -> Self {
        Self::called("SILVER OTTER")
    }

    /// A fresh host, and a room on it that somebody has named so.
    pub fn called(codename: &str) -> Self {
        let host = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        let (library, _) = allhands::playbook::with_folder(&[] as &[(String, String)]);
        let beginning = Beginning {
            codename: Some(codename.to_owned()),
            zone: "UTC".to_owned(),
            ..Beginning::default()
        };
        let mut typist = Typist::new("Dana", "coord", false);
        begin([host.room()], &library, beginning, &mut typist, clock::now()).expect("a room");
        host
    }

    /// The room's file.
    pub fn room(&self) -> PathBuf {
        self.folder.path().join("room.allhands")
    }

    /// A folder or file of this host.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A console of Dana's in the room, on a terminal of 80 by 24.
    pub fn console(&self) -> Console {
        self.console_of(&[])
    }

    /// The same with more in its environment.
    pub fn console_of(&self, environment: &[(&str, &str)]) -> Console {
        let console = self.console_in(&self.room(), environment);
        console.sees("SILVER OTTER");
        console
    }

    /// A console of Dana's in a room half worked, with lists and drafts.
    pub fn practice(&self, environment: &[(&str, &str)]) -> Console {
        let room = self.path("practice.allhands");
        let me = Me { name: Some("Dana".to_owned()), department: None };
        practice::make(&room, &me).expect("a practice room");
        let console = self.console_in(&room, environment);
        console.sees("PRACTICE");
        console
    }

    /// A console of Dana's in that room.
    pub fn console_in(&self, room: &Path, environment: &[(&str, &str)]) -> Console {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_allhands")), environment);
        command.args(["--as", "Dana", "--department", "coord"]);
        command.arg(room);
        Console::start(command)
    }

    /// A console of Dana's in that room, on a host of another name and another boot: in namespaces
    /// of its own, which only root can make.
    pub fn console_elsewhere(&self, name: &str, room: &Path) -> Console {
        let boot = self.path("boot");
        std::fs::write(&boot, "5f0c4a3e-0000-4000-8000-000000000001\n").expect("a file");
        let mut command = self.command(Path::new("unshare"), &[]);
        let script = "hostname \"$1\" && mount --bind \"$2\" /proc/sys/kernel/random/boot_id && \
                      exec \"$3\" --as Dana --department coord \"$4\"";
        command.args(["--uts", "--mount", "sh", "-c", script, "sh", name]);
        command.args([boot.as_path(), Path::new(env!("CARGO_BIN_EXE_allhands")), room]);
        Console::start(command)
    }

    /// A screen in the room on which nobody records.
    pub fn second_screen(&self) -> Console {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_allhands")), &[]);
        command.args(["--as", "Dana", "--read-only"]);
        command.arg(self.room());
        let console = Console::start(command);
        console.sees("reading only");
        console
    }

    /// A console of Dana's on the start screen of this register.
    pub fn start_screen(&self, register: &Path) -> Console {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_allhands")), &[]);
        command.args(["--as", "Dana", "--department", "coord", "--register"]);
        command.arg(register);
        Console::start(command)
    }

    /// Runs a command of this host to its end: its exit code, and what it printed.
    pub fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let command = std::process::Command::new(env!("CARGO_BIN_EXE_allhands"))
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("ALLHANDS_DESK", self.path("desk"))
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn();
        let output = crate::says::output(command.expect("the program"));
        let words = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&words).into_owned())
    }

    /// A console in the room of somebody who has never said a name here.
    pub fn stranger(&self) -> Console {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_allhands")), &[]);
        command.env("USER", "root");
        command.arg(self.room());
        Console::start(command)
    }

    /// The start screen, before somebody of whom nothing is remembered.
    pub fn newcomer(&self) -> Console {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_allhands")), &[]);
        command.env("USER", "root");
        Console::start(command)
    }

    /// The start screen before somebody who says their name on the command line.
    pub fn start_screen_of(&self, name: &str) -> Console {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_allhands")), &[]);
        command.args(["--as", name]);
        Console::start(command)
    }

    /// The room that such a newcomer begins with a name alone.
    pub fn begun(&self) -> Console {
        let mut console = self.newcomer();
        console.sees("Rooms in");
        console.press("n");
        console.sees("this host calls you root");
        console.types("Lee");
        console.press("enter");
        console.sees("typing Lee ");
        console
    }

    /// An interactive shell on a terminal of 80 by 24.
    pub fn shell(&self) -> Console {
        let mut command = self.command(Path::new("bash"), &[("PS1", "ready$ ")]);
        command.args(["--norc", "--noprofile", "-i"]);
        let shell = Console::start(command);
        shell.sees("ready$");
        shell
    }

    /// Waits until this host's desk keeps these words as half typed.
    #[track_caller]
    pub fn desk_holds(&self, words: &str) {
        // Above the words may stand what belongs to them.
        let below = format!("\n{words}");
        self.until_a_scratch(words, |text| text == words || text.ends_with(&below));
    }

    /// The same of a text like this.
    #[track_caller]
    pub fn until_a_scratch(&self, what: &str, is: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !self.scratches().iter().any(|text| is(text)) {
            assert!(Instant::now() < deadline, "the desk does not hold {what:?}");
            std::thread::yield_now();
        }
    }

    /// What this host's desks keep as half typed.
    pub fn scratches(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.path("desk")).into_iter().flatten().flatten();
        let texts = files.filter_map(|file| {
            let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
            let desk = rusqlite::Connection::open_with_flags(file.path(), flags).ok()?;
            let mut read = desk.prepare("SELECT text FROM scratch").ok()?;
            let texts = read.query_map([], |row| row.get(0)).ok()?;
            texts.collect::<Result<Vec<String>, _>>().ok()
        });
        texts.flatten().collect()
    }

    fn command(&self, program: &Path, environment: &[(&str, &str)]) -> CommandBuilder {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        command.cwd(self.folder.path());
        for name in ["HOME", "XDG_RUNTIME_DIR"] {
            command.env(name, self.folder.path());
        }
        command.env("ALLHANDS_DESK", self.path("desk"));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        command
    }
}

/// What the terminal has received so far.
struct Received {
    screen: vt100::Parser,
    bytes: Vec<u8>,
}

/// A program in a terminal.
pub struct Console {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn Write + Send>>,
    received: Arc<(Mutex<Received>, Condvar)>,
    /// Whether the emulator reads on, and whether it is to let go of the terminal.
    taking: Arc<AtomicBool>,
    gone: Arc<AtomicBool>,
    emulator: Option<JoinHandle<()>>,
    /// When bytes were last sent to it.
    sent: Instant,
}

/// A person who saw what a key did presses no other within so many milliseconds: what comes sooner
/// after typed words goes on with them, and is offered as a line.
const PACE: Duration = Duration::from_millis(60);

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN)
}

impl Console {
    fn start(command: CommandBuilder) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let screen = vt100::Parser::new(cells(24), cells(80), 0);
        let received = Received { screen, bytes: Vec::new() };
        let received = Arc::new((Mutex::new(received), Condvar::new()));
        let mut output = pair.master.try_clone_reader().expect("the terminal's other end");
        let theirs = Arc::clone(&received);
        let taking = Arc::new(AtomicBool::new(true));
        let gone = Arc::new(AtomicBool::new(false));
        let (takes, lets_go) = (Arc::clone(&taking), Arc::clone(&gone));
        let emulator = std::thread::spawn(move || {
            let mut bytes = vec![0; 64 * 1024];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                while !takes.load(Ordering::SeqCst) {
                    std::thread::park();
                }
                if lets_go.load(Ordering::SeqCst) {
                    break;
                }
                let mut received = theirs.0.lock().unwrap_or_else(PoisonError::into_inner);
                received.screen.process(&bytes[..count]);
                received.bytes.extend_from_slice(&bytes[..count]);
                theirs.1.notify_all();
            }
        });
        let keyboard = Some(pair.master.take_writer().expect("the terminal's keyboard"));
        Self {
            child,
            master: Some(pair.master),
            keyboard,
            received,
            taking,
            gone,
            emulator: Some(emulator),
            sent: Instant::now(),
        }
    }

    /// Presses keys one after the other, each written as in the table of keys (`d b <enter>`): a
    /// name in brackets, or characters, each a read of its own as far as the system goes; the first
    /// at the pace of a person.
    pub fn press(&mut self, keys: &str) {
        std::thread::sleep(PACE.saturating_sub(self.sent.elapsed()));
        for key in keys.split(' ').filter(|key| !key.is_empty()) {
            let known = keymap::sequence(key).is_some();
            assert!(known, "{key} is no key");
            let bytes: &[u8] = match key {
                "enter" => b"\r",
                "esc" => b"\x1b",
                "tab" => b"\t",
                "backtab" => b"\x1b[Z",
                "space" => b" ",
                "up" => b"\x1b[A",
                "down" => b"\x1b[B",
                _ => match key.strip_prefix("ctrl-") {
                    Some(letter) => &[letter.as_bytes()[0] & 0x1f],
                    None => key.as_bytes(),
                },
            };
            self.send(bytes);
        }
    }

    /// Sends bytes at once.
    pub fn send(&mut self, bytes: &[u8]) {
        self.sent = Instant::now();
        let keyboard = self.keyboard.as_mut().expect("the terminal is still there");
        keyboard.write_all(bytes).and_then(|()| keyboard.flush()).expect("the terminal takes keys");
    }

    /// Types words into the line that has the focus, and waits until they are seen.
    pub fn types(&mut self, words: &str) {
        self.send(words.as_bytes());
        self.sees(words);
    }

    /// Waits until the screen shows these words.
    #[track_caller]
    pub fn sees(&self, words: &str) {
        self.until(words, |screen| screen.contents().contains(words));
    }

    /// Waits until a row of the screen is so.
    #[track_caller]
    pub fn sees_row(&self, what: &str, is: impl Fn(&str) -> bool) {
        self.until(what, |screen| screen.contents().lines().any(&is));
    }

    /// Waits until the screen is so.
    #[track_caller]
    pub fn until(&self, what: &str, is: impl Fn(&vt100::Screen) -> bool) {
        self.waits(what, |received| is(received.screen.screen()));
    }

    #[track_caller]
    fn waits(&self, what: &str, is: impl Fn(&Received) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        let mut received = self.received();
        while !is(&received) {
            let left = deadline.saturating_duration_since(Instant::now());
            let shown = received.screen.screen().contents();
            assert!(!left.is_zero(), "waited in vain for {what}; the screen shows\n{shown}");
            let waited = self.received.1.wait_timeout(received, left);
            received = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn received(&self) -> MutexGuard<'_, Received> {
        self.received.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that was sent to the terminal.
    pub fn bytes(&self) -> Vec<u8> {
        self.received().bytes.clone()
    }

    /// Forgets what was sent so far.
    pub fn forget_bytes(&self) {
        self.received().bytes.clear();
    }

    /// Waits until these bytes were sent.
    #[track_caller]
    pub fn gets(&self, bytes: &[u8]) {
        let what = bytes.escape_ascii().to_string();
        self.waits(&what, |got| got.bytes.windows(bytes.len()).any(|window| window == bytes));
    }

    /// Puts bytes on the screen that the program did not send.
    pub fn scribble(&self, bytes: &[u8]) {
        self.received().screen.process(bytes);
    }

    /// What the screen shows.
    pub fn shown(&self) -> String {
        self.received().screen.screen().contents()
    }

    /// Gives the terminal another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.received().screen.screen_mut().set_size(cells(rows), cells(columns));
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let master = self.master.as_ref().expect("the terminal is still there");
        master.resize(size).expect("the terminal takes a size");
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = self.child.process_id().and_then(|pid| i32::try_from(pid).ok());
        let pid = pid.and_then(rustix::process::Pid::from_raw).expect("the program runs");
        rustix::process::kill_process(pid, signal).expect("the program is ours");
    }

    /// Sends a signal to the program and to its children.
    pub fn signal_all(&self, signal: rustix::process::Signal) {
        let pid = self.child.process_id().expect("the program runs");
        // A child is listed with the thread that started it.
        let threads = std::fs::read_dir(format!("/proc/{pid}/task")).expect("its threads");
        let children = threads.flatten().map(|thread| thread.path().join("children"));
        let children: String =
            children.map(|it| std::fs::read_to_string(it).unwrap_or_default() + " ").collect();
        for child in children.split_whitespace().filter_map(|pid| pid.parse().ok()) {
            let child = rustix::process::Pid::from_raw(child).expect("a process");
            // One that has ended meanwhile needs no signal.
            let _ = rustix::process::kill_process(child, signal);
        }
        self.signal(signal);
    }

    /// Takes nothing from the program any more, until it is stuck in a write.
    pub fn stop_taking(&mut self) {
        self.taking.store(false, Ordering::SeqCst);
        // Every redraw sends the whole screen; a terminal holds a few of them at most.
        for _ in 0..200 {
            self.send(b"\x0c");
        }
    }

    /// Takes the terminal away, as a lost connection does.
    pub fn vanish(&mut self) {
        // The emulator holds the terminal too; it lets go at the next bytes.
        self.gone.store(true, Ordering::SeqCst);
        self.send(b"\x0c");
        if let Some(emulator) = self.emulator.take() {
            emulator.join().expect("the emulator ends");
        }
        self.keyboard = None;
        self.master = None;
    }

    /// Waits until the program has ended.
    #[track_caller]
    pub fn ends(&mut self) -> ExitStatus {
        self.ends_within(DEADLINE)
    }

    /// Waits until the program has ended, at most so long.
    #[track_caller]
    pub fn ends_within(&mut self, most: Duration) -> ExitStatus {
        let mut killer = self.child.clone_killer();
        let done = Arc::new((Mutex::new(false), Condvar::new()));
        let theirs = Arc::clone(&done);
        // `wait` has no deadline of its own: whoever is late is killed, and that is told.
        let watch = std::thread::spawn(move || {
            let ended = theirs.0.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = theirs.1.wait_timeout_while(ended, most, |ended| !*ended);
            let late = waited.is_ok_and(|(ended, _)| !*ended);
            if late {
                let _ = killer.kill();
            }
            late
        });
        let status = self.child.wait().expect("the program is ours");
        *done.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        done.1.notify_all();
        let late = watch.join().unwrap_or(true);
        assert!(!late, "it had not ended after {most:?}; the screen shows\n{}", self.shown());
        status
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The number of the row that says this.
pub fn row_of(room: &Path, words: &str) -> u64 {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let file = rusqlite::Connection::open_with_flags(room, flags).expect("a room");
    let query = "SELECT seq FROM event WHERE body LIKE '%' || ?1 || '%'";
    let deadline = Instant::now() + DEADLINE;
    loop {
        // A line is shown before it is numbered.
        match file.query_row(query, [words], |row| row.get::<_, i64>(0)) {
            Ok(row) => return u64::try_from(row).expect("a number of a row"),
            Err(why) => assert!(Instant::now() < deadline, "no row says {words:?}: {why}"),
        }
        std::thread::yield_now();
    }
}
