//! The SHA-256 of a text, by which an approval names the words that it is about.
//!
//! In the domain, and so computed here, because rules rest on it: what is approved is judged where
//! the words are put together. A digest is a pure function of bytes. What must stay true: it is the
//! digest of the very text that is copied or exported, so that `sha256sum` gives the same.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ids::id;

id!(
    /// A SHA-256 in hexadecimal, lower case.
    Digest
);

impl Digest {
    /// The digest of a text as it stands, in UTF-8.
    pub fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    /// The digest of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::of_sum(&Sha256::digest(bytes))
    }

    /// The digest that these bytes are, computed elsewhere piece by piece.
    pub fn of_sum(sum: &[u8]) -> Self {
        let mut hex = String::with_capacity(64);
        for byte in sum {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self::new(hex)
    }

    /// Enough of it to tell two texts apart by eye: the first twelve digits.
    pub fn short(&self) -> &str {
        self.as_str().get(..12).unwrap_or(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn it_is_what_sha256sum_says() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::of("").as_str(), empty);
        assert_eq!(Digest::of("abc").short(), "ba7816bf8f01");
    }
}
