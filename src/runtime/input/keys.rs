//! Bytes from a terminal to keys and pastes.
//!
//! Our own, since crossterm's reader blocks the caller on half a sequence and spins when the
//! terminal is gone; the key types stay crossterm's. What must stay true: any bytes are read
//! without a panic, what a terminal answers or reports (focus, mouse, positions) is nobody's key,
//! and nothing that arrives between the marks of a paste is ever one.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::text;

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A key.
    Key(KeyEvent),
    /// A paste that the terminal marked, with `\n` for every line end.
    Paste(String),
}

/// The longest sequence that is waited for; what goes on longer is no sequence.
const SEQUENCE_MAX: usize = 64;
/// The longest answer of a terminal (a title, a colour) that is swallowed.
const ANSWER_MAX: usize = 4096;

const PASTE_END: &[u8] = b"\x1b[201~";

/// Reads bytes as they come; keeps what is not complete.
#[derive(Debug, Default)]
pub(super) struct Keys {
    buf: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the beginning of the buffer is.
enum Read {
    /// A key of so many bytes.
    Key(KeyEvent, usize),
    /// So many bytes that are no key.
    Skip(usize),
    /// The beginning of a marked paste.
    Paste(usize),
    /// Not complete.
    More,
}

impl Keys {
    /// Takes what one read brought.
    pub(super) fn feed(&mut self, bytes: &[u8], out: &mut Vec<Token>) {
        self.buf.extend_from_slice(bytes);
        self.read(out, false);
    }

    /// Nothing came after the last bytes for a moment: they mean what they mean alone.
    pub(super) fn settle(&mut self, out: &mut Vec<Token>) {
        self.read(out, true);
        if let Some(pasted) = self.paste.take() {
            // The end mark was lost; later keys must not go on into the paste.
            out.push(pasted_text(&pasted));
        }
    }

    /// Whether bytes wait for more, and whether they are part of a paste.
    pub(super) fn waits(&self) -> Option<Waits> {
        match (&self.paste, self.buf.is_empty()) {
            (Some(_), _) => Some(Waits::Paste),
            (None, false) => Some(Waits::Sequence),
            (None, true) => None,
        }
    }

