//! The whole room as one JSON object, for keeping and for other tools.

use serde::Serialize;
use serde_json::{Value, json};

use crate::domain::checklist::Item;
use crate::domain::digest::Digest;
use crate::domain::draft::Draft;
use crate::domain::event::{ItemState, Standing, Wording};
use crate::domain::fact::Sort;
use crate::domain::ids::{DraftId, EntryId};
use crate::domain::incident::Incident;
use crate::domain::people::Person;
use crate::domain::review::{Says, flag};
use crate::domain::timeline::Happening;
use crate::domain::wording::Known;

use super::lanes;
use super::lines::{Reach, lines};
use super::plan;

/// One object: `room`, `timeline`, `checklists`, `drafts`, `plan`, `facts`, `people`, `sessions`.
pub fn whole(incident: &Incident, reach: Reach) -> Value {
    json!({
        "format": "allhands-export-1",
        "head": incident.head,
        "room": room(incident),
        "timeline": value(lines(incident, reach).collect::<Vec<_>>()),
        "checklists": checklists(incident),
        "drafts": drafts(incident, reach),
        "plan": plan::json(incident, reach),
        "facts": facts(incident, reach),
        "people": people(incident),
        "sessions": sessions(incident),
    })
}

/// Plain data always has a JSON form; what had none would read `null`.
fn value(plain: impl Serialize) -> Value {
    serde_json::to_value(plain).unwrap_or_default()
}

/// Names, status, phases, anchors, duties.
pub fn room(incident: &Incident) -> Value {
    let room = &incident.room;
    let phases = incident.phases.iter().map(|(phase, span)| {
        json!({ "phase": phase.id(), "entered": value(span.entered), "left": value(span.left) })
    });
    let anchors = incident.anchors.iter().map(|(anchor, history)| {
        let values = history.values.iter().map(|one| {
            json!({ "at": value(one.at), "recorded": value(one.recorded), "words": one.words })
        });
        json!({ "anchor": anchor.as_str(), "values": values.collect::<Vec<_>>() })
    });
    let roles = incident.roles.iter().map(|(role, held)| {
        json!({ "role": role.id(), "person": held.value.as_str(), "since": value(held.since) })
    });
    let playbooks =
        incident.playbooks.iter().map(|(id, title)| json!({ "id": id, "title": title }));
    json!({
        "id": room.id.as_ref().map(ToString::to_string),
        "codename": room.codename,
        "title": room.title,
        "zone": room.zone,
        "received": value(room.received),
        "first_read": value(room.first_read),
        "opened_at": value(room.opened_at),
        "left_open": incident.left_open(),
        "last_change": value(room.last_change),
        "practice": value(&room.practice),
        "status": incident.status.value.id(),
        "severity": incident.severity.map(|severity| severity.value.id()),
        "phases": phases.collect::<Vec<_>>(),
        "anchors": anchors.collect::<Vec<_>>(),
        "roles": roles.collect::<Vec<_>>(),
        "playbooks": playbooks.collect::<Vec<_>>(),
    })
}

/// Every lane with its items, and what was given to departments that have none.
pub fn checklists(incident: &Incident) -> Value {
    let lanes = lanes::all(incident).into_iter().map(|lane| {
        let items = lane.items.into_iter().map(|item| item_out(incident, item));
        json!({ "id": lane.id, "name": lane.name, "items": items.collect::<Vec<_>>() })
    });
    lanes.collect()
}

fn item_out(incident: &Incident, item: &Item) -> Value {
    let (state, words) = match &item.state {
        ItemState::Open => ("open", None),
        ItemState::InProgress => ("in-progress", None),
        ItemState::Done { result } => ("done", Some(result)),
        ItemState::Blocked { on } => ("blocked", Some(on)),
        ItemState::NotApplicable { because } => ("not-applicable", Some(because)),
    };
    json!({
        "id": item.given.item.as_str(),
        "phase": item.given.phase.id(),
        "action": item.given.action,
        "state": state,
        "listed": incident.is_listed(item),
        "words": words,
        "since": value(item.state_since),
        "assignee": item.assignee.as_ref().map(Person::as_str),
        "promise": value(item.promise),
        "target": value(&item.given.target),
        "after": item.given.after.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "playbook": item.playbook,
        "source": item.given.source,
        "history": happenings(&item.history),
    })
}

