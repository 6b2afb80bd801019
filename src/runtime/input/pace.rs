//! Tells typing from a paste that the terminal did not mark, by how fast the keys come.
//!
//! Some tmux and SSH setups strip the marks of a paste; its characters would run as commands in
//! the panes, and some hand them on one by one, 10 to 20 ms apart. The rule: different plain keys
//! in one read, or in the panes within [`ALONE`], are nobody's commands: a person leaves 60 ms and
//! more between two. A packet of a slow connection may carry what a person typed one by one, but to
//! offer that as a line costs them a key, and to run a paste costs the record. One key over and
//! over is a held one. Keys that are not plain (arrows, chords) are never part of a paste.
//!
//! Where letters are keys, one that came alone is held back for that long, so that the first of a
//! burst does not run either; a held key is held back once, and then runs at once each time. A key
//! that only moves the selection is not held back: there is nothing to regret, and if more follows
//! it is told again as a part of the burst. Where letters are text nothing is lost by taking them
//! at once.
//!
//! What must stay true: no character is lost or moved past another, a held key stays keys, and what
//! is held back is due at a moment that does not move while nothing comes.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::console::keymap::Letters;
use crate::console::message::Message;

use super::keys::Token;

/// In text, different keys that follow each other faster than this are not a person's.
const TOGETHER: Duration = Duration::from_millis(10);
/// The same in the panes, where the first of a paste would run as a command.
const ALONE: Duration = Duration::from_millis(40);
/// A key that comes again within this is held, and not the first letter of a paste: so long a
/// keyboard waits before it repeats one.
const HELD: Duration = Duration::from_millis(600);
/// One key over and over, and faster than [`ALONE`], is held back no longer than this.
const HELD_BACK: Duration = Duration::from_millis(100);
/// What has a line end in it may be the beginning of a long paste: so long it may pause. What
/// follows a burst within this goes on with it, too.
const BURST_GAP: Duration = Duration::from_millis(50);
/// A burst that goes on and on is told a piece at a time, so that it is seen and kept meanwhile.
const PIECE: Duration = Duration::from_secs(1);

/// So many keys on end, each within [`STEADY_GAP`] of the one before, are nobody's fingers: a paste
/// that comes byte by byte. In text they are taken, but a line end among them ends nothing yet.
const STEADY: usize = 12;
/// See [`STEADY`].
const STEADY_GAP: Duration = Duration::from_millis(25);

/// What came last, and when.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// What letters are now.
    letters: Letters,
    /// Plain keys whose meaning is not yet clear.
    run: Vec<KeyEvent>,
    /// When the first of them came.
    first: Option<Instant>,
    /// When the last of them came.
    last: Option<Instant>,
    /// The last that was a key and no part of a burst, and when it came.
    ran: Option<(KeyCode, Instant)>,
    /// The keys right before it that only moved, itself included.
    moved: String,
    /// How many keys came steadily, one right behind the other.
    steady: usize,
    /// Whether they go on with a burst.
    goes_on: bool,
    /// When the last burst ended.
    burst_at: Option<Instant>,
}

impl Pace {
    /// What letters are from now on.
    pub(super) fn letters(&mut self, letters: Letters) {
        self.letters = letters;
    }

    /// Judges what one read brought at that moment.
    pub(super) fn judge(&mut self, at: Instant, tokens: Vec<Token>, out: &mut Vec<Message>) {
        if self.due().is_some_and(|due| due < at) {
            self.settle(out);
        }
        for token in tokens {
            let other = match token {
                Token::Key(key) if is_plain(key) => {
                    if self.run.is_empty() {
                        let last = self.burst_at.take();
                        self.goes_on = last.is_some_and(|last| at - last < BURST_GAP);
                        self.first = Some(at);
                    }
                    let steady = self.last.is_some_and(|last| at - last < STEADY_GAP);
                    self.steady = if steady { self.steady + 1 } else { 0 };
                    self.run.push(key);
                    self.last = Some(at);
                    continue;
                }
                Token::Key(key) => Message::Key(key),
                Token::Paste(text) => Message::Paste(text),
            };
            self.settle(out);
            self.burst_at = None;
            out.push(other);
        }
        if self.due().is_none() {
            self.settle(out);
        }
    }

    /// Until when what is held back waits for more.
    pub(super) fn due(&self) -> Option<Instant> {
        let last = self.last.filter(|_| !self.run.is_empty())?;
        let several = self.run.len() > 1 || self.steady >= STEADY;
        if several && self.run.iter().any(|key| key.code == KeyCode::Enter) {
            let gap = last + BURST_GAP;
            // In text one line alone would be somebody's, and its end recorded it.
            let all = self.letters == Letters::Text;
            return Some(if all { gap } else { gap.min(self.first? + PIECE) });
        }
        match (&self.letters, self.is_burst()) {
            (Letters::Keys { .. }, true) => Some((last + ALONE).min(self.first? + PIECE)),
            (Letters::Keys { .. }, false) if self.is_held() || self.only_moves() => None,
            (Letters::Keys { .. }, false) => Some((last + ALONE).min(self.first? + HELD_BACK)),
            (Letters::Text, true) => Some(last + TOGETHER),
            (Letters::Text, false) => None,
        }
    }

