//! Whole screens as they are drawn, at several sizes.

mod keys;
mod room;
mod start;
mod story;
mod work;
