//! The incident file and the desk.
