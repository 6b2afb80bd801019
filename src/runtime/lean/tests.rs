//! The lean backend against the stock one, on a terminal emulator, for any frames.

use std::io::{self, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier, Style};

use super::Lean;

/// A writer that counts its writes, and whose bytes can be taken while a backend owns it.
#[derive(Clone, Default)]
struct Wire(Arc<Mutex<(Vec<u8>, usize)>>);

impl Wire {
    fn take(&self) -> (Vec<u8>, usize) {
        std::mem::take(&mut *self.0.lock().expect("no test panics while it writes"))
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut inner = self.0.lock().expect("no test panics while it writes");
        inner.0.extend_from_slice(bytes);
        inner.1 += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One frame: what is drawn where, and where the cursor stands.
#[derive(Clone, Debug)]
struct Scene {
    fills: Vec<(Rect, Style)>,
    texts: Vec<(u16, u16, String, Style)>,
    cursor: Option<(u16, u16)>,
}

impl Scene {
    fn buffer(&self, size: Size) -> Buffer {
        let area = Rect::new(0, 0, size.width, size.height);
        let mut buffer = Buffer::empty(area);
        for (x, y, text, style) in &self.texts {
            if *x < size.width && *y < size.height {
                buffer.set_string(*x, *y, text, *style);
            }
        }
        for (rect, style) in &self.fills {
            buffer.set_style(rect.intersection(area), *style);
        }
        buffer
    }
}

/// A backend with the emulator that shows what it sends, and the frame drawn before.
struct Seat<B: Backend<Error = io::Error>> {
    backend: B,
    wire: Wire,
    screen: vt100::Parser,
    before: Buffer,
    size: Size,
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN)
}

impl<B: Backend<Error = io::Error>> Seat<B> {
    fn new(size: Size, make: impl FnOnce(Wire) -> B) -> Self {
        let wire = Wire::default();
        let backend = make(wire.clone());
        let screen = vt100::Parser::new(cells(size.height), cells(size.width), 0);
        let before = Buffer::empty(Rect::new(0, 0, size.width, size.height));
        Self { backend, wire, screen, before, size }
    }

    /// Draws as `Terminal::draw` does and returns what was sent, in how many writes.
    fn draw(&mut self, scene: &Scene) -> (Vec<u8>, usize) {
        let next = scene.buffer(self.size);
        self.backend.draw(self.before.diff_iter(&next)).expect("a wire takes everything");
        match scene.cursor {
            None => self.backend.hide_cursor().expect("a wire takes everything"),
            Some(at) => {
                self.backend.show_cursor().expect("a wire takes everything");
                self.backend.set_cursor_position(at).expect("a wire takes everything");
            }
        }
        self.backend.flush().expect("a wire takes everything");
        self.before = next;
        let (bytes, writes) = self.wire.take();
        self.screen.process(&bytes);
        (bytes, writes)
    }

