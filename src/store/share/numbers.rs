//! Which submissions of each session, as ranges: a long record has many, and of nearly every
//! session all of them from the first to the last. Apart, because what was answered is asked of it
//! for each line, and it must not grow with the record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::ids::{SessionId, SubmissionId};

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Numbers(BTreeMap<SessionId, Ranges>);

/// The first of each range, with its last.
type Ranges = BTreeMap<u64, u64>;

impl Numbers {
    /// Takes one up; one that is there is there.
    pub fn insert(&mut self, id: &SubmissionId) {
        let ranges = self.0.entry(id.session.clone()).or_default();
        let number = id.number;
        if holds(ranges, number) {
            return;
        }
        let after = number.checked_add(1).and_then(|next| ranges.remove(&next));
        let last = after.unwrap_or(number);
        match ranges.range_mut(..number).next_back() {
            Some((_, before)) if *before + 1 == number => *before = last,
            Some(_) | None => {
                ranges.insert(number, last);
            }
        }
    }

    /// Whether one is there.
    pub fn contains(&self, id: &SubmissionId) -> bool {
        self.0.get(&id.session).is_some_and(|ranges| holds(ranges, id.number))
    }
}

fn holds(ranges: &Ranges, number: u64) -> bool {
    ranges.range(..=number).next_back().is_some_and(|(_, last)| *last >= number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{Numbers, SubmissionId};

    fn id(session: &str, number: u64) -> SubmissionId {
        SubmissionId { session: session.into(), number }
    }

    proptest! {
        #[test]
        fn ranges_hold_what_a_set_holds(
            taken in prop::collection::vec((0_u8..3, 0_u64..40), 0..120),
        ) {
            let mut numbers = Numbers::default();
            let mut set = BTreeSet::new();
            for (session, number) in taken {
                numbers.insert(&id(&session.to_string(), number));
                set.insert((session, number));
            }
            for session in 0..3 {
                for number in 0..42 {
                    let held = numbers.contains(&id(&session.to_string(), number));
                    prop_assert_eq!(held, set.contains(&(session, number)));
                }
            }
        }
    }

    #[test]
    fn a_session_that_was_answered_whole_is_one_range() {
        let mut numbers = Numbers::default();
        for number in (1..=500).rev().chain(501..=1_000).chain([u64::MAX]) {
            numbers.insert(&id("s", number));
        }
        let text = serde_json::to_string(&numbers).expect("plain values");
        assert_eq!(text, r#"{"s":{"1":1000,"18446744073709551615":18446744073709551615}}"#);
        assert_eq!(serde_json::from_str::<Numbers>(&text).expect("plain values"), numbers);
    }
}
