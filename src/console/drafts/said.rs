//! What is said of one draft, line by line: where it stands, who must approve and who has, what
//! became of the words since, the go, what was sent, the comments. Plain values, so that the page
//! and linear mode say the same.
//!
//! What must stay true: an approval that no longer counts says so, with the words that changed.

mod out;

use std::collections::BTreeMap;

use crate::console::diff;
use crate::console::model::Model;
use crate::console::zone;
use crate::domain::check::Finding;
use crate::domain::digest::Digest;
use crate::domain::draft::{Draft, readers};
use crate::domain::event::Wording;
use crate::domain::ids::CommentId;
use crate::domain::people::DepartmentId;
use crate::domain::review::{self, Comment, Lack, Says, State};
use crate::domain::time::{Timestamp, length};

pub use out::{early_words, sent_words};

/// How a line is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A heading.
    Head,
    /// Settled.
    Good,
    /// Somebody owes something.
    Owed,
    /// Wrong.
    Wrong,
    /// Anything else.
    Plain,
}

/// One line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its words.
    pub words: String,
    /// How it is looked at.
    pub look: Look,
    /// The comment it belongs to.
    pub comment: Option<CommentId>,
    /// The finding it tells.
    pub finding: Option<Box<Finding>>,
}

fn line(look: Look, words: impl Into<String>) -> Said {
    Said { words: words.into(), look, comment: None, finding: None }
}

fn ago(model: &Model, at: Timestamp) -> String {
    length(model.now.since(at).max(0))
}

fn moment(model: &Model, at: Timestamp) -> String {
    zone::moment(at, model.now, model.tz())
}

/// What changed since the approvals of a draft that count no longer, each by its row. Two long
/// texts are compared once for each wording, not with every frame.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The last row that was looked at.
    head: u64,
    /// The words that the approved ones were compared with.
    now: Option<Digest>,
    of: BTreeMap<u64, Vec<String>>,
}

impl Changes {
    /// Compares what has not been compared yet.
    pub fn renew(&mut self, model: &Model, draft: &Draft) {
        let incident = &model.incident;
        if std::mem::replace(&mut self.head, incident.head) == incident.head {
            return;
        }
        let now = draft.latest().map(|latest| incident.wording_of(latest).digest);
        if self.now != now {
            (self.now, self.of) = (now, BTreeMap::new());
        }
        for verdict in &draft.review.verdicts {
            if let Says::Approved { words, .. } = &verdict.says
                && !incident.stands(draft, verdict)
            {
                self.of.entry(verdict.seq).or_insert_with(|| changes(model, draft, words));
            }
        }
    }
}

/// Everything that is said of a draft.
pub fn lines(model: &Model, draft: &Draft) -> Vec<Said> {
    let mut changes = Changes::default();
    changes.renew(model, draft);
    lines_with(model, draft, &changes)
}

