//! What writing a draft costs by its length: a letter typed into it with its checks looked at, the
//! frame that shows it, and the comparison with the text before.
//!
//! What must stay true: in a draft of ten thousand words nobody waits for a letter.

use std::hint::black_box;

use allhands::console::diff;
use allhands::console::editor::{self, Editor};
use allhands::console::model::Model;
use allhands::domain::command::Command;
use allhands::domain::event::DraftCreated;
use allhands::domain::handling::Handling;
use allhands::domain::ids::{DraftId, RevisionId};
use allhands::playbook;
use crossterm::event::KeyCode;
use divan::{Bencher, bench};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::room::{NOW, Room, record, submission};
use crate::{draw, press};

/// A page, and a report.
const WORDS: [usize; 2] = [300, 10_000];

/// What a text is made of: a sentence with a finding, one with a fact and a number, and one with
/// neither.
const SAID: &str = "On 4 January at 09:15 UTC we learned that a token of {{ affected_customers }} \
customers, 4,120 of them in Europe, was read. Our highly skilled team has no evidence of misuse. \
Please rotate every secret that you stored with us before 12:00 UTC, and look through your logs.";

fn text(words: usize) -> String {
    let each = SAID.split_whitespace().count();
    vec![SAID; words.div_ceil(each)].join("\n\n")
}

/// A letter in the middle of a text.
#[bench(args = WORDS, sample_count = 20, sample_size = 1)]
fn draft_typed(bencher: Bencher, words: usize) {
    let mut model = writing(words);
    bencher.bench_local(|| press(&mut model, KeyCode::Char('x')));
}

/// The frame behind it.
#[bench(args = WORDS, sample_count = 20, sample_size = 1)]
fn draft_drawn(bencher: Bencher, words: usize) {
    let model = writing(words);
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).expect("memory");
    bencher.bench_local(|| draw(&model, &mut terminal));
}

/// Two texts word by word, of which every tenth paragraph differs.
#[bench(args = WORDS, sample_count = 20, sample_size = 1)]
fn draft_compared(bencher: Bencher, words: usize) {
    let old = text(words);
    let paragraphs = old.split("\n\n").enumerate();
    let changed: Vec<String> = paragraphs
        .map(
            |(at, words)| if at % 10 == 0 { words.replace("4,120", "4,300") } else { words.into() },
        )
        .collect();
    let new = changed.join("\n\n");
    bencher.bench_local(|| diff::compare(black_box(&old), black_box(&new)));
}

/// A console with a draft of so many words open for writing, among nine others.
fn writing(words: usize) -> Model {
    let room = Room::of(1_000);
    let (path, mut incident) = room.copied();
    let mut file =
        allhands::store::direct::IncidentFile::open(&path, allhands::store::direct::Access::Write)
            .expect("a file");
    let said = text(words);
    let drafts: Vec<_> = (0..10)
        .map(|number| {
            let created = DraftCreated {
                draft: DraftId::new(format!("d{number}")),
                title: format!("Notice {number}"),
                audience: "customers".to_owned(),
                channel: String::new(),
                template: None,
                revision: RevisionId::new(format!("r{number}")),
                text: said.clone(),
                handling: Handling::Open,
            };
            submission("drafts", number + 1, Command::CreateDraft(created))
        })
        .collect();
    record(&mut file, &mut incident, &drafts);
    let mut model = room.model();
    model.library = playbook::builtin().into();
    model.incident = incident;
    model.now = NOW;
    let mut editor = Editor::new(DraftId::new("d0"), vec![RevisionId::new("r0")], &said, None);
    editor.buffer.jump_to_byte(said.len() / 2);
    editor::open(&mut model, editor);
    model
}
