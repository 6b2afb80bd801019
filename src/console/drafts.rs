//! The drafts pane: the list, the ways to begin, describe and put aside a draft, and the pages for
//! its texts.
//!
//! Separate from the editor, which writes, and from [`page`], which reads and compares. What must
//! stay true: the list keeps the order in which drafts were begun, so nothing that happens
//! elsewhere re-sorts it, and text that was not saved is offered back in its place.

pub mod checks;
mod details;
pub mod expiry;
mod handling;
mod hidden;
pub mod holding;
pub mod merge;
pub mod page;
pub mod replies;
pub mod review;
pub mod row;
pub mod said;
pub mod sending;
mod supersede;

use std::collections::BTreeMap;

use super::action::Action;
use super::editor::{self, Editor, Kept};
use super::effect::Effect;
use super::model::{Model, Pane, Scratch, Slot, Thing};
use super::overlay::{self, Answer, Answered, Asks, ChoiceRow};
use super::select::{Selection, Step};
use super::{layout, plan, update};
use crate::domain::check::Finding;
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::domain::event::{DraftCreated, DraftShelved};
use crate::domain::handling::Handling;
use crate::domain::ids::{DraftId, RevisionId};
use crate::domain::replies::Letter;
use page::Page;

pub use hidden::{hides_words, is_hidden, words_hidden};

/// The drafts pane.
#[derive(Debug, Clone, Default)]
pub struct DraftsPane {
    /// Where the selection rests in the list.
    pub selection: Selection<DraftId>,
    /// The draft open for writing.
    pub editor: Option<Editor>,
    /// Texts that were not saved when their editor was left, or the console before this one ended.
    pub kept: BTreeMap<DraftId, Kept>,
    /// The list, or a page about one draft.
    pub page: Page,
    /// Where the cursor was in texts that were left saved, in bytes.
    pub left_at: BTreeMap<DraftId, usize>,
    /// Words that a draft must have to be listed.
    pub filter: String,
    /// The ways out that are set up on this host.
    pub ways: sending::Ways,
    /// What is on its way out from this console.
    pub going: Vec<sending::Going>,
    /// A list of recipients that is being counted.
    pub counting: Option<Box<review::sent::Counting>>,
    /// What came back and is being read.
    pub reading: Option<replies::Reading>,
    /// What the checks found when the drafts were last looked through.
    pub found: checks::Kept,
}

/// What this pane asks in its dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// How words leave from this console.
    Sending(sending::Ask),
    /// From which template, or blank.
    New,
    /// Until when its words may be used.
    Expiry(DraftId),
    /// The same, of one to be begun from this template.
    ProposedExpiry(String),
    /// What a holding statement is about.
    Holding,
    /// A blank draft's or a known one's details, one after another.
    Details {
        /// Which draft; nothing for one to be begun.
        draft: Option<DraftId>,
        /// What was answered so far: title, audience.
        so_far: Vec<String>,
    },
    /// Why it is put aside.
    Shelve(DraftId),
    /// Which draft takes its place.
    Supersede(DraftId),
    /// Who may be shown it.
    Handling(DraftId),
    /// For whom it is, or at whose direction it was written.
    HandledFor {
        /// Which draft.
        draft: DraftId,
        /// Whether it is to be privileged; else restricted.
        privileged: bool,
    },
    /// What is looked for in the text.
    Search,
    /// What the list is filtered by.
    Filter,
    /// Why a finding is waived.
    Waive(DraftId, Box<Finding>),
    /// What came back in answer to it.
    Reply(DraftId),
    /// Who wrote what came back.
    ReplyFrom(Box<Letter>),
    /// Whether to file what came back.
    FileReply(Box<Letter>),
    /// Who approves, what is said of it, the go, what was sent.
    Review(review::Ask),
}

/// The id under which the choice offers a blank draft; no template can have it.
const BLANK: &str = "";

/// What the selection rests on, for acts on it.
pub fn selected(model: &Model) -> Option<Thing> {
    if let Page::Plan(_) = &model.drafts.page {
        return plan::selected(model).map(Thing::Step);
    }
    selected_id(model).map(Thing::Draft)
}

