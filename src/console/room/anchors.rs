//! Anchors: the moments that targets hang on. Set, moved and unsaid; every value is kept.

use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{Answered, ChoiceRow};
use crate::console::reader::{self, About};
use crate::console::update::submit;
use crate::console::{timeline, zone};
use crate::domain::command::Command;
use crate::domain::event::{AnchorSet, AnchorUnsaid};
use crate::domain::incident::AnchorValue;
use crate::domain::words::Anchor;

use super::{Ask, choose, prompt};

/// Those that are known, those that are set and those that items wait for, each with its moment.
pub fn all(model: &Model) -> Vec<(Anchor, Option<String>)> {
    let incident = &model.incident;
    let known = Anchor::KNOWN.iter().map(|(id, _)| Anchor::new(*id));
    let waited = incident.checklist.items().iter();
    let waited = waited.filter_map(|item| item.given.target.as_ref()?.anchor().cloned());
    let mut anchors: Vec<Anchor> = known.collect();
    for anchor in incident.anchors.keys().cloned().chain(waited) {
        if !anchors.contains(&anchor) {
            anchors.push(anchor);
        }
    }
    let stands = |anchor: Anchor| {
        let history = incident.anchors.get(&anchor);
        let at = history.and_then(|history| history.now()?.at);
        let stands = match (at, history) {
            (Some(at), _) => Some(zone::moment(at, model.now, model.tz())),
            (None, Some(_)) => Some("unsaid".to_owned()),
            (None, None) => None,
        };
        (anchor, stands)
    };
    anchors.into_iter().map(stands).collect()
}

/// Lists them.
pub fn list(model: &mut Model) -> Vec<Effect> {
    let row = |(anchor, at): (Anchor, Option<String>)| {
        ChoiceRow::new(anchor.as_str(), anchor.words(), at.unwrap_or_default())
    };
    let rows = all(model).into_iter().map(row).collect();
    choose(model, Ask::Anchor, "Anchors: the moments that targets hang on", rows, false);
    Vec::new()
}

/// One was chosen: a new one is set, a known one moved or unsaid, and its history read.
pub fn chosen(model: &mut Model, id: &str) -> Vec<Effect> {
    let anchor = Anchor::new(id);
    let Some(history) = model.incident.anchors.get(&anchor) else {
        ask_when(model, anchor);
        return Vec::new();
    };
    let mut rows = if history.now().is_some() {
        vec![
            ChoiceRow::new("move", "Move it to another moment", ""),
            ChoiceRow::new("unsay", "Unsay it: open items wait for it again", ""),
        ]
    } else {
        vec![ChoiceRow::new("move", "Set it again", "")]
    };
    let values = match history.values.len() {
        1 => "1 value".to_owned(),
        more => format!("{more} values"),
    };
    rows.push(ChoiceRow::new("history", "Read its history: every value, by whom, when", values));
    let title = format!("When {}", anchor.words());
    choose(model, Ask::AnchorAgain(anchor), &title, rows, false);
    Vec::new()
}

/// A known one is moved or unsaid, or its history is read.
pub fn again(model: &mut Model, anchor: &Anchor, what: &str) -> Vec<Effect> {
    if what == "history" {
        reader::open(model, About::Anchor(anchor.clone()));
    } else if what == "unsay" {
        let title = format!("Unsay “{}”: why?", anchor.words());
        let name = format!("unsay-{anchor}");
        prompt(model, Ask::AnchorUnsaid(anchor.clone()), &name, &title, "May stay empty.", "");
    } else {
        ask_when(model, anchor.clone());
    }
    Vec::new()
}

fn ask_when(model: &mut Model, anchor: Anchor) {
    let title = format!("When {}? Empty is now", anchor.words());
    let hint = if anchor.lies_behind() {
        "14:05, -15m, yesterday 22:10; its scope after a ;"
    } else {
        "14:05, -15m, yesterday 22:10, in 2h, tomorrow 10:00; its scope after a ;"
    };
    let name = format!("anchor-{anchor}");
    prompt(model, Ask::AnchorAt(anchor), &name, &title, hint, "");
}

/// Sets it: a moment that was, or one ahead; the scope after a semicolon.
pub fn set(model: &mut Model, anchor: Anchor, words: &str) -> Answered {
    let (when, scope) = words.split_once(';').unwrap_or((words, ""));
    let when = when.trim();
    let ahead = ["in ", "by "].iter().any(|word| when.starts_with(word));
    let at = match when {
        "" | "now" => model.now,
        _ if ahead && anchor.lies_behind() => {
            let words = anchor.words();
            return Err(format!("“{words}” lies behind us: 14:05, -15m or yesterday 22:10."));
        }
        when if ahead => timeline::promised(model, when)?,
        // What is planned lies ahead, where it cannot lie behind.
        when => timeline::past(model, when).or_else(|why| {
            let ahead = (!anchor.lies_behind()).then(|| timeline::promised(model, when).ok());
            ahead.flatten().ok_or(why)
        })?,
    };
    let to = AnchorSet { anchor, at, scope: scope.trim().to_owned() };
    Ok(submit(model, Command::SetAnchor(to)))
}

