//! What is said of a draft's words, in linear mode: who is asked, who approves, what is wrong, the
//! go, what was sent, the comments. The acts are those of the keys; only the asking differs.
//!
//! Separate from the texts, because here people answer for words. What must stay true: an approval
//! and a go name the words as they stood when the question was put. Where they changed before it
//! was confirmed, it is put anew.

use crate::console::action::Action;
use crate::console::drafts::checks as found;
use crate::console::drafts::review::{self, Shown, acts, asking, comments, sent, who};
use crate::console::drafts::sending;
use crate::domain::draft::Draft;
use crate::domain::event::Way;
use crate::domain::ids::{CommentId, DraftId};
use crate::domain::people::DepartmentId;
use crate::domain::review as rules;

use super::drafts::there;
use super::{Did, Listed, Talk, needed, spoken, word};

impl Talk<'_> {
    /// The draft that a number means, with what follows the number.
    fn of_draft<'r>(&mut self, rest: &'r str) -> Result<(Draft, &'r str), String> {
        let (id, rest) = self.draft(rest)?;
        Ok((there(self, &id)?, rest))
    }

    /// The department that a word means.
    fn lane<'r>(&self, rest: &'r str) -> Result<(DepartmentId, &'r str), String> {
        let (said, rest) = word(rest);
        let incident = &self.model.incident;
        let found = incident.department_called(said.trim_start_matches('@')).cloned();
        let lane = found.ok_or_else(|| {
            let lanes: Vec<String> = incident.lanes().iter().map(ToString::to_string).collect();
            format!("Say which department: {}.", lanes.join(", "))
        })?;
        Ok((lane, rest))
    }

    /// Asks before something is doubted: the same line again, or Enter, goes on.
    fn doubt(&mut self, line: String, doubts: &[String]) -> Result<(), String> {
        if doubts.is_empty() { Ok(()) } else { self.ask(line, &doubts.join(" ")) }
    }

    /// Asks before somebody answers for words, and holds the answer to the words that were shown.
    fn ask_of_words(&mut self, line: String, why: &str, shown: &[Shown]) -> Result<(), String> {
        let before = std::mem::replace(&mut self.linear.shown, shown.to_vec());
        if self.sure && before != shown {
            self.sure = false;
            let why = format!("The words have changed since. {why}");
            return self.ask(line, &why);
        }
        self.ask(line, why)
    }

    /// What the keys have to say instead of acting, or what they did.
    fn done(&mut self, effects: Vec<crate::console::effect::Effect>) -> Did {
        self.model.overlays.clear();
        Ok(effects)
    }
}

/// `/review N [DEPARTMENT]`.
pub fn ask(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, of) = talk.of_draft(rest)?;
    let chosen =
        if of.is_empty() { acts::ALL.to_owned() } else { talk.lane(of)?.0.as_str().to_owned() };
    let asked = |of: &str| draft.review.asked.iter().any(|one| one.department.as_str() == of);
    if asked(&chosen) {
        let why = asking::no_longer(talk.model, &draft, &DepartmentId::from(chosen.as_str()));
        talk.ask(format!("/review {rest}"), why.join(" ").trim())?;
    } else {
        let doubts = who::blanks(talk.model, &draft);
        talk.doubt(format!("/review {rest}"), &doubts)?;
    }
    Ok(asking::ask_these(talk.model, &draft.id, &chosen))
}

/// `/approve N DEPARTMENT NAME[, BY WHAT WAY]`.
pub fn approve(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, said) = talk.of_draft(rest)?;
    let (lane, said) = talk.lane(said)?;
    let said = needed(said, "Say who approves: /approve N DEPARTMENT NAME, by phone.")?;
    let speaker = who::read(talk.model, said)?;
    let (shown, changed) = acts::to_approve(talk.model, &draft, &lane)?;
    let given = (speaker.by.clone(), speaker.how.clone());
    if let Some(so) = acts::approved_already(talk.model, &lane, &shown, given) {
        return Err(so);
    }
    let mut why = speaker.doubts;
    why.extend(who::blanks_of(talk.model, &shown));
    why.extend(found::open_in(talk.model, &shown));
    let short = talk.model.incident.short(&lane);
    why.push(match shown.as_slice() {
        [(_, words)] => {
            let digest = words.digest.short();
            format!("{} approves “{}” for {short}, words {digest}.", speaker.by, draft.title)
        }
        several => format!("{} approves {} texts for {short}.", speaker.by, several.len()),
    });
    if !changed.is_empty() {
        why.push(format!("Only this changed since {short} approved: {}", spoken::joined(&changed)));
    }
    talk.ask_of_words(format!("/approve {rest}"), &why.join(" "), &shown)?;
    let said = (speaker.by, speaker.how);
    Ok(acts::record_approval(talk.model, &lane, shown, said))
}

