//! Anything in any order: no sequence of messages makes the console panic, no frame fails to be
//! drawn, and no word that stood in a line is gone unless a key deleted it.

use allhands::console::effect::Effect;
use allhands::console::keymap::{BINDINGS, sequence};
use allhands::console::message::Message;
use allhands::console::model::{Model, Scratch, Slot};
use allhands::console::overlay::Overlay;
use allhands::domain::command::Command;
use allhands::domain::event::EntryPinned;
use allhands::domain::refusal::Refusal;
use allhands::domain::timeline::Entry;
use allhands::playbook::Library;
use crossterm::event::KeyCode;
use proptest::prelude::*;

use super::story::{Story, at};

const MINUTE: i64 = 60_000;

/// Something that happens.
#[derive(Debug, Clone)]
enum Step {
    /// The keys of a row of the table.
    Keys(&'static str),
    /// A word of its own, after this beginning.
    Word(&'static str),
    Paste(&'static str),
    Burst(&'static str),
    /// Clock time moves by minutes.
    Time(i64),
    Size(u16, u16),
    /// What becomes of submissions from now on.
    File(Fate),
    /// Another console pins the first entry, or takes the pin off.
    Other(bool),
    Resumed,
    Scratch(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Numbered,
    Waits,
    Refused,
    NotTaken,
    TakenBack,
}

/// Keys that delete text on purpose, say that what was offered is not wanted, or go back into a
/// word so that what comes next divides it.
const DELETE: &[&str] = &[
    "backspace",
    "delete",
    "ctrl-u",
    "ctrl-w",
    "ctrl-k",
    "ctrl-d",
    "ctrl-h",
    "n",
    "q",
    "left",
    "ctrl-b",
    "ctrl-a",
    "home",
];

fn steps(deleting: bool) -> impl Strategy<Value = Vec<Step>> {
    let bound = BINDINGS.iter().flat_map(|row| row.keys.iter().copied());
    let more =
        ["backspace", "delete", "left", "right", "home", "end", "ctrl-a", "ctrl-k", "a", "é"];
    let keys = bound.chain(more).filter(|keys| deleting || !DELETE.contains(keys));
    let words = ["", "", "> @infra ", "> @infra @legal ", "? ", "! ", "~ ", "= n ", "% ", "09:99 "];
    let texts = ["one", "> @infra go", "one\ntwo\n13:02 three", "\n\n", "x\u{1b}[2J\u{202e}y", ""];
    let sizes = [(80, 24), (160, 50), (20, 6), (1, 1), (0, 0), (500, 3), (59, 14)];
    let fates = [Fate::Numbered, Fate::Waits, Fate::Refused, Fate::NotTaken, Fate::TakenBack];
    let pick = |texts: &[&'static str]| prop::sample::select(texts.to_vec());
    let step = prop_oneof![
        20 => prop::sample::select(keys.collect::<Vec<_>>()).prop_map(Step::Keys),
        6 => Just(Step::Keys("enter")),
        8 => pick(&words).prop_map(Step::Word),
        2 => pick(&texts).prop_map(Step::Paste),
        2 => pick(&texts).prop_map(Step::Burst),
        2 => prop::sample::select(vec![-1440, -1, 0, 1, 3, 25, 1440]).prop_map(Step::Time),
        1 => prop::sample::select(sizes.to_vec()).prop_map(|(x, y)| Step::Size(x, y)),
        2 => prop::sample::select(fates.to_vec()).prop_map(Step::File),
        1 => any::<bool>().prop_map(Step::Other),
        1 => Just(Step::Resumed),
        1 => pick(&texts).prop_map(Step::Scratch),
    ];
    prop::collection::vec(step, 1..40)
}

struct Run {
    story: Story,
    fate: Fate,
    /// Words that stood in a line.
    words: Vec<String>,
}

impl Run {
    fn take(&mut self, place: usize, step: &Step) {
        match step {
            Step::Keys(keys) => {
                for key in sequence(keys).expect("a key that can be read") {
                    self.send(Message::Key(key));
                }
            }
            Step::Word(lead) => {
                let word = format!("word{place}q");
                for letter in lead.chars().chain(word.chars()) {
                    self.send(Message::Key(KeyCode::Char(letter).into()));
                }
                if line_has_keys(&self.story.model)
                    && self.story.model.line().field.text().contains(&word)
                {
                    self.words.push(word);
                }
            }
            Step::Paste(text) => self.send(Message::Paste((*text).to_owned())),
            Step::Burst(text) => {
                self.send(Message::Burst { text: (*text).to_owned(), goes_on: false });
            }
            Step::Time(minutes) => {
                let now = self.story.model.now.plus_millis(minutes * MINUTE);
                self.send(Message::Tick(now));
            }
            Step::Size(columns, rows) => self.send(Message::Resized(*columns, *rows)),
            Step::File(fate) => self.fate = *fate,
            Step::Other(pinned) => self.other(*pinned),
            Step::Resumed => self.send(Message::Resumed),
            Step::Scratch(text) => {
                let slots = [Slot::Capture, Slot::Parked(0), Slot::Field("reason".to_owned())];
                let scratch = |slot| Scratch {
                    slot,
                    text: (*text).to_owned(),
                    cursor: 1,
                    at: at("13:00"),
                    by: None,
                    owner: None,
                };
                self.send(Message::Scratches(slots.map(scratch).into()));
            }
        }
    }

    fn send(&mut self, message: Message) {
        self.story.delivers = self.fate == Fate::Numbered;
        self.story.send(message);
        let asked = std::mem::take(&mut self.story.effects);
        self.story.delivers = false;
        for effect in asked {
            let Effect::Submit(submission) = effect else { continue };
            let id = submission.id.clone();
            let answer = match self.fate {
                Fate::Numbered | Fate::Waits => continue,
                Fate::Refused => Message::Refused(submission, Refusal::NotOpened),
                Fate::NotTaken => Message::NotTaken(submission, "the disk is full".to_owned()),
                // Only what stands in the line again is taken back.
                Fate::TakenBack => Message::Pending(id),
            };
            self.story.send(answer);
        }
    }

    fn other(&mut self, pinned: bool) {
        let lines = self.story.file.timeline.iter();
        let other = |entry: &&Entry| entry.pinned != pinned;
        let Some(entry) = lines.filter_map(|line| line.entry()).find(other) else { return };
        let entry = entry.now.entry.clone();
        let story = std::mem::replace(&mut self.story, Story::begun());
        let command = Command::PinEntry(EntryPinned { entry, pinned });
        self.story = story.other("Lee", "support", command);
    }

    fn draw(&mut self) {
        let (columns, rows) = self.story.model.size;
        assert!(columns > 0 && rows > 0, "a size of nothing is taken as unknown");
        self.story.screen();
    }
}

fn line_has_keys(model: &Model) -> bool {
    match model.overlays.last() {
        None => model.focus == allhands::console::model::Focus::Capture,
        Some(overlay) => matches!(overlay, Overlay::Line(_)),
    }
}

fn run(steps: &[Step]) -> Run {
    let mut run = Run { story: Story::begun(), fate: Fate::Numbered, words: Vec::new() };
    for (place, step) in steps.iter().enumerate() {
        run.take(place, step);
        run.draw();
    }
    run
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_that_happens_makes_the_console_panic(steps in steps(true)) {
        run(&steps);
    }

    #[test]
    fn no_word_is_lost_that_no_key_deleted(steps in steps(false)) {
        let mut run = run(&steps);
        run.story.model.library = Library::default().into();
        let all = format!("{:?}", run.story.model);
        for word in &run.words {
            prop_assert!(all.contains(word.as_str()), "{} is nowhere", word);
        }
    }
}
