//! The one table of keys: palette, hints, help, README and `keys.toml` are all made from it.
//!
//! Every key can be typed over plain SSH inside tmux: letters, Ctrl with a letter, arrows, Tab,
//! Enter, Esc, page keys; never Ctrl with Shift, never F keys, never Alt as the only way.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::Action;
use super::select::Step;

mod own;

pub use own::{markdown, toml};

/// Where a key means something. The first that knows the key wins, in the order of [`Context`]s
/// that `update` asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Anywhere, inside text too.
    Always,
    /// The capture line.
    Capture,
    /// Any pane.
    Panes,
    /// The timeline.
    Timeline,
    /// What is owed.
    Next,
    /// The departments' items.
    Checklists,
    /// The communications.
    Drafts,
    /// The disclosure plan.
    Plan,
    /// A draft's editor.
    Editor,
    /// A fresh line.
    Line,
    /// A dialog that asks for a line, or one letters are typed into.
    Typing,
    /// A dialog that lists, asks yes or no, or is read.
    Dialog,
    /// The start screen.
    Start,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// Where.
    pub context: Context,
    /// What.
    pub action: Action,
    /// The name in the palette and in `keys.toml`.
    pub name: &'static str,
    /// The keys, each a sequence (`g g`, `ctrl-x`).
    pub keys: &'static [&'static str],
    /// One line of help.
    pub help: &'static str,
    /// Words that people use for it and that its help does not have: the palette finds it by them.
    pub also: &'static str,
}

impl Binding {
    /// Found by these words too.
    const fn also(self, also: &'static str) -> Self {
        Self { also, ..self }
    }
}

const fn row(
    context: Context,
    action: Action,
    name: &'static str,
    keys: &'static [&'static str],
    help: &'static str,
) -> Binding {
    Binding { context, action, name, keys, help, also: "" }
}

use Action as A;
use Context as C;

