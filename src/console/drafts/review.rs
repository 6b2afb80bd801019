//! The page of what is said of a draft, and the acts on its words: ask, approve, want changes,
//! comment, the go, sent.
//!
//! Apart from the list and the pages of texts, because here people answer for words. What must stay
//! true: an approval, a go and a sent text name the words as they stood when the question was put,
//! so that nobody approves what came in between.

pub mod acts;
pub mod asking;
pub mod before;
pub mod comments;
pub mod sent;
pub mod who;

use crate::console::action::Action;
use crate::console::effect::Effect;
use crate::console::model::{Focus, Model, Pane};
use crate::console::overlay::{Answer, Answered};
use crate::console::select::{Selection, Step};
use crate::console::{layout, overlay};
use crate::domain::draft::Draft;
use crate::domain::event::{Passage, Wording};
use crate::domain::ids::{ClaimId, CommentId, DraftId};
use crate::domain::next::Key;
use crate::domain::people::{DepartmentId, Person};

use super::Asks;
use super::page::{self, Page};
use super::said::{self, Changes};

pub use comments::from_editor as comment_from_editor;

/// The page of one draft.
#[derive(Debug, Clone)]
pub struct ReviewPage {
    /// Which draft.
    pub draft: DraftId,
    /// The line the selection rests on.
    pub selection: Selection<usize>,
    /// What changed since the approvals that count no longer.
    pub changes: Changes,
}

impl ReviewPage {
    /// The line the selection rests on, of so many: the last where there are fewer now.
    pub fn line(&self, of: usize) -> Option<usize> {
        self.selection.on().map(|place| (*place).min(of.saturating_sub(1)))
    }
}

/// A draft with its words as they were shown.
pub type Shown = (DraftId, Wording);

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Who is to approve.
    Whom(DraftId),
    /// Whether a department is asked no longer.
    NoLonger(DraftId, DepartmentId),
    /// For which department.
    For {
        /// The draft.
        draft: DraftId,
        /// Whether it approves; else it wants changes.
        approves: bool,
    },
    /// Whether only the changed words, in these drafts, are approved.
    Changed(DepartmentId, Vec<Shown>),
    /// Who approves, and by what way it was said.
    Approver(DepartmentId, Vec<Shown>),
    /// Who wants changes.
    Wanter(DraftId, DepartmentId),
    /// What is to change: for whom, said by whom, how.
    Wanted(DraftId, DepartmentId, Person, String),
    /// For which of the ready drafts the go is.
    Go(DraftId),
    /// The go for these.
    GoFor(Vec<Shown>),
    /// The same, with findings open.
    GoOpen(Vec<Shown>),
    /// Take the go back.
    Hold(DraftId),
    /// Who sent it, to how many, when.
    Sent(Shown),
    /// How it is known that this did not go out.
    NotSent(DraftId, ClaimId),
    /// What is said of a passage, or of the whole.
    Comment(DraftId, Option<Passage>),
    /// The answer to a comment.
    AnswerTo(DraftId, CommentId),
    /// Why no correction is owed.
    Settle(DraftId),
}

/// Opens the page.
pub fn open(model: &mut Model, id: &DraftId) -> Vec<Effect> {
    let mut selection = Selection::default();
    selection.rest_on(0);
    let (draft, changes) = (id.clone(), Changes::default());
    model.drafts.page = Page::Review(ReviewPage { draft, selection, changes });
    Vec::new()
}

/// After every message: what changed since an approval is compared once for all frames to come.
pub fn settle(model: &mut Model) {
    let Page::Review(page) = &mut model.drafts.page else { return };
    let (id, mut changes) = (page.draft.clone(), std::mem::take(&mut page.changes));
    if let Some(draft) = model.incident.drafts.draft(&id) {
        changes.renew(model, draft);
    }
    if let Page::Review(page) = &mut model.drafts.page {
        page.changes = changes;
    }
}

