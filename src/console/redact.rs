//! Taking a passage off the record, and the legal hold. Apart from the other acts, because nothing
//! brings back what goes here: what holds the passage is shown row by row and can be left out, a
//! reason is asked for, and then once more whether it is meant.
//!
//! What must stay true: the passage is kept nowhere while it is being typed, and under the shield
//! neither it nor what holds it is shown.

use std::collections::BTreeSet;

use super::effect::Effect;
use super::model::{Model, Thing};
use super::overlay::{self, Answer, Answered, Asks, ChoiceRow, Overlay};
use super::update::{cannot_record, submit};
use super::{taken_off, timeline, zone};
use crate::domain::command::Command;
use crate::domain::event::{EntryKind, Event, LegalHoldChanged, Recorded, RedactionConfirmed};
use crate::domain::redaction::Redact;
use crate::domain::redaction::found::{Found, FoundRow, FoundSubmission, Sought};
use crate::domain::redaction::texts::texts_of;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// What is to go: a passage, or the selected line's words.
    What,
    /// The passage.
    Passage,
    /// Which of what holds it.
    Which,
    /// Why.
    Because,
    /// Is it meant?
    Meant(String),
    /// At whose word, and why, a hold is set or lifted.
    Hold(bool),
}

/// A redaction that is being put together.
#[derive(Debug, Clone, PartialEq)]
pub struct Redacting {
    /// What is to go, as typed. Never kept anywhere else.
    sought: Sought,
    /// What holds it; nothing while that is being looked for.
    found: Option<Found>,
    /// The rows that go, by number.
    rows: BTreeSet<u64>,
    /// The refused submissions that go, by place in what was found.
    refused: BTreeSet<usize>,
}

/// The answer that goes on from the list.
const GO_ON: &str = "go on";

/// Begins a redaction.
pub fn begin(model: &mut Model) -> Vec<Effect> {
    if let Some(why) = cannot_record(model) {
        model.notice = Some(why);
        return Vec::new();
    }
    let mut rows = Vec::new();
    match selected_text(model) {
        Some(Sought::Passage(_)) => {
            rows.push(ChoiceRow::new("line", "The selected line's words, wherever they stand", ""));
        }
        Some(Sought::Fact { .. }) => {
            let words = "The selected fact, and its value wherever it was cited";
            rows.push(ChoiceRow::new("line", words, ""));
        }
        None => {}
    }
    let note = if model.shielded() { "lift the shield first" } else { "" };
    rows.push(ChoiceRow::new("passage", "A passage, typed: all that holds it", note));
    choose(model, Ask::What, "Redact: take words off the record, for good", rows);
    Vec::new()
}

fn choose(model: &mut Model, ask: Ask, title: &str, rows: Vec<ChoiceRow>) {
    overlay::choose(model, Asks::Redact(ask), title, rows, false);
}

