//! What is half typed for a new room, kept on this host: no room is there yet whose desk could hold
//! it.
//!
//! Apart from the screen's loop, because a disk may be slow: a thread of its own writes what came
//! last. What must stay true: a kill costs what was typed in the last 300 ms at most, the file is
//! this user's alone, and it goes with the room's beginning.

use std::fs::{self, DirBuilder};
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::console::start::form::Typed;

/// Its name, beside the desks.
const NAME: &str = "begin.toml";
/// How long is rested between two writes.
const REST: Duration = Duration::from_millis(200);

/// What is half typed, on its way to the disk.
#[derive(Debug)]
pub struct Form {
    file: PathBuf,
    writer: Option<(Sender<Typed>, JoinHandle<()>)>,
}

impl Form {
    /// In a folder that need not be there yet.
    pub fn open(folder: &Path) -> Self {
        Self { file: folder.join(NAME), writer: None }
    }

    /// What was kept last; nothing where that cannot be read.
    pub fn typed(&mut self) -> Typed {
        self.rest();
        let text = fs::read_to_string(&self.file).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    /// Keeps it; nothing typed leaves nothing.
    pub fn keep(&mut self, typed: Typed) {
        if self.writer.is_none() {
            let (tell, told) = channel();
            let file = self.file.clone();
            let write = thread::Builder::new().name("form".to_owned());
            // Without a thread nothing is kept, and the form is still there to be filled in.
            self.writer = write.spawn(move || write_all(&told, &file)).ok().map(|it| (tell, it));
        }
        if let Some((tell, _)) = &self.writer {
            // The writer ends with this, not before it.
            let _ = tell.send(typed);
        }
    }

    /// Waits until all of it is written.
    fn rest(&mut self) {
        if let Some((tell, writer)) = self.writer.take() {
            drop(tell);
            // It has nothing to tell.
            let _ = writer.join();
        }
    }
}

impl Drop for Form {
    fn drop(&mut self) {
        self.rest();
    }
}

/// Writes what came last, until nobody keeps anything any more.
fn write_all(told: &Receiver<Typed>, file: &Path) {
    while let Ok(first) = told.recv() {
        let last = told.try_iter().last().unwrap_or(first);
        // A convenience: what cannot be kept is on the screen.
        let _ = write(&last, file);
        thread::sleep(REST);
    }
}

fn write(typed: &Typed, file: &Path) -> std::io::Result<()> {
    if typed.is_empty() {
        return fs::remove_file(file);
    }
    let Some(folder) = file.parent() else { return Ok(()) };
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let text = toml::to_string(typed).map_err(std::io::Error::other)?;
    let mut made = tempfile::NamedTempFile::new_in(folder)?;
    made.write_all(text.as_bytes())?;
    made.as_file().sync_all()?;
    made.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Form, Typed};

    #[test]
    fn what_was_kept_last_comes_back_and_goes_with_the_beginning() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("desk");
        let typed = |title: &str| Typed::from([("Title".to_owned(), title.to_owned())]);
        let mut form = Form::open(&place);
        assert_eq!(form.typed(), Typed::new());
        for title in ["M", "My", "My \"secret\"\n title"] {
            form.keep(typed(title));
        }
        drop(form);
        let mut form = Form::open(&place);
        assert_eq!(form.typed(), typed("My \"secret\"\n title"));
        form.keep(Typed::new());
        assert_eq!(form.typed(), Typed::new());
        assert_eq!(std::fs::read_dir(&place).expect("a folder").count(), 0);
    }
}
