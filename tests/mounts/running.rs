//! Runs a script of this folder; it judges itself. Apart, because both test programs run some, and
//! what is told of one that failed must be found at the end of a long output.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether everything is to be tried in full, however long that takes.
pub fn in_full() -> bool {
    env::var_os("ALLHANDS_LONG_TESTS").is_some()
}

/// Runs a script; where it fails, its whole output is told, and then once more why.
#[track_caller]
pub fn script(test: &str, name: &str, arguments: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mounts").join(name);
    let mut command = Command::new("python3");
    command.arg(path).args(arguments).args(["--binary", env!("CARGO_BIN_EXE_allhands")]);
    match command.stdin(Stdio::null()).output() {
        Err(error) => println!("skipped: {test}: python3: {error}"),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout);
            let errors = String::from_utf8_lossy(&output.stderr);
            println!("{test}: {said}{errors}");
            if !output.status.success() {
                let why = said.lines().chain(errors.lines()).rfind(|line| !line.trim().is_empty());
                let why = why.unwrap_or("it said nothing");
                let asked = arguments.join(" ");
                let ended = output.status;
                panic!("{why}\n{name} {asked}: {ended}; all that it said is above\n{why}");
            }
        }
    }
}
