//! Whole screens as they are drawn, at several sizes.

mod start;
mod work;
