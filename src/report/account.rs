//! What became of a draft, line by line: where it stands, who approved, the go, what went out and
//! what is wrong with it. Apart from the documents, so that all of them say the same.
//!
//! What must stay true: nothing of a draft's words and of a fact's value is said that its handling
//! leaves out; who approved and what went out is said of every draft.

use crate::domain::draft::Draft;
use crate::domain::incident::Incident;
use crate::domain::replies::Filed;
use crate::domain::review::{self, Says, Sent, State, Verdict};
use crate::domain::time::Timestamp;

use super::lines::Reach;

/// Says a moment.
type Clock<'a> = &'a dyn Fn(Timestamp) -> String;

/// Everything there is to say beside its texts.
pub(super) fn account(
    incident: &Incident,
    draft: &Draft,
    reach: Reach,
    (now, clock): (Timestamp, Clock<'_>),
) -> Vec<String> {
    let shown = reach.shows(&draft.handling);
    let stage = incident.stage(draft);
    let mut said = vec![match draft.shelved.as_ref().filter(|why| shown && !why.is_empty()) {
        Some(why) => format!("{stage}: {why}"),
        None => stage,
    }];
    said.extend(draft.superseded_by.as_ref().and_then(|by| incident.drafts.draft(by)).map(|by| {
        let title = if reach.shows(&by.handling) { &by.title } else { "a draft not shown here" };
        format!("superseded by: {title}")
    }));
    said.extend(incident.good_until(draft).map(|until| match incident.expired(draft, now) {
        Some(since) => format!("EXPIRED: good until {}", clock(since)),
        None => format!("good until {}", clock(until)),
    }));
    let over = matches!(
        incident.draft_state(draft),
        State::Sent | State::Superseded | State::Withdrawn | State::Released
    );
    let lacks = incident.lacks(draft);
    if !over && !lacks.is_empty() {
        let lacks: Vec<String> = lacks.iter().map(ToString::to_string).collect();
        said.push(format!("before it can go out: {}", lacks.join("; ")));
    }
    for moved in draft.latest().map(|latest| incident.moved_since(latest)).unwrap_or_default() {
        said.push(format!("cites a changed fact: {}", moved.name));
    }
    said.extend(verdicts(incident, draft, shown, clock));
    if let Some(go) = draft.review.releases.iter().rev().find(|one| !one.taken_back) {
        let counts =
            go.words.digest.as_str() == last_sent(draft) || incident.release(draft).is_some();
        let void = if counts { "" } else { ", void since: the words changed" };
        said.push(format!("go by {}, {}{void}", go.by, clock(go.at)));
    }
    for sent in &draft.review.sent {
        said.extend(sent_lines(incident, draft, sent, reach, clock));
    }
    for filed in incident.replies(draft) {
        said.push(reply(&filed, reach, clock));
    }
    let told = reach.shows(incident.words_handling(draft));
    for waiver in draft.review.waivers.iter().filter(|_| shown) {
        let (words, by) = (waiver.words.replace('\n', " "), &waiver.by);
        let words = if told { words } else { "(left out)".to_owned() };
        said.push(format!("waived by {by}: {} “{words}”: {}", waiver.rule, waiver.because));
    }
    let open = draft.review.open_comments().count();
    if open > 0 {
        said.push(format!("{open} open comment{}", if open == 1 { "" } else { "s" }));
    }
    said
}

/// What came back: from whom, when, in which words.
fn reply(filed: &Filed<'_>, reach: Reach, clock: Clock<'_>) -> String {
    let at = clock(filed.line.occurred_at);
    if !reach.shows(&filed.entry.now.handling) {
        return format!("reply {at}: (left out)");
    }
    let attached = filed.reply.attached_in_short().map(|many| format!(" ({many})"));
    let attached = attached.unwrap_or_default();
    format!("reply {at} from {}: {}{attached}", filed.by(), filed.entry.now.text)
}

/// The sum of the words that last went out; empty where none did.
fn last_sent(draft: &Draft) -> &str {
    draft.review.last_sent().map_or("", |sent| sent.words.digest.as_str())
}

/// What each department said last.
fn verdicts(incident: &Incident, draft: &Draft, shown: bool, clock: Clock<'_>) -> Vec<String> {
    let mut departments = incident.must_approve(draft);
    for verdict in &draft.review.verdicts {
        if !departments.contains(&&verdict.department) {
            departments.push(&verdict.department);
        }
    }
    let waits = incident.waits(draft);
    let one = |id| {
        let name = incident.short(id);
        let waits = waits.iter().find(|wait| wait.department == id);
        match (draft.review.verdict(id), waits) {
            (Some(verdict), _) => Some(format!(
                "{name}: {}, {}{}",
                verdict_words(incident, draft, verdict, shown),
                clock(verdict.at),
                verdict.way()
            )),
            (None, Some(wait)) => {
                Some(format!("{name}: owes an answer since {}", clock(wait.since)))
            }
            (None, None) => None,
        }
    };
    departments.into_iter().filter_map(one).collect()
}

fn verdict_words(incident: &Incident, draft: &Draft, verdict: &Verdict, shown: bool) -> String {
    let by = &verdict.by;
    match &verdict.says {
        Says::Changes { what } if shown => format!("{by} asks for changes ({what})"),
        Says::Changes { .. } => format!("{by} asks for changes"),
        Says::Approved { .. } if incident.stands(draft, verdict) => format!("approved by {by}"),
        Says::Approved { words, .. } if words.digest.as_str() == last_sent(draft) => {
            format!("what was sent was approved by {by}")
        }
        Says::Approved { .. } => format!("void, {by} approved other words"),
    }
}

/// What went out, what it lacked, what is odd about its time, and what it owes.
fn sent_lines(
    incident: &Incident,
    draft: &Draft,
    sent: &Sent,
    reach: Reach,
    clock: Clock<'_>,
) -> Vec<String> {
    let many = match sent.recipients {
        None => String::new(),
        Some(1) => ", 1 recipient".to_owned(),
        Some(many) => format!(", {many} recipients"),
    };
    let number = draft.revision(&sent.words.revision).map(|text| format!(", text {}", text.number));
    let (at, number) = (clock(sent.at), number.unwrap_or_default());
    let digest = sent.words.digest.short();
    let way = if sent.how.is_empty() { String::new() } else { format!(" {}", sent.how) };
    let mut said = vec![format!("sent {at} by {}{way}{many}{number}, words {digest}", sent.by)];
    if let Some(list) = &sent.list {
        said.push(format!("list of {} lines, SHA-256 {}", list.lines, list.digest));
    }
    if let Some(message) = &sent.message {
        said.push(format!("message as sent, SHA-256 {message}"));
    }
    if sent.unchecked {
        said.push("UNCHECKED: the record was out of reach when it went".to_owned());
    }
    if !sent.lacked.is_empty() {
        said.push(review::flag(&sent.lacked));
    }
    if !sent.open.is_empty() {
        said.push(format!("with open findings: {}", sent.open.join(", ")));
    }
    for early in incident.sent_early(draft, sent) {
        said.push(format!("TIME IN DOUBT: {} only {}", early.than, clock(early.at)));
    }
    for owed in incident.corrections() {
        if owed.sent != sent || owed.draft.id != draft.id {
            continue;
        }
        for (name, was, now) in &owed.changed {
            let open = incident.closed_fact(name).is_none_or(|handling| reach.shows(handling));
            said.push(match now.as_deref() {
                _ if !open || !reach.shows(&draft.handling) => {
                    format!("owes a correction: {name} has another value now")
                }
                Some(now) => format!("owes a correction: {name} went out as {was}, is {now} now"),
                None => format!("owes a correction: {name} went out as {was}, is struck"),
            });
        }
    }
    if let Some((_, why)) = &sent.settled {
        said.push(format!("no correction owed: {why}"));
    }
    said
}

/// The words that went out, as they went out: each wording once, below whose digest it stands.
/// Nothing where the draft or a fact that it cites is left out.
pub(super) fn words_sent<'a>(
    incident: &Incident,
    draft: &'a Draft,
    reach: Reach,
) -> Vec<(&'a Sent, String)> {
    let mut said: Vec<(&Sent, String)> = Vec::new();
    if !reach.shows(incident.words_handling(draft)) {
        return said;
    }
    for sent in &draft.review.sent {
        let known = said.iter().any(|(one, _)| one.words.digest == sent.words.digest);
        said.extend(draft.words(&sent.words).filter(|_| !known).map(|words| (sent, words)));
    }
    said
}
