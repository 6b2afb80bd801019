//! Marks on the text that is being written: its placeholders, what the checks find, and what is
//! selected.
//!
//! Apart from the editor's frame, because the area wraps and paints the text by itself, and the
//! marks are laid over what it painted. What must stay true: a mark changes no sign on the screen,
//! only its style, and none leaves the area.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use tui_textarea::TextArea;

use crate::domain::check::Finding;
use crate::domain::placeholder;
use crate::text;

/// The area paints selections and hits in colours of its own: they are turned round instead, which
/// every theme shows.
pub fn selection(rect: Rect, buffer: &mut Buffer) {
    for position in rect.positions() {
        let cell = &mut buffer[position];
        if cell.bg != Color::Reset {
            cell.set_style(Style::new().bg(Color::Reset).fg(Color::Reset));
            cell.set_style(Style::new().add_modifier(Modifier::REVERSED));
        }
    }
}

/// Marks every placeholder that is in sight, across the rows it is wrapped over.
pub fn placeholders(rect: Rect, buffer: &mut Buffer, style: Style) {
    let positions: Vec<Position> = rect.positions().collect();
    let mut shown = String::new();
    let mut starts = Vec::with_capacity(positions.len());
    for position in &positions {
        starts.push(shown.len());
        shown.push_str(buffer[*position].symbol());
    }
    for placeholder in placeholder::placeholders(&shown) {
        let first = starts.partition_point(|start| *start < placeholder.range.start);
        let end = starts.partition_point(|start| *start < placeholder.range.end);
        for position in &positions[first..end] {
            buffer[*position].set_style(style);
        }
    }
}

/// Underlines the passages in sight that the checks found and nobody waived.
pub fn findings(rect: Rect, buffer: &mut Buffer, area: &TextArea<'_>, found: &[Finding]) {
    let open: Vec<&Finding> = found.iter().filter(|one| one.waived.is_none()).collect();
    if open.is_empty() {
        return;
    }
    for (row, shown) in (rect.y..).zip(rows(area, rect.height)) {
        for one in &open {
            let from = one.at.start.max(shown.start);
            let to = one.at.end.min(shown.start + shown.words.len());
            let words = from.checked_sub(shown.start).zip(to.checked_sub(shown.start));
            let Some((before, within)) = words.and_then(|(from, to)| {
                Some((shown.words.get(..from)?, shown.words.get(from..to)?))
            }) else {
                continue;
            };
            let cells = |words: &str| u16::try_from(text::width(words)).unwrap_or(u16::MAX);
            let x = rect.x.saturating_add(cells(before));
            let width = cells(within.trim_end());
            let passage = Rect { x, y: row, width, height: 1 }.intersection(rect);
            buffer.set_style(passage, Style::new().add_modifier(Modifier::UNDERLINED));
        }
    }
}

/// A row of the screen: where its words begin in the text, in bytes, and the words.
struct Row<'t> {
    start: usize,
    words: &'t str,
}

/// The rows that the area shows, as it wrapped them.
fn rows<'t>(area: &'t TextArea<'_>, height: u16) -> Vec<Row<'t>> {
    let top = usize::from(area.scroll_offset().0);
    let first = area.screen_to_data(top, 0);
    let lines = area.lines();
    let mut start: usize = lines.iter().take(first.0).map(|line| line.len() + 1).sum();
    let (mut line, mut begun) = (first.0, byte_of(lines, first.0, first.1));
    let mut rows = Vec::with_capacity(height.into());
    for row in 1..=usize::from(height) {
        let next = area.screen_to_data(top + row, 0);
        let Some(words) = lines.get(line) else { break };
        // Behind the last row the area gives that row again.
        let more = (next.0, byte_of(lines, next.0, next.1)) != (line, begun);
        let end = if more && next.0 == line { byte_of(lines, line, next.1) } else { words.len() };
        rows.push(Row { start: start + begun, words: words.get(begun..end).unwrap_or_default() });
        if !more {
            break;
        }
        if next.0 > line {
            start += words.len() + 1;
            line = next.0;
        }
        begun = byte_of(lines, line, next.1);
    }
    rows
}

fn byte_of(lines: &[String], line: usize, column: usize) -> usize {
    let Some(line) = lines.get(line) else { return 0 };
    line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
}