/// Takes it back.
pub fn unsay(model: &mut Model, anchor: Anchor, because: &str) -> Vec<Effect> {
    let to = AnchorUnsaid { anchor, scope: None, because: because.to_owned() };
    submit(model, Command::UnsayAnchor(to))
}

/// Everything that was ever said of an anchor: how it stands, then each value with who gave it and
/// when, the oldest first.
pub fn history(model: &Model, anchor: &Anchor) -> Vec<String> {
    let Some(history) = model.incident.anchors.get(anchor) else { return Vec::new() };
    let moment = |at| zone::moment(at, model.now, model.tz());
    let mut out = Vec::new();
    let in_force = history.in_force();
    for value in &in_force {
        let at = value.at.map(moment).unwrap_or_default();
        out.push(format!("“{}”{} stands at {at}", anchor.words(), scope(&value.words)));
    }
    if in_force.is_empty() {
        out.push(format!("“{}” has no value now: items wait for it", anchor.words()));
    }
    out.extend([String::new(), "Its history, the oldest first:".to_owned()]);
    let mut said: Vec<&str> = Vec::new();
    for value in &history.values {
        let done = match (value.at, &value.only) {
            (Some(at), _) => {
                let again = said.contains(&value.words.as_str());
                let verb = if again { "moved to" } else { "set to" };
                said.push(&value.words);
                let at = zone::beside(at, value.recorded, model.now, model.tz());
                format!("{verb} {at}{}", scope(&value.words))
            }
            (None, Some(only)) => {
                said.retain(|scope| scope != only);
                format!("unsaid{}{}", scope(only), because(&value.words))
            }
            (None, None) => {
                said.clear();
                format!("unsaid{}", because(&value.words))
            }
        };
        out.push(format!("  {}  {}: {done}", moment(value.recorded), by(model, value)));
    }
    out
}

/// The anchors that a row gave a value or took one from.
pub fn of_row(model: &Model, seq: u64) -> impl Iterator<Item = &Anchor> {
    let changed = move |value: &AnchorValue| value.seq == seq;
    let anchors = model.incident.anchors.iter();
    anchors.filter(move |(_, history)| history.values.iter().any(changed)).map(|(id, _)| id)
}

/// Who gave a value, and for whom.
fn by(model: &Model, value: &AnchorValue) -> String {
    match model.incident.timeline.row(value.seq) {
        Some(line) => {
            let behalf = line.on_behalf.as_ref().map(|who| format!(" for {who}"));
            format!("{}{}", line.author, behalf.unwrap_or_default())
        }
        None => format!("row {}", value.seq),
    }
}

fn scope(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(" ({words})") }
}

fn because(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(": {words}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::model::{Me, Settings, Theme};
    use crate::domain::ids::SessionId;
    use crate::domain::incident::Incident;
    use crate::domain::people::{DepartmentId, Person};
    use crate::domain::time::Timestamp;

    #[test]
    fn what_is_planned_lies_ahead_where_it_cannot_lie_behind() {
        let me = Me::new(SessionId::new("me"), Person::new("Dana"), DepartmentId::new("legal"));
        let own_zone = chrono_tz::UTC;
        let settings = Settings { theme: Theme::Dark, painted: false, ascii: false, own_zone };
        let now = Timestamp::parse("2026-11-22T14:05:00Z").expect("RFC 3339");
        let mut model = Model::new(Incident::default(), me, settings, now);
        let mut moment = |anchor: &str, when: &str| {
            let effects = set(&mut model, Anchor::new(anchor), when).ok()?;
            effects.into_iter().find_map(|effect| match effect {
                Effect::Submit(submission) => match submission.command {
                    Command::SetAnchor(to) => Some(to.at.to_string()),
                    _ => None,
                },
                _ => None,
            })
        };
        for (anchor, when, at) in [
            ("release", "tomorrow 10:00", Some("2026-11-23T10:00:00.000Z")),
            ("release", "by tomorrow 10:00", Some("2026-11-23T10:00:00.000Z")),
            ("release", "2026-12-01 10:00; v2", Some("2026-12-01T10:00:00.000Z")),
            ("release", "10:00", Some("2026-11-22T10:00:00.000Z")),
            ("contained", "tomorrow 10:00", None),
            ("release", "soon", None),
        ] {
            assert_eq!(moment(anchor, when).as_deref(), at, "{anchor} {when}");
        }
    }
}
