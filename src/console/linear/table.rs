//! The commands of linear mode: one closed table, from which help, and the reading of what is
//! typed, are made.
//!
//! Separate because the table is a promise: what is not in it is no command, and what is in it has
//! its line of help. What must stay true: names are unique and one word.

use std::fmt::Write as _;

use super::{
    Did, Talk, checks, drafts, entries, items, kept, look, me, plan, redact, replies, review, room,
};

/// A command.
pub(super) struct Row {
    /// What is typed after `/`.
    pub name: &'static str,
    /// What follows it.
    pub takes: &'static str,
    /// What it does.
    pub help: &'static str,
    /// Does it.
    pub run: fn(&mut Talk<'_>, &str) -> Did,
}

/// A row of the table.
macro_rules! rows {
    ($($group:literal { $($name:literal $takes:literal $run:path, $help:literal;)+ })+) => {
        /// Every command, by what it is about.
        pub(super) const GROUPS: &[(&str, &[Row])] = &[
            $(($group, &[$(Row { name: $name, takes: $takes, help: $help, run: $run },)+]),)+
        ];
    };
}

rows! {
    "Reading" {
        "help" "[WORD]" look::help, "lists the commands, or those with that word";
        "signs" "" look::signs, "says what a line can begin with";
        "now" "" look::now, "says where the room stands";
        "next" "" look::next, "lists what is owed, by time";
        "timeline" "[HOW MANY] [typed]" look::timeline, "lists the last lines, 10 unless said";
        "find" "WORDS" look::find, "lists the lines that fit; /find alone says what can be asked";
        "details" "N" look::details, "says everything about one thing of the list";
        "lists" "[DEPARTMENT|all] [open|mine|late] [by time]" look::lists,
            "says how the departments stand, or lists items";
        "drafts" "" look::drafts, "lists the drafts";
        "draft" "N [TEXT]" drafts::show, "reads a draft out, or one of its earlier texts";
        "templates" "" look::templates, "lists what a draft can begin from";
        "facts" "[NAME]" look::facts, "lists the facts, or says all of one";
        "who" "" look::who, "says who does what, and who is here";
        "tray" "" look::tray, "lists what was refused and not dealt with";
        "standing" "" me::standing, "says how the file and this host's desk stand";
    }
    "Lines" {
        "complete" "@…|#…|= …" me::complete, "lists departments, people, tags, facts that begin so";
        "take" "N" kept::take, "records the line that was offered under that number";
        "block" "" super::capture::block, "records what was pasted as one line with a quote";
        "lines" "" super::capture::lines, "records what was pasted as one line each";
        "mark" "" super::capture::mark, "puts a mark where the paste has a key or token";
        "forget" "[N]" kept::forget, "forgets what was pasted or offered, or one such line";
        "half-typed" "" kept::list, "lists whose text lies half typed at this host's desk";
        "pick" "N" kept::pick, "takes such a text, to go on with it here";
        "correct" "N TEXT" entries::correct, "gives a line other words; last is your last line";
        "withdraw" "N WHY" entries::withdraw, "strikes a line; it stays readable, with the reason";
        "restore" "N" entries::restore, "lets a struck line stand again";
        "pin" "N" entries::pin, "pins a line, or unpins it";
        "tag" "N TAG…" entries::tag, "gives a line exactly these tags; none takes them away";
        "handling" "N open|restricted [TO]|privileged [BY]" entries::handling,
            "says who may be shown it";
        "known" "N [SOURCE]" entries::make_known, "makes a fact known";
        "believed" "N" entries::believed, "makes a fact only believed again";
    }
    "What is owed" {
        "ack" "N [NAME]" entries::acknowledge, "says that an order was taken, an item begun";
        "done" "N [RESULT]" entries::done, "finishes an order or an item";
        "refuse" "N WHY" entries::refuse, "says that it will not be done, or does not apply";
        "extend" "N TIME" entries::extend, "promises another time (20m, 15:00)";
        "release" "N" entries::release, "takes a promised time away";
        "answer" "N TEXT" entries::answer, "answers a question, or a comment on a draft";
    }
    "Items" {
        "begin" "N" items::begin, "says that work on an item goes on";
        "open" "N" items::open, "opens an item again";
        "blocked" "N ON WHAT" items::blocked, "says that an item cannot go on";
        "na" "N WHY" items::not_applicable, "says that an item does not apply here";
        "assign" "N NAME|nobody" items::assign, "gives an item to somebody";
        "promise" "N TIME" entries::extend, "promises a time for an item";
        "aim" "N TIME|now|given" items::aim, "aims an item at a time, at once, as given";
        "comment" "N [“PASSAGE”] TEXT" items::comment, "says something about an item or a draft";
        "add" "DEPARTMENT TEXT" items::add, "adds an item";
    }
    "Drafts" {
        "new-draft" "[N|TEMPLATE|TITLE]" drafts::new, "begins a draft, from a template or blank";
        "holding" "TOPIC" drafts::holding, "begins a holding statement, ready for review";
        "edit" "N" drafts::edit, "opens a draft in your editor ($EDITOR)";
        "write" "N" drafts::write, "takes a draft's whole new text line by line; a lone . saves it";
        "rename" "N TITLE [; AUDIENCE [; CHANNEL]]" drafts::rename, "says what a draft is";
        "compare" "N [TEXT [TEXT]]" drafts::compare, "says what changed since a text, or was sent";
        "merge" "N [TEXT]" drafts::merge, "makes one text of several, or takes one of them";
        "old-text" "N TEXT" drafts::restore, "makes an earlier text of a draft its text again";
        "comments" "N" review::comments_of, "lists what was said of a draft";
        "resolve" "N" review::resolve, "resolves a comment, or opens it again";
        "suggestion" "N" review::take, "puts the words in that a comment suggests";
        "checks" "N" checks::list, "lists what the checks find in a draft";
        "waive" "N WHY" checks::waive, "says why a finding may stand, or lets it count again";
        "shelve" "N [WHY]" drafts::shelve, "puts a draft aside";
        "supersede" "N BY-N [WHY]" drafts::supersede, "says which draft takes another's place";
        "good-until" "N TIME|none" drafts::good_until, "says until when a draft may be used";
        "take-up" "N" drafts::take_up, "takes a draft up again";
    }
    "Words going out" {
        "review" "N [DEPARTMENT]" review::ask, "asks those who must approve, or one more or less";
        "approve" "N DEPARTMENT NAME[, WAY]" review::approve, "a department approves these words";
        "changes" "N DEPARTMENT NAME[, WAY]: WHAT" review::want_changes, "somebody wants changes";
        "go" "N|all" review::go, "gives the go, for one draft or all that are ready";
        "no-go" "N" review::take_back_go, "takes the go back";
        "sent" "N NAME[, HOW MANY][, TIME][, by WAY][, list FILE]"
            review::went_out, "says that a draft's words went out";
        "let-out" "N file PATH|mail ADDRESS, …|chat NAME"
            review::let_out, "lets a draft's words out from this console";
        "not-sent" "N WHY" review::not_sent, "says that what a console let out did not go out";
        "reply" "N PATH [by NAME]|[NAME[, TIME]]: [WORDS]" replies::reply,
            "files what came back: a mail, words, or what was pasted";
        "settle" "N WHY" review::settle, "says why what was sent owes no correction";
    }
    "Who is told what" {
        "plan" "" plan::list, "lists who is told what, in order, and what is wrong with the order";
        "knows" "" plan::knows, "says who knows what, since when";
        "tell" "AUDIENCE [WHAT]" plan::tell, "puts somebody more to tell into the plan";
        "take-step" "N|all" plan::take, "takes what the playbook proposes";
        "step" "N [SIDE [VALUE]]" plan::change, "says all of a step, or changes a side of it";
        "move-step" "N up|down" plan::shift, "gives a step another place";
        "drop-step" "N [WHY]" plan::out, "takes a step out of the plan";
        "leaked" "[TIME] WHAT" plan::broken, "says that the embargo is broken, and how";
        "embargo-stands" "WHY" plan::mended, "says that it stands again";
    }
    "The room" {
        "declare" "[WHY]" room::declare, "calls it an incident";
        "close" "[WHY]" room::close, "closes the room; the record stays";
        "signal" "[WHY]" room::signal, "makes it a signal again";
        "severity" "1|2|3|4|none [WHY]" room::severity, "says how bad it is";
        "phase" "[leave] PHASE" room::phase, "enters or leaves a phase (contain, …)";
        "anchor" "NAME [TIME] [for SCOPE]" room::anchor, "sets a moment of the room (contained)";
        "anchors" "[NAME]" room::anchors, "says how such moments stand, or all of one";
        "unsay" "NAME WHY" room::unsay, "takes such a moment back";
        "role" "DUTY NAME|nobody" room::role, "gives a duty (commander, deputy, scribe, …)";
        "playbook" "[ID]" room::playbook, "takes a playbook over, or lists them";
        "title" "TEXT" room::title, "says what the room is about";
        "codename" "TEXT" room::codename, "gives the room another codename";
        "received" "TIME" room::received, "says when the first word came";
        "first-read" "TIME" room::first_read, "says when it was first read";
        "room-zone" "AREA/CITY" room::zone, "gives the room another zone";
        "names" "[SORT NAME,…|off NAME]" checks::names, "lists names that stay inside";
        "redact" "WORDS" redact::search, "lists what holds them, to take them off the record";
        "erase" "N,N…|all WHY" redact::erase, "takes what /redact listed off the record for good";
        "hold" "on|off WHY" redact::hold, "sets a legal hold, or lifts it";
    }
    "This console" {
        "as" "NAME [DEPARTMENT]" me::typist, "says who types now";
        "for" "NAME|nobody" me::on_behalf, "says on whose behalf you type";
        "shield" "" me::shield, "lifts the shield for ten minutes, or lets it down";
        "zone" "room|utc|mine" me::zone, "says clock times in another zone";
        "undo" "" me::undo, "takes your last act back";
        "redo" "" me::redo, "does what was undone again";
        "the-room" "" me::this_is_the_room, "says that this file is the room, where two claim it";
        "take-over" "" me::take_over, "numbers the record in place of a keeper that is gone";
        "drop" "N" me::drop_refused, "lets something of the tray go";
        "leave" "" me::leave, "leaves the room for the list of rooms; out, where it was named";
        "quit" "" me::quit, "leaves the program";
    }
}

/// Every row.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    GROUPS.iter().flat_map(|(_, rows)| rows.iter())
}

