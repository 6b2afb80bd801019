//! Text that is being typed, on its way to the desk: often enough that a crash costs little, seldom
//! enough that typing costs no write for each key.
//!
//! What must stay true: what is lost is at most the last 300 ms before a pause, or 2 s of unbroken
//! typing; and a text that was recorded or given up is not kept a moment later.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::console::model::{Me, Slot};
use crate::domain::ids::{DraftId, SessionId};
use crate::store::worker::Request;

/// After this long without a change the text is kept.
const PAUSE: Duration = Duration::from_millis(300);
/// After this long of unbroken typing too.
const UNBROKEN: Duration = Duration::from_secs(2);

/// A text as it is now.
#[derive(Debug)]
struct Text {
    words: String,
    cursor: usize,
    owner: String,
}

/// Texts not yet handed to the desk.
#[derive(Debug, Default)]
pub struct Scratchpad {
    texts: BTreeMap<Slot, Text>,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Scratchpad {
    /// Takes the text of a place as it is now.
    pub fn put(&mut self, slot: Slot, text: (String, usize), owner: String, now: Instant) {
        let (words, cursor) = text;
        self.texts.insert(slot, Text { words, cursor, owner });
        self.first.get_or_insert(now);
        self.last = Some(now);
    }

    /// Forgets the text of a place: it was recorded or given up.
    pub fn drop(&mut self, slot: &Slot) -> Request {
        self.texts.remove(slot);
        Request::DropScratch { of: None, slot: name(slot) }
    }

    /// When texts must be handed over; nothing while there are none.
    pub fn due(&self) -> Option<Instant> {
        let (first, last) = (self.first?, self.last?);
        Some((last + PAUSE).min(first + UNBROKEN))
    }

    /// Hands over what is due by then.
    pub fn take_due(&mut self, now: Instant) -> Vec<Request> {
        if self.due().is_some_and(|due| due <= now) { self.take() } else { Vec::new() }
    }

    /// Hands over everything.
    pub fn take(&mut self) -> Vec<Request> {
        (self.first, self.last) = (None, None);
        let texts = std::mem::take(&mut self.texts).into_iter();
        texts
            .map(|(slot, Text { words: text, cursor, owner })| {
                let cursor = u64::try_from(cursor).unwrap_or(u64::MAX);
                Request::SaveScratch { slot: name(&slot), text, cursor, owner }
            })
            .collect()
    }
}

/// Asks for texts that dead sessions left.
pub fn take_left(wanted: &[(SessionId, Slot)]) -> Request {
    Request::TakeLeft(wanted.iter().map(|(by, slot)| (by.clone(), name(slot))).collect())
}

/// Gives up the old place of a text that was taken up.
pub fn drop_left(session: SessionId, slot: &Slot) -> Request {
    Request::DropScratch { of: Some(session), slot: name(slot) }
}

/// Under whose name text is kept: nobody's before a name was said.
pub fn owner(me: &Me) -> String {
    if me.unnamed { String::new() } else { me.person.as_str().to_owned() }
}

/// The desk's name of a place.
pub fn name(slot: &Slot) -> String {
    match slot {
        Slot::Capture => "capture".to_owned(),
        Slot::Parked(number) => format!("parked-{number}"),
        Slot::Field(field) => format!("field-{field}"),
        Slot::Draft(draft) => format!("draft-{}", draft.as_str()),
        Slot::Away(number, place) => format!("away-{number}-{}", name(place)),
    }
}

/// The place of a desk's name. A name that no place has is taken as a field, so that its text is
/// still offered.
pub fn slot(name: &str) -> Slot {
    if name == "capture" {
        return Slot::Capture;
    }
    let away = name.strip_prefix("away-").and_then(|away| away.split_once('-'));
    if let Some((Ok(number), place)) = away.map(|(number, place)| (number.parse(), place)) {
        return Slot::Away(number, Box::new(slot(place)));
    }
    let parked = name.strip_prefix("parked-").and_then(|number| number.parse().ok());
    let draft = name.strip_prefix("draft-").map(|id| Slot::Draft(DraftId::new(id)));
    parked
        .map(Slot::Parked)
        .or(draft)
        .unwrap_or_else(|| Slot::Field(name.strip_prefix("field-").unwrap_or(name).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::{DepartmentId, Person};

    #[test]
    fn places_have_names_that_lead_back() {
        let places = [
            Slot::Capture,
            Slot::Parked(7),
            Slot::Field("withdraw-reason".to_owned()),
            Slot::Draft(DraftId::new("s1-4")),
            Slot::Away(3, Box::new(Slot::Capture)),
            Slot::Away(4, Box::new(Slot::Draft(DraftId::new("s1-4")))),
        ];
        for place in places {
            assert_eq!(slot(&name(&place)), place);
        }
    }

    #[test]
    fn text_is_kept_after_a_pause_or_two_seconds_of_typing() {
        let (begin, mut pad) = (Instant::now(), Scratchpad::default());
        let at = |millis| begin + Duration::from_millis(millis);
        let me = Me::new("s1".into(), Person::new("Nora Field"), DepartmentId::new("comms"));
        assert_eq!(pad.due(), None);
        pad.put(Slot::Capture, ("d".to_owned(), 1), owner(&me), at(0));
        assert_eq!(pad.due(), Some(at(300)));
        for step in 1..=20 {
            pad.put(Slot::Capture, ("db".to_owned(), 2), owner(&me), at(step * 100));
        }
        assert_eq!(pad.due(), Some(at(2000)));
        assert!(pad.take_due(at(1999)).is_empty());
        let kept = pad.take_due(at(2000));
        assert!(matches!(
            &kept[..],
            [Request::SaveScratch { text, owner, .. }] if text == "db" && owner == "Nora Field"
        ));
        assert_eq!(pad.due(), None);
    }

    #[test]
    fn what_was_recorded_is_not_kept_after_all() {
        let (now, mut pad) = (Instant::now(), Scratchpad::default());
        let me = Me::new("s1".into(), Person::new("Nora Field"), DepartmentId::new("comms"));
        pad.put(Slot::Capture, ("db-7".to_owned(), 4), owner(&me), now);
        assert!(matches!(pad.drop(&Slot::Capture), Request::DropScratch { of: None, .. }));
        assert!(pad.take().is_empty());
    }
}
