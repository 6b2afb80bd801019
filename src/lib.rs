//! `allhands` is a war-room console for security incidents: one binary, no server, one SQLite file
//! for each incident. This page is the map. It is true as far as `cargo doc` can hold it: every
//! name is a link.
//!
//! # Bird's-eye view
//!
//! A person types. The line becomes a [`Command`], goes as a [`Submission`] to this host's *desk*
//! (a local SQLite file, synced: from then on it cannot be lost), is judged by [`decide`] on the
//! caught-up head of the incident's file, and becomes numbered, chained [`Event`]s. Every console
//! on the file reads the same rows and folds them into the same [`Incident`]. Nothing is ever
//! overwritten: corrections are new rows.
//!
//! # Code map
//!
//! Left may use only right; a tidy test reads the imports.
//!
//! | Layer | What it is | May use |
//! |---|---|---|
//! | [`text`] | foreign text made safe, measured, wrapped: one function for each kind of sink | |
//! | [`domain`] | what an incident is: commands, rules, events, the state they fold into | [`text`] |
//! | [`playbook`] | checklists, lanes and templates as data | [`domain`] |
//! | [`console`] | what one console shows and does with input: [`Model`], [`Message`], [`update`], [`Effect`] | [`domain`], [`playbook`] |
//! | [`view`] | [`Model`] to cells | [`domain`], [`console`] |
//! | [`report`] | [`Incident`] to documents | [`domain`] |
//! | [`mail`] | what comes back by mail, read: bytes to a [`Letter`] | [`domain`] |
//! | [`store`] | the file and the desk | [`domain`] |
//! | [`bridge`] | what the program lets out by itself: mail, chats, files | [`text`], [`domain`] |
//! | [`runtime`] | terminal, signals, clock, the loops, the commands for scripts: joins all of the above | everything |
//!
//! [`store`] and [`console`] never see each other. [`text`], [`domain`], [`playbook`], [`console`],
//! [`view`], [`report`] and [`mail`] are pure: no I/O, no clock, no randomness, no terminal, no
//! environment; time and ids arrive as arguments. [`args`] is the command line; `main.rs` turns the
//! end of it into an exit code.
//!
//! # Invariants
//!
//! 1. Nothing recorded is lost; nothing is shown as recorded before it is durable here, nor as
//!    shared before it is numbered. Of text still being typed, at most the last 300 ms before a
//!    pause, or 2 s of unbroken typing.
//! 2. The screen never waits for a disk, a mount or a network. It says how old what it shows is.
//! 3. The record is append-only. Corrections and withdrawals are new facts.
//! 4. The record never refuses reality; it flags it.
//! 5. The core is pure (see above).
//! 6. Folding is total: any sequence of stored rows folds, unknown kinds included.
//! 7. Every action has a key, a name in the palette and a line of help, from one table:
//!    [`BINDINGS`].
//! 8. Text is stored as it came and neutralised at every sink, by [`text`].
//! 9. Meaning is never by colour alone.
//! 10. The screen is a shared screen: the [`Shield`] is on by default.
//! 11. Only what a person types is read as grammar ([`compose`]).
//! 12. What happens elsewhere never moves your selection, your list, your focus or your line.
//! 13. Three kinds of time, three words: a *target* is a playbook's suggestion, a *promise*
//!     somebody's word, a *deadline* owed by law.
//!     Only promises and deadlines are ever late.
//! 14. The record shames nobody.
//!
//! # The life of a keypress
//!
//! ```text
//! terminal ─key─► runtime::input ─Message─► console::update ─keymap─► Action
//!                                             ├ changes only this console: the Model
//!                                             └ asks for a fact: Effect::Submit(Submission)
//! runtime ─► store::worker (its own thread)
//!      1 the desk: written and synced; shown as pending
//!      2 the file: one transaction, decided on the caught-up head, numbered, chained, synced
//! store::worker ─Report─► runtime ─Message::Committed─► console::update ─► Incident::apply
//!                                                        ─► view::screen::draw ─► terminal
//! ```
//!
//! Another console's rows arrive by the same [`Message::Committed`]: one path in, no special case.
//!
//! On a share step 2 is another: the line is appended to this console's segment by a child process,
//! numbered by the keeper, and comes back from the keeper's segment ([`store::share`]). Nothing
//! above [`store::worker`] knows which of the two it is.
//!
//! # Glossary
//!
//! | Word | Meaning |
//! |---|---|
//! | Incident | what the file records; a [`Status::Signal`] until declared, then declared, then closed |
//! | Codename, title | the innocuous name, always shown; what it is about, behind the shield |
//! | Phase | [`Phase`]: detect and analyze, investigate, contain and eradicate, communicate, post-incident review |
//! | Anchor | [`Anchor`]: a moment that targets hang on |
//! | Target, promise, deadline | see invariant 13; [`Target`] |
//! | Entry | a line of the timeline that a person wrote: [`EntryRecorded`] |
//! | Basis, handling | how a line is known: [`Basis`]; who may be shown it: [`Handling`] |
//! | Session, submission | one run of one console; one thing asked by it, with an id that is never used twice |
//! | Desk | this host's private memory: outbox, half-typed text, mirror of every row seen |
//! | Pending, numbered | safe at the desk; in the record with its number |
//! | Disclosure plan, step | who is told what, in order: [`Plan`]; who knows what is asked of what was really sent |
//! | Claim | what stands on the record before a console lets words out, so that one does, once: [`SendingClaimed`] |
//! | Segment, keeper, term | on a share: what one console appends; the console that numbers; how long one does |
//!
//! "Event" never appears on screen: to responders it is a security event. People see the timeline.
//!
//! [`Command`]: domain::command::Command
//! [`Submission`]: domain::command::Submission
//! [`decide`]: domain::decide::decide
//! [`Letter`]: domain::replies::Letter
//! [`Event`]: domain::event::Event
//! [`Incident`]: domain::incident::Incident
//! [`Model`]: console::model::Model
//! [`Message`]: console::message::Message
//! [`Message::Committed`]: console::message::Message::Committed
//! [`update`]: console::update::update
//! [`Effect`]: console::effect::Effect
//! [`BINDINGS`]: console::keymap::BINDINGS
//! [`Shield`]: console::model::Shield
//! [`compose`]: console::compose
//! [`Status::Signal`]: domain::words::Status::Signal
//! [`Phase`]: domain::words::Phase
//! [`Anchor`]: domain::words::Anchor
//! [`Target`]: domain::target::Target
//! [`EntryRecorded`]: domain::event::EntryRecorded
//! [`Basis`]: domain::event::Basis
//! [`Handling`]: domain::handling::Handling
//! [`Plan`]: domain::plan::Plan
//! [`SendingClaimed`]: domain::event::SendingClaimed

pub mod args;
pub mod bridge;
pub mod console;
pub mod domain;
pub mod mail;
pub mod playbook;
pub mod report;
pub mod runtime;
pub mod store;
pub mod text;
pub mod view;
