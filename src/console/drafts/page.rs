//! Pages about one draft, in the place of all panes: its texts, one of them to read, two of them
//! compared or side by side.
//!
//! Apart from the list and from the editor, because here nothing is typed. What must stay true:
//! the texts were compared when the page was opened, so nothing that happens elsewhere moves them,
//! and every way on from two texts side by side makes a text that follows both.

use crate::console::action::Action;
use crate::console::diff::{self, Marked};
use crate::console::editor::{self, Editor};
use crate::console::effect::Effect;
use crate::console::layout::{self, Area};
use crate::console::model::{Model, Pane};
use crate::console::select::{Selection, Step};
use crate::console::update;
use crate::domain::command::Command;
use crate::domain::draft::{Draft, Revision};
use crate::domain::event::DraftRevised;
use crate::domain::ids::{DraftId, RevisionId};
use crate::text;

use super::review::{self, ReviewPage};
use super::{merge, said};
use crate::console::plan::{self, PlanPage};

/// The list of drafts, or a page about one of them.
#[derive(Debug, Clone, Default)]
pub enum Page {
    /// All drafts.
    #[default]
    List,
    /// One draft's texts.
    Revisions(Revisions),
    /// Something to read.
    Reading(Box<Reading>),
    /// What is said of a draft.
    Review(ReviewPage),
    /// Who is told what: about all drafts, and about what has none yet.
    Plan(PlanPage),
}

/// One draft's texts, newest first.
#[derive(Debug, Clone)]
pub struct Revisions {
    /// Which draft.
    pub draft: DraftId,
    /// Where the selection rests.
    pub selection: Selection<RevisionId>,
    /// The text that the next one is compared with.
    pub marked: Option<RevisionId>,
}

/// Texts to read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Which draft.
    pub draft: DraftId,
    /// What is read.
    pub what: What,
    /// The first row shown.
    pub top: usize,
    /// The page to go back to; nothing for the list.
    pub under: Option<Revisions>,
    /// Set while a draft was open for writing: it is opened again behind this page.
    pub writing: Option<Box<Editor>>,
}

/// What is read.
#[derive(Debug, Clone)]
pub enum What {
    /// One text.
    One(Side),
    /// What became of a text: both as one, with marks.
    Compared {
        /// The earlier text.
        old: Told,
        /// The later one.
        new: Told,
        /// Both, marked.
        both: Marked,
    },
    /// Two texts, each with its own words marked.
    Beside(Side, Side),
}

/// One text of a page.
#[derive(Debug, Clone)]
pub struct Side {
    /// Which.
    pub revision: RevisionId,
    /// The text, marked.
    pub text: Marked,
}

/// What a compared text is. Its head line is told when it is drawn: the zone of its times may be
/// another by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// One that was saved.
    Saved(RevisionId),
    /// The words of this row, sent from this draft.
    Sent(DraftId, u64),
    /// The newest, its facts filled in.
    Now,
    /// The one that is being written.
    Written,
}

impl Told {
    /// The head line, for a page about a draft; nothing where it is not on the record any longer.
    pub fn head(&self, model: &Model, draft: &DraftId) -> String {
        let of = |id| model.incident.drafts.draft(id);
        let told = match self {
            Self::Saved(id) => of(draft).and_then(|it| it.revision(id)).map(|it| head(model, it)),
            Self::Sent(other, seq) => of(other).and_then(|other| {
                let sent = other.review.sent.iter().find(|sent| sent.seq == *seq)?;
                Some(format!("{}, {}", other.title, said::sent_words(model, sent)))
            }),
            Self::Now => of(draft).map(|draft| format!("{}, as it stands now", draft.title)),
            Self::Written => Some("the text you are writing".to_owned()),
        };
        told.unwrap_or_default()
    }
}