fn selected_id(model: &Model) -> Option<DraftId> {
    match &model.drafts.page {
        Page::List => {
            let ids = row::ids(model);
            let place = model.drafts.selection.place(&ids);
            place.and_then(|place| ids.get(place).cloned())
        }
        Page::Revisions(page) => Some(page.draft.clone()),
        Page::Reading(page) => Some(page.draft.clone()),
        Page::Review(page) => Some(page.draft.clone()),
        Page::Plan(_) => None,
    }
}

/// Whether a page or the editor wants the whole screen between banner and capture line.
pub fn is_full(model: &Model) -> bool {
    editor::is_open(model)
        || (layout::current(model) == Pane::Drafts && !matches!(model.drafts.page, Page::List))
}

/// Somebody comes to the pane, or chose what it lists.
pub fn arrive(model: &mut Model) {
    let ids = row::ids(model);
    model.drafts.selection.settle_in(&ids);
}

/// Does what an action means in this pane.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if editor::is_open(model) {
        // From within the editor: what others saved meanwhile. The text stays as it is.
        return match action {
            Action::Revisions => page::from_editor(model),
            Action::CommentDraft => review::comment_from_editor(model),
            Action::NextFinding => checks::next_in_editor(model),
            // Everything else is not done while a text is written.
            _ => Vec::new(),
        };
    }
    if !matches!(model.drafts.page, Page::List) {
        return page::act(model, action);
    }
    if let Some(step) = Step::of(action) {
        let (ids, height) = (row::ids(model), layout::height(model, Pane::Drafts));
        model.drafts.selection.step(&ids, step, height);
        return Vec::new();
    }
    match action {
        Action::NewDraft => return new(model),
        Action::Filter => {
            let filter = model.drafts.filter.clone();
            let (asks, title) = (Asks::Drafts(Ask::Filter), "Only drafts with these words");
            overlay::prompt(model, asks, "drafts filter", title, "empty: all", &filter);
            return Vec::new();
        }
        Action::ClearFilter => {
            model.drafts.filter.clear();
            arrive(model);
            return Vec::new();
        }
        _ => {}
    }
    let Some(id) = selected_id(model) else {
        model.notice = Some("No draft is selected: j and k move, + begins one.".to_owned());
        return Vec::new();
    };
    on(model, action, &id)
}

/// An act on a draft of the list.
fn on(model: &mut Model, action: Action, id: &DraftId) -> Vec<Effect> {
    let Some(draft) = model.incident.drafts.draft(id) else {
        return if action == Action::Open { open(model, id) } else { not_yet(model) };
    };
    if is_hidden(model, draft) && action != Action::Shelve {
        let word = draft.handling.word();
        model.notice = Some(format!("This draft is {word}: lift the shield first (S)."));
        return Vec::new();
    }
    if review::is_one(action) {
        let draft = draft.clone();
        return review::on(model, action, &draft);
    }
    let shelved = draft.shelved.is_some();
    match action {
        Action::Open if draft.diverges() && !model.drafts.kept.contains_key(id) => {
            page::beside(model, id)
        }
        Action::Open => open(model, id),
        Action::Revisions => page::revisions(model, id),
        Action::Compare => page::latest_change(model, id),
        Action::DraftDetails => {
            details::ask(model, Some(id.clone()), Vec::new());
            Vec::new()
        }
        Action::Handling => {
            let draft = draft.clone();
            handling::ask(model, &draft);
            Vec::new()
        }
        Action::Supersede => {
            let draft = draft.clone();
            supersede::ask(model, &draft)
        }
        Action::Shelve if shelved => shelve(model, id, false, String::new()),
        Action::Shelve => ask_shelve(model, id),
        Action::Expiry => {
            let draft = draft.clone();
            expiry::ask(model, &draft)
        }
        Action::FileReply => {
            let draft = draft.clone();
            replies::ask(model, &draft)
        }
        Action::Copy => {
            let draft = draft.clone();
            hidden::copy(model, &draft)
        }
        // Everything else is not the drafts'.
        _ => Vec::new(),
    }
}

/// Asks why it is put aside.
fn ask_shelve(model: &mut Model, id: &DraftId) -> Vec<Effect> {
    let asks = Asks::Drafts(Ask::Shelve(id.clone()));
    let hint = "the reason may stay empty; nothing is deleted";
    let name = format!("shelve {id}");
    overlay::prompt(model, asks, &name, "Why is it put aside?", hint, "");
    Vec::new()
}

