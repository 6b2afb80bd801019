//! Tab: puts in what the word at the cursor could become, a small list of the others above the
//! line; Tab again takes the next. Where the line cannot be recorded, the ways out are offered
//! instead.

use std::ops::Range;

use crate::console::compose::{self, Candidate, Line, Reading};
use crate::console::effect::Effect;
use crate::console::field::Field;
use crate::console::model::Model;

use super::{Known, keep, line_mut, reading};

/// What Tab offers, one of it put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// What there is, the best first.
    pub candidates: Vec<Candidate>,
    /// Which is put in.
    pub at: usize,
    /// Where in the text it stands.
    pub range: Range<usize>,
}

/// Puts in the first candidate, or the next.
pub fn next(model: &mut Model) -> Vec<Effect> {
    let offered = match model.line().offered.clone() {
        Some(offered) => {
            let at = (offered.at + 1) % offered.candidates.len().max(1);
            Offered { at, ..offered }
        }
        None => match offer(model) {
            Some(offered) => offered,
            None => return Vec::new(),
        },
    };
    let Some(candidate) = offered.candidates.get(offered.at) else {
        return Vec::new();
    };
    let alone = offered.candidates.len() == 1;
    let insert = format!("{}{}", candidate.insert, if alone { " " } else { "" });
    let line = line_mut(model);
    let mut text = line.field.text().to_owned();
    if text.get(offered.range.clone()).is_none() {
        return Vec::new();
    }
    text.replace_range(offered.range.clone(), &insert);
    let end = offered.range.start + insert.len();
    line.edit(|field| *field = Field::with_cursor(text, end));
    let range = offered.range.start..end;
    line.offered = (!alone).then_some(Offered { range, ..offered });
    keep(model)
}

/// What could be put in: ways out of what is wrong, or what the word at the cursor could become.
fn offer(model: &Model) -> Option<Offered> {
    let line = model.line();
    let known = Known::of(model);
    let context = known.context(model, model.now);
    let typed = Line { text: line.field.text(), pasted: &line.pasted };
    if let Some(found) = compose::complete(typed, line.field.cursor(), &context) {
        return Some(Offered { candidates: found.candidates, at: 0, range: found.range });
    }
    let Reading::Problem(problem) = reading(model) else {
        return None;
    };
    let way_out = |way: compose::Alternative| Candidate { insert: way.instead, means: way.meaning };
    let candidates: Vec<Candidate> = problem.alternatives.into_iter().map(way_out).collect();
    (!candidates.is_empty()).then_some(Offered { candidates, at: 0, range: problem.range })
}
