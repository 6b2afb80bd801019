//! What a room costs by the length of its record: whatever a person waits for, at a thousand, ten
//! thousand and a hundred thousand lines. `cargo bench` runs all, `cargo bench -- frame` one.
//!
//! What must stay true: a frame, a key, a typed letter, a line heard and a line recorded cost the
//! same at every length.

mod draft;
mod room;

use std::cell::RefCell;
use std::hint::black_box;

use allhands::console::compose::{self, Context, Line};
use allhands::console::message::Message;
use allhands::console::model::Model;
use allhands::console::timeline::set_filter;
use allhands::console::update::update;
use allhands::domain::event::Recorded;
use allhands::domain::incident::Incident;
use allhands::domain::people::DepartmentId;
use allhands::store::direct::{Access, IncidentFile};
use allhands::view::screen;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use divan::{Bencher, bench};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use room::{NOW, Room, a_line, submission};

const LENGTHS: [usize; 3] = [1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

/// Rows to what they mean.
#[bench(args = LENGTHS, sample_count = 10)]
fn fold(bencher: Bencher, length: usize) {
    let room = Room::of(length);
    bencher.bench(|| Incident::replay(&room.rows));
}

/// A file to what it means, as a console does that was never here.
#[bench(args = LENGTHS, sample_count = 10)]
fn catch_up(bencher: Bencher, length: usize) {
    let room = Room::of(length);
    bencher.bench(|| {
        let file = IncidentFile::open(&room.path, Access::Read).expect("a file");
        let mut incident = Incident::default();
        file.fold_into(&mut incident).expect("rows");
        incident
    });
}

/// The first screen's part of the fold, written to the desk while nobody waits.
#[bench(args = LENGTHS, sample_count = 10)]
fn snapshot_kept(bencher: Bencher, length: usize) {
    let room = Room::of(length);
    let mut desk = room.desk();
    bencher.bench_local(|| desk.save_front(room.head, &room.incident, NOW).expect("kept"));
}

/// The same, read at the start of a console.
#[bench(args = LENGTHS, sample_count = 10)]
fn snapshot_read(bencher: Bencher, length: usize) {
    let room = Room::of(length);
    let mut desk = room.desk();
    desk.save_front(room.head, &room.incident, NOW).expect("kept");
    bencher.bench_local(|| desk.front().expect("a desk").expect("a front"));
}

/// A whole screen that is drawn again.
#[bench(args = LENGTHS)]
fn frame(bencher: Bencher, length: usize) {
    let (model, mut terminal) = screen_of(length);
    bencher.bench_local(|| draw(&model, &mut terminal));
}

/// A key that moves the selection, and the frame after it.
#[bench(args = LENGTHS)]
fn key_down(bencher: Bencher, length: usize) {
    let (mut model, mut terminal) = screen_of(length);
    press(&mut model, KeyCode::Esc);
    let mut keys = [KeyCode::Up, KeyCode::Up, KeyCode::Down].into_iter().cycle();
    bencher.bench_local(|| {
        press(&mut model, keys.next().expect("without an end"));
        draw(&model, &mut terminal);
    });
}

/// A letter in the capture line, and the frame after it.
#[bench(args = LENGTHS)]
fn key_typed(bencher: Bencher, length: usize) {
    let (mut model, mut terminal) = screen_of(length);
    let mut keys = [KeyCode::Char('d'), KeyCode::Backspace].into_iter().cycle();
    bencher.bench_local(|| {
        press(&mut model, keys.next().expect("without an end"));
        draw(&model, &mut terminal);
    });
}

/// A line that another console recorded, and the frame after it.
#[bench(args = LENGTHS, sample_size = 1)]
fn line_heard(bencher: Bencher, length: usize) {
    let room = Room::of(length);
    let (model, terminal) = screen_of(length);
    let both = RefCell::new((model, terminal));
    let next = || {
        let last = room.rows.last().expect("a row");
        let seq = both.borrow().0.incident.head + 1;
        let mut row = Recorded { seq, ..last.clone() };
        let submission = submission("elsewhere", seq, a_line(&format!("elsewhere-{seq}"), seq));
        row.submission = submission.id;
        row.event = room::event(submission.command);
        row
    };
    bencher.with_inputs(next).bench_local_values(|row| {
        let (model, terminal) = &mut *both.borrow_mut();
        update(model, Message::Committed(vec![row]));
        draw(model, terminal);
    });
}

/// A line of ours: decided, numbered, synced.
#[bench(args = LENGTHS, sample_count = 20, sample_size = 1)]
fn line_recorded(bencher: Bencher, length: usize) {
    let room = Room::of(length);
    let (path, mut incident) = room.copied();
    let mut file = IncidentFile::open(&path, Access::Write).expect("a file");
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        let line = submission("here", number, a_line(&format!("here-{number}"), number));
        file.deliver(&mut incident, &[line], NOW).expect("recorded")
    });
}

