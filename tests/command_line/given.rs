//! What the tests of the command line begin with: a folder that is home, desk and register at once,
//! and the program run in it with nobody to ask.

use std::fs;
use std::io::Write;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::says::output;

/// The user and group of no rights.
const NOBODY: u32 = 65_534;

/// A folder that goes with the test.
pub struct Given {
    folder: tempfile::TempDir,
}

/// What a run came to.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

pub fn given() -> Given {
    Given { folder: tempfile::tempdir().expect("a folder") }
}

impl Given {
    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().expect("a path").join(name)
    }

    /// The same, as an argument.
    pub fn arg(&self, name: &str) -> String {
        self.path(name).to_str().expect("UTF-8").to_owned()
    }

    /// A file with these bytes.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        self.arg(name)
    }

    /// A room that was begun by the program.
    pub fn room(&self) -> String {
        let room = self.arg("heron.allhands");
        self.runs(&["new", &room, "--codename", "CRIMSON HERON", "--as", "Dana"]);
        room
    }

    /// The program, in an environment of its own.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_allhands"));
        command.args(args).current_dir(self.folder.path()).env_clear();
        command.env("HOME", self.path("home")).env("ALLHANDS_DESK", self.path("desk"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The program, begun with a pipe to write into.
    pub fn begins(&self, args: &[&str]) -> Child {
        self.command(args).stdin(Stdio::piped()).spawn().expect("the program")
    }

    /// The program, run by a user of no rights where root runs the tests.
    pub fn as_nobody(&self, args: &[&str]) -> Command {
        let mut command = self.command(args);
        if rustix::process::getuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    /// Gives root's folder to the user of no rights; says whether that user can run the program.
    pub fn lets_nobody_in(&self) -> bool {
        let given = |path: &Path| chown(path, Some(NOBODY), Some(NOBODY)).is_ok();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            let there = fs::read_dir(&folder).into_iter().flatten().flatten();
            for path in there.map(|entry| entry.path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if !given(&path) {
                    return false;
                }
            }
            if !given(&folder) {
                return false;
            }
        }
        let version = self.as_nobody(&["--version"]).spawn();
        version.is_ok_and(|child| output(child).status.success())
    }

    /// Runs it with nothing to read.
    #[track_caller]
    pub fn run(&self, args: &[&str]) -> Done {
        done(output(self.command(args).spawn().expect("the program")))
    }

    /// Runs it with bytes on standard input.
    pub fn pipe(&self, args: &[&str], bytes: impl AsRef<[u8]>) -> Done {
        let mut child = self.begins(args);
        let mut input = child.stdin.take().expect("a pipe");
        // One that reads nothing may be gone already.
        let _ = input.write_all(bytes.as_ref());
        drop(input);
        done(output(child))
    }

    /// Runs it; it must do what it was asked. Gives what it printed.
    #[track_caller]
    pub fn runs(&self, args: &[&str]) -> String {
        let done = self.run(args);
        assert_eq!(done.code, Some(0), "{args:?}: {done:?}");
        done.out
    }

    /// Runs it; it must fail so, print nothing but these words on stderr.
    #[track_caller]
    pub fn fails(&self, code: i32, args: &[&str], words: &[&str]) {
        self.run(args).failed(code, words);
    }

    /// The timeline as scripts get it.
    #[track_caller]
    pub fn timeline(&self, room: &str) -> Vec<Value> {
        objects(&self.runs(&["show", room, "--json", "--timeline"]))
    }

    /// The texts of what people and scripts wrote, in the order of what happened.
    #[track_caller]
    pub fn texts(&self, room: &str) -> Vec<String> {
        let lines = self.timeline(room).into_iter().filter(|line| line["basis"] != "recorded");
        lines.map(|line| line["text"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl Done {
    /// It failed so, and said why on stderr.
    #[track_caller]
    pub fn failed(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        for words in words {
            assert!(self.err.contains(words), "{words:?} is not in: {}", self.err);
        }
    }

    /// The ids it printed.
    pub fn ids(&self) -> Vec<&str> {
        self.out.lines().collect()
    }
}

pub fn done(output: Output) -> Done {
    Done {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// JSON lines.
#[track_caller]
pub fn objects(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}
