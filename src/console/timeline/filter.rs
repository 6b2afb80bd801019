//! What the timeline shows: a small language of words, all of which must fit.
//!
//! | Word | Leaves |
//! |---|---|
//! | `@infra`, `@dana`, `@"Full Name"` | lines that concern, address, mention, are typed or said by them |
//! | `#tag` | lines with a tag that begins so |
//! | `is:order` | a kind: note order question decision assessment fact told asked reply |
//! | `is:owed` | owed pinned struck edited privileged restricted auto, or an imported kind |
//! | `after:14:00`, `before:2026-11-22 14:05`, `after:2h` | a time, as the capture line reads it |
//! | `"db-7 talked"` | exactly these letters, in any case |
//! | anything else | the word, some of its letters left out, or beginnings of words (fuzzy); `!word` without it |

use super::sight::Sight;
use super::texts::Texts;
use crate::console::compose::{self, Context, Line as Typed, Reading};
use crate::console::fuzzy::Fuzzy;
use crate::console::literal::Literal;
use crate::console::zone;
use crate::domain::event::{Basis, EntryKind};
use crate::domain::incident::Incident;
use crate::domain::people::Party;
use crate::domain::time::Timestamp;
use crate::domain::timeline::{About, EditMark, Entry, Line, What};

/// Which of the lines that the console records by itself are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AutoLines {
    /// All but who types and which consoles come.
    #[default]
    Usual,
    /// None.
    None,
    /// All.
    All,
}

/// What may stand behind `is:`, beside the kinds of imported lines.
const KINDS: &str = "note order question decision assessment fact told asked reply \
                         owed pinned struck edited privileged restricted auto";

/// A filter that was read.
#[derive(Debug, Default)]
pub struct Filter {
    who: Vec<String>,
    tags: Vec<String>,
    is: Vec<String>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    exact: Vec<Literal>,
    fuzzy: Option<Fuzzy>,
    /// A word that other programs would read, and how it is said here.
    misspelt: Option<String>,
}

/// What people begin a word of a filter with, and how that is said here.
const MISSPELT: &[(&[&str], &str)] = &[
    (&["dept", "department", "lane", "team"], "a department is said @legal"),
    (&["kind", "type", "sign"], "a kind is said is:order"),
    (&["who", "by", "to", "person", "author", "user"], "a person is said @dana"),
    (&["tag", "tags"], "a tag is said #data"),
    (&["since", "from"], "a time is said after:14:00"),
    (&["until", "till"], "a time is said before:14:00"),
];

