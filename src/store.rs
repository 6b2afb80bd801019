//! The incident file and the desk.

pub mod desk;
pub mod mount;
pub mod worker;
