//! From what a key means to what is done. Acts on things go to the pane that has the focus.

use crate::console::action::{Action, of_a_pane};
use crate::console::drafts::page::Page;
use crate::console::effect::Effect;
use crate::console::keymap::Context;
use crate::console::layout;
use crate::console::model::{Focus, Model, Pane, Thing, ZoneChoice};
use crate::console::overlay::{self, Asks, Overlay};
use crate::console::select::Step;
use crate::console::{
    capture, checklists, drafts, editor, facts, next, palette, plan, redact, room, shield,
    standing, timeline, typist, undo, unseen,
};

/// Runs an action as if its key were pressed where that key means it: what the palette does.
pub fn run(model: &mut Model, context: Context, action: Action) -> Vec<Effect> {
    match context {
        Context::Timeline => model.focus = Focus::Pane(Pane::Timeline),
        Context::Next => go_to(model, Pane::Next),
        Context::Checklists => go_to(model, Pane::Checklists),
        Context::Drafts => go_to(model, Pane::Drafts),
        Context::Plan => {
            if !matches!(model.drafts.page, Page::Plan(_)) {
                plan::open(model, None);
            }
            model.focus = Focus::Pane(Pane::Drafts);
        }
        Context::Capture => model.focus = Focus::Capture,
        Context::Always
        | Context::Panes
        | Context::Editor
        | Context::Line
        | Context::Typing
        | Context::Dialog
        | Context::Start => {}
    }
    act(model, action)
}

fn go_to(model: &mut Model, pane: Pane) {
    if model.focus != Focus::Pane(pane) {
        model.focus = Focus::Pane(pane);
        arrive(model);
    }
}

/// What is done while the screen is hidden: only what needs no eyes.
pub fn while_blank(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Blank | Action::Redraw | Action::Suspend => act(model, action),
        Action::FreshLine => unseen::fresh(model),
        _ => Vec::new(),
    }
}

/// Does what a key means.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(effects) = in_dialog(model, action) {
        return effects;
    }
    match action {
        Action::Palette => palette::open(model),
        Action::FreshLine => capture::fresh(model),
        Action::Blank => unseen::toggle(model),
        Action::Shield => shield::toggle(model),
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        Action::Leave => standing::leave(model),
        Action::Quit => vec![Effect::Quit],
        Action::Record
        | Action::LastLine
        | Action::Complete
        | Action::PlainLine
        | Action::Parked
        | Action::PasteLines
        | Action::MarkSecret => capture::act(model, action),
        Action::ToPanes => to_panes(model),
        Action::ToCapture => to_capture(model),
        Action::NextPane => move_focus(model, 1),
        Action::PreviousPane => move_focus(model, Pane::ALL.len() - 1),
        Action::Zoom => zoom(model),
        Action::Zone => next_zone(model),
        Action::Undo | Action::Redo => undo::act(model, action),
        Action::Status => room::status(model),
        Action::Severity => room::severity(model),
        Action::Phase => room::phases(model),
        Action::Anchor => room::anchors::list(model),
        Action::Roles => room::roles(model),
        Action::Rename => room::rename(model),
        Action::Playbook => room::playbooks(model),
        Action::Tray => room::tray::list(model),
        Action::Facts => facts::open(model),
        Action::Plan => plan::open(model, None),
        Action::Embargo => plan::embargo::ask(model),
        Action::HoldingStatement => drafts::holding::ask(model),
        Action::Redact => redact::begin(model),
        Action::LegalHold => redact::hold(model),
        Action::Names => room::names::list(model),
        Action::Standing => standing::tell(model),
        Action::ThisIsTheRoom => standing::ask(model),
        Action::TakeOver => standing::ask_take_over(model),
        Action::Typist | Action::OnBehalf => typist::act(model, action),
        Action::Save
        | Action::CloseEditor
        | Action::Search
        | Action::EditorUndo
        | Action::EditorRedo
        | Action::External
        | Action::EditorMark
        | Action::EditorCut
        | Action::EditorCopy
        | Action::EditorPaste => editor::act(model, action),
        of_a_pane!() => in_pane(model, action),
        // Dialogs were asked above; the start screen has a model of its own.
        Action::Accept
        | Action::Cancel
        | Action::Typing
        | Action::BeginRoom
        | Action::Practise
        | Action::Import
        | Action::Reload => Vec::new(),
    }
}

