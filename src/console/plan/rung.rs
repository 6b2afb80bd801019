//! The plan in words: a row for each step, everything about one, and who knows what since when.
//! Plain values, so that the page, the dialogs and linear mode say the same.

use crate::console::drafts::said::Look;
use crate::console::layout;
use crate::console::model::Model;
use crate::console::{drafts, zone};
use crate::domain::draft::Draft;
use crate::domain::event::When;
use crate::domain::ids::StepId;
use crate::domain::plan::{Disclosure, Stage, Step, Told, Waits, gate};
use crate::domain::review;
use crate::domain::sentence;
use crate::domain::time::Timestamp;
use crate::domain::words::Tlp;

/// Rows that flags may take, and the last of them says how many more there are.
const FLAGS: usize = 3;
/// Rows of the page that are no steps: the details of the selected one, and the foot.
const BELOW: usize = 6;

/// One step, as a row of the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// Which.
    pub id: StepId,
    /// How far it is: `told 05:10`, `waits`, `proposed`.
    pub stage: String,
    /// How that is looked at.
    pub look: Look,
    /// When: `from 09:00`, `by 10:00`, `aim 14:20`.
    pub when: String,
    /// Who is told.
    pub whom: String,
    /// What it waits for, clock times apart.
    pub waits: String,
    /// The same, as a part of a sentence: `after fix out`.
    pub after: String,
    /// Its texts and how they stand.
    pub drafts: String,
    /// What they are told.
    pub what: String,
    /// Whether it is only proposed.
    pub proposed: bool,
}

impl Rung {
    /// The last that there is room for: its texts, else what it waits for.
    pub fn last(&self) -> &str {
        if self.drafts.is_empty() { &self.after } else { &self.drafts }
    }

    /// The last where what it waits for has a column: its texts, else what they are told.
    pub fn last_wide(&self) -> &str {
        if self.drafts.is_empty() { &self.what } else { &self.drafts }
    }
}

/// A clock time within the ladder, whose head names the zone: with its day where that is another.
fn clock(model: &Model, at: Timestamp) -> String {
    let zone = model.tz();
    let time = zone::hours_minutes(at, zone);
    let day = zone::date(at, zone);
    if day == zone::date(model.now, zone) {
        time
    } else {
        format!("{time} {}", zone::day(day, model.now, zone))
    }
}

fn moment(model: &Model, at: Timestamp) -> String {
    zone::beside(at, model.now, model.now, model.tz())
}

/// A time of the plan in words, with its zone: `10:00 CET`, `7d before release planned`, and what
/// that comes to where it is known.
pub fn time(model: &Model, when: &When) -> String {
    match (when, model.incident.clock_of(when)) {
        (When::At(at), _) => moment(model, *at),
        (When::Target(_), Some(at)) => {
            format!("{} ({})", sentence::when(when), moment(model, at))
        }
        (When::Target(_), None) => sentence::when(when),
    }
}

/// The rows of the ladder, in the order of the screen.
pub fn rungs(model: &Model) -> Vec<Rung> {
    let plan = model.incident.disclosure();
    plan.ladder().into_iter().map(|step| rung(model, &plan, step)).collect()
}

/// One row.
pub fn rung(model: &Model, plan: &Disclosure<'_>, step: &Step) -> Rung {
    let (waits, now) = (plan.waits(step, model.now), model.now);
    let gates = waits.iter().filter_map(|one| match one {
        Waits::For(one) => Some(gate(one)),
        Waits::Until(..) => None,
    });
    // Who was told waits for nothing.
    let gates: Vec<String> = gates.filter(|_| !plan.stage(step).is_done()).collect();
    let late = match &step.now.not_after {
        Some(When::At(at)) if *at < model.incident.late_against(now) => Some(*at),
        Some(_) | None => None,
    };
    let (stage, look) = match plan.stage(step) {
        _ if plan.owes_word(step) => ("TELL NOW".to_owned(), Look::Wrong),
        Stage::Told { since } => (format!("told {}", clock(model, since)), Look::Good),
        Stage::Partly { left, .. } => (format!("told, {left} left"), Look::Owed),
        Stage::Open if step.now.proposed => ("proposed".to_owned(), Look::Plain),
        Stage::Open if let Some(late) = late => (zone::until(late, now), Look::Wrong),
        Stage::Open if !waits.is_empty() => ("waits".to_owned(), Look::Plain),
        Stage::Open => ("can be told".to_owned(), Look::Owed),
    };
    Rung {
        id: step.now.step.clone(),
        stage,
        look,
        when: if plan.stage(step).is_done() { String::new() } else { times(model, step) },
        whom: if step.now.holding { format!("{}, holding", step.whom()) } else { step.whom() },
        after: if gates.is_empty() { String::new() } else { format!("after {}", gates.join(", ")) },
        waits: gates.join(", "),
        drafts: texts(model, &plan.drafts(step)),
        what: step.now.what.clone(),
        proposed: step.now.proposed,
    }
}

