//! Segments: what one console appends and nobody else writes, and how others read on in it.
//!
//! Apart, because nothing recorded is lost as long as this page is right: a line counts as written
//! after a sync that succeeded, and where it is found under its name; after a write that failed the
//! file is never touched again, since its end may be torn, and the next part is begun; a reader
//! takes whole lines only.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::ids::SessionId;

use super::folder::{self, Name};
use super::line;

/// The most that is read of one segment at once.
const AT_ONCE: usize = 1 << 20;

/// A console's own segment.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    session: SessionId,
    part: u32,
    file: Option<File>,
    /// The parts that it made, and how much of each is known to be written: what they hold is
    /// known here without reading them.
    made: Vec<(u32, u64)>,
    /// Whether the last lines may not be on the share.
    failed: bool,
}

/// Where lines were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The segment.
    pub of: Name,
    /// Where the first of them begins.
    pub from: u64,
    /// Where the last ends.
    pub to: u64,
}

impl Writer {
    /// Nothing is made before the first line. `first` is the first part's number: larger than any
    /// that was used before, also where those were removed, as others remember how far they read.
    pub const fn new(folder: PathBuf, session: SessionId, first: u32) -> Self {
        Self { folder, session, part: first, file: None, made: Vec::new(), failed: false }
    }

    /// Appends whole lines; they are on the share's disk when this returns. After an error they may
    /// be there or not: sending them again is safe.
    pub fn append(&mut self, lines: &str) -> io::Result<Written> {
        let written = self.write(lines);
        self.failed = written.is_err();
        if written.is_err() && self.file.take().is_some() {
            self.part += 1;
        }
        written
    }

    fn write(&mut self, lines: &str) -> io::Result<Written> {
        let file = if let Some(file) = &mut self.file {
            file
        } else {
            let made = self.begin()?;
            self.file.insert(made)
        };
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        let made = self.made.last_mut().ok_or(io::ErrorKind::NotFound)?;
        made.1 += lines.len() as u64;
        let (part, to) = *made;
        // Where the folder was put back from a copy, the open file has no name, and no reader.
        let (_, size) = folder::open_fresh(&self.path(self.part))?;
        if size < to {
            return Err(io::Error::other("one's own segment was replaced"));
        }
        Ok(Written { of: self.name(part), from: to - lines.len() as u64, to })
    }

    fn begin(&mut self) -> io::Result<File> {
        loop {
            let made = OpenOptions::new()
                .append(true)
                .create_new(true)
                .mode(folder::mode_in(&self.folder))
                .open(self.path(self.part));
            match made {
                // Made by a try whose answer was lost.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.part += 1,
                Err(error) => return Err(error),
                Ok(file) => {
                    self.made.push((self.part, 0));
                    folder::sync(&self.folder)?;
                    return Ok(file);
                }
            }
        }
    }

    /// Whether the last lines that it was given may not be on the share.
    pub const fn has_failed(&self) -> bool {
        self.failed
    }

    /// Whether one of its segments is not among these names: somebody has removed it, and what is
    /// appended to it goes nowhere.
    pub fn lacks(&self, names: &[Name]) -> bool {
        self.made.iter().any(|(part, _)| !names.contains(&self.name(*part)))
    }

    /// Whether one of its segments is shorter than what was written to it. What cannot be looked
    /// at is not.
    pub fn was_cut(&self) -> bool {
        self.made.iter().any(|(part, written)| {
            folder::open_fresh(&self.path(*part)).is_ok_and(|(_, size)| size < *written)
        })
    }

    /// Whether a segment of this session is its own.
    pub fn is_of(&self, session: &SessionId) -> bool {
        self.session == *session
    }

    /// Whether it wrote all that such a segment holds: after a write that failed, more may lie
    /// there than is known.
    pub fn knows_all_of(&self, session: &SessionId, part: u32, size: u64) -> bool {
        self.session == *session && self.made.contains(&(part, size))
    }

    /// A segment was rewritten: where it is its own, what follows goes into another.
    pub fn was_rewritten(&mut self, session: &SessionId, part: u32, new: u32) {
        if let Some(made) = self.made.iter_mut().find(|(made, _)| *made == part)
            && self.session == *session
        {
            // How long it is, whoever rewrote it knows.
            *made = (new, 0);
            if part == self.part && self.file.take().is_some() {
                self.part += 1;
            }
        }
    }

    fn path(&self, part: u32) -> PathBuf {
        self.folder.join(self.name(part).to_string())
    }

    fn name(&self, part: u32) -> Name {
        Name::Segment { session: self.session.clone(), part }
    }

    /// Whether it made this segment; one that its session had made before it came is not its own.
    pub fn has_made(&self, session: &SessionId, part: u32) -> bool {
        self.session == *session && self.made.iter().any(|(made, _)| *made == part)
    }
}

/// How far somebody's segment was read.
#[derive(Debug, Default)]
pub struct Reader {
    offset: u64,
    /// Whether a line is only said to end there.
    unproved: bool,
}

/// What one reading brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Whole lines, without their ends.
    pub lines: Vec<String>,
    /// Whether more may be there now.
    pub more: bool,
    /// Whether less is there than was read before.
    pub cut: bool,
}

impl Reader {
    /// What comes before that was read by somebody who says so.
    pub const fn from(offset: u64) -> Self {
        Self { offset, unproved: offset > 0 }
    }

