//! `allhands`: a war-room console for security incidents.

pub mod args;
pub mod console;
pub mod domain;
pub mod playbook;
pub mod report;
pub mod runtime;
pub mod store;
pub mod text;
pub mod view;
