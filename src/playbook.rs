//! Playbooks: text to values. Pure.
