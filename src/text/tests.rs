//! Hostile text through every sink, as tables and as properties. Apart from the code, because every
//! sink is held to the same list.
#![expect(clippy::unwrap_used, reason = "a test may")]

use proptest::prelude::*;

use super::class::{Class, class};
use super::*;

/// Raw text, and what a cell shows.
const CELLS: &[(&str, &str)] = &[
    ("", ""),
    ("db-7 talked to 203.0.113.9", "db-7 talked to 203.0.113.9"),
    ("Zdeněk, Ørsted, 東京, Ελλάδα", "Zdeněk, Ørsted, 東京, Ελλάδα"),
    ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
    ("\x1b]0;owned\x07", "␛]0;owned␇"),
    ("a\x00b\x7fc", "a␀b␡c"),
    ("\u{9b}2J\u{9d}0;x\u{9c}\u{85}", "<CSI>2J<OSC>0;x<ST><NEL>"),
    ("two\nlines\r\nhere", "two␊lines␍␊here"),
    ("a\tb", "a   b"),
    ("abcd\tb", "abcd    b"),
    ("東\tb", "東  b"),
    ("\t\t.", "        ."),
    ("invoice\u{202e}fdp.exe", "invoice<RLO>fdp.exe"),
    ("\u{2066}x\u{2069}\u{200f}\u{61c}", "<LRI>x<PDI><RLM><ALM>"),
    ("pass\u{200b}word", "pass<ZWSP>word"),
    ("pass\u{ad}word\u{2060}\u{feff}", "pass<SHY>word<WJ><BOM>"),
    ("a\u{200d}b\u{200c}c", "a<ZWJ>b<ZWNJ>c"),
    ("\u{200d}", "<ZWJ>"),
    ("می\u{200c}خواهم", "می\u{200c}خواهم"),
    ("क्\u{200d}ष", "क्\u{200d}ष"),
    ("👨\u{200d}👩\u{200d}👧", "👨\u{200d}👩\u{200d}👧"),
    ("❤\u{fe0f}\u{200d}🔥", "❤\u{200d}🔥"),
    ("⚠\u{fe0f} a\u{fe0f}", "⚠ a<VS16>"),
    ("1\u{fe0f}\u{20e3}", "1\u{20e3}"),
    ("葛\u{e0100}城", "葛城"),
    // What is named stands between: nothing joins over it.
    ("ا\u{200c}\u{e0100}ل", "ا<ZWNJ><U+E0100>ل"),
    ("x\u{e0100}", "x<U+E0100>"),
    ("hi\u{e0001}\u{e0068}\u{e0069}\u{e007f}!", "hi<tag:.hi.>!"),
    ("\u{e0041}", "<tag:A>"),
    ("a\u{2028}b\u{2029}c", "a<LSEP>b<PSEP>c"),
    ("\u{fffe}\u{1ffff}\u{fdd0}", "<U+FFFE><U+1FFFF><U+FDD0>"),
    ("\u{301}x", "◌\u{301}x"),
    ("\x1b\u{301}x", "␛◌\u{301}x"),
    ("e\u{301}\u{302}\u{303}\u{304}", "e\u{301}\u{302}\u{303}\u{304}"),
    ("e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}x", "e\u{301}\u{302}\u{303}\u{304}<+2 marks>x"),
    ("\u{3164}\u{115f}", "<filler><filler>"),
    ("\u{fffd}", "\u{fffd}"),
];

#[test]
fn cells_show_what_is_there() {
    for (raw, shown) in CELLS {
        assert_eq!(&cells(raw), shown, "{raw:?}");
    }
}

#[test]
fn a_flood_of_marks_is_counted_not_drawn() {
    let flood = format!("x{}y", "\u{489}".repeat(5_000));
    assert_eq!(cells(&flood), format!("x{}<+4996 marks>y", "\u{489}".repeat(4)));
    let spacing = format!("क{}", "\u{93e}".repeat(1_000));
    assert!(width(&cells(&spacing)) < 40);
}

