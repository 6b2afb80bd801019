//! `allhands playbooks`: what can be taken over, and what is wrong with a folder's files.

use crate::args::Playbooks;
use crate::playbook::{Library, Origin};
use crate::text;

use super::super::failure::{End, Failure, tell};
use super::super::settings::Places;
use super::print;

/// Lists the playbooks and templates; mistakes go to stderr and make it fail.
pub fn run(asked: &Playbooks) -> Result<(), Failure> {
    let read = Places::of_this_user().library(asked.playbooks_dir.as_deref());
    let (library, mistakes) = read.map_err(|words| Failure::new(End::NotReachable, words))?;
    print(&if asked.markdown { library.markdown() } else { listing(&library) })?;
    for mistake in &mistakes {
        tell(&text::output(&mistake.to_string()));
    }
    if mistakes.is_empty() {
        return Ok(());
    }
    let words = match mistakes.len() {
        1 => "1 mistake; the file named was left out".to_owned(),
        many => format!("{many} mistakes; the files named were left out"),
    };
    Err(Failure::new(End::Refused, words))
}

fn listing(library: &Library) -> String {
    let mut lines = vec!["PLAYBOOKS".to_owned()];
    for one in library.listing() {
        let (id, title) = (text::output(&one.id), text::output(&one.title));
        lines.push(format!("{id:<22}{title}{}", origin(one.origin)));
        let with = if one.includes.is_empty() {
            String::new()
        } else {
            format!(", with those of {}", one.includes.join(", "))
        };
        let words = format!("{} items{with} for {}", one.items, one.departments.join(" "));
        lines.push(format!("{:<22}{}", "", text::output(&words)));
    }
    lines.push("\nTEMPLATES".to_owned());
    for one in library.listed_templates() {
        let (id, title) = (text::output(&one.id), text::output(&one.title));
        let audience = text::output(&one.audience);
        lines.push(format!("{id:<22}{title}, for {audience}{}", origin(one.origin)));
    }
    lines.join("\n") + "\n"
}

const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::BuiltIn => "",
        Origin::Folder => "  (from the folder)",
    }
}
