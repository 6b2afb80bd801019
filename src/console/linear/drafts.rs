//! Drafts in linear mode: read out, begun, written with an editor or line by line.
//!
//! Separate because a text of many lines needs a mode of its own: until a lone `.`, lines go into
//! the draft and nowhere else. What must stay true: what was typed of a text is kept at the desk
//! line by line, and saving makes a revision, never an overwrite.

use crate::console::compose;
use crate::console::diff;
use crate::console::drafts::review::before;
use crate::console::drafts::words_hidden;
use crate::console::drafts::{expiry, hides_words, holding as begun, merge, page, said};
use crate::console::effect::Effect;
use crate::console::message::Unedited;
use crate::console::model::{Slot, Thing};
use crate::console::taken_off;
use crate::console::update::{cannot_record, submit};
use crate::domain::command::Command;
use crate::domain::draft::{Draft, Revision};
use crate::domain::event::{DraftCreated, DraftRenamed, DraftRevised, DraftShelved};
use crate::domain::handling::Handling;
use crate::domain::ids::{DraftId, RevisionId};
use crate::text;

use super::{Did, Editing, Listed, Talk, Writing, kept, needed, spoken, word};

/// Under which name the desk keeps a text that is being typed line by line.
pub const SLOT: &str = "linear-draft";

/// The draft, unless the shield hides it.
pub fn there(talk: &Talk<'_>, id: &DraftId) -> Result<Draft, String> {
    let draft = talk.model.incident.drafts.draft(id).cloned();
    let draft = draft.ok_or("That draft is still on its way; try again in a moment.")?;
    if talk.model.shielded() && !draft.handling.is_open() {
        return Err(format!("That draft is {}; /shield lifts the shield.", draft.handling.word()));
    }
    Ok(draft)
}

/// One of a draft's texts, by its number.
fn text_of<'d>(draft: &'d Draft, said: &str) -> Result<&'d Revision, String> {
    let number = word(said).0.parse().ok();
    let found = draft.revisions.iter().find(|text| Some(text.number) == number);
    found.ok_or_else(|| format!("Say which text, from 1 to {}.", draft.revisions.len()))
}

/// `/draft N [TEXT]`.
pub fn show(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, said) = talk.draft(rest)?;
    let draft = there(talk, &id)?;
    if !said.is_empty() {
        let text = text_of(&draft, said)?;
        talk.page.say(format!("Text {} by {}:", text.number, text.by));
        talk.page.say_text(&text.text);
        return Ok(Vec::new());
    }
    talk.page.say(spoken::draft(talk.model, &draft));
    // The title and to whom it goes were said; all else that is said of the draft follows.
    for line in said::lines(talk.model, &draft).into_iter().skip(2) {
        talk.page.say(spoken::unboxed(&line.words));
    }
    let tips = draft.tips();
    for tip in &tips {
        if tips.len() > 1 {
            talk.page.say(format!("Text {} by {}:", tip.number, tip.by));
        }
        talk.page.say_text(&tip.text);
    }
    Ok(Vec::new())
}

/// `/new-draft [N|TEMPLATE|TITLE]`.
pub fn new(talk: &mut Talk<'_>, rest: &str) -> Did {
    let listed = match talk.number(rest) {
        Ok((Listed::Template(id), _)) => Some(id),
        _ => None,
    };
    let wanted = listed.unwrap_or_else(|| word(rest).0.to_owned());
    let mut templates = talk.model.incident.templates.iter();
    let template = templates.find(|template| template.id == wanted).cloned();
    let id = talk.next_thing();
    let proposal = template.as_ref().map(expiry::proposal).filter(|words| !words.is_empty());
    let created = match template {
        Some(from) => DraftCreated {
            draft: DraftId::new(id.as_str()),
            title: from.title,
            audience: from.audience,
            channel: from.channel,
            template: Some(from.id),
            revision: RevisionId::new(id.as_str()),
            text: from.text,
            handling: Handling::Open,
        },
        None => DraftCreated {
            draft: DraftId::new(id.as_str()),
            title: if rest.trim().is_empty() { "Untitled".into() } else { text::name(rest) },
            audience: String::new(),
            channel: String::new(),
            template: None,
            revision: RevisionId::new(id.as_str()),
            text: String::new(),
            handling: Handling::Open,
        },
    };
    let title = created.title.clone();
    let effects = talk.submit(Command::CreateDraft(created));
    if !effects.is_empty() {
        talk.linear.listed = vec![Listed::Thing(Thing::Draft(DraftId::new(id)))];
        talk.page.say(format!("1. {title}. /edit 1 or /write 1 writes it."));
        if let Some(proposal) = proposal {
            talk.page.say(format!("Its words should have an end: /good-until 1 {proposal}."));
        }
    }
    Ok(effects)
}

