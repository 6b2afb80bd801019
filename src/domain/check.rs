//! What is wrong with a draft's words before they leave the house: rules as data, a text in,
//! findings out, each with its very passage, why it was found, and what to write instead.
//!
//! Apart from [`super::review`], which judges who said yes to which words: nothing here ever keeps
//! words from going out. What must stay true: the words are looked at as their reader gets them,
//! values filled in; a finding that somebody waived stays waived while its sentence reads the same,
//! and not a word longer; and any text is looked at without a panic, in time with its length.

mod action;
mod labels;
mod links;
mod names;
mod numbers;
mod pattern;
mod rules;
mod soft;
mod times;
mod words;

use std::ops::Range;

pub use pattern::{Pattern, parse};
pub use rules::{Finds, Lists, On, Rule, Rules, To};
pub use soft::softly;

use super::draft::Draft;
use super::incident::Incident;
use super::review::Waiver;
use super::time::Timestamp;
use words::Words;

/// Something that should be looked at before a text goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: String,
    /// Where it stands in the text as it was typed, placeholders and all, in bytes.
    pub at: Range<usize>,
    /// The words found, as a reader gets them.
    pub words: String,
    /// The sentence that they stand in, as a reader gets it.
    pub sentence: String,
    /// Why they were found.
    pub why: String,
    /// What to do instead.
    pub instead: String,
    /// Why it was waived, where somebody did.
    pub waived: Option<String>,
}

impl Finding {
    /// Whether a waiver is of this finding.
    pub fn is_of(&self, waiver: &Waiver) -> bool {
        self.rule == waiver.rule && self.words == waiver.words && self.sentence == waiver.sentence
    }

    /// Leaves out the words found, which may be the value of a fact for few. The rule stays, and
    /// what it asks for.
    pub fn leave_out(&mut self) {
        for words in [&mut self.words, &mut self.sentence] {
            "(left out)".clone_into(words);
        }
    }
}

/// A text to be looked at: whose, to whom, when.
pub(super) struct Matter<'a> {
    incident: &'a Incident,
    draft: Option<&'a Draft>,
    audience: &'a str,
    now: Timestamp,
    rules: &'a Rules,
    words: &'a Words,
}

/// What was found by one rule: where among the words, and what there is to say of it beside what
/// the rule says.
pub(super) struct Hit {
    /// The first and the last word.
    words: Range<usize>,
    /// A detail.
    detail: String,
}

impl Hit {
    const fn plain(words: Range<usize>) -> Self {
        Self { words, detail: String::new() }
    }
}

impl Incident {
    /// Everything that the rules find in a text of a draft, in the order of the text.
    pub fn findings(
        &self,
        rules: &Rules,
        draft: &Draft,
        text: &str,
        now: Timestamp,
    ) -> Vec<Finding> {
        let words = Words::read(self, text);
        let audience = draft.audience.as_str();
        let matter =
            Matter { incident: self, draft: Some(draft), audience, now, rules, words: &words };
        let mut found = matter.all();
        for one in &mut found {
            let waiver = draft.review.waivers.iter().find(|waiver| one.is_of(waiver));
            one.waived = waiver.map(|waiver| waiver.because.clone());
        }
        found
    }

    /// The same of a draft's newest text.
    pub fn findings_of(&self, rules: &Rules, draft: &Draft, now: Timestamp) -> Vec<Finding> {
        let text = draft.latest().map_or("", |latest| latest.text.as_str());
        self.findings(rules, draft, text, now)
    }
}

impl Matter<'_> {
    fn all(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let worded = pattern::hits(self.rules, self.words, |rule| self.applies(rule));
        for (place, rule) in self.rules.all().iter().enumerate() {
            if !self.applies(rule) {
                continue;
            }
            let hits = match rule.finds {
                Finds::Words => {
                    let own = worded.iter().filter(|(of, _)| *of == place);
                    own.map(|(_, at)| Hit::plain(at.clone())).collect()
                }
                Finds::Times => times::hits(self),
                Finds::Numbers => numbers::hits(self, rule),
                Finds::Names => names::hits(self),
                Finds::Links => links::hits(self),
                Finds::Tlp => labels::tlp(self),
                Finds::Embargo => labels::embargo(self),
                Finds::Action => action::hits(self, rule),
                Finds::Nothing => Vec::new(),
            };
            found.extend(hits.into_iter().map(|hit| self.finding(rule, &hit)));
        }
        found.sort_by_key(|one| (one.at.start, one.at.end));
        found.dedup_by(|later, one| later.rule == one.rule && later.at == one.at);
        found
    }

    /// Whether a rule is for texts to these readers.
    fn applies(&self, rule: &Rule) -> bool {
        matches!(rule.on, On::Text | On::Both)
            && match rule.to {
                To::Everybody => true,
                To::Outside => !self.rules.is_inside(self.audience),
                To::Readers => self.rules.must_act(self.audience),
            }
    }

    fn finding(&self, rule: &Rule, hit: &Hit) -> Finding {
        let why = if hit.detail.is_empty() {
            rule.says.clone()
        } else {
            format!("{}: {}", rule.says, hit.detail)
        };
        Finding {
            rule: rule.id.clone(),
            at: self.words.typed(&hit.words),
            words: self.words.said(&hit.words).to_owned(),
            sentence: self.words.sentence(hit.words.start).to_owned(),
            why,
            instead: rule.instead.clone(),
            waived: None,
        }
    }
}
