//! Scripts of lines in and lines out.