/// `/holding TOPIC`.
pub fn holding(talk: &mut Talk<'_>, rest: &str) -> Did {
    let topic = needed(rest, "Say what the reports are about: /holding TOPIC.")?;
    let (command, said) = begun::begin(talk.model, topic)?;
    let Command::CreateDraft(created) = &command else { return Ok(Vec::new()) };
    let (id, text) = (created.draft.clone(), created.text.clone());
    let effects = talk.submit(command);
    if !effects.is_empty() {
        talk.linear.listed = vec![Listed::Thing(Thing::Draft(id))];
        talk.page.say(format!("1. {said} It reads:"));
        talk.page.say_text(&text);
        talk.page.say("/review 1 asks those who must approve, /edit 1 or /write 1 changes it.");
    }
    Ok(effects)
}

/// The newest texts, which the next one is made from.
fn bases(draft: &Draft) -> Vec<RevisionId> {
    draft.latest().map(|latest| latest.id.clone()).into_iter().collect()
}

/// `/edit N`.
pub fn edit(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, _) = talk.draft(rest)?;
    let draft = there(talk, &id)?;
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    // Of two texts side by side the editor makes one.
    if let [.., left, right] = draft.tips().as_slice() {
        let merged = merge::of(&draft, left, right);
        talk.page.say(merged.told());
        let (bases, words) = (vec![left.id.clone(), right.id.clone()], merged.text);
        talk.linear.editing = Some(Editing { draft: id, bases, words: words.clone() });
        return Ok(vec![Effect::RunEditor(words)]);
    }
    let words = draft.latest().map(|latest| latest.text.clone()).unwrap_or_default();
    let bases = bases(&draft);
    talk.linear.editing = Some(Editing { draft: id, bases, words: words.clone() });
    Ok(vec![Effect::RunEditor(words)])
}

/// What `$EDITOR` left.
pub fn edited(talk: &mut Talk<'_>, left: Result<String, Unedited>) -> Vec<Effect> {
    let Some(Editing { draft, bases, words }) = talk.linear.editing.take() else {
        return Vec::new();
    };
    let text = match left {
        Ok(text) => text,
        Err(Unedited { why, left }) => {
            talk.page.say(why);
            if let Some(left) = left {
                talk.page.say("What it left is here as a text that is being written:");
                write_from(talk, draft, bases, left);
            }
            return Vec::new();
        }
    };
    talk.linear.writing = Some(Writing { draft, bases, text });
    // What was taken off the record while the editor had it is looked for in what it left.
    kept::show(talk);
    let _ = taken_off::text_without(talk.model, words);
    save(talk)
}

/// Saves the text that is being typed; asks first where it holds words that were redacted.
fn save(talk: &mut Talk<'_>) -> Vec<Effect> {
    let Some(writing) = talk.linear.writing.take() else { return Vec::new() };
    if let Some(why) = taken_off::doubt(talk.model, &writing.text) {
        talk.page.say(format!("{why} A line with . alone does so, one with ! alone gives it up."));
        talk.linear.writing = Some(writing);
        return Vec::new();
    }
    let Writing { draft, bases, text } = writing;
    revise(talk, draft, bases, text)
}

fn revise(talk: &mut Talk<'_>, id: DraftId, bases: Vec<RevisionId>, words: String) -> Vec<Effect> {
    let draft = talk.model.incident.drafts.draft(&id);
    let of = |base: &RevisionId| draft.and_then(|draft| draft.revision(base));
    let same = match (draft, bases.as_slice()) {
        (_, [base]) => of(base).is_some_and(|base| base.text == words),
        // Marks that nobody went through are not recorded as a text.
        (Some(draft), [left, right]) => of(left).zip(of(right)).is_some_and(|(left, right)| {
            let merged = merge::of(draft, left, right);
            merged.differ > 0 && merged.text == words
        }),
        _ => false,
    };
    if same {
        talk.page.say("The text is as it was; nothing is recorded.");
        return Vec::new();
    }
    let revision = RevisionId::new(talk.next_thing());
    let more = draft.filter(|_| bases.len() > 1).and_then(|draft| merge::beside(draft, &bases));
    if let Some(more) = more {
        talk.page.say(format!("{more}: /merge again takes it in."));
    }
    submit(talk.model, Command::ReviseDraft(DraftRevised::new(id, revision, bases, words)))
}

