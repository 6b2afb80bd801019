//! What the stories look at, and how a decision becomes rows.

use allhands::domain::aim::Aim;
use allhands::domain::command::Submission;
use allhands::domain::decide::Decided;
use allhands::domain::event::{Recorded, Standing};
use allhands::domain::ids::{DraftId, EntryId, ItemId, SessionId};
use allhands::domain::incident::Incident;
use allhands::domain::people::DepartmentId;
use allhands::domain::sentence;
use allhands::domain::time::Timestamp;
use allhands::domain::timeline::{EditMark, Line, What};
use allhands::domain::undo;
use allhands::domain::words::{Anchor, Role};
use toml::Value;

/// The rows of a decision, numbered after the head.
pub fn rows(incident: &Incident, submission: &Submission, decided: Vec<Decided>) -> Vec<Recorded> {
    (0_u32..)
        .zip(decided)
        .map(|(part, decided)| Recorded {
            seq: incident.head + 1 + u64::from(part),
            submission: submission.id.clone(),
            part,
            author: submission.stamp.author.clone(),
            department: decided.department,
            on_behalf: submission.stamp.on_behalf.clone(),
            occurred_at: decided.occurred_at,
            recorded_at: submission.stamp.recorded_at,
            shared_at: submission.stamp.recorded_at,
            event: decided.event,
        })
        .collect()
}

fn clock(at: Timestamp) -> String {
    at.utc().format("%H:%M").to_string()
}

fn line(incident: &Incident, line: &Line) -> String {
    let words = match &line.what {
        What::Entry(entry) => {
            let struck = if entry.withdrawn.is_some() { " (struck)" } else { "" };
            format!("{}: {}{struck}", entry.now.kind.word(), entry.now.text)
        }
        What::Auto(auto) => format!("* {}", sentence::full(incident, auto)),
    };
    format!("{} {} {words}", clock(line.occurred_at), line.department)
}

fn list(lines: impl IntoIterator<Item = String>) -> Value {
    Value::Array(lines.into_iter().map(Value::String).collect())
}

/// What the state says under a key of a story's `then`.
pub fn look(incident: &Incident, now: Timestamp, key: &str, part: &str) -> Value {
    let text = |words: &str| Value::String(words.to_owned());
    match key {
        "status" => text(incident.status.value.id()),
        "severity" => text(incident.severity.map_or("none", |severity| severity.value.id())),
        "codename" => text(&incident.room.codename),
        "head" => Value::Integer(incident.head.try_into().expect("small")),
        "role" => {
            let held = Role::parse(part).and_then(|role| incident.roles.get(&role));
            text(held.map_or("nobody", |held| held.value.as_str()))
        }
        "anchor" => {
            let now = incident.anchors.get(&Anchor::from(part)).and_then(|history| history.now());
            Value::String(now.and_then(|now| now.at).map_or("unset".to_owned(), clock))
        }
        "phases" => list(
            incident
                .phases
                .iter()
                .filter(|(_, span)| span.left.is_none())
                .map(|(phase, _)| phase.id().to_owned()),
        ),
        "timeline" => {
            list(incident.timeline.iter().filter(|line| shown(line)).map(|one| line(incident, one)))
        }
        "last" => text(
            &incident.timeline.by_row().last().map_or(String::new(), |one| line(incident, one)),
        ),
        "next" => list(incident.owed().iter().map(|owed| {
            let when = owed.due.map_or("waits".to_owned(), clock);
            let late = if owed.is_late(now) { " late" } else { "" };
            format!("{when}{late} {} {}: {}", owed.sort(), incident.who(owed.who), owed.words())
        })),
        "tags" => list(incident.tags.iter().map(|(tag, count)| format!("{tag} {count}"))),
        "listed" => list(incident.listed().map(|item| item.given.item.to_string())),
        "unlisted" => Value::Integer(incident.unlisted().try_into().expect("small")),
        "aim" | "item" | "waits" => item(incident, key, part),
        "lane" => {
            let lane = incident.lane(&DepartmentId::from(part), now);
            let heard = lane.last_word.map_or("never".to_owned(), |word| clock(word.at));
            Value::String(format!(
                "{} of {}, {} promised, {} late, {} blocked, {} asking, heard {heard}",
                lane.done, lane.applicable, lane.promised, lane.late, lane.blocked, lane.asking
            ))
        }
        "mark" => {
            text(match incident.timeline.entry(&EntryId::from(part)).expect("a line").edited() {
                EditMark::AsWritten => "as written",
                EditMark::Edited => "edited",
                EditMark::Corrected => "corrected",
            })
        }
        "earlier" => {
            let entry = incident.timeline.entry(&EntryId::from(part)).expect("a line");
            list(entry.earlier.iter().map(|version| version.was.text.clone()))
        }
        "history" => {
            let entry = incident.timeline.entry(&EntryId::from(part)).expect("a line");
            list(entry.history.iter().map(|one| format!("{}: {}", one.by, one.words)))
        }
        "fact" => text(&incident.facts.now(part).map_or("none".to_owned(), |fact| {
            let standing = match fact.standing {
                Standing::Known => "known",
                Standing::Believed => "believed",
            };
            format!("{} {standing}", fact.value)
        })),
        "tips" => {
            let draft = incident.drafts.draft(&DraftId::from(part)).expect("a draft");
            list(draft.tips().iter().map(|tip| tip.text.clone()))
        }
        "acts" => list(undo::acts(incident, &SessionId::from(part)).map(|act| act.did.clone())),
        "called" => text(&format!("{:?}", incident.called(part))),
        other => panic!("nothing to look at under `{other}`"),
    }
}

fn shown(line: &Line) -> bool {
    !matches!(&line.what, What::Auto(auto) if auto.about == allhands::domain::timeline::About::People)
}

fn item(incident: &Incident, key: &str, id: &str) -> Value {
    let item = incident.checklist.item(&ItemId::from(id)).expect("an item");
    match key {
        "aim" => Value::String(match incident.aim(item) {
            Aim::At { from, until: None } => format!("aim {}", clock(from)),
            Aim::At { from, until: Some(until) } => {
                format!("aim {} to {}", clock(from), clock(until))
            }
            other => other.words().unwrap_or_else(|| "none".to_owned()),
        }),
        "item" => Value::String(sentence::item_state(&item.state)),
        _ => list(incident.waits_for(item).map(|first| first.given.item.to_string())),
    }
}
