//! What a character is to a terminal: shown, unseen, a control, a joiner. Apart from the filter, so
//! that the tables can be read against the Unicode data (Default_Ignorable_Code_Point,
//! Bidi_Control, noncharacters).
//!
//! What must stay true: whatever is not [`Class::Shown`] never reaches a sink as itself, joiners
//! and the selectors that select excepted.

use unicode_width::UnicodeWidthChar;

/// The classes that the filter treats differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Goes through.
    Shown,
    /// Goes through on a base; at most four on each.
    Mark,
    /// C0, C1 or DEL.
    Control,
    /// ZWJ or ZWNJ: goes through where it joins.
    Joiner,
    /// A variation selector: left out where it selects.
    Selector,
    /// A tag character U+E0000–U+E007F.
    Tag,
    /// Unseen or directional: named.
    Unseen,
}

/// Class of a character.
pub(super) fn class(c: char) -> Class {
    match c {
        ' '..='~' => Class::Shown,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Class::Control,
        '\u{200c}' | '\u{200d}' => Class::Joiner,
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => Class::Selector,
        '\u{e0000}'..='\u{e007f}' => Class::Tag,
        _ if unseen(c) => Class::Unseen,
        _ if c.width() == Some(0) => Class::Mark,
        _ => Class::Shown,
    }
}

/// Default ignorable, bidirectional control, line or paragraph separator, interlinear annotation,
/// noncharacter.
const fn unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fdd0}'..='\u{fdef}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0080}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
        || (c as u32) & 0xfffe == 0xfffe
}

/// The short name of an unseen character, where it has one that people know.
pub(super) const fn unseen_name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{ad}' => "SHY",
        '\u{34f}' => "CGJ",
        '\u{61c}' => "ALM",
        '\u{200b}' => "ZWSP",
        '\u{200c}' => "ZWNJ",
        '\u{200d}' => "ZWJ",
        '\u{200e}' => "LRM",
        '\u{200f}' => "RLM",
        '\u{2028}' => "LSEP",
        '\u{2029}' => "PSEP",
        '\u{202a}' => "LRE",
        '\u{202b}' => "RLE",
        '\u{202c}' => "PDF",
        '\u{202d}' => "LRO",
        '\u{202e}' => "RLO",
        '\u{2060}' => "WJ",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        '\u{3164}' | '\u{115f}' | '\u{1160}' | '\u{ffa0}' => "filler",
        '\u{feff}' => "BOM",
        '\u{fe0e}' => "VS15",
        '\u{fe0f}' => "VS16",
        _ => return None,
    })
}

/// The names of the C1 controls U+0080–U+009F.
pub(super) const C1: [&str; 32] = [
    "PAD", "HOP", "BPH", "NBH", "IND", "NEL", "SSA", "ESA", "HTS", "HTJ", "VTS", "PLD", "PLU",
    "RI", "SS2", "SS3", "DCS", "PU1", "PU2", "STS", "CCH", "MW", "SPA", "EPA", "SOS", "SGCI",
    "SCI", "CSI", "ST", "OSC", "PM", "APC",
];

/// Whether a joiner between these two characters changes how they look.
pub(super) const fn joins(before: char, after: char) -> bool {
    (joining_letter(before) && joining_letter(after)) || (pictograph(before) && pictograph(after))
}

/// Letters and signs of scripts in which ZWJ and ZWNJ choose a form: Arabic and its kin, Mongolian,
/// and the scripts of India and South-East Asia.
const fn joining_letter(c: char) -> bool {
    matches!(c,
        '\u{620}'..='\u{65f}' | '\u{66e}'..='\u{6d3}' | '\u{6d5}' | '\u{6fa}'..='\u{6ff}'
        | '\u{710}'..='\u{77f}' | '\u{7ca}'..='\u{7ea}' | '\u{840}'..='\u{858}'
        | '\u{860}'..='\u{86a}' | '\u{8a0}'..='\u{8e1}' | '\u{8e3}'..='\u{dff}'
        | '\u{f40}'..='\u{fbc}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17b3}'
        | '\u{17b6}'..='\u{17d3}' | '\u{1820}'..='\u{18aa}' | '\u{1b00}'..='\u{1b4b}'
        | '\u{a840}'..='\u{a873}' | '\u{a8e0}'..='\u{a8ff}' | '\u{fb50}'..='\u{fbb1}'
        | '\u{11000}'..='\u{1107f}')
}

/// Pictures that emoji sequences are made of, with their modifiers.
pub(super) const fn pictograph(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
        | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{24c2}' | '\u{25aa}'..='\u{25ab}'
        | '\u{25b6}' | '\u{25c0}' | '\u{25fb}'..='\u{25fe}' | '\u{2600}'..='\u{27bf}'
        | '\u{2934}'..='\u{2935}' | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}'
        | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether a variation selector after this character selects a form that people use.
pub(super) const fn selects(before: char, selector: char, after: Option<char>) -> bool {
    match selector {
        '\u{fe0e}' | '\u{fe0f}' => {
            pictograph(before)
                || (matches!(before, '0'..='9' | '#' | '*') && matches!(after, Some('\u{20e3}')))
        }
        '\u{e0100}'..='\u{e01ef}' => {
            matches!(before,
                '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        }
        _ => false,
    }
}
