//! What a keeper does in a room that never rests, and who may take its place before it has read
//! what lies there.

use std::fs;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use allhands::store::worker::{Report, Request, Worker};

use super::given::{a_folder, in_file, line, until};
use super::share::{a_shared_room, beside, console, opening};
use super::share_lost::segments;

#[test]
fn the_file_is_made_anew_in_a_room_that_never_rests() {
    let given = a_folder();
    let path = a_shared_room(&given);
    let mut keeper = console(&given, &path, "a");
    // So many are on their way at any moment; each that arrives brings another.
    for number in 0..100 {
        keeper.say(&format!("line {number}"));
    }
    let end = Instant::now() + Duration::from_secs(40);
    while in_file(&path).len() < 50 {
        assert!(Instant::now() < end, "nothing was published in a room that never rests");
        for _ in 0..20 {
            keeper.wait("a line", |report| matches!(report, Report::Settled(_)).then_some(()));
            keeper.say("another");
        }
    }
    keeper.stop();
}

#[test]
fn nobody_takes_the_place_before_it_has_read_everything() {
    let (given, other) = (a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut keeper = console(&given, &path, "a");
    let id = keeper.say("one");
    keeper.settled(&id);
    // The keeper goes without a word: what it says of itself stays.
    let here = beside(&path).join("here-a");
    let word = fs::read(&here).expect("its word");
    keeper.stop();
    fs::write(&here, word).expect("its word");
    // Something in the folder cannot be read.
    let stuck = beside(&path).join("segment-zz-1");
    fs::create_dir(&stuck).expect("a folder in a segment's place");
    let (tell, told) = channel();
    let next = Worker::open(opening(&other, &path, "b"), move |report| {
        // A test that is over listens no more.
        let _ = tell.send(report);
    });
    let next = next.expect("a thread");
    let until_told = |is: &dyn Fn(&Report) -> bool| {
        let within = Duration::from_secs(60);
        while !is(&told.recv_timeout(within).expect("a report")) {}
    };
    until_told(&|report| matches!(report, Report::Opened(_)));
    next.ask(Request::TakeOver);
    // What is asked later is done later.
    let two = line("b", 1, "two");
    next.ask(Request::Submit(Box::new(two.clone())));
    until("its line", || (!segments(&path, "b").is_empty()).then_some(()));
    let taken = beside(&path).join("keeper-000002");
    assert!(!taken.exists(), "it went on from what it had not read");
    fs::remove_dir(&stuck).expect("removed");
    until("the place", || {
        next.ask(Request::TakeOver);
        taken.exists().then_some(())
    });
    until_told(&|report| matches!(report, Report::Settled(id) if *id == two.id));
    next.stop();
}