/// `/changes N DEPARTMENT NAME[, BY WHAT WAY]: WHAT`.
pub fn want_changes(talk: &mut Talk<'_>, rest: &str) -> Did {
    const HOW: &str = "Say who wants what: /changes N DEPARTMENT NAME, by phone: WHAT.";
    let (draft, said) = talk.of_draft(rest)?;
    let (lane, said) = talk.lane(said)?;
    let (who, what) = said.split_once(':').ok_or(HOW)?;
    let what = needed(what, HOW)?;
    let speaker = who::read(talk.model, needed(who, HOW)?)?;
    talk.doubt(format!("/changes {rest}"), &speaker.doubts)?;
    acts::wanted(talk.model, draft.id, lane, (speaker.by, speaker.how), what)
}

/// `/go N|all`.
pub fn go(talk: &mut Talk<'_>, rest: &str) -> Did {
    if word(rest).0 == "all" {
        return go_for(talk, rest, None);
    }
    let (draft, _) = talk.of_draft(rest)?;
    go_for(talk, rest, Some(&draft))
}

/// The go for one, or for all that are ready.
fn go_for(talk: &mut Talk<'_>, rest: &str, draft: Option<&Draft>) -> Did {
    if let Some(why) = acts::no_go(talk.model, draft) {
        return Err(why);
    }
    let shown = acts::ready(talk.model);
    let shown: Vec<Shown> =
        shown.into_iter().filter(|(id, _)| draft.is_none_or(|draft| draft.id == *id)).collect();
    if shown.is_empty() {
        return Err("Nothing is ready for the go.".to_owned());
    }
    let mut why = format!("The go for: {}.", spoken::joined(&acts::named(talk.model, &shown)));
    for open in found::open_in(talk.model, &shown) {
        why.push(' ');
        why.push_str(&open);
    }
    talk.ask_of_words(format!("/go {rest}"), &why, &shown)?;
    Ok(acts::release(talk.model, shown))
}

/// `/no-go N`.
pub fn take_back_go(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, _) = talk.of_draft(rest)?;
    if talk.model.incident.release(&draft).is_none() {
        return Err("It has no go.".to_owned());
    }
    talk.ask(format!("/no-go {rest}"), "It has the go. Take it back?")?;
    Ok(acts::hold(talk.model, draft.id))
}

/// `/sent N NAME[, HOW MANY][, TIME][, BY WHAT WAY][, list FILE]`.
pub fn went_out(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, said) = talk.of_draft(rest)?;
    let said =
        needed(said, "Say who sent it: /sent N NAME, 4310, 09:31, by bulk mail, list FILE.")?;
    sent::readable(talk.model, said).map_err(|why| format!("Not recorded: {why}"))?;
    let (shown, lacks) = sent::to_send(talk.model, &draft).ok_or("It has no text yet.")?;
    let mut why = Vec::new();
    if !lacks.is_empty() {
        why.push(format!("It will stand as sent {}.", rules::flag(&lacks)));
    }
    why.extend(sent::doubt(talk.model, &shown, said));
    why.extend(found::open_in(talk.model, std::slice::from_ref(&shown)));
    if !why.is_empty() {
        let shown = std::slice::from_ref(&shown);
        talk.ask_of_words(format!("/sent {rest}"), &why.join(" "), shown)?;
    }
    sent::record(talk.model, shown, said)
}

