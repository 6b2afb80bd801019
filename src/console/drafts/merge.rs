//! Two texts that stand side by side, as one to work on: what both have stands once, what only one
//! of them changed is in as it changed it, and where both changed the same passage each stands
//! there, one after the other, between marks.
//!
//! Apart from the pages, because linear mode merges too; pure text in, text out. What must stay
//! true: no passage of either text that the other did not have before is lost, and every mark is a
//! placeholder without a value, so that it counts as unset until somebody has decided and taken it
//! out.

use std::time::Duration;

use similar::{Algorithm, DiffTag, TextDiff};

use crate::domain::draft::{Draft, Revision};
use crate::domain::ids::RevisionId;

/// Two texts as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text, marks and all.
    pub text: String,
    /// How many passages differ, and stand there twice.
    pub differ: usize,
    /// Where the first of them begins, in bytes.
    pub first: usize,
}

impl Merged {
    /// What is to be done with it.
    pub fn told(&self) -> String {
        match self.differ {
            0 => "Nothing clashes, the changes of both are in: read it, then save.".to_owned(),
            1 => {
                "1 place differs, between {{ marks }}: keep one, delete the marks, save.".to_owned()
            }
            many => {
                format!(
                    "{many} places differ, between {{{{ marks }}}}: keep one, delete the marks."
                )
            }
        }
    }
}

/// What stands beside the texts that are made one, and stays there: `Text 1 by Dana still stands
/// beside them`.
pub fn beside(draft: &Draft, taken: &[RevisionId]) -> Option<String> {
    let tips = draft.tips().into_iter().filter(|tip| !taken.contains(&tip.id));
    let names: Vec<String> = tips.map(|tip| format!("text {} by {}", tip.number, tip.by)).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("T{} still stands beside them", &one[1..])),
        several => Some(format!("T{} still stand beside them", &several.join(", ")[1..])),
    }
}

/// The mark before a passage that only one of two texts has.
fn only_in(number: u32) -> String {
    format!("{{{{ only_in_text_{number} }}}}")
}

/// The mark where one of two texts has nothing.
fn nothing_in(number: u32) -> String {
    format!("{{{{ nothing_here_in_text_{number} }}}}")
}

/// The mark behind the second passage.
const END: &str = "{{ end_of_what_differs }}";

/// Two texts of a draft as one.
pub fn of(draft: &Draft, left: &Revision, right: &Revision) -> Merged {
    let base = common(draft, left, right).map(|base| base.text.as_str());
    texts(base, (left.number, &left.text), (right.number, &right.text))
}

/// The newest text that both were made from.
fn common<'d>(draft: &'d Draft, left: &Revision, right: &Revision) -> Option<&'d Revision> {
    let (left, right) = (ancestors(draft, left), ancestors(draft, right));
    let shared = draft.revisions.iter().filter(|one| left.contains(&&one.id));
    shared.filter(|one| right.contains(&&one.id)).max_by_key(|one| one.number)
}

/// A text, and all that it was made from.
fn ancestors<'d>(draft: &'d Draft, of: &'d Revision) -> Vec<&'d RevisionId> {
    let mut all = vec![&of.id];
    let mut next = 0;
    while let Some(id) = all.get(next) {
        next += 1;
        let bases = draft.revision(id).map(|one| one.bases.as_slice()).unwrap_or_default();
        let new: Vec<_> = bases.iter().filter(|base| !all.contains(base)).collect();
        all.extend(new);
    }
    all
}

/// Two texts, each with its number, as one; `base` is what both were made from.
fn texts(base: Option<&str>, left: (u32, &str), right: (u32, &str)) -> Merged {
    let (lefts, rights): (Vec<&str>, Vec<&str>) =
        (left.1.split('\n').collect(), right.1.split('\n').collect());
    let bases: Vec<&str> = match base {
        Some(base) => base.split('\n').collect(),
        // Without one, what both have is all that they are known to have been made from.
        None => places(&lefts, &rights).into_iter().map(|(at, _)| lefts[at]).collect(),
    };
    let mut out = Out { numbers: (left.0, right.0), lines: Vec::new(), differ: 0, first: 0 };
    let mut from = (0, 0, 0);
    let (in_left, in_right) = (places(&bases, &lefts), places(&bases, &rights));
    for (at, left_at) in in_left {
        let found = in_right.binary_search_by_key(&at, |(at, _)| *at);
        let Some((_, right_at)) = found.ok().and_then(|found| in_right.get(found)) else {
            continue;
        };
        let chunk = base.map(|_| &bases[from.0..at]);
        out.passage(chunk, &lefts[from.1..left_at], &rights[from.2..*right_at]);
        out.lines.push(bases[at].to_owned());
        from = (at + 1, left_at + 1, right_at + 1);
    }
    out.passage(base.map(|_| &bases[from.0..]), &lefts[from.1..], &rights[from.2..]);
    let before = out.lines.iter().take(out.first).map(|line| line.len() + 1).sum();
    Merged { text: out.lines.join("\n"), differ: out.differ, first: before }
}

