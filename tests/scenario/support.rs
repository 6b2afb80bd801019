//! What the stories look at, and how a decision becomes rows.

use allhands::domain::aim::Aim;
use allhands::domain::command::Submission;
use allhands::domain::decide::Decided;
use allhands::domain::event::{Recorded, Standing};
use allhands::domain::ids::{DraftId, EntryId, ItemId, SessionId};
use allhands::domain::incident::Incident;
use allhands::domain::people::DepartmentId;
use allhands::domain::plan::{Stage, Step, Told, Waits, gate};
use allhands::domain::sentence;
use allhands::domain::time::Timestamp;
use allhands::domain::timeline::{About, EditMark, Line, What};
use allhands::domain::undo;
use allhands::domain::words::{Anchor, Role, Tlp};
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
        What::Auto(auto) => format!("* {}", sentence::full(incident, auto, line.seq)),
    };
    format!("{} {} {words}", clock(line.occurred_at), line.department)
}

fn list(lines: impl IntoIterator<Item = String>) -> Value {
    Value::Array(lines.into_iter().map(Value::String).collect())
}

/// What the state says under a key of a story's `then`.
pub fn look(incident: &Incident, now: Timestamp, key: &str, part: &str) -> Value {
    match key {
        "aim" | "item" | "waits" => item(incident, key, part),
        "mark" | "earlier" | "history" => mended(incident, key, part),
        "timeline" | "last" | "next" => read(incident, now, key),
        "listed" => list(incident.listed().map(|item| item.given.item.to_string())),
        "unlisted" => Value::Integer(incident.unlisted().try_into().expect("small")),
        "head" => Value::Integer(incident.head.try_into().expect("small")),
        "tags" => list(incident.tags.iter().map(|(tag, count)| format!("{tag} {count}"))),
        "phases" => list(
            incident
                .phases
                .iter()
                .filter(|(_, span)| span.left.is_none())
                .map(|(phase, _)| phase.id().to_owned()),
        ),
        "tips" => {
            let draft = incident.drafts.draft(&DraftId::from(part)).expect("a draft");
            list(draft.tips().iter().map(|tip| tip.text.clone()))
        }
        "plan" => {
            list(incident.disclosure().ladder().into_iter().map(|step| rung(incident, now, step)))
        }
        "flags" => list(incident.disclosure().flags().iter().map(|flag| flag.sentence(clock))),
        "knows" => list(incident.disclosure().knows().iter().map(|one| {
            let told = one.told.iter().map(|told| format!("{} {}", clock(told.at()), words(told)));
            format!("{}: {}", one.who, told.collect::<Vec<_>>().join(", "))
        })),
        "acts" => list(undo::acts(incident, &SessionId::from(part)).map(|act| act.did.clone())),
        other => Value::String(value(incident, now, other, part)),
    }
}

fn words(told: &Told<'_>) -> String {
    match told {
        Told::Sent(draft, _) => draft.title.clone(),
        Told::Voice(_, entry) => format!("by voice: {}", entry.now.text),
    }
}

/// A step of the plan: who, how far, what it waits for.
fn rung(incident: &Incident, now: Timestamp, step: &Step) -> String {
    let plan = incident.disclosure();
    let mut parts = vec![step.whom()];
    parts.extend(step.now.proposed.then(|| "proposed".to_owned()));
    parts.push(match plan.stage(step) {
        Stage::Open => "open".to_owned(),
        Stage::Partly { since, left } => format!("{} told, {left} left", clock(since)),
        Stage::Told { since } => format!("told {}", clock(since)),
    });
    parts.extend(plan.waits(step, now).iter().map(|waits| match waits {
        Waits::For(one) => format!("waits for {}", gate(one)),
        Waits::Until(when, None) => format!("not before {}", sentence::when(when)),
        Waits::Until(_, Some(at)) => format!("not before {}", clock(*at)),
    }));
    parts.extend(plan.owes_word(step).then(|| "TELL NOW".to_owned()));
    parts.join("; ")
}

/// A single value in words.
fn value(incident: &Incident, now: Timestamp, key: &str, part: &str) -> String {
    match key {
        "status" => incident.status.value.id().to_owned(),
        "severity" => incident.severity.map_or("none", |severity| severity.value.id()).to_owned(),
        "codename" => incident.room.codename.clone(),
        "role" => {
            let held = Role::parse(part).and_then(|role| incident.roles.get(&role));
            held.map_or("nobody", |held| held.value.as_str()).to_owned()
        }
        "anchor" => {
            let now = incident.anchors.get(&Anchor::from(part)).and_then(|history| history.now());
            now.and_then(|now| now.at).map_or("unset".to_owned(), clock)
        }
        "lane" => {
            let lane = incident.lane(&DepartmentId::from(part), now);
            let heard = lane.last_word.map_or("never".to_owned(), |word| clock(word.at));
            format!(
                "{} of {}, {} promised, {} late, {} blocked, {} asking, heard {heard}",
                lane.done, lane.applicable, lane.promised, lane.late, lane.blocked, lane.asking
            )
        }
        "fact" => incident.facts.now(part).map_or("none".to_owned(), |fact| {
            let standing = match fact.standing {
                Standing::Known => "known",
                Standing::Believed => "believed",
            };
            format!("{} {standing}", fact.value)
        }),
        "bound" => {
            let draft = incident.drafts.draft(&DraftId::from(part)).expect("a draft");
            incident.bound(draft).map_or("nobody".to_owned(), |bound| {
                let mut words = vec![bound.audience.label()];
                words.extend(bound.tlp.map(Tlp::label));
                words.extend(bound.embargoed.then_some("embargoed"));
                words.extend((!bound.planned).then_some("proposed"));
                words.join(", ")
            })
        }
        "called" => format!("{:?}", incident.called(part)),
        other => panic!("nothing to look at under `{other}`"),
    }
}

/// What people read: lines, and what is owed.
fn read(incident: &Incident, now: Timestamp, key: &str) -> Value {
    let timeline = &incident.timeline;
    match key {
        "timeline" => {
            list(timeline.iter().filter(|line| shown(line)).map(|one| line(incident, one)))
        }
        "last" => {
            let last = timeline.by_row().last();
            Value::String(last.map_or(String::new(), |one| line(incident, one)))
        }
        _ => list(incident.owed().iter().map(|owed| {
            let when = owed.due.map_or("waits".to_owned(), clock);
            let late = if owed.is_late(now) { " late" } else { "" };
            format!("{when}{late} {} {}: {}", owed.sort(), incident.who(owed, true), owed.words())
        })),
    }
}

/// What has become of a line.
fn mended(incident: &Incident, key: &str, id: &str) -> Value {
    let entry = incident.timeline.entry(&EntryId::from(id)).expect("a line");
    match key {
        "mark" => Value::String(
            match entry.edited() {
                EditMark::AsWritten => "as written",
                EditMark::Edited => "edited",
                EditMark::Corrected => "corrected",
            }
            .to_owned(),
        ),
        "earlier" => list(entry.earlier.iter().map(|version| version.was.text.clone())),
        _ => list(entry.history.iter().map(|one| format!("{}: {}", one.by, one.words))),
    }
}

fn shown(line: &Line) -> bool {
    !matches!(&line.what, What::Auto(auto) if auto.about == About::People)
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
