//! What each sign makes of the words behind it: promises, reasons, facts, words by voice.
//!
//! Apart from [`super::line`], which reads what all lines share. What must stay true: what is not
//! taken here stays in the text, character by character.

use super::line::{Draft, Sign};
use super::shapes::duration;
use super::times::{Toward, read as read_time, word};
use super::{Problem, Warning, misses};
use crate::domain::event::{Direction, EntryKind, Standing};
use crate::domain::time::{Precision, Timestamp};

/// A text without its promise, the promise, and what closed the sentence.
type Promised<'a> = (&'a str, Option<Timestamp>, &'a str);

/// Who, which way, when, and the words.
type Voice<'a> = (&'a str, Direction, Option<(Timestamp, Precision)>, &'a str);

impl<'a> Draft<'a> {
    /// Reads what only this sort of line has; the rest is its text.
    pub(super) fn body(&mut self) -> Result<(), Problem> {
        match self.sign {
            Sign::None => self.text(self.rest),
            Sign::Assessment => {
                self.part.kind = EntryKind::Assessment;
                self.text(self.rest);
            }
            Sign::Order | Sign::Question => {
                let (text, due, stop) = self.promise(self.rest)?;
                self.part.kind = if self.sign == Sign::Order {
                    EntryKind::Order { to: None, due }
                } else {
                    EntryKind::Question { to: None, due }
                };
                self.text(text);
                self.part.text.push_str(stop);
            }
            Sign::Decision => self.decision()?,
            Sign::Fact => self.fact()?,
            Sign::Words => self.voice()?,
        }
        if self.part.text.is_empty() {
            return Err(self.incomplete(self.sign.missing()));
        }
        Ok(())
    }

    /// Takes the words, and what they speak of.
    fn text(&mut self, text: &'a str) {
        let text = text.trim_end();
        self.found.scan(self.line, text, self.context);
        text.clone_into(&mut self.part.text);
    }