/// Where the lines that two texts have in common stand in each, in order.
fn places(one: &[&str], other: &[&str]) -> Vec<(usize, usize)> {
    const PATIENCE: Duration = Duration::from_millis(30);
    let diff =
        TextDiff::configure().algorithm(Algorithm::Myers).timeout(PATIENCE).diff_slices(one, other);
    let same = diff.ops().iter().filter(|op| op.tag() == DiffTag::Equal);
    same.flat_map(|op| op.old_range().zip(op.new_range())).collect()
}

/// What is put together.
struct Out {
    numbers: (u32, u32),
    lines: Vec<String>,
    differ: usize,
    /// The line of the first mark.
    first: usize,
}

impl Out {
    /// A passage that is not the same in all.
    fn passage(&mut self, base: Option<&[&str]>, left: &[&str], right: &[&str]) {
        if left == right || base == Some(right) {
            return self.push(left);
        }
        if base == Some(left) {
            return self.push(right);
        }
        let same = |(left, right): &(&&str, &&str)| left == right;
        let head = left.iter().zip(right).take_while(same).count();
        let rest = (&left[head..], &right[head..]);
        let tail = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(same).count();
        self.push(&left[..head]);
        if self.differ == 0 {
            self.first = self.lines.len();
        }
        self.differ += 1;
        self.side(self.numbers.0, &rest.0[..rest.0.len() - tail]);
        self.side(self.numbers.1, &rest.1[..rest.1.len() - tail]);
        self.lines.push(END.to_owned());
        self.push(&left[left.len() - tail..]);
    }

    fn side(&mut self, number: u32, lines: &[&str]) {
        let blank = lines.iter().all(|line| line.trim().is_empty());
        self.lines.push(if blank { nothing_in(number) } else { only_in(number) });
        self.push(lines);
    }

    fn push(&mut self, lines: &[&str]) {
        self.lines.extend(lines.iter().map(|line| (*line).to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::texts;
    use crate::domain::placeholder;

    #[track_caller]
    fn check(base: Option<&str>, left: &str, right: &str, merged: &str, differ: usize) {
        let lines = |words: &str| words.replace('/', "\n");
        let base = base.map(lines);
        let made = texts(base.as_deref(), (2, &lines(left)), (3, &lines(right)));
        assert_eq!((made.text.replace('\n', "/").as_str(), made.differ), (merged, differ));
        if differ > 0 {
            assert!(made.text[made.first..].starts_with("{{ "), "{made:?}");
        }
    }

    #[test]
    fn what_only_one_changed_is_in_and_what_both_changed_stands_twice() {
        check(Some("a/b/c"), "a/b/c", "a/b/c", "a/b/c", 0);
        check(Some("a/b/c"), "A/b/c", "a/b/C", "A/b/C", 0);
        check(Some("a/b/c"), "a/c", "a/b/c/d", "a/c/d", 0);
        check(Some("a/b/c"), "a/x/c", "a/x/c", "a/x/c", 0);
        check(
            Some("a/b/c"),
            "a/x/c",
            "a/y/c",
            "a/{{ only_in_text_2 }}/x/{{ only_in_text_3 }}/y/{{ end_of_what_differs }}/c",
            1,
        );
        check(
            Some("a/b/c"),
            "a/c",
            "a/y/c",
            "a/{{ nothing_here_in_text_2 }}/{{ only_in_text_3 }}/y/{{ end_of_what_differs }}/c",
            1,
        );
        check(
            Some("a//b//c"),
            "a//new/x//c",
            "a//new/y//c",
            "a//new/{{ only_in_text_2 }}/x/{{ only_in_text_3 }}/y/{{ end_of_what_differs }}//c",
            1,
        );
    }

    #[test]
    fn without_a_text_that_both_were_made_from_nothing_is_taken_unasked() {
        check(None, "a/b", "a/b", "a/b", 0);
        check(
            None,
            "a/c",
            "a/b/c",
            "a/{{ nothing_here_in_text_2 }}/{{ only_in_text_3 }}/b/{{ end_of_what_differs }}/c",
            1,
        );
    }

    proptest! {
        #[test]
        fn no_new_line_of_either_is_lost_and_every_mark_is_unset(
            base in proptest::option::of("[abc\n]{0,12}"),
            left in "[abcde\n]{0,12}",
            right in "[abcfg\n]{0,12}",
        ) {
            let made = texts(base.as_deref(), (2, &left), (3, &right));
            let known = base.unwrap_or_default();
            for line in left.split('\n').chain(right.split('\n')) {
                let old = known.split('\n').any(|old| old == line);
                prop_assert!(old || made.text.split('\n').any(|one| one == line), "{line:?}");
            }
            prop_assert_eq!(placeholder::placeholders(&made.text).len(), made.differ * 3);
        }
    }
}