/// `/write N`.
pub fn write(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, _) = talk.draft(rest)?;
    let draft = there(talk, &id)?;
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    talk.linear.writing = Some(Writing { bases: bases(&draft), draft: id, text: String::new() });
    talk.page.say(
        "Type the whole new text. A line with . alone saves it, one with ! alone gives it up.",
    );
    Ok(Vec::new())
}

/// `/rename N TITLE [; AUDIENCE [; CHANNEL]]`: what is not said stays.
pub fn rename(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, said) = talk.draft(rest)?;
    let draft = there(talk, &id)?;
    let said = needed(said, "Say its title: /rename N TITLE; AUDIENCE; CHANNEL.")?;
    let mut parts = said.splitn(3, ';').map(text::name);
    let title = parts.next().filter(|title| !title.is_empty()).unwrap_or(draft.title);
    let audience = parts.next().unwrap_or(draft.audience);
    let channel = parts.next().unwrap_or(draft.channel);
    Ok(talk.submit(Command::RenameDraft(DraftRenamed { draft: id, title, audience, channel })))
}

/// `/merge N [TEXT]`: one text follows all that stand side by side; without TEXT the two newest are
/// made one, and what stands beside them is named.
pub fn merge(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, said) = talk.draft(rest)?;
    let draft = there(talk, &id)?;
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    if !draft.diverges() {
        return Err("That draft has one text; no other stands beside it.".to_owned());
    }
    if !said.is_empty() {
        let taken = text_of(&draft, said)?.id.clone();
        let sides: Vec<_> = draft.tips().into_iter().map(|tip| tip.id.clone()).collect();
        return Ok(page::take(talk.model, &id, &taken, &sides));
    }
    let tips = draft.tips();
    let [.., left, right] = tips.as_slice() else { return Ok(Vec::new()) };
    let sides = [left, right].map(|tip| format!("text {} by {}", tip.number, tip.by));
    talk.page.say(format!("As one, {}:", sides.join(" and ")));
    let merged = merge::of(&draft, left, right);
    talk.page.say_text(&merged.text);
    talk.page.say(merged.told());
    let bases = vec![left.id.clone(), right.id.clone()];
    if let Some(more) = merge::beside(&draft, &bases) {
        talk.page.say(format!("These are the two newest. {more}."));
    }
    talk.linear.writing = Some(Writing { bases, draft: id, text: String::new() });
    talk.page.say(
        "Type the whole text that follows both. A line with . alone saves it, one with ! alone \
         gives it up; then /edit N opens them as one in your editor, and /merge N TEXT takes one \
         of them as it is.",
    );
    Ok(Vec::new())
}

/// `/compare N [TEXT [TEXT]]`: with the last words sent to the same readers, unless a text is
/// named; what is compared is the newest text, unless a second is.
pub fn compare(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, said) = talk.draft(rest)?;
    let draft = there(talk, &id)?;
    let (old, new) = if said.is_empty() {
        let found = before::last_sent(talk.model, &draft);
        let (told, words, other) = found.ok_or(
            "Nothing went out to these readers yet. /compare N TEXT compares with an earlier text.",
        )?;
        there(talk, &other.id)?;
        if let Some(hidden) = [&other, &draft].into_iter().find(|one| hides_words(talk.model, one))
        {
            return Err(words_hidden(talk.model, hidden));
        }
        let now = draft.latest().map(|latest| talk.model.incident.filled(latest));
        let new = "the newest text, its facts filled in".to_owned();
        ((told.head(talk.model, &id), words), (new, now.unwrap_or_default()))
    } else {
        let (first, second) = word(said);
        let side = |text: &Revision| (format!("text {}", text.number), text.text.clone());
        let old = side(text_of(&draft, first)?);
        let newest = || draft.latest().ok_or_else(|| "It has no text yet.".to_owned());
        let new = if second.is_empty() { newest()? } else { text_of(&draft, second)? };
        (old, side(new))
    };
    let changes = diff::snippets(&old.1, &new.1);
    talk.page.say(format!("From {} to {}:", old.0, new.0));
    if changes.is_empty() {
        talk.page.say("No word changed.");
        return Ok(Vec::new());
    }
    talk.page.say("What stands in [- -] is gone, what stands in {+ +} is new.");
    for (number, change) in (1..).zip(changes) {
        talk.page.say(format!("Change {number}: {change}"));
    }
    Ok(Vec::new())
}

