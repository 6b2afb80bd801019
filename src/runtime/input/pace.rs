//! Tells typing from a paste that the terminal did not mark, by how fast the keys come.
//!
//! Some tmux and SSH setups strip the marks of a paste; its characters would run as commands in
//! the panes. What must stay true: no character is lost or moved past another, a held key stays
//! keys, and nothing here waits: what has come is judged by what has come.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::console::message::Message;

use super::keys::Token;

/// So many keys in one read are not a person's, unless it is one key held.
const BURST_KEYS: usize = 4;
/// A held key or two over a slow line are few different ones.
const BURST_DIFFERENT: usize = 3;
/// Reads that follow each other faster than this go on with the same burst.
const BURST_GAP: Duration = Duration::from_millis(50);

/// What came last, and when.
#[derive(Debug, Default)]
pub(super) struct Pace {
    burst_at: Option<Instant>,
}

impl Pace {
    /// Judges what one read brought at that moment.
    pub(super) fn judge(&mut self, at: Instant, tokens: Vec<Token>, out: &mut Vec<Message>) {
        let mut goes_on = self.burst_at.take().is_some_and(|last| at - last < BURST_GAP);
        let mut run: Vec<KeyEvent> = Vec::new();
        for token in tokens {
            match token {
                Token::Key(key) if is_plain(key) => run.push(key),
                Token::Key(key) => {
                    self.end(at, goes_on, &mut run, out);
                    out.push(Message::Key(key));
                    goes_on = false;
                }
                Token::Paste(text) => {
                    self.end(at, goes_on, &mut run, out);
                    out.push(Message::Paste(text));
                    goes_on = false;
                }
            }
        }
        self.end(at, goes_on, &mut run, out);
    }

    fn end(&mut self, at: Instant, goes_on: bool, run: &mut Vec<KeyEvent>, out: &mut Vec<Message>) {
        if run.is_empty() {
            return;
        }
        if goes_on || is_burst(run) {
            self.burst_at = Some(at);
            out.push(Message::Burst(run.drain(..).map(text_of).collect()));
            return;
        }
        let mut chars = String::new();
        for key in run.drain(..) {
            if let KeyCode::Char(c) = key.code {
                chars.push(c);
            } else {
                typed(std::mem::take(&mut chars), out);
                out.push(Message::Key(key));
            }
        }
        typed(chars, out);
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

fn is_burst(run: &[KeyEvent]) -> bool {
    let mut different: Vec<KeyCode> = Vec::new();
    for key in run {
        if different.len() < BURST_DIFFERENT && !different.contains(&key.code) {
            different.push(key.code);
        }
    }
    run.len() >= BURST_KEYS && different.len() >= BURST_DIFFERENT
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

    /// Reads at these milliseconds, and what they mean.
    #[track_caller]
    fn check(reads: &[(u64, &str)], expected: &[&str]) {
        let (begin, mut keys, mut pace) = (Instant::now(), Keys::default(), Pace::default());
        let mut messages = Vec::new();
        for (millis, typed) in reads {
            let mut tokens = Vec::new();
            keys.feed(typed.as_bytes(), &mut tokens);
            pace.judge(begin + Duration::from_millis(*millis), tokens, &mut messages);
        }
        let name = |message: &Message| match message {
            Message::Key(key) => format!("key {}", key.code),
            Message::Text(text) => format!("text {text}"),
            Message::Burst(text) => format!("burst {text:?}"),
            Message::Paste(text) => format!("paste {text}"),
            other => format!("{other:?}"),
        };
        assert_eq!(messages.iter().map(name).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn keys_at_the_pace_of_a_person_are_keys() {
        check(&[(0, "d"), (90, "d"), (200, "x")], &["key d", "key d", "key x"]);
        check(&[(0, "\x1b[B\x1b[B")], &["key Down", "key Down"]);
        check(&[(0, "ab\r")], &["text ab", "key Enter"]);
    }

    #[test]
    fn a_held_key_stays_keys() {
        check(&[(0, "jjjjjjjj")], &["text jjjjjjjj"]);
        check(&[(0, "jjjjk")], &["text jjjjk"]);
        check(&[(0, "\r\r\r\r")], &["key Enter", "key Enter", "key Enter", "key Enter"]);
    }

    #[test]
    fn many_different_keys_in_one_read_are_a_burst_with_its_line_ends() {
        check(&[(0, "drop it\r")], &[r#"burst "drop it\n""#]);
        check(&[(0, "one\r\ttwo")], &[r#"burst "one\n\ttwo""#]);
    }

    #[test]
    fn a_burst_goes_on_while_reads_follow_at_once() {
        check(
            &[(0, "drop"), (5, "\r"), (9, "it")],
            &[r#"burst "drop""#, r#"burst "\n""#, r#"burst "it""#],
        );
        check(&[(0, "drop"), (400, "\r")], &[r#"burst "drop""#, "key Enter"]);
        check(&[(0, "drop"), (5, "\x1b[B\r")], &[r#"burst "drop""#, "key Down", "key Enter"]);
    }
}
