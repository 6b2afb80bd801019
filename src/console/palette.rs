//! The palette, which is the help: every action that can be run now, with its keys, searched by
//! typing, run by Enter.

use super::effect::Effect;
use super::keymap::{Binding, Context, written};
use super::model::Model;
use super::overlay::{Answer, Answered, Asks, Choice, ChoiceRow, Overlay};
use super::{editor, update};

/// Whether the palette is on top.
pub fn is_open(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Choice(choice)) if choice.asks == Asks::Palette)
}

/// Opens it, letters going into the search.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let here = update::contexts(model);
    let mut rows: Vec<(bool, ChoiceRow)> = model
        .keymap
        .rows()
        .filter(|(row, _)| offered(model, row))
        .map(|(row, keys)| {
            let keys: Vec<String> = keys
                .iter()
                .map(|keys| keys.iter().map(written).collect::<Vec<_>>().join(" "))
                .collect();
            let label = format!("{} · {}", row.help, row.name);
            let row_here = here.contains(&row.context);
            let shown = ChoiceRow::new(row.name, label, keys.join(", "));
            (!row_here, ChoiceRow { also: row.also, ..shown })
        })
        .collect();
    // What means something here comes first; within that, the order of the table.
    rows.sort_by_key(|(elsewhere, _)| *elsewhere);
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    let mut choice = Choice::new(Asks::Palette, "Palette and help", rows, false);
    choice.typing = true;
    model.overlays.push(Overlay::Choice(choice));
    Vec::new()
}

/// Whether a row can be run from here.
fn offered(model: &Model, row: &Binding) -> bool {
    match row.context {
        Context::Always
        | Context::Capture
        | Context::Panes
        | Context::Timeline
        | Context::Next
        | Context::Checklists
        | Context::Drafts
        | Context::Plan => true,
        Context::Editor => editor::is_open(model),
        Context::Line | Context::Typing | Context::Dialog | Context::Start => false,
    }
}

/// Runs what was chosen.
pub fn answer(model: &mut Model, given: &Answer) -> Answered {
    let row = model.keymap.rows().find(|(row, _)| row.name == given.words()).map(|(row, _)| *row);
    Ok(row.map(|row| update::run(model, row.context, row.action)).unwrap_or_default())
}