    /// Whether what is held back is nobody's commands.
    fn is_burst(&self) -> bool {
        self.goes_on || !is_one_key(&self.run) || self.follows_a_move()
    }

    /// Whether what is held back came right behind another key, which only moved.
    fn follows_a_move(&self) -> bool {
        let behind = |(code, at): (KeyCode, Instant)| {
            let soon = self.first.is_some_and(|first| first - at < ALONE);
            soon && self.run.first().is_some_and(|key| key.code != code)
        };
        !self.moved.is_empty() && self.ran.is_some_and(behind)
    }

    /// Whether what is held back is one key, once or over and over, that only moves.
    fn only_moves(&self) -> bool {
        match (&self.letters, self.run.first().map(|key| key.code)) {
            (Letters::Keys { that_move }, Some(KeyCode::Char(c))) => that_move.contains(&c),
            (Letters::Keys { .. } | Letters::Text, _) => false,
        }
    }

    /// Whether what is held back is the key that ran a moment ago, again.
    fn is_held(&self) -> bool {
        let again = |(code, at): (KeyCode, Instant)| {
            let soon = self.first.is_some_and(|first| first - at < HELD);
            soon && self.run.first().is_some_and(|key| key.code == code)
        };
        self.ran.is_some_and(again)
    }

    /// Nothing more came: what is held back means what it means.
    pub(super) fn settle(&mut self, out: &mut Vec<Message>) {
        let (burst, follows, moves) = (self.is_burst(), self.follows_a_move(), self.only_moves());
        let run = std::mem::take(&mut self.run);
        let Some(first) = run.first() else { return };
        if burst {
            let goes_on = self.goes_on && !follows;
            let mut text = std::mem::take(&mut self.moved);
            if !follows {
                text.clear();
            }
            text.extend(run.into_iter().map(text_of));
            (self.burst_at, self.ran) = (self.last, None);
            out.push(Message::Burst { text, goes_on });
            return;
        }
        let goes_on =
            |(_, at): (KeyCode, Instant)| self.first.is_some_and(|first| first - at < ALONE);
        if !moves || !self.ran.is_some_and(goes_on) {
            self.moved.clear();
        }
        if moves {
            self.moved.extend(run.iter().copied().map(text_of));
        }
        self.ran = self.last.map(|last| (first.code, last));
        match first.code {
            KeyCode::Char(_) => typed(run.into_iter().map(text_of).collect(), out),
            _ => out.extend(run.into_iter().map(Message::Key)),
        }
    }
}

fn typed(chars: String, out: &mut Vec<Message>) {
    let mut each = chars.chars();
    match (each.next(), each.next()) {
        (None, _) => {}
        (Some(c), None) => out.push(Message::Key(KeyCode::Char(c).into())),
        _ => out.push(Message::Text(chars)),
    }
}

fn is_plain(key: KeyEvent) -> bool {
    let text = matches!(key.code, KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab);
    text && (key.modifiers - KeyModifiers::SHIFT).is_empty()
}

/// Whether it is one key, once or over and over.
fn is_one_key(run: &[KeyEvent]) -> bool {
    run.windows(2).all(|two| two[0].code == two[1].code)
}

