//! How far each lane is, in the checklists' place where it is too narrow for items: nobody's lane
//! is out of sight while the words of what is owed have the room.

use crate::console::layout::Area;
use crate::console::model::Model;
use crate::domain::lane::Lane;
use crate::domain::people::DepartmentId;
use crate::domain::time::length;
use crate::text;

use super::canvas::Canvas;
use super::theme::Role;

/// Cells between two columns.
const GAP: usize = 2;

/// What stands on the frame: what the mark behind a lane means, where one stands there.
pub fn title(model: &Model) -> String {
    let late = lanes(model).iter().any(|(_, lane)| lane.late > 0);
    if late { "(!late)".to_owned() } else { String::new() }
}

/// The lanes that have items, with their figures.
fn lanes(model: &Model) -> Vec<(DepartmentId, Lane)> {
    let with_figures = |id: DepartmentId| {
        let lane = model.incident.lane(&id, model.now);
        (id, lane)
    };
    let lanes = model.incident.lanes().into_iter().map(with_figures);
    lanes.filter(|(_, lane)| lane.applicable > 0).collect()
}

/// Draws the lanes in as few columns as hold them all.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let lanes = lanes(model);
    if lanes.is_empty() {
        canvas.text(area, 1, 0, "No item yet: r b adds some.", Role::Faint);
        return;
    }
    let rows = usize::from(area.height).max(1);
    let alone = lanes.len() <= rows;
    let mut at = 1;
    let mut left = lanes.len();
    for column in lanes.chunks(rows) {
        let cells = cells(model, column, canvas.set);
        let width = cells.iter().map(|cell| text::width(cell)).max().unwrap_or(0);
        if at + width > usize::from(area.width) {
            let words = format!("… {left} more lanes");
            canvas.text_right(area, area.height.saturating_sub(1), &words, Role::Faint);
            return;
        }
        for (line, ((_, lane), cell)) in (0_u16..).zip(column.iter().zip(&cells)) {
            let late = lane.late > 0 || lane.asking > 0;
            let role = if late { Role::Alarm } else { Role::Text };
            canvas.text(area, u16::try_from(at).unwrap_or(u16::MAX), line, cell, role);
            left -= 1;
            if alone && let Some(word) = lane.last_word {
                let ago = format!("last word {}", length(model.now.since(word.at).max(0)));
                if at + width + GAP + text::width(&ago) <= usize::from(area.width) {
                    canvas.text_right(area, line, &ago, Role::Faint);
                }
            }
        }
        at += width + GAP;
    }
}

/// The lanes of a column: name, done of all, `!` and how many are late.
fn cells(model: &Model, column: &[(DepartmentId, Lane)], set: text::Set) -> Vec<String> {
    let names: Vec<_> =
        column.iter().map(|(id, _)| text::cells_in(model.incident.short(id), set)).collect();
    let widest = names.iter().map(|name| text::width(name)).max().unwrap_or(0);
    let one = |(name, (_, lane)): (_, &(DepartmentId, Lane))| {
        let name = text::pad(name, widest, set);
        let figures = format!("{}/{}", lane.done, lane.applicable);
        let late = if lane.late > 0 { format!(" !{}", lane.late) } else { String::new() };
        format!("{name} {figures:>4}{late}")
    };
    names.iter().map(AsRef::as_ref).zip(column).map(one).collect()
}