/// The words of what is selected where the focus is, or was last.
fn selected_text(model: &Model) -> Option<Sought> {
    let Thing::Entry(id) = timeline::selected(model)? else { return None };
    let entry = model.incident.timeline.entry(&id)?;
    let text = entry.now.text.trim().to_owned();
    Some(match &entry.now.kind {
        _ if text.is_empty() => return None,
        EntryKind::Fact { name, value, .. } => {
            Sought::Fact { text, name: name.clone(), value: value.clone() }
        }
        EntryKind::Note
        | EntryKind::Order { .. }
        | EntryKind::Question { .. }
        | EntryKind::Decision { .. }
        | EntryKind::Assessment
        | EntryKind::Words { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => Sought::Passage(text),
    })
}

/// Sets a legal hold, or lifts it.
pub fn hold(model: &mut Model) -> Vec<Effect> {
    let asks = |on| Asks::Redact(Ask::Hold(on));
    match &model.incident.hold {
        None => {
            let hint = "At whose word, and why; it stays on the record. While it is on, what is \
                        redacted is first laid aside for counsel";
            overlay::prompt(model, asks(true), "legal-hold", "Set a legal hold", hint, "");
        }
        Some(hold) => {
            let at = zone::moment(hold.since, model.now, model.tz());
            let title = format!("Lift the legal hold that {} set {at}", hold.by);
            let hint = "At whose word, and why; it stays on the record";
            overlay::prompt(model, asks(false), "legal-hold", title, hint, "");
        }
    }
    Vec::new()
}

/// What holds the passage, as it was found: it is listed.
pub fn found(model: &mut Model, found: Found) {
    if take(model, found) {
        list(model, None);
    }
}

/// Takes what holds the passage, all of it marked that can go; says whether anything does.
pub(super) fn take(model: &mut Model, found: Found) -> bool {
    let Some(redacting) = &mut model.redacting else { return false };
    if found.rows.is_empty() && found.submissions.is_empty() {
        model.redacting = None;
        model.notice = Some("Nothing on the record or in the tray holds that.".to_owned());
        return false;
    }
    let free = found.rows.iter().filter(|row| row.stuck.is_none());
    redacting.rows = free.map(|row| row.row.row).collect();
    let refused = found.submissions.iter().enumerate().filter(|(_, it)| it.refused);
    redacting.refused = refused.map(|(place, _)| place).collect();
    redacting.found = Some(found);
    true
}

/// Lists what holds the passage, with a mark on what goes.
fn list(model: &mut Model, on: Option<String>) {
    let Some(redacting) = &model.redacting else { return };
    let Some(found) = &redacting.found else { return };
    let go = redacting.rows.len() + redacting.refused.len();
    let what = if go == 1 { "the 1 marked".to_owned() } else { format!("the {go} marked") };
    let mut rows = vec![ChoiceRow::new(GO_ON, format!("Redact {what} …"), "Enter goes on")];
    rows.extend(found.rows.iter().map(|row| shown_row(model, redacting, row)));
    let submissions = found.submissions.iter().enumerate();
    rows.extend(submissions.map(|(place, one)| shown_submission(model, redacting, place, one)));
    choose(model, Ask::Which, "What holds it; Enter marks a row, or leaves it out", rows);
    if let (Some(on), Some(Overlay::Choice(choice))) = (on, model.overlays.last_mut()) {
        choice.selection.rest_on(on);
    }
}

fn shown_row(model: &Model, redacting: &Redacting, row: &FoundRow) -> ChoiceRow {
    let number = row.row.row;
    let mark = match row.stuck {
        Some(_) => "[-]",
        None if redacting.rows.contains(&number) => "[x]",
        None => "[ ]",
    };
    let words = match row.stuck {
        Some(why) => format!("stays: {why}"),
        None if model.shielded() => "(hidden)".to_owned(),
        None => row.words.clone(),
    };
    let at = zone::moment(row.at, model.now, model.tz());
    let label = format!("{mark} row {number}, {}: {words}", row.kind);
    ChoiceRow::new(number.to_string(), label, format!("{} {at}", row.author))
}

fn shown_submission(
    model: &Model,
    redacting: &Redacting,
    place: usize,
    one: &FoundSubmission,
) -> ChoiceRow {
    let (mark, what) = match (one.refused, redacting.refused.contains(&place)) {
        (false, _) => ("[-]", "on its way, redact it once it is recorded"),
        (true, true) => ("[x]", "refused, in the tray"),
        (true, false) => ("[ ]", "refused, in the tray"),
    };
    let words = if model.shielded() { "(hidden)" } else { &one.words };
    let at = zone::moment(one.at, model.now, model.tz());
    let label = format!("{mark} {what}: {words}");
    ChoiceRow::new(format!("s{place}"), label, format!("{} {at}", one.author))
}

/// Takes an answer.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    match (ask, given.words()) {
        (Ask::What, "line") => {
            let sought = selected_text(model).ok_or("That line has no words any longer")?;
            Ok(search(model, sought))
        }
        (Ask::What, _) if model.shielded() => {
            Err("The passage would stand on the shared screen: S lifts the shield".to_owned())
        }
        (Ask::What, _) => {
            let hint = "Whatever its case; found in every version, draft, fact, item and name";
            let asks = Asks::Redact(Ask::Passage);
            overlay::prompt(model, asks, "redact", "The passage that is to go", hint, "");
            Ok(Vec::new())
        }
        (Ask::Passage, "") => Err("Type some of its words".to_owned()),
        (Ask::Passage, text) => Ok(search(model, Sought::Passage(text.to_owned()))),
        (Ask::Which, GO_ON) => go_on(model),
        (Ask::Which, row) => {
            mark(model, row);
            list(model, Some(row.to_owned()));
            Ok(Vec::new())
        }
        (Ask::Because, why) => because(model, why),
        (Ask::Meant(why), _) => Ok(redact(model, why)),
        (Ask::Hold(_), "") => Err("Say at whose word, and why".to_owned()),
        (Ask::Hold(on), why) => {
            if !on {
                overlay::insist(model, &["This lifts the legal hold.".to_owned()])?;
            }
            let to = LegalHoldChanged { on, because: why.to_owned() };
            Ok(submit(model, Command::ChangeLegalHold(to)))
        }
    }
}