#[test]
fn the_ascii_set_draws_its_own_marks_in_ascii() {
    assert_eq!(cells_in("\x1b[m\x7f\u{301}é", Set::Ascii), "^[[m^?o\u{301}é");
    assert_eq!(fit_in("abcdef", 4, Set::Ascii), "abc~");
    assert_eq!(dots("abc", Set::Ascii), "***");
}

#[test]
fn each_sink_knows_its_readers_tricks() {
    assert_eq!(title("a\nb\x1b\\"), "a␊b␛\\");
    assert_eq!(width(&title(&"東".repeat(500))), 99);
    assert_eq!(clipboard("a\r\nb\tc\x07"), "a\nb\tc␇");
    assert_eq!(output("a\nb\tc\x1b"), "a␊b c␛");
    assert_eq!(json("\"\u{9b}é\u{202e}\u{e0041}\""), "\"\\u009bé\\u202e\\udb40\\udc41\"");
    assert_eq!(csv("a \"b\"\nc"), "\"a \"\"b\"\"\nc\"");
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"] {
        assert!(csv(formula).starts_with("\"'"), "{formula:?}");
    }
    assert_eq!(html("<b a='1'>&\u{202e}"), "&lt;b a=&#39;1&#39;&gt;&amp;&lt;RLO&gt;");
    assert_eq!(markdown("# <b>[x](y)\n*"), "\\# \\<b\\>\\[x\\](y) \\*");
    assert_eq!(markdown("- 1. x"), "\\- 1. x");
    assert_eq!(markdown("12. x"), "12\\. x");
    assert_eq!(mail_header("Status\r\nBcc: all@example.com"), "Status Bcc: all@example.com");
    assert_eq!(mail_header("Příklad"), "=?UTF-8?Q?P=C5=99=C3=ADklad?=");
    assert!(mail_header(&"ř".repeat(200)).split(' ').all(|word| word.len() <= 75));
}

#[test]
fn json_reads_back_as_it_was() {
    let raw = "\u{9b}\u{202e}\u{feff}é\u{e0041}\x1b\u{301}";
    let made = serde_json::to_string(raw).unwrap();
    assert_eq!(serde_json::from_str::<String>(&json(&made)).unwrap(), raw);
}