/// What keys mean to something owed on a draft, in the list of what is owed.
pub fn from_next(model: &mut Model, action: Action, key: &Key) -> Vec<Effect> {
    let (Key::Approval(id, _)
    | Key::Changes(id, _)
    | Key::Correction(id)
    | Key::Go(id)
    | Key::Sending(id)
    | Key::Outcome(id, _)
    | Key::Expiry(id)) = key
    else {
        return Vec::new();
    };
    let Some(draft) = model.incident.drafts.draft(id).cloned() else { return Vec::new() };
    if super::is_hidden(model, &draft) {
        let word = draft.handling.word();
        model.notice = Some(format!("This draft is {word}: lift the shield first (S)."));
        return Vec::new();
    }
    match (action, key) {
        (Action::Open, _) => {
            model.focus = Focus::Pane(Pane::Drafts);
            open(model, id)
        }
        (Action::Done | Action::Acknowledge | Action::Answer, Key::Approval(_, of)) => {
            acts::chosen(model, &draft, of.clone(), true)
        }
        (Action::Done | Action::Acknowledge | Action::Answer, Key::Go(_)) => {
            on(model, Action::Go, &draft)
        }
        (
            Action::Done | Action::Acknowledge | Action::Answer,
            Key::Sending(_) | Key::Outcome(..),
        ) => on(model, Action::Sent, &draft),
        (Action::Extend | Action::Done | Action::Acknowledge, Key::Expiry(_)) => {
            super::expiry::ask(model, &draft)
        }
        (Action::RefuseOrder, Key::Expiry(_)) => super::ask_shelve(model, id),
        (Action::RefuseOrder, Key::Approval(_, of)) => {
            acts::chosen(model, &draft, of.clone(), false)
        }
        (Action::RefuseOrder, Key::Outcome(..)) => on(model, Action::NotSent, &draft),
        (Action::RefuseOrder, Key::Correction(_)) => on(model, Action::NoCorrection, &draft),
        // Everything else is done on the draft itself.
        _ => Vec::new(),
    }
}

/// An act on a draft's words, from the list or from its page.
pub fn on(model: &mut Model, action: Action, draft: &Draft) -> Vec<Effect> {
    match action {
        Action::Review => open(model, &draft.id),
        Action::AskReview => asking::ask(model, draft),
        Action::Approve => acts::departments(model, draft, true),
        Action::WantChanges => acts::departments(model, draft, false),
        Action::Go => acts::go(model, draft),
        Action::LetOut => super::sending::ask(model, draft),
        Action::Sent => sent::sent(model, draft),
        Action::NotSent => sent::ask_not_sent(model, draft),
        Action::CommentDraft => comments::ask(model, &draft.id, None),
        Action::CompareSent => before::compare_sent(model, draft),
        Action::NoCorrection => {
            if model.incident.correction(draft).is_none() {
                return say(model, "Nothing that was sent owes a correction here.");
            }
            let asks = ask_of(Ask::Settle(draft.id.clone()));
            let title = "Why is no correction owed?";
            let name = format!("no correction {}", draft.id);
            overlay::prompt(model, asks, &name, title, "it stays on the record", "");
            Vec::new()
        }
        // Everything else is not about words.
        _ => Vec::new(),
    }
}

/// Whether an action is one of these.
pub const fn is_one(action: Action) -> bool {
    matches!(
        action,
        Action::Review
            | Action::AskReview
            | Action::Approve
            | Action::WantChanges
            | Action::Go
            | Action::LetOut
            | Action::Sent
            | Action::NotSent
            | Action::CommentDraft
            | Action::CompareSent
            | Action::NoCorrection
    )
}

