//! One typed line, read from left to right: privacy, sign, time, who, words, and what stands at the
//! end.
//!
//! What must stay true: what did not become structure stays in the text, and nothing that was
//! pasted becomes structure.

use super::names::{At, Found, at_name, lookup, nearest, shown};
use super::times::{Toward, read as read_time, word};
use super::words::{Said, outside, words};
use super::{Context, Line, Part, Problem, ProblemKind, Ready, Warning, misses, plain, secrets};
use crate::domain::event::{Basis, EntryKind};
use crate::domain::handling::Handling;
use crate::domain::people::{Party, Person};

/// The signs, as the reading tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
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

    /// What such a line looks like, for one that says too little.
    pub(super) const fn missing(self) -> &'static str {
        match self {
            Self::None => "say what happened",
            Self::Order => "an order: > @whom what in 20m",
            Self::Question => "a question: ? @whom what by 15:00",
            Self::Decision => "a decision: ! what because why",
            Self::Assessment => "an assessment: ~ what you make of it",
            Self::Fact => "a fact: = name value",
            Self::Words => "words by voice: < WHO told 05:05: what we said, or < WHO asks: what",
        }
    }

    /// Whether an unknown name asks for a second Enter.
    const fn asks(self) -> bool {
        matches!(self, Self::Order | Self::Question | Self::Decision)
    }
}

/// The line while it is read.
pub(super) struct Draft<'a> {
    pub line: Line<'a>,
    pub context: &'a Context<'a>,
    pub sign: Sign,
    /// What is still to be read.
    pub rest: &'a str,
    pub part: Part,
    pub timed: bool,
    concerns: bool,
    to: Vec<Party>,
    unknown: Vec<At<'a>>,
    pub found: Found<'a>,
    pub warnings: Vec<Warning>,
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
        text.clone_into(&mut draft.part.text);
        return Ok(draft.finish(true));
    }
    draft.sign()?;
    draft.time()?;
    draft.who()?;
    draft.body()?;
    Ok(draft.finish(false))
}

impl Draft<'_> {
    /// Whether a part was typed by a person.
    pub(super) fn typed(&self, part: &str) -> bool {
        self.line.is_typed(part)
    }

    /// The problem of a line that says too little.
    pub(super) fn incomplete(&self, missing: &'static str) -> Problem {
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
        } else if self.typed(&self.rest[..1]) {
            self.warnings.extend(misses::sign(self.rest));
        }
        Ok(())
    }

    fn time(&mut self) -> Result<(), Problem> {
        let Some(when) =
            read_time(self.line, self.rest, Toward::Past, self.context.now, self.context.zone)
                .or_else(
                    |problem| if self.is_pasted(&problem) { Ok(None) } else { Err(problem) },
                )?
        else {
            if self.typed(word(self.rest).0) {
                self.warnings.extend(misses::leading(self.rest));
                let promises = matches!(self.sign, Sign::Order | Sign::Question);
                self.warnings.extend(misses::ahead(self.rest, promises));
            }
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
            self.warnings.push(Warning::Hint { words, asks: false });
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
            if party.is_some() {
                self.warnings.extend(misses::speaker(at.rest));
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
        let strange = |one: &Warning| matches!(one, Warning::UnknownName { .. });
        let known = !self.warnings.iter().any(strange);
        let outside = outside(&self.part, &said, known, self.context);
        Ready { parts: self.parts(), words, outside, warnings: self.warnings }
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
