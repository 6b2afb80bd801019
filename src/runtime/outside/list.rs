//! A list of recipients in a file: its digest and how many lines it has. The list itself is read
//! piece by piece and kept nowhere.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use rustix::fs::OFlags;
use sha2::{Digest as _, Sha256};

use crate::domain::digest::Digest;
use crate::domain::event::RecipientList;

/// The longest list that is counted.
const BYTES_MAX: u64 = 1024 * 1024 * 1024;
const PIECE: usize = 64 * 1024;

/// What tells the list in this file apart; or why it cannot be read, and what to do.
pub fn count(path: &str) -> Result<RecipientList, String> {
    let unread = |error: io::Error| {
        let why = crate::text::unnumbered(&error.to_string());
        format!("{path} cannot be read ({why}).")
    };
    let mut file = open(path).map_err(unread)?;
    let about = file.metadata().map_err(unread)?;
    if !about.is_file() {
        return Err(format!("{path} is no file."));
    }
    if about.len() > BYTES_MAX {
        return Err(format!("{path} has over 1 GB; type list and its SHA-256 instead."));
    }
    let (mut sum, mut lines, mut said) = (Sha256::new(), 0_u64, false);
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).map_err(unread)?;
        if read == 0 {
            break;
        }
        sum.update(&piece[..read]);
        for byte in &piece[..read] {
            if *byte == b'\n' {
                lines += u64::from(std::mem::take(&mut said));
            } else {
                said |= !byte.is_ascii_whitespace();
            }
        }
    }
    lines += u64::from(said);
    Ok(RecipientList { digest: Digest::of_sum(&sum.finalize()), lines })
}

fn open(path: &str) -> io::Result<File> {
    let path = match (path.strip_prefix("~/"), env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(path),
    };
    // A pipe must not keep the thread.
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn lines_that_say_something_are_counted_and_every_byte_is_summed() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("list.csv");
        let name = path.to_str().expect("UTF-8");
        for (text, lines) in
            [("", 0), ("a@x\nb@x\n", 2), ("a@x\n\n  \r\nb@x", 2), ("a@x\r\nb@x\r\n", 2)]
        {
            std::fs::write(&path, text).expect("written");
            let list = count(name).expect("a list");
            assert_eq!(list.lines, lines, "{text:?}");
            assert_eq!(list.digest, crate::domain::digest::Digest::of(text));
        }
        let folder = folder.path().to_str().expect("UTF-8");
        assert_eq!(count(folder), Err(format!("{folder} is no file.")));
        let missing = format!("{folder}/none");
        assert!(count(&missing).is_err_and(|why| why.contains("cannot be read")));
    }
}
