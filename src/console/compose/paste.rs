//! What was pasted: never grammar. One quoted block, or on choice one plain entry a line.
//!
//! Apart from the reading, because nothing here is read but, after a person has confirmed the zone,
//! leading times. What must stay true: whatever a pasted text begins with, it becomes notes, and no
//! line of it is lost.

use std::ops::Range;

use super::times::{Toward, read as read_time};
use super::{Context, Line, Problem, Reading, Ready, Warning, plain, read, secrets, words};
use crate::text;

/// Whether a pasted text has more than one line, so that a choice is offered.
pub fn many_lines(pasted: &str) -> bool {
    text::lines(pasted).filter(|line| !line.trim().is_empty()).nth(1).is_some()
}

/// How many lines of a pasted text are quoted below the line: all of them below typed words, else
/// those after the first that says something, which is the line.
pub fn quoted(typed: &str, pasted: &str) -> usize {
    let lines = text::lines(pasted);
    if typed.trim().is_empty() {
        lines.skip_while(|line| line.trim().is_empty()).skip(1).count()
    } else {
        lines.count()
    }
}

/// So many lines, in words.
pub fn lines_of(many: usize) -> String {
    if many == 1 { "1 line".to_owned() } else { format!("{many} lines") }
}

/// One entry: the first line that says something is the text, all that follows it is the quote, as
/// it came. Nothing where the text is blank.
pub fn as_one(pasted: &str, context: &Context<'_>) -> Option<Ready> {
    let first = text::lines(pasted).find(|line| !line.trim().is_empty())?;
    let Range { end, .. } = Line::typed(pasted).range(first);
    let below = &pasted[end..];
    // The line end itself belongs to neither.
    let below = below.strip_prefix("\r\n").unwrap_or_else(|| {
        let mut chars = below.chars();
        chars.next();
        chars.as_str()
    });
    let mut part = plain(first, context);
    let mut reading = "note, as pasted".to_owned();
    if !below.trim().is_empty() {
        part.quote = Some(below.to_owned());
        let more = lines_of(quoted("", pasted));
        reading.extend([" · +", &more, " quoted"]);
    }
    reading.push_str(" · ");
    reading.push_str(&words::now(context));
    let outside = reading.clone();
    Some(Ready { parts: vec![part], words: reading, outside, warnings: pointed_out(pasted) })
}

/// A line with what was pasted below it: the block is quoted; below a blank line it is the entry.
pub fn read_with(line: Line<'_>, block: Option<&str>, context: &Context<'_>) -> Reading {
    let Some(block) = block else { return read(line, context) };
    if line.text.trim().is_empty() {
        return as_one(block, context).map_or(Reading::Empty, Reading::Ready);
    }
    let mut reading = read(line, context);
    if let Reading::Ready(ready) = &mut reading {
        if let Some(part) = ready.parts.first_mut() {
            part.quote = Some(block.to_owned());
        }
        let quoted = lines_of(quoted(line.text, block));
        ready.words = format!("{} · +{quoted} quoted", ready.words);
        if let Some(block) = as_one(block, context) {
            ready.warnings.extend(block.warnings);
        }
    }
    reading
}

/// A pasted text as one entry a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsLines {
    /// The entries, in the order of the lines; blank lines make none.
    pub ready: Ready,
    /// How many lines began with a time that was read.
    pub timed: usize,
    /// Lines (counted from 1) whose time could not be read: they are kept whole, and happen now.
    pub unread: Vec<(usize, Problem)>,
}

/// One plain entry a line. Leading times are read in the context's zone: ask first whether that is
/// the zone.
pub fn as_lines(pasted: &str, context: &Context<'_>) -> AsLines {
    let (mut parts, mut timed, mut unread) = (Vec::new(), 0, Vec::new());
    for (number, said) in text::lines(pasted).enumerate() {
        if said.trim().is_empty() {
            continue;
        }
        let mut part = plain(said, context);
        match read_time(
            Line::typed(pasted),
            said.trim_start(),
            Toward::Past,
            context.now,
            context.zone,
        ) {
            Ok(Some(when)) if !when.rest.is_empty() => {
                when.rest.clone_into(&mut part.text);
                (part.occurred_at, part.precision) = (when.at, when.precision);
                timed += 1;
            }
            Ok(_) => {}
            Err(problem) => unread.push((number + 1, problem)),
        }
        parts.push(part);
    }
    let words = format!(
        "{} notes, as pasted · {timed} with their own times · {}",
        parts.len(),
        words::now(context)
    );
    let outside = words.clone();
    let ready = Ready { parts, words, outside, warnings: pointed_out(pasted) };
    AsLines { ready, timed, unread }
}

fn pointed_out(pasted: &str) -> Vec<Warning> {
    let found = secrets::found(pasted).into_iter();
    found.map(|(range, kind)| Warning::Secret { range, mark: secrets::mark(kind) }).collect()
}
