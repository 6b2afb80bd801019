//! Whole screens as they are drawn, at several sizes.

mod keys;
mod lines;
mod room;
mod standing;
mod start;
mod story;
mod typist;
mod work;