/// Does what an action means on the page.
pub(super) fn on_page(model: &mut Model, action: Action, mut page: ReviewPage) -> Vec<Effect> {
    let Some(draft) = model.incident.drafts.draft(&page.draft).cloned() else { return Vec::new() };
    let lines = said::lines_with(model, &draft, &page.changes);
    let ids: Vec<usize> = (0..lines.len()).collect();
    if let Some(step) = Step::of(action) {
        page.selection.step(&ids, step, layout::height(model, Pane::Drafts));
        model.drafts.page = Page::Review(page);
        return Vec::new();
    }
    let line = page.line(lines.len()).and_then(|place| lines.get(place));
    let comment = line.and_then(|line| line.comment.clone());
    let finding = line.and_then(|line| line.finding.clone());
    match action {
        Action::Back => return Vec::new(),
        Action::Open => {
            let effects = super::open(model, &draft.id);
            if let (Some(finding), Some(editor)) = (finding, &mut model.drafts.editor) {
                editor.buffer.jump_to_byte(finding.at.start);
            }
            return effects;
        }
        Action::Revisions => return page::revisions(model, &draft.id),
        Action::Compare => return page::latest_change(model, &draft.id),
        _ => {}
    }
    model.drafts.page = Page::Review(page);
    if action == Action::FileReply {
        return super::replies::ask(model, &draft);
    }
    if action == Action::Waive {
        return match finding {
            Some(finding) => super::checks::ask(model, &draft.id, &finding),
            None => say(model, "No finding is selected: j and k move to one."),
        };
    }
    match (action, comment) {
        (Action::Answer, Some(id)) => comments::ask_answer(model, &draft, &id),
        (Action::Done, Some(id)) => comments::resolve(model, &draft, &id),
        (Action::TakeSuggestion, Some(id)) => comments::take(model, &draft, &id),
        (Action::Answer | Action::Done | Action::TakeSuggestion, None) => {
            say(model, "No comment is selected: j and k move to one.")
        }
        (action, _) => on(model, action, &draft),
    }
}

fn ask_of(ask: Ask) -> Asks {
    Asks::Drafts(super::Ask::Review(ask))
}

fn say(model: &mut Model, words: impl Into<String>) -> Vec<Effect> {
    model.notice = Some(words.into());
    Vec::new()
}

/// What is odd about an answer as far as it is typed.
pub(super) fn doubt(model: &Model, ask: &Ask, typed: &str) -> Option<String> {
    match ask {
        Ask::Sent(shown) => sent::doubt(model, shown, typed.trim()),
        Ask::Whom(_)
        | Ask::NoLonger(..)
        | Ask::For { .. }
        | Ask::Changed(..)
        | Ask::Approver(..)
        | Ask::Wanter(..)
        | Ask::Wanted(..)
        | Ask::Go(_)
        | Ask::GoFor(_)
        | Ask::GoOpen(_)
        | Ask::Hold(_)
        | Ask::NotSent(..)
        | Ask::Comment(..)
        | Ask::AnswerTo(..)
        | Ask::Settle(_) => None,
    }
}

/// Takes an answer to what was asked.
pub(super) fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    let words = given.words().trim();
    match ask {
        Ask::Whom(id) => asking::whom(model, &id, words),
        Ask::NoLonger(id, of) => Ok(asking::ask_these(model, &id, of.as_str())),
        Ask::For { draft, approves } => {
            let Some(draft) = model.incident.drafts.draft(&draft).cloned() else {
                return Ok(Vec::new());
            };
            Ok(acts::chosen(model, &draft, DepartmentId::from(words), approves))
        }
        Ask::Changed(department, shown) => Ok(acts::approver(model, department, shown)),
        Ask::Approver(department, shown) => acts::approve(model, &department, shown, words),
        Ask::Wanter(draft, department) => acts::wanter(model, draft, department, words),
        Ask::Wanted(draft, department, by, how) => {
            acts::wanted(model, draft, department, (by, how), words)
        }
        Ask::Go(id) => Ok(acts::go_for(model, &id, words == acts::ALL)),
        Ask::GoFor(shown) => {
            let open = super::checks::open_in(model, &shown);
            if open.is_empty() {
                return Ok(acts::release(model, shown));
            }
            let title = "Findings of the checks are open. Give the go all the same?";
            overlay::confirm(model, ask_of(Ask::GoOpen(shown)), title, open);
            Ok(Vec::new())
        }
        Ask::GoOpen(shown) => Ok(acts::release(model, shown)),
        Ask::Hold(id) => Ok(acts::hold(model, id)),
        Ask::Sent(shown) => sent::record(model, shown, words),
        Ask::NotSent(draft, claim) => sent::not_sent(model, draft, claim, words),
        Ask::Comment(draft, on) => comments::record(model, draft, on, words),
        Ask::AnswerTo(draft, comment) => comments::record_answer(model, draft, comment, words),
        Ask::Settle(draft) => {
            if words.is_empty() {
                return Err("A few words are needed; they stay on the record.".to_owned());
            }
            Ok(acts::settle(model, draft, words))
        }
    }
}