    /// Where it reads on.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads on. A line that is not whole is left for the next time.
    pub fn read_on(&mut self, path: &Path) -> io::Result<Read> {
        if self.unproved {
            let (end, _) = folder::read_after(path, self.offset - 1, 1)?;
            if end != b"\n" {
                return Ok(Read { cut: true, ..Read::default() });
            }
            self.unproved = false;
        }
        let (bytes, size) = folder::read_after(path, self.offset, AT_ONCE)?;
        let cut = size < self.offset;
        let more = bytes.len() == AT_ONCE;
        let mut lines = Vec::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(text) = line.strip_suffix(b"\n").and_then(|line| str::from_utf8(line).ok())
            else {
                break;
            };
            if !line::is_whole(text) {
                break;
            }
            self.offset += line.len() as u64;
            lines.push(text.to_owned());
        }
        Ok(Read { more: more && !lines.is_empty(), lines, cut })
    }

    /// Whether anything was read of it.
    pub const fn has_read(&self) -> bool {
        self.offset > 0
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::io::Write as _;

    use super::{Read, Reader, Writer, folder};
    use crate::domain::ids::SessionId;

    /// A line of this form, whatever it says.
    fn line(json: &str) -> String {
        use sha2::{Digest as _, Sha256};
        let sum = crate::store::chain::hex(&Sha256::digest(json)[..8]);
        format!("{sum} {json}\n")
    }

    #[test]
    fn a_reader_takes_whole_lines_only_and_reads_on_where_it_stopped() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("segment-s-1");
        let (first, second) = (line("1"), line("\"two\""));
        let (start, rest) = second.split_at(9);
        let mut reader = Reader::default();

        fs::write(&path, format!("{first}{start}")).expect("a torn line");
        let read = reader.read_on(&path).expect("a segment");
        assert_eq!(read.lines, [first.trim_end()]);

        let mut file = OpenOptions::new().append(true).open(&path).expect("the segment");
        file.write_all(rest.as_bytes()).expect("its rest");
        assert_eq!(reader.read_on(&path).expect("a segment").lines, [second.trim_end()]);
        assert_eq!(reader.read_on(&path).expect("a segment").lines, [""; 0]);
    }

    #[test]
    fn who_begins_in_the_midst_begins_after_a_line_or_not_at_all() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("segment-s-1");
        let (first, second) = (line("1"), line("2"));
        fs::write(&path, format!("{first}{second}")).expect("two lines");
        let at = first.len() as u64;
        let read = Reader::from(at).read_on(&path).expect("a segment");
        assert_eq!((read.lines.len(), read.cut), (1, false));
        // Cut and written on since, by whatever means.
        for from in [1, at - 1, at + 1, 10 * at, u64::MAX] {
            let read = Reader::from(from).read_on(&path).expect("a segment");
            assert!(read.cut && read.lines.is_empty(), "{from}");
        }
        let mut at_end = Reader::from(2 * at);
        assert_eq!(at_end.read_on(&path).expect("a segment"), Read::default());
    }

    #[test]
    fn a_writer_knows_what_it_wrote_and_not_what_failed() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let session = SessionId::new("s");
        let mut writer = Writer::new(folder.path().to_owned(), session.clone(), 1);
        let written = writer.append(&line("1")).expect("a line");
        assert!(writer.knows_all_of(&session, 1, written.to));
        // A line got there whose write failed.
        assert!(!writer.knows_all_of(&session, 1, 2 * written.to));
        writer.was_rewritten(&session, 1, 1_000_001);
        assert!(!writer.knows_all_of(&session, 1_000_001, written.to));
    }

    #[test]
    fn a_segment_that_was_removed_is_missed() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let mut writer = Writer::new(folder.path().to_owned(), SessionId::new("s"), 1);
        assert!(!writer.lacks(&[]));
        writer.append(&line("1")).expect("a line");
        let listed = || folder::list(folder.path()).expect("a folder");
        assert!(!writer.lacks(&listed()));
        fs::remove_file(folder.path().join("segment-s-1")).expect("removed");
        assert!(writer.lacks(&listed()));
    }

    #[test]
    fn what_goes_into_a_file_that_lost_its_name_is_not_written() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let mut writer = Writer::new(folder.path().to_owned(), SessionId::new("s"), 1);
        writer.append(&line("1")).expect("a line");
        let path = folder.path().join("segment-s-1");
        fs::rename(&path, folder.path().join("aside")).expect("moved");
        fs::copy(folder.path().join("aside"), &path).expect("put back");
        writer.append(&line("2")).expect_err("nobody reads it");
        writer.append(&line("2")).expect("a line in the next part");
        assert_eq!(fs::read_to_string(&path).expect("part 1"), line("1"));
        let next = fs::read_to_string(folder.path().join("segment-s-2")).expect("part 2");
        assert_eq!(next, line("2"));
    }

    #[test]
    fn after_a_failure_the_next_part_is_begun() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let mut writer = Writer::new(folder.path().to_owned(), SessionId::new("s"), 1);
        writer.append(&line("1")).expect("a line");
        // A device that is always full stands for a disk that is.
        writer.file = Some(OpenOptions::new().write(true).open("/dev/full").expect("a full disk"));
        writer.append(&line("2")).expect_err("it is full");
        writer.append(&line("2")).expect("a line in the next part");
        let part = |part| fs::read_to_string(folder.path().join(format!("segment-s-{part}")));
        assert_eq!(part(1).expect("part 1"), line("1"));
        assert_eq!(part(2).expect("part 2"), line("2"));
    }
}
