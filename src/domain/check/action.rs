//! Whether a reader is told what to do, or that there is nothing to do. A notice without that makes
//! every reader call.

use super::rules::Rule;
use super::{Hit, Matter};

/// So many words a text has at least before it is looked at: what is being begun says nothing yet.
const ENOUGH: usize = 40;

/// The first sentence of a text that says nothing of it: it belongs before or into that one.
pub(super) fn hits(matter: &Matter<'_>, rule: &Rule) -> Vec<Hit> {
    if matter.words.len() < ENOUGH {
        return Vec::new();
    }
    let mut sentences = matter.words.sentences();
    let Some(first) = sentences.next() else { return Vec::new() };
    let says = |sentence| {
        let lower = matter.words.lower(&sentence);
        rule.unless.iter().any(|pattern| pattern.is_in(&lower))
    };
    if std::iter::once(first.clone()).chain(sentences).any(says) {
        return Vec::new();
    }
    vec![Hit::plain(first)]
}
