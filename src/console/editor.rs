//! The full-pane editor of a draft: its text, what the text was made from, and the keys that write.
//!
//! Apart from the list of drafts, because while it is open nearly every key is text. What must stay
//! true: no key loses text (what is not saved goes to the desk with what it was made from), nothing
//! that happens elsewhere touches the text, and what is undone is a word or what was typed up to a
//! pause, never a letter.

pub mod buffer;
mod keys;

use crossterm::event::KeyEvent;

use crate::domain::check::Finding;
use crate::domain::command::Command;
use crate::domain::draft::{Draft, Revision};
use crate::domain::event::DraftRevised;
use crate::domain::ids::{DraftId, RevisionId};
use crate::domain::time::Timestamp;

use super::action::Action;
use super::drafts::page::Page;
use super::effect::Effect;
use super::keymap::Context;
use super::message::Unedited;
use super::model::{Focus, Model, Other, Pane, Slot};
use super::{capture, drafts, taken_off, update};
use buffer::Buffer;

/// A draft open for writing.
#[derive(Debug, Clone)]
pub struct Editor {
    /// Which draft.
    pub draft: DraftId,
    /// The texts that this one is made from.
    pub bases: Vec<RevisionId>,
    /// The text being written.
    pub buffer: Buffer,
    /// The text as it was last saved.
    pub saved: String,
    /// The texts that whoever writes here knows: those this one was made from when it was opened,
    /// and those saved from here since, which may be on their way still.
    pub known: Vec<RevisionId>,
    /// Since when the text that was brought back lay unsaved.
    pub kept_since: Option<Timestamp>,
    /// What the checks find in it.
    pub found: Vec<Finding>,
}

/// Text that was not saved when its editor was left, with what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The text.
    pub text: String,
    /// The cursor, in bytes.
    pub cursor: usize,
    /// The texts that it was made from.
    pub bases: Vec<RevisionId>,
    /// When it was last changed.
    pub at: Timestamp,
}

impl Kept {
    /// Asks the desk to keep it: the bases on a line of their own, then the text.
    pub fn keep(&self, draft: &DraftId) -> Effect {
        let bases: Vec<&str> = self.bases.iter().map(RevisionId::as_str).collect();
        let head = bases.join(" ");
        let (slot, cursor) = (Slot::Draft(draft.clone()), head.len() + 1 + self.cursor);
        Effect::SaveScratch { slot, text: format!("{head}\n{}", self.text), cursor }
    }

    /// Reads what [`Self::keep`] wrote.
    pub fn read(text: &str, cursor: usize, at: Timestamp) -> Self {
        let (head, text) = text.split_once('\n').unwrap_or(("", text));
        Self {
            text: text.to_owned(),
            cursor: cursor.saturating_sub(head.len() + 1),
            bases: head.split_whitespace().map(RevisionId::new).collect(),
            at,
        }
    }
}

impl Editor {
    /// Opens a text that was saved, and over it the text that was not, if there is one.
    pub fn new(draft: DraftId, bases: Vec<RevisionId>, saved: &str, kept: Option<Kept>) -> Self {
        let mut buffer = Buffer::new(saved);
        let saved = buffer.text();
        let (mut bases, mut kept_since) = (bases, None);
        if let Some(kept) = kept {
            // An edit like any other: undo goes back to the text that was saved.
            buffer.replace_all(&kept.text, kept.at);
            buffer.jump_to_byte(kept.cursor);
            (bases, kept_since) = (kept.bases, Some(kept.at));
        }
        let known = bases.clone();
        Self { draft, bases, buffer, saved, known, kept_since, found: Vec::new() }
    }

    /// Whether there is something that no revision has.
    pub fn is_unsaved(&self) -> bool {
        self.buffer.differs_from(&self.saved)
    }

    /// What would be lost if the editor were gone.
    fn kept(&self, now: Timestamp) -> Kept {
        let (text, cursor) = (self.buffer.text(), self.buffer.byte());
        Kept { text, cursor, bases: self.bases.clone(), at: now }
    }

    /// What was saved last could be kept nowhere: the text counts as unsaved again.
    pub fn not_saved(&mut self, bases: Vec<RevisionId>) {
        self.bases = bases;
        // No text has a NUL in it, so the text differs from this one whatever it is.
        "\0".clone_into(&mut self.saved);
    }

    /// Asks the desk to keep the text as it now is.
    pub fn keep_now(&self, now: Timestamp) -> Effect {
        self.kept(now).keep(&self.draft)
    }