/// The key that begins a filter: what is searched is gathered.
#[bench(args = LENGTHS, sample_count = 20, sample_size = 1)]
fn filter_begun(bencher: Bencher, length: usize) {
    let model = RefCell::new(screen_of(length).0);
    press(&mut model.borrow_mut(), KeyCode::Esc);
    bencher
        .with_inputs(|| press(&mut model.borrow_mut(), KeyCode::Esc))
        .bench_local_values(|()| press(&mut model.borrow_mut(), KeyCode::Char('/')));
}

/// Words that must stand there just so.
#[bench(args = LENGTHS, sample_count = 20, sample_size = 1)]
fn filter_literal(bencher: Bencher, length: usize) {
    filter(bencher, length, "\"db-7 talked\"");
}

/// The first letter, others between.
#[bench(args = LENGTHS, sample_count = 20, sample_size = 1)]
fn filter_fuzzy_first(bencher: Bencher, length: usize) {
    filter(bencher, length, "d");
}

/// A word, others between.
#[bench(args = LENGTHS, sample_count = 20, sample_size = 1)]
fn filter_fuzzy_word(bencher: Bencher, length: usize) {
    filter(bencher, length, "dbtalk");
}

fn filter(bencher: Bencher, length: usize, text: &str) {
    let model = RefCell::new(screen_of(length).0);
    bencher
        .with_inputs(|| set_filter(&mut model.borrow_mut(), ""))
        .bench_local_values(|()| set_filter(&mut model.borrow_mut(), text));
}

/// The line as it stands, read with every letter.
#[bench(args = LENGTHS)]
fn capture_read(bencher: Bencher, length: usize) {
    let room = Room::of(length);
    let people: Vec<_> = room.incident.people.keys().cloned().collect();
    let facts: Vec<_> = room.incident.facts.all().map(|(name, _)| name.to_owned()).collect();
    let department = DepartmentId::new("sec");
    let context = Context {
        now: NOW,
        clock: NOW,
        zone: chrono_tz::Europe::Prague,
        department: &department,
        departments: &room.incident.departments,
        people: &people,
        tags: &[],
        facts: &facts,
    };
    let line = "% > -15m @infra rotate the signing keys of 203.0.113.9 in 20m #keys";
    bencher.bench_local(|| compose::read(black_box(Line::typed(line)), &context));
}

fn screen_of(length: usize) -> (Model, Terminal<TestBackend>) {
    let model = Room::of(length).model();
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).expect("memory");
    draw(&model, &mut terminal);
    (model, terminal)
}

fn draw(model: &Model, terminal: &mut Terminal<TestBackend>) {
    terminal.draw(|frame| screen::draw(model, frame)).expect("memory");
}

fn press(model: &mut Model, key: KeyCode) {
    black_box(update(model, Message::Key(KeyEvent::new(key, KeyModifiers::NONE))));
}