impl Filter {
    /// Reads a filter; or says what of it cannot be read.
    pub fn read(text: &str, context: &Context<'_>) -> Result<Self, String> {
        let mut filter = Self::default();
        let mut fuzzy: Vec<&str> = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            if let Some(quoted) = rest.strip_prefix('"') {
                let (exact, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                if !exact.is_empty() {
                    filter.exact.push(Literal::new(exact));
                }
                rest = after.trim_start();
                continue;
            }
            if let Some(quoted) = rest.strip_prefix("@\"") {
                let (who, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                filter.who.push(who.to_lowercase());
                rest = after.trim_start();
                continue;
            }
            let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
            rest = after.trim_start();
            if let Some(who) = word.strip_prefix('@') {
                filter.who.push(who.to_lowercase());
            } else if let Some(tag) = word.strip_prefix('#') {
                filter.tags.push(tag.to_lowercase());
            } else if let Some(is) = word.strip_prefix("is:") {
                filter.is.push(is.to_lowercase());
            } else if let Some(time) = word.strip_prefix("after:") {
                let at;
                (at, rest) = moment_with(time, rest, context)?;
                filter.after = Some(at);
            } else if let Some(time) = word.strip_prefix("before:") {
                let at;
                (at, rest) = moment_with(time, rest, context)?;
                filter.before = Some(at);
            } else {
                filter.misspelt = filter.misspelt.or_else(|| misspelt(word));
                fuzzy.push(word);
            }
        }
        if !fuzzy.is_empty() {
            filter.fuzzy = Some(Fuzzy::new(&fuzzy.join(" ")));
        }
        Ok(filter)
    }

    /// Whether it asks for words in any case and for nothing else, so that [`Texts`] tell it all.
    pub(super) fn asks_texts(&self) -> bool {
        let Self { who, tags, is, after, before, exact, fuzzy, misspelt: _ } = self;
        let nothing_else = who.is_empty()
            && tags.is_empty()
            && is.is_empty()
            && after.is_none()
            && before.is_none();
        nothing_else && fuzzy.as_ref().map_or(!exact.is_empty(), Fuzzy::ignores_case)
    }

    /// The rows of the lines that these words leave.
    pub(super) fn among(&self, texts: &Texts) -> Vec<u64> {
        let Self { exact, fuzzy, .. } = self;
        texts.with(exact, |text| fuzzy.as_ref().is_none_or(|fuzzy| fuzzy.fits(text)))
    }

    /// Why nothing fits, where that is a matter of how it was asked: a kind that no line ever is, a
    /// word of another program's filter, a time.
    pub fn misread(&self, sight: Sight<'_>) -> Option<String> {
        if let Some(is) = self.unknown_kind(sight.incident) {
            return Some(format!("is:{is} is no kind of line. Known are: {KINDS}."));
        }
        let moment = |at: Timestamp| zone::moment(at, sight.now, sight.zone);
        let after = self.after.map(|at| format!("It asks for what came after {}.", moment(at)));
        let before = self.before.map(|at| format!("It asks for what came before {}.", moment(at)));
        self.misspelt.clone().or(after).or(before)
    }

    /// The first `is:` of which nothing here is a kind, and no line ever is.
    fn unknown_kind(&self, incident: &Incident) -> Option<&str> {
        let imported = |is: &str| {
            incident.timeline.iter().filter_map(Line::entry).any(|entry| match &entry.now.kind {
                EntryKind::Other(kind) => kind.to_lowercase().starts_with(is),
                _ => false,
            })
        };
        let known = |is: &&String| {
            KINDS.split(' ').any(|kind| kind.starts_with(is.as_str())) || imported(is)
        };
        self.is.iter().find(|is| !known(is)).map(String::as_str)
    }

    /// Whether nothing can be left that `before` did not leave, so that what is shown already is
    /// enough to look at.
    pub fn narrows(&self, before: &Self) -> bool {
        let later = |then| self.after.is_some_and(|now| now >= then);
        let fuzzy = match (&before.fuzzy, &self.fuzzy) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(before), Some(now)) => now.narrows(before),
        };
        // A kind that is yet to be typed out may mean another, and `is:auto` shows what was hidden.
        self.is == before.is
            && fuzzy
            && before.after.is_none_or(later)
            // `before:2h` leaves more as time goes on.
            && before.before.is_none()
            && extends(&self.who, &before.who, |now, was| now.starts_with(was.as_str()))
            && extends(&self.tags, &before.tags, |now, was| now.starts_with(was.as_str()))
            && extends(&self.exact, &before.exact, Literal::narrows)
    }

    /// Whether a line is shown. Under the shield hidden text is not searched, so that nothing is
    /// learned from finding it.
    pub fn fits(&self, sight: Sight<'_>, line: &Line, auto: AutoLines) -> bool {
        let Sight { incident, shielded, .. } = sight;
        let asked = self.is.iter().any(|is| is == "auto");
        let closed = |entry: &Entry| shielded && !entry.now.handling.is_open();
        let entry = line.entry().filter(|entry| !closed(entry));
        (asked || !hides(line, auto))
            && self.after.is_none_or(|after| line.occurred_at >= after)
            && self.before.is_none_or(|before| line.occurred_at < before)
            && self.who.iter().all(|who| concerns(incident, (line, entry), who))
            && self.tags.iter().all(|tag| tagged(entry, tag))
            && self.is.iter().all(|is| is_of(line, is))
            && self.says(sight, line)
    }

    fn says(&self, sight: Sight<'_>, line: &Line) -> bool {
        if self.exact.is_empty() && self.fuzzy.is_none() {
            return true;
        }
        let Some(text) = sight.searched(line) else { return false };
        self.exact.iter().all(|exact| exact.is_in(&text))
            && self.fuzzy.as_ref().is_none_or(|fuzzy| fuzzy.fits(&text))
    }
}