/// `/let-out N file PATH|mail ADDRESS, ADDRESS|chat NAME`.
pub fn let_out(talk: &mut Talk<'_>, rest: &str) -> Did {
    const HOW: &str = "Say how: /let-out N file PATH, /let-out N mail ADDRESS, ADDRESS or /let-out \
                       N chat NAME. A clipboard is a screen's alone.";
    let (draft, said) = talk.of_draft(rest)?;
    let shown = sending::words(talk.model, &draft)?;
    let (way, to) = word(needed(said, HOW)?);
    let ways = &talk.model.drafts.ways;
    let way = match way {
        "file" => Way::File,
        "mail" if ways.mail.is_some() => Way::Mail,
        "mail" => return Err("No mail server is set up: [ways.mail] in config.toml.".to_owned()),
        "chat" if ways.chats.iter().any(|name| name == to.trim()) => Way::Webhook,
        "chat" => {
            let known = ways.chats.join(", ");
            return Err(format!("No chat is called so in config.toml. Known: {known}."));
        }
        _ => return Err(HOW.to_owned()),
    };
    let to = sending::read_to(way, to)?;
    let (ready, lines) = sending::before(talk.model, shown.clone(), way, to);
    let why = format!("{} {}", ready.title(), spoken::joined(&lines));
    talk.ask_of_words(format!("/let-out {rest}"), &why, std::slice::from_ref(&shown))?;
    Ok(sending::claim(talk.model, ready))
}

/// `/not-sent N WHY`.
pub fn not_sent(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, why) = talk.of_draft(rest)?;
    let claim = draft.review.open_claims().last().map(|claim| claim.id.clone());
    let claim = claim.ok_or("No sending of it waits for a word on how it ended.")?;
    let why = needed(why, "Say how it is known: /not-sent N WHY.")?;
    sent::not_sent(talk.model, draft.id, claim, why)
}

/// `/settle N WHY`.
pub fn settle(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, why) = talk.of_draft(rest)?;
    let effects = review::on(talk.model, Action::NoCorrection, &draft);
    if talk.model.overlays.is_empty() {
        return talk.done(effects);
    }
    talk.model.overlays.clear();
    let why = needed(why, "Say why none is owed: /settle N WHY.")?;
    Ok(acts::settle(talk.model, draft.id, why))
}

/// `/comment N TEXT` on a draft: a passage of it first, in quotes, where it is about one.
pub fn comment(talk: &mut Talk<'_>, id: &DraftId, said: &str) -> Did {
    let draft = there(talk, id)?;
    let (quote, said) = quoted(said);
    let text = draft.latest().map_or("", |latest| latest.text.as_str());
    let on = match quote {
        None => None,
        Some(quote) => {
            let at = text.find(quote).map(|at| at..at + quote.len());
            let on = at.and_then(|at| rules::passage(text, at));
            Some(on.ok_or_else(|| format!("“{quote}” does not stand in the text."))?)
        }
    };
    let effects = comments::record(talk.model, id.clone(), on, said)?;
    talk.model.notice = None;
    Ok(effects)
}

/// A passage in quotes, and what follows it.
fn quoted(said: &str) -> (Option<&str>, &str) {
    for (open, close) in [('"', '"'), ('“', '”')] {
        let inside = said.strip_prefix(open).and_then(|rest| rest.split_once(close));
        if let Some((quote, rest)) = inside {
            return (Some(quote), rest.trim().trim_start_matches(':').trim());
        }
    }
    (None, said)
}

/// `/comments N`.
pub fn comments_of(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, _) = talk.of_draft(rest)?;
    let lines = crate::console::drafts::said::lines(talk.model, &draft);
    let mut rows: Vec<(Listed, String)> = Vec::new();
    for line in lines {
        let Some(id) = line.comment else { continue };
        let listed = Listed::Comment(draft.id.clone(), id);
        match rows.last_mut() {
            Some((last, words)) if *last == listed => {
                words.push_str("; ");
                words.push_str(line.words.trim());
            }
            Some(_) | None => rows.push((listed, spoken::unboxed(line.words.trim()))),
        }
    }
    talk.list(rows, "Nothing was said of it.");
    Ok(Vec::new())
}

/// `/answer N TEXT` on a comment.
pub fn answer(talk: &mut Talk<'_>, draft: &DraftId, id: &CommentId, text: &str) -> Did {
    comments::record_answer(talk.model, draft.clone(), id.clone(), text)
}

/// The comment that a number means, and its draft.
fn of_comment(talk: &mut Talk<'_>, rest: &str) -> Result<(Draft, CommentId), String> {
    match talk.number(rest)? {
        (Listed::Comment(draft, id), _) => Ok((there(talk, &draft)?, id)),
        _ => Err("That number is no comment; /comments N lists those of a draft.".to_owned()),
    }
}

/// `/resolve N`.
pub fn resolve(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, id) = of_comment(talk, rest)?;
    Ok(comments::resolve(talk.model, &draft, &id))
}

/// `/suggestion N`.
pub fn take(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (draft, id) = of_comment(talk, rest)?;
    Ok(comments::take(talk.model, &draft, &id))
}