fn text_of(key: KeyEvent) -> char {
    match key.code {
        KeyCode::Char(c) => c,
        KeyCode::Tab => '\t',
        _ => '\n',
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::Keys;
    use super::*;

    /// Letters are keys, and each does something.
    fn held() -> Letters {
        Letters::Keys { that_move: Vec::new() }
    }

    /// Reads at these milliseconds, and what they mean.
    #[track_caller]
    fn check(letters_are_keys: bool, reads: &[(u64, &str)], expected: &[&str]) {
        check_with(if letters_are_keys { held() } else { Letters::Text }, reads, expected);
    }

    #[track_caller]
    fn check_with(letters: Letters, reads: &[(u64, &str)], expected: &[&str]) {
        let (begin, mut keys, mut pace) = (Instant::now(), Keys::default(), Pace::default());
        pace.letters(letters);
        let mut messages = Vec::new();
        for (millis, typed) in reads {
            let at = begin + Duration::from_millis(*millis);
            // As the runtime does: what is due before the next read is settled before it.
            if pace.due().is_some_and(|due| due <= at) {
                pace.settle(&mut messages);
            }
            let mut tokens = Vec::new();
            keys.feed(typed.as_bytes(), &mut tokens);
            pace.judge(at, tokens, &mut messages);
        }
        pace.settle(&mut messages);
        let name = |message: &Message| match message {
            Message::Key(key) => format!("key {}", key.code),
            Message::Text(text) => format!("text {text}"),
            Message::Burst { text, goes_on: false } => format!("burst {text:?}"),
            Message::Burst { text, goes_on: true } => format!("goes on {text:?}"),
            Message::Paste(text) => format!("paste {text}"),
            other => format!("{other:?}"),
        };
        assert_eq!(messages.iter().map(name).collect::<Vec<_>>(), expected);
    }

    /// The same wherever the keys go.
    #[track_caller]
    fn check_both(reads: &[(u64, &str)], expected: &[&str]) {
        check(true, reads, expected);
        check(false, reads, expected);
    }

    #[test]
    fn keys_at_the_pace_of_a_person_are_keys() {
        check_both(&[(0, "d"), (90, "d"), (200, "x")], &["key d", "key d", "key x"]);
        check_both(&[(0, "r"), (60, "d")], &["key r", "key d"]);
        check_both(
            &[(0, "g"), (60, "g"), (120, "x"), (180, "j")],
            &["key g", "key g", "key x", "key j"],
        );
        check_both(&[(0, "\x1b[B\x1b[B")], &["key Down", "key Down"]);
        check_both(&[(0, "\x1bk"), (60, "x")], &["key Esc", "key k", "key x"]);
    }

    #[test]
    fn a_held_key_stays_keys() {
        check_both(&[(0, "jjjjjjjj")], &["text jjjjjjjj"]);
        check_both(&[(0, "jj"), (50, "jj"), (100, "k")], &["text jj", "text jj", "key k"]);
        check_both(&[(0, "\r\r\r")], &["key Enter", "key Enter", "key Enter"]);
    }

    #[test]
    fn different_keys_in_one_read_are_a_burst_with_its_line_ends() {
        check_both(&[(0, "dx")], &[r#"burst "dx""#]);
        check_both(&[(0, "x\r")], &[r#"burst "x\n""#]);
        check_both(&[(0, "drop it\r")], &[r#"burst "drop it\n""#]);
        check_both(&[(0, "one\r\ttwo")], &[r#"burst "one\n\ttwo""#]);
        check_both(&[(0, "ab\x1b[Bcd")], &[r#"burst "ab""#, "key Down", r#"burst "cd""#]);
    }

    #[test]
    fn where_letters_are_keys_not_even_the_first_of_a_burst_runs() {
        check(true, &[(0, "d"), (3, "x"), (6, "\r")], &[r#"burst "dx\n""#]);
        check(true, &[(0, "d"), (60, "x"), (120, "\r")], &["key d", "key x", "key Enter"]);
        let (mut pace, mut out) = (Pace::default(), Vec::new());
        pace.letters(held());
        let key = Token::Key(KeyCode::Char('d').into());
        pace.judge(Instant::now(), vec![key.clone()], &mut out);
        assert!(out.is_empty() && pace.due().is_some());
        // In text it is there at once.
        let mut pace = Pace::default();
        pace.judge(Instant::now(), vec![key], &mut out);
        assert!(out.len() == 1 && pace.due().is_none());
    }

    /// A text byte by byte, so many milliseconds apart.
    fn bytes(pace: u64, text: &'static str) -> Vec<(u64, &'static str)> {
        (0..text.len()).map(|at| (at as u64 * pace, &text[at..=at])).collect()
    }

    #[test]
    fn where_letters_are_keys_a_paste_that_comes_byte_by_byte_runs_nothing() {
        for pace in 0..34 {
            for text in ["drop it\r", "  ssh db-7\r", "xx--yy", "jjj leak\r"] {
                let whole = format!("burst {:?}", text.replace('\r', "\n"));
                check(true, &bytes(pace, text), &[whole.as_str()]);
            }
        }
        // Two letters a moment apart, then a stumble: what goes on is part of it.
        check(true, &[(0, "d"), (20, "x"), (60, "y")], &[r#"burst "dx""#, r#"goes on "y""#]);
        check(true, &[(0, "dx"), (300, "yz")], &[r#"burst "dx""#, r#"burst "yz""#]);
    }

    #[test]
    fn a_burst_that_goes_on_and_on_is_told_a_piece_at_a_time() {
        let text = "0123456789".repeat(30);
        let reads: Vec<(u64, &str)> =
            (0..text.len()).map(|at| (at as u64 * 10, &text[at..=at])).collect();
        let rest = |from: usize| format!("goes on {:?}", &text[from..from + 100]);
        let expected = [format!("burst {:?}", &text[..100]), rest(100), rest(200)];
        check(true, &reads, &expected.each_ref().map(String::as_str));
    }

    /// What each letter that comes at such a millisecond waits before it is told.
    fn waits(typed: &[(u64, char)]) -> Vec<u64> {
        let (begin, mut pace, mut out) = (Instant::now(), Pace::default(), Vec::new());
        pace.letters(held());
        let letters = |message: &Message| match message {
            Message::Text(text) => text.len(),
            Message::Key(_) => 1,
            other => panic!("{other:?}"),
        };
        let mut waits = Vec::new();
        for millis in 0..typed[typed.len() - 1].0 + 200 {
            let at = begin + Duration::from_millis(millis);
            if pace.due().is_some_and(|due| due <= at) {
                pace.settle(&mut out);
            }
            for (_, letter) in typed.iter().filter(|(when, _)| *when == millis) {
                pace.judge(at, vec![Token::Key(KeyCode::Char(*letter).into())], &mut out);
            }
            while waits.len() < out.iter().map(letters).sum() {
                waits.push(millis - typed[waits.len()].0);
            }
        }
        waits
    }

    #[test]
    fn a_held_key_waits_once_and_then_no_longer() {
        // A keyboard waits before it repeats, thirty times a second.
        let held = [(0, 'j'), (500, 'j'), (533, 'j'), (566, 'j'), (600, 'j'), (650, 'k')];
        assert_eq!(waits(&held), [40, 0, 0, 0, 0, 40]);
        assert_eq!(waits(&[(0, 'g'), (60, 'g'), (120, 'x'), (180, 'j')]), [40, 0, 40, 40]);
        // Repeated from the first on: together after a moment, and then at once.
        let at_once: Vec<(u64, char)> = (0..9).map(|place| (place * 16, 'j')).collect();
        assert_eq!(waits(&at_once), [100, 84, 68, 52, 36, 20, 4, 0, 0]);
    }

    #[test]
    fn a_key_that_only_moves_runs_at_once_and_is_told_again_with_what_follows_too_fast() {
        let check = |reads: &[(u64, &str)], expected: &[&str]| {
            check_with(Letters::Keys { that_move: vec!['j', 'k'] }, reads, expected);
        };
        check(&[(0, "j"), (60, "k"), (120, "d")], &["key j", "key k", "key d"]);
        check(&[(0, "j"), (20, "d")], &["key j", r#"burst "jd""#]);
        check(&[(0, "j"), (20, "k"), (40, "\r")], &["key j", r#"burst "jk\n""#]);
        check(&[(0, "jx")], &[r#"burst "jx""#]);
        // The first came long before.
        check(&[(0, "j"), (60, "j"), (80, "d")], &["key j", "key j", r#"burst "jd""#]);
        check(&[(0, "d"), (60, "j"), (120, "xy")], &["key d", "key j", r#"burst "xy""#]);
        for pace in 1..34 {
            let reads = bytes(pace, "jj leak\r");
            check(&reads, &["key j", "key j", r#"burst "jj leak\n""#]);
        }
        let mut pace = Pace::default();
        pace.letters(Letters::Keys { that_move: vec!['j'] });
        let mut out = Vec::new();
        pace.judge(Instant::now(), vec![Token::Key(KeyCode::Char('j').into())], &mut out);
        assert!(out.len() == 1 && pace.due().is_none());
    }

    #[test]
    fn a_paste_that_comes_byte_by_byte_ends_no_line() {
        let mut reads = bytes(12, "08:01 first row\r> two\r");
        let first = "key 0,key 8,key :,key 0,key 1,key Space,key f,key i,key r,key s,key t,key \
                     Space,key r,key o,key w";
        let mut expected: Vec<&str> = first.split(',').collect();
        expected.push(r#"burst "\n> two\n""#);
        check(false, &reads, &expected);
        // Nothing behind the line end: it was Enter.
        reads.truncate(16);
        *expected.last_mut().expect("the burst") = "key Enter";
        check(false, &reads, &expected);
        // A person is slower than that, however fast.
        check(
            false,
            &bytes(30, "08:01 a long row\rx")[14..],
            &["key o", "key w", "key Enter", "key x"],
        );
    }

    #[test]
    fn a_paste_that_comes_in_pieces_is_one() {
        check_both(
            &[(0, "one\rtw"), (5, "o\rthree"), (45, "\r")],
            &[r#"burst "one\ntwo\nthree\n""#],
        );
        check_both(&[(0, "drop"), (5, "\r"), (9, "it")], &[r#"burst "drop\nit""#]);
        check_both(&[(0, "drop"), (45, "it")], &[r#"burst "drop""#, r#"goes on "it""#]);
        check_both(&[(0, "drop"), (400, "\r")], &[r#"burst "drop""#, "key Enter"]);
        check_both(&[(0, "drop"), (5, "\x1b[B\r")], &[r#"burst "drop""#, "key Down", "key Enter"]);
    }
}
