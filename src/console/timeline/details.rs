//! Everything there is to know of a line, to be read: every version, who typed it, on whose behalf,
//! who said it, from which console, and what was done to it since.

use crate::console::model::{Model, Thing};
use crate::console::reader::Page;
use crate::console::room::anchors;
use crate::console::zone;
use crate::domain::event::{Basis, Direction, EntryKind, Reply, Standing};
use crate::domain::handling::Handling;
use crate::domain::ids::SubmissionId;
use crate::domain::sentence;
use crate::domain::time::{Precision, Timestamp};
use crate::domain::timeline::{About, Auto, Entry, Happening, Line, What};
use crate::text;

use super::row::{self, handling_words};

/// The page about a thing of the timeline.
pub fn of(model: &Model, thing: &Thing) -> Option<Page> {
    let timeline = &model.incident.timeline;
    match thing {
        Thing::Entry(id) => Some(of_line(model, timeline.line(id)?)),
        Thing::Row(seq) => Some(of_line(model, timeline.row(*seq)?)),
        Thing::Waiting(id) => of_waiting(model, id),
        Thing::Item(_) | Thing::Draft(_) | Thing::Step(_) => None,
    }
}

fn of_line(model: &Model, line: &Line) -> Page {
    let mut lines = Vec::new();
    let mut private = false;
    match &line.what {
        What::Entry(entry) => {
            private = !entry.now.handling.is_open();
            lines.push(row::words(model, &entry.now));
            if let Some(quote) = &entry.now.quote {
                lines.extend(text::lines(quote).map(|line| format!("  | {line}")));
            }
            lines.push(String::new());
            lines.extend(facts(model, line, entry));
        }
        What::Auto(auto) => {
            let words = sentence::full(&model.incident, auto, line.seq).into_owned();
            lines.push(sentence::in_zone(&words, |at| moment(model, at)).into_owned());
            lines.extend(whole(model, auto, line.seq));
            lines.push(String::new());
        }
    }
    lines.extend(origin(model, line));
    for anchor in anchors::of_row(model, line.seq) {
        lines.push(String::new());
        lines.extend(anchors::history(model, anchor));
    }
    if let Some(reply) = line.entry().and_then(|entry| entry.now.reply()) {
        lines.extend(quoted(reply));
    }
    if let Some(entry) = line.entry() {
        lines.extend(versions(model, entry));
        lines.extend(values(model, entry));
        lines.extend(history(model, &entry.history));
    }
    Page { title: format!("Line {}", line.seq), lines, private }
}

/// What the sentence of a line leaves out, for it may be read by all: what was said as it was done,
/// such as why an order was refused, and the whole words of what it is about.
fn whole(model: &Model, auto: &Auto, seq: u64) -> Vec<String> {
    let incident = &model.incident;
    let (history, handling, words) = match &auto.about {
        About::Entry(id) => {
            let Some(entry) = incident.timeline.entry(id) else { return Vec::new() };
            (&entry.history, &entry.now.handling, Some(&entry.now.text))
        }
        About::Item(id) => {
            let Some(item) = incident.checklist.item(id) else { return Vec::new() };
            (&item.history, &Handling::Open, Some(&item.given.action))
        }
        About::Draft(id) => {
            let Some(draft) = incident.drafts.draft(id) else { return Vec::new() };
            (&draft.history, &draft.handling, None)
        }
        About::Step(id) => {
            let Some(step) = incident.plan.step(id) else { return Vec::new() };
            (&step.history, &Handling::Open, None)
        }
        About::Room | About::Duty | About::People | About::Playbook | About::Unknown => {
            return Vec::new();
        }
    };
    if !handling.is_open() && model.shielded() {
        return vec!["  (its words are hidden by the shield)".to_owned()];
    }
    let said = sentence::full(incident, auto, seq);
    let done = history.iter().find(|one| one.seq == seq).map(|one| &one.words);
    let bare = |more: &str| {
        let result = more.strip_prefix("done: ").or_else(|| more.strip_prefix("refused: "));
        said.contains(result.unwrap_or(more))
    };
    let more = done.into_iter().chain(words).filter(|more| !bare(more));
    more.map(|more| format!("  {}", sentence::in_zone(more, |at| moment(model, at)))).collect()
}

