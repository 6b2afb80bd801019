//! Lists that take what is typed: a name that was typed there waits for the next time, after Esc as
//! after a kill, like the answer of every other dialog.

use allhands::console::effect::Effect;
use allhands::console::message::Message;
use allhands::console::model::{Scratch, Slot};

use super::story::{Story, at, hides, shows};

/// How each list is reached, and what is typed there.
const LISTS: [(&str, &str, &str); 4] = [
    ("esc r r enter", "Somebody New", "holder incident-commander"),
    ("esc r f", "Somebody New", "behalf"),
    ("esc r t", "Somebody New", "who-types"),
    ("esc r i", "customer Acme", "names"),
];

fn room() -> Story {
    Story::begun().size(80, 24).lin_known()
}

/// The last text that was kept in a place, and whether it was given up since.
fn kept(story: &Story, name: &str) -> Option<String> {
    let place = Slot::Field(name.to_owned());
    let of_it = story.effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveScratch { slot, text, .. } if *slot == place => Some(Some(text.clone())),
        Effect::DropScratch(slot) if *slot == place => Some(None),
        _ => None,
    });
    of_it.flatten()
}

#[test]
fn a_name_typed_in_a_list_waits_for_the_next_time() {
    for (keys, words, name) in LISTS {
        let story = room().keys(keys).typed(words);
        assert_eq!(kept(&story, name).as_deref(), Some(words), "{keys}");
        let story = story.keys("esc");
        hides(&story, words);
        let story = story.keys("esc").keys(keys);
        shows(&story, words);
    }
}

#[test]
fn it_comes_back_after_a_kill_too() {
    for (keys, words, name) in LISTS {
        let mut story = room();
        let left = Scratch {
            slot: Slot::Field(name.to_owned()),
            text: words.to_owned(),
            cursor: words.len(),
            at: at("14:00"),
            by: Some("s0".into()),
            owner: Some("Dana".into()),
        };
        story.send(Message::Left(vec![left.clone()]));
        story.send(Message::Scratches(vec![left]));
        let story = story.keys(keys);
        shows(&story, words);
    }
}

#[test]
fn what_was_answered_is_kept_no_longer_and_a_search_never_is() {
    let story = room().keys("esc r i").typed("customer Acme").keys("enter");
    assert_eq!(kept(&story, "names"), None);
    let story = story.keys("esc r i");
    hides(&story, "customer Acme");
    let story = room();
    let before = story.effects.len();
    let story = story.keys("ctrl-p").typed("withdraw");
    assert_eq!(story.effects.len(), before, "{:?}", story.effects);
}