    /// What a person sees: symbols with their styles, the invisible left out.
    fn seen(&self) -> Vec<String> {
        let screen = self.screen.screen();
        let mut seen = Vec::new();
        for y in 0..self.size.height {
            for x in 0..self.size.width {
                let cell = screen.cell(y, x).expect("inside the screen");
                let text = cell.contents();
                let blank = text.is_empty() || text == " ";
                let shows = !blank || cell.inverse() || cell.underline();
                let ink = (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic());
                seen.push(format!(
                    "{x},{y} {:?} wide {} bg {:?} inverse {} underline {} ink {:?}",
                    if blank { " " } else { text },
                    cell.is_wide(),
                    cell.bgcolor(),
                    cell.inverse(),
                    cell.underline(),
                    shows.then_some(ink),
                ));
            }
        }
        let at = (!screen.hide_cursor()).then(|| screen.cursor_position());
        seen.push(format!("cursor {at:?}"));
        seen
    }
}

fn lean(size: Size) -> Seat<Lean<Wire>> {
    Seat::new(size, |wire| Lean::new(wire, size))
}

fn stock(size: Size) -> Seat<CrosstermBackend<Wire>> {
    crossterm::style::force_color_output(true);
    Seat::new(size, CrosstermBackend::new)
}

fn color() -> impl Strategy<Value = Color> {
    prop_oneof![
        4 => Just(Color::Reset),
        1 => Just(Color::Red),
        1 => Just(Color::DarkGray),
        1 => Just(Color::White),
        1 => (16u8..).prop_map(Color::Indexed),
        1 => Just(Color::Rgb(1, 20, 130)),
    ]
}

fn style() -> impl Strategy<Value = Style> {
    // The emulator knows these modifiers, and dim, but not bold and dim at once.
    let modifier = prop::sample::select(vec![
        Modifier::empty(),
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::ITALIC | Modifier::BOLD,
        Modifier::UNDERLINED,
        Modifier::REVERSED,
        Modifier::REVERSED | Modifier::BOLD,
    ]);
    (color(), color(), modifier).prop_map(|(fg, bg, m)| Style::new().fg(fg).bg(bg).add_modifier(m))
}

fn text() -> impl Strategy<Value = String> {
    let symbols = vec![
        "a",
        "b",
        "Z",
        "9",
        "~",
        "─",
        "│",
        "é",
        "Ω",
        "Ж",
        "…",
        "コ",
        "漢",
        "각",
        "ｱ",
        "👍",
        "e\u{301}",
        "✓",
        "⌚",
        "ไ",
        " ",
        "   ",
        "           ",
    ];
    prop::collection::vec(prop::sample::select(symbols), 0..12).prop_map(|parts| parts.concat())
}

fn scene() -> impl Strategy<Value = Scene> {
    let fill = (0u16..30, 0u16..8, 0u16..30, 0u16..4, style())
        .prop_map(|(x, y, w, h, style)| (Rect::new(x, y, w, h), style));
    let text = (0u16..30, 0u16..8, text(), style());
    let cursor = prop::option::of((0u16..6, 0u16..2));
    (prop::collection::vec(fill, 0..4), prop::collection::vec(text, 0..10), cursor)
        .prop_map(|(fills, texts, cursor)| Scene { fills, texts, cursor })
}

proptest! {
    #[test]
    fn a_terminal_shows_the_same_as_with_the_stock_backend(
        (width, height) in (6u16..32, 2u16..8),
        scenes in prop::collection::vec(scene(), 1..5),
    ) {
        let size = Size::new(width, height);
        let (mut lean, mut stock) = (lean(size), stock(size));
        for scene in &scenes {
            let (bytes, writes) = lean.draw(scene);
            stock.draw(scene);
            let (ours, theirs) = (lean.seen(), stock.seen());
            let differ = ours.iter().zip(&theirs).find(|(a, b)| a != b);
            prop_assert!(differ.is_none(), "{:?} {}", differ, bytes.escape_ascii());
            prop_assert!(writes <= 1);
            let (again, _) = lean.draw(scene);
            prop_assert!(again.is_empty(), "{}", again.escape_ascii());
        }
    }
}

/// A scene of one text.
fn one(x: u16, y: u16, text: &str) -> Scene {
    Scene { fills: vec![], texts: vec![(x, y, text.to_owned(), Style::new())], cursor: None }
}

fn sent(scenes: &[&Scene]) -> String {
    let mut seat = lean(Size::new(20, 4));
    let mut last = Vec::new();
    for scene in scenes {
        last = seat.draw(scene).0;
    }
    last.escape_ascii().to_string()
}

#[test]
fn a_typed_character_costs_one_byte() {
    let typed = |text: &str, x| Scene { cursor: Some((x, 1)), ..one(0, 1, text) };
    assert_eq!(sent(&[&typed("ab", 2), &typed("abc", 3)]), "c");
}

#[test]
fn what_stays_is_not_sent_and_blanks_are_erased() {
    let long = one(0, 2, "abcdefghijklmnopqrst");
    assert_eq!(sent(&[&long, &one(0, 2, "abcdefghijklmnopXrst")]), r"\x1b[17GX");
    assert_eq!(sent(&[&long, &one(0, 2, "ab")]), r"\x1b[3G\x1b[K");
    assert_eq!(sent(&[&long, &one(0, 2, "ab              qrst")]), r"\x1b[3G\x1b[14X");
}

#[test]
fn a_short_gap_is_written_over_and_a_gap_among_blanks_erased_with_them() {
    assert_eq!(sent(&[&one(0, 1, "abcabc"), &one(0, 1, "XbcXbc")]), r"\rXbcX");
    assert_eq!(sent(&[&one(0, 1, "aaaa    aaaa"), &one(0, 1, "")]), r"\r\x1b[12X");
}

#[test]
fn a_large_frame_is_one_synchronised_write() {
    let mut seat = lean(Size::new(80, 4));
    let (bytes, writes) = seat.draw(&one(0, 0, &"x".repeat(70)));
    assert_eq!(writes, 1);
    assert!(bytes.starts_with(b"\x1b[?2026h") && bytes.ends_with(b"\x1b[?2026l"));
}

#[test]
fn cells_that_no_terminal_would_give_one_place_become_blanks() {
    let mut seat = lean(Size::new(4, 1));
    let mut next = Buffer::empty(Rect::new(0, 0, 4, 1));
    next[(0, 0)].set_symbol("a");
    next[(1, 0)].set_symbol("\u{301}");
    next[(2, 0)].set_symbol("b");
    next[(3, 0)].set_symbol("漢");
    seat.backend.draw(seat.before.diff_iter(&next)).expect("a wire takes everything");
    seat.backend.flush().expect("a wire takes everything");
    seat.screen.process(&seat.wire.take().0);
    assert_eq!(seat.screen.screen().contents().trim_end(), "a b");
    assert_eq!(seat.screen.screen().cell(0, 0).map(vt100::Cell::contents), Some("a"));
}

#[test]
fn no_escape_in_a_cell_reaches_the_terminal() {
    let mut seat = lean(Size::new(4, 1));
    let cells = [Cell::new("\x1b[31m"), Cell::new("\u{9b}1m"), Cell::new("a\u{7}")];
    let content = (0u16..).zip(&cells).map(|(x, cell)| (x, 0, cell));
    seat.backend.draw(content).expect("a wire takes everything");
    seat.backend.flush().expect("a wire takes everything");
    assert_eq!(seat.wire.take().0.escape_ascii().to_string(), r"\x1b[H\x1b[m   ");
}

#[test]
fn a_terminal_of_no_size_is_taken_as_80x24() {
    let mut backend = Lean::new(Wire::default(), Size::new(0, 0));
    assert_eq!(backend.size().ok(), Some(Size::new(80, 24)));
    backend.resize(Size::new(7, 3));
    assert_eq!(backend.size().ok(), Some(Size::new(7, 3)));
    backend.set_cursor_position(Position::new(99, 99)).expect("a wire takes everything");
    assert_eq!(backend.get_cursor_position().ok(), Some(Position::new(6, 2)));
}

#[test]
fn clearing_asks_the_terminal_nothing() {
    let mut seat = lean(Size::new(10, 2));
    seat.draw(&one(0, 0, "abc"));
    let area = Rect::new(0, 0, 10, 2);
    let mut terminal = ratatui::Terminal::new(seat.backend).expect("no terminal is needed");
    terminal.resize(area).and_then(|()| terminal.clear()).expect("a wire takes everything");
    terminal.draw(|_| {}).expect("a wire takes everything");
    let bytes = seat.wire.take().0.escape_ascii().to_string();
    assert!(bytes.contains(r"\x1b[2J") && !bytes.contains("[6n"), "{bytes}");
}
