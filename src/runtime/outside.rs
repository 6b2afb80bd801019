//! Work outside that may take long: each piece in a thread of its own, which tells the console when
//! it is done. Nothing here is ever waited for, so that neither the screen nor leaving hangs on a
//! mount or a network.

mod list;

use std::thread;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::console::effect::Brought;
use crate::console::message::Message;
use crate::domain::ids::DraftId;

use super::letters;

/// What is done outside for one console.
pub struct Outside {
    tell: UnboundedSender<Message>,
    told: UnboundedReceiver<Message>,
}

impl Outside {
    /// Nothing is done yet.
    pub fn new() -> Self {
        let (tell, told) = unbounded_channel();
        Self { tell, told }
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
