//! The timeline for scripts: one object a line.

use std::borrow::Cow;

use serde::Serialize;

use crate::domain::event::{Basis, EntryKind, Reply};
use crate::domain::handling::Handling;
use crate::domain::ids::EntryId;
use crate::domain::incident::Incident;
use crate::domain::people::Party;
use crate::domain::sentence;
use crate::domain::time::{Precision, Timestamp};
use crate::domain::timeline::{About, Auto, Entry, Line, What};

/// One line of the timeline as scripts see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineOut<'a> {
    /// The entry's id, or `SESSION-NUMBER` of the submission that made a line by itself.
    pub id: String,
    /// The number of its row.
    pub seq: u64,
    /// When it happened, as now known.
    pub occurred_at: Timestamp,
    /// When Enter was pressed.
    pub recorded_at: Timestamp,
    /// When it was numbered.
    pub shared_at: Timestamp,
    /// How much of `occurred_at` is a known fact.
    pub precision: Precision,
    /// Who typed it.
    pub author: &'a str,
    /// On whose behalf, where that is somebody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<&'a str>,
    /// The department it concerns.
    pub department: &'a str,
    /// `note`, `order`, …, an imported kind as given, or for a line by itself what it is about.
    pub kind: &'a str,
    /// `observed`, `reported`, `assessed`; `recorded` for a line by itself.
    pub basis: &'static str,
    /// Who said it, where it is reported or assessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said_by: Option<&'a str>,
    /// `open`, `restricted`, `privileged`.
    pub handling: &'static str,
    /// The words; `null` where they are left out for their handling.
    pub text: Option<Cow<'a, str>>,
    /// A pasted block below the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<&'a str>,
    /// Where it comes from.
    pub source: Option<&'a str>,
    /// Its tags.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub tags: &'a [String],
    /// Whether it is pinned.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// What only an order, a question, a decision, a fact or words by voice have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail<'a>>,
    /// What a reply answers and came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<&'a Reply>,
    /// The draft that it answers, in words, for reading.
    #[serde(skip)]
    pub replies_to: Option<String>,
    /// The question that this line answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<&'a str>,
    /// That question in words, for reading.
    #[serde(skip)]
    pub question: Option<String>,
    /// Why it was struck.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<&'a str>,
    /// Which version of the words this is, where they were mended: 2 and up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<usize>,
}

/// What only some kinds have.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Detail<'a> {
    /// To whom, or with whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<&'a str>,
    /// Promised for, to be looked at again, or told at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// `given`, `acknowledged`, `done`, `refused`; `open`, `answered`; `believed`, `known`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'static str>,
    /// Because of what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<&'a str>,
    /// A fact's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// A fact's value, an order's result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'a str>,
    /// The line that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<&'a str>,
}

impl LineOut<'_> {
    /// Who typed it, and for whom: `Dana for Lee`.
    pub fn by(&self) -> String {
        match self.on_behalf {
            Some(whom) => format!("{} for {whom}", self.author),
            None => self.author.to_owned(),
        }
    }

    /// What its kind adds to its words: to whom, because of what, by when, what became of it. Empty
    /// where that is nothing.
    pub fn beside(&self, clock: impl Fn(Timestamp) -> String) -> String {
        let answers = self.question.iter().map(|question| format!("answers {question}"));
        let mut parts: Vec<String> = answers.collect();
        parts.extend(self.replies_to.as_ref().map(|draft| format!("in answer to {draft}")));
        if let Some(reply) = self.reply {
            let subject = Some(&reply.subject).filter(|subject| !subject.is_empty());
            parts.extend(subject.map(|subject| format!("subject “{subject}”")));
            parts.extend(reply.attached().into_iter().map(|one| format!("attached {one}")));
        }
        let Some(detail) = &self.detail else { return parts.join("; ") };
        if let Some(to) = detail.to {
            let way = if self.kind == "asked" { "from" } else { "to" };
            parts.push(format!("{way} {to}"));
        }
        if let (Some(name), Some(value)) = (detail.name, detail.value) {
            let said =
                self.text.as_ref().is_some_and(|text| text.contains(name) && text.contains(value));
            if !said {
                parts.push(format!("{name} = {value}"));
            }
        }
        if let Some(because) = detail.because.filter(|_| detail.state != Some("refused")) {
            parts.push(format!("because {because}"));
        }
        // What was told at a time happened then, and stands there.
        if let Some(due) = detail.due.filter(|due| *due != self.occurred_at) {
            let way = match self.kind {
                "decision" => "until",
                "told" => "at",
                _ => "by",
            };
            parts.push(format!("{way} {}", clock(due)));
        }
        let result = detail.value.filter(|value| detail.name.is_none() && !value.is_empty());
        match (detail.state, result.or(detail.because)) {
            (Some("given" | "open") | None, _) => {}
            (Some(state), Some(words)) => parts.push(format!("{state}: {words}")),
            (Some(state), None) => parts.push(state.to_owned()),
        }
        parts.join("; ")
    }
}

