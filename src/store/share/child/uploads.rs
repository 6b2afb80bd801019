//! Copies to the share and from it that are under way, one after the other. Apart from the serving,
//! because each goes on a piece at a time between other work, and because two things must stay true
//! of every one that goes there: what it holds lies in the segments, and nobody keeps the room
//! since.

use std::io;
use std::path::PathBuf;

use crate::store::share::copy::Upload;
use crate::store::share::stood::Stood;
use crate::store::share::unwritten::Unwritten;
use crate::store::share::wire::{self, Tell, Token};

use super::Child;

impl Child {
    /// Begins a copy. It holds what was answered: where that may not lie on the share, it never
    /// happened, and is not shown to people either.
    pub(super) fn begin_upload(
        &self,
        token: Token,
        from: PathBuf,
        term: Option<u64>,
        base: Option<PathBuf>,
    ) -> io::Result<Upload> {
        let upload = Upload::begin(token, from, &self.path, base, term)?;
        if self.writer.has_failed() {
            return Err(io::Error::other("what was written last may not be on the share"));
        }
        Ok(upload)
    }

    /// Goes on with the first copy that is under way, and tells what came of it.
    pub(super) fn upload(&mut self) -> io::Result<()> {
        let Some((token, done)) = self.go_on_with_upload() else { return Ok(()) };
        wire::send(&mut self.console, &Tell::Published(token, done))
    }

    /// Goes on with the first copy to this host, and tells what came of it.
    pub(super) fn download(&mut self) -> io::Result<()> {
        let Some(download) = self.downloads.front_mut() else { return Ok(()) };
        let done = match download.go_on() {
            Ok(false) => return Ok(()),
            Ok(true) => Ok(()),
            Err(error) => Err(error.to_string()),
        };
        let token = download.token();
        self.downloads.pop_front();
        wire::send(&mut self.console, &Tell::Fetched(token, done))
    }

    /// Finishes all of them for a console that has left: it need not hear of it.
    pub(super) fn finish_uploads(&mut self) {
        while !self.uploads.is_empty() {
            self.go_on_with_upload();
        }
    }

    fn go_on_with_upload(&mut self) -> Option<(Token, Result<Stood, Unwritten>)> {
        let upload = self.uploads.first_mut()?;
        let done = match upload.go_on(self.published.as_ref()) {
            Ok(false) => return None,
            Ok(true) => Ok(upload.stood()),
            Err(error) => Err(Unwritten::of(&error, &self.folder)),
        };
        if done.is_ok() {
            self.published = upload.published();
        }
        Some((self.uploads.remove(0).token(), done))
    }
}

#[cfg(test)]
mod tests;