/// A text's head line: `text 3 · Dana · 15:05 CET Sun 22 Nov`.
pub fn head(model: &Model, revision: &Revision) -> String {
    let at = crate::console::zone::moment(revision.at, model.now, model.tz());
    let mut head = format!("text {}  {}  {at}", revision.number, revision.by);
    if revision.diverging {
        head.push_str("  beside another");
    }
    if revision.bases.len() > 1 {
        head.push_str("  merged");
    }
    if revision.restores.is_some() {
        head.push_str("  an earlier text again");
    }
    head
}

/// The texts of a draft, newest first.
pub fn ids(draft: &Draft) -> Vec<RevisionId> {
    draft.revisions.iter().rev().map(|revision| revision.id.clone()).collect()
}

/// A saved text as it may be measured and cut: a page's marks count its bytes.
pub(super) fn safe(words: &str) -> String {
    text::block(words, text::Set::Unicode).into_owned()
}

pub(super) fn read(
    model: &mut Model,
    draft: &DraftId,
    what: What,
    under: Option<Revisions>,
) -> Vec<Effect> {
    let reading = Reading { draft: draft.clone(), what, top: 0, under, writing: None };
    model.drafts.page = Page::Reading(Box::new(reading));
    Vec::new()
}

/// Opens the list of a draft's texts.
pub fn revisions(model: &mut Model, id: &DraftId) -> Vec<Effect> {
    let Some(draft) = model.incident.drafts.draft(id) else { return Vec::new() };
    let mut selection = Selection::default();
    selection.step(&ids(draft), Step::Top, 1);
    let page = Revisions { draft: id.clone(), selection, marked: None };
    model.drafts.page = Page::Revisions(page);
    Vec::new()
}

/// Opens the two newest texts that stand side by side.
pub fn beside(model: &mut Model, id: &DraftId) -> Vec<Effect> {
    let Some(draft) = model.incident.drafts.draft(id) else { return Vec::new() };
    let tips = draft.tips();
    let [.., left, right] = tips.as_slice() else { return revisions(model, id) };
    let (first, second) = diff::beside(&safe(&left.text), &safe(&right.text));
    let side = |revision: &Revision, text| Side { revision: revision.id.clone(), text };
    let what = What::Beside(side(left, first), side(right, second));
    read(model, id, what, None)
}

/// Opens what the newest text changed.
pub fn latest_change(model: &mut Model, id: &DraftId) -> Vec<Effect> {
    let Some(draft) = model.incident.drafts.draft(id) else { return Vec::new() };
    let Some(latest) = draft.latest() else { return Vec::new() };
    let before = latest.bases.first().and_then(|base| draft.revision(base)).unwrap_or(latest);
    let what = compared(before, latest);
    read(model, id, what, None)
}

fn compared(old: &Revision, new: &Revision) -> What {
    let both = diff::compare(&safe(&old.text), &safe(&new.text));
    What::Compared { old: Told::Saved(old.id.clone()), new: Told::Saved(new.id.clone()), both }
}

/// From within the editor: its text beside what others saved meanwhile. The editor is opened again
/// afterwards.
pub fn from_editor(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &model.drafts.editor else { return Vec::new() };
    let id = editor.draft.clone();
    let text = editor.buffer.text();
    let found = model.incident.drafts.draft(&id).and_then(|draft| {
        let newer = editor.newer(draft).last().copied();
        let last = || editor.bases.last().and_then(|base| draft.revision(base));
        newer.or_else(last)
    });
    let Some(other) = found else {
        model.notice = Some("This draft has no other text yet.".to_owned());
        return Vec::new();
    };
    let what = What::Compared {
        old: Told::Saved(other.id.clone()),
        new: Told::Written,
        both: diff::compare(&safe(&other.text), &text),
    };
    let writing = model.drafts.editor.take().map(Box::new);
    let reading = Reading { draft: id, what, top: 0, under: None, writing };
    model.drafts.page = Page::Reading(Box::new(reading));
    Vec::new()
}