    /// Whether the text that was saved here last has been followed by another already.
    pub fn is_followed(&self, draft: &Draft) -> bool {
        let followed = |base| draft.revision(base).is_some_and(|base| base.followed);
        self.bases.iter().any(followed)
    }

    /// Texts that others saved since this one was opened, newest last.
    pub fn newer<'d>(&self, draft: &'d Draft) -> Vec<&'d Revision> {
        draft.tips().into_iter().filter(|tip| !self.known.contains(&tip.id)).collect()
    }
}

/// The open editor, where there is one.
pub const fn open_editor(model: &Model) -> Option<&Editor> {
    model.drafts.editor.as_ref()
}

/// The draft that is being written here, also while its text is compared with others.
pub fn in_hand(model: &Model) -> Option<&DraftId> {
    let behind = match &model.drafts.page {
        Page::Reading(page) => page.writing.as_deref(),
        Page::List | Page::Revisions(_) | Page::Review(_) | Page::Plan(_) => None,
    };
    model.drafts.editor.as_ref().or(behind).map(|editor| &editor.draft)
}

/// Who else is writing this draft at this moment: `Dana is editing this draft`.
pub fn elsewhere(model: &Model, draft: &DraftId) -> Option<String> {
    let here =
        |other: &&Other| other.editing.as_ref() == Some(draft) && other.silent_since.is_none();
    let names: Vec<&str> =
        model.reach.others.iter().filter(here).map(|other| other.name.as_str()).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("{one} is editing this draft")),
        [one, other] => Some(format!("{one} and {other} are editing this draft")),
        [one, more @ ..] => Some(format!("{one} and {} more are editing this draft", more.len())),
    }
}

/// Whether a draft is open for writing: it takes the place of all panes, and the keys of its own
/// context.
pub const fn is_open(model: &Model) -> bool {
    model.drafts.editor.is_some()
}

/// Opens a draft for writing.
pub fn open(model: &mut Model, editor: Editor) {
    model.drafts.kept.remove(&editor.draft);
    model.drafts.editor = Some(editor);
    model.focus = Focus::Pane(Pane::Drafts);
    drafts::checks::look_at_editor(model);
}

/// Takes a key that is no action of the editor's context.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let page = super::layout::height(model, Pane::Drafts);
    let now = model.now;
    let Some(editor) = &mut model.drafts.editor else { return Vec::new() };
    match keys::press(&mut editor.buffer, key, page, now) {
        Ok(true) => keep(model),
        Ok(false) => Vec::new(),
        Err(why) => {
            model.notice = Some(why);
            Vec::new()
        }
    }
}

/// Takes pasted text, line ends and all.
pub fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let now = model.now;
    let Some(editor) = &mut model.drafts.editor else { return Vec::new() };
    match editor.buffer.paste(text, now) {
        Ok(()) => keep(model),
        Err(why) => {
            model.notice = Some(why);
            Vec::new()
        }
    }
}

/// Keeps the text at the desk as it now is, or lets go of it where it is as it was saved.
fn keep(model: &mut Model) -> Vec<Effect> {
    drafts::checks::look_at_editor(model);
    let now = model.now;
    let Some(editor) = &mut model.drafts.editor else { return Vec::new() };
    if !editor.is_unsaved() {
        editor.kept_since = None;
        return vec![Effect::DropScratch(Slot::Draft(editor.draft.clone()))];
    }
    vec![editor.keep_now(now)]
}

/// Does what an action means while a draft is open.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let now = model.now;
    let Some(editor) = &mut model.drafts.editor else { return Vec::new() };
    let changed = match action {
        Action::Save => return save(model),
        Action::CloseEditor if editor.buffer.is_searching() => {
            editor.buffer.search(None);
            false
        }
        Action::CloseEditor => return close(model),
        Action::Search if editor.buffer.is_searching() => {
            editor.buffer.next_place();
            false
        }
        Action::Search => {
            drafts::ask_search(model);
            false
        }
        Action::External => return vec![Effect::RunEditor(editor.buffer.text())],
        Action::EditorUndo => editor.buffer.undo(),
        Action::EditorRedo => editor.buffer.redo(),
        Action::EditorMark => {
            editor.buffer.mark();
            false
        }
        Action::EditorCut => editor.buffer.cut(now),
        Action::EditorCopy => {
            let copied = editor.buffer.copy();
            return copied.map(Effect::Copy).into_iter().collect();
        }
        Action::EditorPaste => match editor.buffer.put_back(now) {
            Ok(changed) => changed,
            Err(why) => {
                model.notice = Some(why);
                false
            }
        },
        // Everything else is not the editor's.
        _ => false,
    };
    if changed { keep(model) } else { Vec::new() }
}