/// From when, and until when.
fn times(model: &Model, step: &Step) -> String {
    let mut parts = Vec::new();
    let lifted = model.incident.plan.broken.is_some();
    if let Some(from) = step.now.not_before.as_ref().filter(|_| !lifted) {
        match model.incident.clock_of(from) {
            Some(at) if at <= model.now => {}
            Some(at) => parts.push(format!("from {}", clock(model, at))),
            None => parts.push(format!("from {}", sentence::when(from))),
        }
    }
    if let Some(until) = &step.now.not_after {
        parts.push(match (until, model.incident.clock_of(until)) {
            (When::At(at), _) => format!("by {}", clock(model, *at)),
            (When::Target(_), Some(at)) => format!("aim {}", clock(model, at)),
            (When::Target(_), None) => sentence::when(until),
        });
    }
    parts.join(", ")
}

/// A draft's title, where the shield lets it be read.
fn title<'d>(model: &Model, draft: &'d Draft) -> &'d str {
    if drafts::is_hidden(model, draft) { "(hidden)" } else { &draft.title }
}

/// Texts and how they stand: one by name, more by number.
fn texts(model: &Model, drafts: &[&Draft]) -> String {
    match drafts {
        [] => String::new(),
        [one] => format!("{}: {}", title(model, one), model.incident.stage(one)),
        several => {
            let mut counts: Vec<(&str, usize)> = Vec::new();
            for draft in several {
                let word = model.incident.draft_state(draft).word();
                match counts.iter_mut().find(|(known, _)| *known == word) {
                    Some((_, many)) => *many += 1,
                    None => counts.push((word, 1)),
                }
            }
            let counts: Vec<String> =
                counts.iter().map(|(word, many)| format!("{many} {word}")).collect();
            format!("{} texts: {}", several.len(), counts.join(", "))
        }
    }
}

/// What is wrong with the order, as many as there is room for.
pub fn flags(model: &Model) -> Vec<String> {
    let plan = model.incident.disclosure();
    let all = plan.flags();
    let said = |at| moment(model, at);
    let mut lines: Vec<String> =
        all.iter().take(FLAGS).map(|flag| sentence_case(&flag.sentence(said))).collect();
    if all.len() > FLAGS {
        lines.truncate(FLAGS - 1);
        lines.push(format!("and {} more of this sort", all.len() + 1 - FLAGS));
    }
    lines
}

/// With a capital at its beginning.
pub fn sentence_case(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(chars).collect()
}

/// How many steps a page of the ladder shows.
pub fn rows_of_ladder(model: &Model) -> usize {
    let height = usize::from(layout::places(model).panes.height);
    height.saturating_sub(2 + BELOW + flags(model).len()).max(1)
}

/// Everything about a step but its history: a few lines, the most needed first.
pub fn details(model: &Model, plan: &Disclosure<'_>, step: &Step) -> Vec<(Look, String)> {
    let incident = &model.incident;
    let mut lines = Vec::new();
    let what = if step.now.what.is_empty() { "(not said yet)" } else { step.now.what.as_str() };
    let head = format!("{}: {what}", sentence_case(&step.whom()));
    lines.push((Look::Head, head));
    if step.now.proposed {
        let words = "Only proposed by a playbook: a takes it, e changes it, x takes it out.";
        lines.push((Look::Plain, words.to_owned()));
    }
    let mut how = Vec::new();
    how.extend(step.now.by.as_ref().map(|by| format!("by {}", sentence::party(incident, by))));
    how.extend((!step.now.channel.is_empty()).then(|| step.now.channel.clone()));
    how.extend(step.now.tlp.map(Tlp::label).map(str::to_owned));
    how.extend(step.now.holding.then(|| "holding words only".to_owned()));
    if !how.is_empty() {
        lines.push((Look::Plain, sentence_case(&how.join(", "))));
    }
    lines.extend(when_lines(model, step));
    if !step.now.after.is_empty() {
        let gates = step.now.after.iter().map(|one| {
            let so = if plan.is_met(one, model.now) { "so" } else { "not yet" };
            format!("{} ({so})", gate(one))
        });
        lines.push((Look::Plain, format!("After {}", gates.collect::<Vec<_>>().join(", "))));
    }
    for told in plan.told(step) {
        lines.push((Look::Good, said(model, &told)));
    }
    for draft in plan.drafts(step) {
        if draft.review.last_sent().is_none() {
            let stage = incident.stage(draft);
            lines.push((Look::Owed, format!("Text “{}”: {stage}", title(model, draft))));
        }
    }
    lines
}

