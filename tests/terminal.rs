//! The real binary in a PTY.