/// The table. Its order is the order of the help.
#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    row(C::Always, A::Palette, "palette", &["ctrl-p"], "Everything by name: search, read, run"),
    row(C::Always, A::FreshLine, "fresh-line", &["ctrl-o"], "A fresh line over whatever you do; Esc comes back to it"),
    row(C::Always, A::Blank, "hide-screen", &["ctrl-x"], "Hide the screen: codename and clock only; what is typed there is kept as a line; again to show it").also("blank, privacy, lock"),
    row(C::Always, A::Redraw, "redraw", &["ctrl-l"], "Draw the screen anew"),
    row(C::Always, A::Suspend, "suspend", &["ctrl-z"], "Back to the shell; fg returns"),
    row(C::Always, A::Leave, "leave", &["ctrl-q"], "Leave the room").also("quit, exit, close"),
    row(C::Capture, A::Record, "record", &["enter"], "Record the line"),
    row(C::Capture, A::ToPanes, "panes", &["esc", "ctrl-g"], "To the panes; the text stays in the line"),
    row(C::Capture, A::LastLine, "last-line", &["up"], "In the empty line: mend your last line"),
    row(C::Capture, A::Complete, "complete", &["tab"], "Complete department, person, tag or fact"),
    row(C::Capture, A::PlainLine, "plain-line", &["ctrl-t"], "Plain text: no sign is read; again to read signs"),
    row(C::Capture, A::Parked, "parked-lines", &["ctrl-r"], "Parked lines"),
    row(C::Capture, A::PasteLines, "paste-lines", &["ctrl-n"], "Pasted block: one entry a line, leading times read"),
    row(C::Capture, A::MarkSecret, "mark-secret", &["ctrl-s"], "A mark in the place of what looks like a key or token"),
    row(C::Capture, A::HoldingStatement, "line-holding-statement", &["ctrl-y"], "Holding statement, from the line"),
    row(C::Panes, A::ToCapture, "capture", &["esc", "i", "ctrl-g"], "To the capture line"),
    row(C::Panes, A::NextPane, "next-pane", &["tab"], "The next pane"),
    row(C::Panes, A::PreviousPane, "previous-pane", &["backtab"], "The pane before"),
    row(C::Panes, A::Zoom, "zoom", &["z"], "This pane alone, or all"),
    row(C::Panes, A::Down, "down", &["j", "down"], "One down"),
    row(C::Panes, A::Up, "up", &["k", "up"], "One up"),
    row(C::Panes, A::HalfDown, "half-page-down", &["ctrl-d"], "Half a page down"),
    row(C::Panes, A::HalfUp, "half-page-up", &["ctrl-u"], "Half a page up"),
    row(C::Panes, A::PageDown, "page-down", &["pagedown", "ctrl-f"], "A page down"),
    row(C::Panes, A::PageUp, "page-up", &["pageup", "ctrl-b"], "A page up"),
    row(C::Panes, A::Top, "top", &["g g", "home"], "To the top"),
    row(C::Panes, A::Bottom, "bottom", &["G", "end"], "To the bottom; the timeline follows again"),
    row(C::Panes, A::Open, "open", &["enter", "l"], "Open what is selected: every version, who, when"),
    row(C::Panes, A::Filter, "filter", &["/"], "Filter this pane"),
    row(C::Panes, A::ClearFilter, "clear-filter", &["\\"], "Clear the filter"),
    row(C::Panes, A::Zone, "zone", &["Z"], "Clock times in the room's zone, UTC, or yours"),
    row(C::Panes, A::Undo, "undo", &["u"], "Undo your last act, and say which; one older than two minutes, or another's, is asked about"),
    row(C::Panes, A::Redo, "redo", &["U"], "Do again what you undid"),
    row(C::Panes, A::Copy, "copy", &["y"], "Copy to the terminal's clipboard"),
    row(C::Panes, A::Shield, "shield", &["S"], "Lift the shield for ten minutes, or let it down").also("privacy, titles, secrets"),
    row(C::Panes, A::Status, "status", &["r d"], "Room: declare, close, reopen").also("incident, signal, escalate, end, all clear"),
    row(C::Panes, A::Severity, "severity", &["r s"], "Room: severity").also("sev, priority, impact"),
    row(C::Panes, A::Phase, "phase", &["r p"], "Room: enter or leave a phase"),
    row(C::Panes, A::Anchor, "anchor", &["r a"], "Room: set, move or unsay an anchor"),
    row(C::Panes, A::Roles, "roles", &["r r"], "Room: incident commander (IC), deputy, scribe and other duties").also("coordinator, incident manager, commander, lead, who leads, handover"),
    row(C::Panes, A::Rename, "rename", &["r n"], "Room: codename, title, zone, first moments"),
    row(C::Panes, A::Playbook, "playbook", &["r b"], "Room: add a playbook").also("runbook, checklist"),
    row(C::Panes, A::Typist, "typist", &["r t"], "Room: who types here").also("user, login, my name, handover"),
    row(C::Panes, A::OnBehalf, "on-behalf", &["r f"], "Room: on whose behalf you type"),
    row(C::Panes, A::Facts, "facts", &["F"], "Facts: every value, from where, and the drafts that cite it"),
    row(C::Panes, A::Plan, "plan", &["P"], "Disclosure plan: who is told what, by whom, when, after what").also("announcement, communication, ladder, notify"),
    row(C::Panes, A::Embargo, "embargo-broken", &["r l"], "Room: the embargo is broken; or it stands again").also("leak, leaked, public, disclosed early"),
    row(C::Panes, A::HoldingStatement, "holding-statement", &["O"], "Holding statement: type the topic, and it is ready for review").also("first statement, outcry, public, press"),
    row(C::Panes, A::Tray, "tray", &["r x"], "Room: what was refused, with its text").also("rejected, failed, errors"),
    row(C::Panes, A::Redact, "redact", &["r e"], "Room: redact, take words off the record for good").also("delete, erase, remove"),
    row(C::Panes, A::LegalHold, "legal-hold", &["r h"], "Room: set a legal hold, or lift it"),
    row(C::Panes, A::Names, "names", &["r i"], "Room: names that stay inside, of customers too, and hosts that are ours").also("customers, internal, links, confidential"),
    row(C::Panes, A::Standing, "file", &["r w"], "Room: how the file and this host's desk stand").also("share, sync, connection, save"),
    row(C::Panes, A::ThisIsTheRoom, "this-is-the-room", &["r W"], "Room: of two files, this one is the room"),
    row(C::Panes, A::TakeOver, "take-over", &["r k"], "Room: on a share, number the record in place of a keeper that is gone"),
    row(C::Timeline, A::Correct, "correct", &["e"], "Mend the line; earlier wordings stay in its details").also("edit, change, typo"),
    row(C::Timeline, A::Withdraw, "withdraw", &["x"], "Strike the line, with a reason").also("delete, retract, remove"),
    row(C::Timeline, A::Pin, "pin", &["p"], "Pin or unpin"),
    row(C::Timeline, A::Tag, "tag", &["t"], "Change the tags"),
    row(C::Timeline, A::Handling, "handling", &["h"], "Open, restricted or privileged").also("confidential, secret, legal privilege"),
    row(C::Timeline, A::Acknowledge, "acknowledge", &["a"], "Order: acknowledged"),
    row(C::Timeline, A::Done, "done", &["d"], "Order: done, with its result; question: answer it"),
    row(C::Timeline, A::RefuseOrder, "refuse", &["n"], "Order: refused, with the reason"),
    row(C::Timeline, A::Extend, "extend", &["m"], "Order or question: another time").also("postpone, deadline, due"),
    row(C::Timeline, A::Answer, "answer", &["A"], "Question: answer it"),
    row(C::Timeline, A::Known, "known", &["K"], "Fact: known, or only believed"),
    row(C::Timeline, A::AutoLines, "automatic-lines", &["o"], "Show or hide what the console records by itself"),
    row(C::Next, A::Acknowledge, "next-acknowledge", &["a"], "Order: acknowledged; item: in progress"),
    row(C::Next, A::Done, "next-done", &["d"], "Done, with its result"),
    row(C::Next, A::RefuseOrder, "next-refuse", &["n"], "Order: refused; item: does not apply; with the reason"),
    row(C::Next, A::Extend, "next-extend", &["m"], "Another time").also("postpone, deadline, due"),
    row(C::Next, A::Answer, "next-answer", &["A"], "Question: answer it"),
    row(C::Checklists, A::NextLane, "next-lane", &["right", "]"], "The next department"),
    row(C::Checklists, A::PreviousLane, "previous-lane", &["left", "["], "The department before"),
    row(C::Checklists, A::Done, "item-done", &["d", "space"], "Done, with its result"),
    row(C::Checklists, A::Reopen, "item-open", &["o"], "Open again"),
    row(C::Checklists, A::Begin, "item-begin", &["b"], "Begun"),
    row(C::Checklists, A::Block, "item-block", &["x"], "Blocked, and on what"),
    row(C::Checklists, A::NotApplicable, "item-not-applicable", &["n"], "Does not apply, and why"),
    row(C::Checklists, A::Assign, "item-assign", &["a"], "Give it to somebody"),
    row(C::Checklists, A::Promise, "item-promise", &["p"], "Promise a time"),
    row(C::Checklists, A::Retarget, "item-aim", &["m"], "Aim at another time"),
    row(C::Checklists, A::Comment, "item-comment", &["c"], "Say something about it"),
    row(C::Checklists, A::AddItem, "item-add", &["+"], "Add an item"),
    row(C::Checklists, A::Sort, "sort", &["s"], "Sort by time, department or phase"),
    row(C::Checklists, A::Only, "only", &["f"], "All, only open, only mine, only late"),
    row(C::Drafts, A::NewDraft, "draft-new", &["+"], "A new draft, from a template or blank").also("statement, announcement, communication"),
    row(C::Drafts, A::DraftDetails, "draft-details", &["t"], "Title, audience, channel"),
    row(C::Drafts, A::Revisions, "draft-revisions", &["v"], "Its texts: read, compare, restore"),
    row(C::Drafts, A::Handling, "draft-handling", &["H"], "Draft: open, restricted or privileged").also("confidential, secret, legal privilege"),
    row(C::Drafts, A::Shelve, "draft-shelve", &["x"], "Put aside, or take up again"),
    row(C::Drafts, A::Supersede, "draft-supersede", &["B"], "Another draft takes this one's place"),
    row(C::Drafts, A::Expiry, "draft-good-until", &["E"], "Good until: after that time it is flagged; again renews it").also("expiry, expire, valid, macro, faq"),
    row(C::Drafts, A::Compare, "draft-compare", &["c"], "What changed, word by word"),
    row(C::Drafts, A::Pin, "draft-mark-text", &["M"], "Among its texts: compare the next one with this"),
    row(C::Drafts, A::Restore, "draft-restore", &["R"], "Among its texts: make this the draft's text again"),
    row(C::Drafts, A::TakeFirst, "draft-take-first", &["1"], "Two texts side by side: take the first"),
    row(C::Drafts, A::TakeSecond, "draft-take-second", &["2"], "Two texts side by side: take the second"),
    row(C::Drafts, A::Merge, "draft-merge", &["m"], "Two texts side by side: make one of them by hand"),
    row(C::Drafts, A::Review, "draft-review", &["e"], "Who must approve and who has, comments, the go, what was sent").also("approvals, status, sign-off"),
    row(C::Drafts, A::Waive, "draft-waive", &["W"], "What the checks found: waive it, with the reason, or let it count again").also("lint, warning, ignore"),
    row(C::Drafts, A::AskReview, "draft-ask", &["w"], "Ask departments to approve, or ask no longer"),
    row(C::Drafts, A::Approve, "draft-approve", &["a"], "A department approves these very words; by phone too"),
    row(C::Drafts, A::WantChanges, "draft-want-changes", &["n"], "A department wants changes"),
    row(C::Drafts, A::Go, "draft-go", &["o"], "The incident commander's go, for one or all that are ready; or take it back").also("release, publish"),
    row(C::Drafts, A::LetOut, "draft-let-out", &["D"], "Let it out from here: clipboard, file, mail, chat").also("send, deliver, dispatch, e-mail, webhook"),
    row(C::Drafts, A::Sent, "draft-sent", &["s"], "It went out: who sent it, to how many, when"),
    row(C::Drafts, A::NotSent, "draft-not-sent", &["N"], "It did not go out after all, though a console let it out").also("failed, unknown, outcome"),
    row(C::Drafts, A::CommentDraft, "draft-comment", &["C"], "Say something of the whole text"),
    row(C::Drafts, A::Answer, "draft-comment-answer", &["A"], "Comment: answer it"),
    row(C::Drafts, A::Done, "draft-comment-resolve", &["d"], "Comment: resolved, or open again"),
    row(C::Drafts, A::TakeSuggestion, "draft-take-suggestion", &["T"], "Comment: put the suggested words in"),
    row(C::Drafts, A::CompareSent, "draft-compare-sent", &["p"], "What changed since the last words sent to the same readers"),
    row(C::Drafts, A::NoCorrection, "draft-no-correction", &["X"], "What was sent owes no correction, and why"),
    row(C::Drafts, A::FileReply, "draft-reply", &["b"], "What came back: paste the reply, or the path of the mail (.eml)").also("answer, response, mail, inbox, feedback"),
    row(C::Drafts, A::Back, "draft-back", &["q", "h", "left"], "Back from a page"),
    row(C::Plan, A::Acknowledge, "plan-take", &["a"], "Plan: take what the playbook proposes"),
    row(C::Plan, A::TakeAll, "plan-take-all", &["A"], "Plan: take everything that is proposed"),
    row(C::Plan, A::AddItem, "plan-add", &["+"], "Plan: somebody more to tell"),
    row(C::Plan, A::Correct, "plan-change", &["e"], "Plan: change what, when, after what, by whom, TLP, embargo, drafts"),
    row(C::Plan, A::MoveUp, "plan-earlier", &["K"], "Plan: one place up, told earlier"),
    row(C::Plan, A::MoveDown, "plan-later", &["J"], "Plan: one place down, told later"),
    row(C::Plan, A::Withdraw, "plan-take-out", &["x"], "Plan: take it out").also("remove, delete"),
    row(C::Plan, A::NewDraft, "plan-draft", &["n"], "Plan: begin a text for them, from its template"),
    row(C::Plan, A::Go, "plan-go", &["o"], "Plan: the go for all that are ready, in the order of the plan"),
    row(C::Plan, A::Knows, "plan-who-knows", &["w"], "Plan: who knows what, since when").also("informed, told, notified"),
    row(C::Plan, A::Back, "plan-back", &["q", "h", "left"], "Plan: back to where you came from"),
    row(C::Editor, A::Save, "editor-save", &["ctrl-s"], "Save a revision"),
    row(C::Editor, A::CloseEditor, "editor-close", &["esc", "ctrl-g"], "Back to the list; unsaved text is kept"),
    row(C::Editor, A::Search, "editor-search", &["ctrl-f"], "Search; again for the next place"),
    row(C::Editor, A::EditorUndo, "editor-undo", &["ctrl-u"], "Undo a word or a pause"),
    row(C::Editor, A::EditorRedo, "editor-redo", &["ctrl-y"], "Redo"),
    row(C::Editor, A::External, "editor-external", &["ctrl-e"], "Write on in $EDITOR"),
    row(C::Editor, A::Revisions, "editor-compare", &["ctrl-r"], "Compare with what was saved, by you or meanwhile by others"),
    row(C::Editor, A::CommentDraft, "editor-comment", &["ctrl-n"], "Comment on the selection, or on the line"),
    row(C::Editor, A::NextFinding, "editor-finding", &["ctrl-d"], "To the next passage that the checks found"),
    row(C::Editor, A::EditorMark, "editor-mark", &["ctrl-b", "ctrl-space"], "Begin a selection, or let go of it"),
    row(C::Editor, A::EditorCut, "editor-cut", &["ctrl-w"], "Cut the selection, or the word before the cursor"),
    row(C::Editor, A::EditorCopy, "editor-copy", &["ctrl-t"], "Copy the selection, to the terminal's clipboard too"),
    row(C::Editor, A::EditorPaste, "editor-paste", &["ctrl-v"], "Put in what was cut or copied"),
    row(C::Line, A::Record, "line-record", &["enter"], "Record the fresh line and go back"),
    row(C::Line, A::Cancel, "line-park", &["esc", "ctrl-g"], "Park the fresh line and go back"),
    row(C::Line, A::Complete, "line-complete", &["tab"], "Complete department, person, tag or fact"),
    row(C::Line, A::PlainLine, "line-plain", &["ctrl-t"], "Plain text: no sign is read; again to read signs"),
    row(C::Line, A::PasteLines, "line-paste-lines", &["ctrl-n"], "Pasted block: one entry a line, leading times read"),
    row(C::Line, A::MarkSecret, "line-mark-secret", &["ctrl-s"], "A mark in the place of what looks like a key or token"),
    row(C::Typing, A::Accept, "give-answer", &["enter"], "Answer"),
    row(C::Typing, A::Cancel, "close-question", &["esc", "ctrl-g"], "Close the dialog; what is typed waits for the next time"),
    row(C::Typing, A::Typing, "to-list", &["tab"], "To the list, where letters are keys"),
    row(C::Typing, A::Down, "question-down", &["down"], "One down"),
    row(C::Typing, A::Up, "question-up", &["up"], "One up"),
    row(C::Typing, A::PageDown, "question-page-down", &["pagedown"], "A page down"),
    row(C::Typing, A::PageUp, "question-page-up", &["pageup"], "A page up"),
    row(C::Dialog, A::Accept, "choose", &["enter", "y", "l"], "Choose; yes"),
    row(C::Dialog, A::Cancel, "close-dialog", &["esc", "q", "n", "ctrl-g"], "Close without an answer; no"),
    row(C::Dialog, A::Typing, "search-list", &["/", "tab"], "Search the list by typing"),
    row(C::Dialog, A::Down, "dialog-down", &["j", "down"], "One down"),
    row(C::Dialog, A::Up, "dialog-up", &["k", "up"], "One up"),
    row(C::Dialog, A::HalfDown, "dialog-half-down", &["ctrl-d"], "Half a page down"),
    row(C::Dialog, A::HalfUp, "dialog-half-up", &["ctrl-u"], "Half a page up"),
    row(C::Dialog, A::PageDown, "dialog-page-down", &["pagedown", "space", "ctrl-f"], "A page down"),
    row(C::Dialog, A::PageUp, "dialog-page-up", &["pageup", "ctrl-b"], "A page up"),
    row(C::Dialog, A::Top, "dialog-top", &["g g", "home"], "To the top"),
    row(C::Dialog, A::Bottom, "dialog-bottom", &["G", "end"], "To the bottom"),
    row(C::Start, A::Down, "start-down", &["j", "down"], "One down"),
    row(C::Start, A::Up, "start-up", &["k", "up"], "One up"),
    row(C::Start, A::HalfDown, "start-half-down", &["ctrl-d"], "Half a page down"),
    row(C::Start, A::HalfUp, "start-half-up", &["ctrl-u"], "Half a page up"),
    row(C::Start, A::PageDown, "start-page-down", &["pagedown", "ctrl-f"], "A page down"),
    row(C::Start, A::PageUp, "start-page-up", &["pageup", "ctrl-b"], "A page up"),
    row(C::Start, A::Top, "start-top", &["g g", "home"], "To the top"),
    row(C::Start, A::Bottom, "start-bottom", &["G", "end"], "To the bottom"),
    row(C::Start, A::Open, "start-open", &["enter", "l"], "Open the room"),
    row(C::Start, A::BeginRoom, "begin", &["n"], "Begin a room"),
    row(C::Start, A::Practise, "practise", &["p"], "Practise on a real incident"),
    row(C::Start, A::Import, "import", &["m"], "Import lines into the selected room"),
    row(C::Start, A::Shield, "start-shield", &["S"], "Lift the shield for ten minutes, or let it down"),
    row(C::Start, A::Reload, "reload", &["R"], "Read the register again"),
    row(C::Start, A::Quit, "quit", &["q", "ctrl-q"], "Leave the program"),
];