/// Does what an action means on a page.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let height = layout::height(model, Pane::Drafts);
    match (std::mem::take(&mut model.drafts.page), Step::of(action)) {
        (Page::List, _) => Vec::new(),
        (Page::Review(page), _) => review::on_page(model, action, page),
        (Page::Plan(page), _) => plan::on_page(model, action, page),
        (Page::Revisions(mut page), Some(step)) => {
            if let Some(draft) = model.incident.drafts.draft(&page.draft) {
                page.selection.step(&ids(draft), step, height);
            }
            model.drafts.page = Page::Revisions(page);
            Vec::new()
        }
        (Page::Reading(mut page), Some(step)) => {
            page.top =
                page.top.saturating_add_signed(step.distance(height)).min(last(model, &page));
            model.drafts.page = Page::Reading(page);
            Vec::new()
        }
        (Page::Revisions(page), None) => in_revisions(model, action, page),
        (Page::Reading(page), None) => in_reading(model, action, page),
    }
}

/// Rows of a page's last line, which a low screen has no room for.
pub const fn foot_rows(area: Area) -> u16 {
    if area.height < 5 { 0 } else { 1 }
}

/// The last row that may stand at the top: the end of the text is at the bottom then.
pub fn last(model: &Model, page: &Reading) -> usize {
    let area = layout::places(model).inside(Pane::Drafts).unwrap_or_default();
    let rows = |marked: &Marked, width: u16| {
        text::rows(&marked.text, usize::from(width.saturating_sub(2)).max(1))
    };
    let half = area.width / 2;
    let (rows, heads) = match &page.what {
        What::One(side) => (rows(&side.text, area.width), 1),
        What::Compared { both, .. } => (rows(both, area.width), 2),
        What::Beside(left, right) => {
            (rows(&left.text, half).max(rows(&right.text, area.width - half)), 1)
        }
    };
    let room = area.height.saturating_sub(heads + foot_rows(area)).max(1);
    rows.saturating_sub(usize::from(room))
}

fn in_revisions(model: &mut Model, action: Action, mut page: Revisions) -> Vec<Effect> {
    let id = page.draft.clone();
    let Some(draft) = model.incident.drafts.draft(&id) else { return Vec::new() };
    if action == Action::Back {
        return Vec::new();
    }
    let selected = page.selection.on().and_then(|on| draft.revision(on));
    let Some(selected) = selected.cloned() else {
        model.drafts.page = Page::Revisions(page);
        return Vec::new();
    };
    match action {
        Action::Open => {
            let text = Marked::plain(safe(&selected.text));
            let what = What::One(Side { revision: selected.id, text });
            return read(model, &id, what, Some(page));
        }
        Action::Pin => {
            let same = page.marked.as_ref() == Some(&selected.id);
            page.marked = (!same).then_some(selected.id);
        }
        Action::Compare => {
            let other = page.marked.as_ref().or_else(|| selected.bases.first());
            let other = other.and_then(|id| draft.revision(id)).unwrap_or(&selected);
            let older_first = other.number <= selected.number;
            let (old, new) = if older_first { (other, &selected) } else { (&selected, other) };
            let what = compared(old, new);
            return read(model, &id, what, Some(page));
        }
        Action::Restore => return restore(model, &id, &selected.id),
        Action::Copy => {
            model.drafts.page = Page::Revisions(page);
            return vec![Effect::Copy(selected.text)];
        }
        // Everything else means nothing here.
        _ => {}
    }
    model.drafts.page = Page::Revisions(page);
    Vec::new()
}