/// What sort of line it is and where it stands.
fn facts(model: &Model, line: &Line, entry: &Entry) -> Vec<String> {
    let incident = &model.incident;
    let now = &entry.now;
    let mut out = vec![format!("{}, {}", now.kind.word(), handling_words(&now.handling))];
    out.extend(parties(model, &now.kind));
    let mut stands = Vec::new();
    row::state(model, entry, &mut stands);
    if entry.answer.is_none() && entry.answers.is_none() {
        out.extend(stands);
    }
    let given = line.department.as_str();
    out.push(match incident.lane_of(&line.department) {
        Some(known) if known.id.as_str() == given => format!("concerns {}", known.name),
        Some(known) => format!("concerns {}, given as {given}", known.name),
        None => format!("concerns {given}"),
    });
    out.push(match now.precision {
        Precision::Second | Precision::Minute => {
            format!("happened {}", moment(model, line.occurred_at))
        }
        Precision::Hour => format!("happened in the hour of {}", moment(model, line.occurred_at)),
        Precision::Day => {
            format!(
                "happened on {}, the time is not known",
                line.occurred_at.utc().format("%Y-%m-%d")
            )
        }
        Precision::Order => "the time is not known, only the order".to_owned(),
    });
    match &now.basis {
        Basis::Observed => {}
        Basis::Reported { by } => out.push(format!("said by {}", sentence::party(incident, by))),
        Basis::Assessed { by, confidence } => {
            let by = by.as_ref().map_or(line.author.as_str(), |by| sentence::party(incident, by));
            out.push(format!("assessed by {by} {confidence}").trim_end().to_owned());
        }
    }
    if !now.mentions.is_empty() {
        let names: Vec<&str> =
            now.mentions.iter().map(|who| sentence::party(incident, who)).collect();
        out.push(format!("mentions {}", names.join(", ")));
    }
    if !now.tags.is_empty() {
        out.push(format!(
            "tags {}",
            now.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")
        ));
    }
    if let Some(source) = &now.source {
        out.push(format!("source {source}"));
    }
    out.extend(now.reply().into_iter().flat_map(|reply| came_with(model, reply)));
    for (word, other) in [("answered by", &entry.answer), ("answers", &entry.answers)] {
        if let Some(id) = other {
            out.push(format!("{word} {}", sentence::name(incident, id)));
        }
    }
    if let Some(withdrawn) = &entry.withdrawn {
        let at = moment(model, withdrawn.at);
        out.push(format!("struck by {} {at}: {}", withdrawn.by, withdrawn.because));
    }
    out
}

/// What a reply answers and came with.
fn came_with(model: &Model, reply: &Reply) -> Vec<String> {
    let to = sentence::title(&model.incident, &reply.draft);
    let mut out = vec![match reply.audience.as_str() {
        "" => format!("in answer to {to}"),
        audience => format!("in answer to {to}, which goes to {audience}"),
    }];
    let said = [
        ("subject", Some(reply.subject.as_str()).filter(|subject| !subject.is_empty())),
        ("dated by itself", reply.dated.as_deref()),
        ("Message-ID", reply.message_id.as_deref()),
    ];
    out.extend(said.iter().filter_map(|(name, said)| Some(format!("{name} {}", (*said)?))));
    out.extend(reply.attached().into_iter().map(|one| format!("attached, not opened: {one}")));
    if reply.left_out > 0 {
        out.push(format!("{} bytes of its words are not kept here", reply.left_out));
    }
    let (bytes, sha256) = (reply.whole.bytes, reply.whole.sha256.as_str());
    // Of one that was redacted nothing is left to be compared.
    if !sha256.is_empty() {
        out.push(format!("as it came: {bytes} bytes, SHA-256 {sha256}"));
    }
    out
}

/// The words that a reply quotes, below all else.
fn quoted(reply: &Reply) -> Vec<String> {
    if reply.quoted.is_empty() {
        return Vec::new();
    }
    let mut out = vec![String::new(), "It quotes:".to_owned()];
    out.extend(text::lines(&reply.quoted).map(|line| format!("  | {line}")));
    out
}

