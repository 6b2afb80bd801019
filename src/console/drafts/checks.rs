//! What the checks find in drafts, as this console shows it: kept between frames, counted in words,
//! waived, and jumped to.
//!
//! Apart from the rules, which are pure of any console. What must stay true: what is kept is looked
//! through anew whenever a draft, a fact or a name changes, and before anybody answers for words it
//! is looked through at that moment.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answered};
use crate::console::update;
use crate::domain::check::Finding;
use crate::domain::command::Command;
use crate::domain::digest::Digest;
use crate::domain::draft::Draft;
use crate::domain::event::{EntryKind, Event, FindingWaived, Recorded};
use crate::domain::ids::DraftId;
use crate::domain::review::State;
use crate::domain::sentence::clip;

use super::review::Shown;
use super::{Ask, Asks};

/// What was found in each draft.
pub type Kept = BTreeMap<DraftId, Vec<Finding>>;

/// What is found in a draft as it is now.
pub fn find(model: &Model, draft: &Draft) -> Vec<Finding> {
    model.incident.findings_of(model.library.rules(), draft, model.now)
}

/// What was found in a draft when it was last looked through.
pub fn found<'a>(model: &'a Model, draft: &Draft) -> Cow<'a, [Finding]> {
    let kept = model.drafts.found.get(&draft.id);
    kept.map_or_else(|| find(model, draft).into(), |kept| kept.as_slice().into())
}

/// Whether a draft's findings are of any use still: it is in work.
pub fn matters(model: &Model, draft: &Draft) -> bool {
    match model.incident.draft_state(draft) {
        State::Sent | State::Superseded | State::Withdrawn => false,
        State::Draft
        | State::InReview
        | State::ChangesRequested
        | State::Approved
        | State::Released => true,
    }
}

/// Looks all drafts through anew.
pub fn refresh(model: &mut Model) {
    let drafts = model.incident.drafts.all().iter();
    let found = drafts.map(|draft| (draft.id.clone(), find(model, draft))).collect();
    model.drafts.found = found;
    look_at_editor(model);
}

/// Rows were folded: what they may have changed is looked through anew.
pub fn heard(model: &mut Model, rows: &[Recorded]) {
    let stirs = |row: &Recorded| match &row.event {
        Event::EntryRecorded(to) => matches!(to.kind, EntryKind::Fact { .. }),
        Event::EntryPinned(_)
        | Event::EntryTagged(_)
        | Event::ItemAdded(_)
        | Event::ItemChanged(_)
        | Event::ItemAssigned(_)
        | Event::ItemPromised(_)
        | Event::ItemCommented(_)
        | Event::ItemRetargeted(_)
        | Event::OrderChanged(_)
        | Event::QuestionAnswered(_)
        | Event::QuestionReopened(_)
        | Event::SessionStarted(_)
        | Event::TypistChanged(_)
        | Event::RedactionConfirmed(_) => false,
        // Whatever else changes may change a text, a value or a name.
        _ => true,
    };
    if !model.incident.drafts.all().is_empty() && rows.iter().any(stirs) {
        refresh(model);
    }
}

/// Looks through the text that is being written.
pub fn look_at_editor(model: &mut Model) {
    let Some(editor) = &model.drafts.editor else { return };
    let Some(draft) = model.incident.drafts.draft(&editor.draft) else { return };
    let rules = model.library.rules();
    let found = model.incident.findings(rules, draft, &editor.buffer.text(), model.now);
    if let Some(editor) = &mut model.drafts.editor {
        editor.found = found;
    }
}

/// Puts the cursor on the next finding that is not waived.
pub fn next_in_editor(model: &mut Model) -> Vec<Effect> {
    look_at_editor(model);
    let Some(editor) = &mut model.drafts.editor else { return Vec::new() };
    let here = editor.buffer.byte();
    let open: Vec<&Finding> = editor.found.iter().filter(|one| one.waived.is_none()).collect();
    let next = open.iter().find(|one| one.at.start > here).or_else(|| open.first());
    match next {
        Some(next) => editor.buffer.jump_to_byte(next.at.start),
        None => model.notice = Some("Nothing was found in this text.".to_owned()),
    }
    Vec::new()
}

/// The words found, on one line, as far as the shield lets them be read now.
pub fn words(model: &Model, draft: &Draft, finding: &Finding) -> String {
    if super::hides_words(model, draft) {
        return "(hidden)".to_owned();
    }
    finding.words.replace('\n', " ")
}

/// How many were found: `3 findings`, `2 open, 1 waived`; nothing where none was.
pub fn count(found: &[Finding]) -> Option<String> {
    let waived = found.iter().filter(|one| one.waived.is_some()).count();
    Some(match (found.len() - waived, waived) {
        (0, 0) => return None,
        (1, 0) => "1 finding".to_owned(),
        (many, 0) => format!("{many} findings"),
        (open, waived) => format!("{open} open, {waived} waived"),
    })
}

/// The rules whose findings are not waived, each once.
pub fn open_rules(found: &[Finding]) -> Vec<String> {
    let mut rules: Vec<String> = Vec::new();
    for one in found.iter().filter(|one| one.waived.is_none()) {
        if !rules.contains(&one.rule) {
            rules.push(one.rule.clone());
        }
    }
    rules
}

/// What is open in words that somebody is to answer for, each draft in a line: `“Status post” has 2
/// open, 1 waived: blame, promise`.
pub fn open_in(model: &Model, shown: &[Shown]) -> Vec<String> {
    let drafts = shown.iter().filter_map(|(id, _)| model.incident.drafts.draft(id));
    let lines = drafts.filter_map(|draft| {
        let found = find(model, draft);
        let open = open_rules(&found);
        let count = count(&found).filter(|_| !open.is_empty())?;
        Some(format!("“{}” has {count}: {}.", clip(&draft.title), open.join(", ")))
    });
    lines.collect()
}

/// The rules open in one draft, for the record.
pub fn open_of(model: &Model, id: &DraftId) -> Vec<String> {
    let draft = model.incident.drafts.draft(id);
    draft.map(|draft| open_rules(&find(model, draft))).unwrap_or_default()
}

/// Waives a finding after asking why, or lets a waived one count again.
pub fn ask(model: &mut Model, draft: &DraftId, finding: &Finding) -> Vec<Effect> {
    if finding.waived.is_some() {
        return update::submit(model, command(draft, finding, None));
    }
    let known = model.incident.drafts.draft(draft);
    let found = known.map(|known| words(model, known, finding)).unwrap_or_default();
    let title = format!("Why may “{}” stand?", clip(&found));
    let name = format!("waive {draft} {} {}", finding.rule, Digest::of(&finding.sentence).short());
    let asks = Asks::Drafts(Ask::Waive(draft.clone(), Box::new(finding.clone())));
    overlay::prompt(model, asks, &name, title, "the reason stays on the record", "");
    Vec::new()
}

/// Waives a finding, for that reason.
pub fn waive(model: &mut Model, draft: &DraftId, finding: &Finding, because: &str) -> Answered {
    if because.trim().is_empty() {
        return Err("A few words are needed; they stay on the record.".to_owned());
    }
    Ok(update::submit(model, command(draft, finding, Some(because))))
}

fn command(draft: &DraftId, finding: &Finding, because: Option<&str>) -> Command {
    Command::WaiveFinding(FindingWaived {
        draft: draft.clone(),
        rule: finding.rule.clone(),
        words: finding.words.clone(),
        sentence: finding.sentence.clone(),
        waived: because.is_some(),
        because: because.unwrap_or_default().to_owned(),
    })
}