/// Every draft with every text.
pub fn drafts(incident: &Incident, reach: Reach) -> Value {
    incident.drafts.all().iter().map(|draft| draft_out(incident, draft, reach)).collect()
}

/// What the newest text of a draft cites: each name, what stands for it, and what stood for it when
/// the text was saved, where that was another value.
fn cites(incident: &Incident, draft: &Draft, reach: Reach) -> Value {
    let Some(latest) = draft.latest() else { return json!([]) };
    let moved = incident.moved_since(latest);
    let cites = latest.names().map(|name| {
        let known = incident.stands_for(name);
        let shown = incident.closed_fact(name).is_none_or(|handling| reach.shows(handling));
        let was = moved.iter().find(|moved| moved.name == name).map(|moved| moved.was);
        json!({
            "name": name,
            "value": known.as_ref().filter(|_| shown).map(|known| &known.value),
            "how": known.as_ref().map_or("unset", Known::how),
            "changed_from": was.filter(|_| shown),
            "changed": was.is_some(),
        })
    });
    cites.collect()
}

fn draft_out(incident: &Incident, draft: &Draft, reach: Reach) -> Value {
    let shown = reach.shows(&draft.handling);
    let revisions = draft.revisions.iter().map(|one| {
        json!({
            "id": one.id.as_str(),
            "number": one.number,
            "bases": one.bases.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "diverging": one.diverging,
            "by": one.by.as_str(),
            "at": value(one.at),
            "text": shown.then_some(&one.text),
        })
    });
    json!({
        "id": draft.id.as_str(),
        "title": shown.then_some(&draft.title),
        "audience": draft.audience,
        "channel": draft.channel,
        "template": draft.template,
        "handling": draft.handling.word(),
        "put_aside": draft.shelved,
        "superseded_by": draft.superseded_by.as_ref().map(DraftId::as_str),
        "good_until": draft.good_until.map(value),
        "cites": if shown { cites(incident, draft, reach) } else { json!([]) },
        "revisions": revisions.collect::<Vec<_>>(),
        "review": review(incident, draft, reach),
        "replies": replies(incident, draft, reach),
    })
}

/// What came back in answer to it: the lines of the timeline that say so, and their heads.
fn replies(incident: &Incident, draft: &Draft, reach: Reach) -> Value {
    let replies = incident.replies(draft).map(|filed| {
        let now = &filed.entry.now;
        let shown = reach.shows(&now.handling);
        json!({
            "id": now.entry.as_str(),
            "seq": filed.line.seq,
            "occurred_at": value(filed.line.occurred_at),
            "audience": filed.reply.audience,
            "from": shown.then(|| filed.by()),
            "text": shown.then_some(&now.text),
            "attachments": filed.reply.attached_in_short(),
        })
    });
    replies.collect()
}