/// How much of it is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Words that are restricted or privileged are left out.
    Open,
    /// Everything, because it was asked for by name.
    WithPrivileged,
}

impl Reach {
    /// Whether words of this handling are given out.
    pub const fn shows(self, handling: &Handling) -> bool {
        matches!(self, Self::WithPrivileged) || handling.is_open()
    }
}

/// The whole timeline in the order of what happened.
pub fn lines(incident: &Incident, reach: Reach) -> impl Iterator<Item = LineOut<'_>> {
    incident.timeline.iter().map(move |line| line_out(incident, line, reach))
}

/// How many lines are left out for their handling: restricted, privileged.
pub fn left_out(incident: &Incident) -> (usize, usize) {
    let mut counts = (0, 0);
    for entry in incident.timeline.iter().filter_map(Line::entry) {
        match entry.now.handling {
            Handling::Open => {}
            Handling::Restricted { .. } => counts.0 += 1,
            Handling::Privileged { .. } => counts.1 += 1,
        }
    }
    counts
}

/// One line.
pub fn line_out<'a>(incident: &'a Incident, line: &'a Line, reach: Reach) -> LineOut<'a> {
    let closed = |auto: &Auto| {
        sentence::closed_since(incident, auto).filter(|handling| !reach.shows(handling))
    };
    match &line.what {
        What::Entry(entry) => entry_out(incident, line, entry, reach),
        What::Auto(auto) => LineOut {
            id: line.submission.thing(),
            precision: Precision::Second,
            kind: about_word(&auto.about),
            basis: "recorded",
            said_by: None,
            handling: closed(auto).map_or("open", Handling::word),
            text: closed(auto).is_none().then(|| sentence::full(incident, auto, line.seq)),
            quote: None,
            source: None,
            tags: &[],
            pinned: false,
            detail: None,
            reply: None,
            replies_to: None,
            withdrawn: None,
            version: None,
            ..bare(line)
        },
    }
}

fn entry_out<'a>(
    incident: &'a Incident,
    line: &'a Line,
    entry: &'a Entry,
    reach: Reach,
) -> LineOut<'a> {
    let shown = reach.shows(&entry.now.handling);
    let (basis, said_by) = match &entry.now.basis {
        Basis::Observed => ("observed", None),
        Basis::Reported { by } => ("reported", Some(by)),
        Basis::Assessed { by, .. } => ("assessed", by.as_ref()),
    };
    LineOut {
        id: entry.now.entry.to_string(),
        precision: entry.now.precision,
        kind: entry.now.kind.word(),
        basis,
        said_by: said_by.map(Party::as_str).filter(|_| shown),
        handling: entry.now.handling.word(),
        text: shown.then_some(Cow::Borrowed(entry.now.text.as_str())),
        quote: entry.now.quote.as_deref().filter(|_| shown),
        source: entry.now.source.as_deref().filter(|_| shown),
        tags: if shown { &entry.now.tags } else { &[] },
        pinned: entry.pinned,
        detail: shown.then(|| detail(entry)).flatten(),
        reply: entry.now.reply().filter(|_| shown),
        replies_to: entry.now.reply().map(|to| sentence::title(incident, &to.draft)),
        answers: entry.answers.as_ref().map(EntryId::as_str),
        question: entry.answers.as_ref().map(|id| sentence::name(incident, id)),
        withdrawn: entry.withdrawn.as_ref().map(|why| reason(&why.because, shown)),
        version: (!entry.earlier.is_empty()).then_some(entry.earlier.len() + 1),
        ..bare(line)
    }
}