/// From the capture line, or to the pane that is shown alone.
fn to_panes(model: &mut Model) -> Vec<Effect> {
    model.focus = Focus::Pane(model.zoomed.unwrap_or(model.left));
    arrive(model);
    capture::leave(model)
}

fn to_capture(model: &mut Model) -> Vec<Effect> {
    model.left = layout::current(model);
    model.focus = Focus::Capture;
    Vec::new()
}

/// One pane alone, or all.
fn zoom(model: &mut Model) -> Vec<Effect> {
    let pane = layout::current(model);
    model.zoomed = if model.zoomed.is_none() { Some(pane) } else { None };
    Vec::new()
}

/// Clock times in the next zone.
fn next_zone(model: &mut Model) -> Vec<Effect> {
    model.zone = match model.zone {
        ZoneChoice::Room => ZoneChoice::Utc,
        ZoneChoice::Utc => ZoneChoice::Yours,
        ZoneChoice::Yours => ZoneChoice::Room,
    };
    model.notice = Some(format!("Clock times in {}.", model.tz()));
    Vec::new()
}

/// What the selection of the pane in focus rests on.
pub fn selected(model: &Model) -> Option<Thing> {
    match layout::current(model) {
        Pane::Timeline => timeline::selected(model),
        Pane::Next => next::selected(model),
        Pane::Checklists => checklists::selected(model),
        Pane::Drafts => drafts::selected(model),
    }
}

/// An act in the pane in focus; asked for twice where another console changed the selected thing a
/// moment ago.
fn in_pane(model: &mut Model, action: Action) -> Vec<Effect> {
    if action.changes_a_thing()
        && let Some(thing) = selected(model)
        && model.stirred_lately(&thing)
    {
        overlay::confirm(
            model,
            Asks::Anyway(action),
            "This changed at another console a moment ago. Go on?",
            vec!["Look at it once more: it may not be what you meant any longer.".to_owned()],
        );
        return Vec::new();
    }
    in_pane_now(model, action)
}

/// An act in the pane in focus.
pub fn in_pane_now(model: &mut Model, action: Action) -> Vec<Effect> {
    match layout::current(model) {
        Pane::Timeline => timeline::act(model, action),
        Pane::Next => next::act(model, action),
        Pane::Checklists => checklists::act(model, action),
        Pane::Drafts => drafts::act(model, action),
    }
}

/// To a neighbour in the order of Tab.
fn move_focus(model: &mut Model, by: usize) -> Vec<Effect> {
    let from = Pane::ALL.iter().position(|pane| *pane == layout::current(model)).unwrap_or(0);
    let to = Pane::ALL[(from + by) % Pane::ALL.len()];
    model.focus = Focus::Pane(to);
    if model.zoomed.is_some() {
        model.zoomed = Some(to);
    }
    arrive(model);
    Vec::new()
}

/// Who comes to a list can act at once: where nothing is selected in it, the first is. The timeline
/// follows its newest line instead.
fn arrive(model: &mut Model) {
    match model.focus {
        Focus::Pane(Pane::Next) => next::arrive(model),
        Focus::Pane(Pane::Checklists) => checklists::arrive(model),
        Focus::Pane(Pane::Drafts) => drafts::arrive(model),
        Focus::Pane(Pane::Timeline) | Focus::Capture => {}
    }
}

/// What a key means to the dialog on top; nothing where it means the same with and without one.
fn in_dialog(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let height = layout::dialog_rows(model);
    let (inside, set) = (layout::reader(model), model.settings.set());
    let palette = palette::is_open(model);
    let top = model.overlays.last_mut()?;
    match (action, top) {
        (Action::Cancel, Overlay::Line(_)) => return Some(capture::park_fresh(model)),
        (Action::Cancel, _) => return Some(overlay::cancel(model)),
        (Action::Accept, Overlay::Reader(_)) => {
            model.overlays.pop();
        }
        (Action::Accept, _) => return Some(overlay::answer(model)),
        (Action::Typing, Overlay::Choice(choice)) => choice.typing = !choice.typing,
        (Action::Palette, _) if palette => {
            model.overlays.pop();
        }
        (action, Overlay::Choice(choice)) => choice.step(Step::of(action)?, height),
        (action, Overlay::Reader(reader)) => {
            let by = Step::of(action)?.distance(usize::from(inside.height));
            reader.scroll(by, inside, set);
        }
        (_, Overlay::Prompt(_) | Overlay::Confirm(_) | Overlay::Line(_)) => return None,
    }
    Some(Vec::new())
}
