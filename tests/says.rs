//! What a program says line by line, read with a deadline: a program that falls silent fails the
//! test that waits for it, and never keeps the suite waiting. Apart, because several tests listen.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ExitStatus, Output};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// The lines of a program, as they come.
pub struct Says {
    lines: Receiver<String>,
    deadline: Duration,
}

/// Listens to a program's output. It is read on whether or not anybody takes the lines, so that the
/// program never waits for its reader.
pub fn listen(output: impl Read + Send + 'static) -> Says {
    let (tell, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Nobody listens any more; the pipe is emptied all the same.
            let _ = tell.send(line);
        }
    });
    Says { lines, deadline: DEADLINE }
}

impl Says {
    /// The next line; nothing at the end of the output.
    #[track_caller]
    pub fn next(&self) -> Option<String> {
        match self.lines.recv_timeout(self.deadline) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => {
                panic!("nothing was said for {} s", self.deadline.as_secs_f32())
            }
        }
    }

    /// The first line that says something; those before it are passed over. Nothing at the end.
    #[track_caller]
    pub fn first<T>(&self, says: impl Fn(&str) -> Option<T>) -> Option<T> {
        loop {
            if let Some(found) = says(&self.next()?) {
                return Some(found);
            }
        }
    }

    /// What all further lines say, to the end of the output.
    #[track_caller]
    pub fn rest<T>(&self, says: impl Fn(&str) -> Option<T>) -> Vec<T> {
        std::iter::from_fn(|| self.first(&says)).collect()
    }
}

/// Waits for a program's end; one that does not come to it is killed.
#[track_caller]
pub fn ends(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + DEADLINE;
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return status;
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("it did not end within {} s", DEADLINE.as_secs());
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Waits for a program's end and takes all that it said, as [`ends`].
#[track_caller]
pub fn output(mut child: Child) -> Output {
    let (stdout, stderr) = (whole(child.stdout.take()), whole(child.stderr.take()));
    let status = ends(&mut child);
    let [stdout, stderr] = [stdout, stderr].map(|it| {
        it.recv_timeout(DEADLINE).expect("a pipe that nobody holds open after the program's end")
    });
    Output { status, stdout, stderr }
}

/// All bytes of a pipe, once it is at its end.
fn whole(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (tell, told) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read before a fault is what it said.
            let _ = pipe.read_to_end(&mut bytes);
        }
        let _ = tell.send(bytes);
    });
    told
}

#[test]
fn who_falls_silent_fails_the_test_and_keeps_nobody_waiting() {
    let (output, silent) = std::io::pipe().expect("a pipe");
    let says = Says { deadline: Duration::from_millis(20), ..listen(output) };
    let waited = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| says.next()));
    assert!(waited.is_err(), "it went on");
    drop(silent);
    assert_eq!(says.next(), None);
}