/// That a line was struck is told of every line; why may say what the line said.
const fn reason(because: &str, shown: bool) -> &str {
    if shown { because } else { "(left out)" }
}

/// What every line has; the rest is filled in by the caller.
fn bare(line: &Line) -> LineOut<'_> {
    LineOut {
        id: String::new(),
        seq: line.seq,
        occurred_at: line.occurred_at,
        recorded_at: line.recorded_at,
        shared_at: line.shared_at,
        precision: Precision::Second,
        author: line.author.as_str(),
        on_behalf: line.on_behalf.as_ref().map(crate::domain::people::Person::as_str),
        department: line.department.as_str(),
        kind: "",
        basis: "",
        said_by: None,
        handling: "",
        text: None,
        quote: None,
        source: None,
        tags: &[],
        pinned: false,
        detail: None,
        reply: None,
        replies_to: None,
        answers: None,
        question: None,
        withdrawn: None,
        version: None,
    }
}

fn detail(entry: &Entry) -> Option<Detail<'_>> {
    use crate::domain::event::{OrderState, Standing};
    let answered = |entry: &Entry| if entry.answer.is_some() { "answered" } else { "open" };
    let answer = entry.answer.as_ref().map(crate::domain::ids::EntryId::as_str);
    match &entry.now.kind {
        EntryKind::Note | EntryKind::Assessment | EntryKind::Reply(_) | EntryKind::Other(_) => None,
        EntryKind::Order { to, due } => {
            let (state, value, because) = match &entry.order {
                OrderState::Given => ("given", None, None),
                OrderState::Acknowledged { .. } => ("acknowledged", None, None),
                OrderState::Done { result } => ("done", Some(result.as_str()), None),
                OrderState::Refused { because } => ("refused", None, Some(because.as_str())),
            };
            let to = to.as_ref().map(Party::as_str);
            Some(Detail { to, due: *due, state: Some(state), value, because, ..Detail::default() })
        }
        EntryKind::Question { to, due } => Some(Detail {
            to: to.as_ref().map(Party::as_str),
            due: *due,
            state: Some(answered(entry)),
            answer,
            ..Detail::default()
        }),
        EntryKind::Decision { because, until } => {
            Some(Detail { because: because.as_deref(), due: *until, ..Detail::default() })
        }
        EntryKind::Fact { name, value, standing } => Some(Detail {
            name: Some(name),
            value: Some(value),
            state: Some(match standing {
                Standing::Believed => "believed",
                Standing::Known => "known",
            }),
            ..Detail::default()
        }),
        EntryKind::Words { direction, party, at } => Some(Detail {
            to: Some(party),
            due: *at,
            state: match direction {
                crate::domain::event::Direction::Told => None,
                crate::domain::event::Direction::Asks => Some(answered(entry)),
            },
            answer,
            ..Detail::default()
        }),
    }
}

const fn about_word(about: &About) -> &'static str {
    match about {
        About::Room => "room",
        About::People => "people",
        About::Item(_) => "item",
        About::Playbook => "playbook",
        About::Draft(_) => "draft",
        About::Entry(_) => "entry",
        About::Step(_) => "plan",
        About::Duty => "duty",
        About::Unknown => "unknown",
    }
}