/// The table with a person's own keys in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    rows: Vec<(Binding, Vec<Vec<KeyEvent>>)>,
}

/// What a key sequence means so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// This.
    Is(Action),
    /// More keys are needed: what may follow, each with its row.
    Pending(Vec<(KeyEvent, Binding)>),
    /// Nothing.
    Nothing,
}

/// What plain letters are where the keys go now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Letters {
    /// Text, that is being typed.
    #[default]
    Text,
    /// Keys.
    Keys {
        /// Those that only move a selection, and so may be taken before it is clear that they are
        /// no part of a paste.
        that_move: Vec<char>,
    },
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = |row: &Binding| row.keys.iter().filter_map(|keys| sequence(keys)).collect();
        Self { rows: BINDINGS.iter().map(|row| (*row, keys(row))).collect() }
    }
}

impl Keymap {
    /// What `pressed` means in these contexts, the first that knows it winning.
    pub fn meaning(&self, contexts: &[Context], pressed: &[KeyEvent]) -> Meaning {
        let mut pending = Vec::new();
        for context in contexts {
            for (row, sequences) in self.rows.iter().filter(|(row, _)| row.context == *context) {
                for keys in sequences {
                    if keys.as_slice() == pressed {
                        return Meaning::Is(row.action);
                    }
                    if keys.len() > pressed.len() && keys.starts_with(pressed) {
                        pending.push((keys[pressed.len()], *row));
                    }
                }
            }
        }
        if pending.is_empty() { Meaning::Nothing } else { Meaning::Pending(pending) }
    }

