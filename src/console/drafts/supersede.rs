//! One draft takes another's place, because somebody says so.
//!
//! Apart from the pane, which puts drafts aside for other reasons. What must stay true: what was
//! sent stays on the record as sent, and owes its correction until what takes its place went out.

use super::{Ask, Asks, is_hidden};
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, ChoiceRow};
use crate::console::update;
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::domain::event::DraftShelved;
use crate::domain::ids::DraftId;

/// Asks which draft takes its place: any that is in work or went out.
pub(super) fn ask(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    let incident = &model.incident;
    let others = incident.drafts.all().iter();
    let others = others.filter(|other| {
        other.id != draft.id && other.shelved.is_none() && !is_hidden(model, other)
    });
    let rows: Vec<ChoiceRow> = others
        .map(|other| {
            let note = format!("{}, {}", incident.draft_state(other).word(), other.readers());
            ChoiceRow::new(other.id.as_str(), other.title.clone(), note)
        })
        .collect();
    if rows.is_empty() {
        model.notice = Some("There is no other draft that could take its place.".to_owned());
        return Vec::new();
    }
    let title = format!("Which takes the place of “{}”?", draft.title);
    overlay::choose(model, Asks::Drafts(Ask::Supersede(draft.id.clone())), title, rows, false);
    Vec::new()
}

/// Records which takes its place.
pub(super) fn by(model: &mut Model, draft: DraftId, by: &str) -> Vec<Effect> {
    let (because, superseded_by) = (String::new(), Some(DraftId::from(by)));
    let shelved = DraftShelved { draft, shelved: true, because, superseded_by };
    update::submit(model, Command::ShelveDraft(shelved))
}
