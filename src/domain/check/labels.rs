//! Labels that say how far words may go: TLP and embargo. As far as a draft tells them today: in
//! its words, and in the fact that says until when the embargo lasts.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

use super::{Hit, Matter};
use crate::domain::time::Timestamp;
use crate::domain::words::Tlp;

/// How far words of a label may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// To anybody.
    Everybody,
    /// To a community, never to everybody.
    Community,
    /// To those of a reader's house who must know.
    House,
    /// To the named alone.
    Named,
}

/// A label that the readers are not covered by.
pub(super) fn tlp(matter: &Matter<'_>) -> Vec<Hit> {
    let rules = matter.rules;
    let most = if rules.is_public(matter.audience) {
        Reach::Everybody
    } else if rules.is_inside(matter.audience) || matter.audience.trim().is_empty() {
        Reach::House
    } else {
        Reach::Community
    };
    let mut hits = Vec::new();
    let text = matter.words.filled.as_str();
    for (at, _) in text.match_indices("TLP:") {
        let label = text[at + 4..].trim_start();
        let label: String =
            label.chars().take_while(|c| c.is_ascii_alphabetic() || *c == '+').collect();
        let reach = match label.to_ascii_uppercase().as_str() {
            "GREEN" => Reach::Community,
            // Amber goes to clients that must know; its strict form stays in the house.
            "AMBER" if most == Reach::Community => Reach::Community,
            "AMBER" | "AMBER+STRICT" => Reach::House,
            "RED" => Reach::Named,
            _ => continue,
        };
        if reach > most {
            let end = at + text[at..].find(&label).unwrap_or(4) + label.len();
            let words = matter.words.covering(&(at..end));
            hits.push(Hit { words, detail: format!("TLP:{label} to {}", matter.audience) });
        }
    }
    let bound = matter.draft.and_then(|draft| matter.incident.bound(draft));
    let own = bound.filter(|bound| bound.planned).and_then(|bound| bound.tlp);
    if let Some(label) = own.filter(|_| hits.is_empty() && matter.words.len() > 0) {
        let reach = reach_of(label, most);
        if reach > most {
            let detail = format!("the plan says {} to {}", label.label(), matter.audience);
            hits.push(Hit { words: 0..1, detail });
        }
    }
    hits
}

/// How far the words of a label of the plan may go.
const fn reach_of(label: Tlp, most: Reach) -> Reach {
    match label {
        Tlp::Clear => Reach::Everybody,
        Tlp::Green => Reach::Community,
        Tlp::Amber if matches!(most, Reach::Community) => Reach::Community,
        Tlp::Amber | Tlp::AmberStrict => Reach::House,
        Tlp::Red => Reach::Named,
    }
}

/// An embargo that is not over, in a text to everybody.
pub(super) fn embargo(matter: &Matter<'_>) -> Vec<Hit> {
    let public = matter.rules.is_public(matter.audience);
    if !public || matter.words.len() == 0 {
        return Vec::new();
    }
    let words = matter.words;
    let says = |word: &usize| matches!(words.word(*word), Some("embargoed" | "embargo"));
    let until = |word: &usize| words.word(word + 1) == Some("until");
    let labelled = (0..words.len()).find(|word| says(word) && until(word));
    let mut hits: Vec<Hit> = labelled
        .map(|word| Hit { words: word..word + 1, detail: "the text itself says so".to_owned() })
        .into_iter()
        .collect();
    if hits.is_empty() && by_plan(matter) {
        hits.push(Hit { words: 0..1, detail: "the plan has one that lasts".to_owned() });
    }
    if let Some((end, words)) = ends(matter).filter(|(end, _)| matter.now < *end)
        && hits.is_empty()
    {
        let minutes = end.since(matter.now) / 60_000;
        let open = |name: &&str| matter.incident.closed_fact(name).is_none();
        let left = if EMBARGO.iter().all(open) {
            format!("until {words}, in {}h{:02}m", minutes / 60, minutes % 60)
        } else {
            "a fact for few says until when".to_owned()
        };
        hits.push(Hit { words: 0..1, detail: left });
    }
    hits
}

/// Whether somebody is under an embargo of the plan still, and the draft is to none of them.
fn by_plan(matter: &Matter<'_>) -> bool {
    let incident = matter.incident;
    let bound = matter.draft.and_then(|draft| incident.bound(draft));
    let under = bound.is_some_and(|bound| bound.embargoed);
    !under && !incident.embargo_is_over(matter.now)
}

/// The facts that say until when an embargo lasts: whole, or in parts.
const EMBARGO: [&str; 4] = ["embargo_until", "embargo_date", "embargo_time", "embargo_zone"];

/// Until when the embargo lasts, as the facts say.
fn ends(matter: &Matter<'_>) -> Option<(Timestamp, String)> {
    let value = |name: &str| matter.incident.facts.now(name).map(|now| now.value.as_str());
    let whole = value("embargo_until").map(str::to_owned).or_else(|| {
        let date = value("embargo_date")?;
        let (time, zone) = (value("embargo_time"), value("embargo_zone"));
        Some([Some(date), time, zone].into_iter().flatten().collect::<Vec<_>>().join(" "))
    })?;
    moment(&whole).map(|at| (at, whole))
}

/// A moment as facts have it. A zone that is not known here may be half a day behind: an embargo
/// that may last still is not over.
fn moment(value: &str) -> Option<Timestamp> {
    if let Ok(at) = DateTime::parse_from_rfc3339(value.trim()) {
        return Some(Timestamp::from_millis(at.timestamp_millis()));
    }
    let mut parts = value.split_whitespace();
    let date = NaiveDate::parse_from_str(parts.next()?, "%Y-%m-%d").ok()?;
    let (time, zone) = (parts.next(), parts.next());
    let bare = time.map(|time| time.trim_end_matches('Z'));
    let clock = bare.and_then(|time| NaiveTime::parse_from_str(time, "%H:%M").ok());
    let utc = time.is_some_and(|time| time.ends_with('Z')) || matches!(zone, Some("UTC" | "GMT"));
    let margin = if utc && clock.is_some() { 0 } else { 12 * 3_600_000 };
    let last = NaiveTime::from_hms_opt(23, 59, 0)?;
    let at = NaiveDateTime::new(date, clock.unwrap_or(last)).and_utc().timestamp_millis();
    Some(Timestamp::from_millis(at + margin))
}
