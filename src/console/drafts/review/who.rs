//! Who says something of a draft's words, and what is to be doubted before it is taken: a name that
//! nobody here bears, words with blanks in them.
//!
//! Apart from the acts, because the screen and linear mode doubt the same and ask in their own
//! ways. What must stay true: a doubt never refuses, it asks for a second Enter.

use crate::console::drafts::review::{Ask, Shown, ask_of};
use crate::console::model::Model;
use crate::console::{overlay, typist};
use crate::domain::draft::{Draft, Revision};
use crate::domain::handles::Meaning;
use crate::domain::ids::DraftId;
use crate::domain::people::{DepartmentId, Party, Person};
use crate::domain::review::Lack;

/// Somebody, by what way they said it, and what is to be doubted of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// Who.
    pub by: Person,
    /// By what way: `by phone`.
    pub how: String,
    /// What is to be doubted.
    pub doubts: Vec<String>,
}

/// Who this console types for.
pub fn own_name(model: &Model) -> Person {
    model.me.on_behalf.as_ref().unwrap_or(&model.me.person).clone()
}

/// Asks for a name. That of whoever types is offered where they are of the department, and wrote
/// none of these texts: an author is no second pair of eyes. `name` says for what it is asked, so
/// that a name typed for one act never comes back in another.
pub(super) fn ask(
    model: &mut Model,
    (ask, name): (Ask, &str),
    title: String,
    department: &DepartmentId,
    of: &[DraftId],
) {
    let own = own_name(model);
    let mut texts = of.iter().filter_map(|id| model.incident.drafts.draft(id));
    let wrote = texts.any(|draft| draft.authors().any(|author| *author == own));
    let offered = *department == model.me.department && !wrote;
    let text = if offered { own.to_string() } else { String::new() };
    let hint = "a name, and after a comma by what way: Amara, by phone";
    overlay::prompt_offering(model, ask_of(ask), name, title, hint, &text);
}

/// Reads `Amara, by phone`.
pub fn read(model: &Model, words: &str) -> Result<Speaker, String> {
    let (name, how) = words.split_once(',').unwrap_or((words, ""));
    if name.trim().is_empty() {
        return Err("A name is needed: who says so?".to_owned());
    }
    let name = typist::name_given(name)?;
    let how = how.trim().to_owned();
    let known = |by| Ok(Speaker { by, how: how.clone(), doubts: Vec::new() });
    match model.incident.called(&name) {
        Meaning::One(Party::Person(by)) => return known(by),
        Meaning::Several(several) => {
            let names: Vec<&str> = several.iter().map(Person::as_str).collect();
            return Err(format!("Several go by {name}: {}. Which?", names.join(", ")));
        }
        Meaning::One(Party::Department(_)) | Meaning::Unknown => {}
    }
    let by = Person::new(name.as_str());
    let spoke = |draft: &Draft| draft.review.verdicts.iter().any(|verdict| verdict.by == by);
    if own_name(model) == by || model.incident.drafts.all().iter().any(spoke) {
        return known(by);
    }
    let doubts = vec![format!("Nobody called {name} has been seen in this room.")];
    Ok(Speaker { by, how, doubts })
}

/// What is to be doubted of words that somebody is to answer for: blanks that nothing stands for,
/// and those that nothing can stand for.
pub fn blanks(model: &Model, draft: &Draft) -> Vec<String> {
    let (mut doubts, title) = (Vec::new(), &draft.title);
    for lack in model.incident.lacks(draft) {
        match &lack {
            Lack::Unset(names) => {
                doubts.push(format!("In “{title}” nothing stands for {} yet.", names.join(", ")));
            }
            Lack::NoName(_) => doubts.push(format!("In “{title}” {lack}.")),
            // Everything else is no blank.
            _ => {}
        }
    }
    doubts
}

/// The same of several drafts.
pub fn blanks_of(model: &Model, shown: &[Shown]) -> Vec<String> {
    let drafts = shown.iter().filter_map(|(id, _)| model.incident.drafts.draft(id));
    drafts.flat_map(|draft| blanks(model, draft)).collect()
}

/// The facts that a draft cites and that nobody has made known yet.
pub fn believed<'d>(model: &Model, draft: &'d Draft) -> Vec<&'d str> {
    let only = |name: &&str| {
        let stands = model.incident.stands_for(name);
        stands.is_some_and(|known| known.how() == "believed")
    };
    draft.latest().into_iter().flat_map(Revision::names).filter(only).collect()
}