fn not_yet(model: &mut Model) -> Vec<Effect> {
    model.notice = Some("This draft is not in the record yet; Enter opens its text.".to_owned());
    Vec::new()
}

/// Where writing goes on: where this console left the text, else at its end; in one that nobody
/// has written in yet at its beginning, where a template is filled in from.
fn left_at(model: &Model, id: &DraftId, text: &str) -> usize {
    let written = model.incident.drafts.draft(id).is_some_and(|draft| draft.revisions.len() > 1);
    let end = if written { text.len() } else { 0 };
    model.drafts.left_at.get(id).copied().unwrap_or(end)
}

/// Opens a draft for writing, with its unsaved text if there is one.
pub fn open(model: &mut Model, id: &DraftId) -> Vec<Effect> {
    let kept = model.drafts.kept.get(id).cloned();
    let known = model.incident.drafts.draft(id).and_then(Draft::latest);
    let begun = known.map(|latest| (latest.id.clone(), latest.text.clone())).or_else(|| {
        let created = row::created(model, id)?;
        Some((created.revision.clone(), created.text.clone()))
    });
    match (begun, kept) {
        (Some((revision, text)), kept) => {
            let place = if kept.is_none() { Some(left_at(model, id, &text)) } else { None };
            let mut editor = Editor::new(id.clone(), vec![revision], &text, kept);
            if let Some(place) = place {
                editor.buffer.jump_to_byte(place);
            }
            editor::open(model, editor);
            Vec::new()
        }
        // Text whose draft the record never got: it begins one.
        (None, Some(kept)) => {
            let mut effects = create(model, "Recovered text", "", "", None, &kept.text);
            if !effects.is_empty() {
                model.drafts.kept.remove(id);
                effects.push(Effect::DropScratch(Slot::Draft(id.clone())));
            }
            effects
        }
        (None, None) => Vec::new(),
    }
}

fn new(model: &mut Model) -> Vec<Effect> {
    let blank = ChoiceRow::new(BLANK, "Blank", "title, audience and channel are asked");
    let offered = model.incident.templates.iter().map(|template| {
        let note = format!("to {} by {}", template.audience, template.channel);
        ChoiceRow::new(template.id.clone(), template.title.clone(), note)
    });
    let rows = offered.chain([blank]).collect();
    overlay::choose(model, Asks::Drafts(Ask::New), "A new draft from …", rows, false);
    Vec::new()
}

/// Asks what to look for in the text.
pub fn ask_search(model: &mut Model) {
    let (asks, hint) = (Asks::Drafts(Ask::Search), "Enter finds, Ctrl-F goes on, Esc ends");
    overlay::prompt(model, asks, "search in draft", "Look for", hint, "");
}

/// What is odd about an answer as far as it is typed; it is taken all the same.
pub fn doubt(model: &Model, ask: &Ask, typed: &str) -> Option<String> {
    match ask {
        Ask::Review(ask) => review::doubt(model, ask, typed),
        Ask::New
        | Ask::Sending(_)
        | Ask::Expiry(_)
        | Ask::ProposedExpiry(_)
        | Ask::Holding
        | Ask::Details { .. }
        | Ask::Shelve(_)
        | Ask::Supersede(_)
        | Ask::Handling(_)
        | Ask::HandledFor { .. }
        | Ask::Search
        | Ask::Waive(..)
        | Ask::Reply(_)
        | Ask::ReplyFrom(_)
        | Ask::FileReply(_)
        | Ask::Filter => None,
    }
}

