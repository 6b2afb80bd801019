//! Who may be shown a draft: asked, and set.
//!
//! Apart from the list, because it asks twice: for what, then for whom or at whose direction. What
//! must stay true: the label is the draft's, so every text that it ever had goes with it.

use super::Ask;
use crate::console::action::Action;
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Asks, ChoiceRow};
use crate::console::update;
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::domain::event::DraftHandled;
use crate::domain::handling::Handling;
use crate::domain::ids::DraftId;

/// Asks for a draft's handling; the present one is named.
pub(super) fn ask(model: &mut Model, draft: &Draft) {
    let now = draft.handling.word();
    let row = |id: &str, label: &str| {
        let note = if id == now { "as it is now" } else { "" };
        ChoiceRow::new(id, label, note)
    };
    let rows = vec![
        row("open", "Open: for everybody in the room"),
        row("restricted", "Restricted: to people or departments"),
        row("privileged", "Privileged: at the direction of counsel"),
    ];
    let asks = Asks::Drafts(Ask::Handling(draft.id.clone()));
    let title = format!("Who may be shown it?  ({})", draft.title);
    overlay::choose(model, asks, title, rows, false);
}

/// Takes the choice; of the two closed ones it asks on.
pub(super) fn chosen(model: &mut Model, id: DraftId, chosen: &str) -> Vec<Effect> {
    let (name, title, hint) = match chosen {
        "restricted" => (
            "draft restricted-to",
            "Restricted to whom?",
            "departments, people, commas between; empty: its author and the incident commander",
        ),
        "privileged" => ("draft privileged-by", "At whose direction?", "may stay empty"),
        _ => return set(model, id, Handling::Open),
    };
    let privileged = chosen == "privileged";
    let name = format!("{name} {id}");
    let asks = Asks::Drafts(Ask::HandledFor { draft: id, privileged });
    overlay::prompt(model, asks, &name, title, hint, "");
    Vec::new()
}

/// Takes for whom it is, or at whose direction it was written.
pub(super) fn whom(model: &mut Model, id: DraftId, privileged: bool, words: &str) -> Vec<Effect> {
    let handling = if privileged {
        Handling::Privileged { direction: (!words.is_empty()).then(|| words.to_owned()) }
    } else {
        let names = words.split(',').map(str::trim).filter(|who| !who.is_empty());
        Handling::Restricted { to: names.map(str::to_owned).collect() }
    };
    set(model, id, handling)
}

fn set(model: &mut Model, draft: DraftId, handling: Handling) -> Vec<Effect> {
    let lift = model.keymap.keys(crate::console::keymap::Context::Panes, Action::Shield);
    let (word, hides) = (handling.word(), !handling.is_open() && model.shielded());
    let effects = update::submit(model, Command::HandleDraft(DraftHandled { draft, handling }));
    if !effects.is_empty() {
        let lift = lift.into_iter().next().unwrap_or_default();
        model.notice = Some(if hides {
            format!("The draft is {word}: the shield hides it ({lift} lifts the shield).")
        } else {
            format!("The draft is {word}.")
        });
    }
    effects
}
