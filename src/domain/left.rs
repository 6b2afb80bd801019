//! What is open, counted one way for everybody who says a number of it: the banner, the closing
//! dialog, the row that closes a room, the start screen, `allhands show`.
//!
//! Apart from what is owed, because an item that nobody promised is open and owed by nobody. What
//! must stay true: what waits for a declaration counts nowhere until it is listed.

use super::incident::Incident;
use super::next::{Owed, Thing};

/// A sort of debt: one, several, and whether a thing is of it.
type Sort = (&'static str, &'static str, fn(&Thing<'_>) -> bool);

const SORTS: [Sort; 13] = [
    ("correction owed", "corrections owed", |it| matches!(it, Thing::Correction(..))),
    ("order", "orders", |it| matches!(it, Thing::Order(..))),
    ("question", "questions", |it| matches!(it, Thing::Question(..) | Thing::Asked(..))),
    ("promised update", "promised updates", |it| matches!(it, Thing::Update(_))),
    ("promised item", "promised items", |it| matches!(it, Thing::Item(_))),
    ("decision to look at", "decisions to look at", |it| matches!(it, Thing::LookAgain(..))),
    ("approval", "approvals", |it| matches!(it, Thing::Approval(..))),
    ("go to be given", "goes to be given", |it| matches!(it, Thing::Go(_))),
    ("draft to be sent", "drafts to be sent", |it| matches!(it, Thing::Sending(_))),
    ("sending to be cleared up", "sendings to be cleared up", |it| {
        matches!(it, Thing::Outcome(..))
    }),
    ("text to be renewed", "texts to be renewed", |it| matches!(it, Thing::Expiry(_))),
    ("audience to be told", "audiences to be told", |it| matches!(it, Thing::Tell(_))),
    ("change to a draft", "changes to drafts", |it| matches!(it, Thing::Changes(..))),
];

impl Incident {
    /// How many items are open without a promise: nobody owes them, and they are not done.
    pub fn open_items(&self) -> usize {
        self.listed().filter(|item| item.is_open() && item.promise.is_none()).count()
    }

    /// Everything that is owed or open.
    pub fn left_open(&self) -> usize {
        self.owed().len() + self.open_items()
    }

    /// How many of each sort are open: `2 orders`, `19 open items`; none where nothing is. Together
    /// they are [`Self::left_open`].
    pub fn left_by_sort(&self, owed: &[Owed<'_>]) -> Vec<String> {
        let many = SORTS.iter().map(|(one, several, is)| {
            (owed.iter().filter(|owed| is(&owed.thing)).count(), *one, *several)
        });
        let all = many.chain([(self.open_items(), "open item", "open items")]);
        let some = all.filter(|(many, ..)| *many > 0);
        some.map(|(many, one, several)| format!("{many} {}", if many == 1 { one } else { several }))
            .collect()
    }
}
