//! The list of names: what must not go out, and which hosts are ours.
//!
//! Apart from the checks that use it, because a room tells it before any text is written. What must
//! stay true: names of customers are for the room alone, so the shield hides the list.

use super::Ask;
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answered, Asks, ChoiceRow};
use crate::console::update;
use crate::domain::command::Command;
use crate::domain::event::NameListed;
use crate::domain::names::NameSort;

/// Opens the list: what is typed is added, what is chosen is taken off.
pub fn list(model: &mut Model) -> Vec<Effect> {
    let hidden = model.shielded();
    let names = model.incident.names.all().iter().filter(|_| !hidden);
    let rows = names.map(|one| {
        let note = format!("{}; choosing it takes it off", one.sort.words());
        ChoiceRow::new(one.name.clone(), one.name.clone(), note)
    });
    let rows: Vec<ChoiceRow> = rows.collect();
    let many = model.incident.names.all().len();
    let title = match many {
        0 => "Names that stay inside: type customer NAME, internal NAME, host NAME".to_owned(),
        _ if hidden => format!("{many} names, behind the shield: customer|internal|host NAME adds"),
        _ => "Names: customer NAME, internal NAME or host NAME adds one".to_owned(),
    };
    overlay::choose(model, Asks::Room(Ask::Names), title, rows, true);
    Vec::new()
}

/// Takes what was typed or chosen.
pub fn answer(model: &mut Model, words: &str) -> Answered {
    let words = words.trim();
    let names = &model.incident.names;
    let known = names.all().iter().find(|one| one.name == words);
    let changes = match known {
        Some(one) => {
            vec![NameListed { name: one.name.clone(), sort: one.sort, listed: false }]
        }
        None => read(words)?,
    };
    Ok(update::submit(model, Command::ListNames { names: changes }))
}

/// Reads `customer Globex, Initech`; what has no sort before it is an internal name.
pub fn read(words: &str) -> Result<Vec<NameListed>, String> {
    let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let (sort, rest) = match NameSort::parse(first) {
        Some(sort) => (sort, rest),
        None => (NameSort::Internal, words),
    };
    let names = rest.split(',').map(str::trim).filter(|name| !name.is_empty());
    let listed: Vec<NameListed> =
        names.map(|name| NameListed { name: name.to_owned(), sort, listed: true }).collect();
    if listed.is_empty() {
        return Err("Say which: customer Globex, internal Falcon, host status.acme.example.".into());
    }
    Ok(listed)
}