    /// Splits the promise off the end: `in 20m`, `by 15:00`. A full stop or question mark behind it
    /// is given back, since it belongs to the sentence.
    fn promise(&mut self, text: &'a str) -> Result<Promised<'a>, Problem> {
        let text = text.trim_end();
        let bare = text.trim_end_matches(['.', '!', '?']).trim_end();
        let stop = text[bare.len()..].trim_start();
        if let Some((head, length)) = tail(bare, "in")
            && let Some(millis) = duration(length)
            && self.typed(&bare[head.len()..])
        {
            return Ok((head, Some(self.context.now.plus_millis(millis)), stop));
        }
        if let (head, due @ Some(_)) = self.coming(bare, "by")? {
            return Ok((head, due, stop));
        }
        let day = |said: &str| {
            matches!(said, "today" | "tomorrow")
                || chrono::NaiveDate::parse_from_str(said, "%Y-%m-%d").is_ok()
        };
        if tail(bare, "by").is_some_and(|(_, said)| day(said)) {
            let words = "a promise has a clock time: by tomorrow 17:00; this stays text";
            self.warnings.push(Warning::Hint { words, asks: true });
        }
        self.missed(bare, "in");
        self.missed(bare, "by");
        Ok((text, None, ""))
    }

    /// Points out what stands behind the last `lead` and is almost a time.
    fn missed(&mut self, text: &'a str, lead: &str) {
        if let Some((head, said)) = tail(text, lead)
            && self.typed(&text[head.len()..])
        {
            self.warnings.extend(misses::promise(lead, said));
        }
    }

    /// Splits `by …` or `until …` off the end, where all that follows is a time to come.
    fn coming(&self, text: &'a str, lead: &str) -> Result<(&'a str, Option<Timestamp>), Problem> {
        let Some((head, said)) = tail(text, lead) else { return Ok((text, None)) };
        if !self.typed(&text[head.len()..]) {
            return Ok((text, None));
        }
        match read_time(self.line, said, Toward::Coming, self.context.now, self.context.zone)? {
            Some(when) if when.rest.is_empty() && when.precision <= Precision::Minute => {
                Ok((head, Some(when.at)))
            }
            _ => Ok((text, None)),
        }
    }

    fn decision(&mut self) -> Result<(), Problem> {
        let (whole, mut until) = self.coming(self.rest.trim_end(), "until")?;
        let (mut text, because) = match split_word(whole, "because") {
            Some((text, because))
                if self.typed(&whole[text.len()..whole.len() - because.len()]) =>
            {
                (text, Some(because))
            }
            _ => (whole, None),
        };
        if until.is_none() && because.is_some() {
            (text, until) = self.coming(text, "until")?;
        }
        if until.is_none() {
            self.missed(text, "until");
            if let Some(because) = because {
                self.missed(because, "until");
            }
        }
        if let Some(because) = because {
            self.found.scan(self.line, because, self.context);
        }
        let because = because.map(str::to_owned);
        self.part.kind = EntryKind::Decision { because, until };
        self.text(text);
        Ok(())
    }

    fn fact(&mut self) -> Result<(), Problem> {
        let (name, rest) = word(self.rest);
        let rest = rest.strip_prefix("= ").unwrap_or(rest).trim();
        let (value, source) = match split_word(rest, "source") {
            Some((value, source)) if self.typed(&rest[value.len()..rest.len() - source.len()]) => {
                (value, Some(source))
            }
            _ => (rest, None),
        };
        let plain = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        if !plain || value.is_empty() {
            return Err(self.incomplete(Sign::Fact.missing()));
        }
        self.part.kind = EntryKind::Fact {
            name: name.to_owned(),
            value: value.to_owned(),
            standing: Standing::Believed,
        };
        self.part.source = source.map(str::to_owned);
        self.text(self.rest);
        Ok(())
    }

    /// `ACME CISO told 05:05: reset tokens`, `NYT asks: is it true? by 12:50`.
    fn voice(&mut self) -> Result<(), Problem> {
        let Some((party, direction, when, said)) = self.voice_parts()? else {
            return Err(self.incomplete(Sign::Words.missing()));
        };
        if let (Some((at, precision)), false) = (when, self.timed) {
            (self.part.occurred_at, self.part.precision) = (at, precision);
            self.timed = true;
        }
        let (text, at) = match direction {
            Direction::Told => (said, when.map(|(at, _)| at)),
            Direction::Asks => {
                let (text, due) = self.coming(said.trim_end(), "by")?;
                if due.is_none() {
                    self.missed(said.trim_end(), "by");
                }
                (if due.is_some() { text } else { said }, due)
            }
        };
        self.part.kind = EntryKind::Words { direction, party: party.to_owned(), at };
        self.text(text);
        Ok(())
    }

    fn voice_parts(&self) -> Result<Option<Voice<'a>>, Problem> {
        let text = self.rest;
        let mut start = 0;
        for verb in text.split_whitespace() {
            let at = start + text[start..].find(verb).unwrap_or(0);
            start = at + verb.len();
            let direction = match verb.trim_end_matches(':') {
                "told" => Direction::Told,
                "asks" => Direction::Asks,
                _ => continue,
            };
            let party = text[..at].trim_end();
            if party.is_empty() || !self.typed(verb) {
                continue;
            }
            if verb.ends_with(':') {
                return Ok(Some((party, direction, None, text[start..].trim_start())));
            }
            let rest = text[start..].trim_start();
            // The colon that ends the time is the first with a space behind it, and not far.
            let near = rest.char_indices().nth(48).map_or(rest, |(at, _)| &rest[..at]);
            let Some(colon) = near.find(": ").filter(|at| self.typed(&rest[..*at])) else {
                continue;
            };
            let said = read_time(
                self.line,
                &rest[..colon],
                Toward::Past,
                self.context.now,
                self.context.zone,
            )?;
            if let Some(when) = said.filter(|when| when.rest.is_empty()) {
                let when = (when.at, when.precision);
                return Ok(Some((party, direction, Some(when), rest[colon + 1..].trim_start())));
            }
        }
        Ok(None)
    }
}

/// The last `lead` that stands as a word, and what follows it; before it without its trailing
/// spaces.
fn tail<'a>(text: &'a str, lead: &str) -> Option<(&'a str, &'a str)> {
    let mut end = text.len();
    loop {
        let at = text[..end].rfind(lead)?;
        let (head, after) = (&text[..at], &text[at + lead.len()..]);
        if head.ends_with(char::is_whitespace) && after.starts_with(char::is_whitespace) {
            return Some((head.trim_end(), after.trim_start()));
        }
        end = at;
    }
}

/// The first `wanted` that stands as a word between others, whatever its case.
fn split_word<'a>(text: &'a str, wanted: &str) -> Option<(&'a str, &'a str)> {
    let mut from = 0;
    for word in text.split_whitespace() {
        let at = from + text[from..].find(word)?;
        from = at + word.len();
        let (head, after) = (text[..at].trim_end(), text[from..].trim());
        if word.eq_ignore_ascii_case(wanted) && !head.is_empty() && !after.is_empty() {
            return Some((head, after));
        }
    }
    None
}
