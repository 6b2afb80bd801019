//! One line of what is piped in, at a time and within bounds.
//!
//! Separate because keyboard, `log` and `import` all read lines, and a line without an end must
//! not fill the memory of any of them. What must stay true: a line that is cut is longer than
//! anything the record takes, so nobody records the half of it; and the next line stands alone.

use std::io::{self, BufRead, Read};

/// A line may have so many bytes; what follows is passed over, and the record refuses the rest.
pub const LINE_BYTES: usize = 1 << 20;

/// Reads the next line into `bytes`, without its end (`\n` or `\r\n`). Says whether there was one.
pub fn read_line(from: &mut impl BufRead, bytes: &mut Vec<u8>) -> io::Result<bool> {
    bytes.clear();
    let limit = u64::try_from(LINE_BYTES).unwrap_or(u64::MAX);
    if from.by_ref().take(limit).read_until(b'\n', bytes)? == 0 {
        return Ok(false);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if bytes.len() == LINE_BYTES {
        pass_over(from)?;
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(true)
}

/// Reads past the rest of a line that is too long.
fn pass_over(from: &mut impl BufRead) -> io::Result<()> {
    loop {
        let bytes = match from.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (many, last) = end.map_or((bytes.len(), bytes.is_empty()), |at| (at + 1, true));
        from.consume(many);
        if last {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut from: &[u8]) -> Vec<Vec<u8>> {
        let (mut lines, mut bytes) = (Vec::new(), Vec::new());
        while read_line(&mut from, &mut bytes).expect("memory can be read") {
            lines.push(bytes.clone());
        }
        lines
    }

    #[test]
    fn lines_come_without_their_ends_and_whole() {
        let lines = all(b" one \t\r\n\n\r\nlast");
        assert_eq!(lines, [&b" one \t"[..], b"", b"", b"last"]);
        assert!(all(b"").is_empty());
    }

    #[test]
    fn a_line_without_end_is_cut_and_the_next_one_stands_alone() {
        let mut bytes = vec![b'x'; 2 * LINE_BYTES + 5];
        bytes.extend(b"\nnext\n");
        let lines = all(&bytes);
        assert_eq!((lines[0].len(), lines[1].as_slice()), (LINE_BYTES, &b"next"[..]));
        // One that fills it to the last byte loses nothing.
        let mut bytes = vec![b'x'; LINE_BYTES];
        bytes.extend(b"\nnext\n");
        assert_eq!(all(&bytes)[1], b"next");
    }
}