/// To whom it is, or who was spoken with.
fn parties(model: &Model, kind: &EntryKind) -> Option<String> {
    match kind {
        EntryKind::Order { to, .. } | EntryKind::Question { to, .. } => {
            to.as_ref().map(|to| format!("to {}", sentence::party(&model.incident, to)))
        }
        EntryKind::Words { party, direction: Direction::Asks, .. } => {
            Some(format!("asked by {party}"))
        }
        EntryKind::Words { party, direction: Direction::Told, .. } => {
            Some(format!("told to {party}"))
        }
        EntryKind::Note
        | EntryKind::Assessment
        | EntryKind::Decision { .. }
        | EntryKind::Fact { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => None,
    }
}

/// Who typed it, when, where.
fn origin(model: &Model, line: &Line) -> Vec<String> {
    let mut out =
        vec![format!("typed by {}, claimed {}", line.author, claimed(model, &line.submission))];
    if let Some(person) = &line.on_behalf {
        out.push(format!("on behalf of {person}"));
    }
    out.push(format!("recorded {}", moment(model, line.recorded_at)));
    out.push(format!("numbered {} as row {}", moment(model, line.shared_at), line.seq));
    out
}

/// `by dana@host`: a claim, not authentication.
fn claimed(model: &Model, submission: &SubmissionId) -> String {
    match model.incident.sessions.get(&submission.session) {
        Some(session) => {
            let script = if session.script { ", by a script" } else { "" };
            format!("by {}@{}{script}", session.system_user, session.host)
        }
        None => "by a console that did not say who it was".to_owned(),
    }
}

fn versions(model: &Model, entry: &Entry) -> Vec<String> {
    // One that was only put off to another time reads as the next: its time stands below.
    let later = entry.earlier.iter().skip(1).map(|version| &version.was).chain([&entry.now]);
    let reworded = entry.earlier.iter().zip(later);
    let mut reworded = reworded.filter(|(version, now)| !version.was.is_put_off(now)).peekable();
    if reworded.peek().is_none() {
        return Vec::new();
    }
    let mut out = vec![String::new(), "Earlier wordings, the oldest first:".to_owned()];
    for (version, _) in reworded {
        out.push(format!("  {}", row::words(model, &version.was)));
        out.push(format!(
            "    happened {}; until {} by {}",
            moment(model, version.occurred_at),
            moment(model, version.replaced_at),
            version.by
        ));
    }
    out
}

/// The values that a fact has had, the latest last.
fn values(model: &Model, entry: &Entry) -> Vec<String> {
    let EntryKind::Fact { name, .. } = &entry.now.kind else { return Vec::new() };
    let values = model.incident.facts.history(name);
    if values.len() < 2 {
        return Vec::new();
    }
    let mut out = vec![String::new(), format!("{name}, as it was said, the latest last:")];
    for value in values {
        let open = model
            .incident
            .timeline
            .entry(&value.entry)
            .is_some_and(|entry| entry.now.handling.is_open() || !model.shielded());
        let said = if open { value.value.as_str() } else { "(hidden by the shield)" };
        let mut stands = match value.standing {
            Standing::Believed => "believed".to_owned(),
            Standing::Known if value.source.is_empty() => "known".to_owned(),
            Standing::Known => format!("known from {}", value.source),
        };
        if value.withdrawn {
            stands.push_str(", struck");
        }
        out.push(format!("  {}  {}: {said} ({stands})", moment(model, value.as_of), value.by));
    }
    out
}

/// What was done to something, one line each.
pub fn history(model: &Model, happenings: &[Happening]) -> Vec<String> {
    if happenings.is_empty() {
        return Vec::new();
    }
    let mut out = vec![String::new(), "Since then:".to_owned()];
    for one in happenings {
        let behalf = one.on_behalf.as_ref().map(|who| format!(" for {who}")).unwrap_or_default();
        let words = sentence::in_zone(&one.words, |at| moment(model, at));
        out.push(format!("  {}  {}{behalf}: {words}", moment(model, one.at), one.by));
    }
    out
}

fn of_waiting(model: &Model, id: &SubmissionId) -> Option<Page> {
    let asked = model.reach.share.iter().flat_map(|share| &share.asked);
    let waiting = model.waiting.iter().chain(asked).find(|one| one.submission.id == *id)?;
    let shown = row::of_waiting(model, waiting)?;
    let state = if waiting.elsewhere {
        "Asked at another console, on the share's disk, and not yet numbered by the keeper."
    } else if waiting.kept {
        "Kept at this host's desk, not yet numbered in the file: it cannot be lost."
    } else {
        "Not yet safe: it is being written to this host's desk."
    };
    let lines = vec![shown.text, String::new(), state.to_owned()];
    let private = shown.look == row::Look::Hidden;
    Some(Page { title: "On its way".to_owned(), lines, private })
}

fn moment(model: &Model, at: Timestamp) -> String {
    zone::moment(at, model.now, model.tz())
}
