//! Something to read over the panes. A page about a thing of the room is told anew while it is
//! open, so that what counts down on it goes on, and what others do to the thing is seen.
//!
//! Apart from the dialogs, which ask and stand still until they are answered. What must stay true:
//! what is being read does not move, whatever is told above it; and nothing is told anew but after
//! a message, so that an open page wakes nobody.

use super::layout::Area;
use super::model::{Model, Thing};
use super::overlay::Overlay;
use super::plan::rung;
use super::room::anchors;
use super::{checklists, facts, standing, timeline};
use crate::domain::ids::{ItemId, StepId};
use crate::domain::words::Anchor;
use crate::text::{self, Set};

/// A page to read.
#[derive(Debug, Clone)]
pub struct Reader {
    /// What is on it.
    pub page: Page,
    /// The first line shown, and how many of its rows are above the page. Meant at the size that
    /// it was read at: [`Self::at`] says where that is now.
    pub top: (usize, usize),
    /// What it is about.
    about: About,
}

/// What is on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// What it is about.
    pub title: String,
    /// Its lines, unwrapped, as they came: `view` makes them safe.
    pub lines: Vec<String>,
    /// Whether the shield hides it.
    pub private: bool,
}

impl Page {
    /// A page that the shield leaves readable.
    pub fn open(title: impl Into<String>, lines: Vec<String>) -> Self {
        Self { title: title.into(), lines, private: false }
    }
}

/// What a page is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Something that was said once.
    Said,
    /// A line of the timeline, or one on its way.
    Line(Thing),
    /// An item.
    Item(ItemId),
    /// Everything that was said of an anchor.
    Anchor(Anchor),
    /// A fact, by its name.
    Fact(String),
    /// A step of the disclosure plan.
    Step(StepId),
    /// Who knows what, since when.
    Knows,
    /// How file and desk stand.
    Standing,
}

impl Reader {
    /// The line at the top of so much room, and how many of its rows are above it. Where the page
    /// is longer than the room, its end stands at the bottom at the furthest.
    pub fn at(&self, room: Area, set: Set) -> (usize, usize) {
        self.moved(0, room, set)
    }

    /// Moves by so many rows.
    pub fn scroll(&mut self, by: isize, room: Area, set: Set) {
        self.top = self.moved(by, room, set);
    }

    fn moved(&self, by: isize, room: Area, set: Set) -> (usize, usize) {
        let width = usize::from(room.width).max(1);
        let lines = self.page.lines.iter();
        let rows: Vec<usize> =
            lines.map(|line| text::rows(&text::cells_in(line, set), width)).collect();
        let (line, above) = self.top;
        let here = rows.iter().take(line).sum::<usize>() + above;
        let last = rows.iter().sum::<usize>().saturating_sub(usize::from(room.height));
        let mut to = here.saturating_add_signed(by).min(last);
        for (line, rows) in rows.into_iter().enumerate() {
            if to < rows {
                return (line, to);
            }
            to -= rows;
        }
        (0, 0)
    }
}

/// Opens something that is said once.
pub fn say(model: &mut Model, page: Page) {
    model.overlays.push(Overlay::Reader(Reader { page, top: (0, 0), about: About::Said }));
}

/// Opens the page about something, where there is one.
pub fn open(model: &mut Model, about: About) {
    if let Some(page) = told(model, &about) {
        model.overlays.push(Overlay::Reader(Reader { page, top: (0, 0), about }));
    }
}

/// After every message: what an open page is about is told anew.
pub fn settle(model: &mut Model) {
    for place in 0..model.overlays.len() {
        let Some(Overlay::Reader(reader)) = model.overlays.get(place) else { continue };
        let about = now_about(model, &reader.about);
        // Of what is not there any longer the page stays as it was.
        let Some(page) = told(model, &about) else { continue };
        if let Some(Overlay::Reader(reader)) = model.overlays.get_mut(place) {
            reader.top.0 = same_place(&reader.page.lines, &page.lines, reader.top.0);
            (reader.page, reader.about) = (page, about);
        }
    }
}

/// What was on its way and has its number is a line now.
fn now_about(model: &Model, about: &About) -> About {
    let About::Line(Thing::Waiting(id)) = about else { return about.clone() };
    let mut rows = model.incident.timeline.by_row().iter().rev();
    match rows.find(|line| line.submission == *id) {
        Some(line) => About::Line(
            line.entry()
                .map_or(Thing::Row(line.seq), |entry| Thing::Entry(entry.now.entry.clone())),
        ),
        None => about.clone(),
    }
}

fn told(model: &Model, about: &About) -> Option<Page> {
    match about {
        About::Said => None,
        About::Line(thing) => timeline::details::of(model, thing),
        About::Item(id) => {
            let item = model.incident.checklist.item(id)?;
            Some(Page::open("Item", checklists::row::details(model, item)))
        }
        About::Anchor(anchor) => {
            let title = format!("When {}", anchor.words());
            Some(Page::open(title, anchors::history(model, anchor)))
        }
        About::Fact(name) => Some(Page::open(format!("Fact {name}"), facts::page(model, name))),
        About::Step(id) => {
            let page = Page::open("Who is told what", rung::page(model, id)?);
            Some(page)
        }
        About::Knows => Some(Page::open("Who knows what, since when", rung::knows(model))),
        About::Standing => Some(standing::page(model)),
    }
}

/// Where the line that stood at `top` stands now, by the first line from there on that is on both
/// pages: what counts down is another one each time.
fn same_place(old: &[String], new: &[String], top: usize) -> usize {
    let below = old.iter().enumerate().skip(top).filter(|(_, line)| !line.is_empty());
    for (at, line) in below.filter(|_| top > 0) {
        let places = new.iter().enumerate().filter(|(_, other)| *other == line);
        if let Some((now, _)) = places.min_by_key(|(now, _)| now.abs_diff(at)) {
            return now.saturating_sub(at - top);
        }
    }
    top.min(new.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::same_place;

    #[test]
    fn what_is_read_stays_where_it_is() {
        for (old, new, top, now) in [
            ("a b c", "a b c", 1, 1),
            ("a b c", "a x y b c", 1, 3),
            ("a b c", "b c", 2, 1),
            // The line that is read counts down itself: the one below it tells.
            ("a 7m c", "a x 6m c", 1, 2),
            // At its head it stays there.
            ("a b", "x a b", 0, 0),
            ("a b c", "x", 2, 0),
            ("a b a b", "a b a b", 2, 2),
            ("", "", 5, 0),
        ] {
            let lines = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(same_place(&lines(old), &lines(new), top), now, "{old} -> {new}");
        }
    }
}
