//! The timeline, one JSON object a line.

use crate::domain::incident::Incident;
use crate::text;

use super::lines::{Reach, lines};

/// Every line in the order of what happened, each an object on a line of its own.
pub fn jsonl(incident: &Incident, reach: Reach) -> String {
    let mut out = String::new();
    for line in lines(incident, reach) {
        // Plain data always has a JSON form.
        let written = serde_json::to_string(&line).unwrap_or_default();
        out.push_str(&text::json(&written));
        out.push('\n');
    }
    out
}