/// Whether a line that the console recorded by itself is left out.
pub(super) fn hides(line: &Line, auto: AutoLines) -> bool {
    let about = match &line.what {
        What::Auto(auto) => Some(&auto.about),
        What::Entry(_) => None,
    };
    match auto {
        AutoLines::All => false,
        AutoLines::Usual => matches!(about, Some(About::People)),
        AutoLines::None => about.is_some(),
    }
}

/// Whether each of what was asked for is asked for still, at least as narrowly.
fn extends<T>(now: &[T], before: &[T], narrows: impl Fn(&T, &T) -> bool) -> bool {
    now.len() >= before.len() && now.iter().zip(before).all(|(now, was)| narrows(now, was))
}

/// What a word means elsewhere: `dept:legal`.
fn misspelt(word: &str) -> Option<String> {
    let (key, value) = word.split_once(':')?;
    let lower = key.to_lowercase();
    let (_, said) = MISSPELT.iter().find(|(keys, _)| keys.contains(&lower.as_str()))?;
    (!value.is_empty()).then(|| format!("{key}: is no word of it: {said}."))
}

/// A moment, whose clock time may stand behind its day as a word of its own.
fn moment_with<'a>(
    text: &str,
    rest: &'a str,
    context: &Context<'_>,
) -> Result<(Timestamp, &'a str), String> {
    let (clock, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let day = !text.contains(':') && !text.is_empty();
    if day
        && clock.starts_with(|c: char| c.is_ascii_digit())
        && clock.contains(':')
        && let Ok(at) = moment(&format!("{text} {clock}"), context)
    {
        return Ok((at, after.trim_start()));
    }
    moment(text, context).map(|at| (at, rest))
}

/// A moment as the capture line reads it; a bare length of time is so long ago.
fn moment(text: &str, context: &Context<'_>) -> Result<Timestamp, String> {
    for said in [format!("{text} x"), format!("-{text} x"), format!("{text}T00:00 x")] {
        if let Reading::Ready(ready) = compose::read(Typed::typed(&said), context)
            && let [part] = ready.parts.as_slice()
            && part.text == "x"
        {
            return Ok(part.occurred_at);
        }
    }
    Err(format!("{text} is no time: 14:05, 2026-11-22 or 2h"))
}

/// Whether somebody has to do with a line: whose it is, and who is named in it where it can be
/// read.
fn concerns(incident: &Incident, (line, entry): (&Line, Option<&Entry>), who: &str) -> bool {
    let begins = |text: &str| text.to_lowercase().starts_with(who);
    let department = |id: &crate::domain::people::DepartmentId| {
        begins(id.as_str())
            || incident.lane_of(id).is_some_and(|known| {
                begins(&known.short) || known.aliases.iter().any(|alias| begins(alias))
            })
    };
    let party = |party: &Party| match party {
        Party::Department(id) => department(id),
        Party::Person(person) => begins(person.as_str()),
    };
    if department(&line.department)
        || begins(line.author.as_str())
        || line.on_behalf.as_ref().is_some_and(|person| begins(person.as_str()))
    {
        return true;
    }
    let Some(entry) = entry else {
        return false;
    };
    let to = entry.now.kind.addressee();
    let by = match &entry.now.basis {
        Basis::Reported { by } => Some(by),
        Basis::Assessed { by, .. } => by.as_ref(),
        Basis::Observed => None,
    };
    to.is_some_and(party) || by.is_some_and(party) || entry.now.mentions.iter().any(party)
}

fn tagged(entry: Option<&Entry>, tag: &str) -> bool {
    entry.is_some_and(|entry| {
        entry.now.tags.iter().any(|known| known.to_lowercase().starts_with(tag))
    })
}

fn is_of(line: &Line, is: &str) -> bool {
    let Some(entry) = line.entry() else {
        return "auto".starts_with(is);
    };
    match is {
        "owed" => entry.is_owed(),
        "pinned" => entry.pinned,
        "struck" => entry.withdrawn.is_some(),
        "edited" => entry.edited() != EditMark::AsWritten,
        "privileged" | "restricted" => entry.now.handling.word() == is,
        kind => entry.now.kind.word().to_lowercase().starts_with(kind),
    }
}