/// `/old-text N TEXT`.
pub fn restore(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, said) = talk.draft(rest)?;
    let draft = there(talk, &id)?;
    let wanted = text_of(&draft, said)?.id.clone();
    Ok(page::restore(talk.model, &id, &wanted))
}

/// A line of the text that is being typed, or its end.
pub fn write_on(talk: &mut Talk<'_>, typed: &str) -> Vec<Effect> {
    match typed.trim() {
        "." => return save(talk),
        "!" => {
            talk.linear.writing = None;
            talk.page.say("Given up; the draft is as it was.");
        }
        _ => take_line(talk, typed),
    }
    Vec::new()
}

/// A line of the text, whatever it holds.
pub fn take_line(talk: &mut Talk<'_>, line: &str) {
    let Some(writing) = &mut talk.linear.writing else { return };
    writing.text.push_str(line);
    writing.text.push('\n');
}

/// As the desk keeps it: the draft and the texts it is made from come first, so that it can be
/// taken up again.
pub fn kept(writing: &Writing) -> String {
    let bases: Vec<&str> = writing.bases.iter().map(RevisionId::as_str).collect();
    format!("{}\n{}\n{}", writing.draft, bases.join(" "), writing.text)
}

/// Where the desk keeps it.
pub fn slot() -> Slot {
    Slot::Field(SLOT.to_owned())
}

/// Takes up a text that was left half typed in linear mode.
pub fn take_up_text(talk: &mut Talk<'_>, kept: &str) {
    let mut parts = kept.splitn(3, '\n');
    let (Some(draft), Some(bases), Some(words)) = (parts.next(), parts.next(), parts.next()) else {
        return;
    };
    let bases = bases.split_whitespace().map(RevisionId::new).collect();
    write_from(talk, DraftId::new(draft), bases, words.to_owned());
}

/// Goes on with a text that was left half typed.
pub fn write_from(talk: &mut Talk<'_>, id: DraftId, bases: Vec<RevisionId>, text: String) {
    let draft = talk.model.incident.drafts.draft(&id);
    let hidden = talk.model.shielded() && draft.is_none_or(|draft| !draft.handling.is_open());
    let title = draft.filter(|_| !hidden).map(|draft| format!(" of “{}”", draft.title));
    let title = title.unwrap_or_default();
    talk.page.say(format!("A draft's text{title} was left half typed by an earlier console:"));
    talk.page.say_text(if hidden { "•••" } else { &text });
    talk.page.say("Type on. A line with . alone saves it, one with ! alone gives it up.");
    let mut text = text;
    // What is typed now begins a line of its own.
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    talk.linear.writing = Some(Writing { draft: id, bases, text });
}

/// `/shelve N [WHY]`.
pub fn shelve(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, why) = talk.draft(rest)?;
    let because = why.to_owned();
    let shelved = DraftShelved { draft, shelved: true, because, superseded_by: None };
    Ok(talk.submit(Command::ShelveDraft(shelved)))
}

/// `/supersede N BY-N`.
pub fn supersede(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, by) = talk.draft(rest)?;
    let by = needed(by, "Say which draft takes its place: /supersede N BY-N.")?;
    let (by, because) = talk.draft(by)?;
    let (because, superseded_by) = (because.to_owned(), Some(by));
    let shelved = DraftShelved { draft, shelved: true, because, superseded_by };
    Ok(talk.submit(Command::ShelveDraft(shelved)))
}

/// `/good-until N TIME|none`.
pub fn good_until(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, said) = talk.draft(rest)?;
    there(talk, &id)?;
    let said = needed(said, "Say until when: /good-until N 24h, or 15:00, or none.")?;
    let at = match said {
        "none" => None,
        said => Some(
            compose::coming_time(said, talk.model.now, talk.model.room_tz())
                .map_err(|problem| format!("{}.", problem.sentence()))?,
        ),
    };
    Ok(expiry::set(talk.model, id, at))
}

/// `/take-up N`.
pub fn take_up(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, why) = talk.draft(rest)?;
    let because = why.to_owned();
    let shelved = DraftShelved { draft, shelved: false, because, superseded_by: None };
    Ok(talk.submit(Command::ShelveDraft(shelved)))
}
