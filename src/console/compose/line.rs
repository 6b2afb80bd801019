//! One typed line, read from left to right: privacy, sign, time, who, words, and what stands at the
//! end.
//!
//! What must stay true: what did not become structure stays in the text, and nothing that was
//! pasted becomes structure.

use super::names::{At, Found, at_name, lookup, nearest, shown};
use super::times::{Toward, duration, read as read_time, word};
use super::words::{Said, words};
use super::{Context, Line, Part, Problem, ProblemKind, Ready, Warning, plain, secrets};
use crate::domain::event::{Basis, Direction, EntryKind, Standing};
use crate::domain::handling::Handling;
use crate::domain::people::{Party, Person};
use crate::domain::time::{Precision, Timestamp};

/// The signs, as the reading tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    None,
    Order,
    Question,
    Decision,
    Assessment,
    Fact,
    Words,
}

impl Sign {
    const fn of(c: char) -> Option<Self> {
        Some(match c {
            '>' => Self::Order,
            '?' => Self::Question,
            '!' => Self::Decision,
            '~' => Self::Assessment,
            '=' => Self::Fact,
            '<' => Self::Words,
            _ => return None,
        })
    }

    const fn missing(self) -> &'static str {
        match self {
            Self::None => "say what happened",
            Self::Order => "an order: > @whom what in 20m",
            Self::Question => "a question: ? @whom what by 15:00",
            Self::Decision => "a decision: ! what because why",
            Self::Assessment => "an assessment: ~ what you make of it",
            Self::Fact => "a fact: = name value",
            Self::Words => "words by voice: < WHO told 05:05: words, or < WHO asks: words",
        }
    }

    /// Whether an unknown name asks for a second Enter.
    const fn asks(self) -> bool {
        matches!(self, Self::Order | Self::Question | Self::Decision)
    }
}

/// The line while it is read.
struct Draft<'a> {
    line: Line<'a>,
    context: &'a Context<'a>,
    sign: Sign,
    /// What is still to be read.
    rest: &'a str,
    part: Part,
    timed: bool,
    concerns: bool,
    to: Vec<Party>,
    unknown: Vec<At<'a>>,
    found: Found<'a>,
    warnings: Vec<Warning>,
}

pub(super) fn read<'a>(line: Line<'a>, context: &'a Context<'a>) -> Result<Ready, Problem> {
    let mut draft = Draft {
        line,
        context,
        sign: Sign::None,
        rest: line.text,
        part: plain("", context),
        timed: false,
        concerns: false,
        to: Vec::new(),
        unknown: Vec::new(),
        found: Found::default(),
        warnings: Vec::new(),
    };
    draft.privacy()?;
    if let Some(text) = draft.rest.strip_prefix(' ') {
        draft.part.text = text.to_owned();
        return Ok(draft.finish(true));
    }
    draft.sign()?;
    draft.time()?;
    draft.who()?;
    draft.body()?;
    Ok(draft.finish(false))
}

impl<'a> Draft<'a> {
    fn typed(&self, part: &str) -> bool {
        self.line.is_typed(part)
    }

    fn incomplete(&self, missing: &'static str) -> Problem {
        let said = self.line.text.trim();
        Problem {
            kind: ProblemKind::Incomplete(missing),
            said: said.to_owned(),
            range: self.line.range(said),
            alternatives: Vec::new(),
        }
    }

    fn privacy(&mut self) -> Result<(), Problem> {
        let first = word(self.rest).0;
        let handling = match first {
            "%" => Handling::Privileged { direction: None },
            "%%" => Handling::Restricted { to: Vec::new() },
            _ => return Ok(()),
        };
        if !self.typed(self.rest.get(..=first.len()).unwrap_or(first)) {
            return Ok(());
        }
        if self.rest[first.len()..].trim().is_empty() {
            return Err(
                self.incomplete("say what is not for everybody: % privileged, %% restricted")
            );
        }
        if let Some(rest) = self.rest[first.len()..].strip_prefix(' ') {
            self.part.handling = handling;
            self.rest = rest;
        }
        Ok(())
    }

    fn sign(&mut self) -> Result<(), Problem> {
        let mut chars = self.rest.chars();
        let Some(sign) = chars.next().and_then(Sign::of) else { return Ok(()) };
        let after = chars.as_str();
        if after.trim().is_empty() && self.typed(&self.rest[..1]) {
            return Err(self.incomplete(sign.missing()));
        }
        if after.starts_with(' ') && self.typed(&self.rest[..2]) {
            self.sign = sign;
            self.rest = after.trim_start();
        }
        Ok(())
    }

    fn time(&mut self) -> Result<(), Problem> {
        let Some(when) = read_time(self.line, self.rest, Toward::Past, self.context)
            .or_else(|problem| if self.is_pasted(&problem) { Ok(None) } else { Err(problem) })?
        else {
            return Ok(());
        };
        if !self.typed(&self.rest[..self.rest.len() - when.rest.len()]) {
            return Ok(());
        }
        if when.rest.is_empty() {
            return Err(self.incomplete("say what happened then"));
        }
        (self.part.occurred_at, self.part.precision) = (when.at, when.precision);
        (self.timed, self.rest) = (true, when.rest);
        let mut chars = when.rest.chars();
        if self.sign == Sign::None
            && chars.next().and_then(Sign::of).is_some()
            && chars.next() == Some(' ')
        {
            let words = "a sign counts as the very first character only: put the time behind it";
            self.warnings.push(Warning::Hint { words });
        }
        Ok(())
    }

    fn is_pasted(&self, problem: &Problem) -> bool {
        !self.line.text.get(problem.range.clone()).is_none_or(|part| self.typed(part))
    }