fn in_reading(model: &mut Model, action: Action, mut page: Box<Reading>) -> Vec<Effect> {
    let id = page.draft.clone();
    match (action, &page.what) {
        (Action::Back | Action::Open, What::One(_) | What::Compared { .. })
        | (Action::Back, What::Beside(..)) => {
            if let Some(editor) = page.writing.take() {
                editor::open(model, *editor);
            } else if let Some(under) = page.under.take() {
                model.drafts.page = Page::Revisions(under);
            }
            Vec::new()
        }
        (Action::Restore, What::One(side)) => restore(model, &id, &side.revision),
        (Action::TakeFirst, What::Beside(side, _))
        | (Action::TakeSecond, What::Beside(_, side)) => {
            let chosen = side.revision.clone();
            let What::Beside(left, right) = &page.what else { return Vec::new() };
            let sides = [left.revision.clone(), right.revision.clone()];
            take(model, &id, &chosen, &sides)
        }
        (Action::Merge, What::Beside(left, right)) => {
            let sides = [left.revision.clone(), right.revision.clone()];
            merge(model, &id, &sides)
        }
        // Everything else means nothing here.
        _ => {
            model.drafts.page = Page::Reading(page);
            Vec::new()
        }
    }
}

/// A text that follows those it was made from, and no other: what somebody else saved meanwhile
/// stands beside it.
fn revise(
    model: &mut Model,
    id: &DraftId,
    text: String,
    bases: Vec<RevisionId>,
    restores: Option<RevisionId>,
) -> Vec<Effect> {
    let revision = RevisionId::new(model.next_id().thing());
    let revised = DraftRevised::new(id.clone(), revision, bases, text);
    update::submit(model, Command::ReviseDraft(DraftRevised { restores, ..revised }))
}

/// Makes an earlier text the next one. Those after it stay in the list.
pub fn restore(model: &mut Model, id: &DraftId, wanted: &RevisionId) -> Vec<Effect> {
    let found = model.incident.drafts.draft(id).and_then(|draft| draft.revision(wanted));
    let Some((text, number)) = found.map(|found| (found.text.clone(), found.number)) else {
        return Vec::new();
    };
    let draft = model.incident.drafts.draft(id);
    let tips = draft.into_iter().flat_map(Draft::tips).map(|tip| tip.id.clone()).collect();
    let effects = revise(model, id, text, tips, Some(wanted.clone()));
    if !effects.is_empty() {
        model.notice = Some(format!("Text {number} is the draft's text again; all others stay."));
    }
    effects
}

/// Makes one of the texts side by side the next one after these.
pub fn take(
    model: &mut Model,
    id: &DraftId,
    chosen: &RevisionId,
    sides: &[RevisionId],
) -> Vec<Effect> {
    let found = model.incident.drafts.draft(id).and_then(|draft| draft.revision(chosen));
    let Some((text, number)) = found.map(|found| (found.text.clone(), found.number)) else {
        return Vec::new();
    };
    let effects = revise(model, id, text, sides.to_vec(), None);
    if !effects.is_empty() {
        model.notice = Some(format!("Text {number} is taken; the other stays among its texts."));
    }
    effects
}

/// Opens both as one text for writing. Undo goes back to the newer of them.
fn merge(model: &mut Model, id: &DraftId, sides: &[RevisionId; 2]) -> Vec<Effect> {
    let Some(draft) = model.incident.drafts.draft(id) else { return Vec::new() };
    let [Some(left), Some(right)] = sides.each_ref().map(|side| draft.revision(side)) else {
        return Vec::new();
    };
    let merged = merge::of(draft, left, right);
    let more = merge::beside(draft, sides);
    let mut editor = Editor::new(id.clone(), sides.to_vec(), &right.text, None);
    editor.buffer.replace_all(&merged.text, model.now);
    editor.buffer.jump_to_byte(merged.first);
    // Also where it reads as one of them, it is saved as the text that follows both.
    editor.not_saved(sides.to_vec());
    let effect = editor.keep_now(model.now);
    editor::open(model, editor);
    let told = merged.told();
    model.notice = Some(match more {
        Some(more) => format!("{told} {more}: open the draft again for that, once this is saved."),
        None => told,
    });
    vec![effect]
}