    /// The letters that only move a selection in these contexts.
    pub fn letters_that_move(&self, contexts: &[Context]) -> Vec<char> {
        let letter = |keys: &Vec<KeyEvent>| match keys.as_slice() {
            [KeyEvent { code: KeyCode::Char(c), modifiers, .. }]
                if (*modifiers - KeyModifiers::SHIFT).is_empty() =>
            {
                let moves = matches!(
                    self.meaning(contexts, keys),
                    Meaning::Is(action) if Step::of(action).is_some()
                );
                moves.then_some(*c)
            }
            _ => None,
        };
        let here = self.rows.iter().filter(|(row, _)| contexts.contains(&row.context));
        let moving = here.filter(|(row, _)| Step::of(row.action).is_some());
        moving.flat_map(|(_, sequences)| sequences.iter().filter_map(letter)).collect()
    }

    /// The keys of an action in a context, as people write them (`Ctrl-P`, `g g`).
    pub fn keys(&self, context: Context, action: Action) -> Vec<String> {
        let row = self.rows.iter().find(|(row, _)| row.context == context && row.action == action);
        let write = |keys: &Vec<KeyEvent>| keys.iter().map(written).collect::<Vec<_>>().join(" ");
        row.map(|(_, sequences)| sequences.iter().map(write).collect()).unwrap_or_default()
    }

