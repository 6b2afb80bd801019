//! Folding of drafts: every text is kept, and which of them nothing was made from yet is kept true.

use super::{auto, happening, missing};
use crate::domain::draft::{Draft, Revision};
use crate::domain::event::{
    DraftCreated, DraftHandled, DraftRenamed, DraftRevised, DraftShelved, ExpirySet, Recorded,
};
use crate::domain::ids::DraftId;
use crate::domain::incident::Incident;
use crate::domain::makeup::Makeup;
use crate::domain::review::Review;
use crate::domain::sentence;
use crate::domain::timeline::{About, Happening, Side};

pub(super) fn created(incident: &mut Incident, row: &Recorded, to: &DraftCreated) {
    auto(incident, row, About::Draft(to.draft.clone()));
    let Ok(index) = u32::try_from(incident.drafts.drafts.len()) else { return };
    if incident.drafts.draft(&to.draft).is_some() {
        return;
    }
    incident.drafts.index.insert(to.draft.clone(), index);
    incident.drafts.drafts.push(Draft {
        id: to.draft.clone(),
        title: to.title.clone(),
        audience: to.audience.clone(),
        channel: to.channel.clone(),
        template: to.template.clone(),
        handling: to.handling.clone(),
        department: row.department.clone(),
        revisions: vec![Revision {
            id: to.revision.clone(),
            number: 1,
            bases: Vec::new(),
            text: to.text.clone(),
            makeup: Makeup::of(&to.text),
            diverging: false,
            restores: None,
            by: row.author.clone(),
            at: row.recorded_at,
            seq: row.seq,
            followed: false,
        }],
        shelved: None,
        superseded_by: None,
        good_until: None,
        review: Review::default(),
        replies: Vec::new(),
        changed: row.seq,
        changed_at: row.shared_at,
        history: vec![happening(row, Side::Text, String::new(), "begun".to_owned())],
    });
}

/// Records the line, changes the draft, and notes what was done to it.
pub(super) fn touch(
    incident: &mut Incident,
    row: &Recorded,
    id: &DraftId,
    change: impl FnOnce(&mut Draft) -> Happening,
) {
    let about = About::Draft(id.clone());
    if incident.drafts.draft(id).is_none() {
        return missing(incident, row, about);
    }
    auto(incident, row, about);
    if let Some(draft) = incident.drafts.draft_mut(id) {
        let done = change(draft);
        draft.changed = row.seq;
        draft.changed_at = row.shared_at;
        draft.history.push(done);
    }
}

pub(super) fn revised(incident: &mut Incident, row: &Recorded, to: &DraftRevised) {
    touch(incident, row, &to.draft, |draft| {
        for revision in draft.revisions.iter_mut().rev() {
            if to.bases.contains(&revision.id) && revision.id != to.revision {
                revision.followed = true;
            }
        }
        let number = u32::try_from(draft.revisions.len() + 1).unwrap_or(u32::MAX);
        draft.revisions.push(Revision {
            id: to.revision.clone(),
            number,
            bases: to.bases.clone(),
            text: to.text.clone(),
            makeup: Makeup::of(&to.text),
            diverging: to.diverging,
            restores: to.restores.clone(),
            by: row.author.clone(),
            at: row.recorded_at,
            seq: row.seq,
            followed: false,
        });
        let words = match (to.bases.len(), to.diverging) {
            (2.., _) => format!("text {number}, merged"),
            (_, true) => format!("text {number}, beside another"),
            (_, false) => format!("text {number}"),
        };
        happening(row, Side::Text, String::new(), words)
    });
}

pub(super) fn renamed(incident: &mut Incident, row: &Recorded, to: &DraftRenamed) {
    touch(incident, row, &to.draft, |draft| {
        let name = |draft: &Draft| format!("“{}” {}", draft.title, draft.readers());
        let was = name(draft);
        draft.title.clone_from(&to.title);
        draft.audience.clone_from(&to.audience);
        draft.channel.clone_from(&to.channel);
        happening(row, Side::Name, was, name(draft))
    });
}

pub(super) fn shelved(incident: &mut Incident, row: &Recorded, to: &DraftShelved) {
    touch(incident, row, &to.draft, |draft| {
        let word = |draft: &Draft| {
            match (&draft.shelved, &draft.superseded_by) {
                (None, _) => "taken up",
                (Some(_), None) => "put aside",
                (Some(_), Some(_)) => "superseded",
            }
            .to_owned()
        };
        let was = word(draft);
        draft.shelved = to.shelved.then(|| to.because.clone());
        draft.superseded_by = to.superseded_by.clone().filter(|_| to.shelved);
        happening(row, Side::Shelf, was, word(draft))
    });
}

pub(super) fn handled(incident: &mut Incident, row: &Recorded, to: &DraftHandled) {
    touch(incident, row, &to.draft, |draft| {
        let was = draft.handling.word().to_owned();
        draft.handling.clone_from(&to.handling);
        happening(row, Side::Handling, was, to.handling.word().to_owned())
    });
}

pub(super) fn expires(incident: &mut Incident, row: &Recorded, to: &ExpirySet) {
    touch(incident, row, &to.draft, |draft| {
        let was = sentence::good_until(draft.good_until);
        draft.good_until = to.good_until;
        happening(row, Side::Expiry, was, sentence::good_until(to.good_until))
    });
}
