//! The chain that makes a silent change show: two SHA-256 sums for each row. Separate because
//! anybody must be able to recompute them with a script of their own; **what is written here never
//! changes within format version 1**.
//!
//! `F(x)` is the length of `x` in bytes as eight bytes, big end first, followed by `x` itself. Text
//! is UTF-8; a number is its decimal digits (`-` before a negative one). `‖` joins.
//!
//! ```text
//! digest = SHA-256( F(salt) ‖ F(body) )
//! hash   = SHA-256( F("allhands 1") ‖ F(prev) ‖ F(seq) ‖ F(id) ‖ F(session) ‖ F(submission)
//!                   ‖ F(part) ‖ F(author) ‖ F(department) ‖ F(occurred_at) ‖ F(recorded_at)
//!                   ‖ F(shared_at) ‖ F(kind) ‖ F(digest) )
//! ```
//!
//! `prev` is the `hash` of the row before, 32 zero bytes in row 1. All names are columns of the
//! table `event`, as stored. Body and salt enter through `digest` only: a redaction blanks both,
//! and the chain still holds; the salt, which goes with them, keeps a blanked short text from being
//! guessed.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::codec::RowRef;

/// A sum: of a row, or of its body.
pub type Hash = [u8; 32];

/// What row 1 carries as the hash of the row before.
pub const FIRST: Hash = [0; 32];

/// The first field of every hash: which list of columns follows.
const VERSION: &[u8] = b"allhands 1";

/// The sum of what may be redacted.
pub fn digest(salt: &[u8], body: &str) -> Hash {
    let mut sum = Sha256::new();
    field(&mut sum, salt);
    field(&mut sum, body.as_bytes());
    sum.finalize().into()
}

/// The sum of everything else in a row, and of the row before.
pub fn hash(row: &RowRef<'_>) -> Hash {
    let mut sum = Sha256::new();
    field(&mut sum, VERSION);
    field(&mut sum, row.prev);
    number(&mut sum, row.seq);
    field(&mut sum, row.id.as_bytes());
    field(&mut sum, row.session.as_bytes());
    number(&mut sum, row.submission);
    number(&mut sum, row.part);
    field(&mut sum, row.author.as_bytes());
    field(&mut sum, row.department.as_bytes());
    number(&mut sum, row.occurred_at);
    number(&mut sum, row.recorded_at);
    number(&mut sum, row.shared_at);
    field(&mut sum, row.kind.as_bytes());
    field(&mut sum, row.digest);
    sum.finalize().into()
}

fn field(sum: &mut Sha256, bytes: &[u8]) {
    sum.update((bytes.len() as u64).to_be_bytes());
    sum.update(bytes);
}

fn number(sum: &mut Sha256, number: i64) {
    field(sum, number.to_string().as_bytes());
}

/// Bytes as people and scripts write them: lower-case digits, 64 for a sum.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads [`hex`], in either case.
pub fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.len() % 2 == 1 {
        return None;
    }
    let byte = |pair: &[u8]| {
        let [high, low] = [pair[0], pair[1]].map(|digit| char::from(digit).to_digit(16));
        u8::try_from(high? * 16 + low?).ok()
    };
    digits.chunks_exact(2).map(byte).collect()
}

/// Reads a sum as [`hex`] writes it.
pub fn parse_sum(text: &str) -> Option<Hash> {
    parse_hex(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::{digest, hex, parse_hex, parse_sum};

    #[test]
    fn a_sum_is_written_and_read_again() {
        let sum = digest(&[7; 16], "{}");
        assert_eq!(parse_sum(&hex(&sum)), Some(sum));
        assert_eq!(parse_sum(&hex(&sum).to_uppercase()), Some(sum));
        for wrong in ["", "00", &"0".repeat(63), &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(parse_sum(wrong), None, "{wrong}");
        }
        assert_eq!(parse_hex("00fF"), Some(vec![0, 255]));
    }

    #[test]
    fn lengths_keep_fields_apart() {
        assert_ne!(digest(b"ab", "c"), digest(b"a", "bc"));
    }
}