/// The row that a word means: its whole name, or the beginning of one name only.
pub(super) fn find(name: &str) -> Result<&'static Row, String> {
    let name = name.to_lowercase();
    if let Some(row) = rows().find(|row| row.name == name) {
        return Ok(row);
    }
    let begins = |row: &&Row| !name.is_empty() && row.name.starts_with(&name);
    let found: Vec<&Row> = rows().filter(begins).collect();
    match found.as_slice() {
        [row] => Ok(row),
        [] => Err(format!(
            "There is no command /{name}; /help lists them. To record a line that begins with /, \
             put a space before it."
        )),
        several => {
            let names: Vec<String> = several.iter().map(|row| format!("/{}", row.name)).collect();
            Err(format!("/{name} could be {}.", names.join(", ")))
        }
    }
}

/// One line of help.
pub(super) fn help(row: &Row) -> String {
    let blank = if row.takes.is_empty() { "" } else { " " };
    format!("/{}{blank}{}: {}", row.name, row.takes, row.help)
}

/// The table for the README.
pub fn markdown() -> String {
    let mut out = String::from("| Command | What it does |\n|---|---|\n");
    for row in rows() {
        let blank = if row.takes.is_empty() { "" } else { " " };
        let takes = row.takes.replace('|', "\\|");
        let _ = writeln!(out, "| `/{}{blank}{takes}` | {} |", row.name, row.help);
    }
    out
}
