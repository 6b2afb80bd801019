//! The grammar as a table: for the help screen, the README and whoever learns it.
//!
//! Apart from the reading, because people read it. A test reads every example and compares what it
//! becomes.

use std::fmt::Write as _;

/// One row of the help: what to type, what it becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What to type.
    pub sign: &'static str,
    /// What it becomes or means, in one line.
    pub help: &'static str,
    /// A line that shows it.
    pub example: &'static str,
}

const fn row(sign: &'static str, help: &'static str, example: &'static str) -> Row {
    Row { sign, help, example }
}

/// What the first character makes of a line.
pub const SIGNS: &[Row] = &[
    row("", "note: what happened, seen here", "db-7 talked to 203.0.113.9"),
    row(">", "order: to whom, what, by when", "> @infra rotate signing keys in 20m"),
    row("?", "question: to whom, what, by when", "? @legal do we tell the regulator by 15:00"),
    row(
        "!",
        "decision: what, because, until",
        "! take the API offline because data leaves until 07:00",
    ),
    row("~", "assessment: what somebody makes of it", "~ the laptop was the way in"),
    row(
        "=",
        "fact: name, value, and from where",
        "= affected_customers 4120 source billing export",
    ),
    row("<", "words by voice: whom we told, and what", "< ACME CISO told 05:05: reset tokens"),
    row("<", "words by voice: who asks us, and what", "< NYT asks: is it true? by 12:50"),
    row("%", "privileged; may stand before any sign", "% > @legal check the notice"),
    row("%%", "restricted; may stand before any sign", "%% the insider is on leave"),
    row("space", "plain: nothing in the line is read", " > is what the log shows"),
];

/// What counts in any line.
pub const ANYWHERE: &[Row] = &[
    row("14:05", "first: happened then, the nearest past one", "14:05 alarm went off"),
    row("14:05Z 14:05+01:00", "first: the same with its zone", "14:05Z alarm went off"),
    row("-15m  1h30m ago", "first: happened so long ago", "-15m @ops db-7 went dark"),
    row("yesterday 22:10", "first: happened on that day", "yesterday 22:10 first login"),
    row("2026-11-20 14:05", "first: a date is year-month-day", "2026-11-20 14:05 first login"),
    row(
        "@infra",
        "first: concerns it; after > or ?: to it; else: speaks of it",
        "@infra disk is full",
    ),
    row("@legal:", "first: said by them", "@legal: do not delete anything"),
    row("@\"Full Name\"", "a person by their full name", "> @\"Amara Okafor\" call the bank"),
    row("#tag", "a tag; stays in the text", "mail to all staff #phishing"),
    row("in 20m  by 15:00", "last, after > or ?: promised for then", "> @infra restore db-7 in 2h"),
];

/// Both tables as Markdown, for the README.
pub fn markdown() -> String {
    let mut out = String::new();
    for (head, rows) in [("First character", SIGNS), ("Anywhere", ANYWHERE)] {
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = write!(out, "| {head} | Means | For example |\n|---|---|---|\n");
        for Row { sign, help, example } in rows {
            let sign = if sign.is_empty() { "nothing".to_owned() } else { format!("`{sign}`") };
            let _ = writeln!(out, "| {sign} | {help} | `{example}` |");
        }
    }
    out
}
