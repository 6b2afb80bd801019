//! Writing, undoing and finding, as somebody at the keyboard does.
#![expect(clippy::unwrap_used, reason = "a test may")]

use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn typed(buffer: &mut Buffer, words: &str, seconds: i64) {
    for letter in words.chars() {
        buffer.typed(&letter.to_string(), at(seconds)).unwrap();
    }
}

#[test]
fn undo_goes_back_by_words_and_pauses() {
    let mut buffer = Buffer::new("");
    typed(&mut buffer, "we know little ", 0);
    typed(&mut buffer, "yet", 10);
    for left in ["we know little ", "we know ", "we ", ""] {
        assert!(buffer.undo());
        assert_eq!(buffer.text(), left);
    }
    assert!(!buffer.undo());
    while buffer.redo() {}
    assert_eq!((buffer.text().as_str(), buffer.words()), ("we know little yet", 4));
}

#[test]
fn a_paste_and_a_replaced_selection_are_one_step() {
    let mut buffer = Buffer::new("old words");
    buffer.go(CursorMove::End, true);
    buffer.typed("x", at(0)).unwrap();
    buffer.paste("a\r\nb\rc\u{1b}[31m", at(0)).unwrap();
    assert_eq!(buffer.text(), "xa\nb\nc␛[31m");
    buffer.undo();
    assert_eq!(buffer.text(), "x");
    buffer.undo();
    assert_eq!(buffer.text(), "old words");
}

#[test]
fn a_text_of_one_long_line_is_replaced_whole_and_undone_to_its_place() {
    let long = "lorem ipsum ".repeat(6_000);
    let mut buffer = Buffer::new(&long);
    buffer.jump_to_byte(long.len() - 3);
    assert_eq!(buffer.byte(), long.len() - 3, "beyond what a jump of the area reaches");
    assert!(buffer.take_over("short text only\n", at(0)));
    assert_eq!(buffer.text(), "short text only");
    assert!(buffer.undo());
    assert!(!buffer.differs_from(&long));
    assert_eq!(buffer.byte(), long.len() - 3);
    let many = "\n".repeat(70_000);
    let mut buffer = Buffer::new(&many);
    buffer.jump_to_byte(69_000);
    assert_eq!(buffer.byte(), 69_000);
    buffer.replace_all("one", at(0));
    assert_eq!(buffer.text(), "one");
}

#[test]
fn what_is_cut_can_be_put_back() {
    let mut buffer = Buffer::new("one two");
    buffer.mark();
    buffer.go(CursorMove::WordForward, false);
    assert_eq!(buffer.copy().as_deref(), Some("one "));
    buffer.go(CursorMove::End, false);
    assert_eq!(buffer.put_back(at(0)), Ok(true));
    assert_eq!(buffer.text(), "one twoone ");
    assert!(buffer.cut(at(5)));
    assert_eq!(buffer.text(), "one ");
}

#[test]
fn one_backspace_takes_one_character_as_seen() {
    let mut buffer = Buffer::new("x👨\u{200d}👩\u{200d}👧e\u{301}");
    buffer.go(CursorMove::End, false);
    buffer.backspace(at(0));
    assert_eq!(buffer.text(), "x👨\u{200d}👩\u{200d}👧");
    buffer.backspace(at(0));
    assert_eq!(buffer.text(), "x");
    buffer.undo();
    assert_eq!(buffer.text(), "x👨\u{200d}👩\u{200d}👧e\u{301}");
}

#[test]
fn words_are_found_as_they_are() {
    let mut buffer = Buffer::new("a.b\nAxB\nA.B (twice)");
    assert!(buffer.search(Some("a.b")) && buffer.is_searching());
    assert_eq!(buffer.cursor(), (0, 0));
    assert!(buffer.next_place());
    assert_eq!(buffer.cursor(), (2, 0));
    assert!(!buffer.search(Some("(thrice)")));
    buffer.search(None);
    assert!(!buffer.is_searching());
}

#[test]
fn what_would_not_fit_is_not_put_in() {
    let mut buffer = Buffer::new("kept");
    assert!(buffer.paste(&"x".repeat(TEXT_MAX), at(0)).is_err());
    assert_eq!(buffer.text(), "kept");
    assert!(!buffer.undo());
}

proptest! {
    #[test]
    fn no_edit_panics_and_undo_leads_back(
        words in "(\\PC|\n| ){0,40}",
        edits in prop::collection::vec((0_u8..9, "(\\PC|\n| ){0,6}"), 0..40),
    ) {
        let mut buffer = Buffer::new(&words);
        let began = buffer.text();
        for (place, (kind, words)) in edits.into_iter().enumerate() {
            let now = at(i64::try_from(place).unwrap());
            match kind {
                0 => drop(buffer.typed(&words, now)),
                1 => drop(buffer.paste(&words, now)),
                2 => drop(buffer.backspace(now)),
                3 => drop(buffer.delete(now)),
                4 => buffer.go(CursorMove::Up, false),
                5 => buffer.go(CursorMove::Back, true),
                6 => buffer.mark(),
                7 => drop(buffer.cut(now)),
                _ => buffer.jump_to_byte(words.len()),
            }
            prop_assert!(buffer.byte() <= buffer.text().len());
        }
        while buffer.undo() {}
        prop_assert_eq!(buffer.text(), began);
    }
}