    /// Every row with its keys.
    pub fn rows(&self) -> impl Iterator<Item = (&Binding, &[Vec<KeyEvent>])> {
        self.rows.iter().map(|(row, keys)| (row, keys.as_slice()))
    }
}

/// Reads a sequence (`ctrl-p`, `g g`, `pagedown`); nothing where it cannot be read.
pub fn sequence(text: &str) -> Option<Vec<KeyEvent>> {
    text.split(' ').map(key).collect()
}

fn key(text: &str) -> Option<KeyEvent> {
    let (modifiers, name) = match text.strip_prefix("ctrl-") {
        Some(name) => (KeyModifiers::CONTROL, name),
        None => (KeyModifiers::NONE, text),
    };
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "backtab" => KeyCode::BackTab,
        "space" => KeyCode::Char(' '),
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pageup" => KeyCode::PageUp,
        "pagedown" => KeyCode::PageDown,
        "backspace" => KeyCode::Backspace,
        "delete" => KeyCode::Delete,
        _ => {
            let mut chars = name.chars();
            let (first, rest) = (chars.next()?, chars.next());
            if rest.is_some() {
                return None;
            }
            KeyCode::Char(first)
        }
    };
    Some(KeyEvent::new(code, modifiers))
}

/// A key as people write it.
pub fn written(key: &KeyEvent) -> String {
    let name = match key.code {
        KeyCode::Char(' ') => "Space".to_owned(),
        KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::CONTROL) => {
            c.to_uppercase().to_string()
        }
        KeyCode::Char(c) => c.to_string(),
        KeyCode::BackTab => "Shift-Tab".to_owned(),
        KeyCode::PageUp => "PgUp".to_owned(),
        KeyCode::PageDown => "PgDn".to_owned(),
        other => format!("{other}"),
    };
    if key.modifiers.contains(KeyModifiers::CONTROL) { format!("Ctrl-{name}") } else { name }
}

/// A key event without what terminals add to it (kind, state, the Shift of a capital letter).
pub fn plain(key: KeyEvent) -> KeyEvent {
    let mut modifiers = key.modifiers;
    if matches!(key.code, KeyCode::Char(_) | KeyCode::BackTab) {
        modifiers.remove(KeyModifiers::SHIFT);
    }
    KeyEvent::new(key.code, modifiers)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_key_is_read_and_none_is_bound_twice_in_one_context() {
        let mut seen = HashSet::new();
        let mut names = HashSet::new();
        for row in BINDINGS {
            assert!(!row.help.is_empty() && names.insert(row.name), "{}", row.name);
            for keys in row.keys {
                let keys = sequence(keys).expect("a key that can be read");
                assert!(seen.insert((row.context, keys.clone())), "{} {keys:?}", row.name);
                let shadowed = BINDINGS.iter().filter(|other| other.context == row.context);
                for other in shadowed.flat_map(|other| other.keys) {
                    let other = sequence(other).expect("a key that can be read");
                    let prefix = other.len() < keys.len() && keys.starts_with(&other);
                    assert!(!prefix, "{} is shadowed", row.name);
                }
            }
        }
    }
}
