//! Whole screens as they are drawn, at several sizes.

mod acts;
mod away;
mod banner;
mod beside;
mod closing;
mod drafts;
mod facts;
mod fuzz;
mod keys;
mod left;
mod lines;
mod lists;
mod narrow;
mod outgoing;
mod pages;
mod redact;
mod room;
mod small;
mod standing;
mod start;
mod story;
mod table;
mod told;
mod typist;
mod words;
mod work;
