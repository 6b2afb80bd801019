//! The page of what is said of a draft. Apart from the list and the texts: its lines come ready
//! made from the console, and are only wrapped and placed here.

use crate::console::action::Action;
use crate::console::drafts::page::foot_rows;
use crate::console::drafts::review::ReviewPage;
use crate::console::drafts::said::{self, Look};
use crate::console::layout::Area;
use crate::console::model::Model;
use crate::text;

use crate::view::canvas::Canvas;
use crate::view::list::{List, text_rows};
use crate::view::theme::Role;

/// Draws the page into an area without frame.
pub(super) fn draw(
    model: &Model,
    page: &ReviewPage,
    area: Area,
    canvas: &mut Canvas<'_>,
    has_keys: bool,
) {
    let Some(draft) = model.incident.drafts.draft(&page.draft) else { return };
    let lines = said::lines_with(model, draft, &page.changes);
    let body = Area { height: area.height.saturating_sub(foot_rows(area)), ..area };
    let things: Vec<usize> = (0..lines.len()).collect();
    let words: Vec<String> =
        lines.iter().map(|line| text::cells_in(&line.words, canvas.set).into_owned()).collect();
    let list = List {
        things: &things,
        known: things.len(),
        selection: &page.selection,
        here: true,
        zoomed: true,
        height: body.height,
    };
    for one in list.lay(|place| words.get(place).map_or(1, |words| rows(words, body))) {
        if one.selected {
            canvas.marker(body, one.row, has_keys);
        }
        let (Some(line), Some(words)) = (lines.get(one.place), words.get(one.place)) else {
            continue;
        };
        let role = match line.look {
            Look::Head => Role::Title,
            Look::Good => Role::Good,
            Look::Owed => Role::Soon,
            Look::Wrong => Role::Alarm,
            Look::Plain => Role::Text,
        };
        let (column, words) = indented(words, body);
        text_rows(words, body, column, one, role, canvas);
    }
    let on = page.line(lines.len()).and_then(|place| lines.get(place));
    let comment = on.is_some_and(|line| line.comment.is_some());
    let finding = on.is_some_and(|line| line.finding.is_some());
    let hints: &[(Action, &str)] = if finding {
        &[
            (Action::Waive, "waive, or not"),
            (Action::Open, "to the passage"),
            (Action::Back, "back"),
        ]
    } else if comment {
        &[
            (Action::Answer, "answer"),
            (Action::Done, "resolve"),
            (Action::TakeSuggestion, "put its words in"),
            (Action::Back, "back"),
        ]
    } else {
        &[
            (Action::AskReview, "ask"),
            (Action::Approve, "approve"),
            (Action::WantChanges, "want changes"),
            (Action::Go, "go"),
            (Action::LetOut, "let out"),
            (Action::Sent, "sent"),
            (Action::Back, "back"),
        ]
    };
    super::foot(model, hints, area, canvas);
}

/// Where a line's words begin, and the words: what is wrapped stands below its beginning, behind
/// the mark of a list where it has one.
fn indented(words: &str, area: Area) -> (u16, &str) {
    let trimmed = words.trim_start_matches(' ');
    let blanks = u16::try_from(words.len() - trimmed.len()).unwrap_or(0);
    (2 + blanks.min(area.width / 4), trimmed)
}

/// Rows that a line takes with all of its words.
fn rows(words: &str, area: Area) -> usize {
    let (column, words) = indented(words, area);
    text::rows(words, usize::from(area.width.saturating_sub(column)).max(1))
}