/// Looks for what holds it.
pub(super) fn search(model: &mut Model, sought: Sought) -> Vec<Effect> {
    let (rows, refused) = (BTreeSet::new(), BTreeSet::new());
    model.redacting = Some(Redacting { sought: sought.clone(), found: None, rows, refused });
    vec![Effect::Find(sought)]
}

/// Marks a row, or leaves it out.
pub(super) fn mark(model: &mut Model, id: &str) {
    let Some(redacting) = &mut model.redacting else { return };
    let Some(found) = &redacting.found else { return };
    if let Some(place) = id.strip_prefix('s').and_then(|place| place.parse::<usize>().ok()) {
        let refused = found.submissions.get(place).is_some_and(|one| one.refused);
        if refused && !redacting.refused.remove(&place) {
            redacting.refused.insert(place);
        }
    } else if let Ok(row) = id.parse() {
        let free = found.rows.iter().any(|one| one.row.row == row && one.stuck.is_none());
        if free && !redacting.rows.remove(&row) {
            redacting.rows.insert(row);
        }
    }
}

fn go_on(model: &mut Model) -> Answered {
    if model.redacting.as_ref().is_none_or(Redacting::is_empty) {
        return Err("Nothing is marked".to_owned());
    }
    let hint = "It stays on the record: do not repeat the passage in it";
    overlay::prompt(model, Asks::Redact(Ask::Because), "redact-because", "Why", hint, "");
    Ok(Vec::new())
}

fn because(model: &mut Model, why: &str) -> Answered {
    let Some(redacting) = &model.redacting else { return Ok(Vec::new()) };
    judge(redacting, why)?;
    let title = format!("Redact {} for good?", redacting.marked());
    let asks = Asks::Redact(Ask::Meant(why.to_owned()));
    let lines = warnings(model);
    overlay::confirm(model, asks, title, lines);
    Ok(Vec::new())
}

/// Whether a reason is one, and does not repeat what is to go.
pub(super) fn judge(redacting: &Redacting, why: &str) -> Result<(), String> {
    if why.is_empty() {
        return Err("Say why in a few words".to_owned());
    }
    let even = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if even(why).contains(&even(redacting.sought.words())) {
        return Err("That repeats the passage, and would stay on the record".to_owned());
    }
    Ok(())
}

/// What there is to know before words go for good.
pub(super) fn warnings(model: &Model) -> Vec<String> {
    let mut lines = vec![
        "Their words go from the file, from this desk, and from every console that learns of it; \
         that they were redacted, by whom, when and why stays."
            .to_owned(),
        "Nothing brings them back. Backups, exports and copies made before are not reached."
            .to_owned(),
    ];
    if model.incident.hold.is_some() {
        lines.push(
            "The room is under legal hold: they are first laid aside for counsel, in a sealed \
             file of this user's, not encrypted."
                .to_owned(),
        );
    }
    lines
}

