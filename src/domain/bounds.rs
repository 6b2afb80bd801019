//! How much the record takes: the sizes that `decide` holds everything to, so that no row is too
//! big to be read again.

use super::refusal::Refusal;

/// Bytes of an entry, with its quoted block.
pub(crate) const ENTRY_BYTES: usize = 64 * 1024;
/// Bytes of a draft's text.
pub(super) const DRAFT_BYTES: usize = 256 * 1024;
/// Characters of a name.
pub(super) const NAME_CHARS: usize = 200;
/// How many tags, mentions or ids one row bears.
pub(super) const MANY: usize = 1_000;

/// A text of at most `limit` bytes.
pub(super) fn text(what: &str, text: &str, limit: usize) -> Result<(), Refusal> {
    if text.len() > limit {
        return Err(Refusal::TooLong { what: what.to_owned(), limit: limit as u64 });
    }
    Ok(())
}

/// A text that says something, of an entry's size at most.
pub(super) fn needed(what: &str, words: &str) -> Result<(), Refusal> {
    if words.trim().is_empty() {
        return Err(Refusal::Empty { what: what.to_owned() });
    }
    text(what, words, ENTRY_BYTES)
}

/// A reason that says something.
pub(super) fn reason(of: &str, words: &str) -> Result<(), Refusal> {
    if words.trim().is_empty() {
        return Err(Refusal::ReasonNeeded { of: of.to_owned() });
    }
    text("the reason", words, ENTRY_BYTES)
}

/// A name that may be empty.
pub(super) fn label(what: &str, name: &str) -> Result<(), Refusal> {
    // Bytes bound characters from above, so most names are never counted.
    if name.len() > NAME_CHARS && name.chars().count() > NAME_CHARS {
        return Err(Refusal::TooLong { what: what.to_owned(), limit: NAME_CHARS as u64 });
    }
    Ok(())
}

/// A name that says something.
pub(super) fn name(what: &str, name: &str) -> Result<(), Refusal> {
    if name.trim().is_empty() {
        return Err(Refusal::Empty { what: what.to_owned() });
    }
    label(what, name)
}

/// A list that is not too long.
pub(super) fn many<T>(what: &str, list: &[T], limit: usize) -> Result<(), Refusal> {
    if list.len() > limit {
        return Err(Refusal::TooLong { what: what.to_owned(), limit: limit as u64 });
    }
    Ok(())
}
