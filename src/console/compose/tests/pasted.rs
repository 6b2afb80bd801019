//! Pasted text and the word at the cursor: what is not read as a line. Apart from the grammar's
//! tables.

use super::*;

#[test]
fn what_was_pasted_is_never_grammar() {
    let room = room();
    let read_with =
        |text: &str, pasted: &[Range<usize>]| match read(Line { text, pasted }, &room.context()) {
            Reading::Ready(ready) => ready.parts,
            other => panic!("{text:?} reads as {other:?}"),
        };
    for text in [
        "> @infra go in 5m",
        "% x #tag",
        "14:05 x",
        "03/04/2026 x",
        " x",
        "> ",
        "<",
        "! a because b",
    ] {
        let parts = read_with(text, &whole(text));
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].kind, EntryKind::Note, "{text:?}");
        assert_eq!(parts[0].handling, Handling::Open);
        assert_eq!(parts[0].occurred_at, room.now);
        assert!(parts[0].tags.is_empty() && parts[0].mentions.is_empty());
    }
    let typed_then_pasted = "> @infra run rm #x by 16:00";
    let parts = read_with(typed_then_pasted, std::slice::from_ref(&(13..typed_then_pasted.len())));
    assert_eq!(parts[0].kind, EntryKind::Order { to: Some(lane("infra")), due: None });
    assert_eq!(parts[0].text, "run rm #x by 16:00");
    assert_eq!(room.read("% ~ bad #news").shielded(), "reads: privileged (%: dots) · assessment");
    assert_eq!(
        room.read("% 03/04/2026 bad").shielded(),
        "not yet recordable · lift the shield to see why"
    );
    assert_eq!(
        room.read("%% > @infra @legal keep ACME's mail #acme in 20m").shielded(),
        "reads: restricted (%%: dots) · 2 orders: to Infra, to Legal · due 15:25 CET Sun 22 Nov, \
         in 20m"
    );
    // Who asks, and what is a fact, is part of what is said.
    for text in ["% < ACME asks: is it true? by 16:00", "% = suspect the night shift"] {
        let shown = room.read(text).shielded();
        assert!(!shown.contains("ACME") && !shown.contains("suspect"), "{shown}");
    }
    // From the first keystroke on, nobody is told to lift the shield for a line that is not whole.
    for begun in ["%", "%%", "% ", "% =", "% >"] {
        assert_eq!(room.read(begun).shielded(), "dots to the room, because of % · go on typing");
    }
    assert!(is_private(Line::typed("%")));
    assert!(!is_private(Line { text: "% x", pasted: &[Range { start: 0, end: 3 }] }));
}

#[test]
fn a_pasted_block_is_one_entry_or_many() {
    let room = room();
    let block = "\n14:00 first\r\n  > second\n\nlast\n";
    assert!(many_lines(block) && !many_lines("one\n") && !many_lines(""));
    let one = as_one(block, &room.context()).unwrap();
    assert_eq!(one.parts[0].text, "14:00 first");
    assert_eq!(one.parts[0].quote.as_deref(), Some("  > second\n\nlast\n"));
    assert_eq!(one.words, "note, as pasted · +3 lines quoted · now 15:05 CET");
    assert_eq!(as_one(" \n\n", &room.context()), None);
    assert_eq!(as_one("x", &room.context()).unwrap().parts[0].quote, None);

    let many = as_lines("14:00 first\n> second\n\n03/04/2026 odd\n", &room.context());
    let texts: Vec<&str> = many.ready.parts.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(texts, ["first", "> second", "03/04/2026 odd"]);
    assert_eq!(many.ready.parts[0].occurred_at, at("2026-11-22T13:00:00Z"));
    assert_eq!((many.timed, many.unread.len(), many.unread[0].0), (1, 1, 4));
    assert!(many.ready.parts.iter().all(|part| part.kind == EntryKind::Note));
}

#[test]
fn words_at_the_cursor_are_completed() {
    let room = room();
    for (typed, range, inserts) in [
        ("> @in", 2..5, &["@infra"][..]),
        ("> @op", 2..5, &["@infra"]),
        ("@am", 0..3, &["@amara"]),
        ("@\"Jan N", 0..7, &["@\"Jan Novák\""]),
        ("see #ph", 4..7, &["#phishing"]),
        ("= aff", 2..5, &["affected_customers"]),
        ("% = ", 4..4, &["affected_customers"]),
        (
            "@",
            0..1,
            &[
                "@infra",
                "@legal",
                "@security",
                "@dana",
                "@amara",
                "@\"Jan Novák\"",
                "@\"Jan Dvořák\"",
            ],
        ),
    ] {
        let found = complete(Line::typed(typed), typed.len(), &room.context()).unwrap();
        assert_eq!(found.range, range, "{typed:?}");
        let got: Vec<&str> = found.candidates.iter().map(|one| one.insert.as_str()).collect();
        assert_eq!(got, inserts, "{typed:?}");
    }
    for typed in ["", "plain", "a@b", "@zzz", "= a b"] {
        assert_eq!(complete(Line::typed(typed), typed.len(), &room.context()), None, "{typed:?}");
    }
    assert_eq!(complete(Line::typed("@é"), 2, &room.context()), None);
}