/// Takes what `$EDITOR` left.
pub fn edited(model: &mut Model, text: Result<String, Unedited>) -> Vec<Effect> {
    let now = model.now;
    let Some(editor) = &mut model.drafts.editor else {
        model.notice = text.err().map(|unedited| unedited.why);
        return Vec::new();
    };
    match text {
        Ok(text) => {
            if !editor.buffer.take_over(&text, now) {
                model.notice = Some("The editor changed nothing.".to_owned());
                return Vec::new();
            }
            let undo = model.keymap.keys(Context::Editor, Action::EditorUndo);
            let undo = undo.into_iter().next().unwrap_or_default();
            let words = format!("The editor's text is here; {undo} goes back to the one before.");
            model.notice = Some(words);
            keep(model)
        }
        Err(Unedited { why, left }) => {
            let redo = model.keymap.keys(Context::Editor, Action::EditorRedo);
            let redo = redo.into_iter().next().unwrap_or_default();
            let taken = left.as_ref().is_some_and(|left| editor.buffer.offer(left, now));
            let Some(left) = left.filter(|_| taken) else {
                model.notice = Some(why);
                return Vec::new();
            };
            model.notice =
                Some(format!("{why} {redo} takes what it left; that is parked too (Ctrl-R)."));
            // Beside the draft, and hidden with it: what is typed next ends the way of redo.
            let draft = model.incident.drafts.draft(&editor.draft);
            let hidden = draft.is_some_and(|draft| !draft.handling.is_open());
            let sign = if hidden { "% " } else { "" };
            let text = format!("{sign}What the editor left of a draft");
            capture::park(model, text, Some(left))
        }
    }
}

/// Saves a revision made from the text that was opened. Another's text saved meanwhile is never
/// overwritten: this one then stands beside it.
fn save(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &model.drafts.editor else { return Vec::new() };
    if !editor.is_unsaved() {
        model.notice = Some("Nothing has changed since it was saved.".to_owned());
        return Vec::new();
    }
    let (draft, bases, text) = (editor.draft.clone(), editor.bases.clone(), editor.buffer.text());
    let beside =
        model.incident.drafts.draft(&draft).is_some_and(|known| !editor.newer(known).is_empty());
    if let Some(why) = update::cannot_record(model) {
        let kept = if model.keeps_typed() {
            "The text is kept at this host's desk."
        } else {
            "The text is kept nowhere: it goes with this console."
        };
        model.notice = Some(format!("{why} {kept}"));
        return Vec::new();
    }
    if text.len() > buffer::TEXT_MAX {
        model.notice = Some(too_long(text.len()));
        return Vec::new();
    }
    if let Some(words) = taken_off::doubt(model, &text) {
        model.notice = Some(words);
        return Vec::new();
    }
    let revision = RevisionId::new(model.next_id().thing());
    let revised = DraftRevised::new(draft.clone(), revision.clone(), bases, text.clone());
    let mut effects = update::submit(model, Command::ReviseDraft(revised));
    effects.push(Effect::DropScratch(Slot::Draft(draft)));
    if let Some(editor) = &mut model.drafts.editor {
        editor.saved = text;
        editor.known.push(revision.clone());
        editor.bases = vec![revision];
        editor.kept_since = None;
    }
    model.notice = Some(if beside {
        "Saved, beside a text of somebody else: Esc, then Enter shows both.".to_owned()
    } else {
        "Saved as a new text of this draft.".to_owned()
    });
    effects
}

/// Back to the list; what is not saved is kept.
fn close(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let Some(editor) = model.drafts.editor.take() else { return Vec::new() };
    if editor.is_unsaved() {
        let kept = editor.kept(now);
        let effect = kept.keep(&editor.draft);
        model.drafts.kept.insert(editor.draft, kept);
        let kept = if model.keeps_typed() { "" } else { " It is kept nowhere else." };
        model.notice = Some(format!("Not saved yet: the text waits here, in its place.{kept}"));
        return vec![effect];
    }
    model.drafts.left_at.insert(editor.draft.clone(), editor.buffer.byte());
    Vec::new()
}

/// What came from `$EDITOR` or out of two texts may be longer than what can be typed here.
fn too_long(bytes: usize) -> String {
    let (has, most) = (bytes.div_ceil(1024), buffer::TEXT_MAX / 1024);
    format!("This text has {has} KB, a draft holds {most}: shorten it, then save. It is kept.")
}