    fn read(&mut self, out: &mut Vec<Token>, last: bool) {
        let buf = std::mem::take(&mut self.buf);
        let mut rest = buf.as_slice();
        while !rest.is_empty() {
            if let Some(pasted) = &mut self.paste {
                let Some(end) = take_paste(pasted, &mut rest) else {
                    break;
                };
                out.push(end);
                self.paste = None;
                continue;
            }
            let used = match one(rest) {
                Read::Key(key, used) => {
                    out.push(Token::Key(key));
                    used
                }
                Read::Skip(used) => used,
                Read::Paste(used) => {
                    self.paste = Some(Vec::new());
                    used
                }
                Read::More if !last => break,
                // Alone, an escape is the key, and half a letter is a broken one.
                Read::More if rest[0] == 0x1b => {
                    out.push(Token::Key(KeyCode::Esc.into()));
                    1
                }
                Read::More => {
                    out.push(Token::Key(KeyCode::Char(char::REPLACEMENT_CHARACTER).into()));
                    rest.len()
                }
            };
            rest = &rest[used.min(rest.len())..];
        }
        self.buf = rest.to_vec();
    }
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waits {
    /// The rest of a sequence, which comes at once or not at all.
    Sequence,
    /// The end of a paste, which may be slow.
    Paste,
}

/// Moves pasted bytes over; gives the paste when its end mark was among them. Bytes that may be
/// the beginning of the end mark stay.
fn take_paste(pasted: &mut Vec<u8>, rest: &mut &[u8]) -> Option<Token> {
    let end = rest.windows(PASTE_END.len()).position(|window| window == PASTE_END);
    if let Some(end) = end {
        pasted.extend_from_slice(&rest[..end]);
        *rest = &rest[end + PASTE_END.len()..];
        return Some(pasted_text(pasted));
    }
    let kept = (1..PASTE_END.len()).rev().find(|n| rest.ends_with(&PASTE_END[..*n])).unwrap_or(0);
    let (sure, maybe) = rest.split_at(rest.len() - kept);
    pasted.extend_from_slice(sure);
    *rest = maybe;
    None
}

fn pasted_text(bytes: &[u8]) -> Token {
    let (text, _) = text::lossy(bytes);
    Token::Paste(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Reads the key at the beginning of bytes, of which there is at least one.
fn one(bytes: &[u8]) -> Read {
    let plain = |code: KeyCode, used| Read::Key(code.into(), used);
    let ctrl = |c: u8, used| {
        let code = KeyCode::Char(char::from(c));
        Read::Key(KeyEvent::new(code, KeyModifiers::CONTROL), used)
    };
    match bytes[0] {
        0x1b => escape(bytes),
        b'\r' => plain(KeyCode::Enter, 1),
        b'\t' => plain(KeyCode::Tab, 1),
        0x7f | 0x08 => plain(KeyCode::Backspace, 1),
        0 => ctrl(b' ', 1),
        c @ 0x01..=0x1a => ctrl(c - 1 + b'a', 1),
        c @ 0x1c..=0x1f => ctrl(c - 0x1c + b'4', 1),
        _ => letter(bytes),
    }
}

fn letter(bytes: &[u8]) -> Read {
    let broken = |used| Read::Key(KeyCode::Char(char::REPLACEMENT_CHARACTER).into(), used);
    let window = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(window) {
        Ok(text) => text,
        Err(e) if e.valid_up_to() > 0 => {
            std::str::from_utf8(&window[..e.valid_up_to()]).unwrap_or_default()
        }
        Err(e) => return e.error_len().map_or(Read::More, broken),
    };
    match valid.chars().next() {
        Some(c) => Read::Key(character(c), c.len_utf8()),
        None => broken(1),
    }
}

/// A character as a key: capitals carry Shift, as crossterm has it.
fn character(c: char) -> KeyEvent {
    let shift = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    KeyEvent::new(KeyCode::Char(c), shift)
}

/// A sequence, or the key itself. Esc with a letter right after it is what tmux makes of both
/// pressed in a row, and of Alt with the letter: since no key of ours needs Alt, it is two keys.
fn escape(bytes: &[u8]) -> Read {
    match bytes.get(1) {
        None => Read::More,
        Some(b'[') => csi(bytes),
        Some(b'O') => ss3(bytes),
        // A string that a terminal answers with runs to its end mark.
        Some(b']' | b'P' | b'_' | b'^') => match answer(bytes) {
            None if bytes.len() < ANSWER_MAX => Read::More,
            None => Read::Skip(bytes.len()),
            Some(used) => Read::Skip(used),
        },
        Some(_) => Read::Key(KeyCode::Esc.into(), 1),
    }
}

fn answer(bytes: &[u8]) -> Option<usize> {
    let bell = bytes.iter().position(|b| *b == 7).map(|at| at + 1);
    let st = bytes[1..].windows(2).position(|w| w == b"\x1b\\").map(|at| at + 3);
    bell.into_iter().chain(st).min()
}

fn ss3(bytes: &[u8]) -> Read {
    let Some(last) = bytes.get(2) else {
        return Read::More;
    };
    let code = match last {
        b'M' => KeyCode::Enter,
        b'j'..=b'y' => KeyCode::Char(char::from(last - b'j' + b'*')),
        _ => match cursor(*last) {
            Some(code) => code,
            None => return Read::Key(KeyCode::Esc.into(), 1),
        },
    };
    Read::Key(code.into(), 3)
}

/// Keys that are named by the last letter of their sequence.
fn cursor(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'Z' => KeyCode::BackTab,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn csi(bytes: &[u8]) -> Read {
    // The Linux console's F1 to F5.
    if bytes.get(2) == Some(&b'[') {
        return match bytes.get(3) {
            None => Read::More,
            Some(c @ b'A'..=b'E') => Read::Key(KeyCode::F(c - b'A' + 1).into(), 4),
            Some(_) => Read::Skip(3),
        };
    }
    let body = &bytes[2..];
    let Some(length) = body.iter().position(|b| !(0x20..=0x3f).contains(b)) else {
        return if bytes.len() < SEQUENCE_MAX { Read::More } else { Read::Skip(bytes.len()) };
    };
    let last = body[length];
    let used = length + 3;
    if !(0x40..=0x7e).contains(&last) {
        // Broken off by something else, which counts by itself.
        return Read::Skip(used - 1);
    }
    let parameters = &body[..length];
    if parameters == b"200" && last == b'~' {
        return Read::Paste(used);
    }
    sequence(parameters, last).map_or(Read::Skip(used), |key| Read::Key(key, used))
}

/// The key of a whole sequence; nothing for what terminals report by themselves.
fn sequence(parameters: &[u8], last: u8) -> Option<KeyEvent> {
    let parameters = std::str::from_utf8(parameters).ok()?;
    let number = |at: usize, part: usize| -> Option<u32> {
        parameters.split(';').nth(at)?.split(':').nth(part)?.parse().ok()
    };
    // `CSI ? …` and the like are answers; a key's release is none.
    if parameters.starts_with(['?', '<', '=', '>']) || number(1, 1) == Some(3) {
        return None;
    }
    let mut modifiers = modifiers(number(1, 0).unwrap_or(1));
    let code = match last {
        b'~' if number(0, 0) == Some(27) => code_point(number(2, 0)?)?,
        b'~' => numbered(number(0, 0)?)?,
        b'u' => code_point(number(0, 0)?)?,
        b'Z' => KeyCode::BackTab,
        // A cursor position looks like a key with too many rows.
        _ if number(0, 0).unwrap_or(1) != 1 => return None,
        _ => cursor(last)?,
    };
    let code = match code {
        KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        KeyCode::Char(c) if modifiers.contains(KeyModifiers::SHIFT) => {
            KeyCode::Char(c.to_uppercase().next().unwrap_or(c))
        }
        code => code,
    };
    if code == KeyCode::BackTab {
        modifiers |= KeyModifiers::SHIFT;
    }
    Some(KeyEvent::new(code, modifiers))
}

fn modifiers(number: u32) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, bits & 1 != 0);
    modifiers.set(KeyModifiers::ALT, bits & 2 != 0);
    modifiers.set(KeyModifiers::CONTROL, bits & 4 != 0);
    modifiers
}

fn numbered(number: u32) -> Option<KeyCode> {
    let f = |from: u32, first: u8| u8::try_from(number - from).map(|n| KeyCode::F(first + n)).ok();
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => f(11, 1),
        17..=21 => f(17, 6),
        23..=26 => f(23, 11),
        _ => None,
    }
}

fn code_point(number: u32) -> Option<KeyCode> {
    Some(match number {
        8 | 127 => KeyCode::Backspace,
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        // Terminals give their media and modifier keys private code points.
        0xe000..=0xf8ff => return None,
        _ => KeyCode::Char(char::from_u32(number).filter(|c| !c.is_control())?),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(tokens: &[Token]) -> String {
        let name = |token: &Token| match token {
            Token::Paste(text) => format!("paste {text:?}"),
            Token::Key(key) => {
                let mut name = String::new();
                for (on, word) in [
                    (KeyModifiers::CONTROL, "ctrl-"),
                    (KeyModifiers::ALT, "alt-"),
                    (KeyModifiers::SHIFT, "shift-"),
                ] {
                    if key.modifiers.contains(on) {
                        name += word;
                    }
                }
                name + &match key.code {
                    KeyCode::Char(c) => c.to_string(),
                    code => format!("{code:?}").to_lowercase(),
                }
            }
        };
        tokens.iter().map(name).collect::<Vec<_>>().join(" ")
    }

    /// Feeds each piece as one read, and settles at the end.
    #[track_caller]
    fn check(pieces: &[&[u8]], expected: &str) {
        let (mut keys, mut tokens) = (Keys::default(), Vec::new());
        for piece in pieces {
            keys.feed(piece, &mut tokens);
        }
        keys.settle(&mut tokens);
        assert_eq!(names(&tokens), expected);
        assert_eq!(keys.waits(), None);
    }

    #[test]
    fn keys_are_read() {
        check(&[b"aG \r\t\x7f\x10\x00"], "a shift-G   enter tab backspace ctrl-p ctrl- ");
        check(&["é漢\u{1f600}".as_bytes()], "é 漢 \u{1f600}");
        check(&[b"\x1b[A\x1b[B\x1bOC\x1bOD\x1b[H\x1b[F"], "up down right left home end");
        check(&[b"\x1b[1~\x1b[4~\x1b[5~\x1b[6~\x1b[3~"], "home end pageup pagedown delete");
        check(
            &[b"\x1b[Z\x1b[9;2u\x1b[1;5C\x1b[1;3D"],
            "shift-backtab shift-backtab ctrl-right alt-left",
        );
        check(&[b"\x1b[97;5u\x1b[27;5;109~\x1b[13u"], "ctrl-a ctrl-m enter");
        check(&[b"\x1bOP\x1b[15~\x1b[[A\x1b[24~"], "f(1) f(5) f(1) f(12)");
    }

    /// What a terminal without any extension sends for each key of the table is read as that key.
    #[test]
    fn every_key_of_the_table_comes_through_a_plain_terminal() {
        use crate::console::keymap::{BINDINGS, plain, sequence};
        let keys = BINDINGS.iter().flat_map(|row| row.keys);
        for key in keys.flat_map(|keys| sequence(keys).expect("a key of the table is readable")) {
            let bytes = match key.code {
                KeyCode::Char(' ') if key.modifiers == KeyModifiers::CONTROL => "\0".to_owned(),
                KeyCode::Char(c) if key.modifiers == KeyModifiers::CONTROL => {
                    char::from(u8::try_from(c).expect("a letter of ASCII") & 0x1f).to_string()
                }
                KeyCode::Char(c) => c.to_string(),
                KeyCode::Enter => "\r".to_owned(),
                KeyCode::Esc => "\x1b".to_owned(),
                KeyCode::Tab => "\t".to_owned(),
                KeyCode::BackTab => "\x1b[Z".to_owned(),
                KeyCode::Up => "\x1b[A".to_owned(),
                KeyCode::Down => "\x1b[B".to_owned(),
                KeyCode::Right => "\x1b[C".to_owned(),
                KeyCode::Left => "\x1b[D".to_owned(),
                KeyCode::Home => "\x1b[1~".to_owned(),
                KeyCode::End => "\x1b[4~".to_owned(),
                KeyCode::PageUp => "\x1b[5~".to_owned(),
                KeyCode::PageDown => "\x1b[6~".to_owned(),
                other => panic!("{other} cannot be typed everywhere"),
            };
            let (mut keys, mut tokens) = (Keys::default(), Vec::new());
            keys.feed(bytes.as_bytes(), &mut tokens);
            keys.settle(&mut tokens);
            let [Token::Key(read)] = tokens.as_slice() else { panic!("{key:?}: {tokens:?}") };
            assert_eq!(plain(*read), key);
        }
    }

    #[test]
    fn escape_with_a_letter_after_it_is_two_keys() {
        check(&[b"\x1bj"], "esc j");
        check(&[b"\x1b", b"j"], "esc j");
        check(&[b"\x1b\x1b[A"], "esc up");
        check(&[b"\x1b\x1b"], "esc esc");
        check(&[b"\x1b["], "esc [");
        check(&[b"\x1bO"], "esc shift-O");
    }

    #[test]
    fn a_sequence_may_come_in_pieces() {
        check(&[b"\x1b", b"[", b"A"], "up");
        check(&[b"\xc3", b"\xa9"], "é");
        check(&[b"\x1b[20", b"0~ab", b"c\x1b[2", b"01~d"], "paste \"abc\" d");
    }

    #[test]
    fn what_a_terminal_says_by_itself_is_no_key() {
        check(&[b"\x1b[I\x1b[O\x1b[24;80R\x1b[?62;4c\x1b[<0;1;1Mx"], "x");
        check(&[b"\x1b]11;rgb:0000/0000/0000\x07\x1bP>|tmux\x1b\\x"], "x");
        check(&[b"\x1b[97;1:3ux"], "x");
    }

    #[test]
    fn a_paste_is_text_whatever_is_in_it() {
        check(&[b"\x1b[200~a\rb\r\nc\x1b[A\x03\x1b[201~q"], "paste \"a\\nb\\nc\\u{1b}[A\\u{3}\" q");
        check(&[b"\x1b[200~\xff\x1b[201~"], "paste \"\u{fffd}\"");
        check(&[b"\x1b[200~never ended"], "paste \"never ended\"");
        check(&[b"\x1b[201~x"], "x");
    }

    #[test]
    fn broken_letters_are_marked() {
        check(&[b"a\xff\xfeb\xe6\xbc"], "a \u{fffd} \u{fffd} b \u{fffd}");
        check(&[b"\x1b[\x07x"], "ctrl-g x");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_to_their_end(pieces in prop::collection::vec(
            prop::collection::vec(
                prop_oneof![prop::sample::select(b"\x1b[O~;0123uR\x07P]".to_vec()), any::<u8>()],
                0..40,
            ),
            0..8,
        )) {
            let (mut keys, mut tokens) = (Keys::default(), Vec::new());
            for piece in &pieces {
                keys.feed(piece, &mut tokens);
            }
            keys.settle(&mut tokens);
            prop_assert_eq!(keys.waits(), None);
            prop_assert!(keys.buf.is_empty());
        }
    }
}