/// Where a draft stands, who approved which words, the go, what went out, and what was said of it.
fn review(incident: &Incident, draft: &Draft, reach: Reach) -> Value {
    let shown = reach.shows(&draft.handling);
    let told = reach.shows(incident.words_handling(draft));
    let words = |words: &Wording| {
        let filled = told.then_some(&words.filled);
        json!({
            "revision": words.revision.as_str(),
            "filled": filled,
            "sha256": words.digest.as_str(),
        })
    };
    let asked = draft
        .review
        .asked
        .iter()
        .map(|one| json!({ "department": one.department.as_str(), "since": value(one.since) }));
    let waits = incident
        .waits(draft)
        .into_iter()
        .map(|one| json!({ "department": one.department.as_str(), "since": value(one.since) }));
    let waits: Vec<Value> = waits.collect();
    let verdicts = draft.review.verdicts.iter().map(|one| {
        let (approved, what) = match &one.says {
            Says::Approved { words: of, .. } => (words(of), None),
            Says::Changes { what } => (Value::Null, Some(what)),
        };
        json!({
            "department": one.department.as_str(),
            "by": one.by.as_str(),
            "recorded_by": one.recorded_by.as_str(),
            "how": one.how,
            "at": value(one.at),
            "approved": approved,
            "changes": what.filter(|_| shown),
            "stands": incident.stands(draft, one),
            "taken_back": one.taken_back,
        })
    });
    let releases = draft.review.releases.iter().map(|one| {
        json!({ "words": words(&one.words), "by": one.by.as_str(), "at": value(one.at),
                "taken_back": one.taken_back })
    });
    let sent = draft.review.sent.iter().map(|one| {
        json!({ "words": words(&one.words), "audience": one.audience, "channel": one.channel,
                "by": one.by.as_str(), "at": value(one.at), "recipients": one.recipients,
                "way": one.how, "unchecked": one.unchecked,
                "list": one.list.as_ref().map(|list| {
                    json!({ "sha256": list.digest.as_str(), "lines": list.lines })
                }),
                "message_sha256": one.message.as_ref().map(Digest::as_str),
                "lacked": one.lacked, "flag": flag(&one.lacked) })
    });
    let must = incident.must_approve(draft);
    json!({
        "state": incident.draft_state(draft).word(),
        "words": incident.wording(draft).as_ref().map(words),
        "must_approve": must.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        "asked": asked.collect::<Vec<_>>(),
        "owe_an_answer": waits,
        "lacks": incident.lacks(draft).iter().map(ToString::to_string).collect::<Vec<_>>(),
        "verdicts": verdicts.collect::<Vec<_>>(),
        "releases": releases.collect::<Vec<_>>(),
        "sent": sent.collect::<Vec<_>>(),
        "owes_a_correction": incident.correction(draft).is_some(),
        "comments": comments(draft, shown),
    })
}

fn comments(draft: &Draft, shown: bool) -> Value {
    let comments = draft.review.comments.iter().map(|one| {
        json!({
            "id": one.id.as_str(),
            "by": one.by.as_str(),
            "at": value(one.at),
            "on": one.on.as_ref().filter(|_| shown).map(|on| &on.quote),
            "text": shown.then_some(&one.text),
            "suggests": one.suggests.as_ref().filter(|_| shown),
            "answers": one.answers.as_ref().map(ToString::to_string),
            "resolved_by": one.resolved.as_ref().map(Person::as_str),
        })
    });
    comments.collect()
}

fn facts(incident: &Incident, reach: Reach) -> Value {
    let shows = |entry: &EntryId| {
        incident.timeline.entry(entry).is_some_and(|entry| reach.shows(&entry.now.handling))
    };
    let facts = incident.facts.all().map(|(name, values)| {
        let named = values.iter().any(|one| shows(&one.entry));
        let values = values.iter().map(|one| {
            json!({
                "value": shows(&one.entry).then_some(&one.value),
                "standing": match one.standing {
                    Standing::Believed => "believed",
                    Standing::Known => "known",
                },
                "reads_as": shows(&one.entry).then(|| Sort::of(&one.value).word()),
                "source": shows(&one.entry).then_some(&one.source),
                "as_of": value(one.as_of),
                "by": one.by.as_str(),
                "withdrawn": one.withdrawn,
            })
        });
        json!({ "name": named.then_some(name), "values": values.collect::<Vec<_>>() })
    });
    facts.collect()
}

fn people(incident: &Incident) -> Value {
    let people = incident.people.iter().map(|(person, department)| {
        let department = department.as_ref().map(ToString::to_string);
        json!({ "name": person.as_str(), "department": department })
    });
    people.collect()
}

fn sessions(incident: &Incident) -> Value {
    let sessions = incident.sessions.iter().map(|(id, session)| {
        json!({
            "session": id.as_str(),
            "claimed": session.person.as_str(),
            "department": session.department.as_str(),
            "host": session.host,
            "system_user": session.system_user,
            "version": session.version,
            "since": value(session.since),
            "script": session.script,
        })
    });
    sessions.collect()
}

fn happenings(history: &[Happening]) -> Value {
    let happenings = history.iter().map(|one| {
        json!({ "seq": one.seq, "at": value(one.at), "by": one.by.as_str(), "words": one.words })
    });
    happenings.collect()
}