    fn who(&mut self) -> Result<(), Problem> {
        match self.sign {
            Sign::Order | Sign::Question => self.addressees(),
            Sign::None | Sign::Decision | Sign::Assessment | Sign::Fact => self.speaker(),
            Sign::Words => return Ok(()),
        }
        if self.rest.trim().is_empty() {
            return Err(self.incomplete(self.sign.missing()));
        }
        Ok(())
    }

    /// `@infra @legal, @dana and @"Amara Okafor"` at the beginning of an order or question.
    fn addressees(&mut self) {
        while let Some(at) = at_name(self.rest).filter(|at| self.typed(at.whole)) {
            let party = lookup(at.name, self.context);
            if party.is_none() {
                self.unknown.push(at);
            }
            let party = party.unwrap_or_else(|| Party::Person(Person::new(at.name)));
            if !self.to.contains(&party) {
                self.to.push(party);
            }
            let rest = at.rest.strip_prefix([':', ',']).unwrap_or(at.rest).trim_start();
            let (next, after) = word(rest);
            let joined = matches!(next, "and" | "&") && after.starts_with('@');
            self.rest = if joined { after } else { rest };
        }
    }

    /// `@infra` and `@legal:` at the beginning of any other line.
    fn speaker(&mut self) {
        while let Some(at) = at_name(self.rest).filter(|at| self.typed(at.whole)) {
            let party = lookup(at.name, self.context);
            let told = at.rest.strip_prefix(':').filter(|rest| !rest.trim().is_empty());
            if let Some(rest) = told.filter(|rest| rest.starts_with(char::is_whitespace)) {
                if party.is_none() {
                    self.unknown.push(at);
                }
                let by = party.unwrap_or_else(|| Party::Person(Person::new(at.name)));
                if let (Party::Department(id), false) = (&by, self.concerns) {
                    self.part.department = id.clone();
                }
                self.part.basis = match self.sign {
                    Sign::Assessment => Basis::Assessed { by: Some(by), confidence: String::new() },
                    _ => Basis::Reported { by },
                };
                self.rest = rest.trim_start();
                break;
            }
            let (Some(Party::Department(id)), false) = (party, self.concerns) else { break };
            if !at.rest.starts_with(char::is_whitespace) {
                break;
            }
            self.part.department = id;
            self.concerns = true;
            self.rest = at.rest.trim_start();
        }
        if self.sign == Sign::Assessment && self.part.basis == Basis::Observed {
            self.part.basis = Basis::Assessed { by: None, confidence: String::new() };
        }
    }

    fn body(&mut self) -> Result<(), Problem> {
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
    #[expect(
        clippy::type_complete,
        reason = "text, promise and what closed the sentence, used once"
    )]
    fn promise(&mut self, text: &'a str) -> Result<(&'a str, Option<Timestamp>, &'a str), Problem> {
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
            self.warnings.push(Warning::Hint { words });
        }
        Ok((text, None, ""))
    }

    /// Splits `by …` or `until …` off the end, where all that follows is a time to come.
    fn coming(&self, text: &'a str, lead: &str) -> Result<(&'a str, Option<Timestamp>), Problem> {
        let Some((head, said)) = tail(text, lead) else { return Ok((text, None)) };
        if !self.typed(&text[head.len()..]) {
            return Ok((text, None));
        }
        match read_time(self.line, said, Toward::Coming, self.context)? {
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
        let value = rest.strip_prefix("= ").unwrap_or(rest).trim();
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
                (if due.is_some() { text } else { said }, due)
            }
        };
        self.part.kind = EntryKind::Words { direction, party: party.to_owned(), at };
        self.text(text);
        Ok(())
    }

    #[expect(clippy::type_complete, reason = "the four things that such a line says, used once")]
    fn voice_parts(
        &self,
    ) -> Result<Option<(&'a str, Direction, Option<(Timestamp, Precision)>, &'a str)>, Problem>
    {
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
            let said = read_time(self.line, &rest[..colon], Toward::Past, self.context)?;
            if let Some(when) = said.filter(|when| when.rest.is_empty()) {
                let when = (when.at, when.precision);
                return Ok(Some((party, direction, Some(when), rest[colon + 1..].trim_start())));
            }
        }
        Ok(None)
    }

    fn finish(mut self, plain: bool) -> Ready {
        let unknown = self.unknown.iter().chain(&self.found.unknown);
        self.warnings.extend(unknown.map(|at| Warning::UnknownName {
            range: self.line.range(at.whole),
            word: at.name.to_owned(),
            nearest: nearest(at.name, self.context),
            asks: self.sign.asks(),
        }));
        self.warnings.extend(
            secrets::found(self.line.text)
                .into_iter()
                .map(|(range, kind)| Warning::Secret { range, mark: secrets::mark(kind) }),
        );
        self.part.mentions = std::mem::take(&mut self.found.mentions);
        self.part.tags = std::mem::take(&mut self.found.tags);
        let said = Said {
            plain,
            timed: self.timed,
            concerns: self.concerns,
            to: self.to.iter().map(|party| shown(party, self.context)).collect(),
        };
        let words = words(&self.part, &said, self.context);
        Ready { parts: self.parts(), words, warnings: self.warnings }
    }

    /// One line for each addressee.
    fn parts(&self) -> Vec<Part> {
        if self.to.is_empty() {
            return vec![self.part.clone()];
        }
        let each = |party: &Party| {
            let mut part = self.part.clone();
            if let EntryKind::Order { to, .. } | EntryKind::Question { to, .. } = &mut part.kind {
                *to = Some(party.clone());
            }
            if let Party::Department(id) = party {
                part.department = id.clone();
            }
            part
        };
        self.to.iter().map(each).collect()
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