/// The same, with what changed since as it was compared before.
pub fn lines_with(model: &Model, draft: &Draft, changes: &Changes) -> Vec<Said> {
    let incident = &model.incident;
    let state = incident.draft_state(draft);
    let mut lines = vec![line(Look::Head, format!("{} — {}", draft.title, incident.stage(draft)))];
    lines.push(line(Look::Plain, draft.readers()));
    if let Some(by) = superseded_by(model, draft) {
        lines.push(line(Look::Plain, format!("superseded by {by}")));
    }
    if let Some(good) = super::expiry::short(model, draft) {
        let over = incident.expired(draft, model.now).is_some();
        let (look, good) = if over {
            (Look::Owed, format!("{good}: another time is needed, or it is put aside"))
        } else {
            (Look::Plain, good)
        };
        lines.push(line(look, good));
    }
    if let Some(why) = draft.shelved.as_ref().filter(|why| !why.is_empty()) {
        lines.push(line(Look::Plain, format!("put aside: {why}")));
    }
    if let Some(now) = incident.wording(draft) {
        let number = draft.revision(&now.revision).map_or(0, |text| text.number);
        lines.push(line(Look::Plain, format!("text {number}, SHA-256 {}", now.digest)));
    }
    lines.push(line(Look::Head, "Approvals"));
    let must = incident.must_approve(draft);
    if must.is_empty() {
        lines.push(line(Look::Owed, "  nobody must approve it by its kind, and nobody was asked"));
    }
    let waits = incident.waits(draft);
    for id in &must {
        let since = waits.iter().find(|wait| wait.department == *id).map(|wait| wait.since);
        approval(model, draft, (id, since), changes, &mut lines);
    }
    let others = draft.review.verdicts.iter().filter(|one| !must.contains(&&one.department));
    let mut others: Vec<&DepartmentId> = others.map(|one| &one.department).collect();
    others.dedup();
    for id in others {
        approval(model, draft, (id, None), changes, &mut lines);
    }
    if !matches!(state, State::Sent | State::Superseded | State::Withdrawn) {
        let lacks = incident.lacks(draft);
        if lacks.is_empty() && state != State::Released {
            lines.push(line(Look::Good, "  nothing keeps it from the go"));
        }
        let own = |lack: &&Lack| {
            // That nobody was asked was said already.
            matches!(lack, Lack::Diverges | Lack::OnlyAuthors) || lack.is_blank()
        };
        lines.extend(lacks.iter().filter(own).map(|lack| line(Look::Owed, format!("  {lack}"))));
    }
    if !matches!(state, State::Sent | State::Superseded | State::Withdrawn) {
        findings(model, draft, &mut lines);
    }
    out::lines(model, draft, &mut lines);
    lines.extend(super::replies::lines(model, draft));
    comments(model, draft, &mut lines);
    lines
}

/// What the checks found, each with why and what to write instead; a waived one with its reason.
fn findings(model: &Model, draft: &Draft, lines: &mut Vec<Said>) {
    let found = super::checks::found(model, draft);
    let Some(count) = super::checks::count(&found) else { return };
    lines.push(line(Look::Head, format!("Checks: {count}")));
    for one in found.iter() {
        let words = super::checks::words(model, draft, one);
        let from = lines.len();
        if let Some(because) = &one.waived {
            lines.push(line(Look::Plain, format!("  [x] {}: “{words}”", one.rule)));
            lines.push(line(Look::Plain, format!("      waived: {because}")));
        } else {
            lines.push(line(Look::Owed, format!("  [!] {}: “{words}”: {}", one.rule, one.why)));
            lines.push(line(Look::Plain, format!("      {}", one.instead)));
        }
        for said in &mut lines[from..] {
            said.finding = Some(Box::new(one.clone()));
        }
    }
}

/// The draft that takes this one's place, where somebody said so: `“Second notice”`.
pub fn superseded_by(model: &Model, draft: &Draft) -> Option<String> {
    let by = model.incident.drafts.draft(draft.superseded_by.as_ref()?)?;
    let hidden = crate::console::drafts::is_hidden(model, by);
    Some(if hidden {
        "a draft that the shield hides".to_owned()
    } else {
        format!("“{}”", by.title)
    })
}

