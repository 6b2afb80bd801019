//! What holds for any line whatever. Apart, because these are promises and not examples.

use proptest::prelude::*;

use super::*;

/// Pieces of the grammar in any order, among odd characters.
fn anything() -> impl Strategy<Value = String> {
    let pieces = [
        "> ",
        "? ",
        "! ",
        "~ ",
        "= ",
        "< ",
        "% ",
        "%% ",
        " ",
        "14:05",
        "14:05Z",
        "-15m",
        "15m ago",
        "yesterday ",
        "2026-11-22",
        "2026-10-25 02:30",
        "03/04/2026",
        "@infra",
        "@legal:",
        "@\"Amara Okafor\"",
        "@\"",
        "@zzz",
        "#tag",
        "#",
        " in 20m",
        " by 15:00",
        " until ",
        " because ",
        " told ",
        " asks: ",
        ": ",
        "\n",
        "\u{202e}",
        "é",
        "東",
        "\u{301}",
        "−",
        "9999-12-31",
        "0001-01-01",
        "-999999d",
        "password=",
        "AKIA",
        "and ",
        ", ",
        ".",
        "CET ",
        "x y",
    ];
    let piece = prop_oneof![
        6 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn reading_never_panics(
        text in anything(),
        zone in 0..chrono_tz::TZ_VARIANTS.len(),
        now in any::<i64>(),
        cut in 0_usize..40,
    ) {
        let mut room = room();
        (room.zone, room.now) = (chrono_tz::TZ_VARIANTS[zone], Timestamp::from_millis(now));
        let _ = room.read(&text).sentence();
        let _ = without_secrets(&text);
        let _ = as_lines(&text, &room.context());
        let _ = complete(Line::typed(&text), cut, &room.context());
        let pasted = cut / 2..cut;
        let _ = read(Line { text: &text, pasted: std::slice::from_ref(&pasted) }, &room.context());
    }

    #[test]
    fn plain_text_is_kept_as_it_is(text in anything()) {
        let typed = format!(" {text}");
        match room().read(&typed) {
            Reading::Ready(ready) => {
                prop_assert_eq!(&ready.parts[0].text, &text);
                prop_assert_eq!(&ready.parts[0].kind, &EntryKind::Note);
            }
            other => prop_assert!(text.trim().is_empty(), "{:?}", other),
        }
    }

    #[test]
    fn pasted_text_stays_a_note(text in anything()) {
        let room = room();
        let pasted = whole(&text);
        match read(Line { text: &text, pasted: &pasted }, &room.context()) {
            Reading::Ready(ready) => {
                prop_assert_eq!(ready.parts.len(), 1);
                let expected = plain(&ready.parts[0].text, &room.context());
                prop_assert_eq!(&ready.parts[0], &expected);
                prop_assert_eq!(ready.parts[0].text.trim(), text.trim());
            }
            other => prop_assert!(text.trim().is_empty(), "{:?}", other),
        }
    }

    #[test]
    fn no_word_is_lost(before in anything(), after in anything()) {
        let text = format!("{before} zebra {after}");
        if let Reading::Ready(ready) = room().read(&text) {
            prop_assert!(format!("{:?}", ready.parts).contains("zebra"), "{:?}: {:?}", text, ready);
            let kept = ready.parts[0].text.trim_end_matches(['.', '?', '!']);
            prop_assert!(text.contains(kept), "{:?} from {:?}", kept, text);
        }
    }
}
