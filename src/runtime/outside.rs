//! Work outside that may take long: each piece in a thread of its own, which tells the console when
//! it is done. Nothing here is ever waited for, so that neither the screen nor leaving hangs on a
//! mount or a network.

mod list;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::bridge::{self, Letter, PATIENCE, STEP, Stage, Ways};
use crate::console::drafts::sending::Outgoing;
use crate::console::effect::Brought;
use crate::console::message::Message;
use crate::domain::event::Outcome;
use crate::domain::ids::{ClaimId, DraftId};

use super::letters;

/// What is done outside for one console.
pub struct Outside {
    tell: UnboundedSender<Message>,
    told: UnboundedReceiver<Message>,
    ways: Arc<Ways>,
    /// How far each letter is that was let out here.
    going: HashMap<ClaimId, Arc<Stage>>,
}

impl Outside {
    /// Nothing is done yet; these ways are set up.
    pub fn new(ways: Ways) -> Self {
        let (tell, told) = unbounded_channel();
        Self { tell, told, ways: Arc::new(ways), going: HashMap::new() }
    }

    /// What is told next. May be dropped while it waits; nothing is lost.
    pub async fn next(&mut self) -> Message {
        match self.told.recv().await {
            Some(message) => message,
            // Not while this lives: it has a sender itself.
            None => std::future::pending().await,
        }
    }

    /// Counts a list of recipients.
    pub fn count_list(&self, path: String) {
        self.spawn("list", move |tell| {
            let counted = list::count(&path);
            tell(Message::ListCounted(path, counted));
        });
    }

    /// Reads what came back in answer to a draft.
    pub fn read_reply(&self, draft: DraftId, what: Brought) {
        self.spawn("reply", move |tell| {
            let read = letters::read(&draft, what);
            tell(Message::ReplyRead(draft, Box::new(read)));
        });
    }

    /// Lets a letter out; its end is told, at the latest when nobody waits for it any longer.
    pub fn let_out(&mut self, outgoing: Outgoing) {
        let Outgoing { claim, way, to, title, words } = outgoing;
        let letter = Letter { claim: claim.clone(), way, to, title, words };
        let (stage, ways) = (Arc::new(Stage::default()), Arc::clone(&self.ways));
        self.going.insert(claim.clone(), Arc::clone(&stage));
        self.spawn("letter", move |tell| {
            let (ended, end) = mpsc::channel();
            let works = Arc::clone(&stage);
            let work = move || drop(ended.send(bridge::let_out(&ways, &letter, &works, STEP)));
            let made = thread::Builder::new().name("wire".to_owned()).spawn(work);
            let outcome = match made {
                Ok(_) => {
                    let end = end.recv_timeout(PATIENCE);
                    if stage.is_stopped() {
                        // Whoever stopped it has told so.
                        return;
                    }
                    end.unwrap_or_else(|_| given_up(&stage))
                }
                Err(_) => {
                    Outcome::Failed { because: "this host gives no thread for it".to_owned() }
                }
            };
            tell(Message::LetOut(claim, outcome));
        });
    }

    /// Stops a letter, and tells so; one that is handed over already goes on.
    pub fn stop(&self, claim: &ClaimId) {
        if self.stopped(claim) {
            let because = "it was stopped before anything was handed over".to_owned();
            drop(self.tell.send(Message::LetOut(claim.clone(), Outcome::Failed { because })));
        }
    }

    /// Stops a letter; false where it is too late for that.
    pub fn stopped(&self, claim: &ClaimId) -> bool {
        self.going.get(claim).is_some_and(|stage| stage.stop())
    }

    /// Does this in a thread; a console that is gone by then is told nothing.
    fn spawn(&self, name: &str, work: impl FnOnce(&dyn Fn(Message)) + Send + 'static) {
        let tell = self.tell.clone();
        let told = self.tell.clone();
        let made = thread::Builder::new().name(name.to_owned()).spawn(move || {
            work(&|message| drop(tell.send(message)));
        });
        if let Err(error) = made {
            let why = crate::text::unnumbered(&error.to_string());
            let words = format!("This host gives no thread for that ({why}); try again.");
            drop(told.send(Message::Notice(words)));
        }
    }
}

/// What is said where no end comes in time.
fn given_up(stage: &Stage) -> Outcome {
    let seconds = PATIENCE.as_secs();
    if stage.stop() {
        let because = format!("the other end took over {seconds} s; nothing was handed over");
        return Outcome::Failed { because };
    }
    Outcome::Unknown { because: format!("no answer came within {seconds} s") }
}