/// What a department said, and whether it still counts.
fn approval(
    model: &Model,
    draft: &Draft,
    (id, since): (&DepartmentId, Option<Timestamp>),
    changes: &Changes,
    lines: &mut Vec<Said>,
) {
    let name = model.incident.short(id);
    let Some(verdict) = draft.review.verdict(id) else {
        lines.push(match since {
            Some(since) => line(
                Look::Owed,
                format!("  [ ] {name} owes an answer, asked {} ago", ago(model, since)),
            ),
            None => line(Look::Plain, format!("  [ ] {name} has not been asked")),
        });
        return;
    };
    let (by, at) = (&verdict.by, moment(model, verdict.at));
    let way = verdict.way();
    match &verdict.says {
        Says::Changes { what } => {
            lines.push(line(Look::Wrong, format!("  [!] {name}: {by} asks for changes: {what}")));
            lines.push(line(Look::Plain, format!("      {at}{way}")));
            if let Some(since) = since {
                let since = ago(model, since);
                let words = format!("      a new text waits for {name} since {since}");
                lines.push(line(Look::Owed, words));
            }
        }
        Says::Approved { words, .. } if model.incident.stands(draft, verdict) => {
            let digest = words.digest.short();
            lines.push(line(Look::Good, format!("  [x] {name}: {by} approved")));
            lines.push(line(Look::Plain, format!("      {at}{way}, words {digest}")));
        }
        Says::Approved { words, audience, channel, sound } => {
            let digest = words.digest.short();
            let out =
                draft.review.last_sent().is_some_and(|sent| sent.words.digest == words.digest);
            let what = if out { "what was sent" } else { "other words" };
            if out && model.incident.draft_state(draft) == State::Sent {
                // It stays as it went out: nobody need approve it again.
                lines.push(line(Look::Good, format!("  [x] {name}: {by} approved {what}")));
                lines.push(line(Look::Plain, format!("      {at}{way}, words {digest}")));
                return;
            }
            let said = format!("  [ ] {name}: VOID, {by} approved {what}");
            lines.push(line(Look::Wrong, said));
            lines.push(line(Look::Plain, format!("      {at}{way}, words {digest}")));
            if !sound {
                lines.push(line(Look::Wrong, "      its digest is not that of the words"));
            }
            if (audience, channel) != (&draft.audience, &draft.channel) {
                let was = format!("      it was {}", readers(audience, channel));
                lines.push(line(Look::Wrong, was));
            }
            if let Some(latest) = draft.latest().filter(|_| draft.diverges()) {
                let (many, number) = (draft.tips().len(), latest.number);
                let words = format!(
                    "      against text {number} of {}, one of {many} side by side:",
                    latest.by
                );
                lines.push(line(Look::Wrong, words));
            }
            for change in changes.of.get(&verdict.seq).into_iter().flatten() {
                lines.push(line(Look::Wrong, format!("      {change}")));
            }
        }
    }
}

/// The words that changed since those were approved, each with a few around it.
fn changes(model: &Model, draft: &Draft, since: &Wording) -> Vec<String> {
    if super::hides_words(model, draft) {
        return vec!["(hidden by the shield)".to_owned()];
    }
    let (Some(old), Some(latest)) = (draft.words(since), draft.latest()) else {
        return Vec::new();
    };
    diff::snippets(&old, &model.incident.filled(latest))
}

fn comments(model: &Model, draft: &Draft, lines: &mut Vec<Said>) {
    let all = &draft.review.comments;
    if all.is_empty() {
        return;
    }
    lines.push(line(Look::Head, "Comments"));
    let text = draft.latest().map_or("", |latest| latest.text.as_str());
    for comment in all.iter().filter(|one| one.answers.is_none()) {
        let from = lines.len();
        talk(model, comment, text, lines);
        for answer in all.iter().filter(|one| one.answers.as_ref() == Some(&comment.id)) {
            lines.push(line(Look::Plain, format!("      {}: {}", answer.by, answer.text)));
        }
        for said in &mut lines[from..] {
            said.comment = Some(comment.id.clone());
        }
    }
}

fn talk(model: &Model, comment: &Comment, text: &str, lines: &mut Vec<Said>) {
    let mark = if comment.resolved.is_some() { "[x]" } else { "[ ]" };
    let look = if comment.resolved.is_some() { Look::Plain } else { Look::Owed };
    let of = model.incident.short(&comment.department);
    let (by, since) = (&comment.by, ago(model, comment.at));
    let said = if comment.text.is_empty() { "suggests" } else { &comment.text };
    lines.push(line(look, format!("  {mark} {by} ({of}) {since} ago: {said}")));
    if let Some(on) = &comment.on {
        let quote = on.quote.replace('\n', " ");
        let now =
            if review::find(on, text).is_some() { None } else { Some(review::changed(on, text)) };
        let gone = if now == Some(None) { " (no longer in the text)" } else { "" };
        lines.push(line(Look::Plain, format!("      on “{quote}”{gone}")));
        if let Some(now) = now.flatten() {
            let now = now.replace('\n', " ");
            lines.push(line(Look::Plain, format!("      which reads now “{now}”")));
        }
    }
    if let Some(words) = &comment.suggests {
        lines.push(line(Look::Plain, format!("      instead: “{}”", words.replace('\n', " "))));
    }
    if let Some(by) = &comment.resolved {
        lines.push(line(Look::Plain, format!("      resolved by {by}")));
    }
}

