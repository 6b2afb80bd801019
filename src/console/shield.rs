//! The shield: what a shared screen may not show. Down by default; lifting asks once and ends by
//! itself.

use super::effect::Effect;
use super::model::{Model, Shield};
use super::overlay::{self, Asks};

/// The key for it: asks before lifting, lets it down at once.
pub fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.shielded() {
        overlay::confirm(
            model,
            Asks::Shield,
            format!("Lift the shield for {} minutes?", Shield::LIFTED_MINUTES),
            vec![
                "Title, restricted and privileged lines become readable on this screen, to \
                 everybody who sees it: look at who does."
                    .to_owned(),
            ],
        );
    } else {
        model.shield.lifted_until = None;
        model.notice = Some("The shield is down.".to_owned());
    }
    Vec::new()
}

/// Lifts it, having asked.
pub fn lift(model: &mut Model) -> Vec<Effect> {
    model.shield.lifted_until = Some(model.now.plus_minutes(Shield::LIFTED_MINUTES));
    Vec::new()
}