#[test]
fn json_holds_no_flood_of_marks_and_no_joiner_that_joins_nothing() {
    let flood = "\u{301}".repeat(200);
    for (raw, written) in [
        ("a\u{200d}b\u{200c}c", r#""a\u200db\u200cc""#.to_owned()),
        ("می\u{200c}خواهم", "\"می\u{200c}خواهم\"".to_owned()),
        ("👩\u{200d}💻", "\"👩\u{200d}💻\"".to_owned()),
        ("e\u{301}", "\"e\u{301}\"".to_owned()),
        ("\u{301}e", r#""\u0301e""#.to_owned()),
        (&flood, format!("\"{}\"", "\\u0301".repeat(200))),
    ] {
        let made = serde_json::to_string(raw).unwrap();
        assert_eq!(json(&made), written, "{raw:?}");
        assert_eq!(serde_json::from_str::<String>(&json(&made)).unwrap(), raw);
    }
}

#[test]
fn names_are_short_and_plain() {
    assert_eq!(name("  Dana \t\n O'Neil "), "Dana O'Neil");
    assert_eq!(name("Da\u{202e}na\x1b"), "Da<RLO>na␛");
    assert_eq!(name(&"x".repeat(900)).len(), NAME_MAX);
    let stems = [
        ("CRIMSON HERON", "crimson-heron"),
        ("../../etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("", "room"),
        ("///", "room"),
        ("nul", "nul-room"),
        ("Žlutý kůň", "žlutý-kůň"),
        ("a\u{202e}b\x1bc", "a-b-c"),
    ];
    for (codename, stem) in stems {
        assert_eq!(file_stem(codename), stem, "{codename:?}");
    }
}

#[test]
fn broken_utf8_is_said() {
    assert_eq!(lossy(b"plain"), ("plain".to_owned(), false));
    assert_eq!(lossy(b"a\xff\xfeb"), ("a\u{fffd}\u{fffd}b".to_owned(), true));
}

#[test]
fn lines_end_in_every_way() {
    let all = "a\nb\r\nc\rd\u{85}e\u{2028}f\u{2029}g\n";
    assert_eq!(lines(all).collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "f", "g"]);
    assert_eq!(lines("\n\n").collect::<Vec<_>>(), ["", ""]);
    assert_eq!(lines("").count(), 0);
    assert_eq!(block("a\r\nb\u{2028}\tc", Set::Unicode), "a\nb\n    c");
}

/// The halfwidth sound mark is three with its letter: the screen library counts it twice, and it is
/// the library that draws.
#[test]
fn widths_are_those_that_are_drawn() {
    for (text, cells) in
        [("", 0), ("abc", 3), ("東京", 4), ("e\u{301}", 1), ("👨\u{200d}👩\u{200d}👧", 2), ("ｶﾞ", 3)]
    {
        assert_eq!(width(text), cells, "{text:?}");
    }
}

#[test]
fn text_is_cut_to_a_width() {
    for (text, max, cut) in [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abcdef", 1, "…"),
        ("abcdef", 0, ""),
        ("東京都", 4, "東…"),
        ("東京都", 5, "東京…"),
        ("", 0, ""),
    ] {
        assert_eq!(fit(text, max), cut, "{text:?} in {max}");
    }
    assert_eq!(pad("東京", 5, Set::Unicode), "東京 ");
    assert_eq!(pad("abcdef", 3, Set::Unicode), "ab…");
}

#[test]
fn text_is_wrapped_at_words() {
    let table: &[(&str, usize, &[&str])] = &[
        ("", 5, &[""]),
        ("abc", 3, &["abc"]),
        ("abc def", 3, &["abc", "def"]),
        ("abc def", 4, &["abc", "def"]),
        ("abc def", 7, &["abc def"]),
        ("abc   def", 4, &["abc", "def"]),
        ("abcdefgh", 3, &["abc", "def", "gh"]),
        ("a abcdefgh", 3, &["a", "abc", "def", "gh"]),
        ("  indented words here", 10, &["  indented", "words here"]),
        ("     x", 3, &["   ", "x"]),
        ("one\n\ntwo", 9, &["one", "", "two"]),
        ("one\n", 9, &["one", ""]),
        ("東京都庁", 4, &["東京", "都庁"]),
        ("東京", 1, &["東", "京"]),
        ("a👨\u{200d}👩\u{200d}👧b", 2, &["a", "👨\u{200d}👩\u{200d}👧", "b"]),
        ("abc", 0, &["a", "b", "c"]),
        ("ab ", 2, &["ab"]),
    ];
    for (text, max, expected) in table {
        assert_eq!(&wrap(text, *max).collect::<Vec<_>>(), expected, "{text:?} in {max}");
        assert_eq!(rows(text, *max), expected.len(), "{text:?} in {max}");
    }
    assert_eq!(rows("abc", usize::MAX), 1);
}

/// Characters that make trouble, among ordinary ones.
fn troubled() -> impl Strategy<Value = String> {
    let odd = "\x1b\x07\0\t\r\n\x7f\u{85}\u{9b}\u{ad}\u{301}\u{489}\u{200b}\
        \u{200c}\u{200d}\u{200e}\u{202e}\
        \u{2028}\
        \u{2066}\u{2060}\u{fe0f}\u{feff}\u{e0001}\u{e0041}\u{e0100}\u{ffff}\u{93e}\u{94d}\u{915}\
        \u{600}\u{1100}\
        \u{1161}\u{1f3fb}👨👩❤東ﾞﾟ\u{1f1e6}\u{17d2}\u{1780}\u{d4e}لا   ab<>=+-@\"'&#._";
    let odd: Vec<char> = odd.chars().collect();
    let one = prop_oneof![4 => prop::sample::select(odd), 1 => any::<char>()];
    prop::collection::vec(one, 0..60).prop_map(|chars| chars.into_iter().collect())
}

/// Whether a sink's text may reach a terminal.
fn harmless(text: &str, allowed: &[char]) -> bool {
    let mut run = 0;
    text.chars().all(|c| {
        run = if class(c) == Class::Mark { run + 1 } else { 0 };
        allowed.contains(&c)
            || run <= 4 && matches!(class(c), Class::Shown | Class::Mark | Class::Joiner)
    })
}

proptest! {
    #[test]
    fn nothing_gets_through_any_sink(raw in troubled()) {
        for set in [Set::Unicode, Set::Ascii] {
            let shown = cells_in(&raw, set);
            prop_assert!(harmless(&shown, &[]), "{raw:?} -> {shown:?}");
            prop_assert_eq!(&cells_in(&shown, set), &shown, "again: {:?}", raw);
            prop_assert!(harmless(&block(&raw, set), &['\n']));
            prop_assert!(harmless(&dots(&raw, set), &[]));
        }
        prop_assert!(harmless(&title(&raw), &[]));
        prop_assert!(harmless(&clipboard(&raw), &['\n', '\t']));
        prop_assert!(harmless(&output(&raw), &[]));
        prop_assert!(harmless(&csv(&raw), &['\n']));
        prop_assert!(harmless(&html(&raw), &['\n']));
        prop_assert!(harmless(&markdown(&raw), &[]));
        prop_assert!(harmless(&name(&raw), &[]));
        prop_assert!(harmless(&file_stem(&raw), &[]));
        prop_assert!(mail_header(&raw).bytes().all(|b| (0x20..0x7f).contains(&b)));
        let made = serde_json::to_string(&raw).unwrap();
        prop_assert_eq!(serde_json::from_str::<String>(&json(&made)).unwrap(), raw);
    }

    #[test]
    fn wrapping_loses_nothing_and_fits(raw in troubled(), max in 0_usize..30) {
        let text = block(&raw, Set::Unicode);
        let lines: Vec<&str> = wrap(&text, max).collect();
        let bare = |text: &str| text.replace([' ', '\n'], "");
        prop_assert_eq!(bare(&lines.concat()), bare(&text));
        for line in &lines {
            use unicode_segmentation::UnicodeSegmentation;
            let lone = line.graphemes(true).count() == 1;
            prop_assert!(width(line) <= max.max(1) || lone, "{line:?}");
        }
        prop_assert!(width(&fit(&cells(&raw), max)) <= max);
        prop_assert_eq!(width(&pad(&cells(&raw), max, Set::Unicode)), max);
    }
}

#[test]
fn the_ascii_set_has_signs_of_its_own_for_those_of_our_sentences() {
    let ascii = |text: &str| cells_in(text, Set::Ascii).into_owned();
    assert_eq!(ascii("· draft “Holding – statement” …"), "- draft \"Holding - statement\" ~");
    assert_eq!(ascii("Müller’s 日本"), "Müller's 日本");
    assert_eq!(ascii(&ascii("• a → b\u{1b}…")), ascii("• a → b\u{1b}…"));
    assert_eq!(cells("· “a” —"), "· “a” —");
}

#[test]
fn a_systems_error_goes_without_its_number() {
    let error = std::io::Error::from_raw_os_error(2).to_string();
    assert!(error.ends_with("(os error 2)"), "{error}");
    let words = format!("a: {error}. Nothing was done");
    assert_eq!(super::unnumbered(&words), "a: No such file or directory. Nothing was done");
    for words in ["", "x (os error", "x (os error two) y"] {
        assert_eq!(super::unnumbered(words), words);
    }
}