impl Redacting {
    /// What was found; nothing while that is being looked for.
    pub(super) const fn found(&self) -> Option<&Found> {
        self.found.as_ref()
    }

    /// What goes, counted.
    pub(super) fn marked(&self) -> String {
        match (self.rows.len(), self.refused.len()) {
            (rows, 0) => counted(rows, "row"),
            (0, refused) => counted(refused, "refused line"),
            (rows, refused) => {
                format!("{} and {}", counted(rows, "row"), counted(refused, "refused line"))
            }
        }
    }

    /// Whether nothing goes.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.refused.is_empty()
    }

    /// Marks nothing any more.
    pub(super) fn mark_nothing(&mut self) {
        self.rows.clear();
        self.refused.clear();
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Redacts what is marked.
pub(super) fn redact(model: &mut Model, because: String) -> Vec<Effect> {
    let Some(Redacting { found: Some(found), rows, refused, .. }) = model.redacting.take() else {
        return Vec::new();
    };
    let rows = found.rows.into_iter().map(|row| row.row).filter(|row| rows.contains(&row.row));
    let submissions = found.submissions.into_iter().enumerate();
    let submissions = submissions.filter(|(place, _)| refused.contains(place));
    let submissions = submissions.map(|(_, one)| one.id).collect();
    let redact = Redact { rows: rows.collect(), submissions, because, sealed: None };
    submit(model, Command::Redact(redact))
}

/// Rows came: what was removed elsewhere goes from what is shown here.
pub fn heard(model: &mut Model, rows: &[Recorded]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for row in rows {
        match &row.event {
            // A page that was opened before may show it.
            Event::Redacted(_) => {
                model.overlays.retain(|overlay| !matches!(overlay, Overlay::Reader(_)));
            }
            Event::SubmissionRedacted(to) => {
                let gone = model.tray.iter().filter(|(submission, _)| submission.id == to.of);
                let texts = gone.flat_map(|(submission, _)| texts_of(&submission.command));
                let (texts, by) = (texts.collect(), row.author.to_string());
                effects.extend(taken_off::submission_without(model, texts, by));
                model.tray.retain(|(submission, _)| submission.id != to.of);
            }
            _ => {}
        }
    }
    effects
}

/// Says on the record that this desk has carried out what was redacted, once it has.
pub fn confirm(model: &mut Model) -> Vec<Effect> {
    let last = model.incident.redactions.last;
    let due = model.asked_to_confirm < last && model.reach.clean_to >= last;
    if !due || cannot_record(model).is_some() {
        return Vec::new();
    }
    model.asked_to_confirm = last;
    let redactions = &model.incident.redactions;
    let open = model.reach.at.as_ref().is_some_and(|desk| redactions.confirmed_by(desk) < last);
    if !open {
        return Vec::new();
    }
    submit(model, Command::ConfirmRedactions(RedactionConfirmed { up_to: last }))
}

/// Who has not confirmed, and whether a hold is on: for the page on file and desk.
pub fn lines(model: &Model) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(hold) = &model.incident.hold {
        let at = zone::moment(hold.since, model.now, model.tz());
        lines.push(format!("Legal hold: set by {} {at}: {}", hold.by, hold.because));
    }
    if model.incident.redactions.last > 0 {
        let open = model.incident.unconfirmed();
        let names = open.iter().map(|(desk, person)| format!("{desk} ({person})"));
        let names: Vec<String> = names.collect();
        lines.push(if names.is_empty() {
            "Redactions: carried out at every desk that ever held the room".to_owned()
        } else {
            format!(
                "Redactions: not confirmed by {}. Each does it by itself once it is opened there",
                names.join(", ")
            )
        });
    }
    lines
}
