//! `allhands playbooks`: what can be taken over, and what is wrong with a folder's files.

use crate::args::Playbooks;
use crate::playbook::{Library, Origin};
use crate::text;

use super::super::failure::{End, Failure};
use super::super::settings::Places;
use super::print;

/// Lists the playbooks and templates; mistakes go to stderr and make it fail.
pub fn run(asked: &Playbooks) -> Result<(), Failure> {
    let files = Places::of_this_user().playbooks(asked.playbooks_dir.as_deref());
    let files = files.map_err(|words| Failure::new(End::NotReachable, words))?;
    let (library, mistakes) = crate::playbook::with_folder(&files);
    print(&if asked.markdown { library.markdown() } else { listing(&library) })?;
    for mistake in &mistakes {
        eprintln!("{}", text::output(&mistake.to_string()));
    }
    if mistakes.is_empty() {
        return Ok(());
    }
    let words = format!("{} mistakes; the files named were left out", mistakes.len());
    Err(Failure::new(End::Refused, words))
}

fn listing(library: &Library) -> String {
    let mut out = String::from("PLAYBOOKS\n");
    for one in library.listing() {
        let (id, title) = (text::output(&one.id), text::output(&one.title));
        out += &format!("{id:<22}{title}{}\n", origin(one.origin));
        let with = if one.includes.is_empty() {
            String::new()
        } else {
            format!(", with those of {}", one.includes.join(", "))
        };
        let words = format!("{} items{with} for {}", one.items, one.departments.join(" "));
        out += &format!("{:<22}{}\n", "", text::output(&words));
    }
    out += "\nTEMPLATES\n";
    for one in library.listed_templates() {
        let (id, title) = (text::output(&one.id), text::output(&one.title));
        out += &format!(
            "{id:<22}{title}, for {}{}\n",
            text::output(&one.audience),
            origin(one.origin)
        );
    }
    out
}

const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::BuiltIn => "",
        Origin::Folder => "  (from the folder)",
    }
}
