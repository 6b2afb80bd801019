//! Letters that stand in a text just so, in any case. Apart from [`super::fuzzy`], because each
//! letter that is typed may look through a hundred thousand lines: nothing is copied to compare.

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    lower: String,
    /// The place of the letter that is looked for first.
    anchor: usize,
}

/// Bytes that are compared at once.
const WIDE: usize = 16;
/// The most frequent characters of plain text, the rarest of them first.
const FREQUENT: &[u8] = b"vkbypgfwmucldrhs.0nioate ";

impl Literal {
    /// Takes the letters.
    pub fn new(letters: &str) -> Self {
        let lower = letters.to_lowercase();
        let frequency = |letter: u8| FREQUENT.iter().position(|known| *known == letter);
        let rarest = lower.bytes().enumerate().min_by_key(|(_, letter)| frequency(*letter));
        let anchor = rarest.map_or(0, |(place, _)| place);
        Self { lower, anchor }
    }

    /// Whether they stand in a text.
    pub fn is_in(&self, text: &str) -> bool {
        if self.lower.is_ascii() {
            self.is_in_bytes(text.as_bytes())
        } else {
            !text.is_ascii() && text.to_lowercase().contains(&self.lower)
        }
    }

    /// Whether they can stand only where `before` does.
    pub fn narrows(&self, before: &Self) -> bool {
        self.lower.contains(&before.lower)
    }

    fn is_in_bytes(&self, text: &[u8]) -> bool {
        let letters = self.lower.as_bytes();
        let Some(anchor) = letters.get(self.anchor) else { return true };
        let Some(last) = text.len().checked_sub(letters.len()) else { return false };
        let is_anchor = |byte: &u8| byte.to_ascii_lowercase() == *anchor;
        let stands_at = |start: usize| {
            let there = text.get(start..start + letters.len());
            there.is_some_and(|there| there.eq_ignore_ascii_case(letters))
        };
        // Where the anchor may stand: `text[start + self.anchor]` for every possible start.
        let anchors = &text[self.anchor..=last + self.anchor];
        let (wide, rest) = anchors.as_chunks::<WIDE>();
        let in_wide = (0..).step_by(WIDE).zip(wide).any(|(start, bytes)| {
            // Without an early end, so that the compiler compares them all at once.
            bytes.iter().fold(false, |any, byte| any | is_anchor(byte))
                && (start..).zip(bytes).any(|(at, byte)| is_anchor(byte) && stands_at(at))
        });
        let mut rest = (anchors.len() - rest.len()..).zip(rest);
        in_wide || rest.any(|(at, byte)| is_anchor(byte) && stands_at(at))
    }
}

#[cfg(test)]
mod tests {
    use super::Literal;

    #[test]
    fn letters_stand_where_the_lower_case_of_both_says() {
        let long = format!("{}db-7 TALKED to{}", "x".repeat(40), "y".repeat(33));
        let texts =
            ["", "d", "db", "DB-7 talked", "db-db-7 talked", "\u{da}tok na DB-7 ", &long, "  "];
        let wanted =
            ["d", "DB", "db-7 talked", "7 talked to", "y", "\u{fa}TOK", "tok n", " ", "yx"];
        for letters in wanted {
            for text in texts {
                let expected = text.to_lowercase().contains(&letters.to_lowercase());
                assert_eq!(Literal::new(letters).is_in(text), expected, "{letters:?} in {text:?}");
            }
        }
    }
}