/// How the list says where a draft stands, the gravest first and two at most: the page has all.
/// Empty while nobody was asked and nothing is wrong.
pub fn short(model: &Model, draft: &Draft) -> Vec<String> {
    let incident = &model.incident;
    let state = incident.draft_state(draft);
    let mut said = Vec::new();
    if let Some(going) = super::sending::on_its_way(model, &draft.id) {
        said.push(format!("GOING OUT {}: Esc stops it", going.outgoing.way.words()));
    } else if let Some(claim) = draft.review.open_claims().last() {
        said.push(format!("SENT? {}: s it went out, N it did not", claim.way.words()));
    }
    let owes = incident.correction(draft).is_some();
    if owes {
        said.push("owes a correction".to_owned());
    }
    let last = draft.review.last_sent();
    let flagged = last.filter(|sent| !sent.lacked.is_empty());
    if let Some(sent) = flagged {
        let flag = review::short_flag(&sent.lacked);
        said.push(format!("sent {} {flag}", zone::clock(sent.at, model.tz())));
    }
    let out = matches!(state, State::Sent | State::Superseded | State::Withdrawn);
    if last.is_some_and(|sent| !incident.sent_early(draft, sent).is_empty()) {
        said.push("time of sending in doubt".to_owned());
    }
    // Where only values moved since, its approvals were good for what went out.
    let latest = draft.latest().map(|latest| &latest.id);
    let corrects = owes && last.is_some_and(|sent| Some(&sent.words.revision) == latest);
    let void = void(model, draft);
    if corrects {
        said.extend(last.map(|sent| format!("sent {}", zone::clock(sent.at, model.tz()))));
    } else if !out && !void.is_empty() {
        said.push(format!("VOID: {}", void.join(", ")));
    }
    match state {
        State::Draft | State::Withdrawn => {}
        State::InReview if !void.is_empty() => {}
        State::InReview => said.push(waiting(model, draft)),
        State::ChangesRequested => {
            let wanted = incident.changes_wanted(draft);
            let who: Vec<&str> =
                wanted.iter().map(|verdict| incident.short(&verdict.department)).collect();
            said.push(format!("changes asked by {}", who.join(", ")));
        }
        State::Approved => said.push(state.word().to_owned()),
        State::Released => said.push("has the go".to_owned()),
        State::Sent | State::Superseded if flagged.is_some() => {}
        State::Sent | State::Superseded => {
            // By which draft it is superseded, where a person said so, stands beside it.
            let state = if draft.superseded_by.is_some() { State::Sent } else { state };
            let at = draft.review.last_sent().map(|sent| zone::clock(sent.at, model.tz()));
            said.extend(at.map(|at| format!("{} {at}", state.word())));
        }
    }
    if let Some(sent) = last.filter(|_| !out && !owes && flagged.is_none()) {
        said.push(format!("sent {} with other words", zone::clock(sent.at, model.tz())));
    }
    let open = draft.review.open_comments().count();
    if open > 0 {
        said.push(format!("{open} open comment{}", if open == 1 { "" } else { "s" }));
    }
    said.truncate(2);
    said
}

/// Who owes an answer for longest, and how many more do.
fn waiting(model: &Model, draft: &Draft) -> String {
    let waits = model.incident.waits(draft);
    let Some(first) = waits.iter().min_by_key(|wait| wait.since) else {
        let lacks = model.incident.lacks(draft);
        let only = lacks.iter().find(|lack| **lack == Lack::OnlyAuthors);
        return only.map_or_else(|| State::InReview.word().to_owned(), ToString::to_string);
    };
    let more = match waits.len() {
        1 => String::new(),
        many => format!(" +{}", many - 1),
    };
    let (who, since) = (model.incident.short(first.department), ago(model, first.since));
    format!("waits for {who}{more} {since}")
}

/// The departments whose approval no longer counts.
fn void<'m>(model: &'m Model, draft: &'m Draft) -> Vec<&'m str> {
    let incident = &model.incident;
    let void = |id: &&DepartmentId| {
        draft.review.verdict(id).is_some_and(|verdict| {
            matches!(verdict.says, Says::Approved { .. }) && !incident.stands(draft, verdict)
        })
    };
    incident.must_approve(draft).into_iter().filter(void).map(|id| incident.short(id)).collect()
}