fn when_lines(model: &Model, step: &Step) -> Vec<(Look, String)> {
    let mut parts = Vec::new();
    let broken = model.incident.plan.broken.is_some();
    if let Some(from) = &step.now.not_before {
        let lifted = if broken { " (lifted: the embargo is broken)" } else { "" };
        parts.push(format!("not before {}{lifted}", time(model, from)));
    }
    if let Some(until) = &step.now.not_after {
        parts.push(format!("{} {}", sentence::limit(until), time(model, until)));
    }
    if let Some(until) = &step.now.embargo {
        let over = if broken { " (broken)" } else { "" };
        parts.push(format!("embargo until {}{over}", time(model, until)));
    }
    if parts.is_empty() {
        return Vec::new();
    }
    vec![(Look::Plain, sentence_case(&parts.join("; ")))]
}

/// One time that somebody was told something.
fn said(model: &Model, told: &Told<'_>) -> String {
    let at = moment(model, told.at());
    match told {
        Told::Sent(draft, sent) => {
            let many = sent.recipients.map(|many| format!(", {many} recipients"));
            let flag = review::flag(&sent.lacked);
            let flag = if flag.is_empty() { flag } else { format!("; {flag}") };
            let digest = sent.words.digest.short();
            format!(
                "{at}  “{}”, words {digest}{}, sent by {}{flag}",
                title(model, draft),
                many.unwrap_or_default(),
                sent.by
            )
        }
        Told::Voice(line, entry) => {
            let hidden = model.shielded() && !entry.now.handling.is_open();
            let (words, party) = if hidden {
                ("(hidden)", "(hidden)")
            } else {
                (entry.now.text.as_str(), told.party())
            };
            format!("{at}  by voice to {party}: {words} ({})", line.author)
        }
    }
}

/// Everything about a step, its history too.
pub fn page(model: &Model, id: &StepId) -> Option<Vec<String>> {
    let plan = model.incident.disclosure();
    let step = model.incident.plan.step(id)?;
    let mut lines: Vec<String> =
        details(model, &plan, step).into_iter().map(|(_, words)| words).collect();
    if let Some(why) = &step.removed {
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        lines.insert(1, format!("Taken out{why}"));
    }
    if !step.now.kinds.is_empty() {
        lines.push(format!("Texts of the kind {} belong to it.", step.now.kinds.join(", ")));
    }
    for flag in plan.flags() {
        let (wide, late) = flag.steps();
        if wide.now.step == *id || late.is_some_and(|late| late.now.step == *id) {
            lines.push(format!("!! {}", sentence_case(&flag.sentence(|at| moment(model, at)))));
        }
    }
    if !step.history.is_empty() {
        lines.extend([String::new(), "What was done to it, the oldest first:".to_owned()]);
    }
    for one in &step.history {
        let at = zone::moment(one.at, model.now, model.tz());
        let words = sentence::in_zone(&one.words, |at| moment(model, at)).into_owned();
        lines.push(format!("  {at}  {}: {words}", one.by));
    }
    Some(lines)
}

/// Who knows what, since when; then who of the plan was told nothing.
pub fn knows(model: &Model) -> Vec<String> {
    let plan = model.incident.disclosure();
    let mut lines = Vec::new();
    for one in plan.knows() {
        let since = one.told.first().map(Told::at).unwrap_or_default();
        let who = sentence_case(one.named(!model.shielded()));
        lines.push(format!("{who}, since {}", moment(model, since)));
        lines.extend(one.told.iter().map(|told| format!("  {}", said(model, told))));
    }
    if lines.is_empty() {
        lines.push("Nobody outside the room was told anything that is on the record.".to_owned());
    }
    let known: Vec<String> = plan.knows().into_iter().map(|one| one.who).collect();
    let mut open: Vec<String> = Vec::new();
    for whom in model.incident.plan.planned().map(Step::whom) {
        if !known.contains(&whom) && !open.contains(&whom) {
            open.push(whom);
        }
    }
    if !open.is_empty() {
        lines.extend([String::new(), format!("Not told: {}", open.join(", "))]);
    }
    let flags = plan.flags();
    if !flags.is_empty() {
        lines.push(String::new());
    }
    for flag in flags {
        lines.push(format!("!! {}", sentence_case(&flag.sentence(|at| moment(model, at)))));
    }
    lines
}