/// Takes an answer to what this pane asked.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    let words = given.words();
    match ask {
        Ask::New if words == BLANK => {
            details::ask(model, None, Vec::new());
            Ok(Vec::new())
        }
        Ask::New if expiry::propose(model, words) => Ok(Vec::new()),
        Ask::New => Ok(from_template(model, words).ok_or("That template is no longer offered.")?),
        Ask::Expiry(id) => expiry::said(model, id, words),
        Ask::ProposedExpiry(template) => expiry::begin(model, &template, words),
        Ask::Holding => holding::topic(model, words),
        Ask::Details { draft, so_far } => details::answer(model, draft, so_far, words),
        Ask::Shelve(id) => Ok(shelve(model, &id, true, words.to_owned())),
        Ask::Supersede(id) => Ok(supersede::by(model, id, words)),
        Ask::Handling(id) => Ok(handling::chosen(model, id, words)),
        Ask::HandledFor { draft, privileged } => {
            Ok(handling::whom(model, draft, privileged, words))
        }
        Ask::Search => {
            let Some(editor) = &mut model.drafts.editor else { return Ok(Vec::new()) };
            let wanted = (!words.is_empty()).then_some(words);
            if !editor.buffer.search(wanted) && wanted.is_some() {
                editor.buffer.search(None);
                return Err(format!("“{words}” is nowhere in the text."));
            }
            Ok(Vec::new())
        }
        Ask::Waive(draft, finding) => checks::waive(model, &draft, &finding, words),
        Ask::Reply(id) => replies::brought(model, id, words),
        Ask::ReplyFrom(letter) => replies::from(model, letter, words),
        Ask::FileReply(letter) => replies::file(model, &letter, None),
        Ask::Review(ask) => review::answer(model, ask, given),
        Ask::Sending(ask) => sending::answer(model, ask, words),
        Ask::Filter => {
            words.clone_into(&mut model.drafts.filter);
            arrive(model);
            Ok(Vec::new())
        }
    }
}

fn shelve(model: &mut Model, id: &DraftId, shelved: bool, because: String) -> Vec<Effect> {
    let shelve = DraftShelved { draft: id.clone(), shelved, because, superseded_by: None };
    update::submit(model, Command::ShelveDraft(shelve))
}

/// Begins a draft from a template that is offered, and opens it for writing.
pub fn from_template(model: &mut Model, id: &str) -> Option<Vec<Effect>> {
    let offered = model.incident.templates.iter().find(|template| template.id == id)?.clone();
    let template = Some(offered.id);
    let (title, audience, channel) = (&offered.title, &offered.audience, &offered.channel);
    Some(create(model, title, audience, channel, template, &offered.text))
}

/// Begins an empty draft, and opens it for writing.
pub fn blank(model: &mut Model, title: &str, audience: &str, channel: &str) -> Vec<Effect> {
    create(model, title, audience, channel, None, "")
}

/// Begins a draft and opens it for writing.
fn create(
    model: &mut Model,
    title: &str,
    audience: &str,
    channel: &str,
    template: Option<String>,
    text: &str,
) -> Vec<Effect> {
    let id = model.next_id();
    let created = DraftCreated {
        draft: DraftId::new(id.thing_part(0)),
        title: title.to_owned(),
        audience: audience.to_owned(),
        channel: channel.to_owned(),
        template,
        revision: RevisionId::new(id.thing_part(1)),
        text: text.to_owned(),
        handling: Handling::Open,
    };
    let (draft, revision) = (created.draft.clone(), created.revision.clone());
    let effects = update::submit(model, Command::CreateDraft(created));
    if !effects.is_empty() {
        model.drafts.selection.rest_on(draft.clone());
        editor::open(model, Editor::new(draft, vec![revision], text, None));
    }
    effects
}

/// Text that an earlier console left unsaved waits in its draft's place, and is kept as from here.
pub fn restore(model: &mut Model, id: &DraftId, left: &Scratch) -> Effect {
    let kept = Kept::read(&left.text, left.cursor, left.at);
    let effect = kept.keep(id);
    model.drafts.kept.insert(id.clone(), kept);
    effect
}

/// A text could be kept nowhere: it goes back to where it was written, and is not taken for saved.
pub fn give_back(model: &mut Model, command: &Command) -> Vec<Effect> {
    let (draft, bases, text) = match command {
        Command::ReviseDraft(revised) => (&revised.draft, revised.bases.clone(), &revised.text),
        Command::CreateDraft(created) => {
            (&created.draft, vec![created.revision.clone()], &created.text)
        }
        // Everything else is no draft's text.
        _ => return Vec::new(),
    };
    let kept = Kept { text: text.clone(), cursor: 0, bases: bases.clone(), at: model.now };
    match &mut model.drafts.editor {
        Some(editor) if editor.draft == *draft => editor.not_saved(bases),
        Some(_) | None => {
            model.drafts.kept.entry(draft.clone()).or_insert_with(|| kept.clone());
        }
    }
    vec![kept.keep(draft)]
}
